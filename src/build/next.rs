//! The next day on which the site changes without an edit: something appears, ends or is taken down.
//!
//! Counted are the notices of portal.yaml and the days written in entries: when one is published and when its
//! public time is over. Entries at fault count too, so a day may pass without a change; none is missed.
//!
//! **Left out on purpose.** The dates of a document's own effect: they are shown as written and change no page.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::entry::Entry;

/// Finds that day, if there is one.
pub(super) fn change(
    config: &Config,
    entries: &[Arc<Entry>],
    today: Date,
    drafts: bool,
) -> Option<Date> {
    let after = |date: Date| date.tomorrow().ok();
    let notices =
        config.notices.iter().flat_map(|notice| [notice.from, notice.until.and_then(after)]);
    let entries = entries.iter().filter(|entry| drafts || !entry.metadata.draft);
    let entries = entries.flat_map(|entry| {
        let metadata = &entry.metadata;
        let until = metadata.public_until.map(|until| until.last_day());
        let withdrawn = metadata.withdrawn.as_ref().and_then(|withdrawal| withdrawal.on);
        let due = metadata.publish_at.map(|moment| moment.date());
        [due, until.and_then(after), withdrawn.map(|on| on.first_day())]
    });
    notices.chain(entries).flatten().filter(|date| *date > today).min()
}
