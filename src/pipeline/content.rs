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
use super::cache::SourceCache;
use super::pictures;
use crate::config::{Config, EntryKind};
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::address::ancestor_folders;
use crate::entry::file_dependencies::{self, FileSystemView};
use crate::entry::files::markdown_stem;
use crate::entry::section::{Section, sections};
use crate::entry::{self, Entry, Picture, ReadContext, ReadEntry};
use crate::ledger::{AttachmentRecord, Ledger, PendingRecords, SourceRecord};
use crate::source::{FileChanges, FileTree, SourceFile, fingerprint};

/// What the portal holds, and what its reading depended on.
#[derive(Default)]
pub(super) struct Content {
    sources: BTreeMap<Arc<str>, ParsedSource>,
    /// The sections, called as portal.yaml says.
    pub(super) sections: Vec<Section>,
    /// The folders (`content/…`) that are an entry's own.
    entry_folders: HashSet<String>,
    /// The picture that the webmaster made to stand for the portal.
    pub(super) share_picture: Option<Picture>,
    /// Files that look like entries and are called otherwise.
    misnamed: Vec<Diagnostic>,
}

/// A file as it was read.
struct ParsedSource {
    entry: Arc<Entry>,
    faults: Box<[Diagnostic]>,
    /// The looks at other files, as hashes.
    dependency_keys: Box<[u64]>,
}

/// An entry that came, went or was read anew.
pub(super) struct EntryUpdate {
    pub(super) source: Arc<str>,
    pub(super) old: Option<Arc<Entry>>,
    pub(super) new: Option<Arc<Entry>>,
}

/// What is known before reading.
#[derive(Clone, Copy)]
pub(super) struct ReadInputs<'a> {
    pub(super) config: &'a Config,
    pub(super) tree: &'a FileTree,
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
}

impl Content {
    /// Reads every entry of the tree that is not as the ledger has it.
    pub(super) fn read(
        beginning: ReadInputs<'_>,
        news: &mut PendingRecords,
    ) -> Result<Self, MachineFault> {
        let mut content = Self::default();
        let files: Vec<&SourceFile> = content.classify_files(beginning);
        content.read_files(files, beginning, news)?;
        Ok(content)
    }

    /// Reads what other files of the tree make otherwise; gives the entries that may have moved.
    pub(super) fn update(
        &mut self,
        beginning: ReadInputs<'_>,
        changes: &FileChanges,
        news: &mut PendingRecords,
    ) -> Result<Vec<EntryUpdate>, MachineFault> {
        let tree = beginning.tree;
        let is_text =
            |path: &&Arc<str>| path.ends_with(".md") && self.sources.contains_key(&***path);
        if changes.is_listing_unchanged() && changes.changed.iter().all(|path| is_text(&path)) {
            // Of a text others learn from its own entry alone, so nobody else's reading depends on it.
            let files = changes.changed.iter().filter_map(|path| tree.get(path)).collect();
            return self.read_files(files, beginning, news);
        }
        let mut before = Self::default();
        std::mem::swap(&mut before.sections, &mut self.sections);
        std::mem::swap(&mut before.entry_folders, &mut self.entry_folders);
        let files = self.classify_files(beginning);
        let all_anew = section_keys(&self.sections) != section_keys(&before.sections);
        let folders = before.entry_folders.symmetric_difference(&self.entry_folders);
        let looks: HashSet<u64> =
            file_dependencies::affected_keys(changes, folders.map(String::as_str)).collect();
        let changed: HashSet<&Arc<str>> = changes.added.iter().chain(&changes.changed).collect();
        let is_moved = |file: &&SourceFile| {
            let held = self.sources.get(&file.path);
            let looked =
                |held: &ParsedSource| held.dependency_keys.iter().any(|look| looks.contains(look));
            all_anew || changed.contains(&file.path) || held.is_none_or(looked)
        };
        let entries: HashSet<Arc<str>> = files.iter().map(|file| file.path.clone()).collect();
        let moved = files.into_iter().filter(is_moved).collect();
        let mut revised = self.read_files(moved, beginning, news)?;
        self.sources.retain(|source, held| {
            let stays = entries.contains(source);
            if !stays {
                let (source, old) = (source.clone(), Some(held.entry.clone()));
                revised.push(EntryUpdate { source, old, new: None });
            }
            stays
        });
        Ok(revised)
    }

    /// Finds out which folders are sections and which are an entry's, and gives the files that are entries.
    fn classify_files<'t>(&mut self, beginning: ReadInputs<'t>) -> Vec<&'t SourceFile> {
        let ReadInputs { config, tree, .. } = beginning;
        let sections = sections(config, tree);
        let folders: HashSet<String> = tree
            .files()
            .filter_map(|file| file.path.strip_suffix("/index.md"))
            .filter(|folder| !is_section(&sections, folder))
            .map(str::to_owned)
            .collect();
        let folders = outermost_folders(&folders);
        self.misnamed =
            tree.files().filter_map(|file| misnamed_entry_fault(file, &sections)).collect();
        let own =
            |file: &&SourceFile| is_entry(file, &folders) && !is_misplaced_index(file, &sections);
        let files = tree.files().filter(own).collect();
        (self.sections, self.entry_folders) = (sections, folders);
        files
    }

    /// Reads files, in parallel, and takes them in; gives them with what was there before.
    fn read_files(
        &mut self,
        files: Vec<&SourceFile>,
        beginning: ReadInputs<'_>,
        news: &mut PendingRecords,
    ) -> Result<Vec<EntryUpdate>, MachineFault> {
        let ReadInputs { config, tree, ledger, now } = beginning;
        let customs = config.entry_settings();
        let ground = FileSystemView { tree, entry_folders: &self.entry_folders };
        let around = ReadContext { customs, sections: &self.sections, files: ground };
        let settings = fingerprint(&(customs, section_keys(&self.sections)));
        let memory = SourceCache { ledger, now, settings, file_view: ground };
        let found: Result<Vec<SourceRead>, MachineFault> =
            files.into_par_iter().map(|file| read_source(file, around, memory)).collect();
        let mut revised = Vec::new();
        for found in found? {
            let SourceRead {
                entry,
                faults,
                dependency_keys: looks,
                new_record: source,
                new_facts: files,
            } = found;
            for (path, facts) in files {
                news.add_attachment(path, facts);
            }
            if let Some(source) = source {
                news.add_source(entry.source.clone(), source);
            }
            let (source, new) = (entry.source.clone(), Some(entry.clone()));
            let held = ParsedSource { entry, faults: faults.into(), dependency_keys: looks };
            let old = self.sources.insert(source.clone(), held).map(|old| old.entry);
            revised.push(EntryUpdate { source, old, new });
        }
        let (share, learnt) = pictures::find_share_picture(memory)?;
        learnt.into_iter().for_each(|(path, facts)| news.add_attachment(path, facts));
        self.share_picture = share;
        Ok(revised)
    }

    /// Gives all entries, those at fault too, by path.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.sources.values().map(|held| &held.entry)
    }

    /// Gives one entry, by its file.
    pub(super) fn entry(&self, source: &str) -> Option<&Arc<Entry>> {
        self.sources.get(source).map(|held| &held.entry)
    }

    /// Gives all that is wrong with files of their own.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.misnamed.iter().chain(self.sources.values().flat_map(|held| &held.faults))
    }

    /// Gives what is wrong with one file.
    pub(super) fn faults_of(&self, source: &str) -> &[Diagnostic] {
        self.sources.get(source).map_or(&[], |held| &held.faults)
    }
}

/// What of the sections entries are read by.
fn section_keys(sections: &[Section]) -> Vec<(&str, &str, EntryKind)> {
    sections.iter().map(|one| (&*one.folder, &*one.address, one.kind)).collect()
}

/// Keeps the folders that lie in no other: what is below an entry's folder is that entry's.
fn outermost_folders(folders: &HashSet<String>) -> HashSet<String> {
    let inner = |folder: &&String| ancestor_folders(folder).any(|above| folders.contains(above));
    folders.iter().filter(|folder| !inner(folder)).cloned().collect()
}

/// Tells whether a folder (`content/…`) is the portal's own or that of a section named in portal.yaml.
fn is_section(sections: &[Section], folder: &str) -> bool {
    let below = folder.strip_prefix("content").unwrap_or(folder).trim_start_matches('/');
    below.is_empty() || sections.iter().any(|section| section.folder == below)
}

/// Tells whether a file is called `index.md` where only `_index.md` has a meaning.
fn is_misplaced_index(file: &SourceFile, sections: &[Section]) -> bool {
    file.path.strip_suffix("/index.md").is_some_and(|folder| is_section(sections, folder))
}

/// Finds what looks like an entry but is called otherwise: it would be published as it is, front matter and all.
fn misnamed_entry_fault(file: &SourceFile, sections: &[Section]) -> Option<Diagnostic> {
    let (_, name) = file.path.rsplit_once('/')?;
    let place = Place::file(file.path.clone());
    if is_misplaced_index(file, sections) {
        return Some(faults::index_in_section(place));
    }
    let written = markdown_stem(name)?;
    let lower = written.to_lowercase();
    let stem = if matches!(&*lower, "index" | "_index") { &*lower } else { written };
    let proposal = format!("{stem}.md");
    (proposal != name).then(|| faults::misnamed_entry(place, &proposal))
}

/// A Markdown file is an entry unless it lies in the folder of another, which that entry tells as a fault.
fn is_entry(file: &SourceFile, folders: &HashSet<String>) -> bool {
    // The folder of an `index.md` is the entry's own.
    let own = usize::from(file.path.ends_with("/index.md"));
    let mut around = ancestor_folders(&file.path).skip(own);
    file.path.ends_with(".md") && !around.any(|folder| folders.contains(folder))
}

/// A file as it was read, and what is new of that.
struct SourceRead {
    entry: Arc<Entry>,
    faults: Vec<Diagnostic>,
    dependency_keys: Box<[u64]>,
    new_record: Option<SourceRecord>,
    new_facts: Vec<(Arc<str>, AttachmentRecord)>,
}

impl SourceRead {
    fn from_record(known: &SourceRecord) -> Self {
        let (entry, faults) = (known.entry.clone(), known.diagnostics.clone());
        let dependency_keys = known.file_dependencies.keys();
        Self { entry, faults, dependency_keys, new_record: None, new_facts: Vec::new() }
    }
}

fn read_source(
    file: &SourceFile,
    around: ReadContext<'_>,
    memory: SourceCache<'_>,
) -> Result<SourceRead, MachineFault> {
    let known = memory.reusable_source(file);
    if let Some(known) = known.filter(|known| known.metadata_key == Some(file.metadata_key)) {
        return Ok(SourceRead::from_record(known));
    }
    let text = match file.read_text()? {
        Ok(text) => text,
        Err(fault) => {
            // What cannot be read keeps its address, so that links to it are no second fault.
            let nothing = SourceText::new(file.path.clone(), String::new());
            let ReadEntry { entry, dependencies: looks, .. } = entry::read(&nothing, around);
            let (entry, faults) = (Arc::new(entry), vec![*fault]);
            let looks = looks.keys();
            return Ok(SourceRead {
                entry,
                faults,
                dependency_keys: looks,
                new_record: None,
                new_facts: Vec::new(),
            });
        }
    };
    if let Some(known) = known.filter(|known| known.text_fingerprint == fingerprint(text.as_str()))
    {
        // Saved without an edit, or known by a stamp that was too young to be believed.
        let source = memory
            .settled_metadata_key(file)
            .map(|stamp| SourceRecord { metadata_key: Some(stamp), ..known.clone() });
        return Ok(SourceRead { new_record: source, ..SourceRead::from_record(known) });
    }
    let ReadEntry { mut entry, mut faults, dependencies: looks } = entry::read(&text, around);
    let mut files = attachments::inspect_attachments(&mut entry, &text, memory, &mut faults)?;
    files.extend(pictures::inspect_pictures(&mut entry, &text, memory, &mut faults)?);
    entry.update_fingerprint();
    let entry = Arc::new(entry);
    // What keeps the site from being published is looked at anew in every build.
    let sound = !faults.iter().any(Diagnostic::is_error);
    let keys = looks.keys();
    let source = sound.then(|| memory.source_record(file, text.as_str(), looks, (&entry, &faults)));
    Ok(SourceRead { entry, faults, dependency_keys: keys, new_record: source, new_facts: files })
}
