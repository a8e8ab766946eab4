//! Tables: header cells with a scope, alignment by class, and a wrapper in which wide tables scroll.
//!
//! Tables with merged cells are raw HTML, see [`crate::entry::markdown::raw_html`], and get the same
//! wrapper there.

use pulldown_cmark::Alignment;

use super::{Writer, citations};
use crate::entry::citation::CellContext;
use crate::entry::markdown::blocks::{Inlines, Table};
use crate::entry::markdown::raw_html::TABLE_WRAPPER;
use crate::entry::markdown::table_columns::TableColumns;

impl Writer {
    /// Writes a table.
    pub(super) fn write_table(&mut self, table: &Table<'_>) {
        let mut columns = TableColumns::default();
        self.out.push_str(TABLE_WRAPPER);
        self.out.push_str("\n<table>\n");
        if let Some(head) = &table.head {
            self.out.push_str("<thead>\n<tr>");
            columns.start_row(head.iter().map(|cell| &cell[..]), false);
            for (at, cell) in head.iter().enumerate() {
                // An empty header cell confuses screen readers.
                let (name, end) =
                    if cell.is_empty() { ("td", "</td>") } else { ("th scope=\"col\"", "</th>") };
                self.write_cell(name, table.columns.get(at), cell, &columns.context(at));
                self.out.push_str(end);
            }
            self.out.push_str("</tr>\n</thead>\n");
        }
        if !table.rows.is_empty() {
            self.out.push_str("<tbody>\n");
            for row in &table.rows {
                self.out.push_str("<tr>");
                columns.start_row(row.iter().map(|cell| &cell[..]), false);
                for (at, cell) in row.iter().enumerate() {
                    self.write_cell("td", table.columns.get(at), cell, &columns.context(at));
                    self.out.push_str("</td>");
                }
                self.out.push_str("</tr>\n");
            }
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table>\n</div>\n");
    }

    fn write_cell(
        &mut self,
        name: &str,
        alignment: Option<&Alignment>,
        cell: &Inlines<'_>,
        context: &CellContext,
    ) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(match alignment {
            Some(Alignment::Left) => " class=\"canh-trai\">",
            Some(Alignment::Center) => " class=\"canh-giua\">",
            Some(Alignment::Right) => " class=\"canh-phai\">",
            Some(Alignment::None) | None => ">",
        });
        citations::visit_cell(cell, context, &mut |event| self.write_inline(event));
    }
}
