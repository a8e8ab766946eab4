//! The number of a citation: how far it reaches in running text.
//!
//! Prose surrounds a number with what looks like more of it: a dash before the next clause, "tỷ đồng/tháng", a
//! date, a ratio. A code is therefore known by its capitals, and where a space stands on both sides of a dash, a
//! number that is whole already has ended.
//!
//! **Left out on purpose.** What the number means is read by [`DocumentNumber`]; here only its end is found.

use std::ops::Range;

use super::scan::{char_at, digits_at, is_slash, skip_gap};
use crate::vietnamese::document_type;
use crate::vietnamese::fold;
use crate::vietnamese::number::DocumentNumber;

/// More digits than any serial has.
const MAX_SERIAL_DIGITS: usize = 6;

/// How long a number may be, in bytes, and how many codes it may have: a chain of codes is no number.
const MAX_NUMBER_BYTES: usize = 60;
const MAX_CODES: usize = 6;

/// Who may stand behind a serial with nothing but a space, as in "Nghị quyết số 25 TW".
const SPACED_CODES: [&str; 10] = ["TW", "TƯ", "TU", "HU", "ĐU", "QU", "CP", "TTg", "TLĐ", "TWĐTN"];

/// A number in running text.
#[derive(Debug)]
pub(super) struct ParsedNumber {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) number: DocumentNumber,
    /// Whether it is a serial alone, or with no more than a code behind a space.
    pub(super) is_bare: bool,
}

/// How far a number reaches.
#[derive(Debug)]
pub(super) struct NumberExtent {
    end: usize,
    /// As in [`Written`].
    pub(super) is_bare: bool,
}

impl NumberExtent {
    /// Reads the number that begins at `start` and reaches so far.
    pub(super) fn parse(self, text: &str, start: usize) -> ParsedNumber {
        let range = start..self.end;
        let number = DocumentNumber::parse(&text[range.clone()]);
        ParsedNumber { range, number, is_bare: self.is_bare }
    }
}

/// A sign between two parts of a number.
struct Separator {
    /// Where the next part begins.
    next: usize,
    space_before: bool,
    space_after: bool,
}

/// Finds how far the number reaches that begins with the digits at `start`; nothing comes of dates and amounts.
pub(super) fn find_extent(text: &str, start: usize) -> Option<NumberExtent> {
    let serial = serial_end(text, start)?;
    let (end, codes) = symbol_end(text, serial)?;
    if !can_end_at(text, end, codes) {
        return None;
    }
    let spaced = codes == 1 && char_at(text, serial).is_some_and(super::scan::is_gap);
    let is_bare = codes == 0 || spaced && separator_at(text, serial).is_none();
    Some(NumberExtent { end, is_bare })
}

/// Finds the end of a serial: digits, perhaps decimals (66.13) or a letter (36a).
fn serial_end(text: &str, start: usize) -> Option<usize> {
    let length = digits_at(text, start).len();
    if length == 0 || length > MAX_SERIAL_DIGITS {
        return None;
    }
    let end = start + length;
    let rest = &text[end..];
    if rest.starts_with('.') {
        let decimals = digits_at(text, end + 1).len();
        let after = end + 1 + decimals;
        let goes_on = (1..=2).contains(&decimals) && char_at(text, after).is_some_and(is_slash);
        return Some(if goes_on { after } else { end });
    }
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), next)
            if letter.is_lowercase() && !next.is_some_and(char::is_alphanumeric) =>
        {
            Some(end + letter.len_utf8())
        }
        _ => Some(end),
    }
}

/// Finds the end of what follows a serial, and how many codes it has; nothing comes of a year without a code.
fn symbol_end(text: &str, serial: usize) -> Option<(usize, usize)> {
    let (mut end, mut codes, mut small) = (serial, 0, false);
    let year = separator_at(text, serial).and_then(|sign| year_end(text, sign.next));
    if let Some(after) = year {
        end = after;
    } else if let Some(after) = unseparated_code_end(text, serial) {
        (end, codes) = (after, 1);
    }
    while let Some(sign) = separator_at(text, end) {
        if sign.space_before && sign.space_after && codes > 1 {
            break;
        }
        let code = code_at(text, sign.next);
        let attached = !sign.space_before && !sign.space_after;
        small |= codes == 0 && attached && is_lowercase_type(code);
        let passes = small && attached && !code.is_empty();
        if !is_code(code, attached) && !passes {
            break;
        }
        end = sign.next + code.len();
        codes += 1;
        if codes > MAX_CODES || end - serial > MAX_NUMBER_BYTES {
            return None;
        }
        if let Some(after) = dotted_code_end(text, end) {
            end = after;
            codes += 1;
        }
    }
    if year.is_some() && codes == 0 { None } else { Some((end, codes)) }
}

/// Finds the end of a code that follows the serial without a sign: 298 KH/TWĐTN, 25 TW, 25NQ/TW.
fn unseparated_code_end(text: &str, serial: usize) -> Option<usize> {
    let begin = skip_gap(text, serial);
    let code = code_at(text, begin);
    let end = begin + code.len();
    if !is_code(code, false) {
        return None;
    }
    let joined = separator_at(text, end).is_some_and(|sign| {
        !sign.space_before && !sign.space_after && is_code(code_at(text, sign.next), true)
    });
    let lone = begin > serial && SPACED_CODES.contains(&code);
    (lone || joined && document_type::by_name(code).is_some()).then_some(end)
}

/// Finds the end of a code behind a full stop, as in 25-NQ.TW.
fn dotted_code_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix('.')?;
    let code = code_at(text, end + 1);
    let shouted = code.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    (rest.starts_with(code) && is_code(code, false) && shouted).then_some(end + 1 + code.len())
}

/// Reads a dash or stroke, with what gaps there are around it.
fn separator_at(text: &str, place: usize) -> Option<Separator> {
    let begin = skip_gap(text, place);
    let mark = char_at(text, begin).filter(|&c| fold::is_dash(c) || is_slash(c))?;
    let behind = begin + mark.len_utf8();
    let next = skip_gap(text, behind);
    Some(Separator { next, space_before: begin > place, space_after: next > behind })
}

/// Finds the end of a year that a further sign follows.
fn year_end(text: &str, begin: usize) -> Option<usize> {
    let year = digits_at(text, begin);
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    let end = begin + year.len();
    (is_year && separator_at(text, end).is_some()).then_some(end)
}

/// Gives the letters, and digits behind them, that begin at a place.
fn code_at(text: &str, begin: usize) -> &str {
    let rest = &text[begin..];
    let letters = rest.find(|c: char| !c.is_alphabetic() && c != '&').unwrap_or(rest.len());
    let digits = digits_at(text, begin + letters).len();
    let length = if letters > 0 { letters + digits } else { 0 };
    &rest[..length]
}

/// Tells a code from a word by its capitals.
fn is_code(code: &str, attached: bool) -> bool {
    let capitals = code.chars().filter(|c| c.is_uppercase()).count();
    let letters = code.chars().filter(|c| c.is_alphabetic()).count();
    capitals > 1 || attached && capitals == 1 && letters == 1
}

/// Tells whether somebody wrote the code of a type in small letters.
fn is_lowercase_type(code: &str) -> bool {
    let is_small = code.chars().all(char::is_lowercase);
    is_small && code.chars().count() < 5 && document_type::by_name(code).is_some()
}

/// Tells whether a number can end here: nothing goes on that would make it a date, a ratio or an amount.
fn can_end_at(text: &str, end: usize, codes: usize) -> bool {
    let mut following = text[end..].chars();
    let (Some(first), next) = (following.next(), following.next()) else { return true };
    let goes_on = next.is_some_and(char::is_alphanumeric);
    let digit = next.is_some_and(|c| c.is_ascii_digit());
    match first {
        '%' | '°' | '@' | '_' => false,
        c if is_slash(c) => false,
        '.' | ',' => codes > 0 || !digit,
        c if fold::is_dash(c) => {
            if codes > 0 {
                !digit
            } else {
                !goes_on
            }
        }
        c => !c.is_alphanumeric(),
    }
}
