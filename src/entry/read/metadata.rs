//! The metadata of an entry, field by field, and the values derived from the number of a document.
//!
//! A key that is unknown, or belongs to another kind of entry, is a warning, and its value is kept for templates. If
//! they are not written, type and issuer are derived from the number, and the title from type and abstract. A number
//! that contradicts the type is reported and never corrected.

use std::ops::Range;

use super::EntryReader;
use super::fields::{self, FieldReader, KeyLookup, MetadataField};
use super::unknown_keys::GivenField;
use crate::config::{EntryKind, is_language_tag};
use crate::diagnostic::{Diagnostic, faults};
use crate::entry::{
    Erasure, FieldKey, Name, Relation, RelationKind, TextField, front_matter, references, values,
};
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::number::{DocumentNumber, NumberForm};
use crate::vietnamese::secrecy::stamp_in;
use crate::vietnamese::{document_type, fold};
use crate::yaml::{self, Key, Value, YamlNode};

impl EntryReader<'_> {
    pub(super) fn read_front_matter(&mut self) {
        let range = match front_matter::find(self.text) {
            Ok(range) => range,
            Err(fault) => return self.report_unread(*fault),
        };
        self.spans.push((FieldKey::FrontMatter, 0..3.min(self.text.as_str().len())));
        let missing = range.is_none();
        if let Some(range) = range {
            match yaml::parse(self.text, range, &mut self.reader.faults) {
                Ok(root) => self.read_fields(&root),
                Err(fault) => return self.report_unread(*fault),
            }
        }
        self.split_byline();
        self.derive_missing();
        let needs_title = !self.is_index && self.metadata.erasure() != Some(Erasure::Title);
        if self.metadata.title.is_empty() && needs_title {
            if missing {
                let empty = self.text.as_str().trim().is_empty();
                let place = if empty {
                    crate::diagnostic::Place::file(self.text.file().clone())
                } else {
                    self.reader.place(&(0..self.text.as_str().find('\n').unwrap_or(3)))
                };
                return self.reader.faults.push(faults::no_front_matter(place, empty));
            }
            if self.spans.iter().any(|(key, _)| *key == FieldKey::Title) {
                return;
            }
            let place = self.reader.place(&(0..3.min(self.text.as_str().len())));
            self.reader.faults.push(faults::missing_title(place, self.kind == EntryKind::Document));
        }
    }

    /// Reports why the front matter cannot be read, and that a withdrawal in it has no effect.
    fn report_unread(&mut self, fault: Diagnostic) {
        self.reader.faults.push(fault);
        let is_removal = |key: &str| {
            ["withdrawn", "public_until"].iter().any(|name| fields::is_key_of(key, name))
        };
        let mut at = 0;
        for line in self.text.as_str().split_inclusive('\n') {
            let range = at..at + line.trim_end().len();
            at += line.len();
            if range.start > 0 && line.trim_end() == "---" {
                break;
            }
            if let Some((key, _)) = line.split_once(':').filter(|(key, _)| is_removal(key)) {
                let place = self.reader.place(&range);
                self.reader.faults.push(faults::unread_withdrawal(place, key.trim()));
            }
        }
    }

    fn read_fields(&mut self, root: &YamlNode) {
        let mut seen: Vec<(&str, &Key)> = Vec::new();
        let pairs = self.reader.read_map(root);
        let mut found: Vec<(&(Key, YamlNode), KeyLookup<'_>)> =
            pairs.iter().map(|pair| (pair, self.look_up(&pair.0.text))).collect();
        let fields =
            found.iter().filter_map(|((key, value), found)| Some((key, value, found.field()?)));
        let given: Vec<GivenField<'_>> = fields.collect();
        // A withdrawal is read first: it decides what else is.
        found.sort_by_key(|(_, found)| found.field().map(MetadataField::name) != Some("withdrawn"));
        let is_misnamed = self.is_index && self.report_document_as_index(pairs);
        for ((key, value), found) in found {
            if self.erases(&found, value, pairs) {
                continue;
            }
            match found {
                KeyLookup::Field(field) => {
                    if let Some((_, first)) = seen.iter().find(|(other, _)| *other == field.name())
                    {
                        self.reader.report_duplicate_key(key, first);
                        continue;
                    }
                    seen.push((field.name(), key));
                    if self.kind == EntryKind::Document && fold::key(&key.text) == "date" {
                        self.report_date_of_document(key, value, root);
                    }
                    self.warn_truncating_comment(key, value);
                    // These look at the keys below them.
                    if !matches!(field.name(), "extra" | "secrecy") {
                        self.refuses_secret_below(value);
                    }
                    // A key without a value counts as not written.
                    if value.value != Value::Empty && !self.refuses_removal_of_list(field, key) {
                        self.read_value(&field.reader, value);
                    }
                }
                KeyLookup::Own(field) => {
                    if let Some((_, first)) = seen.iter().find(|(other, _)| *other == &*field.key) {
                        self.reader.report_duplicate_key(key, first);
                        continue;
                    }
                    seen.push((field.key.as_str(), key));
                    self.warn_truncating_comment(key, value);
                    self.read_own(field, key, value);
                }
                // Under its right name, the file has another kind.
                KeyLookup::OtherKind(_) | KeyLookup::Unknown if is_misnamed => {
                    self.keep_unknown(key, value);
                }
                KeyLookup::OtherKind(kinds) => {
                    self.read_key_of_other_kind(key, value, &given, kinds);
                }
                KeyLookup::Unknown => self.read_unknown(key, value, &given),
            }
        }
        self.warn_empty_day_of_issue(&given);
    }

    /// Reports a day of issue that `new` left to be filled in, once the document is no draft.
    fn warn_empty_day_of_issue(&mut self, given: &[GivenField<'_>]) {
        let empty = given
            .iter()
            .find(|(_, value, field)| value.value == Value::Empty && field.name() == "issued_on");
        if let Some((key, ..)) = empty.filter(|_| !self.metadata.draft) {
            let place = self.reader.place(&key.range);
            self.reader.faults.push(faults::empty_day_of_issue(place, &key.text));
        }
    }

    /// Reports `date` on a document, where it is the day of posting.
    fn report_date_of_document(&mut self, key: &Key, value: &YamlNode, root: &YamlNode) {
        let zone = self.context.settings.zone;
        let day = value.as_scalar().and_then(|text| Moment::parse(text, zone).ok());
        let day = day.map(|moment| PartialDate::Day(moment.date()).to_string());
        let all = self.reader.read_map(root);
        let has_day_of_issue = all.iter().any(|(key, _)| fields::is_key_of(&key.text, "issued_on"));
        let place = self.reader.place(&key.range);
        let fault = faults::date_of_document(place, day.as_deref(), has_day_of_issue);
        self.reader.faults.push(fault);
    }

    /// Splits the label from the author: «Tin, ảnh: …» names one person for both, unless a photographer is written.
    fn split_byline(&mut self) {
        let metadata = &mut self.metadata;
        let Some(written) = metadata.text(TextField::Author) else { return };
        let (author, is_photographer) = values::split_byline(written);
        if is_photographer && metadata.text(TextField::Photographer).is_none() {
            metadata.set_text(TextField::Photographer, author.into());
        }
        metadata.set_text(TextField::Author, author.into());
    }

    /// Reports a withdrawal or public period of a section's text, and returns whether it did: the section's address
    /// shows its listing, so no notice can replace it.
    fn refuses_removal_of_list(&mut self, field: &MetadataField, key: &Key) -> bool {
        let refused = self.is_index && matches!(field.name(), "withdrawn" | "public_until");
        if refused {
            let place = self.reader.place(&key.range);
            self.reader.faults.push(faults::not_allowed_in_index(place, &key.text));
        }
        refused
    }

    /// Reports a value that is truncated by ` #`, which YAML silently treats as the start of a comment.
    fn warn_truncating_comment(&mut self, key: &Key, value: &YamlNode) {
        let (text, from) = match &value.value {
            Value::Scalar(_) | Value::Empty => {
                (self.text.as_str(), value.range.end.max(key.range.end))
            }
            Value::List(_) | Value::Map(_) => return,
        };
        let end = text[from..].find('\n').map_or(text.len(), |at| from + at);
        let rest = &text[from..end];
        if let Some(at) = rest.find('#')
            && rest[..at].trim_matches([' ', ':']).is_empty()
        {
            let place = self.reader.place(&(from + at..end));
            self.reader.faults.push(faults::value_cut_at_hash(place));
        }
    }

    pub(super) fn keep_unknown(&mut self, key: &Key, value: &YamlNode) {
        self.metadata.extra.push((key.text.clone(), value.to_plain()));
    }

    pub(super) fn read_value(&mut self, reader: &FieldReader, value: &YamlNode) {
        let zone = self.context.settings.zone;
        let (yaml, metadata) = (&mut self.reader, &mut self.metadata);
        match reader {
            FieldReader::Plain(field) => {
                let text = yaml.read_text(value);
                text.into_iter().for_each(|text| metadata.set_text(*field, text.into()));
            }
            FieldReader::Name(text) => *text(metadata) = values::name(yaml, value),
            FieldReader::ManyTexts(texts, separators) => {
                *texts(metadata) = values::texts(yaml, value, separators);
            }
            FieldReader::Day(day) => *day(metadata) = values::date(yaml, value, zone),
            FieldReader::DayAndTime(at) => *at(metadata) = values::moment(yaml, value, zone),
            FieldReader::YesNo(is_so) => *is_so(metadata) = yaml.read_boolean(value),
            FieldReader::Relation(kind) => self.read_relations(*kind, value),
            FieldReader::Special(read) => read(self, value),
            FieldReader::Marked(key, reader) => {
                self.read_value(reader, value);
                self.mark(*key, value);
            }
        }
    }

    /// Keeps the byte range of a value, for faults that are found later.
    pub(super) fn mark(&mut self, key: FieldKey, value: &YamlNode) {
        self.spans.push((key, value.range.clone()));
    }

    pub(super) fn read_abstract(&mut self, value: &YamlNode) {
        self.metadata.abstract_text = self.reader.read_text(value).map(Into::into);
        self.refuse_stamp(value, value.as_scalar().and_then(stamp_in));
    }

    pub(super) fn read_title(&mut self, value: &YamlNode) {
        self.metadata.title = self.reader.read_text(value).unwrap_or_default().into();
        self.refuse_stamp(value, value.as_scalar().and_then(stamp_in));
        // A list or map was reported as such, so a missing title is not reported too.
        if !matches!(value.value, Value::Scalar(_)) || !self.metadata.title.is_empty() {
            self.mark(FieldKey::Title, value);
        }
    }

    fn read_relations(&mut self, kind: RelationKind, value: &YamlNode) {
        let zone = self.context.settings.zone;
        for (target, node) in references::references(&mut self.reader, value, kind, zone) {
            self.mark(FieldKey::nth(FieldKey::Relation, self.metadata.relations.len()), &node);
            if let Some(key) = target.meaningless_day(kind) {
                let place = self.reader.place(&node.range);
                self.reader.faults.push(faults::meaningless_relation_day(place, key));
            }
            self.metadata.relations.push(Relation { kind, target });
        }
    }

    pub(super) fn read_translation_of(&mut self, value: &YamlNode) {
        let zone = self.context.settings.zone;
        let original = references::reference(&mut self.reader, value, zone);
        self.metadata.translation_of = original.map(Box::new);
    }

    pub(super) fn read_summary(&mut self, value: &YamlNode) {
        let summary = self.reader.read_text(value).unwrap_or_default();
        self.metadata.set_written_summary(&summary);
    }

    pub(super) fn read_withdrawal(&mut self, value: &YamlNode) {
        let zone = self.context.settings.zone;
        let withdrawal = references::withdrawal(&mut self.reader, value, zone);
        self.metadata.withdrawn = withdrawal.map(Box::new);
        self.spans.push((FieldKey::Withdrawal, replacement_range(value)));
    }

    pub(super) fn read_slug(&mut self, value: &YamlNode) {
        let Some(slug) = self.reader.read_text(value) else { return };
        self.mark(FieldKey::Slug, value);
        if slug.contains(['/', '\\']) || slug.contains("..") {
            let place = self.reader.place(&value.range);
            self.reader.faults.push(faults::bad_slug(place, &slug));
        } else {
            self.slug = Some(slug);
        }
    }

    pub(super) fn read_language(&mut self, value: &YamlNode) {
        let Some(language) = self.reader.read_text(value) else { return };
        if is_language_tag(&language) {
            self.metadata.language = Some(language);
        } else {
            let place = self.reader.place(&value.range);
            self.reader.faults.push(faults::bad_language(place, &language));
        }
    }

    pub(super) fn read_extra(&mut self, value: &YamlNode) {
        for (key, value) in self.reader.read_map(value) {
            if !self.refuses_secret(&key.text, value, false) {
                self.keep_unknown(key, value);
            }
        }
    }

    /// Derives missing values of a document from its number, its type and its abstract, and checks the number.
    fn derive_missing(&mut self) {
        let number = self.metadata.number.as_ref();
        if let Some(number) = number {
            let place = self.reader.place(&self.span(FieldKey::Number));
            if let Some(intended) = intended_number(number) {
                self.reader.faults.push(faults::malformed_number(
                    place,
                    number.written(),
                    &intended,
                ));
            } else if let Some(name) = &self.metadata.doc_type
                && let Some(doc_type) = document_type::by_name(name)
                && !number.is_consistent_with(doc_type)
            {
                let by_number = number.document_type().map(|found| found.name);
                let fault = faults::number_type_mismatch(place, number.written(), name, by_number);
                self.reader.faults.push(fault);
            }
        }
        self.derive_type();
        let metadata = &mut self.metadata;
        if metadata.issuer.is_none()
            && let Some(code) = metadata.number.as_ref().and_then(DocumentNumber::issuer_code)
        {
            let day = metadata.issued_on.map(|date| date.first_day());
            metadata.issuer = self.context.settings.issuer(&code, day).map(Name::from);
        }
        if metadata.title.is_empty()
            && let (Some(name), Some(text)) = (&metadata.doc_type, &metadata.abstract_text)
        {
            metadata.title = format!("{name} {}", text.trim_end_matches('.')).into();
        }
    }

    /// Derives the type from the number. A number of a body that portal.yaml names is that of a letter, like those of
    /// the bodies that are known everywhere.
    fn derive_type(&mut self) {
        let Some(number) = self.metadata.number.as_ref() else { return };
        if self.metadata.doc_type.is_some() {
            return;
        }
        let codes = number.codes();
        let code = codes.first().copied().filter(|_| number.type_code().is_none());
        let is_own_body =
            code.is_some_and(|code| self.context.settings.issuer(code, None).is_some());
        let is_letter = is_own_body && number.form() == NumberForm::Administrative;
        let derived = number.document_type().map(|found| found.name);
        self.metadata.doc_type = derived.or(is_letter.then_some("Công văn")).map(Name::from);
        if let Some(code) = code.filter(|_| self.metadata.doc_type.is_none())
            && number.form().is_complete()
            && number.form() != NumberForm::Law
        {
            let place = self.reader.place(&self.span(FieldKey::Number));
            // A slip in the number is the cause of what its code seems to be.
            if self.reader.faults.iter().all(|fault| fault.place != place) {
                self.reader.faults.push(faults::unknown_number_code(place, code));
            }
        }
    }

    fn span(&self, wanted: FieldKey) -> Range<usize> {
        let span = self.spans.iter().find(|(key, _)| *key == wanted);
        span.map_or(0..0, |(_, range)| range.clone())
    }
}

/// Returns what was probably meant by a number with a slip.
pub fn intended_number(number: &DocumentNumber) -> Option<String> {
    number.correction().or_else(|| with_diacritics(number))
}

/// Returns the number with a type code that was typed without diacritics (15/QD-UBND) corrected: uncorrected, it would
/// be read as the office that issued an official letter.
fn with_diacritics(number: &DocumentNumber) -> Option<String> {
    let code = *number.codes().first()?;
    if !code.is_ascii() || number.issuer_code().is_none() {
        return None;
    }
    let accented = ["QĐ", "NĐ", "ĐA"]
        .into_iter()
        .find(|known| fold::plain(known) == fold::plain(code) && *known != code && code != "DA")?;
    Some(number.written().replacen(code, accented, 1))
}

/// Returns the range of the replacement that a withdrawal names, else of the whole value.
fn replacement_range(withdrawal: &YamlNode) -> Range<usize> {
    let replaced_by = match &withdrawal.value {
        Value::Map(pairs) => pairs
            .iter()
            .find(|(key, _)| matches!(fold::key(&key.text).as_str(), "replaced_by" | "thay_bang")),
        _ => None,
    };
    replaced_by.map_or(&withdrawal.range, |(_, node)| &node.range).clone()
}
