//! The entries themselves, each in a slot of its own, and the order of listings over them.
//!
//! A slot stays the same while its file has an entry, so that lists can hold slots whatever is filed before them. Where
//! an entry stands in the order is a number, its place: comparing two places compares two entries.
//!
//! **Invariant.** Places ascend in the order of listings. They say nothing else, and are given anew when there is no
//! room between two.

use std::sync::Arc;

use rapidhash::RapidHashMap;

use super::order::Key;
use super::postings::Postings;
use super::ties::{Meant, Tie};
use crate::entry::{Entry, RelationKind};

/// The distance of two places that were given at once.
const STEP: u64 = 1 << 32;

/// The place of what is in no order.
const NOWHERE: u64 = u64::MAX;

/// Where an entry is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Slot(u32);

impl Slot {
    fn at(self) -> usize {
        self.0 as usize
    }
}

/// An entry with what was found out of it.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) entry: Arc<Entry>,
    /// Who issued it, folded and without what people write short.
    pub(super) issuer: Option<Arc<str>>,
    /// What each of its citations means.
    pub(super) cited: Box<[Option<Slot>]>,
    /// Who was filed by its relations: who leads in which way to whom.
    pub(super) led: Vec<(Slot, Tie, Slot)>,
    /// What it changes, and how much of that.
    pub(super) deeds: Vec<(RelationKind, Slot, Meant)>,
    /// Who leads here, by the way.
    pub(super) toward: Vec<(Tie, Postings)>,
}

/// All entries.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    cards: Vec<Option<Card>>,
    places: Vec<u64>,
    order: Vec<Slot>,
    free: Vec<Slot>,
    by_source: RapidHashMap<Arc<str>, Slot>,
}

impl Shelf {
    /// Finds the slot of a file's entry.
    pub(super) fn find(&self, source: &str) -> Option<Slot> {
        self.by_source.get(source).copied()
    }

    /// Gives what is kept in a slot.
    pub(super) fn card(&self, slot: Slot) -> &Card {
        self.cards[slot.at()].as_ref().expect("a slot is in no list once its entry is gone")
    }

    /// Gives what is kept in a slot, to be changed.
    pub(super) fn card_mut(&mut self, slot: Slot) -> &mut Card {
        self.cards[slot.at()].as_mut().expect("a slot is in no list once its entry is gone")
    }

    /// Gives the entry in a slot.
    pub(super) fn entry(&self, slot: Slot) -> &Arc<Entry> {
        &self.card(slot).entry
    }

    /// Gives all slots in the order of listings.
    pub(super) fn order(&self) -> &[Slot] {
        &self.order
    }

    /// Gives the place of an entry in the order of listings.
    pub(super) fn place(&self, slot: Slot) -> u64 {
        self.places[slot.at()]
    }

    /// Gives the places of all slots.
    pub(super) fn places(&self) -> Places<'_> {
        Places(&self.places)
    }

    /// Parts the cards from their places, for who changes the one by the other.
    pub(super) fn split(&mut self, slot: Slot) -> (&mut Card, Places<'_>) {
        let card = self.cards[slot.at()].as_mut();
        (card.expect("a slot is in no list once its entry is gone"), Places(&self.places))
    }

    /// Keeps an entry in the slot of its file; it has no place in the order yet.
    pub(super) fn keep(&mut self, entry: Arc<Entry>, issuer: Option<Arc<str>>) -> Slot {
        let source = entry.source.clone();
        let (cited, led, deeds, toward) = (Box::default(), Vec::new(), Vec::new(), Vec::new());
        let card = Card { entry, issuer, cited, led, deeds, toward };
        let (cards, places, free) = (&mut self.cards, &mut self.places, &mut self.free);
        let slot = *self.by_source.entry(source).or_insert_with(|| {
            free.pop().unwrap_or_else(|| {
                cards.push(None);
                places.push(NOWHERE);
                Slot(u32::try_from(places.len() - 1).expect("fewer than 2^32 files"))
            })
        });
        self.cards[slot.at()] = Some(card);
        slot
    }

    /// Lets go of the entry of a file.
    pub(super) fn drop(&mut self, source: &str) {
        if let Some(slot) = self.by_source.remove(source) {
            self.cards[slot.at()] = None;
            self.free.push(slot);
        }
    }

    /// Takes entries out of the order.
    pub(super) fn unplace(&mut self, slots: &[Slot]) {
        for slot in slots {
            self.places[slot.at()] = NOWHERE;
        }
        let places = &self.places;
        self.order.retain(|slot| places[slot.at()] != NOWHERE);
    }

    /// Puts entries that are in no order where they belong, and sorts `slots` so.
    pub(super) fn place_all(&mut self, slots: &mut [Slot]) {
        let mut keyed: Vec<(Key<'_>, Slot)> =
            slots.iter().map(|slot| (Key::of(self.entry(*slot)), *slot)).collect();
        keyed.sort_unstable();
        let mut order = Vec::with_capacity(self.order.len() + slots.len());
        let mut rest = &self.order[..];
        for (at, (key, slot)) in keyed.iter().enumerate() {
            let before = rest.partition_point(|other| Key::of(self.entry(*other)) < *key);
            order.extend_from_slice(&rest[..before]);
            rest = &rest[before..];
            order.push(*slot);
            slots[at] = *slot;
        }
        order.extend_from_slice(rest);
        self.order = order;
        if !self.number_new() {
            self.number_all();
        }
    }

    /// Gives places between those that are given; tells whether there was room.
    fn number_new(&mut self) -> bool {
        let (mut last, mut begin) = (0, 0);
        for end in 0..=self.order.len() {
            let next = self.order.get(end).map(|slot| self.places[slot.at()]);
            if next == Some(NOWHERE) {
                continue;
            }
            let run = &self.order[begin..end];
            let count = run.len() as u64 + 1;
            let next = next.or_else(|| STEP.checked_mul(count)?.checked_add(last));
            let step = next.map_or(0, |next| (next - last) / count);
            if step == 0 {
                return false;
            }
            for (at, slot) in run.iter().enumerate() {
                self.places[slot.at()] = last + step * (at as u64 + 1);
            }
            (last, begin) = (next.unwrap_or(NOWHERE), end + 1);
        }
        true
    }

    fn number_all(&mut self) {
        for (at, slot) in self.order.iter().enumerate() {
            self.places[slot.at()] = STEP * (at as u64 + 1);
        }
    }
}

/// The places of all slots.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<'a>(&'a [u64]);

impl Places<'_> {
    /// Gives the place of an entry in the order of listings.
    pub(super) fn of(self, slot: Slot) -> u64 {
        self.0[slot.at()]
    }
}
