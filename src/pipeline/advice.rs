//! The advice that only `check` gives: that of `lint`, on metadata that pages lack for machines, and on rules that
//! servers do not read.
//!
//! The files of entries are read again here, in parallel; a build keeps no text. `render` decides which elements a page
//! lacks, so advice and pages always agree. Removed entries get no advice, as their pages show only the notice of
//! removal; nor do entries with errors, as what is missing may be in the part that could not be read.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::panic_guard;
use super::portal::Portal;
use super::settings;
use crate::config::{self, EntryKind};
use crate::diagnostic::{
    self, Consequence, Diagnostic, FaultList, MachineFault, Place, Severity, SourceText, faults,
};
use crate::entry::{self, Entry, FieldKey, is_section_index};
use crate::lint::{LintInput, PortalLinter};
use crate::render::{MissingElement, missing_elements};
use crate::site::servers::{self, LostRules};

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
        advice.extend(self.lost_rules());
        let is_sound =
            |entry: &&Arc<Entry>| !entry.is_removed(self.today) && !faulty.contains(&entry.source);
        let sound: Vec<&Arc<Entry>> = library.entries().filter(is_sound).collect();
        let on_entries: Result<Vec<_>, MachineFault> =
            sound.into_par_iter().map(|entry| self.entry_advice(&linter, entry)).collect();
        advice.extend(on_entries?.into_iter().flatten());
        Ok(advice)
    }

    /// Reports the rules for servers that one of them does not read.
    fn lost_rules(&self) -> impl Iterator<Item = Diagnostic> {
        let lost = servers::lost_rules(&self.plan.server_rules, &self.config.base_url);
        lost.into_iter().map(|LostRules { server, file, count, first }| {
            let place = Place::file(config::FILE_NAME);
            match first {
                Some(first) => faults::too_many_rules(place, server, file, count, &first),
                None => faults::rules_too_long(place, server, file),
            }
        })
    }

    fn entry_advice(
        &self,
        linter: &PortalLinter<'_>,
        entry: &Entry,
    ) -> Result<Vec<Diagnostic>, MachineFault> {
        let Some(file) = self.tree.get(&entry.source) else { return Ok(Vec::new()) };
        let Ok(text) = file.read_text()? else { return Ok(Vec::new()) };
        let advise = || [linter.entry_advice(entry, &text), self.missing_metadata(entry, &text)];
        Ok(match panic_guard::catch(&entry.source, advise) {
            Ok(advice) => FaultList::limited(advice.concat()),
            Err(fault) => vec![*fault],
        })
    }

    /// Reports metadata for machines that the page of an entry lacks.
    fn missing_metadata(&self, entry: &Entry, text: &SourceText) -> Vec<Diagnostic> {
        if is_section_index(&entry.source) {
            return Vec::new();
        }
        let is_document = entry.kind == EntryKind::Document;
        // An empty day of issue is reported as such.
        let has_empty_day = is_document && entry::value_range(text, "issued_on").is_some();
        let missing = missing_elements(entry, &self.config.language).into_iter();
        let missing = missing.filter(|element| *element != MissingElement::Date || !has_empty_day);
        let fault = |element| {
            let place = text.place(entry.span(FieldKey::FrontMatter));
            match element {
                MissingElement::Date => faults::missing_date(place, is_document),
                MissingElement::Description => faults::missing_description(place, is_document),
            }
        };
        missing.map(fault).collect()
    }

    /// Sorts faults, and drops the advice that portal.yaml or the entry it is about ignores, and that was said before.
    pub(super) fn drop_ignored(&self, faults: &mut Vec<Diagnostic>) {
        // A file that no line of its entry names is the place of what is said of it.
        let mut by_file: HashMap<&str, &[String]> = HashMap::new();
        for entry in self.content.entries().filter(|entry| !entry.ignored_advice.is_empty()) {
            let files = entry.files.iter().map(|file| &file.path).chain([&entry.source]);
            by_file.extend(files.map(|file| (&**file, &*entry.ignored_advice)));
        }
        diagnostic::sort_and_dedup(faults);
        let mut said = HashSet::new();
        faults.retain(|fault| {
            let by_entry = by_file.get(&*fault.place.file).copied().unwrap_or_default();
            let mut ignored = self.config.ignored_advice.iter().chain(by_entry);
            let is_wanted =
                fault.severity != Severity::Advice || ignored.all(|code| *code != fault.code);
            let is_repeatable = fault.consequence != Consequence::SaidOnce;
            is_wanted && (is_repeatable || said.insert(fault.message.vi.clone()))
        });
    }
}
