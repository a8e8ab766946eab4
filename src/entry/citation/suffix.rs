//! What stands behind the number of a citation: its date, and who issued it.
//!
//! Both orders are written: "số 106-KH/TU ngày 05/8/2014 của Thị ủy" and "số 217-QĐ/TW của Bộ Chính trị, ngày
//! 12/12/2013". A date that was begun and can not be read makes the citation one that nobody can follow.

use super::scan::{char_at, digits_at, is_gap, is_one_of, skip_gap, word_at, word_before};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

/// The longest remark in brackets between a number and its date, as in "(khóa XI)", in bytes.
const MAX_REMARK_BYTES: usize = 40;

/// The most words of an issuer's name.
const MAX_ISSUER_WORDS: usize = 14;

/// What may stand between a number and "ngày".
const ISSUING_WORDS: [&str; 10] =
    ["được", "ban", "hành", "ký", "kí", "ra", "đề", "cùng", "vào", "phát"];

/// The words that no issuer's name holds, or none goes on behind.
const ISSUER_STOP_WORDS: [&str; 28] = [
    "về", "v", "có", "đã", "được", "là", "từ", "đến", "trong", "tại", "cho", "với", "để", "theo",
    "ngày", "số", "quy", "qui", "hướng", "nêu", "thì", "nhằm", "ký", "gửi", "khi", "như", "do",
    "năm",
];

/// What goes on behind "ngày" and makes it no date: more and more, nowadays.
const NON_DATE_WORDS: [&str; 2] = ["càng", "nay"];

/// How many words may stand between a number and a year that is said of it: "về chuyển đổi số năm 2023".
const MAX_WORDS_BEFORE_YEAR: usize = 5;

/// The words in a name that people write short with a full stop.
const DOTTED_ABBREVIATIONS: [&str; 3] = ["tp", "tx", "tt"];

/// The date of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatedDate {
    /// None.
    Missing,
    /// A date.
    Date(PartialDate),
    /// One that was begun and can not be read.
    Unreadable,
}

/// What stands behind a number.
#[derive(Debug)]
pub(super) struct CitationSuffix {
    /// The end of the date, else of the number.
    pub(super) end: usize,
    /// The date.
    pub(super) date: StatedDate,
    /// The words behind "của", folded: the issuer's name, perhaps with more words than it has.
    pub(super) issuer: Option<Box<str>>,
    /// The first and the last year said of it, where it has no date.
    pub(super) years: Option<YearRange>,
}

/// The first and the last of the years that a text says of a document.
pub(super) type YearRange = (i16, i16);

/// Reads what follows the number that ends at `number`.
pub(super) fn read(text: &str, number: usize) -> CitationSuffix {
    let (mut date, mut end) = stated_date(text, number, true);
    let mut issuer = find_issuer(text, if date == StatedDate::Missing { number } else { end });
    if date == StatedDate::Missing
        && let Some((_, behind)) = &issuer
    {
        let (later, later_end) = stated_date(text, *behind, false);
        if later != StatedDate::Missing {
            (date, end) = (later, later_end);
        }
    }
    let behind = issuer.as_ref().map(|(_, behind)| *behind);
    let years = if date == StatedDate::Missing {
        find_years(text, number).or_else(|| find_years(text, behind?))
    } else {
        None
    };
    let issuer = issuer.take().map(|(name, _)| name);
    CitationSuffix { end, date, issuer, years }
}

/// Finds the years said of a number a few words behind it: (2020), năm 2019, giai đoạn 2021-2025.
fn find_years(text: &str, from: usize) -> Option<YearRange> {
    let mut place = from;
    for _ in 0..=MAX_WORDS_BEFORE_YEAR {
        place = skip_gap(text, place);
        while char_at(text, place).is_some_and(|c| matches!(c, '(' | ')' | ',' | '"' | '“' | '”'))
        {
            place = skip_gap(text, place + char_at(text, place).map_or(0, char::len_utf8));
        }
        if char_at(text, place).is_some_and(|c| c.is_ascii_digit()) {
            return year_range_at(text, place);
        }
        let next = word_at(text, place);
        if next.is_empty() {
            return None;
        }
        place += next.len();
    }
    None
}

/// Reads a year, or two with a dash between them.
fn year_range_at(text: &str, from: usize) -> Option<YearRange> {
    let (first, end) = year_at(text, from)?;
    let dash = skip_gap(text, end);
    let Some(sign) = char_at(text, dash).filter(|c| fold::is_dash(*c)) else {
        return (!continues_token(text, end)).then_some((first, first));
    };
    match year_at(text, skip_gap(text, dash + sign.len_utf8())) {
        Some((last, _)) if first <= last => Some((first - 1, last)),
        _ => Some((first, first)),
    }
}

/// Tells whether a year is part of something longer.
fn continues_token(text: &str, end: usize) -> bool {
    let mut rest = text[end..].chars();
    let first = rest.next();
    first.is_some_and(char::is_alphanumeric)
        || first.is_some_and(|c| matches!(c, '/' | '.' | ','))
            && rest.next().is_some_and(char::is_alphanumeric)
}

/// Reads four digits that are a year.
fn year_at(text: &str, from: usize) -> Option<(i16, usize)> {
    let year = digits_at(text, from);
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    Some((year.parse().ok().filter(|_| is_year)?, from + 4))
}

/// Finds a year that stands before a place: "Kế hoạch năm 2022 số …".
pub(super) fn year_before(text: &str, floor: usize, place: usize) -> Option<YearRange> {
    let head = text[floor..place].trim_end_matches(is_gap).trim_end_matches(')');
    let bare = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_alone = !bare.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-'));
    let (year, _) =
        year_at(head, bare.len()).filter(|_| is_alone && bare.len() + 4 == head.len())?;
    Some((year, year))
}

/// Reads the date that follows a place; `bare` dates need no "ngày".
fn stated_date(text: &str, from: usize, bare: bool) -> (StatedDate, usize) {
    let mut place = skip_remark(text, from);
    let mark = char_at(text, place).filter(|c| matches!(c, ',' | '(' | '-' | '–'));
    if let Some(mark) = mark {
        place = skip_gap(text, place + mark.len_utf8());
    }
    let begin = place;
    for _ in 0..4 {
        let next = word_at(text, place);
        if !is_one_of(next, &ISSUING_WORDS) {
            break;
        }
        place = skip_gap(text, place + next.len());
    }
    let named = word_at(text, place);
    let read = if is_one_of(named, &["ngày"]) {
        let begin = skip_gap(text, place + named.len());
        let begin = if char_at(text, begin) == Some(':') { begin + 1 } else { begin };
        let begin = skip_gap(text, begin);
        let early = word_at(text, begin);
        let is_early = is_one_of(early, &["mùng", "mồng"]);
        let begin = if is_early { begin + early.len() } else { begin };
        match full_date_at(text, begin) {
            Some(read) => Some(read),
            None if is_one_of(word_at(text, begin), &NON_DATE_WORDS) => None,
            None => return (StatedDate::Unreadable, from),
        }
    } else if bare && place == begin {
        let whole = full_date_at(text, begin).filter(|_| begin > from);
        whole.or_else(|| mark.is_none().then(|| partial_date_at(text, begin)).flatten())
    } else {
        None
    };
    let Some((date, end)) = read else { return (StatedDate::Missing, from) };
    let closed = mark == Some('(') && char_at(text, end) == Some(')');
    (StatedDate::Date(date), end + usize::from(closed))
}

/// Moves over a gap and a remark such as "(khóa XI)".
fn skip_remark(text: &str, from: usize) -> usize {
    let place = skip_gap(text, from);
    let Some(inside) = text.as_bytes()[place..].strip_prefix(b"(") else { return place };
    // No further than a remark may reach, or a text of brackets would be read once for each.
    let end = inside.iter().take(MAX_REMARK_BYTES + 1).position(|byte| *byte == b')');
    match end {
        Some(end) if !inside[..end].iter().any(u8::is_ascii_digit) => {
            skip_gap(text, place + end + 2)
        }
        _ => place,
    }
}

/// Reads a whole date: 05/8/2014, or 05 tháng 8 năm 2014.
fn full_date_at(text: &str, from: usize) -> Option<(PartialDate, usize)> {
    let place = skip_gap(text, from);
    let day = digits_at(text, place);
    let after = place + day.len();
    if day.is_empty() {
        return None;
    }
    let place = skip_gap(text, after);
    let (written, end) = match skip_date_separator(text, place) {
        Some(place) => {
            let month = digits_at(text, place);
            let behind = skip_gap(text, place + month.len());
            let place = skip_date_separator(text, behind)?;
            let year = digits_at(text, place);
            (format!("{day}/{month}/{year}"), place + year.len())
        }
        None => {
            let (month, end) = month_and_year_at(text, place)?;
            (format!("{day} {month}"), end)
        }
    };
    let date = PartialDate::parse(&written).ok()?;
    date.as_day().map(|_| (date, end))
}

/// Reads a month of a year or a year: tháng 6/2012, tháng 6 năm 2012, năm 2012.
fn partial_date_at(text: &str, place: usize) -> Option<(PartialDate, usize)> {
    let named = word_at(text, place);
    let (written, end) = if is_one_of(named, &["năm"]) {
        let begin = skip_gap(text, place + named.len());
        let year = digits_at(text, begin);
        (year.to_owned(), begin + year.len())
    } else {
        month_and_year_at(text, place)?
    };
    Some((PartialDate::parse(&written).ok()?, end))
}

/// Moves over a sign between the numbers of a date.
fn skip_date_separator(text: &str, place: usize) -> Option<usize> {
    let sign = char_at(text, place).filter(|&c| matches!(c, '/' | '.') || fold::is_dash(c))?;
    Some(skip_gap(text, place + sign.len_utf8()))
}

/// Reads "tháng 8 năm 2014", "tháng tám năm 2014" or "tháng 8/2014", and gives it as one line.
fn month_and_year_at(text: &str, place: usize) -> Option<(String, usize)> {
    let named = word_at(text, place);
    if !is_one_of(named, &["tháng"]) {
        return None;
    }
    let mut place = skip_gap(text, place + named.len());
    let mut month = digits_at(text, place).to_owned();
    place += month.len();
    while month.is_empty() || month.starts_with(char::is_alphabetic) {
        let next = word_at(text, skip_gap(text, place));
        if next.is_empty() || is_one_of(next, &["năm"]) && !month.is_empty() || month.len() > 12 {
            break;
        }
        place = skip_gap(text, place) + next.len();
        month = if month.is_empty() { next.to_owned() } else { format!("{month} {next}") };
    }
    place = skip_gap(text, place);
    let sign = skip_date_separator(text, place).or_else(|| {
        let begin =
            if char_at(text, place) == Some(',') { skip_gap(text, place + 1) } else { place };
        let named = word_at(text, begin);
        is_one_of(named, &["năm"]).then(|| skip_gap(text, begin + named.len()))
    })?;
    let year = digits_at(text, sign);
    Some((format!("tháng {month} năm {year}"), sign + year.len()))
}

/// Reads the words behind "của", and where they end.
fn find_issuer(text: &str, from: usize) -> Option<(Box<str>, usize)> {
    let mut place = skip_remark(text, from);
    if char_at(text, place) == Some(',') {
        place = skip_gap(text, place + 1);
    }
    let of = word_at(text, place);
    if !is_one_of(of, &["của", "do"]) {
        return None;
    }
    let begin = skip_gap(text, place + of.len());
    let mut end = begin;
    for count in 0..MAX_ISSUER_WORDS {
        let next = next_name_word(text, end, count > 0);
        let Some(next) = next else { break };
        let behind = skip_gap(text, next.0 + next.1.len());
        // "Ủy ban" is a name's word, "ban hành" is none.
        let is_act = is_one_of(next.1, &["ban"]) && is_one_of(word_at(text, behind), &["hành"]);
        let is_small = next.1.starts_with(char::is_lowercase);
        let is_stop = is_act || is_small && is_one_of(next.1, &ISSUER_STOP_WORDS);
        if is_stop || next.1.is_empty() {
            break;
        }
        end = next.0 + next.1.len();
    }
    (end > begin).then(|| (fold::term(&text[begin..end]).into(), end))
}

/// Finds the next word of a name: behind a gap, or behind a comma or dash that the name holds.
fn next_name_word(text: &str, from: usize, joined: bool) -> Option<(usize, &str)> {
    let mut place = skip_gap(text, from);
    if char_at(text, place) == Some('.')
        && is_one_of(word_before(text, place), &DOTTED_ABBREVIATIONS)
    {
        place = skip_gap(text, place + 1);
    }
    if char_at(text, place).is_some_and(char::is_alphabetic) {
        return Some((place, word_at(text, place)));
    }
    let sign = char_at(text, place).filter(|&c| joined && (c == ',' || fold::is_dash(c)))?;
    let begin = skip_gap(text, place + sign.len_utf8());
    let next = word_at(text, begin);
    let is_name = next.starts_with(char::is_uppercase) && text[..begin].ends_with(is_gap);
    is_name.then_some((begin, next))
}
