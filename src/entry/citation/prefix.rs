//! What stands before the number of a citation: "số", and the type of the document.
//!
//! A type may stand a few words before its number ("Chương trình hành động số 30-CTr/TU"), and of two types in a row
//! the one counts that the number agrees with ("Thông báo kết luận số 12-TB/TU" is a notice).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::number::ParsedNumber;
use super::scan::{gap_start, is_gap, is_one_of, is_slash, word_before};
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;

/// How many words may stand between a type and "số".
const MAX_WORDS_BETWEEN: usize = 4;

/// The general words that stand for any type.
const GENERIC_TYPE: &str = "văn bản";

/// The abbreviations that stand for two types; which of them is meant, prose does not tell.
const AMBIGUOUS_ABBREVIATIONS: [&str; 3] = ["TT", "TC", "QĐ"];

/// What is numbered too and is no document on a portal: forms, parts of a document, plots, accounts, licences.
const NON_DOCUMENT_NOUNS: [&str; 32] = [
    "mẫu",
    "biểu",
    "phụ lục",
    "phần",
    "chương",
    "điều",
    "khoản",
    "điểm",
    "mục",
    "tiết",
    "bảng",
    "hình",
    "hồ sơ",
    "thửa",
    "thửa đất",
    "tờ",
    "lô",
    "ô",
    "mã",
    "mã hồ sơ",
    "tài khoản",
    "gpxb",
    "giấy phép",
    "biển",
    "tổ",
    "phòng",
    "nhà",
    "stt",
    "trang",
    "quyển",
    "hóa đơn",
    "seri",
];

/// The most words of one of them.
const MAX_NON_DOCUMENT_WORDS: usize = 3;

/// What stands before a number.
#[derive(Debug)]
pub(super) struct CitationPrefix {
    /// Where the citation begins.
    pub(super) start: usize,
    /// Whether words of a type or "văn bản" stand there.
    pub(super) names_type: bool,
    /// The type.
    pub(super) doc_type: Option<&'static DocumentType>,
    /// How the number is announced.
    pub(super) label: NumberLabel,
}

/// The word before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberLabel {
    /// None.
    Missing,
    /// "số".
    Inline,
    /// "Số", "Số:", "Số hiệu:", as a letterhead or a list of facts writes it.
    Letterhead,
}

/// The names of types as terms, and their last words.
struct TypeNames {
    types: HashMap<String, &'static DocumentType>,
    last_words: Vec<String>,
    abbreviations: HashMap<&'static str, &'static DocumentType>,
    max_words: usize,
}

static TYPE_NAMES: LazyLock<TypeNames> = LazyLock::new(|| {
    let mut names = TypeNames {
        types: HashMap::new(),
        last_words: vec![GENERIC_TYPE.rsplit(' ').next().unwrap_or(GENERIC_TYPE).to_owned()],
        abbreviations: HashMap::new(),
        max_words: 0,
    };
    for kind in document_type::names().filter_map(document_type::by_name) {
        for name in [&[kind.name], kind.aliases].concat() {
            let term = fold::term(name);
            let words = term.split(' ').count();
            names.max_words = names.max_words.max(words);
            let last = term.rsplit(' ').next().unwrap_or(&term);
            if !names.last_words.iter().any(|known| known == last) {
                names.last_words.push(last.to_owned());
            }
            names.types.entry(term).or_insert(kind);
        }
        for short in kind.abbreviations.iter().filter(|short| short.chars().count() > 1) {
            names.abbreviations.entry(short).or_insert(kind);
        }
    }
    names
});

/// A type that words of the text name.
struct TypeMention {
    start: usize,
    doc_type: Option<&'static DocumentType>,
}

/// Reads what stands before a number, no further back than `floor`.
///
/// Nothing comes of a number that is glued to something else.
pub(super) fn read(text: &str, floor: usize, written: &ParsedNumber) -> Option<CitationPrefix> {
    let (start, label) = find_label(text, floor, written.range.start)?;
    if numbers_something_else(text, floor, start) {
        return None;
    }
    let named = find_type(text, floor, start, written);
    // "số 1 12/KH-UBND" may be either number.
    let is_behind_another = text[..start].trim_end_matches(is_gap).ends_with(char::is_numeric);
    if named.is_none() && label == NumberLabel::Missing && is_behind_another {
        return None;
    }
    let begins = named.as_ref().map_or(start, |named| named.start);
    let kind = named.as_ref().and_then(|named| named.doc_type);
    Some(CitationPrefix { start: begins, names_type: named.is_some(), doc_type: kind, label })
}

/// Tells whether the word before a serial alone may announce a document: "số", or the last word of a type.
pub(super) fn may_introduce_number(text: &str, floor: usize, number: usize) -> bool {
    let head = text[floor..number].trim_end_matches(|c| is_gap(c) || matches!(c, ':' | '.'));
    let word = word_before(head, head.len());
    let names = &*TYPE_NAMES;
    is_one_of(word, &["số", "hiệu"])
        || is_one_of(word, &names.last_words)
        || names.abbreviations.contains_key(word)
}

/// Finds "số" before a number, and where it begins.
fn find_label(text: &str, floor: usize, number: usize) -> Option<(usize, NumberLabel)> {
    let head = &text[floor..number];
    let glued = head.ends_with(char::is_alphanumeric);
    if !glued && is_inside_longer_token(head) {
        return None;
    }
    let gap = gap_start(text, number);
    let marked = text[..gap].trim_end_matches([':', '.']).len();
    let place = if gap == marked { gap } else { gap_start(text, marked) }.max(floor);
    let mut word = word_before(&text[floor..], place - floor);
    let mut start = place - word.len();
    let mut spelled_out = false;
    if is_one_of(word, &["hiệu"]) {
        let end = gap_start(text, start).max(floor);
        let before = word_before(&text[floor..], end - floor);
        if is_one_of(before, &["số"]) {
            (word, start, spelled_out) = (before, end - before.len(), true);
        }
    }
    if !is_one_of(word, &["số"]) {
        return if glued { None } else { Some((number, NumberLabel::Missing)) };
    }
    let is_head = word.starts_with('S') || spelled_out && gap > marked;
    Some((start, if is_head { NumberLabel::Letterhead } else { NumberLabel::Inline }))
}

/// Tells whether the words before "số" or the number say that something else has it: "Mẫu số 01/BC-UBND".
fn numbers_something_else(text: &str, floor: usize, start: usize) -> bool {
    let mut phrase = String::new();
    let mut place = start;
    for _ in 0..MAX_NON_DOCUMENT_WORDS {
        let end = gap_start(text, place).max(floor);
        let word = word_before(&text[floor..], end - floor);
        if word.is_empty() {
            return false;
        }
        phrase = format!("{} {phrase}", fold::term(word));
        if NON_DOCUMENT_NOUNS.contains(&phrase.trim_end()) {
            return true;
        }
        place = end - word.len();
    }
    false
}

/// Tells whether what stands before a number makes it a part of something else, such as 05/8/2014.
fn is_inside_longer_token(head: &str) -> bool {
    if head.ends_with(is_slash) {
        return true;
    }
    let mut before = head.chars().rev();
    let joined = before.next().is_some_and(|c| matches!(c, '.' | ',' | '+') || fold::is_dash(c));
    joined && before.next().is_some_and(char::is_alphanumeric)
}

/// Finds the type that is named before `end`: right there, or some words before where the number agrees with it.
fn find_type(text: &str, floor: usize, end: usize, written: &ParsedNumber) -> Option<TypeMention> {
    let mut nearest: Option<TypeMention> = None;
    let mut place = end;
    let says_type = written.number.type_code().is_some();
    for between in 0..=MAX_WORDS_BETWEEN {
        if let Some(named) = type_before(text, floor, place) {
            let agrees = |kind| document_type::is_consistent(&written.number, kind);
            let is_sure = between == 0 || says_type && named.doc_type.is_some();
            if written.is_bare || is_sure && named.doc_type.is_none_or(agrees) {
                return Some(named);
            }
            nearest = nearest.or(Some(named).filter(|_| between == 0));
        }
        let word_end = gap_start(text, place).max(floor);
        let word = word_before(&text[floor..], word_end - floor);
        let goes_on = word.starts_with(char::is_lowercase);
        // Without "số" a lone serial belongs to the word before it or to none.
        let is_lone = written.is_bare && end == written.range.start;
        if !goes_on || is_lone || is_one_of(word, &["và", "hoặc", "của"]) {
            break;
        }
        place = word_end - word.len();
    }
    nearest
}

/// Finds the type whose last word ends before `end`, the longest name first.
fn type_before(text: &str, floor: usize, end: usize) -> Option<TypeMention> {
    let names = &*TYPE_NAMES;
    let word_end = gap_start(text, end).max(floor);
    let last = word_before(&text[floor..], word_end - floor);
    if last.is_empty() {
        return None;
    }
    if let Some(kind) = names.abbreviations.get(last) {
        let kind = Some(*kind).filter(|_| !AMBIGUOUS_ABBREVIATIONS.contains(&last));
        return Some(TypeMention { start: word_end - last.len(), doc_type: kind });
    }
    if !is_one_of(last, &names.last_words) {
        return None;
    }
    let mut best = None;
    let mut phrase = fold::term(last);
    let mut start = word_end - last.len();
    for _ in 0..names.max_words {
        if let Some(kind) = names.types.get(&phrase) {
            best = Some(TypeMention { start, doc_type: Some(*kind) });
        } else if phrase == GENERIC_TYPE {
            best = Some(TypeMention { start, doc_type: None });
        }
        let before = gap_start(text, start).max(floor);
        let word = word_before(&text[floor..], before - floor);
        if word.is_empty() || before == start {
            break;
        }
        phrase = format!("{} {phrase}", fold::term(word));
        start = before - word.len();
    }
    best
}
