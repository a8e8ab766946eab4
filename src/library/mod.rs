//! The library: every entry of the portal, filed under the terms it carries.
//!
//! Targets do not hold entries. They ask (a [`Query`] through an [`Inquiry`]) and the library answers; each question
//! is written down with the fingerprint of its answer, and that list is all a target is ever judged by.
//!
//! **Invariant.** No answer contains the body of another entry. A page may learn that a decree exists and what it
//! is called, never what it says. This keeps the edit of a body to the rendering of one page.
//!
//! **Left out on purpose.** There is no way for a page to ask for all entries.

mod changed;
mod changes;
mod citing;
mod effect;
mod inquiry;
mod naming;
mod order;
mod postings;
mod ties;
mod timeline;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Kind, Taxonomy};
use crate::entry::{Entry, is_index};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

pub use changes::Change;
pub use effect::Effect;
pub use inquiry::{Inquiry, Near, Query, Read, Titled};
pub use naming::Wanted;
pub use postings::{Postings, TermName, Year};
pub use ties::{Meant, Tie};

/// What entries are filed under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// All documents and news.
    All,
    /// All documents.
    Documents,
    /// All plain pages.
    Pages,
    /// Everything in the section at this address, and in sections below it.
    Section(Arc<str>),
    /// What is pinned in the section at this address, or on the portal (`/`).
    Pinned(Arc<str>),
    /// A value of a taxonomy, folded.
    Value(Taxonomy, Arc<str>),
    /// What leads in one way to the entry in this file: who amends it, who cites it.
    Toward(Tie, Arc<str>),
}

impl Term {
    /// Names the term that a written value belongs to.
    pub fn value(taxonomy: Taxonomy, written: &str) -> Self {
        Self::Value(taxonomy, fold::term(written).into())
    }
}

/// All published entries, filed.
#[derive(Debug)]
pub struct Library {
    /// In the order of listings, newest first.
    entries: Vec<Arc<Entry>>,
    by_source: HashMap<Arc<str>, usize>,
    by_address: HashMap<Arc<str>, usize>,
    by_number: HashMap<String, Vec<usize>>,
    citable: citing::Citable,
    postings: BTreeMap<Term, Postings>,
    /// What is dated, also what was taken back, by term, the last change first.
    changed: BTreeMap<Term, changed::Latest>,
    names: BTreeMap<Taxonomy, Vec<TermName>>,
    /// Where each value's name stands in `names`.
    named: HashMap<Term, usize>,
    /// Files of entries that are at fault: what they lead to and what leads to them goes on, lists do not have them.
    unlisted: HashSet<Arc<str>>,
    /// In which ways others lead to each file's entry, and how many.
    tied: HashMap<Arc<str>, Vec<(Tie, usize)>>,
    /// How much of each file's entry others change.
    deeds: ties::Deeds,
    today: Date,
}

impl Library {
    /// Files the entries as they stand on `today`. Withdrawn ones keep their page and what they changed, but are in
    /// no list; `unlisted` ones, by their files, are in no list either, but are found, and lead where they led.
    pub fn file(entries: Vec<Arc<Entry>>, today: Date, unlisted: HashSet<Arc<str>>) -> Self {
        let entries = order::listed(entries);
        let mut library = Self {
            entries,
            by_source: HashMap::new(),
            by_address: HashMap::new(),
            by_number: HashMap::new(),
            citable: citing::Citable::default(),
            postings: BTreeMap::new(),
            changed: BTreeMap::new(),
            names: BTreeMap::new(),
            named: HashMap::new(),
            unlisted,
            tied: HashMap::new(),
            deeds: HashMap::new(),
            today,
        };
        library.index();
        library.follow_all();
        library.post();
        library
    }

    /// Makes the ways to find an entry.
    fn index(&mut self) {
        for (at, entry) in self.entries.iter().enumerate() {
            self.by_source.insert(entry.source.clone(), at);
            self.by_address.insert(entry.address.clone(), at);
            if let Some(number) = entry.metadata.number.as_ref().filter(|n| n.is_filled()) {
                self.by_number.entry(number.key()).or_default().push(at);
                self.citable.add(at, entry, number);
            }
        }
    }

    /// Files every entry under its terms, in the order of listings.
    fn post(&mut self) {
        let mut spellings = postings::Spellings::default();
        let mut postings: BTreeMap<Term, Postings> = BTreeMap::new();
        let mut changed = changed::Changed::default();
        let (mut ties, deeds) = self.all_ties();
        for (at, entry) in self.entries.iter().enumerate() {
            if is_index(&entry.source) {
                continue;
            }
            let mut terms = std::mem::take(&mut ties[at]);
            if self.unlisted.contains(&entry.source) {
                // Its page stands as it was, and so does what it did.
            } else if entry.is_withdrawn(self.today) {
                changed.note(at, entry, &self::terms(entry, &mut |_, _| {}), self.today);
            } else {
                let own = self::terms(entry, &mut |term, written| spellings.note(term, written));
                changed.note(at, entry, &own, self.today);
                terms.extend(own);
            }
            terms.sort();
            terms.dedup();
            let year = Year::of(entry);
            for term in terms {
                postings.entry(term).or_default().push(at, year);
            }
        }
        for (term, posted) in &postings {
            if let Term::Toward(tie, source) = term {
                let count = (*tie, posted.count(None));
                self.tied.entry(source.clone()).or_default().push(count);
            }
        }
        self.deeds = deeds;
        self.changed = changed.filed();
        self.names = spellings.names(&postings);
        self.postings = postings;
        for (taxonomy, names) in &self.names {
            for (at, name) in names.iter().enumerate() {
                self.named.insert(Term::Value(*taxonomy, name.key.clone()), at);
            }
        }
    }

    /// Gives all entries in the order of listings. For those who plan and check the site, not for its pages.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Gives the day it is filed for. For those who plan and check the site, not for its pages.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Tells whether an entry, by its file, has a page of its own to be made.
    pub fn is_listed(&self, source: &str) -> bool {
        !self.unlisted.contains(source)
    }

    /// Finds an entry by its file.
    pub fn by_source(&self, source: &str) -> Option<&Arc<Entry>> {
        self.by_source.get(source).map(|at| &self.entries[*at])
    }

    /// Finds an entry by its address.
    pub fn by_address(&self, address: &str) -> Option<&Arc<Entry>> {
        self.by_address.get(address).map(|at| &self.entries[*at])
    }

    /// Gives what is filed under a term.
    pub fn postings(&self, term: &Term) -> Option<&Postings> {
        self.postings.get(term)
    }

    /// Gives what is dated under a term, also what was taken back, the last change first; nothing for terms that have
    /// no feed.
    fn changed(&self, term: &Term) -> &[usize] {
        self.changed.get(term).map_or(&[], |latest| &latest.positions)
    }

    /// Gives the first day to come on which something under a term changes that has a feed.
    fn next_change(&self, term: &Term) -> Option<Date> {
        self.changed.get(term)?.next
    }

    /// Tells whether a term has a feed: something under it is dated, or was.
    pub fn has_feed(&self, term: &Term) -> bool {
        !self.changed(term).is_empty()
    }

    /// Gives the name of a taxonomy's term.
    pub fn name(&self, term: &Term) -> Option<&TermName> {
        let Term::Value(taxonomy, _) = term else { return None };
        self.names.get(taxonomy)?.get(*self.named.get(term)?)
    }

    /// Gives the terms of a taxonomy in the order of the Vietnamese alphabet.
    pub fn names(&self, taxonomy: Taxonomy) -> &[TermName] {
        self.names.get(&taxonomy).map_or(&[], Vec::as_slice)
    }
}

/// A missing date on either side tells nothing.
fn agrees(has: Option<PartialDate>, wanted: Option<PartialDate>) -> bool {
    match (has, wanted) {
        (Some(has), Some(wanted)) => {
            wanted.first_day() <= has.last_day() && has.first_day() <= wanted.last_day()
        }
        _ => true,
    }
}

/// Lists what an entry is filed under; `spelled` is told how each value of a taxonomy is written.
fn terms(entry: &Entry, spelled: &mut dyn FnMut(&Term, &str)) -> Vec<Term> {
    let mut terms: Vec<Term> = entry.sections.iter().cloned().map(Term::Section).collect();
    terms.push(if entry.kind == Kind::Page { Term::Pages } else { Term::All });
    if entry.kind == Kind::Document {
        terms.push(Term::Documents);
    }
    if entry.metadata.pinned {
        terms.extend(entry.sections.iter().cloned().map(Term::Pinned));
        terms.push(Term::Pinned("/".into()));
    }
    for taxonomy in Taxonomy::ALL {
        for written in entry.terms(taxonomy) {
            let term = Term::value(taxonomy, written);
            spelled(&term, written);
            terms.push(term);
        }
    }
    terms
}

#[cfg(test)]
mod tests;
