//! Walking over running text: gaps, words, and the signs of a number, forwards and backwards.
//!
//! A gap is any white space (a line's end, a no-break space) and what takes no room at all. Places are bytes of the
//! text and always lie between two characters.

use crate::vietnamese::fold;

/// Tells whether a character only separates.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || fold::is_invisible(c)
}

/// Tells whether a character is a stroke between the parts of a number.
pub(super) fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\u{2044}' | '\u{2215}' | '\u{FF0F}')
}

/// Gives the character at a place.
pub(super) fn char_at(text: &str, place: usize) -> Option<char> {
    text[place..].chars().next()
}

/// Moves forwards over a gap.
pub(super) fn skip_gap(text: &str, place: usize) -> usize {
    text.len() - text[place..].trim_start_matches(is_gap).len()
}

/// Moves backwards over a gap.
pub(super) fn gap_start(text: &str, place: usize) -> usize {
    text[..place].trim_end_matches(is_gap).len()
}

/// Gives the word that begins at a place; empty where none does.
pub(super) fn word_at(text: &str, place: usize) -> &str {
    let rest = &text[place..];
    &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
}

/// Gives the word that ends at a place; empty where none does.
pub(super) fn word_before(text: &str, place: usize) -> &str {
    let head = &text[..place];
    &head[head.trim_end_matches(char::is_alphabetic).len()..]
}

/// Gives the digits that begin at a place.
pub(super) fn digits_at(text: &str, place: usize) -> &str {
    let rest = &text[place..];
    &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Tells whether a word is one of these, whatever its case.
pub(super) fn is_one_of<W: AsRef<str>>(word: &str, words: &[W]) -> bool {
    let same = |known: &W| {
        let mut letters = known.as_ref().chars();
        word.chars().flat_map(char::to_lowercase).all(|c| letters.next() == Some(c))
            && letters.next().is_none()
    };
    let Some(first) = word.chars().next().and_then(|c| c.to_lowercase().next()) else {
        return false;
    };
    words.iter().any(|known| known.as_ref().starts_with(first) && same(known))
}
