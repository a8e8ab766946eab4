//! Mistakes in portal.yaml, with the repair that the message offers.
//!
//! A row is explained in `repairs`.

use super::repairs::Repaired;

const OWNER: &str = "owner: {name: Đơn vị thử}\n";

#[rustfmt::skip]
pub(super) const SETTINGS: &[Repaired] = &[
    (OWNER, "owner:\n⟦\tname: Đơn vị thử\n", "error yaml-syntax", "bắt đầu bằng 2 dấu cách", "owner:\n  name: Đơn vị thử\n"),
    (OWNER, "owner:\n  name: A\n⟦\tphone: 1\n", "error yaml-syntax", "bắt đầu bằng 2 dấu cách", "owner:\n  name: A\n  phone: 1\n"),
    (OWNER, "owner:\n  name:⟦\u{a0}Đơn vị thử\n", "error yaml-syntax", "dấu cách lạ", "owner:\n  name: Đơn vị thử\n"),
    (OWNER, "owner:\n  name⟦：Đơn vị thử\n", "error yaml-syntax", "dấu hai chấm rộng", "owner:\n  name: Đơn vị thử\n"),
    (OWNER, "owner:\n  ⟦name:Đơn vị thử\n", "error yaml-syntax", "«name: Đơn vị thử»", ""),
    (OWNER, "owner: ⟦Đơn vị thử\n", "error wanted-map", "viết «{tên: Đơn vị thử}»", ""),
    (OWNER, "owner:\n  ⟦- name: Đơn vị thử\n", "error wanted-map", "bỏ dấu -", "owner:\n  name: Đơn vị thử\n"),
    (OWNER, "", "error missing-setting", "thêm hai dòng, dòng sau thụt vào: «owner:» và «  name: …»", "owner:\n  name: Đơn vị thử\n"),
    (OWNER, "owner: {phone: 1}\n", "error missing-setting", "thêm «name: …,» ngay sau dấu { của «owner»", "owner: {name: A,phone: 1}\n"),
    (OWNER, "owner:\n    phone: 1\n",
        "error missing-setting", "ngay dưới dòng «owner:» thêm dòng «    name: …»", "owner:\n    name: A\n    phone: 1\n"),
    (OWNER, "Đơn vị:\n  điện thoại: 1\n",
        "error missing-setting", "ngay dưới dòng «Đơn vị:» thêm dòng «  name: …»", "Đơn vị:\n  name: A\n  điện thoại: 1\n"),
    (OWNER, "owner: {name: A, ⟦fax: 1}\n", "error unknown-setting", "ở đây chỉ có: name, parent", "owner: {name: A}\n"),
    (OWNER, "owner: {name: A, ⟦phonne: 1}\n", "error unknown-setting", "«phone»", ""),
    (OWNER, "owner: {tên: A, ⟦điện thoạii: 1}\n", "error unknown-setting", "«điện thoại»", ""),
    (OWNER, "owner: {tên: A, ⟦name: A}\n", "error key-twice", "xoá dòng kia", "owner: {tên: A}\n"),
    (OWNER, "owner: {name: A, licence: {number: 1, issued_on: ⟦11/10/16}}\n",
        "error bad-date", "11/10/2016 / 11/10/1916", "owner: {name: A, licence: {number: 1, issued_on: 11/10/2016}}\n"),
    (OWNER, "owner:\n  name: A\n⟦phone: 1\n", "error unknown-setting", "«  phone: …»", "owner:\n  name: A\n  phone: 1\n"),
    (OWNER, "owner: {name: A}\nissuers:\n⟦UBND: Ủy ban\n",
        "error unknown-setting", "«  UBND: …»", "owner: {name: A}\nissuers:\n  UBND: Ủy ban\n"),
    (OWNER, "owner: {name: A}\n⟦logo: a.png\n", "error unknown-setting", "ở đây chỉ có: title, base_url", "owner: {name: A}\n"),
    (OWNER, "owner: {name: A}\ntaxonomies: [⟦chu-de]\n",
        "error unknown-setting", "chỉ có: the-loai", "owner: {name: A}\ntaxonomies: [linh-vuc]\n"),
    (OWNER, "owner: {name: A}\ntaxonomies: [⟦the-loai-vb]\n", "error unknown-setting", "«the-loai»", ""),
    (OWNER, "owner: {name: A}\nissuers: ⟦{}\n  UBND: Ủy ban\n",
        "error yaml-syntax", "xoá dấu ngoặc rỗng", "owner: {name: A}\nissuers:\n  UBND: Ủy ban\n"),
    (OWNER, "owner: {name: A}\nissuers:\n  ⟦UBND: {until: 1/7/2025}\n",
        "error missing-setting", "thêm «name: …,» ngay sau dấu {", "owner: {name: A}\nissuers:\n  UBND: {name: B,until: 1/7/2025}\n"),
    (OWNER, "owner: {name: A}\nmenu:\n  - ⟦{title: Trang đầu}\n",
        "error missing-setting", "thêm «url: …,» ngay sau dấu {", "owner: {name: A}\nmenu:\n  - {url: /,title: Trang đầu}\n"),
    (OWNER, "owner: {name: A}\nmenu:\n  - ⟦tên: Trang đầu\n",
        "error missing-setting", "thêm dòng «    url: …»", "owner: {name: A}\nmenu:\n  - tên: Trang đầu\n    url: /\n"),
    (OWNER, "owner: {name: A}\nmenu:\n  - ⟦/\n", "error wanted-map", "viết «{tên: …, địa chỉ: /}»", ""),
    (OWNER, "owner: {name: A}\nlinks: [{title: A, url: ⟦www.a.vn}]\n", "error bad-link", "viết: https://www.a.vn", ""),
    (OWNER, "owner: {name: A}\nnotices: [⟦{từ ngày: 1/1/2026}]\n",
        "error missing-setting", "thêm «text: …,»", "owner: {name: A}\nnotices: [{text: A,từ ngày: 1/1/2026}]\n"),
    (OWNER, "owner: {name: A}\nnotices: [{text: A, until: ⟦1/13/2026}]\n", "error bad-date", "13/1/2026", ""),
    ("base_url: https://thu.example.vn/", "base_url: ⟦thu.example.vn", "error bad-base-url", "viết: https://thu.example.vn", ""),
    ("base_url: https://thu.example.vn/\n", "",
        "error missing-setting", "thêm dòng «base_url: …»", "base_url: https://thu.example.vn/\n"),
    ("title: Cổng thử\n", "", "error missing-setting", "thêm dòng «title: …»", "title: Cổng thử\n"),
    ("van-ban: {kind: document, title: Văn bản}", "van-ban: ⟦document", "error wanted-map",
        "viết «{loại: document, tên: …}»", ""),
    ("van-ban: {kind: document, title: Văn bản}", "van-ban: ⟦Văn bản", "error wanted-map",
        "viết «{loại: …, tên: Văn bản}»", "van-ban: {loại: document, tên: Văn bản}"),
    ("kind: document", "kind: ⟦văn bản", "error bad-setting", "document (văn bản)", "kind: document"),
];
