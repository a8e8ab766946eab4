//! The dependency tracker: answers the queries of a target and records each with the fingerprint of its answer.
//!
//! [`DependencyTracker`] has one method for each [`Query`]. A query is recorded even if its answer is empty, because an
//! empty answer may cease to be so; the same query with the same answer is recorded once. The queries about effects and
//! status (`effects`, `legal_status`) are composed of these.
//!
//! **Invariant.** Fingerprints cover the metadata of an entry, never its body; [`Query::Body`] alone covers the body of
//! the target's own entry.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use jiff::civil::Date;

use super::entry_id::EntryId;
use super::query::{Dependency, Query};
use super::{AffectedExtent, DocumentCriteria, EdgeKind, Library, Term, TermName, Year};
use crate::config::Taxonomy;
use crate::entry::citation::CitedDocument;
use crate::entry::{Entry, Reference, Relation, RelationKind};
use crate::source::fingerprint;

/// The title, address and language of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryTitle {
    /// The title.
    pub title: String,
    /// The address.
    pub address: Arc<str>,
    /// The language (BCP 47), if it is not the portal's.
    pub language: Option<String>,
}

/// The entries before and after one in a listing.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// Newer entries, the nearest last.
    pub before: Vec<Arc<Entry>>,
    /// Older entries, the nearest first.
    pub after: Vec<Arc<Entry>>,
}

/// Answers the queries of one target and records them as its dependencies.
#[derive(Debug)]
pub struct DependencyTracker {
    library: Arc<Library>,
    recorded: RefCell<RecordedDependencies>,
    /// The fingerprint of the first answer.
    first_fingerprint: Cell<Option<u64>>,
    /// Whether a recorded query is being asked again, so nothing is recorded.
    is_replay: bool,
}

/// Recorded dependencies in order, without duplicates: an open data file asks thousands of queries, hence the set.
#[derive(Debug, Default)]
struct RecordedDependencies {
    list: Vec<Dependency>,
    seen: HashSet<Dependency>,
}

impl DependencyTracker {
    /// Creates a tracker without dependencies.
    pub fn new(library: Arc<Library>) -> Self {
        Self {
            library,
            recorded: RefCell::default(),
            first_fingerprint: Cell::default(),
            is_replay: false,
        }
    }

    /// Creates a tracker that answers one query again and records nothing.
    pub(super) fn for_replay(library: Arc<Library>) -> Self {
        Self { is_replay: true, ..Self::new(library) }
    }

    /// Returns the fingerprint of the first answer. Some queries are followed by one for a day, which is a dependency
    /// of its own.
    pub(super) fn first_answer_fingerprint(&self) -> u64 {
        self.first_fingerprint.get().unwrap_or_default()
    }

    /// Returns the recorded dependencies.
    pub fn into_dependencies(self) -> Vec<Dependency> {
        self.recorded.into_inner().list
    }

    fn record(&self, query: Query, answer: impl Hash) {
        let fingerprint = fingerprint(&answer);
        self.first_fingerprint.set(self.first_fingerprint.get().or(Some(fingerprint)));
        if self.is_replay {
            return;
        }
        let dependency = Dependency { query, fingerprint };
        let mut recorded = self.recorded.borrow_mut();
        if recorded.seen.insert(dependency.clone()) {
            recorded.list.push(dependency);
        }
    }

    fn entries(&self, ids: &[EntryId]) -> Vec<Arc<Entry>> {
        ids.iter().map(|id| self.library.arena.entry(*id).clone()).collect()
    }

    /// Returns the entry that the target shows; `None` if it is missing or has errors.
    pub fn entry(&self, source: &str) -> Option<Arc<Entry>> {
        let listed = self.library.is_included(source);
        let entry = self.library.by_source(source).filter(|_| listed).cloned();
        self.record(
            Query::Entry(source.into()),
            entry.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        entry
    }

    /// Records a dependency on the body of an entry. The body itself is read from disk by the caller.
    pub fn depend_on_body(&self, source: &str) {
        let body = self.library.by_source(source).map(|entry| entry.body_fingerprint);
        self.record(Query::Body(source.into()), body);
    }

    /// Records whether the site has a file at an address, as answered by the site plan.
    pub fn record_address_exists(&self, address: &str, exists: bool) -> bool {
        self.record(Query::AddressExists(address.into()), exists);
        exists
    }

    /// Returns the entry of a source file, of which the caller uses only the metadata.
    pub fn metadata(&self, source: &str) -> Option<Arc<Entry>> {
        let entry = self.library.by_source(source).cloned();
        self.record(
            Query::Metadata(source.into()),
            entry.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        entry
    }

    /// Returns the one entry a reference resolves to; `None` if it is missing or ambiguous.
    pub fn resolve_reference(&self, reference: &Reference) -> Option<Arc<Entry>> {
        self.resolve(DocumentCriteria::from_reference(reference))
    }

    /// Returns the one other entry a relation of an entry resolves to.
    pub fn resolve_relation(&self, entry: &Entry, relation: &Relation) -> Option<Arc<Entry>> {
        self.resolve(DocumentCriteria::from_relation(entry, relation))
            .filter(|other| other.source != entry.source)
    }

    pub(super) fn resolve(&self, criteria: DocumentCriteria) -> Option<Arc<Entry>> {
        let entry = self.library.resolve(&criteria).cloned();
        self.record(
            Query::ResolveReference(criteria),
            entry.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        entry
    }

    /// Returns how much of an entry an effect of another one covers, both given by their source files.
    pub fn affected_extent(
        &self,
        kind: RelationKind,
        affecting: &Arc<str>,
        affected: &Arc<str>,
    ) -> AffectedExtent {
        let extent = self.library.affected_extent(kind, affecting, affected);
        let query = Query::AffectedExtent(kind, affecting.clone(), affected.clone());
        self.record(query, &extent);
        extent
    }

    /// Returns the address of the one document that a citation resolves to; `None` if it is missing or ambiguous.
    pub fn resolve_citation(&self, cited: &CitedDocument, citing: &Entry) -> Option<Arc<str>> {
        let address =
            self.library.resolve_citation(cited, citing).map(|entry| entry.address.clone());
        let query = Query::ResolveCitation {
            cited: Box::new(cited.clone()),
            citing: citing.source.clone(),
        };
        self.record(query, &address);
        address
    }

    /// Returns whether a day has come: the only way for a page to depend on today.
    pub fn has_come(&self, day: Date) -> bool {
        let has_come = day <= self.library.today;
        self.record(Query::DayHasCome(day), has_come);
        has_come
    }

    /// Returns whether only a notice is published at an entry's address.
    pub fn is_removed(&self, entry: &Entry) -> bool {
        entry.removal_day().is_some_and(|day| self.has_come(day))
    }

    /// Returns a range of the entries under a term.
    pub fn list(
        &self,
        term: &Term,
        year: Option<Year>,
        skip: usize,
        take: usize,
    ) -> Vec<Arc<Entry>> {
        let postings = self.library.postings(term);
        let entries = postings.map_or_else(Vec::new, |p| self.entries(p.slice(year, skip, take)));
        let query = Query::List { term: term.clone(), year, skip, take };
        self.record(query, fingerprints(&entries));
        entries
    }

    /// Returns the number of incoming edges of the entry of a source file, by kind.
    pub fn backlink_counts(&self, source: &Arc<str>) -> Vec<(EdgeKind, usize)> {
        let counts = self.library.backlink_counts(source);
        self.record(Query::BacklinkCounts(source.clone()), &counts);
        counts
    }

    /// Returns the number of effects on the entry of a source file, by kind. A new citation of it does not change this
    /// answer.
    pub fn incoming_effect_counts(&self, source: &Arc<str>) -> Vec<(EdgeKind, usize)> {
        let mut counts = self.library.backlink_counts(source);
        counts.retain(|(kind, _)| matches!(kind, EdgeKind::Relation(kind) if kind.alters_target()));
        self.record(Query::IncomingEffectCounts(source.clone()), &counts);
        counts
    }

    /// Returns the newest entries with an edge of this kind to an entry.
    pub fn backlinks(&self, kind: EdgeKind, entry: &Entry, take: usize) -> Vec<Arc<Entry>> {
        if take == 0 {
            return Vec::new();
        }
        self.list(&Term::Backlinks(kind, entry.source.clone()), None, 0, take)
    }

    /// Returns the most recently changed entries under a term: posted, updated, corrected or withdrawn.
    pub fn latest_changes(&self, term: &Term, take: usize) -> Vec<Arc<Entry>> {
        let ids: Vec<EntryId> = self.library.feeds.latest(term, take).collect();
        let entries = self.entries(&ids);
        let next = self.library.feeds.next_change(term);
        self.record(
            Query::LatestChanges { term: term.clone(), take },
            (fingerprints(&entries), next),
        );
        self.depend_on_day(next);
        entries
    }

    /// Returns whether a term has a feed.
    pub fn has_feed(&self, term: &Term) -> bool {
        let has_feed = self.library.has_feed(term);
        let next = self.library.feeds.next_change(term).filter(|_| !has_feed);
        self.record(Query::HasFeed(term.clone()), (has_feed, next));
        self.depend_on_day(next);
        has_feed
    }

    /// Records a dependency on the next day on which an entry will be added to the answer.
    fn depend_on_day(&self, day: Option<Date>) {
        if let Some(day) = day {
            self.has_come(day);
        }
    }

    /// Returns up to `count` entries before and after one under a term.
    pub fn neighbours(&self, term: &Term, source: &Arc<str>, count: usize) -> Neighbours {
        let postings = self.library.postings(term);
        let arena = &self.library.arena;
        let neighbours = match (postings, arena.find(source)) {
            (Some(postings), Some(id)) => {
                let (before, after) = postings.neighbours(id, count, arena.ranks());
                Neighbours { before: self.entries(before), after: self.entries(after) }
            }
            _ => Neighbours::default(),
        };
        let answer = (fingerprints(&neighbours.before), fingerprints(&neighbours.after));
        self.record(
            Query::Neighbours { term: term.clone(), source: source.clone(), count },
            answer,
        );
        neighbours
    }

    /// Returns the number of entries under a term.
    pub fn count(&self, term: &Term, year: Option<Year>) -> usize {
        let count = self.library.postings(term).map_or(0, |postings| postings.count(year));
        self.record(Query::Count(term.clone(), year), count);
        count
    }

    /// Returns whether more than `limit` entries are under a term: an answer that changes once, however many are added.
    pub fn exceeds(&self, term: &Term, limit: usize) -> bool {
        let exceeds =
            self.library.postings(term).is_some_and(|postings| postings.count(None) > limit);
        self.record(Query::Exceeds(term.clone(), limit), exceeds);
        exceeds
    }

    /// Returns the years of a term, newest first, with their counts.
    pub fn years(&self, term: &Term) -> Vec<(Year, usize)> {
        let years =
            self.library.postings(term).map_or(&[][..], |postings| postings.years()).to_vec();
        self.record(Query::Years(term.clone()), &years);
        years
    }

    /// Returns the years of a term, newest first: the answer changes only when a year is added or removed.
    pub fn year_names(&self, term: &Term) -> Vec<Year> {
        let years = self.library.postings(term).map_or(&[][..], |postings| postings.years());
        let years: Vec<Year> = years.iter().map(|(year, _)| *year).collect();
        self.record(Query::YearNames(term.clone()), &years);
        years
    }

    /// Returns the label of a term (its most common spelling) and its slug (the last segment of its address).
    pub fn term_name(&self, term: &Term) -> Option<(String, String)> {
        let name = self.library.term_name(term).map(|name| (name.label.clone(), name.slug.clone()));
        self.record(Query::TermName(term.clone()), &name);
        name
    }

    /// Returns the terms of a taxonomy in alphabetical order.
    pub fn terms(&self, taxonomy: Taxonomy) -> Vec<TermName> {
        let names = self.library.term_names(taxonomy).to_vec();
        self.record(Query::Terms(taxonomy), &names);
        names
    }

    /// Returns the labels and slugs of a taxonomy in alphabetical order: the answer changes only when a term is added,
    /// removed or renamed.
    pub fn term_names(&self, taxonomy: Taxonomy) -> Vec<(String, String)> {
        let names = labels_and_slugs(self.library.term_names(taxonomy));
        self.record(Query::TermNames(taxonomy), &names);
        names
    }

    /// Returns the same up to `limit` terms; `None` if there are more, so that the answer stays the same while a long
    /// list grows.
    pub fn term_names_up_to(
        &self,
        taxonomy: Taxonomy,
        limit: usize,
    ) -> Option<Vec<(String, String)>> {
        let all = self.library.term_names(taxonomy);
        let names = (all.len() <= limit).then(|| labels_and_slugs(all));
        self.record(Query::TermNamesUpTo(taxonomy, limit), &names);
        names
    }

    /// Returns titles, addresses and languages of all entries under a term: the answer changes with no other metadata.
    pub fn titles(&self, term: &Term) -> Vec<EntryTitle> {
        let postings = self.library.postings(term);
        let entries =
            postings.map_or_else(Vec::new, |p| self.entries(p.slice(None, 0, usize::MAX)));
        let to_title = |entry: &Arc<Entry>| EntryTitle {
            title: entry.metadata.title.clone(),
            address: entry.address.clone(),
            language: entry.metadata.language.clone(),
        };
        let titles: Vec<EntryTitle> = entries.iter().map(to_title).collect();
        self.record(Query::Titles(term.clone()), &titles);
        titles
    }
}

fn labels_and_slugs(all: &[TermName]) -> Vec<(String, String)> {
    all.iter().map(|name| (name.label.clone(), name.slug.clone())).collect()
}

fn fingerprints(entries: &[Arc<Entry>]) -> Vec<u64> {
    entries.iter().map(|entry| entry.metadata_fingerprint).collect()
}
