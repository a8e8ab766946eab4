//! Interning: values stored once and referred to by id, because many targets share dependencies and links.
//!
//! **Invariant.** An id is a position among all values of the log, and no id is assigned twice.

use std::hash::Hash;

use rapidhash::RapidHashMap;

/// Assigns ids to values; new values are numbered after those already in the log.
#[derive(Debug)]
pub(super) struct Interner<T> {
    ids: RapidHashMap<T, u32>,
    first: u32,
    next: u32,
}

impl<T: Hash + Eq> Interner<T> {
    /// Creates an interner whose first new id is `count`.
    pub(super) fn after(count: usize) -> Self {
        let first = to_id(count);
        Self { ids: RapidHashMap::default(), first, next: first }
    }

    /// Adds a value that already has an id.
    pub(super) fn insert_known(&mut self, value: T, id: u32) {
        self.ids.entry(value).or_insert(id);
    }

    /// Returns the id of a value, a new one if it has none.
    pub(super) fn intern(&mut self, value: T) -> u32 {
        let id = *self.ids.entry(value).or_insert(self.next);
        self.next += u32::from(id == self.next);
        id
    }

    /// Returns the new values in the order of their ids.
    pub(super) fn into_new(self) -> Vec<T> {
        let new = self.ids.into_iter().filter(|(_, id)| *id >= self.first);
        let mut new: Vec<(T, u32)> = new.collect();
        new.sort_unstable_by_key(|(_, id)| *id);
        new.into_iter().map(|(value, _)| value).collect()
    }
}

/// Assigns new, consecutive ids to the values of the log that are still in use.
pub(super) struct Renumbering<'a, T> {
    all: &'a [T],
    new_ids: Vec<Option<u32>>,
    kept: Vec<T>,
}

impl<'a, T: Clone> Renumbering<'a, T> {
    pub(super) fn new(all: &'a [T]) -> Self {
        Self { all, new_ids: vec![None; all.len()], kept: Vec::new() }
    }

    /// Replaces old ids by new ones.
    pub(super) fn renumber(&mut self, ids: &mut [u32]) {
        for id in ids {
            let old_id = *id as usize;
            *id = *self.new_ids[old_id].get_or_insert_with(|| {
                self.kept.push(self.all[old_id].clone());
                to_id(self.kept.len() - 1)
            });
        }
    }

    pub(super) fn into_kept(self) -> Vec<T> {
        self.kept
    }
}

fn to_id(count: usize) -> u32 {
    u32::try_from(count).expect("a portal has fewer than 2^32 dependencies and links")
}
