//! Tests of HTML that is shown as text, and of what Word and templates leave.
//!
//! In a body an entity is a character; in metadata it is text.

use super::{assert_each_found, assert_silent, described, found_in_value};

#[test]
fn html_shown_as_text_is_found() {
    assert_each_found(
        "escaped-html",
        &[
            ("Ngày&amp;nbsp;24", "&amp;nbsp;"),
            ("&amp;amp; con", "&amp;amp;"),
            ("&amp;#160;", "&amp;#160;"),
            ("&lt;p&gt;Thông báo", "&lt;p&gt;"),
            ("xuống dòng&lt;br /&gt;", "&lt;br /&gt;"),
            ("&lt;/strong&gt;", "&lt;/strong&gt;"),
            ("hai&nbsp cách", "&nbsp"),
        ],
    );
    assert_silent(&[
        "hai&nbsp;cách, A &amp; B, 5 &lt; 6 và 7 &gt; 6",
        "gõ `&amp;nbsp;` để cách",
        "Trách nhiệm & quyền hạn; R&D",
        "https://example.vn/?a=1&amp;b=2",
    ]);
}

#[test]
fn every_entity_in_metadata_is_text() {
    for (value, extent) in
        [("A &amp; B", "&amp;"), ("&quot;Sống tốt&quot;", "&quot;"), ("&#39;", "&#39;")]
    {
        let found = described(value, &found_in_value(value));
        assert_eq!(found[0], ("escaped-html".to_owned(), extent.to_owned()), "{value}");
    }
    assert_eq!(found_in_value("A & B; R&D; &c"), []);
}

#[test]
fn residue_of_word_and_converters_is_found() {
    assert_each_found(
        "converter-residue",
        &[
            ("theo Error! Reference source not found.", "Error! Reference source not found"),
            ("Lỗi! Không tìm thấy nguồn tham chiếu.", "Lỗi! Không tìm thấy nguồn tham chiếu"),
            ("<!--[if gte mso 9]>", "<!--[if"),
            ("<p style=\"mso-line-height-rule:exactly\">", "mso-"),
            ("mso-style-parent:\"\";", "mso-"),
            ("Evaluation Only. Created with Aspose.Words.", "Evaluation Only. Created with"),
            ("Normal 0 false false false EN-US X-NONE X-NONE", "NONE X-NONE"),
            ("chữ<o:p></o:p>", "<o:p>"),
            ("Bảng 1 \\* MERGEFORMAT", "MERGEFORMAT"),
            ("| Tổng | #REF! |", "#REF!"),
        ],
    );
}

#[test]
fn sample_text_is_found() {
    assert_each_found(
        "placeholder-text",
        &[
            ("[Type text]", "[Type text]"),
            ("[Nhập nội dung]", "[Nhập nội dung]"),
            ("Lorem ipsum dolor sit amet", "Lorem ipsum"),
            ("Click here to enter text.", "Click here to enter text"),
        ],
    );
    assert_silent(&["[Nội dung](noi-dung.md)", "[Nội dung]: a.md", "[1] Luật số 104/2016/QH13"]);
}
