//! Reads the documents that an entry refers to: its relations, the original of a translation, what replaces a
//! withdrawn entry.
//!
//! A document is written as a number with or without its type and date, as an address of the portal, as a URL, or as a
//! map. One line may name several documents if each part of it is one of these.
//!
//! **Invariant.** A text from which no document can be read stays as it is, and is reported; only a law may be named
//! without its number, as official documents do.

use jiff::tz::Offset;

use super::citation::{self, Citation, CitedDate};
use super::relation::names_part;
use super::values::{date, is_absent, report_unknown_key, web_url};
use super::{Reference, Withdrawal, address};
use crate::diagnostic::faults;
use crate::vietnamese::date::{DateError, PartialDate};
use crate::vietnamese::document_type;
use crate::vietnamese::fold;
use crate::vietnamese::number::{DocumentNumber, NumberForm};
use crate::yaml::{KeyNames, Value, YamlNode, YamlReader};

/// The keys of a reference.
const REFERENCE_KEYS: &[KeyNames] = &[
    ("số hiệu", "number"),
    ("tên", "name"),
    ("ngày ban hành", "issued_on"),
    ("cơ quan ban hành", "issuer"),
    ("url", "url"),
    ("phần", "part"),
    ("ghi chú", "note"),
];
/// The keys of a withdrawal.
const WITHDRAWAL_KEYS: &[KeyNames] =
    &[("ngày", "on"), ("lý do", "reason"), ("thay bằng", "replaced_by")];

/// The beginnings of names of documents that are cited without a number, folded.
const NAMED_WITHOUT_NUMBER: [&str; 7] = [
    "luat ",
    "bo luat ",
    "phap lenh ",
    "hien phap",
    "dieu le ",
    "cuong linh ",
    "nghi quyet dai hoi ",
];

/// A document as it was read from a text.
struct ReadDocument {
    reference: Reference,
    /// Whether the text is only the name of a document that it makes certain, and so may be one of several.
    is_definite: bool,
    /// A date that does not exist, and why.
    bad_date: Option<(String, DateError)>,
}

impl ReadDocument {
    fn definite(reference: Reference) -> Self {
        Self { reference, is_definite: true, bad_date: None }
    }
}

/// Why no document could be read from a text.
enum Unread {
    /// There is no number in it.
    NoNumber,
    /// There are several, but between them is more than a separator.
    Several,
}

/// Reads the documents of a relation: one or a list, each a text or a map.
pub(super) fn references(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Vec<(Reference, YamlNode)> {
    let mut references = Vec::new();
    for item in node.as_items() {
        let read = match item.value {
            Value::Map(_) => reference_map(reader, item, zone).into_iter().collect(),
            _ => reader.read_text(item).map_or(Vec::new(), |text| documents(reader, item, &text)),
        };
        references.extend(read.into_iter().map(|reference| (reference, item.clone())));
    }
    references
}

/// Reads a reference to one document.
pub(super) fn reference(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Option<Reference> {
    if matches!(node.value, Value::Map(_)) {
        return reference_map(reader, node, zone);
    }
    let written = reader.read_text(node)?;
    let mut read = documents(reader, node, &written);
    if read.len() > 1 {
        reader.faults.push(faults::several_documents(reader.place(&node.range), &written));
    }
    read.pop()
}

fn reference_map(reader: &mut YamlReader<'_>, node: &YamlNode, zone: Offset) -> Option<Reference> {
    let mut reference = Reference::default();
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "number" | "so_hieu" | "path" => {
                let Some(read) = self::reference(reader, value, zone) else { continue };
                reference.text = read.text;
                reference.number = reference.number.or(read.number);
                reference.address = reference.address.or(read.address);
                reference.issued_on = reference.issued_on.or(read.issued_on);
                reference.part = reference.part.or(read.part);
            }
            "name" | "ten" => {
                let name = reader.read_text(value).unwrap_or_default();
                if reference.text.is_empty() {
                    reference.text = name;
                }
            }
            "issued_on" | "ngay_ban_hanh" | "ngay" => {
                reference.issued_on = date(reader, value, zone);
            }
            "issuer" | "co_quan_ban_hanh" => reference.issuer = reader.read_text(value),
            "url" => reference.url = web_url(reader, value),
            "part" | "phan" => reference.part = reader.read_text(value),
            "note" | "ghi_chu" => reference.note = reader.read_text(value),
            _ => report_unknown_key(reader, key, REFERENCE_KEYS),
        }
    }
    if reference.text.is_empty() {
        let fallbacks = [&reference.address, &reference.note, &reference.url];
        reference.text = fallbacks.into_iter().flatten().next().cloned()?;
    }
    Some(reference)
}

/// Reads the documents that a text names, and reports what cannot be read.
fn documents(reader: &mut YamlReader<'_>, node: &YamlNode, written: &str) -> Vec<Reference> {
    if is_absent(written) {
        return Vec::new();
    }
    let place = reader.place(&node.range);
    match split_documents(written) {
        Ok(documents) => {
            for (day, error) in documents.iter().filter_map(|document| document.bad_date.as_ref()) {
                reader.report_bad_date(&node.range, day, error);
            }
            documents.into_iter().map(|document| document.reference).collect()
        }
        Err(unread) => {
            reader.faults.extend(match unread {
                Unread::Several => Some(faults::several_documents(place, written)),
                Unread::NoNumber if is_cited_by_name(written) => None,
                Unread::NoNumber if written.ends_with(".md") => {
                    Some(faults::relation_to_file(place, written))
                }
                Unread::NoNumber => Some(faults::relation_in_words(place, written)),
            });
            vec![in_words(written)]
        }
    }
}

/// Returns a reference that is only a text.
fn in_words(written: &str) -> Reference {
    Reference { text: written.to_owned(), ..Reference::default() }
}

fn begins_with_law(written: &str) -> bool {
    let folded = fold::plain(written);
    NAMED_WITHOUT_NUMBER.iter().any(|name| folded.starts_with(name))
}

/// Returns whether a text names a law, perhaps after one of its provisions.
fn is_cited_by_name(written: &str) -> bool {
    let folded = fold::plain(written);
    let mut starts = NAMED_WITHOUT_NUMBER.iter().filter_map(|name| folded.find(name));
    starts.any(|at| {
        let letters = folded[..at].chars().count();
        at == 0 || names_part(&written.chars().take(letters).collect::<String>())
    })
}

/// Reads the documents that a text names: one with nothing else, several, or one in a longer text.
fn split_documents(written: &str) -> Result<Vec<ReadDocument>, Unread> {
    let whole = named_document(written);
    if whole.as_ref().is_none_or(|document| !document.is_definite)
        && let Some(documents) = listed_documents(written)
    {
        return Ok(documents);
    }
    match whole {
        Some(document) => Ok(vec![document]),
        None if citation::find(written).len() > 1 => Err(Unread::Several),
        None => Err(Unread::NoNumber),
    }
}

/// Reads a list, each part of which names a document and nothing else.
fn listed_documents(written: &str) -> Option<Vec<ReadDocument>> {
    let mut documents = Vec::new();
    for item in written.split(';').map(str::trim).filter(|item| !item.is_empty()) {
        let parts: Vec<&str> = item.split(',').flat_map(|part| part.split(" và ")).collect();
        match listed_document(item) {
            Some(document) if parts.len() == 1 || !begins_with_law(item) => {
                documents.push(document);
            }
            // A law's name may have a comma: "Luật Nhập cảnh, xuất cảnh, quá cảnh".
            law => match enumerated_documents(&parts) {
                Some(enumerated) => documents.extend(enumerated),
                None => documents.push(law?),
            },
        }
    }
    Some(documents)
}

/// Reads the parts of an enumeration; a date belongs to the number before it: "12/2021/TT-BXD, ngày 31/8/2021".
fn enumerated_documents(parts: &[&str]) -> Option<Vec<ReadDocument>> {
    let mut documents: Vec<ReadDocument> = Vec::new();
    for part in parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
        match (PartialDate::parse(part), documents.last_mut()) {
            (Ok(day), Some(last)) if last.reference.issued_on.is_none() => {
                last.reference.issued_on = Some(day);
            }
            _ => documents.push(listed_document(part)?),
        }
    }
    Some(documents)
}

fn listed_document(part: &str) -> Option<ReadDocument> {
    let document = named_document(part).filter(|document| document.is_definite);
    document.or_else(|| {
        let is_law = begins_with_law(part) && citation::find(part).is_empty();
        is_law.then(|| ReadDocument::definite(in_words(part)))
    })
}

/// Reads a text that names one document.
fn named_document(written: &str) -> Option<ReadDocument> {
    let mut reference = in_words(written);
    let is_list = written.contains([',', ';']);
    if written.starts_with('/') && !is_list {
        let decoded = address::decode(written);
        reference.address = Some(format!("{}/", decoded.trim_end_matches('/')));
        return Some(ReadDocument::definite(reference));
    }
    if (written.starts_with("http://") || written.starts_with("https://")) && !is_list {
        reference.url = Some(address::normalize_web_url(written)?);
        return Some(ReadDocument::definite(reference));
    }
    let citations = citation::find(written);
    if citations.len() > 1 {
        return None;
    }
    let (part, document) = split_provision(written, citations.first());
    reference.part = part.map(str::to_owned);
    let (number, day) = split_date(document);
    if document.ends_with(')') && day.is_some() {
        // The page writes the date after the number.
        reference.text.truncate(written.trim_end_matches(')').rfind('(').unwrap_or(written.len()));
        reference.text.truncate(reference.text.trim_end().len());
    }
    let (type_name, number) = split_type(number);
    let parsed = DocumentNumber::parse(number);
    let form = parsed.form();
    if form == NumberForm::Other || !parsed.is_filled() {
        let cited = &citations.first()?.cited;
        reference.number = Some(cited.number.clone());
        reference.issued_on = match cited.date {
            CitedDate::Certain(day) => Some(day),
            CitedDate::Missing | CitedDate::Possible(_) | CitedDate::Beside(_) => None,
        };
        return Some(ReadDocument { reference, is_definite: false, bad_date: None });
    }
    reference.number = Some(parsed.key().clone());
    let day = day.map(|day| (day, PartialDate::parse(day)));
    let bad_date = match day {
        Some((_, Ok(day))) => {
            reference.issued_on = Some(day);
            None
        }
        Some((day, Err(error))) if error != DateError::Unreadable => Some((day.to_owned(), error)),
        _ => None,
    };
    let is_definite = form.is_complete() || form == NumberForm::OldStyle || !type_name.is_empty();
    Some(ReadDocument { reference, is_definite, bad_date })
}

/// Splits a provision from its document: `khoản 2 Điều 5 Quyết định số 10/2018/QĐ-UBND`.
fn split_provision<'t>(written: &'t str, cited: Option<&Citation>) -> (Option<&'t str>, &'t str) {
    if let Some(citation) = cited {
        let (part, document) = written.split_at(citation.range.start);
        let part = part.trim_end().trim_end_matches("của").trim_end_matches([' ', ',']);
        if names_part(part) {
            return (Some(part), document);
        }
    }
    (None, written)
}

/// Splits the date from a number: after "ngày", up to "của", or in brackets at the end.
fn split_date(document: &str) -> (&str, Option<&str>) {
    if let Some((number, day)) = document.split_once("ngày") {
        let day = day.split(" của ").next().unwrap_or(day);
        return (number.trim_end_matches([' ', ',', '(']), Some(day.trim().trim_end_matches(')')));
    }
    let in_brackets = document.trim_end().strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    match in_brackets {
        Some((number, day)) if PartialDate::parse(day) != Err(DateError::Unreadable) => {
            (number.trim_end(), Some(day))
        }
        _ => (document, None),
    }
}

/// Splits the type from a number: `Nghị định số 30/2020/NĐ-CP` is `Nghị định` and `số 30/2020/NĐ-CP`.
fn split_type(written: &str) -> (&str, &str) {
    let written = written.trim();
    let folded = fold::plain(written);
    let names = document_type::names().filter(|name| folded.starts_with(&fold::plain(name)));
    let letters = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let length = written.char_indices().nth(letters).map_or(written.len(), |(at, _)| at);
    let (type_name, number) = written.split_at(length);
    (type_name, number.trim())
}

/// Reads a withdrawal: a map, or only a yes, a date or a reason.
pub(super) fn withdrawal(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    zone: Offset,
) -> Option<Withdrawal> {
    let mut withdrawal = Withdrawal::default();
    if let Value::Map(_) = &node.value {
        for (key, value) in reader.read_map(node) {
            match fold::key(&key.text).as_str() {
                "on" | "ngay" => withdrawal.on = date(reader, value, zone),
                "reason" | "ly_do" => withdrawal.reason = reader.read_text(value),
                "replaced_by" | "thay_bang" => {
                    withdrawal.replaced_by = reference(reader, value, zone);
                }
                _ => report_unknown_key(reader, key, WITHDRAWAL_KEYS),
            }
        }
        return Some(withdrawal);
    }
    let written = reader.read_text(node)?;
    match fold::plain(&written).as_str() {
        "khong" | "sai" | "false" | "no" => return None,
        "co" | "dung" | "true" | "yes" => {}
        _ => match PartialDate::parse_in(&written, zone) {
            Ok(on) => withdrawal.on = Some(on),
            Err(DateError::Unreadable) => withdrawal.reason = Some(written),
            Err(error) => {
                reader.report_bad_date(&node.range, &written, &error);
            }
        },
    }
    Some(withdrawal)
}
