//! Answers to queries, and the entries in them.
//!
//! With the entries in the answers that a page received, and no others, a library gives that page the same answers
//! again, apart from counts and lists of terms. This is how a build renders a single page (`pipeline::body_edits`).

use std::hash::Hash;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{AffectedExtent, EdgeKind, PortalEvent, TermName, Year};
use crate::entry::Entry;
use crate::source::fingerprint;

/// A hash of the source file of an entry, of 24 bits. Of two entries with the same one, both count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryHash([u8; 3]);

impl EntryHash {
    /// Hashes the path of a source file: these are the first bits of its fingerprint.
    pub fn of(source: &str) -> Self {
        let [.., first, second, third] = fingerprint(source).to_le_bytes();
        Self([first, second, third])
    }

    /// Returns it as a number.
    pub fn bits(self) -> u32 {
        let [first, second, third] = self.0;
        u32::from_le_bytes([first, second, third, 0])
    }
}

/// An answer to a query. Equal answers have equal hashes.
pub trait QueryAnswer: Hash {
    /// Calls `f` with each entry in the answer.
    fn for_each_entry(&self, _f: &mut dyn FnMut(&Entry)) {}
}

/// An answer, and the next day on which an entry will be added to it.
#[derive(Debug, Hash)]
pub struct UntilDay<T> {
    pub(super) answer: T,
    pub(super) next_change: Option<Date>,
}

/// The entries before and after one in a listing.
#[derive(Debug, Default, Hash)]
pub struct Neighbours {
    /// Newer entries, the nearest last.
    pub before: Vec<Arc<Entry>>,
    /// Older entries, the nearest first.
    pub after: Vec<Arc<Entry>>,
}

/// The title, address and language of an entry.
#[derive(Debug, Hash)]
pub struct EntryTitle {
    /// The title.
    pub title: String,
    /// The address.
    pub address: Arc<str>,
    /// The language (BCP 47), if it is not the portal's.
    pub language: Option<String>,
}

impl EntryTitle {
    pub(super) fn of(entry: &Entry) -> Self {
        let (title, language) = (entry.metadata.title.to_string(), entry.metadata.language.clone());
        Self { title, address: Arc::from(&entry.address), language }
    }
}

impl QueryAnswer for Option<Arc<Entry>> {
    fn for_each_entry(&self, f: &mut dyn FnMut(&Entry)) {
        self.iter().for_each(|entry| f(entry));
    }
}

impl QueryAnswer for Vec<Arc<Entry>> {
    fn for_each_entry(&self, f: &mut dyn FnMut(&Entry)) {
        self.iter().for_each(|entry| f(entry));
    }
}

impl QueryAnswer for Vec<(PortalEvent, Arc<Entry>)> {
    fn for_each_entry(&self, f: &mut dyn FnMut(&Entry)) {
        self.iter().for_each(|(_, entry)| f(entry));
    }
}

impl QueryAnswer for Neighbours {
    fn for_each_entry(&self, f: &mut dyn FnMut(&Entry)) {
        self.before.iter().chain(&self.after).for_each(|entry| f(entry));
    }
}

impl<T: QueryAnswer> QueryAnswer for UntilDay<T> {
    fn for_each_entry(&self, f: &mut dyn FnMut(&Entry)) {
        self.answer.for_each_entry(f);
    }
}

/// Declares types of answers without entries.
macro_rules! answers_without_entries {
    ($($answer:ty),* $(,)?) => { $(impl QueryAnswer for $answer {})* };
}

answers_without_entries!(
    bool,
    usize,
    Option<u64>,
    Option<Arc<str>>,
    AffectedExtent,
    Vec<(Year, usize)>,
    Vec<Year>,
    Vec<TermName>,
    Vec<(String, String)>,
    Option<Vec<(String, String)>>,
    Option<(String, String)>,
    Vec<(EdgeKind, usize)>,
    Vec<EntryTitle>,
);
