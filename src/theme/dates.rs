//! Days and times in the words of a page's language.
//!
//! How a language writes a date is a label, with names for what changes: `{day}` and `{dd}` (1, 01), `{month}` and
//! `{mon}` (the words of `months` and `months_short`), `{quarter}` (of `quarters`) and `{q}` (4), `{year}`. Where a
//! theme has no such label, a date is written the Vietnamese way.

use super::UiLabels;
use super::view::{Day, Instant};
use crate::vietnamese::date::{Moment, PartialDate};

/// Shows a civil date.
pub fn day(words: UiLabels<'_>, date: PartialDate) -> Day {
    let text = format_date(words, date, "").unwrap_or_else(|| date.to_string());
    let long = format_date(words, date, "_long").unwrap_or_else(|| date.in_words());
    Day { iso: date.iso(), text, long }
}

/// Shows a date with or without a time.
pub fn moment(words: UiLabels<'_>, moment: Moment, iso: String) -> Instant {
    let date = day(words, moment.date().into()).text;
    let pattern = words.get("date_time").unwrap_or("{date} {time}");
    let text = match moment.time() {
        Some(at) => {
            let time = format!("{:02}:{:02}", at.hour(), at.minute());
            fill_pattern(pattern, &[("date", date), ("time", time)])
        }
        None => date,
    };
    Instant { iso, text }
}

/// Writes a date as the labels of its precision say; nothing where there is none.
fn format_date(words: UiLabels<'_>, date: PartialDate, form: &str) -> Option<String> {
    let year = ("year", date.year().to_string());
    let (precision, values) = match date {
        PartialDate::Day(day) => {
            let mut values = month_names(words, day.month())?;
            values.push(("day", day.day().to_string()));
            values.push(("dd", format!("{:02}", day.day())));
            ("day", values)
        }
        PartialDate::Month { month, .. } => ("month", month_names(words, month)?),
        PartialDate::Quarter { quarter, .. } => {
            let name = ("quarter", nth_word(words, "quarters", quarter)?);
            ("quarter", vec![("q", quarter.to_string()), name])
        }
        PartialDate::Year(_) => ("year", Vec::new()),
    };
    let pattern = words.get(&format!("date_{precision}{form}"))?;
    Some(fill_pattern(pattern, &[values, vec![year]].concat()))
}

/// Names a month, in full and short.
fn month_names(words: UiLabels<'_>, month: i8) -> Option<Vec<(&'static str, String)>> {
    let (full, short) =
        (nth_word(words, "months", month)?, nth_word(words, "months_short", month)?);
    Some(vec![("month", full), ("mon", short)])
}

/// Finds the n-th word of a label that holds several, from 1.
fn nth_word(words: UiLabels<'_>, list: &str, number: i8) -> Option<String> {
    let at = usize::try_from(number - 1).ok()?;
    words.get(list)?.split(',').nth(at).map(|word| word.trim().to_owned())
}

/// Puts values in the place of their names.
fn fill_pattern(pattern: &str, values: &[(&str, String)]) -> String {
    let put =
        |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
    values.iter().fold(pattern.to_owned(), put)
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
            labels.read(language, &SourceText::new("i18n", text.to_owned()), &mut Vec::new());
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
            for words in [labels.for_language("vi"), Labels::default().for_language("vi")] {
                let day = day(words, date);
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
    fn a_time_follows_its_day() {
        let labels = labels();
        let zone = jiff::tz::offset(7);
        let at = Moment::parse("23/12/2014 13:22", zone).expect("a moment");
        let text = |language| moment(labels.for_language(language), at, at.iso(zone)).text;
        assert_eq!((text("vi"), text("en")), (at.to_string(), "23 Dec 2014, 13:22".to_owned()));
    }
}
