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
use super::shelf::{Places, Slot};
use crate::vietnamese::date::Moment;

/// What changed last under a term.
#[derive(Debug, Default)]
struct Latest {
    /// Entries by the time of their last change, the last first.
    dated: Vec<(Reverse<Moment>, Slot)>,
    /// The days to come on which one of its entries changes, and how many do.
    coming: BTreeMap<Date, usize>,
}

/// When an entry last changed, and the first day to come on which it will.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated {
    pub(super) last: Option<Moment>,
    pub(super) next: Option<Date>,
}

/// What changed, by term.
#[derive(Debug, Default)]
pub(super) struct Changed {
    latest: RapidHashMap<Term, Latest>,
    /// Terms whose entries are not in their order yet.
    touched: BTreeSet<Term>,
}

impl Changed {
    /// Files an entry under those of its terms that have feeds.
    pub(super) fn add(&mut self, slot: Slot, dated: Dated, terms: &[Term]) {
        if dated.last.is_none() && dated.next.is_none() {
            return;
        }
        for term in terms.iter().filter(|term| has_feed(term)) {
            let latest = self.latest.entry(term.clone()).or_default();
            if let Some(last) = dated.last {
                latest.dated.push((Reverse(last), slot));
                if !self.touched.contains(term) {
                    self.touched.insert(term.clone());
                }
            }
            if let Some(day) = dated.next {
                *latest.coming.entry(day).or_default() += 1;
            }
        }
    }

    /// Takes an entry out that was filed so.
    pub(super) fn remove(&mut self, slot: Slot, dated: Dated, terms: &[Term], places: Places<'_>) {
        for term in terms.iter().filter(|term| has_feed(term)) {
            let Some(latest) = self.latest.get_mut(term) else { continue };
            if let Some(last) = dated.last
                && let Ok(at) = latest.find(last, slot, places)
            {
                latest.dated.remove(at);
            }
            if let Some(day) = dated.next
                && let Some(count) = latest.coming.get_mut(&day)
            {
                *count -= 1;
                if *count == 0 {
                    latest.coming.remove(&day);
                }
            }
            if latest.dated.is_empty() && latest.coming.is_empty() {
                self.latest.remove(term);
            }
        }
    }

    /// Puts what was filed in its order.
    pub(super) fn settle(&mut self, places: Places<'_>) {
        for term in std::mem::take(&mut self.touched) {
            if let Some(latest) = self.latest.get_mut(&term) {
                latest.dated.sort_by_key(|(at, slot)| (*at, places.of(*slot)));
            }
        }
    }

    /// Gives up to `take` entries of a term, the last change first.
    pub(super) fn latest(&self, term: &Term, take: usize) -> impl Iterator<Item = Slot> {
        let dated = self.latest.get(term).map_or(&[][..], |latest| &latest.dated);
        dated.iter().take(take).map(|(_, slot)| *slot)
    }

    /// Gives the first day to come on which an entry of a term changes.
    pub(super) fn next(&self, term: &Term) -> Option<Date> {
        self.latest.get(term)?.coming.first_key_value().map(|(day, _)| *day)
    }
}

impl Latest {
    fn find(&self, last: Moment, slot: Slot, places: Places<'_>) -> Result<usize, usize> {
        let key = (Reverse(last), places.of(slot));
        self.dated.binary_search_by_key(&key, |(at, other)| (*at, places.of(*other)))
    }
}

fn has_feed(term: &Term) -> bool {
    match term {
        Term::All | Term::Section(_) | Term::Value(..) => true,
        Term::Documents | Term::Pages | Term::Pinned(_) | Term::Toward(..) => false,
    }
}
