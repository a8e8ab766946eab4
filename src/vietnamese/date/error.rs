//! Errors of parsing a date or a moment.
//!
//! Each variant carries what a hint for the user needs: the number of days of the month, or the day and month that
//! were swapped. A date that does not exist is distinct from a text that is no date.
//!
//! **Left out on purpose.** The wording: it belongs to `diagnostic::faults`.

/// The reason why a text is not a date or not a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// The text has none of the known formats.
    Unreadable,
    /// The month exists but has fewer days: 30/2/2014.
    NoSuchDay {
        /// The year that was written.
        year: i16,
        /// The month that was written.
        month: i8,
        /// The number of days of this month.
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
    /// The date is written month first (9/24/2014); the fields hold the day, month and year that were
    /// probably meant.
    MonthFirst {
        /// The day, which was written in second position.
        day: i8,
        /// The month, which was written in first position.
        month: i8,
        /// The year.
        year: i16,
    },
    /// The year has two digits: 24/9/14.
    TwoDigitYear,
    /// The year is outside 1900–2199.
    NoSuchYear {
        /// The year that was written.
        year: i16,
    },
    /// There is no such time of day: 25:00.
    NoSuchTime,
}
