//! Which document a citation means: the one rule, for the page that cites and for the filing under what is cited.
//!
//! A citation leads somewhere only where one document can be meant and no other. With a date it means a document of
//! that date; without, the only one of its number that was there when the citing entry was written. Type and issuer
//! tell several apart, and keep out what plainly is another. A number that the portal does not know may be a slip
//! of the pen (62/KL-TW for 62-KL/TW, 217-QD/TW for 217-QĐ/TW): then the letters and digits alone count.
//!
//! **Invariant.** The answer does not depend on the order of the entries. **Left out on purpose.** Nothing is likely
//! here: of two that could be meant, neither is.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Library, agrees};
use crate::config::Kind;
use crate::entry::Entry;
use crate::entry::citation::{Cited, Dating};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;
use crate::vietnamese::number::DocumentNumber;

/// The rules that are issued by a decision, and the decision: each is cited as the other.
const BY_DECISION: [&str; 5] = ["Quyết định", "Quy định", "Quy chế", "Quy trình", "Điều lệ"];

/// What people write short in the names of bodies.
const SHORT: [(&str, &str); 12] = [
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
    ("tlđ", "tổng liên đoàn"),
    ("tlđlđ", "tổng liên đoàn lao động"),
];

/// The words that begin the name of a place, in the names of its bodies.
const LEVELS: [&str; 8] = ["tỉnh", "thành", "huyện", "thị", "quận", "xã", "phường", "khu"];

/// The ways to a document whose number was not written as it is.
#[derive(Debug, Default)]
pub(super) struct Citable {
    /// By the letters and digits of the number.
    loose: HashMap<String, Vec<usize>>,
    /// By the day and the serial.
    serials: HashMap<(Date, String), Vec<usize>>,
}

impl Citable {
    /// Adds an entry with its number and date.
    pub(super) fn add(&mut self, at: usize, number: &DocumentNumber, on: Option<PartialDate>) {
        let key = number.key();
        self.loose.entry(loose(&key)).or_default().push(at);
        let serial = &key[..serial_length(&key)];
        if let Some(day) = on.and_then(PartialDate::as_day).filter(|_| !serial.is_empty()) {
            self.serials.entry((day, serial.to_owned())).or_default().push(at);
        }
    }
}

/// Measures the serial of a key: up to its first sign.
fn serial_length(key: &str) -> usize {
    key.find(['/', '-', ' ']).unwrap_or(key.len())
}

/// Writes a key as its serial, a bar, and the bare letters and digits behind it.
fn loose(key: &str) -> String {
    let digits = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    let (serial, rest) = key.split_at(digits);
    let serial = serial.trim_start_matches('0');
    let letters = rest.chars().map(fold::letter).filter(|c| c.is_alphanumeric());
    serial.chars().chain(std::iter::once('|')).chain(letters).collect()
}

/// One question: what is cited, and by whom.
struct Question<'a> {
    cited: &'a Cited,
    by: &'a Entry,
    kind: Option<&'static DocumentType>,
}

impl Library {
    /// Finds the one document that `by` cites; none where it is missing, or could be several, or is `by` itself.
    pub fn cited(&self, cited: &Cited, by: &Entry) -> Option<&Arc<Entry>> {
        let kind = cited.doc_type.and_then(document_type::by_name);
        let question = Question { cited, by, kind };
        match cited.dating {
            Dating::Open => self.meant(&question, None),
            Dating::On(date) => self.meant(&question, Some(date)),
            Dating::Perhaps(date) => {
                self.meant(&question, Some(date)).or_else(|| self.meant(&question, None))
            }
        }
    }

    fn meant(&self, question: &Question<'_>, on: Option<PartialDate>) -> Option<&Arc<Entry>> {
        let all = |found: Option<&Vec<usize>>| -> Vec<&Arc<Entry>> {
            found.into_iter().flatten().map(|at| &self.entries[*at]).collect()
        };
        let cited = question.cited;
        if cited.is_serial() {
            return self.by_serial(question, on);
        }
        let exact = all(self.by_number.get(&*cited.number));
        let found = question.choose(&exact, on);
        if !found.is_empty() || on.is_none() && !exact.is_empty() {
            return only(&found);
        }
        let mut near = all(self.citable.loose.get(&loose(&cited.number)));
        let written = DocumentNumber::parse(&cited.number.to_uppercase());
        near.retain(|entry| {
            kind_of(entry).is_none_or(|kind| document_type::agrees(&written, kind))
        });
        only(&question.choose(&near, on))
    }

    /// Finds a document by its serial with type and day, or by a serial and a code that lack their type.
    fn by_serial(&self, question: &Question<'_>, on: Option<PartialDate>) -> Option<&Arc<Entry>> {
        let kind = question.kind?;
        let number = &*question.cited.number;
        let (serial, code) = number.split_once(' ').unwrap_or((number, ""));
        let mut near: Vec<&Arc<Entry>> = Vec::new();
        if code.is_empty() {
            let day = on.and_then(PartialDate::as_day)?;
            let found = self.citable.serials.get(&(day, serial.to_owned()));
            near.extend(found.into_iter().flatten().map(|at| &self.entries[*at]));
            near.retain(|entry| kind_of(entry).is_some());
        } else {
            for short in kind.abbreviations {
                let found = self.citable.loose.get(&loose(&format!("{serial}-{short}/{code}")));
                near.extend(found.into_iter().flatten().map(|at| &self.entries[*at]));
            }
        }
        only(&question.choose(&near, on))
    }
}

impl Question<'_> {
    /// Keeps the documents that can be meant.
    fn choose<'l>(&self, all: &[&'l Arc<Entry>], on: Option<PartialDate>) -> Vec<&'l Arc<Entry>> {
        let named = self.named_issuer(all);
        let mut left: Vec<&Arc<Entry>> = all
            .iter()
            .copied()
            .filter(|entry| self.is_of_date(entry, on) && self.is_of_type(entry))
            .filter(|entry| self.may_be_of_issuer(entry, named.as_deref()))
            .collect();
        narrow(&mut left, |entry| kind_of(entry) == self.kind && self.kind.is_some());
        narrow(&mut left, |entry| issuer_of(entry).is_some() && issuer_of(entry) == named);
        narrow(&mut left, |entry| entry.metadata.language == self.by.metadata.language);
        narrow(&mut left, |entry| entry.metadata.translation_of.is_none());
        // Only now: of two of one number and day, the other is not meant because one is the citing entry.
        left.retain(|entry| entry.source != self.by.source);
        left
    }

    /// A date must agree; without one, what came later can not have been cited.
    fn is_of_date(&self, entry: &Entry, on: Option<PartialDate>) -> bool {
        let has = entry.metadata.issued_on;
        match (on, has) {
            (Some(_), None) => false,
            (Some(_), Some(_)) => agrees(has, on),
            (None, Some(has)) => self.last_day().is_none_or(|last| has.first_day() <= last),
            (None, None) => true,
        }
    }

    /// Gives the last day on which the text was written: a document is of its date, all else may have been revised.
    fn last_day(&self) -> Option<Date> {
        let written = self.by.date()?.last_day();
        let revised = self.by.metadata.updated_at.map(|moment| moment.date());
        let later = revised.filter(|_| self.by.kind != Kind::Document);
        Some(later.map_or(written, |later| later.max(written)))
    }

    fn is_of_type(&self, entry: &Entry) -> bool {
        let Some(named) = self.kind else { return true };
        let is_same = entry.metadata.doc_type.as_deref() == Some(named.name);
        is_same || kind_of(entry).is_none_or(|has| are_kin(named, has))
    }

    /// Gives the issuer among all of this number whose name the citation has.
    fn named_issuer(&self, all: &[&Arc<Entry>]) -> Option<String> {
        let words = spelled_out(self.cited.issuer.as_deref()?);
        let issuers = all.iter().filter_map(|entry| issuer_of(entry));
        issuers.filter(|issuer| begins_with(&words, issuer)).max_by_key(String::len)
    }

    fn may_be_of_issuer(&self, entry: &Entry, named: Option<&str>) -> bool {
        let Some(words) = &self.cited.issuer else { return true };
        let Some(issuer) = issuer_of(entry) else { return true };
        match named {
            Some(named) => named == issuer,
            None => !is_of_another_place(&spelled_out(words), &issuer),
        }
    }
}

/// Keeps what has a property, where anything has.
fn narrow(left: &mut Vec<&Arc<Entry>>, has: impl Fn(&Entry) -> bool) {
    if left.len() > 1 && left.iter().any(|entry| has(entry)) {
        left.retain(|entry| has(entry));
    }
}

fn only<'l>(found: &[&'l Arc<Entry>]) -> Option<&'l Arc<Entry>> {
    if let [one] = found { Some(one) } else { None }
}

/// The type of a document as filed, else as its number tells.
fn kind_of(entry: &Entry) -> Option<&'static DocumentType> {
    match &entry.metadata.doc_type {
        Some(name) => document_type::by_name(name),
        None => document_type::of_number(entry.metadata.number.as_ref()?),
    }
}

/// Tells whether one type is cited as the other: a decision and what it issues, a joint circular and a circular.
fn are_kin(one: &DocumentType, other: &DocumentType) -> bool {
    if one == other {
        return true;
    }
    let by_decision = |kind: &DocumentType| BY_DECISION.contains(&kind.name);
    let (one_name, other_name) = (fold::term(one.name), fold::term(other.name));
    let holds = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            || long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
    };
    by_decision(one) && by_decision(other)
        || holds(&one_name, &other_name)
        || holds(&other_name, &one_name)
}

fn issuer_of(entry: &Entry) -> Option<String> {
    entry.metadata.issuer.as_deref().map(|issuer| spelled_out(&fold::term(issuer)))
}

/// Writes a folded name without what people write short.
fn spelled_out(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let long = SHORT.iter().find(|(short, _)| *short == word);
        long.map_or(word, |(_, long)| *long)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Tells whether a text begins with a name, as whole words.
fn begins_with(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Tells whether words name the like body of another place: of the district, where the document is of the province.
fn is_of_another_place(words: &str, issuer: &str) -> bool {
    let both: Vec<(&str, &str)> = words.split(' ').zip(issuer.split(' ')).collect();
    let same = both.iter().take_while(|(one, other)| one == other).count();
    let Some((one, other)) = both.get(same).filter(|_| same > 1) else { return false };
    let is_level = |word: &str| LEVELS.contains(&word);
    let in_place = both[..same].iter().skip(1).any(|(word, _)| is_level(word));
    in_place || is_level(one) && is_level(other)
}
