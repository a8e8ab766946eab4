//! Headings: their level on the page, their ids and the table of contents.
//!
//! A page's title is its only `h1`. A body that uses level 1 itself is moved down as a whole, so
//! that its levels keep their distances.

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::entry::markdown::parser::ParserEvents;
use crate::entry::markdown::structure::BlockAnchor;
use crate::entry::markdown::{Heading, escape, plain_text};

/// The deepest level that a table of contents shows.
const MAX_TOC_LEVEL: u8 = 4;

/// A heading whose end has not come yet.
struct OpenHeading {
    level: u8,
    id: String,
    text: String,
}

/// The headings of a body.
pub(super) struct HeadingWriter {
    /// How far each goes down.
    level_shift: u8,
    open: Option<OpenHeading>,
    /// The level of the last heading, 1 before the first.
    last_level: u8,
    /// The headings that a table of contents shows.
    pub(super) toc: Vec<Heading>,
}

impl HeadingWriter {
    /// Makes ready for the headings of `text`.
    pub(super) fn for_text(text: &str) -> Self {
        let level_shift = u8::from(has_level_one(text));
        Self { level_shift, open: None, last_level: 1, toc: Vec::new() }
    }

    /// Sees each event before it is written, for the plain text of the heading it stands in.
    pub(super) fn observe(&mut self, event: &Event<'_>) {
        if let Some(heading) = &mut self.open {
            plain_text::push_event(&mut heading.text, event);
        }
    }

    /// Begins a heading with the id of its `mark`.
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        mark: Option<BlockAnchor>,
        out: &mut String,
    ) {
        let level = (level as u8 + self.level_shift).clamp(2, 6);
        let id = mark.map(|mark| mark.id).unwrap_or_default();
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

    /// Lists an article that is written as a paragraph, under the heading before it.
    pub(super) fn push_paragraph_title(&mut self, mark: Option<&BlockAnchor>) {
        let level = (self.last_level + 1).min(MAX_TOC_LEVEL);
        self.toc.extend(mark.and_then(|mark| {
            let (id, text) = (mark.id.clone(), mark.title.clone()?);
            Some(Heading { level, id, text })
        }));
    }
}

/// Tells whether `text` has a heading of level 1.
///
/// The parser is asked only where a lone `#` makes it possible.
fn has_level_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_lone = |at: usize| {
        let after = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        after && (at == 0 || bytes[at - 1].is_ascii_whitespace())
    };
    let is_first = |event: &Event<'_>| {
        matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
    };
    text.match_indices('#').any(|(at, _)| is_lone(at))
        && ParserEvents::new(text).any(|(event, _)| is_first(&event))
}
