//! Reads the documents that an entry refers to: its relations, the original of a translation, what replaces a
//! withdrawn entry.
//!
//! Each is a text (`reference_text`), of which one line may name several, or a map.
//!
//! **Invariant.** A text from which no document can be read stays as it is, and is reported; only a law may be named
//! without its number, as official documents do.

use jiff::tz::Offset;

use super::reference_text::{Unread, in_words, is_cited_by_name, split_documents};
use super::values::{date, is_absent, report_unknown_key, web_url};
use super::{Erasure, Reference, RelationKind, Withdrawal};
use crate::diagnostic::faults;
use crate::vietnamese::date::{DateError, PartialDate};
use crate::vietnamese::fold;
use crate::yaml::{KeyNames, Value, YamlNode, YamlReader};

/// The keys of a reference that messages propose. `số`, `ngày`, `cơ quan` and `path` are read as well.
pub(super) const REFERENCE_KEYS: &[KeyNames] = &[
    ("số hiệu", "number"),
    ("tên", "name"),
    ("ngày ban hành", "issued_on"),
    ("cơ quan ban hành", "issuer"),
    ("url", "url"),
    ("phần", "part"),
    ("ghi chú", "note"),
    ("từ", "from"),
    ("đến", "until"),
];
/// The keys of a withdrawal.
pub(super) const WITHDRAWAL_KEYS: &[KeyNames] =
    &[("ngày", "on"), ("lý do", "reason"), ("thay bằng", "replaced_by"), ("gỡ hẳn", "erase")];

/// Reads the documents of a relation of a kind: one or a list, each a text or a map.
pub(super) fn references(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    kind: RelationKind,
    zone: Offset,
) -> Vec<(Reference, YamlNode)> {
    let mut references = Vec::new();
    for item in node.as_items() {
        let read = match item.value {
            Value::Map(_) => reference_map(reader, item, zone).into_iter().collect(),
            _ => reader
                .read_text(item)
                .map_or(Vec::new(), |text| documents(reader, item, &text, Some(kind))),
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
    let mut read = documents(reader, node, &written, None);
    if read.len() > 1 {
        reader.faults.push(faults::several_documents(reader.place(&node.range), &written));
    }
    read.pop()
}

fn reference_map(reader: &mut YamlReader<'_>, node: &YamlNode, zone: Offset) -> Option<Reference> {
    let mut reference = Reference::default();
    for (key, value) in reader.read_map(node) {
        match fold::key(&key.text).as_str() {
            "number" | "so_hieu" | "so" | "path" => {
                let Some(read) = self::reference(reader, value, zone) else { continue };
                reference.text = read.text;
                reference.number = reference.number.or(read.number);
                reference.address = reference.address.or(read.address);
                reference.issued_on = reference.issued_on.or(read.issued_on);
                reference.part = reference.part.or(read.part);
                reference.issuer = reference.issuer.or(read.issuer);
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
            "issuer" | "co_quan_ban_hanh" | "co_quan" => reference.issuer = reader.read_text(value),
            "url" => reference.url = web_url(reader, value),
            "part" | "phan" => reference.part = reader.read_text(value),
            "note" | "ghi_chu" => reference.note = reader.read_text(value),
            "from" | "tu" => reference.from = date(reader, value, zone),
            "until" | "den" => reference.until = date(reader, value, zone),
            _ => report_unknown_key(reader, key, REFERENCE_KEYS),
        }
    }
    if reference.text.is_empty() {
        let fallbacks = [&reference.address, &reference.note, &reference.url];
        reference.text = fallbacks.into_iter().flatten().next().cloned()?;
    }
    Some(reference)
}

/// Reads the documents that a text names, and reports what cannot be read; `kind` is that of their relation, in which
/// not every day has a meaning.
fn documents(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    written: &str,
    kind: Option<RelationKind>,
) -> Vec<Reference> {
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
                Unread::Unclear(words, meant) => {
                    let kind = kind.unwrap_or(RelationKind::Related);
                    let meant = meant.filter(|meant| meant.meaningless_day(kind).is_none());
                    let line = meant.map(|meant| meant.as_map(&[]));
                    Some(faults::unclear_relation(place, &words, line.as_ref()))
                }
                Unread::NoNumber if is_cited_by_name(written) => None,
                Unread::NoNumber if written.ends_with(".md") => {
                    Some(faults::relation_to_file(place, written))
                }
                Unread::NoNumber => {
                    let by_name = in_words(written).as_map(&[]);
                    Some(faults::relation_in_words(place, written, &by_name))
                }
            });
            vec![in_words(written)]
        }
    }
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
                "erase" | "go_han" => withdrawal.erasure = erasure(reader, value),
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

fn erasure(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Erasure> {
    let written = reader.read_text(node)?;
    match fold::plain(&written).as_str() {
        "khong" | "sai" | "false" | "no" => None,
        "co" | "dung" | "true" | "yes" => Some(Erasure::Content),
        "ca tieu de" | "title" => Some(Erasure::Title),
        _ => {
            reader.faults.push(faults::bad_erasure(reader.place(&node.range), &written));
            // Too much is erased rather than too little.
            Some(Erasure::Title)
        }
    }
}
