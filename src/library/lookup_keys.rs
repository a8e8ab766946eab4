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
///
/// It is kept as bytes, which need no alignment: a key with its entry takes 12 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct LookupKey([u8; 8]);

impl LookupKey {
    fn hashed(property: &str, value: impl Hash) -> Self {
        Self(fingerprint(&(property, value)).to_le_bytes())
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

/// Entries by lookup key. Nearly every key has one entry, which stands in the map itself.
#[derive(Debug, Default)]
struct EntriesByKey {
    /// The entry of each key; or, from [`FIRST_LIST`] on, the number of a list in `lists`.
    entries: RapidHashMap<LookupKey, EntryId>,
    lists: Vec<Vec<EntryId>>,
    /// The numbers of lists that are empty.
    free_lists: Vec<EntryId>,
}

/// No entry has an id from this one on.
const FIRST_LIST: u32 = 1 << 31;

impl EntriesByKey {
    fn get(&self, key: LookupKey) -> &[EntryId] {
        let Some(id) = self.entries.get(&key) else { return &[] };
        list_index(*id).map_or(std::slice::from_ref(id), |at| &self.lists[at])
    }

    fn add(&mut self, key: LookupKey, id: EntryId) {
        let found = match self.entries.entry(key) {
            hash_map::Entry::Occupied(found) => found.into_mut(),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(id);
                return;
            }
        };
        if let Some(at) = list_index(*found) {
            return self.lists[at].push(id);
        }
        let number = self.free_lists.pop().unwrap_or_else(|| {
            self.lists.push(Vec::new());
            let index = u32::try_from(self.lists.len() - 1).expect("fewer than 2^31 lists");
            EntryId(FIRST_LIST + index)
        });
        let first = std::mem::replace(found, number);
        self.lists[(number.0 - FIRST_LIST) as usize].extend([first, id]);
    }

    fn remove(&mut self, key: LookupKey, id: EntryId) {
        let Some(found) = self.entries.get(&key).copied() else { return };
        let is_last = match list_index(found) {
            None => found == id,
            Some(at) => {
                self.lists[at].retain(|other| *other != id);
                self.lists[at].is_empty()
            }
        };
        if is_last {
            self.entries.remove(&key);
            self.free_lists.extend(list_index(found).map(|_| found));
        }
    }
}

fn list_index(id: EntryId) -> Option<usize> {
    id.0.checked_sub(FIRST_LIST).map(|index| index as usize)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_entries_until_the_last_is_removed() {
        let (key, other) = (LookupKey::address("/a/"), LookupKey::address("/b/"));
        let ids =
            |numbers: &[u32]| -> Vec<EntryId> { numbers.iter().copied().map(EntryId).collect() };
        let mut entries = EntriesByKey::default();
        for number in [1, 2, 3] {
            entries.add(key, EntryId(number));
        }
        assert_eq!(entries.get(key), ids(&[1, 2, 3]));
        for (removed, expected) in [(2, &[1, 3][..]), (1, &[3]), (4, &[3]), (3, &[])] {
            entries.remove(key, EntryId(removed));
            assert_eq!(entries.get(key), ids(expected));
        }
        // The freed list serves another key.
        entries.add(other, EntryId(5));
        entries.remove(other, EntryId(6));
        entries.add(other, EntryId(7));
        assert_eq!((entries.get(other), entries.lists.len()), (&ids(&[5, 7])[..], 1));
    }
}
