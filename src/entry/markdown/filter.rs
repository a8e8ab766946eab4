//! The safety filter: reduces the parser's events to those that may be rendered.
//!
//! Every decision that depends on untrusted input is made here: links with a disallowed scheme are
//! reduced to their text, raw HTML is rewritten against the allow-list, the content of a picture
//! becomes plain text, and nesting that is too deep is flattened. Later stages can rely on that.
//!
//! A block of raw HTML becomes events too: `Html` for the tags of elements that contain text,
//! `InlineHtml` for those within text, `Text` for what is between tags. So later stages see the text
//! in it.
//!
//! **Invariant.** Every emitted start event has its end event, and the only look-ahead is over the
//! lines of one HTML block.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::blocks::SpannedEvent;
use super::parser::ParserEvents;
use super::raw_html::{HtmlPiece, RawHtmlRewriter};
use super::{LinkKind, Remark, RemarkKind, scheme};
use crate::vietnamese::fold;

/// Maximum nesting of constructs; deeper ones are rendered as their content only.
const MAX_NESTING: usize = 64;

/// How the tags of an open construct are handled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TagAction {
    Keep,
    /// The tags are dropped, the content is kept.
    Unwrap,
    /// An indented block that is still there after the last preprocessing pass.
    AsParagraph,
}

/// The events of a body that may be rendered, with their byte ranges in the preprocessed text.
pub(super) struct FilteredEvents<'a> {
    text: &'a str,
    events: ParserEvents<'a>,
    /// The rest of a rewritten piece of raw HTML.
    queue: VecDeque<SpannedEvent<'a>>,
    open_tags: Vec<TagAction>,
    /// The number of open constructs that are pictures or inside one.
    image_depth: usize,
    raw_html: RawHtmlRewriter,
    remarks: Vec<Remark>,
    /// Whether there is a remark about nesting already.
    reported_nesting: bool,
    /// Where the last entity of a hidden character ends.
    last_hidden: Option<usize>,
}

impl<'a> FilteredEvents<'a> {
    /// Starts parsing a preprocessed `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            events: ParserEvents::new(text),
            queue: VecDeque::new(),
            open_tags: Vec::new(),
            image_depth: 0,
            raw_html: RawHtmlRewriter::default(),
            remarks: Vec::new(),
            reported_nesting: false,
            last_hidden: None,
        }
    }

    /// Returns whether the parser failed before the end.
    pub(super) fn failed(&self) -> bool {
        self.events.failed()
    }

    /// Returns whether raw HTML was emitted, so that the tags of the body may be unbalanced.
    pub(super) fn has_raw_html(&self) -> bool {
        self.raw_html.has_written_tags()
    }

    /// Returns the remarks collected so far, with ranges in the preprocessed text.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks
    }

    /// Gives tests access to the parser's stream.
    #[cfg(test)]
    pub(super) fn events_mut(&mut self) -> &mut ParserEvents<'a> {
        &mut self.events
    }

    /// Returns the event to emit in place of `event`, if any.
    fn filter(&mut self, event: Event<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let in_image = self.image_depth > 0;
        match event {
            Event::Start(Tag::HtmlBlock) => {
                self.read_html_block(range);
                Some(Event::Start(Tag::HtmlBlock))
            }
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => self.end_tag(tag),
            Event::InlineHtml(_) | Event::FootnoteReference(_) if in_image => None,
            Event::InlineHtml(tag) => {
                self.rewrite_html(&tag, &[(0, range.start)], true);
                None
            }
            Event::Text(text) => {
                self.note_hidden_character(&text, range);
                Some(Event::Text(text))
            }
            other => Some(other),
        }
    }

    /// Remarks on an entity of a character that acts on what shows the text, on one in each line. Those written as such
    /// are left out before.
    fn note_hidden_character(&mut self, text: &str, range: &Range<usize>) {
        let is_entity = self.text.as_bytes().get(range.start) == Some(&b'&');
        let hidden = fold::active_characters(text).next().filter(|_| is_entity);
        let Some((_, c)) = hidden else { return };
        let before = self.last_hidden.replace(range.end);
        let between = before.and_then(|end| self.text.get(end..range.start));
        if between.is_none_or(|between| between.contains('\n')) {
            self.push_remark(range.clone(), RemarkKind::HiddenCharacter(c));
        }
    }

    fn start_tag(&mut self, tag: Tag<'a>, range: &Range<usize>) -> Option<Event<'a>> {
        let action = self.tag_action(&tag, range);
        if self.image_depth > 0 || (action == TagAction::Keep && matches!(tag, Tag::Image { .. })) {
            self.image_depth += 1;
        }
        self.open_tags.push(action);
        match action {
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
            // An item is handled like its list: one without the other is invalid HTML.
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

    /// Reads to the end of an HTML block and rewrites it as a whole, since a tag may span lines.
    fn read_html_block(&mut self, block: &Range<usize>) {
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
        self.rewrite_html(&raw, &lines, false);
        self.queue.push_back((Event::End(TagEnd::HtmlBlock), block.clone()));
    }

    /// Rewrites raw HTML and queues the events; `lines` maps the start of each line in `raw` to its
    /// start in the text.
    fn rewrite_html(&mut self, raw: &str, lines: &[(usize, usize)], in_text: bool) {
        let text_offset = |offset: usize| {
            let line = lines.partition_point(|(raw_start, _)| *raw_start <= offset);
            let line = lines.get(line.saturating_sub(1));
            line.map_or(offset, |(raw_start, text_start)| offset - raw_start + text_start)
        };
        let text_range = |range: Range<usize>| {
            text_offset(range.start)..text_offset(range.end.saturating_sub(1)) + 1
        };
        let (pieces, remarks) = self.raw_html.rewrite(raw);
        for (piece, range) in pieces {
            let range = text_range(range);
            let event = match piece {
                HtmlPiece::Tag { html, is_inline } if is_inline || in_text => {
                    Event::InlineHtml(html.into())
                }
                HtmlPiece::Tag { html, .. } => Event::Html(html.into()),
                HtmlPiece::Literal(text) => Event::InlineHtml(text.into()),
                HtmlPiece::Text(text) => Event::Text(match self.text.get(range.clone()) {
                    Some(source) if source == text => source.into(),
                    _ => text.into_owned().into(),
                }),
            };
            self.queue.push_back((event, range));
        }
        for (range, kind) in remarks {
            self.push_remark(text_range(range), kind);
        }
    }

    /// Records a remark; only the first about nesting, since deep nesting rarely occurs just once.
    fn push_remark(&mut self, range: Range<usize>, kind: RemarkKind) {
        let is_nesting = kind == RemarkKind::NestingTooDeep;
        if !(is_nesting && self.reported_nesting) {
            self.remarks.push(Remark { range, kind });
        }
        self.reported_nesting |= is_nesting;
    }
}

/// Adds the `mailto` scheme to an e-mail autolink (`<a@b.vn>`).
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
    type Item = SpannedEvent<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let (event, range) = self.events.next()?;
            if let Some(event) = self.filter(event, &range) {
                return Some((event, range));
            }
        }
    }
}
