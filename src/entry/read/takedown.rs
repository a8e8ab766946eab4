//! Takedowns: what is left of an entry that is withdrawn for secrecy or privacy (`gỡ hẳn`).
//!
//! Such an entry is read as its notice. The keys that the notice does not need are skipped, together with their faults,
//! so that no later stage knows what they say, and nothing that is wrong with them can delay the takedown. The body and
//! the files are still read, but only to find which files belong to the entry, so that none of them is published as
//! a file of nobody. The effects on other documents stay as long as the number does: taking down a page does not undo
//! what the document did.
//!
//! **Left out on purpose.** The file of the entry is not changed. What is still in it is advice of `check`.

use std::sync::Arc;

use super::EntryReader;
use super::body::BodyReferences;
use super::fields::{self, FieldReader, KeyLookup};
use crate::diagnostic::faults;
use crate::entry::path_resolution::{FileLookup, InternalTarget, OwnFile, PathResolver};
use crate::entry::{
    Erasure, FieldKey, Metadata, Reference, RelationKind, front_matter, references,
};
use crate::yaml::{Key, Value, YamlNode};

/// The code names of the fields that a notice needs, without the title and with it.
const OF_NOTICE: [&str; 6] = ["withdrawn", "draft", "publish_at", "slug", "language", "ignore"];
const OF_TITLE: [&str; 11] = [
    "title",
    "number",
    "type",
    "issued_on",
    "issuer",
    "effective_on",
    "expires_on",
    "status",
    "translation_of",
    "posted_at",
    "aliases",
];
/// The code names of the fields that name files.
const OF_FILES: [&str; 2] = ["attachments", "image"];

impl EntryReader<'_> {
    /// Returns whether a key must not be read, because a takedown erases its value.
    pub(super) fn erases(
        &mut self,
        key: &KeyLookup<'_>,
        value: &YamlNode,
        all: &[(Key, YamlNode)],
    ) -> bool {
        let Some(erasure) = self.metadata.erasure() else { return false };
        let is_part_of =
            |notice: &[&str]| key.field().is_some_and(|field| notice.contains(&field.name()));
        let is_kept = is_part_of(&OF_NOTICE)
            || erasure == Erasure::Content
                && (is_part_of(&OF_TITLE) || is_effect_or_name(key, all));
        self.has_erased |= !is_kept && value.value != Value::Empty;
        if !is_kept && let KeyLookup::Field(field) = key {
            self.report_erased_effects(&field.reader, value);
        }
        !is_kept && !is_part_of(&OF_FILES)
    }

    /// Reports the documents that a relation in an erased entry altered, by number or address alone.
    fn report_erased_effects(&mut self, reader: &FieldReader, value: &YamlNode) {
        let FieldReader::Relation(kind) = reader else { return };
        if !kind.alters_target() || *kind == RelationKind::Corrects {
            return;
        }
        // What is wrong with the relations is erased as well.
        let known = std::mem::take(&mut self.reader.faults);
        let zone = self.context.settings.zone;
        let read = references::references(&mut self.reader, value, *kind, zone);
        self.reader.faults = known;
        let name = |(reference, _): (Reference, YamlNode)| {
            reference.number.map(|number| number.as_str().to_owned()).or(reference.address)
        };
        let others: Vec<String> = read.into_iter().filter_map(name).collect();
        if !others.is_empty() {
            let place = self.reader.place(&value.range);
            self.reader.faults.push(faults::erased_effects(place, &others));
        }
    }

    /// Erases what was read only to find the files of the entry, and reports what is left in the source.
    pub(super) fn erase(
        &mut self,
        resolver: PathResolver<'_>,
        references: &mut BodyReferences,
        files: &mut Vec<OwnFile>,
    ) {
        let BodyReferences { links, pictures, .. } = std::mem::take(references);
        let metadata = &mut self.metadata;
        metadata.abstract_text = None;
        metadata.set_derived_summary("");
        let Metadata { attachments, image, .. } = metadata;
        let attachments = std::mem::take(attachments).into_iter().map(|file| file.path);
        let pictures = image.take().map(|image| image.picture).into_iter().chain(pictures);
        let linked = links.into_iter().filter_map(|link| match link.target {
            InternalTarget::File(address, _) | InternalTarget::Address(address) => {
                Some(Arc::from(format!("content{address}")))
            }
            _ => None,
        });
        // Also those whose names cannot be published, and those at their own path in another folder.
        let own = resolver.own_files().into_iter().map(|file| file.path.clone());
        let paths =
            own.chain(attachments).chain(pictures.map(|picture| picture.path)).chain(linked);
        files.extend(paths.filter_map(|path: Arc<str>| {
            let found = resolver.classify(resolver.files.get(&path)?);
            let is_of_others = matches!(found, FileLookup::Entry(_) | FileLookup::OfOtherEntry(..));
            let address = resolver.address.into();
            (!is_of_others).then_some(OwnFile { address, path })
        }));
        let body = &self.text.as_str()[front_matter::body_start(self.text)..];
        let span = |key| self.spans.iter().find(|(other, _)| *other == key);
        let (_, range) = span(FieldKey::Withdrawal).expect("only a withdrawal erases");
        let place = self.text.place(range.clone());
        let has_own_address = span(FieldKey::Slug).is_some();
        if self.metadata.erasure() == Some(Erasure::Title) && !has_own_address {
            let fault = faults::address_of_erased_title(place.clone(), resolver.address);
            self.reader.faults.push(fault);
        }
        if self.has_erased || !body.trim().is_empty() || !files.is_empty() {
            self.reader.faults.push(faults::erased_content_in_source(place));
        }
    }
}

/// Returns whether a key is a relation that alters another document, or the abstract that names a document without a
/// title.
fn is_effect_or_name(key: &KeyLookup<'_>, all: &[(Key, YamlNode)]) -> bool {
    let KeyLookup::Field(field) = key else { return false };
    match field.reader {
        FieldReader::Relation(kind) => kind.alters_target(),
        _ if field.name() == "abstract" => {
            !all.iter().any(|(key, _)| fields::is_key_of(&key.text, "title"))
        }
        _ => false,
    }
}
