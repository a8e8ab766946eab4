//! Marks citations in the event stream of a body, where a link to the cited document may start and end.
//!
//! The inline events of a block are buffered until all of its text is known. Citations are searched in that text,
//! across line breaks and emphasis, and the events are emitted with a start and an end event around each citation.
//! Headings, code and blocks of raw HTML are not searched; links, pictures and inline code separate the text.
//!
//! **Invariant.** Between the start and the end of a citation the events are balanced and contain no other link, so
//! that an `a` element may enclose them. Where the whole citation would overlap another element, less of it is
//! enclosed: at least a part of the number.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::structure::{BlockAnchor, StructuredEvents};
use crate::entry::citation::{self, Citation, CitedDocument};

/// Replaces in the text what is not text, so that no citation extends over it (U+FFFC, object replacement character).
const BOUNDARY: char = '\u{FFFC}';

/// An event of the stream with citations.
pub(super) enum BodyEvent<'a> {
    /// An event of the body, with the id of the block that it starts.
    Event(Event<'a>, Option<BlockAnchor>),
    /// The start of a citation.
    CitationStart(CitedDocument),
    /// The end of the citation.
    CitationEnd,
}

/// The event stream of a body with its citations marked.
pub(super) struct CitationEvents<'r, 'a> {
    structure: &'r mut StructuredEvents<'a>,
    /// Events that were processed but not emitted.
    queue: VecDeque<(BodyEvent<'a>, Range<usize>)>,
    /// The buffered inline events of the current block.
    inline_events: Vec<(Event<'a>, Range<usize>)>,
    /// Whether the current block is a heading or a code block.
    excluded: bool,
}

impl<'r, 'a> CitationEvents<'r, 'a> {
    /// Starts marking the citations in the events of `structure`.
    pub(super) fn new(structure: &'r mut StructuredEvents<'a>) -> Self {
        Self { structure, queue: VecDeque::new(), inline_events: Vec::new(), excluded: false }
    }

    /// Emits the buffered events, with citations marked.
    fn flush_inline(&mut self) {
        let has_digit = |event: &Event<'_>| match event {
            Event::Text(text) => text.bytes().any(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        let spans = if self.inline_events.iter().any(|(event, _)| has_digit(event)) {
            InlineText::from_events(&self.inline_events).citation_spans(&self.inline_events)
        } else {
            Vec::new()
        };
        if spans.is_empty() {
            let events = self
                .inline_events
                .drain(..)
                .map(|(event, range)| (BodyEvent::Event(event, None), range));
            self.queue.extend(events);
        } else {
            let events = std::mem::take(&mut self.inline_events);
            self.emit_with_citations(events, spans);
        }
    }

    /// Emits events with the start and end of each of `spans`, which are in order.
    fn emit_with_citations(
        &mut self,
        events: Vec<(Event<'a>, Range<usize>)>,
        spans: Vec<CitationSpan>,
    ) {
        let start_and_end = |span: CitationSpan| {
            [(span.start, BodyEvent::CitationStart(span.cited)), (span.end, BodyEvent::CitationEnd)]
        };
        let mut boundaries = spans.into_iter().flat_map(start_and_end).peekable();
        for (index, (event, range)) in events.into_iter().enumerate() {
            let (mut rest, mut emitted) = (Some(event), 0);
            while let Some((position, boundary)) =
                boundaries.next_if(|(position, _)| position.event == index)
            {
                if position.offset > emitted {
                    self.emit_prefix(&mut rest, position.offset - emitted, &range);
                    emitted = position.offset;
                }
                self.queue.push_back((boundary, range.clone()));
            }
            if let Some(event) = rest {
                self.queue.push_back((BodyEvent::Event(event, None), range));
            }
        }
    }

    /// Emits the first bytes of a text, or the whole of any other event.
    fn emit_prefix(&mut self, rest: &mut Option<Event<'a>>, length: usize, range: &Range<usize>) {
        let Some(event) = rest.take() else { return };
        let (first, second) = match event {
            Event::Text(text) if length < text.len() => {
                let (first, second) = split_text(text, length);
                (Event::Text(first), Some(Event::Text(second)))
            }
            other => (other, None),
        };
        *rest = second;
        self.queue.push_back((BodyEvent::Event(first, None), range.clone()));
    }
}

fn split_text(text: CowStr<'_>, at: usize) -> (CowStr<'_>, CowStr<'_>) {
    match text {
        CowStr::Borrowed(text) => (text[..at].into(), text[at..].into()),
        text => (text[..at].to_owned().into(), text[at..].to_owned().into()),
    }
}

impl<'a> Iterator for CitationEvents<'_, 'a> {
    type Item = (BodyEvent<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let Some((event, range)) = self.structure.next() else {
                if self.inline_events.is_empty() {
                    return None;
                }
                self.flush_inline();
                continue;
            };
            if !self.excluded && is_inline(&event) {
                self.inline_events.push((event, range));
                continue;
            }
            match &event {
                Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_)) => self.excluded = true,
                Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => self.excluded = false,
                _ => {}
            }
            let anchor = self.structure.take_anchor();
            if self.inline_events.is_empty() {
                return Some((BodyEvent::Event(event, anchor), range));
            }
            self.flush_inline();
            self.queue.push_back((BodyEvent::Event(event, anchor), range));
        }
    }
}

fn is_inline(event: &Event<'_>) -> bool {
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

/// A position between the bytes of buffered events: before the byte at `offset` of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
struct EventPosition {
    event: usize,
    offset: usize,
}

/// A citation, and where the link around it starts and ends.
struct CitationSpan {
    start: EventPosition,
    end: EventPosition,
    cited: CitedDocument,
}

/// The text of consecutive inline events.
#[derive(Default)]
struct InlineText {
    text: String,
    /// The offset in the text at which each event with text starts, and the index of the event.
    event_starts: Vec<(usize, usize)>,
}

impl InlineText {
    fn from_events(events: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut inline = Self::default();
        let (mut link_depth, mut kbd_depth) = (0_usize, 0_usize);
        for (index, (event, _)) in events.iter().enumerate() {
            let opens = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
            let closes = matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
            if let Event::InlineHtml(tag) = event {
                kbd_depth = (kbd_depth + usize::from(tag.starts_with("<kbd")))
                    .saturating_sub(usize::from(tag.starts_with("</kbd")));
            }
            link_depth += usize::from(opens);
            if opens || closes {
                inline.text.push(BOUNDARY);
            } else if link_depth == 0 {
                inline.push(index, event, kbd_depth > 0);
            }
            link_depth = link_depth.saturating_sub(usize::from(closes));
        }
        inline
    }

    fn push(&mut self, index: usize, event: &Event<'_>, in_kbd: bool) {
        match event {
            Event::Text(text) if !in_kbd => {
                self.event_starts.push((self.text.len(), index));
                self.text.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.event_starts.push((self.text.len(), index));
                self.text.push('\n');
            }
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.text.push('\n'),
            // Emphasis, footnote references and raw tags do not interrupt a sentence.
            Event::Start(_) | Event::End(_) | Event::FootnoteReference(_) => {}
            Event::InlineHtml(_) => {}
            _ => self.text.push(BOUNDARY),
        }
    }

    /// Finds the citations, and where their links may start and end.
    fn citation_spans(&self, events: &[(Event<'_>, Range<usize>)]) -> Vec<CitationSpan> {
        let citations = citation::find(&self.text).into_iter();
        citations.filter_map(|citation| self.citation_span(events, citation)).collect()
    }

    fn citation_span(
        &self,
        events: &[(Event<'_>, Range<usize>)],
        citation: Citation,
    ) -> Option<CitationSpan> {
        let Citation { range, number, cited } = citation;
        let (start, end) = [range.clone(), range.start..number.end, number.clone()]
            .into_iter()
            .find_map(|range| self.balanced_range(events, &range))
            .or_else(|| self.number_prefix(events, &number))?;
        Some(CitationSpan { start, end, cited })
    }

    /// Returns the event position of the byte at an offset of the text.
    fn position_at(&self, text_offset: usize) -> Option<EventPosition> {
        let after = self.event_starts.partition_point(|(start, _)| *start <= text_offset);
        let (start, event) = *self.event_starts.get(after.checked_sub(1)?)?;
        Some(EventPosition { event, offset: text_offset - start })
    }

    /// Returns the positions around a range, extended over adjacent start and end events so that the events between
    /// are balanced; nothing if an element is only partly in the range.
    fn balanced_range(
        &self,
        events: &[(Event<'_>, Range<usize>)],
        range: &Range<usize>,
    ) -> Option<(EventPosition, EventPosition)> {
        let mut start = self.position_at(range.start)?;
        let last = self.position_at(range.end - 1)?;
        let mut end = EventPosition { event: last.event, offset: last.offset + 1 };
        let (mut depth, mut missing_starts) = (0_usize, 0_usize);
        for (event, _) in &events[start.event..=end.event] {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => missing_starts += 1,
                Event::End(_) => depth -= 1,
                Event::FootnoteReference(_) => return None,
                Event::InlineHtml(tag) if !tag.starts_with("<br") => return None,
                _ => {}
            }
        }
        for _ in 0..missing_starts {
            let before = start.event.checked_sub(1).filter(|_| start.offset == 0)?;
            matches!(events[before].0, Event::Start(_)).then_some(())?;
            start = EventPosition { event: before, offset: 0 };
        }
        for _ in 0..depth {
            let after = end.event + 1;
            let is_whole = end.offset == event_len(&events[end.event].0);
            let is_end = matches!(events.get(after), Some((Event::End(_), _)));
            (is_whole && is_end).then_some(())?;
            end = EventPosition { event: after, offset: event_len(&events[after].0) };
        }
        Some((start, end))
    }

    /// Returns the positions around the part of a number that is in its first text event.
    fn number_prefix(
        &self,
        events: &[(Event<'_>, Range<usize>)],
        number: &Range<usize>,
    ) -> Option<(EventPosition, EventPosition)> {
        let start = self.position_at(number.start)?;
        let event_end = event_len(&events[start.event].0);
        let offset = event_end.min(start.offset + number.len());
        Some((start, EventPosition { event: start.event, offset }))
    }
}

/// Returns the length of an event in bytes: that of its text, or 1 for any other event.
fn event_len(event: &Event<'_>) -> usize {
    match event {
        Event::Text(text) => text.len(),
        _ => 1,
    }
}
