//! The columns of a table while its cells are read for citations, of Markdown and of raw HTML.
//!
//! The first row that names a column of document numbers or issuers is the head, because pasted tables often have an
//! empty row of heads, or none.
//!
//! **Left out on purpose.** Merged cells shift the cells of later rows. From the first one on, and in a row that has
//! not as many cells as the head, columns say nothing.

use pulldown_cmark::Event;

use super::blocks::SpannedEvent;
use super::inlines;
use crate::entry::citation::{CellContext, TableColumn};
use crate::vietnamese::date::PartialDate;

/// The maximum number of rows that are searched for the head.
const MAX_HEAD_ROWS: usize = 3;

/// The columns of a table, and what its current row says.
#[derive(Default)]
pub(super) struct TableColumns {
    /// The head of each column.
    columns: Vec<(TableColumn, String)>,
    rows: usize,
    is_merged: bool,
    /// What the current row says; nothing if its cells may be shifted.
    row: Option<CellContext>,
}

impl TableColumns {
    /// Reads the cells of the next row, some of which may be merged with others.
    pub(super) fn start_row<'c, 'a: 'c>(
        &mut self,
        cells: impl Iterator<Item = &'c [SpannedEvent<'a>]>,
        is_merged: bool,
    ) {
        self.rows += 1;
        self.row = None;
        if self.columns.is_empty() {
            if self.rows <= MAX_HEAD_ROWS && !is_merged {
                self.read_head(cells);
            }
            return;
        }
        self.is_merged |= is_merged;
        if self.is_merged {
            return;
        }
        let mut row = CellContext { is_in_table: true, ..CellContext::NONE };
        let (dates, mut count) = (self.date_column(), 0);
        for (at, cell) in cells.enumerate() {
            count += 1;
            match self.columns.get(at) {
                Some((TableColumn::Dates, _)) if dates == Some(at) => {
                    row.date = PartialDate::parse(&cell_text(cell)).ok();
                }
                Some((
                    column @ (TableColumn::Issuers | TableColumn::Types | TableColumn::Notes),
                    _,
                )) => row.add_cell(*column, &cell_text(cell)),
                _ => {}
            }
        }
        self.row = Some(row).filter(|_| count == self.columns.len());
    }

    fn read_head<'c, 'a: 'c>(&mut self, cells: impl Iterator<Item = &'c [SpannedEvent<'a>]>) {
        let columns = cells.map(|cell| {
            let head = cell_text(cell);
            (TableColumn::from_head(&head), head)
        });
        let columns: Vec<(TableColumn, String)> = columns.collect();
        let matters = |(column, _): &(TableColumn, String)| {
            use TableColumn::{DocumentNumbers, Issuers, OtherNumbers};
            matches!(column, DocumentNumbers | OtherNumbers | Issuers)
        };
        if columns.iter().any(matters) {
            self.columns = columns;
        }
    }

    /// Returns the column of dates, unless it is unclear which documents have them.
    fn date_column(&self) -> Option<usize> {
        let only = |wanted: TableColumn| {
            let mut found = (0..self.columns.len()).filter(|at| self.columns[*at].0 == wanted);
            found.next().filter(|_| found.next().is_none())
        };
        only(TableColumn::DocumentNumbers)?;
        only(TableColumn::Dates)
    }

    /// Returns the context of a cell of the current row.
    pub(super) fn context(&self, at: usize) -> CellContext {
        let Some((row, (column, head))) = self.row.as_ref().zip(self.columns.get(at)) else {
            return CellContext { is_in_table: true, ..CellContext::NONE };
        };
        let mut context = CellContext { column: *column, ..row.clone() };
        context.add_head(head);
        context
    }
}

/// The place in a table of raw HTML.
#[derive(Default)]
pub(super) struct HtmlTable {
    is_open: bool,
    columns: TableColumns,
    /// The column of the current cell, and that of the next one.
    column: usize,
    next_column: usize,
}

impl HtmlTable {
    /// Reads a tag; `following` is what comes after it.
    pub(super) fn read_tag(&mut self, tag: &str, following: &[SpannedEvent<'_>]) {
        if tag.contains("<table") || tag.starts_with("</table") {
            *self = Self { is_open: tag.contains("<table"), ..Self::default() };
        } else if tag.starts_with("<tr") {
            let row = row_events(following);
            let is_merged = row.iter().any(|(event, _)| match event {
                Event::Html(tag) => is_cell(tag) && is_merged(tag),
                _ => false,
            });
            self.columns.start_row(row_cells(row), is_merged);
            self.next_column = 0;
        } else if is_cell(tag) {
            self.column = self.next_column;
            self.next_column += 1;
        }
    }

    /// Returns the context of the text at this place.
    pub(super) fn context(&self) -> CellContext {
        if self.is_open { self.columns.context(self.column) } else { CellContext::NONE }
    }
}

/// Returns the events of the row that begins with these events.
fn row_events<'c, 'a>(events: &'c [SpannedEvent<'a>]) -> &'c [SpannedEvent<'a>] {
    let ends_row = |(event, _): &SpannedEvent<'_>| {
        let is_end = |tag: &str| ["<tr", "</tr", "</table"].iter().any(|end| tag.starts_with(end));
        matches!(event, Event::Html(tag) if is_end(tag))
    };
    &events[..events.iter().position(ends_row).unwrap_or(events.len())]
}

/// Returns the cells of a row.
fn row_cells<'c, 'a>(row: &'c [SpannedEvent<'a>]) -> impl Iterator<Item = &'c [SpannedEvent<'a>]> {
    let starts_cell =
        |(event, _): &SpannedEvent<'_>| matches!(event, Event::Html(tag) if is_cell(tag));
    row.chunk_by(move |_, next| !starts_cell(next)).filter_map(|cell| match cell {
        [(Event::Html(tag), _), content @ ..] if is_cell(tag) => Some(content),
        _ => None,
    })
}

fn is_cell(tag: &str) -> bool {
    tag.starts_with("<td") || tag.starts_with("<th") && !tag.starts_with("<thead")
}

/// Returns whether a cell covers several columns or rows.
fn is_merged(tag: &str) -> bool {
    ["colspan=\"", "rowspan=\""].iter().any(|name| {
        let span = tag.split_once(name).and_then(|(_, rest)| rest.split_once('"'));
        span.is_some_and(|(span, _)| span.trim() != "1")
    })
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
