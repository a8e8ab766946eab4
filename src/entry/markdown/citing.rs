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

use super::structure::{Mark, Structure};
use crate::entry::citation::{self, Citation, Cited};

/// Stands in the text for what is no text, so that no citation reaches over it.
const PARTING: char = '\u{FFFC}';

/// A piece of the stream.
pub(super) enum Piece<'a> {
    /// An event of the body, with what is known of the block that it begins.
    Event(Event<'a>, Option<Mark>),
    /// A citation begins.
    Cite(Cited),
    /// The citation ends.
    Cited,
}

/// The stream of a body with its citations marked.
pub(super) struct Citing<'r, 'a> {
    structure: &'r mut Structure<'a>,
    /// What is to be handed on.
    ready: VecDeque<(Piece<'a>, Range<usize>)>,
    /// The inline events of the block at hand.
    held: Vec<(Event<'a>, Range<usize>)>,
    /// Whether the events belong to a heading or a block of code.
    barred: bool,
}

impl<'r, 'a> Citing<'r, 'a> {
    /// Begins to mark what `structure` hands on.
    pub(super) fn new(structure: &'r mut Structure<'a>) -> Self {
        Self { structure, ready: VecDeque::new(), held: Vec::new(), barred: false }
    }

    /// Hands on the held events, with marks.
    fn release(&mut self) {
        let has_digit = |event: &Event<'_>| match event {
            Event::Text(text) => text.bytes().any(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        let spans = if self.held.iter().any(|(event, _)| has_digit(event)) {
            Run::of(&self.held).spans(&self.held)
        } else {
            Vec::new()
        };
        if spans.is_empty() {
            let events =
                self.held.drain(..).map(|(event, range)| (Piece::Event(event, None), range));
            self.ready.extend(events);
        } else {
            let held = std::mem::take(&mut self.held);
            self.mark(held, spans);
        }
    }

    /// Hands on events with the marks of `spans`, which are in order.
    fn mark(&mut self, held: Vec<(Event<'a>, Range<usize>)>, spans: Vec<Span>) {
        let both = |span: Span| [(span.start, Piece::Cite(span.cited)), (span.end, Piece::Cited)];
        let mut marks = spans.into_iter().flat_map(both).peekable();
        for (at, (event, range)) in held.into_iter().enumerate() {
            let (mut rest, mut done) = (Some(event), 0);
            while let Some((point, piece)) = marks.next_if(|(point, _)| point.event == at) {
                if point.offset > done {
                    self.cut(&mut rest, point.offset - done, &range);
                    done = point.offset;
                }
                self.ready.push_back((piece, range.clone()));
            }
            if let Some(event) = rest {
                self.ready.push_back((Piece::Event(event, None), range));
            }
        }
    }

    /// Hands on the first bytes of a text, or an event that has no parts.
    fn cut(&mut self, rest: &mut Option<Event<'a>>, length: usize, range: &Range<usize>) {
        let Some(event) = rest.take() else { return };
        let (first, second) = match event {
            Event::Text(text) if length < text.len() => {
                let (first, second) = halves(text, length);
                (Event::Text(first), Some(Event::Text(second)))
            }
            other => (other, None),
        };
        *rest = second;
        self.ready.push_back((Piece::Event(first, None), range.clone()));
    }
}

fn halves(text: CowStr<'_>, at: usize) -> (CowStr<'_>, CowStr<'_>) {
    match text {
        CowStr::Borrowed(text) => (text[..at].into(), text[at..].into()),
        text => (text[..at].to_owned().into(), text[at..].to_owned().into()),
    }
}

impl<'a> Iterator for Citing<'_, 'a> {
    type Item = (Piece<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            let Some((event, range)) = self.structure.next() else {
                if self.held.is_empty() {
                    return None;
                }
                self.release();
                continue;
            };
            if !self.barred && is_inline(&event) {
                self.held.push((event, range));
                continue;
            }
            match &event {
                Event::Start(Tag::Heading { .. } | Tag::CodeBlock(_)) => self.barred = true,
                Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => self.barred = false,
                _ => {}
            }
            let mark = self.structure.take_mark();
            if self.held.is_empty() {
                return Some((Piece::Event(event, mark), range));
            }
            self.release();
            self.ready.push_back((Piece::Event(event, mark), range));
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
struct Point {
    event: usize,
    offset: usize,
}

/// A citation and the places of its marks.
struct Span {
    start: Point,
    end: Point,
    cited: Cited,
}

/// The text of a run of inline events.
#[derive(Default)]
struct Run {
    text: String,
    /// Where in the text each event begins that has some.
    begins: Vec<(usize, usize)>,
}

impl Run {
    fn of(held: &[(Event<'_>, Range<usize>)]) -> Self {
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
                run.text.push(PARTING);
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
                self.begins.push((self.text.len(), at));
                self.text.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.begins.push((self.text.len(), at));
                self.text.push('\n');
            }
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.text.push('\n'),
            // Emphasis, a reference to a footnote and raw tags interrupt no sentence.
            Event::Start(_) | Event::End(_) | Event::FootnoteReference(_) => {}
            Event::InlineHtml(_) => {}
            _ => self.text.push(PARTING),
        }
    }

    /// Finds the citations and where their marks may stand.
    fn spans(&self, held: &[(Event<'_>, Range<usize>)]) -> Vec<Span> {
        let found = citation::find(&self.text).into_iter();
        found.filter_map(|citation| self.span(held, citation)).collect()
    }

    fn span(&self, held: &[(Event<'_>, Range<usize>)], found: Citation) -> Option<Span> {
        let Citation { range, number, cited } = found;
        let (start, end) = [range.clone(), range.start..number.end, number.clone()]
            .into_iter()
            .find_map(|range| self.balanced(held, &range))
            .or_else(|| self.first_part(held, &number))?;
        Some(Span { start, end, cited })
    }

    /// Finds the event that holds the byte at a place of the text.
    fn point(&self, place: usize) -> Option<Point> {
        let after = self.begins.partition_point(|(begin, _)| *begin <= place);
        let (begin, event) = *self.begins.get(after.checked_sub(1)?)?;
        Some(Point { event, offset: place - begin })
    }

    /// Gives the marks around a range, moved outwards over starts and ends that complete what lies between them;
    /// nothing where an element is only partly in the range.
    fn balanced(
        &self,
        held: &[(Event<'_>, Range<usize>)],
        range: &Range<usize>,
    ) -> Option<(Point, Point)> {
        let mut start = self.point(range.start)?;
        let last = self.point(range.end - 1)?;
        let mut end = Point { event: last.event, offset: last.offset + 1 };
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
            start = Point { event: before, offset: 0 };
        }
        for _ in 0..depth {
            let behind = end.event + 1;
            let is_whole = end.offset == length(&held[end.event].0);
            let is_end = matches!(held.get(behind), Some((Event::End(_), _)));
            (is_whole && is_end).then_some(())?;
            end = Point { event: behind, offset: length(&held[behind].0) };
        }
        Some((start, end))
    }

    /// Gives the marks around as much of a number as lies in one text.
    fn first_part(
        &self,
        held: &[(Event<'_>, Range<usize>)],
        number: &Range<usize>,
    ) -> Option<(Point, Point)> {
        let start = self.point(number.start)?;
        let most = length(&held[start.event].0);
        let offset = most.min(start.offset + number.len());
        Some((start, Point { event: start.event, offset }))
    }
}

/// Measures an event: its text, or one for what is only there.
fn length(event: &Event<'_>) -> usize {
    match event {
        Event::Text(text) => text.len(),
        _ => 1,
    }
}
