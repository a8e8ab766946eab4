//! Validation that needs all entries at once: address conflicts, duplicate documents, relations and links.
//!
//! `links` checks the links of bodies, `relations` relations between documents, `settings` the references of
//! `portal.yaml` to the site, `takedowns` that erased files are gone. Faults are reported with line and column, so the
//! files of faulty entries are read again;
//! they are few.

mod links;
mod programs;
mod relations;
mod settings;
mod takedowns;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::panic_guard;
use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Diagnostic, FaultList, MachineFault, Place, SourceText, faults};
use crate::entry::{self, Entry, FieldKey};
use crate::library::{Library, Term};
use crate::limits;
use crate::site::{AddressConflict, Claimant, Plan};
use crate::source::{FileTree, SourceFile};
use crate::theme::Theme;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::number::NumberKey;
pub(super) use programs::is_refused;

/// The number of broken links for which the nearest address is suggested.
const MAX_SUGGESTIONS: usize = 100;

/// What is validated.
#[derive(Clone, Copy)]
pub(super) struct ValidationInput<'a> {
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) tree: &'a FileTree,
    /// All entries, including unpublished ones.
    pub(super) entries: &'a [Arc<Entry>],
    /// Programs that would be copied.
    pub(super) refused: &'a [Arc<str>],
    pub(super) library: &'a Arc<Library>,
    pub(super) plan: &'a Plan,
}

/// Runs all checks and returns the targets of broken links, so that rendering a page does not report them again.
pub(super) fn validate(
    input: ValidationInput<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<BTreeSet<String>, MachineFault> {
    let mut validator = Validator {
        input,
        faults: FaultList::default(),
        last_text: RefCell::default(),
        broken_links: BTreeSet::new(),
        suggestions: Cell::new(0),
        unpublished: OnceCell::new(),
        first_with_term: OnceCell::new(),
    };
    validator.check_conflicts()?;
    validator.check_duplicates()?;
    validator.check_settings();
    validator.check_programs();
    for entry in input.library.entries() {
        match panic_guard::catch(&entry.source, || validator.check_entry(entry)) {
            Ok(result) => result?,
            Err(fault) => validator.faults.push(*fault),
        }
    }
    validator.check_cycles()?;
    let Validator { faults: found, broken_links, .. } = validator;
    faults.extend(found.into_vec());
    Ok(broken_links)
}

/// A validation in progress.
struct Validator<'a> {
    input: ValidationInput<'a>,
    faults: FaultList,
    /// The text of the file in which a place was found last: most faults of an entry follow each other.
    last_text: RefCell<Option<SourceText>>,
    broken_links: BTreeSet<String>,
    /// The number of searches for a nearest address so far. Each visits all addresses, so their number is limited.
    suggestions: Cell<usize>,
    /// The unpublished entries by source file and by address, collected on first use.
    unpublished: OnceCell<HashMap<&'a str, &'a Arc<Entry>>>,
    /// The first entry, by path, that has each term, collected on first use.
    first_with_term: OnceCell<HashMap<Term, &'a Arc<Entry>>>,
}

impl Validator<'_> {
    fn check_entry(&mut self, entry: &Arc<Entry>) -> Result<(), MachineFault> {
        #[cfg(test)]
        self.input.tree.get(&entry.source).iter().for_each(|file| {
            panic_guard::panic_if_marked(file, "validating");
        });
        self.check_title(entry)?;
        self.check_template(entry)?;
        self.check_posting_date(entry)?;
        self.check_relations(entry)?;
        self.check_links(entry)?;
        self.check_attachments(entry)?;
        self.check_takedown(entry)
    }

    fn field_place(&self, source: &str, field: Option<FieldKey>) -> Result<Place, MachineFault> {
        let entry = field.and_then(|_| self.input.library.by_source(source));
        match (entry, field) {
            (Some(entry), Some(field)) => self.range_place(source, entry.span(field)),
            _ => Ok(Place::file(source)),
        }
    }

    fn range_place(
        &self,
        source: &str,
        range: std::ops::Range<usize>,
    ) -> Result<Place, MachineFault> {
        let mut last = self.last_text.borrow_mut();
        if last.as_ref().is_none_or(|text| **text.file() != *source) {
            let text = self.input.tree.get(source).map(SourceFile::read_text).transpose()?;
            *last = text.and_then(Result::ok);
        }
        let place = last.as_ref().map(|text| text.place(range));
        Ok(place.unwrap_or_else(|| Place::file(source)))
    }

    fn check_conflicts(&mut self) -> Result<(), MachineFault> {
        for conflict in &self.input.plan.conflicts {
            // The address has no certain target, and reporting links to it as well would add nothing.
            self.broken_links.insert(conflict.address.to_string());
            if !self.is_reported_as_reserved(conflict) {
                let fault = self.conflict_fault(conflict)?;
                self.faults.push(fault);
            }
        }
        for (address, claimant) in &self.input.plan.too_long {
            let is_of_entry = matches!(claimant, Claimant::File(_, Some(FieldKey::Slug)));
            if is_of_entry && address.split('/').any(|part| part.len() > limits::ADDRESS_PART_BYTES)
            {
                // Reported when the entry was read.
                continue;
            }
            let place = self.claimant_place(claimant)?;
            let place = place.unwrap_or_else(|| Place::file(crate::config::shared_file_name()));
            self.faults.push(faults::address_too_long(place, address));
        }
        for (address, claimant) in &self.input.plan.long_redirects {
            let place = self.claimant_place(claimant)?;
            self.faults.extend(place.map(|place| faults::old_address_too_long(place, address)));
        }
        for (taxonomy, term) in &self.input.plan.terms_without_slug {
            let (place, term) = &self.written_term(*taxonomy, term)?;
            let place = place.clone();
            self.faults.push(if term.len() > limits::ADDRESS_PART_BYTES {
                faults::address_part_too_long(place, term)
            } else {
                faults::empty_term_address(place, term)
            });
        }
        Ok(())
    }

    /// Returns whether the conflict is one with a reserved address, which is reported when the entry is read.
    fn is_reported_as_reserved(&self, conflict: &AddressConflict) -> bool {
        let first_part = conflict.address.trim_start_matches('/').split('/').next();
        let is_reserved = first_part.is_some_and(|part| crate::config::is_reserved(part, true));
        let is_checked_on_reading = |claimant: &Claimant| match claimant {
            Claimant::File(source, None | Some(FieldKey::Slug)) => {
                self.input.library.by_source(source).is_some()
            }
            Claimant::Generated | Claimant::Taxonomy(_) => true,
            Claimant::File(..) | Claimant::Term(..) | Claimant::Windows => false,
        };
        let AddressConflict { first, second, .. } = conflict;
        is_reserved
            && [first, second].into_iter().any(is_generated)
            && [first, second].into_iter().all(is_checked_on_reading)
    }

    fn conflict_fault(&self, conflict: &AddressConflict) -> Result<Diagnostic, MachineFault> {
        let address = &conflict.address;
        if let (Claimant::Term(taxonomy, second), Claimant::Term(_, first)) =
            (&conflict.second, &conflict.first)
        {
            let (place, second) = self.written_term(*taxonomy, second)?;
            let (other, first) = self.written_term(*taxonomy, first)?;
            let terms = [&*second, &*first];
            return Ok(faults::term_address_clash(place, Some(other), address, terms));
        }
        let second = self.claimant_place(&conflict.second)?;
        let first = self.claimant_place(&conflict.first)?;
        let (place, other) = match (second, first) {
            (Some(second), first) => (second, first),
            (None, Some(first)) => (first, None),
            (None, None) => (Place::file(crate::config::shared_file_name()), None),
        };
        if conflict.first == Claimant::Windows {
            return Ok(faults::device_address(place, address));
        }
        if is_generated(&conflict.first) && other.is_none() {
            return Ok(faults::generated_address_clash(place, address));
        }
        let by_slug = matches!(&conflict.second, Claimant::File(_, Some(FieldKey::Slug)));
        Ok(faults::address_clash(place, other, address, by_slug))
    }

    fn claimant_place(&self, claimant: &Claimant) -> Result<Option<Place>, MachineFault> {
        Ok(match claimant {
            Claimant::File(source, field) => Some(self.field_place(source, *field)?),
            Claimant::Term(taxonomy, term) => Some(self.written_term(*taxonomy, term)?.0),
            Claimant::Taxonomy(taxonomy) => {
                self.input.config.own_taxonomy(*taxonomy).map(|declared| declared.place.clone())
            }
            Claimant::Generated | Claimant::Windows => None,
        })
    }

    /// Finds where a term is written in the first file, by path, that has it, and how it is spelt there.
    fn written_term(
        &self,
        taxonomy: Taxonomy,
        term: &str,
    ) -> Result<(Place, String), MachineFault> {
        let at = |place| Ok((place, term.to_owned()));
        let first_with_term =
            self.first_with_term.get_or_init(|| first_entry_with_term(self.input));
        let Some(entry) = first_with_term.get(&Term::value(taxonomy, term)) else {
            return at(Place::file("content"));
        };
        let text = self.input.tree.get(&entry.source).map(SourceFile::read_text).transpose()?;
        let Some(Ok(text)) = text else { return at(Place::file(entry.source.clone())) };
        let Some(range) = entry::written_term(&text, taxonomy, term) else {
            return at(text.place(entry.span(FieldKey::FrontMatter)));
        };
        let written = &text.as_str()[range.clone()];
        let is_it = fold::term(written) == fold::term(term);
        let spelling = if is_it { written } else { term }.to_owned();
        Ok((text.place(range), spelling))
    }

    /// Reports duplicates: two files with the same issuer, number, full date and language are one document.
    fn check_duplicates(&mut self) -> Result<(), MachineFault> {
        let identity = |entry: &Entry| {
            let language = entry.metadata.language.as_ref().unwrap_or(&self.input.config.language);
            (entry.metadata.issuer.as_deref().map(fold::term).unwrap_or_default(), language.clone())
        };
        let mut seen: HashMap<(&NumberKey, PartialDate), Vec<&Arc<Entry>>> = HashMap::new();
        let mut duplicates = Vec::new();
        for entry in self.input.entries {
            if self.input.library.by_source(&entry.source).is_none() {
                continue;
            }
            let metadata = &entry.metadata;
            let number = metadata.number.as_ref().filter(|number| number.is_filled());
            let day = metadata.issued_on.and_then(|date| date.as_day().map(|_| date));
            let (Some(number), Some(day)) = (number, day) else { continue };
            let group = seen.entry((number.key(), day)).or_default();
            match group.iter().find(|first| identity(first) == identity(entry)) {
                Some(first) => duplicates.push((entry, *first, number.written(), day.to_string())),
                None => group.push(entry),
            }
        }
        for (entry, first, number, day) in duplicates {
            let place = self.field_place(&entry.source, Some(FieldKey::Number))?;
            let other = self.field_place(&first.source, Some(FieldKey::Number))?;
            self.faults.push(faults::duplicate_document(place, other, number, &day));
        }
        Ok(())
    }

    /// Checks that an address, written in an entry or in the settings, is on the site; if it is not, the error is the
    /// nearest address, if there is one.
    fn check_address(&self, path: &str, entry: Option<&Entry>) -> Result<(), Option<String>> {
        self.check_target(path, entry, false)
    }

    /// Does the same; `is_file` if only files come into question as the nearest. No entry refers to itself.
    fn check_target(
        &self,
        path: &str,
        entry: Option<&Entry>,
        is_file: bool,
    ) -> Result<(), Option<String>> {
        if self.input.plan.contains(path) {
            return Ok(());
        }
        let with_slash = format!("{path}/");
        if self.input.plan.contains(&with_slash) {
            return Err(Some(with_slash));
        }
        if !self.may_suggest() {
            return Err(None);
        }
        let addresses = self.input.plan.addresses();
        let addresses = addresses.filter(|address| !is_file || !address.ends_with('/'));
        let addresses =
            addresses.filter(|address| entry.is_none_or(|own| *own.address != **address));
        Err(nearest(path, addresses).map(str::to_owned))
    }

    /// Counts a search for a nearest address, and returns whether it may be made. A thousand broken links mostly have
    /// one cause, so only the first get a suggestion.
    fn may_suggest(&self) -> bool {
        self.suggestions.set(self.suggestions.get() + 1);
        self.suggestions.get() <= MAX_SUGGESTIONS
    }

    /// Reports a title that still ends with the ellipsis of the scaffold, unless the entry is a draft.
    fn check_title(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let title = &entry.metadata.title;
        if !entry.metadata.draft && (title.ends_with('…') || title.ends_with("...")) {
            let place = self.field_place(&entry.source, Some(FieldKey::Title))?;
            self.faults.push(faults::unfinished_title(place, title));
        }
        Ok(())
    }

    fn check_template(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let Some(written) = &entry.metadata.template else { return Ok(()) };
        let file = crate::render::template_file(written);
        if !self.input.theme.is_empty() && !self.input.theme.has_entry_template(&file) {
            let place = self.field_place(&entry.source, Some(FieldKey::Template))?;
            let near = self.input.theme.nearest_template(&file);
            self.faults.push(faults::unknown_template(place, written, near));
        }
        Ok(())
    }

    /// Reports a posting day in the future: it is a typo, or `publish_at` was meant.
    fn check_posting_date(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        let today = self.input.library.today();
        let posted = entry.metadata.posted_at.filter(|_| !entry.metadata.draft);
        if let Some(posted) = posted.filter(|posted| posted.date() > today) {
            let place = self.field_place(&entry.source, Some(FieldKey::PostedAt))?;
            self.faults.push(faults::posted_in_future(place, &posted.to_string()));
        }
        Ok(())
    }
}

fn is_generated(claimant: &Claimant) -> bool {
    matches!(claimant, Claimant::Generated | Claimant::Taxonomy(_))
}

/// Maps each term to the first published entry, by path, that has it.
fn first_entry_with_term(input: ValidationInput<'_>) -> HashMap<Term, &Arc<Entry>> {
    let mut first_with_term = HashMap::new();
    let is_published = |entry: &&Arc<Entry>| input.library.by_source(&entry.source).is_some();
    for entry in input.entries.iter().filter(is_published) {
        for (taxonomy, written) in entry.all_terms() {
            for written in written {
                first_with_term.entry(Term::value(taxonomy, written)).or_insert(entry);
            }
        }
    }
    first_with_term
}
