//! Lists, whose items keep their numbers as written.
//!
//! In a public document the number is part of the text: "khoản 4" is the clause numbered 4 in the
//! source, even if the list was interrupted. HTML numbers items consecutively, so an item has a
//! `value` attribute where its number does not follow from the previous one. Classes keep the format
//! of the number: `ngoac` for `1)`, `hai-chu-so` for `01.`. A list whose marks are part of the text
//! (`a)`, `–`) has the class `diem`.

use super::Writer;
use crate::entry::markdown::blocks::{BlockKind, List, ListStyle};

impl Writer {
    /// Writes a list.
    pub(super) fn write_list(&mut self, list: &List<'_>) {
        let first = list.items.first().and_then(|item| item.number).unwrap_or(1);
        let (start_tag, end_tag) = match list.style {
            ListStyle::Bulleted => ("<ul", "</ul>\n"),
            ListStyle::Marked => ("<ul class=\"diem\"", "</ul>\n"),
            ListStyle::Numbered { has_parenthesis, has_two_digits } => {
                let start_tag = match (has_two_digits, has_parenthesis) {
                    (false, false) => "<ol",
                    (false, true) => "<ol class=\"ngoac\"",
                    (true, false) => "<ol class=\"hai-chu-so\"",
                    (true, true) => "<ol class=\"hai-chu-so ngoac\"",
                };
                (start_tag, "</ol>\n")
            }
        };
        self.out.push_str(start_tag);
        if first != 1 {
            self.out.push_str(&format!(" start=\"{first}\""));
        }
        self.out.push_str(">\n");
        let mut expected = first;
        for item in &list.items {
            self.out.push_str("<li");
            if let Some(number) = item.number {
                if number != expected {
                    self.out.push_str(&format!(" value=\"{number}\""));
                }
                expected = number + 1;
            }
            self.write_id(item.anchor.as_ref().map(|anchor| anchor.id.as_str()));
            let mut blocks = item.blocks.iter();
            if let Some(first) = blocks.next() {
                self.write_block(first);
            }
            for block in blocks {
                match &block.kind {
                    // Only the first paragraph of an item needs no element.
                    BlockKind::Paragraph { content, is_tight: true } => {
                        self.start_line();
                        self.out.push_str("<p>");
                        self.write_content(content);
                        self.out.push_str("</p>\n");
                    }
                    _ => self.write_block(block),
                }
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str(end_tag);
    }
}

/// Writes the checkbox of a task list item.
pub(super) fn write_task(out: &mut String, done: bool) {
    out.push_str(if done {
        "<input type=\"checkbox\" disabled checked aria-label=\"Đã xong\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"Chưa xong\"> "
    });
}
