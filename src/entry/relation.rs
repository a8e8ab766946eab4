//! Relations of a document to other documents, as they are written in its metadata.
//!
//! A relation is stored once, in the document that declares it; the library finds the reverse direction. The target
//! need not be on the portal: the reference keeps its text, so it can be shown as written.

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type::{self, IssuerClasses};
use crate::vietnamese::fold;
use crate::vietnamese::number::{NumberForm, NumberKey};

/// The kind of a relation between two documents.
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
    /// All kinds, in display order.
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

    /// The kinds that alter the other document or its effect, the strongest first.
    pub const ALTERING: [Self; 5] =
        [Self::Replaces, Self::Repeals, Self::Suspends, Self::Amends, Self::Corrects];

    /// Returns whether the relation alters the other document or its effect.
    pub fn alters_target(self) -> bool {
        Self::ALTERING.contains(&self)
    }

    /// Returns the code name, which is also part of the label's key (`rel_based_on`).
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

/// A relation to a document.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct Relation {
    /// The kind of the relation.
    pub kind: RelationKind,
    /// The other document.
    pub target: Reference,
}

/// A document referred to in front matter: by number, by address, or only in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The text as written.
    pub text: String,
    /// The key of its number, unless an address was written.
    pub number: Option<NumberKey>,
    /// The address (`/van-ban/…/`).
    pub address: Option<String>,
    /// The date of issue, to distinguish equal numbers.
    pub issued_on: Option<PartialDate>,
    /// The issuer, to distinguish equal numbers.
    pub issuer: Option<String>,
    /// The URL of the document on another site.
    pub url: Option<String>,
    /// The part that is meant ("khoản 2 Điều 5").
    pub part: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// The first day of what the relation does, if it is not that of the document that has it.
    pub from: Option<PartialDate>,
    /// The last day of a suspension.
    pub until: Option<PartialDate>,
}

/// How much of a document is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part.
    Part,
    /// Unknown: there is only a remark that names no part.
    Unspecified,
}

impl Reference {
    /// Determines how much of the document is meant, from `part` or, without one, from the remark.
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

    /// Returns the first day after the last one.
    pub fn first_day_after(&self) -> Option<PartialDate> {
        self.until?.last_day().tomorrow().ok().map(PartialDate::Day)
    }

    /// Returns the key of a day that means nothing in a relation of this kind.
    pub(super) fn meaningless_day(&self, kind: RelationKind) -> Option<&'static str> {
        match (self.from, self.until) {
            (_, Some(_)) if kind != RelationKind::Suspends => Some("đến"),
            (Some(_), _) if !kind.alters_target() => Some("từ"),
            _ => None,
        }
    }

    /// Returns the part and the remark as one text for display.
    pub fn display_note(&self) -> Option<String> {
        let texts: Vec<&str> =
            [&self.part, &self.note].into_iter().flatten().map(|text| &**text).collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    }
}

impl Entry {
    /// Returns when the effects of a document on others start, if that is known: with its own effect, else when it was
    /// issued, unless it may be a normative act, which comes into force later (64/2025/QH15, article 53).
    pub fn start_of_effects(&self) -> Option<PartialDate> {
        let metadata = &self.metadata;
        metadata.effective_on.or_else(|| metadata.issued_on.filter(|_| !self.may_be_normative()))
    }

    /// Returns when what a relation of the document does starts, if that is known.
    pub fn start_of_relation(&self, relation: &Relation) -> Option<PartialDate> {
        relation.target.from.or_else(|| self.start_of_effects())
    }

    /// Returns the last and the first day of a suspension that ends before it begins.
    pub fn reversed_days(&self, relation: &Relation) -> Option<[PartialDate; 2]> {
        let from = self.start_of_relation(relation)?;
        let until = relation.target.until?;
        let is_reversed =
            relation.kind == RelationKind::Suspends && until.last_day() < from.first_day();
        is_reversed.then_some([until, from])
    }

    /// Returns whether a document is a normative act, by its type or by the form of its number, which before 2004 was
    /// that of any document.
    fn may_be_normative(&self) -> bool {
        let doc_type = self.metadata.doc_type.as_deref().and_then(document_type::by_name);
        let number = self.metadata.number.as_ref();
        doc_type.is_some_and(|doc_type| doc_type.issuer_classes == IssuerClasses::NORMATIVE)
            || number.is_some_and(|number| {
                let forms = [NumberForm::Normative, NumberForm::Law, NumberForm::OldStyle];
                forms.contains(&number.form())
            })
    }
}

/// Returns whether a text names a part of a document: "khoản 2 Điều 5", "Phụ lục II", "một số nội dung".
pub(super) fn names_part(words: &str) -> bool {
    const PARTS: [&str; 10] =
        ["điều", "khoản", "điểm", "chương", "mục", "phần", "mẫu", "biểu", "đoạn", "tiết"];
    // "Giai đoạn 2", "đại biểu", "chi tiết", "danh mục", "thời điểm", "tài khoản" name no provisions.
    const COMPOUND_PREFIXES: [&str; 9] =
        ["giai", "đại", "tiêu", "phát", "chi", "thời", "danh", "tài", "chuyên"];
    let folded = fold::term(words);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "Theo khoản 2 Điều 12 của Quyết định này" names the legal basis, not the affected part.
    if words.first() == Some(&"theo") || words.last() == Some(&"này") {
        return false;
    }
    words.windows(2).enumerate().any(|(at, pair)| match *pair {
        ["phụ", "lục"] | ["cụm", "từ"] | ["một" | "1", "phần"] => true,
        ["một" | "các", "số"] => {
            let noun = words.get(at + 2).copied().unwrap_or_default();
            PARTS.contains(&noun) || matches!(noun, "nội" | "quy")
        }
        [part, next] => {
            let is_compound =
                at.checked_sub(1).is_some_and(|before| COMPOUND_PREFIXES.contains(&words[before]));
            !is_compound && PARTS.contains(&part) && is_provision_number(next)
        }
        _ => false,
    })
}

/// Returns whether a lower-case word numbers a provision: 2, 5a, iv, đ, thứ (hai), số (01).
fn is_provision_number(word: &str) -> bool {
    let roman = word.chars().all(|c| "ivxlc".contains(c));
    let digits = word.starts_with(|c: char| c.is_ascii_digit());
    roman || digits || word.chars().count() == 1 || matches!(word, "thứ" | "số" | "đầu" | "cuối")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_remark_that_names_a_part_limits_the_extent() {
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
    fn an_explicit_part_takes_precedence_over_the_remark() {
        let extent = |part: Option<&str>, note: Option<&str>| {
            let (part, note) = (part.map(str::to_owned), note.map(str::to_owned));
            Reference { part, note, ..Reference::default() }.extent()
        };
        assert_eq!(extent(None, None), Extent::Whole);
        assert_eq!(extent(Some("Quy chế kèm theo"), None), Extent::Part);
        assert_eq!(extent(Some("toàn bộ"), Some("Điều 5 đã hết hiệu lực")), Extent::Whole);
        assert_eq!(extent(None, Some("Điều 5")), Extent::Part);
        assert_eq!(extent(None, Some("lạc hậu")), Extent::Unspecified);
    }
}
