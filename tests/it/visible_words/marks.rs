//! Which line of a paragraph begins a block: one that begins with the mark of a unit, after a line that is finished.
//!
//! Only clear cases are decided. Whether a marked line is the rest of a line that lacks its end is left open.

use super::WordBreak;

/// Marks of items that have no number.
pub(super) const BULLETS: [&str; 6] = ["-", "+", "*", "–", "—", "•"];
/// What ends a sentence, a point or an introduction.
const ENDS: [char; 6] = ['.', ';', ':', '!', '?', '…'];
/// Lines up to this length may be wrapped by hand.
pub(super) const WRAPPED_WIDTH: usize = 120;
/// A line of at least this length may be wrapped before a dash that belongs to it.
const DASH_WIDTH: usize = 50;
/// The first words of lines of the official form.
const OFFICE: [&str; 6] = ["Nơi nhận:", "TM.", "KT.", "TL.", "TUQ.", "Căn cứ"];

/// Words after which a sentence goes on.
const UNFINISHED: [&str; 14] = [
    "các", "cho", "của", "hoặc", "khoản", "những", "theo", "thuộc", "tại", "từ", "và", "về", "với",
    "điểm",
];

/// How the page breaks between two lines of a paragraph.
pub(super) fn between(before: &str, line: &str) -> WordBreak {
    let (before, line) = (bare(before), bare(line));
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let length = before.chars().count();
    if UNFINISHED.contains(&last) && length <= WRAPPED_WIDTH {
        return WordBreak::Forbidden;
    }
    let (form, form_before) = (form(line), form(before));
    let rest = form.as_ref().and(line.split_once(' ')).map_or(line, |(_, rest)| bare(rest));
    let goes_on = before.ends_with(|c: char| c.is_lowercase() || c == ',')
        && line.chars().count() <= WRAPPED_WIDTH
        && length <= WRAPPED_WIDTH
        && rest.starts_with(char::is_lowercase);
    let Some(form) = form else {
        return if goes_on { WordBreak::Forbidden } else { WordBreak::Allowed };
    };
    let end = before.trim_end_matches(['”', '"', '»', ')', ']', '*', '_']);
    let is_article = form_before.as_ref().is_some_and(|form| form == "Điều");
    let is_next = form_before.as_ref() == Some(&form)
        && (before.ends_with(',') || rest.starts_with(char::is_uppercase));
    // "tổ chức chính trị / - xã hội": a dash within a line that was wrapped.
    let is_dash =
        ["-", "–"].contains(&form.as_str()) && length >= DASH_WIDTH && !before.ends_with(',');
    if end.ends_with(ENDS) || is_article || is_next {
        WordBreak::Required
    } else if is_dash && goes_on && form_before.is_none() {
        WordBreak::Forbidden
    } else {
        WordBreak::Allowed
    }
}

/// A line without white space and emphasis around it.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let is_item = line.starts_with("* ");
    if is_item { line } else { line.trim_matches(['*', '_']).trim() }
}

/// The form of the mark that a line begins with: equal for marks of one sequence.
pub(super) fn form(line: &str) -> Option<String> {
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let first = first.trim_end_matches(['*', '_']);
    if BULLETS.contains(&first) && !rest.is_empty() {
        return Some(first.to_owned());
    }
    if let Some(office) = OFFICE.iter().find(|office| line.starts_with(**office)) {
        return Some((*office).to_owned());
    }
    unit(line).or_else(|| numbered(first).filter(|_| !rest.is_empty()))
}

/// `1.`, `1.1.`, `1)`, `(1)`, `a)`, `đ1)`, `ii)`, `II.`
fn numbered(word: &str) -> Option<String> {
    let roman = |text: &str, digits: &str| {
        !text.is_empty() && text.len() < 8 && text.chars().all(|c| digits.contains(c))
    };
    let number =
        |text: &str| (1..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    if let Some(parts) = word.strip_suffix('.') {
        let parts: Vec<&str> = parts.split('.').collect();
        return if parts.iter().all(|part| number(part)) {
            Some("1.".repeat(parts.len()))
        } else {
            roman(parts[0], "IVX").then(|| "I.".to_owned()).filter(|_| parts.len() == 1)
        };
    }
    let inside = word.strip_suffix(')')?;
    let (inside, form) = match inside.strip_prefix('(') {
        Some(inside) => (inside, "(1)"),
        None => (inside, "1)"),
    };
    let letters = inside.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_letter = letters.chars().count() == 1 && letters.chars().all(char::is_lowercase);
    if number(inside) {
        Some(form.to_owned())
    } else {
        (is_letter || roman(inside, "ivx")).then(|| form.replace('1', "a"))
    }
}

/// `Phần thứ nhất`, `Chương II`, `Mục 1`, `Tiểu mục 2`, `Điều 3.`
fn unit(line: &str) -> Option<String> {
    let names = ["Phần", "Chương", "Mục", "Tiểu mục", "Điều"];
    let name = names.iter().find(|name| line.starts_with(**name))?;
    let rest = line[name.len()..].strip_prefix(' ')?;
    let rest = rest.strip_prefix("thứ ").unwrap_or(rest);
    let is_ordinal = rest.len() + 4 < line.len() - name.len();
    let end = rest.find(|c: char| c.is_whitespace() || c == '.' || c == ':').unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    let digits = number.trim_end_matches(|c: char| c.is_lowercase());
    let is_digits = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    let is_roman = !number.is_empty() && number.chars().all(|c| "IVXLC".contains(c));
    let is_number = is_digits || *name != "Điều" && (is_roman || is_ordinal);
    let has_stop = after.starts_with(['.', ':']);
    let is_title = after.trim_start().chars().next().is_none_or(char::is_uppercase);
    (is_number && (has_stop || *name != "Điều" && is_title)).then(|| (*name).to_owned())
}
