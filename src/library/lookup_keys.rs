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

use super::DocumentCriteria;
use super::arena::EntryId;
use super::citation_resolution::{loose_number, serial_length};
use crate::entry::Entry;
use crate::entry::citation::{Cited, CitedDate};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;

/// Something that a document may be known by, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LookupKey(u64);

impl LookupKey {
    fn hashed(sort: &str, what: impl Hash) -> Self {
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (sort, what).hash(&mut hasher);
        Self(hasher.finish())
    }

    /// An address.
    pub(super) fn address(address: &str) -> Self {
        Self::hashed("address", address)
    }

    /// The key of a number.
    pub(super) fn number(key: &str) -> Self {
        Self::hashed("number", key)
    }

    /// The letters and digits of a number.
    pub(super) fn loose_number(loose: &str) -> Self {
        Self::hashed("letters", loose)
    }

    /// A day of issue, and the serial of a number.
    pub(super) fn day_and_serial(day: Date, serial: &str) -> Self {
        Self::hashed("day", (day, serial))
    }

    /// Lists what an entry is known by.
    pub(super) fn provided(entry: &Entry) -> Vec<Self> {
        let mut clues = vec![Self::address(&entry.address)];
        let Some(number) = entry.metadata.number.as_ref().filter(|n| n.is_filled()) else {
            return clues;
        };
        let key = number.key();
        clues.extend([Self::number(&key), Self::loose_number(&loose_number(&key))]);
        let serial = &key[..serial_length(&key)];
        let day = entry.metadata.issued_on.and_then(PartialDate::as_day);
        clues.extend(
            day.filter(|_| !serial.is_empty()).map(|day| Self::day_and_serial(day, serial)),
        );
        clues
    }

    /// Lists what an entry looks for others by.
    pub(super) fn wanted(entry: &Entry) -> Vec<Self> {
        let metadata = &entry.metadata;
        let replaced_by = metadata.withdrawn.as_ref().and_then(|w| w.replaced_by.as_ref());
        let references = metadata
            .translation_of
            .as_deref()
            .into_iter()
            .chain(replaced_by)
            .map(DocumentCriteria::from_reference);
        let related = metadata
            .relations
            .iter()
            .map(|relation| DocumentCriteria::from_relation(entry, relation));
        let mut clues = Vec::new();
        for wanted in references.chain(related) {
            clues.extend(wanted.address.as_deref().map(Self::address));
            clues.extend(wanted.number.as_deref().map(Self::number));
        }
        for cited in &entry.citations {
            Self::push_citation_keys(cited, &mut clues);
        }
        clues.sort_unstable();
        clues.dedup();
        clues
    }

    fn push_citation_keys(cited: &Cited, clues: &mut Vec<Self>) {
        if !cited.is_serial_only() {
            // Numbers that are equal have equal letters.
            clues.push(Self::loose_number(&loose_number(&cited.number)));
            return;
        }
        let number = &*cited.number;
        let (serial, code) = number.split_once(' ').unwrap_or((number, ""));
        if !code.is_empty() {
            let kind = cited.doc_type.and_then(document_type::by_name);
            let shorts = kind.iter().flat_map(|kind| kind.abbreviations);
            let keys = shorts.map(|short| loose_number(&format!("{serial}-{short}/{code}")));
            clues.extend(keys.map(|key| Self::loose_number(&key)));
        } else if let CitedDate::Certain(date) | CitedDate::Possible(date) = cited.date {
            clues.extend(date.as_day().map(|day| Self::day_and_serial(day, serial)));
        }
    }
}

/// Some entries; mostly one, which then needs no room of its own.
#[derive(Debug)]
enum EntryIds {
    One(EntryId),
    #[expect(clippy::box_collection, reason = "of a million, few are many")]
    Many(Box<Vec<EntryId>>),
}

/// Entries by clues.
#[derive(Debug, Default)]
struct EntriesByKey(RapidHashMap<LookupKey, EntryIds>);

impl EntriesByKey {
    fn get(&self, clue: LookupKey) -> &[EntryId] {
        match self.0.get(&clue) {
            Some(EntryIds::One(slot)) => std::slice::from_ref(slot),
            Some(EntryIds::Many(slots)) => slots,
            None => &[],
        }
    }

    fn add(&mut self, clue: LookupKey, slot: EntryId) {
        let slots = match self.0.entry(clue) {
            hash_map::Entry::Occupied(slots) => slots.into_mut(),
            hash_map::Entry::Vacant(nobody) => {
                nobody.insert(EntryIds::One(slot));
                return;
            }
        };
        match slots {
            EntryIds::One(first) => *slots = EntryIds::Many(Box::new(vec![*first, slot])),
            EntryIds::Many(slots) => slots.push(slot),
        }
    }

    fn remove(&mut self, clue: LookupKey, slot: EntryId) {
        let is_last = match self.0.get_mut(&clue) {
            Some(EntryIds::One(only)) => *only == slot,
            Some(EntryIds::Many(slots)) => {
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
pub(super) struct LookupIndex {
    providers: EntriesByKey,
    dependents: EntriesByKey,
}

impl LookupIndex {
    /// Notes what an entry is known by and looks for.
    pub(super) fn add(&mut self, slot: EntryId, entry: &Entry) {
        for clue in LookupKey::provided(entry) {
            self.providers.add(clue, slot);
        }
        for clue in LookupKey::wanted(entry) {
            self.dependents.add(clue, slot);
        }
    }

    /// Forgets an entry.
    pub(super) fn remove(&mut self, slot: EntryId, entry: &Entry) {
        LookupKey::provided(entry).into_iter().for_each(|clue| self.providers.remove(clue, slot));
        LookupKey::wanted(entry).into_iter().for_each(|clue| self.dependents.remove(clue, slot));
    }

    /// Gives those known by something.
    pub(super) fn providers(&self, clue: LookupKey) -> &[EntryId] {
        self.providers.get(clue)
    }

    /// Gives those who look for what an entry is known by.
    pub(super) fn dependents(&self, entry: &Entry) -> impl Iterator<Item = EntryId> {
        LookupKey::provided(entry).into_iter().flat_map(|clue| self.dependents.get(clue)).copied()
    }
}
