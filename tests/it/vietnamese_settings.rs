//! A portal whose settings are written with Vietnamese keys equals the same portal with English ones.
//!
//! Every key of portal.yaml is in both texts: the reference, which a unit test requires to have every key, lists them.

use crate::test_portal::{TestPortal, assert_same_files};

const ENGLISH: &str = "\
title: Cổng xã Đảo Xa
base_url: https://dao.example.vn/
language: vi
time_zone: \"+07:00\"
theme: cong-thong-tin
owner:
  name: Ủy ban nhân dân xã Đảo Xa
  parent: Ủy ban nhân dân tỉnh
  responsible: Bà Võ Thị Sóng
  address: Số 1 đường Bờ Kè
  phone: (0252) 3 000 000
  email: vanthu@dao.example.vn
  licence: {number: 03/GP-TTĐT, issued_by: Sở Thông tin, issued_on: 11/10/2016}
sections:
  van-ban: {kind: document, title: Văn bản}
  tin-tuc: {kind: news, title: Tin tức}
taxonomies: [the-loai, tu-khoa]
issuers:
  UBND: {name: Ủy ban nhân dân xã Cũ, until: 30/6/2025, successor: Ủy ban nhân dân xã Đảo Xa}
menu:
  - {title: Văn bản, url: /van-ban/}
links:
  - {title: Cổng tỉnh, url: \"https://tinh.example.vn/\"}
notices:
  - {text: Tạm ngừng, from: 01/11/2026, until: 30/11/2026}
page_size: 5
languages:
  en:
    title: Far Island
    home: /en/
    owner: {name: Far Island Committee}
    sections: {van-ban: Documents}
    menu: [{title: Documents, url: /van-ban/}]
";

const VIETNAMESE: &str = "\
tên cổng: Cổng xã Đảo Xa
địa chỉ web: https://dao.example.vn/
ngôn ngữ: vi
múi giờ: \"+07:00\"
giao diện: cong-thong-tin
đơn vị:
  tên: Ủy ban nhân dân xã Đảo Xa
  cơ quan chủ quản: Ủy ban nhân dân tỉnh
  người chịu trách nhiệm: Bà Võ Thị Sóng
  địa chỉ: Số 1 đường Bờ Kè
  điện thoại: (0252) 3 000 000
  thư điện tử: vanthu@dao.example.vn
  giấy phép: {số: 03/GP-TTĐT, cơ quan cấp: Sở Thông tin, ngày cấp: 11/10/2016}
chuyên mục:
  van-ban: {loại: document, tên: Văn bản}
  tin-tuc: {loại: news, tên: Tin tức}
phân loại: [the-loai, tu-khoa]
cơ quan ban hành:
  UBND: {tên: Ủy ban nhân dân xã Cũ, đến ngày: 30/6/2025, cơ quan thay: Ủy ban nhân dân xã Đảo Xa}
trình đơn:
  - {tên: Văn bản, địa chỉ: /van-ban/}
liên kết:
  - {tên: Cổng tỉnh, địa chỉ: \"https://tinh.example.vn/\"}
thông báo:
  - {nội dung: Tạm ngừng, từ ngày: 01/11/2026, đến ngày: 30/11/2026}
số bài mỗi trang: 5
ngôn ngữ khác:
  en:
    tên cổng: Far Island
    trang chủ: /en/
    đơn vị: {tên: Far Island Committee}
    chuyên mục: {van-ban: Documents}
    trình đơn: [{tên: Documents, địa chỉ: /van-ban/}]
";

#[test]
fn vietnamese_and_english_keys_make_the_same_site() {
    let [english, vietnamese] = [ENGLISH, VIETNAMESE].map(|settings| {
        let portal = TestPortal::new()
            .file("portal.yaml", settings)
            .file("content/en/_index.md", "---\ntitle: English\nlanguage: en\n---\n")
            .file(
                "content/van-ban/a.md",
                "---\ntiêu đề: A\nsố hiệu: 1/KH-UBND\nngày ban hành: 1/9/2025\n---\n",
            )
            .file("content/tin-tuc/b.md", "---\ntiêu đề: B\nngày đăng: 2/9/2025\n---\n")
            .build()
            .assert_clean();
        portal.site_files()
    });
    assert_same_files(&english, &vietnamese, "English and Vietnamese keys");
}

#[test]
fn the_vietnamese_settings_have_no_english_key() {
    for line in ENGLISH.lines().filter(|line| VIETNAMESE.contains(*line)) {
        let key = line.trim().split([':', '{']).next().unwrap_or_default();
        assert!(["en"].contains(&key), "{line}");
    }
}
