//! Queries that a target may ask, and how a recorded one is asked again.
//!
//! A query is a value with an answer ([`LibraryQuery`]). Each is declared once, in the table below: code, data, answer.
//! [`Query`] is any of them, in a form that can be stored. A recorded dependency is checked by answering its query
//! again; whether an address exists depends on the site plan, so the caller supplies that answer.
//!
//! **Invariant.** A query can be answered from its own data and the library alone. Fingerprints of answers cover the
//! metadata of entries and never their bodies, because an entry is hashed by its metadata; [`OwnBody`] alone covers a
//! body, that of the target's own entry.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::{EntryTitle, Neighbours, QueryAnswer, UntilDay};
use super::entry_id::EntryId;
use super::{
    AffectedExtent, DocumentCriteria, EdgeKind, Library, PortalEvent, Term, TermName, Year,
};
use crate::config::Taxonomy;
use crate::entry::citation::CitedDocument;
use crate::entry::{Entry, RelationKind};
use crate::source::fingerprint;

/// A query to the library. [`DependencyTracker::ask`](super::DependencyTracker::ask) answers and records it.
pub trait LibraryQuery: Into<Query> {
    /// The answer.
    type Answer: QueryAnswer;

    /// Answers the query.
    fn answer(&self, library: &Library) -> Self::Answer;
}

/// Declares queries: code, name, data, type of the answer, and the answer, computed from the data and the library.
macro_rules! queries {
    ($(
        $(#[$doc:meta])*
        $code:literal $query:ident { $($field:ident: $type:ty),* } -> $answer:ty
            = |$library:ident| $value:expr;
    )*) => {
        /// Any query.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Query {
            $($(#[$doc])* $query($query),)*
            /// Whether the site has a file at an address.
            AddressExists(Arc<str>),
        }

        impl Query {
            /// Returns the stable code of the query, used in reports.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$query(_) => $code,)*
                    Self::AddressExists(_) => "address_exists",
                }
            }

            /// Answers the query and returns the fingerprint of the answer; `address_exists` returns whether the site
            /// has a file at an address.
            pub fn answer_fingerprint(
                &self,
                library: &Library,
                address_exists: &dyn Fn(&str) -> bool,
            ) -> u64 {
                match self {
                    $(Self::$query(query) => fingerprint(&query.answer(library)),)*
                    Self::AddressExists(address) => fingerprint(&address_exists(address)),
                }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
            pub struct $query {
                $(
                    #[expect(missing_docs, reason = "the sentence about the query explains them")]
                    pub $field: $type,
                )*
            }

            impl LibraryQuery for $query {
                type Answer = $answer;

                fn answer(&self, $library: &Library) -> $answer {
                    let Self { $($field),* } = self;
                    $value
                }
            }

            impl From<$query> for Query {
                fn from(query: $query) -> Self {
                    Self::$query(query)
                }
            }
        )*
    };
}

queries! {
    /// The entry of a source file, if it gets a page of its own; asked only by that page.
    "entry" OwnEntry { source: Arc<str> } -> Option<Arc<Entry>>
        = |library| library.by_source(source).filter(|_| library.is_included(source)).cloned();

    /// The fingerprint of the body of an entry, by its source file; asked only by its own page.
    "body" OwnBody { source: Arc<str> } -> Option<u64>
        = |library| library.by_source(source).map(|entry| entry.body_fingerprint);

    /// The entry of a source file, of which the caller uses only the metadata.
    "metadata" MetadataOf { source: Arc<str> } -> Option<Arc<Entry>>
        = |library| library.by_source(source).cloned();

    /// The one document that matches the criteria of a reference; `None` if it is missing or ambiguous.
    "resolve_reference" ResolveReference { criteria: DocumentCriteria } -> Option<Arc<Entry>>
        = |library| library.resolve(criteria).cloned();

    /// The address of the one document that the entry of a source file cites in its text; `None` if it is missing or
    /// ambiguous. Only the citing page asks this, so if its entry is gone, the page is too.
    "resolve_citation" ResolveCitation { cited: Box<CitedDocument>, citing: Arc<str> }
        -> Option<Arc<str>>
        = |library| {
            let found = library.resolve_citation(cited, library.by_source(citing)?)?;
            Some(Arc::from(&found.address))
        };

    /// A range of the entries under a term, or of those of one year.
    "list" List { term: Term, year: Option<Year>, range: ListRange } -> Vec<Arc<Entry>>
        = |library| {
            let Some(postings) = library.postings(term) else { return Vec::new() };
            let bounds = range.bounds(postings.count(*year));
            library.entries_of(postings.slice(*year, bounds.start, bounds.len()))
        };

    /// The most recently changed entries under a term, withdrawn ones included.
    "latest_changes" LatestChanges { term: Term, take: usize } -> UntilDay<Vec<Arc<Entry>>>
        = |library| {
            let ids: Vec<EntryId> = library.feeds.latest(term, *take).collect();
            let answer = library.entries_of(&ids);
            UntilDay { answer, next_change: library.feeds.next_change(term) }
        };

    /// Up to `count` entries before and after one under a term.
    "neighbours" NeighboursOf { term: Term, source: Arc<str>, count: usize } -> Neighbours
        = |library| {
            let (postings, id) = (library.postings(term), library.arena.find(source));
            let Some((postings, id)) = postings.zip(id) else { return Neighbours::default() };
            let (before, after) = postings.neighbours(id, *count, library.arena.ranks());
            Neighbours { before: library.entries_of(before), after: library.entries_of(after) }
        };

    /// Whether a term has a feed.
    "has_feed" HasFeed { term: Term } -> UntilDay<bool>
        = |library| {
            let answer = library.has_feed(term);
            let next_change = library.feeds.next_change(term).filter(|_| !answer);
            UntilDay { answer, next_change }
        };

    /// The number of entries under a term, or of those of one year.
    "count" Count { term: Term, year: Option<Year> } -> usize
        = |library| library.postings(term).map_or(0, |postings| postings.count(*year));

    /// Whether more entries than a limit are under a term, or in one of its years: this changes once, however many are
    /// added.
    "exceeds" Exceeds { term: Term, year: Option<Year>, limit: usize } -> bool
        = |library| library.postings(term).is_some_and(|postings| postings.count(*year) > *limit);

    /// The years of a term, newest first, with their counts.
    "years" Years { term: Term } -> Vec<(Year, usize)>
        = |library| library.years(term).to_vec();

    /// The years of a term, newest first: this changes only when a year is added or removed.
    "year_names" YearNames { term: Term } -> Vec<Year>
        = |library| library.years(term).iter().map(|(year, _)| *year).collect();

    /// The terms of a taxonomy with their counts, in alphabetical order.
    "terms" Terms { taxonomy: Taxonomy } -> Vec<TermName>
        = |library| library.term_names(*taxonomy).to_vec();

    /// The labels and slugs of a taxonomy, in alphabetical order: this changes only when a term is added, removed or
    /// renamed.
    "term_names" TermNames { taxonomy: Taxonomy } -> Vec<(String, String)>
        = |library| library.term_names(*taxonomy).iter().map(label_and_slug).collect();

    /// The same up to a limit; `None` if there are more, so that the answer stays the same while a long list grows.
    "term_names_up_to" TermNamesUpTo { taxonomy: Taxonomy, limit: usize }
        -> Option<Vec<(String, String)>>
        = |library| {
            let all = library.term_names(*taxonomy);
            (all.len() <= *limit).then(|| all.iter().map(label_and_slug).collect())
        };

    /// The titles, addresses and languages of all entries under a term: this changes with no other metadata.
    "titles" Titles { term: Term } -> Vec<EntryTitle>
        = |library| {
            let ids = library.postings(term).map_or(&[][..], |p| p.slice(None, 0, usize::MAX));
            ids.iter().map(|id| EntryTitle::of(library.arena.entry(*id))).collect()
        };

    /// The label of a term (its most common spelling) and its slug (the last segment of its address).
    "term_name" TermNameOf { term: Term } -> Option<(String, String)>
        = |library| library.term_name(term).map(label_and_slug);

    /// The number of incoming edges of the entry of a source file, by kind.
    "backlink_counts" BacklinkCounts { source: Arc<str> } -> Vec<(EdgeKind, usize)>
        = |library| library.backlink_counts(source);

    /// The number of effects on the entry of a source file, by kind. A new citation of it does not change this.
    "incoming_effect_counts" IncomingEffectCounts { source: Arc<str> } -> Vec<(EdgeKind, usize)>
        = |library| {
            let mut counts = library.backlink_counts(source);
            counts.retain(
                |(kind, _)| matches!(kind, EdgeKind::Relation(kind) if kind.alters_target()),
            );
            counts
        };

    /// How much of an entry an effect of another one covers, both given by their source files.
    "affected_extent" ExtentOfEffect { kind: RelationKind, affecting: Arc<str>, affected: Arc<str> }
        -> AffectedExtent
        = |library| library.affected_extent(*kind, affecting, affected);

    /// A range of the events whose day has come, or of those of one year, newest first.
    "events" Events { year: Option<Year>, range: ListRange }
        -> UntilDay<Vec<(PortalEvent, Arc<Entry>)>>
        = |library| {
            let bounds = range.bounds(library.events.count(*year));
            let found = library.events.slice(*year, bounds.start, bounds.len()).into_iter();
            let answer = found.map(|(event, id)| (event, library.arena.entry(id).clone()));
            UntilDay { answer: answer.collect(), next_change: library.events.next_day(*year) }
        };

    /// Whether a year has more events than a limit.
    "events_exceed" EventsExceed { year: Year, limit: usize } -> bool
        = |library| library.events.count(Some(*year)) > *limit;

    /// The years of events, newest first, with their counts.
    "event_years" EventYears {} -> Vec<(Year, usize)> = |library| library.event_years();

    /// Whether a day has come: the only way for a page to depend on today.
    "day_has_come" DayHasCome { day: Date } -> bool
        = |library| *day <= library.today;
}

/// A range of a list, which is answered newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListRange {
    /// Counted from the newest item.
    Newest {
        /// How many newer ones are left out.
        skip: usize,
        /// How many are taken at most.
        take: usize,
    },
    /// Counted from the oldest item: newer items do not change it.
    Oldest {
        /// How many older ones are left out.
        skip: usize,
        /// How many are taken at most.
        take: usize,
    },
}

impl ListRange {
    /// Returns the positions in a list of `count` items.
    pub fn bounds(self, count: usize) -> Range<usize> {
        match self {
            Self::Newest { skip, take } => skip.min(count)..skip.saturating_add(take).min(count),
            Self::Oldest { skip, take } => {
                count.saturating_sub(skip.saturating_add(take))..count.saturating_sub(skip)
            }
        }
    }
}

fn label_and_slug(name: &TermName) -> (String, String) {
    (name.label.clone(), name.slug.clone())
}

/// A recorded query with the fingerprint of its answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// The query.
    pub query: Query,
    /// The fingerprint of the answer; equal answers have equal fingerprints.
    pub fingerprint: u64,
}

impl Query {
    /// Returns the day asked for, if this is [`DayHasCome`].
    pub fn day(&self) -> Option<Date> {
        if let Self::DayHasCome(DayHasCome { day }) = self { Some(*day) } else { None }
    }
}
