//! Tests of the letterhead in a body.
//!
//! A citation at the start of a body must not be taken for one.

use super::super::letterhead;

/// The number and the date of the letterhead of a text.
fn parts(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let found = letterhead(text)?;
    Some((found.number.map(|range| &text[range]), found.date.map(|range| &text[range])))
}

#[test]
fn number_and_date_are_found_on_one_line_or_two_or_in_a_table() {
    let expected = Some((Some("85/BC-LĐLĐ"), Some("ngày 24 tháng 9 năm 2014")));
    for text in [
        "Số: 85/BC-LĐLĐ\n\nLa Gi, ngày 24 tháng 9 năm 2014\n\nBÁO CÁO",
        "Số: 85/BC-LĐLĐ             LaGi, ngày 24 tháng 9 năm 2014",
        "LIÊN ĐOÀN LAO ĐỘNG\n\n**Số: 85/BC-LĐLĐ**\n\n*La Gi, ngày 24 tháng 9 năm 2014*",
        "| Số: 85/BC-LĐLĐ | La Gi, ngày 24 tháng 9 năm 2014 |",
        "Số 85/BC-LĐLĐ\tLa Gi, ngày 24 tháng 9 năm 2014",
    ] {
        assert_eq!(parts(text), expected, "{text}");
    }
}

#[test]
fn a_form_without_a_number_or_a_date_has_the_other() {
    let blank = "Số:     /BC-ĐU\n\nThạch Điền, ngày 04 tháng 5 năm 2018";
    assert_eq!(parts(blank), Some((None, Some("ngày 04 tháng 5 năm 2018"))));
    assert_eq!(parts("Số: 46-KH/TU\n\nngày … tháng … năm 2018"), Some((Some("46-KH/TU"), None)));
}

#[test]
fn citations_are_no_letterhead() {
    for text in [
        "Căn cứ Quyết định số 12/QĐ-UBND, ngày 24 tháng 9 năm 2014 của Ủy ban",
        "Số 85/BC-LĐLĐ của Liên đoàn Lao động nêu rõ",
        "Hôm nay, ngày 24 tháng 9 năm 2014, tại hội trường",
        "Số lượng: 85/100 đại biểu",
        "Số: 85",
        "",
    ] {
        assert_eq!(parts(text), None, "{text}");
    }
    let late = format!("{}Số: 85/BC-LĐLĐ\n", "Đoạn văn.\n\n".repeat(40));
    assert_eq!(parts(&late), None);
}
