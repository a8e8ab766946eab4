//! Tables of texts that parse as dates, of how dates are formatted, and of rejected texts with their errors.
//!
//! Every accepted text is parsed in both Unicode forms; random texts show that parsing never panics.

use jiff::civil::{Date, date};
use jiff::tz::Offset;

use super::{DateError, Moment, PartialDate, parse_offset};
use crate::vietnamese::test_texts::{random_texts, unicode_forms};

fn zone() -> Offset {
    parse_offset("+07:00").expect("a valid offset")
}

#[test]
fn every_written_form_of_a_day_is_parsed() {
    let table = [
        ("24/9/2014", date(2014, 9, 24)),
        ("24-9-2014", date(2014, 9, 24)),
        ("24.9.2014", date(2014, 9, 24)),
        ("24 – 9 – 2014", date(2014, 9, 24)),
        ("2014-09-24", date(2014, 9, 24)),
        ("05/8/2014", date(2014, 8, 5)),
        ("ngày 24 tháng 9 năm 2014", date(2014, 9, 24)),
        ("ngày 04  tháng 5 năm 2018", date(2018, 5, 4)),
        ("ngày\u{A0}04\u{A0}tháng\u{A0}5\u{A0}năm\u{A0}2018", date(2018, 5, 4)),
        ("24 tháng 9 năm 2014", date(2014, 9, 24)),
        ("23 Tháng 8 2019", date(2019, 8, 23)),
        ("ngày 24/9/2014", date(2014, 9, 24)),
        (", ngày 14/7/2015.", date(2015, 7, 14)),
        ("ngay 24 thang 9 nam 2014", date(2014, 9, 24)),
        ("NGÀY 24 THÁNG 9 NĂM 2014", date(2014, 9, 24)),
        ("La Gi, ngày 24 tháng 9 năm 2014", date(2014, 9, 24)),
        ("Hà Nội, ngày 03 tháng bốn năm 2018", date(2018, 4, 3)),
        ("Quận 1, TP. Hồ Chí Minh, ngày 3 tháng tư năm 2018", date(2018, 4, 3)),
        ("Năm Căn, ngày 5 tháng năm năm 2018", date(2018, 5, 5)),
        ("Quỳ Châu ngày 5 tháng Giêng năm 2018", date(2018, 1, 5)),
        ("ngày mùng 2 tháng mười năm 2018", date(2018, 10, 2)),
        ("5 tháng mười một 2018", date(2018, 11, 5)),
        ("5 tháng mười hai, 2018", date(2018, 12, 5)),
        ("Thứ sáu, 23/8/2019", date(2019, 8, 23)),
        ("Thứ 6 ngày 23/8/2019", date(2019, 8, 23)),
        ("29/2/2016", date(2016, 2, 29)),
    ];
    for (text, day) in table {
        for form in unicode_forms(text) {
            assert_eq!(PartialDate::parse(&form), Ok(PartialDate::Day(day)), "{form}");
            assert_eq!(Moment::parse(&form, zone()), Ok(Moment::from(day)), "{form}");
        }
    }
}

#[test]
fn partial_dates_keep_their_precision() {
    let (month, quarter) = (
        PartialDate::Month { year: 2012, month: 10 },
        PartialDate::Quarter { year: 2012, quarter: 4 },
    );
    let table = [
        ("tháng 10/2012", month),
        ("10/2012", month),
        ("tháng 10 năm 2012", month),
        ("tháng mười năm 2012", month),
        ("thang 10-2012", month),
        ("2012-10", month),
        ("La Gi, tháng 10/2012", month),
        ("quý IV/2012", quarter),
        ("quý 4/2012", quarter),
        ("Quý iv năm 2012", quarter),
        ("2012-10/2012-12", quarter),
        ("2012", PartialDate::Year(2012)),
        ("năm 2012", PartialDate::Year(2012)),
    ];
    for (text, expected) in table {
        for form in unicode_forms(text) {
            assert_eq!(PartialDate::parse(&form), Ok(expected), "{form}");
            assert_eq!(Moment::parse(&form, zone()), Err(DateError::Unreadable), "{form}");
        }
    }
}

#[test]
fn impossible_dates_are_rejected_with_the_reason() {
    let table = [
        ("30/2/2014", DateError::NoSuchDay { year: 2014, month: 2, days: 28 }),
        ("ngày 31 tháng 4 năm 2014", DateError::NoSuchDay { year: 2014, month: 4, days: 30 }),
        ("0/4/2014", DateError::NoSuchDay { year: 2014, month: 4, days: 30 }),
        ("2016-02-30", DateError::NoSuchDay { year: 2016, month: 2, days: 29 }),
        ("9/24/2014", DateError::MonthFirst { day: 24, month: 9, year: 2014 }),
        ("2/30/2014", DateError::NoSuchMonth { month: 30 }),
        ("13/13/2014", DateError::NoSuchMonth { month: 13 }),
        ("ngày 9 tháng 24 năm 2014", DateError::NoSuchMonth { month: 24 }),
        ("1/0/2014", DateError::NoSuchMonth { month: 0 }),
        ("2014-24-09", DateError::NoSuchMonth { month: 24 }),
        ("tháng 13/2014", DateError::NoSuchMonth { month: 13 }),
        ("quý 5/2014", DateError::NoSuchQuarter { quarter: 5 }),
        ("24/9/14", DateError::TwoDigitYear),
        ("tháng 9/14", DateError::TwoDigitYear),
        ("24/9/0014", DateError::NoSuchYear { year: 14 }),
        ("01/01/1899", DateError::NoSuchYear { year: 1899 }),
        ("2200", DateError::NoSuchYear { year: 2200 }),
    ];
    for (text, error) in table {
        assert_eq!(PartialDate::parse(text), Err(error), "{text}");
    }
}

#[test]
fn texts_that_are_no_dates_are_rejected() {
    let texts = [
        "",
        " ",
        "hôm nay",
        "24/9",
        "24",
        "24/9-2014",
        "May 5, 2014",
        "5 May 2014",
        "5/8/2014, 30/2/2014",
        "abc 30/2/2014, 5/8/2014",
        "2012-2015",
        "ngày 10/2012",
        "24/9/2014 và 25/9/2014",
        "2012-09/2012-12",
        "quý V/2012",
        "tháng 2014",
        "1/2014/2014",
        "0123456789/1/2014",
        "24//9/2014",
        "ngày",
        "2014-09-24T08:00",
    ];
    for text in texts {
        assert_eq!(PartialDate::parse(text), Err(DateError::Unreadable), "{text}");
    }
    assert_eq!(PartialDate::parse(&"1 ".repeat(9_999)), Err(DateError::Unreadable));
}

#[test]
fn dates_are_formatted_as_the_decree_requires() {
    let table = [
        ("2014-09-24", "24/9/2014", "ngày 24 tháng 9 năm 2014"),
        ("2014-08-05", "05/8/2014", "ngày 05 tháng 8 năm 2014"),
        ("2014-02-05", "05/02/2014", "ngày 05 tháng 02 năm 2014"),
        ("2012-10", "tháng 10/2012", "tháng 10 năm 2012"),
        ("2012-01", "tháng 01/2012", "tháng 01 năm 2012"),
        ("2012-10/2012-12", "quý IV/2012", "quý IV năm 2012"),
        ("2012-01/2012-03", "quý I/2012", "quý I năm 2012"),
        ("2012", "2012", "năm 2012"),
    ];
    for (iso, short, long) in table {
        let date = PartialDate::parse(iso).expect("a valid ISO date");
        assert_eq!([date.iso(), date.to_string(), date.in_words()], [iso, short, long]);
        assert_eq!([short, long].map(PartialDate::parse), [Ok(date), Ok(date)]);
    }
}

#[test]
fn a_partial_date_spans_its_days() {
    let span = |text| {
        let date = PartialDate::parse(text).expect("a valid date");
        (date.year(), date.first_day(), date.last_day(), date.as_day())
    };
    let day: Date = date(2014, 9, 24);
    assert_eq!(span("24/9/2014"), (2014, day, day, Some(day)));
    assert_eq!(span("2/2012"), (2012, date(2012, 2, 1), date(2012, 2, 29), None));
    assert_eq!(span("quý II/2012"), (2012, date(2012, 4, 1), date(2012, 6, 30), None));
    assert_eq!(span("2012"), (2012, date(2012, 1, 1), date(2012, 12, 31), None));
}

#[test]
fn random_texts_never_panic_and_parsed_dates_round_trip() {
    for text in random_texts(5_000) {
        let _ = Moment::parse(&text, zone());
        if let Ok(date) = PartialDate::parse(&text) {
            for formatted in [date.iso(), date.to_string(), date.in_words()] {
                assert_eq!(PartialDate::parse(&formatted), Ok(date), "{text:?}");
            }
        }
    }
}
