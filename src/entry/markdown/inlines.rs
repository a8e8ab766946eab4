//! Functions on inline content: its text, its lines and its raw tags.
//!
//! A footnote reference has no text, and a line break becomes a space.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::blocks::{Inlines, SpannedEvent};
use crate::vietnamese::fold;

/// Maximum number of elements that are ended and started again at a line break.
const MAX_REPEATED: usize = 8;

/// Returns whether an event is part of the content of a block.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// Appends the visible text of `event` to `out`.
pub(super) fn push_text(out: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(&fold::without_active(text)),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        Event::InlineHtml(tag) if tag.starts_with("<br") => out.push(' '),
        _ => {}
    }
}

/// Returns the visible text with collapsed white space.
pub(super) fn plain_text(content: &[SpannedEvent<'_>]) -> String {
    let mut text = String::new();
    content.iter().for_each(|(event, _)| push_text(&mut text, event));
    collapse_whitespace(&text)
}

/// Returns `text` with every run of white space collapsed to one space, and none at its ends.
pub(super) fn collapse_whitespace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Returns whether content shows anything.
pub(super) fn is_visible(content: &[SpannedEvent<'_>]) -> bool {
    content.iter().any(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) => !text.trim().is_empty(),
        Event::Start(Tag::Image { .. }) | Event::FootnoteReference(_) => true,
        // Markup that is rendered as text.
        Event::InlineHtml(tag) => !tag.starts_with('<') && !tag.is_empty(),
        _ => false,
    })
}

/// Returns the raw tags that are not closed, in order, with their ranges.
pub(super) fn open_tags(content: &[SpannedEvent<'_>]) -> Vec<(String, Range<usize>)> {
    let mut open: Vec<(String, Range<usize>)> = Vec::new();
    for (event, range) in content {
        let Event::InlineHtml(tags) = event else { continue };
        // A table is two tags, one of them its wrapper.
        for tag in tags.split('<').skip(1).filter(|tag| !tag.starts_with("br")) {
            if let Some(end) = tag.strip_prefix('/') {
                if let Some(at) = open.iter().rposition(|(start, _)| start == tag_name(end)) {
                    open.remove(at);
                }
            } else {
                open.push((tag_name(tag).to_owned(), range.clone()));
            }
        }
    }
    open
}

/// Returns the name at the start of a tag without its bracket.
pub(super) fn tag_name(tag: &str) -> &str {
    tag.split([' ', '>']).next().unwrap_or_default()
}

/// Returns whether content extends over several lines.
pub(super) fn has_break(content: &[SpannedEvent<'_>]) -> bool {
    content.iter().any(|(event, _)| matches!(event, Event::SoftBreak | Event::HardBreak))
}

/// Splits content at its line breaks, except those inside links and pictures; returns
/// each line with the break before it. Emphasis and closed raw tags that extend over a break are
/// ended and started again, so that every line is balanced.
pub(super) fn split_lines<'a>(content: Inlines<'a>) -> Vec<Line<'a>> {
    let unclosed: HashSet<usize> =
        open_tags(&content).into_iter().map(|(_, range)| range.start).collect();
    let mut lines = Vec::new();
    let mut line = Line::default();
    let mut emphasis: Vec<SpannedEvent<'a>> = Vec::new();
    let mut fixed_depth = 0_usize;
    for (event, range) in content {
        match &event {
            Event::SoftBreak | Event::HardBreak
                if fixed_depth == 0 && emphasis.len() <= MAX_REPEATED =>
            {
                for (start, _) in emphasis.iter().rev() {
                    line.content.push((end_of(start), range.start..range.start));
                }
                let next = Line {
                    content: emphasis.clone(),
                    line_break: Some((event, range)),
                    reopened: emphasis.len(),
                };
                lines.push(std::mem::replace(&mut line, next));
                continue;
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) if fixed_depth == 0 => {
                emphasis.push((event.clone(), range.clone()));
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
                if fixed_depth == 0 =>
            {
                let is_start = |(start, _): &SpannedEvent<'a>| matches!(start, Event::Start(_));
                if let Some(at) = emphasis.iter().rposition(is_start) {
                    emphasis.remove(at);
                }
            }
            Event::InlineHtml(tag) if fixed_depth == 0 && tag.starts_with("</") => {
                let is_start = |(start, _): &SpannedEvent<'a>| end_of(start) == event;
                if let Some(at) = emphasis.iter().rposition(is_start) {
                    emphasis.remove(at);
                }
            }
            Event::InlineHtml(tag)
                if fixed_depth == 0
                    && tag.starts_with('<')
                    && !tag.starts_with("<br")
                    && !unclosed.contains(&range.start) =>
            {
                emphasis.push((event.clone(), range.clone()));
            }
            Event::Start(_) => fixed_depth += 1,
            Event::End(_) => fixed_depth = fixed_depth.saturating_sub(1),
            _ => {}
        }
        line.content.push((event, range));
    }
    lines.push(line);
    lines
}

/// A line of a block.
#[derive(Default)]
pub(super) struct Line<'a> {
    pub(super) content: Inlines<'a>,
    /// The break before it; nothing for the first.
    pub(super) line_break: Option<SpannedEvent<'a>>,
    /// The number of start events that repeat those of the line before.
    reopened: usize,
}

impl<'a> Line<'a> {
    /// Creates the only line of a block.
    pub(super) fn whole(content: Inlines<'a>) -> Self {
        Self { content, line_break: None, reopened: 0 }
    }

    /// Returns the number of visible characters; of a link that extends over a break, those of its longest line.
    pub(super) fn visible_len(&self) -> usize {
        let (mut longest, mut len) = (0, 0);
        for (event, _) in &self.content {
            match event {
                Event::Text(text) | Event::Code(text) => len += text.chars().count(),
                Event::SoftBreak | Event::HardBreak => len = 0,
                _ => {}
            }
            longest = longest.max(len);
        }
        longest
    }

    /// Appends the line to the one before it, after its break.
    pub(super) fn append_to(self, content: &mut Inlines<'a>) {
        content.truncate(content.len() - self.reopened.min(content.len()));
        content.extend(self.line_break);
        content.extend(self.content.into_iter().skip(self.reopened));
    }
}

fn end_of<'a>(start: &Event<'a>) -> Event<'a> {
    match start {
        Event::Start(tag) => Event::End(tag.to_end()),
        Event::InlineHtml(tag) => {
            Event::InlineHtml(format!("</{}>", tag_name(tag.trim_start_matches('<'))).into())
        }
        other => other.clone(),
    }
}

/// Removes the first `bytes` bytes of text.
pub(super) fn strip_text(content: &mut Inlines<'_>, bytes: usize) {
    let mut left = bytes;
    for (event, range) in content.iter_mut() {
        let Event::Text(text) = event else { continue };
        let mut taken = left.min(text.len());
        while !text.is_char_boundary(taken) {
            taken -= 1;
        }
        left -= taken;
        range.start = (range.start + taken).min(range.end);
        *text = slice(text, taken..text.len());
        if left == 0 {
            break;
        }
    }
    content.retain(|(event, _)| !matches!(event, Event::Text(text) if text.is_empty()));
}

/// Returns a part of a text.
pub(super) fn slice<'a>(text: &CowStr<'a>, part: Range<usize>) -> CowStr<'a> {
    match text {
        CowStr::Borrowed(text) => text[part].into(),
        text => text[part].to_owned().into(),
    }
}

/// Returns the events with the text of adjacent text events joined, where the text is as in the source.
pub(super) fn joined<'a>(text: &'a str, content: Inlines<'a>) -> Inlines<'a> {
    let mut out = Vec::with_capacity(content.len());
    content.into_iter().for_each(|event| push_joined(text, &mut out, event));
    out
}

/// Adds an event, of which the text is joined with that before it as by [`joined`]: each mark that the parser examines
/// is an event of its own.
pub(super) fn push_joined<'a>(
    text: &'a str,
    content: &mut Inlines<'a>,
    (event, range): SpannedEvent<'a>,
) {
    // An entity may have as many bytes as what it stands for.
    let is_source = |part: &CowStr<'_>, range: &Range<usize>| {
        let source = text.get(range.clone()).unwrap_or_default();
        part.len() == source.len() && std::ptr::eq(part.as_ptr(), source.as_ptr())
    };
    if let Event::Text(part) = &event
        && let Some((Event::Text(before), before_range)) = content.last_mut()
        && before_range.end == range.start
        && is_source(before, before_range)
        && is_source(part, &range)
    {
        before_range.end = range.end;
        *before = CowStr::Borrowed(&text[before_range.clone()]);
        return;
    }
    content.push((event, range));
}
