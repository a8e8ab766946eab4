//! Resolves a citation in a text to a document. The citing page and the edges to the cited document use the same rule.
//!
//! A citation resolves only if exactly one document matches. If it has a date, the document must have that date. If
//! not, it must be the only document with the number that existed when the citing entry was written, and recent enough
//! that the number cannot have been reused: state bodies restart numbering every year, the Party every term. Type and
//! issuer narrow down the candidates, and a document whose issuer contradicts the cited one is ruled out. If no
//! document has the number, or none of them has the cited date, the number may be misspelled (62/KL-TW for 62-KL/TW,
//! 217-QD/TW for 217-QĐ/TW): then only letters and digits are compared.
//!
//! **Invariant.** The result does not depend on the order of the entries.
//!
//! **Left out on purpose.** There is no ranking by likelihood: an ambiguous citation resolves to nothing.

use std::sync::Arc;

use jiff::civil::Date;

use super::entry_id::EntryId;
use super::issuer_names::{is_generic, is_same_body, names_issuer, normalize};
use super::law_names::may_be_titled;
use super::lookup_keys::LookupKey;
use super::{Library, dates_are_compatible};
use crate::config::EntryKind;
use crate::entry::Entry;
use crate::entry::citation::{CitedDate, CitedDocument};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type::{self, DocumentType, ISSUED_BY_DECISION};
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// For how many years a number of the Party stays unique: one term.
const PARTY_NUMBER_YEARS: i16 = 5;

/// For how many years a number of the state is taken as unique: it may still be cited in the following year.
const STATE_NUMBER_YEARS: i16 = 1;

/// The lookup of one citation.
struct CitationLookup<'a> {
    cited: &'a CitedDocument,
    citing: &'a Entry,
    doc_type: Option<&'static DocumentType>,
    /// The words that name the issuer, normalized.
    issuer: Option<String>,
    /// The words that probably name the issuer, normalized.
    probable_issuer: Option<String>,
}

/// A document that the citation may refer to.
#[derive(Clone, Copy)]
struct Candidate<'l> {
    id: EntryId,
    entry: &'l Entry,
    issuer: Option<&'l str>,
}

/// The number of citations of an entry up to which the result of one is found by going through all; among more, it is
/// sooner resolved again.
const MAX_SEARCHED_CITATIONS: usize = 500;

impl Library {
    /// Finds the one document that `citing` cites; `None` if it is missing, ambiguous or `citing` itself.
    pub fn resolve_citation(&self, cited: &CitedDocument, citing: &Entry) -> Option<&Arc<Entry>> {
        let record = self.arena.find(&citing.source).map(|id| self.arena.record(id));
        let is_short = citing.citations.len() <= MAX_SEARCHED_CITATIONS;
        let cached = record.filter(|_| is_short).and_then(|record| {
            let at = record.entry.citations.iter().position(|other| other == cited)?;
            record.resolved_citations.get(at).copied()
        });
        let id = cached.unwrap_or_else(|| self.resolve_citation_uncached(cited, citing))?;
        Some(self.arena.entry(id))
    }

    /// Resolves a citation of an entry without the cached results of [`Library::link_entry`].
    pub(super) fn resolve_citation_uncached(
        &self,
        cited: &CitedDocument,
        citing: &Entry,
    ) -> Option<EntryId> {
        let doc_type = cited.doc_type.and_then(document_type::by_name);
        let normal_name = |name: Option<&str>| name.map(normalize).filter(|name| !is_generic(name));
        let issuer = normal_name(cited.issuer());
        let probable_issuer = normal_name(cited.probable_issuer()).filter(|_| issuer.is_none());
        let lookup = CitationLookup { cited, citing, doc_type, issuer, probable_issuer };
        match cited.date {
            CitedDate::Missing => self.find_document(&lookup, None),
            CitedDate::Certain(date) => self.find_document(&lookup, Some(date)),
            CitedDate::Possible(date) => self
                .find_document(&lookup, Some(date))
                .or_else(|| self.find_document(&lookup, None)),
            CitedDate::Beside(date) => self
                .find_document(&lookup, None)
                .filter(|id| lookup.date_matches(self.arena.entry(*id), Some(date))),
        }
    }

    fn find_document(
        &self,
        lookup: &CitationLookup<'_>,
        date: Option<PartialDate>,
    ) -> Option<EntryId> {
        let cited = lookup.cited;
        if let Some(code) = cited.number.code_of_bare_serial() {
            return self.find_by_serial(lookup, code, date);
        }
        let exact = self.candidates_by_key(LookupKey::number(&cited.number));
        let matching = lookup.filter_candidates(&exact, date);
        if !matching.is_empty() || date.is_none() && !exact.is_empty() {
            return lookup.unambiguous(&matching, date);
        }
        let mut candidates = self.candidates_by_key(LookupKey::loose_number(&cited.number.loose()));
        candidates.retain(|candidate| {
            document_type_of(candidate.entry)
                .is_none_or(|doc_type| cited.number.is_consistent_with(doc_type))
        });
        lookup.unambiguous(&lookup.filter_candidates(&candidates, date), date)
    }

    /// Finds a document by serial, type and day, or by serial and a code without its type.
    fn find_by_serial(
        &self,
        lookup: &CitationLookup<'_>,
        code: &str,
        date: Option<PartialDate>,
    ) -> Option<EntryId> {
        let (doc_type, number) = (lookup.doc_type?, &lookup.cited.number);
        let mut candidates: Vec<Candidate<'_>> = Vec::new();
        if code.is_empty() {
            let day = date.and_then(PartialDate::as_day)?;
            candidates = self.candidates_by_key(LookupKey::day_and_serial(day, number.serial()));
            candidates.retain(|candidate| document_type_of(candidate.entry).is_some());
        } else {
            for abbreviation in doc_type.abbreviations {
                let key = LookupKey::loose_number(&number.loose_with_type(abbreviation));
                candidates.extend(self.candidates_by_key(key));
            }
        }
        lookup.unambiguous(&lookup.filter_candidates(&candidates, date), date)
    }

    fn candidates_by_key(&self, key: LookupKey) -> Vec<Candidate<'_>> {
        let to_candidate = |id: &EntryId| {
            let record = self.arena.record(*id);
            Candidate { id: *id, entry: &record.entry, issuer: record.normalized_issuer.as_deref() }
        };
        self.lookup.providers(key).iter().map(to_candidate).collect()
    }
}

impl CitationLookup<'_> {
    /// Returns the candidates that the citation may refer to.
    fn filter_candidates<'l>(
        &self,
        candidates: &[Candidate<'l>],
        date: Option<PartialDate>,
    ) -> Vec<Candidate<'l>> {
        let mut remaining: Vec<Candidate<'l>> = candidates
            .iter()
            .copied()
            .filter(|candidate| {
                self.date_matches(candidate.entry, date) && self.type_matches(candidate.entry)
            })
            .collect();
        // Issuers are compared last: thousands may share a number, but few a number and a day.
        let cited_issuer = self.named_issuer(&remaining);
        remaining.retain(|candidate| {
            self.issuer_matches(candidate.issuer, cited_issuer)
                && self.probable_issuer_matches(candidate.issuer)
                && self.law_name_matches(candidate.entry)
        });
        prefer(&mut remaining, |candidate| {
            document_type_of(candidate.entry) == self.doc_type && self.doc_type.is_some()
        });
        prefer(&mut remaining, |candidate| {
            candidate.issuer.is_some() && candidate.issuer == cited_issuer
        });
        prefer(&mut remaining, |candidate| {
            candidate.entry.metadata.language == self.citing.metadata.language
        });
        prefer(&mut remaining, |candidate| candidate.entry.metadata.translation_of.is_none());
        // If the citing entry fits, the citation must not fall back to another document with its number.
        if remaining.iter().any(|candidate| candidate.entry.source == self.citing.source) {
            remaining.clear();
        }
        remaining
    }

    /// Returns the only candidate, unless the citation may refer to a document of another year with the same number.
    fn unambiguous(
        &self,
        candidates: &[Candidate<'_>],
        date: Option<PartialDate>,
    ) -> Option<EntryId> {
        let [candidate] = candidates else { return None };
        let is_sure = date.is_some()
            || self.issuer.is_some() && candidate.issuer.is_some()
            || self.cited.years.is_some_and(|(first, last)| first == last)
            || matches!(self.cited.date, CitedDate::Beside(date) if has_date(candidate.entry, date))
            || self.is_recent(candidate.entry)
            || self.is_dated_elsewhere(candidate.entry);
        is_sure.then_some(candidate.id)
    }

    /// Returns whether a document was issued so shortly before the citing text that its number is unique.
    fn is_recent(&self, entry: &Entry) -> bool {
        let Some(issued) = entry.metadata.issued_on else { return true };
        let Some(number) = &entry.metadata.number else { return true };
        let unique_years = match number.form() {
            _ if number.year().is_some() => return true,
            NumberForm::Party => PARTY_NUMBER_YEARS,
            _ if number.is_party() => PARTY_NUMBER_YEARS,
            _ => STATE_NUMBER_YEARS,
        };
        let written = self.citing.date().map(|date| date.first_day().year());
        written.is_some_and(|year| year - issued.last_day().year() <= unique_years)
    }

    /// Returns whether the same text also cites the number with the date of this document.
    fn is_dated_elsewhere(&self, entry: &Entry) -> bool {
        let (serial, loose) = (self.cited.number.serial(), self.cited.number.loose());
        self.citing.citations.iter().any(|other| match other.date {
            CitedDate::Certain(date) if other.number.as_str().starts_with(serial) => {
                has_date(entry, date) && other.number.loose() == loose
            }
            _ => false,
        })
    }

    /// Returns whether the date matches. Without a cited date, a document does not match if it was issued after the
    /// text was written, or in a year other than those the text mentions.
    fn date_matches(&self, entry: &Entry, date: Option<PartialDate>) -> bool {
        let issued_on = entry.metadata.issued_on;
        match (date, issued_on) {
            // A number with a year needs no date to be unique, unless every locality has one like it.
            (Some(date), None) => {
                let number = entry.metadata.number.as_ref();
                let has_year = |number: &&DocumentNumber| number.year() == Some(date.year());
                number.filter(has_year).is_some_and(DocumentNumber::is_of_central_body)
            }
            (Some(_), Some(_)) => dates_are_compatible(issued_on, date),
            (None, Some(issued_on)) => {
                let year = issued_on.last_day().year();
                let is_in_range = |(first, last): (i16, i16)| (first..=last).contains(&year);
                self.cited.years.is_none_or(is_in_range)
                    && self.last_written_day().is_none_or(|last| issued_on.first_day() <= last)
            }
            (None, None) => self.cited.years.is_none(),
        }
    }

    /// Returns the last day on which the text may have been edited: a document is not edited after its date, other
    /// entries may be.
    fn last_written_day(&self) -> Option<Date> {
        let written = self.citing.date()?.last_day();
        let revised = self.citing.metadata.updated_at.map(|moment| moment.date());
        let later = revised.filter(|_| self.citing.kind != EntryKind::Document);
        Some(later.map_or(written, |later| later.max(written)))
    }

    fn type_matches(&self, entry: &Entry) -> bool {
        let Some(cited_type) = self.doc_type else { return true };
        let is_same = entry.metadata.doc_type.as_deref() == Some(cited_type.name);
        let is_joint = |doc_type: &DocumentType| doc_type.name.ends_with("liên tịch");
        let by_number = entry.metadata.number.as_ref().and_then(DocumentNumber::document_type);
        // A joint circular may be called a circular, but not the other way round.
        if is_joint(cited_type) && !is_same && !by_number.is_some_and(is_joint) {
            return false;
        }
        is_same
            || document_type_of(entry)
                .is_none_or(|doc_type| are_cited_interchangeably(cited_type, doc_type))
    }

    /// Returns the candidates' issuer that the citation names.
    fn named_issuer<'l>(&self, candidates: &[Candidate<'l>]) -> Option<&'l str> {
        let words = self.issuer.as_deref()?;
        let issuers = candidates.iter().filter_map(|candidate| candidate.issuer);
        issuers.filter(|issuer| names_issuer(words, issuer)).max_by_key(|issuer| issuer.len())
    }

    fn issuer_matches(&self, issuer: Option<&str>, cited_issuer: Option<&str>) -> bool {
        match (&self.issuer, issuer) {
            (Some(_), Some(issuer)) if cited_issuer.is_some() => cited_issuer == Some(issuer),
            (Some(words), Some(issuer)) => is_same_body(words, issuer),
            _ => true,
        }
    }

    /// Returns whether a body named before the number or beside it may be the issuer, and is it for certain if nothing
    /// else tells documents with this number apart.
    fn probable_issuer_matches(&self, issuer: Option<&str>) -> bool {
        let names = |words: &str| issuer.is_some_and(|issuer| names_issuer(words, issuer));
        if self.cited.needs_issuer {
            return [&self.issuer, &self.probable_issuer].into_iter().flatten().any(|w| names(w));
        }
        let (Some(words), Some(issuer)) = (&self.probable_issuer, issuer) else { return true };
        names(words) || is_same_body(words, issuer)
    }

    fn law_name_matches(&self, entry: &Entry) -> bool {
        let name = self.cited.law_name();
        name.is_none_or(|name| may_be_titled(name, &entry.metadata.title))
    }
}

/// Returns whether a document has a date, and it is compatible with a cited one.
fn has_date(entry: &Entry, date: PartialDate) -> bool {
    let issued_on = entry.metadata.issued_on;
    issued_on.is_some() && dates_are_compatible(issued_on, Some(date))
}

/// Keeps the candidates with a property, if any has it.
fn prefer<'l>(remaining: &mut Vec<Candidate<'l>>, has: impl Fn(&Candidate<'l>) -> bool) {
    if remaining.len() > 1 && remaining.iter().any(&has) {
        remaining.retain(has);
    }
}

/// Returns the type of a document from its metadata, else from its number.
fn document_type_of(entry: &Entry) -> Option<&'static DocumentType> {
    match &entry.metadata.doc_type {
        Some(name) => document_type::by_name(name),
        None => entry.metadata.number.as_ref()?.document_type(),
    }
}

/// Returns whether one type may be cited as the other: a decision and the rules it issues, a joint circular and a
/// circular.
fn are_cited_interchangeably(one: &DocumentType, other: &DocumentType) -> bool {
    if one == other {
        return true;
    }
    let by_decision = |doc_type: &DocumentType| {
        doc_type.name == "Quyết định" || ISSUED_BY_DECISION.contains(&doc_type.name)
    };
    let (one_name, other_name) = (fold::term(one.name), fold::term(other.name));
    let extends = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            || long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
    };
    by_decision(one) && by_decision(other)
        || extends(&one_name, &other_name)
        || extends(&other_name, &one_name)
}
