//! The name of the issuer near a number: after "của", in brackets or after a dash; before the number; in a note.
//!
//! After a number, nearly any words after "của" are a name, perhaps with words that do not belong to it. Elsewhere a
//! name is only recognized by how it begins ("UBND", "Bộ Tài chính", "tỉnh Lâm Đồng"). The capitals of the name of a
//! place show where it ends: "UBND xã Tân Hải triển khai".
//!
//! **Left out on purpose.** Whether a name is that of a known body is decided in the library.

use std::ops::Range;

use super::scan::{
    LowercaseWord, char_at, continues_token, digits_at, is_gap, is_one_of, skip_gap, skip_remark,
    word_at, word_before,
};
use crate::vietnamese::fold;

/// The maximum number of words of a name.
const MAX_NAME_WORDS: usize = 14;

/// The maximum number of words between the beginning of a name and the citation that follows it.
const MAX_WORDS_BEFORE: usize = 20;

/// The maximum length of a note that is searched for a name, in bytes.
const MAX_NOTE_BYTES: usize = 120;

/// The words that end a name.
const STOP_WORDS: [&str; 29] = [
    "về", "v", "có", "đã", "được", "là", "từ", "đến", "trong", "tại", "cho", "với", "để", "theo",
    "ngày", "số", "quy", "qui", "hướng", "nêu", "thì", "nhằm", "ký", "gửi", "khi", "như", "do",
    "năm", "phê",
];

/// The words between a body and the document that it issues: "UBND tỉnh đã ban hành Quyết định số".
const ISSUING_WORDS: [&str; 21] = [
    "đã", "vừa", "mới", "ban", "hành", "có", "ra", "ký", "kí", "phát", "công", "bố", "thông",
    "qua", "phê", "duyệt", "thành", "lập", "nhận", "tại", "bằng",
];

/// The abbreviations in names that are written with a full stop.
const DOTTED_ABBREVIATIONS: [&str; 3] = ["tp", "tx", "tt"];

/// The words before the name of a place, and those that continue one of these words instead: "tỉnh ủy", "xã hội".
const PLACE_WORDS: [&str; 7] = ["tỉnh", "phố", "huyện", "quận", "xã", "phường", "trấn"];
const WORDS_AFTER_PLACES: [&str; 4] = ["ủy", "hội", "đoàn", "đội"];

/// Other words that the name of a place may follow: "UBND Bình Thuận", "TP. Phan Thiết".
const WORDS_BEFORE_PLACES: [&str; 6] = ["tp", "tx", "ubnd", "hđnd", "lđlđ", "khu"];

/// The places whose name may be a number.
const NUMBERED_PLACES: [&str; 2] = ["quận", "phường"];

/// The abbreviations that begin names of bodies.
const BODY_ABBREVIATIONS: [&str; 9] =
    ["ubnd", "hđnd", "lđlđ", "btv", "bch", "mttq", "ubmttq", "tp", "bhxh"];

/// The two words that begin names of bodies and places.
const BODY_STARTS: [(&str, &str); 20] = [
    ("văn", "phòng"),
    ("ủy", "ban"),
    ("uỷ", "ban"),
    ("hội", "đồng"),
    ("chính", "phủ"),
    ("thủ", "tướng"),
    ("quốc", "hội"),
    ("chủ", "tịch"),
    ("thành", "phố"),
    ("thị", "xã"),
    ("thị", "trấn"),
    ("đặc", "khu"),
    ("tỉnh", "ủy"),
    ("thành", "ủy"),
    ("huyện", "ủy"),
    ("thị", "ủy"),
    ("đảng", "ủy"),
    ("liên", "đoàn"),
    ("bộ", "trưởng"),
    ("giám", "đốc"),
];

/// The words that begin names of bodies if they and the next word have capitals.
const CAPITALIZED_STARTS: [&str; 3] = ["bộ", "sở", "ban"];

/// A name, folded as terms are, with its end in the text.
type NameWithEnd = (Box<str>, usize);

/// Returns the name after a number or its date: "của UBND tỉnh"; if `may_be_aside`, also "(UBND tỉnh)" and "– UBND
/// tỉnh".
pub(super) fn after(text: &str, from: usize, may_be_aside: bool) -> Option<NameWithEnd> {
    if may_be_aside && let Some(aside) = aside(text, from) {
        return Some(aside);
    }
    let mut pos = skip_remark(text, from);
    if char_at(text, pos) == Some(',') {
        pos = skip_gap(text, pos + 1);
    }
    let preposition = word_at(text, pos);
    if !is_one_of(preposition, &["của", "do"]) {
        return None;
    }
    name_at(text, skip_gap(text, pos + preposition.len()), true)
}

/// Returns the name of a body in brackets or after a dash; after a comma only if it is the last of its clause.
pub(super) fn aside(text: &str, from: usize) -> Option<NameWithEnd> {
    let pos = skip_gap(text, from);
    let opening = char_at(text, pos).filter(|&c| matches!(c, '(' | ',') || fold::is_dash(c))?;
    let mut begin = skip_gap(text, pos + opening.len_utf8());
    let preposition = word_at(text, begin);
    if opening != ',' && is_one_of(preposition, &["của", "do"]) {
        begin = skip_gap(text, begin + preposition.len());
    }
    if !begins_body(text, begin) {
        return None;
    }
    let (name, end) = name_at(text, begin, true)?;
    let next = char_at(text, skip_gap(text, end));
    let is_last = next.is_none_or(|c| matches!(c, '.' | ';' | ')'));
    (opening != ',' || is_last)
        .then_some((name, end + usize::from(opening == '(' && char_at(text, end) == Some(')'))))
}

/// What is known of a citation whose text before it is searched for a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct CitationStart {
    /// Where it begins.
    pub(super) start: usize,
    /// Whether it begins with the type.
    pub(super) names_type: bool,
    /// Whether only one body can have given its number.
    pub(super) is_unique: bool,
}

/// Returns the name of the body before a citation: "Quyết định của UBND tỉnh số", "(UBND tỉnh) số"; unless the number
/// is unique, also "UBND tỉnh ban hành Quyết định số" and "Theo UBND tỉnh, Quyết định số".
pub(super) fn before(text: &str, floor: usize, citation: CitationStart) -> Option<Box<str>> {
    let head = &text[..citation.start];
    let is_skipped = |c: char| is_gap(c) || matches!(c, ',' | ':' | '(' | ')') || fold::is_dash(c);
    let (mut pos, mut found) = (citation.start, None);
    for _ in 0..MAX_WORDS_BEFORE {
        let mut rest = text[floor..pos].trim_end_matches(is_skipped);
        if let Some(dotted) = rest.strip_suffix('.')
            && is_one_of(word_before(dotted, dotted.len()), &DOTTED_ABBREVIATIONS)
        {
            rest = dotted;
        }
        let word = word_before(rest, rest.len());
        if word.is_empty() {
            break;
        }
        pos = floor + rest.len() - word.len();
        if begins_body(head, pos)
            && let Some((name, end)) = name_at(head, pos, false)
            && issues(&head[floor..], pos - floor..end - floor, citation)
        {
            found = Some(name);
        }
    }
    found
}

/// Returns whether the body with the name at a range issues the citation that follows the text.
fn issues(text: &str, name: Range<usize>, citation: CitationStart) -> bool {
    let before = text[..name.start].trim_end_matches(is_gap);
    let is_attribute =
        before.ends_with('(') || is_one_of(word_before(before, before.len()), &["của", "do"]);
    let (mut pos, mut has_verb, mut is_separated) = (name.end, false, false);
    loop {
        pos = skip_gap(text, pos);
        let word = word_at(text, pos);
        pos += match char_at(text, pos) {
            None => break,
            Some(')') => 1,
            Some(',' | ':' | '(') => {
                is_separated = true;
                1
            }
            Some(_) if is_one_of(word, &ISSUING_WORDS) => {
                has_verb = true;
                word.len()
            }
            Some(_) if is_one_of(word, &["các"]) => word.len(),
            Some(_) => return false,
        };
    }
    // "Theo đề nghị của Sở Nội vụ, Quyết định số" does not say whose decision it is.
    if is_attribute && !has_verb {
        !is_separated || !citation.names_type
    } else {
        !citation.is_unique && (has_verb || is_separated || !citation.names_type)
    }
}

/// Returns the first name of a body in a short note, such as "của UBND tỉnh".
pub(super) fn in_note(note: &str) -> Option<Box<str>> {
    if note.len() > MAX_NOTE_BYTES {
        return None;
    }
    let mut starts = note.char_indices().map(|(at, _)| at);
    let is_start =
        |at: &usize| !note[..*at].ends_with(char::is_alphanumeric) && begins_body(note, *at);
    let (name, _) = name_at(note, starts.find(is_start)?, true)?;
    Some(name)
}

/// Returns whether the name of a body or a place begins at a position.
fn begins_body(text: &str, pos: usize) -> bool {
    let word = word_at(text, pos);
    let lower = LowercaseWord::new(word);
    let next = || word_at(text, skip_gap(text, pos + word.len()));
    let is_capitalized = |word: &str| word.starts_with(char::is_uppercase);
    lower.is_one_of(&BODY_ABBREVIATIONS)
        || BODY_STARTS.iter().any(|(one, two)| lower.is_one_of(&[one]) && is_one_of(next(), &[two]))
        || lower.is_one_of(&PLACE_WORDS) && is_capitalized(next())
        || lower.is_one_of(&["cấp"]) && is_one_of(next(), &PLACE_WORDS)
        || lower.is_one_of(&CAPITALIZED_STARTS)
            && is_capitalized(word)
            && is_capitalized(next())
            && !is_one_of(next(), &["luật"])
}

/// Returns whether a place with its level begins at a position: "tỉnh Lâm Đồng".
fn begins_place(text: &str, pos: usize) -> bool {
    let word = word_at(text, pos);
    let lower = LowercaseWord::new(word);
    let next = || word_at(text, skip_gap(text, pos + word.len()));
    lower.is_one_of(&PLACE_WORDS) && next().starts_with(char::is_uppercase)
        || lower.is_one_of(&["thành", "thị", "đặc"])
            && is_one_of(next(), &["phố", "xã", "trấn", "khu"])
}

/// Returns the name that begins at a position. Only if it `may_have_commas`, a comma in it may separate words other
/// than places.
fn name_at(text: &str, begin: usize, may_have_commas: bool) -> Option<NameWithEnd> {
    let (mut end, mut is_place_named) = (begin, false);
    for count in 0..MAX_NAME_WORDS {
        let separator = match count {
            0 => NameSeparator::Missing,
            _ if may_have_commas && !is_place_named => NameSeparator::Comma,
            _ => NameSeparator::BeforePlace,
        };
        let next = next_name_word(text, end, separator);
        let Some((start, word)) = next.filter(|(_, word)| !word.is_empty()) else { break };
        let after = skip_gap(text, start + word.len());
        // "Ban" belongs to a name in "Ủy ban", but not in the verb "ban hành".
        let is_verb = is_one_of(word, &["ban"]) && is_one_of(word_at(text, after), &["hành"]);
        let is_lowercase = word.starts_with(char::is_lowercase);
        let is_all_capitals = word.chars().nth(1).is_some() && !word.contains(char::is_lowercase);
        let before = word_before(text, text[..end].trim_end_matches('.').len());
        // "UBND tỉnh công nhận" names no place, "ubnd tỉnh lâm đồng" does.
        let is_unnamed = is_lowercase
            && text[begin..].starts_with(char::is_uppercase)
            && is_one_of(before, &PLACE_WORDS)
            && !is_one_of(word, &WORDS_AFTER_PLACES);
        let is_level = begins_place(text, start);
        let is_after_place =
            is_place_named && is_lowercase && !is_level && !is_one_of(word, &["khóa", "khoá"]);
        let is_stop_word = (is_lowercase || is_all_capitals) && is_one_of(word, &STOP_WORDS);
        if is_verb || is_unnamed || is_after_place || is_stop_word {
            break;
        }
        let follows_level =
            is_one_of(before, &PLACE_WORDS) || is_one_of(before, &WORDS_BEFORE_PLACES);
        is_place_named = !is_level && !is_lowercase && (is_place_named || follows_level);
        end = start + word.len();
    }
    (end > begin).then(|| (fold::term(&text[begin..end]).into(), end))
}

/// What may separate the next word of a name from the last one, besides a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameSeparator {
    /// Nothing.
    Missing,
    /// A dash or "&", or a comma before a place.
    BeforePlace,
    /// Any comma too.
    Comma,
}

/// Returns the next word of a name with its start.
fn next_name_word(text: &str, from: usize, separator: NameSeparator) -> Option<(usize, &str)> {
    let mut pos = skip_gap(text, from);
    if char_at(text, pos) == Some('.') && is_one_of(word_before(text, pos), &DOTTED_ABBREVIATIONS) {
        pos = skip_gap(text, pos + 1);
    }
    let first = char_at(text, pos)?;
    if first.is_alphabetic() {
        return Some((pos, word_at(text, pos)));
    }
    if first.is_ascii_digit() {
        let digits = digits_at(text, pos);
        let is_name = is_one_of(word_before(text, from), &NUMBERED_PLACES)
            && !continues_token(text, pos + digits.len());
        return is_name.then_some((pos, digits));
    }
    let begin = skip_gap(text, pos + first.len_utf8());
    let next = word_at(text, begin);
    let is_capitalized = next.starts_with(char::is_uppercase);
    let continues = match first {
        ',' if begins_place(text, begin) => true,
        ',' => {
            separator == NameSeparator::Comma && is_capitalized && text[..begin].ends_with(is_gap)
        }
        '&' => is_capitalized,
        first => fold::is_dash(first) && is_capitalized,
    };
    (separator != NameSeparator::Missing && continues).then_some((begin, next))
}
