//! Tests of stamps and of what web pages print around a text.
//!
//! The same words in a sentence, a heading or a column are text.

use super::{assert_each_found, assert_silent, described, found};

#[test]
fn secrecy_stamps_are_found() {
    assert_each_found(
        "secrecy-stamp",
        &[
            ("MẬT", "MẬT"),
            ("**TỐI MẬT**", "TỐI MẬT"),
            ("[TUYỆT MẬT]", "TUYỆT MẬT"),
            ("(Mật)", "Mật"),
            ("Tuyệt mật", "Tuyệt mật"),
            ("Độ mật: Tối mật", "Độ mật: Tối mật"),
            ("- Mức độ mật: **Mật**", "Mức độ mật: **Mật"),
            ("Dấu chỉ độ mật: Mật", "Dấu chỉ độ mật: Mật"),
            ("Dấu chỉ độ mật", "Dấu chỉ độ mật"),
            ("TÀI LIỆU MẬT", "TÀI LIỆU MẬT"),
            ("MẬT - KHẨN", "MẬT - KHẨN"),
            ("HỎA TỐC - TỐI MẬT", "HỎA TỐC - TỐI MẬT"),
            ("<p align=\"center\"><b>MẬT</b></p>", "MẬT"),
            ("| ỦY BAN NHÂN DÂN | **MẬT** |", "MẬT"),
            ("Số: 12/BC-CAX            MẬT", "MẬT"),
            ("> MẬT", "MẬT"),
            ("Đoạn đầu.\n\nTỐI MẬT\n\nĐoạn sau.", "TỐI MẬT"),
        ],
    );
}

#[test]
fn circulation_stamps_are_found() {
    assert_each_found(
        "circulation-stamp",
        &[
            ("XEM XONG TRẢ LẠI", "XEM XONG TRẢ LẠI"),
            ("**LƯU HÀNH NỘI BỘ**", "LƯU HÀNH NỘI BỘ"),
            ("(Lưu hành nội bộ)", "Lưu hành nội bộ"),
            ("*Tài liệu lưu hành nội bộ*", "Tài liệu lưu hành nội bộ"),
        ],
    );
}

#[test]
fn sentences_and_lists_about_secrecy_are_no_stamps() {
    assert_silent(&[
        "Công tác bảo vệ bí mật nhà nước",
        "MẬT ONG RỪNG",
        "mật độ dân số",
        "Mật khẩu",
        "Mật",
        "# Mật ong",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Văn bản có độ mật thì không đăng.",
        "a) Tuyệt mật;\nb) Tối mật;\nc) Mật.",
        "- TUYỆT MẬT\n- TỐI MẬT\n- MẬT",
        "| Độ | Số lượng |\n|---|---|\n| Tối mật | 0 |",
        "| 10a | Dấu chỉ độ mật |",
        "Độ mật: Không",
        "HỎA TỐC",
        "Tài liệu này không lưu hành nội bộ mà đăng công khai.",
    ]);
}

#[test]
fn residue_of_pages_is_found() {
    let lines = [
        "loading...",
        "Đang tải...",
        "Lượt xem: 123",
        "1.234 lượt xem",
        "In bài viết",
        "Gửi email",
        "Chia sẻ Facebook",
        "[Chia sẻ Facebook](https://facebook.com/sharer)",
        "Tweet",
        "Đọc tiếp",
        "Sao chép liên kết",
        "Tin liên quan:",
        "(Theo thuvienphapluat.vn)",
        "Bạn Chưa Đăng Nhập Thành Viên!",
        "Đang online: 53",
        "Hôm nay: 3,440",
        "• Tất cả: 3,739,276",
        "Ý kiến bạn đọc",
        "Bình luận (0)",
        "A- A A+",
        "Về đầu trang",
        "**Xem thêm**",
        "Những tin cũ hơn",
        "Tổng số điểm của bài viết là: 0 trong 0 đánh giá",
        "Trang chủ » Tin tức",
        "- Quay lại",
    ];
    for line in lines {
        let text = format!("Hội nghị kết thúc.\n\n{line}\n");
        let found = described(&text, &found(&text));
        assert!(matches!(&found[..], [(code, _)] if code == "page-residue"), "{line}: {found:?}");
    }
}

#[test]
fn text_about_pages_is_no_residue() {
    let links = "- [Một bài](a.md)\n".repeat(20);
    assert_silent(&[
        "Trang đạt 1.234 lượt xem trong tuần.",
        "Đề nghị các đơn vị gửi email về Văn phòng.",
        "## Tin liên quan",
        &format!("Tin liên quan\n\n{links}"),
        "Đăng tải",
        "| Hôm nay: 3 | Chia sẻ |",
        "(Theo Báo Chính phủ)",
        "```\nLượt xem: 12\n```",
        "Chi tiết",
    ]);
}
