//! Listings of what leads to one entry, for those to which much does: a decree that thousands cite.
//!
//! The entry's page shows the newest; all stand in a listing below its address, paged by year like any other. Its
//! address lies below a part that is reserved, so that no file of an entry can come to lie there too.

use crate::entry::RelationKind;
use crate::library::EdgeKind;

/// How many an entry's page shows of each kind.
pub const MAX_ON_PAGE: usize = 20;

/// Tells whether an entry's page leads to a listing of all. Translations stand on it as its other languages.
pub fn has_listing(tie: EdgeKind, count: usize) -> bool {
    tie != EdgeKind::Translation && count > MAX_ON_PAGE
}

/// Makes the address of the listing below an entry's.
pub fn address(entry: &str, tie: EdgeKind) -> String {
    format!("{entry}quan-he/{}/", address_slug(tie))
}

/// Gives the key of the label of what leads to an entry.
pub fn label_key(tie: EdgeKind) -> String {
    format!("rev_{}", tie.name())
}

fn address_slug(tie: EdgeKind) -> &'static str {
    let EdgeKind::Relation(kind) = tie else {
        return if tie == EdgeKind::Translation { "ban-dich" } else { "thay-noi-dung-thu-hoi" };
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
