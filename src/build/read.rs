//! Reading content: every Markdown file becomes an entry, in parallel, with its faults; and reading again what changed.
//!
//! Entries stand in the order of their paths, whichever was read first. A file that is no UTF-8 is still an entry,
//! an empty one at fault; only a disk that does not answer stops the reading. What attachments hold waits until here,
//! because it takes more than one file.
//!
//! **Invariant.** Content that was read again file by file is what a reading from nothing gives.
//!
//! **Left out on purpose.** Nothing is sorted out: drafts and what is not yet due are read like the rest.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::attachments;
use super::memory::Memory;
use super::pictures;
use crate::config::{Config, Kind};
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::address::folders_above;
use crate::entry::around::{self, Ground};
use crate::entry::files::markdown_stem;
use crate::entry::section::{Section, sections};
use crate::entry::{self, Entry, Picture, Read, Surroundings};
use crate::ledger::{Facts, Ledger, News, Source};
use crate::source::{Changes, File, Tree, fingerprint};

/// What the portal holds, and what its reading depended on.
#[derive(Default)]
pub(super) struct Content {
    held: BTreeMap<Arc<str>, Held>,
    /// The sections, called as portal.yaml says.
    pub(super) sections: Vec<Section>,
    /// The folders (`content/…`) that are an entry's own.
    folders: HashSet<String>,
    /// The picture that the webmaster made to stand for the portal.
    pub(super) share: Option<Picture>,
    /// Files that look like entries and are called otherwise.
    misnamed: Vec<Diagnostic>,
}

/// A file as it was read.
struct Held {
    entry: Arc<Entry>,
    faults: Box<[Diagnostic]>,
    /// The looks at other files, as hashes.
    looks: Box<[u64]>,
}

/// An entry that came, went or was read anew.
pub(super) struct Revised {
    pub(super) source: Arc<str>,
    pub(super) old: Option<Arc<Entry>>,
    pub(super) new: Option<Arc<Entry>>,
}

/// What is known before reading.
#[derive(Clone, Copy)]
pub(super) struct Beginning<'a> {
    pub(super) config: &'a Config,
    pub(super) tree: &'a Tree,
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
}

impl Content {
    /// Reads every entry of the tree that is not as the ledger has it.
    pub(super) fn read(beginning: Beginning<'_>, news: &mut News) -> Result<Self, MachineFault> {
        let mut content = Self::default();
        let files: Vec<&File> = content.survey(beginning);
        content.take(files, beginning, news)?;
        Ok(content)
    }

    /// Reads what other files of the tree make otherwise; gives the entries that may have moved.
    pub(super) fn update(
        &mut self,
        beginning: Beginning<'_>,
        changes: &Changes,
        news: &mut News,
    ) -> Result<Vec<Revised>, MachineFault> {
        let tree = beginning.tree;
        let is_text = |path: &&Arc<str>| path.ends_with(".md") && self.held.contains_key(&***path);
        if changes.is_listing_same() && changes.changed.iter().all(|path| is_text(&path)) {
            // Of a text others learn from its own entry alone, so nobody else's reading depends on it.
            let files = changes.changed.iter().filter_map(|path| tree.get(path)).collect();
            return self.take(files, beginning, news);
        }
        let mut before = Self::default();
        std::mem::swap(&mut before.sections, &mut self.sections);
        std::mem::swap(&mut before.folders, &mut self.folders);
        let files = self.survey(beginning);
        let all_anew = places(&self.sections) != places(&before.sections);
        let folders = before.folders.symmetric_difference(&self.folders);
        let looks: HashSet<u64> = around::touched(changes, folders.map(String::as_str)).collect();
        let changed: HashSet<&Arc<str>> = changes.added.iter().chain(&changes.changed).collect();
        let is_moved = |file: &&File| {
            let held = self.held.get(&file.path);
            let looked = |held: &Held| held.looks.iter().any(|look| looks.contains(look));
            all_anew || changed.contains(&file.path) || held.is_none_or(looked)
        };
        let entries: HashSet<Arc<str>> = files.iter().map(|file| file.path.clone()).collect();
        let moved = files.into_iter().filter(is_moved).collect();
        let mut revised = self.take(moved, beginning, news)?;
        self.held.retain(|source, held| {
            let stays = entries.contains(source);
            if !stays {
                let (source, old) = (source.clone(), Some(held.entry.clone()));
                revised.push(Revised { source, old, new: None });
            }
            stays
        });
        Ok(revised)
    }

    /// Finds out which folders are sections and which are an entry's, and gives the files that are entries.
    fn survey<'t>(&mut self, beginning: Beginning<'t>) -> Vec<&'t File> {
        let Beginning { config, tree, .. } = beginning;
        let sections = sections(config, tree);
        let folders: HashSet<String> = tree
            .files()
            .filter_map(|file| file.path.strip_suffix("/index.md"))
            .filter(|folder| !is_section(&sections, folder))
            .map(str::to_owned)
            .collect();
        let folders = outermost(&folders);
        self.misnamed = tree.files().filter_map(|file| misnamed(file, &sections)).collect();
        let own = |file: &&File| is_entry(file, &folders) && !stands_for_index(file, &sections);
        let files = tree.files().filter(own).collect();
        (self.sections, self.folders) = (sections, folders);
        files
    }

    /// Reads files, in parallel, and takes them in; gives them with what was there before.
    fn take(
        &mut self,
        files: Vec<&File>,
        beginning: Beginning<'_>,
        news: &mut News,
    ) -> Result<Vec<Revised>, MachineFault> {
        let Beginning { config, tree, ledger, now } = beginning;
        let customs = config.customs();
        let ground = Ground { tree, entries: &self.folders };
        let around = Surroundings { customs, sections: &self.sections, ground };
        let settings = fingerprint(&(customs, places(&self.sections)));
        let memory = Memory { ledger, now, settings, ground };
        let found: Result<Vec<Found>, MachineFault> =
            files.into_par_iter().map(|file| read(file, around, memory)).collect();
        let mut revised = Vec::new();
        for found in found? {
            let Found { entry, faults, looks, source, files } = found;
            for (path, facts) in files {
                news.file(path, facts);
            }
            if let Some(source) = source {
                news.source(entry.source.clone(), source);
            }
            let (source, new) = (entry.source.clone(), Some(entry.clone()));
            let held = Held { entry, faults: faults.into(), looks };
            let old = self.held.insert(source.clone(), held).map(|old| old.entry);
            revised.push(Revised { source, old, new });
        }
        let (share, learnt) = pictures::share(memory)?;
        learnt.into_iter().for_each(|(path, facts)| news.file(path, facts));
        self.share = share;
        Ok(revised)
    }

    /// Gives all entries, those at fault too, by path.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.held.values().map(|held| &held.entry)
    }

    /// Gives one entry, by its file.
    pub(super) fn entry(&self, source: &str) -> Option<&Arc<Entry>> {
        self.held.get(source).map(|held| &held.entry)
    }

    /// Gives all that is wrong with files of their own.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.misnamed.iter().chain(self.held.values().flat_map(|held| &held.faults))
    }

    /// Gives what is wrong with one file.
    pub(super) fn faults_of(&self, source: &str) -> &[Diagnostic] {
        self.held.get(source).map_or(&[], |held| &held.faults)
    }
}

/// What of the sections entries are read by.
fn places(sections: &[Section]) -> Vec<(&str, &str, Kind)> {
    sections.iter().map(|one| (&*one.folder, &*one.address, one.kind)).collect()
}

/// Keeps the folders that lie in no other: what is below an entry's folder is that entry's.
fn outermost(folders: &HashSet<String>) -> HashSet<String> {
    let inner = |folder: &&String| folders_above(folder).any(|above| folders.contains(above));
    folders.iter().filter(|folder| !inner(folder)).cloned().collect()
}

/// Tells whether a folder (`content/…`) is the portal's own or that of a section named in portal.yaml.
fn is_section(sections: &[Section], folder: &str) -> bool {
    let below = folder.strip_prefix("content").unwrap_or(folder).trim_start_matches('/');
    below.is_empty() || sections.iter().any(|section| section.folder == below)
}

/// Tells whether a file is called `index.md` where only `_index.md` has a meaning.
fn stands_for_index(file: &File, sections: &[Section]) -> bool {
    file.path.strip_suffix("/index.md").is_some_and(|folder| is_section(sections, folder))
}

/// Finds what looks like an entry but is called otherwise: it would be published as it is, front matter and all.
fn misnamed(file: &File, sections: &[Section]) -> Option<Diagnostic> {
    let (_, name) = file.path.rsplit_once('/')?;
    let place = Place::file(file.path.clone());
    if stands_for_index(file, sections) {
        return Some(faults::section_index(place));
    }
    let written = markdown_stem(name)?;
    let lower = written.to_lowercase();
    let stem = if matches!(&*lower, "index" | "_index") { &*lower } else { written };
    let proposal = format!("{stem}.md");
    (proposal != name).then(|| faults::misnamed_entry(place, &proposal))
}

/// A Markdown file is an entry unless it lies in the folder of another, which that entry tells as a fault.
fn is_entry(file: &File, folders: &HashSet<String>) -> bool {
    // The folder of an `index.md` is the entry's own.
    let own = usize::from(file.path.ends_with("/index.md"));
    let mut around = folders_above(&file.path).skip(own);
    file.path.ends_with(".md") && !around.any(|folder| folders.contains(folder))
}

/// A file as it was read, and what is new of that.
struct Found {
    entry: Arc<Entry>,
    faults: Vec<Diagnostic>,
    looks: Box<[u64]>,
    source: Option<Source>,
    files: Vec<(Arc<str>, Facts)>,
}

impl Found {
    fn known(known: &Source) -> Self {
        let (entry, faults) = (known.entry.clone(), known.faults.clone());
        let looks = known.looks.keys();
        Self { entry, faults, looks, source: None, files: Vec::new() }
    }
}

fn read(file: &File, around: Surroundings<'_>, memory: Memory<'_>) -> Result<Found, MachineFault> {
    let known = memory.source(file);
    if let Some(known) = known.filter(|known| known.stamp == Some(file.stamp)) {
        return Ok(Found::known(known));
    }
    let text = match file.text()? {
        Ok(text) => text,
        Err(fault) => {
            // What cannot be read keeps its address, so that links to it are no second fault.
            let nothing = Text::new(file.path.clone(), String::new());
            let Read { entry, looks, .. } = entry::read(&nothing, around);
            let (entry, faults) = (Arc::new(entry), vec![*fault]);
            let looks = looks.keys();
            return Ok(Found { entry, faults, looks, source: None, files: Vec::new() });
        }
    };
    if let Some(known) = known.filter(|known| known.text == fingerprint(text.as_str())) {
        // Saved without an edit, or known by a stamp that was too young to be believed.
        let source =
            memory.settled(file).map(|stamp| Source { stamp: Some(stamp), ..known.clone() });
        return Ok(Found { source, ..Found::known(known) });
    }
    let Read { mut entry, mut faults, looks } = entry::read(&text, around);
    let mut files = attachments::look(&mut entry, &text, memory, &mut faults)?;
    files.extend(pictures::look(&mut entry, &text, memory, &mut faults)?);
    entry.seal();
    let entry = Arc::new(entry);
    // What keeps the site from being published is looked at anew in every build.
    let sound = !faults.iter().any(Diagnostic::is_error);
    let keys = looks.keys();
    let source = sound.then(|| memory.noted(file, text.as_str(), looks, (&entry, &faults)));
    Ok(Found { entry, faults, looks: keys, source, files })
}
