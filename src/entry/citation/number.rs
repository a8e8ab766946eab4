//! The number of a citation: its extent in running text.
//!
//! Running text has characters around a number that could be taken for parts of it: a dash before the next clause, "tỷ
//! đồng/tháng", a date, a ratio. Codes are therefore recognized by their capitals, and a dash with spaces on both sides
//! ends a number that is already complete.
//!
//! **Left out on purpose.** The parts of the number are parsed by [`DocumentNumber`]; only its end is found here.

use std::ops::Range;

use super::scan::{char_at, digits_at, is_slash, skip_gap};
use crate::vietnamese::document_type;
use crate::vietnamese::fold;
use crate::vietnamese::number::DocumentNumber;

/// The maximum number of digits of a serial.
const MAX_SERIAL_DIGITS: usize = 6;

/// The maximum length of a number in bytes, and its maximum number of codes: longer chains of codes are no numbers.
const MAX_NUMBER_BYTES: usize = 60;
const MAX_CODES: usize = 6;

/// The issuer codes that may follow a serial after only a space, as in "Nghị quyết số 25 TW".
const SPACED_CODES: [&str; 10] = ["TW", "TƯ", "TU", "HU", "ĐU", "QU", "CP", "TTg", "TLĐ", "TWĐTN"];

/// A number in running text.
#[derive(Debug)]
pub(super) struct ParsedNumber {
    /// The byte range.
    pub(super) range: Range<usize>,
    /// The parsed number.
    pub(super) number: DocumentNumber,
    /// Whether it is only a serial, or a serial with a code after a space.
    pub(super) is_bare: bool,
}

/// The extent of a number.
#[derive(Debug)]
pub(super) struct NumberExtent {
    end: usize,
    /// As in [`ParsedNumber`].
    pub(super) is_bare: bool,
}

impl NumberExtent {
    /// Parses the number with this extent that begins at `start`.
    pub(super) fn parse(self, text: &str, start: usize) -> ParsedNumber {
        let range = start..self.end;
        let number = DocumentNumber::parse(&text[range.clone()]);
        ParsedNumber { range, number, is_bare: self.is_bare }
    }
}

/// A separator between two parts of a number.
struct Separator {
    /// The start of the next part.
    next: usize,
    space_before: bool,
    space_after: bool,
}

/// Finds the extent of the number that begins with the digits at `start`; returns `None` for dates and amounts.
pub(super) fn find_extent(text: &str, start: usize) -> Option<NumberExtent> {
    let serial = serial_end(text, start)?;
    let (end, codes) = codes_end(text, serial)?;
    if !can_end_at(text, end, codes) {
        return None;
    }
    let is_spaced = codes == 1 && char_at(text, serial).is_some_and(super::scan::is_gap);
    let is_bare = codes == 0 || is_spaced && separator_at(text, serial).is_none();
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
        let has_decimals =
            (1..=2).contains(&decimals) && char_at(text, after).is_some_and(is_slash);
        return Some(if has_decimals { after } else { end });
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

/// Finds the end of the year and codes after a serial, and counts the codes; returns `None` for a year without codes.
fn codes_end(text: &str, serial: usize) -> Option<(usize, usize)> {
    let (mut end, mut codes, mut is_lowercase) = (serial, 0, false);
    let year = separator_at(text, serial).and_then(|separator| year_end(text, separator.next));
    if let Some(after) = year {
        end = after;
    } else if let Some(after) = unseparated_code_end(text, serial) {
        (end, codes) = (after, 1);
    }
    while let Some(separator) = separator_at(text, end) {
        if separator.space_before && separator.space_after && codes > 1 {
            break;
        }
        let code = code_at(text, separator.next);
        let is_attached = !separator.space_before && !separator.space_after;
        is_lowercase |= codes == 0 && is_attached && is_lowercase_type(code);
        let is_lowercase_code = is_lowercase && is_attached && !code.is_empty();
        if !is_code(code, is_attached) && !is_lowercase_code {
            break;
        }
        end = separator.next + code.len();
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

/// Finds the end of a code that follows the serial without a separator: 298 KH/TWĐTN, 25 TW, 25NQ/TW.
fn unseparated_code_end(text: &str, serial: usize) -> Option<usize> {
    let begin = skip_gap(text, serial);
    let code = code_at(text, begin);
    let end = begin + code.len();
    if !is_code(code, false) {
        return None;
    }
    let has_next_code = separator_at(text, end).is_some_and(|separator| {
        !separator.space_before
            && !separator.space_after
            && is_code(code_at(text, separator.next), true)
    });
    let is_spaced_code = begin > serial && SPACED_CODES.contains(&code);
    (is_spaced_code || has_next_code && document_type::by_name(code).is_some()).then_some(end)
}

/// Finds the end of a code after a full stop, as in 25-NQ.TW.
fn dotted_code_end(text: &str, end: usize) -> Option<usize> {
    let rest = text[end..].strip_prefix('.')?;
    let code = code_at(text, end + 1);
    let is_uppercase = code.chars().filter(|c| fold::is_letter(*c)).all(char::is_uppercase);
    (rest.starts_with(code) && is_code(code, false) && is_uppercase).then_some(end + 1 + code.len())
}

/// Finds a dash or slash at `pos`, perhaps after a gap.
fn separator_at(text: &str, pos: usize) -> Option<Separator> {
    let begin = skip_gap(text, pos);
    let separator = char_at(text, begin).filter(|&c| fold::is_dash(c) || is_slash(c))?;
    let end = begin + separator.len_utf8();
    let next = skip_gap(text, end);
    Some(Separator { next, space_before: begin > pos, space_after: next > end })
}

/// Finds the end of a year that is followed by a separator.
fn year_end(text: &str, begin: usize) -> Option<usize> {
    let year = digits_at(text, begin);
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    let end = begin + year.len();
    (is_year && separator_at(text, end).is_some()).then_some(end)
}

/// Returns the letters that begin at a position, and the digits after them.
fn code_at(text: &str, begin: usize) -> &str {
    let rest = &text[begin..];
    let letters = rest.find(|c: char| !fold::is_letter(c) && c != '&').unwrap_or(rest.len());
    let digits = digits_at(text, begin + letters).len();
    let length = if letters > 0 { letters + digits } else { 0 };
    &rest[..length]
}

/// Returns whether a word is a code, by its capitals.
fn is_code(code: &str, is_attached: bool) -> bool {
    let capitals = code.chars().filter(|c| c.is_uppercase()).count();
    let letters = code.chars().filter(|c| fold::is_letter(*c)).count();
    capitals > 1 || is_attached && capitals == 1 && letters == 1
}

/// Returns whether a word is the code of a type in lower case.
fn is_lowercase_type(code: &str) -> bool {
    let is_lowercase = code.chars().all(char::is_lowercase);
    is_lowercase && code.chars().count() < 5 && document_type::by_name(code).is_some()
}

/// Returns whether a number can end here: the text after it does not make it a date, a ratio or an amount.
fn can_end_at(text: &str, end: usize, codes: usize) -> bool {
    let mut following = text[end..].chars();
    let (Some(first), next) = (following.next(), following.next()) else { return true };
    let next_is_alphanumeric = next.is_some_and(char::is_alphanumeric);
    let next_is_digit = next.is_some_and(|c| c.is_ascii_digit());
    match first {
        '%' | '°' | '@' | '_' => false,
        c if is_slash(c) => false,
        '.' | ',' => codes > 0 || !next_is_digit,
        c if fold::is_dash(c) => {
            if codes > 0 {
                !next_is_digit
            } else {
                !next_is_alphanumeric
            }
        }
        c => !c.is_alphanumeric(),
    }
}
