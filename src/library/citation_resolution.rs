//! Which document a citation means: the one rule, for the page that cites and for the filing under what is cited.
//!
//! A citation leads somewhere only where one document can be meant and no other. With a date it means a document of
//! that date; without, the only one of its number that was there when the citing entry was written, and that is not
//! too old for its number to have come again since: state bodies count anew each year, the Party each term. Type and
//! issuer tell several apart, and keep out what is another: an issuer that is named and is not the document's leads
//! nowhere. A number that the portal does not know may be a slip of the pen (62/KL-TW for 62-KL/TW, 217-QD/TW for
//! 217-QĐ/TW): then the letters and digits alone count.
//!
//! **Invariant.** The answer does not depend on the order of the entries. **Left out on purpose.** Nothing is likely
//! here: of two that could be meant, neither is.

use std::sync::Arc;

use jiff::civil::Date;

use super::arena::EntryId;
use super::lookup_keys::LookupKey;
use super::{Library, dates_are_compatible};
use crate::config::EntryKind;
use crate::entry::Entry;
use crate::entry::citation::{Cited, CitedDate};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// The rules that are issued by a decision, and the decision: each is cited as the other.
const ISSUED_BY_DECISION: [&str; 5] = ["Quyết định", "Quy định", "Quy chế", "Quy trình", "Điều lệ"];

/// What people write short in the names of bodies.
const ABBREVIATIONS: [(&str, &str); 15] = [
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("lđlđ", "liên đoàn lao động"),
    ("btv", "ban thường vụ"),
    ("bch", "ban chấp hành"),
    ("bcđ", "ban chỉ đạo"),
    ("tw", "trung ương"),
    ("mttq", "mặt trận tổ quốc"),
    ("mttqvn", "mặt trận tổ quốc việt nam"),
    ("ttcp", "thủ tướng chính phủ"),
    ("tp", "thành phố"),
    ("tx", "thị xã"),
    ("tt", "thị trấn"),
    ("tlđ", "tổng liên đoàn"),
    ("tlđlđ", "tổng liên đoàn lao động"),
];

/// The words that begin the name of a place, in the names of its bodies.
const ADMINISTRATIVE_LEVELS: [&str; 8] =
    ["tỉnh", "thành", "huyện", "thị", "quận", "xã", "phường", "khu"];

/// Who speaks for a body: "Ban Thường vụ Thị ủy" is the Thị ủy, "Chủ tịch UBND" the UBND.
const OFFICE_PREFIXES: [&str; 7] = [
    "ban thường vụ ",
    "ban chấp hành ",
    "thường trực ",
    "phó chủ tịch ",
    "chủ tịch ",
    "giám đốc ",
    "bộ trưởng ",
];

/// How many years a number of the Party stays the only one: a term.
const PARTY_NUMBER_YEARS: i16 = 5;

/// How many years a number of the state does: it may be cited in the year after.
const STATE_NUMBER_YEARS: i16 = 1;

/// Measures the serial of a key: up to its first sign.
pub(super) fn serial_length(key: &str) -> usize {
    key.find(['/', '-', ' ']).unwrap_or(key.len())
}

/// Writes a key as its serial, a bar, and the bare letters and digits behind it.
pub(super) fn loose_number(key: &str) -> String {
    let digits = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    let (serial, rest) = key.split_at(digits);
    let serial = serial.trim_start_matches('0');
    // Ư is no U with an accent left out: TƯ is another body than TU.
    let folded = |c: char| if c == 'ư' { c } else { fold::base_letter(c) };
    let letters = rest.chars().map(folded).filter(|c| c.is_alphanumeric());
    serial.chars().chain(std::iter::once('|')).chain(letters).collect()
}

/// One question: what is cited, and by whom.
struct CitationLookup<'a> {
    cited: &'a Cited,
    citing: &'a Entry,
    doc_type: Option<&'static DocumentType>,
    /// The words that name the issuer, spelled out.
    issuer: Option<String>,
}

/// A document that may be meant.
#[derive(Clone, Copy)]
struct Candidate<'l> {
    id: EntryId,
    entry: &'l Entry,
    issuer: Option<&'l str>,
}

impl Library {
    /// Finds the one document that `by` cites; none where it is missing, or could be several, or is `by` itself.
    pub fn resolve_citation(&self, cited: &Cited, by: &Entry) -> Option<&Arc<Entry>> {
        self.resolve_citation_id(cited, by).map(|slot| self.arena.entry(slot))
    }

    pub(super) fn resolve_citation_id(&self, cited: &Cited, by: &Entry) -> Option<EntryId> {
        let kept = self.arena.find(&by.source).map(|slot| self.arena.record(slot));
        let known = kept.and_then(|card| {
            let at = card.entry.citations.iter().position(|other| other == cited)?;
            card.resolved_citations.get(at).copied()
        });
        known.unwrap_or_else(|| self.resolve_citation_uncached(cited, by))
    }

    /// Follows one citation of an entry.
    pub(super) fn resolve_citation_uncached(&self, cited: &Cited, by: &Entry) -> Option<EntryId> {
        let kind = cited.doc_type.and_then(document_type::by_name);
        let issuer = cited.issuer.as_deref().map(expand_abbreviations);
        let question = CitationLookup { cited, citing: by, doc_type: kind, issuer };
        match cited.date {
            CitedDate::Missing => self.find_document(&question, None),
            CitedDate::Certain(date) => self.find_document(&question, Some(date)),
            CitedDate::Possible(date) => self
                .find_document(&question, Some(date))
                .or_else(|| self.find_document(&question, None)),
        }
    }

    fn find_document(
        &self,
        question: &CitationLookup<'_>,
        on: Option<PartialDate>,
    ) -> Option<EntryId> {
        let cited = question.cited;
        if cited.is_serial_only() {
            return self.find_by_serial(question, on);
        }
        let exact = self.candidates_by_key(LookupKey::number(&cited.number));
        let found = question.filter_candidates(&exact, on);
        if !found.is_empty() || on.is_none() && !exact.is_empty() {
            return question.unambiguous(&found, on);
        }
        let mut near =
            self.candidates_by_key(LookupKey::loose_number(&loose_number(&cited.number)));
        let written = DocumentNumber::parse(&cited.number.to_uppercase());
        near.retain(|found| {
            document_type_of(found.entry)
                .is_none_or(|kind| document_type::is_consistent(&written, kind))
        });
        question.unambiguous(&question.filter_candidates(&near, on), on)
    }

    /// Finds a document by its serial with type and day, or by a serial and a code that lack their type.
    fn find_by_serial(
        &self,
        question: &CitationLookup<'_>,
        on: Option<PartialDate>,
    ) -> Option<EntryId> {
        let kind = question.doc_type?;
        let number = &*question.cited.number;
        let (serial, code) = number.split_once(' ').unwrap_or((number, ""));
        let mut near: Vec<Candidate<'_>> = Vec::new();
        if code.is_empty() {
            let day = on.and_then(PartialDate::as_day)?;
            near = self.candidates_by_key(LookupKey::day_and_serial(day, serial));
            near.retain(|found| document_type_of(found.entry).is_some());
        } else {
            for short in kind.abbreviations {
                let key = loose_number(&format!("{serial}-{short}/{code}"));
                near.extend(self.candidates_by_key(LookupKey::loose_number(&key)));
            }
        }
        question.unambiguous(&question.filter_candidates(&near, on), on)
    }

    fn candidates_by_key(&self, clue: LookupKey) -> Vec<Candidate<'_>> {
        let candidate = |at: &EntryId| {
            let card = self.arena.record(*at);
            Candidate { id: *at, entry: &card.entry, issuer: card.normalized_issuer.as_deref() }
        };
        self.lookup.providers(clue).iter().map(candidate).collect()
    }
}

impl CitationLookup<'_> {
    /// Keeps the documents that can be meant.
    fn filter_candidates<'l>(
        &self,
        all: &[Candidate<'l>],
        on: Option<PartialDate>,
    ) -> Vec<Candidate<'l>> {
        let mut left: Vec<Candidate<'l>> = all
            .iter()
            .copied()
            .filter(|found| self.date_matches(found.entry, on) && self.type_matches(found.entry))
            .collect();
        // Names are compared last: a number may be shared by thousands, a number and a day by few.
        let named = self.named_issuer(&left);
        left.retain(|found| self.issuer_matches(found.issuer, named));
        prefer(&mut left, |found| {
            document_type_of(found.entry) == self.doc_type && self.doc_type.is_some()
        });
        prefer(&mut left, |found| found.issuer.is_some() && found.issuer == named);
        prefer(&mut left, |found| found.entry.metadata.language == self.citing.metadata.language);
        prefer(&mut left, |found| found.entry.metadata.translation_of.is_none());
        // Only now: of two of one number and day, the other is not meant because one is the citing entry.
        left.retain(|found| found.entry.source != self.citing.source);
        left
    }

    /// Gives the only one that is left, unless nothing tells that it is not a namesake of another year.
    fn unambiguous(&self, found: &[Candidate<'_>], on: Option<PartialDate>) -> Option<EntryId> {
        let [one] = found else { return None };
        let is_sure = on.is_some()
            || self.issuer.is_some() && one.issuer.is_some()
            || self.cited.years.is_some_and(|(first, last)| first == last)
            || self.is_recent(one.entry)
            || self.is_dated_elsewhere(one.entry);
        is_sure.then_some(one.id)
    }

    /// Tells whether a document was issued so shortly before the citing text that its number means it alone.
    fn is_recent(&self, entry: &Entry) -> bool {
        let Some(issued) = entry.metadata.issued_on else { return true };
        let Some(number) = &entry.metadata.number else { return true };
        let span = match number.form() {
            _ if number.year().is_some() => return true,
            NumberForm::Party => PARTY_NUMBER_YEARS,
            _ if number.is_party() => PARTY_NUMBER_YEARS,
            _ => STATE_NUMBER_YEARS,
        };
        let written = self.citing.date().map(|date| date.first_day().year());
        written.is_some_and(|year| year - issued.last_day().year() <= span)
    }

    /// Tells whether the same text cites the number with the date of this document too.
    fn is_dated_elsewhere(&self, entry: &Entry) -> bool {
        let serial = &self.cited.number[..serial_length(&self.cited.number)];
        let number = loose_number(&self.cited.number);
        self.citing.citations.iter().any(|other| match other.date {
            CitedDate::Certain(date) if other.number.starts_with(serial) => {
                let has = entry.metadata.issued_on;
                has.is_some()
                    && dates_are_compatible(has, Some(date))
                    && loose_number(&other.number) == number
            }
            _ => false,
        })
    }

    /// A date must agree; without one, what came later can not have been cited, nor what is of another year than the
    /// text says.
    fn date_matches(&self, entry: &Entry, on: Option<PartialDate>) -> bool {
        let has = entry.metadata.issued_on;
        match (on, has) {
            (Some(_), None) => false,
            (Some(_), Some(_)) => dates_are_compatible(has, on),
            (None, Some(has)) => {
                let year = has.last_day().year();
                let is_said = |(first, last): (i16, i16)| (first..=last).contains(&year);
                self.cited.years.is_none_or(is_said)
                    && self.last_written_day().is_none_or(|last| has.first_day() <= last)
            }
            (None, None) => self.cited.years.is_none(),
        }
    }

    /// Gives the last day on which the text was written: a document is of its date, all else may have been revised.
    fn last_written_day(&self) -> Option<Date> {
        let written = self.citing.date()?.last_day();
        let revised = self.citing.metadata.updated_at.map(|moment| moment.date());
        let later = revised.filter(|_| self.citing.kind != EntryKind::Document);
        Some(later.map_or(written, |later| later.max(written)))
    }

    fn type_matches(&self, entry: &Entry) -> bool {
        let Some(named) = self.doc_type else { return true };
        let is_same = entry.metadata.doc_type.as_deref() == Some(named.name);
        is_same || document_type_of(entry).is_none_or(|has| are_cited_interchangeably(named, has))
    }

    /// Gives the issuer among these whose name the citation has.
    fn named_issuer<'l>(&self, all: &[Candidate<'l>]) -> Option<&'l str> {
        let words = self.issuer.as_deref()?;
        let issuers = all.iter().filter_map(|found| found.issuer);
        issuers.filter(|issuer| starts_with_words(words, issuer)).max_by_key(|issuer| issuer.len())
    }

    fn issuer_matches(&self, issuer: Option<&str>, named: Option<&str>) -> bool {
        match (&self.issuer, issuer) {
            (Some(_), Some(issuer)) if named.is_some() => named == Some(issuer),
            (Some(words), Some(issuer)) => is_same_body(words, issuer),
            _ => true,
        }
    }
}

/// Keeps what has a property, where anything has.
fn prefer<'l>(left: &mut Vec<Candidate<'l>>, has: impl Fn(&Candidate<'l>) -> bool) {
    if left.len() > 1 && left.iter().any(&has) {
        left.retain(has);
    }
}

/// The type of a document as filed, else as its number tells.
fn document_type_of(entry: &Entry) -> Option<&'static DocumentType> {
    match &entry.metadata.doc_type {
        Some(name) => document_type::by_name(name),
        None => document_type::from_number(entry.metadata.number.as_ref()?),
    }
}

/// Tells whether one type is cited as the other: a decision and what it issues, a joint circular and a circular.
fn are_cited_interchangeably(one: &DocumentType, other: &DocumentType) -> bool {
    if one == other {
        return true;
    }
    let by_decision = |kind: &DocumentType| ISSUED_BY_DECISION.contains(&kind.name);
    let (one_name, other_name) = (fold::term(one.name), fold::term(other.name));
    let holds = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            || long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
    };
    by_decision(one) && by_decision(other)
        || holds(&one_name, &other_name)
        || holds(&other_name, &one_name)
}

/// Writes a folded name without what people write short.
pub(super) fn expand_abbreviations(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let word = word.trim_end_matches('.');
        let long = ABBREVIATIONS.iter().find(|(short, _)| *short == word);
        long.map_or(word, |(_, long)| *long)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether a text begins with a name, as whole words.
fn starts_with_words(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Tells whether words and a name are of one body: the one goes on where the other ends. Of "của tỉnh" only the
/// place counts.
fn is_same_body(words: &str, issuer: &str) -> bool {
    let (words, issuer) = (without_office_prefix(words), without_office_prefix(issuer));
    let begins_with_level =
        ADMINISTRATIVE_LEVELS.iter().any(|level| starts_with_words(words, level));
    let is_place = begins_with_level && !words.split(' ').take(2).any(|word| word == "ủy");
    let place = issuer.split_once(' ').and_then(|(_, rest)| {
        let mut rests = rest.match_indices(' ').map(|(at, _)| &rest[at + 1..]);
        rests.find(|rest| ADMINISTRATIVE_LEVELS.iter().any(|level| starts_with_words(rest, level)))
    });
    one_extends_other(words, issuer)
        || is_place && place.is_some_and(|place| one_extends_other(words, place))
}

/// Tells whether one of two names is the other or goes on behind it, as whole words; some leave the spaces out.
fn one_extends_other(one: &str, other: &str) -> bool {
    let letters = |name: &'_ str| -> usize { name.chars().filter(|c| *c != ' ').count() };
    let (short, long) = if letters(one) <= letters(other) { (one, other) } else { (other, one) };
    let mut rest = long.chars();
    let same = short.chars().filter(|c| *c != ' ').all(|c| rest.find(|l| *l != ' ') == Some(c));
    same && !short.is_empty() && !rest.as_str().starts_with(char::is_alphanumeric)
}

/// Takes off who speaks for a body.
fn without_office_prefix(mut name: &str) -> &str {
    while let Some(rest) = OFFICE_PREFIXES.iter().find_map(|speaker| name.strip_prefix(speaker)) {
        name = rest;
    }
    name
}
