//! Advice on the relations of a document: to one of the portal's own body that is not on the portal, to one that is
//! there with another date, to one that is newer than it can be; and on one document cited in two spellings.
//!
//! A number alone does not name its issuer: every commune has a 5/QĐ-UBND. So codes that bodies of several levels share
//! count as the portal's own only where the relation says so, or alters a document, as only its issuer may.

use std::collections::{HashMap, HashSet};

use super::{EntryLinter, LintInput};
use crate::diagnostic::{Place, faults};
use crate::entry::citation::{self, CitedDocument};
use crate::entry::{Entry, FieldKey, Reference, Relation, RelationKind};
use crate::library::DocumentCriteria;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::number::DocumentNumber;

/// Codes of bodies that exist at the level of the province and of the commune.
const SHARED_CODES: [&str; 2] = ["UBND", "HĐND"];

/// The names of the portal's own body, and the numbers of its documents.
pub(super) struct OwnDocuments<'a> {
    /// Its name, those of its predecessors, folded.
    names: HashSet<String>,
    /// Its numbers by their codes.
    by_codes: HashMap<Vec<&'a str>, Vec<&'a DocumentNumber>>,
}

impl<'a> OwnDocuments<'a> {
    pub(super) fn new(input: LintInput<'a>) -> Self {
        let config = input.config;
        let mut names = HashSet::from([fold::term(&config.owner.name)]);
        let is_own = |names: &HashSet<String>, name: &str| names.contains(&fold::term(name));
        let predecessors = config.issuers.iter().filter(|issuer| {
            issuer.successor.as_deref().is_some_and(|successor| is_own(&names, successor))
        });
        let predecessors: Vec<String> =
            predecessors.map(|issuer| fold::term(&issuer.name)).collect();
        names.extend(predecessors);
        let mut by_codes: HashMap<Vec<&str>, Vec<&DocumentNumber>> = HashMap::new();
        for Entry { metadata, .. } in input.library.entries().map(|entry| &**entry) {
            if let (Some(number), Some(issuer)) = (&metadata.number, &metadata.issuer)
                && is_own(&names, issuer)
            {
                by_codes.entry(number.codes()).or_default().push(number);
            }
        }
        Self { names, by_codes }
    }

    fn has_name(&self, name: &str) -> bool {
        self.names.contains(&fold::term(name))
    }

    /// Finds the number with the same codes whose serial is most similar.
    /// The document that names it is left out.
    fn nearest(&self, number: &DocumentNumber, document: &Entry) -> Option<&'a str> {
        let same_codes = self.by_codes.get(&number.codes())?;
        let same_year = || {
            let same_year = same_codes.iter().filter(|own| own.year() == number.year());
            same_year.filter(|own| document.metadata.number.as_ref() != Some(own))
        };
        let near = nearest(number.serial()?, same_year().filter_map(|own| own.serial()))?;
        same_year().find(|own| own.serial() == Some(near)).map(|own| own.written())
    }
}

impl EntryLinter<'_> {
    /// Checks the relations and the citations of a document.
    pub(super) fn check_relations(&mut self) {
        let entry = self.entry;
        for (index, relation) in entry.metadata.relations.iter().enumerate() {
            self.check_number(index, relation);
            self.check_age(index, relation);
        }
        self.check_spellings(&entry.citations);
    }

    /// Returns the place of a relation: of its own text, if several stand in one value.
    fn relation_place(&self, index: usize, relation: &Relation) -> Place {
        let range = self.entry.span(FieldKey::nth(FieldKey::Relation, index));
        let written = &relation.target.text;
        let at = self.text.as_str()[range.clone()].find(written).map(|at| range.start + at);
        self.text.place(at.map_or(range, |at| at..at + written.len()))
    }

    /// Reports a relation whose number is not on the portal, or only with another date, though it should be.
    fn check_number(&mut self, index: usize, relation: &Relation) {
        let target = &relation.target;
        let criteria = DocumentCriteria::from_reference(target);
        let library = self.portal.input.library;
        let is_elsewhere = target.url.is_some() || !library.candidates(&criteria).is_empty();
        if is_elsewhere {
            return;
        }
        let Some(number) = target.written_number() else { return };
        let is_own = self.is_of_own_body(relation, &number);
        let code = number.issuer_code();
        let is_shared = code.is_none_or(|code| SHARED_CODES.contains(&&*code));
        let is_unique = number.year().is_some() && !is_shared;
        let place = self.relation_place(index, relation);
        if (is_own || is_unique || target.issuer.is_some())
            && let Some([written, actual]) = self.days_of_same_year(criteria)
        {
            let there = Reference { issued_on: Some(actual), ..target.clone() };
            let line = self.entry.relation_line(index, &there, &[]);
            let (written, actual) = (written.to_string(), actual.to_string());
            let dates = (&*written, &*actual);
            self.advice.push(faults::relation_to_other_day(place, number.written(), dates, &line));
        } else if is_own {
            let near = self.portal.own_documents.nearest(&number, self.entry);
            let line = self.entry.relation_line(index, target, &["issuer"]);
            let number = number.written();
            self.advice.push(faults::own_document_not_on_portal(place, number, near, &line));
        }
    }

    /// Returns the date of a relation and that of a document with its number and of its year. As numbers begin anew
    /// each year, that document is meant.
    fn days_of_same_year(&self, mut criteria: DocumentCriteria) -> Option<[PartialDate; 2]> {
        let written = criteria.issued_on.take()?;
        let candidates = self.portal.input.library.candidates(&criteria);
        let mut days = candidates.iter().filter_map(|other| other.metadata.issued_on);
        days.find(|day| day.year() == written.year()).map(|actual| [written, actual])
    }

    fn is_of_own_body(&self, relation: &Relation, number: &DocumentNumber) -> bool {
        let (target, own) = (&relation.target, &self.portal.own_documents);
        if let Some(issuer) = &target.issuer {
            return own.has_name(issuer);
        }
        let metadata = &self.entry.metadata;
        let alters = relation.kind.alters_target();
        let is_altered =
            alters && metadata.issuer.as_deref().is_some_and(|name| own.has_name(name));
        let Some(code) = number.issuer_code() else { return false };
        let same_code = || {
            let own_code = metadata.number.as_ref().and_then(DocumentNumber::issuer_code);
            own_code.as_deref() == Some(&*code)
        };
        let day = target.issued_on.or(metadata.issued_on).map(PartialDate::first_day);
        let settings = self.portal.input.config.entry_settings();
        let is_named = settings.issuer(&code, day).is_some_and(|name| own.has_name(name));
        (is_altered && same_code()) || (is_named && !SHARED_CODES.contains(&&*code))
    }

    /// Reports a ground, or a document that is guided, issued after the document itself.
    fn check_age(&mut self, index: usize, relation: &Relation) {
        let follows = matches!(
            relation.kind,
            RelationKind::BasedOn | RelationKind::Guides | RelationKind::Details
        );
        let Some(own) = self.entry.metadata.issued_on.filter(|_| follows) else { return };
        let criteria = DocumentCriteria::from_relation(self.entry, relation);
        let resolved = self.portal.input.library.resolve(&criteria);
        let other =
            resolved.and_then(|other| other.metadata.issued_on).or(relation.target.issued_on);
        if let Some(other) = other.filter(|other| other.first_day() > own.last_day()) {
            let place = self.relation_place(index, relation);
            let dates = [own, other].map(|date| date.to_string());
            let dates = (dates[0].as_str(), dates[1].as_str());
            self.advice.push(faults::newer_ground(place, &relation.target.text, dates));
        }
    }

    /// Reports a document that the body cites in two spellings, such as 62/KL-TW and 62-KL/TW.
    fn check_spellings(&mut self, citations: &[CitedDocument]) {
        let mut spellings: HashMap<String, &str> = HashMap::new();
        let mut mixed = Vec::new();
        for cited in citations {
            let key = cited.number.as_str();
            let letters = key.replace(['/', '-', ' '], "|");
            let first = *spellings.entry(letters).or_insert(key);
            if first != key {
                mixed.push([first, key]);
            }
        }
        if mixed.is_empty() {
            return;
        }
        let body = self.body();
        for found in citation::find(body) {
            let key = found.cited.number.as_str();
            let written = DocumentNumber::parse(&body[found.number.clone()]);
            let Some(intended) = written.correction() else { continue };
            if mixed.iter().any(|pair| pair.contains(&key)) {
                mixed.retain(|pair| !pair.contains(&key));
                let place = self.body_place(found.number);
                self.advice.push(faults::two_spellings(place, written.written(), &intended));
            }
        }
    }
}
