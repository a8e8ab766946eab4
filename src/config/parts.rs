//! Reads the parts of portal.yaml that also stand under `languages`, for another language: owner and links.
//!
//! Lists and dates are read here too, because both readers need them, and the codes of advice to ignore, which front
//! matter has as well.

use super::{Licence, MenuLink, Owner, keys};
use crate::diagnostic::faults;
use crate::vietnamese::date::PartialDate;
use crate::yaml::{Value, YamlNode, YamlReader};

/// Reads the owner of the portal.
pub(super) fn read_owner(reader: &mut YamlReader<'_>, node: &YamlNode) -> Owner {
    let mut owner = Owner::default();
    for (key, value) in reader.read_known(node, keys::OWNER) {
        match key {
            "name" => owner.name = reader.read_text(value).unwrap_or_default(),
            "parent" => owner.parent = reader.read_text(value),
            "responsible" => owner.responsible = reader.read_text(value),
            "address" => owner.address = reader.read_text(value),
            "phone" => owner.phone = reader.read_text(value),
            "email" => owner.email = reader.read_text(value),
            _ => owner.licence = read_licence(reader, value),
        }
    }
    owner
}

fn read_licence(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<Licence> {
    let mut licence = Licence::default();
    for (key, value) in reader.read_known(node, keys::LICENCE) {
        match key {
            "number" => licence.number = reader.read_text(value).unwrap_or_default(),
            "issued_by" => licence.issued_by = reader.read_text(value).unwrap_or_default(),
            _ => licence.issued_on = read_date(reader, value),
        }
    }
    (!licence.number.is_empty()).then_some(licence)
}

/// Reads a list of links.
pub(super) fn read_links(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<MenuLink> {
    let mut links = Vec::new();
    for item in read_list(reader, node) {
        let (mut title, mut url) = (None, None);
        for (key, value) in reader.read_known(item, keys::LINK) {
            match key {
                "title" => title = reader.read_text(value),
                _ => url = reader.read_text(value).map(|url| (url, reader.place(&value.range))),
            }
        }
        match (title, url) {
            (Some(title), Some((url, place))) if is_link(&url) => {
                links.push(MenuLink { title, url, place });
            }
            (Some(_), Some((url, place))) => reader.faults.push(faults::bad_link(place, &url)),
            (title, _) => {
                reader.report_missing_key(item, keys::LINK[usize::from(title.is_some())]);
            }
        }
    }
    links
}

/// Returns whether a text is an address of the site (`/x/`) or a URL with an allowed scheme.
fn is_link(url: &str) -> bool {
    let site = url.starts_with('/') && !url.starts_with("//");
    site || ["https://", "http://", "mailto:", "tel:"].iter().any(|s| url.starts_with(s))
}

/// Reads a list; anything else is a fault.
pub(super) fn read_list<'n>(reader: &mut YamlReader<'_>, node: &'n YamlNode) -> &'n [YamlNode] {
    match &node.value {
        Value::List(items) => items,
        Value::Empty => &[],
        Value::Scalar(_) | Value::Map(_) => {
            reader.faults.push(faults::expected_list(reader.place(&node.range)));
            &[]
        }
    }
}

/// Reads the codes of advice to ignore: a list, or a text with commas. A code that is not that of advice is a fault,
/// and so is one of the portal as a whole in an entry.
pub fn read_ignored_advice(
    reader: &mut YamlReader<'_>,
    node: &YamlNode,
    in_entry: bool,
) -> Vec<String> {
    let mut codes = Vec::new();
    for item in node.as_items() {
        let text = reader.read_text(item).unwrap_or_default();
        for code in text.split([',', ';', ' ']).filter(|code| !code.is_empty()) {
            match faults::unignorable_code(reader.place(&item.range), code, in_entry) {
                Some(fault) => reader.faults.push(fault),
                None => codes.push(code.to_owned()),
            }
        }
    }
    codes
}

/// Reads a date, which may be only a month or a year.
pub(super) fn read_date(reader: &mut YamlReader<'_>, value: &YamlNode) -> Option<PartialDate> {
    let written = reader.read_text(value)?;
    match PartialDate::parse(&written) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.report_bad_date(&value.range, &written, &error);
            None
        }
    }
}

/// Reports a value that is none of those expected.
pub(super) fn report_bad_setting(reader: &mut YamlReader<'_>, value: &YamlNode, expected: &str) {
    let written = value.as_scalar().unwrap_or_default().to_owned();
    let place = reader.place(&value.range);
    reader.faults.push(faults::bad_setting(place, &written, expected));
}
