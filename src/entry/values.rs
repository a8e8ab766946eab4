//! Conversion of YAML values to the types of the fields, with a fault if a value does not fit.
//!
//! An invalid value leaves its field empty, and reading goes on. A single value is accepted in place of a list, and a
//! text in place of a map; keys inside maps may be English or Vietnamese. `references` reads the documents that an
//! entry refers to.
//!
//! **Left out on purpose.** Values are not checked against each other: that is done by the library.

use jiff::tz::Offset;

use super::{AttachmentKind, Correction, Name, OriginalPublisher, Status, address, citation};
use crate::diagnostic::faults::{self, KeyRepair};
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::number::{DocumentNumber, NumberForm};
use crate::yaml::{Key, KeyNames, Value, YamlNode, YamlReader};

/// The keys of the original publisher.
pub(super) const SOURCE_KEYS: &[KeyNames] =
    &[("tên", "name"), ("địa chỉ", "url"), ("ngày đăng", "posted_at")];
/// The keys of a correction.
pub(super) const CORRECTION_KEYS: &[KeyNames] = &[("nội dung", "text"), ("ngày", "on")];

/// Reports an unknown key of a map, with the nearest of the `known` ones; like every unknown key, it is a warning.
pub(super) fn report_unknown_key(reader: &mut YamlReader<'_>, key: &Key, known: &[KeyNames]) {
    let names = known.iter().flat_map(|(vi, en)| [*vi, *en]);
    if let Some(line) = reader.value_cut_at_comma(key) {
        let place = reader.place(&key.range);
        reader.faults.push(faults::unknown_key(place, &key.text, &KeyRepair::Quote(line)));
        return;
    }
    let near = nearest(&key.text, names).map(|near| KeyRepair::Rename((near, near)));
    let repair = near.unwrap_or(KeyRepair::OneOf(known));
    reader.faults.push(faults::unknown_key(reader.place(&key.range), &key.text, &repair));
}

/// Reads a civil date, complete or partial.
pub(super) fn date(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Option<PartialDate> {
    let written = reader.read_text(node)?;
    match PartialDate::parse_in(&written, zone) {
        Ok(date) => Some(date),
        Err(error) => {
            match Moment::parse(&written, zone) {
                Ok(moment) => {
                    let date = PartialDate::Day(moment.date()).to_string();
                    let place = reader.place(&node.range);
                    reader.faults.push(faults::unexpected_time(place, &written, &date));
                }
                Err(_) => reader.report_bad_date(&node.range, &written, &error),
            }
            None
        }
    }
}

/// Reads a date with or without a time.
pub(super) fn moment(reader: &mut YamlReader<'_>, node: &YamlNode, zone: Offset) -> Option<Moment> {
    let written = reader.read_text(node)?;
    match Moment::parse(&written, zone) {
        Ok(moment) => Some(moment),
        Err(error) => {
            reader.report_bad_date(&node.range, &written, &error);
            None
        }
    }
}

/// Reads texts: a list, or one text with a separator between its parts. A comma that does not separate is advice: it
/// may belong to the name, unless a list was meant.
pub(super) fn texts(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    separators: &[char],
) -> Box<[Name]> {
    let mut texts = Vec::new();
    for item in node.as_items() {
        let Some(written) = reader.read_text(item) else { continue };
        if item != node {
            texts.push(Name::from(unquoted(&written)));
            continue;
        }
        if written.contains(',') && !separators.contains(&',') {
            reader.faults.push(faults::comma_in_name(reader.place(&item.range), &written));
        }
        let parts = split_list(&written, separators).into_iter();
        texts.extend(parts.filter(|part| !part.is_empty()).map(Name::from));
    }
    texts.into()
}

/// Splits a text at separators, but not within a number (1,5 tỷ).
fn split_list<'t>(written: &'t str, separators: &[char]) -> Vec<&'t str> {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, separator) in written.match_indices(separators) {
        let (before, after) = (&written[..at], &written[at + separator.len()..]);
        if !(is_digit(before.chars().next_back()) && is_digit(after.chars().next())) {
            parts.push(unquoted(written[start..at].trim()));
            start = at + separator.len();
        }
    }
    parts.push(unquoted(written[start..].trim()));
    parts
}

/// Reads a name.
pub(super) fn name(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Name> {
    reader.read_text(node).map(|written| unquoted(&written).into())
}

/// Returns a text without the typographic quotation marks around the whole of it, which Word types for those of YAML.
pub(super) fn unquoted(written: &str) -> &str {
    const PAIRS: [(char, char); 4] = [('“', '”'), ('‘', '’'), ('„', '“'), ('«', '»')];
    let inner = PAIRS.iter().find_map(|(open, close)| {
        let inner = written.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.contains([*open, *close])).then_some(inner)
    });
    inner.map_or(written, str::trim)
}

/// Returns whether a value says that there is none: "không", "chưa có văn bản thay thế", `false`.
pub(super) fn is_absent(written: &str) -> bool {
    let folded = fold::plain(written);
    let begins_so = ["khong co ", "chua co "].iter().any(|words| folded.starts_with(words));
    begins_so && !folded.contains(|c: char| c.is_ascii_digit())
        || matches!(
            folded.as_str(),
            "khong"
                | "khong co"
                | "khong ap dung"
                | "chua co"
                | "false"
                | "no"
                | "none"
                | "null"
                | "n/a"
                | "-"
        )
}

/// Reads the number of a document. If more than the number is written, such as its date, the number is taken from it,
/// and the rest is reported.
pub(super) fn number(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<DocumentNumber> {
    let written = reader.read_text(node)?;
    let parsed = DocumentNumber::parse(&written);
    if parsed.form().is_complete() {
        // A label such as "Số:" is not part of the number.
        let number = written.trim_start_matches(|c: char| !c.is_ascii_digit());
        return Some(DocumentNumber::parse(number));
    }
    if parsed.form() != NumberForm::Other {
        return Some(parsed);
    }
    let place = reader.place(&node.range);
    let numbers = numbers_in(&written);
    let [number] = numbers[..] else {
        let fault = if numbers.is_empty() { faults::no_number } else { faults::several_numbers };
        reader.faults.push(fault(place, &written));
        return Some(parsed);
    };
    let rest = written.split_once(number).map_or("", |(_, rest)| rest);
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let day = PartialDate::parse(rest).ok().map(|day| day.to_string());
    reader.faults.push(faults::more_than_number(place, &written, number, day.as_deref()));
    Some(DocumentNumber::parse(number))
}

/// Finds the numbers in a text, as citations or as words of an official form.
fn numbers_in(written: &str) -> Vec<&str> {
    let cited: Vec<&str> =
        citation::find(written).into_iter().map(|citation| &written[citation.number]).collect();
    if !cited.is_empty() {
        return cited;
    }
    let words = written.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';', '.']));
    words.filter(|word| DocumentNumber::parse(word).form().is_complete()).collect()
}

/// Reads a document type by its name or abbreviation.
pub(super) fn doc_type(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
) -> Option<&'static DocumentType> {
    let written = reader.read_text(node)?;
    let found = document_type::by_name(&written);
    if found.is_none() {
        let near = nearest(&written, document_type::names());
        reader.faults.push(faults::unknown_type(reader.place(&node.range), &written, near));
    }
    found
}

/// Reads a text; an explicitly empty text is distinct from a missing one.
pub(super) fn text_or_empty(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<String> {
    let is_empty = matches!(&node.value, Value::Scalar(text) if text.trim().is_empty());
    reader.read_text(node).or(is_empty.then(String::new))
}

/// Reads the kind of an attachment; an unknown word is a warning, and the file is shown without a kind.
pub(super) fn attachment_kind(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
) -> Option<AttachmentKind> {
    let written = reader.read_text(node)?;
    let key = fold::key(&written);
    let matches_key = |words: &[&str]| words.iter().any(|word| fold::key(word) == key);
    let found = AttachmentKind::ALL.iter().find(|(_, words)| matches_key(words));
    if found.is_none() {
        let words = AttachmentKind::ALL.iter().flat_map(|(_, words)| words.iter().copied());
        let near = nearest(&written, words);
        let place = reader.place(&node.range);
        reader.faults.push(faults::unknown_attachment_kind(place, &written, near));
    }
    found.map(|(kind, _)| *kind)
}

/// Reads one of the seven legal statuses.
pub(super) fn status(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Status> {
    let written = reader.read_text(node)?;
    let plain = fold::plain(&written);
    let found = Status::ALL.iter().find(|(_, name)| fold::plain(name) == plain);
    if found.is_none() {
        // Only statuses with the same first word (còn, hết, chưa, ngưng) are suggested: the most similar spelling may
        // mean the opposite.
        let first = plain.split(' ').next().unwrap_or_default();
        let names = Status::ALL.iter().map(|(_, name)| *name);
        let candidates = names.filter(|name| fold::plain(name).split(' ').next() == Some(first));
        let near = nearest(&written, candidates);
        reader.faults.push(faults::unknown_status(reader.place(&node.range), &written, near));
    }
    found.map(|(status, _)| *status)
}

/// Reads the URL of a page of another site; letters with diacritics and spaces are encoded.
pub(super) fn web_url(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<String> {
    let url = reader.read_text(node)?;
    let normalized = address::normalize_web_url(&url);
    if normalized.is_none() {
        reader.faults.push(faults::bad_web_address(reader.place(&node.range), &url));
    }
    normalized
}

/// Splits a newspaper label from the name of an author (`Tin, ảnh: …`, `Tin: …`); returns the name, and whether the
/// author is also the photographer.
pub(super) fn split_byline(written: &str) -> (&str, bool) {
    let split = written.split_once(':').map(|(label, name)| (fold::key(label), name.trim()));
    match split {
        Some((label, name)) if !name.is_empty() => match label.as_str() {
            "tin_anh" | "bai_anh" | "tin_va_anh" | "bai_va_anh" | "tin_bai_anh" => (name, true),
            "tin" | "bai" | "tin_bai" => (name, false),
            _ => (written, false),
        },
        _ => (written, false),
    }
}

/// Reads the original publisher of a piece of news: a name or a map.
pub(super) fn source(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Option<OriginalPublisher> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.read_text(node).map(|name| OriginalPublisher {
            name,
            url: None,
            posted_at: None,
        });
    }
    let mut source = OriginalPublisher { name: String::new(), url: None, posted_at: None };
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "name" | "ten" => source.name = reader.read_text(value).unwrap_or_default(),
            "url" | "dia_chi" => source.url = web_url(reader, value),
            "posted_at" | "ngay_dang" => source.posted_at = moment(reader, value, zone),
            _ => report_unknown_key(reader, key, SOURCE_KEYS),
        }
    }
    if source.name.is_empty() {
        source.name = source.url.clone()?;
    }
    Some(source)
}

/// Reads the corrections of a text: one or a list, each a text or `{on, text}`.
pub(super) fn corrections(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Vec<Correction> {
    node.as_items().iter().filter_map(|item| correction(reader, item, zone)).collect()
}

fn correction(reader: &mut YamlReader<'_>, node: &YamlNode, zone: Offset) -> Option<Correction> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.read_text(node).map(|text| Correction { on: None, text });
    }
    let mut correction = Correction { on: None, text: String::new() };
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "on" | "ngay" => correction.on = date(reader, value, zone),
            "text" | "noi_dung" => correction.text = reader.read_text(value).unwrap_or_default(),
            _ => report_unknown_key(reader, key, CORRECTION_KEYS),
        }
    }
    if correction.text.is_empty() {
        reader.report_missing_key(node, CORRECTION_KEYS[0]);
        return None;
    }
    Some(correction)
}
