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

mod interner;
mod log_file;
mod picture_cache;
mod records;
mod snapshot;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rapidhash::RapidHashMap;

use interner::{Interner, Renumbering};
use records::{RecordBatch, TargetRecords};

use crate::library::Dependency;
use crate::source::FileMetadataKey;

pub use log_file::LogFile;
pub use picture_cache::PictureCache;
pub use records::{
    AttachmentRecord, EncodedChunk, PdfReadFailure, RecordChunk, SourceRecord, TargetInputs,
    TargetRecord,
};
pub use snapshot::Snapshot;

/// How many output folders are remembered when the file is written anew.
const MAX_OUTPUTS: usize = 4;

/// With how few rows it does not matter how many of them are dead.
const MIN_RECORDS_TO_COMPACT: usize = 256;

/// The rows of one output folder by the paths of the targets.
type TargetsByPath = RapidHashMap<Arc<str>, TargetRecord>;

/// Reads all parts of a batch by [`Part::decode`]; the order stays, and one that is none spoils all.
pub type ChunkDecoder = dyn Fn(&[EncodedChunk]) -> Option<Vec<RecordChunk<'static>>>;

/// How much of a ledger is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadScope {
    /// All.
    All,
    /// How files were read; nothing of targets.
    FilesOnly,
}

/// Whether a build may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAccess {
    /// It may.
    ReadWrite,
    /// It only looks.
    ReadOnly,
}

/// The ledger of a portal.
#[derive(Debug, Default)]
pub struct Ledger {
    sources: RapidHashMap<Arc<str>, SourceRecord>,
    attachments: RapidHashMap<Arc<str>, AttachmentRecord>,
    dependencies: Vec<Dependency>,
    links: Vec<Arc<str>>,
    /// By the fingerprint of the output folder, the last used last.
    outputs: Vec<(u64, TargetsByPath)>,
    /// How many rows the file has, dead ones too.
    record_count: usize,
    log_file: Option<LogFile>,
}

impl Ledger {
    /// Reads the ledger, with the help of who reads many parts. It is empty where there is none to be believed.
    pub fn load(book: Option<LogFile>, scope: ReadScope, decode: &ChunkDecoder) -> Self {
        let Some(mut book) = book else { return Self::default() };
        let batches = book.read_batches(scope, decode).unwrap_or_default();
        let mut ledger = Self::default();
        if !batches.into_iter().all(|batch| ledger.merge(batch)) {
            ledger = Self::default();
            return Self { log_file: Some(book.into_empty()), ..ledger };
        }
        Self { log_file: Some(book), ..ledger }
    }

    /// Gives what is known of a content file.
    pub fn source(&self, path: &str) -> Option<&SourceRecord> {
        self.sources.get(path)
    }

    /// Gives what was found in an attached file, if it is still the same file.
    pub fn attachment(&self, path: &str, stamp: FileMetadataKey) -> Option<&AttachmentRecord> {
        self.attachments.get(path).filter(|facts| facts.metadata_key == stamp)
    }

    /// Gives what is known of a target in an output folder.
    pub fn target(&self, site: u64, path: &str) -> Option<&TargetRecord> {
        let (_, rows) = self.outputs.iter().find(|(other, _)| *other == site)?;
        rows.get(path)
    }

    /// Gives all questions that rows name by their position.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// Gives all links that rows name by their position.
    pub fn links(&self) -> &[Arc<str>] {
        &self.links
    }

    /// Gives a ledger of what attached files hold alone, with what is new.
    pub fn attachments_with(&self, news: &PendingRecords) -> Self {
        let mut files = self.attachments.clone();
        files.extend(news.attachments.iter().cloned());
        Self { attachments: files, ..Self::default() }
    }

    /// Takes in what attached files hold.
    pub fn add_attachments(&mut self, news: PendingRecords) {
        self.attachments.extend(news.attachments);
    }

    /// Writes down what the build saw, for the next to see whether there is anything to do.
    pub fn write_snapshot(&self, sight: &Snapshot) {
        // What can not be written down is only not known.
        let _ = self.log_file.as_ref().map(|book| book.write_snapshot(sight));
    }

    /// Begins to gather what is new.
    pub fn begin_records(&self) -> PendingRecords {
        PendingRecords {
            sources: Vec::new(),
            attachments: Vec::new(),
            targets: Vec::new(),
            dependencies: Interner::after(self.dependencies.len()),
            links: Interner::after(self.links.len()),
        }
    }

    /// Ends with the build: writes down what is new, if there is anything, and lets others write. `lives` tells which
    /// content files there are, and `stands` which targets of the site.
    pub fn commit(
        &mut self,
        news: PendingRecords,
        site: u64,
        lives: &dyn Fn(&str) -> bool,
        stands: &dyn Fn(&str) -> bool,
    ) {
        let Some(mut book) = self.log_file.take() else { return };
        let batch = news.into_batch(site);
        if batch.is_empty() {
            return;
        }
        let pieces = batch.encode();
        if !self.merge(batch) {
            return;
        }
        self.sources.retain(|path, _| lives(path));
        self.attachments.retain(|path, _| lives(path));
        if let Some((_, rows)) = self.outputs.iter_mut().find(|(other, _)| *other == site) {
            rows.retain(|path, _| stands(path));
        }
        let targets: usize = self.outputs.iter().map(|(_, rows)| rows.len()).sum();
        let live = self.sources.len() + self.attachments.len() + targets;
        let is_whole = !book.has_unread_chunks();
        let mostly_dead = is_whole && self.record_count > MIN_RECORDS_TO_COMPACT + 2 * live;
        // A ledger that can not be written is as good as none.
        let _ = if mostly_dead || book.needs_rewrite() {
            let living = mostly_dead.then(|| std::mem::take(self).into_live_batch().encode());
            book.rewrite(&living.unwrap_or(pieces))
        } else {
            book.append(&pieces)
        };
    }

    /// Takes the rows of a batch in; tells whether it fits to those before it.
    fn merge(&mut self, batch: RecordBatch) -> bool {
        self.record_count += batch.len();
        self.dependencies.extend(batch.dependencies);
        self.links.extend(batch.links);
        self.sources.extend(batch.sources);
        self.attachments.extend(batch.attachments);
        let (reads, links) = (self.dependencies.len(), self.links.len());
        let within = |ids: &[u32], count: usize| ids.iter().all(|id| (*id as usize) < count);
        let fits = |row: &TargetRecord| {
            within(&row.inputs.dependencies, reads) && within(&row.inputs.links, links)
        };
        for (site, rows) in batch.outputs {
            if !rows.iter().all(|(_, row)| fits(row)) {
                return false;
            }
            let at = self.outputs.iter().position(|(other, _)| *other == site);
            let mut known = at.map_or_else(TargetsByPath::default, |at| self.outputs.remove(at).1);
            known.extend(rows);
            self.outputs.push((site, known));
        }
        true
    }

    /// Gathers what is not dead, for a file written anew.
    fn into_live_batch(self) -> RecordBatch {
        let first = self.outputs.len().saturating_sub(MAX_OUTPUTS);
        let mut reads = Renumbering::new(&self.dependencies);
        let mut links = Renumbering::new(&self.links);
        let mut sites = Vec::new();
        for (site, rows) in self.outputs.into_iter().skip(first) {
            let mut rows: TargetRecords = rows.into_iter().collect();
            rows.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, row) in &mut rows {
                reads.renumber(&mut row.inputs.dependencies);
                links.renumber(&mut row.inputs.links);
            }
            sites.push((site, rows));
        }
        RecordBatch {
            dependencies: reads.into_kept(),
            links: links.into_kept(),
            sources: self.sources.into_iter().collect(),
            attachments: self.attachments.into_iter().collect(),
            outputs: sites,
        }
    }
}

/// What one build learns.
#[derive(Debug)]
pub struct PendingRecords {
    sources: Vec<(Arc<str>, SourceRecord)>,
    attachments: Vec<(Arc<str>, AttachmentRecord)>,
    targets: TargetRecords,
    dependencies: Interner<Dependency>,
    links: Interner<Arc<str>>,
}

impl PendingRecords {
    /// Notes how a content file was read.
    pub fn add_source(&mut self, path: Arc<str>, source: SourceRecord) {
        self.sources.push((path, source));
    }

    /// Notes what is in an attached file.
    pub fn add_attachment(&mut self, path: Arc<str>, facts: AttachmentRecord) {
        self.attachments.push((path, facts));
    }

    /// Notes a target as it lies in the output now.
    pub fn add_target(&mut self, path: Arc<str>, row: TargetRecord) {
        self.targets.push((path, row));
    }

    /// Numbers the questions of a target; those of its `old` row keep their numbers.
    pub fn intern_dependencies(
        &mut self,
        reads: Vec<Dependency>,
        old: Option<&TargetRecord>,
        ledger: &Ledger,
    ) -> Vec<u32> {
        for id in old.iter().flat_map(|row| &row.inputs.dependencies) {
            self.dependencies.insert_known(ledger.dependencies[*id as usize].clone(), *id);
        }
        reads.into_iter().map(|read| self.dependencies.intern(read)).collect()
    }

    /// Numbers the links of a target; those of its `old` row keep their numbers.
    pub fn intern_links(
        &mut self,
        links: Vec<String>,
        old: Option<&TargetRecord>,
        ledger: &Ledger,
    ) -> Vec<u32> {
        for id in old.iter().flat_map(|row| &row.inputs.links) {
            self.links.insert_known(ledger.links[*id as usize].clone(), *id);
        }
        links.into_iter().map(|link| self.links.intern(link.into())).collect()
    }

    /// Makes a batch; without rows of targets there is no use for their questions.
    fn into_batch(self, site: u64) -> RecordBatch {
        let bare = self.targets.is_empty();
        RecordBatch {
            dependencies: if bare { Vec::new() } else { self.dependencies.into_new() },
            links: if bare { Vec::new() } else { self.links.into_new() },
            sources: self.sources,
            attachments: self.attachments,
            outputs: if bare { Vec::new() } else { vec![(site, self.targets)] },
        }
    }
}
