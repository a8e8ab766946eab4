//! What is listed: who is on the site, which of them are left out of its lists, and the plan that follows.
//!
//! Judging must see everybody, also those at fault; a site is made without them. So lists change to and fro, and there
//! is one way in which they do.

use std::collections::HashSet;
use std::sync::Arc;

use super::portal::{ChangedEntries, Portal};
use super::validate;
use crate::diagnostic::{Diagnostic, faults};
use crate::entry::{Entry, is_index};
use crate::library;
use crate::site::{self, Site};
use crate::source::fingerprint;

impl Portal {
    /// Files what moved, with those at fault in no list, and plans the site of it; `copies` where the files may be
    /// others that are copied to the same place. The only way in which anything comes to be listed or not.
    pub(super) fn reindex(
        &mut self,
        moved: ChangedEntries,
        unlisted: HashSet<Arc<str>>,
        copies: bool,
    ) {
        self.update_library(moved, unlisted);
        if copies {
            self.copies.all = self.find_copied_files();
        }
        self.copies.withheld = self.find_withheld_files();
        self.update_plan();
    }

    /// Files entries, of which those on the site count.
    fn update_library(&mut self, mut entries: ChangedEntries, unlisted: HashSet<Arc<str>>) {
        let (today, drafts) = (self.today, self.options.drafts);
        for (_, entry) in &mut entries {
            *entry = entry.take().filter(|entry| entry.is_published(today, drafts));
        }
        let library = Arc::get_mut(&mut self.library).expect("nobody asks while it is filed");
        library.apply(library::LibraryUpdate { entries, unlisted, today });
        self.sections.clone_from(&self.content.sections);
        for section in &mut self.sections {
            let index = section.index.as_ref().and_then(|index| library.by_source(index));
            let Some(index) = index else { continue };
            section.language.clone_from(&index.metadata.language);
            if !index.metadata.title.is_empty() {
                section.title.clone_from(&index.metadata.title);
            }
        }
    }

    /// Finds out which files are copied to the same place.
    fn find_copied_files(&self) -> Vec<Arc<str>> {
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let is_shown =
            |entry: &&Arc<Entry>| is_index(&entry.source) || !entry.is_removed(self.today);
        let shown: Vec<&Arc<Entry>> = self.library.entries().filter(is_shown).collect();
        validate::files_to_copy(&self.tree, &entries, &shown)
    }

    /// Finds out which of them lie beside an unreadable entry: they may be its own, and a draft's or a secret one's at
    /// that. Those that were public stay so.
    fn find_withheld_files(&self) -> Vec<Arc<str>> {
        if self.library.unlisted().is_empty() {
            return Vec::new();
        }
        let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let unreadable = |fault: &&Diagnostic| faults::hides_metadata(fault);
        let folders: HashSet<String> =
            self.faults().filter(unreadable).map(|fault| folder(&fault.place.file)).collect();
        let held = self.copies.all.iter().filter(|path| folders.contains(&folder(path)));
        held.cloned().collect()
    }

    /// Plans the site, unless it is planned so. While somebody is left out, the plan with them is kept beside the one
    /// without: judging needs both by turns.
    pub(super) fn update_plan(&mut self) {
        let Self { config, sections, library, copies, content, theme, .. } = self;
        let held: HashSet<&Arc<str>> = copies.withheld.iter().collect();
        let copied = copies.all.iter().filter(|path| !held.contains(path));
        let copied: Vec<Arc<str>> = copied.cloned().collect();
        let (assets, overviews) = (theme.assets(), theme.overviews());
        let shown = (&assets, &overviews, theme.is_searchable());
        let share = content.share_picture.as_ref();
        let from = (
            library.plan_fingerprint(),
            &*sections,
            &copied,
            &copies.withheld,
            shown,
            share,
            self.settings_fingerprint,
        );
        let from = fingerprint(&from);
        if from == self.plan_fingerprint {
            return;
        }
        std::mem::swap(&mut self.plan, &mut self.alternate_plan.1);
        std::mem::swap(&mut self.plan_fingerprint, &mut self.alternate_plan.0);
        if from != self.plan_fingerprint {
            self.plan = site::plan(Site {
                config,
                sections,
                library,
                copies: &copied,
                assets: &assets,
                overviews: &overviews,
                share_picture: share,
                has_search: theme.is_searchable(),
                today: self.today,
            });
            let output = |path: &Arc<str>| path.trim_start_matches("content/").into();
            self.plan.kept_outputs.extend(copies.withheld.iter().map(output));
            self.plan_fingerprint = from;
        }
        if self.validation.excluded.is_empty() && self.library.unlisted().is_empty() {
            self.alternate_plan = Default::default();
        }
    }

    /// Lists the files of the published entries that have errors, or whose own files do.
    pub(super) fn faulty_sources(&self, judged: &[Diagnostic]) -> Vec<Arc<str>> {
        let wrong = self
            .load_faults
            .settings
            .iter()
            .chain(&self.load_faults.theme)
            .chain(&self.load_faults.files);
        let all = wrong.chain(self.content.faults()).chain(judged);
        let files: HashSet<&str> =
            all.filter(|fault| fault.is_error()).map(|fault| &*fault.place.file).collect();
        if files.is_empty() {
            return Vec::new();
        }
        let (today, drafts) = (self.today, self.options.drafts);
        let published = |entry: &&Arc<Entry>| entry.is_published(today, drafts);
        let hit = |entry: &&Arc<Entry>| {
            let own = entry.files.iter().any(|own| files.contains(&*own.path));
            own || files.contains(&*entry.source)
        };
        self.content
            .entries()
            .filter(published)
            .filter(hit)
            .map(|entry| entry.source.clone())
            .collect()
    }
}
