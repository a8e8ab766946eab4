//! Amends the text of forms and of lists by letters until the parser reads them as such.
//!
//! | Written | Amended |
//! |---|---|
//! | a line that opens or closes a block | blank lines around it, no indentation |
//! | within a block: `- `, `1. `, `> ` … | escaped, no indentation |
//! | within a block: a rule | taken away, since the form draws its own |
//! | within a block: a fence, a tag, a table, a note | escaped, and remarked upon |
//! | a block that nothing closes | closed: a signature before a heading, others at a blank line |
//! | `a) …` of a list | made an item |

use std::borrow::Cow;

use super::block::{self, Kind, Marker};
use super::letters;
use super::lines::{self, Line, Role};
use crate::entry::markdown::places::Edit;
use crate::entry::markdown::{Oddity, Remark};

/// The edits that a body needs, in order, and what in it is odd.
#[derive(Default)]
pub(in crate::entry::markdown) struct Found {
    pub(in crate::entry::markdown) edits: Vec<Edit>,
    pub(in crate::entry::markdown) remarks: Vec<Remark>,
}

/// Finds the forms and the lists by letters of `body`.
pub(in crate::entry::markdown) fn find(body: &str) -> Found {
    let mut found = Found::default();
    if !body.lines().any(is_of_interest) {
        return found;
    }
    let mut lines = lines::read(body);
    assign(&mut lines, &mut found.remarks);
    for line in &lines {
        push_edits(line, &mut found.edits);
    }
    found.edits.extend(letters::find(body, &lines));
    // Two edits at one place stay in their order.
    found.edits.sort_by_key(|edit| edit.at.start);
    found
}

/// Tells whether a line may belong to a form or to a list by letters.
fn is_of_interest(line: &str) -> bool {
    let text = line.trim_start();
    text.trim_start_matches(['>', ' ']).starts_with(":::") || letters::marker(text).is_some()
}

/// Says of each line whether it opens, closes or lies in a block.
fn assign(lines: &mut [Line<'_>], remarks: &mut Vec<Remark>) {
    // A close is not odd where it only follows from an opening that was.
    let mut excused = false;
    let mut index = 0;
    while index < lines.len() {
        let line = &mut lines[index];
        let range = line.at..line.at + line.text.len();
        let mut remark = |oddity| remarks.push(Remark { range: range.clone(), oddity });
        index += 1;
        match line.marker() {
            None => {
                let quoted = line.text.trim_start_matches(['>', ' ']);
                let is_plain = line.role == Role::Text && quoted.len() < line.text.len();
                if is_plain && matches!(block::marker(quoted), Some(Marker::Open(_))) {
                    remark(Oddity::QuotedBlock);
                }
            }
            Some(Marker::Unknown(name)) => {
                remark(Oddity::UnknownBlock { name: name.to_owned(), near: block::near(name) });
                excused = true;
            }
            Some(Marker::Close) => {
                if !excused {
                    remark(Oddity::StrayBlockEnd);
                }
                excused = false;
            }
            Some(Marker::Open(kind)) => {
                line.role = Role::Marker;
                let (end, is_closed) = end_of(lines, index, kind);
                if !is_closed {
                    remark(Oddity::UnclosedBlock);
                }
                fill(&mut lines[index..end], remarks);
                release(lines, index, end);
                index = end;
                excused = !is_closed;
                if is_closed {
                    lines[end].role = Role::Marker;
                    index += 1;
                } else {
                    lines.iter_mut().skip(end).take(1).for_each(|line| line.closes = true);
                }
            }
        }
    }
}

/// Puts lines into a block, and remarks on those that can be no lines of a form.
fn fill(lines: &mut [Line<'_>], remarks: &mut Vec<Remark>) {
    let mut told = 0;
    for line in lines.iter_mut().filter(|line| !line.is_comment) {
        line.role = Role::Inside;
        let is_told = line.code > 0 && line.code == told;
        if line.is_fence_or_tag() && !is_told || is_table_or_note(line.text) {
            let range = line.at..line.at + line.text.len();
            remarks.push(Remark { range, oddity: Oddity::NoLine });
        }
        told = told.max(line.code);
    }
}

/// Returns the index of the line that closes the block whose lines begin at `from`, or of the one
/// before which it ends, and whether it is closed.
fn end_of(lines: &[Line<'_>], from: usize, kind: Kind) -> (usize, bool) {
    let stops = |at: &usize| {
        let begins = *at > from && lines[at - 1].text.is_empty() && lines[*at].code > 0;
        let is_code = begins && lines[*at].code != lines[at - 1].code;
        lines[*at].ends_block() || is_code && lines[*at].text.starts_with(['`', '~'])
    };
    let limit = (from..lines.len()).find(stops).unwrap_or(lines.len());
    let is_close = |line: &Line<'_>| block::marker(line.text) == Some(Marker::Close);
    if lines.get(limit).is_some_and(is_close) {
        return (limit, true);
    }
    if kind == Kind::Signature {
        return (limit, false);
    }
    let first = lines[from..limit].iter().position(|line| !line.text.is_empty());
    let begun = first.map_or(limit, |at| from + at);
    let blank = lines[begun..limit].iter().position(|line| line.text.is_empty());
    (blank.map_or(limit, |at| begun + at), false)
}

/// Makes plain what follows a block as the rest of code or raw HTML that began in it, since there it is none.
fn release(lines: &mut [Line<'_>], from: usize, end: usize) {
    let before = from.checked_sub(1).map_or(0, |at| lines[at].code);
    let begun = lines[from..end].last().map_or(0, |line| line.code);
    if begun > before {
        for line in lines[end..].iter_mut().take_while(|line| line.code == begun) {
            line.role = Role::Text;
        }
    }
}

/// Tells whether a line is the rule of a table, or defines a note.
fn is_table_or_note(text: &str) -> bool {
    let is_rule = text.contains('|') && text.contains('-');
    is_rule && text.chars().all(|c| matches!(c, '-' | '|' | ':' | ' ')) || is_note(text)
}

fn is_note(text: &str) -> bool {
    text.strip_prefix("[^")
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(_, rest)| rest.starts_with(':'))
}

fn push_edits(line: &Line<'_>, edits: &mut Vec<Edit>) {
    let blank = line.start..line.at;
    if line.closes {
        edits.push(Edit::insert(line.start, "\n:::\n\n"));
    }
    match line.role {
        Role::Text | Role::Verbatim => {}
        Role::Marker => {
            edits.push(Edit { at: blank, with: Cow::Borrowed("\n") });
            edits.push(Edit::insert(line.end, "\n"));
        }
        Role::Inside if is_rule(line.text) => {
            edits.push(Edit::remove(line.start..line.at + line.text.len()));
        }
        Role::Inside => {
            edits.push(Edit::remove(blank));
            if line.is_fence_or_tag() || is_table_or_note(line.text) {
                edits.push(Edit::insert(line.at, "\\"));
                return;
            }
            edits.extend(mark(line.text).map(|at| Edit::insert(line.at + at, "\\")));
        }
    }
}

/// Tells whether a line is nothing but a rule.
fn is_rule(text: &str) -> bool {
    let marks = text.bytes().filter(|b| *b != b' ').count();
    marks >= 3
        && ['-', '_', '*', '='].iter().any(|mark| text.chars().all(|c| c == *mark || c == ' '))
}

/// Returns what to escape for the line to be text: a mark of a list, a quote or a table.
fn mark(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (mark, after) = (text.as_bytes().get(digits)?, text.as_bytes().get(digits + 1));
    let stands_alone = after.is_none_or(u8::is_ascii_whitespace);
    let is_mark = match mark {
        b'>' | b'|' => digits == 0,
        b'-' | b'+' | b'*' => digits == 0 && stands_alone,
        b'.' | b')' => digits > 0 && stands_alone,
        _ => false,
    };
    is_mark.then_some(digits)
}
