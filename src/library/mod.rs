//! The library: every entry of the portal, indexed under the terms it carries.
//!
//! Targets do not hold entries. They ask queries ([`LibraryQuery`]) through a [`DependencyTracker`], which records each
//! with the fingerprint of its answer. These recorded dependencies alone decide whether a target is rendered again.
//!
//! `update` applies changed files to the indexes: `arena` (entries in `listing_order`), `postings` (entries by term),
//! `feed_index`, `events`, `term_names`, `lookup_keys` and `edges` (resolved relations and citations).
//! `reference_resolution` and `citation_resolution` find the document that a reference or a citation names. `effects`
//! computes what other documents do to one, and `status_timeline` and `legal_status` whether that document is in force.
//!
//! An entry is called *withdrawn* here while its address shows only a notice ([`Entry::is_removed`]): because it was
//! withdrawn, or because its public period has ended.
//!
//! **Invariant.** No answer contains the body of another entry: a page may learn that a decree exists and what it is
//! called, never what it says. So editing a body renders one page.
//!
//! **Left out on purpose.** There is no query for all entries: a page that asked it would depend on every file.

mod answer;
mod arena;
mod citation_resolution;
mod edges;
mod effect_statement;
mod effects;
mod entry_id;
mod events;
mod feed_index;
mod issuer_names;
mod law_names;
mod legal_status;
mod listing_order;
mod lookup_keys;
mod postings;
pub mod query;
mod reference_resolution;
mod status_timeline;
mod term_names;
mod tracker;
mod update;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use rapidhash::RapidHashMap;
use serde::{Deserialize, Serialize};

use crate::config::Taxonomy;
use crate::entry::{Entry, Name};
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

use arena::EntryArena;
use entry_id::EntryId;
use events::EventIndex;
use feed_index::FeedIndex;
use lookup_keys::{LookupIndex, LookupKey};
use term_names::TermNameIndex;

pub use answer::{EntryHash, QueryAnswer};
pub use edges::{AffectedExtent, EdgeKind};
pub use effect_statement::{EffectBoundary, EffectState, EffectStatement};
pub use effects::IncomingEffect;
pub use events::{EventKind, PortalEvent};
pub use postings::{Postings, Year};
pub use query::{Dependency, LibraryQuery, Query};
pub use reference_resolution::DocumentCriteria;
pub use status_timeline::StatusPeriod;
pub use term_names::TermName;
pub use tracker::DependencyTracker;
pub use update::LibraryUpdate;

/// A key under which entries are indexed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Term {
    /// All documents and news.
    DocumentsAndNews,
    /// All documents.
    Documents,
    /// All plain pages.
    Pages,
    /// Everything in the section at this address and in the sections below it.
    Section(Arc<str>),
    /// Entries pinned in the section at this address, or on the portal (`/`).
    Pinned(Arc<str>),
    /// A value of a taxonomy, folded.
    Value(Taxonomy, Arc<str>),
    /// Entries with an edge of this kind to the entry of this source file: those that amend it, that cite it.
    Backlinks(EdgeKind, Arc<str>),
}

impl Term {
    /// Returns the term that a written taxonomy value belongs to.
    pub fn value(taxonomy: Taxonomy, written: &str) -> Self {
        Self::Value(taxonomy, fold::term(written).into())
    }
}

/// All published entries, those with errors included, and the indexes over them.
#[derive(Debug, Default)]
pub struct Library {
    arena: EntryArena,
    lookup: LookupIndex,
    postings: RapidHashMap<Term, Postings>,
    /// Dated entries by term, withdrawn ones included, most recently changed first.
    feeds: FeedIndex,
    events: EventIndex,
    term_names: TermNameIndex,
    /// Issuer names normalized for comparison, by their written form.
    normalized_issuers: RapidHashMap<Name, Arc<str>>,
    /// Folded taxonomy values by their written form: folding is slow, and a few values are shared by many entries.
    folded_values: RapidHashMap<Name, Arc<str>>,
    /// Source files of entries with errors. They keep their edges in both directions but are in no listing.
    excluded: HashSet<Arc<str>>,
    /// Entries whose index data changes on a future day, by the first such day.
    scheduled: BTreeMap<Date, BTreeSet<EntryId>>,
    plan_fingerprint: u64,
    today: Date,
}

impl Library {
    /// Iterates over all entries in listing order. For planning and checking the site, not for its pages.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.arena.order().iter().map(|id| self.arena.entry(*id))
    }

    /// Returns a hash of everything the site plan depends on: while it is equal, so are the targets and their
    /// addresses.
    pub fn plan_fingerprint(&self) -> u64 {
        self.plan_fingerprint
    }

    /// Returns the day the library is indexed for. For planning and checking the site, not for its pages.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Returns whether a source file has no errors, so that its entry gets a page of its own and is listed.
    pub fn is_included(&self, source: &str) -> bool {
        !self.excluded.contains(source)
    }

    /// Returns the source files of entries with errors.
    pub fn excluded(&self) -> &HashSet<Arc<str>> {
        &self.excluded
    }

    /// Finds an entry by its source file.
    pub fn by_source(&self, source: &str) -> Option<&Arc<Entry>> {
        self.arena.find(source).map(|id| self.arena.entry(id))
    }

    /// Finds an entry by its address.
    pub fn by_address(&self, address: &str) -> Option<&Arc<Entry>> {
        self.id_by_address(address).map(|id| self.arena.entry(id))
    }

    /// Finds the entry at an address; if two claim it, the one whose source path sorts first.
    fn id_by_address(&self, address: &str) -> Option<EntryId> {
        let providers = self.lookup.providers(LookupKey::address(address)).iter().copied();
        let at_address = providers.filter(|id| *self.arena.entry(*id).address == *address);
        at_address.min_by(|a, b| self.arena.entry(*a).source.cmp(&self.arena.entry(*b).source))
    }

    fn entries_of(&self, ids: &[EntryId]) -> Vec<Arc<Entry>> {
        ids.iter().map(|id| self.arena.entry(*id).clone()).collect()
    }

    /// Returns the entries indexed under a term.
    pub fn postings(&self, term: &Term) -> Option<&Postings> {
        let Term::Backlinks(kind, source) = term else { return self.postings.get(term) };
        let incoming = &self.arena.record(self.arena.find(source)?).incoming_edges;
        incoming.iter().find(|(other, _)| other == kind).map(|(_, postings)| postings)
    }

    /// Returns the years of a term with their counts, newest first.
    pub fn years(&self, term: &Term) -> &[(Year, usize)] {
        self.postings(term).map_or(&[], Postings::years)
    }

    /// Returns whether a term has a feed: an entry under it is dated, even if it was withdrawn since.
    pub fn has_feed(&self, term: &Term) -> bool {
        self.feeds.latest(term, 1).next().is_some()
    }

    /// Returns the years of events with their counts, newest first, those without a day last.
    pub fn event_years(&self) -> Vec<(Year, usize)> {
        self.events.years()
    }

    /// Returns whether there are events, past or future.
    pub fn has_events(&self) -> bool {
        !self.events.is_empty()
    }

    /// Returns the name of a taxonomy term.
    pub fn term_name(&self, term: &Term) -> Option<&TermName> {
        let Term::Value(taxonomy, key) = term else { return None };
        self.term_names.get(*taxonomy, key)
    }

    /// Returns the terms of a taxonomy in the order of the Vietnamese alphabet.
    pub fn term_names(&self, taxonomy: Taxonomy) -> &[TermName] {
        self.term_names.names(taxonomy)
    }
}

/// Returns whether two dates can be the same day; a missing date is compatible with any.
fn dates_are_compatible(actual: Option<PartialDate>, wanted: Option<PartialDate>) -> bool {
    match (actual, wanted) {
        (Some(actual), Some(wanted)) => {
            wanted.first_day() <= actual.last_day() && actual.first_day() <= wanted.last_day()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests;
