//! Updating the library: entries that were added, removed or changed are taken out of all indexes and put back as they
//! are now.
//!
//! There is a single code path: building a library applies an update that adds every entry to an empty one. An update
//! first unlinks the changed entries and those that depend on them, then unindexes the changed ones and indexes them as
//! they are now, and last links every entry whose references or citations may resolve differently (see `lookup_keys`).
//!
//! **Invariant.** A library depends only on its entries, the day and the set of entries with errors, not on how it came
//! about.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{Hash, Hasher as _};
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashMap;

use super::entry_id::EntryId;
use super::events::{self, PortalEvent};
use super::feed_index::FeedDates;
use super::issuer_names;
use super::postings::Year;
use super::{Library, Term};
use crate::config::{EntryKind, Taxonomy};
use crate::entry::{Entry, Name, is_section_index};
use crate::vietnamese::fold;

/// A batch of changes to a library.
#[derive(Debug, Clone, Default)]
pub struct LibraryUpdate {
    /// Source files with their entries; `None` where the site no longer has an entry.
    pub entries: Vec<(Arc<str>, Option<Arc<Entry>>)>,
    /// The source files of all entries with errors. They are in no listing, but references to them resolve and they
    /// keep their edges.
    pub excluded: HashSet<Arc<str>>,
    /// The day to index for.
    pub today: Date,
}

/// Taxonomy values with their keys, as written.
type Spellings = Vec<(Taxonomy, Arc<str>, Name)>;

/// The index data of an entry that depends on no other entry.
struct IndexData {
    terms: Vec<Term>,
    /// Its taxonomy values as written.
    spellings: Spellings,
    /// Whether its terms list it: false if it is withdrawn.
    in_listings: bool,
    year: Year,
    feed_dates: Option<FeedDates>,
    events: Vec<PortalEvent>,
    /// The first future day on which this data changes.
    reindex_on: Option<Date>,
    /// The hash of what the site plan depends on.
    plan_hash: u64,
}

impl Library {
    /// Builds a library from entries, for a day.
    pub fn from_entries(
        entries: Vec<Arc<Entry>>,
        today: Date,
        excluded: HashSet<Arc<str>>,
    ) -> Self {
        let mut library = Self { today, ..Self::default() };
        let entries = entries.into_iter().map(|entry| (entry.source.clone(), Some(entry)));
        library.apply(LibraryUpdate { entries: entries.collect(), excluded, today });
        library
    }

    /// Applies a batch of changes.
    pub fn apply(&mut self, update: LibraryUpdate) {
        let LibraryUpdate { entries, excluded, today } = update;
        let mut changed: BTreeMap<Arc<str>, Option<Arc<Entry>>> = entries.into_iter().collect();
        for id in self.implicitly_changed(&excluded, today) {
            let entry = self.arena.entry(id);
            changed.entry(entry.source.clone()).or_insert_with(|| Some(entry.clone()));
        }
        let old: Vec<EntryId> =
            changed.keys().filter_map(|source| self.arena.find(source)).collect();
        let mut invalidated: BTreeSet<EntryId> = old.iter().copied().collect();
        invalidated.extend(old.iter().flat_map(|id| self.lookup.dependents(self.arena.entry(*id))));
        invalidated.iter().for_each(|id| self.unlink_entry(*id));
        old.iter().for_each(|id| self.unindex_entry(*id));
        self.arena.remove_from_order(&old);
        (self.today, self.excluded) = (today, excluded);
        let mut new = Vec::new();
        for (source, entry) in changed {
            match entry {
                Some(entry) => {
                    let issuer = self.normalized_issuer(&entry);
                    new.push(self.arena.insert(entry, issuer));
                }
                None => {
                    if let Some(id) = self.arena.find(&source) {
                        invalidated.remove(&id);
                    }
                    self.arena.remove(&source);
                }
            }
        }
        self.arena.insert_into_order(&mut new);
        new.iter().for_each(|id| self.index_entry(*id));
        if new.len() < self.arena.order().len() {
            let dependents = |id| self.lookup.dependents(self.arena.entry(id));
            invalidated.extend(new.iter().copied().flat_map(dependents));
        }
        invalidated.extend(new);
        self.relink(invalidated);
        self.feeds.sort_pending(self.arena.ranks());
        self.events.sort_pending(self.arena.ranks());
        let postings = &self.postings;
        self.term_names.update_names(&|taxonomy, key| {
            let postings = postings.get(&Term::Value(taxonomy, key.clone()));
            postings.map_or(0, |postings| postings.count(None))
        });
    }

    /// Finds entries whose index data changes though their source file does not: by the day or by errors.
    fn implicitly_changed(&self, excluded: &HashSet<Arc<str>>, today: Date) -> Vec<EntryId> {
        if today < self.today {
            return self.arena.order().to_vec();
        }
        let toggled = self.excluded.symmetric_difference(excluded);
        let toggled = toggled.filter_map(|source| self.arena.find(source));
        let due = self.scheduled.range(..=today).flat_map(|(_, ids)| ids.iter().copied());
        toggled.chain(due).collect()
    }

    /// Links entries again whose relations and citations may resolve differently now.
    fn relink(&mut self, invalidated: BTreeSet<EntryId>) {
        let mut invalidated: Vec<EntryId> = invalidated.into_iter().collect();
        invalidated.sort_unstable_by_key(|id| self.arena.rank(*id));
        invalidated.iter().for_each(|id| self.unlink_entry(*id));
        invalidated.iter().for_each(|id| self.link_entry(*id));
    }

    /// Adds an entry to the indexes that depend on no other entry.
    fn index_entry(&mut self, id: EntryId) {
        let entry = self.arena.entry(id).clone();
        self.lookup.add(id, &entry);
        let data = self.index_data(&entry);
        let IndexData { terms, spellings, in_listings, year, feed_dates, reindex_on, .. } = data;
        self.plan_fingerprint = self.plan_fingerprint.wrapping_add(data.plan_hash);
        if let Some(day) = reindex_on {
            self.scheduled.entry(day).or_default().insert(id);
        }
        if let Some(feed_dates) = feed_dates {
            self.feeds.add(id, feed_dates, &terms);
        }
        self.events.add(id, &data.events, self.today);
        if !in_listings {
            return;
        }
        for (taxonomy, key, written) in spellings {
            self.term_names.add_spelling(taxonomy, &key, &written);
        }
        for term in terms {
            self.postings.entry(term).or_default().add(id, year, self.arena.ranks());
        }
    }

    /// Removes an entry from these indexes; the library must still have the day and errors it was indexed with.
    fn unindex_entry(&mut self, id: EntryId) {
        let entry = self.arena.entry(id).clone();
        self.lookup.remove(id, &entry);
        let data = self.index_data(&entry);
        let IndexData { terms, spellings, in_listings, year, feed_dates, reindex_on, .. } = data;
        self.plan_fingerprint = self.plan_fingerprint.wrapping_sub(data.plan_hash);
        if let Some(day) = reindex_on
            && let Some(ids) = self.scheduled.get_mut(&day)
        {
            ids.remove(&id);
            if ids.is_empty() {
                self.scheduled.remove(&day);
            }
        }
        if let Some(feed_dates) = feed_dates {
            self.feeds.remove(id, feed_dates, &terms, self.arena.ranks());
        }
        self.events.remove(id, &data.events, self.today, self.arena.ranks());
        if !in_listings {
            return;
        }
        for (taxonomy, key, written) in spellings {
            self.term_names.remove_spelling(taxonomy, &key, &written);
        }
        for term in terms {
            let Some(postings) = self.postings.get_mut(&term) else { continue };
            postings.remove(id, year, self.arena.ranks());
            if postings.is_empty() {
                self.postings.remove(&term);
            }
        }
    }

    /// Computes the index data of an entry for today.
    fn index_data(&mut self, entry: &Entry) -> IndexData {
        let (today, is_removed) = (self.today, entry.is_removed(self.today));
        let next_day = Cell::new(entry.removal_day().filter(|day| *day > today));
        let has_come = |day: Date| {
            if day > today {
                next_day.set(next_day.get().into_iter().chain([day]).min());
            }
            day <= today
        };
        let is_included = !self.excluded.contains(&entry.source);
        let (mut terms, mut spellings, mut feed_dates) = (Vec::new(), Vec::new(), None);
        let mut events = Vec::new();
        if is_included && !is_section_index(&entry.source) {
            (terms, spellings) = index_terms(entry, &mut self.folded_values);
            let next_change = Cell::new(None);
            let last_change = entry.last_change(|day| {
                if !has_come(day) {
                    next_change.set(next_change.get().into_iter().chain([day]).min());
                }
                day <= today
            });
            feed_dates = Some(FeedDates {
                last_change: last_change.map(|change| change.at),
                next_change: next_change.get(),
            });
            events = events::events_of(entry);
        }
        let year = Year::of(entry);
        let mut hasher = rapidhash::quality::RapidHasher::default();
        (&entry.source, &entry.address, &entry.files, &entry.metadata.aliases).hash(&mut hasher);
        (entry.kind, is_included, is_removed, year, &terms, &spellings).hash(&mut hasher);
        feed_dates.is_some_and(|dates| dates.last_change.is_some()).hash(&mut hasher);
        for event in &events {
            event.day().map(|day| has_come(day).then_some(day.year())).hash(&mut hasher);
        }
        entry
            .shown_pictures()
            .filter(|picture| picture.digest.is_some())
            .for_each(|p| p.hash(&mut hasher));
        let in_listings = !is_removed;
        let (reindex_on, plan_hash) = (next_day.get(), hasher.finish());
        IndexData { terms, spellings, in_listings, year, feed_dates, events, reindex_on, plan_hash }
    }

    /// Returns the normalized issuer of an entry; entries of one issuer share one string.
    fn normalized_issuer(&mut self, entry: &Entry) -> Option<Arc<str>> {
        let name = entry.metadata.issuer?;
        if let Some(normalized) = self.normalized_issuers.get(&name) {
            return Some(normalized.clone());
        }
        let normalized: Arc<str> = issuer_names::normalize(&fold::term(&name)).into();
        self.normalized_issuers.insert(name, normalized.clone());
        Some(normalized)
    }
}

/// Returns the terms of an entry without duplicates, and its taxonomy values as written.
fn index_terms(
    entry: &Entry,
    folded_values: &mut RapidHashMap<Name, Arc<str>>,
) -> (Vec<Term>, Spellings) {
    let mut spellings = Spellings::new();
    let mut terms: Vec<Term> = entry.sections.iter().cloned().map(Term::Section).collect();
    terms.push(if entry.kind == EntryKind::Page { Term::Pages } else { Term::DocumentsAndNews });
    if entry.kind == EntryKind::Document {
        terms.push(Term::Documents);
    }
    if entry.metadata.pinned {
        terms.extend(entry.sections.iter().cloned().map(Term::Pinned));
        terms.push(Term::Pinned("/".into()));
    }
    for (taxonomy, written) in entry.all_terms() {
        for written in written {
            let known_key = folded_values.get(written).cloned();
            let key = known_key.unwrap_or_else(|| {
                let key: Arc<str> = fold::term(written).into();
                folded_values.insert(*written, key.clone());
                key
            });
            terms.push(Term::Value(taxonomy, key.clone()));
            spellings.push((taxonomy, key, *written));
        }
    }
    terms.sort_unstable();
    terms.dedup();
    (terms, spellings)
}
