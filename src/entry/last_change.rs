//! The last change of an entry that readers should notice: it was posted, revised, corrected or withdrawn. Also the
//! notice that replaces the page of a withdrawn entry, and the last time at which a page changed.
//!
//! Feeds are ordered by it, so that readers learn about changes of entries they have already seen. Future days do not
//! count, whatever a file says. The caller supplies the predicate "has this day come?", because a page may depend on
//! today only through a recorded query.
//!
//! **Left out on purpose.** Corrections without a date: they may have been there from the beginning.

use jiff::civil::Date;

use super::{Entry, Withdrawal};
use crate::vietnamese::date::{Moment, PartialDate};

/// How an entry last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryChange {
    /// It was posted or, if it has no day of posting, issued.
    Posted,
    /// Its text was revised.
    Updated,
    /// A mistake in it was corrected.
    Corrected,
    /// Its public period ended.
    PublicPeriodEnded,
    /// It was withdrawn.
    Withdrawn,
}

/// The last change of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LastChange {
    /// The time of the change.
    pub at: Moment,
    /// The kind of change.
    pub change: EntryChange,
    /// The day to print; `None` if none is written.
    pub on: Option<PartialDate>,
}

/// Why an entry's address shows only a notice, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovalNotice<'a> {
    /// Either [`EntryChange::Withdrawn`] or [`EntryChange::PublicPeriodEnded`].
    pub change: EntryChange,
    /// The first day, as written; `None` if none is written.
    pub on: Option<PartialDate>,
    /// The reason for the withdrawal, if it is written.
    pub reason: Option<&'a str>,
}

impl Entry {
    /// Returns the notice that replaces the page, if any; `has_come` returns whether a day has come.
    ///
    /// A withdrawal that has begun takes precedence over the end of the public period. Before its day it is not
    /// mentioned, even if the period has ended. What is erased is gone at once; its day is not mentioned before it.
    pub fn removal_notice(&self, has_come: impl Fn(Date) -> bool) -> Option<RemovalNotice<'_>> {
        let has_begun = |withdrawal: &&Withdrawal| withdrawal.first_day().is_none_or(&has_come);
        if let Some(withdrawal) = self.metadata.withdrawn.as_deref().filter(has_begun) {
            let reason = withdrawal.reason.as_deref();
            return Some(RemovalNotice {
                change: EntryChange::Withdrawn,
                on: withdrawal
                    .on
                    .filter(|on| withdrawal.erasure.is_none() || has_come(on.first_day())),
                reason,
            });
        }
        let day = self.first_day_after_public_period().filter(|day| has_come(*day))?;
        Some(RemovalNotice {
            change: EntryChange::PublicPeriodEnded,
            on: Some(day.into()),
            reason: None,
        })
    }

    /// Returns the last time, up to today, at which the page is known to have changed.
    ///
    /// Only dates with a day count: a partial date does not determine when the page changed, and neither does the day
    /// of issue.
    pub fn last_modified(&self, has_come: impl Fn(Date) -> bool) -> Option<Moment> {
        let metadata = &self.metadata;
        let whole = |on: PartialDate| on.as_day().map(Moment::from);
        let corrected = metadata.corrections.iter().filter_map(|correction| correction.on);
        let removed = self.removal_notice(&has_come).and_then(|notice| notice.on).and_then(whole);
        let all = corrected.filter_map(whole).chain(metadata.updated_at).chain(metadata.posted_at);
        all.filter(|at| has_come(at.date())).chain(removed).max()
    }

    /// Returns the last change up to today; `None` if nothing is dated. `has_come` returns whether a day has come.
    pub fn last_change(&self, has_come: impl Fn(Date) -> bool) -> Option<LastChange> {
        let metadata = &self.metadata;
        let day = |moment: Moment| Some(PartialDate::Day(moment.date()));
        let issued = metadata.issued_on.map(|date| Moment::from(date.first_day()));
        let is_past = |at: &Moment| has_come(at.date());
        let posted = metadata.posted_at.filter(is_past).or_else(|| issued.filter(is_past));
        let mut last = posted.map(|at| LastChange { at, change: EntryChange::Posted, on: day(at) });
        let mut add = |at: Moment, change, on| {
            // A day without a time sorts before its hours, but no change precedes the posting.
            let at = posted.map_or(at, |posted| posted.max(at));
            if last.is_none_or(|last| last.at <= at) {
                last = Some(LastChange { at, change, on });
            }
        };
        let updated = metadata.updated_at.filter(|at| posted.is_none_or(|posted| posted < *at));
        if let Some(at) = updated.filter(|at| has_come(at.date())) {
            add(at, EntryChange::Updated, day(at));
        }
        for on in metadata.corrections.iter().filter_map(|correction| correction.on) {
            let after = posted.is_none_or(|posted| posted.date() <= on.last_day());
            if after && has_come(on.first_day()) {
                add(on.first_day().into(), EntryChange::Corrected, Some(on));
            }
        }
        if let Some(RemovalNotice { change, on, .. }) = self.removal_notice(&has_come) {
            // A withdrawal without a date keeps the time of the change before it.
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

    fn described(metadata: Metadata, today: Date) -> Option<(String, EntryChange)> {
        let last = Entry::test_document("a", metadata).last_change(|day| day <= today)?;
        Some((last.at.to_string(), last.change))
    }

    fn posted() -> Metadata {
        let posted_at = Some(moment("02/3/2014 08:00"));
        Metadata { posted_at, ..Metadata::default() }.with(|metadata| {
            metadata.updated_at = Some(moment("04/3/2014"));
            metadata.corrections = vec![Correction {
                on: PartialDate::parse("05/3/2014").ok(),
                text: "Sửa số liệu".to_owned(),
            }];
        })
    }

    #[test]
    fn the_last_change_is_the_latest_one_up_to_today() {
        for (today, at, change) in [
            (3, "02/3/2014 08:00", EntryChange::Posted),
            (4, "04/3/2014", EntryChange::Updated),
            (5, "05/3/2014", EntryChange::Corrected),
        ] {
            let last = described(posted(), Date::constant(2014, 3, today));
            assert_eq!(last, Some((at.to_owned(), change)));
        }
    }

    #[test]
    fn a_withdrawal_takes_precedence_over_other_changes() {
        let withdrawn = |on: &str| {
            let on = PartialDate::parse(on).ok();
            let withdrawal = Box::new(Withdrawal { on, ..Withdrawal::default() });
            posted().with(|metadata| metadata.withdrawn = Some(withdrawal))
        };
        let today = Date::constant(2014, 4, 1);
        let expected = Some(("20/3/2014".to_owned(), EntryChange::Withdrawn));
        assert_eq!(described(withdrawn("20/3/2014"), today), expected);
        let expected = Some(("05/3/2014".to_owned(), EntryChange::Withdrawn));
        assert_eq!(described(withdrawn(""), today), expected, "the withdrawal has no date");
        let expected = Some(("05/3/2014".to_owned(), EntryChange::Corrected));
        assert_eq!(described(withdrawn("20/4/2014"), today), expected, "the withdrawal is to come");
    }

    #[test]
    fn a_withdrawal_replaces_the_end_of_the_term_only_once_its_day_has_come() {
        let withdrawal = Withdrawal {
            on: PartialDate::parse("tháng 4/2014").ok(),
            reason: Some("Sai".to_owned()),
            ..Withdrawal::default()
        };
        let public_until = PartialDate::parse("20/3/2014").ok();
        let metadata = posted().with(|metadata| {
            metadata.withdrawn = Some(Box::new(withdrawal));
            metadata.public_until = public_until;
        });
        let entry = Entry::test_document("a", metadata);
        for (today, expected) in [
            (Date::constant(2014, 3, 20), None),
            (
                Date::constant(2014, 3, 31),
                Some((EntryChange::PublicPeriodEnded, "21/3/2014", None)),
            ),
            (
                Date::constant(2014, 4, 1),
                Some((EntryChange::Withdrawn, "tháng 4/2014", Some("Sai"))),
            ),
        ] {
            let notice = entry.removal_notice(|day| day <= today);
            let found = notice
                .map(|notice| (notice.change, notice.on.map(|on| on.to_string()), notice.reason));
            let expected =
                expected.map(|(change, on, reason)| (change, Some(on.to_owned()), reason));
            assert_eq!(found, expected, "{today}");
            assert_eq!(entry.is_removed(today), notice.is_some(), "{today}");
        }
    }

    #[test]
    fn only_complete_dates_up_to_today_count_as_modifications() {
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
        let corrected =
            Metadata::default().with(|metadata| metadata.corrections = vec![correction]);
        assert_eq!(modified(corrected, today), None);
    }

    #[test]
    fn a_posting_day_in_the_future_is_no_change() {
        let today = Date::constant(2014, 3, 1);
        assert_eq!(described(posted(), today), None);
        let issued_on = PartialDate::parse("28/02/2014").ok();
        let expected = Some(("28/02/2014".to_owned(), EntryChange::Posted));
        assert_eq!(described(Metadata { issued_on, ..posted() }, today), expected);
    }

    #[test]
    fn on_the_day_of_posting_an_update_does_not_count_but_a_correction_does() {
        let mut metadata = posted();
        metadata.updated_at = Some(moment("02/3/2014"));
        metadata.corrections[0].on = PartialDate::parse("02/3/2014").ok();
        let expected = Some(("02/3/2014 08:00".to_owned(), EntryChange::Corrected));
        assert_eq!(described(metadata.clone(), Date::constant(2014, 4, 1)), expected);
        metadata.corrections.clear();
        let expected = Some(("02/3/2014 08:00".to_owned(), EntryChange::Posted));
        assert_eq!(described(metadata, Date::constant(2014, 4, 1)), expected);
        assert_eq!(described(Metadata::default(), Date::constant(2014, 4, 1)), None);
    }
}
