//! What is filed under one term.
//!
//! [`Postings`] hold slots, not entries, in the order of listings.
//!
//! **Invariant.** Hence a year is one run of them, and neighbours are found by halving.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::arena::{EntryId, Ranks};
use crate::entry::Entry;

/// The year an entry is listed under; none where it has no date at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Year(pub Option<i16>);

impl Year {
    /// Gives the year of an entry's date.
    pub fn of(entry: &Entry) -> Self {
        Self(entry.date().map(|date| date.year()))
    }

    /// Gives the last part of the year's address.
    pub fn slug(self) -> String {
        self.0.map_or_else(|| "khong-ro-ngay".to_owned(), |year| year.to_string())
    }
}

/// Entries under a term, in the order of listings, so that a year is one run of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Postings {
    ids: Vec<EntryId>,
    years: Vec<(Year, usize)>,
}

impl Postings {
    /// Files an entry at its place, once; tells whether it was not there.
    pub(super) fn add(&mut self, slot: EntryId, year: Year, places: Ranks<'_>) -> bool {
        let Err(at) = self.find(slot, places) else { return false };
        self.ids.insert(at, slot);
        match self.find_year(year) {
            Ok(at) => self.years[at].1 += 1,
            Err(at) => self.years.insert(at, (year, 1)),
        }
        true
    }

    /// Takes an entry out, whose place and year are still those it was filed with; tells whether it was there.
    pub(super) fn remove(&mut self, slot: EntryId, year: Year, places: Ranks<'_>) -> bool {
        let (Ok(at), Ok(run)) = (self.find(slot, places), self.find_year(year)) else {
            return false;
        };
        self.ids.remove(at);
        self.years[run].1 -= 1;
        if self.years[run].1 == 0 {
            self.years.remove(run);
        }
        true
    }

    /// Finds where an entry stands, or would.
    fn find(&self, slot: EntryId, places: Ranks<'_>) -> Result<usize, usize> {
        let place = places.of(slot);
        match self.ids.last() {
            // Most come in their order when a library begins.
            Some(last) if places.of(*last) < place => Err(self.ids.len()),
            _ => self.ids.binary_search_by_key(&place, |other| places.of(*other)),
        }
    }

    /// Finds where a year stands, or would: the newest first, no year last.
    fn find_year(&self, year: Year) -> Result<usize, usize> {
        self.years.binary_search_by_key(&Reverse(year), |(other, _)| Reverse(*other))
    }

    /// Tells whether nothing is filed here.
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

    /// Gives the years with their counts, newest first, the undated last.
    pub fn years(&self) -> &[(Year, usize)] {
        &self.years
    }

    /// Gives a run of entries, of all or of one year.
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

    /// Gives up to `k` entries on each side of `of`, those before it in the list first.
    pub(super) fn neighbours(
        &self,
        of: EntryId,
        k: usize,
        places: Ranks<'_>,
    ) -> (&[EntryId], &[EntryId]) {
        match self.find(of, places) {
            Ok(at) => {
                let after = at + 1;
                let end = (after + k).min(self.ids.len());
                (&self.ids[at.saturating_sub(k)..at], &self.ids[after..end])
            }
            Err(_) => (&[], &[]),
        }
    }
}
