//! Following the disk: what changed there is taken into a portal that is open.
//!
//! Changes of the content are taken in file by file. A theme is loaded whole, and other settings make another portal.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::content::EntryUpdate;
use super::portal::{ChangedEntries, Portal};
use crate::config;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::entry::Entry;
use crate::site::{self, Target, TargetKind};
use crate::source::{self, FileChanges, FileTree, PauseCallback, fingerprint};
use crate::theme::Theme;

impl Portal {
    /// Takes in what changed in the content, and what the day is now. What is at fault in sight of everything is found
    /// out by judging.
    fn apply_changes(
        &mut self,
        changes: &FileChanges,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<(), MachineFault> {
        self.load_faults.files = faults;
        let today = self.options.build_day(&self.config, now);
        let mut news = self.file_facts.begin_records();
        let mut content = std::mem::take(&mut self.content);
        let revised = content.update(self.read_inputs(&self.file_facts, now), changes, &mut news);
        self.content = content;
        let revised = revised?;
        self.file_facts.add_attachments(news);
        let mut copies = !changes.is_listing_unchanged();
        let mut moved = ChangedEntries::new();
        for EntryUpdate { source, old, new } in revised {
            copies |= match (&old, &new) {
                (Some(old), Some(new)) => copy_fingerprint(old) != copy_fingerprint(new),
                _ => true,
            };
            moved.push((source, new));
        }
        if today != self.today {
            self.today = today;
            copies = true;
            let timed = self.content.entries().filter(|e| e.metadata.publish_at.is_some());
            moved.extend(timed.map(|entry| (entry.source.clone(), Some(entry.clone()))));
        }
        // What was judged may be mended, which is found out by judging.
        let unlisted = self.faulty_sources(&self.validation.faults).into_iter().collect();
        self.reindex(moved, unlisted, copies);
        Ok(())
    }

    /// Looks again at paths of the disk, and takes in what changed there; gives the addresses of published files that
    /// did, if anything did.
    pub fn update_paths(
        &mut self,
        dirty: &BTreeSet<PathBuf>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let (changes, faults) = self.tree.update(&self.options.root, dirty)?;
        self.apply_if_changed(&changes, faults, now)
    }

    /// Lists all files, on this thread alone; `rest` is called now and then.
    pub fn scan_files(root: &Path, rest: PauseCallback<'_>) -> Result<FileTree, MachineFault> {
        FileTree::scan_sequentially(root, "content", rest)
    }

    /// Takes in what changed among all files, as [`Portal::update`] does.
    pub fn replace_tree(
        &mut self,
        tree: FileTree,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let changes = self.tree.replace_with(tree);
        let faults = self.tree.faults();
        self.apply_if_changed(&changes, faults, now)
    }

    fn apply_if_changed(
        &mut self,
        changes: &FileChanges,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let same = changes.is_empty() && faults == self.load_faults.files;
        if same && self.is_current_on(now) {
            return Ok(None);
        }
        // A page may show a picture that was not there, or is no more.
        let mut touched = self.copied_file_addresses(&[&changes.changed, &changes.removed]);
        self.apply_changes(changes, faults, now)?;
        touched.extend(self.copied_file_addresses(&[&changes.added]));
        Ok(Some(touched))
    }

    /// Gives the addresses at which files are published as they are.
    fn copied_file_addresses(&self, paths: &[&[Arc<str>]]) -> Vec<String> {
        let files = paths.iter().flat_map(|paths| paths.iter());
        let files: HashSet<&Arc<str>> = files.filter(|path| !path.ends_with(".md")).collect();
        if files.is_empty() {
            return Vec::new();
        }
        let is_touched = |target: &&Target| match &target.kind {
            TargetKind::Copy(from) => files.contains(from),
            _ => false,
        };
        let touched = self.plan.targets.iter().filter(is_touched);
        touched.map(|target| target.route.address.to_string()).collect()
    }

    /// Tells whether portal.yaml is the one that was read, and the content is where it was.
    pub fn has_current_settings(&self) -> bool {
        let text = source::read_file(&self.options.root, config::FILE_NAME);
        let text = text.ok().flatten().and_then(Result::ok);
        let is_same =
            text.is_some_and(|text| fingerprint(text.as_str()) == self.settings_fingerprint);
        is_same && self.has_content_folder()
    }

    /// Tells whether there is a folder of content.
    pub fn has_content_folder(&self) -> bool {
        source::has_folder(&self.options.root, "content")
    }

    /// Tells whether it stands as on the day of a moment.
    pub fn is_current_on(&self, now: Timestamp) -> bool {
        self.today == self.options.build_day(&self.config, now)
    }

    /// Gives the addresses of the theme's files that are not as they were.
    pub fn changed_assets_since(&self, before: &Self) -> Vec<String> {
        let (now, before) = (&self.theme, &before.theme);
        let names: BTreeSet<String> = now.assets().into_iter().chain(before.assets()).collect();
        let moved = names.into_iter().filter(|name| now.asset(name) != before.asset(name));
        moved.map(|name| site::asset_address(&name)).collect()
    }

    /// Loads the theme again; gives the addresses of its files that changed, if anything did.
    pub fn reload_theme(&mut self) -> Result<Option<Vec<String>>, MachineFault> {
        let (theme, faults) = Theme::load(&self.options.root, &self.config)?;
        let is_same_fault = faults == self.load_faults.theme;
        let names: BTreeSet<String> =
            theme.assets().into_iter().chain(self.theme.assets()).collect();
        let moved = names.into_iter().filter(|name| theme.asset(name) != self.theme.asset(name));
        let moved: Vec<String> = moved.map(|name| site::asset_address(&name)).collect();
        if moved.is_empty() && is_same_fault && theme.fingerprint() == self.theme.fingerprint() {
            return Ok(None);
        }
        (self.theme, self.load_faults.theme) = (theme, faults);
        self.update_plan();
        Ok(Some(moved))
    }
}

/// Hashes what of an entry decides which files are copied.
fn copy_fingerprint(entry: &Entry) -> u64 {
    let metadata = &entry.metadata;
    let links: Vec<_> = entry.links.iter().map(|link| &link.target).collect();
    let files: Vec<_> = metadata.attachments.iter().map(|file| &file.address).collect();
    let image = metadata.image.as_ref().map(|image| &image.picture.address);
    let stands = (metadata.draft, metadata.publish_at);
    fingerprint(&(&entry.files, links, files, image, stands, entry.removal_day()))
}
