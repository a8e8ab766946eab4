//! The events of a body that may be shown: one stream, for the outline and for the rendering.
//!
//! Here everything is decided that depends on trust: links with a refused scheme lose their marks
//! and keep their text, raw HTML is rewritten, the inside of a picture is only its text, and what
//! nests too deeply is flattened. Whoever reads the stream need not think of it again.
//!
//! **Invariant.** Each start that is let through has its end, and nothing is looked ahead but the
//! lines of one HTML block.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::parser::Events;
use super::raw_html::RawHtml;
use super::{LinkKind, Oddity, Remark, scheme};

/// Constructs may nest this deeply; what is inside of that is shown without marks of its own.
const MAX_DEPTH: usize = 64;

/// What became of a construct that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Shown,
    Hidden,
    /// An indented block that the dialect gave up on.
    ShownAsParagraph,
}

/// The shown events of a body, with the bytes of the amended text that they stand for.
pub(super) struct Reading<'a> {
    events: Events<'a>,
    open: Vec<Fate>,
    /// How many of the open constructs are pictures, or lie in one.
    in_picture: usize,
    raw: RawHtml,
    remarks: Vec<Remark>,
    /// Whether a depth was remarked on.
    flattened: bool,
}

impl<'a> Reading<'a> {
    /// Begins to read an amended `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            events: Events::new(text),
            open: Vec::new(),
            in_picture: 0,
            raw: RawHtml::default(),
            remarks: Vec::new(),
            flattened: false,
        }
    }

    /// Tells whether the parser gave up before the end.
    pub(super) fn failed(&self) -> bool {
        self.events.failed()
    }

    /// Tells whether raw HTML passed, so that the tags of the body may not be balanced.
    pub(super) fn has_raw_html(&self) -> bool {
        self.raw.has_passed()
    }

    /// Hands over the remarks made so far, with ranges in the amended text.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks
    }

    /// Gives the parser's stream to a test.
    #[cfg(test)]
    pub(super) fn events(&mut self) -> &mut Events<'a> {
        &mut self.events
    }

    /// Returns what is to be shown of an event.
    fn admit(&mut self, event: Event<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let in_picture = self.in_picture > 0;
        match event {
            Event::Start(Tag::HtmlBlock) => self.html_block(),
            Event::Start(tag) => self.enter(tag, range),
            Event::End(tag) => self.leave(tag),
            Event::InlineHtml(_) | Event::FootnoteReference(_) if in_picture => None,
            Event::InlineHtml(tag) => {
                Some(Event::InlineHtml(self.rewrite(&tag, &[(0, range.start)])))
            }
            other => Some(other),
        }
    }

    fn enter(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let fate = self.fate(&tag, range);
        if self.in_picture > 0 || (fate == Fate::Shown && matches!(tag, Tag::Image { .. })) {
            self.in_picture += 1;
        }
        self.open.push(fate);
        match fate {
            Fate::Shown => Some(Event::Start(with_mail_scheme(tag))),
            Fate::ShownAsParagraph => Some(Event::Start(Tag::Paragraph)),
            Fate::Hidden => None,
        }
    }

    fn leave(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        self.in_picture = self.in_picture.saturating_sub(1);
        match self.open.pop() {
            Some(Fate::ShownAsParagraph) => Some(Event::End(TagEnd::Paragraph)),
            Some(Fate::Hidden) => None,
            Some(Fate::Shown) | None => Some(Event::End(tag)),
        }
    }

    fn fate(&mut self, tag: &Tag<'a>, range: &Range<usize>) -> Fate {
        if self.in_picture > 0 {
            return Fate::Hidden;
        }
        match tag {
            Tag::CodeBlock(CodeBlockKind::Indented) => Fate::ShownAsParagraph,
            Tag::Link { link_type: LinkType::Email, .. } => Fate::Shown,
            Tag::Link { dest_url, .. } => self.link_fate(dest_url, LinkKind::Link, range),
            Tag::Image { dest_url, .. } => self.link_fate(dest_url, LinkKind::Image, range),
            // An item is of its list: one without the other would be no HTML.
            Tag::Item => self.open.last().copied().unwrap_or(Fate::Shown),
            Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
                if self.open.len() >= MAX_DEPTH =>
            {
                self.remark(range.clone(), Oddity::TooDeep);
                Fate::Hidden
            }
            _ => Fate::Shown,
        }
    }

    fn link_fate(&mut self, destination: &str, kind: LinkKind, range: &Range<usize>) -> Fate {
        if scheme::is_allowed(destination, kind) {
            return Fate::Shown;
        }
        let destination = destination.to_owned();
        self.remark(range.clone(), Oddity::RefusedScheme { destination });
        Fate::Hidden
    }

    /// Reads to the end of an HTML block and rewrites it as one, since a tag may run over several
    /// lines.
    ///
    /// Returns nothing for a block of comments.
    fn html_block(&mut self) -> Option<Event<'a>> {
        let mut raw = String::new();
        let mut lines = Vec::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Html(line) | Event::Text(line) => {
                    lines.push((raw.len(), range.start));
                    raw.push_str(&line);
                }
                _ => break,
            }
        }
        let written = self.rewrite(&raw, &lines);
        (!written.trim_ascii().is_empty()).then_some(Event::Html(written))
    }

    /// Rewrites raw HTML whose lines, by their begin in `raw`, begin in the text where `lines`
    /// says.
    fn rewrite(&mut self, raw: &str, lines: &[(usize, usize)]) -> CowStr<'a> {
        let (written, oddities) = self.raw.rewrite(raw);
        let place = |at: usize| {
            let line = lines.partition_point(|(begin, _)| *begin <= at).saturating_sub(1);
            lines.get(line).map_or(at, |(begin, start)| at - begin + start)
        };
        for (range, oddity) in oddities {
            let end = place(range.end.saturating_sub(1)) + 1;
            self.remark(place(range.start)..end, oddity);
        }
        written.into()
    }

    /// Keeps a remark; of depth there is one, since what is too deep once is so a thousand times.
    fn remark(&mut self, range: Range<usize>, oddity: Oddity) {
        let is_depth = oddity == Oddity::TooDeep;
        if !(is_depth && self.flattened) {
            self.remarks.push(Remark { range, oddity });
        }
        self.flattened |= is_depth;
    }
}

/// Gives the scheme to an address that is a link only because it stands between `<` and `>`.
fn with_mail_scheme(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type: LinkType::Email, dest_url, title, id } => {
            let dest_url = format!("mailto:{dest_url}").into();
            Tag::Link { link_type: LinkType::Email, dest_url, title, id }
        }
        other => other,
    }
}

impl<'a> Iterator for Reading<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (event, range) = self.events.next()?;
            if let Some(event) = self.admit(event, &range) {
                return Some((event, range));
            }
        }
    }
}
