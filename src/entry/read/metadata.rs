//! The metadata of an entry, field by field, and the values derived from the number of a document.
//!
//! A key that is unknown, or belongs to another kind of entry, is a warning, and its value is kept for templates. If
//! they are not written, type and issuer are derived from the number, and the title from type and abstract. A number
//! that contradicts the type is reported and never corrected.

use std::ops::Range;

use super::EntryReader;
use crate::config::{EntryKind, is_language_tag};
use crate::diagnostic::faults;
use crate::entry::fields::{self, Field, KeyLookup};
use crate::entry::{FieldKey, Relation, address, front_matter, values};
use crate::vietnamese::number::DocumentNumber;
use crate::vietnamese::{document_type, fold};
use crate::yaml::{self, Key, Value, YamlNode};

impl<'a> EntryReader<'a> {
    pub(super) fn read_front_matter(&mut self) {
        let range = match front_matter::find(self.text) {
            Ok(range) => range,
            Err(fault) => return self.reader.faults.push(*fault),
        };
        self.spans.push((FieldKey::FrontMatter, 0..3.min(self.text.as_str().len())));
        let missing = range.is_none();
        if let Some(range) = range {
            match yaml::parse(self.text, range) {
                Ok(root) => self.read_fields(&root),
                Err(fault) => return self.reader.faults.push(*fault),
            }
        }
        self.derive_missing();
        if self.metadata.title.is_empty() && !self.is_index {
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

    fn read_fields(&mut self, root: &YamlNode) {
        let mut seen: Vec<(Field, Key)> = Vec::new();
        for (key, value) in self.reader.read_map(root) {
            match fields::look_up(&key.text, self.kind) {
                KeyLookup::Field(field) => {
                    if let Some((_, first)) = seen.iter().find(|(other, _)| *other == field) {
                        let (place, other) =
                            (self.reader.place(&key.range), self.reader.place(&first.range));
                        self.reader.faults.push(faults::duplicate_key(place, other, &key.text));
                        continue;
                    }
                    seen.push((field, key.clone()));
                    self.warn_truncating_comment(key, value);
                    // A key without a value counts as not written.
                    if value.value != Value::Empty && !self.refuses_removal_of_list(field, key) {
                        self.read_field(field, value);
                    }
                }
                KeyLookup::OtherKind(_, kinds) => {
                    let place = self.reader.place(&key.range);
                    let fault = faults::key_of_other_kind(place, &key.text, kind_names(kinds));
                    self.reader.faults.push(fault);
                    self.keep_unknown(key, value);
                }
                // A degree of secrecy under a spelling that the table lacks must not be published either.
                KeyLookup::Unknown(_) if is_about_secrecy(&key.text) => {
                    values::secrecy(&mut self.reader, value);
                }
                KeyLookup::Unknown(near) => {
                    let place = self.reader.place(&key.range);
                    self.reader.faults.push(faults::unknown_key(place, &key.text, near));
                    self.keep_unknown(key, value);
                }
            }
        }
    }

    /// Reports a withdrawal or public period of a section's text, and returns whether it did: the section's address
    /// shows its listing, so no notice can replace it.
    fn refuses_removal_of_list(&mut self, field: Field, key: &Key) -> bool {
        let refused = self.is_index && matches!(field, Field::Withdrawn | Field::PublicUntil);
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

    fn keep_unknown(&mut self, key: &Key, value: &YamlNode) {
        self.metadata.extra.push((key.text.clone(), value.to_plain()));
    }

    fn read_title(&mut self, value: &YamlNode) {
        self.metadata.title = self.reader.read_text(value).unwrap_or_default();
        // A list or map was reported as such, so a missing title is not reported too.
        if !matches!(value.value, Value::Scalar(_)) || !self.metadata.title.is_empty() {
            self.spans.push((FieldKey::Title, value.range.clone()));
        }
    }

    fn read_field(&mut self, field: Field, value: &YamlNode) {
        let zone = self.context.settings.zone;
        let (reader, metadata) = (&mut self.reader, &mut self.metadata);
        match field {
            Field::Title => self.read_title(value),
            Field::Number | Field::Type | Field::Relation(_) => {
                self.read_identity_field(field, value);
            }
            Field::IssuedOn => metadata.issued_on = values::date(reader, value),
            Field::Issuer => metadata.issuer = reader.read_text(value),
            Field::Abstract => metadata.abstract_text = reader.read_text(value),
            Field::Fields => metadata.fields = reader.read_texts(value),
            Field::Signer => metadata.signer = reader.read_text(value),
            Field::SignerTitle => metadata.signer_title = reader.read_text(value),
            Field::EffectiveOn => metadata.effective_on = values::date(reader, value),
            Field::ExpiresOn => metadata.expires_on = values::date(reader, value),
            Field::Status => {
                metadata.status = values::status(reader, value);
                self.spans.push((FieldKey::Status, value.range.clone()));
            }
            Field::TranslationOf => {
                metadata.translation_of = values::reference(reader, value).map(Box::new);
                self.spans.push((FieldKey::Translation, value.range.clone()));
            }
            Field::Attachments => self.deferred.attachments = Some(value.clone()),
            Field::Category => metadata.category = reader.read_texts(value),
            Field::Summary => {
                metadata.summary = reader.read_text(value).unwrap_or_default();
                metadata.has_written_summary = true;
            }
            Field::Author => {
                let byline = values::byline(reader, value);
                metadata.author = byline.author;
                // «Tin, ảnh: …» names one person for both; an explicit photographer takes precedence.
                metadata.photographer = metadata.photographer.take().or(byline.photographer);
            }
            Field::Photographer => {
                metadata.photographer =
                    reader.read_text(value).or_else(|| metadata.photographer.take());
            }
            Field::Unit => metadata.unit = reader.read_text(value),
            Field::Image => self.deferred.image = Some(value.clone()),
            Field::ImageCaption => self.deferred.image_caption = reader.read_text(value),
            Field::ImageAlt => self.deferred.image_alt = values::text_or_empty(reader, value),
            Field::Source => metadata.source = values::source(reader, value, zone).map(Box::new),
            Field::PostedBy => metadata.posted_by = reader.read_text(value),
            Field::PostedAt => {
                metadata.posted_at = values::moment(reader, value, zone);
                self.spans.push((FieldKey::PostedAt, value.range.clone()));
            }
            Field::UpdatedAt => metadata.updated_at = values::moment(reader, value, zone),
            Field::PublishAt => metadata.publish_at = values::moment(reader, value, zone),
            Field::PublicUntil => metadata.public_until = values::date(reader, value),
            Field::Withdrawn => {
                metadata.withdrawn = values::withdrawal(reader, value).map(Box::new);
                self.spans.push((FieldKey::Withdrawal, replacement_range(value)));
            }
            Field::Corrections => metadata.corrections = values::corrections(reader, value),
            Field::Tags => metadata.tags = reader.read_texts(value),
            Field::Draft => metadata.draft = values::boolean(reader, value),
            Field::Pinned => metadata.pinned = values::boolean(reader, value),
            Field::Secrecy => values::secrecy(reader, value),
            Field::Slug | Field::Aliases | Field::Language | Field::Template | Field::Extra => {
                self.read_presentation_field(field, value);
            }
        }
    }

    fn read_identity_field(&mut self, field: Field, value: &YamlNode) {
        match field {
            Field::Number => {
                self.metadata.number =
                    self.reader.read_text(value).map(|written| DocumentNumber::parse(&written));
                self.spans.push((FieldKey::Number, value.range.clone()));
            }
            Field::Type => {
                let found = values::doc_type(&mut self.reader, value);
                self.metadata.doc_type = found.map(|found| found.name.to_owned());
            }
            Field::Relation(kind) => {
                for (target, node) in values::references(&mut self.reader, value) {
                    let key = FieldKey::Relation(self.metadata.relations.len());
                    self.spans.push((key, node.range));
                    self.metadata.relations.push(Relation { kind, target });
                }
            }
            _ => {}
        }
    }

    fn read_presentation_field(&mut self, field: Field, value: &YamlNode) {
        let place = self.reader.place(&value.range);
        match field {
            Field::Slug => {
                let Some(slug) = self.reader.read_text(value) else { return };
                self.spans.push((FieldKey::Slug, value.range.clone()));
                if slug.contains(['/', '\\']) || slug.contains("..") {
                    self.reader.faults.push(faults::bad_slug(place, &slug));
                } else {
                    self.slug = Some(slug);
                }
            }
            Field::Aliases => self.read_aliases(value),
            Field::Language => {
                let language = self.reader.read_text(value);
                let is_valid = |tag: &String| is_language_tag(tag);
                if let Some(invalid) = language.as_ref().filter(|tag| !is_valid(tag)) {
                    self.reader.faults.push(faults::bad_language(place, invalid));
                }
                self.metadata.language = language.filter(is_valid);
            }
            Field::Template => {
                self.metadata.template = self.reader.read_text(value);
                self.spans.push((FieldKey::Template, value.range.clone()));
            }
            Field::Extra => {
                for (key, value) in self.reader.read_map(value) {
                    self.metadata.extra.push((key.text.clone(), value.to_plain()));
                }
            }
            _ => {}
        }
    }

    fn read_aliases(&mut self, node: &YamlNode) {
        for item in node.as_items() {
            let Some(written) = self.reader.read_text(item) else { continue };
            if !is_valid_alias(&written) {
                let place = self.reader.place(&item.range);
                self.reader.faults.push(faults::bad_alias(place, &written));
                continue;
            }
            self.spans.push((FieldKey::Alias(self.metadata.aliases.len()), item.range.clone()));
            self.metadata.aliases.push(written);
        }
    }

    /// Derives missing values of a document from its number, its type and its abstract, and checks the number.
    fn derive_missing(&mut self) {
        let number = self.metadata.number.as_ref();
        if let Some(number) = number {
            let place = self.reader.place(&self.span(FieldKey::Number));
            if let Some(intended) = number.correction().or_else(|| with_diacritics(number)) {
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
        let metadata = &mut self.metadata;
        if metadata.doc_type.is_none()
            && let Some(number) = &metadata.number
        {
            metadata.doc_type = number.document_type().map(|found| found.name.to_owned());
        }
        if metadata.issuer.is_none()
            && let Some(code) = metadata.number.as_ref().and_then(DocumentNumber::issuer_code)
        {
            let day = metadata.issued_on.map(|date| date.first_day());
            metadata.issuer = self.context.settings.issuer(&code, day).map(str::to_owned);
        }
        if metadata.title.is_empty()
            && let (Some(name), Some(text)) = (&metadata.doc_type, &metadata.abstract_text)
        {
            metadata.title = format!("{name} {}", text.trim_end_matches('.'));
        }
    }

    fn span(&self, wanted: FieldKey) -> Range<usize> {
        let span = self.spans.iter().find(|(key, _)| *key == wanted);
        span.map_or(0..0, |(_, range)| range.clone())
    }
}

/// Returns whether an old address is a valid path of the site and can be written to the redirect rules of servers,
/// where some characters are patterns.
fn is_valid_alias(written: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\{}*".contains(c);
    let path = address::decode(written.split(['?', '#']).next().unwrap_or_default());
    let Some(inner) = path.strip_prefix('/') else { return false };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let is_usable = |part: &str| {
        !matches!(part, "" | "." | "..")
            && part.len() <= address::MAX_PART_BYTES
            && !part.starts_with([':', '@'])
            && !part.starts_with(".niemyet-")
            && !part.contains(|c: char| c.is_control() || c == '\\')
    };
    !written.contains(forbidden) && (inner.is_empty() || inner.split('/').all(is_usable))
}

fn is_about_secrecy(key: &str) -> bool {
    let key = format!("_{}_", fold::key(key));
    ["_do_mat_", "_muc_mat_", "_bao_mat_", "_tai_lieu_mat_"].iter().any(|words| key.contains(words))
}

/// Returns the number with a type code that was typed without diacritics (15/QD-UBND) corrected: uncorrected, it would
/// be read as the office that issued an official letter.
fn with_diacritics(number: &DocumentNumber) -> Option<String> {
    let code = number.codes().first()?;
    if !code.is_ascii() || number.issuer_code().is_none() {
        return None;
    }
    let accented = ["QĐ", "NĐ", "ĐA"]
        .into_iter()
        .find(|known| fold::plain(known) == fold::plain(code) && *known != code && code != "DA")?;
    Some(number.written().replacen(code.as_str(), accented, 1))
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
