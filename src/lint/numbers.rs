//! Advice on the number of a document: what it contradicts in the metadata, in the letterhead, in the names of files,
//! in other documents; and on the facts that a list of documents needs.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{EntryLinter, LintInput, SettingKeys, text};
use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, faults};
use crate::entry::{self, AttachmentKind, Entry, FieldKey};
use crate::library::Library;
use crate::source::path_parts::without_extension;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};

/// The greatest number of codes that are listed.
const MAX_CODES: usize = 10;

/// The year of Circular 01/2011/TT-BNV, since which bodies of the state use one form.
const LAST_YEAR_OF_BOTH_FORMS: i16 = 2011;

/// For each document, by source file, another with its issuer, type, number and year.
pub(super) struct NumberIndex<'a>(HashMap<&'a str, &'a Arc<str>>);

impl<'a> NumberIndex<'a> {
    pub(super) fn new(library: &'a Library) -> Self {
        let mut groups: HashMap<_, Vec<&Arc<Entry>>> = HashMap::new();
        for entry in library.entries().filter(|entry| entry.kind == EntryKind::Document) {
            let metadata = &entry.metadata;
            let (Some(number), Some(issuer), Some(doc_type)) =
                (&metadata.number, &metadata.issuer, &metadata.doc_type)
            else {
                continue;
            };
            // The series of the Party run for a term, whose first day is not known here.
            let is_yearly = number.is_filled() && !number.codes().is_empty() && !number.is_party();
            if is_yearly && metadata.translation_of.is_none() {
                let year = metadata.issued_on.map(PartialDate::year);
                let key = (fold::term(issuer), doc_type, number.key(), year, &metadata.language);
                groups.entry(key).or_default().push(entry);
            }
        }
        let mut twins = HashMap::new();
        for mut group in groups.into_values().filter(|group| group.len() > 1) {
            group.sort_by_key(|entry| &entry.source);
            let first = group[0];
            let day = |entry: &Entry| entry.metadata.issued_on.and_then(PartialDate::as_day);
            for other in &group[1..] {
                // On the same day they are one document, which is an error.
                if day(first).is_none() || day(first) != day(other) {
                    twins.insert(&*other.source, &first.source);
                }
            }
        }
        Self(twins)
    }
}

impl EntryLinter<'_> {
    /// Checks the number of a document.
    pub(super) fn check_numbers(&mut self) {
        self.check_facts();
        let entry = self.entry;
        let Some(number) = &entry.metadata.number else { return };
        if number.form() == NumberForm::Unfilled {
            let place = self.field_place(FieldKey::Number);
            self.advice.push(faults::blank_number(place, number.written()));
        }
        if !number.is_filled() {
            return;
        }
        if let (Some(year), Some(issued)) = (number.year(), entry.metadata.issued_on)
            && year != issued.year()
        {
            let place = self.field_place(FieldKey::Number);
            let issued = issued.to_string();
            self.advice.push(faults::year_of_number_differs(place, number.written(), &issued));
        }
        self.check_form(number);
        if let Some(other) = self.portal.numbers.0.get(&*entry.source) {
            let place = self.field_place(FieldKey::Number);
            self.advice.push(faults::same_number_in_year(place, number.written(), other));
        }
        if entry.metadata.translation_of.is_none() {
            self.check_letterhead(number);
        }
        self.check_file_names(number);
    }

    /// Reports a number of the people's councils and committees in the form of the Party.
    fn check_form(&mut self, number: &DocumentNumber) {
        let codes = number.codes();
        let [kind, issuers @ ..] = &codes[..] else { return };
        let is_state = issuers.first().is_some_and(|code| matches!(*code, "UBND" | "HĐND"));
        let issued = self.entry.metadata.issued_on.map(PartialDate::year);
        let is_recent = issued.is_some_and(|year| year > LAST_YEAR_OF_BOTH_FORMS);
        if number.form() == NumberForm::Party && is_state && is_recent {
            let serial = number.serial().unwrap_or_default();
            let intended = format!("{serial}/{kind}-{}", issuers.join("-"));
            let place = self.field_place(FieldKey::Number);
            let fault = faults::state_number_in_party_form(place, number.written(), &intended);
            self.advice.push(fault);
        }
    }

    /// Reports facts that every list of documents shows and the metadata lacks.
    fn check_facts(&mut self) {
        let metadata = &self.entry.metadata;
        // A fact may stand under a key that was not understood, which is a warning.
        if !metadata.extra.is_empty() {
            return;
        }
        // Type and issuer follow from the number, of which a slip is reported.
        let is_number_right = metadata.number.as_ref().is_none_or(|number| {
            number.form() != NumberForm::Other && entry::intended_number(number).is_none()
        });
        let lacks_issuer = metadata.issuer.is_none() && code_of(self.entry).is_none();
        // Without any date, the page has none for machines; and an empty day is reported too.
        let lacks_day = metadata.issued_on.is_none()
            && metadata.posted_at.is_some()
            && entry::value_range(self.text, "issued_on").is_none();
        let facts = [
            (metadata.number.is_none(), ("số hiệu", "number")),
            (is_number_right && metadata.doc_type.is_none(), ("thể loại", "type")),
            (is_number_right && lacks_issuer, ISSUER),
            (lacks_day, ("ngày ban hành", "issued_on")),
        ];
        let missing = facts.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, name)| name);
        let (vi, en): (Vec<&str>, Vec<&str>) = missing.unzip();
        if !vi.is_empty() {
            let place = self.field_place(FieldKey::FrontMatter);
            let lacks_number = metadata.number.is_none();
            self.advice.push(faults::missing_facts(place, (&vi, &en), lacks_number));
        }
    }

    /// Compares number and date of issue with the letterhead of the body.
    fn check_letterhead(&mut self, number: &DocumentNumber) {
        let body = self.body();
        let Some(letterhead) = text::letterhead(body) else { return };
        if let Some(range) = letterhead.number {
            let found = DocumentNumber::parse(&body[range.clone()]);
            if found.serial().is_some() && found.key().loose() != number.key().loose() {
                let place = self.body_place(range);
                let (found, number) = (found.written(), number.written());
                self.advice.push(faults::letterhead_number_differs(place, found, number));
            }
        }
        if let (Some(range), Some(issued)) = (letterhead.date, self.entry.metadata.issued_on)
            && let Ok(PartialDate::Day(found)) = PartialDate::parse(&body[range.clone()])
            && !(issued.first_day()..=issued.last_day()).contains(&found)
        {
            let place = self.body_place(range);
            let found = PartialDate::Day(found).to_string();
            self.advice.push(faults::letterhead_date_differs(place, &found, &issued.to_string()));
        }
    }

    /// Reports a file whose name has another number, unless another file has that of the document.
    fn check_file_names(&mut self, number: &DocumentNumber) {
        let (Some(code), Some(serial)) = (number.type_code(), number.serial()) else { return };
        let code = fold::plain(code);
        let serial = serial.trim_start_matches('0');
        let files = &self.entry.metadata.attachments;
        let is_named_right = |name: &str| {
            let words = words_of(name);
            words.iter().any(|word| word.trim_start_matches('0') == serial)
        };
        if files.iter().any(|file| is_named_right(file.name())) {
            return;
        }
        for (index, file) in files.iter().enumerate() {
            let is_main =
                !matches!(file.kind, Some(AttachmentKind::Appendix | AttachmentKind::Translation));
            if is_main && file.title.is_none() && names_other_number(file.name(), &code) {
                let place = self.field_place(FieldKey::nth(FieldKey::Attachment, index));
                let fault = faults::file_of_other_number(place, file.name(), number.written());
                self.advice.push(fault);
            }
        }
    }
}

/// The key of the issuer in both languages.
const ISSUER: (&str, &str) = ("cơ quan ban hành", "issuer");

/// Returns the code of the issuer in the number of a document.
fn code_of(document: &Entry) -> Option<String> {
    document.metadata.number.as_ref().filter(|number| number.is_filled())?.issuer_code()
}

/// Reports the codes of issuers that portal.yaml does not have, the commonest first, once for all documents.
pub(super) fn unknown_issuers(
    input: LintInput<'_>,
    settings: &SettingKeys<'_>,
) -> Option<Diagnostic> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in input.library.entries().filter(|entry| entry.kind == EntryKind::Document) {
        if entry.metadata.issuer.is_none() {
            code_of(entry).into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
        }
    }
    let total: usize = counts.values().sum();
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let shown = counts.iter().take(MAX_CODES).map(|(code, count)| format!("{code} ({count})"));
    let mut shown: Vec<String> = shown.collect();
    shown.extend((counts.len() > MAX_CODES).then(|| "…".to_owned()));
    let (commonest, _) = counts.first()?;
    let (issuers, place) = settings.find("issuers");
    Some(faults::unknown_issuer_codes(place, total, &shown.join(", "), issuers, commonest))
}

/// Splits a file name into folded words, without the extension.
fn words_of(name: &str) -> Vec<String> {
    let folded = fold::plain(without_extension(name));
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Returns whether a file name has a number with the code of a type: «BC số 30 …», «BC 30», «30-BC-LĐLĐ».
fn names_other_number(name: &str, code: &str) -> bool {
    let words = words_of(name);
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    // One digit counts the files, four are a year.
    let is_serial =
        |word: &str| matches!(word.len(), 2 | 3) && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_unit = |word: &str| matches!(word, "nam" | "thang" | "quy" | "ngay" | "tuan" | "ky");
    let is_digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    (0..words.len()).filter(|at| word(*at) == code).any(|at| {
        let after_label = word(at + 1) == "so" && is_digits(word(at + 2)) && !is_unit(word(at + 3));
        let next = word(at + 2);
        let directly = is_serial(word(at + 1)) && !is_unit(next) && !is_digits(next);
        let before = at == 1 && is_digits(word(0));
        after_label || directly || before
    })
}

#[cfg(test)]
mod tests {
    use super::names_other_number;

    #[test]
    fn a_file_name_may_have_the_number_of_a_document() {
        let with_number = [
            "BC so 30.pdf",
            "BC số 30 sơ kết 04 năm Khối Vận GĐ 2010 - 2015.doc",
            "30-BC-LĐLĐ.pdf",
            "BC 30.pdf",
            "BC_131_LDLD signed.pdf",
        ];
        for name in with_number {
            assert!(names_other_number(name, "bc"), "{name}");
        }
        let without = [
            "Báo cáo 10 năm.pdf",
            "BC 06 tháng đầu năm.pdf",
            "BC 2.pdf",
            "BC 2014.pdf",
            "BC ngày 20-10.pdf",
            "BC 20-10.pdf",
            "30-KH-UBND.pdf",
            "phu-luc-30.xlsx",
        ];
        for name in without {
            assert!(!names_other_number(name, "bc"), "{name}");
        }
    }
}
