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

use super::arena::EntryId;
use super::citation_resolution::expand_abbreviations;
use super::feed_index::FeedDates;
use super::postings::Year;
use super::{Library, Term};
use crate::config::{EntryKind, Taxonomy};
use crate::entry::{Entry, is_index};
use crate::vietnamese::fold;

/// What is to be otherwise.
#[derive(Debug, Clone, Default)]
pub struct LibraryUpdate {
    /// Files with their entries, or nothing where an entry is no more on the site.
    pub entries: Vec<(Arc<str>, Option<Arc<Entry>>)>,
    /// The files of all entries that are at fault. They are in no list, but are found, and lead where they led.
    pub unlisted: HashSet<Arc<str>>,
    /// The day.
    pub today: Date,
}

/// Values of taxonomies by their keys, as they are written.
type Spellings = Vec<(Taxonomy, Arc<str>, String)>;

/// How an entry is filed by itself.
struct IndexData {
    terms: Vec<Term>,
    /// Its values of taxonomies as they are written.
    spellings: Spellings,
    /// Whether lists have it.
    in_listings: bool,
    year: Year,
    feed_dates: Option<FeedDates>,
    /// The first day to come on which it is filed otherwise.
    reindex_on: Option<Date>,
    /// What of it the plan of the site depends on, as a hash.
    plan_hash: u64,
}

impl Library {
    /// Files entries as they stand on a day.
    pub fn from_entries(
        entries: Vec<Arc<Entry>>,
        today: Date,
        unlisted: HashSet<Arc<str>>,
    ) -> Self {
        let mut library = Self { today, ..Self::default() };
        let entries = entries.into_iter().map(|entry| (entry.source.clone(), Some(entry)));
        library.apply(LibraryUpdate { entries: entries.collect(), unlisted, today });
        library
    }

    /// Makes everything as it is to be.
    pub fn apply(&mut self, changes: LibraryUpdate) {
        let LibraryUpdate { entries, unlisted, today } = changes;
        let mut moved: BTreeMap<Arc<str>, Option<Arc<Entry>>> = entries.into_iter().collect();
        for slot in self.implicitly_changed(&unlisted, today) {
            let entry = self.arena.entry(slot);
            moved.entry(entry.source.clone()).or_insert_with(|| Some(entry.clone()));
        }
        let old: Vec<EntryId> = moved.keys().filter_map(|source| self.arena.find(source)).collect();
        let mut restless: BTreeSet<EntryId> = old.iter().copied().collect();
        restless
            .extend(old.iter().flat_map(|slot| self.lookup.dependents(self.arena.entry(*slot))));
        restless.iter().for_each(|slot| self.unlink_entry(*slot));
        old.iter().for_each(|slot| self.unindex_entry(*slot));
        self.arena.remove_from_order(&old);
        (self.today, self.unlisted) = (today, unlisted);
        let mut new = Vec::new();
        for (source, entry) in moved {
            match entry {
                Some(entry) => {
                    let issuer = self.normalized_issuer(&entry);
                    new.push(self.arena.insert(entry, issuer));
                }
                None => {
                    if let Some(slot) = self.arena.find(&source) {
                        restless.remove(&slot);
                    }
                    self.arena.remove(&source);
                }
            }
        }
        self.arena.insert_into_order(&mut new);
        new.iter().for_each(|slot| self.index_entry(*slot));
        if new.len() < self.arena.order().len() {
            let seekers = |slot| self.lookup.dependents(self.arena.entry(slot));
            restless.extend(new.iter().copied().flat_map(seekers));
        }
        restless.extend(new);
        self.relink(restless);
        self.feeds.sort_pending(self.arena.ranks());
        let postings = &self.postings;
        self.term_names.update_names(&|taxonomy, key| {
            let posted = postings.get(&Term::Value(taxonomy, key.clone()));
            posted.map_or(0, |posted| posted.count(None))
        });
    }
}

impl Library {
    /// Finds the entries that are filed otherwise though they are the same.
    fn implicitly_changed(&self, unlisted: &HashSet<Arc<str>>, today: Date) -> Vec<EntryId> {
        if today < self.today {
            return self.arena.order().to_vec();
        }
        let flipped = self.unlisted.symmetric_difference(unlisted);
        let flipped = flipped.filter_map(|source| self.arena.find(source));
        let awake = self.scheduled.range(..=today).flat_map(|(_, slots)| slots.iter().copied());
        flipped.chain(awake).collect()
    }

    /// Follows entries again, whose relations and citations may mean something else now.
    fn relink(&mut self, restless: BTreeSet<EntryId>) {
        let mut restless: Vec<EntryId> = restless.into_iter().collect();
        restless.sort_unstable_by_key(|slot| self.arena.rank(*slot));
        restless.iter().for_each(|slot| self.unlink_entry(*slot));
        restless.iter().for_each(|slot| self.link_entry(*slot));
    }

    /// Files an entry by itself.
    fn index_entry(&mut self, slot: EntryId) {
        let entry = self.arena.entry(slot).clone();
        self.lookup.add(slot, &entry);
        let IndexData {
            terms,
            spellings: spelled,
            in_listings: is_posted,
            year,
            feed_dates: dated,
            reindex_on: wakes,
            plan_hash: shape,
        } = self.index_data(&entry);
        self.plan_fingerprint = self.plan_fingerprint.wrapping_add(shape);
        if let Some(day) = wakes {
            self.scheduled.entry(day).or_default().insert(slot);
        }
        if let Some(dated) = dated {
            self.feeds.add(slot, dated, &terms);
        }
        if !is_posted {
            return;
        }
        for (taxonomy, key, written) in spelled {
            self.term_names.add_spelling(taxonomy, &key, &written);
        }
        for term in terms {
            self.postings.entry(term).or_default().add(slot, year, self.arena.ranks());
        }
    }

    /// Takes an entry out as it was filed.
    fn unindex_entry(&mut self, slot: EntryId) {
        let entry = self.arena.entry(slot).clone();
        self.lookup.remove(slot, &entry);
        let IndexData {
            terms,
            spellings: spelled,
            in_listings: is_posted,
            year,
            feed_dates: dated,
            reindex_on: wakes,
            plan_hash: shape,
        } = self.index_data(&entry);
        self.plan_fingerprint = self.plan_fingerprint.wrapping_sub(shape);
        if let Some(day) = wakes
            && let Some(slots) = self.scheduled.get_mut(&day)
        {
            slots.remove(&slot);
            if slots.is_empty() {
                self.scheduled.remove(&day);
            }
        }
        if let Some(dated) = dated {
            self.feeds.remove(slot, dated, &terms, self.arena.ranks());
        }
        if !is_posted {
            return;
        }
        for (taxonomy, key, written) in spelled {
            self.term_names.remove_spelling(taxonomy, &key, &written);
        }
        for term in terms {
            let Some(postings) = self.postings.get_mut(&term) else { continue };
            postings.remove(slot, year, self.arena.ranks());
            if postings.is_empty() {
                self.postings.remove(&term);
            }
        }
    }

    /// Tells how an entry is filed by itself, today.
    fn index_data(&mut self, entry: &Entry) -> IndexData {
        let (today, gone) = (self.today, entry.is_removed(self.today));
        let coming = Cell::new(entry.removal_day().filter(|day| *day > today));
        let waits = |day: Date| {
            if day > today {
                coming.set(coming.get().into_iter().chain([day]).min());
            }
            day <= today
        };
        let listed = !self.unlisted.contains(&entry.source);
        let (mut terms, mut spelled, mut dated) = (Vec::new(), Vec::new(), None);
        if listed && !is_index(&entry.source) {
            (terms, spelled) = index_terms(entry, &mut self.folded_values);
            let next = Cell::new(None);
            let last = entry.last_change(|day| {
                if !waits(day) {
                    next.set(next.get().into_iter().chain([day]).min());
                }
                day <= today
            });
            dated =
                Some(FeedDates { last_change: last.map(|last| last.at), next_change: next.get() });
        }
        let year = Year::of(entry);
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (&entry.source, &entry.address, &entry.files, &entry.metadata.aliases).hash(&mut hasher);
        (entry.kind, listed, gone, year, &terms, &spelled).hash(&mut hasher);
        dated.is_some_and(|dated| dated.last_change.is_some()).hash(&mut hasher);
        entry
            .shown_pictures()
            .filter(|picture| picture.digest.is_some())
            .for_each(|p| p.hash(&mut hasher));
        let is_posted = !gone;
        let (wakes, shape) = (coming.get(), hasher.finish());
        IndexData {
            terms,
            spellings: spelled,
            in_listings: is_posted,
            year,
            feed_dates: dated,
            reindex_on: wakes,
            plan_hash: shape,
        }
    }

    /// Writes the issuer of an entry out; one string for all of one name.
    fn normalized_issuer(&mut self, entry: &Entry) -> Option<Arc<str>> {
        let name = entry.metadata.issuer.as_deref()?;
        if let Some(spelled) = self.normalized_issuers.get(name) {
            return Some(spelled.clone());
        }
        let spelled: Arc<str> = expand_abbreviations(&fold::term(name)).into();
        self.normalized_issuers.insert(name.into(), spelled.clone());
        Some(spelled)
    }
}

/// Lists what an entry is filed under, each once, and how each value of a taxonomy is written.
fn index_terms(
    entry: &Entry,
    folded: &mut RapidHashMap<Box<str>, Arc<str>>,
) -> (Vec<Term>, Spellings) {
    let mut spelled = Spellings::new();
    let mut terms: Vec<Term> = entry.sections.iter().cloned().map(Term::Section).collect();
    terms.push(if entry.kind == EntryKind::Page { Term::Pages } else { Term::All });
    if entry.kind == EntryKind::Document {
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
