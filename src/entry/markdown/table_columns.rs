//! The columns of a table while its cells are read for citations, of Markdown and of raw HTML.
//!
//! The first row that names a column of document numbers is the head, because pasted tables often have an empty row of
//! heads, or none. Merged columns are counted, merged rows are not: then a cell is only read under another head, and
//! still has to be a number.

use pulldown_cmark::Event;

use super::blocks::SpannedEvent;
use super::inlines;
use crate::entry::citation::{CellContext, TableColumn};
use crate::vietnamese::date::PartialDate;

/// The maximum number of rows that are searched for the head.
const MAX_HEAD_ROWS: usize = 3;

/// A cell of a row: the number of columns that it covers, and its content.
pub(super) type RowCell<'c, 'a> = (usize, &'c [SpannedEvent<'a>]);

/// The columns of a table, and the date in its current row.
#[derive(Default)]
pub(super) struct TableColumns {
    columns: Vec<TableColumn>,
    rows: usize,
    date: Option<PartialDate>,
}

impl TableColumns {
    /// Reads the cells of the next row, if something in them can matter.
    pub(super) fn start_row<'c, 'a: 'c>(&mut self, cells: impl Iterator<Item = RowCell<'c, 'a>>) {
        self.rows += 1;
        self.date = None;
        if self.columns.is_empty() {
            if self.rows <= MAX_HEAD_ROWS {
                self.read_head(cells);
            }
        } else if let Some(dates) = self.date_column() {
            let mut cells = cells.flat_map(|(width, cell)| std::iter::repeat_n(cell, width));
            self.date = cells.nth(dates).and_then(|cell| PartialDate::parse(&cell_text(cell)).ok());
        }
    }

    fn read_head<'c, 'a: 'c>(&mut self, cells: impl Iterator<Item = RowCell<'c, 'a>>) {
        let columns = cells.flat_map(|(width, cell)| {
            std::iter::repeat_n(TableColumn::from_head(&cell_text(cell)), width)
        });
        let columns: Vec<TableColumn> = columns.collect();
        let has_numbers = |column: &TableColumn| {
            matches!(column, TableColumn::DocumentNumbers | TableColumn::OtherNumbers)
        };
        if columns.iter().any(has_numbers) {
            self.columns = columns;
        }
    }

    /// Returns the column of dates, unless it is unclear which documents have them.
    fn date_column(&self) -> Option<usize> {
        let only = |wanted: TableColumn| {
            let mut found = (0..self.columns.len()).filter(|at| self.columns[*at] == wanted);
            found.next().filter(|_| found.next().is_none())
        };
        only(TableColumn::DocumentNumbers)?;
        only(TableColumn::Dates)
    }

    /// Returns the context of a cell of the current row.
    pub(super) fn context(&self, column: usize) -> CellContext {
        let column = self.columns.get(column).copied().unwrap_or(TableColumn::Text);
        CellContext { column, date: self.date }
    }
}

/// The place in a table of raw HTML.
#[derive(Default)]
pub(super) struct HtmlTable {
    columns: TableColumns,
    /// The column of the current cell, and that of the next one.
    column: usize,
    next_column: usize,
}

impl HtmlTable {
    /// Reads a tag; `following` is what comes after it.
    pub(super) fn read_tag(&mut self, tag: &str, following: &[SpannedEvent<'_>]) {
        if tag.contains("<table") || tag.starts_with("</table") {
            *self = Self::default();
        } else if tag.starts_with("<tr") {
            self.columns.start_row(row_cells(following));
            self.next_column = 0;
        } else if is_cell(tag) {
            self.column = self.next_column;
            self.next_column += column_span(tag);
        }
    }

    /// Returns the context of the text at this place.
    pub(super) fn context(&self) -> CellContext {
        self.columns.context(self.column)
    }
}

/// Returns the cells of the row that begins with these events.
fn row_cells<'c, 'a>(events: &'c [SpannedEvent<'a>]) -> impl Iterator<Item = RowCell<'c, 'a>> {
    let ends_row = |(event, _): &SpannedEvent<'_>| {
        let is_end = |tag: &str| ["<tr", "</tr", "</table"].iter().any(|end| tag.starts_with(end));
        matches!(event, Event::Html(tag) if is_end(tag))
    };
    let starts_cell =
        |(event, _): &SpannedEvent<'_>| matches!(event, Event::Html(tag) if is_cell(tag));
    let end = events.iter().position(ends_row).unwrap_or(events.len());
    events[..end].chunk_by(move |_, next| !starts_cell(next)).filter_map(|cell| match cell {
        [(Event::Html(tag), _), content @ ..] if is_cell(tag) => Some((column_span(tag), content)),
        _ => None,
    })
}

fn is_cell(tag: &str) -> bool {
    tag.starts_with("<td") || tag.starts_with("<th") && !tag.starts_with("<thead")
}

/// Returns the number of columns that a cell covers.
fn column_span(tag: &str) -> usize {
    let span =
        tag.split_once("colspan=\"").and_then(|(_, rest)| rest.split_once('"')?.0.parse().ok());
    span.unwrap_or(1).clamp(1, 100)
}

/// Returns the visible text of a cell.
fn cell_text(cell: &[SpannedEvent<'_>]) -> String {
    let mut text = String::new();
    for (event, _) in cell {
        match event {
            Event::Html(_) => text.push(' '),
            event => inlines::push_text(&mut text, event),
        }
    }
    text.trim().to_owned()
}
