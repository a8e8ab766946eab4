//! Filing: what comes, goes and becomes another is taken out of where it was and put where it belongs now.
//!
//! There is one way in: a library that begins is an empty one to which everything comes. First all that moves is
//! taken out as it was filed, then put in as it is now, and last everybody who leads to something that moved is
//! followed again.
//!
//! **Invariant.** A library is what its entries, the day and the entries at fault make it, whatever it was before.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{Hash, Hasher as _};
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::changed::Dated;
use super::citing::spelled_out;
use super::postings::Year;
use super::shelf::Slot;
use super::{Library, Term};
use crate::config::{Kind, Taxonomy};
use crate::entry::{Entry, is_index};
use crate::vietnamese::fold;

/// What is to be otherwise.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Files with their entries, or nothing where an entry is no more on the site.
    pub entries: Vec<(Arc<str>, Option<Arc<Entry>>)>,
    /// The files of all entries that are at fault. They are in no list, but are found, and lead where they led.
    pub unlisted: HashSet<Arc<str>>,
    /// The day.
    pub today: Date,
}

/// Values of taxonomies by their keys, as they are written.
type Spelled = Vec<(Taxonomy, Arc<str>, String)>;

/// How an entry is filed by itself.
struct Filing {
    terms: Vec<Term>,
    /// Its values of taxonomies as they are written.
    spelled: Spelled,
    /// Whether lists have it.
    is_posted: bool,
    year: Year,
    dated: Option<Dated>,
    /// The first day to come on which it is filed otherwise.
    wakes: Option<Date>,
    /// What of it the plan of the site depends on, as a hash.
    shape: u64,
}

impl Library {
    /// Files entries as they stand on a day.
    pub fn file(entries: Vec<Arc<Entry>>, today: Date, unlisted: HashSet<Arc<str>>) -> Self {
        let mut library = Self { today, ..Self::default() };
        let entries = entries.into_iter().map(|entry| (entry.source.clone(), Some(entry)));
        library.apply(Changes { entries: entries.collect(), unlisted, today });
        library
    }

    /// Makes everything as it is to be.
    pub fn apply(&mut self, changes: Changes) {
        let Changes { entries, unlisted, today } = changes;
        let mut moved: BTreeMap<Arc<str>, Option<Arc<Entry>>> = entries.into_iter().collect();
        for slot in self.moved_otherwise(&unlisted, today) {
            let entry = self.shelf.entry(slot);
            moved.entry(entry.source.clone()).or_insert_with(|| Some(entry.clone()));
        }
        let old: Vec<Slot> = moved.keys().filter_map(|source| self.shelf.find(source)).collect();
        let mut restless: BTreeSet<Slot> = old.iter().copied().collect();
        restless.extend(old.iter().flat_map(|slot| self.clues.seekers(self.shelf.entry(*slot))));
        restless.iter().for_each(|slot| self.unfollow(*slot));
        old.iter().for_each(|slot| self.unfile(*slot));
        self.shelf.unplace(&old);
        (self.today, self.unlisted) = (today, unlisted);
        let mut new = Vec::new();
        for (source, entry) in moved {
            match entry {
                Some(entry) => {
                    let issuer = self.spelled_issuer(&entry);
                    new.push(self.shelf.keep(entry, issuer));
                }
                None => {
                    if let Some(slot) = self.shelf.find(&source) {
                        restless.remove(&slot);
                    }
                    self.shelf.drop(&source);
                }
            }
        }
        self.shelf.place_all(&mut new);
        new.iter().for_each(|slot| self.put(*slot));
        if new.len() < self.shelf.order().len() {
            let seekers = |slot| self.clues.seekers(self.shelf.entry(slot));
            restless.extend(new.iter().copied().flat_map(seekers));
        }
        restless.extend(new);
        self.follow_again(restless);
        self.changed.settle(self.shelf.places());
        let postings = &self.postings;
        self.names.settle(&|taxonomy, key| {
            let posted = postings.get(&Term::Value(taxonomy, key.clone()));
            posted.map_or(0, |posted| posted.count(None))
        });
    }
}

impl Library {
    /// Finds the entries that are filed otherwise though they are the same.
    fn moved_otherwise(&self, unlisted: &HashSet<Arc<str>>, today: Date) -> Vec<Slot> {
        if today < self.today {
            return self.shelf.order().to_vec();
        }
        let flipped = self.unlisted.symmetric_difference(unlisted);
        let flipped = flipped.filter_map(|source| self.shelf.find(source));
        let awake = self.waking.range(..=today).flat_map(|(_, slots)| slots.iter().copied());
        flipped.chain(awake).collect()
    }

    /// Follows entries again, whose relations and citations may mean something else now.
    fn follow_again(&mut self, restless: BTreeSet<Slot>) {
        let mut restless: Vec<Slot> = restless.into_iter().collect();
        restless.sort_unstable_by_key(|slot| self.shelf.place(*slot));
        restless.iter().for_each(|slot| self.unfollow(*slot));
        restless.iter().for_each(|slot| self.follow(*slot));
    }

    /// Files an entry by itself.
    fn put(&mut self, slot: Slot) {
        let entry = self.shelf.entry(slot).clone();
        self.clues.add(slot, &entry);
        let Filing { terms, spelled, is_posted, year, dated, wakes, shape } = self.filing(&entry);
        self.shape = self.shape.wrapping_add(shape);
        if let Some(day) = wakes {
            self.waking.entry(day).or_default().insert(slot);
        }
        if let Some(dated) = dated {
            self.changed.add(slot, dated, &terms);
        }
        if !is_posted {
            return;
        }
        for (taxonomy, key, written) in spelled {
            self.names.note(taxonomy, &key, &written);
        }
        for term in terms {
            self.postings.entry(term).or_default().add(slot, year, self.shelf.places());
        }
    }

    /// Takes an entry out as it was filed.
    fn unfile(&mut self, slot: Slot) {
        let entry = self.shelf.entry(slot).clone();
        self.clues.remove(slot, &entry);
        let Filing { terms, spelled, is_posted, year, dated, wakes, shape } = self.filing(&entry);
        self.shape = self.shape.wrapping_sub(shape);
        if let Some(day) = wakes
            && let Some(slots) = self.waking.get_mut(&day)
        {
            slots.remove(&slot);
            if slots.is_empty() {
                self.waking.remove(&day);
            }
        }
        if let Some(dated) = dated {
            self.changed.remove(slot, dated, &terms, self.shelf.places());
        }
        if !is_posted {
            return;
        }
        for (taxonomy, key, written) in spelled {
            self.names.forget(taxonomy, &key, &written);
        }
        for term in terms {
            let Some(postings) = self.postings.get_mut(&term) else { continue };
            postings.remove(slot, year, self.shelf.places());
            if postings.is_empty() {
                self.postings.remove(&term);
            }
        }
    }

    /// Tells how an entry is filed by itself, today.
    fn filing(&mut self, entry: &Entry) -> Filing {
        let (today, gone) = (self.today, entry.is_withdrawn(self.today));
        let coming = Cell::new(entry.withdrawn_from().filter(|day| *day > today));
        let waits = |day: Date| {
            if day > today {
                coming.set(coming.get().into_iter().chain([day]).min());
            }
            day <= today
        };
        let listed = !self.unlisted.contains(&entry.source);
        let (mut terms, mut spelled, mut dated) = (Vec::new(), Vec::new(), None);
        if listed && !is_index(&entry.source) {
            (terms, spelled) = own_terms(entry, &mut self.folded);
            let next = Cell::new(None);
            let last = entry.last_change(|day| {
                if !waits(day) {
                    next.set(next.get().into_iter().chain([day]).min());
                }
                day <= today
            });
            dated = Some(Dated { last: last.map(|last| last.at), next: next.get() });
        }
        let year = Year::of(entry);
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (&entry.source, &entry.address, &entry.files, &entry.metadata.aliases).hash(&mut hasher);
        (entry.kind, listed, gone, year, &terms, &spelled).hash(&mut hasher);
        dated.is_some_and(|dated| dated.last.is_some()).hash(&mut hasher);
        entry.shown().filter(|picture| picture.digest.is_some()).for_each(|p| p.hash(&mut hasher));
        let is_posted = !gone;
        let (wakes, shape) = (coming.get(), hasher.finish());
        Filing { terms, spelled, is_posted, year, dated, wakes, shape }
    }

    /// Writes the issuer of an entry out; one string for all of one name.
    fn spelled_issuer(&mut self, entry: &Entry) -> Option<Arc<str>> {
        let name = entry.metadata.issuer.as_deref()?;
        if let Some(spelled) = self.issuers.get(name) {
            return Some(spelled.clone());
        }
        let spelled: Arc<str> = spelled_out(&fold::term(name)).into();
        self.issuers.insert(name.into(), spelled.clone());
        Some(spelled)
    }
}

/// Lists what an entry is filed under, each once, and how each value of a taxonomy is written.
fn own_terms(entry: &Entry, folded: &mut RapidHashMap<Box<str>, Arc<str>>) -> (Vec<Term>, Spelled) {
    let mut spelled = Spelled::new();
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
            let known = folded.get(written.as_str()).cloned();
            let key = known.unwrap_or_else(|| {
                let key: Arc<str> = fold::term(written).into();
                folded.insert(written.as_str().into(), key.clone());
                key
            });
            terms.push(Term::Value(taxonomy, key.clone()));
            spelled.push((taxonomy, key, written.clone()));
        }
    }
    terms.sort_unstable();
    terms.dedup();
    (terms, spelled)
}
