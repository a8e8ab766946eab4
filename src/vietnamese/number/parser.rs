//! The grammar of document numbers.
//!
//! A text is first cleaned (NFC, one kind of dash and stroke, no stray spaces, no label such as
//! "Số:"), then cut into serial, year and codes. The signs between them make the *shape*, written
//! with `y` for a year and `c` for a code, and the shape decides the form:
//!
//! ```text
//! law             /y/c        with QH or UBTVQH and a term
//! normative       /y/c-c…
//! party           -c/c…       and, with a slip, " c/c…"
//! administrative  /c-c…       and, with a slip, " c-c…"
//! old style       any other
//! ```

use super::super::fold;
use super::{DocumentNumber, NumberForm};

/// The labels that people copy along with a number, folded, the longer before what they begin with.
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

/// What people write for a document that has no number.
const NO_NUMBER_PHRASES: [&str; 4] = ["khong so", "khong co so", "(khong so)", "khong"];

/// What people write for a number that is still to come.
const PENDING_PHRASES: [&str; 3] = ["chua co so", "chua co", "chua danh so"];

/// The signs that stand for a serial to be filled in.
const BLANK_CHARS: [char; 4] = [' ', '.', '…', '_'];

/// What follows a serial: the signs, and what stands between them.
#[derive(Default)]
struct Symbol {
    shape: String,
    year: Option<i16>,
    codes: Vec<String>,
}

/// Reads a number from any text.
pub(super) fn parse_number(written: &str) -> DocumentNumber {
    let clean = normalise_characters(written);
    let text = strip_labels(&clean);
    let labelled = text.len() < clean.len();
    let length = serial_len(text);
    let (serial, rest) = text.split_at(length);
    let read = if serial.is_empty() {
        parse_without_serial(text, labelled)
    } else if rest.is_empty() {
        Some((NumberForm::Bare, Symbol::default()))
    } else {
        parse_symbol(rest).map(|symbol| (classify(&symbol), symbol))
    };
    let known = read.is_some();
    let (form, symbol) = read.unwrap_or((NumberForm::Other, Symbol::default()));
    let spaced =
        matches!(form, NumberForm::Party | NumberForm::Administrative) && rest.starts_with(' ');
    let normal = match form {
        NumberForm::Party if spaced => format!("{serial}-{}", &rest[1..]),
        NumberForm::Administrative if spaced => format!("{serial}/{}", &rest[1..]),
        _ => text.to_owned(),
    };
    DocumentNumber {
        written: written.to_owned(),
        normal: Some(normal).filter(|normal| normal != written),
        form,
        serial_len: if known { length } else { 0 },
        year: symbol.year,
        codes: symbol.codes,
        space_after_serial: spaced,
    }
}

/// Makes one kind of dash, stroke, space and Đ, without spaces around signs and marks at the end.
fn normalise_characters(written: &str) -> String {
    let composed = fold::without_invisible(written);
    let mut clean = String::with_capacity(composed.len());
    let mut space = false;
    for c in composed.chars() {
        let sign = match c {
            _ if c.is_whitespace() => {
                space = true;
                continue;
            }
            _ if fold::is_dash(c) => '-',
            '\u{2044}' | '\u{2215}' | '\u{FF0F}' => '/',
            _ if fold::is_d_with_stroke(c) && c.is_uppercase() => 'Đ',
            _ if fold::is_d_with_stroke(c) => 'đ',
            _ => c,
        };
        let joined = matches!(sign, '-' | '/') || clean.ends_with(['-', '/']);
        if space && !joined && !clean.is_empty() {
            clean.push(' ');
        }
        space = false;
        clean.push(sign);
    }
    let kept = clean.trim_end_matches([',', ';']);
    // A full stop ends a sentence; a row of dots is a blank to be filled in.
    let sentence = kept.strip_suffix('.').filter(|text| text.ends_with(char::is_alphanumeric));
    let length = sentence.unwrap_or(kept).len();
    clean.truncate(length);
    clean
}

/// Takes a label such as "Số:" off the front.
fn strip_labels(text: &str) -> &str {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let rest = LABELS.iter().find_map(|label| strip_label(text, label));
    rest.map_or(text, |rest| rest.trim_start_matches([':', ' ']))
}

/// Gives what follows a label that is a word of its own.
fn strip_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut letters = text.chars();
    let found = label.chars().all(|wanted| letters.next().map(fold::base_letter) == Some(wanted));
    let rest = letters.as_str();
    if found && !rest.starts_with(char::is_alphabetic) { Some(rest) } else { None }
}

/// Measures the serial: digits, perhaps a decimal part, perhaps one letter.
fn serial_len(text: &str) -> usize {
    let digits = |at: usize| text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(0);
    if length == 0 {
        return 0;
    }
    if text[length..].starts_with('.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
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

/// Cuts what follows a serial at its signs; nothing comes of a piece that is neither year nor code.
fn parse_symbol(text: &str) -> Option<Symbol> {
    let mut symbol = Symbol::default();
    let mut rest = text;
    while !rest.is_empty() {
        let first = symbol.shape.is_empty();
        let sign = rest.chars().next().filter(|&c| matches!(c, '/' | '-') || c == ' ' && first)?;
        let piece = &rest[1..];
        let (piece, after) = piece.split_at(piece.find(['/', '-']).unwrap_or(piece.len()));
        rest = after;
        symbol.shape.push(sign);
        if is_code(piece) {
            symbol.shape.push('c');
            symbol.codes.push(piece.to_owned());
        } else {
            symbol.year = Some(parse_year(piece).filter(|_| first && sign != ' ')?);
            symbol.shape.push('y');
        }
    }
    Some(symbol).filter(|symbol| !symbol.codes.is_empty() || symbol.shape.is_empty())
}

/// Decides the form of a number with a serial by the shape of what follows.
fn classify(symbol: &Symbol) -> NumberForm {
    let hyphens = |rest: &str| rest.as_bytes().chunks(2).all(|pair| pair == b"-c");
    let shape = symbol.shape.as_str();
    if let Some(rest) = shape.strip_prefix("/y/c") {
        return match rest {
            "" if is_assembly_code(&symbol.codes[0]) => NumberForm::Law,
            "" => NumberForm::OldStyle,
            _ if hyphens(rest) => NumberForm::Normative,
            _ => NumberForm::OldStyle,
        };
    }
    let tail = |starts: [&str; 2]| starts.iter().find_map(|start| shape.strip_prefix(start));
    if tail(["-c/c", " c/c"]).is_some_and(hyphens) {
        NumberForm::Party
    } else if tail(["/c-c", " c-c"]).is_some_and(hyphens) {
        NumberForm::Administrative
    } else if shape == " c" {
        NumberForm::Bare
    } else if shape.starts_with(' ') {
        NumberForm::Other
    } else {
        NumberForm::OldStyle
    }
}

/// Reads a text without a serial: a blank form, the statement that there is none, or nothing known.
fn parse_without_serial(text: &str, labelled: bool) -> Option<(NumberForm, Symbol)> {
    let says = |words: &[&str]| words.iter().any(|said| strip_label(text, said) == Some(""));
    if says(&NO_NUMBER_PHRASES) || text.is_empty() && !labelled {
        return Some((NumberForm::None, Symbol::default()));
    }
    let rest = text.trim_start_matches(BLANK_CHARS);
    let dotted = rest.len() < text.len();
    if says(&PENDING_PHRASES) || rest.is_empty() || matches!(rest, "-" | "/") {
        return Some((NumberForm::Unfilled, Symbol::default()));
    }
    if rest.starts_with(['/', '-']) {
        return Some((NumberForm::Unfilled, parse_symbol(rest)?));
    }
    // The first code stands where a sign would: give it one, and take the sign for granted.
    let symbol = parse_symbol(&format!("/{rest}")).filter(|symbol| symbol.year.is_none())?;
    let plausible = dotted || labelled || symbol.codes.len() > 1;
    if plausible { Some((NumberForm::Unfilled, symbol)) } else { None }
}

/// Tells whether a piece is a code: letters and "&", then perhaps digits (QĐ, BGD&ĐT, UBTVQH14).
fn is_code(piece: &str) -> bool {
    let letters = piece.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = |c: char| c.is_alphabetic() || c == '&';
    letters.starts_with(char::is_alphabetic) && letters.chars().all(known)
}

/// Reads a year of the last or this century.
fn parse_year(piece: &str) -> Option<i16> {
    let written = piece.len() == 4 && piece.bytes().all(|b| b.is_ascii_digit());
    piece.parse().ok().filter(|year| written && (1900..=2099).contains(year))
}

/// Tells whether a code is the National Assembly or its standing committee in some term.
fn is_assembly_code(code: &str) -> bool {
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(letters, "QH" | "UBTVQH") && (1..=2).contains(&(code.len() - letters.len()))
}
