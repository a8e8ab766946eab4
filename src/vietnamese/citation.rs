//! How a document is cited in official writing: type, number, date, issuer, and what it is about.
//!
//! Decree 30/2020/NĐ-CP, appendix I, part II: the first citation gives all of these, a law neither number nor issuer.
//! The Party (Guide 36-HD/VPTW) writes a comma before "ngày". What is not known is left out, and the sentence closes
//! over the gap.
//!
//! **Left out on purpose.** Names of bodies are never abbreviated or put into today's form.

use super::date::PartialDate;
use super::number::DocumentNumber;

/// The types that are cited by name and date alone.
const BY_NAME: [&str; 4] = ["Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh"];

/// What a subject may begin with so that nothing must stand before it.
const JOINED: [&str; 5] = ["về ", "quy định ", "hướng dẫn ", "sửa đổi", "bãi bỏ "];

/// Nouns that subjects begin with: they follow "về", as deeds follow "về việc".
const NOUNS: [&str; 24] = [
    "kết quả",
    "tình hình",
    "công tác",
    "hoạt động",
    "chế độ",
    "chính sách",
    "lịch",
    "danh mục",
    "danh sách",
    "đại hội",
    "hội nghị",
    "kế hoạch",
    "chương trình",
    "nhiệm vụ",
    "phương hướng",
    "một số",
    "những",
    "các",
    "chức năng",
    "điều kiện",
    "tiêu chuẩn",
    "quy trình",
    "mức",
    "nội dung",
];

/// What is known of a document to be cited.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cited<'a> {
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
pub fn citation(cited: Cited<'_>) -> Option<String> {
    let number = cited.number.filter(|number| number.is_filled());
    if number.is_none() && cited.issued_on.is_none() && cited.issuer.is_none() {
        return None;
    }
    if let Some(kind) = cited.doc_type.filter(|kind| BY_NAME.contains(kind)) {
        return Some(law(kind, cited));
    }
    let mut text = cited.doc_type.unwrap_or("Văn bản").to_owned();
    if let Some(number) = number {
        text.push_str(" số ");
        text.push_str(number.written().trim());
    }
    if let Some(date) = cited.issued_on {
        let comma = number.is_some_and(DocumentNumber::is_of_party);
        text.push_str(if comma { ", " } else { " " });
        text.push_str(&dated(date));
    }
    if let Some(issuer) = cited.issuer {
        text.push_str(" của ");
        text.push_str(issuer.trim());
    }
    if let Some(subject) = subject(cited) {
        text.push(' ');
        text.push_str(&subject);
    }
    Some(text)
}

/// Cites a law: by its name, and its date.
fn law(kind: &str, cited: Cited<'_>) -> String {
    let title = cited.title.trim();
    let name = match cited.subject.map(str::trim) {
        _ if beheaded(title, kind).is_some() => title.to_owned(),
        Some(subject) if beheaded(subject, kind).is_some() => subject.to_owned(),
        Some(subject) if !subject.is_empty() => format!("{kind} {subject}"),
        _ if title.is_empty() => kind.to_owned(),
        _ => format!("{kind} {title}"),
    };
    match cited.issued_on {
        Some(date) => format!("{name} {}", dated(date)),
        None => name,
    }
}

fn dated(date: PartialDate) -> String {
    match date {
        PartialDate::Day(_) => format!("ngày {date}"),
        PartialDate::Month { .. } | PartialDate::Quarter { .. } => date.to_string(),
        PartialDate::Year(_) => format!("năm {date}"),
    }
}

/// Writes what the document is about, as it follows the issuer.
fn subject(cited: Cited<'_>) -> Option<String> {
    let kind = cited.doc_type.unwrap_or_default();
    let written = cited.subject.filter(|subject| !subject.trim().is_empty());
    let written = written.unwrap_or(cited.title).trim();
    let rest = beheaded(written, kind).unwrap_or(written);
    let rest = rest.trim_end_matches(['.', ';', ' ', '/']);
    let lower = rest.to_lowercase();
    // A title that tells the number again, or nothing but the type, adds nothing.
    let silent = !rest.chars().any(char::is_alphabetic);
    let numbered = cited.number.is_some_and(|number| rest.contains(number.written().trim()));
    if silent || numbered || lower.starts_with("số ") {
        return None;
    }
    for short in ["v/v", "về việc", "vv:"] {
        if let Some(rest) = beheaded(rest, short) {
            return Some(format!("về việc {}", uncapitalised(rest.trim_start_matches([':', ' ']))));
        }
    }
    let joined = JOINED.iter().any(|begin| lower.starts_with(begin));
    let noun = NOUNS.iter().any(|noun| beheaded(rest, noun).is_some());
    let rest = uncapitalised(rest);
    Some(if joined {
        rest
    } else if noun || rest.starts_with(|c: char| c.is_ascii_digit()) {
        format!("về {rest}")
    } else {
        format!("về việc {rest}")
    })
}

/// Takes a beginning off a text, in any case, where a word ends there.
fn beheaded<'t>(text: &'t str, begin: &str) -> Option<&'t str> {
    let length: usize = text.chars().take(begin.chars().count()).map(char::len_utf8).sum();
    let (head, rest) = text.split_at(length);
    let ends = rest.is_empty() || rest.starts_with([' ', ':', ',', '\u{a0}']);
    (!begin.is_empty() && ends && head.to_lowercase() == begin.to_lowercase())
        .then(|| rest.trim_start())
}

/// Writes the first letter small, unless the first word is an abbreviation or begins a name.
fn uncapitalised(text: &str) -> String {
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let named =
        first.chars().skip(1).any(char::is_uppercase) || second.starts_with(char::is_uppercase);
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
        let cited = Cited {
            doc_type: Some(doc_type).filter(|text| !text.is_empty()),
            number: number.as_ref(),
            issued_on: PartialDate::parse(date).ok(),
            issuer: Some(issuer).filter(|text| !text.is_empty()),
            subject: Some(subject).filter(|text| !text.is_empty()),
            title,
        };
        citation(cited).unwrap_or_default()
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
                "Văn bản số 238 quý IV/2012 về việc UBND làm việc",
            ),
            (["Báo cáo", "", "", "", "Sơ kết", "Báo cáo sơ kết"], ""),
        ] {
            assert_eq!(cite(parts), expected);
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
            assert_eq!(uncapitalised(written), expected);
        }
    }
}
