//! From a file's text to its [`Entry`], gathering every fault on the way.
//!
//! Reading never stops at a fault: a broken front matter still leaves an entry with its address and its links, so
//! that links to it are no second fault and those in it are checked in the same run.

mod body;
mod files;
mod metadata;

use std::ops::Range;

use super::address::Unusable;
use super::around::{Around, Ground, Looks};
use super::files::Folder;
use super::section::{Section, innermost};
use super::{Entry, Mark, Metadata, address, is_index};
use crate::config::{Customs, Kind};
use crate::diagnostic::{Diagnostic, Place, Text, faults};
use crate::source::fingerprint;
use crate::yaml::{Node, Reader};

/// What an entry's file is read against.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// What is read from the settings.
    pub customs: Customs<'a>,
    /// The sections.
    pub sections: &'a [Section],
    /// The files.
    pub ground: Ground<'a>,
}

/// An entry with the faults of its file.
#[derive(Debug)]
pub struct Read {
    /// The entry; where there are errors it serves only to keep its address.
    pub entry: Entry,
    /// What is wrong with the file.
    pub faults: Vec<Diagnostic>,
    /// What it was that the reading learnt of other files.
    pub looks: Looks,
}

/// Reads one Markdown file of the portal.
pub fn read(text: &Text, around: Surroundings<'_>) -> Read {
    let source = text.file().clone();
    let beside = Around::new(around.ground);
    let path = source.strip_prefix("content/").unwrap_or(&source);
    let section = innermost(around.sections, path);
    let is_index = is_index(&source);
    let kind = if is_index { Kind::Page } else { section.map_or(Kind::Page, |s| s.kind) };
    let reader = Reader::new(text);
    let mut reading = Reading {
        text,
        around,
        kind,
        is_index,
        reader,
        metadata: Metadata::default(),
        marks: vec![],
        slug: None,
        written: Written::default(),
    };
    reading.front_matter();
    let slug = reading.slug.take().filter(|_| !is_index);
    let (address, unusable) = address::of_entry(path, slug.as_deref());
    if let Some(unusable) = unusable {
        let place = match reading.marks.iter().find(|(mark, _)| *mark == Mark::Slug) {
            Some((_, range)) => text.place(range.clone()),
            None => Place::file(source.clone()),
        };
        reading.reader.faults.push(match unusable {
            Unusable::Empty(part) => faults::empty_address(place, &part),
            Unusable::Reserved(part) => faults::reserved_address(place, &part),
            Unusable::TooLong(part) => faults::long_address(place, &part),
        });
    }
    let folder = Folder { around: &beside, source: &source, address: &address };
    let mut files = reading.files(folder);
    let body::Body { links, pictures, citations } = reading.body(folder, &mut files);
    files.sort();
    files.dedup();
    let sections = sections_around(around.sections, path);
    let Reading { reader, metadata, marks, .. } = reading;
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
        marks,
        fingerprint: 0,
        body: 0,
    };
    let leads: Vec<_> =
        entry.links.iter().map(|link| (&link.destination, &link.goes, &link.tail)).collect();
    entry.body = fingerprint(&(text.as_str(), leads));
    entry.seal();
    let faults = reader.faults;
    Read { entry, faults, looks: beside.into_looks() }
}

fn sections_around(sections: &[Section], path: &str) -> Vec<std::sync::Arc<str>> {
    let mut around: Vec<&Section> = sections.iter().filter(|s| s.holds(path)).collect();
    around.sort_by_key(|section| section.folder.len());
    around.iter().map(|section| section.address.clone()).collect()
}

/// Values that need the entry's address before they mean anything.
#[derive(Debug, Default)]
struct Written {
    attachments: Option<Node>,
    image: Option<Node>,
    image_alt: Option<String>,
    image_caption: Option<String>,
}

struct Reading<'a> {
    text: &'a Text,
    around: Surroundings<'a>,
    kind: Kind,
    /// Whether the file holds the text above a list.
    is_index: bool,
    reader: Reader<'a>,
    metadata: Metadata,
    marks: Vec<(Mark, Range<usize>)>,
    slug: Option<String>,
    written: Written,
}
