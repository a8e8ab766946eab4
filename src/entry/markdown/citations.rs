//! Marks citations in inline content, where a link to the cited document may start and end.
//!
//! Citations are searched in the text of a block, across line breaks and emphasis. Headings and code
//! are not searched; links, pictures and inline code separate the text.
//!
//! **Invariant.** Between the start and the end of a citation the events are balanced and contain no other link, so
//! that an `a` element may enclose them. Where the whole citation would overlap another element, less of it is
//! enclosed: at least a part of the number.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::blocks::SpannedEvent;
use super::table_columns::HtmlTable;
use crate::entry::citation::{self, CellContext, Citation, CitedDocument};

/// Replaces in the text what is not text, so that no citation extends over it (U+FFFC, object replacement character).
const BOUNDARY: char = '\u{FFFC}';

/// An event of inline content with citations.
pub(super) enum InlineEvent<'e, 'a> {
    /// An event of the content; a text may be a part of one.
    Event(&'e Event<'a>, &'e Range<usize>),
    /// The start of a citation.
    CitationStart(CitedDocument),
    /// The end of the citation.
    CitationEnd,
}

/// Calls `visit` with the events of `content` and its citations, in order; `content` may have tables of raw HTML.
pub(super) fn visit(content: &[SpannedEvent<'_>], visit: &mut impl FnMut(InlineEvent<'_, '_>)) {
    let is_tag = |event: &SpannedEvent<'_>| matches!(event.0, Event::Html(_));
    let (mut table, mut end) = (HtmlTable::default(), 0);
    for run in content.chunk_by(|before, after| !is_tag(before) && !is_tag(after)) {
        end += run.len();
        if let [(Event::Html(tag), _)] = run {
            table.read_tag(tag, &content[end..]);
        }
        visit_cell(run, &table.context(), visit);
    }
}

/// Calls `visit` with the events of a cell of a table and its citations, in order.
pub(super) fn visit_cell(
    content: &[SpannedEvent<'_>],
    cell: &CellContext,
    visit: &mut impl FnMut(InlineEvent<'_, '_>),
) {
    let has_digit = |(event, _): &SpannedEvent<'_>| match event {
        Event::Text(text) => text.bytes().any(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let spans = if content.iter().any(has_digit) {
        InlineText::from_events(content).citation_spans(content, cell)
    } else {
        Vec::new()
    };
    visit_run(content, spans, visit);
}

/// Visits events with the start and end of each of `spans`, which are in order.
fn visit_run(
    run: &[SpannedEvent<'_>],
    spans: Vec<CitationSpan>,
    visit: &mut impl FnMut(InlineEvent<'_, '_>),
) {
    let start_and_end = |span: CitationSpan| [(span.start, Some(span.cited)), (span.end, None)];
    let mut boundaries = spans.into_iter().flat_map(start_and_end).peekable();
    for (index, (event, range)) in run.iter().enumerate() {
        let mut visited = 0;
        while let Some((position, cited)) =
            boundaries.next_if(|(position, _)| position.event == index)
        {
            if position.offset > visited {
                visit_part(event, visited..position.offset, range, visit);
                visited = position.offset;
            }
            visit(cited.map_or(InlineEvent::CitationEnd, InlineEvent::CitationStart));
        }
        if visited < event_len(event) {
            visit_part(event, visited..event_len(event), range, visit);
        }
    }
}

/// Visits a part of a text, or the whole of any other event.
fn visit_part(
    event: &Event<'_>,
    part: Range<usize>,
    range: &Range<usize>,
    visit: &mut impl FnMut(InlineEvent<'_, '_>),
) {
    match event {
        Event::Text(text) if part.len() < text.len() => {
            visit(InlineEvent::Event(&Event::Text(text[part].into()), range));
        }
        event => visit(InlineEvent::Event(event, range)),
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
    fn from_events(events: &[SpannedEvent<'_>]) -> Self {
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
    fn citation_spans(&self, events: &[SpannedEvent<'_>], cell: &CellContext) -> Vec<CitationSpan> {
        let citations = citation::find_in_cell(&self.text, cell).into_iter();
        citations.filter_map(|citation| self.citation_span(events, citation)).collect()
    }

    fn citation_span(
        &self,
        events: &[SpannedEvent<'_>],
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
        events: &[SpannedEvent<'_>],
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
        events: &[SpannedEvent<'_>],
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
