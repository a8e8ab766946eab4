//! Tests of personal data.
//!
//! Numbers of offices, documents and amounts must be left alone.

use super::{assert_each_found, assert_silent, described, found};
use crate::lint::text::TextFindingKind;

#[test]
fn numbers_of_identity_papers_are_found() {
    assert_each_found(
        "identity-number",
        &[
            ("Ông Nguyễn Văn A, CCCD số 001090012345, nghề nông", "001090012345"),
            ("CMND: 260123456 cấp ngày 01/01/2010", "260123456"),
            ("Số căn cước công dân: 060 190 012 345.", "060 190 012 345"),
            ("số định danh cá nhân 060190012345", "060190012345"),
            ("Giấy chứng minh nhân dân số 260 123 456", "260 123 456"),
            ("bà Trần Thị B, sinh năm 1990, 060190012345", "060190012345"),
            ("Hộ chiếu số B1234567", "B1234567"),
            (
                "| STT | Họ tên | Số CCCD |\n|---|---|---|\n| 1 | Lê Văn C | 060090012345 |",
                "060090012345",
            ),
        ],
    );
}

#[test]
fn private_telephones_are_found() {
    assert_each_found(
        "private-phone",
        &[
            ("Điện thoại: 0912345678", "0912345678"),
            ("ĐT: 0912.345.678", "0912.345.678"),
            ("SĐT 0987-654-321 (gặp anh Nam)", "0987-654-321"),
            ("di động +84 912 345 678", "84 912 345 678"),
            ("Liên hệ ông Nguyễn Văn A: 0356 123 456", "0356 123 456"),
            ("ông Nguyễn Văn A (0356123456)", "0356123456"),
            ("Zalo: 0356123456", "0356123456"),
            ("| Họ tên | Điện thoại |\n|---|---|\n| Lê Văn C | 0912345678 |", "0912345678"),
        ],
    );
    let text = "điện thoại +84 912 345 678";
    assert_eq!(found(text)[0].kind, TextFindingKind::PrivatePhone("0912345678".to_owned()));
}

#[test]
fn bank_accounts_are_found() {
    assert_each_found(
        "bank-account",
        &[
            ("Số tài khoản: 0101234567890 tại Ngân hàng A", "0101234567890"),
            ("STK 1060 0012 3456 VietinBank", "1060 0012 3456"),
            ("tài khoản số 19012345678901", "19012345678901"),
            ("Chuyển khoản về TK: 6001201001234", "6001201001234"),
        ],
    );
}

#[test]
fn homes_of_named_people_are_found() {
    assert_each_found(
        "home-address",
        &[
            (
                "ông Nguyễn Văn A, sinh năm 1980, thường trú tại số 12 đường B, phường C",
                "số 12 đường B",
            ),
            ("Bà Lê Thị B, nơi ở hiện nay: số nhà 5/7 ngõ 3; nghề may", "số nhà 5/7 ngõ 3"),
        ],
    );
    assert_silent(&[
        "Nơi thường trú: ………………",
        "ông Nguyễn Văn A, thường trú tại phường La Gi",
        "Luật Cư trú số 68/2020/QH14 quy định nơi thường trú",
        "Công dân đăng ký thường trú theo khoản 1 Điều 20 Luật số 68/2020/QH14",
    ]);
}

#[test]
fn numbers_of_offices_and_other_numbers_are_left_alone() {
    assert_silent(&[
        "Điện thoại: (0252) 3 822398; Fax: 0252 3822399",
        "Đường dây nóng: 0912345678 - 0912 345 679",
        "Hotline: 0912345678",
        "Đường dây nóng của Công an xã (điện thoại: 0912345678)",
        "Tổng đài 19001234, 1022",
        "Mã số thuế: 0312345678",
        "Fax: 0912345678",
        "Mã số doanh nghiệp 0312345678",
        "Số tài khoản 3713.0.1061838 tại Kho bạc Nhà nước La Gi",
        "Tài khoản 111, 112 và tài khoản 1121",
        "số tiền 1.234.567.890 đồng",
        "tọa độ X = 1181234.567; Y = 412345.678",
        "Giấy chứng nhận số 0912345678",
        "Mã hồ sơ 000.00.12.H10-260101-0001",
        "https://example.vn/?id=0912345678&so=001090012345",
        "Dân số 100123456789 và 060190012345 đồng",
        "Số 123456789012/GCN",
        "CCCD số 0601900xxxxx",
        "Tổng mức đầu tư 120 000 000 000 đồng; ông Nguyễn Văn A chủ trì",
        "ngày 24 9 2014, 06 10 2015",
        "ISBN 978-604-1-23456-7",
    ]);
}

#[test]
fn at_most_five_of_a_kind_are_reported() {
    let rows = "CCCD 060090012345\n".repeat(50);
    assert_eq!(described(&rows, &found(&rows)).len(), 5);
}
