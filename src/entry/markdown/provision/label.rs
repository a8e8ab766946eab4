//! Parses the labels of provisions: "Điều 3.", "2.", "Chương II", "Phần thứ nhất".
//!
//! A paragraph is an article only if a full stop, a colon or the end of bold text follows the
//! number, because "Điều 3 của Luật này …" is prose; a heading needs no such delimiter. A letter
//! directly after a number belongs to it, as in amending laws ("Điều 3a"), and đ becomes `dd` to be
//! distinct from d.

use crate::vietnamese::slug::slug;

/// A kind of division of a document, from the largest to the smallest (Decree 30/2020/NĐ-CP, appendix I).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    Part,
    Chapter,
    Section,
    Subsection,
}

/// The words for divisions in lower case, and the prefixes of their ids.
const DIVISIONS: [(&str, &str, Division); 4] = [
    ("phần", "phan", Division::Part),
    ("chương", "chuong", Division::Chapter),
    ("tiểu mục", "tieu-muc", Division::Subsection),
    ("mục", "muc", Division::Section),
];

/// The word for an annex in lower case.
const ANNEX: &str = "phụ lục";

/// What may follow the number of a division or an annex that is alone in its line.
const AFTER_NUMBER: [char; 6] = [' ', '*', '_', '.', ':', '\\'];

/// The words of ordinals: "Phần thứ mười hai".
const ORDINALS: [&str; 13] =
    ["nhất", "nhì", "hai", "ba", "tư", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "một"];

/// Returns whether text may start with a label: its first letter is that of a label's word, or it begins with a digit.
pub(super) fn may_start(source: &str) -> bool {
    let first = skip_markup(source).chars().next();
    first.is_some_and(|c| c.is_ascii_digit() || "PCTMĐ\u{D0}K".contains(c))
}

/// Returns whether a line starts a division: its number is followed by nothing, a delimiter or a
/// title in upper case.
pub(in crate::entry::markdown) fn starts_division(line: &str) -> bool {
    parse_counted_division(line).is_some_and(|(_, _, rest)| {
        let title = skip_markup(rest);
        let word = title.split_whitespace().next().unwrap_or_default();
        let is_upper = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        title.is_empty() || title.starts_with(['.', ':', '-', '–']) || is_upper
    })
}

/// Returns the length of the label of the article at the start of `text`: the word and the number.
pub(in crate::entry::markdown) fn article_len(text: &str) -> usize {
    parse_word_and_number(text, "điều").map_or(0, |(_, after)| text.len() - after.len())
}

/// Parses the number of the article that a paragraph starts, in the form used in ids.
pub(in crate::entry::markdown) fn parse_article(source: &str) -> Option<String> {
    let text = skip_markup(source);
    let (number, after) = parse_word_and_number(text, "điều")?;
    let ends_bold = text.len() < source.len() && after.starts_with(['*', '_', '<']);
    (ends_bold || ends_label(after)).then_some(number)
}

/// Parses the number of the article that a heading starts.
pub(in crate::entry::markdown) fn parse_article_heading(text: &str) -> Option<String> {
    let (number, after) = parse_word_and_number(text, "điều")?;
    let has_subnumber =
        after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
    (!has_subnumber).then_some(number)
}

/// Parses the number of the clause that a paragraph starts: "2." or "Khoản 2.".
pub(super) fn parse_clause(source: &str) -> Option<String> {
    let text = skip_markup(source);
    if let Some((number, after)) = parse_word_and_number(text, "khoản") {
        return ends_label(after).then_some(number);
    }
    let (number, after) = parse_number(text)?;
    let after = skip_markup(after).strip_prefix('.')?;
    (!after.starts_with(|c: char| c.is_ascii_digit())).then_some(number)
}

/// Parses the number of a numbered list item.
pub(super) fn parse_item_number(source: &str) -> Option<String> {
    parse_number(source.trim_start()).map(|(number, _)| number)
}

/// Parses the division that a heading starts, and its id.
pub(super) fn parse_division(text: &str) -> Option<(Division, String)> {
    parse_counted_division(text).map(|(division, id, _)| (division, id))
}

/// Parses the division that a paragraph starts, if its first line contains nothing else.
pub(super) fn parse_division_line(source: &str) -> Option<(Division, String)> {
    let line = skip_markup(source).lines().next()?;
    let (division, id, rest) = parse_counted_division(line)?;
    rest.trim_matches(AFTER_NUMBER).is_empty().then_some((division, id))
}

/// Parses a division and its number; returns the kind, the id and the rest.
fn parse_counted_division(text: &str) -> Option<(Division, String, &str)> {
    let (rest, stem, division) = DIVISIONS
        .iter()
        .find_map(|(word, stem, division)| Some((strip_word(text, word)?, stem, *division)))?;
    let (count, rest) = match strip_word(rest.trim_start(), "thứ") {
        Some(words) => parse_ordinal(words).map(|(words, rest)| (format!("thu-{words}"), rest))?,
        None => parse_numeral(rest.trim_start())?,
    };
    Some((division, format!("{stem}-{count}"), rest))
}

/// Returns whether a heading starts an annex, in which the numbering of provisions restarts.
pub(super) fn is_annex_heading(text: &str) -> bool {
    strip_word(text, ANNEX).is_some() || is_annex_line(text)
}

/// Returns whether a paragraph starts an annex: its first line contains only the word and perhaps a number.
pub(in crate::entry::markdown) fn is_annex_line(source: &str) -> bool {
    let text = skip_markup(source);
    let Some(rest) = strip_letters(text, ANNEX) else { return false };
    let rest = rest.lines().next().unwrap_or_default();
    let name = rest.trim_end_matches(AFTER_NUMBER);
    let number = name.trim_start();
    let number = number.strip_prefix("số ").unwrap_or(number);
    let is_word = name.is_empty() || name.starts_with(char::is_whitespace);
    is_word
        && (number.is_empty() || parse_numeral(number).is_some_and(|(_, after)| after.is_empty()))
}

/// Parses the letter, perhaps with a digit, with which a point starts, past a bullet: "a)", "- đ1)"; returns its form
/// used in ids.
pub(super) fn parse_letter(source: &str) -> Option<String> {
    let text = skip_markup(source.trim_start_matches(['-', '+', '*', ' ', '\t']));
    let letter = text.chars().next().filter(|c| c.is_ascii_lowercase() || *c == 'đ')?;
    let rest = &text[letter.len_utf8()..];
    let digits = &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()];
    let is_label = digits.len() <= 1 && rest[digits.len()..].starts_with([')', '.']);
    is_label.then(|| letter_slug(letter) + digits)
}

/// Returns the form of a letter used in ids.
fn letter_slug(letter: char) -> String {
    if letter == 'đ' { "dd".to_owned() } else { letter.to_string() }
}

/// Removes what stands before the text of a line, or between the parts of a label: white space, emphasis, backslashes,
/// inline tags and references to footnotes.
pub(in crate::entry::markdown) fn skip_markup(source: &str) -> &str {
    let mut text = source;
    loop {
        let rest = text.trim_start_matches(|c: char| {
            matches!(c, '*' | '_' | '~' | '\\' | ' ' | '\t' | '\u{a0}')
        });
        let rest = match rest.bytes().next() {
            Some(b'<') => skip_tag(rest),
            Some(b'[') if rest.starts_with("[^") => {
                rest.find(']').map_or(rest, |end| &rest[end + 1..])
            }
            Some(b'&') => rest.strip_prefix("&nbsp;").unwrap_or(rest),
            _ => rest,
        };
        if rest.len() == text.len() {
            return rest;
        }
        text = rest;
    }
}

/// Removes an inline tag at the start of `text`.
fn skip_tag(text: &str) -> &str {
    const NAMES: [&str; 9] = ["b", "strong", "i", "em", "u", "span", "s", "del", "mark"];
    let inside = text[1..].trim_start_matches('/');
    let end = inside.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_inline = NAMES.iter().any(|name| name.eq_ignore_ascii_case(&inside[..end]));
    match text.find('>') {
        Some(close) if is_inline => &text[close + 1..],
        _ => text,
    }
}

fn ends_label(after: &str) -> bool {
    let rest = skip_markup(after);
    match rest.chars().next() {
        None | Some('\n' | '\r' | ':') => true,
        Some('.') => !rest[1..].starts_with(|c: char| c.is_ascii_digit()),
        Some(_) => false,
    }
}

/// Parses `word` and the number after it; returns the number and the rest.
fn parse_word_and_number<'t>(text: &'t str, word: &str) -> Option<(String, &'t str)> {
    let rest = strip_letters(text, word)?;
    let number = skip_markup(rest);
    let is_apart = rest[..rest.len() - number.len()].contains([' ', '\t', '\u{a0}']);
    if is_apart { parse_number(number) } else { None }
}

/// Strips `word`, given in lower case, from the start of `text`, where it must be capitalised and followed by white
/// space.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    strip_letters(text, word).filter(|rest| rest.starts_with(char::is_whitespace))
}

fn strip_letters<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut chars = text.chars();
    for (at, expected) in word.chars().enumerate() {
        let actual = chars.next()?;
        let is_same = actual == expected || actual.to_lowercase().eq([expected]);
        // Conversions from old encodings leave the look-alike "Ð" (U+00D0).
        let is_eth = expected == 'đ' && actual == '\u{D0}';
        if !(is_same || is_eth) || (at == 0 && actual == expected && word != "thứ") {
            return None;
        }
    }
    Some(chars.as_str())
}

/// Parses digits and at most one letter after them; returns the number and the rest.
fn parse_number(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if !(1..=3).contains(&digits.len()) {
        return None;
    }
    let significant = digits.trim_start_matches('0');
    let mut number = if significant.is_empty() { "0" } else { significant }.to_owned();
    let mut chars = rest.chars();
    let suffix = chars.next().filter(|c| c.is_ascii_lowercase() || *c == 'đ');
    let rest = if let Some(suffix) = suffix {
        number.push_str(&letter_slug(suffix));
        chars.as_str()
    } else {
        rest
    };
    (!rest.starts_with(char::is_alphanumeric)).then_some((number, rest))
}

/// Parses the words of an ordinal; returns its slug and the rest. Only "mười" takes a second word.
fn parse_ordinal(text: &str) -> Option<(String, &str)> {
    let (first, rest) = parse_ordinal_word(text)?;
    match parse_ordinal_word(rest).filter(|_| first == "mười") {
        Some((second, rest)) => Some((slug(&format!("{first} {second}")), rest)),
        None => Some((slug(&first), rest)),
    }
}

fn parse_ordinal_word(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    ORDINALS.contains(&word.as_str()).then_some((word, &text[end..]))
}

/// Parses a Roman number, an Arabic number, or a capital letter that is not part of a word.
fn parse_numeral(text: &str) -> Option<(String, &str)> {
    if let Some(number) = parse_number(text) {
        return Some(number);
    }
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let is_roman = !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c));
    // "Mục A" is numbered, "Mục ĐÍCH" and "Phần Y tế" are not.
    let is_letter = word.len() == 1 && !rest.starts_with(' ');
    let is_capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    (is_roman || (is_letter && is_capital)).then(|| (word.to_lowercase(), rest))
}

#[cfg(test)]
mod tests {
    use super::{
        parse_article, parse_article_heading, parse_clause, parse_division, parse_division_line,
    };

    #[test]
    fn articles_are_distinguished_from_prose() {
        let cases = [
            ("Điều 3. Phạm vi", Some("3")),
            ("**Điều 3.** Phạm vi", Some("3")),
            ("**Điều 3** Phạm vi", Some("3")),
            ("***ĐIỀU 03a: Phạm vi***", Some("3a")),
            ("Điều 3đ. Phạm vi", Some("3dd")),
            ("Điều 12\nPhạm vi", Some("12")),
            ("Ðiều 5. Chữ nhìn giống Đ", Some("5")),
            ("Điều 3 của Luật này quy định", None),
            ("Điều 3, khoản 2", None),
            ("Điều 1.2. Lạ", None),
            ("điều 3. giữa câu", None),
            ("Điều lệ 3. x", None),
            ("Điều", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_article(text).as_deref(), expected, "{text}");
        }
        assert_eq!(parse_article_heading("Điều 7 Hiệu lực").as_deref(), Some("7"));
        assert_eq!(parse_article_heading("Điều kiện 7"), None);
    }

    #[test]
    fn clauses_are_distinguished_from_figures() {
        let cases = [
            ("2. Nội dung", Some("2")),
            ("2\\. Nội dung", Some("2")),
            ("**1a.** Nội dung", Some("1a")),
            ("Khoản 4: Nội dung", Some("4")),
            ("2.Liền chữ", Some("2")),
            ("2.1. Hai cấp", None),
            ("24.9.2014 là ngày", None),
            ("20.000 đồng", None),
            ("2014. Năm", None),
            ("Khoản 4 Điều này", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_clause(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_id_of_a_division_contains_only_its_number() {
        let cases = [
            ("Phần thứ nhất. Kết quả", Some("phan-thu-nhat")),
            ("PHẦN THỨ MƯỜI HAI", Some("phan-thu-muoi-hai")),
            ("Phần thứ hai Năm 2014", Some("phan-thu-hai")),
            ("Phần I", Some("phan-i")),
            ("Chương II QUY ĐỊNH", Some("chuong-ii")),
            ("Chương 3: x", Some("chuong-3")),
            ("Mục 1. x", Some("muc-1")),
            ("Mục A. x", Some("muc-a")),
            ("Tiểu mục 2", Some("tieu-muc-2")),
            ("Mục đích, yêu cầu", None),
            ("Mục ĐÍCH", None),
            ("Phần Y tế", None),
            ("Phần mềm", None),
            ("Chương trình 2", None),
            ("Phần thứ tự", None),
        ];
        for (text, expected) in cases {
            let id = parse_division(text).map(|(_, id)| id);
            assert_eq!(id.as_deref(), expected, "{text}");
        }
        let id = |text| parse_division_line(text).map(|(_, id)| id);
        assert_eq!(id("**Phần thứ nhất**").as_deref(), Some("phan-thu-nhat"));
        assert_eq!(id("CHƯƠNG II\nQUY ĐỊNH CHUNG").as_deref(), Some("chuong-ii"));
        assert_eq!(id("Chương II quy định"), None);
        assert_eq!(id("Mục 1, 2 và 3"), None);
    }
}
