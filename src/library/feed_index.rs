//! The order of feeds: the entries of each term that has a feed, most recently changed first. A change is a posting, an
//! update, a correction or a withdrawal.
//!
//! Listings are ordered by date of issue, feeds by last change, so feeds need an index of their own: an entry that was
//! posted late, updated since or dated only in part has a different position in each.
//!
//! **Invariant.** Withdrawn entries are in this index and in no listing: a feed must report the withdrawal to its
//! readers. So a section keeps its feed when all its entries are withdrawn. A taxonomy value carried only by withdrawn
//! entries has neither page nor name, and loses its feed too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::Term;
use super::entry_id::{EntryId, Ranks};
use crate::vietnamese::date::Moment;

/// The feed of one term.
#[derive(Debug, Default)]
struct TermFeed {
    /// Entries by the time of their last change, latest first.
    entries: Vec<EntryId>,
    /// Future days on which one of its entries changes, with the number of such entries.
    upcoming: BTreeMap<Date, usize>,
}

/// When an entry last changed, and the first future day on which it will change.
#[derive(Debug, Clone, Copy)]
pub(super) struct FeedDates {
    pub(super) last_change: Option<Moment>,
    pub(super) next_change: Option<Date>,
}

/// When entries last changed, by their ids: once for all feeds of an entry.
#[derive(Debug, Default)]
struct LastChanges(Vec<Option<Moment>>);

impl LastChanges {
    fn set(&mut self, id: EntryId, at: Moment) {
        if self.0.len() <= id.index() {
            self.0.resize(id.index() + 1, None);
        }
        self.0[id.index()] = Some(at);
    }

    /// Returns the sort key of an entry in its feeds.
    fn key(&self, id: EntryId, ranks: Ranks<'_>) -> impl Ord + use<> {
        (Reverse(self.0[id.index()]), ranks.of(id))
    }
}

/// The feeds of all terms.
#[derive(Debug, Default)]
pub(super) struct FeedIndex {
    by_term: RapidHashMap<Term, TermFeed>,
    /// When each entry that is in a feed last changed, by its id.
    last_changes: LastChanges,
    /// Terms whose entries have to be sorted.
    unsorted: BTreeSet<Term>,
}

impl FeedIndex {
    /// Adds an entry to the feeds of its terms.
    pub(super) fn add(&mut self, id: EntryId, dates: FeedDates, terms: &[Term]) {
        if dates.last_change.is_none() && dates.next_change.is_none() {
            return;
        }
        if let Some(last_change) = dates.last_change {
            self.last_changes.set(id, last_change);
        }
        for term in terms.iter().filter(|term| may_have_feed(term)) {
            let feed = self.by_term.entry(term.clone()).or_default();
            if dates.last_change.is_some() {
                feed.entries.push(id);
                if !self.unsorted.contains(term) {
                    self.unsorted.insert(term.clone());
                }
            }
            if let Some(day) = dates.next_change {
                *feed.upcoming.entry(day).or_default() += 1;
            }
        }
    }

    /// Removes an entry that was added with these dates and terms.
    pub(super) fn remove(
        &mut self,
        id: EntryId,
        dates: FeedDates,
        terms: &[Term],
        ranks: Ranks<'_>,
    ) {
        for term in terms.iter().filter(|term| may_have_feed(term)) {
            let Some(feed) = self.by_term.get_mut(term) else { continue };
            if dates.last_change.is_some()
                && let Ok(at) = feed.find(id, &self.last_changes, ranks)
            {
                feed.entries.remove(at);
            }
            if let Some(day) = dates.next_change
                && let Some(count) = feed.upcoming.get_mut(&day)
            {
                *count -= 1;
                if *count == 0 {
                    feed.upcoming.remove(&day);
                }
            }
            if feed.entries.is_empty() && feed.upcoming.is_empty() {
                self.by_term.remove(term);
            }
        }
    }

    /// Sorts the feeds that entries were added to.
    pub(super) fn sort_pending(&mut self, ranks: Ranks<'_>) {
        for term in std::mem::take(&mut self.unsorted) {
            if let Some(feed) = self.by_term.get_mut(&term) {
                feed.entries.sort_by_key(|id| self.last_changes.key(*id, ranks));
            }
        }
    }

    /// Returns up to `take` entries of a term, most recently changed first.
    pub(super) fn latest(&self, term: &Term, take: usize) -> impl Iterator<Item = EntryId> {
        let entries = self.by_term.get(term).map_or(&[][..], |feed| &feed.entries);
        entries.iter().take(take).copied()
    }

    /// Returns the first future day on which an entry of a term changes.
    pub(super) fn next_change(&self, term: &Term) -> Option<Date> {
        self.by_term.get(term)?.upcoming.first_key_value().map(|(day, _)| *day)
    }
}

impl TermFeed {
    fn find(
        &self,
        id: EntryId,
        last_changes: &LastChanges,
        ranks: Ranks<'_>,
    ) -> Result<usize, usize> {
        let key = last_changes.key(id, ranks);
        self.entries.binary_search_by(|other| last_changes.key(*other, ranks).cmp(&key))
    }
}

fn may_have_feed(term: &Term) -> bool {
    match term {
        Term::DocumentsAndNews | Term::Section(_) | Term::Value(..) => true,
        Term::Documents | Term::Pages | Term::Pinned(_) | Term::Backlinks(..) => false,
    }
}
