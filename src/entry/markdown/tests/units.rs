//! Units of official texts that are pasted without empty lines and without indentation.
//!
//! What a reader sees of each rule is in `tests/spec/markdown.md`; these are the cases beside it.

use super::{RemarkKind, assert_html, outline, remarks, rendered};

/// Asserts that each line of a body is a block of its own.
fn assert_blocks(bodies: &[&str]) {
    for body in bodies {
        let html = rendered(body).html;
        let blocks = html.matches("<p").count() + html.matches("<li").count();
        assert_eq!(blocks, body.lines().count(), "{body:?} is {html}");
    }
}

#[test]
fn a_line_with_a_mark_begins_a_block() {
    assert_blocks(&[
        "Quy chế này quy định:\nĐiều 1. Phạm vi\n**Điều 2. Đối tượng**",
        "Điều 1. Phạm vi\n1. Khoản một.\n2. Khoản hai:\na) Điểm a;\nb) Điểm b;\nđ1) Điểm thêm.",
        "Kết quả:\n– Phòng thứ nhất;\n— Phòng thứ hai;\n• Phòng thứ ba.",
        "Ghi chú.\n(1) Tên cơ quan.\n(2) Số văn bản.",
        "Gồm:\ni) Một;\nii) Hai;\niv) Bốn.",
        "Hết phần này.\nChương II\nMục 1. Việc chung\nPhần thứ ba",
        "I. ĐẶC ĐIỂM\nII. KẾT QUẢ",
        "Căn cứ Luật A;\nCăn cứ Nghị định B;\nTheo đề nghị của Trưởng phòng.",
        "Hết.\nNơi nhận:\n- Như trên;\nTM. BAN THƯỜNG VỤ\nKT. CHỦ TỊCH",
        "*- Văn phòng;*\n*- Lưu: VT.*",
    ]);
}

#[test]
fn a_marked_line_may_be_the_rest_of_the_line_before() {
    assert_html(&[
        (
            "của các cơ quan, tổ chức chính trị\n- xã hội ở trung ương;",
            "<p>của các cơ quan, tổ chức chính trị\n- xã hội ở trung ương;</p>",
        ),
        (
            "theo quy định tại\nĐiều 5. Ngoài ra còn có việc khác.",
            "<p>theo quy định tại\nĐiều 5. Ngoài ra còn có việc khác.</p>",
        ),
        (
            "Hồ sơ nộp trước ngày\n30. Sau đó không nhận nữa.",
            "<p>Hồ sơ nộp trước ngày\n30. Sau đó không nhận nữa.</p>",
        ),
        (
            "quy định tại khoản\n2. Điều này không áp dụng",
            "<p>quy định tại khoản\n2. Điều này không áp dụng</p>",
        ),
    ]);
}

#[test]
fn a_line_in_doubt_has_a_remark() {
    let body = "Việc này được giao cho phòng\n7. Thời hạn là ba ngày.";
    assert_eq!(
        remarks(body),
        [(RemarkKind::DoubtfulLine { begins: false }, "7. Thời hạn là ba ngày.")]
    );
    assert_eq!(outline("Việc này được giao cho phòng.\n7. Thời hạn là ba ngày.").remarks, []);
}

#[test]
fn an_article_ends_the_lists_above_it() {
    assert_html(&[(
        "**Điều 1. Phạm vi**\n1. Một:\na) A;\nb) B.\n**Điều 2. Đối tượng**\n1. Một.",
        "<p id=\"dieu-1\"><strong>Điều 1. Phạm vi</strong></p>\n<ol>\n<li id=\"dieu-1-khoan-1\">Một:\n\
         <ul class=\"diem\">\n<li id=\"dieu-1-khoan-1-diem-a\">a) A;</li>\n\
         <li id=\"dieu-1-khoan-1-diem-b\">b) B.</li>\n</ul>\n</li>\n</ol>\n\
         <p id=\"dieu-2\"><strong>Điều 2. Đối tượng</strong></p>\n\
         <ol>\n<li id=\"dieu-2-khoan-1\">Một.</li>\n</ol>",
    )]);
}

#[test]
fn the_kinds_of_marks_make_a_hierarchy_without_indentation() {
    assert_html(&[
        (
            "- Xã:\n+ Lập;\n+ Gửi.\n- Tỉnh.",
            "<ul>\n<li>Xã:\n<ul class=\"diem\">\n<li>+ Lập;</li>\n<li>+ Gửi.</li>\n</ul>\n</li>\n\
             <li>Tỉnh.</li>\n</ul>",
        ),
        (
            "1. Một:\na) A:\n- Gạch.\nb) B.\n2. Hai.",
            "<ol>\n<li>Một:\n<ul class=\"diem\">\n<li>a) A:\n<ul class=\"diem\">\n<li>- Gạch.</li>\n</ul>\n\
             </li>\n<li>b) B.</li>\n</ul>\n</li>\n<li>Hai.</li>\n</ol>",
        ),
        (
            "1. Kết quả\n1.1. Kinh tế\n1.2. Xã hội\n2. Hạn chế",
            "<ol>\n<li>Kết quả\n<p>1.1. Kinh tế</p>\n<p>1.2. Xã hội</p>\n</li>\n<li>Hạn chế</li>\n</ol>",
        ),
        (
            "a) Một;\nb) Hai;\nđ) Năm.",
            "<ul class=\"diem\">\n<li>a) Một;</li>\n<li>b) Hai;</li>\n<li>đ) Năm.</li>\n</ul>",
        ),
        ("- a\n-\n- b", "<ul>\n<li>a</li>\n<li></li>\n<li>b</li>\n</ul>"),
    ]);
}

#[test]
fn long_lines_are_paragraphs() {
    let long = "Ủy ban nhân dân phường ".repeat(6);
    let (long, short) = (long.trim_end(), "Ban Chỉ huy");
    assert_html(&[
        (&format!("{long}\n{short}"), &format!("<p>{long}</p>\n<p>{short}</p>")),
        (&format!("{short}\n{long}"), &format!("<p>{short}\n{long}</p>")),
    ]);
}

#[test]
fn rows_of_cells_parted_by_tabs_are_a_table() {
    assert_html(&[
        (
            "STT\tTên\n1\t**An**",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">\n<table>\n<tbody>\n\
             <tr><td>STT</td><td>Tên</td></tr>\n<tr><td>1</td><td><strong>An</strong></td></tr>\n\
             </tbody>\n</table>\n</div>",
        ),
        ("Một dòng\tcó tab", "<p>Một dòng\tcó tab</p>"),
    ]);
}

#[test]
fn signs_within_words_are_text() {
    assert_html(&[
        ("2*3 m và 4*5 m", "<p>2*3 m và 4*5 m</p>"),
        (
            "A*2 + B*3, snake_case, 10_000, 5~7 và 8~9",
            "<p>A*2 + B*3, snake_case, 10_000, 5~7 và 8~9</p>",
        ),
        ("*nghiêng 3*4 tiếp*", "<p><em>nghiêng 3*4 tiếp</em></p>"),
        (
            "**1.1.** **450.000.000** đồng",
            "<p><strong>1.1.</strong> <strong>450.000.000</strong> đồng</p>",
        ),
        ("`2*3` [a*b](c*d) 2*3", "<p><code>2*3</code> <a href=\"c*d\">a*b</a> 2*3</p>"),
    ]);
}

#[test]
fn the_wording_of_another_document_has_no_ids() {
    let anchors = outline(
        "Điều 1. Sửa đổi\n1. Sửa Điều 5 như sau:\n“Điều 5. Tên\n1. Khoản của luật khác.\nĐiều 6. Tên”.\n\
         2. Bãi bỏ Điều 7.\nĐiều 2. Hiệu lực",
    )
    .anchors;
    assert_eq!(anchors, ["dieu-1", "dieu-1-khoan-1", "dieu-1-khoan-2", "dieu-2"]);
}

#[test]
fn no_text_is_lost_around_a_mark() {
    assert_html(&[
        ("\u{a0}\u{a0}1. x", "<p>\u{a0}\u{a0}1. x</p>"),
        ("- Một\n\u{a0}-Hai", "<ul>\n<li>Một</li>\n<li>\u{a0}-Hai</li>\n</ul>"),
        (
            "<p>Thu & chi\ncủa đơn vị; &amp; &*a*;</p>",
            "<p>Thu &amp; chi\ncủa đơn vị; &amp; &amp;*a*;</p>",
        ),
        ("Ông {họ tên}\n---", "<p>Ông {họ tên}</p>\n<hr>"),
        (
            "**STT\tTên**\n1\tAn",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">\n<table>\n<tbody>\n\
             <tr><td><strong>STT</strong></td><td><strong>Tên</strong></td></tr>\n\
             <tr><td>1</td><td>An</td></tr>\n</tbody>\n</table>\n</div>",
        ),
        ("https://a.vn/x~y*z", "<p><a href=\"https://a.vn/x~y*z\">https://a.vn/x~y*z</a></p>"),
    ]);
    rendered("x\n1[^a]. ABề\n\n[^a]: b");
}

#[test]
fn a_quotation_in_an_item_stays_in_it() {
    assert_html(&[(
        "1. Một\n\n   > “Điều 5. A\n   > Khoản”\n\n2. Hai",
        "<ol>\n<li>\n<p>Một</p>\n<blockquote>\n<p>“Điều 5. A\nKhoản”</p>\n</blockquote>\n</li>\n\
         <li>\n<p>Hai</p>\n</li>\n</ol>",
    )]);
}
