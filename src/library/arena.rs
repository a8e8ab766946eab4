//! The entries themselves, each in a slot of its own, and the order of listings over them.
//!
//! A slot stays the same while its file has an entry, so that lists can hold slots whatever is filed before them. Where
//! an entry stands in the order is a number, its place: comparing two places compares two entries.
//!
//! **Invariant.** Places ascend in the order of listings. They say nothing else, and are given anew when there is no
//! room between two.

use std::sync::Arc;

use rapidhash::RapidHashMap;

use super::edges::{AffectedExtent, EdgeKind};
use super::listing_order::ListingKey;
use super::postings::Postings;
use crate::entry::{Entry, RelationKind};

/// The distance of two places that were given at once.
const RANK_GAP: u64 = 1 << 32;

/// The place of what is in no order.
const UNRANKED: u64 = u64::MAX;

/// Where an entry is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct EntryId(u32);

impl EntryId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// An entry with what was found out of it.
#[derive(Debug)]
pub(super) struct EntryRecord {
    pub(super) entry: Arc<Entry>,
    /// Who issued it, folded and without what people write short.
    pub(super) normalized_issuer: Option<Arc<str>>,
    /// What each of its citations means.
    pub(super) resolved_citations: Box<[Option<EntryId>]>,
    /// Who was filed by its relations: who leads in which way to whom.
    pub(super) contributed_edges: Vec<(EntryId, EdgeKind, EntryId)>,
    /// What it changes, and how much of that.
    pub(super) outgoing_effects: Vec<(RelationKind, EntryId, AffectedExtent)>,
    /// Who leads here, by the way.
    pub(super) incoming_edges: Vec<(EdgeKind, Postings)>,
}

/// All entries.
#[derive(Debug, Default)]
pub(super) struct EntryArena {
    records: Vec<Option<EntryRecord>>,
    ranks: Vec<u64>,
    order: Vec<EntryId>,
    free_ids: Vec<EntryId>,
    by_source: RapidHashMap<Arc<str>, EntryId>,
}

impl EntryArena {
    /// Finds the slot of a file's entry.
    pub(super) fn find(&self, source: &str) -> Option<EntryId> {
        self.by_source.get(source).copied()
    }

    /// Gives what is kept in a slot.
    pub(super) fn record(&self, slot: EntryId) -> &EntryRecord {
        self.records[slot.index()].as_ref().expect("a slot is in no list once its entry is gone")
    }

    /// Gives what is kept in a slot, to be changed.
    pub(super) fn record_mut(&mut self, slot: EntryId) -> &mut EntryRecord {
        self.records[slot.index()].as_mut().expect("a slot is in no list once its entry is gone")
    }

    /// Gives the entry in a slot.
    pub(super) fn entry(&self, slot: EntryId) -> &Arc<Entry> {
        &self.record(slot).entry
    }

    /// Gives all slots in the order of listings.
    pub(super) fn order(&self) -> &[EntryId] {
        &self.order
    }

    /// Gives the place of an entry in the order of listings.
    pub(super) fn rank(&self, slot: EntryId) -> u64 {
        self.ranks[slot.index()]
    }

    /// Gives the places of all slots.
    pub(super) fn ranks(&self) -> Ranks<'_> {
        Ranks(&self.ranks)
    }

    /// Parts the cards from their places, for who changes the one by the other.
    pub(super) fn record_mut_with_ranks(&mut self, slot: EntryId) -> (&mut EntryRecord, Ranks<'_>) {
        let card = self.records[slot.index()].as_mut();
        (card.expect("a slot is in no list once its entry is gone"), Ranks(&self.ranks))
    }

    /// Keeps an entry in the slot of its file; it has no place in the order yet.
    pub(super) fn insert(&mut self, entry: Arc<Entry>, issuer: Option<Arc<str>>) -> EntryId {
        let source = entry.source.clone();
        let (cited, led, deeds, toward) = (Box::default(), Vec::new(), Vec::new(), Vec::new());
        let card = EntryRecord {
            entry,
            normalized_issuer: issuer,
            resolved_citations: cited,
            contributed_edges: led,
            outgoing_effects: deeds,
            incoming_edges: toward,
        };
        let (cards, places, free) = (&mut self.records, &mut self.ranks, &mut self.free_ids);
        let slot = *self.by_source.entry(source).or_insert_with(|| {
            free.pop().unwrap_or_else(|| {
                cards.push(None);
                places.push(UNRANKED);
                EntryId(u32::try_from(places.len() - 1).expect("fewer than 2^32 files"))
            })
        });
        self.records[slot.index()] = Some(card);
        slot
    }

    /// Lets go of the entry of a file.
    pub(super) fn remove(&mut self, source: &str) {
        if let Some(slot) = self.by_source.remove(source) {
            self.records[slot.index()] = None;
            self.free_ids.push(slot);
        }
    }

    /// Takes entries out of the order.
    pub(super) fn remove_from_order(&mut self, slots: &[EntryId]) {
        for slot in slots {
            self.ranks[slot.index()] = UNRANKED;
        }
        let places = &self.ranks;
        self.order.retain(|slot| places[slot.index()] != UNRANKED);
    }

    /// Puts entries that are in no order where they belong, and sorts `slots` so.
    pub(super) fn insert_into_order(&mut self, slots: &mut [EntryId]) {
        let mut keyed: Vec<(ListingKey<'_>, EntryId)> =
            slots.iter().map(|slot| (ListingKey::of(self.entry(*slot)), *slot)).collect();
        keyed.sort_unstable();
        let mut order = Vec::with_capacity(self.order.len() + slots.len());
        let mut rest = &self.order[..];
        for (at, (key, slot)) in keyed.iter().enumerate() {
            let before = rest.partition_point(|other| ListingKey::of(self.entry(*other)) < *key);
            order.extend_from_slice(&rest[..before]);
            rest = &rest[before..];
            order.push(*slot);
            slots[at] = *slot;
        }
        order.extend_from_slice(rest);
        self.order = order;
        if !self.assign_missing_ranks() {
            self.reassign_all_ranks();
        }
    }

    /// Gives places between those that are given; tells whether there was room.
    fn assign_missing_ranks(&mut self) -> bool {
        let (mut last, mut begin) = (0, 0);
        for end in 0..=self.order.len() {
            let next = self.order.get(end).map(|slot| self.ranks[slot.index()]);
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
            for (at, slot) in run.iter().enumerate() {
                self.ranks[slot.index()] = last + step * (at as u64 + 1);
            }
            (last, begin) = (next.unwrap_or(UNRANKED), end + 1);
        }
        true
    }

    fn reassign_all_ranks(&mut self) {
        for (at, slot) in self.order.iter().enumerate() {
            self.ranks[slot.index()] = RANK_GAP * (at as u64 + 1);
        }
    }
}

/// The places of all slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranks<'a>(&'a [u64]);

impl Ranks<'_> {
    /// Gives the place of an entry in the order of listings.
    pub(super) fn of(self, slot: EntryId) -> u64 {
        self.0[slot.index()]
    }
}
