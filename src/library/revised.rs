//! What was touched after the day it is listed under: posted late, updated, corrected or taken back.
//!
//! A listing is ordered by the days of issue, a feed by change. The two differ only in what is filed here, so a feed
//! asks for the newest of both and holds all that changed last. Most entries of a portal are in no such list.
//!
//! **Invariant.** What was taken back is filed here and in no listing: a feed must tell it to those who saw it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Term;
use crate::entry::{Change, Entry};
use crate::vietnamese::date::Moment;

/// Positions of entries by term, with the time of their last change.
#[derive(Debug, Default)]
pub(super) struct Revised(BTreeMap<Term, Vec<(Reverse<Moment>, usize)>>);

impl Revised {
    /// Files an entry under those of its terms that have feeds, if it was touched late.
    pub(super) fn note(&mut self, at: usize, entry: &Entry, terms: &[Term], today: Date) {
        let Some(last) = entry.last_change(|day| day <= today) else { return };
        let listed = entry.date().map(|date| date.last_day());
        let late = last.change != Change::Posted || listed.is_none_or(|day| day < last.at.date());
        if !late {
            return;
        }
        for term in terms.iter().filter(|term| has_feed(term)) {
            self.0.entry(term.clone()).or_default().push((Reverse(last.at), at));
        }
    }

    /// Ends, and gives the positions by term, the last touched first.
    pub(super) fn filed(self) -> BTreeMap<Term, Vec<usize>> {
        let positions = |mut touched: Vec<(Reverse<Moment>, usize)>| {
            touched.sort_unstable();
            touched.into_iter().map(|(_, at)| at).collect()
        };
        self.0.into_iter().map(|(term, touched)| (term, positions(touched))).collect()
    }
}

fn has_feed(term: &Term) -> bool {
    match term {
        Term::All | Term::Section(_) | Term::Value(..) => true,
        Term::Documents | Term::Pages | Term::Pinned(_) | Term::Toward(..) => false,
    }
}
