//! Following the disk: what changed there is taken into a portal that is open.
//!
//! Changes of the content are taken in file by file. A theme is loaded whole, and other settings make another portal.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::portal::{Moved, Portal};
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
        let mut moved = Moved::new();
        for Revised { source, old, new } in revised {
            copies |= match (&old, &new) {
                (Some(old), Some(new)) => wants(old) != wants(new),
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
        let unlisted = self.at_fault(&self.verdict.faults).into_iter().collect();
        self.list(moved, unlisted, copies);
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
        if same && self.is_of(now) {
            return Ok(None);
        }
        // A page may show a picture that was not there, or is no more.
        let mut touched = self.addresses(&[&changes.changed, &changes.removed]);
        self.apply(changes, faults, now)?;
        touched.extend(self.addresses(&[&changes.added]));
        Ok(Some(touched))
    }

    /// Gives the addresses at which files are published as they are.
    fn addresses(&self, paths: &[&[Arc<str>]]) -> Vec<String> {
        let files = paths.iter().flat_map(|paths| paths.iter());
        let files: HashSet<&Arc<str>> = files.filter(|path| !path.ends_with(".md")).collect();
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

    /// Tells whether portal.yaml is the one that was read, and the content is where it was.
    pub fn has_its_settings(&self) -> bool {
        let text = source::read(&self.options.root, config::FILE);
        let text = text.ok().flatten().and_then(Result::ok);
        let is_same = text.is_some_and(|text| fingerprint(text.as_str()) == self.settings);
        is_same && self.has_content()
    }

    /// Tells whether there is a folder of content.
    pub fn has_content(&self) -> bool {
        source::has_folder(&self.options.root, "content")
    }

    /// Tells whether it stands as on the day of a moment.
    pub fn is_of(&self, now: Timestamp) -> bool {
        self.today == self.options.day(&self.config, now)
    }

    /// Gives the addresses of the theme's files that are not as they were.
    pub fn restyled(&self, before: &Self) -> Vec<String> {
        let (now, before) = (&self.theme, &before.theme);
        let names: BTreeSet<String> = now.assets().into_iter().chain(before.assets()).collect();
        let moved = names.into_iter().filter(|name| now.asset(name) != before.asset(name));
        moved.map(|name| site::asset_address(&name)).collect()
    }

    /// Loads the theme again; gives the addresses of its files that changed, if anything did.
    pub fn reload_theme(&mut self) -> Result<Option<Vec<String>>, MachineFault> {
        let (theme, faults) = Theme::load(&self.options.root, &self.config)?;
        let is_same_fault = faults == self.wrong.theme;
        let names: BTreeSet<String> =
            theme.assets().into_iter().chain(self.theme.assets()).collect();
        let moved = names.into_iter().filter(|name| theme.asset(name) != self.theme.asset(name));
        let moved: Vec<String> = moved.map(|name| site::asset_address(&name)).collect();
        if moved.is_empty() && is_same_fault && theme.fingerprint() == self.theme.fingerprint() {
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
    let image = metadata.image.as_ref().map(|image| &image.picture.address);
    let stands = (metadata.draft, metadata.publish_at);
    fingerprint(&(&entry.files, links, files, image, stands, entry.withdrawn_from()))
}
