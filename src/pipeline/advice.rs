//! The advice that only `check` gives: that of `lint`, and on metadata that pages lack for machines.
//!
//! The files of entries are read again here, in parallel; a build keeps no text. `render` decides which elements a page
//! lacks, so advice and pages always agree. Removed entries get no advice, as their pages show only the notice of
//! removal; nor do entries with errors, as what is missing may be in the part that could not be read.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::portal::Portal;
use super::settings;
use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Severity, SourceText, faults};
use crate::entry::{Entry, FieldKey, is_section_index};
use crate::lint::{LintInput, PortalLinter};
use crate::render::{MissingElement, missing_elements};

impl Portal {
    /// Collects the advice on the portal and on every sound entry on the site.
    pub(super) fn advice(&self) -> Result<Vec<Diagnostic>, MachineFault> {
        let errors = self.faults().filter(|fault| fault.is_error());
        let faulty: HashSet<&Arc<str>> = errors.map(|fault| &fault.place.file).collect();
        let Self { config, theme, library, copies, .. } = self;
        let (copies, has_errors) = (&copies.all, !faulty.is_empty());
        let linter = PortalLinter::new(LintInput { config, theme, library, copies, has_errors });
        let mut advice = self.theme.advice();
        if let Ok(text) = settings::read_settings_text(&self.options.root)? {
            advice.extend(linter.portal_advice(&text));
        }
        let is_sound =
            |entry: &&Arc<Entry>| !entry.is_removed(self.today) && !faulty.contains(&entry.source);
        let sound: Vec<&Arc<Entry>> = library.entries().filter(is_sound).collect();
        let on_entries: Result<Vec<_>, MachineFault> =
            sound.into_par_iter().map(|entry| self.entry_advice(&linter, entry)).collect();
        advice.extend(on_entries?.into_iter().flatten());
        Ok(advice)
    }

    fn entry_advice(
        &self,
        linter: &PortalLinter<'_>,
        entry: &Entry,
    ) -> Result<Vec<Diagnostic>, MachineFault> {
        let Some(file) = self.tree.get(&entry.source) else { return Ok(Vec::new()) };
        let Ok(text) = file.read_text()? else { return Ok(Vec::new()) };
        let mut advice = linter.entry_advice(entry, &text);
        advice.extend(self.missing_metadata(entry, &text));
        Ok(advice)
    }

    /// Reports metadata for machines that the page of an entry lacks.
    fn missing_metadata(&self, entry: &Entry, text: &SourceText) -> Vec<Diagnostic> {
        if is_section_index(&entry.source) {
            return Vec::new();
        }
        let is_document = entry.kind == EntryKind::Document;
        let missing = missing_elements(entry, &self.config.language).into_iter();
        let fault = |element| {
            let place = text.place(entry.span(FieldKey::FrontMatter));
            match element {
                MissingElement::Date => faults::missing_date(place, is_document),
                MissingElement::Description => faults::missing_description(place, is_document),
            }
        };
        missing.map(fault).collect()
    }

    /// Drops the advice that portal.yaml or the entry it is about ignores.
    pub(super) fn drop_ignored(&self, faults: &mut Vec<Diagnostic>) {
        faults.retain(|fault| {
            let entry = self.content.entry(&fault.place.file);
            let by_entry = entry.map_or(&[][..], |entry| &entry.ignored_advice);
            let mut ignored = self.config.ignored_advice.iter().chain(by_entry);
            fault.severity != Severity::Advice || ignored.all(|code| *code != fault.code)
        });
    }
}
