//! Degrees of secrecy in front matter: a document that has one must not be published, whatever its key is called; an
//! error is better than a secret that is published.
//!
//! **Left out on purpose.** The text of the entry is not searched here; see `pipeline::content_faults`.

use super::EntryReader;
use crate::diagnostic::faults;
use crate::entry::values;
use crate::vietnamese::secrecy::{beside_number, is_degree, is_key, is_not_secret};
use crate::yaml::{Key, Value, YamlNode, YamlReader};

/// Reads a degree of secrecy; any value other than "not secret" is an error, since the portal is public.
pub(super) fn read(reader: &mut YamlReader<'_>, node: &YamlNode) {
    refuse(reader, node, |text| !is_not_secret(text));
}

/// Reports the first text in a value that is a degree of secrecy; returns whether there is one.
fn refuse(reader: &mut YamlReader<'_>, node: &YamlNode, is_degree: impl Fn(&str) -> bool) -> bool {
    let found = scalars(node).into_iter().find(|(_, text)| is_degree(text));
    let fault = found
        .map(|(node, written)| faults::classified_document(reader.place(&node.range), written));
    let is_found = fault.is_some();
    reader.faults.extend(fault);
    is_found
}

impl EntryReader<'_> {
    /// Reads the number; a degree of secrecy beside it is no ending to be dropped.
    pub(super) fn read_number(&mut self, value: &YamlNode) {
        let degree = value.as_scalar().and_then(beside_number);
        let known = degree.as_ref().map(|_| self.reader.faults.clone());
        self.metadata.number = values::number(&mut self.reader, value);
        if let (Some(known), Some(degree)) = (known, degree) {
            self.reader.faults = known;
            self.refuse_stamp(value, Some(&degree));
        }
    }

    /// Reports a stamp of secrecy in a title, an abstract or a number, unless a takedown makes it disappear.
    pub(super) fn refuse_stamp(&mut self, value: &YamlNode, stamp: Option<&str>) {
        if let Some(stamp) = stamp.filter(|_| self.metadata.erasure().is_none()) {
            let place = self.reader.place(&value.range);
            self.reader.faults.push(faults::classified_document(place, stamp));
        }
    }

    /// Reports a key that is none of a field but has a degree of secrecy as its value, or below it; `is_misspelt` if
    /// the most similar key is that of the degree. Returns whether it did, or need not because the value is "not
    /// secret".
    pub(super) fn refuses_secret(&mut self, key: &str, node: &YamlNode, is_misspelt: bool) -> bool {
        refuse(&mut self.reader, node, |text| is_degree(key, text, is_misspelt))
            || self.refuses_secret_below(node)
            || is_key(key)
    }

    /// Reports a degree of secrecy in the maps of a value; returns whether there is one.
    pub(super) fn refuses_secret_below(&mut self, node: &YamlNode) -> bool {
        let mut found = false;
        for (key, value) in pairs(node) {
            found |= self.refuses_secret(&key.text, value, false);
        }
        found
    }
}

/// Returns the keys with their values in a map, or in the maps of a list.
fn pairs(node: &YamlNode) -> Vec<&(Key, YamlNode)> {
    match &node.value {
        Value::Empty | Value::Scalar(_) => Vec::new(),
        Value::List(items) => items.iter().flat_map(pairs).collect(),
        Value::Map(pairs) => pairs.iter().collect(),
    }
}

/// Returns the texts in a value with their nodes.
fn scalars(node: &YamlNode) -> Vec<(&YamlNode, &str)> {
    match &node.value {
        Value::Empty => Vec::new(),
        Value::Scalar(_) => node.as_scalar().map(|text| (node, text)).into_iter().collect(),
        Value::List(items) => items.iter().flat_map(scalars).collect(),
        Value::Map(pairs) => pairs.iter().flat_map(|(_, value)| scalars(value)).collect(),
    }
}
