//! The grammar of written dates.
//!
//! ```text
//! line    = { place "," | weekday [","] } date
//! date    = ["ngày"] D s M s Y | ["ngày"] D "tháng" M ["năm"] Y | Y s M s D
//!         | ["tháng"] M s Y | "tháng" M ["năm"] Y | Y "-" M
//!         | "quý" Q [s | "năm"] Y | Y "-" M "/" Y "-" M | ["năm"] Y
//! s       = "/" | "-" | "."
//! ```
//!
//! A year has four digits, so the order is never ambiguous. After a place name, only a complete date
//! or one that starts with its keyword is accepted: "May 5, 2014" is not the year 2014.

use jiff::civil::Date;

use super::calendar::{checked_day, checked_month, checked_quarter, checked_year};
use super::tokens::{DateToken, NumberToken, TokenCursor, fold_date_text, tokenize};
use super::{DateError, PartialDate, QUARTER_NUMERALS};

use DateError::Unreadable;

/// The separators between the numbers of a date.
const SEPARATORS: [char; 3] = ['/', '-', '.'];

/// The months in words; a phrase precedes its own prefixes.
///
/// "Tháng chạp" is left out on purpose: it is a month of the lunar calendar only.
const MONTH_WORDS: [(&[&str], i8); 14] = [
    (&["muoi", "mot"], 11),
    (&["muoi", "hai"], 12),
    (&["gieng"], 1),
    (&["mot"], 1),
    (&["hai"], 2),
    (&["ba"], 3),
    (&["tu"], 4),
    (&["bon"], 4),
    (&["nam"], 5),
    (&["sau"], 6),
    (&["bay"], 7),
    (&["tam"], 8),
    (&["chin"], 9),
    (&["muoi"], 10),
];

/// Parses a text that consists of a date of any precision.
pub(super) fn parse_partial_date(text: &str) -> Result<PartialDate, DateError> {
    let folded = fold_date_text(text).ok_or(Unreadable)?;
    let tokens = tokenize(&folded).ok_or(Unreadable)?;
    let mut cursor = TokenCursor::new(&tokens);
    let after_place = skip_place_and_weekday(&mut cursor)?;
    let starts_with_keyword = !cursor.word(0).is_empty();
    let date = parse_any_precision(&mut cursor)?;
    let is_complete = date.as_day().is_some();
    if cursor.is_done() && (is_complete || starts_with_keyword || !after_place) {
        Ok(date)
    } else {
        Err(Unreadable)
    }
}

/// Skips a place name and a day of the week before a date or a time; returns whether anything was
/// skipped.
pub(super) fn skip_place_and_weekday(cursor: &mut TokenCursor<'_>) -> Result<bool, DateError> {
    let mut skipped = false;
    loop {
        let length = if cursor.eat_punctuation(&[',']).is_some() {
            0
        } else if is_date_start(cursor) {
            return Ok(skipped);
        } else {
            weekday_len(cursor).or_else(|| place_len(cursor)).ok_or(Unreadable)?
        };
        cursor.skip(length);
        skipped = true;
    }
}

/// Returns whether a date or a time starts here; "Năm Căn" and "Quỳ Châu" are place names.
fn is_date_start(cursor: &TokenCursor<'_>) -> bool {
    let number_follows = cursor.number(1).is_some();
    match cursor.peek(0) {
        Some(DateToken::Number(_)) => true,
        Some(DateToken::Word("ngay" | "luc" | "vao" | "hoi")) => true,
        Some(DateToken::Word("nam")) => number_follows,
        Some(DateToken::Word("thang")) => number_follows || month_in_words(cursor, 1).is_some(),
        Some(DateToken::Word("quy")) => {
            number_follows || quarter_from_numeral(cursor.word(1)).is_some()
        }
        _ => false,
    }
}

/// Returns the number of tokens of a day of the week: "thứ sáu", "thứ 6", "T6", "chủ nhật", "CN".
pub(super) fn weekday_len(cursor: &TokenCursor<'_>) -> Option<usize> {
    const DAYS: [&str; 6] = ["hai", "ba", "tu", "nam", "sau", "bay"];
    let number_follows = cursor.number(1).is_some_and(|day| (2..=7).contains(&day.value));
    match cursor.word(0) {
        "thu" if number_follows || DAYS.contains(&cursor.word(1)) => Some(2),
        "t" if number_follows => Some(2),
        "chu" if cursor.word(1) == "nhat" => Some(2),
        "cn" => Some(1),
        _ => None,
    }
}

/// Returns the number of tokens of a place name: words up to a comma or "ngày", without a separator
/// of a date or time among them.
fn place_len(cursor: &TokenCursor<'_>) -> Option<usize> {
    let Some(DateToken::Word(_)) = cursor.peek(0) else {
        return None;
    };
    let end = |token: &DateToken<'_>| {
        matches!(token, DateToken::Punctuation(',' | '/' | ':') | DateToken::Word("ngay"))
    };
    let at = cursor.rest().iter().position(end)?;
    match cursor.peek(at) {
        Some(DateToken::Punctuation(',')) => Some(at + 1),
        Some(DateToken::Word(_)) => Some(at),
        _ => None,
    }
}

/// Parses a complete date.
pub(super) fn parse_day(cursor: &mut TokenCursor<'_>) -> Result<Date, DateError> {
    parse_any_precision(cursor)?.as_day().ok_or(Unreadable)
}

/// Parses a date of any precision.
fn parse_any_precision(cursor: &mut TokenCursor<'_>) -> Result<PartialDate, DateError> {
    if cursor.eat_word(&["ngay"]).is_some() {
        cursor.eat_word(&["mung", "mong"]);
        let first = cursor.eat_number().ok_or(Unreadable)?;
        let date = parse_numeric(cursor, first)?;
        return if date.as_day().is_some() { Ok(date) } else { Err(Unreadable) };
    }
    match cursor.eat_word(&["thang", "quy", "nam"]) {
        Some("thang") => {
            let month = parse_month(cursor)?;
            let year = parse_year(cursor)?;
            checked_month(year, month)
        }
        Some("quy") => parse_quarter(cursor),
        Some(_) => {
            cursor.eat_number().ok_or(Unreadable).and_then(checked_year).map(PartialDate::Year)
        }
        None => {
            let first = cursor.eat_number().ok_or(Unreadable)?;
            parse_numeric(cursor, first)
        }
    }
}

/// Continues after a first number; four digits make it a year.
fn parse_numeric(
    cursor: &mut TokenCursor<'_>,
    first: NumberToken,
) -> Result<PartialDate, DateError> {
    if cursor.eat_word(&["thang"]).is_some() {
        let month = parse_month(cursor)?;
        let year = parse_year(cursor)?;
        let day = first.as_short().ok_or(Unreadable)?;
        return checked_day(year, month, day).map(PartialDate::Day);
    }
    let Some(separator) = cursor.eat_punctuation(&SEPARATORS) else {
        return if first.digits == 4 {
            checked_year(first).map(PartialDate::Year)
        } else {
            Err(Unreadable)
        };
    };
    let second = cursor.eat_number().ok_or(Unreadable)?;
    if first.digits == 4 {
        return parse_year_first(cursor, first, separator, second.as_short().ok_or(Unreadable)?);
    }
    let day = first.as_short().ok_or(Unreadable)?;
    if second.digits == 4 {
        return checked_month(checked_year(second)?, day);
    }
    let month = second.as_short().ok_or(Unreadable)?;
    cursor.eat_punctuation(&[separator]).ok_or(Unreadable)?;
    let year = cursor.eat_number().ok_or(Unreadable).and_then(checked_year)?;
    if month > 12 && checked_day(year, day, month).is_ok() {
        return Err(DateError::MonthFirst { day: month, month: day, year });
    }
    checked_day(year, month, day).map(PartialDate::Day)
}

/// Continues after a year and a month: the day, the end of a quarter, or nothing.
fn parse_year_first(
    cursor: &mut TokenCursor<'_>,
    first: NumberToken,
    separator: char,
    month: i8,
) -> Result<PartialDate, DateError> {
    let start = checked_year(first)?;
    if cursor.eat_punctuation(&[separator]).is_some() {
        let day = cursor.eat_number().and_then(NumberToken::as_short).ok_or(Unreadable)?;
        return checked_day(start, month, day).map(PartialDate::Day);
    }
    if separator != '-' || cursor.eat_punctuation(&['/']).is_none() {
        return checked_month(start, month);
    }
    let end = cursor.eat_number().ok_or(Unreadable).and_then(checked_year)?;
    cursor.eat_punctuation(&['-']).ok_or(Unreadable)?;
    let last = cursor.eat_number().and_then(NumberToken::as_short).ok_or(Unreadable)?;
    let is_quarter = end == start && last % 3 == 0 && last == month + 2;
    if is_quarter { checked_quarter(start, last / 3) } else { Err(Unreadable) }
}

/// Parses a quarter after its keyword: a Roman or Arabic number and the year.
fn parse_quarter(cursor: &mut TokenCursor<'_>) -> Result<PartialDate, DateError> {
    let quarter = match cursor.eat_number() {
        Some(number) => number.as_short().ok_or(Unreadable)?,
        None => {
            let numeral = quarter_from_numeral(cursor.word(0)).ok_or(Unreadable)?;
            cursor.skip(1);
            numeral
        }
    };
    let year = parse_year(cursor)?;
    checked_quarter(year, quarter)
}

/// Parses the Roman numeral of a quarter, in either case.
fn quarter_from_numeral(word: &str) -> Option<i8> {
    let index = QUARTER_NUMERALS.iter().position(|roman| roman.eq_ignore_ascii_case(word))?;
    i8::try_from(index + 1).ok()
}

/// Parses a month after its keyword, in digits or in words.
fn parse_month(cursor: &mut TokenCursor<'_>) -> Result<i8, DateError> {
    if let Some(number) = cursor.eat_number() {
        return number.as_short().ok_or(Unreadable);
    }
    let (length, month) = month_in_words(cursor, 0).ok_or(Unreadable)?;
    cursor.skip(length);
    Ok(month)
}

/// Returns the number of tokens and the month written in words at `ahead` tokens from here.
fn month_in_words(cursor: &TokenCursor<'_>, ahead: usize) -> Option<(usize, i8)> {
    let matches = |words: &[&str]| (0..words.len()).all(|at| cursor.word(ahead + at) == words[at]);
    let (words, month) = MONTH_WORDS.iter().find(|(words, _)| matches(words))?;
    Some((words.len(), *month))
}

/// Parses a year after a separator, after "năm", or alone.
fn parse_year(cursor: &mut TokenCursor<'_>) -> Result<i16, DateError> {
    cursor.eat_punctuation(&['/', '-', '.', ',']);
    cursor.eat_word(&["nam"]);
    cursor.eat_number().ok_or(Unreadable).and_then(checked_year)
}
