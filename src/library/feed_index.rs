//! What changed last under each term that has a feed: posted, updated, corrected or taken back.
//!
//! A listing is ordered by the days of issue, a feed by change, so this is an order of its own. What was posted late,
//! touched since or dated only in part stands at one place there and at another here.
//!
//! **Invariant.** What was taken back is filed here and in no listing: a feed must tell it to those who saw it. A
//! section keeps its feed for that. A value of a taxonomy that nothing public carries has no page and no name, and its
//! feed goes with them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::Term;
use super::arena::{EntryId, Ranks};
use crate::vietnamese::date::Moment;

/// What changed last under a term.
#[derive(Debug, Default)]
struct TermFeed {
    /// Entries by the time of their last change, the last first.
    entries: Vec<(Reverse<Moment>, EntryId)>,
    /// The days to come on which one of its entries changes, and how many do.
    upcoming: BTreeMap<Date, usize>,
}

/// When an entry last changed, and the first day to come on which it will.
#[derive(Debug, Clone, Copy)]
pub(super) struct FeedDates {
    pub(super) last_change: Option<Moment>,
    pub(super) next_change: Option<Date>,
}

/// What changed, by term.
#[derive(Debug, Default)]
pub(super) struct FeedIndex {
    by_term: RapidHashMap<Term, TermFeed>,
    /// Terms whose entries are not in their order yet.
    unsorted: BTreeSet<Term>,
}

impl FeedIndex {
    /// Files an entry under those of its terms that have feeds.
    pub(super) fn add(&mut self, slot: EntryId, dated: FeedDates, terms: &[Term]) {
        if dated.last_change.is_none() && dated.next_change.is_none() {
            return;
        }
        for term in terms.iter().filter(|term| may_have_feed(term)) {
            let latest = self.by_term.entry(term.clone()).or_default();
            if let Some(last) = dated.last_change {
                latest.entries.push((Reverse(last), slot));
                if !self.unsorted.contains(term) {
                    self.unsorted.insert(term.clone());
                }
            }
            if let Some(day) = dated.next_change {
                *latest.upcoming.entry(day).or_default() += 1;
            }
        }
    }

    /// Takes an entry out that was filed so.
    pub(super) fn remove(
        &mut self,
        slot: EntryId,
        dated: FeedDates,
        terms: &[Term],
        places: Ranks<'_>,
    ) {
        for term in terms.iter().filter(|term| may_have_feed(term)) {
            let Some(latest) = self.by_term.get_mut(term) else { continue };
            if let Some(last) = dated.last_change
                && let Ok(at) = latest.find(last, slot, places)
            {
                latest.entries.remove(at);
            }
            if let Some(day) = dated.next_change
                && let Some(count) = latest.upcoming.get_mut(&day)
            {
                *count -= 1;
                if *count == 0 {
                    latest.upcoming.remove(&day);
                }
            }
            if latest.entries.is_empty() && latest.upcoming.is_empty() {
                self.by_term.remove(term);
            }
        }
    }

    /// Puts what was filed in its order.
    pub(super) fn sort_pending(&mut self, places: Ranks<'_>) {
        for term in std::mem::take(&mut self.unsorted) {
            if let Some(latest) = self.by_term.get_mut(&term) {
                latest.entries.sort_by_key(|(at, slot)| (*at, places.of(*slot)));
            }
        }
    }

    /// Gives up to `take` entries of a term, the last change first.
    pub(super) fn latest(&self, term: &Term, take: usize) -> impl Iterator<Item = EntryId> {
        let dated = self.by_term.get(term).map_or(&[][..], |latest| &latest.entries);
        dated.iter().take(take).map(|(_, slot)| *slot)
    }

    /// Gives the first day to come on which an entry of a term changes.
    pub(super) fn next_change(&self, term: &Term) -> Option<Date> {
        self.by_term.get(term)?.upcoming.first_key_value().map(|(day, _)| *day)
    }
}

impl TermFeed {
    fn find(&self, last: Moment, slot: EntryId, places: Ranks<'_>) -> Result<usize, usize> {
        let key = (Reverse(last), places.of(slot));
        self.entries.binary_search_by_key(&key, |(at, other)| (*at, places.of(*other)))
    }
}

fn may_have_feed(term: &Term) -> bool {
    match term {
        Term::All | Term::Section(_) | Term::Value(..) => true,
        Term::Documents | Term::Pages | Term::Pinned(_) | Term::Backlinks(..) => false,
    }
}
