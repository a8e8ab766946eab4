//! Relation edges between entries: stored once, where they are written, and indexed under the entry they lead to.
//!
//! "A amends B" is written in A. It is indexed as [`Term::Backlinks`](super::Term::Backlinks) of B, so B's page asks
//! for the entries that amend B like for any other list, and is rendered again when the answer changes. A reference
//! that does not resolve has no edge until it does.
//!
//! Citations in the text of an entry become edges as if they were written in front matter. A withdrawn entry keeps the
//! edges to what it alters, because taking down a page does not undo what the document did. An entry with errors keeps
//! its edges too.
//!
//! **Left out on purpose.** No edge leads from an entry to itself or to the index file of a section. A translation has
//! no effects: its original has them.

use serde::{Deserialize, Serialize};

use super::entry_id::EntryId;
use super::postings::{Postings, Year};
use super::status_timeline::later;
use super::{DocumentCriteria, Library};
use crate::entry::{Entry, Extent, RelationKind, is_section_index};
use crate::source::fingerprint;
use crate::vietnamese::date::PartialDate;

/// The kind of an edge between two entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EdgeKind {
    /// The entry has this relation to the other.
    Relation(RelationKind),
    /// The entry is a translation of the other.
    Translation,
    /// The entry was withdrawn, and the other is named as its replacement.
    WithdrawalReplacement,
}

impl EdgeKind {
    /// Returns the stable code, which is also part of the key of its label (`rev_cites`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Relation(kind) => kind.code(),
            Self::Translation => "translation",
            Self::WithdrawalReplacement => "giving_way",
        }
    }
}

/// How much of a document an effect covers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AffectedExtent {
    /// The extent.
    pub extent: Extent,
    /// The description of the affected part.
    pub wording: Option<String>,
    /// The first day of the effect, if the relation states it.
    pub from: Option<PartialDate>,
    /// The first day after it, if the relation states it.
    pub until: Option<PartialDate>,
}

impl AffectedExtent {
    /// Merges the extents of several relations of one kind: the whole outweighs parts, and the result is a part only if
    /// all are.
    fn merge(&mut self, other: Self) {
        match (self.extent, other.extent) {
            (Extent::Whole, Extent::Part | Extent::Unspecified) => return,
            (Extent::Part | Extent::Unspecified, Extent::Whole) => {
                *self = other;
                return;
            }
            (Extent::Part, Extent::Unspecified) => self.extent = Extent::Unspecified,
            _ => {}
        }
        self.from = self
            .from
            .zip(other.from)
            .map(|(a, b)| if b.first_day() < a.first_day() { b } else { a });
        self.until = self.until.zip(other.until).and_then(|(a, b)| later(Some(a), Some(b)));
        let wordings: Vec<String> =
            [self.wording.take(), other.wording].into_iter().flatten().collect();
        self.wording = (!wordings.is_empty()).then(|| wordings.join("; "));
    }
}

/// The effects of an entry: relation, affected entry, extent.
type OutgoingEffects = Vec<(RelationKind, EntryId, AffectedExtent)>;

/// The only symmetric relation.
const RELATED_EDGE: EdgeKind = EdgeKind::Relation(RelationKind::Related);

impl Library {
    /// Returns the number of incoming edges of the entry of a source file, by kind, without zeros.
    pub fn backlink_counts(&self, source: &str) -> Vec<(EdgeKind, usize)> {
        let incoming = self.arena.find(source).map(|id| &self.arena.record(id).incoming_edges);
        let count = |(kind, postings): &(EdgeKind, Postings)| (*kind, postings.count(None));
        incoming.map_or_else(Vec::new, |incoming| incoming.iter().map(count).collect())
    }

    /// Returns how much of the entry `affected` an effect of the entry `affecting` covers; all of it if nothing is
    /// written.
    pub fn affected_extent(
        &self,
        kind: RelationKind,
        affecting: &str,
        affected: &str,
    ) -> AffectedExtent {
        let [affecting, affected] = [affecting, affected].map(|source| self.arena.find(source));
        let effects = affecting.map_or(&[][..], |id| &self.arena.record(id).outgoing_effects);
        let effect = effects
            .iter()
            .find(|(other_kind, other, _)| *other_kind == kind && Some(*other) == affected);
        let whole =
            || AffectedExtent { extent: Extent::Whole, wording: None, from: None, until: None };
        effect.map_or_else(whole, |(_, _, extent)| extent.clone())
    }

    /// Resolves the citations and relations of an entry and adds the resulting edges.
    pub(super) fn link_entry(&mut self, id: EntryId) {
        let entry = self.arena.entry(id).clone();
        let resolve = |cited| self.resolve_citation_uncached(cited, &entry);
        let cited: Box<[_]> = entry.citations.iter().map(resolve).collect();
        if is_section_index(&entry.source) {
            self.arena.record_mut(id).resolved_citations = cited;
            return;
        }
        let (mut edges, effects) = self.resolve_edges(&entry, &cited);
        edges.sort_unstable();
        edges.dedup();
        let mut contributed = Vec::with_capacity(edges.len());
        for (kind, other) in edges {
            contributed.push((id, kind, other));
            // "Related" is symmetric and is added in both directions.
            let is_removed = self.arena.entry(other).is_removed(self.today);
            if kind == RELATED_EDGE && !is_removed {
                contributed.push((other, kind, id));
            }
        }
        for (from, kind, to) in &contributed {
            self.add_edge(*from, *kind, *to);
        }
        let record = self.arena.record_mut(id);
        (record.contributed_edges, record.outgoing_effects) = (contributed, effects);
        record.resolved_citations = cited;
    }

    /// Removes the edges an entry contributed.
    pub(super) fn unlink_entry(&mut self, id: EntryId) {
        let record = self.arena.record_mut(id);
        let contributed = std::mem::take(&mut record.contributed_edges);
        record.outgoing_effects = Vec::new();
        record.resolved_citations = Box::default();
        for (from, kind, to) in contributed {
            // The other entry may contribute the same edge.
            let other = if from == id { to } else { from };
            if !self.arena.record(other).contributed_edges.contains(&(from, kind, to)) {
                self.remove_edge(from, kind, to);
            }
        }
    }

    fn add_edge(&mut self, from: EntryId, kind: EdgeKind, to: EntryId) {
        let other = self.arena.entry(from).clone();
        let (record, ranks) = self.arena.record_mut_with_ranks(to);
        let at = match record.incoming_edges.binary_search_by_key(&kind, |(kind, _)| *kind) {
            Ok(at) => at,
            Err(at) => {
                // Most documents that are named at all are named in one or two ways.
                record.incoming_edges.reserve_exact(1);
                record.incoming_edges.insert(at, (kind, Postings::default()));
                at
            }
        };
        if record.incoming_edges[at].1.add(from, Year::of(&other), ranks) {
            self.plan_fingerprint =
                self.plan_fingerprint.wrapping_add(edge_plan_hash(&other, kind, &record.entry));
        }
    }

    fn remove_edge(&mut self, from: EntryId, kind: EdgeKind, to: EntryId) {
        let other = self.arena.entry(from).clone();
        let (record, ranks) = self.arena.record_mut_with_ranks(to);
        let Ok(at) = record.incoming_edges.binary_search_by_key(&kind, |(kind, _)| *kind) else {
            return;
        };
        if record.incoming_edges[at].1.remove(from, Year::of(&other), ranks) {
            self.plan_fingerprint =
                self.plan_fingerprint.wrapping_sub(edge_plan_hash(&other, kind, &record.entry));
        }
        if record.incoming_edges[at].1.is_empty() {
            record.incoming_edges.remove(at);
        }
    }

    /// Resolves the outgoing edges of an entry and its effects; `cited` are the documents its citations resolve to.
    fn resolve_edges(
        &self,
        entry: &Entry,
        cited: &[Option<EntryId>],
    ) -> (Vec<(EdgeKind, EntryId)>, OutgoingEffects) {
        let metadata = &entry.metadata;
        let is_removed = entry.is_removed(self.today);
        let original = metadata.translation_of.as_deref().map(DocumentCriteria::from_reference);
        let original = original.and_then(|original| self.resolve_other(entry, &original));
        let (mut edges, mut effects) = (Vec::new(), OutgoingEffects::new());
        for relation in &metadata.relations {
            let (kind, alters_target) = (relation.kind, relation.kind.alters_target());
            if is_removed && !alters_target || original.is_some() && alters_target {
                continue;
            }
            let Some(other) =
                self.resolve_other(entry, &DocumentCriteria::from_relation(entry, relation))
            else {
                continue;
            };
            if alters_target {
                let target = &relation.target;
                let extent = AffectedExtent {
                    extent: target.extent(),
                    wording: target.display_note(),
                    from: target.from,
                    until: target.first_day_after(),
                };
                match effects
                    .iter_mut()
                    .find(|(other_kind, affected, _)| (*other_kind, *affected) == (kind, other))
                {
                    Some((_, _, effect)) => effect.merge(extent),
                    None => effects.push((kind, other, extent)),
                }
            }
            edges.push((EdgeKind::Relation(kind), other));
        }
        if is_removed {
            let replacement = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
            let other = replacement.and_then(|reference| {
                self.resolve_other(entry, &DocumentCriteria::from_reference(reference))
            });
            edges.extend(other.map(|other| (EdgeKind::WithdrawalReplacement, other)));
            return (edges, effects);
        }
        edges.extend(original.map(|original| (EdgeKind::Translation, original)));
        let cited = cited.iter().flatten();
        // A document that is named by a relation is not listed as cited as well.
        let is_named = |other: &EntryId| edges.iter().any(|(_, named)| named == other);
        let cited = cited.filter(|other| {
            !is_section_index(&self.arena.entry(**other).source) && !is_named(other)
        });
        let cited: Vec<EntryId> = cited.copied().collect();
        edges.extend(
            cited.into_iter().map(|other| (EdgeKind::Relation(RelationKind::Cites), other)),
        );
        (edges, effects)
    }

    /// Resolves a reference; `None` also if it leads to this entry itself or to the index file of a section.
    fn resolve_other(&self, entry: &Entry, criteria: &DocumentCriteria) -> Option<EntryId> {
        let other = self.resolve_id(criteria)?;
        let source = &self.arena.entry(other).source;
        (*source != entry.source && !is_section_index(source)).then_some(other)
    }
}

/// Returns the part of the plan hash that an edge contributes.
fn edge_plan_hash(from: &Entry, kind: EdgeKind, to: &Entry) -> u64 {
    fingerprint(&(&from.source, Year::of(from), kind, &to.source))
}
