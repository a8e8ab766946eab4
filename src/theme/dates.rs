//! Formatting of dates and times in the language of a page.
//!
//! The format of a language is a label with placeholders: `{day}` and `{dd}` (1, 01), `{month}` and `{mon}` (names from
//! `months` and `months_short`), `{quarter}` (name from `quarters`) and `{q}` (4), `{year}`. Without such a label, a
//! date is written in the Vietnamese format.

use std::fmt::{self, Write as _};

use serde::Serialize;

use super::UiLabels;
use crate::vietnamese::date::{Moment, PartialDate};

/// A date; it may be only a month, a quarter or a year.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayView {
    /// The date in ISO 8601 (`2014-09-24`, `2012-10`).
    pub iso: String,
    /// The date as printed in the language of the page (`24/9/2014`, `24 Sep 2014`).
    pub text: String,
    /// The date spelled out (`ngày 24 tháng 9 năm 2014`, `24 September 2014`).
    pub long: String,
}

/// A date with or without a time.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MomentView {
    /// The date and time in RFC 3339, or the date alone.
    pub iso: String,
    /// The date and time as printed in the language of the page (`23/12/2014 13:22`).
    pub text: String,
}

/// Formats a civil date.
pub fn day(labels: UiLabels<'_>, date: PartialDate) -> DayView {
    let long = format_date(labels, date, DateLength::Long);
    let long = long.unwrap_or_else(|| date.in_words());
    DayView { iso: date.iso(), text: short_text(labels, date), long }
}

/// Formats a date with or without a time.
pub fn moment(labels: UiLabels<'_>, moment: Moment, iso: String) -> MomentView {
    let date = short_text(labels, moment.date().into());
    let Some(at) = moment.time() else { return MomentView { iso, text: date } };
    let pattern = labels.get("date_time").unwrap_or("{date} {time}");
    let text = fill_pattern(pattern, |text, name| {
        match name {
            "date" => text.push_str(&date),
            "time" => push(text, format_args!("{:02}:{:02}", at.hour(), at.minute())),
            _ => push(text, format_args!("{{{name}}}")),
        }
        Some(())
    });
    MomentView { iso, text: text.unwrap_or_default() }
}

fn short_text(labels: UiLabels<'_>, date: PartialDate) -> String {
    format_date(labels, date, DateLength::Short).unwrap_or_else(|| date.to_string())
}

/// How a date is written.
#[derive(Clone, Copy)]
enum DateLength {
    Short,
    Long,
}

/// Formats a date by the label of its precision; `None` if that label or a name in it is missing.
fn format_date(labels: UiLabels<'_>, date: PartialDate, length: DateLength) -> Option<String> {
    use PartialDate::{Day, Month, Quarter, Year};
    let [short, long] = match date {
        Day(_) => ["date_day", "date_day_long"],
        Month { .. } => ["date_month", "date_month_long"],
        Quarter { .. } => ["date_quarter", "date_quarter_long"],
        Year(_) => ["date_year", "date_year_long"],
    };
    let month = date.first_day().month();
    let pattern = labels.get(match length {
        DateLength::Short => short,
        DateLength::Long => long,
    })?;
    fill_pattern(pattern, |text, name| {
        match (name, date) {
            ("year", _) => push(text, format_args!("{}", date.year())),
            ("day", Day(day)) => push(text, format_args!("{}", day.day())),
            ("dd", Day(day)) => push(text, format_args!("{:02}", day.day())),
            ("month", Day(_) | Month { .. }) => text.push_str(nth_word(labels, "months", month)?),
            ("mon", Day(_) | Month { .. }) => {
                text.push_str(nth_word(labels, "months_short", month)?);
            }
            ("q", Quarter { quarter, .. }) => push(text, format_args!("{quarter}")),
            ("quarter", Quarter { quarter, .. }) => {
                text.push_str(nth_word(labels, "quarters", quarter)?);
            }
            _ => push(text, format_args!("{{{name}}}")),
        }
        Some(())
    })
}

fn push(text: &mut String, value: fmt::Arguments<'_>) {
    text.write_fmt(value).expect("a string takes all");
}

/// Returns the n-th word of a comma-separated label, counted from 1.
fn nth_word<'l>(labels: UiLabels<'l>, list: &str, number: i8) -> Option<&'l str> {
    let index = usize::try_from(number - 1).ok()?;
    labels.get(list)?.split(',').nth(index).map(str::trim)
}

/// Replaces placeholders by the values that `write` appends; `None` if a value is missing.
fn fill_pattern(pattern: &str, write: impl Fn(&mut String, &str) -> Option<()>) -> Option<String> {
    let mut text = String::with_capacity(2 * pattern.len());
    for piece in pattern.split_inclusive('}') {
        match piece.strip_suffix('}').and_then(|piece| piece.rsplit_once('{')) {
            Some((before, name)) => {
                text += before;
                write(&mut text, name)?;
            }
            None => text += piece,
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceText;
    use crate::theme::Labels;

    /// The labels of the default theme.
    fn labels() -> Labels {
        let mut labels = Labels::default();
        for (language, text) in [
            ("vi", include_str!("../../themes/cong-thong-tin/i18n/vi.yaml")),
            ("en", include_str!("../../themes/cong-thong-tin/i18n/en.yaml")),
        ] {
            labels.read(language, &SourceText::new("i18n", text.to_owned()), None, &mut Vec::new());
        }
        labels
    }

    const WRITTEN: [&str; 8] = [
        "24/9/2014",
        "05/02/2014",
        "05/8/2014",
        "31/12/2199",
        "tháng 10/2012",
        "tháng 01/2012",
        "quý IV/2012",
        "2012",
    ];

    #[test]
    fn vietnamese_dates_follow_official_documents() {
        let labels = labels();
        for written in WRITTEN {
            let date = PartialDate::parse(written).expect("a date");
            for ui_labels in [labels.for_language("vi"), Labels::default().for_language("vi")] {
                let day = day(ui_labels, date);
                assert_eq!((day.text, day.long), (date.to_string(), date.in_words()), "{written}");
            }
        }
    }

    #[test]
    fn english_dates_name_the_month() {
        let labels = labels();
        let english = |written: &str| {
            let date = PartialDate::parse(written).expect("a date");
            let day = day(labels.for_language("en-GB"), date);
            (day.text, day.long)
        };
        for (written, text, long) in [
            ("24/9/2014", "24 Sep 2014", "24 September 2014"),
            ("05/02/2014", "5 Feb 2014", "5 February 2014"),
            ("tháng 10/2012", "Oct 2012", "October 2012"),
            ("quý IV/2012", "Q4 2012", "fourth quarter of 2012"),
            ("2012", "2012", "2012"),
        ] {
            assert_eq!(english(written), (text.to_owned(), long.to_owned()));
        }
    }

    #[test]
    fn an_unknown_placeholder_stays_and_a_missing_name_leads_to_the_vietnamese_format() {
        let mut labels = Labels::default();
        let text = "date_day: '} {dd} {mon}{week} {'\nmonths_short: Jan, Feb\n";
        labels.read("en", &SourceText::new("i18n", text.to_owned()), None, &mut Vec::new());
        let english = |written: &str| {
            day(labels.for_language("en"), PartialDate::parse(written).expect("a date")).text
        };
        assert_eq!(english("5/2/2014"), "} 05 Feb{week} {");
        assert_eq!(english("24/9/2014"), "24/9/2014");
    }

    #[test]
    fn a_time_follows_its_day() {
        let labels = labels();
        let zone = jiff::tz::offset(7);
        let at = Moment::parse("23/12/2014 13:22", zone).expect("a moment");
        let text = |language| moment(labels.for_language(language), at, at.iso(zone)).text;
        assert_eq!((text("vi"), text("en")), (at.to_string(), "23 Dec 2014, 13:22".to_owned()));
    }
}
