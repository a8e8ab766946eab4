//! The grammar of document numbers.
//!
//! A text is first normalised (NFC, one kind of dash and slash, no stray spaces, no label such as
//! "Số:"), then split into serial, year and codes. The separators between them make the *shape*,
//! written with `y` for a year and `c` for a code, and the shape determines the form:
//!
//! ```text
//! law             /y/c        with QH or UBTVQH and a term
//! normative       /y/c-c…
//! party           -c/c…       and, misspelt, " c/c…"
//! administrative  /c-c…       and, misspelt, " c-c…"
//! old style       any other
//! ```

use super::super::document_type::types_abbreviated;
use super::super::fold;
use super::{DocumentNumber, NumberForm, NumberKey};

/// The labels that people copy along with a number, folded; a label precedes its own prefixes.
const LABELS: [&str; 8] = [
    "so hieu van ban",
    "so, ky hieu",
    "so, ki hieu",
    "so ky hieu",
    "so ki hieu",
    "so hieu",
    "luat so",
    "so",
];

/// Phrases for a document that has no number.
const NO_NUMBER_PHRASES: [&str; 4] = ["khong so", "khong co so", "(khong so)", "khong"];

/// Phrases for a number that is not assigned yet.
const PENDING_PHRASES: [&str; 3] = ["chua co so", "chua co", "chua danh so"];

/// The characters that mark a serial to be filled in.
const BLANK_CHARS: [char; 4] = [' ', '.', '…', '_'];

/// What follows a serial ("ký hiệu"): its shape, its year and its codes.
#[derive(Default)]
struct Symbol {
    shape: String,
    year: Option<i16>,
    codes: Vec<String>,
}

/// Parses a number from any text.
pub(super) fn parse_number(written: &str) -> DocumentNumber {
    let normalised = normalise_characters(written);
    let text = strip_labels(&normalised);
    let has_label = text.len() < normalised.len();
    let length = serial_len(text);
    let (serial, rest) = text.split_at(length);
    let parsed = if serial.is_empty() {
        parse_without_serial(text, has_label)
    } else if rest.is_empty() {
        Some((NumberForm::Bare, Symbol::default()))
    } else {
        parse_symbol(rest)
            .map(|symbol| (classify(&symbol), symbol))
            .or_else(|| parse_unseparated(rest))
    };
    let is_known = parsed.is_some();
    let (form, symbol) = parsed.unwrap_or((NumberForm::Other, Symbol::default()));
    let lacks_separator = matches!(form, NumberForm::Party | NumberForm::Administrative)
        && !rest.starts_with(['/', '-']);
    let normal = match form {
        NumberForm::Party if lacks_separator => format!("{serial}-{}", rest.trim_start()),
        NumberForm::Administrative if lacks_separator => format!("{serial}/{}", rest.trim_start()),
        _ => text.to_owned(),
    };
    let serial_len = if is_known { length } else { 0 };
    let is_normal = normal == written;
    let kept_normal = if is_normal { "" } else { &*normal };
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    DocumentNumber {
        texts: [written, kept_normal, &symbol.codes.join("-")].concat().into(),
        written_end: length(written.len()),
        normal_end: length(written.len() + kept_normal.len()),
        serial_len: length(serial_len),
        is_normal,
        lacks_separator,
        key: NumberKey::new(normal.split_at(serial_len), form, symbol.year),
    }
}

/// Unifies dashes, slashes, spaces and Đ; removes spaces around separators and punctuation at the end.
fn normalise_characters(written: &str) -> String {
    let composed = fold::without_invisible(written);
    let mut normalised = String::with_capacity(composed.len());
    let mut pending_space = false;
    for c in composed.chars() {
        let unified = match c {
            _ if c.is_whitespace() => {
                pending_space = true;
                continue;
            }
            _ if fold::is_dash(c) => '-',
            '\u{2044}' | '\u{2215}' | '\u{FF0F}' => '/',
            _ if fold::is_d_with_stroke(c) && c.is_uppercase() => 'Đ',
            _ if fold::is_d_with_stroke(c) => 'đ',
            _ => c,
        };
        let at_separator = matches!(unified, '-' | '/') || normalised.ends_with(['-', '/']);
        if pending_space && !at_separator && !normalised.is_empty() {
            normalised.push(' ');
        }
        pending_space = false;
        normalised.push(unified);
    }
    let trimmed = normalised.trim_end_matches([',', ';']);
    // A single full stop ends a sentence; a row of dots is a blank to be filled in.
    let without_full_stop =
        trimmed.strip_suffix('.').filter(|text| text.ends_with(char::is_alphanumeric));
    let length = without_full_stop.unwrap_or(trimmed).len();
    normalised.truncate(length);
    normalised
}

/// Strips a label such as "Số:" from the start.
fn strip_labels(text: &str) -> &str {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let rest = LABELS.iter().find_map(|label| strip_label(text, label));
    rest.map_or(text, |rest| rest.trim_start_matches([':', ' ']))
}

/// Strips one label from the start if a word ends there; `None` if the text does not start with it.
fn strip_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut chars = text.chars();
    let matches =
        label.chars().all(|expected| chars.next().map(fold::base_letter) == Some(expected));
    let rest = chars.as_str();
    if matches && !rest.starts_with(char::is_alphabetic) { Some(rest) } else { None }
}

/// Returns the length of the serial in bytes: digits, an optional decimal part, an optional letter.
fn serial_len(text: &str) -> usize {
    let digits_at = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits_at(0);
    if length == 0 {
        return 0;
    }
    if text[length..].starts_with('.') && digits_at(length + 1) > 0 {
        length += 1 + digits_at(length + 1);
    }
    let mut following = text[length..].chars();
    match (following.next(), following.next()) {
        (Some(letter), next)
            if letter.is_alphabetic() && !next.is_some_and(char::is_alphabetic) =>
        {
            length + letter.len_utf8()
        }
        _ => length,
    }
}

/// Splits what follows a serial at its separators; `None` if a part is neither a year nor a code.
fn parse_symbol(text: &str) -> Option<Symbol> {
    let mut symbol = Symbol::default();
    let mut rest = text;
    while !rest.is_empty() {
        let first = symbol.shape.is_empty();
        let separator =
            rest.chars().next().filter(|&c| matches!(c, '/' | '-') || c == ' ' && first)?;
        let part = &rest[1..];
        let (part, after) = part.split_at(part.find(['/', '-']).unwrap_or(part.len()));
        rest = after;
        symbol.shape.push(separator);
        if is_code(part) {
            symbol.shape.push('c');
            symbol.codes.push(part.to_owned());
        } else {
            symbol.year = Some(parse_year(part).filter(|_| first && separator != ' ')?);
            symbol.shape.push('y');
        }
    }
    Some(symbol).filter(|symbol| !symbol.codes.is_empty() || symbol.shape.is_empty())
}

/// Parses a symbol that follows its serial without a separator: 25NQ/TW. Only a type code may do so.
fn parse_unseparated(text: &str) -> Option<(NumberForm, Symbol)> {
    let symbol =
        parse_symbol(&format!(" {text}")).filter(|_| text.starts_with(char::is_alphabetic))?;
    let form = classify(&symbol);
    let is_complete = matches!(form, NumberForm::Party | NumberForm::Administrative);
    let is_type = |code: &String| types_abbreviated(code).next().is_some();
    (is_complete && symbol.codes.first().is_some_and(is_type)).then_some((form, symbol))
}

/// Returns the form of a number with a serial, by the shape of its symbol.
fn classify(symbol: &Symbol) -> NumberForm {
    let is_hyphenated = |rest: &str| rest.as_bytes().chunks(2).all(|pair| pair == b"-c");
    let shape = symbol.shape.as_str();
    if let Some(rest) = shape.strip_prefix("/y/c") {
        return match rest {
            "" if is_assembly_code(&symbol.codes[0]) => NumberForm::Law,
            "" => NumberForm::OldStyle,
            _ if is_hyphenated(rest) => NumberForm::Normative,
            _ => NumberForm::OldStyle,
        };
    }
    let strip_any = |starts: [&str; 2]| starts.iter().find_map(|start| shape.strip_prefix(start));
    if strip_any(["-c/c", " c/c"]).is_some_and(is_hyphenated) {
        NumberForm::Party
    } else if strip_any(["/c-c", " c-c"]).is_some_and(is_hyphenated) {
        NumberForm::Administrative
    } else if shape == " c" {
        NumberForm::Bare
    } else if shape.starts_with(' ') {
        NumberForm::Other
    } else {
        NumberForm::OldStyle
    }
}

/// Parses a text without a serial: a form to be filled in, or the statement that there is no number.
fn parse_without_serial(text: &str, has_label: bool) -> Option<(NumberForm, Symbol)> {
    let is_one_of =
        |words: &[&str]| words.iter().any(|phrase| strip_label(text, phrase) == Some(""));
    if is_one_of(&NO_NUMBER_PHRASES) || text.is_empty() && !has_label {
        return Some((NumberForm::None, Symbol::default()));
    }
    let rest = text.trim_start_matches(BLANK_CHARS);
    let has_blank = rest.len() < text.len();
    if is_one_of(&PENDING_PHRASES) || rest.is_empty() || matches!(rest, "-" | "/") {
        return Some((NumberForm::Unfilled, Symbol::default()));
    }
    if rest.starts_with(['/', '-']) {
        return Some((NumberForm::Unfilled, parse_symbol(rest)?));
    }
    // The first code has no separator before it: prepend one.
    let symbol = parse_symbol(&format!("/{rest}")).filter(|symbol| symbol.year.is_none())?;
    let plausible = has_blank || has_label || symbol.codes.len() > 1;
    if plausible { Some((NumberForm::Unfilled, symbol)) } else { None }
}

/// Returns whether a part is a code: letters and "&", then optional digits (QĐ, BGD&ĐT, UBTVQH14).
fn is_code(part: &str) -> bool {
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_allowed = |c: char| c.is_alphabetic() || c == '&';
    letters.starts_with(char::is_alphabetic) && letters.chars().all(is_allowed)
}

/// Parses a year of this or the last century.
fn parse_year(part: &str) -> Option<i16> {
    let is_four_digits = part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
    part.parse().ok().filter(|year| is_four_digits && (1900..=2099).contains(year))
}

/// Returns whether a code is the National Assembly or its standing committee, with a term.
fn is_assembly_code(code: &str) -> bool {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_assembly = ["QH", "UBTVQH"].iter().any(|known| known.eq_ignore_ascii_case(letters));
    is_assembly && (1..=2).contains(&(code.len() - letters.len()))
}
