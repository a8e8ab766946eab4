//! Finds the edits after which the parser reads the lines of form blocks as paragraphs.
//!
//! | Written | Edit |
//! |---|---|
//! | a line that opens or closes a block | surrounded by blank lines, dedented |
//! | in a block: `- `, `1. `, `> ` … | escaped, dedented |
//! | in a block: a rule | removed, since the form draws its own |
//! | in a block: a fence, a tag, a table, a footnote | escaped, with a remark |
//! | an unclosed block | closed: a signature before a heading, others at a blank line |

use std::borrow::Cow;

use super::block::{self, FormBlockKind, Marker};
use super::lines::{self, LineRole, SourceLine};
use crate::entry::markdown::source_map::TextEdit;
use crate::entry::markdown::{Remark, RemarkKind};

/// The edits that a body needs, in order, and the remarks on it.
#[derive(Default)]
pub(in crate::entry::markdown) struct FormEdits {
    pub(in crate::entry::markdown) edits: Vec<TextEdit>,
    pub(in crate::entry::markdown) remarks: Vec<Remark>,
}

/// Finds the edits for the form blocks of `body`.
pub(in crate::entry::markdown) fn find_edits(body: &str) -> FormEdits {
    let mut result = FormEdits::default();
    if !body.contains(":::") || !body.lines().any(may_be_relevant) {
        return result;
    }
    let mut lines = lines::split_lines(body);
    assign_roles(&mut lines, &mut result.remarks);
    for line in &lines {
        push_edits(line, &mut result.edits);
    }
    result
}

/// Returns whether a line may be the marker of a form block.
fn may_be_relevant(line: &str) -> bool {
    line.trim_start().trim_start_matches(['>', ' ']).starts_with(":::")
}

/// Determines for each line whether it opens, closes or is inside a block.
fn assign_roles(lines: &mut [SourceLine<'_>], remarks: &mut Vec<Remark>) {
    // An unmatched closing marker is not reported if the remark on its opening marker explains it.
    let mut is_explained = false;
    let mut index = 0;
    while index < lines.len() {
        let line = &mut lines[index];
        let range = line.text_start..line.text_start + line.text.len();
        let mut remark = |kind| remarks.push(Remark { range: range.clone(), kind });
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
                is_explained = true;
            }
            Some(Marker::Close) => {
                if !is_explained {
                    remark(RemarkKind::UnmatchedBlockEnd);
                }
                is_explained = false;
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
                is_explained = !is_closed;
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

/// Assigns lines to a block, and adds remarks on those that are not allowed in it.
fn assign_block_lines(lines: &mut [SourceLine<'_>], remarks: &mut Vec<Remark>) {
    let mut last_reported = 0;
    for line in lines.iter_mut().filter(|line| !line.is_comment) {
        line.role = LineRole::Inside;
        let is_reported = line.verbatim_block > 0 && line.verbatim_block == last_reported;
        if line.is_fence_or_tag() && !is_reported || is_table_or_footnote(line.text) {
            let range = line.text_start..line.text_start + line.text.len();
            remarks.push(Remark { range, kind: RemarkKind::DisallowedInBlock });
        }
        last_reported = last_reported.max(line.verbatim_block);
    }
}

/// Returns the index of the line that closes the block whose lines start at `from` and true, or,
/// for an unclosed block, the index of the first line after it and false.
fn find_block_end(lines: &[SourceLine<'_>], from: usize, kind: FormBlockKind) -> (usize, bool) {
    let ends_block = |at: &usize| {
        let is_after_blank =
            *at > from && lines[at - 1].text.is_empty() && lines[*at].verbatim_block > 0;
        let starts_verbatim =
            is_after_blank && lines[*at].verbatim_block != lines[at - 1].verbatim_block;
        lines[*at].ends_block() || starts_verbatim && lines[*at].text.starts_with(['`', '~'])
    };
    let limit = (from..lines.len()).find(ends_block).unwrap_or(lines.len());
    let is_close = |line: &SourceLine<'_>| block::parse_marker(line.text) == Some(Marker::Close);
    if lines.get(limit).is_some_and(is_close) {
        return (limit, true);
    }
    if kind == FormBlockKind::Signature {
        return (limit, false);
    }
    let first = lines[from..limit].iter().position(|line| !line.text.is_empty());
    let first = first.map_or(limit, |at| from + at);
    let blank = lines[first..limit].iter().position(|line| line.text.is_empty());
    (blank.map_or(limit, |at| first + at), false)
}

/// Resets to text the lines after a block that continue code or raw HTML started inside it, which a block cannot
/// contain.
fn reset_verbatim_after(lines: &mut [SourceLine<'_>], from: usize, end: usize) {
    let before = from.checked_sub(1).map_or(0, |at| lines[at].verbatim_block);
    let last = lines[from..end].last().map_or(0, |line| line.verbatim_block);
    if last > before {
        for line in lines[end..].iter_mut().take_while(|line| line.verbatim_block == last) {
            line.role = LineRole::Text;
        }
    }
}

/// Returns whether a line is the delimiter row of a table, or defines a footnote.
fn is_table_or_footnote(text: &str) -> bool {
    let may_delimit = text.contains('|') && text.contains('-');
    may_delimit && text.chars().all(|c| matches!(c, '-' | '|' | ':' | ' '))
        || is_footnote_definition(text)
}

fn is_footnote_definition(text: &str) -> bool {
    text.strip_prefix("[^")
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(_, rest)| rest.starts_with(':'))
}

fn push_edits(line: &SourceLine<'_>, edits: &mut Vec<TextEdit>) {
    let indentation = line.start..line.text_start;
    if line.ends_unclosed_block {
        edits.push(TextEdit::insert(line.start, "\n:::\n\n"));
    }
    match line.role {
        LineRole::Text | LineRole::Verbatim => {}
        LineRole::Marker => {
            edits.push(TextEdit { range: indentation, replacement: Cow::Borrowed("\n") });
            edits.push(TextEdit::insert(line.end, "\n"));
        }
        LineRole::Inside if is_rule(line.text) => {
            edits.push(TextEdit::remove(line.start..line.text_start + line.text.len()));
        }
        LineRole::Inside => {
            edits.push(TextEdit::remove(indentation));
            if line.is_fence_or_tag() || is_table_or_footnote(line.text) {
                edits.push(TextEdit::insert(line.text_start, "\\"));
                return;
            }
            let offset = escape_offset(line.text);
            edits.extend(offset.map(|offset| TextEdit::insert(line.text_start + offset, "\\")));
        }
    }
}

/// Returns whether a line is a horizontal rule; `===` counts too.
fn is_rule(text: &str) -> bool {
    let length = text.bytes().filter(|b| *b != b' ').count();
    length >= 3
        && ['-', '_', '*', '='].iter().any(|rule| text.chars().all(|c| c == *rule || c == ' '))
}

/// Returns the offset at which to insert a backslash so that the line is text: before the marker of
/// a list, a quote or a table.
fn escape_offset(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (byte, after) = (text.as_bytes().get(digits)?, text.as_bytes().get(digits + 1));
    let is_before_space = after.is_none_or(u8::is_ascii_whitespace);
    let is_marker = match byte {
        b'>' | b'|' => digits == 0,
        b'-' | b'+' | b'*' => digits == 0 && is_before_space,
        b'.' | b')' => digits > 0 && is_before_space,
        _ => false,
    };
    is_marker.then_some(digits)
}
