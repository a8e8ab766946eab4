//! The questions a target may ask, and the book in which each is written with its answer's fingerprint.
//!
//! There is one method for each [`Query`]. A question is noted even where the answer is nothing, because nothing
//! may become something; asked again with the same answer, it is noted once.
//!
//! **Invariant.** Fingerprints are made of what others may know of an entry, never of its body.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use jiff::civil::Date;

use super::arena::EntryId;
use super::query::{Dependency, Query};
use super::{AffectedExtent, DocumentCriteria, EdgeKind, Library, Term, TermName, Year};
use crate::config::Taxonomy;
use crate::entry::citation::Cited;
use crate::entry::{Entry, Reference, Relation, RelationKind};
use crate::source::fingerprint;

/// What an entry is called, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntryTitle {
    /// Its title.
    pub title: String,
    /// Its address.
    pub address: Arc<str>,
    /// BCP 47, where it is not the portal's.
    pub language: Option<String>,
}

/// The entries on each side of one.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    /// Newer ones, the nearest last.
    pub before: Vec<Arc<Entry>>,
    /// Older ones, the nearest first.
    pub after: Vec<Arc<Entry>>,
}

/// One target's questions to the library.
#[derive(Debug)]
pub struct DependencyTracker {
    library: Arc<Library>,
    recorded: RefCell<RecordedDependencies>,
    /// The fingerprint of the first answer.
    first_fingerprint: Cell<Option<u64>>,
    /// Whether nothing is written down: a question is only asked again.
    is_replay: bool,
}

/// What was asked, in order and each once. A file of open data asks thousands of questions.
#[derive(Debug, Default)]
struct RecordedDependencies {
    list: Vec<Dependency>,
    seen: HashSet<Dependency>,
}

impl DependencyTracker {
    /// Begins to ask.
    pub fn new(library: Arc<Library>) -> Self {
        Self {
            library,
            recorded: RefCell::default(),
            first_fingerprint: Cell::default(),
            is_replay: false,
        }
    }

    /// Begins to ask one question again.
    pub(super) fn for_replay(library: Arc<Library>) -> Self {
        Self { is_replay: true, ..Self::new(library) }
    }

    /// Gives the fingerprint of the answer. Some questions ask for a day behind it, which is a question of its own.
    pub(super) fn first_answer_fingerprint(&self) -> u64 {
        self.first_fingerprint.get().unwrap_or_default()
    }

    /// Ends, and gives what was asked.
    pub fn into_dependencies(self) -> Vec<Dependency> {
        self.recorded.into_inner().list
    }

    fn record(&self, query: Query, answer: impl Hash) {
        let fingerprint = fingerprint(&answer);
        self.first_fingerprint.set(self.first_fingerprint.get().or(Some(fingerprint)));
        if self.is_replay {
            return;
        }
        let read = Dependency { query, fingerprint };
        let mut reads = self.recorded.borrow_mut();
        if reads.seen.insert(read.clone()) {
            reads.list.push(read);
        }
    }

    fn entries(&self, slots: &[EntryId]) -> Vec<Arc<Entry>> {
        slots.iter().map(|slot| self.library.arena.entry(*slot).clone()).collect()
    }

    /// Asks for an entry that the target itself shows.
    pub fn entry(&self, source: &str) -> Option<Arc<Entry>> {
        let listed = self.library.is_listed(source);
        let found = self.library.by_source(source).filter(|_| listed).cloned();
        self.record(
            Query::Entry(source.into()),
            found.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        found
    }

    /// Asks for the text of an entry. The text itself is handed to the page by who reads it from the disk.
    pub fn body(&self, source: &str) {
        let body = self.library.by_source(source).map(|entry| entry.body_fingerprint);
        self.record(Query::Body(source.into()), body);
    }

    /// Asks whether something lies at an address of the site. The plan knows, and its answer is handed in.
    pub fn address_exists(&self, address: &str, stands: bool) -> bool {
        self.record(Query::AddressExists(address.into()), stands);
        stands
    }

    /// Asks what may be known of the entry in a file.
    pub fn metadata(&self, source: &str) -> Option<Arc<Entry>> {
        let found = self.library.by_source(source).cloned();
        self.record(
            Query::Metadata(source.into()),
            found.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        found
    }

    /// Asks for the one entry a reference means; none where it is missing or could mean several.
    pub fn resolve_reference(&self, reference: &Reference) -> Option<Arc<Entry>> {
        self.resolve(DocumentCriteria::from_reference(reference))
    }

    /// Asks for the one other entry that a relation of an entry leads to.
    pub fn resolve_relation(&self, by: &Entry, relation: &Relation) -> Option<Arc<Entry>> {
        self.resolve(DocumentCriteria::from_relation(by, relation))
            .filter(|found| found.source != by.source)
    }

    pub(super) fn resolve(&self, wanted: DocumentCriteria) -> Option<Arc<Entry>> {
        let found = self.library.resolve(&wanted).cloned();
        self.record(
            Query::ResolveReference(wanted),
            found.as_ref().map(|entry| entry.metadata_fingerprint),
        );
        found
    }

    /// Asks how much of an entry another one changes, both by their files.
    pub fn affected_extent(
        &self,
        kind: RelationKind,
        by: &Arc<str>,
        of: &Arc<str>,
    ) -> AffectedExtent {
        let meant = self.library.affected_extent(kind, by, of);
        self.record(Query::AffectedExtent(kind, by.clone(), of.clone()), &meant);
        meant
    }

    /// Asks for the address of the one document that an entry cites; none where it is missing or could be several.
    pub fn resolve_citation(&self, cited: &Cited, by: &Entry) -> Option<Arc<str>> {
        let found = self.library.resolve_citation(cited, by).map(|entry| entry.address.clone());
        let query =
            Query::ResolveCitation { cited: Box::new(cited.clone()), citing: by.source.clone() };
        self.record(query, &found);
        found
    }

    /// Asks whether a day has come; the only way for a page to know of today.
    pub fn has_come(&self, day: Date) -> bool {
        let reached = day <= self.library.today;
        self.record(Query::DayHasCome(day), reached);
        reached
    }

    /// Asks whether only a notice stands at an entry's address.
    pub fn is_withdrawn(&self, entry: &Entry) -> bool {
        entry.removal_day().is_some_and(|day| self.has_come(day))
    }

    /// Asks for a run of what is filed under a term.
    pub fn list(
        &self,
        term: &Term,
        year: Option<Year>,
        skip: usize,
        take: usize,
    ) -> Vec<Arc<Entry>> {
        let posted = self.library.postings(term);
        let found = posted.map_or_else(Vec::new, |p| self.entries(p.slice(year, skip, take)));
        let query = Query::List { term: term.clone(), year, skip, take };
        self.record(query, fingerprints(&found));
        found
    }

    /// Asks in which ways other entries lead to the one in a file, and how many in each.
    pub fn backlink_counts(&self, source: &Arc<str>) -> Vec<(EdgeKind, usize)> {
        let tied = self.library.backlink_counts(source);
        self.record(Query::BacklinkCounts(source.clone()), &tied);
        tied
    }

    /// Asks in which ways other entries change what the one in a file is worth, and how many in each. Who only cites
    /// it does not move this answer.
    pub fn incoming_effect_counts(&self, source: &Arc<str>) -> Vec<(EdgeKind, usize)> {
        let mut tied = self.library.backlink_counts(source);
        tied.retain(|(tie, _)| matches!(tie, EdgeKind::Relation(kind) if kind.alters_target()));
        self.record(Query::IncomingEffectCounts(source.clone()), &tied);
        tied
    }

    /// Asks for the newest of those that lead to an entry in one way.
    pub fn backlinks(&self, tie: EdgeKind, entry: &Entry, take: usize) -> Vec<Arc<Entry>> {
        if take == 0 {
            return Vec::new();
        }
        self.list(&Term::Backlinks(tie, entry.source.clone()), None, 0, take)
    }

    /// Asks for what last changed under a term, the latest first: posted, updated, corrected or taken back.
    pub fn latest_changes(&self, term: &Term, take: usize) -> Vec<Arc<Entry>> {
        let slots: Vec<EntryId> = self.library.feeds.latest(term, take).collect();
        let found = self.entries(&slots);
        let next = self.library.feeds.next_change(term);
        self.record(
            Query::LatestChanges { term: term.clone(), take },
            (fingerprints(&found), next),
        );
        self.depend_on_day(next);
        found
    }

    /// Asks whether a term has a feed.
    pub fn has_feed(&self, term: &Term) -> bool {
        let has = self.library.has_feed(term);
        let next = self.library.feeds.next_change(term).filter(|_| !has);
        self.record(Query::HasFeed(term.clone()), (has, next));
        self.depend_on_day(next);
        has
    }

    /// Asks for the day on which an entry comes that the answer could not hold yet.
    fn depend_on_day(&self, day: Option<Date>) {
        if let Some(day) = day {
            self.has_come(day);
        }
    }

    /// Asks for up to `k` entries on each side of one, under a term.
    pub fn neighbours(&self, term: &Term, of: &Arc<str>, k: usize) -> Neighbours {
        let posted = self.library.postings(term);
        let shelf = &self.library.arena;
        let near = match (posted, shelf.find(of)) {
            (Some(posted), Some(slot)) => {
                let (before, after) = posted.neighbours(slot, k, shelf.ranks());
                Neighbours { before: self.entries(before), after: self.entries(after) }
            }
            _ => Neighbours::default(),
        };
        let answer = (fingerprints(&near.before), fingerprints(&near.after));
        self.record(Query::Neighbours { term: term.clone(), source: of.clone(), count: k }, answer);
        near
    }

    /// Asks how many entries are filed under a term.
    pub fn count(&self, term: &Term, year: Option<Year>) -> usize {
        let count = self.library.postings(term).map_or(0, |posted| posted.count(year));
        self.record(Query::Count(term.clone(), year), count);
        count
    }

    /// Asks whether more than so many entries are filed under a term: an answer that moves once, however many come.
    pub fn exceeds(&self, term: &Term, most: usize) -> bool {
        let exceeds = self.library.postings(term).is_some_and(|posted| posted.count(None) > most);
        self.record(Query::Exceeds(term.clone(), most), exceeds);
        exceeds
    }

    /// Asks for the years of a term, newest first, with their counts.
    pub fn years(&self, term: &Term) -> Vec<(Year, usize)> {
        let years = self.library.postings(term).map_or(&[][..], |posted| posted.years()).to_vec();
        self.record(Query::Years(term.clone()), &years);
        years
    }

    /// Asks for the years of a term, newest first: the answer moves only when a year is new or gone.
    pub fn year_names(&self, term: &Term) -> Vec<Year> {
        let years = self.library.postings(term).map_or(&[][..], |posted| posted.years());
        let years: Vec<Year> = years.iter().map(|(year, _)| *year).collect();
        self.record(Query::YearNames(term.clone()), &years);
        years
    }

    /// Asks what a term is called: its commonest spelling, and the last part of its address.
    pub fn term_name(&self, term: &Term) -> Option<(String, String)> {
        let name = self.library.term_name(term).map(|name| (name.label.clone(), name.slug.clone()));
        self.record(Query::TermName(term.clone()), &name);
        name
    }

    /// Asks for the terms of a taxonomy in the order of the alphabet.
    pub fn terms(&self, taxonomy: Taxonomy) -> Vec<TermName> {
        let names = self.library.term_names(taxonomy).to_vec();
        self.record(Query::Terms(taxonomy), &names);
        names
    }

    /// Asks for the terms of a taxonomy by label and last part of the address, in the order of the alphabet: the
    /// answer moves only when a term is new, gone or called otherwise.
    pub fn term_names(&self, taxonomy: Taxonomy) -> Vec<(String, String)> {
        let names = labels_and_slugs(self.library.term_names(taxonomy));
        self.record(Query::TermNames(taxonomy), &names);
        names
    }

    /// Asks the same while there are no more than `most`; beyond them only that there are more, so that the answer
    /// stands still while a long list grows.
    pub fn term_names_up_to(
        &self,
        taxonomy: Taxonomy,
        most: usize,
    ) -> Option<Vec<(String, String)>> {
        let all = self.library.term_names(taxonomy);
        let names = (all.len() <= most).then(|| labels_and_slugs(all));
        self.record(Query::TermNamesUpTo(taxonomy, most), &names);
        names
    }

    /// Asks for titles, addresses and languages of all that is filed under a term: the answer moves with nothing else
    /// that is known of them.
    pub fn titles(&self, term: &Term) -> Vec<EntryTitle> {
        let posted = self.library.postings(term);
        let found = posted.map_or_else(Vec::new, |p| self.entries(p.slice(None, 0, usize::MAX)));
        let titled = |entry: &Arc<Entry>| EntryTitle {
            title: entry.metadata.title.clone(),
            address: entry.address.clone(),
            language: entry.metadata.language.clone(),
        };
        let titles: Vec<EntryTitle> = found.iter().map(titled).collect();
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
