//! From a file's text to its [`Entry`], gathering every fault on the way.
//!
//! Reading never stops at a fault: a broken front matter still leaves an entry with its address and its links, so
//! that links to it are no second fault and those in it are checked in the same run.

mod body;
mod files;
mod metadata;

use std::ops::Range;

use super::address::UnusableAddress;
use super::file_dependencies::{FileDependencies, FileSystemView, TrackedFiles};
use super::files::PathResolver;
use super::section::{Section, innermost_section};
use super::{Entry, Metadata, SpanKey, address, is_index};
use crate::config::{EntryKind, EntrySettings};
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::source::fingerprint;
use crate::yaml::{YamlNode, YamlReader};

/// What an entry's file is read against.
#[derive(Debug, Clone, Copy)]
pub struct ReadContext<'a> {
    /// What is read from the settings.
    pub customs: EntrySettings<'a>,
    /// The sections.
    pub sections: &'a [Section],
    /// The files.
    pub files: FileSystemView<'a>,
}

/// An entry with the faults of its file.
#[derive(Debug)]
pub struct ReadEntry {
    /// The entry; where there are errors it serves only to keep its address.
    pub entry: Entry,
    /// What is wrong with the file.
    pub faults: Vec<Diagnostic>,
    /// What it was that the reading learnt of other files.
    pub dependencies: FileDependencies,
}

/// Reads one Markdown file of the portal.
pub fn read(text: &SourceText, around: ReadContext<'_>) -> ReadEntry {
    let source = text.file().clone();
    let beside = TrackedFiles::new(around.files);
    let path = source.strip_prefix("content/").unwrap_or(&source);
    let section = innermost_section(around.sections, path);
    let is_index = is_index(&source);
    let kind = if is_index { EntryKind::Page } else { section.map_or(EntryKind::Page, |s| s.kind) };
    let reader = YamlReader::new(text);
    let mut reading = EntryReader {
        text,
        context: around,
        kind,
        is_index,
        reader,
        metadata: Metadata::default(),
        spans: vec![],
        slug: None,
        deferred: DeferredValues::default(),
    };
    reading.front_matter();
    let slug = reading.slug.take().filter(|_| !is_index);
    let (address, unusable) = address::of_entry(path, slug.as_deref());
    if let Some(unusable) = unusable {
        let place = match reading.spans.iter().find(|(mark, _)| *mark == SpanKey::Slug) {
            Some((_, range)) => text.place(range.clone()),
            None => Place::file(source.clone()),
        };
        reading.reader.faults.push(match unusable {
            UnusableAddress::Empty(part) => faults::empty_address_part(place, &part),
            UnusableAddress::Reserved(part) => faults::reserved_address(place, &part),
            UnusableAddress::TooLong(part) => faults::address_part_too_long(place, &part),
        });
    }
    let folder = PathResolver { files: &beside, source: &source, address: &address };
    let mut files = reading.entry_files(folder);
    let body::BodyReferences { links, pictures, citations } = reading.body(folder, &mut files);
    files.sort();
    files.dedup();
    let sections = enclosing_sections(around.sections, path);
    let EntryReader { reader, metadata, spans: marks, .. } = reading;
    let mut entry = Entry {
        source: source.clone(),
        kind,
        address: address.as_str().into(),
        sections,
        metadata,
        files,
        links,
        pictures,
        citations,
        spans: marks,
        metadata_fingerprint: 0,
        body_fingerprint: 0,
    };
    let leads: Vec<_> =
        entry.links.iter().map(|link| (&link.destination, &link.target, &link.suffix)).collect();
    entry.body_fingerprint = fingerprint(&(text.as_str(), leads));
    entry.update_fingerprint();
    let faults = reader.faults;
    ReadEntry { entry, faults, dependencies: beside.into_dependencies() }
}

fn enclosing_sections(sections: &[Section], path: &str) -> Vec<std::sync::Arc<str>> {
    let mut around: Vec<&Section> = sections.iter().filter(|s| s.contains(path)).collect();
    around.sort_by_key(|section| section.folder.len());
    around.iter().map(|section| section.address.clone()).collect()
}

/// Values that need the entry's address before they mean anything.
#[derive(Debug, Default)]
struct DeferredValues {
    attachments: Option<YamlNode>,
    image: Option<YamlNode>,
    image_alt: Option<String>,
    image_caption: Option<String>,
}

struct EntryReader<'a> {
    text: &'a SourceText,
    context: ReadContext<'a>,
    kind: EntryKind,
    /// Whether the file holds the text above a list.
    is_index: bool,
    reader: YamlReader<'a>,
    metadata: Metadata,
    spans: Vec<(SpanKey, Range<usize>)>,
    slug: Option<String>,
    deferred: DeferredValues,
}
