//! Scanning of running text, forwards and backwards: gaps, words and digits.
//!
//! A gap is any white space (including line breaks and no-break spaces) or invisible character. Positions are byte
//! offsets on character boundaries.

use crate::vietnamese::fold;

/// The maximum length of a remark in brackets between a number and its date, as in "(khóa XI)", in bytes.
const MAX_REMARK_BYTES: usize = 40;

/// The maximum length of a word that is compared with known words, in bytes.
const MAX_KNOWN_WORD_BYTES: usize = 32;

/// Returns whether a character is white space or invisible.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || fold::is_invisible(c)
}

/// Returns whether a character is a slash between the parts of a number.
pub(super) fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\u{2044}' | '\u{2215}' | '\u{FF0F}')
}

/// Returns the character at a position.
pub(super) fn char_at(text: &str, pos: usize) -> Option<char> {
    text[pos..].chars().next()
}

/// Returns the end of the gap that begins at a position.
pub(super) fn skip_gap(text: &str, pos: usize) -> usize {
    text.len() - text[pos..].trim_start_matches(is_gap).len()
}

/// Returns the start of the gap that ends at a position.
pub(super) fn gap_start(text: &str, pos: usize) -> usize {
    text[..pos].trim_end_matches(is_gap).len()
}

/// Returns the word that begins at a position; empty if there is none.
pub(super) fn word_at(text: &str, pos: usize) -> &str {
    let rest = &text[pos..];
    &rest[..rest.find(|c: char| !fold::is_letter(c)).unwrap_or(rest.len())]
}

/// Returns the word that ends at a position; empty if there is none.
pub(super) fn word_before(text: &str, pos: usize) -> &str {
    let head = &text[..pos];
    &head[head.trim_end_matches(fold::is_letter).len()..]
}

/// Returns the digits that begin at a position.
pub(super) fn digits_at(text: &str, pos: usize) -> &str {
    let rest = &text[pos..];
    &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()]
}

/// A word in lower case, to be compared with known words.
pub(super) struct LowercaseWord {
    bytes: [u8; MAX_KNOWN_WORD_BYTES],
    length: usize,
}

impl LowercaseWord {
    /// Converts a word to lower case; one that is longer than any known word becomes empty.
    pub(super) fn new(word: &str) -> Self {
        let mut lower = Self { bytes: [0; MAX_KNOWN_WORD_BYTES], length: 0 };
        for c in word.chars().flat_map(char::to_lowercase) {
            let end = lower.length + c.len_utf8();
            let Some(space) = lower.bytes.get_mut(lower.length..end) else {
                return Self { length: 0, ..lower };
            };
            c.encode_utf8(space);
            lower.length = end;
        }
        lower
    }

    /// Returns whether it is one of `words`, which are in lower case.
    pub(super) fn is_one_of<W: AsRef<str>>(&self, words: &[W]) -> bool {
        words.iter().any(|known| known.as_ref().as_bytes() == &self.bytes[..self.length])
    }
}

/// Returns whether a word is one of `words`, which are in lower case, ignoring the case of `word`.
pub(super) fn is_one_of<W: AsRef<str>>(word: &str, words: &[W]) -> bool {
    LowercaseWord::new(word).is_one_of(words)
}

/// Returns whether the token of a year continues after it.
pub(super) fn continues_token(text: &str, end: usize) -> bool {
    let mut rest = text[end..].chars();
    let first = rest.next();
    first.is_some_and(char::is_alphanumeric)
        || first.is_some_and(|c| matches!(c, '/' | '.' | ','))
            && rest.next().is_some_and(char::is_alphanumeric)
}

/// Skips a gap and a remark such as "(khóa XI)".
pub(super) fn skip_remark(text: &str, from: usize) -> usize {
    let pos = skip_gap(text, from);
    let Some(inside) = text.as_bytes()[pos..].strip_prefix(b"(") else { return pos };
    // The limit keeps the scan linear in a text full of brackets.
    let end = inside.iter().take(MAX_REMARK_BYTES + 1).position(|byte| *byte == b')');
    match end {
        Some(end) if !inside[..end].iter().any(u8::is_ascii_digit) => skip_gap(text, pos + end + 2),
        _ => pos,
    }
}
