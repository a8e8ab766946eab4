//! Reindexing: the library, the files to copy and the site plan, derived from the entries.
//!
//! Validation must see all entries, but a site is made without the faulty ones. Excluded entries therefore stay in
//! the library, with their addresses and relations, but are in no listing; [`Portal::reindex`] is the only function
//! that changes which entries are excluded.

use std::collections::HashSet;
use std::sync::Arc;

use super::portal::{ChangedEntries, Portal};
use super::{copied_files, validate};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::entry::{Entry, address, is_section_index};
use crate::library;
use crate::site::{self, PlanInputs};
use crate::source::fingerprint;
use crate::source::path_parts::folder;

impl Portal {
    /// Updates the library with changed entries, excludes entries from listings, and plans the site. `find_copies` is
    /// set if the list of files to copy may have changed.
    pub(super) fn reindex(
        &mut self,
        changed: ChangedEntries,
        excluded: HashSet<Arc<str>>,
        find_copies: bool,
    ) {
        #[cfg(test)]
        self.tree.files().for_each(|file| super::panic_guard::panic_if_marked(file, "indexing"));
        self.update_library(changed, excluded);
        if find_copies {
            let is_refused = |path: &Arc<str>| validate::is_refused(path, &self.config);
            let found: (Vec<_>, Vec<_>) =
                self.find_copied_files().into_iter().partition(is_refused);
            (self.copies.refused, self.copies.all) = found;
        }
        self.copies.withheld = self.find_withheld_files();
        self.update_plan();
    }

    /// Updates the library with those changed entries that are published, and the titles of the sections.
    pub(super) fn update_library(
        &mut self,
        mut entries: ChangedEntries,
        excluded: HashSet<Arc<str>>,
    ) {
        let (today, drafts) = (self.today, self.options.drafts);
        for (_, entry) in &mut entries {
            *entry = entry.take().filter(|entry| entry.is_published(today, drafts));
        }
        let library = Arc::get_mut(&mut self.library)
            .expect("no renderer holds the library while it is updated");
        library.apply(library::LibraryUpdate { entries, excluded, today });
        self.sections.clone_from(&self.content.sections);
        for section in &mut self.sections {
            let index = section.index.as_ref().and_then(|index| library.by_source(index));
            let Some(index) = index else { continue };
            section.language.clone_from(&index.metadata.language);
            if !index.metadata.title.is_empty() {
                section.title = index.metadata.title.to_string();
            }
        }
    }

    /// Lists the files that are copied to the same path of the site.
    fn find_copied_files(&self) -> Vec<Arc<str>> {
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let shown: Vec<&Arc<Entry>> = self.shown_entries().collect();
        copied_files::files_to_copy(&self.tree, &entries, &shown)
    }

    /// Lists the entries of which the site has more than a notice.
    fn shown_entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        let is_shown =
            |entry: &&Arc<Entry>| is_section_index(&entry.source) || !entry.is_removed(self.today);
        self.library.entries().filter(is_shown)
    }

    /// Lists the files to copy that are in the folder of an entry with unreadable front matter: they may belong to
    /// that entry, and it may be a draft. Files of them that are already published are kept. Those that sound entries
    /// require are published anyway.
    fn find_withheld_files(&self) -> Vec<Arc<str>> {
        if self.library.excluded().is_empty() {
            return Vec::new();
        }
        let hides_metadata = |fault: &&Diagnostic| fault.consequence == Consequence::HidesMetadata;
        let folders: HashSet<&str> =
            self.faults().filter(hides_metadata).map(|fault| folder(&fault.place.file)).collect();
        if folders.is_empty() {
            return Vec::new();
        }
        let is_sound = |entry: &&Arc<Entry>| self.library.is_included(&entry.source);
        let sound: Vec<&Arc<Entry>> = self.shown_entries().filter(is_sound).collect();
        let required = copied_files::required_addresses(&sound);
        let is_withheld = |path: &&Arc<str>| {
            folders.contains(folder(path)) && !required.contains(path.trim_start_matches("content"))
        };
        self.copies.all.iter().filter(is_withheld).cloned().collect()
    }

    /// Plans the site, unless the plan is up to date. While entries are excluded, the plan with them is kept as the
    /// alternate plan, because validation and rendering use the two alternately.
    pub(super) fn update_plan(&mut self) {
        let Self { config, sections, library, copies, content, theme, .. } = self;
        let withheld: HashSet<&Arc<str>> = copies.withheld.iter().collect();
        let copied = copies.all.iter().filter(|path| !withheld.contains(path));
        let copied: Vec<Arc<str>> = copied.cloned().collect();
        let (assets, overviews) = (theme.assets(), theme.overviews());
        let theme_pages = (&assets, &overviews, theme.is_searchable());
        let share_picture = content.share_picture.as_ref();
        let inputs = (
            library.plan_fingerprint(),
            &*sections,
            &copied,
            &copies.withheld,
            theme_pages,
            share_picture,
            self.settings_fingerprint,
        );
        let new_fingerprint = fingerprint(&inputs);
        if new_fingerprint == self.plan_fingerprint {
            return;
        }
        std::mem::swap(&mut self.plan, &mut self.alternate_plan.1);
        std::mem::swap(&mut self.plan_fingerprint, &mut self.alternate_plan.0);
        if new_fingerprint != self.plan_fingerprint {
            self.plan = site::plan(PlanInputs {
                config,
                sections,
                library,
                copies: &copied,
                withheld: &copies.withheld,
                assets: &assets,
                overviews: &overviews,
                share_picture,
                has_search: theme.is_searchable(),
                today: self.today,
            });
            self.plan_fingerprint = new_fingerprint;
        }
        if self.validation.excluded.is_empty() && self.library.excluded().is_empty() {
            self.alternate_plan = Default::default();
        }
    }

    /// Lists the published entries that have errors themselves or in a file of theirs, by source file; no removed ones.
    pub(super) fn faulty_sources(&self, validation_faults: &[Diagnostic]) -> Vec<Arc<str>> {
        let all = self.load_faults.iter().chain(self.content.faults()).chain(validation_faults);
        let files: HashSet<&str> =
            all.filter(|fault| fault.is_error()).map(|fault| &*fault.place.file).collect();
        if files.is_empty() {
            return Vec::new();
        }
        let (today, drafts) = (self.today, self.options.drafts);
        // The notice of a withdrawal replaces the page whatever is wrong with the entry, if it can have an address.
        let is_excludable = |entry: &&Arc<Entry>| {
            let is_notice = entry.is_removed(self.today) || entry.erasure().is_some();
            entry.is_published(today, drafts)
                && !(is_notice && address::consists_of_slugs(&entry.address))
        };
        let is_faulty = |entry: &&Arc<Entry>| {
            let has_faulty_file = entry.files.iter().any(|file| files.contains(&*file.path));
            has_faulty_file || files.contains(&*entry.source)
        };
        self.content
            .entries()
            .filter(is_excludable)
            .filter(is_faulty)
            .map(|entry| entry.source.clone())
            .collect()
    }
}
