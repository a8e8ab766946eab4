//! What an entry's body tells before it is rendered: its links, its first paragraph, what is odd in it.
//!
//! Links are noted with where they go from this file; a file beside the entry becomes the entry's own when the
//! body links to it. Where no summary is written, one is cut at a word from the abstract or the first paragraph.
//!
//! **Left out on purpose.** Whether a link arrives is not asked, for that takes the whole site; and no HTML is
//! made.

use std::collections::HashSet;
use std::ops::Range;

use super::EntryReader;
use crate::diagnostic::{Diagnostic, Place, faults};
use crate::entry::citation::Cited;
use crate::entry::files::{FileLookup, InternalLink, InternalTarget, OwnFile, PathResolver};
use crate::entry::markdown::{LinkKind, RemarkKind};
use crate::entry::{Picture, address, front_matter, markdown};
use crate::vietnamese::nearest::nearest;

/// The longest summary cut from a text, in characters.
const MAX_SUMMARY_CHARS: usize = 220;

/// Where a body leads.
pub(super) struct BodyReferences {
    /// The links that stay inside the site.
    pub(super) links: Vec<InternalLink>,
    /// The pictures of the portal that it shows.
    pub(super) pictures: Vec<Picture>,
    /// The documents that its text cites.
    pub(super) citations: Vec<Cited>,
}

impl EntryReader<'_> {
    /// Reads the body's links and citations, and its first paragraph where no summary is written.
    pub(super) fn body(
        &mut self,
        folder: PathResolver<'_>,
        files: &mut Vec<OwnFile>,
    ) -> BodyReferences {
        let start = front_matter::body_start(self.text);
        let outline = markdown::outline(&self.text.as_str()[start..]);
        let (mut links, mut pictures) = (Vec::new(), Vec::new());
        for link in outline.links {
            let range = start + link.range.start..start + link.range.end;
            if let Some(id) = link.destination.strip_prefix('#') {
                self.check_anchor(id, &outline.anchors, range);
                continue;
            }
            let Some((goes, tail)) = folder.resolve_link(&link.destination) else { continue };
            self.claim_linked_file(folder, &link.destination, files);
            if link.kind == LinkKind::Image {
                pictures.extend(shown_picture(folder, &link.destination));
            }
            if goes == InternalTarget::Outside && !self.has_unsafe_name(folder, &link.destination) {
                let place = self.reader.place(&range);
                self.reader.faults.push(faults::file_outside_entry(place, &link.destination));
            }
            links.push(InternalLink {
                destination: link.destination,
                range,
                target: goes,
                suffix: tail,
            });
        }
        for remark in outline.remarks {
            let range = start + remark.range.start..start + remark.range.end;
            let place = self.reader.place(&range);
            self.reader.faults.push(remark_fault(place, &remark.kind));
        }
        let metadata = &mut self.metadata;
        if !metadata.summary_is_own {
            let text = metadata.abstract_text.as_deref().unwrap_or(&outline.first_paragraph);
            metadata.summary = truncate_at_word(text, MAX_SUMMARY_CHARS);
        }
        let mut citations = outline.citations;
        let mut seen = HashSet::new();
        citations.retain(|cited| seen.insert(cited.clone()));
        let mut seen = HashSet::new();
        pictures.retain(|picture: &Picture| seen.insert(picture.path.clone()));
        BodyReferences { links, pictures, citations }
    }

    /// A file whose name cannot be published is told as such, not as a link too.
    fn has_unsafe_name(&self, folder: PathResolver<'_>, destination: &str) -> bool {
        let path = destination.split(['#', '?']).next().unwrap_or_default();
        matches!(folder.find(path), FileLookup::UnsafeName(..))
    }

    /// A link to a heading of the page itself needs that heading.
    fn check_anchor(&mut self, written: &str, anchors: &[String], range: Range<usize>) {
        let id = address::decode(written);
        if !id.is_empty() && !anchors.contains(&id) {
            let near = nearest(&id, anchors.iter().map(String::as_str));
            let place = self.reader.place(&range);
            self.reader.faults.push(faults::broken_anchor(place, &id, near));
        }
    }

    /// A file beside a single-file entry becomes the entry's when its body links to it.
    fn claim_linked_file(
        &mut self,
        folder: PathResolver<'_>,
        destination: &str,
        files: &mut Vec<OwnFile>,
    ) {
        let path = destination.split(['#', '?']).next().unwrap_or_default();
        if path.starts_with('/') {
            return;
        }
        if let FileLookup::Own(file, address) = folder.find(path) {
            files.push(OwnFile { address, path: file.path.clone() });
        }
    }
}

/// Finds the picture that a destination leads to, if it lies in the portal.
fn shown_picture(folder: PathResolver<'_>, destination: &str) -> Option<Picture> {
    let path = destination.split(['#', '?']).next().unwrap_or_default();
    let (file, address) = match folder.find(path) {
        FileLookup::Own(file, address) | FileLookup::Copied(file, address) => (file, Some(address)),
        FileLookup::OfOtherEntry(file, _) => (file, None),
        FileLookup::UnsafeName(..)
        | FileLookup::Entry(_)
        | FileLookup::Missing
        | FileLookup::Outside => return None,
    };
    Some(Picture::new(file.path.clone(), address))
}

fn remark_fault(place: Place, oddity: &RemarkKind) -> Diagnostic {
    match oddity {
        RemarkKind::DisallowedTag { name } => faults::disallowed_tag(place, name),
        RemarkKind::DisallowedScheme { destination } => {
            faults::disallowed_scheme(place, destination)
        }
        RemarkKind::UnclosedComment => faults::unclosed_comment(place),
        RemarkKind::UnknownBlock { name, suggestion: near } => {
            faults::unknown_block(place, name, *near)
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

/// Cuts a text at a word.
fn truncate_at_word(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let end = text.char_indices().nth(longest).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let head = head.rsplit_once(' ').map_or(head, |(head, _)| head);
    format!("{}…", head.trim_end_matches([',', ';', ':', '.', ' ', '–', '-']))
}
