//! What one document is known by and others look for it by: its address, its number, its day.
//!
//! Whoever looks for something is noted under it, found or not. So when a document comes, goes or becomes another,
//! those are known whose relations and citations may now mean something else, and nobody else is asked.
//!
//! **Invariant.** Whatever an entry is found by is among what it [gives], and whatever one looks for another by leads
//! to something that it [seeks].
//!
//! [gives]: Clue::given
//! [seeks]: Clue::sought

use std::collections::hash_map;
use std::hash::{Hash, Hasher as _};

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::Wanted;
use super::citing::{loose, serial_length};
use super::shelf::Slot;
use crate::entry::Entry;
use crate::entry::citation::{Cited, Dating};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

/// Something that a document may be known by, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Clue(u64);

impl Clue {
    fn of(sort: &str, what: impl Hash) -> Self {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (sort, what).hash(&mut hasher);
        Self(hasher.finish())
    }

    /// An address.
    pub(super) fn address(address: &str) -> Self {
        Self::of("address", address)
    }

    /// The key of a number.
    pub(super) fn number(key: &str) -> Self {
        Self::of("number", key)
    }

    /// The letters and digits of a number.
    pub(super) fn letters(loose: &str) -> Self {
        Self::of("letters", loose)
    }

    /// A day of issue, and the serial of a number.
    pub(super) fn day(day: Date, serial: &str) -> Self {
        Self::of("day", (day, serial))
    }

    /// Lists what an entry is known by.
    pub(super) fn given(entry: &Entry) -> Vec<Self> {
        let mut clues = vec![Self::address(&entry.address)];
        let Some(number) = entry.metadata.number.as_ref().filter(|n| n.is_filled()) else {
            return clues;
        };
        let key = number.key();
        clues.extend([Self::number(&key), Self::letters(&loose(&key))]);
        let serial = &key[..serial_length(&key)];
        let day = entry.metadata.issued_on.and_then(PartialDate::as_day);
        clues.extend(day.filter(|_| !serial.is_empty()).map(|day| Self::day(day, serial)));
        clues
    }

    /// Lists what an entry looks for others by.
    pub(super) fn sought(entry: &Entry) -> Vec<Self> {
        let metadata = &entry.metadata;
        let replaced_by = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
        let references =
            metadata.translation_of.as_deref().into_iter().chain(replaced_by).map(Wanted::new);
        let related = metadata.relations.iter().map(|relation| Wanted::by(entry, relation));
        let mut clues = Vec::new();
        for wanted in references.chain(related) {
            clues.extend(wanted.address.as_deref().map(Self::address));
            clues.extend(wanted.number.as_deref().map(Self::number));
        }
        for cited in &entry.citations {
            Self::cited(cited, &mut clues);
        }
        clues.sort_unstable();
        clues.dedup();
        clues
    }

    fn cited(cited: &Cited, clues: &mut Vec<Self>) {
        if !cited.is_serial() {
            // Numbers that are equal have equal letters.
            clues.push(Self::letters(&loose(&cited.number)));
            return;
        }
        let number = &*cited.number;
        let (serial, code) = number.split_once(' ').unwrap_or((number, ""));
        if !code.is_empty() {
            let kind = cited.doc_type.and_then(document_type::by_name);
            let shorts = kind.iter().flat_map(|kind| kind.abbreviations);
            let keys = shorts.map(|short| loose(&format!("{serial}-{short}/{code}")));
            clues.extend(keys.map(|key| Self::letters(&key)));
        } else if let Dating::On(date) | Dating::Perhaps(date) = cited.dating {
            clues.extend(date.as_day().map(|day| Self::day(day, serial)));
        }
    }
}

/// Some entries; mostly one, which then needs no room of its own.
#[derive(Debug)]
enum Slots {
    One(Slot),
    #[expect(clippy::box_collection, reason = "of a million, few are many")]
    Many(Box<Vec<Slot>>),
}

/// Entries by clues.
#[derive(Debug, Default)]
struct Noted(RapidHashMap<Clue, Slots>);

impl Noted {
    fn of(&self, clue: Clue) -> &[Slot] {
        match self.0.get(&clue) {
            Some(Slots::One(slot)) => std::slice::from_ref(slot),
            Some(Slots::Many(slots)) => slots,
            None => &[],
        }
    }

    fn add(&mut self, clue: Clue, slot: Slot) {
        let slots = match self.0.entry(clue) {
            hash_map::Entry::Occupied(slots) => slots.into_mut(),
            hash_map::Entry::Vacant(nobody) => {
                nobody.insert(Slots::One(slot));
                return;
            }
        };
        match slots {
            Slots::One(first) => *slots = Slots::Many(Box::new(vec![*first, slot])),
            Slots::Many(slots) => slots.push(slot),
        }
    }

    fn remove(&mut self, clue: Clue, slot: Slot) {
        let is_last = match self.0.get_mut(&clue) {
            Some(Slots::One(only)) => *only == slot,
            Some(Slots::Many(slots)) => {
                slots.retain(|other| *other != slot);
                slots.is_empty()
            }
            None => false,
        };
        if is_last {
            self.0.remove(&clue);
        }
    }
}

/// Who is known by what, and who looks for it.
#[derive(Debug, Default)]
pub(super) struct Clues {
    known: Noted,
    sought: Noted,
}

impl Clues {
    /// Notes what an entry is known by and looks for.
    pub(super) fn add(&mut self, slot: Slot, entry: &Entry) {
        for clue in Clue::given(entry) {
            self.known.add(clue, slot);
        }
        for clue in Clue::sought(entry) {
            self.sought.add(clue, slot);
        }
    }

    /// Forgets an entry.
    pub(super) fn remove(&mut self, slot: Slot, entry: &Entry) {
        Clue::given(entry).into_iter().for_each(|clue| self.known.remove(clue, slot));
        Clue::sought(entry).into_iter().for_each(|clue| self.sought.remove(clue, slot));
    }

    /// Gives those known by something.
    pub(super) fn known(&self, clue: Clue) -> &[Slot] {
        self.known.of(clue)
    }

    /// Gives those who look for what an entry is known by.
    pub(super) fn seekers(&self, entry: &Entry) -> impl Iterator<Item = Slot> {
        Clue::given(entry).into_iter().flat_map(|clue| self.sought.of(clue)).copied()
    }
}
