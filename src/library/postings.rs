//! The posting list of a term: the ids of its entries in listing order.
//!
//! **Invariant.** Ids are sorted by rank. So the entries of a year are contiguous, and the neighbours of an entry are
//! found by binary search.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::entry_id::{EntryId, Ranks};
use crate::entry::Entry;

/// The year an entry is listed under; `None` if it has no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Year(pub Option<i16>);

impl Year {
    /// Returns the year of an entry's date.
    pub fn of(entry: &Entry) -> Self {
        Self(entry.date().map(|date| date.year()))
    }

    /// Returns the last segment of the year's address.
    pub fn slug(self) -> String {
        self.0.map_or_else(|| "khong-ro-ngay".to_owned(), |year| year.to_string())
    }
}

/// The entries under a term in listing order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Postings {
    ids: Vec<EntryId>,
    years: Vec<(Year, usize)>,
}

impl Postings {
    /// Inserts an entry at its rank; returns whether it was absent.
    pub(super) fn add(&mut self, id: EntryId, year: Year, ranks: Ranks<'_>) -> bool {
        let Err(at) = self.find(id, ranks) else { return false };
        self.ids.insert(at, id);
        match self.find_year(year) {
            Ok(at) => self.years[at].1 += 1,
            Err(at) => self.years.insert(at, (year, 1)),
        }
        true
    }

    /// Removes an entry whose rank and year are those it was inserted with; returns whether it was present.
    pub(super) fn remove(&mut self, id: EntryId, year: Year, ranks: Ranks<'_>) -> bool {
        let (Ok(at), Ok(year_at)) = (self.find(id, ranks), self.find_year(year)) else {
            return false;
        };
        self.ids.remove(at);
        self.years[year_at].1 -= 1;
        if self.years[year_at].1 == 0 {
            self.years.remove(year_at);
        }
        true
    }

    /// Finds the index of an entry, or where to insert it.
    fn find(&self, id: EntryId, ranks: Ranks<'_>) -> Result<usize, usize> {
        let rank = ranks.of(id);
        match self.ids.last() {
            // When a library is built, most entries arrive in order.
            Some(last) if ranks.of(*last) < rank => Err(self.ids.len()),
            _ => self.ids.binary_search_by_key(&rank, |other| ranks.of(*other)),
        }
    }

    /// Finds the index of a year, or where to insert it: newest first, undated last.
    fn find_year(&self, year: Year) -> Result<usize, usize> {
        self.years.binary_search_by_key(&Reverse(year), |(other, _)| Reverse(*other))
    }

    /// Returns whether the list is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Counts the entries, or those of one year.
    pub fn count(&self, year: Option<Year>) -> usize {
        match year {
            None => self.ids.len(),
            Some(year) => self.find_year(year).map_or(0, |at| self.years[at].1),
        }
    }

    /// Returns the years with their counts, newest first, undated last.
    pub fn years(&self) -> &[(Year, usize)] {
        &self.years
    }

    /// Returns a range of the entries, or of those of one year.
    pub(super) fn slice(&self, year: Option<Year>, skip: usize, take: usize) -> &[EntryId] {
        let (start, end) = match year {
            None => (0, self.ids.len()),
            Some(year) => {
                let before = self.years.iter().take_while(|(y, _)| *y != year);
                let start: usize = before.map(|(_, count)| count).sum();
                (start, start + self.count(Some(year)))
            }
        };
        let start = (start + skip).min(end);
        &self.ids[start..start.saturating_add(take).min(end)]
    }

    /// Returns up to `count` entries before and after `id` in the list.
    pub(super) fn neighbours(
        &self,
        id: EntryId,
        count: usize,
        ranks: Ranks<'_>,
    ) -> (&[EntryId], &[EntryId]) {
        match self.find(id, ranks) {
            Ok(at) => {
                let after = at + 1;
                let end = (after + count).min(self.ids.len());
                (&self.ids[at.saturating_sub(count)..at], &self.ids[after..end])
            }
            Err(_) => (&[], &[]),
        }
    }
}
