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
pub enum Change {
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
    pub change: Change,
    /// The day as it is printed; none where nobody wrote it.
    pub on: Option<PartialDate>,
}

impl Entry {
    /// Gives the last time that the text itself was touched, as written: posted (else issued), updated or corrected.
    pub fn last_edit(&self) -> Option<Moment> {
        let metadata = &self.metadata;
        let issued = metadata.issued_on.map(|date| Moment::from(date.first_day()));
        let corrected = metadata.corrections.iter().filter_map(|correction| correction.on);
        let corrected = corrected.map(|on| Moment::from(on.first_day()));
        corrected.chain(metadata.updated_at).chain(metadata.posted_at.or(issued)).max()
    }

    /// Finds the last change up to today; none where nothing is dated. `reached` tells whether a day has come.
    pub fn last_change(&self, reached: impl Fn(Date) -> bool) -> Option<LastChange> {
        let metadata = &self.metadata;
        let day = |moment: Moment| Some(PartialDate::Day(moment.date()));
        let issued = metadata.issued_on.map(|date| Moment::from(date.first_day()));
        let posted = metadata.posted_at.or(issued);
        let mut last = posted.map(|at| LastChange { at, change: Change::Posted, on: day(at) });
        let mut add = |at: Moment, change, on| {
            // A day alone stands before its hours, yet what follows the posting is no earlier than it.
            let at = posted.map_or(at, |posted| posted.max(at));
            if last.is_none_or(|last| last.at <= at) {
                last = Some(LastChange { at, change, on });
            }
        };
        let updated = metadata.updated_at.filter(|at| posted.is_none_or(|posted| posted < *at));
        if let Some(at) = updated.filter(|at| reached(at.date())) {
            add(at, Change::Updated, day(at));
        }
        for on in metadata.corrections.iter().filter_map(|correction| correction.on) {
            let after = posted.is_none_or(|posted| posted.date() <= on.last_day());
            if after && reached(on.first_day()) {
                add(on.first_day().into(), Change::Corrected, Some(on));
            }
        }
        if let Some(from) = self.withdrawn_from().filter(|from| reached(*from)) {
            let begun =
                |withdrawal: &&Withdrawal| withdrawal.on.is_none_or(|on| reached(on.first_day()));
            let change = match metadata.withdrawn.as_ref().filter(begun) {
                Some(_) => Change::Withdrawn,
                None => Change::Ended,
            };
            // Taken back on a day that nobody wrote: it keeps the place that it had.
            let (at, on) = if from == Date::MIN {
                (last.map(|last| last.at)?, None)
            } else {
                (from.into(), Some(from.into()))
            };
            let at = last.map_or(at, |last| last.at.max(at));
            last = Some(LastChange { at, change, on });
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Kind;
    use crate::entry::{Correction, Metadata};

    fn entry(metadata: Metadata) -> Entry {
        Entry {
            source: "content/van-ban/a.md".into(),
            kind: Kind::Document,
            address: "/van-ban/a/".into(),
            sections: Vec::new(),
            metadata,
            files: Vec::new(),
            links: Vec::new(),
            citations: Vec::new(),
            marks: Vec::new(),
            fingerprint: 0,
        }
    }

    fn moment(text: &str) -> Moment {
        Moment::parse(text, jiff::tz::offset(7)).expect("a moment")
    }

    fn told(metadata: Metadata, today: Date) -> Option<(String, Change)> {
        let last = entry(metadata).last_change(|day| day <= today)?;
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
            (3, "02/3/2014 08:00", Change::Posted),
            (4, "04/3/2014", Change::Updated),
            (5, "05/3/2014", Change::Corrected),
        ] {
            let told = told(posted(), Date::constant(2014, 3, today));
            assert_eq!(told, Some((at.to_owned(), change)));
        }
    }

    #[test]
    fn what_was_taken_back_stays_so_whatever_else_was_written() {
        let withdrawn = |on: &str| Metadata {
            withdrawn: Some(Withdrawal {
                on: PartialDate::parse(on).ok(),
                ..Withdrawal::default()
            }),
            ..posted()
        };
        let today = Date::constant(2014, 4, 1);
        let expected = Some(("20/3/2014".to_owned(), Change::Withdrawn));
        assert_eq!(told(withdrawn("20/3/2014"), today), expected);
        let expected = Some(("05/3/2014".to_owned(), Change::Withdrawn));
        assert_eq!(told(withdrawn(""), today), expected, "no day was written");
        let expected = Some(("05/3/2014".to_owned(), Change::Corrected));
        assert_eq!(told(withdrawn("20/4/2014"), today), expected, "the day has not come");
    }

    #[test]
    fn an_update_on_the_day_of_posting_is_none_and_a_correction_is_one() {
        let mut metadata = posted();
        metadata.updated_at = Some(moment("02/3/2014"));
        metadata.corrections[0].on = PartialDate::parse("02/3/2014").ok();
        let expected = Some(("02/3/2014 08:00".to_owned(), Change::Corrected));
        assert_eq!(told(metadata.clone(), Date::constant(2014, 4, 1)), expected);
        metadata.corrections.clear();
        let expected = Some(("02/3/2014 08:00".to_owned(), Change::Posted));
        assert_eq!(told(metadata, Date::constant(2014, 4, 1)), expected);
        assert_eq!(told(Metadata::default(), Date::constant(2014, 4, 1)), None);
    }
}
