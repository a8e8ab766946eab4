//! The questions a target may ask, and asking one again: how it is told whether a page made before would be made
//! alike now.
//!
//! Asked again, each question goes the way on which it was first asked, so that both answers are hashed alike. What is
//! not the library's to say, whether something lies at an address, is answered by the caller.
//!
//! **Invariant.** Every question can be asked again from nothing but itself.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DependencyTracker, DocumentCriteria, Library, Term, Year};
use crate::config::Taxonomy;
use crate::entry::RelationKind;
use crate::entry::citation::Cited;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Query {
    /// The entry in a file, if it has a page of its own; asked by its own target only.
    Entry(Arc<str>),
    /// The text of an entry, by its file; asked by its own target only.
    Body(Arc<str>),
    /// What others may know of the entry in a file.
    Metadata(Arc<str>),
    /// Which document a reference means.
    ResolveReference(DocumentCriteria),
    /// Where the document lies that an entry cites in its text.
    ResolveCitation {
        /// What is cited.
        cited: Box<Cited>,
        /// The file of the entry that cites it.
        citing: Arc<str>,
    },
    /// A run of what is filed under a term.
    List {
        /// The term.
        term: Term,
        /// Only this year.
        year: Option<Year>,
        /// How many to leave out at the front.
        skip: usize,
        /// How many to give.
        take: usize,
    },
    /// What last changed under a term, also what was taken back.
    LatestChanges {
        /// The term.
        term: Term,
        /// How many to give.
        take: usize,
    },
    /// Up to `k` entries on each side of one, under a term.
    Neighbours {
        /// The term.
        term: Term,
        /// The entry's file.
        source: Arc<str>,
        /// How many on each side.
        count: usize,
    },
    /// Whether a term has a feed.
    HasFeed(Term),
    /// How many entries are filed under a term.
    Count(Term, Option<Year>),
    /// Whether more than so many entries are filed under a term.
    Exceeds(Term, usize),
    /// The years of a term with their counts.
    Years(Term),
    /// Which years a term has, whatever their counts.
    YearNames(Term),
    /// The terms of a taxonomy with their counts.
    Terms(Taxonomy),
    /// Which terms a taxonomy has, whatever their counts.
    TermNames(Taxonomy),
    /// Which terms a taxonomy has while they are no more than so many, else only that they are more.
    TermNamesUpTo(Taxonomy, usize),
    /// Titles, addresses and languages of all that is filed under a term.
    Titles(Term),
    /// What one term is called.
    TermName(Term),
    /// In which ways other entries lead to the entry in a file, and how many in each.
    BacklinkCounts(Arc<str>),
    /// How much of the second file's entry the first one's changes in a way.
    AffectedExtent(RelationKind, Arc<str>, Arc<str>),
    /// In which ways other entries change what the one in a file is worth, and how many in each.
    IncomingEffectCounts(Arc<str>),
    /// Whether something lies at an address of the site.
    AddressExists(Arc<str>),
    /// Whether a day has come.
    DayHasCome(Date),
}

/// A question that was asked, with the fingerprint of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// The question.
    pub query: Query,
    /// Equal as long as the answer is.
    pub fingerprint: u64,
}

impl Query {
    /// Gives the day that is asked for, if it is a day.
    pub fn day(&self) -> Option<Date> {
        if let Self::DayHasCome(day) = self { Some(*day) } else { None }
    }

    /// Gives the code name of the question.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Entry(_) => "entry",
            Self::Body(_) => "body",
            Self::Metadata(_) => "metadata",
            Self::ResolveReference(_) => "named",
            Self::ResolveCitation { .. } => "cited",
            Self::List { .. } => "list",
            Self::LatestChanges { .. } => "changed",
            Self::Neighbours { .. } => "near",
            Self::HasFeed(_) => "has_feed",
            Self::Count(..) => "count",
            Self::Exceeds(..) => "exceeds",
            Self::Years(_) => "years",
            Self::YearNames(_) => "year_names",
            Self::Terms(_) => "terms",
            Self::TermNames(_) => "term_names",
            Self::TermNamesUpTo(..) => "few_term_names",
            Self::Titles(_) => "titles",
            Self::TermName(_) => "name",
            Self::BacklinkCounts(_) => "tied",
            Self::IncomingEffectCounts(_) => "altered",
            Self::AffectedExtent(..) => "meant",
            Self::AddressExists(_) => "stands",
            Self::DayHasCome(_) => "reached",
        }
    }

    /// Asks the question, and gives the fingerprint of the answer; `stands` tells whether something lies at an address.
    pub fn answer_fingerprint(&self, library: &Arc<Library>, stands: &dyn Fn(&str) -> bool) -> u64 {
        let inquiry = DependencyTracker::for_replay(library.clone());
        match self {
            Self::Entry(source) => drop(inquiry.entry(source)),
            Self::Body(source) => inquiry.body(source),
            Self::Metadata(source) => drop(inquiry.metadata(source)),
            Self::ResolveReference(wanted) => drop(inquiry.resolve(wanted.clone())),
            Self::ResolveCitation { cited: what, citing: by } => {
                // Only its own page asks what an entry cites; where the entry is gone, the page is too.
                if let Some(by) = library.by_source(by) {
                    inquiry.resolve_citation(what, by);
                }
            }
            Self::List { term, year, skip, take } => {
                drop(inquiry.list(term, *year, *skip, *take));
            }
            Self::LatestChanges { term, take } => drop(inquiry.latest_changes(term, *take)),
            Self::Neighbours { term, source: of, count: k } => {
                drop(inquiry.neighbours(term, of, *k))
            }
            Self::HasFeed(term) => {
                inquiry.has_feed(term);
            }
            Self::Exceeds(term, most) => {
                inquiry.exceeds(term, *most);
            }
            Self::Count(term, year) => {
                inquiry.count(term, *year);
            }
            Self::Years(term) => drop(inquiry.years(term)),
            Self::YearNames(term) => drop(inquiry.year_names(term)),
            Self::Terms(taxonomy) => drop(inquiry.terms(*taxonomy)),
            Self::TermNames(taxonomy) => drop(inquiry.term_names(*taxonomy)),
            Self::TermNamesUpTo(taxonomy, most) => drop(inquiry.term_names_up_to(*taxonomy, *most)),
            Self::Titles(term) => drop(inquiry.titles(term)),
            Self::TermName(term) => drop(inquiry.term_name(term)),
            Self::BacklinkCounts(source) => drop(inquiry.backlink_counts(source)),
            Self::IncomingEffectCounts(source) => drop(inquiry.incoming_effect_counts(source)),
            Self::AffectedExtent(kind, by, of) => drop(inquiry.affected_extent(*kind, by, of)),
            Self::AddressExists(address) => {
                inquiry.address_exists(address, stands(address));
            }
            Self::DayHasCome(day) => {
                inquiry.has_come(*day);
            }
        }
        inquiry.first_answer_fingerprint()
    }
}
