//! Tests of invisible characters and of spaces that make the layout.
//!
//! Those that change no search, in emoji and other scripts, are left alone.

use super::{assert_each_found, assert_silent, described, found};

#[test]
fn invisible_characters_are_found_beside_letters() {
    for c in "\u{AD}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}\u{FFFC}".chars() {
        let text = format!("trư{c}ởng ban");
        let expected = [("invisible-character".to_owned(), c.to_string())];
        assert_eq!(described(&text, &found(&text)), expected, "{c:?}");
    }
    assert_silent(&[
        "👨\u{200D}👩\u{200D}👧 gia đình",
        "می\u{200C}خواهم",
        "𝑥\u{2062}𝑦 và a\u{2011}b",
    ]);
}

#[test]
fn spaces_that_make_the_layout_are_found_once() {
    let nbsp = "\u{A0}".repeat(8);
    let pushed = format!("{nbsp}Tin, ảnh: Kim Thạch\n\n{nbsp}Ban Dân vận");
    assert_each_found(
        "layout-spaces",
        &[
            (&*pushed, &*nbsp),
            ("Nơi nhận:\t\t\tTM. BAN THƯỜNG VỤ", "\t\t\t"),
            ("Trái \u{A0} \u{A0} \u{A0} \u{A0}Phải", "\u{A0} \u{A0} \u{A0} \u{A0}"),
        ],
    );
    assert_silent(&[
        "Điều\u{A0}5, khoản\u{A0}2",
        "1.\tThực hiện",
        "\t\t- mục con",
        "| a       | b      |",
        "\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}",
        "5\u{A0}000\u{A0}000\u{A0}đồng",
    ]);
}
