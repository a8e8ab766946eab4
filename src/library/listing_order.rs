//! The order of every listing: newest first, then by number in natural order, then by title in Vietnamese collation.
//!
//! News and pages of one day are ordered by the time of posting as well, documents by number only. The source path
//! decides last, so no two entries compare equal and the order in which they were read does not matter.

use std::cmp::{Ordering, Reverse};

use jiff::civil::{Date, Time};

use crate::config::EntryKind;
use crate::entry::Entry;
use crate::vietnamese::collation;
use crate::vietnamese::number::DocumentNumber;

/// The sort key of an entry. A partial date counts as its last day; an entry without a date comes last.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListingKey<'a> {
    date: Reverse<Option<(Date, Time)>>,
    /// Compared only if the dates are equal.
    entry: &'a Entry,
}

impl<'a> ListingKey<'a> {
    /// Returns the sort key of an entry.
    pub(super) fn of(entry: &'a Entry) -> Self {
        let posted = entry.metadata.posted_at.and_then(|moment| moment.time());
        let time = posted.filter(|_| entry.kind != EntryKind::Document).unwrap_or(Time::MIN);
        let date = entry.date().map(|date| (date.last_day(), time));
        Self { date: Reverse(date), entry }
    }

    /// Compares two entries; equal only for the same entry.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        let (own, others) = (&self.entry.metadata, &other.entry.metadata);
        self.date
            .cmp(&other.date)
            .then_with(|| compare_numbers(own.number.as_ref(), others.number.as_ref()))
            .then_with(|| collation::compare(&own.title, &others.title))
            .then_with(|| self.entry.source.cmp(&other.entry.source))
    }
}

/// Compares numbers in natural order; a missing number sorts after numbers with a serial and before those without one.
fn compare_numbers(one: Option<&DocumentNumber>, other: Option<&DocumentNumber>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.compare(other),
        (Some(one), None) if one.serial().is_none() => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => compare_numbers(other, one).reverse(),
        (None, None) => Ordering::Equal,
    }
}
