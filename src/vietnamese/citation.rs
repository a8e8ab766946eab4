//! Formats the citation of a document for official writing: type, number, date, issuer and subject.
//!
//! Decree 30/2020/NĐ-CP, appendix I, part II: the first citation has all of these; that of a law has neither number
//! nor issuer. The Party (Guide 36-HD/VPTW) writes a comma before "ngày". Unknown parts are omitted without leaving
//! a gap in the sentence.
//!
//! **Left out on purpose.** Names of bodies are never abbreviated or modernised.

mod words;

use super::date::PartialDate;
use super::document_type;
use super::number::DocumentNumber;
use words::{BODY_NAME_STARTS, NOT_BODY_NAMES, NOUNS, SELF_INTRODUCING, VERBS};

/// Document types that are cited by name and date alone.
const CITED_BY_NAME: [&str; 4] = ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"];

/// Prefixes that people write before a subject, possibly several; a prefix precedes its own prefixes in the table.
const SUBJECT_PREFIXES: [(&str, SubjectPrefix); 5] = [
    ("v/v", SubjectPrefix::Action),
    ("vv:", SubjectPrefix::Action),
    ("về việc", SubjectPrefix::Action),
    ("việc", SubjectPrefix::Action),
    ("về", SubjectPrefix::Topic),
];

/// What kind of phrase follows a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SubjectPrefix {
    /// "về": a topic follows.
    Topic,
    /// "về việc": an action follows.
    Action,
}

/// The known parts of a citation.
#[derive(Debug, Clone, Copy, Default)]
pub struct CitationParts<'a> {
    /// Thể loại.
    pub doc_type: Option<&'a str>,
    /// Số, ký hiệu.
    pub number: Option<&'a DocumentNumber>,
    /// Ngày ban hành.
    pub issued_on: Option<PartialDate>,
    /// Cơ quan ban hành.
    pub issuer: Option<&'a str>,
    /// Trích yếu.
    pub subject: Option<&'a str>,
    /// Tiêu đề, used where there is no trích yếu.
    pub title: &'a str,
}

/// Formats a citation; `None` where there is no number, date or issuer to identify the document.
///
/// ```
/// # use niemyet::vietnamese::citation::{CitationParts, format_citation};
/// # use niemyet::vietnamese::{date::PartialDate, number::DocumentNumber};
/// let number = DocumentNumber::parse("85/BC-LĐLĐ");
/// let parts = CitationParts {
///     doc_type: Some("Báo cáo"),
///     number: Some(&number),
///     issued_on: PartialDate::parse("24/9/2014").ok(),
///     issuer: Some("Liên đoàn Lao động thị xã La Gi"),
///     subject: Some("Sơ kết 04 năm thực hiện Đề án"),
///     title: "",
/// };
/// assert_eq!(
///     format_citation(parts).as_deref(),
///     Some(
///         "Báo cáo số 85/BC-LĐLĐ ngày 24/9/2014 của Liên đoàn Lao động thị xã La Gi \
///          về việc sơ kết 04 năm thực hiện Đề án"
///     )
/// );
/// ```
pub fn format_citation(parts: CitationParts<'_>) -> Option<String> {
    let number = parts.number.filter(|number| number.is_filled());
    if number.is_none() && parts.issued_on.is_none() && parts.issuer.is_none() {
        return None;
    }
    if let Some(kind) = parts.doc_type.filter(|kind| CITED_BY_NAME.contains(kind)) {
        return Some(format_law(kind, parts));
    }
    let mut text = parts.doc_type.unwrap_or("Văn bản").to_owned();
    if let Some(number) = number {
        text.push_str(" số ");
        text.push_str(number.written().trim());
    }
    if let Some(date) = parts.issued_on {
        let comma = number.is_some_and(DocumentNumber::is_party);
        text.push_str(if comma { ", " } else { " " });
        text.push_str(&format_date(date));
    }
    if let Some(issuer) = parts.issuer {
        text.push_str(" của ");
        text.push_str(issuer.trim());
    }
    if let Some(subject) = format_subject(parts) {
        text.push(' ');
        text.push_str(&subject);
    }
    Some(text)
}

/// Formats the citation of a law: its name and its date.
fn format_law(kind: &str, parts: CitationParts<'_>) -> String {
    let title = parts.title.trim();
    let name = match parts.subject.map(str::trim) {
        _ if strip_start(title, kind).is_some() => title.to_owned(),
        Some(subject) if strip_start(subject, kind).is_some() => subject.to_owned(),
        Some(subject) if !subject.is_empty() => format!("{kind} {subject}"),
        _ if title.is_empty() => kind.to_owned(),
        _ => format!("{kind} {title}"),
    };
    match parts.issued_on {
        Some(date) => format!("{name} {}", format_date(date)),
        None => name,
    }
}

fn format_date(date: PartialDate) -> String {
    match date {
        PartialDate::Day(_) => format!("ngày {date}"),
        PartialDate::Month { .. } | PartialDate::Quarter { .. } => date.to_string(),
        PartialDate::Year(_) => format!("năm {date}"),
    }
}

/// Formats the subject, which follows the issuer.
fn format_subject(parts: CitationParts<'_>) -> Option<String> {
    let kind = parts.doc_type.unwrap_or_default();
    let subject = parts.subject.filter(|subject| !subject.trim().is_empty());
    let subject = subject.unwrap_or(parts.title).trim();
    let rest = strip_start(subject, kind).unwrap_or(subject);
    let rest = rest.trim_end_matches(['.', ';', ' ', '/']);
    let (rest, prefix) = strip_prefixes(rest);
    // A title that only repeats the number or the type adds nothing.
    let has_no_letters = !rest.chars().any(char::is_alphabetic);
    let repeats_number = parts.number.is_some_and(|number| rest.contains(number.written().trim()));
    if has_no_letters || repeats_number || strip_start(rest, "số").is_some() {
        return None;
    }
    let starts_with_any =
        |words: &[&str]| words.iter().any(|word| strip_start(rest, word).is_some());
    let self_introducing = starts_with_any(&SELF_INTRODUCING);
    let is_noun = starts_with_any(&NOUNS)
        || document_type::names().any(|name| strip_start(rest, name).is_some());
    let is_action = match prefix {
        None if self_introducing => return Some(lowercase_first_letter(rest)),
        Some(SubjectPrefix::Action) => self_introducing || starts_with_any(&VERBS) || !is_noun,
        Some(SubjectPrefix::Topic) => false,
        None => starts_with_any(&VERBS),
    };
    // Where action and topic cannot be distinguished, "về" is right for both.
    let connective = if is_action { "về việc" } else { "về" };
    Some(format!("{connective} {}", lowercase_first_letter(rest)))
}

/// Strips all prefixes from a subject. Among several, an action prefix takes precedence over "về".
fn strip_prefixes(text: &str) -> (&str, Option<SubjectPrefix>) {
    let (mut rest, mut prefix) = (text, None);
    while let Some((after, kind)) =
        SUBJECT_PREFIXES.iter().find_map(|(words, kind)| Some((strip_start(rest, words)?, *kind)))
    {
        rest = after.trim_start_matches([':', ',', ' ', '\u{a0}']);
        prefix = if prefix == Some(SubjectPrefix::Action) { prefix } else { Some(kind) };
    }
    (rest, prefix)
}

/// Strips `start` from the start of a text, ignoring case, if a word ends there.
fn strip_start<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let length: usize = text.chars().take(start.chars().count()).map(char::len_utf8).sum();
    let (head, rest) = text.split_at(length);
    let at_word_end = rest.is_empty() || rest.starts_with([' ', ':', ',', '\u{a0}']);
    (!start.is_empty() && at_word_end && head.to_lowercase() == start.to_lowercase())
        .then(|| rest.trim_start())
}

/// Lowers the case of the first letter, unless the first word is an abbreviation or starts a proper name, such as
/// that of a body.
fn lowercase_first_letter(text: &str) -> String {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let starts_with_any =
        |words: &[&str]| words.iter().any(|word| strip_start(text, word).is_some());
    let is_name = first.chars().skip(1).any(char::is_uppercase)
        || second.starts_with(char::is_uppercase)
        || (starts_with_any(&BODY_NAME_STARTS) && !starts_with_any(&NOT_BODY_NAMES));
    let mut chars = text.chars();
    match chars.next() {
        Some(letter) if !is_name => letter.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats a citation of type, number, date, issuer, subject and title; unknown parts are empty.
    fn cite(parts: [&str; 6]) -> String {
        let [doc_type, number, date, issuer, subject, title] = parts;
        let number = (!number.is_empty()).then(|| DocumentNumber::parse(number));
        let cited = CitationParts {
            doc_type: Some(doc_type).filter(|text| !text.is_empty()),
            number: number.as_ref(),
            issued_on: PartialDate::parse(date).ok(),
            issuer: Some(issuer).filter(|text| !text.is_empty()),
            subject: Some(subject).filter(|text| !text.is_empty()),
            title,
        };
        format_citation(cited).unwrap_or_default()
    }

    #[test]
    fn citations_have_the_official_format() {
        for (parts, expected) in [
            (
                ["Kế hoạch", "106-KH/TU", "05/8/2014", "Thị ủy La Gi", "Tổng kết Đề án 01", ""],
                "Kế hoạch số 106-KH/TU, ngày 05/8/2014 của Thị ủy La Gi về việc tổng kết Đề án 01",
            ),
            (
                ["Nghị định", "30/2020/NĐ-CP", "05/3/2020", "Chính phủ", "Về công tác văn thư", ""],
                "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư",
            ),
            (
                ["Công văn", "12/UBND-VX", "", "UBND thị xã", "V/v: Tổ chức Tết.", ""],
                "Công văn số 12/UBND-VX của UBND thị xã về việc tổ chức Tết",
            ),
            (
                ["Báo cáo", "Số    BC/ĐU", "tháng 5/2018", "Đảng ủy xã", "", "Báo cáo 10 năm"],
                "Báo cáo tháng 5/2018 của Đảng ủy xã về 10 năm",
            ),
            (
                ["Quy chế", "2/QC-A", "", "Công đoàn A", "", "Quy chế Hoạt động của Ban"],
                "Quy chế số 2/QC-A của Công đoàn A về hoạt động của Ban",
            ),
            (["Thông báo", "7/TB-A", "2012", "", "", "Thông báo"], "Thông báo số 7/TB-A năm 2012"),
            (
                ["", "238", "quý IV/2012", "", "UBND làm việc", ""],
                "Văn bản số 238 quý IV/2012 về UBND làm việc",
            ),
            (["Báo cáo", "", "", "", "Sơ kết", "Báo cáo sơ kết"], ""),
        ] {
            assert_eq!(cite(parts), expected);
        }
    }

    #[test]
    fn subjects_get_the_right_connective() {
        for (subject, expected) in [
            ("V/v việc tổ chức Tết", "về việc tổ chức Tết"),
            ("Về việc về việc tổ chức Tết", "về việc tổ chức Tết"),
            ("V/v: Về việc: nghỉ lễ", "về việc nghỉ lễ"),
            ("Việc tổ chức Tết", "về việc tổ chức Tết"),
            ("Về tổ chức bộ máy", "về tổ chức bộ máy"),
            ("Ủy ban nhân dân xã làm việc", "về Ủy ban nhân dân xã làm việc"),
            ("V/v Hội đồng nhân dân họp", "về việc Hội đồng nhân dân họp"),
            ("Ban hành Quy chế làm việc", "về việc ban hành Quy chế làm việc"),
            ("Bộ máy của xã", "về bộ máy của xã"),
            ("Quy chế phối hợp", "về quy chế phối hợp"),
            ("V/v Đề án sáp nhập", "về đề án sáp nhập"),
            ("Dự toán ngân sách", "về dự toán ngân sách"),
            ("Thời gian làm việc mùa hè", "về thời gian làm việc mùa hè"),
            ("Quy định chi tiết một số điều", "quy định chi tiết một số điều"),
            ("V/v hướng dẫn bình xét", "về việc hướng dẫn bình xét"),
            ("Nuôi dạy trẻ", "về nuôi dạy trẻ"),
            ("Về việc", ""),
        ] {
            let cited = cite(["Công văn", "1/A", "", "", subject, ""]);
            assert_eq!(cited.strip_prefix("Công văn số 1/A").map(str::trim), Some(expected));
        }
    }

    #[test]
    fn a_law_is_cited_by_name_and_date() {
        let assembly = "Quốc hội";
        for (subject, title) in [("Công đoàn", ""), ("", "Luật Công đoàn"), ("Luật Công đoàn", "x")]
        {
            let cited = cite(["Luật", "12/2012/QH13", "20/6/2012", assembly, subject, title]);
            assert_eq!(cited, "Luật Công đoàn ngày 20/6/2012");
        }
    }

    #[test]
    fn names_and_abbreviations_keep_their_capitals() {
        for (written, expected) in [
            ("Sơ kết Đề án", "sơ kết Đề án"),
            ("UBND thị xã", "UBND thị xã"),
            ("La Gi ngày mới", "La Gi ngày mới"),
            ("Đại hội", "đại hội"),
            ("", ""),
        ] {
            assert_eq!(lowercase_first_letter(written), expected);
        }
    }
}
