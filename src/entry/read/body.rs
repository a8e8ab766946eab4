//! The data taken from an entry's body before it is rendered: links, pictures, citations, summary, and faults.
//!
//! Links are resolved relative to the file; a file next to a single-file entry becomes the entry's own when the body
//! links to it. Where no summary is written, one is taken from the abstract or the first paragraph and truncated at a
//! word.
//!
//! **Left out on purpose.** Whether the target of a link exists is not checked, since that needs the whole site; and
//! no HTML is produced.

use std::cell::LazyCell;
use std::collections::HashSet;
use std::ops::Range;

use super::EntryReader;
use super::files::add_own_file;
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::entry::citation::CitedDocument;
use crate::entry::file_format::FileFormat;
use crate::entry::markdown::{LinkKind, PreparedBody, RemarkKind};
use crate::entry::path_resolution::{
    FileLookup, InternalLink, InternalTarget, OwnFile, PathResolver,
};
use crate::entry::{Picture, address, front_matter, markdown};
use crate::picture::is_displayable;
use crate::source::path_parts::{extension, file_name};
use crate::vietnamese::fold;
use crate::vietnamese::nearest::nearest;

/// The maximum length of a derived summary, in characters.
const MAX_SUMMARY_CHARS: usize = 220;

/// The number of broken anchors of an entry for which the nearest one is suggested.
const MAX_SUGGESTIONS: usize = 100;

/// Extensions of pictures that browsers display, but that are not proposed to authors.
const SHOWN_EXTENSIONS: [&str; 4] = ["apng", "bmp", "ico", "jfif"];

/// The references found in a body.
#[derive(Default)]
pub(super) struct BodyReferences {
    /// The links that stay inside the site.
    pub(super) links: Vec<InternalLink>,
    /// The pictures of the portal that it shows.
    pub(super) pictures: Vec<Picture>,
    /// The documents that its text cites.
    pub(super) citations: Vec<CitedDocument>,
    /// The body rendered except for its links, if it was to be prepared.
    pub(super) prepared: Option<PreparedBody>,
}

impl EntryReader<'_> {
    /// Reads the links, pictures and citations of the body, and derives the summary if none is written.
    pub(super) fn read_body(
        &mut self,
        resolver: PathResolver<'_>,
        files: &mut Vec<OwnFile>,
    ) -> BodyReferences {
        let start = front_matter::body_start(self.text);
        let body = &self.text.as_str()[start..];
        self.warn_hidden_characters(start);
        let (outline, prepared) = markdown::read(body, self.context.prepares_body);
        let (mut links, mut pictures) = (Vec::new(), Vec::new());
        let ids = outline.anchors.iter().map(String::as_str);
        let anchors = LazyCell::new(|| ids.clone().collect::<HashSet<&str>>());
        let mut broken_anchors = 0;
        for link in outline.links {
            let range = start + link.range.start..start + link.range.end;
            if let Some(written) = link.destination.strip_prefix('#') {
                let id = address::decode(written);
                if !id.is_empty() && !anchors.contains(&*id) {
                    broken_anchors += 1;
                    let place = self.reader.place(&range);
                    // A hundred broken anchors mostly have one cause, and each search visits all anchors.
                    let candidates = ids.clone().filter(|_| broken_anchors <= MAX_SUGGESTIONS);
                    let near = nearest(&id, candidates);
                    self.reader.faults.push(faults::broken_anchor(place, &id, near));
                }
                continue;
            }
            let Some((mut target, suffix)) = resolver.resolve_link(&link.destination) else {
                continue;
            };
            self.claim_linked_file(resolver, &link.destination, files);
            if link.kind == LinkKind::Image {
                let picture = shown_picture(resolver, &link.destination);
                self.check_displayable(picture.as_ref(), &range);
                pictures.extend(picture);
            }
            let path = link.destination.split(['#', '?']).next().unwrap_or_default();
            if resolver.is_left_out(path) {
                let place = self.reader.place(&range);
                self.reader.faults.push(faults::left_out_file_named(place, path));
                target = InternalTarget::Outside;
            } else if target == InternalTarget::Outside
                && !self.has_unsafe_name(resolver, &link.destination)
            {
                let place = self.reader.place(&range);
                self.reader.faults.push(faults::file_outside_entry(place, &link.destination));
            }
            let destination = match &target {
                InternalTarget::Address(address) if **address == *link.destination => {
                    address.clone()
                }
                _ => link.destination.into(),
            };
            let (span, is_picture) = (range.into(), link.kind == LinkKind::Image);
            links.push(InternalLink { destination, span, target, suffix, is_picture });
        }
        for remark in outline.remarks {
            let range = start + remark.range.start..start + remark.range.end;
            let place = self.reader.place(&range);
            self.reader.faults.push(remark_fault(place, &remark.kind));
        }
        let metadata = &mut self.metadata;
        if !metadata.has_written_summary {
            let text = metadata.abstract_text.as_deref().unwrap_or(&outline.first_paragraph);
            metadata.set_derived_summary(&truncate_at_word(text, MAX_SUMMARY_CHARS));
        }
        let mut citations = outline.citations;
        let mut seen = HashSet::new();
        citations.retain(|cited| seen.insert(cited.clone()));
        let mut seen = HashSet::new();
        pictures.retain(|picture: &Picture| seen.insert(picture.path.clone()));
        BodyReferences { links, pictures, citations, prepared }
    }

    /// Warns of characters that are left out of the body from `start` on, of one in each line.
    fn warn_hidden_characters(&mut self, start: usize) {
        let mut line_start = start;
        for line in self.text.as_str()[start..].split_inclusive('\n') {
            if let Some((at, c)) = fold::active_characters(line).next() {
                let at = line_start + at;
                let place = self.reader.place(&(at..at + c.len_utf8()));
                self.reader.faults.push(faults::hidden_character(place, c));
            }
            line_start += line.len();
        }
    }

    /// Returns whether the link leads to a file whose name cannot be published, which is reported for the file itself.
    fn has_unsafe_name(&self, resolver: PathResolver<'_>, destination: &str) -> bool {
        let path = destination.split(['#', '?']).next().unwrap_or_default();
        matches!(resolver.find(path), FileLookup::UnsafeName(..))
    }

    /// Reports a picture that browsers do not display, by its extension.
    fn check_displayable(&mut self, picture: Option<&Picture>, range: &Range<usize>) {
        let name = picture.map_or("", |picture| file_name(&picture.path));
        let extension = extension(name);
        let is_shown = SHOWN_EXTENSIONS.contains(&extension.as_str()) || is_displayable(name);
        if extension.is_empty() || is_shown {
            return;
        }
        let other = (format!("tệp .{extension}"), format!("a .{extension} file"));
        let kind = FileFormat::of_extension(&extension)
            .map_or([&*other.0, &*other.1], |format| format.names());
        let place = self.reader.place(range);
        self.reader.faults.push(faults::picture_not_shown(place, name, kind));
    }

    /// Adds a file of the entry that its body links to.
    fn claim_linked_file(
        &mut self,
        resolver: PathResolver<'_>,
        destination: &str,
        files: &mut Vec<OwnFile>,
    ) {
        let path = destination.split(['#', '?']).next().unwrap_or_default();
        if path.starts_with('/') {
            return;
        }
        if let FileLookup::Own(file, address) = resolver.find(path) {
            add_own_file(file, address, files);
        }
    }
}

/// Returns the picture at a destination, if it is a file of the portal.
fn shown_picture(resolver: PathResolver<'_>, destination: &str) -> Option<Picture> {
    let path = destination.split(['#', '?']).next().unwrap_or_default();
    let (file, address) = match resolver.find(path) {
        FileLookup::Own(file, address) | FileLookup::Copied(file, address) => (file, Some(address)),
        FileLookup::OfOtherEntry(file, _) => (file, None),
        FileLookup::UnsafeName(..)
        | FileLookup::Entry(_)
        | FileLookup::Missing
        | FileLookup::Outside => return None,
    };
    Some(Picture::new(file.path.clone(), address.map(Into::into)))
}

fn remark_fault(place: Place, kind: &RemarkKind) -> Diagnostic {
    match kind {
        RemarkKind::DisallowedTag { name } => faults::disallowed_tag(place, name),
        RemarkKind::DisallowedScheme { destination } => {
            faults::disallowed_scheme(place, destination)
        }
        RemarkKind::UnclosedComment => faults::unclosed_comment(place),
        RemarkKind::UnclosedTag { name } => faults::unclosed_tag(place, name),
        RemarkKind::HiddenCharacter(c) => faults::hidden_character(place, *c),
        RemarkKind::EmptyHeading => faults::empty_heading(place),
        RemarkKind::DoubtfulLine { begins: true } => faults::line_begins_block(place),
        RemarkKind::DoubtfulLine { begins: false } => faults::line_continues(place),
        RemarkKind::UnknownBlock { name, suggestion } => {
            faults::unknown_block(place, name, *suggestion)
        }
        RemarkKind::UnclosedBlock => faults::unclosed_block(place),
        RemarkKind::UnmatchedBlockEnd => faults::stray_block_end(place),
        RemarkKind::DisallowedInBlock => faults::unsupported_block_line(place),
        RemarkKind::BlockInQuote => faults::block_in_quote(place),
        RemarkKind::MissingAltText => faults::body_picture_without_alt(place),
        RemarkKind::NestingTooDeep => faults::markup_too_deep(place),
        RemarkKind::ParserFailed => faults::unreadable_markdown(place),
    }
}

/// Truncates a text at a word boundary to at most `max_chars` characters, and adds an ellipsis.
fn truncate_at_word(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    let end = text.char_indices().nth(max_chars).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let head = head.rsplit_once(' ').map_or(head, |(head, _)| head);
    format!("{}…", head.trim_end_matches([',', ';', ':', '.', ' ', '–', '-']))
}
