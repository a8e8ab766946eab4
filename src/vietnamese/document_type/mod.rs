//! Document types ("thể loại"): their names, abbreviations and issuers.
//!
//! The types are those of Decree 30/2020/NĐ-CP (29 and the copies), of the law on normative
//! documents, of the Party (Regulation 399-QĐ/TW), of the trade unions and of the Youth Union. One
//! abbreviation may denote two types: TT is thông tư of the state and thông tri of the Party,
//! and a QĐ of the Party may be a quy định. Which type a number implies is in
//! [`number`](super::number).

mod table;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold;
use super::slug;

use self::table::TYPES;

/// The types that are issued by a decision and often carry its number.
pub const ISSUED_BY_DECISION: [&str; 4] = ["Quy định", "Quy chế", "Quy trình", "Điều lệ"];

/// A set of classes of bodies that issue a document type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerClasses(u8);

impl IssuerClasses {
    /// Administrative documents of the state.
    pub const STATE: IssuerClasses = IssuerClasses(1);
    /// Normative legal documents.
    pub const NORMATIVE: IssuerClasses = IssuerClasses(2);
    /// Documents of the Party.
    pub const PARTY: IssuerClasses = IssuerClasses(4);
    /// Documents of the trade unions.
    pub const TRADE_UNIONS: IssuerClasses = IssuerClasses(8);
    /// Documents of the Youth Union.
    pub const YOUTH_UNION: IssuerClasses = IssuerClasses(16);

    /// Returns the union of both sets.
    pub const fn union(self, other: IssuerClasses) -> IssuerClasses {
        IssuerClasses(self.0 | other.0)
    }

    /// Returns whether the two sets have a class in common.
    pub const fn intersects(self, other: IssuerClasses) -> bool {
        self.0 & other.0 != 0
    }
}

/// A document type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentType {
    /// The Vietnamese name, with a capital: "Báo cáo".
    pub name: &'static str,
    /// The abbreviations used in numbers, the current one first; empty for laws and the like.
    pub abbreviations: &'static [&'static str],
    /// Other names in use.
    pub aliases: &'static [&'static str],
    /// The classes of bodies that issue it.
    pub issuer_classes: IssuerClasses,
    /// Whether documents of this type come into, and lose, legal effect.
    pub has_effect: bool,
    /// The name in English, in lower case.
    pub english: &'static str,
}

impl DocumentType {
    /// Returns the slug of the name: `bao-cao`.
    pub fn slug(&self) -> String {
        slug::slug(self.name)
    }
}

/// Lookup tables from every accepted spelling of a name to its type.
struct TypeIndex {
    /// Names as spelt in the table: the fast path for most lookups.
    by_table_spelling: HashMap<&'static str, &'static DocumentType>,
    /// Names, aliases and abbreviations, folded by [`fold::term`].
    by_term: HashMap<String, &'static DocumentType>,
    /// The same folded by [`fold::plain`]; `None` where two types collide.
    by_plain: HashMap<String, Option<&'static DocumentType>>,
}

static INDEX: LazyLock<TypeIndex> = LazyLock::new(|| {
    let mut index = TypeIndex {
        by_table_spelling: HashMap::new(),
        by_term: HashMap::new(),
        by_plain: HashMap::new(),
    };
    for kind in TYPES {
        let names = [&[kind.name], kind.aliases, kind.abbreviations].concat();
        for name in names {
            let first = *index.by_term.entry(fold::term(name)).or_insert(kind);
            index.by_table_spelling.entry(name).or_insert(first);
            let entry = index.by_plain.entry(fold::plain(name)).or_insert(Some(kind));
            *entry = entry.filter(|other| *other == kind);
        }
    }
    index
});

/// Finds a type by its name or abbreviation.
///
/// Ignores case, spaces and the position of the tone mark; tones may be missing where that is
/// unambiguous, but DA is dự án and never đề án.
///
/// ```
/// # use niemyet::vietnamese::document_type::by_name;
/// assert_eq!(by_name("báo  cáo").map(|kind| kind.name), Some("Báo cáo"));
/// assert_eq!(by_name("QĐ").map(|kind| kind.name), Some("Quyết định"));
/// ```
pub fn by_name(name: &str) -> Option<&'static DocumentType> {
    if let Some(kind) = INDEX.by_table_spelling.get(name) {
        return Some(kind);
    }
    let term = fold::term(name);
    let exact = INDEX.by_term.get(&term).copied();
    exact.or_else(|| INDEX.by_plain.get(&fold::plain(&term)).copied().flatten())
}

/// Returns the names of all types, in the order of the table.
pub fn names() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|kind| kind.name)
}

/// Returns the types with this abbreviation, in the order of the table.
pub(super) fn types_abbreviated(code: &str) -> impl Iterator<Item = &'static DocumentType> {
    TYPES
        .iter()
        .filter(move |kind| kind.abbreviations.iter().any(|known| eq_ignore_case(known, code)))
}

/// Compares two codes, ignoring case.
pub(super) fn eq_ignore_case(one: &str, other: &str) -> bool {
    if one.is_ascii() || other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    let lower = |code| str::chars(code).flat_map(char::to_lowercase);
    one == other || lower(one).eq(lower(other))
}
