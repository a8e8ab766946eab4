//! The fields that the portal declares: their keys in front matter, and the values of their forms.
//!
//! A field that every portal has comes before a declared one of the same key; that they clash is a fault of
//! portal.yaml, which is found once, when the portal is validated.

use super::EntryReader;
use super::fields::{self, KeyLookup};
use crate::config::{OwnField, OwnForm};
use crate::diagnostic::faults::{self, KeyRepair};
use crate::entry::{Name, OwnValue, values};
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;
use crate::yaml::{Key, KeyNames, Value, YamlNode};

/// The keys of a link.
const LINK_KEYS: &[KeyNames] = &[("tên", "title"), ("địa chỉ", "url")];

impl<'a> EntryReader<'a> {
    /// Looks up a key: a field that every portal has comes before one that this portal declares.
    pub(super) fn look_up(&self, written: &str) -> KeyLookup<'a> {
        match fields::look_up(written, self.kind) {
            KeyLookup::Unknown => {
                let declared = self.context.settings.own_field(&fold::key(written));
                let declared = declared.filter(|field| self.has_own(field));
                declared.map_or(KeyLookup::Unknown, KeyLookup::Own)
            }
            found => found,
        }
    }

    fn has_own(&self, field: &OwnField) -> bool {
        let path = &**self.text.file();
        field.belongs_to(self.kind, path.strip_prefix("content/").unwrap_or(path))
    }

    /// Returns the declared key that an unknown one probably means.
    fn similar_own(&self, written: &str) -> Option<KeyNames> {
        let declared = self.context.settings.own_fields().iter();
        let keys = declared.filter(|field| self.has_own(field)).map(|field| field.written.as_str());
        nearest(written, keys).map(|near| (near, near))
    }

    /// Reads the value of a field that the portal declares; a key without a value counts as not written.
    pub(super) fn read_own(&mut self, field: &OwnField, key: &Key, value: &YamlNode) {
        if self.refuses_secret(&key.text, value, false) || value.value == Value::Empty {
            return;
        }
        let read = match field.form {
            OwnForm::Text => self.reader.read_text(value).map(|text| OwnValue::Text(text.into())),
            OwnForm::Date => {
                let zone = self.context.settings.zone;
                values::date(&mut self.reader, value, zone).map(OwnValue::Date)
            }
            OwnForm::Number => self.read_own_number(value),
            OwnForm::List => self.own_texts(value).map(OwnValue::List),
            OwnForm::Link => self.read_own_link(value),
            OwnForm::Terms { name, many: true } => {
                self.own_texts(value).map(|terms| OwnValue::Terms(name, terms))
            }
            OwnForm::Terms { name, many: false } => {
                let term = values::name(&mut self.reader, value);
                term.map(|term| OwnValue::Terms(name, Box::new([term])))
            }
        };
        if let Some(read) = read {
            let known = std::mem::take(&mut self.metadata.own).into_vec();
            self.metadata.own = known.into_iter().chain([(field.key, read)]).collect();
        }
    }

    fn own_texts(&mut self, value: &YamlNode) -> Option<Box<[Name]>> {
        let texts = values::texts(&mut self.reader, value, &[';']);
        (!texts.is_empty()).then_some(texts)
    }

    fn read_own_number(&mut self, value: &YamlNode) -> Option<OwnValue> {
        let written = self.reader.read_text(value)?;
        let number = plain_number(&written);
        if number.is_none() {
            let place = self.reader.place(&value.range);
            self.reader.faults.push(faults::bad_number(place, &written));
        }
        number.map(|number| OwnValue::Number(number.into()))
    }

    /// Reads a link: an address, or a map with an address and a text.
    fn read_own_link(&mut self, value: &YamlNode) -> Option<OwnValue> {
        if !matches!(value.value, Value::Map(_)) {
            let url = values::web_url(&mut self.reader, value)?;
            return Some(OwnValue::Link(url.into(), None));
        }
        let (mut title, mut url) = (None, None);
        for (key, value) in self.reader.read_map(value) {
            match fold::key(&key.text).as_str() {
                "title" | "ten" => title = self.reader.read_text(value).map(Into::into),
                "url" | "dia_chi" => url = values::web_url(&mut self.reader, value),
                _ => values::report_unknown_key(&mut self.reader, key, LINK_KEYS),
            }
        }
        if url.is_none() {
            self.reader.report_missing_key(value, LINK_KEYS[1]);
        }
        Some(OwnValue::Link(url?.into(), title))
    }

    /// Reports a key that is declared for other entries, or that means a declared one; returns whether it did.
    pub(super) fn report_own(&mut self, key: &Key) -> bool {
        let place = self.reader.place(&key.range);
        if self.context.settings.own_field(&fold::key(&key.text)).is_some() {
            self.reader.faults.push(faults::own_key_elsewhere(place, &key.text));
            return true;
        }
        let near = self.similar_own(&key.text).map(KeyRepair::Rename);
        if let Some(repair) = &near {
            self.reader.faults.push(faults::unknown_key(place, &key.text, repair));
        }
        near.is_some()
    }
}

/// Returns a number as digits with a point before the decimals: 1.234,5 as Vietnamese write it, or 1234,5.
fn plain_number(written: &str) -> Option<String> {
    let (sign, digits) = match written.strip_prefix(['-', '−', '–']) {
        Some(digits) => ("-", digits),
        None => ("", written),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = digits.split_once(',').map_or((digits, None), |(a, b)| (a, Some(b)));
    let mut groups = whole.split('.');
    let first = groups.next().filter(|first| is_digits(first))?;
    let groups: Vec<&str> = groups.collect();
    let is_grouped = groups.iter().all(|group| is_digits(group) && group.len() == 3);
    let has_short_first = groups.is_empty() || first.len() <= 3;
    if !is_grouped || !has_short_first || !decimals.is_none_or(is_digits) {
        return None;
    }
    let point = decimals.map_or_else(String::new, |decimals| format!(".{decimals}"));
    Some(format!("{sign}{first}{}{point}", groups.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_vietnamese_write_them() {
        for (written, expected) in [
            ("5", "5"),
            ("1.234", "1234"),
            ("1.234.567,25", "1234567.25"),
            ("1234,5", "1234.5"),
            ("-0,5", "-0.5"),
        ] {
            assert_eq!(plain_number(written).as_deref(), Some(expected), "{written}");
        }
        for written in ["", "1.5", "12.34,5", "1234.567", "1,2,3", "5 năm", "1e5", ".5", "5,"] {
            assert_eq!(plain_number(written), None, "{written}");
        }
    }
}
