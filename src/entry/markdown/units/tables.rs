//! Tables pasted from a spreadsheet: lines whose cells are parted by tabs.
//!
//! Which row is a header is not known, so none is.

use pulldown_cmark::{Alignment, Event};

use super::lines::MarkedLine;
use crate::entry::markdown::blocks::{Block, BlockKind, Inlines, Table};
use crate::entry::markdown::inlines;

/// Minimum number of rows; a single line with a tab is text.
const MIN_ROWS: usize = 2;

/// The greatest number of cells of all these tables in a text, with those that rows lack; further rows are text. A few
/// bytes can ask for billions of cells, and the longest real table has some ten thousand.
pub(super) const MAX_CELLS: usize = 300_000;

/// A line, or consecutive lines that are the rows of a table.
pub(super) enum LineGroup<'a> {
    Line(MarkedLine<'a>),
    Rows(Vec<MarkedLine<'a>>),
}

/// Groups consecutive lines of several cells, as far as `cells_left` go.
pub(super) fn group_rows<'a>(
    text: &str,
    lines: Vec<MarkedLine<'a>>,
    cells_left: &mut usize,
) -> Vec<LineGroup<'a>> {
    let mut groups = Vec::with_capacity(lines.len());
    let mut rows = Vec::new();
    let mut flush = |rows: &mut Vec<MarkedLine<'a>>, groups: &mut Vec<LineGroup<'a>>| {
        let width = rows.iter().map(|row| tabs(text, row) + 1).max().unwrap_or_default();
        let left = cells_left.checked_sub(width.saturating_mul(rows.len()));
        if let Some(left) = left.filter(|_| rows.len() >= MIN_ROWS) {
            *cells_left = left;
            groups.push(LineGroup::Rows(std::mem::take(rows)));
        } else {
            groups.extend(rows.drain(..).map(LineGroup::Line));
        }
    };
    for line in lines {
        if is_row(text, &line) {
            rows.push(line);
        } else {
            flush(&mut rows, &mut groups);
            groups.push(LineGroup::Line(line));
        }
    }
    flush(&mut rows, &mut groups);
    groups
}

/// Makes a table of rows; a row that lacks cells gets empty ones.
pub(super) fn table<'a>(text: &str, lines: Vec<MarkedLine<'a>>) -> Block<'a> {
    let start = lines.first().map_or(0, |line| line.range.start);
    let end = lines.last().map_or(start, |line| line.range.end);
    let row = |line: MarkedLine<'a>| {
        let mut cells = split_cells(line.line.content);
        let leading = leading_tabs(text, line.range.start);
        cells.splice(0..0, (0..leading).map(|_| Vec::new()));
        cells
    };
    let mut rows: Vec<_> = lines.into_iter().map(row).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    rows.iter_mut().for_each(|row| row.resize_with(width, Vec::new));
    let columns = vec![Alignment::None; width];
    Block::new(BlockKind::Table(Table { columns, head: None, rows }), start..end)
}

/// Returns whether a line has several cells. Of a marked line the first tab may part the mark from its text.
fn is_row(text: &str, line: &MarkedLine<'_>) -> bool {
    tabs(text, line) > usize::from(line.mark.is_some())
}

/// Returns the number of tabs in a line.
fn tabs(text: &str, line: &MarkedLine<'_>) -> usize {
    let tabs = line.line.content.iter().map(|(event, _)| match event {
        Event::Text(text) => text.matches('\t').count(),
        _ => 0,
    });
    tabs.sum::<usize>() + leading_tabs(text, line.range.start)
}

/// Returns the number of tabs directly before the text of a line, which the parser drops.
fn leading_tabs(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let line = before.trim_end_matches('\t');
    if line.is_empty() || line.ends_with('\n') { before.len() - line.len() } else { 0 }
}

/// Splits the content of a line at its tabs, as lines are split at breaks.
fn split_cells<'a>(content: Inlines<'a>) -> Vec<Inlines<'a>> {
    let mut parts = Vec::with_capacity(content.len());
    for (event, range) in content {
        let Event::Text(text) = &event else {
            parts.push((event, range));
            continue;
        };
        let mut start = 0;
        for (tab, _) in text.match_indices('\t') {
            parts.push((Event::Text(inlines::slice(text, start..tab)), range.clone()));
            parts.push((Event::SoftBreak, range.clone()));
            start = tab + 1;
        }
        parts.push((Event::Text(inlines::slice(text, start..text.len())), range));
    }
    let content = |cell: inlines::Line<'a>| {
        let mut content = cell.content;
        // Most have one part; the room for more would be most of a large table.
        content.shrink_to_fit();
        content
    };
    inlines::split_lines(parts).into_iter().map(content).collect()
}
