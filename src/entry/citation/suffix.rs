//! The text after the number of a citation: the date and the issuer.
//!
//! Both orders occur: "số 106-KH/TU ngày 05/8/2014 của Thị ủy" and "số 217-QĐ/TW của Bộ Chính trị, ngày 12/12/2013".
//! An incomplete or invalid date is reported as unreadable, so that the number is not taken for a citation.

use super::issuer;
use super::scan::{
    char_at, continues_token, digits_at, is_gap, is_one_of, skip_gap, skip_remark, word_at,
};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

/// The words allowed between a number and "ngày"; after it they leave open whether a date follows.
const ISSUING_WORDS: [&str; 10] =
    ["được", "ban", "hành", "ký", "kí", "ra", "đề", "cùng", "vào", "phát"];

/// The words after "ngày" that are part of a date, or stand for one ("ngày hôm nay", "ngày mười lăm"). After any other
/// word it begins no date ("ngày càng", "ngày bắt đầu", "ngày làm việc").
const DATE_WORDS: [&str; 17] = [
    "hôm", "rằm", "mùng", "mồng", "một", "mốt", "hai", "ba", "bốn", "tư", "lăm", "sáu", "bảy",
    "bẩy", "tám", "chín", "mười",
];

/// The maximum number of words between a number and a year that belongs to it: "về chuyển đổi số năm 2023".
const MAX_WORDS_BEFORE_YEAR: usize = 5;

/// The date of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatedDate {
    /// There is no date.
    Missing,
    /// A date.
    Date(PartialDate),
    /// An incomplete or invalid date.
    Unreadable,
}

/// The text after a number.
#[derive(Debug)]
pub(super) struct CitationSuffix {
    /// The end of the date, else of the number.
    pub(super) end: usize,
    /// The date.
    pub(super) date: StatedDate,
    /// The words after "của", folded: the issuer's name, perhaps with words that do not belong to it.
    pub(super) issuer: Option<Box<str>>,
    /// The end of all of it: of the issuer's name or the date.
    pub(super) issuer_end: usize,
    /// The years in which the document may have been issued, if it has no date.
    pub(super) years: Option<YearRange>,
}

/// The first and the last year in which a document may have been issued.
pub(super) type YearRange = (i16, i16);

/// Parses the text after the number that ends at `number`. What stands in brackets or after a dash is not the issuer
/// of a number that only one body can have given.
pub(super) fn read(text: &str, number: usize, is_unique: bool) -> CitationSuffix {
    let aside = if is_unique { None } else { issuer::aside(text, number) };
    let from = aside.as_ref().map_or(number, |(_, end)| *end);
    let (mut date, mut end) = stated_date(text, from, true);
    if date == StatedDate::Missing {
        end = number;
    }
    let mut issuer = aside.or_else(|| issuer::after(text, end, !is_unique));
    if date == StatedDate::Missing
        && let Some((_, issuer_end)) = &issuer
    {
        let (later, later_end) = stated_date(text, *issuer_end, false);
        if later != StatedDate::Missing {
            (date, end) = (later, later_end);
        }
    }
    let issuer_end = issuer.as_ref().map(|(_, end)| *end);
    let years = if date == StatedDate::Missing {
        find_years(text, number).or_else(|| find_years(text, issuer_end?))
    } else {
        None
    };
    let issuer = issuer.take().map(|(name, _)| name);
    CitationSuffix { end, date, issuer, issuer_end: issuer_end.unwrap_or(end).max(end), years }
}

/// Finds the years mentioned a few words after a number: (2020), năm 2019, giai đoạn 2021-2025.
fn find_years(text: &str, from: usize) -> Option<YearRange> {
    let mut pos = from;
    for _ in 0..=MAX_WORDS_BEFORE_YEAR {
        pos = skip_gap(text, pos);
        while char_at(text, pos).is_some_and(|c| matches!(c, '(' | ')' | ',' | '"' | '“' | '”'))
        {
            pos = skip_gap(text, pos + char_at(text, pos).map_or(0, char::len_utf8));
        }
        if char_at(text, pos).is_some_and(|c| c.is_ascii_digit()) {
            return year_range_at(text, pos);
        }
        let next = word_at(text, pos);
        if next.is_empty() {
            return None;
        }
        pos += next.len();
    }
    None
}

/// Parses a year, or two years with a dash between them; a document about a period may be issued the year before.
fn year_range_at(text: &str, from: usize) -> Option<YearRange> {
    let (first, end) = year_at(text, from)?;
    let dash = skip_gap(text, end);
    let Some(dash_char) = char_at(text, dash).filter(|c| fold::is_dash(*c)) else {
        return (!continues_token(text, end)).then_some((first, first));
    };
    match year_at(text, skip_gap(text, dash + dash_char.len_utf8())) {
        Some((last, _)) if first <= last => Some((first - 1, last)),
        _ => Some((first, first)),
    }
}

/// Parses a year of four digits; returns it with its end.
fn year_at(text: &str, from: usize) -> Option<(i16, usize)> {
    let year = digits_at(text, from);
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    Some((year.parse().ok().filter(|_| is_year)?, from + 4))
}

/// Finds a year before a position: "Kế hoạch năm 2022 số …".
pub(super) fn year_before(text: &str, floor: usize, pos: usize) -> Option<YearRange> {
    let head = text[floor..pos].trim_end_matches(is_gap).trim_end_matches(')');
    let before = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_token = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-'));
    let (year, _) =
        year_at(head, before.len()).filter(|_| is_token && before.len() + 4 == head.len())?;
    Some((year, year))
}

/// Parses the date after a position; returns it with its end. With `allow_bare`, it may lack "ngày".
fn stated_date(text: &str, from: usize, allow_bare: bool) -> (StatedDate, usize) {
    let mut pos = skip_remark(text, from);
    let punctuation = char_at(text, pos).filter(|c| matches!(c, ',' | '(' | '-' | '–'));
    if let Some(punctuation) = punctuation {
        pos = skip_gap(text, pos + punctuation.len_utf8());
    }
    let begin = pos;
    pos = skip_issuing_words(text, pos);
    let keyword = word_at(text, pos);
    let parsed = if is_one_of(keyword, &["ngày"]) {
        let begin = skip_gap(text, pos + keyword.len());
        let begin = if char_at(text, begin) == Some(':') { begin + 1 } else { begin };
        let begin = skip_gap(text, begin);
        // "Mùng 5" is the fifth day of a month.
        let prefix = word_at(text, begin);
        let has_prefix = is_one_of(prefix, &["mùng", "mồng"]);
        let begin = if has_prefix { begin + prefix.len() } else { begin };
        match full_date_at(text, begin) {
            Some(parsed) => Some(parsed),
            None if begins_no_date(text, begin) => None,
            None => return (StatedDate::Unreadable, from),
        }
    } else if allow_bare && pos == begin {
        let full = full_date_at(text, begin).filter(|_| begin > from);
        full.or_else(|| punctuation.is_none().then(|| partial_date_at(text, begin)).flatten())
    } else {
        None
    };
    let Some((date, end)) = parsed else { return (StatedDate::Missing, from) };
    let is_closed = punctuation == Some('(') && char_at(text, end) == Some(')');
    (StatedDate::Date(date), end + usize::from(is_closed))
}

/// Skips the words allowed between a number and its date.
fn skip_issuing_words(text: &str, mut pos: usize) -> usize {
    for _ in 0..4 {
        let next = word_at(text, pos);
        if !is_one_of(next, &ISSUING_WORDS) {
            break;
        }
        pos = skip_gap(text, pos + next.len());
    }
    pos
}

/// Returns whether the text after "ngày" is no date at all, rather than an incomplete or invalid one.
fn begins_no_date(text: &str, from: usize) -> bool {
    let mut pos = skip_issuing_words(text, from);
    // "Ngày, tháng, năm sinh" names a date, "ngày   tháng   năm 2014" is one that was never filled in.
    while is_one_of(word_at(text, pos), &["tháng", "năm"]) || char_at(text, pos) == Some(',') {
        pos += if text[pos..].starts_with(',') { 1 } else { word_at(text, pos).len() };
        pos = skip_gap(text, pos);
    }
    let word = word_at(text, pos);
    let next = word_at(text, skip_gap(text, pos + word.len()));
    !word.is_empty() && !is_one_of(word, &DATE_WORDS) && !is_one_of(next, &["tháng", "năm"])
}

/// Parses a complete date: 05/8/2014, or 05 tháng 8 năm 2014.
fn full_date_at(text: &str, from: usize) -> Option<(PartialDate, usize)> {
    let pos = skip_gap(text, from);
    let day = digits_at(text, pos);
    let after = pos + day.len();
    if day.is_empty() {
        return None;
    }
    let pos = skip_gap(text, after);
    let (written, end) = match skip_date_separator(text, pos) {
        Some(pos) => {
            let month = digits_at(text, pos);
            let after = skip_gap(text, pos + month.len());
            let pos = skip_date_separator(text, after)?;
            let year = digits_at(text, pos);
            (format!("{day}/{month}/{year}"), pos + year.len())
        }
        None => {
            let (month, end) = month_and_year_at(text, pos)?;
            (format!("{day} {month}"), end)
        }
    };
    let date = PartialDate::parse(&written).ok()?;
    date.as_day().map(|_| (date, end))
}

/// Parses a month of a year, or a year: tháng 6/2012, tháng 6 năm 2012, năm 2012.
fn partial_date_at(text: &str, pos: usize) -> Option<(PartialDate, usize)> {
    let keyword = word_at(text, pos);
    let (written, end) = if is_one_of(keyword, &["năm"]) {
        let begin = skip_gap(text, pos + keyword.len());
        let year = digits_at(text, begin);
        (year.to_owned(), begin + year.len())
    } else {
        month_and_year_at(text, pos)?
    };
    Some((PartialDate::parse(&written).ok()?, end))
}

/// Skips a separator between the numbers of a date.
fn skip_date_separator(text: &str, pos: usize) -> Option<usize> {
    let separator = char_at(text, pos).filter(|&c| matches!(c, '/' | '.') || fold::is_dash(c))?;
    Some(skip_gap(text, pos + separator.len_utf8()))
}

/// Parses "tháng 8 năm 2014", "tháng tám năm 2014" or "tháng 8/2014"; returns it in the first form, with its end.
fn month_and_year_at(text: &str, pos: usize) -> Option<(String, usize)> {
    let keyword = word_at(text, pos);
    if !is_one_of(keyword, &["tháng"]) {
        return None;
    }
    let mut pos = skip_gap(text, pos + keyword.len());
    let mut month = digits_at(text, pos).to_owned();
    pos += month.len();
    while month.is_empty() || month.starts_with(char::is_alphabetic) {
        let next = word_at(text, skip_gap(text, pos));
        if next.is_empty() || is_one_of(next, &["năm"]) && !month.is_empty() || month.len() > 12 {
            break;
        }
        pos = skip_gap(text, pos) + next.len();
        month = if month.is_empty() { next.to_owned() } else { format!("{month} {next}") };
    }
    pos = skip_gap(text, pos);
    let year_start = skip_date_separator(text, pos).or_else(|| {
        let begin = if char_at(text, pos) == Some(',') { skip_gap(text, pos + 1) } else { pos };
        let keyword = word_at(text, begin);
        is_one_of(keyword, &["năm"]).then(|| skip_gap(text, begin + keyword.len()))
    })?;
    let year = digits_at(text, year_start);
    Some((format!("tháng {month} năm {year}"), year_start + year.len()))
}
