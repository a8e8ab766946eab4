//! Advice on dates that contradict each other or lie outside reason.
//!
//! A partial date counts as every day of its period, so it contradicts another only if no day of it fits.

use jiff::civil::{Date, date};

use super::EntryLinter;
use crate::config::EntryKind;
use crate::diagnostic::faults;
use crate::entry::Metadata;
use crate::vietnamese::date::PartialDate;
use crate::vietnamese::number::NumberForm;

/// The first day of the present state, before which no public body of it issued anything.
const FIRST_DAY: Date = date(1945, 1, 1);
/// The first year of the Internet in Viet Nam (November 1997), before which nothing was posted.
const FIRST_POSTING: Date = date(1997, 1, 1);
/// What programs write for a date that they do not have.
const EPOCH: Date = date(1970, 1, 1);
/// Effect that begins later is a mistyped year.
const MAX_YEARS_AHEAD: i16 = 5;

/// Posting after so many days is late (the decree asks for 2, the law for 5 working days).
const MIN_DAYS_LATE: i32 = 90;
/// After more days, an older document was digitised.
const MAX_DAYS_LATE: i32 = 366;
/// The day from which Decree 43/2011/NĐ-CP asked for posting in time.
const FIRST_DEADLINE: Date = date(2011, 10, 1);

impl EntryLinter<'_> {
    /// Checks the dates of an entry.
    pub(super) fn check_dates(&mut self) {
        self.check_reason();
        if self.entry.kind == EntryKind::Document {
            self.check_posting();
            self.check_effect();
        }
    }

    /// Reports dates that are earlier or later than can be.
    fn check_reason(&mut self) {
        let Metadata { issued_on, effective_on, expires_on, posted_at, updated_at, .. } =
            &self.entry.metadata;
        let (posted, updated) = (posted_at.map(|at| at.date()), updated_at.map(|at| at.date()));
        let today = self.portal.input.library.today();
        let last = today.saturating_add(jiff::Span::new().years(MAX_YEARS_AHEAD));
        let dates = [
            ("issued_on", *issued_on, FIRST_DAY, last),
            ("effective_on", *effective_on, FIRST_DAY, last),
            ("expires_on", *expires_on, FIRST_DAY, Date::MAX),
            ("posted_at", posted.map(PartialDate::Day), FIRST_POSTING, Date::MAX),
            ("updated_at", updated.map(PartialDate::Day), FIRST_POSTING, Date::MAX),
        ];
        for (name, written, first, last) in dates {
            let Some(written) = written else { continue };
            let is_possible = written.last_day() >= first && written.first_day() <= last;
            if !is_possible || written.as_day() == Some(EPOCH) {
                let place = self.value_place(name);
                self.advice.push(faults::unlikely_date(place, &written.to_string()));
            } else if name == "issued_on" && written.first_day() > today {
                let place = self.value_place(name);
                self.advice.push(faults::issued_in_future(place, &written.to_string()));
            }
        }
    }

    /// Reports posting before the issue, or months after it.
    fn check_posting(&mut self) {
        let metadata = &self.entry.metadata;
        let (Some(issued), Some(posted)) = (metadata.issued_on, metadata.posted_at) else { return };
        let posted = posted.date();
        if posted < issued.first_day() {
            let place = self.value_place("posted_at");
            let posted = PartialDate::Day(posted).to_string();
            self.advice.push(faults::posted_before_issue(place, &posted, &issued.to_string()));
            return;
        }
        let days = posted.since(issued.last_day()).map_or(0, |span| span.get_days());
        let is_late = (MIN_DAYS_LATE..=MAX_DAYS_LATE).contains(&days);
        if is_late && issued.first_day() >= FIRST_DEADLINE {
            let place = self.value_place("posted_at");
            self.advice.push(faults::posted_late(place, days));
        }
    }

    /// Reports effect before the issue, effect that ends before it begins, and a normative act without a day of effect.
    fn check_effect(&mut self) {
        let Metadata { issued_on, effective_on, expires_on, number, .. } = &self.entry.metadata;
        if let (Some(issued), Some(effective)) = (*issued_on, *effective_on)
            && effective.last_day() < issued.first_day()
        {
            let place = self.value_place("effective_on");
            let (effective, issued) = (effective.to_string(), issued.to_string());
            self.advice.push(faults::effect_before_issue(place, &effective, &issued));
        }
        if let (Some(expires), Some(begins)) = (*expires_on, effective_on.or(*issued_on))
            && expires.last_day() <= begins.first_day()
        {
            let place = self.value_place("expires_on");
            let (expires, begins) = (expires.to_string(), begins.to_string());
            self.advice.push(faults::ends_before_begin(place, &expires, &begins));
        }
        let is_normative = number
            .as_ref()
            .is_some_and(|number| matches!(number.form(), NumberForm::Normative | NumberForm::Law));
        let is_original = self.entry.metadata.translation_of.is_none();
        if is_normative && is_original && effective_on.is_none() {
            let place = self.field_place(crate::entry::FieldKey::Number);
            self.advice.push(faults::no_effective_date(place));
        }
    }
}
