//! Reads the text of a content file into an [`Entry`] and collects all faults.
//!
//! Reading never stops at a fault: an entry with broken front matter still has its address and its links, so links to
//! it are not reported as broken, and its own links are checked in the same run.

mod aliases;
mod body;
mod fields;
mod files;
mod metadata;
mod own;
mod secrecy;
mod synonyms;
mod takedown;
mod unknown_keys;
mod value_range;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::address::UnusableAddress;
use super::file_dependencies::{FileDependencies, FileSystemView, TrackedFiles};
use super::markdown::PreparedBody;
use super::path_resolution::PathResolver;
use super::section::{Section, innermost_section};
use super::{Entry, FieldKey, Metadata, address, is_section_index};
use crate::config::{EntryKind, EntrySettings};
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::source::fingerprint;
use crate::yaml::{YamlNode, YamlReader};

pub use fields::is_built_in;
pub(crate) use fields::{FactForm, METADATA_FIELDS, MetadataField};
pub use metadata::intended_number;
pub use value_range::value_range;
pub(crate) use value_range::written_term;

/// The inputs of reading besides the text.
#[derive(Debug, Clone, Copy)]
pub struct ReadContext<'a> {
    /// The settings that affect entries.
    pub settings: EntrySettings<'a>,
    /// The sections of the portal.
    pub sections: &'a [Section],
    /// The files of the portal.
    pub files: FileSystemView<'a>,
    /// The day of the build, for the repair of faults only; an entry with errors is not cached.
    pub today: Date,
    /// Whether to prepare the body for rendering.
    pub prepares_body: bool,
}

/// An entry with the faults of its file.
#[derive(Debug)]
pub struct ReadEntry {
    /// The entry; if there are errors, only its address and its links are used.
    pub entry: Entry,
    /// The faults of the file.
    pub faults: Vec<Diagnostic>,
    /// The other files that the entry depends on.
    pub dependencies: FileDependencies,
    /// The body without its links, if it was to be prepared.
    pub body: Option<PreparedBody>,
}

/// Reads one Markdown file of the portal.
pub fn read(text: &SourceText, context: ReadContext<'_>) -> ReadEntry {
    let source = text.file().clone();
    let tracked = TrackedFiles::new(context.files);
    let path = source.strip_prefix("content/").unwrap_or(&source);
    let section = innermost_section(context.sections, path);
    let is_index = is_section_index(&source);
    let kind = if is_index { EntryKind::Page } else { section.map_or(EntryKind::Page, |s| s.kind) };
    let mut reader = YamlReader::new(text);
    reader.today = Some(context.today);
    let mut entry_reader = EntryReader {
        text,
        context,
        kind,
        is_index,
        reader,
        metadata: Metadata::default(),
        spans: vec![],
        slug: None,
        ignored_advice: Vec::new(),
        deferred: DeferredValues::default(),
        proposed: Vec::new(),
        has_erased: false,
    };
    entry_reader.read_front_matter();
    let slug = entry_reader.slug.take().filter(|_| !is_index);
    let (address, unusable) = address::of_entry(path, slug.as_deref());
    if let Some(unusable) = unusable {
        entry_reader.report_unusable_address(unusable);
    }
    let resolver = PathResolver { files: &tracked, source: &source, address: &address };
    let erasure = entry_reader.metadata.erasure();
    // What is said of a body and of files that are erased is not reported.
    let faults_before_body = erasure.map(|_| entry_reader.reader.faults.clone());
    let mut files = entry_reader.read_files(resolver);
    let mut references = entry_reader.read_body(resolver, &mut files);
    if let Some(faults) = faults_before_body {
        entry_reader.reader.faults = faults;
        entry_reader.erase(resolver, &mut references, &mut files);
    }
    let body::BodyReferences { links, pictures, citations, prepared: body } = references;
    files.sort();
    files.dedup();
    let sections = enclosing_sections(context.sections, path);
    let EntryReader { reader, mut metadata, spans, ignored_advice, .. } = entry_reader;
    metadata.shrink_to_fit();
    let mut entry = Entry {
        source: source.clone(),
        kind,
        address: address.as_str().into(),
        sections,
        metadata,
        files: files.into(),
        links: links.into(),
        pictures: pictures.into(),
        citations: citations.into(),
        spans: spans.into_iter().map(|(key, range)| (key, range.into())).collect(),
        ignored_advice: ignored_advice.into(),
        metadata_fingerprint: 0,
        body_fingerprint: 0,
    };
    let links: Vec<_> =
        entry.links.iter().map(|link| (&link.destination, &link.target, &link.suffix)).collect();
    entry.body_fingerprint = fingerprint(&(text.as_str(), links));
    entry.update_metadata_fingerprint();
    // What these files contain is reported with the entry.
    for path in entry.published_files() {
        tracked.get(&path);
    }
    let faults = reader.faults.into_vec();
    ReadEntry { entry, faults, dependencies: tracked.into_dependencies(), body }
}

impl EntryReader<'_> {
    fn report_unusable_address(&mut self, unusable: UnusableAddress) {
        let place = match self.spans.iter().find(|(key, _)| *key == FieldKey::Slug) {
            Some((_, range)) => self.text.place(range.clone()),
            None => Place::file(self.text.file().clone()),
        };
        self.reader.faults.push(match unusable {
            UnusableAddress::Empty(part) => faults::empty_address_part(place, &part),
            UnusableAddress::Reserved(part) => faults::reserved_address(place, &part),
            UnusableAddress::TooLong(part) => faults::address_part_too_long(place, &part),
        });
    }
}

fn enclosing_sections(sections: &[Section], path: &str) -> Box<[Arc<str>]> {
    let mut enclosing: Vec<&Section> = sections.iter().filter(|s| s.contains(path)).collect();
    enclosing.sort_by_key(|section| section.folder.len());
    enclosing.iter().map(|section| section.address.clone()).collect()
}

/// Values that can be interpreted only once the entry's address is known.
#[derive(Debug, Clone, Default)]
struct DeferredValues {
    attachments: Option<YamlNode>,
    image: Option<YamlNode>,
    image_alt: Option<String>,
    image_caption: Option<String>,
}

/// The state of reading one entry.
struct EntryReader<'a> {
    text: &'a SourceText,
    context: ReadContext<'a>,
    kind: EntryKind,
    /// Whether the file is the text of a section or of the home page.
    is_index: bool,
    reader: YamlReader<'a>,
    metadata: Metadata,
    spans: Vec<(FieldKey, Range<usize>)>,
    slug: Option<String>,
    ignored_advice: Vec<String>,
    deferred: DeferredValues,
    /// The code names of the fields that were proposed for unknown keys: the next such key must not get the same.
    proposed: Vec<&'static str>,
    /// Whether the front matter has values that a takedown erases.
    has_erased: bool,
}
