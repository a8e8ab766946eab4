//! Headings: their level on the page, their ids and the table of contents.
//!
//! A page's title is its only `h1`. A body that uses level 1 itself is moved down as a whole, so
//! that its levels keep their distances.

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::entry::markdown::anchors::Anchors;
use crate::entry::markdown::parser::Events;
use crate::entry::markdown::{Heading, escape, plain};

/// The deepest level that a table of contents shows.
const DEEPEST_LISTED: u8 = 4;

/// A heading whose end has not come yet.
struct OpenHeading {
    level: u8,
    id: Option<String>,
    text: String,
    /// Where it begins in the HTML.
    start: usize,
}

/// The headings of a body.
pub(super) struct Headings {
    /// How far each goes down.
    shift: u8,
    anchors: Anchors,
    open: Option<OpenHeading>,
    /// The headings that a table of contents shows.
    pub(super) contents: Vec<Heading>,
}

impl Headings {
    /// Makes ready for the headings of `text`.
    pub(super) fn of(text: &str) -> Self {
        let shift = u8::from(has_level_one(text));
        Self { shift, anchors: Anchors::default(), open: None, contents: Vec::new() }
    }

    /// Sees each event before it is written, for the plain text of the heading it stands in.
    pub(super) fn see(&mut self, event: &Event<'_>) {
        if let Some(heading) = &mut self.open {
            plain::push(&mut heading.text, event);
        }
    }

    /// Begins a heading at `start` of the HTML.
    pub(super) fn open(&mut self, level: HeadingLevel, id: Option<&str>, start: usize) {
        let level = (level as u8 + self.shift).clamp(2, 6);
        let id = id.map(str::to_owned);
        self.open = Some(OpenHeading { level, id, text: String::new(), start });
    }

    /// Ends the open heading, whose tag can be written now that its text is known.
    pub(super) fn close(&mut self, out: &mut String) {
        let Some(heading) = self.open.take() else {
            return;
        };
        let OpenHeading { level, start, .. } = heading;
        let text = plain::collapse(&heading.text);
        let id = self.anchors.give(heading.id.as_deref(), &text);
        let mut tag = format!("<h{level} id=\"");
        escape::attribute(&mut tag, &id);
        tag.push_str("\">");
        out.insert_str(start, &tag);
        out.push_str(&format!("</h{level}>\n"));
        if level <= DEEPEST_LISTED {
            self.contents.push(Heading { level, id, text });
        }
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
