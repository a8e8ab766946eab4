//! Headings: their level on the page, their ids and the table of contents.
//!
//! The title of a page is its only `h1`. If a body uses level 1 itself, all its headings are shifted
//! down by one level, so that their relative levels are kept.

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::entry::markdown::parser::ParserEvents;
use crate::entry::markdown::structure::BlockAnchor;
use crate::entry::markdown::{Heading, escape, plain_text};

/// The deepest level in a table of contents.
const MAX_TOC_LEVEL: u8 = 4;

/// A heading whose end has not been reached.
struct OpenHeading {
    level: u8,
    id: String,
    text: String,
}

/// The state of the headings of a body.
pub(super) struct HeadingWriter {
    /// The number of levels by which each heading is shifted down.
    level_shift: u8,
    open: Option<OpenHeading>,
    /// The level of the last heading, 1 before the first.
    last_level: u8,
    /// The entries of the table of contents.
    pub(super) toc: Vec<Heading>,
}

impl HeadingWriter {
    /// Prepares for the headings of `text`.
    pub(super) fn for_text(text: &str) -> Self {
        let level_shift = u8::from(has_level_one(text));
        Self { level_shift, open: None, last_level: 1, toc: Vec::new() }
    }

    /// Observes each event before it is written, to collect the plain text of the open heading.
    pub(super) fn observe(&mut self, event: &Event<'_>) {
        if let Some(heading) = &mut self.open {
            plain_text::push_event(&mut heading.text, event);
        }
    }

    /// Starts a heading with the id of its `anchor`.
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        anchor: Option<BlockAnchor>,
        out: &mut String,
    ) {
        let level = (level as u8 + self.level_shift).clamp(2, 6);
        let id = anchor.map(|anchor| anchor.id).unwrap_or_default();
        out.push_str(&format!("<h{level} id=\""));
        escape::attribute(out, &id);
        out.push_str("\">");
        self.last_level = level;
        self.open = Some(OpenHeading { level, id, text: String::new() });
    }

    /// Ends the open heading.
    pub(super) fn end_heading(&mut self, out: &mut String) {
        let Some(OpenHeading { level, id, text }) = self.open.take() else {
            return;
        };
        out.push_str(&format!("</h{level}>\n"));
        if level <= MAX_TOC_LEVEL {
            self.toc.push(Heading { level, id, text: plain_text::collapse_whitespace(&text) });
        }
    }

    /// Adds to the table of contents a provision written as a paragraph, below the last heading.
    pub(super) fn push_paragraph_title(&mut self, anchor: Option<&BlockAnchor>) {
        let level = (self.last_level + 1).min(MAX_TOC_LEVEL);
        self.toc.extend(anchor.and_then(|anchor| {
            let (id, text) = (anchor.id.clone(), anchor.title.clone()?);
            Some(Heading { level, id, text })
        }));
    }
}

/// Returns whether `text` has a heading of level 1.
///
/// The parser runs only if a single `#` makes that possible.
fn has_level_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_single = |at: usize| {
        let is_before_space = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        is_before_space && (at == 0 || bytes[at - 1].is_ascii_whitespace())
    };
    let is_level_one = |event: &Event<'_>| {
        matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
    };
    text.match_indices('#').any(|(at, _)| is_single(at))
        && ParserEvents::new(text).any(|(event, _)| is_level_one(&event))
}
