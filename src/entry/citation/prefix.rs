//! The text before the number of a citation: "số", and the type of the document.
//!
//! A few words may separate the type from its number ("Chương trình hành động số 30-CTr/TU"). Of two types in a row,
//! the one that is consistent with the number counts ("Thông báo kết luận số 12-TB/TU" is a notice). The name of a law
//! may contain a type too ("Luật Quy hoạch số 112/2025/QH15"), and be longer than a few words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::number::ParsedNumber;
use super::scan::{gap_start, is_gap, is_one_of, is_slash, word_before};
use super::suffix;
use crate::vietnamese::document_type::{self, DocumentType};
use crate::vietnamese::fold;
use crate::vietnamese::number::NumberForm;

/// The maximum number of words between a type and "số".
const MAX_WORDS_BETWEEN: usize = 4;

/// The maximum number of words of a law's name, with those between it and its number.
const MAX_LAW_NAME_WORDS: usize = 40;

/// The types of documents that are named after what they are about.
const LAWS: [&str; 3] = ["Bộ luật", "Luật", "Pháp lệnh"];

/// The words that show that the text between "Luật" and a number is more than a name, or the name of an amendment.
const WORDS_IN_NO_LAW_NAME: [&str; 7] = ["sửa", "được", "đã", "bởi", "theo", "tại", "ngày"];

/// The generic term for a document of any type.
const GENERIC_TYPE: &str = "văn bản";

/// The abbreviations of two types each, which running text does not disambiguate.
const AMBIGUOUS_ABBREVIATIONS: [&str; 3] = ["TT", "TC", "QĐ"];

/// Nouns for numbered things that are not documents of a portal: forms, provisions, plots, accounts, licences.
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

/// Words that end with one of these nouns: "Luật Quốc phòng số 22/2018/QH14".
const COMPOUNDS: [&str; 8] = [
    "quốc phòng",
    "văn phòng",
    "biên phòng",
    "cổ phần",
    "chi tiết",
    "thời điểm",
    "đại biểu",
    "loại hình",
];

/// The maximum number of words in [`NON_DOCUMENT_NOUNS`].
const MAX_NON_DOCUMENT_WORDS: usize = 3;

/// The text before a number.
#[derive(Debug)]
pub(super) struct CitationPrefix {
    /// Where the citation begins.
    pub(super) start: usize,
    /// Whether it names a type or "văn bản".
    pub(super) names_type: bool,
    /// The type.
    pub(super) doc_type: Option<&'static DocumentType>,
    /// The name of the law before its number, folded.
    pub(super) law_name: Option<Box<str>>,
    /// The label of the number.
    pub(super) label: NumberLabel,
    /// Whether the words before it name something that is not a document: "Mẫu số 01/BC-UBND".
    pub(super) numbers_something_else: bool,
}

/// The word "số" before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberLabel {
    /// No such word.
    Missing,
    /// "số", as in running text.
    Inline,
    /// "Số", "Số:", "Số hiệu:", as in a letterhead or a list of properties.
    Letterhead,
}

/// Lookup tables of the names of types, folded as terms.
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
    for doc_type in document_type::names().filter_map(document_type::by_name) {
        for name in [&[doc_type.name], doc_type.aliases].concat() {
            let term = fold::term(name);
            let words = term.split(' ').count();
            names.max_words = names.max_words.max(words);
            let last = term.rsplit(' ').next().unwrap_or(&term);
            if !names.last_words.iter().any(|known| known == last) {
                names.last_words.push(last.to_owned());
            }
            names.types.entry(term).or_insert(doc_type);
        }
        for short in doc_type.abbreviations.iter().filter(|short| short.chars().count() > 1) {
            names.abbreviations.entry(short).or_insert(doc_type);
        }
    }
    names
});

/// A type named in the text, or the generic term (then without a type).
struct TypeMention {
    start: usize,
    doc_type: Option<&'static DocumentType>,
    /// As in [`CitationPrefix`].
    law_name: Option<Box<str>>,
}

/// Parses the text before a number, no further back than `floor`.
///
/// Returns `None` if the number is part of a longer token.
pub(super) fn read(text: &str, floor: usize, parsed: &ParsedNumber) -> Option<CitationPrefix> {
    let (start, label) = find_label(text, floor, parsed.range.start)?;
    let numbers_something_else = numbers_something_else(text, floor, start);
    let mention = find_type(text, floor, start, parsed);
    // "số 1 12/KH-UBND" is ambiguous, "Luật Đất đai 2024 31/2024/QH15" is not.
    let follows_number = text[..start].trim_end_matches(is_gap).ends_with(char::is_numeric)
        && suffix::year_before(text, floor, start).is_none();
    if mention.is_none() && label == NumberLabel::Missing && follows_number {
        return None;
    }
    let start = mention.as_ref().map_or(start, |mention| mention.start);
    let doc_type = mention.as_ref().and_then(|mention| mention.doc_type);
    Some(CitationPrefix {
        start,
        names_type: mention.is_some(),
        doc_type,
        law_name: mention.and_then(|mention| mention.law_name),
        label,
        numbers_something_else,
    })
}

/// Returns whether the word before a bare serial may introduce a document number: "số", or the last word of a type.
pub(super) fn may_introduce_number(text: &str, floor: usize, number: usize) -> bool {
    let head = text[floor..number].trim_end_matches(|c| is_gap(c) || matches!(c, ':' | '.'));
    let word = word_before(head, head.len());
    let names = &*TYPE_NAMES;
    is_one_of(word, &["số", "hiệu"])
        || is_one_of(word, &names.last_words)
        || names.abbreviations.contains_key(word)
}

/// Finds "số" before a number; returns where the number or its label begins, and the label.
///
/// Returns `None` if the number is part of a longer token.
fn find_label(text: &str, floor: usize, number: usize) -> Option<(usize, NumberLabel)> {
    let head = &text[floor..number];
    let is_glued = head.ends_with(char::is_alphanumeric);
    if !is_glued && is_inside_longer_token(head) {
        return None;
    }
    let gap = gap_start(text, number);
    let colon = text[..gap].trim_end_matches([':', '.']).len();
    let word_end = if gap == colon { gap } else { gap_start(text, colon) }.max(floor);
    let mut word = word_before(&text[floor..], word_end - floor);
    let mut start = word_end - word.len();
    let mut is_so_hieu = false;
    if is_one_of(word, &["hiệu"]) {
        let end = gap_start(text, start).max(floor);
        let before = word_before(&text[floor..], end - floor);
        if is_one_of(before, &["số"]) {
            (word, start, is_so_hieu) = (before, end - before.len(), true);
        }
    }
    if !is_one_of(word, &["số"]) {
        return if is_glued { None } else { Some((number, NumberLabel::Missing)) };
    }
    let is_letterhead = word.starts_with('S') || is_so_hieu && gap > colon;
    Some((start, if is_letterhead { NumberLabel::Letterhead } else { NumberLabel::Inline }))
}

/// Returns whether the words before "số" or the number name something other than a document: "Mẫu số 01/BC-UBND".
fn numbers_something_else(text: &str, floor: usize, start: usize) -> bool {
    let (mut phrase, mut is_other) = (String::new(), false);
    let mut pos = start;
    for _ in 0..MAX_NON_DOCUMENT_WORDS {
        let head = text[floor..pos].trim_end_matches(|c| is_gap(c) || matches!(c, ':' | '('));
        let word = word_before(head, head.len());
        if word.is_empty() {
            break;
        }
        phrase = format!("{} {phrase}", fold::term(word));
        if COMPOUNDS.contains(&phrase.trim_end()) {
            return false;
        }
        is_other |= NON_DOCUMENT_NOUNS.contains(&phrase.trim_end());
        pos = floor + head.len() - word.len();
    }
    is_other
}

/// Returns whether the text before a number makes it part of a longer token, such as 05/8/2014.
fn is_inside_longer_token(head: &str) -> bool {
    if head.ends_with(is_slash) {
        return true;
    }
    let mut before = head.chars().rev();
    let is_joined = before.next().is_some_and(|c| matches!(c, '.' | ',' | '+') || fold::is_dash(c));
    is_joined && before.next().is_some_and(char::is_alphanumeric)
}

/// Finds the type named before `end`: immediately before it, or some words before if the number is consistent with it.
fn find_type(text: &str, floor: usize, end: usize, parsed: &ParsedNumber) -> Option<TypeMention> {
    let is_consistent = |doc_type| parsed.number.is_consistent_with(doc_type);
    let mut adjacent: Option<TypeMention> = None;
    let mut pos = end;
    let has_type_code = parsed.number.type_code().is_some();
    for between in 0..=MAX_WORDS_BETWEEN {
        if let Some(mention) = type_before(text, floor, pos) {
            let is_certain = between == 0 || has_type_code && mention.doc_type.is_some();
            if parsed.is_bare || is_certain && mention.doc_type.is_none_or(is_consistent) {
                return Some(mention);
            }
            pos = mention.start;
            adjacent = adjacent.or(Some(mention).filter(|_| between == 0));
            continue;
        }
        let word_end = gap_start(text, pos).max(floor);
        let word = word_before(&text[floor..], word_end - floor);
        let is_lowercase = word.starts_with(char::is_lowercase);
        // Without "số", a bare serial can only belong to the word immediately before it.
        let is_unlabelled = parsed.is_bare && end == parsed.range.start;
        if !is_lowercase || is_unlabelled || is_one_of(word, &["và", "hoặc", "của"]) {
            break;
        }
        pos = word_end - word.len();
    }
    if parsed.number.form() != NumberForm::Law {
        return adjacent;
    }
    law_before(text, floor, end, parsed).or(adjacent)
}

/// Finds the type of the law or resolution named before the number of an assembly, in the same sentence; the citation
/// begins at `end`, because it is unknown where the name ends.
fn law_before(text: &str, floor: usize, end: usize, parsed: &ParsedNumber) -> Option<TypeMention> {
    let is_skipped =
        |c: char| is_gap(c) || ",:()[]/\"“”".contains(c) || c.is_numeric() || fold::is_dash(c);
    let mut pos = end;
    for _ in 0..MAX_LAW_NAME_WORDS {
        let word_end = floor + text[floor..pos].trim_end_matches(is_skipped).len();
        let word = word_before(&text[floor..], word_end - floor);
        if word.is_empty() {
            return None;
        }
        if let Some(mention) = type_before(text, floor, word_end)
            && text[mention.start..].starts_with(char::is_uppercase)
            && mention.doc_type.is_some_and(|kind| parsed.number.is_consistent_with(kind))
        {
            let is_law = mention.doc_type.is_some_and(|kind| LAWS.contains(&kind.name));
            let law_name = law_name(&text[word_end..end]).filter(|_| is_law);
            return Some(TypeMention { start: end, law_name, ..mention });
        }
        pos = word_end - word.len();
    }
    None
}

/// Returns the name of a law from the text between "Luật" and the number, unless there is more than a name.
fn law_name(between: &str) -> Option<Box<str>> {
    let is_trimmed =
        |c: char| is_gap(c) || ",([\"“”".contains(c) || c.is_numeric() || fold::is_dash(c);
    let name = between.trim_end_matches(is_trimmed);
    let folded = fold::term(name);
    let mut name_only = folded.as_str();
    for ending in [" số", " năm", " của quốc hội"] {
        name_only = name_only.trim_end_matches(is_trimmed);
        name_only = name_only.strip_suffix(ending).unwrap_or(name_only);
    }
    let is_more = name.contains(['(', ')', '[', ']', ';', '.', ':'])
        || folded.split(' ').any(|word| WORDS_IN_NO_LAW_NAME.contains(&word));
    (!is_more && !name_only.is_empty()).then(|| name_only.into())
}

/// Finds the type with the longest name that ends before `end`.
fn type_before(text: &str, floor: usize, end: usize) -> Option<TypeMention> {
    let names = &*TYPE_NAMES;
    let word_end = gap_start(text, end).max(floor);
    let last = word_before(&text[floor..], word_end - floor);
    if last.is_empty() {
        return None;
    }
    if let Some(doc_type) = names.abbreviations.get(last) {
        let doc_type = Some(*doc_type).filter(|_| !AMBIGUOUS_ABBREVIATIONS.contains(&last));
        return Some(TypeMention { start: word_end - last.len(), doc_type, law_name: None });
    }
    let start = word_end - last.len();
    // "Pháp luật" is no law.
    let is_legislation = is_one_of(last, &["luật"])
        && is_one_of(word_before(text, gap_start(text, start)), &["pháp"]);
    if is_legislation || !is_one_of(last, &names.last_words) {
        return None;
    }
    let mut longest = None;
    let mut phrase = fold::term(last);
    let mut start = start;
    for _ in 0..names.max_words {
        if let Some(doc_type) = names.types.get(&phrase) {
            longest = Some(TypeMention { start, doc_type: Some(*doc_type), law_name: None });
        } else if phrase == GENERIC_TYPE {
            longest = Some(TypeMention { start, doc_type: None, law_name: None });
        }
        let before = gap_start(text, start).max(floor);
        let word = word_before(&text[floor..], before - floor);
        if word.is_empty() || before == start {
            break;
        }
        phrase = format!("{} {phrase}", fold::term(word));
        start = before - word.len();
    }
    longest
}
