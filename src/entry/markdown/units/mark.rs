//! Parses the marks with which units of an official text begin: "Điều 3.", "1.", "a)", "–", "(1)".
//!
//! | Mark | Kind |
//! |---|---|
//! | "Phần thứ nhất", "Chương II", "Mục 1", "Phụ lục I", alone or before a title | `Division` |
//! | "I.", "A." before upper-case words | `Division` |
//! | "Điều 3." | `Article` |
//! | "1.", "1)", "1/" | `Number` |
//! | "1.1." | `Outline` |
//! | "a)", "đ1)", "a." | `Letter` |
//! | "(1)", "(a)" | `Parenthesis` |
//! | "ii)", "iv." | `Roman` |
//! | "–", "—", "•", "-", "+" | `Bullet` |
//! | "Nơi nhận:", "TM.", "KT.", "TL.", "TUQ." | `Form` |
//! | "Căn cứ", "Theo đề nghị" | `Grounds` |
//!
//! Marks are parsed from the Markdown source of a line, past emphasis and backslashes.

use crate::entry::markdown::provision::label;

/// The kind of a mark. Marks of the same kind are of the same level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    Division,
    Article,
    /// With its delimiter, `.`, `)` or `/`.
    Number(u8),
    Outline,
    /// With its delimiter, `.` or `)`.
    Letter(u8),
    Parenthesis,
    /// Lower-case Roman numerals.
    Roman,
    Bullet(char),
    Form,
    Grounds,
}

/// The mark at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) kind: MarkKind,
    /// Its place in the numbering: of a letter its place in the alphabet, 0 for what has none.
    pub(super) ordinal: u32,
    /// The length of its visible text, the white space after it included.
    pub(super) len: usize,
    /// Whether nothing but white space is around it, so that it can be taken out of the text.
    pub(super) is_bare: bool,
    /// Whether it may become the mark of a list item: it is not escaped, and a number is neither emphasised nor next to
    /// a word.
    pub(super) may_be_item: bool,
    /// Whether the first letter after it is upper case; true if there is none. A digit counts as such, but not after a
    /// dash, where it is a quantity.
    pub(super) is_before_upper: bool,
    /// Whether nothing follows it in its line.
    pub(super) is_alone: bool,
}

/// The ordinal of "i", "v" and "x" as letters, and their value as Roman numerals.
const ROMAN_LETTERS: [(u32, u32); 3] = [(10, 1), (23, 5), (25, 10)];
/// The letters of the Vietnamese alphabet that are used for numbering, in order, with those of the
/// Latin alphabet that it lacks.
const ALPHABET: &str = "abcdđefghijklmnopqrstuvwxyz";
/// Dashes and bullets that word processors put before items.
const BULLETS: &str = "-+–—−•·▪●○■□◦‣⁃➢➤✓✔▶►◆❖§";
/// The beginnings of recitals.
const GROUNDS: [&str; 4] = ["căn cứ ", "theo đề nghị của ", "xét đề nghị của ", "xét tờ trình "];
/// The beginnings of signatures and of the list of recipients.
const FORM: [&str; 10] =
    ["TM.", "KT.", "TL.", "TUQ.", "T/M", "K/T", "T/L", "T/UQ", "Nơi nhận:", "NƠI NHẬN:"];
/// Maximum length of an upper-case Roman numeral, "XXXVIII".
const MAX_CAPITAL_LEN: usize = 7;
/// Maximum value of a Roman numeral; a larger one is an initial ("C. Mác").
const MAX_ROMAN: u32 = 39;

impl Mark {
    /// Parses the mark at the start of `source`, a line without its indentation.
    pub(super) fn parse(source: &str) -> Option<Self> {
        let text = if source.starts_with("* ") { source } else { label::skip_markup(source) };
        let before = &source[..source.len() - text.len()];
        let is_article = text.starts_with(['Đ', '\u{D0}']);
        let article = if is_article { label::parse_article(source) } else { None };
        let (kind, ordinal, len) = match article {
            Some(number) => (MarkKind::Article, leading_number(&number), label::article_len(text)),
            None => parse_text(text)?,
        };
        let (mark, after) = text.split_at(len);
        let blanks = after.len() - after.trim_start().len();
        let is_escaped = before.contains('\\') || mark.contains('\\');
        let is_bare = before.is_empty() && !mark.contains('[') && (blanks > 0 || after.is_empty());
        let letter = after.chars().find(|c| c.is_alphanumeric());
        Some(Self {
            kind,
            ordinal,
            len: len + blanks - mark.matches('\\').count(),
            is_bare,
            // A number is taken out of the text, so nothing may be around it.
            may_be_item: !is_escaped && (is_bare || !matches!(kind, MarkKind::Number(_))),
            is_before_upper: letter.is_none_or(|letter| match kind {
                MarkKind::Bullet(_) => !letter.is_lowercase() && !letter.is_numeric(),
                _ => !letter.is_lowercase(),
            }),
            is_alone: label::skip_markup(after).is_empty(),
        })
    }

    /// Returns the mark of an item that the parser sees.
    pub(super) fn number(kind: MarkKind, ordinal: u32) -> Self {
        Self {
            kind,
            ordinal,
            len: 0,
            is_bare: true,
            may_be_item: true,
            is_before_upper: true,
            is_alone: false,
        }
    }

    /// Returns the mark as a Roman numeral if it is one: "i)" unless it follows "h)", and "v)", "x)" after "iv)", "ix)".
    pub(super) fn resolved(self, last_letter: Option<u32>, last_roman: Option<u32>) -> Self {
        let roman = ROMAN_LETTERS.iter().find(|(letter, _)| *letter == self.ordinal);
        match (self.kind, roman) {
            (MarkKind::Letter(_), Some((letter, value)))
                if last_roman == Some(value - 1)
                    || (*value == 1 && last_letter != Some(letter - 1)) =>
            {
                Self { kind: MarkKind::Roman, ordinal: *value, ..self }
            }
            _ => self,
        }
    }

    /// Returns whether the mark is the first of its numbering.
    pub(super) fn is_first(self) -> bool {
        self.ordinal <= 1
    }
}

/// Parses a mark; returns its kind, ordinal and length.
fn parse_text(text: &str) -> Option<(MarkKind, u32, usize)> {
    let first = text.chars().next()?;
    match first {
        '0'..='9' => parse_number(text),
        '(' => parse_parenthesis(text),
        'a'..='z' | 'đ' => parse_letter(text),
        _ if BULLETS.contains(first) => {
            let after = &text[first.len_utf8()..];
            let is_bullet = ends_mark(after) || after.starts_with(char::is_uppercase);
            is_bullet.then_some((MarkKind::Bullet(first), 0, first.len_utf8()))
        }
        _ if first.is_uppercase() => parse_words(text),
        _ => None,
    }
}

/// Returns whether a mark may end before `after`: before white space, emphasis, a tag or a footnote.
fn ends_mark(after: &str) -> bool {
    after.is_empty()
        || after.starts_with(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '<'))
        || after.starts_with("[^")
}

/// Returns the number at the start of the number of an article ("3a").
pub(super) fn leading_number(text: &str) -> u32 {
    text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or_default()
}

/// Parses "1.", "1)", "1/" and "1.1."; a group of three digits is part of a figure.
fn parse_number(text: &str) -> Option<(MarkKind, u32, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    let ordinal = text[..first].parse().ok().filter(|_| first <= 3)?;
    // "1a." is a clause that was inserted.
    let suffix = text[first..].chars().next().filter(|c| c.is_ascii_lowercase() || *c == 'đ');
    if let Some(suffix) = suffix {
        let after = text[first + suffix.len_utf8()..].strip_prefix(['.', ')'])?;
        return ends_mark(after).then_some((MarkKind::Outline, 0, text.len() - after.len()));
    }
    let (mut end, mut parts) = (first, 1);
    loop {
        let rest = &text[end..];
        let escape = usize::from(rest.starts_with('\\'));
        let note = rest.len()
            - if rest.starts_with("[^") { label::skip_markup(rest).len() } else { rest.len() };
        let start = escape.max(note);
        let delimiter = *rest.as_bytes().get(start)?;
        if !matches!(delimiter, b'.' | b')' | b'/') {
            return None;
        }
        let after = &rest[start + 1..];
        end += start + 1;
        let next = digits(after);
        if delimiter == b'.' && next > 0 {
            if next > 2 || first > 2 {
                return None;
            }
            end += next;
            parts += 1;
            continue;
        }
        let is_word = delimiter != b'/' && after.starts_with(char::is_uppercase);
        let kind = if parts > 1 { MarkKind::Outline } else { MarkKind::Number(delimiter) };
        return (ends_mark(after) || is_word).then_some((kind, ordinal, end));
    }
}

/// Parses "(1)", "(a)" and "(iv)".
fn parse_parenthesis(text: &str) -> Option<(MarkKind, u32, usize)> {
    let (inside, after) = text[1..].split_once(')')?;
    let ordinal = match inside.parse() {
        Ok(number) if inside.len() <= 2 => number,
        _ => roman(inside).or_else(|| letter_ordinal(inside))?,
    };
    ends_mark(after).then_some((MarkKind::Parenthesis, ordinal, inside.len() + 2))
}

/// Parses "a)", "đ1)", "a.", "ii)".
fn parse_letter(text: &str) -> Option<(MarkKind, u32, usize)> {
    let end = text.bytes().take(6).position(|byte| matches!(byte, b')' | b'.'))?;
    let (word, delimiter) = (text.get(..end)?, text.as_bytes()[end]);
    let after = &text[end + 1..];
    let is_word = delimiter == b')' && after.starts_with(char::is_uppercase);
    let is_mark = (ends_mark(after) && !(after.is_empty() && delimiter == b'.')) || is_word;
    let (kind, ordinal) = match roman(word) {
        Some(number) if word.len() > 1 => (MarkKind::Roman, number),
        _ => {
            let letter = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let is_single = letter.chars().count() == 1 && word.len() - letter.len() <= 1;
            (MarkKind::Letter(delimiter), letter_ordinal(letter).filter(|_| is_single)?)
        }
    };
    is_mark.then_some((kind, ordinal, end + 1))
}

/// Returns the place of a letter in the alphabet, from 1.
fn letter_ordinal(word: &str) -> Option<u32> {
    let mut chars = word.chars();
    let letter = chars.next().filter(|_| chars.next().is_none())?;
    ALPHABET.chars().zip(1..).find_map(|(c, ordinal)| (c == letter).then_some(ordinal))
}

/// Returns the value of a Roman numeral in lower case, up to [`MAX_ROMAN`].
fn roman(word: &str) -> Option<u32> {
    let value = |c| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        _ => None,
    };
    let values: Vec<u32> = word.chars().map(value).collect::<Option<_>>()?;
    // A smaller numeral before a larger one is subtracted from it.
    let (mut sum, mut largest) = (0_u32, 0);
    for value in values.iter().rev() {
        sum = if *value < largest { sum.checked_sub(*value)? } else { sum + value };
        largest = largest.max(*value);
    }
    (!values.is_empty() && sum <= MAX_ROMAN).then_some(sum)
}

/// Parses the marks that are words or upper-case letters. Most lines begin with another word, so the first letter is
/// looked at before any word is compared.
fn parse_words(text: &str) -> Option<(MarkKind, u32, usize)> {
    let first = text.chars().next()?;
    let is_division = matches!(first, 'P' | 'C' | 'M' | 'T')
        && (label::starts_division(text) || label::is_annex_line(text));
    if is_division {
        return Some((MarkKind::Division, 0, 0));
    }
    if let Some(form) = FORM.iter().find(|form| text.starts_with(**form)) {
        let after = text[form.len()..].trim_start_matches(['.', ' ']);
        let is_form = after.is_empty() || !after.starts_with(char::is_lowercase);
        return is_form.then_some((MarkKind::Form, 0, form.len()));
    }
    if matches!(first, 'C' | 'T' | 'X')
        && let Some(grounds) = GROUNDS.iter().find(|grounds| starts_with_words(text, grounds))
    {
        return Some((MarkKind::Grounds, 0, grounds.trim_end().len()));
    }
    parse_capital(text)
}

/// Returns whether `text` starts with `words`, given in lower case.
fn starts_with_words(text: &str, words: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    words.chars().all(|expected| letters.next() == Some(expected))
}

/// Parses "II. …", and "A. …" before upper-case words.
fn parse_capital(text: &str) -> Option<(MarkKind, u32, usize)> {
    let end = text.bytes().take(MAX_CAPITAL_LEN + 1).position(|byte| byte == b'.')?;
    let (word, after) = (&text[..end], &text[end + 1..]);
    if !ends_mark(after) {
        return None;
    }
    let title = label::skip_markup(after);
    if let Some(number) = roman(&word.to_lowercase()).filter(|_| word.is_ascii()) {
        return Some((MarkKind::Division, number, word.len() + 1));
    }
    let is_letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let next = title.split_whitespace().next().unwrap_or_default();
    let is_title = next.chars().count() > 1 && next.chars().all(char::is_uppercase);
    (is_letter && is_title).then_some((MarkKind::Division, 0, 2))
}
