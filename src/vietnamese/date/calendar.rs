//! Checks the numbers of a date against the calendar.
//!
//! The grammar in `parser` finds the numbers of a date; these functions turn them into a date, or
//! into the error that says which part does not exist.

use jiff::civil::{Date, date};

use super::tokens::NumberToken;
use super::{DateError, PartialDate};

/// Returns a number as a year.
pub(super) fn checked_year(number: NumberToken) -> Result<i16, DateError> {
    let year = i16::try_from(number.value).map_err(|_| DateError::Unreadable)?;
    match number.digits {
        2 => Err(DateError::TwoDigitYear),
        4 if (1900..=2199).contains(&year) => Ok(year),
        4 => Err(DateError::NoSuchYear { year }),
        _ => Err(DateError::Unreadable),
    }
}

/// Returns a day, or an error for the part that does not exist.
pub(super) fn checked_day(year: i16, month: i8, day: i8) -> Result<Date, DateError> {
    checked_month(year, month)?;
    let days = date(year, month, 1).days_in_month();
    Date::new(year, month, day).map_err(|_| DateError::NoSuchDay { year, month, days })
}

/// Returns a month.
pub(super) fn checked_month(year: i16, month: i8) -> Result<PartialDate, DateError> {
    let exists = (1..=12).contains(&month);
    if exists {
        Ok(PartialDate::Month { year, month })
    } else {
        Err(DateError::NoSuchMonth { month })
    }
}

/// Returns a quarter.
pub(super) fn checked_quarter(year: i16, quarter: i8) -> Result<PartialDate, DateError> {
    if (1..=4).contains(&quarter) {
        Ok(PartialDate::Quarter { year, quarter })
    } else {
        Err(DateError::NoSuchQuarter { quarter })
    }
}
