//! The entries, stored under stable ids, and the listing order over them.
//!
//! The position of an entry in the listing order is represented by a number, its rank: comparing two ranks compares two
//! entries.
//!
//! **Invariant.** Ranks ascend in listing order. They carry no other meaning, and all are reassigned when there is no
//! number left between two.

use std::sync::Arc;

use rapidhash::RapidHashMap;

use super::edges::{AffectedExtent, EdgeKind};
use super::entry_id::{EntryId, Ranks};
use super::listing_order::ListingKey;
use super::postings::Postings;
use crate::entry::{Entry, RelationKind};

/// The distance between two ranks that are assigned at the same time.
const RANK_GAP: u64 = 1 << 32;

/// The rank of an entry that is not in the order.
const UNRANKED: u64 = u64::MAX;

/// An entry with the data derived from it and its edges.
#[derive(Debug)]
pub(super) struct EntryRecord {
    pub(super) entry: Arc<Entry>,
    /// The issuer, folded and with abbreviations expanded.
    pub(super) normalized_issuer: Option<Arc<str>>,
    /// The document each of its citations resolves to, in the order of `entry.citations`.
    pub(super) resolved_citations: Box<[Option<EntryId>]>,
    /// The edges this entry contributed: source, kind, destination. "Related" is symmetric, so such an edge is also
    /// contributed in the opposite direction and ends at this entry.
    pub(super) contributed_edges: Vec<(EntryId, EdgeKind, EntryId)>,
    /// Its effects on other entries and their extents.
    pub(super) outgoing_effects: Vec<(RelationKind, EntryId, AffectedExtent)>,
    /// The entries with an edge to this one, by kind.
    pub(super) incoming_edges: Vec<(EdgeKind, Postings)>,
}

/// All entries and their order.
#[derive(Debug, Default)]
pub(super) struct EntryArena {
    records: Vec<Option<EntryRecord>>,
    ranks: Vec<u64>,
    order: Vec<EntryId>,
    free_ids: Vec<EntryId>,
    by_source: RapidHashMap<Arc<str>, EntryId>,
}

impl EntryArena {
    /// Finds the id of the entry of a source file.
    pub(super) fn find(&self, source: &str) -> Option<EntryId> {
        self.by_source.get(source).copied()
    }

    /// Returns the record of an entry.
    pub(super) fn record(&self, id: EntryId) -> &EntryRecord {
        self.records[id.index()].as_ref().expect("no index holds the id of a removed entry")
    }

    /// Returns the record of an entry, mutably.
    pub(super) fn record_mut(&mut self, id: EntryId) -> &mut EntryRecord {
        self.records[id.index()].as_mut().expect("no index holds the id of a removed entry")
    }

    /// Returns an entry.
    pub(super) fn entry(&self, id: EntryId) -> &Arc<Entry> {
        &self.record(id).entry
    }

    /// Returns all entries in listing order.
    pub(super) fn order(&self) -> &[EntryId] {
        &self.order
    }

    /// Returns the rank of an entry in the listing order.
    pub(super) fn rank(&self, id: EntryId) -> u64 {
        self.ranks[id.index()]
    }

    /// Returns the ranks of all entries.
    pub(super) fn ranks(&self) -> Ranks<'_> {
        Ranks(&self.ranks)
    }

    /// Returns the record of an entry, mutably, together with the ranks.
    pub(super) fn record_mut_with_ranks(&mut self, id: EntryId) -> (&mut EntryRecord, Ranks<'_>) {
        let record = self.records[id.index()].as_mut();
        (record.expect("no index holds the id of a removed entry"), Ranks(&self.ranks))
    }

    /// Stores an entry and returns its id, which is kept if its source file already had one. The order is unchanged.
    pub(super) fn insert(
        &mut self,
        entry: Arc<Entry>,
        normalized_issuer: Option<Arc<str>>,
    ) -> EntryId {
        let source = entry.source.clone();
        let record = EntryRecord {
            entry,
            normalized_issuer,
            resolved_citations: Box::default(),
            contributed_edges: Vec::new(),
            outgoing_effects: Vec::new(),
            incoming_edges: Vec::new(),
        };
        let (records, ranks, free_ids) = (&mut self.records, &mut self.ranks, &mut self.free_ids);
        let id = *self.by_source.entry(source).or_insert_with(|| {
            free_ids.pop().unwrap_or_else(|| {
                records.push(None);
                ranks.push(UNRANKED);
                EntryId::new(ranks.len() - 1)
            })
        });
        self.records[id.index()] = Some(record);
        id
    }

    /// Removes the entry of a source file.
    pub(super) fn remove(&mut self, source: &str) {
        if let Some(id) = self.by_source.remove(source) {
            self.records[id.index()] = None;
            self.free_ids.push(id);
        }
    }

    /// Removes entries from the order.
    pub(super) fn remove_from_order(&mut self, ids: &[EntryId]) {
        for id in ids {
            self.ranks[id.index()] = UNRANKED;
        }
        let ranks = &self.ranks;
        self.order.retain(|id| ranks[id.index()] != UNRANKED);
    }

    /// Inserts entries into the order, and sorts `ids` by it.
    pub(super) fn insert_into_order(&mut self, ids: &mut [EntryId]) {
        let mut keyed: Vec<(ListingKey<'_>, EntryId)> =
            ids.iter().map(|id| (ListingKey::of(self.entry(*id)), *id)).collect();
        keyed.sort_unstable_by(|(a, _), (b, _)| a.compare(b));
        let mut order = Vec::with_capacity(self.order.len() + ids.len());
        let mut remaining = &self.order[..];
        for (at, (key, id)) in keyed.iter().enumerate() {
            let before = remaining
                .partition_point(|other| ListingKey::of(self.entry(*other)).compare(key).is_lt());
            order.extend_from_slice(&remaining[..before]);
            remaining = &remaining[before..];
            order.push(*id);
            ids[at] = *id;
        }
        order.extend_from_slice(remaining);
        self.order = order;
        if !self.assign_missing_ranks() {
            self.reassign_all_ranks();
        }
    }

    /// Assigns ranks to the entries without one, between those of their neighbours; returns false if there
    /// are not enough free numbers.
    fn assign_missing_ranks(&mut self) -> bool {
        let (mut last, mut begin) = (0, 0);
        for end in 0..=self.order.len() {
            let next = self.order.get(end).map(|id| self.ranks[id.index()]);
            if next == Some(UNRANKED) {
                continue;
            }
            let run = &self.order[begin..end];
            let count = run.len() as u64 + 1;
            let next = next.or_else(|| RANK_GAP.checked_mul(count)?.checked_add(last));
            let step = next.map_or(0, |next| (next - last) / count);
            if step == 0 {
                return false;
            }
            for (at, id) in run.iter().enumerate() {
                self.ranks[id.index()] = last + step * (at as u64 + 1);
            }
            (last, begin) = (next.unwrap_or(UNRANKED), end + 1);
        }
        true
    }

    fn reassign_all_ranks(&mut self) {
        for (at, id) in self.order.iter().enumerate() {
            self.ranks[id.index()] = RANK_GAP * (at as u64 + 1);
        }
    }
}
