//! Lists, whose items keep their numbers as written.
//!
//! In a public document the number is part of the text: "khoản 4" is the clause numbered 4 in the
//! source, even if the list was interrupted. HTML numbers items consecutively, so an item has a
//! `value` attribute where its number does not follow from the previous one. Classes keep the format
//! of the number: `ngoac` for `1)`, `hai-chu-so` for `01.`. A lettered list has the class `diem`,
//! and its letters are part of the text.

use crate::entry::markdown::form::lettered_lists;

/// The next number of each open list; nothing for a bulleted list.
#[derive(Default)]
pub(super) struct ListWriter {
    next_numbers: Vec<Option<u64>>,
}

impl ListWriter {
    /// Starts a list with the first number `first`, or a bulleted list; `text` is its source.
    pub(super) fn start_list(&mut self, out: &mut String, first: Option<u64>, text: &str) {
        self.next_numbers.push(first);
        let Some(first) = first else {
            let is_lettered = lettered_lists::item_letter(text).is_some();
            out.push_str(if is_lettered { "<ul class=\"diem\">\n" } else { "<ul>\n" });
            return;
        };
        let (digits, delimiter) = split_number(text);
        let has_leading_zero = digits.len() == 2 && digits.starts_with('0');
        let class = match (has_leading_zero, delimiter == Some(')')) {
            (false, false) => "",
            (false, true) => " class=\"ngoac\"",
            (true, false) => " class=\"hai-chu-so\"",
            (true, true) => " class=\"hai-chu-so ngoac\"",
        };
        out.push_str("<ol");
        out.push_str(class);
        if first != 1 {
            out.push_str(&format!(" start=\"{first}\""));
        }
        out.push_str(">\n");
    }

    /// Writes the beginning of the start tag of an item; `text` is its source.
    pub(super) fn start_item(&mut self, out: &mut String, text: &str) {
        if let Some(Some(expected)) = self.next_numbers.last_mut() {
            let number = split_number(text).0.parse().unwrap_or(*expected);
            if number != *expected {
                out.push_str(&format!("<li value=\"{number}\""));
            } else {
                out.push_str("<li");
            }
            *expected = number + 1;
        } else {
            out.push_str("<li");
        }
    }

    /// Ends the innermost list.
    pub(super) fn end_list(&mut self, out: &mut String) {
        out.push_str(if matches!(self.next_numbers.pop(), Some(Some(_))) {
            "</ol>\n"
        } else {
            "</ul>\n"
        });
    }
}

/// Returns the digits of a number and the delimiter after it.
fn split_number(text: &str) -> (&str, Option<char>) {
    let text = text.trim_ascii_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (&text[..end], text[end..].chars().next())
}

/// Writes the checkbox of a task list item.
pub(super) fn write_task(out: &mut String, done: bool) {
    out.push_str(if done {
        "<input type=\"checkbox\" disabled checked aria-label=\"Đã xong\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"Chưa xong\"> "
    });
}
