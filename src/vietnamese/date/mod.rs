//! Civil dates as Vietnamese documents write them, whole or in part.
//!
//! A date in Vietnamese order is always parsed day–month–year, never month first. A document may be
//! dated by a month, a quarter or a year only, and such a date keeps its precision. Dates are civil:
//! they have no time zone and are never converted; only an instant in place of a date is read in one.
//! `parser` implements the grammar on the tokens of `tokens`; [`Moment`] adds a time of day.
//!
//! **Invariant.** [`PartialDate::parse`] accepts all three forms in which a date is written:
//! `Display`, [`PartialDate::iso`] and [`PartialDate::in_words`].
//!
//! Display follows Decree 30/2020/NĐ-CP, appendix I: a day always has two digits, a month only when
//! it is January or February (24/9/2014, 05/8/2014, 05/02/2014).

mod calendar;
mod error;
mod moment;
mod parser;
mod tokens;

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::{Date, date};
use jiff::tz::Offset;

use serde::{Deserialize, Serialize};

pub use self::error::DateError;
pub use self::moment::{Moment, parse_offset};

/// The Roman numerals of the quarters.
const QUARTER_NUMERALS: [&str; 4] = ["I", "II", "III", "IV"];

/// A date with the precision it was written with.
///
/// Months are 1–12, quarters 1–4, years 1900–2199; [`PartialDate::parse`] rejects others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PartialDate {
    /// A whole date.
    Day(Date),
    /// A month of a year.
    Month {
        /// The year.
        year: i16,
        /// The month, from 1.
        month: i8,
    },
    /// A quarter of a year.
    Quarter {
        /// The year.
        year: i16,
        /// The quarter, from 1.
        quarter: i8,
    },
    /// A year.
    Year(i16),
}

impl PartialDate {
    /// Parses a date in any of the written forms; ignores case, tones and Unicode form.
    ///
    /// ```
    /// # use niemyet::vietnamese::date::PartialDate;
    /// let date = PartialDate::parse("La Gi, ngày 24 tháng 9 năm 2014").unwrap();
    /// assert_eq!(date.iso(), "2014-09-24");
    /// assert_eq!(PartialDate::parse("quý IV/2012").unwrap().iso(), "2012-10/2012-12");
    /// ```
    ///
    /// # Errors
    ///
    /// Rejects texts that are no date, dates that do not exist, and years outside 1900–2199.
    pub fn parse(text: &str) -> Result<PartialDate, DateError> {
        parser::parse_partial_date(text)
    }

    /// Parses a date like [`parse`](Self::parse), or a moment that stands for a whole day in `zone`: an
    /// instant with its own offset, as editors save a day, or midnight. The day of the week may follow.
    ///
    /// # Errors
    ///
    /// As for `parse`.
    pub fn parse_in(text: &str, zone: Offset) -> Result<PartialDate, DateError> {
        Self::parse(text)
            .or_else(|error| Moment::parse_whole_day(text, zone).map(PartialDate::Day).ok_or(error))
    }

    /// Returns the year, which is always known.
    pub fn year(self) -> i16 {
        match self {
            PartialDate::Day(day) => day.year(),
            PartialDate::Month { year, .. }
            | PartialDate::Quarter { year, .. }
            | PartialDate::Year(year) => year,
        }
    }

    /// Returns the first day of the period.
    pub fn first_day(self) -> Date {
        let (year, first, _) = self.month_range();
        match self {
            PartialDate::Day(day) => day,
            _ => date(year, first, 1),
        }
    }

    /// Returns the last day of the period, by which a partial date is sorted in lists.
    pub fn last_day(self) -> Date {
        let (year, _, last) = self.month_range();
        match self {
            PartialDate::Day(day) => day,
            _ => date(year, last, 1).last_of_month(),
        }
    }

    /// Returns the day if the date is complete.
    pub fn as_day(self) -> Option<Date> {
        match self {
            PartialDate::Day(day) => Some(day),
            _ => None,
        }
    }

    /// Formats the date by ISO 8601: a day, a month, an interval of months for a quarter, or a year.
    pub fn iso(self) -> String {
        let (year, first, last) = self.month_range();
        match self {
            PartialDate::Day(day) => day.to_string(),
            PartialDate::Month { .. } => format!("{year:04}-{first:02}"),
            PartialDate::Quarter { .. } => format!("{year:04}-{first:02}/{year:04}-{last:02}"),
            PartialDate::Year(_) => format!("{year:04}"),
        }
    }

    /// Formats the date in words, as in the date line of a letterhead: "ngày 24 tháng 9 năm 2014".
    pub fn in_words(self) -> String {
        match self {
            PartialDate::Day(day) => {
                format!(
                    "ngày {:02} tháng {} năm {}",
                    day.day(),
                    MonthDisplay(day.month()),
                    day.year()
                )
            }
            PartialDate::Month { year, month } => {
                format!("tháng {} năm {year}", MonthDisplay(month))
            }
            PartialDate::Quarter { year, quarter } => {
                format!("quý {} năm {year}", quarter_numeral(quarter))
            }
            PartialDate::Year(year) => format!("năm {year}"),
        }
    }

    /// Returns the year, and the first and last month of the period.
    fn month_range(self) -> (i16, i8, i8) {
        match self {
            PartialDate::Day(day) => (day.year(), day.month(), day.month()),
            PartialDate::Month { year, month } => (year, month, month),
            PartialDate::Quarter { year, quarter } => (year, quarter * 3 - 2, quarter * 3),
            PartialDate::Year(year) => (year, 1, 12),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        PartialDate::Day(day)
    }
}

/// Formats the date in the official form: 24/9/2014, tháng 10/2012, quý IV/2012, 2012.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            PartialDate::Day(day) => {
                write!(f, "{:02}/{}/{}", day.day(), MonthDisplay(day.month()), day.year())
            }
            PartialDate::Month { year, month } => write!(f, "tháng {}/{year}", MonthDisplay(month)),
            PartialDate::Quarter { year, quarter } => {
                write!(f, "quý {}/{year}", quarter_numeral(quarter))
            }
            PartialDate::Year(year) => write!(f, "{year}"),
        }
    }
}

/// Displays the number of a month: two digits for 1 and 2 only, which prevents forgery by adding a
/// digit.
struct MonthDisplay(i8);

impl fmt::Display for MonthDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 | 2 => write!(f, "{:02}", self.0),
            month => write!(f, "{month}"),
        }
    }
}

/// Returns the Roman numeral of a quarter.
fn quarter_numeral(quarter: i8) -> &'static str {
    let place = usize::try_from(quarter - 1).unwrap_or_default();
    QUARTER_NUMERALS.get(place).copied().unwrap_or_default()
}
