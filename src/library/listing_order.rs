//! The order of every listing: newest first, then number naturally, then title by Vietnamese collation.
//!
//! The file's path decides last, so no two entries are equal and the order in which they were read does not
//! matter. The time of day at which a document was posted does not count: documents of one day stand by their
//! numbers.

use std::cmp::{Ordering, Reverse};

use jiff::civil::{Date, Time};

use crate::config::EntryKind;
use crate::entry::Entry;
use crate::vietnamese::collation;
use crate::vietnamese::number::DocumentNumber;

/// What decides an entry's place. A partial date stands at its end; no date stands after all.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListingKey<'a> {
    date: Reverse<Option<(Date, Time)>>,
    /// All else decides between entries of one date, and is looked at only then.
    entry: &'a Entry,
}

impl<'a> ListingKey<'a> {
    /// Gives what decides the place of an entry in the order of listings.
    pub(super) fn of(entry: &'a Entry) -> Self {
        let posted = entry.metadata.posted_at.and_then(|moment| moment.time());
        let time = posted.filter(|_| entry.kind != EntryKind::Document).unwrap_or(Time::MIN);
        let date = entry.date().map(|date| (date.last_day(), time));
        Self { date: Reverse(date), entry }
    }
}

impl Ord for ListingKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (own, others) = (&self.entry.metadata, &other.entry.metadata);
        self.date
            .cmp(&other.date)
            .then_with(|| compare_numbers(own.number.as_ref(), others.number.as_ref()))
            .then_with(|| collation::compare(&own.title, &others.title))
            .then_with(|| self.entry.source.cmp(&other.entry.source))
    }
}

impl PartialOrd for ListingKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ListingKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ListingKey<'_> {}

/// Compares numbers naturally; none stands behind those with a serial, and before those without.
fn compare_numbers(one: Option<&DocumentNumber>, other: Option<&DocumentNumber>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.compare(other),
        (Some(one), None) if one.serial().is_none() => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => compare_numbers(other, one).reverse(),
        (None, None) => Ordering::Equal,
    }
}
