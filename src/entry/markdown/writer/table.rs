//! Tables: header cells with a scope, alignment by class, and a wrapper in which wide tables scroll.
//!
//! Tables with merged cells are raw HTML, see [`crate::entry::markdown::raw_html`], and get the same
//! wrapper there.

use pulldown_cmark::Alignment;

use crate::entry::markdown::raw_html::TABLE_WRAPPER;

/// The state of the open table; Markdown tables do not nest.
#[derive(Default)]
pub(super) struct TableWriter {
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_rows: bool,
    /// The offset of the start tag of the open cell.
    cell_start: usize,
    /// The offset of the content of the open cell.
    content_start: usize,
}

impl TableWriter {
    /// Starts a table with these columns.
    pub(super) fn start_table(&mut self, out: &mut String, columns: &[Alignment]) {
        *self = Self { columns: columns.to_vec(), ..Self::default() };
        out.push_str(TABLE_WRAPPER);
        out.push_str("\n<table>\n");
    }

    /// Starts the header row.
    pub(super) fn start_head(&mut self, out: &mut String) {
        self.in_head = true;
        self.column = 0;
        out.push_str("<thead>\n<tr>");
    }

    /// Ends the header row.
    pub(super) fn end_head(&mut self, out: &mut String) {
        self.in_head = false;
        out.push_str("</tr>\n</thead>\n");
    }

    /// Starts a row, and the body of the table with the first.
    pub(super) fn start_row(&mut self, out: &mut String) {
        if !self.has_rows {
            out.push_str("<tbody>\n");
        }
        self.has_rows = true;
        self.column = 0;
        out.push_str("<tr>");
    }

    /// Starts the next cell of the row.
    pub(super) fn start_cell(&mut self, out: &mut String) {
        self.cell_start = out.len();
        let name = if self.in_head { "th scope=\"col\"" } else { "td" };
        self.push_cell_tag(out, name);
    }

    /// Ends the open cell.
    pub(super) fn end_cell(&mut self, out: &mut String) {
        if self.in_head && out.len() == self.content_start {
            // An empty header cell confuses screen readers.
            out.truncate(self.cell_start);
            self.push_cell_tag(out, "td");
            out.push_str("</td>");
        } else {
            out.push_str(if self.in_head { "</th>" } else { "</td>" });
        }
        self.column += 1;
    }

    /// Ends the table.
    pub(super) fn end_table(&mut self, out: &mut String) {
        out.push_str(if self.has_rows { "</tbody>\n" } else { "" });
        out.push_str("</table>\n</div>\n");
    }

    fn push_cell_tag(&mut self, out: &mut String, name: &str) {
        out.push('<');
        out.push_str(name);
        out.push_str(match self.columns.get(self.column) {
            Some(Alignment::Left) => " class=\"canh-trai\">",
            Some(Alignment::Center) => " class=\"canh-giua\">",
            Some(Alignment::Right) => " class=\"canh-phai\">",
            Some(Alignment::None) | None => ">",
        });
        self.content_start = out.len();
    }
}
