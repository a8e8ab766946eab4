//! The lines of a paragraph with their marks, and their places in the source.
//!
//! A line that was not wrapped by hand is a paragraph.

use std::ops::Range;

use pulldown_cmark::Event;

use super::UnitBuilder;
use super::mark::Mark;
use crate::entry::markdown::blocks::Inlines;
use crate::entry::markdown::deviations;
use crate::entry::markdown::inlines::{self, Line};

/// The visible length above which a line was not wrapped by hand.
const MAX_WRAPPED_CHARS: usize = 120;

/// A line with its mark and its place in the preprocessed text.
pub(super) struct MarkedLine<'a> {
    pub(super) line: Line<'a>,
    pub(super) mark: Option<Mark>,
    pub(super) range: Range<usize>,
    /// Whether it is the text of the open item, so that its mark is outside of it.
    pub(super) is_item: bool,
    /// Whether it is a paragraph, because its author did not wrap lines by hand.
    pub(super) is_unwrapped: bool,
}

impl<'a> UnitBuilder<'a, '_> {
    /// Returns content without a break as a line. The mark of an item is not in its text.
    pub(super) fn only_line(
        &self,
        content: Inlines<'a>,
        range: &Range<usize>,
        is_item: bool,
    ) -> MarkedLine<'a> {
        let start = content.first().map_or(range.start, |(_, range)| range.start);
        let end = content.last().map_or(start, |(_, range)| range.end.max(start));
        let mark = if is_item { None } else { Mark::parse(self.line_at(start)) };
        let line = Line::whole(content);
        MarkedLine { line, mark, range: start..end, is_item, is_unwrapped: false }
    }

    /// Splits content into lines and parses their marks.
    pub(super) fn marked_lines(
        &self,
        content: Inlines<'a>,
        range: &Range<usize>,
    ) -> Vec<MarkedLine<'a>> {
        let mut lines: Vec<MarkedLine<'a>> = Vec::new();
        for line in inlines::split_lines(content) {
            let after = line.line_break.as_ref().map_or(range.start, |(_, range)| range.end);
            let starts = line.content.iter().map(|(_, range)| range.start);
            let start = starts.filter(|start| *start >= after).min().unwrap_or(after);
            // The range of a start event is that of the whole element.
            let parts = line.content.iter().filter(|(event, _)| !matches!(event, Event::Start(_)));
            let end = parts.map(|(_, range)| range.end).max().unwrap_or(start);
            let mark = Mark::parse(self.line_at(start));
            let range = start..end.max(start);
            lines.push(MarkedLine { line, mark, range, is_item: false, is_unwrapped: false });
        }
        mark_unwrapped(&mut lines);
        lines
    }

    /// Returns the rest of the source line at `start`.
    pub(super) fn line_at(&self, start: usize) -> &'a str {
        let rest = &self.text[start..];
        rest[..rest.find('\n').unwrap_or(rest.len())].trim_end()
    }

    /// Returns the line after the one at `start`, without its indentation.
    pub(super) fn line_after(&self, start: usize) -> &'a str {
        let rest = &self.text[start..];
        let next = rest.find('\n').map_or("", |end| &rest[end + 1..]);
        next[..next.find('\n').unwrap_or(next.len())].trim()
    }

    /// Returns whether the text at `start` is on the line directly after the previous one.
    pub(super) fn follows_line(&self, start: usize) -> bool {
        self.previous.as_ref().is_some_and(|line| {
            let between = self.text.get(line.range.end..start);
            between.is_some_and(|between| between.matches('\n').count() <= 1)
        })
    }
}

/// Returns the column of the byte at `start`, with tab stops of four.
pub(super) fn column_of(text: &str, start: usize) -> usize {
    let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
    deviations::column_after(0, &text[line..start])
}

/// Tells the lines that were not wrapped by hand, so that each is a paragraph: of the lines from one mark to the next,
/// all but the last, or most, are longer than a line that a person wraps.
fn mark_unwrapped(lines: &mut [MarkedLine<'_>]) {
    for lines in lines.chunk_by_mut(|_, next| next.mark.is_none()).filter(|lines| lines.len() > 1) {
        let mut lengths: Vec<usize> = lines.iter().map(|line| line.line.visible_len()).collect();
        let but_last = &lengths[..lengths.len() - 1];
        let all_long = but_last.iter().all(|length| *length > MAX_WRAPPED_CHARS);
        lengths.sort_unstable();
        let median = lengths[(lengths.len() - 1) / 2];
        let is_unwrapped = all_long || median > MAX_WRAPPED_CHARS;
        lines.iter_mut().for_each(|line| line.is_unwrapped = is_unwrapped);
    }
}
