//! What the last build knew: how each file of the portal was read, and what each target asked and was answered.
//!
//! It lies in one file that is only added to, `.niemyet/ledger`, and saves work and nothing else: a build with it does
//! what a build without it does. So it is never trusted. What is foreign, torn or garbage is an empty ledger, and so
//! is one of another program; each thing in it is compared with what is there before it is used; and deleting it, or
//! not being able to write it, is no fault and told to nobody.
//!
//! **Invariant.** A row describes a moment before its bytes were published or its file was read, so a change at the
//! same time shows in the next build.
//!
//! **Left out on purpose.** There are no bodies, no HTML and no postings in it. It is never migrated.

mod book;
mod interned;
mod pictures;
mod rows;
mod sight;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rapidhash::RapidHashMap;

use interned::{Interned, Renumbered};
use rows::{Batch, Rows};

use crate::library::Read;
use crate::source::Stamp;

pub use book::Book;
pub use pictures::Pictures;
pub use rows::{Facts, Made, Part, Piece, Row, Silence, Source};
pub use sight::Sight;

/// How many output folders are remembered when the file is written anew.
const SITES: usize = 4;

/// With how few rows it does not matter how many of them are dead.
const FEW: usize = 256;

/// The rows of one output folder by the paths of the targets.
type Site = RapidHashMap<Arc<str>, Row>;

/// Reads all parts of a batch by [`Part::decode`]; the order stays, and one that is none spoils all.
pub type Decode = dyn Fn(&[Piece]) -> Option<Vec<Part<'static>>>;

/// How much of a ledger is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Whole,
    /// How files were read; nothing of targets.
    Files,
}

/// Whether a build may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It may.
    Write,
    /// It only looks.
    Read,
}

/// The ledger of a portal.
#[derive(Debug, Default)]
pub struct Ledger {
    sources: RapidHashMap<Arc<str>, Source>,
    files: RapidHashMap<Arc<str>, Facts>,
    reads: Vec<Read>,
    links: Vec<Arc<str>>,
    /// By the fingerprint of the output folder, the last used last.
    sites: Vec<(u64, Site)>,
    /// How many rows the file has, dead ones too.
    rows: usize,
    book: Option<Book>,
}

impl Ledger {
    /// Reads the ledger, with the help of who reads many parts. It is empty where there is none to be believed.
    pub fn read(book: Option<Book>, scope: Scope, decode: &Decode) -> Self {
        let Some(mut book) = book else { return Self::default() };
        let batches = book.read(scope, decode).unwrap_or_default();
        let mut ledger = Self::default();
        if !batches.into_iter().all(|batch| ledger.take(batch)) {
            ledger = Self::default();
            return Self { book: Some(book.emptied()), ..ledger };
        }
        Self { book: Some(book), ..ledger }
    }

    /// Gives what is known of a content file.
    pub fn source(&self, path: &str) -> Option<&Source> {
        self.sources.get(path)
    }

    /// Gives what was found in an attached file, if it is still the same file.
    pub fn facts(&self, path: &str, stamp: Stamp) -> Option<&Facts> {
        self.files.get(path).filter(|facts| facts.stamp == stamp)
    }

    /// Gives what is known of a target in an output folder.
    pub fn row(&self, site: u64, path: &str) -> Option<&Row> {
        let (_, rows) = self.sites.iter().find(|(other, _)| *other == site)?;
        rows.get(path)
    }

    /// Gives all questions that rows name by their position.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// Gives all links that rows name by their position.
    pub fn links(&self) -> &[Arc<str>] {
        &self.links
    }

    /// Gives a ledger of what attached files hold alone, with what is new.
    pub fn facts_with(&self, news: &News) -> Self {
        let mut files = self.files.clone();
        files.extend(news.files.iter().cloned());
        Self { files, ..Self::default() }
    }

    /// Takes in what attached files hold.
    pub fn learn(&mut self, news: News) {
        self.files.extend(news.files);
    }

    /// Writes down what the build saw, for the next to see whether there is anything to do.
    pub fn note(&self, sight: &Sight) {
        // What can not be written down is only not known.
        let _ = self.book.as_ref().map(|book| book.note(sight));
    }

    /// Begins to gather what is new.
    pub fn news(&self) -> News {
        News {
            sources: Vec::new(),
            files: Vec::new(),
            rows: Vec::new(),
            reads: Interned::after(self.reads.len()),
            links: Interned::after(self.links.len()),
        }
    }

    /// Ends with the build: writes down what is new, if there is anything, and lets others write. `lives` tells which
    /// content files there are, and `stands` which targets of the site.
    pub fn close(
        &mut self,
        news: News,
        site: u64,
        lives: &dyn Fn(&str) -> bool,
        stands: &dyn Fn(&str) -> bool,
    ) {
        let Some(mut book) = self.book.take() else { return };
        let batch = news.batch(site);
        if batch.is_empty() {
            return;
        }
        let pieces = batch.encode();
        if !self.take(batch) {
            return;
        }
        self.sources.retain(|path, _| lives(path));
        self.files.retain(|path, _| lives(path));
        if let Some((_, rows)) = self.sites.iter_mut().find(|(other, _)| *other == site) {
            rows.retain(|path, _| stands(path));
        }
        let targets: usize = self.sites.iter().map(|(_, rows)| rows.len()).sum();
        let live = self.sources.len() + self.files.len() + targets;
        let is_whole = !book.has_more();
        let mostly_dead = is_whole && self.rows > FEW + 2 * live;
        // A ledger that can not be written is as good as none.
        let _ = if mostly_dead || book.is_empty() {
            let living = mostly_dead.then(|| std::mem::take(self).living().encode());
            book.write_anew(&living.unwrap_or(pieces))
        } else {
            book.append(&pieces)
        };
    }

    /// Takes the rows of a batch in; tells whether it fits to those before it.
    fn take(&mut self, batch: Batch) -> bool {
        self.rows += batch.len();
        self.reads.extend(batch.reads);
        self.links.extend(batch.links);
        self.sources.extend(batch.sources);
        self.files.extend(batch.files);
        let (reads, links) = (self.reads.len(), self.links.len());
        let within = |ids: &[u32], count: usize| ids.iter().all(|id| (*id as usize) < count);
        let fits = |row: &Row| within(&row.made.reads, reads) && within(&row.made.links, links);
        for (site, rows) in batch.sites {
            if !rows.iter().all(|(_, row)| fits(row)) {
                return false;
            }
            let at = self.sites.iter().position(|(other, _)| *other == site);
            let mut known = at.map_or_else(Site::default, |at| self.sites.remove(at).1);
            known.extend(rows);
            self.sites.push((site, known));
        }
        true
    }

    /// Gathers what is not dead, for a file written anew.
    fn living(self) -> Batch {
        let first = self.sites.len().saturating_sub(SITES);
        let mut reads = Renumbered::of(&self.reads);
        let mut links = Renumbered::of(&self.links);
        let mut sites = Vec::new();
        for (site, rows) in self.sites.into_iter().skip(first) {
            let mut rows: Rows = rows.into_iter().collect();
            rows.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, row) in &mut rows {
                reads.renumber(&mut row.made.reads);
                links.renumber(&mut row.made.links);
            }
            sites.push((site, rows));
        }
        Batch {
            reads: reads.into_kept(),
            links: links.into_kept(),
            sources: self.sources.into_iter().collect(),
            files: self.files.into_iter().collect(),
            sites,
        }
    }
}

/// What one build learns.
#[derive(Debug)]
pub struct News {
    sources: Vec<(Arc<str>, Source)>,
    files: Vec<(Arc<str>, Facts)>,
    rows: Rows,
    reads: Interned<Read>,
    links: Interned<Arc<str>>,
}

impl News {
    /// Notes how a content file was read.
    pub fn source(&mut self, path: Arc<str>, source: Source) {
        self.sources.push((path, source));
    }

    /// Notes what is in an attached file.
    pub fn file(&mut self, path: Arc<str>, facts: Facts) {
        self.files.push((path, facts));
    }

    /// Notes a target as it lies in the output now.
    pub fn row(&mut self, path: Arc<str>, row: Row) {
        self.rows.push((path, row));
    }

    /// Numbers the questions of a target; those of its `old` row keep their numbers.
    pub fn reads(&mut self, reads: Vec<Read>, old: Option<&Row>, ledger: &Ledger) -> Vec<u32> {
        for id in old.iter().flat_map(|row| &row.made.reads) {
            self.reads.knows(ledger.reads[*id as usize].clone(), *id);
        }
        reads.into_iter().map(|read| self.reads.number(read)).collect()
    }

    /// Numbers the links of a target; those of its `old` row keep their numbers.
    pub fn links(&mut self, links: Vec<String>, old: Option<&Row>, ledger: &Ledger) -> Vec<u32> {
        for id in old.iter().flat_map(|row| &row.made.links) {
            self.links.knows(ledger.links[*id as usize].clone(), *id);
        }
        links.into_iter().map(|link| self.links.number(link.into())).collect()
    }

    /// Makes a batch; without rows of targets there is no use for their questions.
    fn batch(self, site: u64) -> Batch {
        let bare = self.rows.is_empty();
        Batch {
            reads: if bare { Vec::new() } else { self.reads.into_new() },
            links: if bare { Vec::new() } else { self.links.into_new() },
            sources: self.sources,
            files: self.files,
            sites: if bare { Vec::new() } else { vec![(site, self.rows)] },
        }
    }
}
