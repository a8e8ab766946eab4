//! What is filed under one term, and what the terms are called.
//!
//! [`Postings`] hold positions in the library's list, not entries. A term is one whatever its spellings; it is
//! called by the commonest, and among equals by the first of the alphabet.
//!
//! **Invariant.** Positions are pushed in the order of listings. Hence a year is one run of them, and neighbours
//! are found by halving.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Term;
use crate::config::Taxonomy;
use crate::entry::Entry;
use crate::vietnamese::{collation, slug};

/// The year an entry is listed under; none where it has no date at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Debug, Default)]
pub struct Postings {
    entries: Vec<usize>,
    years: Vec<(Year, usize)>,
}

impl Postings {
    pub(super) fn push(&mut self, entry: usize, year: Year) {
        self.entries.push(entry);
        match self.years.last_mut() {
            Some((last, count)) if *last == year => *count += 1,
            _ => self.years.push((year, 1)),
        }
    }

    /// Counts the entries, or those of one year.
    pub fn count(&self, year: Option<Year>) -> usize {
        match year {
            None => self.entries.len(),
            Some(year) => self.years.iter().filter(|(y, _)| *y == year).map(|(_, n)| n).sum(),
        }
    }

    /// Gives the years with their counts, newest first, the undated last.
    pub fn years(&self) -> &[(Year, usize)] {
        &self.years
    }

    /// Gives a run of entries, of all or of one year.
    pub(super) fn slice(&self, year: Option<Year>, skip: usize, take: usize) -> &[usize] {
        let (start, end) = match year {
            None => (0, self.entries.len()),
            Some(year) => {
                let before = self.years.iter().take_while(|(y, _)| *y != year);
                let start: usize = before.map(|(_, count)| count).sum();
                (start, start + self.count(Some(year)))
            }
        };
        let start = (start + skip).min(end);
        &self.entries[start..start.saturating_add(take).min(end)]
    }

    /// Gives up to `k` entries on each side of `of`, those before it in the list first.
    pub(super) fn near(&self, of: usize, k: usize) -> (&[usize], &[usize]) {
        match self.entries.binary_search(&of) {
            Ok(at) => {
                let after = at + 1;
                let end = (after + k).min(self.entries.len());
                (&self.entries[at.saturating_sub(k)..at], &self.entries[after..end])
            }
            Err(_) => (&[], &[]),
        }
    }
}

/// What a term is called on the site.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermName {
    /// The folded value.
    pub key: Arc<str>,
    /// The commonest spelling.
    pub label: String,
    /// The last part of its address; empty where the label has no letter.
    pub slug: String,
    /// How many entries carry it.
    pub count: usize,
}

/// How often each spelling of each term was written.
#[derive(Debug, Default)]
pub(super) struct Spellings(HashMap<Term, Vec<(String, usize)>>);

impl Spellings {
    pub(super) fn note(&mut self, term: &Term, written: &str) {
        if let Some(spellings) = self.0.get_mut(term) {
            match spellings.iter_mut().find(|(spelling, _)| spelling == written) {
                Some((_, times)) => *times += 1,
                None => spellings.push((written.to_owned(), 1)),
            }
        } else {
            self.0.insert(term.clone(), vec![(written.to_owned(), 1)]);
        }
    }

    /// Names every term of every taxonomy, in the order of the alphabet.
    pub(super) fn names(
        &self,
        postings: &BTreeMap<Term, Postings>,
    ) -> BTreeMap<Taxonomy, Vec<TermName>> {
        let mut names: BTreeMap<Taxonomy, Vec<TermName>> = BTreeMap::new();
        for (term, posted) in postings {
            let Term::Value(taxonomy, key) = term else { continue };
            let spellings = self.0.get(term).map_or(&[][..], Vec::as_slice);
            let label = commonest(spellings);
            let slug = slug::slug(&label);
            let name = TermName { key: key.clone(), label, slug, count: posted.count(None) };
            names.entry(*taxonomy).or_default().push(name);
        }
        for list in names.values_mut() {
            list.sort_by_cached_key(|name| (collation::sort_key(&name.label), name.key.clone()));
        }
        names
    }
}

/// The commonest spelling, then the first by collation.
fn commonest(spellings: &[(String, usize)]) -> String {
    let best = spellings.iter().max_by(|(a, a_times), (b, b_times)| {
        a_times.cmp(b_times).then_with(|| collation::compare(b, a)).then_with(|| b.cmp(a))
    });
    best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
}
