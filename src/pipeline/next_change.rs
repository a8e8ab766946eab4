//! The next day on which the site changes without an edit: something appears, ends, is taken down or takes effect.
//!
//! Pages say for themselves which days they wait for: each asked whether a day has come, and was told no. Two things
//! no page can ask for: what is not on the site yet, and the notices that stand on all pages. Feeds do not ask
//! for late updates and corrections one by one, so the days of these count too.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::entry::Entry;

/// Finds that day, if there is one; `waited_for` are the days that pages asked for in vain.
pub(super) fn next_change<'a>(
    config: &'a Config,
    entries: impl Iterator<Item = &'a Arc<Entry>>,
    (today, drafts): (Date, bool),
    waited_for: Option<Date>,
) -> Option<Date> {
    let after = |date: Date| date.tomorrow().ok();
    let notices =
        config.notices.iter().flat_map(|notice| [notice.from, notice.until.and_then(after)]);
    let entries = entries.filter(|entry| drafts || !entry.metadata.draft);
    let touched = entries.flat_map(|entry| {
        let metadata = &entry.metadata;
        let corrected = metadata.corrections.iter().filter_map(|correction| correction.on);
        let moments = [metadata.publish_at, metadata.updated_at].into_iter().flatten();
        corrected.map(|on| on.first_day()).chain(moments.map(|moment| moment.date()))
    });
    let dates = notices.flatten().chain(touched).chain(waited_for);
    dates.filter(|date| *date > today).min()
}
