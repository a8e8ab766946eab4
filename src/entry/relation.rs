//! Relations of a document to others, as they are written in its metadata: to whom, and how.
//!
//! A relation is stored once, in the document that makes it; the library finds the way back. What is named need not
//! be on the portal: the reference keeps its text, so that it can be shown as it was written.

use serde::{Deserialize, Serialize};

use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

/// How one document stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RelationKind {
    /// Căn cứ.
    BasedOn,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế.
    Replaces,
    /// Bãi bỏ.
    Repeals,
    /// Hướng dẫn.
    Guides,
    /// Quy định chi tiết.
    Details,
    /// Hợp nhất.
    Consolidates,
    /// Đình chỉ.
    Suspends,
    /// Đính chính cho.
    Corrects,
    /// Dẫn chiếu.
    Cites,
    /// Kèm theo.
    Accompanies,
    /// Liên quan.
    Related,
}

impl RelationKind {
    /// All kinds, in the order they are shown.
    pub const ALL: [Self; 12] = [
        Self::BasedOn,
        Self::Amends,
        Self::Replaces,
        Self::Repeals,
        Self::Guides,
        Self::Details,
        Self::Consolidates,
        Self::Suspends,
        Self::Corrects,
        Self::Cites,
        Self::Accompanies,
        Self::Related,
    ];

    /// The kinds that change what the other document is worth, the gravest first.
    pub const ALTERING: [Self; 5] =
        [Self::Replaces, Self::Repeals, Self::Suspends, Self::Amends, Self::Corrects];

    /// Tells whether it changes what the other document is worth.
    pub fn alters_target(self) -> bool {
        Self::ALTERING.contains(&self)
    }

    /// The code name, which is also the key of its label (`rel_based_on`).
    pub fn code(self) -> &'static str {
        match self {
            Self::BasedOn => "based_on",
            Self::Amends => "amends",
            Self::Replaces => "replaces",
            Self::Repeals => "repeals",
            Self::Guides => "guides",
            Self::Details => "details",
            Self::Consolidates => "consolidates",
            Self::Suspends => "suspends",
            Self::Corrects => "corrects",
            Self::Cites => "cites",
            Self::Accompanies => "accompanies",
            Self::Related => "related",
        }
    }
}

/// A relation and the document it names.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// How this entry stands to the other.
    pub kind: RelationKind,
    /// The other document.
    pub target: Reference,
}

/// A document named in front matter: by number, by address, or only in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// As written.
    pub text: String,
    /// Its number's key, unless an address was written.
    pub number: Option<String>,
    /// Its address (`/van-ban/…/`).
    pub address: Option<String>,
    /// Its date of issue, to tell equal numbers apart.
    pub issued_on: Option<PartialDate>,
    /// Its issuer, to tell equal numbers apart.
    pub issuer: Option<String>,
    /// Where it can be read elsewhere.
    pub url: Option<String>,
    /// The part of it that is meant ("khoản 2 Điều 5").
    pub part: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// How much of a document is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part.
    Part,
    /// A remark stands there that does not tell.
    Unspecified,
}

impl Reference {
    /// Tells how much of the document is meant: what `part` says, else what the remark does.
    pub fn extent(&self) -> Extent {
        let is_all = |words: &str| matches!(&*fold::term(words), "toàn bộ" | "cả văn bản");
        match (&self.part, &self.note) {
            (Some(words), _) | (None, Some(words)) if is_all(words) => Extent::Whole,
            (Some(_), _) => Extent::Part,
            (None, None) => Extent::Whole,
            (None, Some(note)) if names_part(note) => Extent::Part,
            (None, Some(_)) => Extent::Unspecified,
        }
    }

    /// Gives what is said of the part and the rest of the remark, to be printed.
    pub fn display_note(&self) -> Option<String> {
        let words: Vec<&str> =
            [&self.part, &self.note].into_iter().flatten().map(|w| &**w).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }
}

/// Tells whether words name a part of a document: "khoản 2 Điều 5", "Phụ lục II", "một số nội dung".
pub(super) fn names_part(words: &str) -> bool {
    const PARTS: [&str; 10] =
        ["điều", "khoản", "điểm", "chương", "mục", "phần", "mẫu", "biểu", "đoạn", "tiết"];
    // "Giai đoạn 2", "đại biểu", "chi tiết", "danh mục", "thời điểm", "tài khoản" are other words.
    const OTHER: [&str; 9] =
        ["giai", "đại", "tiêu", "phát", "chi", "thời", "danh", "tài", "chuyên"];
    let folded = fold::term(words);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "Theo khoản 2 Điều 12 của Quyết định này" tells where that is said.
    if words.first() == Some(&"theo") || words.last() == Some(&"này") {
        return false;
    }
    words.windows(2).enumerate().any(|(at, pair)| match *pair {
        ["phụ", "lục"] | ["cụm", "từ"] | ["một" | "1", "phần"] => true,
        ["một" | "các", "số"] => {
            let what = words.get(at + 2).copied().unwrap_or_default();
            PARTS.contains(&what) || matches!(what, "nội" | "quy")
        }
        [part, next] => {
            let other = at.checked_sub(1).is_some_and(|before| OTHER.contains(&words[before]));
            !other && PARTS.contains(&part) && is_provision_number(next)
        }
        _ => false,
    })
}

/// Tells whether a word in lower case counts provisions: 2, 5a, iv, đ, thứ (hai), số (01).
fn is_provision_number(word: &str) -> bool {
    let roman = word.chars().all(|c| "ivxlc".contains(c));
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    roman || digits || word.chars().count() == 1 || matches!(word, "thứ" | "số" | "đầu" | "cuối")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_that_names_a_part_means_a_part_and_any_other_says_nothing() {
        let parts = [
            "một số điều",
            "một số nội dung",
            "Phụ lục số 2",
            "Phụ lục ban hành kèm theo",
            "cụm từ \"xã, thị trấn\"",
            "Phần thứ hai",
            "khoản 2 Điều 5",
            "điểm đ khoản 1",
            "Mục IV",
            "Mẫu số 01",
            "đoạn cuối",
            "Một phần",
        ];
        for words in parts {
            assert!(names_part(words), "{words}");
        }
        let others = [
            "không còn đủ điều kiện áp dụng",
            "theo khoản 2 Điều 12 của Quyết định này",
            "giai đoạn 2015-2020",
            "danh mục 2",
            "thời điểm 2020",
            "Quy chế kèm theo",
        ];
        for words in others {
            assert!(!names_part(words), "{words}");
        }
    }

    #[test]
    fn a_part_that_is_given_decides() {
        let of = |part: Option<&str>, note: Option<&str>| {
            let (part, note) = (part.map(str::to_owned), note.map(str::to_owned));
            Reference { part, note, ..Reference::default() }.extent()
        };
        assert_eq!(of(None, None), Extent::Whole);
        assert_eq!(of(Some("Quy chế kèm theo"), None), Extent::Part);
        assert_eq!(of(Some("toàn bộ"), Some("Điều 5 đã hết hiệu lực")), Extent::Whole);
        assert_eq!(of(None, Some("Điều 5")), Extent::Part);
        assert_eq!(of(None, Some("lạc hậu")), Extent::Unspecified);
    }
}
