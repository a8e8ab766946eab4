//! Conversion of YAML values to the types of the fields, with a fault if a value does not fit.
//!
//! An invalid value leaves its field empty, and reading goes on. A single value is accepted in place of a list, and a
//! text in place of a map; keys inside maps may be English or Vietnamese.
//!
//! **Left out on purpose.** Values are not checked against each other, and references to documents are not resolved:
//! that is done by the library.

use jiff::tz::Offset;

use super::relation::names_part;
use super::{
    AttachmentKind, Correction, OriginalPublisher, Reference, Status, Withdrawal, address, citation,
};
use crate::diagnostic::faults;
use crate::vietnamese::date::{DateError, Moment, PartialDate};
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::vietnamese::number::{DocumentNumber, NumberForm};
use crate::yaml::{Key, Value, YamlNode, YamlReader};

/// Reports an unknown key of a map, with the nearest of the `known` ones; like every unknown key, it is a warning.
pub(super) fn report_unknown_key(reader: &mut YamlReader<'_>, key: &Key, known: &[&str]) {
    let near = nearest(&key.text, known.iter().copied());
    reader.faults.push(faults::unknown_key(reader.place(&key.range), &key.text, near));
}

/// Reads a civil date, complete or partial.
pub(super) fn date(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<PartialDate> {
    let written = reader.read_text(node)?;
    match PartialDate::parse(&written) {
        Ok(date) => Some(date),
        Err(error) => {
            let place = reader.place(&node.range);
            reader.faults.push(match Moment::parse(&written, Offset::UTC) {
                Ok(moment) => {
                    let date = PartialDate::Day(moment.date()).to_string();
                    faults::unexpected_time(place, &written, &date)
                }
                Err(_) => faults::bad_date(place, &written, &error),
            });
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
            reader.faults.push(faults::bad_date(reader.place(&node.range), &written, &error));
            None
        }
    }
}

/// Reads a boolean: có/không, đúng/sai, true/false, yes/no.
pub(super) fn boolean(reader: &mut YamlReader<'_>, node: &YamlNode) -> bool {
    let Some(written) = reader.read_text(node) else { return false };
    match fold::plain(&written).as_str() {
        "co" | "dung" | "true" | "yes" => true,
        "khong" | "sai" | "false" | "no" => false,
        _ => {
            reader.faults.push(faults::expected_yes_no(reader.place(&node.range), &written));
            false
        }
    }
}

/// Reads the number of a document.
pub(super) fn number(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<DocumentNumber> {
    reader.read_text(node).map(|written| DocumentNumber::parse(&written))
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

/// Reads the documents of a relation: one or a list, each a text or a map.
pub(super) fn references(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
) -> Vec<(Reference, YamlNode)> {
    let mut references = Vec::new();
    for item in node.as_items() {
        match split_numbers(item) {
            Some(numbers) => {
                for number in numbers {
                    references.push((parse_reference(reader, item, number), item.clone()));
                }
            }
            None => references.extend(reference(reader, item).map(|target| (target, item.clone()))),
        }
    }
    references
}

/// Splits several numbers written on one line (`5/QĐ-UBND, 6/QĐ-UBND`); a number with a date is not split.
fn split_numbers(node: &YamlNode) -> Option<Vec<&str>> {
    let written = node.as_scalar().filter(|written| written.contains([',', ';']))?;
    let parts: Vec<&str> = written.split([',', ';']).map(str::trim).collect();
    let complete =
        [NumberForm::Law, NumberForm::Normative, NumberForm::Party, NumberForm::Administrative];
    let is_complete = |part: &&str| complete.contains(&DocumentNumber::parse(part).form());
    parts.iter().all(is_complete).then_some(parts)
}

/// Reads a reference to a document.
pub(super) fn reference(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Reference> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.read_text(node).map(|written| parse_reference(reader, node, &written));
    }
    let mut reference = Reference::default();
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "number" | "so_hieu" => {
                let parsed = reader
                    .read_text(value)
                    .map(|written| parse_reference(reader, value, &written))
                    .unwrap_or_default();
                (reference.text, reference.number) = (parsed.text, parsed.number);
                reference.address = reference.address.or(parsed.address);
                reference.issued_on = reference.issued_on.or(parsed.issued_on);
                reference.part = reference.part.or(parsed.part);
            }
            "path" => {
                let written = reader.read_text(value).unwrap_or_default();
                reference.address = parse_reference(reader, value, &written).address;
            }
            "issued_on" | "ngay_ban_hanh" | "ngay" => reference.issued_on = date(reader, value),
            "issuer" | "co_quan_ban_hanh" => reference.issuer = reader.read_text(value),
            "url" => reference.url = web_url(reader, value),
            "part" | "phan" => reference.part = reader.read_text(value),
            "note" | "ghi_chu" => reference.note = reader.read_text(value),
            _ => report_unknown_key(
                reader,
                key,
                &["number", "issued_on", "issuer", "url", "part", "note"],
            ),
        }
    }
    if reference.text.is_empty() {
        let fallbacks = [&reference.address, &reference.note, &reference.url];
        reference.text = fallbacks.into_iter().flatten().next().cloned()?;
    }
    Some(reference)
}

/// Reads the URL of a page of another site; letters with diacritics and spaces are encoded.
fn web_url(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<String> {
    let url = reader.read_text(node)?;
    let normalized = address::normalize_web_url(&url);
    if normalized.is_none() {
        reader.faults.push(faults::bad_web_address(reader.place(&node.range), &url));
    }
    normalized
}

/// Parses a reference written as one text: an address, or a number with or without its date.
fn parse_reference(reader: &mut YamlReader<'_>, node: &YamlNode, written: &str) -> Reference {
    let mut reference = Reference { text: written.to_owned(), ..Reference::default() };
    if written.starts_with('/') {
        let decoded = address::decode(written);
        reference.address = Some(format!("{}/", decoded.trim_end_matches('/')));
        return reference;
    }
    let (part, document) = split_provision(written);
    reference.part = part.map(str::to_owned);
    let (number, day) = match document.split_once("ngày") {
        Some((number, day)) => (number.trim_end_matches([' ', ',']), Some(day.trim())),
        None => (document, None),
    };
    reference.issued_on = day.and_then(|day| match PartialDate::parse(day) {
        Ok(date) => Some(date),
        Err(DateError::Unreadable) => None,
        Err(error) => {
            reader.faults.push(faults::bad_date(reader.place(&node.range), day, &error));
            None
        }
    });
    let parsed = DocumentNumber::parse(strip_type(number));
    reference.number = parsed.is_filled().then(|| parsed.key().clone());
    reference
}

/// Splits a provision from its document: `khoản 2 Điều 5 Quyết định số 10/2018/QĐ-UBND`.
fn split_provision(written: &str) -> (Option<&str>, &str) {
    if let [citation] = &citation::find(written)[..] {
        let (part, document) = written.split_at(citation.range.start);
        let part = part.trim_end().trim_end_matches("của").trim_end_matches([' ', ',']);
        if names_part(part) {
            return (Some(part), document);
        }
    }
    (None, written)
}

/// Strips the type before a number: `Nghị định số 30/2020/NĐ-CP` becomes `số 30/2020/NĐ-CP`.
fn strip_type(written: &str) -> &str {
    let mut rest = written.trim();
    let folded = fold::plain(rest);
    let names = document_type::names().filter(|name| folded.starts_with(&fold::plain(name)));
    if let Some(name) = names.max_by_key(|name| name.len()) {
        let letters = name.chars().count();
        rest = rest.char_indices().nth(letters).map_or("", |(at, _)| &rest[at..]).trim();
    }
    rest
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
            _ => report_unknown_key(reader, key, &["name", "url", "posted_at"]),
        }
    }
    if source.name.is_empty() {
        source.name = source.url.clone()?;
    }
    Some(source)
}

/// Reads a withdrawal: a map, or only a yes, a date or a reason.
pub(super) fn withdrawal(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Withdrawal> {
    let mut withdrawal = Withdrawal::default();
    if let Value::Map(_) = &node.value {
        for (key, value) in reader.read_map(node) {
            match fold::key(&key.text).as_str() {
                "on" | "ngay" => withdrawal.on = date(reader, value),
                "reason" | "ly_do" => withdrawal.reason = reader.read_text(value),
                "replaced_by" | "thay_bang" => withdrawal.replaced_by = reference(reader, value),
                _ => report_unknown_key(reader, key, &["on", "reason", "replaced_by"]),
            }
        }
        return Some(withdrawal);
    }
    let written = reader.read_text(node)?;
    match fold::plain(&written).as_str() {
        "khong" | "sai" | "false" | "no" => return None,
        "co" | "dung" | "true" | "yes" => {}
        _ => match PartialDate::parse(&written) {
            Ok(on) => withdrawal.on = Some(on),
            Err(DateError::Unreadable) => withdrawal.reason = Some(written),
            Err(error) => {
                reader.faults.push(faults::bad_date(reader.place(&node.range), &written, &error));
            }
        },
    }
    Some(withdrawal)
}

/// Reads the corrections of a text: one or a list, each a text or `{on, text}`.
pub(super) fn corrections(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<Correction> {
    node.as_items().iter().filter_map(|item| correction(reader, item)).collect()
}

fn correction(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Correction> {
    if !matches!(node.value, Value::Map(_)) {
        return reader.read_text(node).map(|text| Correction { on: None, text });
    }
    let mut correction = Correction { on: None, text: String::new() };
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "on" | "ngay" => correction.on = date(reader, value),
            "text" | "noi_dung" => correction.text = reader.read_text(value).unwrap_or_default(),
            _ => report_unknown_key(reader, key, &["on", "text"]),
        }
    }
    if correction.text.is_empty() {
        reader.faults.push(faults::missing_setting(reader.place(&node.range), "text"));
        return None;
    }
    Some(correction)
}

/// Reads the degree of secrecy; any degree other than "not secret" is an error, since the portal is public.
pub(super) fn secrecy(reader: &mut YamlReader<'_>, node: &YamlNode) {
    let Some(written) = reader.read_text(node) else { return };
    let not_secret = ["khong", "thuong", "khong mat"];
    if !not_secret.contains(&fold::plain(&written).as_str()) {
        reader.faults.push(faults::classified_document(reader.place(&node.range), &written));
    }
}
