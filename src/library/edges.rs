//! How entries lead to each other: stored once, where it is written, and filed under the entry it leads to.
//!
//! "A amends B" stands in A. It is filed as [`Term::Toward`] B, so that B's page asks who amends it as it asks for
//! any other list, and moves when the answer does. What cannot be resolved is filed nowhere until it can.
//!
//! What the text of an entry cites is filed as if front matter said so. What was taken back still leads to what it
//! changed, for taking down a page does not undo what the document did. An entry at fault does too.
//!
//! **Left out on purpose.** An entry leads nowhere to itself, and none leads to the text of a section. A translation
//! changes nothing: its original does.

use std::hash::{Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use super::arena::EntryId;
use super::postings::{Postings, Year};
use super::{DocumentCriteria, Library};
use crate::entry::{Entry, Extent, RelationKind, is_index};

/// One way in which an entry leads to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EdgeKind {
    /// It stands so to the other document.
    Relation(RelationKind),
    /// It is a translation of the other.
    Translation,
    /// It was taken back in favour of the other.
    WithdrawalReplacement,
}

impl EdgeKind {
    /// The code name, which is also part of the key of its label (`rev_cites`).
    pub fn name(self) -> &'static str {
        match self {
            Self::Relation(kind) => kind.code(),
            Self::Translation => "translation",
            Self::WithdrawalReplacement => "giving_way",
        }
    }
}

/// How much of a document another one changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AffectedExtent {
    /// How much.
    pub extent: Extent,
    /// What is said of it.
    pub wording: Option<String>,
}

impl AffectedExtent {
    /// Joins what several relations of one kind say: all of it is more than parts, and only parts make a part.
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
        let words: Vec<String> =
            [self.wording.take(), other.wording].into_iter().flatten().collect();
        self.wording = (!words.is_empty()).then(|| words.join("; "));
    }
}

/// What an entry changes, in which way, and how much of it.
type OutgoingEffects = Vec<(RelationKind, EntryId, AffectedExtent)>;

/// The one relation that both ends have.
const RELATED_EDGE: EdgeKind = EdgeKind::Relation(RelationKind::Related);

impl Library {
    /// Counts the entries that lead to the one in a file, in each way that there are any.
    pub fn backlink_counts(&self, source: &str) -> Vec<(EdgeKind, usize)> {
        let toward = self.arena.find(source).map(|slot| &self.arena.record(slot).incoming_edges);
        let count = |(tie, posted): &(EdgeKind, Postings)| (*tie, posted.count(None));
        toward.map_or_else(Vec::new, |toward| toward.iter().map(count).collect())
    }

    /// Tells how much of the entry `of` the entry `by` changes; all of it where nothing is said.
    pub fn affected_extent(&self, kind: RelationKind, by: &str, of: &str) -> AffectedExtent {
        let [by, of] = [by, of].map(|source| self.arena.find(source));
        let deeds = by.map_or(&[][..], |by| &self.arena.record(by).outgoing_effects);
        let deed = deeds.iter().find(|(has, other, _)| *has == kind && Some(*other) == of);
        let whole = || AffectedExtent { extent: Extent::Whole, wording: None };
        deed.map_or_else(whole, |(_, _, meant)| meant.clone())
    }

    /// Follows an entry's citations and relations, and files who stands to whom by them.
    pub(super) fn link_entry(&mut self, slot: EntryId) {
        let entry = self.arena.entry(slot).clone();
        let follow = |cited| self.resolve_citation_uncached(cited, &entry);
        let cited = entry.citations.iter().map(follow).collect();
        self.arena.record_mut(slot).resolved_citations = cited;
        if is_index(&entry.source) {
            return;
        }
        let (mut ties, deeds) = self.resolve_edges(&entry);
        ties.sort_unstable();
        ties.dedup();
        let mut led = Vec::with_capacity(ties.len());
        for (tie, other) in ties {
            led.push((slot, tie, other));
            // "Related" is one relation, seen from both ends.
            let gone = self.arena.entry(other).is_removed(self.today);
            if tie == RELATED_EDGE && !gone {
                led.push((other, tie, slot));
            }
        }
        for (by, tie, of) in &led {
            self.add_edge(*by, *tie, *of);
        }
        let card = self.arena.record_mut(slot);
        (card.contributed_edges, card.outgoing_effects) = (led, deeds);
    }

    /// Takes back what following an entry filed.
    pub(super) fn unlink_entry(&mut self, slot: EntryId) {
        let card = self.arena.record_mut(slot);
        let led = std::mem::take(&mut card.contributed_edges);
        card.outgoing_effects = Vec::new();
        card.resolved_citations = Box::default();
        for (by, tie, of) in led {
            // The other one may say the same.
            let other = if by == slot { of } else { by };
            if !self.arena.record(other).contributed_edges.contains(&(by, tie, of)) {
                self.remove_edge(by, tie, of);
            }
        }
    }

    fn add_edge(&mut self, by: EntryId, tie: EdgeKind, of: EntryId) {
        let year = Year::of(self.arena.entry(by));
        let (card, places) = self.arena.record_mut_with_ranks(of);
        let at = match card.incoming_edges.binary_search_by_key(&tie, |(tie, _)| *tie) {
            Ok(at) => at,
            Err(at) => {
                card.incoming_edges.insert(at, (tie, Postings::default()));
                at
            }
        };
        if card.incoming_edges[at].1.add(by, year, places) {
            self.plan_fingerprint =
                self.plan_fingerprint.wrapping_add(edge_plan_hash(&card.entry, tie, year));
        }
    }

    fn remove_edge(&mut self, by: EntryId, tie: EdgeKind, of: EntryId) {
        let year = Year::of(self.arena.entry(by));
        let (card, places) = self.arena.record_mut_with_ranks(of);
        let Ok(at) = card.incoming_edges.binary_search_by_key(&tie, |(tie, _)| *tie) else {
            return;
        };
        if card.incoming_edges[at].1.remove(by, year, places) {
            self.plan_fingerprint =
                self.plan_fingerprint.wrapping_sub(edge_plan_hash(&card.entry, tie, year));
        }
        if card.incoming_edges[at].1.is_empty() {
            card.incoming_edges.remove(at);
        }
    }

    /// Lists where an entry leads, and what it changes.
    fn resolve_edges(&self, entry: &Entry) -> (Vec<(EdgeKind, EntryId)>, OutgoingEffects) {
        let metadata = &entry.metadata;
        let gone = entry.is_removed(self.today);
        let original = metadata.translation_of.as_deref().map(DocumentCriteria::from_reference);
        let original = original.and_then(|original| self.resolve_other(entry, &original));
        let (mut ties, mut deeds) = (Vec::new(), OutgoingEffects::new());
        for relation in &metadata.relations {
            let (kind, is_change) = (relation.kind, relation.kind.alters_target());
            if gone && !is_change || original.is_some() && is_change {
                continue;
            }
            let Some(other) =
                self.resolve_other(entry, &DocumentCriteria::from_relation(entry, relation))
            else {
                continue;
            };
            if is_change {
                let target = &relation.target;
                let meant =
                    AffectedExtent { extent: target.extent(), wording: target.display_note() };
                match deeds.iter_mut().find(|(has, of, _)| (*has, *of) == (kind, other)) {
                    Some((_, _, deed)) => deed.merge(meant),
                    None => deeds.push((kind, other, meant)),
                }
            }
            ties.push((EdgeKind::Relation(kind), other));
        }
        if gone {
            let by = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
            let by =
                by.and_then(|by| self.resolve_other(entry, &DocumentCriteria::from_reference(by)));
            ties.extend(by.map(|by| (EdgeKind::WithdrawalReplacement, by)));
            return (ties, deeds);
        }
        ties.extend(original.map(|original| (EdgeKind::Translation, original)));
        for cited in &entry.citations {
            let other = self.resolve_citation_id(cited, entry);
            let other = other.filter(|other| !is_index(&self.arena.entry(*other).source));
            ties.extend(other.map(|other| (EdgeKind::Relation(RelationKind::Cites), other)));
        }
        (ties, deeds)
    }

    /// Finds the other entry that is meant.
    fn resolve_other(&self, entry: &Entry, wanted: &DocumentCriteria) -> Option<EntryId> {
        let found = self.resolve_id(wanted)?;
        let source = &self.arena.entry(found).source;
        (*source != entry.source && !is_index(source)).then_some(found)
    }
}

/// Hashes what a tie means for the plan of the site.
fn edge_plan_hash(of: &Entry, tie: EdgeKind, year: Year) -> u64 {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    (&of.source, tie, year).hash(&mut hasher);
    hasher.finish()
}
