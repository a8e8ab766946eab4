//! Incremental updates of an open portal: applies what changed on the disk. Used by the preview only.
//!
//! The path of one edit: [`Portal::update_paths`] compares the reported paths with the file tree, `content` reads the
//! changed files, and `reindex` updates the library and the plan. Faults that need all entries to be found are left
//! to validation, which runs later. A theme is always reloaded as a whole, and a change of `portal.yaml` opens a new
//! portal ([`Portal::reopen`]).

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::content::EntryUpdate;
use super::portal::{ChangedEntries, Portal};
use super::settings;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::entry::Entry;
use crate::ledger::NewRecords;
use crate::site::{Target, TargetKind};
use crate::source::path_parts::extension;
use crate::source::{self, FileChanges, FileTree, PauseCallback, fingerprint};
use crate::theme::Theme;

impl Portal {
    /// Applies changed files and a change of the day, without validating again.
    fn apply_changes(
        &mut self,
        changes: &FileChanges,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<(), MachineFault> {
        let today = self.options.build_day(&self.config, now);
        let new_records = NewRecords::default();
        let mut content = std::mem::take(&mut self.content);
        let inputs = self.read_inputs(&self.attachment_cache, now);
        let updates = content.update(inputs, changes, &new_records);
        self.content = content;
        let updates = updates?;
        self.load_faults.files = faults;
        self.attachment_cache.remember_attachments(&new_records);
        let mut find_copies = !changes.is_listing_unchanged();
        let mut changed_entries = ChangedEntries::new();
        for EntryUpdate { source, old, new } in updates {
            find_copies |= match (&old, &new) {
                (Some(old), Some(new)) => copy_fingerprint(old) != copy_fingerprint(new),
                _ => true,
            };
            changed_entries.push((source, new));
        }
        if today != self.today {
            self.today = today;
            find_copies = true;
            let scheduled = self.content.entries().filter(|e| e.metadata.publish_at.is_some());
            changed_entries
                .extend(scheduled.map(|entry| (entry.source.clone(), Some(entry.clone()))));
        }
        // Faults of the last validation count until the next one, even if the edit fixed them.
        let excluded = self.faulty_sources(&self.validation.faults).into_iter().collect();
        self.reindex(changed_entries, excluded, find_copies);
        Ok(())
    }

    /// Rereads the given paths and applies what changed; returns the addresses of the copied files that changed, or
    /// `None` if nothing changed.
    pub fn update_paths(
        &mut self,
        dirty: &BTreeSet<PathBuf>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let (changes, faults) = self.tree.update(&self.options.root, dirty)?;
        self.apply_if_changed(changes, faults, now)
    }

    /// Scans all files on this thread alone; `pause` is called now and then.
    pub fn scan_files(root: &Path, pause: PauseCallback<'_>) -> Result<FileTree, MachineFault> {
        FileTree::scan_sequentially(root, "content", pause)
    }

    /// Applies the difference to a new scan of all files, like [`Portal::update_paths`].
    pub fn replace_tree(
        &mut self,
        tree: FileTree,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let changes = self.tree.replace_with(tree);
        let faults = self.tree.faults();
        self.apply_if_changed(changes, faults, now)
    }

    /// Applies changes, with those that an earlier update could not apply.
    fn apply_if_changed(
        &mut self,
        new: FileChanges,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let mut changes = std::mem::take(&mut self.unapplied_changes);
        changes.added.extend(new.added);
        changes.changed.extend(new.changed);
        changes.removed.extend(new.removed);
        let is_unchanged = changes.is_empty() && faults == self.load_faults.files;
        if is_unchanged && self.is_current_on(now) {
            return Ok(None);
        }
        // Addresses are collected before and after, since a page may show a file that was added or removed.
        let mut touched = self.copied_file_addresses(&[&changes.changed, &changes.removed]);
        if let Err(fault) = self.apply_changes(&changes, faults, now) {
            self.unapplied_changes = changes;
            return Err(fault);
        }
        touched.extend(self.copied_file_addresses(&[&changes.added]));
        Ok(Some(touched))
    }

    /// Lists the addresses at which the given files are copied to the site.
    fn copied_file_addresses(&self, paths: &[&[Arc<str>]]) -> Vec<String> {
        let files = paths.iter().flat_map(|paths| paths.iter());
        let files: HashSet<&Arc<str>> = files.filter(|path| !path.ends_with(".md")).collect();
        if files.is_empty() {
            return Vec::new();
        }
        let is_copy = |target: &&Target| match &target.kind {
            TargetKind::Copy(from) => files.contains(from),
            _ => false,
        };
        let copies = self.plan.targets.iter().filter(is_copy);
        copies.map(|target| target.address.to_string()).collect()
    }

    /// Returns whether `portal.yaml` is unchanged and the content folder exists.
    pub fn has_current_settings(&self) -> bool {
        let text = settings::read_settings_text(&self.options.root).ok().and_then(Result::ok);
        text.is_some_and(|text| fingerprint(text.as_str()) == self.settings_fingerprint)
            && self.has_content_folder()
    }

    /// Returns whether the content folder exists.
    pub fn has_content_folder(&self) -> bool {
        // Opening the portal again reports a folder that cannot be accessed.
        source::has_folder(&self.options.root, "content").unwrap_or(false)
    }

    /// Returns whether the portal was updated for the day of `now`.
    pub fn is_current_on(&self, now: Timestamp) -> bool {
        self.today == self.options.build_day(&self.config, now)
    }

    /// Lists the addresses of the theme's style sheets that an earlier portal has not.
    pub fn changed_sheets_since(&self, before: &Self) -> Vec<String> {
        changed_sheets(&self.theme, &before.theme)
    }

    /// Returns the old and new addresses of the entries that moved since the last call.
    pub fn take_moves(&mut self) -> Vec<(Arc<str>, Arc<str>)> {
        std::mem::take(&mut self.content.moves)
    }

    /// Notes which entries have another address than in an earlier portal.
    pub fn note_moves_since(&mut self, before: &Self) {
        self.content.note_moves_since(&before.content);
    }

    /// Reloads the theme; returns the addresses of its changed style sheets, or `None` if nothing changed.
    pub fn reload_theme(&mut self) -> Result<Option<Vec<String>>, MachineFault> {
        let (theme, faults) = Theme::load(&self.options.root, &self.config)?;
        let same_faults = faults == self.load_faults.theme;
        let changed = changed_sheets(&theme, &self.theme);
        let same_assets = theme.assets() == self.theme.assets();
        if same_assets && same_faults && theme.fingerprint() == self.theme.fingerprint() {
            return Ok(None);
        }
        (self.theme, self.load_faults.theme) = (theme, faults);
        self.update_plan();
        Ok(Some(changed))
    }
}

/// Lists the addresses of the style sheets of a theme that an earlier one has not. Any other new asset has changed the
/// pages that show it.
fn changed_sheets(now: &Theme, before: &Theme) -> Vec<String> {
    let before = before.assets();
    let new = now.assets().into_iter().filter(|asset| !before.contains(asset));
    let sheets = new.filter(|(name, _)| extension(name) == "css");
    sheets.map(|(_, address)| address.to_string()).collect()
}

/// Hashes the properties of an entry that decide which files are copied.
fn copy_fingerprint(entry: &Entry) -> u64 {
    let metadata = &entry.metadata;
    let links: Vec<_> = entry.links.iter().map(|link| &link.target).collect();
    let files: Vec<_> = metadata.attachments.iter().map(|file| &file.address).collect();
    let image = metadata.image.as_ref().map(|image| &image.picture.address);
    let publication = (metadata.draft, metadata.publish_at);
    fingerprint(&(&entry.files, links, files, image, publication, entry.removal_day()))
}
