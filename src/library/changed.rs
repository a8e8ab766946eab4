//! What changed last under each term that has a feed: posted, updated, corrected or taken back.
//!
//! A listing is ordered by the days of issue, a feed by change, so this is an order of its own. What was posted late,
//! touched since or dated only in part stands at one place there and at another here.
//!
//! **Invariant.** What was taken back is filed here and in no listing: a feed must tell it to those who saw it. A
//! section keeps its feed for that. A value of a taxonomy that nothing public carries has no page and no name, and its
//! feed goes with them.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Term;
use crate::entry::Entry;
use crate::vietnamese::date::Moment;

/// What is filed under one term.
#[derive(Debug, Default)]
struct Filed {
    /// Positions of entries with the time of their last change.
    dated: Vec<(Reverse<Moment>, usize)>,
    next: Option<Date>,
}

/// What changed last under a term.
#[derive(Debug, Default)]
pub(super) struct Latest {
    /// Positions of entries, the last change first.
    pub(super) positions: Vec<usize>,
    /// The first day to come on which one of its entries changes.
    pub(super) next: Option<Date>,
}

/// What is filed, by term.
#[derive(Debug, Default)]
pub(super) struct Changed(BTreeMap<Term, Filed>);

impl Changed {
    /// Files an entry under those of its terms that have feeds, if a change of it is dated.
    pub(super) fn note(&mut self, at: usize, entry: &Entry, terms: &[Term], today: Date) {
        let next: Cell<Option<Date>> = Cell::default();
        let last = entry.last_change(|day| {
            if day > today {
                next.set(next.get().into_iter().chain([day]).min());
            }
            day <= today
        });
        if last.is_none() && next.get().is_none() {
            return;
        }
        for term in terms.iter().filter(|term| has_feed(term)) {
            let filed = self.0.entry(term.clone()).or_default();
            filed.next = filed.next.into_iter().chain(next.get()).min();
            // A value that an entry carries in two spellings is one term.
            let twice = filed.dated.last().is_some_and(|(_, other)| *other == at);
            filed.dated.extend(last.filter(|_| !twice).map(|last| (Reverse(last.at), at)));
        }
    }

    /// Ends, and gives what was filed by term.
    pub(super) fn filed(self) -> BTreeMap<Term, Latest> {
        let latest = |Filed { mut dated, next }| {
            dated.sort_unstable();
            Latest { positions: dated.into_iter().map(|(_, at)| at).collect(), next }
        };
        self.0.into_iter().map(|(term, filed)| (term, latest(filed))).collect()
    }
}

fn has_feed(term: &Term) -> bool {
    match term {
        Term::All | Term::Section(_) | Term::Value(..) => true,
        Term::Documents | Term::Pages | Term::Pinned(_) | Term::Toward(..) => false,
    }
}
