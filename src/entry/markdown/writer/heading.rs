//! Headings: their level on the page, their ids and the table of contents.
//!
//! A page's title is its only `h1`. A body that uses level 1 itself is moved down as a whole, so
//! that its levels keep their distances.

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::entry::markdown::parser::Events;
use crate::entry::markdown::structure::Mark;
use crate::entry::markdown::{Heading, escape, plain};

/// The deepest level that a table of contents shows.
const DEEPEST_LISTED: u8 = 4;

/// A heading whose end has not come yet.
struct OpenHeading {
    level: u8,
    id: String,
    text: String,
}

/// The headings of a body.
pub(super) struct Headings {
    /// How far each goes down.
    shift: u8,
    open: Option<OpenHeading>,
    /// The level of the last heading, 1 before the first.
    level: u8,
    /// The headings that a table of contents shows.
    pub(super) contents: Vec<Heading>,
}

impl Headings {
    /// Makes ready for the headings of `text`.
    pub(super) fn of(text: &str) -> Self {
        let shift = u8::from(has_level_one(text));
        Self { shift, open: None, level: 1, contents: Vec::new() }
    }

    /// Sees each event before it is written, for the plain text of the heading it stands in.
    pub(super) fn see(&mut self, event: &Event<'_>) {
        if let Some(heading) = &mut self.open {
            plain::push(&mut heading.text, event);
        }
    }

    /// Begins a heading with the id of its `mark`.
    pub(super) fn open(&mut self, level: HeadingLevel, mark: Option<Mark>, out: &mut String) {
        let level = (level as u8 + self.shift).clamp(2, 6);
        let id = mark.map(|mark| mark.id).unwrap_or_default();
        out.push_str(&format!("<h{level} id=\""));
        escape::attribute(out, &id);
        out.push_str("\">");
        self.level = level;
        self.open = Some(OpenHeading { level, id, text: String::new() });
    }

    /// Ends the open heading.
    pub(super) fn close(&mut self, out: &mut String) {
        let Some(OpenHeading { level, id, text }) = self.open.take() else {
            return;
        };
        out.push_str(&format!("</h{level}>\n"));
        if level <= DEEPEST_LISTED {
            self.contents.push(Heading { level, id, text: plain::collapse(&text) });
        }
    }

    /// Lists an article that is written as a paragraph, under the heading before it.
    pub(super) fn list(&mut self, mark: Option<&Mark>) {
        let level = (self.level + 1).min(DEEPEST_LISTED);
        self.contents.extend(mark.and_then(|mark| {
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
        && Events::new(text).any(|(event, _)| is_first(&event))
}
