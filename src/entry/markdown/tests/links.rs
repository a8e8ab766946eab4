//! The outline: links with their ranges, and the first paragraph.
//!
//! A range is right if the source text in it is the destination, so the cases need no numbers.

use super::{outline, rendered};
use crate::entry::markdown::LinkKind;

#[test]
fn the_range_of_a_link_covers_its_destination() {
    let bodies = [
        "[a](b.pdf)",
        "[ a **b** `]( x` ](  <b c.pdf>  \"t](u)\" )",
        "![a *b*](c.jpg \"d\")",
        "[![a](b.jpg)](c.pdf)",
        "![a [b](c) d](e.jpg)",
        "![[b](c)](e.jpg)",
        "[](a)",
        "[a][b](c)",
        "> [a](b)\n> - ![c](d)",
        "<https://a.vn/> <mailto:a@b>",
        "| [a](b) |\n|---|\n| [c](d) |",
        "[a]( \n b.pdf)",
        "    [a](b)\n\n\t![c](d)\n\nx\n---\n[e](f)",
        "x[^1]\n\n[^1]: [a](b)",
        "[a](b_(c).pdf)",
    ];
    for body in bodies {
        let links = outline(body).links;
        assert!(!links.is_empty(), "{body:?}");
        for link in links {
            assert_eq!(&body[link.range], link.destination, "in {body:?}");
        }
    }
}

#[test]
fn a_destination_that_is_elsewhere_has_the_range_of_its_construct() {
    let cases = [
        ("x [a][b] y\n\n[b]: c", "c", "[a][b]"),
        ("x [a] y\n\n[a]: c", "c", "[a]"),
        ("[a](b&amp;c)", "b&c", "[a](b&amp;c)"),
        ("[a](b\\_c)", "b_c", "[a](b\\_c)"),
        ("<a@b.vn>", "mailto:a@b.vn", "a@b.vn"),
    ];
    for (body, destination, source) in cases {
        let links = outline(body).links;
        let actual: Vec<_> =
            links.iter().map(|l| (l.destination.as_str(), &body[l.range.clone()])).collect();
        assert_eq!(actual, [(destination, source)]);
    }
}

#[test]
fn links_and_pictures_are_in_document_order() {
    let links = outline("![a](b) [![c](d)](e)\n\n[^1]: [f](g)\n\n[h](#i)[^1]").links;
    let actual: Vec<_> = links.iter().map(|l| (l.kind, l.destination.as_str())).collect();
    use LinkKind::{Image, Link};
    assert_eq!(actual, [(Image, "b"), (Link, "e"), (Image, "d"), (Link, "#i"), (Link, "g")]);
}

#[test]
fn links_in_footnotes_are_written_in_the_order_of_their_numbers() {
    let body = "[^b] [^a]\n\n[^a]: [a](a.pdf) ![c](c.jpg)\n[^b]:\n    - [b](b.pdf)\n";
    let html = rendered(body).html;
    let at = |written| html.find(written).expect("a link of the body");
    assert!(
        at("<a href=\"b.pdf\">b</a>") < at("<a href=\"a.pdf\">a</a> <img src=\"c.jpg\""),
        "{html}"
    );
}

#[test]
fn the_first_paragraph_is_prose() {
    let prose = "Thực hiện Kế hoạch số 12 của Ban Thường vụ, cơ quan báo cáo như sau.";
    let cases = [
        format!("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, BÁO CÁO CỦA CƠ QUAN\n\n{prose}"),
        format!("ĐƠN VỊ CẤP TRÊN TRỰC TIẾP CỦA CƠ QUAN Độc lập - Tự do\n-----\n\n{prose}"),
        format!("Thạch Bàn, ngày 4 tháng 5 năm 2018\n\n    {prose}"),
        format!("## Một đề mục dài cũng không phải là đoạn văn đầu tiên\n\n{prose}\n\n{prose}"),
        format!("- Một gạch đầu dòng\n\n  dài hơn bốn mươi ký tự thì cũng vậy thôi.\n\n{prose}"),
        format!("| {prose} |\n|---|\n\n{prose}"),
        format!("![Một bức ảnh](a.jpg)\n\n***\n\n{prose}"),
        format!("[^1]: Chú thích dài hơn bốn mươi ký tự thì cũng vậy thôi.\n\n{prose}"),
        prose.replacen(' ', "  \u{a0}\n", 3),
        prose.replacen("Kế hoạch", "[**Kế** `hoạch`](a)[^1]", 1) + "\n\n[^1]: x",
    ];
    for body in cases {
        assert_eq!(outline(&body).first_paragraph, prose, "of {body:?}");
    }
    assert_eq!(outline("# Bản quét\n\nXem tệp.").first_paragraph, "");
}

#[test]
fn an_empty_body_is_empty() {
    for body in ["", "\n\n", "   \n\t\n"] {
        assert_eq!(rendered(body).html, "");
        assert_eq!(outline(body), Default::default());
    }
}
