//! How many of the documents related to an entry its page shows, and the listings of those that it does not.
//!
//! The page shows so many that a reader sees them at a glance, some of each kind. A decree that thousands cite has a
//! listing of its incoming edges of that kind below its address, paged by year like any other; a document that names
//! more than its page shows has a listing of them. The address contains a reserved part, so that it cannot conflict
//! with a file of the entry.
//!
//! **Left out on purpose.** Documents that are not on the portal: they stay on the page, as they were written.

use std::collections::HashSet;
use std::sync::Arc;

use crate::entry::{Entry, Relation, RelationKind};
use crate::library::EdgeKind;

/// The maximum number of related documents of the portal on the page of an entry.
pub const MAX_ON_PAGE: usize = 20;

/// The documents of the portal with one kind of edge to an entry, or from it.
#[derive(Debug, Clone, Copy)]
pub struct RelatedGroup {
    /// The kind of edge.
    pub edge: EdgeKind,
    /// Whether the edges are written in the other documents.
    pub is_incoming: bool,
    /// The number of documents.
    pub count: usize,
    /// How many of them the page of the entry shows.
    pub shown: usize,
}

impl RelatedGroup {
    /// Returns whether the page does not show all, so that a listing does.
    pub fn has_more(&self) -> bool {
        self.shown < self.count
    }

    /// Returns the address of the listing of all documents of the group, given the address of the entry: one for each
    /// kind of incoming edges, one for all that the entry names.
    pub fn address(&self, entry: &str) -> String {
        if self.is_incoming { address(entry, self.edge) } else { address_of_named(entry) }
    }
}

/// Returns the groups of documents related to an entry, and divides the places on its page among them: one each in
/// turn, while there are any. `resolve` finds a document of the portal that may be shown. Translations, which a page
/// shows as its other languages, are left out; and of both directions of the symmetric relation one has all.
pub fn groups(
    entry: &Entry,
    incoming: &[(EdgeKind, usize)],
    resolve: impl Fn(&Relation) -> Option<Arc<Entry>>,
) -> Vec<RelatedGroup> {
    let directed = RelationKind::ALL.into_iter().filter(|kind| *kind != RelationKind::Related);
    let written = directed.map(|kind| {
        let relations = entry.metadata.relations.iter().filter(|relation| relation.kind == kind);
        let others: HashSet<Arc<str>> =
            relations.filter_map(|relation| Some(resolve(relation)?.source.clone())).collect();
        (EdgeKind::Relation(kind), false, others.len())
    });
    let incoming = incoming.iter().filter(|(edge, _)| *edge != EdgeKind::Translation);
    let incoming = incoming.map(|(edge, count)| (*edge, true, *count));
    let mut groups: Vec<RelatedGroup> = written
        .chain(incoming)
        .filter(|(_, _, count)| *count > 0)
        .map(|(edge, is_incoming, count)| RelatedGroup { edge, is_incoming, count, shown: 0 })
        .collect();
    let mut places = MAX_ON_PAGE;
    while places > 0 && groups.iter().any(RelatedGroup::has_more) {
        for group in groups.iter_mut().filter(|group| group.has_more()).take(places) {
            group.shown += 1;
            places -= 1;
        }
    }
    groups
}

/// Returns the address of the listing of the incoming edges of a kind, given the address of the entry.
pub fn address(entry: &str, edge: EdgeKind) -> String {
    format!("{}{}/", address_of_named(entry), address_slug(edge))
}

/// Returns the address of the listing of the documents that an entry names, given the address of the entry.
pub fn address_of_named(entry: &str) -> String {
    format!("{entry}quan-he/")
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
