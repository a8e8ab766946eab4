//! The next day on which the site changes without an edit: an entry appears, is removed or takes effect, or a notice
//! begins or ends.
//!
//! Most of these days come from the recorded queries: a page that asks whether a day has come changes on that day.
//! Three things are not asked by any page: entries that are not published yet, the notices shown on all pages, and
//! the days of updates and corrections, which feeds do not ask about one by one.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::entry::Entry;

/// Finds the next such day, if there is one. `first_awaited_day` is the first future day that a page asked about.
pub(super) fn next_change<'a>(
    config: &'a Config,
    entries: impl Iterator<Item = &'a Arc<Entry>>,
    (today, drafts): (Date, bool),
    first_awaited_day: Option<Date>,
) -> Option<Date> {
    let next_day = |date: Date| date.tomorrow().ok();
    let notices =
        config.notices.iter().flat_map(|notice| [notice.from, notice.until.and_then(next_day)]);
    let entries = entries.filter(|entry| drafts || !entry.metadata.draft);
    let entry_days = entries.flat_map(|entry| {
        let metadata = &entry.metadata;
        let corrections = metadata.corrections.iter().filter_map(|correction| correction.on);
        let times = [metadata.publish_at, metadata.updated_at].into_iter().flatten();
        corrections.map(|day| day.first_day()).chain(times.map(|time| time.date()))
    });
    let dates = notices.flatten().chain(entry_days).chain(first_awaited_day);
    dates.filter(|date| *date > today).min()
}
