//! What can be wrong with a written date, as values; the wording is not made here.
//!
//! Each carries what a repair needs to name: the days of the month that is shorter, the day and month that changed
//! places. A date that does not exist is told apart from a text that is no date.

/// Says why a text is not a date or not a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// The text has none of the known forms.
    Unreadable,
    /// The month exists and is shorter: 30/2/2014.
    NoSuchDay {
        /// The year that was written.
        year: i16,
        /// The month that was written.
        month: i8,
        /// How many days this month has.
        days: i8,
    },
    /// There is no such month: 24/13/2014.
    NoSuchMonth {
        /// The month that was written.
        month: i8,
    },
    /// There is no such quarter: quý 5/2014.
    NoSuchQuarter {
        /// The quarter that was written.
        quarter: i8,
    },
    /// The date is written month first (9/24/2014); these are the day, month and year that it would
    /// be.
    MonthFirst {
        /// The day, which was written in the place of the month.
        day: i8,
        /// The month, which was written in the place of the day.
        month: i8,
        /// The year.
        year: i16,
    },
    /// The year has two digits: 24/9/14.
    TwoDigitYear,
    /// The year lies outside 1900–2199.
    NoSuchYear {
        /// The year that was written.
        year: i16,
    },
    /// There is no such time of day: 25:00.
    NoSuchTime,
}
