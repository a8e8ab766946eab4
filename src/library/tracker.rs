//! The dependency tracker: answers the queries of a target and records each with the fingerprint of its answer.
//!
//! [`DependencyTracker::ask`] answers any query; the other methods ask those that several callers need, or compose
//! them, as `effects` and `legal_status` do. A query is recorded even if its answer is empty, because an empty answer
//! may cease to be so.
//!
//! **Invariant.** The dependencies are in the order of asking, and none is recorded twice.

use std::cell::RefCell;
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashSet;

use super::answer::{EntryHash, QueryAnswer as _, UntilDay};
use super::query::{
    BacklinkCounts, DayHasCome, Dependency, Events, HasFeed, LatestChanges, LibraryQuery, List,
    ListRange, MetadataOf, OwnEntry, Query, ResolveCitation, ResolveReference, TermNameOf,
    YearNames,
};
use super::{DocumentCriteria, EdgeKind, Library, PortalEvent, Term, Year};
use crate::entry::citation::CitedDocument;
use crate::entry::{Entry, Reference, Relation};
use crate::monitor::{BuildMonitor, Work};
use crate::source::fingerprint;

/// The greatest number of backlinks that are noted because they are counted.
const MAX_NOTED_BACKLINKS: usize = 100;

/// Answers the queries of one target and records them as its dependencies.
#[derive(Debug)]
pub struct DependencyTracker {
    library: Arc<Library>,
    recorded: RefCell<RecordedDependencies>,
    monitor: BuildMonitor,
}

/// Dependencies in the order of asking, with their hashes: an open data file asks thousands of queries, many twice.
#[derive(Debug, Default)]
struct RecordedDependencies {
    all: Vec<Dependency>,
    hashes: RapidHashSet<u64>,
    /// The entries in the answers.
    entries: RapidHashSet<EntryHash>,
}

impl DependencyTracker {
    /// Creates a tracker without dependencies.
    pub fn new(library: Arc<Library>) -> Self {
        Self { library, recorded: RefCell::default(), monitor: BuildMonitor::default() }
    }

    /// Reports the cost of each query to a monitor.
    pub fn with_monitor(self, monitor: BuildMonitor) -> Self {
        Self { monitor, ..self }
    }

    /// Returns the recorded dependencies.
    pub fn into_dependencies(self) -> Vec<Dependency> {
        self.into_recorded().0
    }

    /// Returns the recorded dependencies, and the entries that a library must have to answer them again.
    pub fn into_recorded(self) -> (Vec<Dependency>, Vec<EntryHash>) {
        let RecordedDependencies { all, entries, .. } = self.recorded.into_inner();
        let mut entries: Vec<EntryHash> = entries.into_iter().collect();
        entries.sort_unstable();
        (all, entries)
    }

    /// Answers a query and records it.
    pub fn ask<Q: LibraryQuery>(&self, query: Q) -> Q::Answer {
        let start = self.monitor.start();
        let answer = query.answer(&self.library);
        answer.for_each_entry(&mut |entry| self.note(entry));
        let query = query.into();
        let code = query.code();
        self.record(query, fingerprint(&answer));
        self.monitor.finish(start, Work::Answer { query: code });
        answer
    }

    /// Answers a query and, if the answer will change on a day, records a dependency on that day too.
    fn ask_until<T, Q: LibraryQuery<Answer = UntilDay<T>>>(&self, query: Q) -> T {
        let UntilDay { answer, next_change } = self.ask(query);
        next_change.map(|day| self.has_come(day));
        answer
    }

    /// Notes that an answer depends on an entry.
    fn note(&self, entry: &Entry) {
        self.recorded.borrow_mut().entries.insert(EntryHash::of(&entry.source));
    }

    fn record(&self, query: Query, fingerprint: u64) {
        let dependency = Dependency { query, fingerprint };
        let mut recorded = self.recorded.borrow_mut();
        if recorded.hashes.insert(crate::source::fingerprint(&dependency)) {
            recorded.all.push(dependency);
        }
    }

    /// Records whether the site has a file at an address, as answered by the site plan.
    pub fn record_address_exists(&self, address: &str, exists: bool) -> bool {
        self.record(Query::AddressExists(address.into()), fingerprint(&exists));
        exists
    }

    /// Returns the entry that the target shows; `None` if it is missing or has errors.
    pub fn entry(&self, source: &str) -> Option<Arc<Entry>> {
        self.ask(OwnEntry { source: source.into() })
    }

    /// Returns the entry of a source file, of which the caller uses only the metadata.
    pub fn metadata(&self, source: &str) -> Option<Arc<Entry>> {
        self.ask(MetadataOf { source: source.into() })
    }

    /// Returns the one entry a reference resolves to; `None` if it is missing or ambiguous.
    pub fn resolve_reference(&self, reference: &Reference) -> Option<Arc<Entry>> {
        self.ask(ResolveReference { criteria: DocumentCriteria::from_reference(reference) })
    }

    /// Returns the one other entry a relation of an entry resolves to.
    pub fn resolve_relation(&self, entry: &Entry, relation: &Relation) -> Option<Arc<Entry>> {
        let criteria = DocumentCriteria::from_relation(entry, relation);
        self.ask(ResolveReference { criteria }).filter(|other| other.source != entry.source)
    }

    /// Returns whether a day has come: the only way for a page to depend on today.
    pub fn has_come(&self, day: Date) -> bool {
        self.ask(DayHasCome { day })
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
        self.list_range(term, year, ListRange::Newest { skip, take })
    }

    /// Returns a range of the entries under a term, or of those of one year, newest first.
    pub fn list_range(&self, term: &Term, year: Option<Year>, range: ListRange) -> Vec<Arc<Entry>> {
        self.ask(List { term: term.clone(), year, range })
    }

    /// Returns the number of incoming edges of the entry of a source file, by kind.
    pub fn backlink_counts(&self, source: &Arc<str>) -> Vec<(EdgeKind, usize)> {
        let counts = self.ask(BacklinkCounts { source: source.clone() });
        if counts.iter().map(|(_, count)| count).sum::<usize>() <= MAX_NOTED_BACKLINKS {
            let terms = counts.iter().map(|(kind, _)| Term::Backlinks(*kind, source.clone()));
            let postings = terms.filter_map(|term| self.library.postings(&term));
            let ids = postings.flat_map(|postings| postings.slice(None, 0, usize::MAX));
            ids.for_each(|id| self.note(self.library.arena.entry(*id)));
        }
        counts
    }

    /// Returns the address of the one document that an entry cites in its text.
    pub fn resolve_citation(&self, cited: &CitedDocument, citing: &Arc<str>) -> Option<Arc<str>> {
        let cited = Box::new(cited.clone());
        let address = self.ask(ResolveCitation { cited, citing: citing.clone() })?;
        self.library.by_address(&address).into_iter().for_each(|entry| self.note(entry));
        Some(address)
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
        self.ask_until(LatestChanges { term: term.clone(), take })
    }

    /// Returns a range of the events whose day has come, or of those of one year, newest first.
    pub fn events(&self, year: Option<Year>, range: ListRange) -> Vec<(PortalEvent, Arc<Entry>)> {
        self.ask_until(Events { year, range })
    }

    /// Returns whether a term has a feed.
    pub fn has_feed(&self, term: &Term) -> bool {
        self.ask_until(HasFeed { term: term.clone() })
    }

    /// Returns the years of a term, newest first: the answer changes only when a year is added or removed.
    pub fn year_names(&self, term: &Term) -> Vec<Year> {
        self.ask(YearNames { term: term.clone() })
    }

    /// Returns the label of a term (its most common spelling) and its slug (the last segment of its address).
    pub fn term_name(&self, term: &Term) -> Option<(String, String)> {
        self.ask(TermNameOf { term: term.clone() })
    }
}
