//! Following the disk: what changed there is taken into a portal that is open.
//!
//! Changes of the content are taken in file by file. A theme is loaded whole, and other settings make another portal.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::portal::Portal;
use super::read::Revised;
use crate::config;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::entry::Entry;
use crate::site::{self, Target, What};
use crate::source::{self, Changes, Rest, Tree, fingerprint};
use crate::theme::Theme;

impl Portal {
    /// Takes in what changed in the content, and what the day is now. What is at fault in sight of everything is found
    /// out by judging.
    fn apply(
        &mut self,
        changes: &Changes,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<(), MachineFault> {
        self.wrong.files = faults;
        let today = self.options.day(&self.config, now);
        let mut news = self.facts.news();
        let mut content = std::mem::take(&mut self.content);
        let revised = content.update(self.beginning(&self.facts, now), changes, &mut news);
        self.content = content;
        let revised = revised?;
        self.facts.learn(news);
        let mut copies = !changes.is_listing_same();
        let mut moved: Vec<(Arc<str>, Option<Arc<Entry>>)> = Vec::new();
        // What was at fault is tried again; what is so by itself is known already.
        let mut unlisted: HashSet<Arc<str>> = self.verdict.left_out.iter().cloned().collect();
        for Revised { source, old, new } in revised {
            copies |= match (&old, &new) {
                (Some(old), Some(new)) => wants(old) != wants(new),
                _ => true,
            };
            unlisted.remove(&source);
            if self.content.faults_of(&source).iter().any(Diagnostic::is_error) {
                unlisted.insert(source.clone());
            }
            moved.push((source, new));
        }
        if today != self.today {
            self.today = today;
            copies = true;
            let timed = self.content.entries().filter(|e| e.metadata.publish_at.is_some());
            moved.extend(timed.map(|entry| (entry.source.clone(), Some(entry.clone()))));
        }
        self.file(moved, unlisted);
        if copies {
            self.copy();
        }
        self.replan();
        Ok(())
    }

    /// Looks again at paths of the disk, and takes in what changed there; gives the addresses of published files that
    /// did, if anything did.
    pub fn update(
        &mut self,
        dirty: &BTreeSet<PathBuf>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let (changes, faults) = self.tree.update(&self.options.root, dirty)?;
        self.take(&changes, faults, now)
    }

    /// Lists all files, on this thread alone; `rest` is called now and then.
    pub fn look(root: &Path, rest: Rest<'_>) -> Result<Tree, MachineFault> {
        Tree::scan_calmly(root, "content", rest)
    }

    /// Takes in what changed among all files, as [`Portal::update`] does.
    pub fn replace(
        &mut self,
        tree: Tree,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let changes = self.tree.replace(tree);
        let faults = self.tree.faults();
        self.take(&changes, faults, now)
    }

    fn take(
        &mut self,
        changes: &Changes,
        faults: Vec<Diagnostic>,
        now: Timestamp,
    ) -> Result<Option<Vec<String>>, MachineFault> {
        let same = changes.is_empty() && faults == self.wrong.files;
        if same && self.today == self.options.day(&self.config, now) {
            return Ok(None);
        }
        self.apply(changes, faults, now)?;
        Ok(Some(self.addresses(changes)))
    }

    /// Gives the addresses of files that are published as they are and changed.
    fn addresses(&self, changes: &Changes) -> Vec<String> {
        let files = changes.changed.iter().filter(|path| !path.ends_with(".md"));
        let files: HashSet<&Arc<str>> = files.collect();
        if files.is_empty() {
            return Vec::new();
        }
        let is_touched = |target: &&Target| match &target.what {
            What::Copy(from) => files.contains(from),
            _ => false,
        };
        let touched = self.plan.targets.iter().filter(is_touched);
        touched.map(|target| target.route.address.to_string()).collect()
    }

    /// Tells whether portal.yaml is the one that was read.
    pub fn has_its_settings(&self) -> bool {
        let text = source::read(&self.options.root, config::FILE);
        let text = text.ok().flatten().and_then(Result::ok);
        text.is_some_and(|text| fingerprint(text.as_str()) == self.settings)
    }

    /// Loads the theme again; gives the addresses of its files that changed, if anything did.
    pub fn reload_theme(&mut self) -> Result<Option<Vec<String>>, MachineFault> {
        let (theme, faults) = Theme::load(&self.options.root, &self.config)?;
        let names: BTreeSet<String> =
            theme.assets().into_iter().chain(self.theme.assets()).collect();
        let moved = names.into_iter().filter(|name| theme.asset(name) != self.theme.asset(name));
        let moved: Vec<String> = moved.map(|name| site::asset_address(&name)).collect();
        if moved.is_empty() && theme.fingerprint() == self.theme.fingerprint() {
            return Ok(None);
        }
        (self.theme, self.wrong.theme) = (theme, faults);
        self.replan();
        Ok(Some(moved))
    }
}

/// Hashes what of an entry decides which files are copied.
fn wants(entry: &Entry) -> u64 {
    let metadata = &entry.metadata;
    let links: Vec<_> = entry.links.iter().map(|link| &link.goes).collect();
    let files: Vec<_> = metadata.attachments.iter().map(|file| &file.address).collect();
    let image = metadata.image.as_ref().map(|image| &image.address);
    let stands = (metadata.draft, metadata.publish_at);
    fingerprint(&(&entry.files, links, files, image, stands, entry.withdrawn_from()))
}
