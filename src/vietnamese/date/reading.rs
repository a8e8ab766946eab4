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
//! A year has four digits, so an order is never guessed. After a place, only a whole date or one
//! that begins with its word counts: "May 5, 2014" is not the year 2014.

use jiff::civil::Date;

use super::calendar::{checked_day, checked_month, checked_quarter, year};
use super::tokens::{Cursor, Number, Token, folded, split};
use super::{DateError, PartialDate, ROMAN};

use DateError::Unreadable;

/// The signs between the numbers of a date.
const SIGNS: [char; 3] = ['/', '-', '.'];

/// The months in words, the longer before what they begin with.
///
/// "Tháng chạp" is missing on purpose: it is a month of the lunar calendar only.
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

/// Reads a date of any precision from a whole text.
pub(super) fn partial_date(text: &str) -> Result<PartialDate, DateError> {
    let folded = folded(text).ok_or(Unreadable)?;
    let tokens = split(&folded).ok_or(Unreadable)?;
    let mut cursor = Cursor::new(&tokens);
    let after_place = skip_place(&mut cursor)?;
    let named = !cursor.word(0).is_empty();
    let read = any_date(&mut cursor)?;
    let whole = read.as_day().is_some();
    if cursor.is_done() && (whole || named || !after_place) { Ok(read) } else { Err(Unreadable) }
}

/// Moves to where a date or a time begins, over a place and a day of the week; tells whether there
/// was one.
pub(super) fn skip_place(cursor: &mut Cursor<'_>) -> Result<bool, DateError> {
    let mut skipped = false;
    loop {
        let length = if cursor.eat_mark(&[',']).is_some() {
            0
        } else if at_date(cursor) {
            return Ok(skipped);
        } else {
            weekday(cursor).or_else(|| place(cursor)).ok_or(Unreadable)?
        };
        cursor.skip(length);
        skipped = true;
    }
}

/// Tells whether a date or a time begins here; "Năm Căn" and "Quỳ Châu" are places.
fn at_date(cursor: &Cursor<'_>) -> bool {
    let numbered = cursor.number(1).is_some();
    match cursor.peek(0) {
        Some(Token::Number(_)) => true,
        Some(Token::Word("ngay" | "luc" | "vao" | "hoi")) => true,
        Some(Token::Word("nam")) => numbered,
        Some(Token::Word("thang")) => numbered || month_words(cursor, 1).is_some(),
        Some(Token::Word("quy")) => numbered || quarter_word(cursor.word(1)).is_some(),
        _ => false,
    }
}

/// Measures a day of the week: "thứ sáu", "thứ 6", "T6", "chủ nhật", "CN".
pub(super) fn weekday(cursor: &Cursor<'_>) -> Option<usize> {
    const DAYS: [&str; 6] = ["hai", "ba", "tu", "nam", "sau", "bay"];
    let numbered = cursor.number(1).is_some_and(|day| (2..=7).contains(&day.value));
    match cursor.word(0) {
        "thu" if numbered || DAYS.contains(&cursor.word(1)) => Some(2),
        "t" if numbered => Some(2),
        "chu" if cursor.word(1) == "nhat" => Some(2),
        "cn" => Some(1),
        _ => None,
    }
}

/// Measures a place: words up to a comma or to "ngày", with no sign of a date or time among them.
fn place(cursor: &Cursor<'_>) -> Option<usize> {
    let Some(Token::Word(_)) = cursor.peek(0) else {
        return None;
    };
    let end =
        |token: &Token<'_>| matches!(token, Token::Mark(',' | '/' | ':') | Token::Word("ngay"));
    let at = cursor.rest().iter().position(end)?;
    match cursor.peek(at) {
        Some(Token::Mark(',')) => Some(at + 1),
        Some(Token::Word(_)) => Some(at),
        _ => None,
    }
}

/// Reads a whole date.
pub(super) fn day(cursor: &mut Cursor<'_>) -> Result<Date, DateError> {
    any_date(cursor)?.as_day().ok_or(Unreadable)
}

/// Reads a date of any precision.
fn any_date(cursor: &mut Cursor<'_>) -> Result<PartialDate, DateError> {
    if cursor.eat_word(&["ngay"]).is_some() {
        cursor.eat_word(&["mung", "mong"]);
        let first = cursor.eat_number().ok_or(Unreadable)?;
        let read = numeric(cursor, first)?;
        return if read.as_day().is_some() { Ok(read) } else { Err(Unreadable) };
    }
    match cursor.eat_word(&["thang", "quy", "nam"]) {
        Some("thang") => {
            let month = named_month(cursor)?;
            let year = named_year(cursor)?;
            checked_month(year, month)
        }
        Some("quy") => quarter(cursor),
        Some(_) => cursor.eat_number().ok_or(Unreadable).and_then(year).map(PartialDate::Year),
        None => {
            let first = cursor.eat_number().ok_or(Unreadable)?;
            numeric(cursor, first)
        }
    }
}

/// Reads on after a first number: its digits tell whether it is a year.
fn numeric(cursor: &mut Cursor<'_>, first: Number) -> Result<PartialDate, DateError> {
    if cursor.eat_word(&["thang"]).is_some() {
        let month = named_month(cursor)?;
        let year = named_year(cursor)?;
        let day = first.short().ok_or(Unreadable)?;
        return checked_day(year, month, day).map(PartialDate::Day);
    }
    let Some(sign) = cursor.eat_mark(&SIGNS) else {
        return if first.digits == 4 {
            year(first).map(PartialDate::Year)
        } else {
            Err(Unreadable)
        };
    };
    let second = cursor.eat_number().ok_or(Unreadable)?;
    if first.digits == 4 {
        return year_first(cursor, first, sign, second.short().ok_or(Unreadable)?);
    }
    let day = first.short().ok_or(Unreadable)?;
    if second.digits == 4 {
        return checked_month(year(second)?, day);
    }
    let month = second.short().ok_or(Unreadable)?;
    cursor.eat_mark(&[sign]).ok_or(Unreadable)?;
    let year = cursor.eat_number().ok_or(Unreadable).and_then(year)?;
    if month > 12 && checked_day(year, day, month).is_ok() {
        return Err(DateError::MonthFirst { day: month, month: day, year });
    }
    checked_day(year, month, day).map(PartialDate::Day)
}

/// Reads on after a year and a month: the day, the end of a quarter, or nothing.
fn year_first(
    cursor: &mut Cursor<'_>,
    first: Number,
    sign: char,
    month: i8,
) -> Result<PartialDate, DateError> {
    let start = year(first)?;
    if cursor.eat_mark(&[sign]).is_some() {
        let day = cursor.eat_number().and_then(Number::short).ok_or(Unreadable)?;
        return checked_day(start, month, day).map(PartialDate::Day);
    }
    if sign != '-' || cursor.eat_mark(&['/']).is_none() {
        return checked_month(start, month);
    }
    let end = cursor.eat_number().ok_or(Unreadable).and_then(year)?;
    cursor.eat_mark(&['-']).ok_or(Unreadable)?;
    let last = cursor.eat_number().and_then(Number::short).ok_or(Unreadable)?;
    let is_quarter = end == start && last % 3 == 0 && last == month + 2;
    if is_quarter { checked_quarter(start, last / 3) } else { Err(Unreadable) }
}

/// Reads a quarter after its word: a Roman or Arabic number and the year.
fn quarter(cursor: &mut Cursor<'_>) -> Result<PartialDate, DateError> {
    let quarter = match cursor.eat_number() {
        Some(number) => number.short().ok_or(Unreadable)?,
        None => {
            let numeral = quarter_word(cursor.word(0)).ok_or(Unreadable)?;
            cursor.skip(1);
            numeral
        }
    };
    let year = named_year(cursor)?;
    checked_quarter(year, quarter)
}

/// Reads a Roman numeral of a quarter, in lower case.
fn quarter_word(word: &str) -> Option<i8> {
    let place = ROMAN.iter().position(|roman| roman.eq_ignore_ascii_case(word))?;
    i8::try_from(place + 1).ok()
}

/// Reads a month after its word, in digits or in words.
fn named_month(cursor: &mut Cursor<'_>) -> Result<i8, DateError> {
    if let Some(number) = cursor.eat_number() {
        return number.short().ok_or(Unreadable);
    }
    let (length, month) = month_words(cursor, 0).ok_or(Unreadable)?;
    cursor.skip(length);
    Ok(month)
}

/// Finds a month in words some places ahead, and how many words it takes.
fn month_words(cursor: &Cursor<'_>, ahead: usize) -> Option<(usize, i8)> {
    let written = |words: &[&str]| (0..words.len()).all(|at| cursor.word(ahead + at) == words[at]);
    let (words, month) = MONTH_WORDS.iter().find(|(words, _)| written(words))?;
    Some((words.len(), *month))
}

/// Reads a year after a sign, after "năm", or alone.
fn named_year(cursor: &mut Cursor<'_>) -> Result<i16, DateError> {
    cursor.eat_mark(&['/', '-', '.', ',']);
    cursor.eat_word(&["nam"]);
    cursor.eat_number().ok_or(Unreadable).and_then(year)
}
