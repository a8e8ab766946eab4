//! Relations of a document to others, as they are written in its metadata: to whom, and how.
//!
//! A relation is stored once, in the document that makes it; the library finds the way back. What is named need not
//! be on the portal: the reference keeps its text, so that it can be shown as it was written.

use crate::vietnamese::date::PartialDate;

/// How one document stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// The code name, which is also the key of its label (`rel_based_on`).
    pub fn name(self) -> &'static str {
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
#[derive(Debug, Clone, Hash)]
pub struct Relation {
    /// How this entry stands to the other.
    pub kind: RelationKind,
    /// The other document.
    pub target: Reference,
}

/// A document named in front matter: by number, by address, or only in words.
#[derive(Debug, Clone, Default, Hash)]
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
    /// A remark.
    pub note: Option<String>,
}
