//! How a document is cited in official writing: type, number, date, issuer, and what it is about.
//!
//! Decree 30/2020/NĐ-CP, appendix I, part II: the first citation gives all of these, a law neither number nor issuer.
//! The Party (Guide 36-HD/VPTW) writes a comma before "ngày". What is not known is left out, and the sentence closes
//! over the gap.
//!
//! **Left out on purpose.** Names of bodies are never abbreviated or put into today's form.

mod words;

use super::date::PartialDate;
use super::document_type;
use super::number::DocumentNumber;
use words::{BODY_NAME_STARTS, NOT_BODY_NAMES, NOUNS, SELF_INTRODUCING, VERBS};

/// The types that are cited by name and date alone.
const CITED_BY_NAME: [&str; 4] = ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"];

/// What people write before a subject, in any number; a longer one stands before its beginning.
const SUBJECT_PREFIXES: [(&str, SubjectPrefix); 5] = [
    ("v/v", SubjectPrefix::Action),
    ("vv:", SubjectPrefix::Action),
    ("về việc", SubjectPrefix::Action),
    ("việc", SubjectPrefix::Action),
    ("về", SubjectPrefix::Topic),
];

/// What an opening says that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SubjectPrefix {
    /// "về": what it is about.
    Topic,
    /// "về việc": what is done.
    Action,
}

/// What is known of a document to be cited.
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

/// Cites a document; nothing where neither number, date nor issuer would tell it from others.
///
/// ```
/// # use niemyet::vietnamese::citation::{Cited, citation};
/// # use niemyet::vietnamese::{date::PartialDate, number::DocumentNumber};
/// let number = DocumentNumber::parse("85/BC-LĐLĐ");
/// let cited = Cited {
///     doc_type: Some("Báo cáo"),
///     number: Some(&number),
///     issued_on: PartialDate::parse("24/9/2014").ok(),
///     issuer: Some("Liên đoàn Lao động thị xã La Gi"),
///     subject: Some("Sơ kết 04 năm thực hiện Đề án"),
///     title: "",
/// };
/// assert_eq!(
///     citation(cited).as_deref(),
///     Some(
///         "Báo cáo số 85/BC-LĐLĐ ngày 24/9/2014 của Liên đoàn Lao động thị xã La Gi \
///          về việc sơ kết 04 năm thực hiện Đề án"
///     )
/// );
/// ```
pub fn format_citation(cited: CitationParts<'_>) -> Option<String> {
    let number = cited.number.filter(|number| number.is_filled());
    if number.is_none() && cited.issued_on.is_none() && cited.issuer.is_none() {
        return None;
    }
    if let Some(kind) = cited.doc_type.filter(|kind| CITED_BY_NAME.contains(kind)) {
        return Some(format_law(kind, cited));
    }
    let mut text = cited.doc_type.unwrap_or("Văn bản").to_owned();
    if let Some(number) = number {
        text.push_str(" số ");
        text.push_str(number.written().trim());
    }
    if let Some(date) = cited.issued_on {
        let comma = number.is_some_and(DocumentNumber::is_party);
        text.push_str(if comma { ", " } else { " " });
        text.push_str(&format_date(date));
    }
    if let Some(issuer) = cited.issuer {
        text.push_str(" của ");
        text.push_str(issuer.trim());
    }
    if let Some(subject) = format_subject(cited) {
        text.push(' ');
        text.push_str(&subject);
    }
    Some(text)
}

/// Cites a law: by its name, and its date.
fn format_law(kind: &str, cited: CitationParts<'_>) -> String {
    let title = cited.title.trim();
    let name = match cited.subject.map(str::trim) {
        _ if strip_start(title, kind).is_some() => title.to_owned(),
        Some(subject) if strip_start(subject, kind).is_some() => subject.to_owned(),
        Some(subject) if !subject.is_empty() => format!("{kind} {subject}"),
        _ if title.is_empty() => kind.to_owned(),
        _ => format!("{kind} {title}"),
    };
    match cited.issued_on {
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

/// Writes what the document is about, as it follows the issuer.
fn format_subject(cited: CitationParts<'_>) -> Option<String> {
    let kind = cited.doc_type.unwrap_or_default();
    let written = cited.subject.filter(|subject| !subject.trim().is_empty());
    let written = written.unwrap_or(cited.title).trim();
    let rest = strip_start(written, kind).unwrap_or(written);
    let rest = rest.trim_end_matches(['.', ';', ' ', '/']);
    let (rest, opening) = strip_prefixes(rest);
    // A title that tells the number again, or nothing but the type, adds nothing.
    let silent = !rest.chars().any(char::is_alphabetic);
    let numbered = cited.number.is_some_and(|number| rest.contains(number.written().trim()));
    if silent || numbered || strip_start(rest, "số").is_some() {
        return None;
    }
    let begins = |words: &[&str]| words.iter().any(|word| strip_start(rest, word).is_some());
    let joined = begins(&SELF_INTRODUCING);
    let noun =
        begins(&NOUNS) || document_type::names().any(|name| strip_start(rest, name).is_some());
    let deed = match opening {
        None if joined => return Some(lowercase_first_letter(rest)),
        Some(SubjectPrefix::Action) => joined || begins(&VERBS) || !noun,
        Some(SubjectPrefix::Topic) => false,
        None => begins(&VERBS),
    };
    // Where nothing tells a deed from a thing "về" is right for both.
    let about = if deed { "về việc" } else { "về" };
    Some(format!("{about} {}", lowercase_first_letter(rest)))
}

/// Takes all openings off a subject. Of several the gravest counts: "Về việc" says more than "về".
fn strip_prefixes(text: &str) -> (&str, Option<SubjectPrefix>) {
    let (mut rest, mut opening) = (text, None);
    while let Some((left, kind)) =
        SUBJECT_PREFIXES.iter().find_map(|(words, kind)| Some((strip_start(rest, words)?, *kind)))
    {
        rest = left.trim_start_matches([':', ',', ' ', '\u{a0}']);
        opening = if opening == Some(SubjectPrefix::Action) { opening } else { Some(kind) };
    }
    (rest, opening)
}

/// Takes a beginning off a text, in any case, where a word ends there.
fn strip_start<'t>(text: &'t str, begin: &str) -> Option<&'t str> {
    let length: usize = text.chars().take(begin.chars().count()).map(char::len_utf8).sum();
    let (head, rest) = text.split_at(length);
    let ends = rest.is_empty() || rest.starts_with([' ', ':', ',', '\u{a0}']);
    (!begin.is_empty() && ends && head.to_lowercase() == begin.to_lowercase())
        .then(|| rest.trim_start())
}

/// Writes the first letter small, unless the first word is an abbreviation or begins a name, such as that of
/// a body.
fn lowercase_first_letter(text: &str) -> String {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let begins = |words: &[&str]| words.iter().any(|word| strip_start(text, word).is_some());
    let named = first.chars().skip(1).any(char::is_uppercase)
        || second.starts_with(char::is_uppercase)
        || (begins(&BODY_NAME_STARTS) && !begins(&NOT_BODY_NAMES));
    let mut chars = text.chars();
    match chars.next() {
        Some(letter) if !named => letter.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cites type, number, date, issuer, subject and title, each empty where it is not known.
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
    fn a_document_is_cited_as_office_work_cites_it() {
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
    fn what_a_document_is_about_follows_in_the_words_of_office_work() {
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
