//! Keys that an entry of this kind does not have: what was probably meant, and a repair that can be typed as it is.
//!
//! A proposed key accepts the value, which is tried: `permalink: /2014/85/` is an old address, `permalink: bao-cao` the
//! last part of the address. If the file has the key already, or it was proposed before, one of the lines is to go, but
//! never one that names a file.

use super::EntryReader;
use super::fields::{self, MetadataField};
use super::synonyms::{BYLINES, SHOWN_IF_TRUE};
use crate::config::EntryKind;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::faults::{self, KeyRepair};
use crate::entry::values;
use crate::vietnamese::fold;
use crate::vietnamese::slug::slug;
use crate::yaml::{Key, KeyNames, Value, YamlNode, is_key};

/// A field as a file gives it: its key, its value, and the field.
pub(super) type GivenField<'n> = (&'n Key, &'n YamlNode, &'static MetadataField);

impl EntryReader<'_> {
    /// Reports a key that is none of a field, and a degree of secrecy under it; `given` are the fields of the file.
    pub(super) fn read_unknown(&mut self, key: &Key, value: &YamlNode, given: &[GivenField<'_>]) {
        let similar = fields::similar(&key.text, self.kind);
        // A degree of secrecy under a spelling that the table of fields lacks must not be published either.
        let is_misspelt = similar.first().is_some_and(|(field, _)| field.name() == "secrecy");
        if self.refuses_secret(&key.text, value, is_misspelt) {
            return;
        }
        if self.report_own(key) {
            self.keep_unknown(key, value);
            return;
        }
        let folded = fold::key(&key.text);
        let written = match value.value {
            Value::Scalar(_) => self.text.as_str()[value.range.clone()].lines().next(),
            _ => None,
        };
        let written = written.unwrap_or("…");
        let is_no = ["khong", "sai", "false", "no"].contains(&&*fold::plain(written));
        let repair = if let Some(repair) = self.indentation(key, given) {
            repair
        } else if self.kind == EntryKind::News && BYLINES.contains(&&*folded) {
            self.byline_repair(written, given)
        } else if is_no && SHOWN_IF_TRUE.contains(&&*folded) {
            KeyRepair::Line(("nháp: có", "draft: yes"))
        } else {
            self.repair(value, given, &similar)
        };
        let place = self.reader.place(&key.range);
        self.reader.faults.push(faults::unknown_key(place, &key.text, &repair));
        self.keep_unknown(key, value);
    }

    /// Reports a document that was saved as the text of its folder, by its number or its day of issue; returns whether
    /// it is one. A section that portal.yaml may name has no day of issue, but its author may have meant another.
    pub(super) fn report_document_as_index(&mut self, all: &[(Key, YamlNode)]) -> bool {
        let find = |name| all.iter().find(|(key, _)| fields::is_key_of(&key.text, name));
        let source = self.text.file().clone();
        let folder = source.trim_end_matches("_index.md");
        let is_below_section = folder.matches('/').count() > 2;
        let day = find("issued_on").filter(|_| is_below_section);
        let Some((key, value)) = find("number").or(day) else { return false };
        let mut files = self.context.files.tree.with_prefix(folder);
        let is_alone = is_below_section
            && !files.any(|file| file.path.ends_with(".md") && *file.path != *source);
        let number = if is_alone { None } else { value.as_scalar().map(slug) };
        let name = number.filter(|slug| !slug.is_empty()).unwrap_or_else(|| "index".to_owned());
        let place = self.reader.place(&key.range);
        self.reader.faults.push(faults::document_as_index(place, &key.text, &format!("{name}.md")));
        true
    }

    /// Reports a key that only other kinds of entry have.
    pub(super) fn read_key_of_other_kind(
        &mut self,
        key: &Key,
        value: &YamlNode,
        given: &[GivenField<'_>],
        kinds: &[EntryKind],
    ) {
        let repair = self.repair(value, given, &fields::synonyms(&key.text, self.kind));
        let place = self.reader.place(&key.range);
        self.reader.faults.push(faults::key_of_other_kind(
            place,
            &key.text,
            kind_names(kinds),
            &repair,
        ));
        self.keep_unknown(key, value);
    }

    /// Returns the repair of a key that belongs to the map of the key above it, but is not indented.
    fn indentation<'k>(&self, key: &'k Key, given: &'k [GivenField<'_>]) -> Option<KeyRepair<'k>> {
        let mut above = given.iter().rev();
        let (parent, value, field) =
            above.find(|(other, ..)| other.range.start < key.range.start)?;
        let is_below = field.keys_below().iter().any(|names| is_key(&key.text, *names));
        let indent = value.indent_below(self.text).filter(|_| is_below)?;
        Some(KeyRepair::Indent(&parent.text, indent, &key.text))
    }

    fn repair(
        &mut self,
        value: &YamlNode,
        given: &[GivenField<'_>],
        similar: &[(&'static MetadataField, KeyNames)],
    ) -> KeyRepair<'static> {
        let Some((field, names)) = similar.iter().find(|(field, _)| self.accepts(field, value))
        else {
            return KeyRepair::Delete;
        };
        let (is_given, name) = (is_given(field.name(), given), field.name());
        if (is_given || self.proposed.contains(&name)) && name == "attachments" {
            return KeyRepair::AddTo(*names, value.as_scalar().unwrap_or("…").to_owned());
        }
        if is_given {
            return KeyRepair::Given(*names);
        }
        if self.proposed.contains(&name) {
            return KeyRepair::GivenTwice(*names);
        }
        self.proposed.push(name);
        match self.number_in(value).filter(|_| name == "number") {
            Some(number) => KeyRepair::Number(number),
            None => KeyRepair::Rename(*names),
        }
    }

    /// Returns the number of a document in a value that holds more.
    fn number_in(&mut self, value: &YamlNode) -> Option<String> {
        let faults = std::mem::take(&mut self.reader.faults);
        let number = values::number(&mut self.reader, value);
        self.reader.faults = faults;
        let number = number?.written().to_owned();
        (value.as_scalar() != Some(&number)).then_some(number)
    }

    /// Returns the repair of «Tin, ảnh: …», which names the author and the photographer.
    fn byline_repair<'w>(&self, written: &'w str, given: &[GivenField<'_>]) -> KeyRepair<'w> {
        let names = ["author", "photographer"].map(|name| (name, fields::names_of(name)));
        let is_taken = |name| self.proposed.contains(&name) || is_given(name, given);
        match names.map(|(name, _)| is_taken(name)) {
            [false, false] => KeyRepair::Both(names.map(|(_, names)| names), written),
            [true, true] => KeyRepair::Given(names[0].1),
            [is_author_given, _] => KeyRepair::Rename(names[usize::from(is_author_given)].1),
        }
    }

    /// Returns whether a field reads a value without an error, and a number from one with digits; the entry stays as it
    /// was.
    fn accepts(&mut self, field: &MetadataField, value: &YamlNode) -> bool {
        let has_digit =
            value.as_scalar().is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
        if field.name() == "number" && !has_digit {
            return false;
        }
        let before = (self.metadata.clone(), self.deferred.clone(), self.slug.clone());
        let ignored_advice = self.ignored_advice.clone();
        let (spans, faults) = (self.spans.len(), std::mem::take(&mut self.reader.faults));
        self.read_value(&field.reader, value);
        let is_accepted = !self.reader.faults.iter().any(Diagnostic::is_error);
        (self.metadata, self.deferred, self.slug) = before;
        self.ignored_advice = ignored_advice;
        self.spans.truncate(spans);
        self.reader.faults = faults;
        is_accepted
    }
}

fn is_given(name: &str, given: &[GivenField<'_>]) -> bool {
    given.iter().any(|(.., field)| field.name() == name)
}

/// Returns the Vietnamese and English names of kinds of entry.
fn kind_names(kinds: &[EntryKind]) -> (&'static str, &'static str) {
    match kinds {
        [EntryKind::Document] => ("văn bản", "documents"),
        [EntryKind::News] => ("tin tức", "news"),
        [EntryKind::Document, EntryKind::News] => ("văn bản và tin tức", "documents and news"),
        _ => ("tin tức và trang", "news and pages"),
    }
}
