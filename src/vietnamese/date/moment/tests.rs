//! Tables of date-and-time texts as content management systems write them, and of times that do not exist.
//!
//! All are parsed in the zone +07:00; only texts with an offset of their own are converted to it.

use jiff::civil::date;
use jiff::tz::Offset;

use super::{DateError, Moment, PartialDate, parse_offset};
use crate::vietnamese::test_texts::unicode_forms;

fn zone() -> Offset {
    parse_offset("+07:00").expect("a valid offset")
}

fn moment(text: &str) -> Result<String, DateError> {
    Moment::parse(text, zone()).map(|moment| moment.iso(zone()))
}

#[test]
fn moments_of_content_management_systems_are_parsed() {
    let table = [
        ("23/12/2014", "2014-12-23"),
        ("23/12/2014 13:22", "2014-12-23T13:22:00+07:00"),
        ("13:46 06/11/2018", "2018-11-06T13:46:00+07:00"),
        ("13:46 - 06/11/2018", "2018-11-06T13:46:00+07:00"),
        ("Thứ sáu, 23 Tháng 8 2019 13:22", "2019-08-23T13:22:00+07:00"),
        ("10:8, Thứ Tư, 3-4-2024", "2024-04-03T10:08:00+07:00"),
        ("Thứ ba, 3/4/2024, 10:08 (GMT+7)", "2024-04-03T10:08:00+07:00"),
        ("23/12/2014 lúc 13h46", "2014-12-23T13:46:00+07:00"),
        ("13h46' ngày 23/12/2014", "2014-12-23T13:46:00+07:00"),
        ("8 giờ 30 phút ngày 5/8/2014", "2014-08-05T08:30:00+07:00"),
        ("lúc 8 giờ 30 phút 15 giây, ngày 5 tháng 8 năm 2014", "2014-08-05T08:30:15+07:00"),
        ("8 giờ 5/8/2014", "2014-08-05T08:00:00+07:00"),
        ("02/10/2020 08:20 SA", "2020-10-02T08:20:00+07:00"),
        ("02/10/2020 08:20 CH", "2020-10-02T20:20:00+07:00"),
        ("02/10/2020 12:20 SA", "2020-10-02T00:20:00+07:00"),
        ("02/10/2020 12:20 PM", "2020-10-02T12:20:00+07:00"),
        ("08:31 AM 02/10/2020", "2020-10-02T08:31:00+07:00"),
        ("2 giờ chiều ngày 5/8/2014", "2014-08-05T14:00:00+07:00"),
        ("2015-03-02 08:30", "2015-03-02T08:30:00+07:00"),
        ("2015-03-02T08:30:15.250", "2015-03-02T08:30:15+07:00"),
        ("2015-03-02T08:30:00+07:00", "2015-03-02T08:30:00+07:00"),
        ("2015-03-02T20:30:00Z", "2015-03-03T03:30:00+07:00"),
        ("2015-03-02T17:00:00.000Z", "2015-03-03"),
        ("2015-03-02 00:00", "2015-03-02T00:00:00+07:00"),
        ("2015-03-02 01:30:00 +0900", "2015-03-01T23:30:00+07:00"),
        ("2015-03-02T08:30−05:00", "2015-03-02T20:30:00+07:00"),
    ];
    for (text, expected) in table {
        for form in unicode_forms(text) {
            assert_eq!(moment(&form).as_deref(), Ok(expected), "{form}");
        }
    }
}

#[test]
fn an_instant_in_place_of_a_date_is_the_day_in_the_zone() {
    let table = [
        ("2010-06-07T17:00:00.000Z", Some("2010-06-08")),
        ("2010-06-07T16:59:59Z", Some("2010-06-07")),
        ("2014-09-24T08:30:00+07:00", Some("2014-09-24")),
        ("2014-09-24T00:00:00", Some("2014-09-24")),
        ("2014-09-24 00:00:00", Some("2014-09-24")),
        ("tháng 9/2014", Some("2014-09")),
        ("24/9/2014 13:22", None),
        ("2014-09-31T17:00:00Z", None),
    ];
    for (text, expected) in table {
        let date = PartialDate::parse_in(text, zone()).ok().map(PartialDate::iso);
        assert_eq!(date.as_deref(), expected, "{text}");
    }
}

#[test]
fn moments_that_do_not_exist_are_rejected() {
    let table = [
        ("23/12/2014 24:00", DateError::NoSuchTime),
        ("13:60 23/12/2014", DateError::NoSuchTime),
        ("23/12/2014 13:22 SA", DateError::NoSuchTime),
        ("30/2/2014 13:22", DateError::NoSuchDay { year: 2014, month: 2, days: 28 }),
        ("12/23/2014 13:22", DateError::MonthFirst { day: 23, month: 12, year: 2014 }),
        ("13:22", DateError::Unreadable),
        ("23/12/2014 13", DateError::Unreadable),
        ("23/12/2014 13:22 gì đó", DateError::Unreadable),
        ("10/2012 13:22", DateError::Unreadable),
        ("2015-03-02T08:30:00+99:00", DateError::Unreadable),
    ];
    for (text, error) in table {
        assert_eq!(moment(text), Err(error), "{text}");
    }
}

#[test]
fn a_moment_shows_its_time_only_when_it_has_one() {
    let parse = |text| Moment::parse(text, zone()).expect("a valid moment");
    let (day, noon) = (parse("05/02/2014"), parse("5/2/2014 12:05"));
    assert_eq!(
        (day.to_string(), noon.to_string()),
        ("05/02/2014".into(), "05/02/2014 12:05".into())
    );
    assert_eq!(day.rfc3339(zone()), "2014-02-05T00:00:00+07:00");
    assert_eq!(day.iso(zone()), "2014-02-05");
    assert_eq!((day.date(), day.time()), (date(2014, 2, 5), None));
    assert!(parse("4/2/2014 23:59") < day && day < parse("5/2/2014 00:00"));
    assert!(noon < parse("06/02/2014"));
}

#[test]
fn offsets_are_parsed() {
    let table = [
        ("+07:00", Some(7 * 3600)),
        ("-05:30", Some(-(5 * 3600 + 1800))),
        ("+0700", Some(7 * 3600)),
        ("+7", Some(7 * 3600)),
        ("UTC+7", Some(7 * 3600)),
        ("Z", Some(0)),
        ("07:00", None),
        ("+07:00x", None),
        ("+15:00", None),
        ("Asia/Ho_Chi_Minh", None),
        ("", None),
    ];
    for (text, seconds) in table {
        assert_eq!(parse_offset(text).map(Offset::seconds), seconds, "{text}");
    }
}
