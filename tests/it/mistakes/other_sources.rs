//! Mistakes in news, in plain pages, in entries with a folder, in the settings and in the theme.
//!
//! Each row for an entry goes into its own copy; all rows for the settings or for a theme file go into that one file.

use super::{Mistake, MistakePortal};

const NEWS: &str = "content/tin-tuc/2014/so-ket-khoi-dan-van/index.md";
const PAGE: &str = "content/gioi-thieu.md";
const LETTER: &str = "content/van-ban/2023/64-ldld-tc.md";
const PLAN: &str = "content/van-ban/2020/09-kh-ldld/index.md";

pub(super) fn add_mistakes(portal: &mut MistakePortal) {
    portal.mistakes_in_copies(NEWS, IN_NEWS);
    portal.mistakes_in_copies(PAGE, IN_PAGES);
    portal.mistakes_in_copies(PLAN, IN_FOLDERS);
    portal.mistakes_in_copies(LETTER, IN_A_LETTER);
    portal.mistakes_in_place("portal.yaml", IN_SETTINGS);
    portal.mistakes_in_place("themes/cong-thong-tin/templates/news.html", IN_A_TEMPLATE);
    portal.mistakes_in_place("themes/cong-thong-tin/i18n/en.yaml", IN_LABELS);
}

const IN_NEWS: &[Mistake] = &[
    (
        "tiêu đề: \"Sơ kết bốn năm Đề án Khối Dân vận cơ sở: nói việc thật, nêu địa chỉ cụ thể\"",
        "tiêu đề: ⟦Sơ kết bốn năm Đề án Khối Dân vận cơ sở: nói việc thật, nêu địa chỉ cụ thể",
        "error yaml-syntax",
    ),
    (
        "tiêu đề: \"Sơ kết bốn năm Đề án Khối Dân vận cơ sở: nói việc thật, nêu địa chỉ cụ thể\"\n",
        "",
        "1:1 error missing-title",
    ),
    (
        "tiêu đề: \"Sơ kết bốn năm Đề án Khối Dân vận cơ sở: nói việc thật, nêu địa chỉ cụ thể\"",
        "tiêu đề: \"\"",
        "1:1 error missing-title",
    ),
    ("ảnh: hoi-truong.jpg", "ảnh: ⟦hoi-truong.jpeg", "error file-missing"),
    (
        "ảnh: hoi-truong.jpg",
        "ảnh: ⟦../../2013/nghiep-doan-nghe-ca/cang-ca.jpg",
        "error file-outside",
    ),
    ("ảnh: hoi-truong.jpg", "ảnh: ⟦/anh/hoi-truong.jpg", "error file-missing"),
    (
        "ngày đăng: 06/10/2014",
        "ngày đăng: 06/10/2014\n⟦ngày dăngg: 06/10/2014",
        "warning unknown-key",
    ),
    ("ngày đăng: 06/10/2014", "ngày đăng: ⟦Thứ hai, 6 October 2014", "error bad-date"),
    (
        "ngày đăng: 06/10/2014",
        "ngày đăng: 06/10/2014\n⟦số hiệu: 85/BC-LĐLĐ",
        "warning key-of-other-kind",
    ),
    (
        "ngày đăng: 06/10/2014",
        "ngày đăng: 06/10/2014\nnguồn: {name: Báo, url: ⟦bao.example.vn}",
        "error bad-link",
    ),
    (
        "ngày đăng: 06/10/2014",
        "ngày đăng: 06/10/2014\nnguồn: {name: Báo, ⟦link: x}",
        "warning unknown-key",
    ),
    ("từ khóa: [dân vận, sơ kết]", "từ khóa: [dân vận, \"⟦???\"]", "error nameless-term"),
    ("(/van-ban/2014/106-kh-tu/)", "(⟦/van-ban/2014/106-kh-t/)", "error broken-link"),
    ("(/van-ban/2014/106-kh-tu/)", "(⟦hoi-nghi.jpg)", "error broken-link"),
];

const IN_PAGES: &[Mistake] = &[
    ("tiêu đề: Giới thiệu\n", "", "1:1 error missing-title"),
    (
        "tiêu đề: Giới thiệu",
        "tiêu đề: Giới thiệu\n⟦người ký: Trần Anh",
        "warning key-of-other-kind",
    ),
    (
        "tiêu đề: Giới thiệu",
        "tiêu đề: Giới thiệu\n⟦tiêu đề trang: Giới thiệu",
        "warning unknown-key",
    ),
    ("(van-ban/2014/85-bc-ldld/index.md)", "(⟦van-ban/85-bc-ldld/index.md)", "error broken-link"),
    ("(/lien-he/)", "(⟦/lien-he.html)", "error broken-link"),
    ("(/lien-he/)", "(⟦lienhe.md#noi-tiep)", "error broken-link"),
    ("(/lien-he/)", "(⟦/Liên-hệ/)", "error broken-link"),
    ("cập nhật: 01/7/2025", "cập nhật: ⟦01/7/25", "error bad-date"),
    ("cập nhật: 01/7/2025", "độ mật: ⟦lưu hành nội bộ", "error secret"),
];

const IN_FOLDERS: &[Mistake] = &[
    (
        "\"Kế hoạch 09 phòng chống dịch.pdf\"",
        "⟦\"Kế hoạch 9 phòng chống dịch.pdf\"",
        "error file-missing",
    ),
    (
        "{file: \"Phụ lục III - Tờ rơi.pdf\", title: \"Phụ lục III: Tờ rơi năm việc cần nhớ\", kind: phụ lục}",
        "⟦{title: Tờ rơi, kind: phụ lục}",
        "error missing-setting",
    ),
    (
        "{file: \"Phụ lục III - Tờ rơi.pdf\", title: \"Phụ lục III: Tờ rơi năm việc cần nhớ\", kind: phụ lục}",
        "⟦[Phụ lục III - Tờ rơi.pdf]",
        "error wanted-text",
    ),
    (
        "title: \"Phụ lục III: Tờ rơi năm việc cần nhớ\"",
        "⟦tittle: \"Phụ lục III: Tờ rơi năm việc cần nhớ\"",
        "warning unknown-key",
    ),
    ("Đỗ Minh Quân", "⟦{tên: Đỗ Minh Quân}", "error wanted-text"),
    (
        "niêm yết tại nơi làm việc",
        "[niêm yết](<⟦Phụ lục IV.docx>) tại nơi làm việc",
        "error broken-link",
    ),
];

const IN_A_LETTER: &[Mistake] = &[
    ("số hiệu: 64/LĐLĐ-TC", "số hiệu: ⟦64/LĐLĐ-TC", "error same-identity"),
    ("số hiệu: 64/LĐLĐ-TC", "số hiệu: ⟦Số 064/lđlđ – tc", "error same-identity"),
];

const IN_SETTINGS: &[Mistake] = &[
    ("time_zone: \"+07:00\"", "time_zone: ⟦Hà Nội", "error bad-setting"),
    ("  phone: (0252)", "  ⟦phonne: (0252)", "error unknown-setting"),
    ("issued_on: 11/10/2016", "issued_on: ⟦11/13/2016", "error bad-date"),
    ("title: Tin tức – Sự kiện}", "⟦titel: Tin tức – Sự kiện}", "error unknown-setting"),
    ("  TLĐ:\n    name: Tổng", "  ⟦TLĐ:\n    successor: Tổng", "error missing-setting"),
    ("url: /lien-he/}", "url: ⟦/lienhe/}", "error broken-link"),
    ("url: /en/about/}", "url: ⟦en/about/}", "error bad-link"),
    (
        "url: \"https://congdoan.vn/\"}",
        "⟦link: \"https://congdoan.vn/\", url: \"https://congdoan.vn/\"}",
        "error unknown-setting",
    ),
    ("until: 15/11/2026", "until: ⟦31/11/2026", "error bad-date"),
    ("from: 16/3/2026", "from: ⟦tháng 3/2026", "error bad-setting"),
    ("home: /en/", "home: ⟦https://ldld.example.vn/", "error bad-link"),
    ("sections: {van-ban: Documents", "sections: {⟦vanban: Documents", "error unknown-section"),
    ("url: \"/en/about/\"}", "url: ⟦\"/en/abuot/\"}", "error broken-link"),
    ("    owner:\n      name: La Gi", "    ⟦onwer:\n      name: La Gi", "error unknown-setting"),
    ("page_size: 20", "page_size: ⟦hai mươi", "error bad-setting"),
    ("language: vi", "⟦langauge: vi", "error unknown-setting"),
];

const IN_A_TEMPLATE: &[Mistake] =
    &[("<h1>{{ entry.title }}</h1>", "<h1>{{ ⟦enty.title }}</h1>", "error template")];

const IN_LABELS: &[Mistake] = &[("home: Home", "⟦home:Home", "error yaml-syntax")];
