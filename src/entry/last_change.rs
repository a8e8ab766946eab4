//! When an entry last changed for its readers, and how: it came, was revised, corrected or taken back.
//!
//! Feeds are ordered by it, so that a reader who has seen an entry before learns what became of it. Days that have
//! not come do not count, whatever a file says; which have come is asked of the caller, because a page may learn of
//! today only by asking.
//!
//! **Left out on purpose.** A correction without a date can not be told from one that was there at the beginning.

use jiff::civil::Date;

use super::{Entry, Withdrawal};
use crate::vietnamese::date::{Moment, PartialDate};

/// How an entry last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryChange {
    /// It was posted; of what has no day of posting, issued.
    Posted,
    /// Its text was revised.
    Updated,
    /// A mistake in it was corrected.
    Corrected,
    /// The time of its being public ended.
    Ended,
    /// It was taken back.
    Withdrawn,
}

/// The last change of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LastChange {
    /// When.
    pub at: Moment,
    /// What.
    pub change: EntryChange,
    /// The day as it is printed; none where nobody wrote it.
    pub on: Option<PartialDate>,
}

/// Why only a notice stands at an entry's address, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovalNotice<'a> {
    /// Whether it was taken back, or its time is over.
    pub change: EntryChange,
    /// The first day of it, as written; none where nobody wrote it.
    pub on: Option<PartialDate>,
    /// Why it was taken back, where that was written.
    pub reason: Option<&'a str>,
}

impl Entry {
    /// Tells whether only a notice stands at the entry's address, and why; `reached` tells whether a day has come.
    ///
    /// Being taken back says more than the end of a term, so once its day has come it is what is told, however the
    /// term ends; before its day it is not told, even where the term is over.
    pub fn removal_notice(&self, reached: impl Fn(Date) -> bool) -> Option<RemovalNotice<'_>> {
        let begun =
            |withdrawal: &&Withdrawal| withdrawal.on.is_none_or(|on| reached(on.first_day()));
        if let Some(withdrawal) = self.metadata.withdrawn.as_deref().filter(begun) {
            let reason = withdrawal.reason.as_deref();
            return Some(RemovalNotice {
                change: EntryChange::Withdrawn,
                on: withdrawal.on,
                reason,
            });
        }
        let over = self.first_day_after_term().filter(|day| reached(*day))?;
        Some(RemovalNotice { change: EntryChange::Ended, on: Some(over.into()), reason: None })
    }

    /// Gives the last time at which the page is known to have changed, up to today.
    ///
    /// Only what was written to the day counts: neither a day of issue nor the first day of a partial date tells when
    /// a page changed.
    pub fn last_modified(&self, reached: impl Fn(Date) -> bool) -> Option<Moment> {
        let metadata = &self.metadata;
        let whole = |on: PartialDate| on.as_day().map(Moment::from);
        let corrected = metadata.corrections.iter().filter_map(|correction| correction.on);
        let gone = self.removal_notice(&reached).and_then(|gone| gone.on).and_then(whole);
        let all = corrected.filter_map(whole).chain(metadata.updated_at).chain(metadata.posted_at);
        all.filter(|at| reached(at.date())).chain(gone).max()
    }

    /// Finds the last change up to today; none where nothing is dated. `reached` tells whether a day has come.
    pub fn last_change(&self, reached: impl Fn(Date) -> bool) -> Option<LastChange> {
        let metadata = &self.metadata;
        let day = |moment: Moment| Some(PartialDate::Day(moment.date()));
        let issued = metadata.issued_on.map(|date| Moment::from(date.first_day()));
        let has_come = |at: &Moment| reached(at.date());
        let posted = metadata.posted_at.filter(has_come).or_else(|| issued.filter(has_come));
        let mut last = posted.map(|at| LastChange { at, change: EntryChange::Posted, on: day(at) });
        let mut add = |at: Moment, change, on| {
            // A day alone stands before its hours, yet what follows the posting is no earlier than it.
            let at = posted.map_or(at, |posted| posted.max(at));
            if last.is_none_or(|last| last.at <= at) {
                last = Some(LastChange { at, change, on });
            }
        };
        let updated = metadata.updated_at.filter(|at| posted.is_none_or(|posted| posted < *at));
        if let Some(at) = updated.filter(|at| reached(at.date())) {
            add(at, EntryChange::Updated, day(at));
        }
        for on in metadata.corrections.iter().filter_map(|correction| correction.on) {
            let after = posted.is_none_or(|posted| posted.date() <= on.last_day());
            if after && reached(on.first_day()) {
                add(on.first_day().into(), EntryChange::Corrected, Some(on));
            }
        }
        if let Some(RemovalNotice { change, on, .. }) = self.removal_notice(&reached) {
            // Taken back on a day that nobody wrote: it keeps the place that it had.
            let at = on.map(|on| Moment::from(on.first_day())).into_iter();
            let at = at.chain(last.map(|last| last.at)).max()?;
            last = Some(LastChange { at, change, on });
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Correction, Metadata};

    fn moment(text: &str) -> Moment {
        Moment::parse(text, jiff::tz::offset(7)).expect("a moment")
    }

    fn told(metadata: Metadata, today: Date) -> Option<(String, EntryChange)> {
        let last = Entry::test_document("a", metadata).last_change(|day| day <= today)?;
        Some((last.at.to_string(), last.change))
    }

    fn posted() -> Metadata {
        Metadata {
            posted_at: Some(moment("02/3/2014 08:00")),
            updated_at: Some(moment("04/3/2014")),
            corrections: vec![Correction {
                on: PartialDate::parse("05/3/2014").ok(),
                text: "Sửa số liệu".to_owned(),
            }],
            ..Metadata::default()
        }
    }

    #[test]
    fn the_last_change_is_the_latest_that_has_come() {
        for (today, at, change) in [
            (3, "02/3/2014 08:00", EntryChange::Posted),
            (4, "04/3/2014", EntryChange::Updated),
            (5, "05/3/2014", EntryChange::Corrected),
        ] {
            let told = told(posted(), Date::constant(2014, 3, today));
            assert_eq!(told, Some((at.to_owned(), change)));
        }
    }

    #[test]
    fn what_was_taken_back_stays_so_whatever_else_was_written() {
        let withdrawn = |on: &str| Metadata {
            withdrawn: Some(Box::new(Withdrawal {
                on: PartialDate::parse(on).ok(),
                ..Withdrawal::default()
            })),
            ..posted()
        };
        let today = Date::constant(2014, 4, 1);
        let expected = Some(("20/3/2014".to_owned(), EntryChange::Withdrawn));
        assert_eq!(told(withdrawn("20/3/2014"), today), expected);
        let expected = Some(("05/3/2014".to_owned(), EntryChange::Withdrawn));
        assert_eq!(told(withdrawn(""), today), expected, "no day was written");
        let expected = Some(("05/3/2014".to_owned(), EntryChange::Corrected));
        assert_eq!(told(withdrawn("20/4/2014"), today), expected, "the day has not come");
    }

    #[test]
    fn a_withdrawal_to_come_is_not_told_where_the_term_is_over_and_is_told_once_it_has_come() {
        let withdrawal = Withdrawal {
            on: PartialDate::parse("tháng 4/2014").ok(),
            reason: Some("Sai".to_owned()),
            ..Withdrawal::default()
        };
        let public_until = PartialDate::parse("20/3/2014").ok();
        let metadata = Metadata { withdrawn: Some(Box::new(withdrawal)), public_until, ..posted() };
        let entry = Entry::test_document("a", metadata);
        for (today, expected) in [
            (Date::constant(2014, 3, 20), None),
            (Date::constant(2014, 3, 31), Some((EntryChange::Ended, "21/3/2014", None))),
            (
                Date::constant(2014, 4, 1),
                Some((EntryChange::Withdrawn, "tháng 4/2014", Some("Sai"))),
            ),
        ] {
            let gone = entry.removal_notice(|day| day <= today);
            let told =
                gone.map(|gone| (gone.change, gone.on.map(|on| on.to_string()), gone.reason));
            let expected = expected.map(|(change, on, why)| (change, Some(on.to_owned()), why));
            assert_eq!(told, expected, "{today}");
            assert_eq!(entry.is_removed(today), gone.is_some(), "{today}");
        }
    }

    #[test]
    fn a_page_is_known_to_have_changed_only_on_whole_days_that_have_come() {
        let modified = |metadata: Metadata, today| {
            Entry::test_document("a", metadata)
                .last_modified(|day| day <= today)
                .map(|at| at.to_string())
        };
        let today = Date::constant(2014, 3, 4);
        assert_eq!(modified(posted(), today).as_deref(), Some("04/3/2014"));
        let issued_on = PartialDate::parse("01/3/2014").ok();
        assert_eq!(modified(Metadata { issued_on, ..Metadata::default() }, today), None);
        let on = PartialDate::parse("tháng 3/2014").ok();
        let correction = Correction { on, text: "Sửa".to_owned() };
        let corrections = vec![correction];
        assert_eq!(modified(Metadata { corrections, ..Metadata::default() }, today), None);
    }

    #[test]
    fn a_posting_day_that_has_not_come_is_no_change() {
        let today = Date::constant(2014, 3, 1);
        assert_eq!(told(posted(), today), None);
        let issued_on = PartialDate::parse("28/02/2014").ok();
        let expected = Some(("28/02/2014".to_owned(), EntryChange::Posted));
        assert_eq!(told(Metadata { issued_on, ..posted() }, today), expected);
    }

    #[test]
    fn an_update_on_the_day_of_posting_is_none_and_a_correction_is_one() {
        let mut metadata = posted();
        metadata.updated_at = Some(moment("02/3/2014"));
        metadata.corrections[0].on = PartialDate::parse("02/3/2014").ok();
        let expected = Some(("02/3/2014 08:00".to_owned(), EntryChange::Corrected));
        assert_eq!(told(metadata.clone(), Date::constant(2014, 4, 1)), expected);
        metadata.corrections.clear();
        let expected = Some(("02/3/2014 08:00".to_owned(), EntryChange::Posted));
        assert_eq!(told(metadata, Date::constant(2014, 4, 1)), expected);
        assert_eq!(told(Metadata::default(), Date::constant(2014, 4, 1)), None);
    }
}
