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

use super::block::{self, BlockKind, Marker};
use super::lettered_lists;
use super::lines::{self, LineRole, SourceLine};
use crate::entry::markdown::source_map::TextEdit;
use crate::entry::markdown::{Remark, RemarkKind};

/// The edits that a body needs, in order, and what in it is odd.
#[derive(Default)]
pub(in crate::entry::markdown) struct FormEdits {
    pub(in crate::entry::markdown) edits: Vec<TextEdit>,
    pub(in crate::entry::markdown) remarks: Vec<Remark>,
}

/// Finds the forms and the lists by letters of `body`.
pub(in crate::entry::markdown) fn find_edits(body: &str) -> FormEdits {
    let mut found = FormEdits::default();
    if !body.lines().any(may_be_relevant) {
        return found;
    }
    let mut lines = lines::split_lines(body);
    assign_roles(&mut lines, &mut found.remarks);
    for line in &lines {
        push_edits(line, &mut found.edits);
    }
    found.edits.extend(lettered_lists::find_edits(body, &lines));
    // Two edits at one place stay in their order.
    found.edits.sort_by_key(|edit| edit.range.start);
    found
}

/// Tells whether a line may belong to a form or to a list by letters.
fn may_be_relevant(line: &str) -> bool {
    let text = line.trim_start();
    text.trim_start_matches(['>', ' ']).starts_with(":::")
        || lettered_lists::parse_letter(text).is_some()
}

/// Says of each line whether it opens, closes or lies in a block.
fn assign_roles(lines: &mut [SourceLine<'_>], remarks: &mut Vec<Remark>) {
    // A close is not odd where it only follows from an opening that was.
    let mut excused = false;
    let mut index = 0;
    while index < lines.len() {
        let line = &mut lines[index];
        let range = line.text_start..line.text_start + line.text.len();
        let mut remark = |oddity| remarks.push(Remark { range: range.clone(), kind: oddity });
        index += 1;
        match line.marker() {
            None => {
                let quoted = line.text.trim_start_matches(['>', ' ']);
                let is_plain = line.role == LineRole::Text && quoted.len() < line.text.len();
                if is_plain && matches!(block::parse_marker(quoted), Some(Marker::Open(_))) {
                    remark(RemarkKind::BlockInQuote);
                }
            }
            Some(Marker::Unknown(name)) => {
                remark(RemarkKind::UnknownBlock {
                    name: name.to_owned(),
                    suggestion: block::suggest_name(name),
                });
                excused = true;
            }
            Some(Marker::Close) => {
                if !excused {
                    remark(RemarkKind::UnmatchedBlockEnd);
                }
                excused = false;
            }
            Some(Marker::Open(kind)) => {
                line.role = LineRole::Marker;
                let (end, is_closed) = find_block_end(lines, index, kind);
                if !is_closed {
                    remark(RemarkKind::UnclosedBlock);
                }
                assign_block_lines(&mut lines[index..end], remarks);
                reset_verbatim_after(lines, index, end);
                index = end;
                excused = !is_closed;
                if is_closed {
                    lines[end].role = LineRole::Marker;
                    index += 1;
                } else {
                    lines
                        .iter_mut()
                        .skip(end)
                        .take(1)
                        .for_each(|line| line.ends_unclosed_block = true);
                }
            }
        }
    }
}

/// Puts lines into a block, and remarks on those that can be no lines of a form.
fn assign_block_lines(lines: &mut [SourceLine<'_>], remarks: &mut Vec<Remark>) {
    let mut told = 0;
    for line in lines.iter_mut().filter(|line| !line.is_comment) {
        line.role = LineRole::Inside;
        let is_told = line.verbatim_block > 0 && line.verbatim_block == told;
        if line.is_fence_or_tag() && !is_told || is_table_or_footnote(line.text) {
            let range = line.text_start..line.text_start + line.text.len();
            remarks.push(Remark { range, kind: RemarkKind::DisallowedInBlock });
        }
        told = told.max(line.verbatim_block);
    }
}

/// Returns the index of the line that closes the block whose lines begin at `from`, or of the one
/// before which it ends, and whether it is closed.
fn find_block_end(lines: &[SourceLine<'_>], from: usize, kind: BlockKind) -> (usize, bool) {
    let stops = |at: &usize| {
        let begins = *at > from && lines[at - 1].text.is_empty() && lines[*at].verbatim_block > 0;
        let is_code = begins && lines[*at].verbatim_block != lines[at - 1].verbatim_block;
        lines[*at].ends_block() || is_code && lines[*at].text.starts_with(['`', '~'])
    };
    let limit = (from..lines.len()).find(stops).unwrap_or(lines.len());
    let is_close = |line: &SourceLine<'_>| block::parse_marker(line.text) == Some(Marker::Close);
    if lines.get(limit).is_some_and(is_close) {
        return (limit, true);
    }
    if kind == BlockKind::Signature {
        return (limit, false);
    }
    let first = lines[from..limit].iter().position(|line| !line.text.is_empty());
    let begun = first.map_or(limit, |at| from + at);
    let blank = lines[begun..limit].iter().position(|line| line.text.is_empty());
    (blank.map_or(limit, |at| begun + at), false)
}

/// Makes plain what follows a block as the rest of code or raw HTML that began in it, since there it is none.
fn reset_verbatim_after(lines: &mut [SourceLine<'_>], from: usize, end: usize) {
    let before = from.checked_sub(1).map_or(0, |at| lines[at].verbatim_block);
    let begun = lines[from..end].last().map_or(0, |line| line.verbatim_block);
    if begun > before {
        for line in lines[end..].iter_mut().take_while(|line| line.verbatim_block == begun) {
            line.role = LineRole::Text;
        }
    }
}

/// Tells whether a line is the rule of a table, or defines a note.
fn is_table_or_footnote(text: &str) -> bool {
    let is_rule = text.contains('|') && text.contains('-');
    is_rule && text.chars().all(|c| matches!(c, '-' | '|' | ':' | ' '))
        || is_footnote_definition(text)
}

fn is_footnote_definition(text: &str) -> bool {
    text.strip_prefix("[^")
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(_, rest)| rest.starts_with(':'))
}

fn push_edits(line: &SourceLine<'_>, edits: &mut Vec<TextEdit>) {
    let blank = line.start..line.text_start;
    if line.ends_unclosed_block {
        edits.push(TextEdit::insert(line.start, "\n:::\n\n"));
    }
    match line.role {
        LineRole::Text | LineRole::Verbatim => {}
        LineRole::Marker => {
            edits.push(TextEdit { range: blank, replacement: Cow::Borrowed("\n") });
            edits.push(TextEdit::insert(line.end, "\n"));
        }
        LineRole::Inside if is_rule(line.text) => {
            edits.push(TextEdit::remove(line.start..line.text_start + line.text.len()));
        }
        LineRole::Inside => {
            edits.push(TextEdit::remove(blank));
            if line.is_fence_or_tag() || is_table_or_footnote(line.text) {
                edits.push(TextEdit::insert(line.text_start, "\\"));
                return;
            }
            edits.extend(
                escape_offset(line.text).map(|at| TextEdit::insert(line.text_start + at, "\\")),
            );
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
fn escape_offset(text: &str) -> Option<usize> {
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
