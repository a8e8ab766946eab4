//! The documents related to one, by kind and direction, as its page lists them.
//!
//! A row says of its document what a row of any listing says. The page shows only some of many; `site::backlinks`
//! divides its places, and the group links to the listing of all.
//!
//! **Left out on purpose.** The effect of a document that is not shown itself, because it was withdrawn.

use std::sync::Arc;

use super::relations::{EntryPresenter, NamedDocument, RelationGroup};
use crate::entry::address::href;
use crate::entry::{Entry, Relation, RelationKind, is_section_index};
use crate::library::EdgeKind;
use crate::library::query::ExtentOfEffect;
use crate::site::backlinks::{self, RelatedGroup};

impl EntryPresenter<'_> {
    /// Groups the relations by kind, in the order of [`RelationKind::ALL`]: first outgoing, then incoming ones.
    pub(super) fn relation_groups(&self, entry: &Entry) -> Vec<RelationGroup> {
        let incoming = self.tracker.backlink_counts(&entry.source);
        let related =
            backlinks::groups(entry, &incoming, |relation| self.shown_target(entry, relation));
        let mut groups: Vec<RelationGroup> = Vec::new();
        for kind in RelationKind::ALL {
            // Of both directions of the symmetric relation, the incoming one has all documents.
            let is_incoming = kind == RelationKind::Related;
            let edge = EdgeKind::Relation(kind);
            let of_kind =
                related.iter().find(|one| one.edge == edge && one.is_incoming == is_incoming);
            let shown = of_kind.map_or(backlinks::MAX_ON_PAGE, |one| one.shown);
            groups.extend(self.written_group(entry, kind, shown).map(|group| {
                let more = of_kind.filter(|one| one.has_more());
                RelationGroup { more: more.map(|one| href(&one.address(&entry.address))), ..group }
            }));
        }
        for group in related.iter().filter(|group| group.is_incoming) {
            self.add_incoming(entry, group, &mut groups);
        }
        groups
    }

    /// Returns the document of the portal that a relation leads to, if it may be shown as one of a listing.
    fn shown_target(&self, entry: &Entry, relation: &Relation) -> Option<Arc<Entry>> {
        let other = self.tracker.resolve_relation(entry, relation)?;
        (!is_section_index(&other.source) && !self.tracker.is_removed(&other)).then_some(other)
    }

    /// Builds the group of the relations of a kind that an entry states, with at most `shown` documents of the portal;
    /// `None` if there are none.
    fn written_group(
        &self,
        entry: &Entry,
        kind: RelationKind,
        shown: usize,
    ) -> Option<RelationGroup> {
        let mut items: Vec<NamedDocument> = Vec::new();
        let mut places = shown;
        for relation in entry.metadata.relations.iter().filter(|relation| relation.kind == kind) {
            let resolved = self.tracker.resolve_relation(entry, relation);
            let mut item = self.resolved_document(&relation.target, resolved.as_deref());
            let is_known = items.iter().any(|known| known.is_same_document(&item));
            if let Some(other) = self.shown_target(entry, relation).filter(|_| !is_known) {
                if places == 0 {
                    continue;
                }
                places -= 1;
                item.effect = self.presenter.boundaries(&other, self.tracker);
            }
            add_document(&mut items, item);
        }
        let label = format!("rel_{}", kind.code());
        let group =
            RelationGroup { name: kind.code(), label, inverse: false, items, places, more: None };
        (!group.items.is_empty()).then_some(group)
    }

    /// Adds the documents with incoming edges of one kind.
    fn add_incoming(&self, entry: &Entry, related: &RelatedGroup, groups: &mut Vec<RelationGroup>) {
        let edge = related.edge;
        let others = self.tracker.backlinks(edge, entry, related.shown);
        let items = others.iter().map(|other| {
            let mut item = self.portal_document(other, self.part_text(entry, edge, other));
            if !self.tracker.is_removed(other) {
                item.effect = self.presenter.boundaries(other, self.tracker);
            }
            item
        });
        // "Related" is symmetric: both directions share one group.
        let is_symmetric = edge == EdgeKind::Relation(RelationKind::Related);
        let outgoing = groups.iter_mut().find(|group| is_symmetric && group.name == edge.code());
        if let Some(outgoing) = outgoing {
            let items: Vec<NamedDocument> = items
                .filter(|item| !outgoing.items.iter().any(|known| known.is_same_document(item)))
                .take(outgoing.places)
                .collect();
            outgoing.items.extend(items);
            return;
        }
        let label =
            if is_symmetric { "rel_related".to_owned() } else { backlinks::label_key(edge) };
        let more = related.has_more().then(|| href(&related.address(&entry.address)));
        groups.push(RelationGroup {
            name: edge.code(),
            label,
            inverse: true,
            items: items.collect(),
            places: 0,
            more,
        });
    }

    /// Returns the wording for the part of an entry that the document `by` changes.
    fn part_text(&self, entry: &Entry, edge: EdgeKind, by: &Entry) -> Option<String> {
        let EdgeKind::Relation(kind) = edge else { return None };
        if !kind.alters_target() {
            return None;
        }
        let (affecting, affected) = (by.source.clone(), entry.source.clone());
        self.tracker.ask(ExtentOfEffect { kind, affecting, affected }).wording
    }
}

impl NamedDocument {
    /// Returns whether both name the same document.
    fn is_same_document(&self, other: &Self) -> bool {
        if self.url.is_some() { self.url == other.url } else { self.text == other.text }
    }
}

/// Adds a document, or only its note if the list has the document already.
fn add_document(items: &mut Vec<NamedDocument>, item: NamedDocument) {
    let Some(known) = items.iter_mut().find(|known| known.is_same_document(&item)) else {
        items.push(item);
        return;
    };
    let mut notes: Vec<String> = known.note.take().into_iter().collect();
    notes.extend(item.note.filter(|note| !notes.contains(note)));
    known.note = (!notes.is_empty()).then(|| notes.join("; "));
}
