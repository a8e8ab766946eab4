//! Things written once and named by number, because many targets ask the same and lead to the same.
//!
//! **Invariant.** A number is a position among all things of the file, and one that was given is never given again.

use std::hash::Hash;

use rapidhash::RapidHashMap;

/// What is new, numbered from where what is known ends.
#[derive(Debug)]
pub(super) struct Interner<T> {
    ids: RapidHashMap<T, u32>,
    first: u32,
    next: u32,
}

impl<T: Hash + Eq> Interner<T> {
    /// Begins after `count` things.
    pub(super) fn after(count: usize) -> Self {
        let first = to_id(count);
        Self { ids: RapidHashMap::default(), first, next: first }
    }

    /// Notes the number of a thing that was there before.
    pub(super) fn insert_known(&mut self, thing: T, number: u32) {
        self.ids.entry(thing).or_insert(number);
    }

    /// Gives the number of a thing, a new one where it has none.
    pub(super) fn intern(&mut self, thing: T) -> u32 {
        let number = *self.ids.entry(thing).or_insert(self.next);
        self.next += u32::from(number == self.next);
        number
    }

    /// Gives the new things in the order of their numbers.
    pub(super) fn into_new(self) -> Vec<T> {
        let new = self.ids.into_iter().filter(|(_, number)| *number >= self.first);
        let mut new: Vec<(T, u32)> = new.collect();
        new.sort_unstable_by_key(|(_, number)| *number);
        new.into_iter().map(|(thing, _)| thing).collect()
    }
}

/// Known things of which only those in use are kept, under new numbers.
pub(super) struct Renumbering<'a, T> {
    all: &'a [T],
    new_ids: Vec<Option<u32>>,
    kept: Vec<T>,
}

impl<'a, T: Clone> Renumbering<'a, T> {
    pub(super) fn new(all: &'a [T]) -> Self {
        Self { all, new_ids: vec![None; all.len()], kept: Vec::new() }
    }

    /// Puts new numbers in the place of the old ones.
    pub(super) fn renumber(&mut self, ids: &mut [u32]) {
        for id in ids {
            let at = *id as usize;
            *id = *self.new_ids[at].get_or_insert_with(|| {
                self.kept.push(self.all[at].clone());
                to_id(self.kept.len() - 1)
            });
        }
    }

    pub(super) fn into_kept(self) -> Vec<T> {
        self.kept
    }
}

fn to_id(count: usize) -> u32 {
    u32::try_from(count).expect("a portal asks fewer than four thousand million questions")
}
