//! The library: every entry of the portal, filed under the terms it carries.
//!
//! Targets do not hold entries. They ask (a [`Query`] through an [`DependencyTracker`]) and the library answers; each question
//! is written down with the fingerprint of its answer, and that list is all a target is ever judged by.
//!
//! **Invariant.** No answer contains the body of another entry. A page may learn that a decree exists and what it
//! is called, never what it says. This keeps the edit of a body to the rendering of one page.
//!
//! **Left out on purpose.** There is no way for a page to ask for all entries.

mod arena;
mod citation_resolution;
mod edges;
mod effects;
mod feed_index;
mod legal_status;
mod listing_order;
mod lookup_keys;
mod postings;
mod query;
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
use crate::entry::Entry;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::fold;

use arena::{EntryArena, EntryId};
use feed_index::FeedIndex;
use lookup_keys::{LookupIndex, LookupKey};
use term_names::TermNameIndex;

pub use edges::{AffectedExtent, EdgeKind};
pub use effects::IncomingEffect;
pub use legal_status::StatusPeriod;
pub use postings::{Postings, Year};
pub use query::{Dependency, Query};
pub use reference_resolution::DocumentCriteria;
pub use term_names::TermName;
pub use tracker::{DependencyTracker, EntryTitle, Neighbours};
pub use update::LibraryUpdate;

/// What entries are filed under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Term {
    /// All documents and news.
    All,
    /// All documents.
    Documents,
    /// All plain pages.
    Pages,
    /// Everything in the section at this address, and in sections below it.
    Section(Arc<str>),
    /// What is pinned in the section at this address, or on the portal (`/`).
    Pinned(Arc<str>),
    /// A value of a taxonomy, folded.
    Value(Taxonomy, Arc<str>),
    /// What leads in one way to the entry in this file: who amends it, who cites it.
    Backlinks(EdgeKind, Arc<str>),
}

impl Term {
    /// Names the term that a written value belongs to.
    pub fn value(taxonomy: Taxonomy, written: &str) -> Self {
        Self::Value(taxonomy, fold::term(written).into())
    }
}

/// All published entries, filed.
#[derive(Debug, Default)]
pub struct Library {
    arena: EntryArena,
    lookup: LookupIndex,
    postings: RapidHashMap<Term, Postings>,
    /// What is dated, also what was taken back, by term, the last change first.
    feeds: FeedIndex,
    term_names: TermNameIndex,
    /// The names of issuers as they are compared, by those that are written.
    normalized_issuers: RapidHashMap<Box<str>, Arc<str>>,
    /// Values of taxonomies, folded, by those that are written: folding takes long, and few values are many entries'.
    folded_values: RapidHashMap<Box<str>, Arc<str>>,
    /// Files of entries that are at fault: what they lead to and what leads to them goes on, lists do not have them.
    unlisted: HashSet<Arc<str>>,
    /// Entries that are filed otherwise when a day comes, by the first such day.
    scheduled: BTreeMap<Date, BTreeSet<EntryId>>,
    plan_fingerprint: u64,
    today: Date,
}

impl Library {
    /// Gives all entries in the order of listings. For those who plan and check the site, not for its pages.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.arena.order().iter().map(|slot| self.arena.entry(*slot))
    }

    /// Hashes all that the plan of the site depends on: while it is equal, so are the targets and their addresses.
    pub fn plan_fingerprint(&self) -> u64 {
        self.plan_fingerprint
    }

    /// Gives the day it is filed for. For those who plan and check the site, not for its pages.
    pub fn today(&self) -> Date {
        self.today
    }

    /// Tells whether an entry, by its file, has a page of its own to be made.
    pub fn is_listed(&self, source: &str) -> bool {
        !self.unlisted.contains(source)
    }

    /// Gives the files of the entries that are at fault.
    pub fn unlisted(&self) -> &HashSet<Arc<str>> {
        &self.unlisted
    }

    /// Finds an entry by its file.
    pub fn by_source(&self, source: &str) -> Option<&Arc<Entry>> {
        self.arena.find(source).map(|slot| self.arena.entry(slot))
    }

    /// Finds an entry by its address.
    pub fn by_address(&self, address: &str) -> Option<&Arc<Entry>> {
        self.id_by_address(address).map(|slot| self.arena.entry(slot))
    }

    /// Finds the entry at an address; of two that claim it, the one whose path sorts first.
    fn id_by_address(&self, address: &str) -> Option<EntryId> {
        let known = self.lookup.providers(LookupKey::address(address)).iter().copied();
        let there = known.filter(|slot| *self.arena.entry(*slot).address == *address);
        there.min_by(|a, b| self.arena.entry(*a).source.cmp(&self.arena.entry(*b).source))
    }

    /// Gives what is filed under a term.
    pub fn postings(&self, term: &Term) -> Option<&Postings> {
        let Term::Backlinks(tie, source) = term else { return self.postings.get(term) };
        let toward = &self.arena.record(self.arena.find(source)?).incoming_edges;
        toward.iter().find(|(other, _)| other == tie).map(|(_, posted)| posted)
    }

    /// Tells whether a term has a feed: something under it is dated, or was.
    pub fn has_feed(&self, term: &Term) -> bool {
        self.feeds.latest(term, 1).next().is_some()
    }

    /// Gives the name of a taxonomy's term.
    pub fn term_name(&self, term: &Term) -> Option<&TermName> {
        let Term::Value(taxonomy, key) = term else { return None };
        self.term_names.get(*taxonomy, key)
    }

    /// Gives the terms of a taxonomy in the order of the Vietnamese alphabet.
    pub fn term_names(&self, taxonomy: Taxonomy) -> &[TermName] {
        self.term_names.names(taxonomy)
    }
}

/// A missing date on either side tells nothing.
fn dates_are_compatible(has: Option<PartialDate>, wanted: Option<PartialDate>) -> bool {
    match (has, wanted) {
        (Some(has), Some(wanted)) => {
            wanted.first_day() <= has.last_day() && has.first_day() <= wanted.last_day()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests;
