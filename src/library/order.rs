//! The order of every listing: newest first, then number naturally, then title by Vietnamese collation.
//!
//! The file's path decides last, so no two entries are equal and the order in which they were read does not
//! matter. The time of day at which a document was posted does not count: documents of one day stand by their
//! numbers.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::civil::{Date, Time};

use crate::config::Kind;
use crate::entry::Entry;
use crate::vietnamese::collation;
use crate::vietnamese::number::DocumentNumber;

/// What decides an entry's place. A partial date stands at its end; no date stands after all.
pub(super) type Key = (Reverse<Option<(Date, Time)>>, Vec<u8>, Vec<u8>, Arc<str>);

/// Gives what decides the place of an entry in the order of listings.
pub(super) fn key(entry: &Entry) -> Key {
    let metadata = &entry.metadata;
    let posted = metadata.posted_at.and_then(|moment| moment.time());
    let time = posted.filter(|_| entry.kind != Kind::Document).unwrap_or(Time::MIN);
    let date = entry.date().map(|date| (date.last_day(), time));
    let number = metadata.number.as_ref();
    let number = number.map_or_else(|| vec![u8::MAX], DocumentNumber::sort_key);
    (Reverse(date), number, collation::sort_key(&metadata.title), entry.source.clone())
}
