//! Citations in the stream of a body: where a link to the cited document may begin and end.
//!
//! The inline events between two marks of a block are held until all of its text is known; citations are looked for in
//! that text, across line ends and emphasis, and the events are handed on with marks around each. Nothing is looked
//! for in headings, code and blocks of raw HTML, and what is a link, a picture or code already parts the text.
//!
//! **Invariant.** Between the two marks of a citation every start has its end, and there is no other link, so that an
//! `a` may stand there. Where the whole citation would overlap another element, the marks stand around less of it: at
//! least around a part of the number.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::structure::{BlockAnchor, StructuredEvents};
use crate::entry::citation::{self, Citation, Cited};

/// Stands in the text for what is no text, so that no citation reaches over it.
const BOUNDARY: char = '\u{FFFC}';

/// A piece of the stream.
pub(super) enum BodyEvent<'a> {
    /// An event of the body, with what is known of the block that it begins.
    Event(Event<'a>, Option<BlockAnchor>),
    /// A citation begins.
    CitationStart(Cited),
    /// The citation ends.
    CitationEnd,
}

/// The stream of a body with its citations marked.
pub(super) struct CitationEvents<'r, 'a> {
    structure: &'r mut StructuredEvents<'a>,
    /// What is to be handed on.
    queue: VecDeque<(BodyEvent<'a>, Range<usize>)>,
    /// The inline events of the block at hand.
    inline_events: Vec<(Event<'a>, Range<usize>)>,
    /// Whether the events belong to a heading or a block of code.
    excluded: bool,
}

impl<'r, 'a> CitationEvents<'r, 'a> {
    /// Begins to mark what `structure` hands on.
    pub(super) fn new(structure: &'r mut StructuredEvents<'a>) -> Self {
        Self { structure, queue: VecDeque::new(), inline_events: Vec::new(), excluded: false }
    }

    /// Hands on the held events, with marks.
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
            let held = std::mem::take(&mut self.inline_events);
            self.emit_with_citations(held, spans);
        }
    }

    /// Hands on events with the marks of `spans`, which are in order.
    fn emit_with_citations(
        &mut self,
        held: Vec<(Event<'a>, Range<usize>)>,
        spans: Vec<CitationSpan>,
    ) {
        let both = |span: CitationSpan| {
            [(span.start, BodyEvent::CitationStart(span.cited)), (span.end, BodyEvent::CitationEnd)]
        };
        let mut marks = spans.into_iter().flat_map(both).peekable();
        for (at, (event, range)) in held.into_iter().enumerate() {
            let (mut rest, mut done) = (Some(event), 0);
            while let Some((point, piece)) = marks.next_if(|(point, _)| point.event == at) {
                if point.offset > done {
                    self.emit_prefix(&mut rest, point.offset - done, &range);
                    done = point.offset;
                }
                self.queue.push_back((piece, range.clone()));
            }
            if let Some(event) = rest {
                self.queue.push_back((BodyEvent::Event(event, None), range));
            }
        }
    }

    /// Hands on the first bytes of a text, or an event that has no parts.
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
            if let Some(piece) = self.queue.pop_front() {
                return Some(piece);
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
            let mark = self.structure.take_anchor();
            if self.inline_events.is_empty() {
                return Some((BodyEvent::Event(event, mark), range));
            }
            self.flush_inline();
            self.queue.push_back((BodyEvent::Event(event, mark), range));
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

/// A place between the bytes of a run: before the byte at `offset` of an event.
#[derive(Clone, Copy, PartialEq, Eq)]
struct EventPosition {
    event: usize,
    offset: usize,
}

/// A citation and the places of its marks.
struct CitationSpan {
    start: EventPosition,
    end: EventPosition,
    cited: Cited,
}

/// The text of a run of inline events.
#[derive(Default)]
struct InlineText {
    text: String,
    /// Where in the text each event begins that has some.
    event_starts: Vec<(usize, usize)>,
}

impl InlineText {
    fn from_events(held: &[(Event<'_>, Range<usize>)]) -> Self {
        let mut run = Self::default();
        let (mut within, mut raw) = (0_usize, 0_usize);
        for (at, (event, _)) in held.iter().enumerate() {
            let opens = matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
            let closes = matches!(event, Event::End(TagEnd::Link | TagEnd::Image));
            if let Event::InlineHtml(tag) = event {
                raw = (raw + usize::from(tag.starts_with("<kbd")))
                    .saturating_sub(usize::from(tag.starts_with("</kbd")));
            }
            within += usize::from(opens);
            if opens || closes {
                run.text.push(BOUNDARY);
            } else if within == 0 {
                run.push(at, event, raw > 0);
            }
            within = within.saturating_sub(usize::from(closes));
        }
        run
    }

    fn push(&mut self, at: usize, event: &Event<'_>, is_raw: bool) {
        match event {
            Event::Text(text) if !is_raw => {
                self.event_starts.push((self.text.len(), at));
                self.text.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.event_starts.push((self.text.len(), at));
                self.text.push('\n');
            }
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.text.push('\n'),
            // Emphasis, a reference to a footnote and raw tags interrupt no sentence.
            Event::Start(_) | Event::End(_) | Event::FootnoteReference(_) => {}
            Event::InlineHtml(_) => {}
            _ => self.text.push(BOUNDARY),
        }
    }

    /// Finds the citations and where their marks may stand.
    fn citation_spans(&self, held: &[(Event<'_>, Range<usize>)]) -> Vec<CitationSpan> {
        let found = citation::find(&self.text).into_iter();
        found.filter_map(|citation| self.citation_span(held, citation)).collect()
    }

    fn citation_span(
        &self,
        held: &[(Event<'_>, Range<usize>)],
        found: Citation,
    ) -> Option<CitationSpan> {
        let Citation { range, number, cited } = found;
        let (start, end) = [range.clone(), range.start..number.end, number.clone()]
            .into_iter()
            .find_map(|range| self.balanced_range(held, &range))
            .or_else(|| self.number_prefix(held, &number))?;
        Some(CitationSpan { start, end, cited })
    }

    /// Finds the event that holds the byte at a place of the text.
    fn position_at(&self, place: usize) -> Option<EventPosition> {
        let after = self.event_starts.partition_point(|(begin, _)| *begin <= place);
        let (begin, event) = *self.event_starts.get(after.checked_sub(1)?)?;
        Some(EventPosition { event, offset: place - begin })
    }

    /// Gives the marks around a range, moved outwards over starts and ends that complete what lies between them;
    /// nothing where an element is only partly in the range.
    fn balanced_range(
        &self,
        held: &[(Event<'_>, Range<usize>)],
        range: &Range<usize>,
    ) -> Option<(EventPosition, EventPosition)> {
        let mut start = self.position_at(range.start)?;
        let last = self.position_at(range.end - 1)?;
        let mut end = EventPosition { event: last.event, offset: last.offset + 1 };
        let (mut depth, mut missing) = (0_usize, 0_usize);
        for (event, _) in &held[start.event..=end.event] {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => missing += 1,
                Event::End(_) => depth -= 1,
                Event::FootnoteReference(_) => return None,
                Event::InlineHtml(tag) if !tag.starts_with("<br") => return None,
                _ => {}
            }
        }
        for _ in 0..missing {
            let before = start.event.checked_sub(1).filter(|_| start.offset == 0)?;
            matches!(held[before].0, Event::Start(_)).then_some(())?;
            start = EventPosition { event: before, offset: 0 };
        }
        for _ in 0..depth {
            let behind = end.event + 1;
            let is_whole = end.offset == event_len(&held[end.event].0);
            let is_end = matches!(held.get(behind), Some((Event::End(_), _)));
            (is_whole && is_end).then_some(())?;
            end = EventPosition { event: behind, offset: event_len(&held[behind].0) };
        }
        Some((start, end))
    }

    /// Gives the marks around as much of a number as lies in one text.
    fn number_prefix(
        &self,
        held: &[(Event<'_>, Range<usize>)],
        number: &Range<usize>,
    ) -> Option<(EventPosition, EventPosition)> {
        let start = self.position_at(number.start)?;
        let most = event_len(&held[start.event].0);
        let offset = most.min(start.offset + number.len());
        Some((start, EventPosition { event: start.event, offset }))
    }
}

/// Measures an event: its text, or one for what is only there.
fn event_len(event: &Event<'_>) -> usize {
    match event {
        Event::Text(text) => text.len(),
        _ => 1,
    }
}
