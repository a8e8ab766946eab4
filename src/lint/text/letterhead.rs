//! Finds the number and the date of issue in the letterhead of a body.
//!
//! A pasted letterhead has them on one line or on two: "Số: 85/BC-LĐLĐ" and "La Gi, ngày 24 tháng 9 năm 2014". They
//! are compared with the metadata; where they differ, one of the two is wrong.

use std::ops::Range;

/// How many lines with text a letterhead has at most.
const MAX_LINES: usize = 30;

/// The most bytes of the name of a place before a date.
const MAX_PLACE: usize = 40;

/// The number and the date of issue in the letterhead of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// The byte range of the number, without "Số:".
    pub number: Option<Range<usize>>,
    /// The byte range of the date, "ngày 24 tháng 9 năm 2014".
    pub date: Option<Range<usize>>,
}

/// Finds the letterhead in the first lines of the Markdown source of a body.
pub fn letterhead(text: &str) -> Option<Letterhead> {
    let mut found = Letterhead { number: None, date: None };
    let mut start = 0;
    let mut lines = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end();
        lines += usize::from(!line.is_empty());
        if lines > MAX_LINES || (found.number.is_some() && found.date.is_some()) {
            break;
        }
        let shift = |range: Range<usize>| start + range.start..start + range.end;
        if found.number.is_none() {
            found.number = number(line).map(shift);
        }
        if found.date.is_none() {
            found.date = date(line).map(shift);
        }
        start += whole.len();
    }
    (found.number.is_some() || found.date.is_some()).then_some(found)
}

/// Returns the range of a number that stands at the start of a line or a column, after "Số".
fn number(line: &str) -> Option<Range<usize>> {
    let at = line.find("Số")?;
    if !is_column_start(&line[..at]) {
        return None;
    }
    let is_between = |c: char| c.is_whitespace() || matches!(c, ':' | '*' | '_');
    let rest = line[at + "Số".len()..].trim_start_matches(is_between);
    let start = line.len() - rest.len();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '.');
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let written = rest[..length].trim_end_matches(['.', '-', '–']);
    let is_number = written.starts_with(|c: char| c.is_ascii_digit())
        && written.contains(['/', '-'])
        && written.chars().any(char::is_alphabetic);
    // In a citation the sentence goes on, in a letterhead the column ends or the place and the date follow.
    let after = rest[length..].trim_start_matches(['*', '_']);
    let ends = after.trim().is_empty()
        || after.starts_with(['|', '\t', '\\', '<'])
        || date(after).is_some();
    (is_number && ends).then_some(start..start + written.len())
}

/// Returns the range of a date after the name of a place, at the end of a line or a column.
fn date(line: &str) -> Option<Range<usize>> {
    let at = line.find("ngày ")?;
    let mut end = at;
    let mut words = line[at..].split_whitespace();
    for (expected, is_number) in
        [("ngày", false), ("", true), ("tháng", false), ("", true), ("năm", false), ("", true)]
    {
        let word = words.next()?.trim_end_matches(['*', '_', '|', '.', '\\']);
        let fits = if is_number {
            word.bytes().all(|byte| byte.is_ascii_digit()) && (1..=4).contains(&word.len())
        } else {
            word == expected
        };
        if !fits {
            return None;
        }
        end += line[end..].find(word)? + word.len();
    }
    let is_end = line[end..]
        .trim_start_matches(|c: char| c.is_whitespace() || "*_|.\\".contains(c))
        .is_empty();
    let before = line[..at].trim_end().strip_suffix(',')?;
    let column = before.rfind(['|', '\t']).map_or(before, |cut| &before[cut + 1..]);
    let place = column.rfind("  ").map_or(column, |cut| &column[cut..]);
    let place =
        place.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>'));
    let is_place = place.len() <= MAX_PLACE && place.starts_with(char::is_uppercase);
    (is_end && is_place).then_some(at..end)
}

/// Returns whether what stands before a text is only layout, or the end of a column.
fn is_column_start(before: &str) -> bool {
    let is_layout = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '>' | '#' | '-');
    let rest = before.trim_end_matches(is_layout);
    rest.is_empty() || rest.ends_with('|')
}
