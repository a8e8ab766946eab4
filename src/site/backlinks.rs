//! Listings of the incoming edges of an entry that has many of them, such as a decree that thousands cite.
//!
//! The page of the entry shows the newest; a listing below its address shows all, paged by year like any other. The
//! address contains a reserved part, so that it cannot conflict with a file of the entry.

use crate::entry::RelationKind;
use crate::library::EdgeKind;

/// The maximum number of incoming edges of each kind on the page of an entry.
pub const MAX_ON_PAGE: usize = 20;

/// Returns whether there is a listing of all incoming edges of a kind. There is none of translations, which the page
/// shows as its other languages.
pub fn has_listing(edge: EdgeKind, count: usize) -> bool {
    edge != EdgeKind::Translation && count > MAX_ON_PAGE
}

/// Returns the address of the listing, given the address of the entry.
pub fn address(entry: &str, edge: EdgeKind) -> String {
    format!("{entry}quan-he/{}/", address_slug(edge))
}

/// Returns the key of the theme label for incoming edges of a kind.
pub fn label_key(edge: EdgeKind) -> String {
    format!("rev_{}", edge.code())
}

fn address_slug(edge: EdgeKind) -> &'static str {
    let EdgeKind::Relation(kind) = edge else {
        return if edge == EdgeKind::Translation { "ban-dich" } else { "thay-noi-dung-thu-hoi" };
    };
    match kind {
        RelationKind::BasedOn => "lam-can-cu-cho",
        RelationKind::Amends => "duoc-sua-doi",
        RelationKind::Replaces => "duoc-thay-the",
        RelationKind::Repeals => "bi-bai-bo",
        RelationKind::Guides => "duoc-huong-dan",
        RelationKind::Details => "duoc-quy-dinh-chi-tiet",
        RelationKind::Consolidates => "duoc-hop-nhat",
        RelationKind::Suspends => "bi-dinh-chi",
        RelationKind::Corrects => "duoc-dinh-chinh",
        RelationKind::Cites => "duoc-dan-chieu",
        RelationKind::Accompanies => "van-ban-kem-theo",
        RelationKind::Related => "lien-quan",
    }
}
