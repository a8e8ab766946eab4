//! The content: every Markdown file read into an entry, in parallel, together with its faults.
//!
//! Attachments and pictures are inspected here and not in `entry`, because inspecting them reads other files.
//! After a change on the disk, a file is read again only if its own text or one of its recorded file dependencies
//! changed.
//!
//! **Invariant.** Entries are ordered by path, and content that was updated file by file equals content read in full.
//!
//! **Left out on purpose.** Nothing is filtered: drafts and entries that are not due yet are read like all others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::cache::SourceCache;
use super::content_faults;
use super::pictures::{self, FoundSharePicture};
use super::prepared_bodies::PreparedBodies;
use super::source_reading::{ParsedSource, read_source};
use crate::config::{self, Config, EntryKind};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::address::ancestor_folders;
use crate::entry::file_dependencies::{self, FileSystemView};
use crate::entry::path_resolution::markdown_stem;
use crate::entry::section::{Section, sections};
use crate::entry::{Entry, Picture, ReadContext};
use crate::ledger::{Ledger, NewRecords};
use crate::limits;
use crate::monitor::{BuildMonitor, Stage, Work};
use crate::source::{FileChanges, FileTree, SourceFile, fingerprint};

/// All entries of a portal, with what is needed to update them.
#[derive(Default)]
pub(super) struct Content {
    sources: BTreeMap<Arc<str>, ParsedSource>,
    /// The sections, with their titles from `portal.yaml`.
    pub(super) sections: Vec<Section>,
    /// The folders (`content/…`) that belong to an entry: those with an `index.md`.
    pub(super) entry_folders: HashSet<String>,
    /// The portal's own share picture, which social networks show with a link.
    pub(super) share_picture: Option<Picture>,
    /// The panic on inspecting it.
    share_picture_fault: Option<Box<Diagnostic>>,
    /// The pictures that were found to have no private data, and have not changed since.
    pub(super) clean_pictures: HashSet<Arc<str>>,
    /// Faults of files that are copied though no entry names them.
    pub(super) unnamed: Vec<Diagnostic>,
    /// Faults of the names of files (of entries that are misnamed, and of copies), and of too many sections.
    misnamed: Vec<Diagnostic>,
    /// Addresses that changed in updates, until they are taken.
    pub(super) moves: Vec<AddressMove>,
}

/// The old and the new address of an entry.
pub(super) type AddressMove = (Arc<str>, Arc<str>);

/// An entry that was added (`old` is `None`), removed (`new` is `None`) or read again.
pub(super) struct EntryUpdate {
    pub(super) source: Arc<str>,
    pub(super) old: Option<Arc<Entry>>,
    pub(super) new: Option<Arc<Entry>>,
}

/// What reading the content depends on.
#[derive(Clone, Copy)]
pub(super) struct ReadInputs<'a> {
    pub(super) config: &'a Config,
    pub(super) tree: &'a FileTree,
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
    pub(super) today: Date,
    pub(super) bodies: &'a PreparedBodies,
    pub(super) monitor: &'a BuildMonitor,
    /// Whether the content is updated later, for which the dependencies of its entries are kept.
    pub(super) is_kept_open: bool,
}

impl Content {
    /// Reads all entries, reusing those of the ledger that are unchanged.
    pub(super) fn read(
        inputs: ReadInputs<'_>,
        new_records: &NewRecords,
    ) -> Result<Self, MachineFault> {
        let mut content = Self::default();
        let files: Vec<&SourceFile> = content.classify_files(inputs);
        content.read_files(files, inputs, new_records)?;
        Ok(content)
    }

    /// Reads the entries of some files, in their order; `None` if one of them is not the file of an entry.
    pub(super) fn read_some(
        inputs: ReadInputs<'_>,
        new_records: &NewRecords,
        sources: &[Arc<str>],
    ) -> Result<Option<Self>, MachineFault> {
        let mut content = Self::default();
        let mut files = content.classify_files(inputs);
        files.retain(|file| sources.contains(&file.path));
        if files.len() < sources.len() {
            return Ok(None);
        }
        content.read_files(files, inputs, new_records)?;
        Ok(Some(content))
    }

    /// Reads again the files that the changes affect; returns the entries that may have changed.
    ///
    /// If a file cannot be read, nothing is changed, so that the same changes can be applied later.
    pub(super) fn update(
        &mut self,
        inputs: ReadInputs<'_>,
        changes: &FileChanges,
        new_records: &NewRecords,
    ) -> Result<Vec<EntryUpdate>, MachineFault> {
        let tree = inputs.tree;
        let is_entry_file =
            |path: &&Arc<str>| path.ends_with(".md") && self.sources.contains_key(&***path);
        if changes.is_listing_unchanged() && changes.changed.iter().all(|path| is_entry_file(&path))
        {
            // No other entry is read differently because the text of this one changed.
            let files = changes.changed.iter().filter_map(|path| tree.get(path)).collect();
            return self.read_files(files, inputs, new_records);
        }
        let mut before = Self::default();
        std::mem::swap(&mut before.sections, &mut self.sections);
        std::mem::swap(&mut before.entry_folders, &mut self.entry_folders);
        let files = self.classify_files(inputs);
        let sections_changed = section_keys(&self.sections) != section_keys(&before.sections);
        let folders = before.entry_folders.symmetric_difference(&self.entry_folders);
        let affected: HashSet<u64> =
            file_dependencies::affected_keys(changes, folders.map(String::as_str)).collect();
        let changed: HashSet<&Arc<str>> = changes.added.iter().chain(&changes.changed).collect();
        let must_read = |file: &&SourceFile| {
            let parsed = self.sources.get(&file.path);
            let is_affected = |parsed: &ParsedSource| {
                parsed.dependency_keys.iter().any(|key| affected.contains(key))
            };
            sections_changed || changed.contains(&file.path) || parsed.is_none_or(is_affected)
        };
        let entries: HashSet<Arc<str>> = files.iter().map(|file| file.path.clone()).collect();
        let files_to_read = files.into_iter().filter(must_read).collect();
        let updates = self.read_files(files_to_read, inputs, new_records);
        let mut updates = updates.inspect_err(|_| {
            (self.sections, self.entry_folders) = (before.sections, before.entry_folders);
        })?;
        let is_removed = |source: &&Arc<str>| !entries.contains(*source);
        let removed: Vec<Arc<str>> = self.sources.keys().filter(is_removed).cloned().collect();
        let removed: BTreeMap<Arc<str>, ParsedSource> =
            removed.iter().filter_map(|source| self.sources.remove_entry(source)).collect();
        let added: HashSet<&Arc<str>> =
            updates.iter().filter(|update| update.old.is_none()).map(|new| &new.source).collect();
        let moves = self.moves_since(&removed, |source| added.contains(source));
        self.moves.extend(moves);
        updates.extend(removed.into_iter().map(|(source, parsed)| EntryUpdate {
            source,
            old: Some(parsed.entry),
            new: None,
        }));
        Ok(updates)
    }

    /// Lists the entries among `before` that have another address now, of the same file or of an added one with the
    /// same text.
    fn moves_since(
        &self,
        before: &BTreeMap<Arc<str>, ParsedSource>,
        is_added: impl Fn(&Arc<str>) -> bool,
    ) -> Vec<AddressMove> {
        let mut by_text: HashMap<u64, &Arc<Entry>> = HashMap::new();
        if before.keys().any(|source| !self.sources.contains_key(source)) {
            let text = |parsed: &ParsedSource| parsed.text_fingerprint;
            let added = self.sources.iter().filter(|(source, _)| is_added(source));
            by_text.extend(added.filter_map(|(_, parsed)| Some((text(parsed)?, &parsed.entry))));
        }
        let moved = |(source, old): (&Arc<str>, &ParsedSource)| {
            let same_file = self.sources.get(source).map(|parsed| &parsed.entry);
            let new = same_file.or_else(|| by_text.get(&old.text_fingerprint?).copied())?;
            let is_moved = new.address != old.entry.address;
            is_moved.then(|| (Arc::from(&old.entry.address), Arc::from(&new.address)))
        };
        before.iter().filter_map(moved).collect()
    }

    /// Remembers the addresses that differ from those in an earlier content.
    pub(super) fn note_moves_since(&mut self, before: &Self) {
        let is_added = |source: &Arc<str>| !before.sources.contains_key(source);
        self.moves.extend(self.moves_since(&before.sources, is_added));
    }

    /// Determines which folders are sections and which belong to an entry; returns the files that are entries.
    fn classify_files<'t>(&mut self, inputs: ReadInputs<'t>) -> Vec<&'t SourceFile> {
        let ReadInputs { config, tree, .. } = inputs;
        let mut sections = sections(config, tree);
        let beyond_limit = sections.get(limits::SECTIONS).map(|section| {
            let file = section.index.clone().unwrap_or_else(config::shared_file_name);
            faults::too_many_sections(Place::file(file), &section.folder)
        });
        sections.truncate(limits::SECTIONS);
        let folders: HashSet<String> = tree
            .files()
            .filter_map(|file| file.path.strip_suffix("/index.md"))
            .filter(|folder| !is_section(&sections, folder))
            .map(str::to_owned)
            .collect();
        let folders = outermost_folders(&folders);
        let misnamed = tree.files().filter_map(|file| misnamed_entry_fault(file, &sections));
        self.misnamed = misnamed
            .chain(tree.files().filter_map(content_faults::copy_advice))
            .chain(beyond_limit)
            .collect();
        let is_entry_file =
            |file: &&SourceFile| is_entry(file, &folders) && !is_misplaced_index(file, &sections);
        let files = tree.files().filter(is_entry_file).collect();
        (self.sections, self.entry_folders) = (sections, folders);
        files
    }

    /// Reads the given files in parallel and stores their entries; returns the new entries with the old ones.
    fn read_files(
        &mut self,
        files: Vec<&SourceFile>,
        inputs: ReadInputs<'_>,
        new_records: &NewRecords,
    ) -> Result<Vec<EntryUpdate>, MachineFault> {
        let ReadInputs { config, tree, ledger, now, today, bodies, monitor, is_kept_open } = inputs;
        let settings = config.entry_settings();
        let file_view = FileSystemView { tree, entry_folders: &self.entry_folders };
        let sections = &self.sections;
        let context =
            ReadContext { settings, sections, files: file_view, today, prepares_body: false };
        let settings_fingerprint = fingerprint(&(settings, section_keys(&self.sections)));
        let clean_pictures = Mutex::default();
        let cache = SourceCache {
            ledger,
            new_records,
            now,
            settings_fingerprint,
            file_view,
            bodies,
            clean_pictures: &clean_pictures,
        };
        monitor.begin(Stage::Read, files.len());
        let read = |file: &SourceFile| {
            let start = monitor.start();
            let parsed = read_source(file, context, cache);
            monitor.finish(start, Work::Read { entry: &file.path });
            monitor.advance();
            parsed
        };
        let results: Result<Vec<ParsedSource>, MachineFault> =
            files.into_par_iter().map(read).collect();
        let results = results?;
        let is_first = self.sources.is_empty();
        let share_picture = pictures::find_share_picture(cache)?;
        self.clean_pictures.extend(clean_pictures.into_inner().unwrap_or_default());
        let mut updates = Vec::new();
        for mut parsed in results {
            if !is_kept_open {
                parsed.dependency_keys = Box::default();
            }
            let entry = &parsed.entry;
            let (source, new) = (entry.source.clone(), Some(entry.clone()));
            let address = entry.address.clone();
            let old = self.sources.insert(source.clone(), parsed).map(|old| old.entry);
            let old_address = old.iter().map(|old| &old.address).filter(|old| **old != address);
            self.moves.extend(old_address.map(|old| (Arc::from(old), Arc::from(&address))));
            updates.push(EntryUpdate { source, old, new });
        }
        if is_first {
            // A map that is made at once is more compact than one that grew.
            self.sources = std::mem::take(&mut self.sources).into_iter().collect();
        }
        let FoundSharePicture { picture, new_record, fault } = share_picture;
        new_record.into_iter().for_each(|(path, record)| new_records.add_attachment(path, record));
        (self.share_picture, self.share_picture_fault) = (picture, fault);
        Ok(updates)
    }

    /// Lists all entries by path, including faulty ones.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.sources.values().map(|parsed| &parsed.entry)
    }

    /// Finds an entry by its file.
    pub(super) fn entry(&self, source: &str) -> Option<&Arc<Entry>> {
        self.sources.get(source).map(|parsed| &parsed.entry)
    }

    /// Lists the faults of all files.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        let of_all =
            self.misnamed.iter().chain(&self.unnamed).chain(self.share_picture_fault.as_deref());
        of_all.chain(self.sources.values().flat_map(|parsed| &parsed.faults))
    }

    /// Returns the faults of one file.
    pub(super) fn faults_of(&self, source: &str) -> &[Diagnostic] {
        self.sources.get(source).map_or(&[], |parsed| &parsed.faults)
    }
}

/// The properties of sections that affect how entries are read.
fn section_keys(sections: &[Section]) -> Vec<(&str, &str, EntryKind)> {
    sections.iter().map(|section| (&*section.folder, &*section.address, section.kind)).collect()
}

/// Keeps the folders that are in no other one: everything below an entry's folder belongs to that entry.
fn outermost_folders(folders: &HashSet<String>) -> HashSet<String> {
    let is_nested =
        |folder: &&String| ancestor_folders(folder).any(|ancestor| folders.contains(ancestor));
    folders.iter().filter(|folder| !is_nested(folder)).cloned().collect()
}

/// Returns whether a folder (`content/…`) is the content folder itself or that of a section in `portal.yaml`.
fn is_section(sections: &[Section], folder: &str) -> bool {
    let relative = folder.strip_prefix("content").unwrap_or(folder).trim_start_matches('/');
    relative.is_empty() || sections.iter().any(|section| section.folder == relative)
}

/// Returns whether a file is an `index.md` where only `_index.md` has a meaning.
fn is_misplaced_index(file: &SourceFile, sections: &[Section]) -> bool {
    file.path.strip_suffix("/index.md").is_some_and(|folder| is_section(sections, folder))
}

/// Reports a file that looks like an entry but is misnamed: it would be copied verbatim, with its front matter.
fn misnamed_entry_fault(file: &SourceFile, sections: &[Section]) -> Option<Diagnostic> {
    let (_, name) = file.path.rsplit_once('/')?;
    let place = Place::file(file.path.clone());
    if is_misplaced_index(file, sections) {
        return Some(faults::index_in_section(place));
    }
    let stem = markdown_stem(name)?;
    let lower = stem.to_lowercase();
    let stem = if matches!(&*lower, "index" | "_index") { &*lower } else { stem };
    let correct_name = format!("{stem}.md");
    (correct_name != name).then(|| faults::misnamed_entry(place, &correct_name))
}

/// A Markdown file is an entry unless it is in the folder of another one, which then reports it.
fn is_entry(file: &SourceFile, folders: &HashSet<String>) -> bool {
    // An `index.md` is the entry of its own folder.
    let skipped = usize::from(file.path.ends_with("/index.md"));
    let mut ancestors = ancestor_folders(&file.path).skip(skipped);
    file.path.ends_with(".md") && !ancestors.any(|folder| folders.contains(folder))
}
