//! Queries a target may ask, and how a recorded dependency is checked against the current library.
//!
//! A dependency is checked by asking its query again through the same tracker method, so both answers are hashed in the
//! same way. Whether an address exists depends on the site plan, so the caller supplies that answer.
//!
//! **Invariant.** A query can be asked again from its own data alone.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DependencyTracker, DocumentCriteria, Library, Term, Year};
use crate::config::Taxonomy;
use crate::entry::RelationKind;
use crate::entry::citation::CitedDocument;

/// A query to the library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// The entry of a source file, if it gets a page of its own; asked only by that page.
    Entry(Arc<str>),
    /// The body of an entry, by its source file; asked only by its own page.
    Body(Arc<str>),
    /// The metadata of the entry of a source file.
    Metadata(Arc<str>),
    /// The document a reference resolves to.
    ResolveReference(DocumentCriteria),
    /// The address of the document that an entry cites in its text.
    ResolveCitation {
        /// The citation.
        cited: Box<CitedDocument>,
        /// The source file of the citing entry.
        citing: Arc<str>,
    },
    /// A range of the entries under a term.
    List {
        /// The term.
        term: Term,
        /// If given, only entries of this year.
        year: Option<Year>,
        /// The number of entries to skip.
        skip: usize,
        /// The maximum number of entries.
        take: usize,
    },
    /// The most recently changed entries under a term, withdrawn ones included.
    LatestChanges {
        /// The term.
        term: Term,
        /// The maximum number of entries.
        take: usize,
    },
    /// The entries before and after one under a term.
    Neighbours {
        /// The term.
        term: Term,
        /// The entry's source file.
        source: Arc<str>,
        /// The maximum number on each side.
        count: usize,
    },
    /// Whether a term has a feed.
    HasFeed(Term),
    /// The number of entries under a term.
    Count(Term, Option<Year>),
    /// Whether more entries than this limit are under a term.
    Exceeds(Term, usize),
    /// The years of a term with their counts.
    Years(Term),
    /// The years of a term without their counts.
    YearNames(Term),
    /// The terms of a taxonomy with their counts.
    Terms(Taxonomy),
    /// The terms of a taxonomy without their counts.
    TermNames(Taxonomy),
    /// The terms of a taxonomy without their counts, up to this limit; beyond it, only that there are more.
    TermNamesUpTo(Taxonomy, usize),
    /// Titles, addresses and languages of all entries under a term.
    Titles(Term),
    /// The label and slug of a term.
    TermName(Term),
    /// The number of incoming edges of the entry of a source file, by kind.
    BacklinkCounts(Arc<str>),
    /// How much of the second file's entry an effect of this kind of the first file's entry covers.
    AffectedExtent(RelationKind, Arc<str>, Arc<str>),
    /// The number of effects on the entry of a source file, by kind.
    IncomingEffectCounts(Arc<str>),
    /// Whether the site has a file at an address.
    AddressExists(Arc<str>),
    /// Whether a day has come.
    DayHasCome(Date),
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
    /// Returns the day asked for, if this is [`Self::DayHasCome`].
    pub fn day(&self) -> Option<Date> {
        if let Self::DayHasCome(day) = self { Some(*day) } else { None }
    }

    /// Returns the stable code of the query, used in reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Entry(_) => "entry",
            Self::Body(_) => "body",
            Self::Metadata(_) => "metadata",
            Self::ResolveReference(_) => "resolve_reference",
            Self::ResolveCitation { .. } => "resolve_citation",
            Self::List { .. } => "list",
            Self::LatestChanges { .. } => "latest_changes",
            Self::Neighbours { .. } => "neighbours",
            Self::HasFeed(_) => "has_feed",
            Self::Count(..) => "count",
            Self::Exceeds(..) => "exceeds",
            Self::Years(_) => "years",
            Self::YearNames(_) => "year_names",
            Self::Terms(_) => "terms",
            Self::TermNames(_) => "term_names",
            Self::TermNamesUpTo(..) => "term_names_up_to",
            Self::Titles(_) => "titles",
            Self::TermName(_) => "term_name",
            Self::BacklinkCounts(_) => "backlink_counts",
            Self::IncomingEffectCounts(_) => "incoming_effect_counts",
            Self::AffectedExtent(..) => "affected_extent",
            Self::AddressExists(_) => "address_exists",
            Self::DayHasCome(_) => "day_has_come",
        }
    }

    /// Asks the query again and returns the fingerprint of the answer; `exists` returns whether the site has a file at
    /// an address.
    pub fn answer_fingerprint(&self, library: &Arc<Library>, exists: &dyn Fn(&str) -> bool) -> u64 {
        let tracker = DependencyTracker::for_replay(library.clone());
        match self {
            Self::Entry(source) => drop(tracker.entry(source)),
            Self::Body(source) => tracker.depend_on_body(source),
            Self::Metadata(source) => drop(tracker.metadata(source)),
            Self::ResolveReference(criteria) => drop(tracker.resolve(criteria.clone())),
            Self::ResolveCitation { cited, citing } => {
                // Only the citing page asks this query, so if its entry is gone, the page is too.
                if let Some(citing) = library.by_source(citing) {
                    tracker.resolve_citation(cited, citing);
                }
            }
            Self::List { term, year, skip, take } => {
                drop(tracker.list(term, *year, *skip, *take));
            }
            Self::LatestChanges { term, take } => drop(tracker.latest_changes(term, *take)),
            Self::Neighbours { term, source, count } => {
                drop(tracker.neighbours(term, source, *count));
            }
            Self::HasFeed(term) => {
                tracker.has_feed(term);
            }
            Self::Exceeds(term, limit) => {
                tracker.exceeds(term, *limit);
            }
            Self::Count(term, year) => {
                tracker.count(term, *year);
            }
            Self::Years(term) => drop(tracker.years(term)),
            Self::YearNames(term) => drop(tracker.year_names(term)),
            Self::Terms(taxonomy) => drop(tracker.terms(*taxonomy)),
            Self::TermNames(taxonomy) => drop(tracker.term_names(*taxonomy)),
            Self::TermNamesUpTo(taxonomy, limit) => {
                drop(tracker.term_names_up_to(*taxonomy, *limit));
            }
            Self::Titles(term) => drop(tracker.titles(term)),
            Self::TermName(term) => drop(tracker.term_name(term)),
            Self::BacklinkCounts(source) => drop(tracker.backlink_counts(source)),
            Self::IncomingEffectCounts(source) => drop(tracker.incoming_effect_counts(source)),
            Self::AffectedExtent(kind, affecting, affected) => {
                drop(tracker.affected_extent(*kind, affecting, affected));
            }
            Self::AddressExists(address) => {
                tracker.record_address_exists(address, exists(address));
            }
            Self::DayHasCome(day) => {
                tracker.has_come(*day);
            }
        }
        tracker.first_answer_fingerprint()
    }
}
