//! Finds what is no text: HTML that is shown as text, and what Word, converters and templates leave.
//!
//! Markdown reads `&nbsp;` and shows a space, so in a body only an entity that was escaped twice is residue; in
//! metadata every entity is. Code within backticks is left alone.

use std::ops::Range;

use super::TextFindingKind;
use super::line::{Findings, TextForm, TextLine};

/// The greatest length of the shown part of residue, in bytes.
const MAX_SHOWN: usize = 80;

/// Tags that pasted HTML has most often.
const TAGS: [&str; 20] = [
    "a", "b", "br", "div", "em", "font", "h2", "h3", "i", "img", "li", "p", "span", "strong",
    "table", "td", "th", "tr", "u", "ul",
];

/// The entities that are seen in metadata.
const ENTITIES: [&str; 14] = [
    "amp", "nbsp", "quot", "apos", "lt", "gt", "ldquo", "rdquo", "lsquo", "rsquo", "ndash",
    "mdash", "hellip", "middot",
];

/// What Word and Excel show for a reference whose target is gone.
const BROKEN_REFERENCES: [&str; 8] = [
    "Error! Reference source not found",
    "Error! Bookmark not defined",
    "Error! Not a valid link",
    "Lỗi! Không tìm thấy nguồn tham chiếu",
    "Lỗi! Thẻ đánh dấu không được xác định",
    "#REF!",
    "#DIV/0!",
    "#VALUE!",
];

/// Parts of files of Word, in a line with `<`.
const CONVERTER_PARTS: [&str; 3] = ["<!--[if", "<![endif]", "<o:p>"];

/// Phrases that begin with an ASCII word; whether they are sample text and not residue.
const PHRASES: [(&str, bool); 10] = [
    ("Evaluation Only. Created with", false),
    ("Evaluation Mode", false),
    ("NONE X-NONE", false),
    ("MsoNormalTable", false),
    ("mso-", false),
    ("MERGEFORMAT", false),
    ("PAGEREF", false),
    ("Lorem ipsum", true),
    ("Click here to enter text", true),
    ("Click or tap here to enter text", true),
];

/// Sample text in brackets, in lower case.
const SAMPLES: [&str; 8] = [
    "[type text]",
    "[type here]",
    "[type the document title]",
    "[document title]",
    "[nhập văn bản]",
    "[nhập nội dung]",
    "[nội dung]",
    "[your text here]",
];

/// Looks at a line with `&`, `<`, `[` or `!`.
pub(super) fn read(line: TextLine<'_>, form: TextForm, findings: &mut Findings) {
    let text = line.text;
    let mut is_code = false;
    for (at, sign) in text.match_indices(['`', '&', '<', '[']) {
        if sign == "`" {
            is_code = !is_code;
        } else if !is_code && let Some((length, kind)) = residue(&text[at..], form) {
            findings.add(line, at..at + length, kind);
        }
    }
    if text.contains('!') {
        for part in BROKEN_REFERENCES {
            if let Some(at) = text.find(part) {
                findings.add(line, at..at + part.len(), TextFindingKind::ConverterResidue);
            }
        }
    }
}

/// Returns the length and the kind of the residue at the start of a text.
fn residue(text: &str, form: TextForm) -> Option<(usize, TextFindingKind)> {
    if text.starts_with('&') {
        return Some((escaped_length(text, form)?, TextFindingKind::EscapedHtml));
    }
    if text.starts_with('[') {
        let length = position(text, b"]")? + 1;
        let is_link = text[length..].starts_with(['(', '[', ':']);
        let is_sample = !is_link && SAMPLES.contains(&&*text[..length].to_lowercase());
        return is_sample.then_some((length, TextFindingKind::PlaceholderText));
    }
    let part = CONVERTER_PARTS.iter().find(|part| text.starts_with(**part))?;
    Some((part.len(), TextFindingKind::ConverterResidue))
}

/// Looks at a word without letters beyond ASCII.
pub(super) fn read_ascii_word(line: TextLine<'_>, word: Range<usize>, findings: &mut Findings) {
    // The first words of the phrases.
    let text = &line.text[word.clone()];
    let may_be = text.starts_with(['E', 'N', 'M', 'm', 'L', 'C', 'P']) && text.len() > 2;
    let is_first = || {
        matches!(
            text,
            "Evaluation"
                | "NONE"
                | "MsoNormalTable"
                | "MERGEFORMAT"
                | "PAGEREF"
                | "mso"
                | "Lorem"
                | "Click"
        )
    };
    if !may_be || !is_first() {
        return;
    }
    let found = PHRASES.iter().find(|(phrase, _)| line.text[word.start..].starts_with(phrase));
    if let Some((phrase, is_sample)) = found {
        let kind = if *is_sample {
            TextFindingKind::PlaceholderText
        } else {
            TextFindingKind::ConverterResidue
        };
        findings.add(line, word.start..word.start + phrase.len(), kind);
    }
}

/// Returns where the bytes occur in the first part of a text.
fn position(text: &str, bytes: &[u8]) -> Option<usize> {
    let head = &text.as_bytes()[..text.len().min(MAX_SHOWN)];
    head.windows(bytes.len()).position(|window| window == bytes)
}

/// Returns the length of the residue that begins with `&`.
fn escaped_length(text: &str, form: TextForm) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("&amp;")
        && let Some(length) = entity_length(rest)
    {
        return Some("&amp;".len() + length);
    }
    if let Some(rest) = text.strip_prefix("&lt;") {
        let name = rest.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let is_tag = TAGS.contains(&&*name[..end].to_ascii_lowercase());
        if let Some(close) = position(text, b"&gt;").filter(|_| is_tag) {
            return Some(close + "&gt;".len());
        }
    }
    if text.starts_with("&nbsp") && !text.starts_with("&nbsp;") {
        return Some("&nbsp".len());
    }
    let length = entity_length(&text[1..]).filter(|_| form == TextForm::Value)?;
    Some(1 + length)
}

/// Returns the length of the name of an entity with its `;`.
fn entity_length(text: &str) -> Option<usize> {
    let name = &text[..position(text, b";")?];
    let digits = name.strip_prefix('#').map(|number| number.trim_start_matches(['x', 'X']));
    let is_number = digits.is_some_and(|digits| {
        (1..=6).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_hexdigit())
    });
    (is_number || ENTITIES.contains(&name)).then_some(name.len() + 1)
}
