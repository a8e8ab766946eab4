//! Recognises file names with spaces as destinations: `[phụ lục](Phụ lục số 1.pdf)`.
//!
//! Office files have names of several words, but `CommonMark` sees no link there unless the name
//! is between `<` and `>`. This module checks only the text, by a narrow rule: directly after
//! `](`, on one line, there is a name that
//!
//! - contains a space, other than at its ends;
//! - ends in `.` and one to five ASCII letters and digits, at least one of them a letter
//!   (`24.9.2014` is a date), optionally followed by a `#fragment` without spaces;
//! - has balanced parentheses, and none of [`FORBIDDEN_IN_NAME`];
//! - is followed by `)`, or by a title in straight quotes and `)`.
//!
//! **Invariant.** The cost is linear: a name ends before the next `](`, a title at the next quote.
//!
//! **Left out on purpose.** Names with only no-break spaces, which `CommonMark` accepts already.
//! Whether the `]` closes a link is left to the parser.

use std::ops::Range;

/// Strings that no name contains: delimiters that bind tighter than a link or are not allowed in
/// file names, and a backslash that would escape the entity put in place of the space.
const FORBIDDEN_IN_NAME: [&str; 7] = ["<", ">", "`", "|", "*", "\\ ", "]("];
/// Maximum length of a file extension.
const MAX_EXTENSION_LEN: usize = 5;

/// Returns whether `text` contains such a name, even in code.
pub(super) fn contains_any(text: &str) -> bool {
    // The search for one character is fast.
    let is_link = |at: &usize| text.as_bytes().get(at + 1) == Some(&b'(');
    let mut brackets = text.match_indices(']').map(|(at, _)| at).filter(is_link);
    brackets.any(|bracket| find_after(text, bracket).is_some())
}

/// Returns the range of the name that follows the `]` at `bracket`.
pub(super) fn find_after(text: &str, bracket: usize) -> Option<Range<usize>> {
    let rest = text[bracket..].strip_prefix("](")?;
    let is_escaped = text[..bracket].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
    let name = parse_name(rest)?.trim_matches(' ');
    let is_name = name.contains(' ') && is_file_name(name);
    let start = bracket + "](".len() + rest.len() - rest.trim_start_matches(' ').len();
    (is_name && !is_escaped).then(|| start..start + name.len())
}

/// Returns the part of `rest` before a title or the closing parenthesis.
fn parse_name(rest: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        let before = &rest[..at];
        if c.is_control() || FORBIDDEN_IN_NAME.iter().any(|mark| rest[at..].starts_with(mark)) {
            return None;
        }
        match c {
            _ if escaped => {}
            '(' => depth += 1,
            ')' if depth == 0 => return Some(before),
            ')' => depth -= 1,
            '"' | '\'' if before.ends_with(' ') && is_file_name(before.trim_end_matches(' ')) => {
                return (depth == 0 && ends_with_title(&rest[at + 1..], c)).then_some(before);
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// Returns whether `rest` starts with the remainder of a title, up to `quote`, and the end of a link.
fn ends_with_title(rest: &str, quote: char) -> bool {
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let is_end = c == '\n' || (c == quote && !escaped);
        escaped = c == '\\' && !escaped;
        is_end
    });
    let after = end.and_then(|end| rest[end..].strip_prefix(quote));
    after.is_some_and(|after| after.trim_start_matches(' ').starts_with(')'))
}

/// Returns whether `name` ends in a file extension, with or without a fragment.
fn is_file_name(name: &str) -> bool {
    // Only the last word is checked, so that calling this at each quote of a line stays linear.
    let word = name.rsplit(' ').next().unwrap_or_default();
    has_extension(word) || word.rsplit_once('#').is_some_and(|(file, _)| has_extension(file))
}

fn has_extension(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(_, extension)| {
        extension.len() <= MAX_EXTENSION_LEN
            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
            && extension.bytes().any(|b| b.is_ascii_alphabetic())
    })
}
