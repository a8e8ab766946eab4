//! Lists, whose items keep the numbers that were written.
//!
//! In a public document a number is part of the text: "khoản 4" is the one that says 4, wherever
//! the list was interrupted. HTML counts by itself, so an item says its number where it does not
//! follow from the one before. The form of the number is kept by classes: `ngoac` for `1)`,
//! `hai-chu-so` for `01.`. A list by letters has the class `diem`: its items say their letter.

use crate::entry::markdown::form::lettered_lists;

/// The numbers of the lists that are open; nothing for a list with bullets.
#[derive(Default)]
pub(super) struct ListWriter {
    next_numbers: Vec<Option<u64>>,
}

impl ListWriter {
    /// Begins a list with the number `first`, or with bullets, that is written as `text`.
    pub(super) fn start_list(&mut self, out: &mut String, first: Option<u64>, text: &str) {
        self.next_numbers.push(first);
        let Some(first) = first else {
            let by_letters = lettered_lists::item_letter(text).is_some();
            out.push_str(if by_letters { "<ul class=\"diem\">\n" } else { "<ul>\n" });
            return;
        };
        let (digits, mark) = split_number(text);
        let has_zero = digits.len() == 2 && digits.starts_with('0');
        let class = match (has_zero, mark == Some(')')) {
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

    /// Begins the tag of an item that is written as `text`.
    pub(super) fn start_item(&mut self, out: &mut String, text: &str) {
        if let Some(Some(expected)) = self.next_numbers.last_mut() {
            let written = split_number(text).0.parse().unwrap_or(*expected);
            if written != *expected {
                out.push_str(&format!("<li value=\"{written}\""));
            } else {
                out.push_str("<li");
            }
            *expected = written + 1;
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

/// Returns the digits of a number and the mark behind it.
fn split_number(text: &str) -> (&str, Option<char>) {
    let text = text.trim_ascii_start();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (&text[..end], text[end..].chars().next())
}

/// Writes the box of a task.
pub(super) fn write_task(out: &mut String, done: bool) {
    out.push_str(if done {
        "<input type=\"checkbox\" disabled checked aria-label=\"Đã xong\"> "
    } else {
        "<input type=\"checkbox\" disabled aria-label=\"Chưa xong\"> "
    });
}
