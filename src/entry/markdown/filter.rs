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

use super::parser::ParserEvents;
use super::raw_html::RawHtmlRewriter;
use super::{LinkKind, Remark, RemarkKind, scheme};

/// Constructs may nest this deeply; what is inside of that is shown without marks of its own.
const MAX_NESTING: usize = 64;

/// What became of a construct that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TagAction {
    Keep,
    Unwrap,
    /// An indented block that the dialect gave up on.
    AsParagraph,
}

/// The shown events of a body, with the bytes of the amended text that they stand for.
pub(super) struct FilteredEvents<'a> {
    events: ParserEvents<'a>,
    open_tags: Vec<TagAction>,
    /// How many of the open constructs are pictures, or lie in one.
    image_depth: usize,
    raw_html: RawHtmlRewriter,
    remarks: Vec<Remark>,
    /// Whether a depth was remarked on.
    reported_nesting: bool,
}

impl<'a> FilteredEvents<'a> {
    /// Begins to read an amended `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            events: ParserEvents::new(text),
            open_tags: Vec::new(),
            image_depth: 0,
            raw_html: RawHtmlRewriter::default(),
            remarks: Vec::new(),
            reported_nesting: false,
        }
    }

    /// Tells whether the parser gave up before the end.
    pub(super) fn failed(&self) -> bool {
        self.events.failed()
    }

    /// Tells whether raw HTML passed, so that the tags of the body may not be balanced.
    pub(super) fn has_raw_html(&self) -> bool {
        self.raw_html.has_written_tags()
    }

    /// Hands over the remarks made so far, with ranges in the amended text.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks
    }

    /// Gives the parser's stream to a test.
    #[cfg(test)]
    pub(super) fn events_mut(&mut self) -> &mut ParserEvents<'a> {
        &mut self.events
    }

    /// Returns what is to be shown of an event.
    fn filter(&mut self, event: Event<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let in_picture = self.image_depth > 0;
        match event {
            Event::Start(Tag::HtmlBlock) => self.read_html_block(),
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => self.end_tag(tag),
            Event::InlineHtml(_) | Event::FootnoteReference(_) if in_picture => None,
            Event::InlineHtml(tag) => {
                Some(Event::InlineHtml(self.rewrite_html(&tag, &[(0, range.start)])))
            }
            other => Some(other),
        }
    }

    fn start_tag(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let fate = self.tag_action(&tag, range);
        if self.image_depth > 0 || (fate == TagAction::Keep && matches!(tag, Tag::Image { .. })) {
            self.image_depth += 1;
        }
        self.open_tags.push(fate);
        match fate {
            TagAction::Keep => Some(Event::Start(with_mailto_scheme(tag))),
            TagAction::AsParagraph => Some(Event::Start(Tag::Paragraph)),
            TagAction::Unwrap => None,
        }
    }

    fn end_tag(&mut self, tag: TagEnd) -> Option<Event<'a>> {
        self.image_depth = self.image_depth.saturating_sub(1);
        match self.open_tags.pop() {
            Some(TagAction::AsParagraph) => Some(Event::End(TagEnd::Paragraph)),
            Some(TagAction::Unwrap) => None,
            Some(TagAction::Keep) | None => Some(Event::End(tag)),
        }
    }

    fn tag_action(&mut self, tag: &Tag<'a>, range: &Range<usize>) -> TagAction {
        if self.image_depth > 0 {
            return TagAction::Unwrap;
        }
        match tag {
            Tag::CodeBlock(CodeBlockKind::Indented) => TagAction::AsParagraph,
            Tag::Link { link_type: LinkType::Email, .. } => TagAction::Keep,
            Tag::Link { dest_url, .. } => self.link_action(dest_url, LinkKind::Link, range),
            Tag::Image { dest_url, .. } => self.link_action(dest_url, LinkKind::Image, range),
            // An item is of its list: one without the other would be no HTML.
            Tag::Item => self.open_tags.last().copied().unwrap_or(TagAction::Keep),
            Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
                if self.open_tags.len() >= MAX_NESTING =>
            {
                self.push_remark(range.clone(), RemarkKind::NestingTooDeep);
                TagAction::Unwrap
            }
            _ => TagAction::Keep,
        }
    }

    fn link_action(
        &mut self,
        destination: &str,
        kind: LinkKind,
        range: &Range<usize>,
    ) -> TagAction {
        if scheme::is_allowed(destination, kind) {
            return TagAction::Keep;
        }
        let destination = destination.to_owned();
        self.push_remark(range.clone(), RemarkKind::DisallowedScheme { destination });
        TagAction::Unwrap
    }

    /// Reads to the end of an HTML block and rewrites it as one, since a tag may run over several
    /// lines.
    ///
    /// Returns nothing for a block of comments.
    fn read_html_block(&mut self) -> Option<Event<'a>> {
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
        let written = self.rewrite_html(&raw, &lines);
        (!written.trim_ascii().is_empty()).then_some(Event::Html(written))
    }

    /// Rewrites raw HTML whose lines, by their begin in `raw`, begin in the text where `lines`
    /// says.
    fn rewrite_html(&mut self, raw: &str, lines: &[(usize, usize)]) -> CowStr<'a> {
        let (written, oddities) = self.raw_html.rewrite(raw);
        let place = |at: usize| {
            let line = lines.partition_point(|(begin, _)| *begin <= at).saturating_sub(1);
            lines.get(line).map_or(at, |(begin, start)| at - begin + start)
        };
        for (range, oddity) in oddities {
            let end = place(range.end.saturating_sub(1)) + 1;
            self.push_remark(place(range.start)..end, oddity);
        }
        written.into()
    }

    /// Keeps a remark; of depth there is one, since what is too deep once is so a thousand times.
    fn push_remark(&mut self, range: Range<usize>, oddity: RemarkKind) {
        let is_depth = oddity == RemarkKind::NestingTooDeep;
        if !(is_depth && self.reported_nesting) {
            self.remarks.push(Remark { range, kind: oddity });
        }
        self.reported_nesting |= is_depth;
    }
}

/// Gives the scheme to an address that is a link only because it stands between `<` and `>`.
fn with_mailto_scheme(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type: LinkType::Email, dest_url, title, id } => {
            let dest_url = format!("mailto:{dest_url}").into();
            Tag::Link { link_type: LinkType::Email, dest_url, title, id }
        }
        other => other,
    }
}

impl<'a> Iterator for FilteredEvents<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (event, range) = self.events.next()?;
            if let Some(event) = self.filter(event, &range) {
                return Some((event, range));
            }
        }
    }
}
