//! A day with or without a time of day, in the time zone of the portal.
//!
//! Content management systems write times in many formats: before or after the date, with "giờ",
//! with SA and CH for morning and afternoon, or in ISO 8601 with an offset.
//!
//! **Invariant.** A [`Moment`] is civil. Only a text with an offset of its own is converted to the
//! portal's zone, once, when it is parsed; a date alone is never converted, so 24/9 cannot become 23/9.
//! An instant that is midnight there is a day without a time: editors save days so.

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use serde::{Deserialize, Serialize};

use super::parser::{parse_day, skip_place_and_weekday, weekday_len};
use super::tokens::{DateToken, NumberToken, TokenCursor, fold_date_text, tokenize};
use super::{DateError, PartialDate};

use DateError::Unreadable;

/// A day with an optional time of day; a day alone sorts before all its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    date: Date,
    time: Option<Time>,
}

impl Moment {
    /// Parses a complete date with or without a time; an instant with its own offset is converted to
    /// `zone`.
    ///
    /// ```
    /// # use niemyet::vietnamese::date::{Moment, parse_offset};
    /// let zone = parse_offset("+07:00").unwrap();
    /// let posted = Moment::parse("Thứ sáu, 23 Tháng 8 2019 13:22", zone).unwrap();
    /// assert_eq!(posted.iso(zone), "2019-08-23T13:22:00+07:00");
    /// ```
    ///
    /// # Errors
    ///
    /// Rejects what [`PartialDate::parse`] rejects, partial dates, and times that do not exist.
    pub fn parse(text: &str, zone: Offset) -> Result<Moment, DateError> {
        parse_moment(text, zone).map(|(moment, _)| moment)
    }

    /// Parses a moment that stands for its whole day: an instant with its own offset, as editors save a
    /// day (2010-06-07T17:00:00.000Z is midnight of 08/6/2010 in Vietnam), midnight, or no time at all.
    pub(super) fn parse_whole_day(text: &str, zone: Offset) -> Option<Date> {
        let (moment, is_instant) = parse_moment(text, zone).ok()?;
        let has_time = moment.time.is_some_and(|time| time != Time::midnight());
        (is_instant || !has_time).then_some(moment.date)
    }

    /// Creates a moment from its parts.
    pub fn new(date: Date, time: Option<Time>) -> Moment {
        Moment { date, time }
    }

    /// Returns the day.
    pub fn date(self) -> Date {
        self.date
    }

    /// Returns the time of day, if one was written.
    pub fn time(self) -> Option<Time> {
        self.time
    }

    /// Formats the moment by ISO 8601: with time and offset if there is a time, else the day alone.
    pub fn iso(self, zone: Offset) -> String {
        if self.time.is_some() { self.rfc3339(zone) } else { self.date.to_string() }
    }

    /// Formats the moment by RFC 3339; a day without a time becomes midnight.
    pub fn rfc3339(self, zone: Offset) -> String {
        let time = self.time.unwrap_or(Time::midnight());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let sign = if zone.is_negative() { '-' } else { '+' };
        let minutes = zone.seconds().unsigned_abs() / 60;
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let date = self.date;
        format!("{date}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{minutes:02}")
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Moment { date, time: None }
    }
}

/// Formats the moment for display: "23/12/2014 13:22", or the date alone.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PartialDate::Day(self.date).fmt(f)?;
        match self.time {
            Some(time) => write!(f, " {:02}:{:02}", time.hour(), time.minute()),
            None => Ok(()),
        }
    }
}

/// Parses an offset from UTC such as `+07:00`, `-0500`, `+7` or `Z`.
pub fn parse_offset(text: &str) -> Option<Offset> {
    let folded = fold_date_text(text)?;
    let tokens = tokenize(&folded)?;
    let mut cursor = TokenCursor::new(&tokens);
    let offset = parse_trailing_offset(&mut cursor)?;
    if cursor.rest().is_empty() { Some(offset) } else { None }
}

/// Parses a moment; returns also whether it has an offset of its own.
fn parse_moment(text: &str, zone: Offset) -> Result<(Moment, bool), DateError> {
    let folded = fold_date_text(text).ok_or(Unreadable)?;
    let tokens = tokenize(&folded).ok_or(Unreadable)?;
    let mut cursor = TokenCursor::new(&tokens);
    skip_place_and_weekday(&mut cursor)?;
    skip_separators(&mut cursor);
    let moment = if is_time_start(&cursor) {
        let time = Some(parse_time(&mut cursor)?);
        skip_separators(&mut cursor);
        (Moment { date: parse_day(&mut cursor)?, time }, false)
    } else {
        parse_date_first(&mut cursor, zone)?
    };
    if cursor.is_done() { Ok(moment) } else { Err(Unreadable) }
}

/// Parses a date, an optional time and an optional offset; returns also whether there is an offset.
fn parse_date_first(
    cursor: &mut TokenCursor<'_>,
    zone: Offset,
) -> Result<(Moment, bool), DateError> {
    let date = parse_day(cursor)?;
    if cursor.eat_word(&["t"]).is_none() {
        skip_separators(cursor);
    }
    if cursor.is_done() {
        return Ok((Moment::from(date), false));
    }
    let time = parse_time(cursor)?;
    if cursor.is_done() {
        return Ok((Moment { date, time: Some(time) }, false));
    }
    let offset = parse_trailing_offset(cursor).ok_or(Unreadable)?;
    let instant = offset.to_timestamp(date.to_datetime(time)).map_err(|_| Unreadable)?;
    Ok((in_zone(instant, zone), true))
}

/// Returns the civil date and time of an instant in a zone; midnight stands for the day alone.
fn in_zone(instant: Timestamp, zone: Offset) -> Moment {
    let civil = zone.to_datetime(instant);
    Moment { date: civil.date(), time: Some(civil.time()).filter(|time| *time != Time::midnight()) }
}

/// Skips what may separate a date and a time: punctuation, "lúc", a day of the week.
fn skip_separators(cursor: &mut TokenCursor<'_>) {
    loop {
        let has_separator = cursor.eat_punctuation(&[',', '-', '|']).is_some()
            || cursor.eat_word(&["luc", "vao", "hoi"]).is_some();
        match weekday_len(cursor) {
            Some(length) => cursor.skip(length),
            None if has_separator => {}
            None => return,
        }
    }
}

/// Returns whether a time starts here: a number and its separator.
fn is_time_start(cursor: &TokenCursor<'_>) -> bool {
    let has_separator = matches!(
        cursor.peek(1),
        Some(DateToken::Punctuation(':') | DateToken::Word("h" | "g" | "gio"))
    );
    has_separator && cursor.number(0).is_some()
}

/// Parses a time of day: 13:22, 13:22:05.5, 13h46, 8 giờ 30 phút, 08:20 SA.
fn parse_time(cursor: &mut TokenCursor<'_>) -> Result<Time, DateError> {
    let hour = parse_short_number(cursor)?;
    let (minute, second) = if cursor.eat_punctuation(&[':']).is_some() {
        (parse_short_number(cursor)?, parse_clock_seconds(cursor)?)
    } else {
        cursor.eat_word(&["h", "g", "gio"]).ok_or(Unreadable)?;
        parse_spoken_minutes(cursor)?
    };
    let meridiem = cursor.eat_word(&["sa", "am", "sang", "ch", "pm", "chieu", "toi"]);
    let hour = match meridiem {
        None => hour,
        Some("sa" | "am" | "sang") if hour <= 12 => hour % 12,
        Some("sa" | "am" | "sang") => return Err(DateError::NoSuchTime),
        Some(_) if hour < 12 => hour + 12,
        Some(_) => hour,
    };
    Time::new(hour, minute, second, 0).map_err(|_| DateError::NoSuchTime)
}

/// Consumes a number of one or two digits.
fn parse_short_number(cursor: &mut TokenCursor<'_>) -> Result<i8, DateError> {
    cursor.eat_number().and_then(NumberToken::as_short).ok_or(Unreadable)
}

/// Parses the seconds of a clock time, if any, and discards their fraction.
fn parse_clock_seconds(cursor: &mut TokenCursor<'_>) -> Result<i8, DateError> {
    if cursor.eat_punctuation(&[':']).is_none() {
        return Ok(0);
    }
    let second = parse_short_number(cursor)?;
    if cursor.number(1).is_some() && cursor.eat_punctuation(&['.']).is_some() {
        cursor.skip(1);
    }
    Ok(second)
}

/// Parses minutes and seconds after "giờ"; both are optional.
fn parse_spoken_minutes(cursor: &mut TokenCursor<'_>) -> Result<(i8, i8), DateError> {
    // In "8 giờ 5/8/2014" the number belongs to the date.
    let date_follows = matches!(
        cursor.peek(1),
        Some(DateToken::Punctuation('/' | '-' | '.') | DateToken::Word("thang"))
    );
    if cursor.number(0).is_none() || date_follows && cursor.number(2).is_some() {
        return Ok((0, 0));
    }
    let minute = parse_short_number(cursor)?;
    if cursor.eat_punctuation(&['\'', '’']).is_some() || cursor.eat_word(&["phut", "p"]).is_none()
    {
        return Ok((minute, 0));
    }
    if cursor.word(1) != "giay" {
        return Ok((minute, 0));
    }
    let second = parse_short_number(cursor)?;
    cursor.skip(1);
    Ok((minute, second))
}

/// Parses an offset from UTC at the end of a moment.
fn parse_trailing_offset(cursor: &mut TokenCursor<'_>) -> Option<Offset> {
    if cursor.eat_word(&["z"]).is_some() {
        return Some(Offset::UTC);
    }
    let has_prefix = cursor.eat_word(&["gmt", "utc"]).is_some();
    let Some(sign) = cursor.eat_punctuation(&['+', '-']) else {
        return if has_prefix { Some(Offset::UTC) } else { None };
    };
    let first = cursor.eat_number()?;
    let (hours, minutes) = match first.digits {
        4 => (first.value / 100, first.value % 100),
        1 | 2 if cursor.eat_punctuation(&[':']).is_some() => {
            (first.value, cursor.eat_number()?.value)
        }
        1 | 2 => (first.value, 0),
        _ => return None,
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Offset::from_seconds(if sign == '-' { -seconds } else { seconds }).ok()
}
