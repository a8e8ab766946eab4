//! Lookup keys: the properties by which documents are looked up (address, number, day of issue), and their index.
//!
//! The index maps each key to the entries that provide it and to those that want it, whether or not their lookup
//! succeeded. So when a document is added, removed or changed, the entries whose relations or citations may now resolve
//! differently are found without scanning the others.
//!
//! **Invariant.** Every wanted key of an entry equals a provided key of the entry it would find ([`LookupKey::wanted`],
//! [`LookupKey::provided`]), and every lookup uses a provided key.

use std::collections::hash_map;
use std::hash::Hash;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::DocumentCriteria;
use super::entry_id::EntryId;
use crate::entry::Entry;
use crate::entry::citation::{CitedDate, CitedDocument};
use crate::source::fingerprint;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::document_type;
use crate::vietnamese::number::NumberKey;

/// The hash of a property by which a document can be looked up. Of a million keys, two are equal by chance with
/// probability 3·10⁻⁸; then one reference may resolve to the wrong document, or be ambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LookupKey(u64);

impl LookupKey {
    fn hashed(property: &str, value: impl Hash) -> Self {
        Self(fingerprint(&(property, value)))
    }

    /// The key of an address.
    pub(super) fn address(address: &str) -> Self {
        Self::hashed("address", address)
    }

    /// The key of a document number.
    pub(super) fn number(key: &NumberKey) -> Self {
        Self::hashed("number", key)
    }

    /// The key of the serial, letters and digits of a number, as returned by [`NumberKey::loose`].
    pub(super) fn loose_number(loose: &str) -> Self {
        Self::hashed("letters", loose)
    }

    /// The key of a day of issue with the serial of a number.
    pub(super) fn day_and_serial(day: Date, serial: &str) -> Self {
        Self::hashed("day", (day, serial))
    }

    /// Returns the keys under which an entry can be found.
    pub(super) fn provided(entry: &Entry) -> Vec<Self> {
        let mut keys = vec![Self::address(&entry.address)];
        let Some(number) = entry.metadata.number.as_ref().filter(|n| n.is_filled()) else {
            return keys;
        };
        let key = number.key();
        keys.extend([Self::number(key), Self::loose_number(&key.loose())]);
        let serial = key.serial();
        let day = entry.metadata.issued_on.and_then(PartialDate::as_day);
        keys.extend(
            day.filter(|_| !serial.is_empty()).map(|day| Self::day_and_serial(day, serial)),
        );
        keys
    }

    /// Returns the keys that the relations and citations of an entry look up.
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
        let mut keys = Vec::new();
        for criteria in references.chain(related) {
            keys.extend(criteria.address.as_deref().map(Self::address));
            keys.extend(criteria.number.as_ref().map(Self::number));
        }
        for cited in &entry.citations {
            Self::push_citation_keys(cited, &mut keys);
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn push_citation_keys(cited: &CitedDocument, keys: &mut Vec<Self>) {
        let number = &cited.number;
        let Some(code) = number.code_of_bare_serial() else {
            // Equal numbers have equal loose numbers.
            keys.push(Self::loose_number(&number.loose()));
            return;
        };
        if !code.is_empty() {
            let kind = cited.doc_type.and_then(document_type::by_name);
            let abbreviations = kind.iter().flat_map(|kind| kind.abbreviations);
            let numbers = abbreviations.map(|short| number.loose_with_type(short));
            keys.extend(numbers.map(|loose| Self::loose_number(&loose)));
        } else if let CitedDate::Certain(date) | CitedDate::Possible(date) = cited.date {
            keys.extend(date.as_day().map(|day| Self::day_and_serial(day, number.serial())));
        }
    }
}

/// A list of entries; mostly one, which needs no allocation.
#[derive(Debug)]
enum EntryIds {
    One(EntryId),
    #[expect(clippy::box_collection, reason = "few of a million keys have several entries")]
    Many(Box<Vec<EntryId>>),
}

/// Entries by lookup key.
#[derive(Debug, Default)]
struct EntriesByKey(RapidHashMap<LookupKey, EntryIds>);

impl EntriesByKey {
    fn get(&self, key: LookupKey) -> &[EntryId] {
        match self.0.get(&key) {
            Some(EntryIds::One(id)) => std::slice::from_ref(id),
            Some(EntryIds::Many(ids)) => ids,
            None => &[],
        }
    }

    fn add(&mut self, key: LookupKey, id: EntryId) {
        let ids = match self.0.entry(key) {
            hash_map::Entry::Occupied(ids) => ids.into_mut(),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(EntryIds::One(id));
                return;
            }
        };
        match ids {
            EntryIds::One(first) => *ids = EntryIds::Many(Box::new(vec![*first, id])),
            EntryIds::Many(ids) => ids.push(id),
        }
    }

    fn remove(&mut self, key: LookupKey, id: EntryId) {
        let is_last = match self.0.get_mut(&key) {
            Some(EntryIds::One(only)) => *only == id,
            Some(EntryIds::Many(ids)) => {
                ids.retain(|other| *other != id);
                ids.is_empty()
            }
            None => false,
        };
        if is_last {
            self.0.remove(&key);
        }
    }
}

/// The entries that provide and those that want each key.
#[derive(Debug, Default)]
pub(super) struct LookupIndex {
    providers: EntriesByKey,
    dependents: EntriesByKey,
}

impl LookupIndex {
    /// Adds the provided and wanted keys of an entry.
    pub(super) fn add(&mut self, id: EntryId, entry: &Entry) {
        for key in LookupKey::provided(entry) {
            self.providers.add(key, id);
        }
        for key in LookupKey::wanted(entry) {
            self.dependents.add(key, id);
        }
    }

    /// Removes the provided and wanted keys of an entry.
    pub(super) fn remove(&mut self, id: EntryId, entry: &Entry) {
        LookupKey::provided(entry).into_iter().for_each(|key| self.providers.remove(key, id));
        LookupKey::wanted(entry).into_iter().for_each(|key| self.dependents.remove(key, id));
    }

    /// Returns the entries that provide a key.
    pub(super) fn providers(&self, key: LookupKey) -> &[EntryId] {
        self.providers.get(key)
    }

    /// Returns the entries that want a key this entry provides.
    pub(super) fn dependents(&self, entry: &Entry) -> impl Iterator<Item = EntryId> {
        LookupKey::provided(entry).into_iter().flat_map(|key| self.dependents.get(key)).copied()
    }
}
