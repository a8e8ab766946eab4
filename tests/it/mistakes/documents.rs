//! Mistakes in documents: in the metadata and in the body of a report.
//!
//! Each row goes into its own copy, so that one mistake cannot hide another.

use super::{Mistake, MistakePortal};

/// The report whose copies get the mistakes.
const REPORT: &str = "content/van-ban/2015/118-bc-ldld.md";

pub(super) fn add_mistakes(portal: &mut MistakePortal) {
    for table in [DATES, KEYS, YAML, VALUES, ADDRESSES, RELATIONS, BODY] {
        portal.mistakes_in_copies(REPORT, table);
    }
}

const DATES: &[Mistake] = &[
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/2/2015", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦31/11/2015", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦11/30/2015", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/11/15", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/11/20155", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30 tháng mười ba năm 2015", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦đầu tháng 11", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦quý 5/2015", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦2015-11-31", "error bad-date"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦\"\\\"30/11/2015\"", "error bad-date"),
    ("ngày đăng: 04/12/2015", "ngày đăng: ⟦04/12/2015 25:10", "error bad-date"),
    ("ngày đăng: 04/12/2015", "ngày đăng: ⟦tháng 12/2015", "error bad-date"),
    ("ngày đăng: 04/12/2015", "ngày đăng: 04/12/2015\nhẹn đăng: ⟦sang tuần", "error bad-date"),
    ("ngày đăng: 04/12/2015", "ngày đăng: 04/12/2015\ncập nhật: ⟦05-13-2015", "error bad-date"),
    ("chức vụ: Chủ tịch", "ngày hiệu lực: ⟦ngày ký\nchức vụ: Chủ tịch", "error bad-date"),
    ("chức vụ: Chủ tịch", "ngày hết hiệu lực: ⟦32/12/2016\nchức vụ: Chủ tịch", "error bad-date"),
    ("chức vụ: Chủ tịch", "thời hạn công khai: ⟦30/2/2030\nchức vụ: Chủ tịch", "error bad-date"),
    (
        "chức vụ: Chủ tịch",
        "thu hồi: {on: ⟦31/9/2026, reason: sai}\nchức vụ: Chủ tịch",
        "error bad-date",
    ),
];

const KEYS: &[Mistake] = &[
    ("ngày ban hành: 30/11/2015", "⟦ngày ban hàng: 30/11/2015", "warning unknown-key"),
    ("ngày ban hành: 30/11/2015", "⟦ngày ban hanhf: 30/11/2015", "warning unknown-key"),
    ("người ký: Trần Anh", "⟦người ký tên: Trần Anh", "warning unknown-key"),
    ("lĩnh vực: Công tác dân vận", "⟦lĩnhvực: Công tác dân vận", "warning unknown-key"),
    ("lĩnh vực: Công tác dân vận", "⟦lĩnh  vựcc: Công tác dân vận", "warning unknown-key"),
    ("từ khóa: [dân vận, tổng kết]", "⟦tags2: [dân vận, tổng kết]", "warning unknown-key"),
    ("từ khóa: [dân vận, tổng kết]", "⟦thẻ: [dân vận, tổng kết]", "warning unknown-key"),
    ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦chức vụ: Phó Chủ tịch", "error key-twice"),
    ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦signer_title: Phó Chủ tịch", "error key-twice"),
    ("chức vụ: Chủ tịch", "Chức_vụ: Chủ tịch\n⟦CHỨC VỤ: Chủ tịch", "error key-twice"),
    ("từ khóa: [dân vận, tổng kết]", "từ khóa: a\n⟦từ khoá: b", "error key-twice"),
    ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦chuyên mục: Thời sự", "warning key-of-other-kind"),
    ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦ảnh: anh.jpg", "warning key-of-other-kind"),
    ("chức vụ: Chủ tịch", "chức vụ: Chủ tịch\n⟦tác giả: Trần Anh", "warning key-of-other-kind"),
    (
        "chức vụ: Chủ tịch",
        "đính chính:\n  - {text: sai, ⟦chữ: sai}\nchức vụ: Chủ tịch",
        "warning unknown-key",
    ),
];

const YAML: &[Mistake] = &[
    ("trích yếu: Tổng kết Đề án", "trích yếu: ⟦Tổng kết: Đề án", "error yaml-syntax"),
    ("người ký: Trần Anh", "người ký: ⟦\"Trần Anh", "error yaml-syntax"),
    ("người ký: Trần Anh", "người ký: ⟦\"Trần\" Anh", "error yaml-syntax"),
    ("người ký: Trần Anh", "⟦người ký:Trần Anh", "error yaml-syntax"),
    ("người ký: Trần Anh", "⟦người ký Trần Anh", "error yaml-syntax"),
    (
        "liên quan:\n  - /van-ban/2014/85-bc-ldld/",
        "liên quan:\n⟦\t- /van-ban/2014/85-bc-ldld/",
        "error yaml-syntax",
    ),
    ("người ký: Trần Anh", " người ký⟦: Trần Anh", "error yaml-syntax"),
    ("người ký: Trần Anh", "người ký: ⟦*tran", "error yaml-alias"),
    ("người ký: Trần Anh", "⟦[người, ký]: Trần Anh", "error yaml-key"),
    ("người ký: Trần Anh", "người ký: ⟦&Trần Anh", "error yaml-alias"),
    ("người ký: Trần Anh", "người ký: ⟦!A Trần Anh", "error yaml-alias"),
    ("người ký: Trần Anh", "người ký: ⟦@Trần Anh", "error yaml-syntax"),
    ("04/12/2015\n---\n", "04/12/2015\n", "1:1 error front-matter-open"),
    ("04/12/2015\n---\n", "04/12/2015\n----\n", "1:1 error front-matter-open"),
    ("04/12/2015\n---\n", "04/12/2015\n–––\n", "1:1 error front-matter-open"),
];

const VALUES: &[Mistake] = &[
    ("người ký: Trần Anh", "người ký: ⟦[Trần Anh, Đỗ Minh Quân]", "error wanted-text"),
    ("từ khóa: [dân vận, tổng kết]", "từ khóa: ⟦{dân vận: tổng kết}", "error wanted-text"),
    ("chức vụ: Chủ tịch", "thêm: ⟦ghi chú\nchức vụ: Chủ tịch", "error wanted-map"),
    ("chức vụ: Chủ tịch", "nháp: ⟦chưa xong\nchức vụ: Chủ tịch", "error wanted-yes-no"),
    ("chức vụ: Chủ tịch", "ghim: ⟦1\nchức vụ: Chủ tịch", "error wanted-yes-no"),
    ("chức vụ: Chủ tịch", "thể loại: ⟦Báo cáoo tổng hợp\nchức vụ: Chủ tịch", "error unknown-type"),
    ("chức vụ: Chủ tịch", "thể loại: ⟦BCTK\nchức vụ: Chủ tịch", "error unknown-type"),
    ("chức vụ: Chủ tịch", "tình trạng: ⟦đang thi hành\nchức vụ: Chủ tịch", "error unknown-status"),
    ("chức vụ: Chủ tịch", "độ mật: ⟦Mật\nchức vụ: Chủ tịch", "error secret"),
    ("chức vụ: Chủ tịch", "độ mật: ⟦\"tuyệt mật\"\nchức vụ: Chủ tịch", "error secret"),
    ("số hiệu: 118/BC-LĐLĐ", "số hiệu: ⟦9119 BC-LĐLĐ", "warning number-slip"),
    ("số hiệu: 118/BC-LĐLĐ", "số hiệu: ⟦9120BC-LĐLĐ", "warning number-slip"),
    ("số hiệu: 118/BC-LĐLĐ", "số hiệu: ⟦9121/BC-LĐLĐ ngày 30/11/2015", "warning number-slip"),
    (
        "số hiệu: 118/BC-LĐLĐ",
        "số hiệu: ⟦9122/BC-LĐLĐ và 9123/BC-LĐLĐ\nthể loại: BC\ncơ quan ban hành: A",
        "warning number-slip",
    ),
    (
        "số hiệu: 118/BC-LĐLĐ",
        "số hiệu: ⟦một trăm mười tám\nthể loại: BC\ncơ quan ban hành: A",
        "advice odd-number",
    ),
    ("ngày đăng: 04/12/2015", "⟦date: 04/12/2015", "warning date-of-document"),
    ("ngày ban hành: 30/11/2015", "ngày ban hành: ⟦30/11/2015 08:30", "error bad-date"),
    ("lĩnh vực: Công tác dân vận", "lĩnh vực: ⟦Dân vận, giám sát", "advice comma-in-name"),
    (
        "chức vụ: Chủ tịch",
        "thay thế: ⟦Báo cáo số 4\nchức vụ: Chủ tịch",
        "warning relation-in-words",
    ),
    (
        "chức vụ: Chủ tịch",
        "thay thế: ⟦3/QĐ-LĐLĐ và các văn bản trước\nchức vụ: Chủ tịch",
        "warning unclear-relation",
    ),
    ("chức vụ: Chủ tịch", "thay thế: ⟦Báo cáo cũ\nchức vụ: Chủ tịch", "warning relation-in-words"),
    (
        "chức vụ: Chủ tịch",
        "thay thế: ⟦85-bc-ldld.md\nchức vụ: Chủ tịch",
        "warning relation-in-words",
    ),
    (
        "chức vụ: Chủ tịch",
        "hướng dẫn: ⟦02/QC-LĐLĐ sửa đổi 01/QC-LĐLĐ\nchức vụ: Chủ tịch",
        "warning several-documents",
    ),
    (
        "số hiệu: 118/BC-LĐLĐ",
        "số hiệu: ⟦9118/KH-LĐLĐ\nthể loại: Báo cáo",
        "warning number-and-type",
    ),
    ("chức vụ: Chủ tịch", "ngôn ngữ: ⟦tiếng Việt\nchức vụ: Chủ tịch", "error bad-language"),
    ("chức vụ: Chủ tịch", "mẫu: ⟦bao-cao\nchức vụ: Chủ tịch", "error unknown-template"),
    (
        "chức vụ: Chủ tịch",
        "đính chính: ⟦{on: 01/01/2016}\nchức vụ: Chủ tịch",
        "error missing-setting",
    ),
    ("lĩnh vực: Công tác dân vận", "lĩnh vực: [Công tác dân vận, \"⟦…\"]", "error nameless-term"),
    ("lĩnh vực: Công tác dân vận", "lĩnh vực: ⟦Công tác đan vận", "error term-clash"),
];

const ADDRESSES: &[Mistake] = &[
    ("chức vụ: Chủ tịch", "đường dẫn: ⟦/van-ban/118/\nchức vụ: Chủ tịch", "error bad-slug"),
    ("chức vụ: Chủ tịch", "đường dẫn: ⟦..\nchức vụ: Chủ tịch", "error bad-slug"),
    ("chức vụ: Chủ tịch", "đường dẫn: ⟦nam\nchức vụ: Chủ tịch", "error reserved-address"),
    ("chức vụ: Chủ tịch", "đường dẫn: ⟦118-bc-ldld\nchức vụ: Chủ tịch", "error clash"),
    ("chức vụ: Chủ tịch", "đường dẫn cũ: ⟦index.php?id=118\nchức vụ: Chủ tịch", "error bad-alias"),
    (
        "chức vụ: Chủ tịch",
        "đường dẫn cũ: ⟦https://cu.example.vn/118\nchức vụ: Chủ tịch",
        "error bad-alias",
    ),
    ("chức vụ: Chủ tịch", "đường dẫn cũ: [⟦/../118]\nchức vụ: Chủ tịch", "error bad-alias"),
    ("chức vụ: Chủ tịch", "đường dẫn cũ: ⟦/index.php?id=85\nchức vụ: Chủ tịch", "error clash"),
    (
        "chức vụ: Chủ tịch",
        "đường dẫn cũ: [/a118/, ⟦/gioi-thieu/]\nchức vụ: Chủ tịch",
        "error clash",
    ),
    ("chức vụ: Chủ tịch", "đính kèm: ⟦bao-cao-118.pdf\nchức vụ: Chủ tịch", "error file-missing"),
    (
        "chức vụ: Chủ tịch",
        "đính kèm: [⟦../../../portal.yaml]\nchức vụ: Chủ tịch",
        "error file-outside",
    ),
    (
        "chức vụ: Chủ tịch",
        "đính kèm: ⟦../2014/85-bc-ldld/85-bc-ldld-bieu-so-lieu.pdf\nchức vụ: Chủ tịch",
        "error file-outside",
    ),
    (
        "chức vụ: Chủ tịch",
        "đính kèm: {file: /favicon.svg, ⟦tên tệp: A}\nchức vụ: Chủ tịch",
        "warning unknown-key",
    ),
];

const RELATIONS: &[Mistake] = &[
    ("căn cứ: 2720-QĐ/TU", "căn cứ: ⟦/van-ban/2009/2720-qd-tuu/", "error broken-link"),
    (
        "căn cứ: 2720-QĐ/TU",
        "căn cứ: {số hiệu: 2720-QĐ/TU, url: ⟦vbpl.example.vn/2720}",
        "error bad-link",
    ),
    (
        "căn cứ: 2720-QĐ/TU",
        "căn cứ: {số hiệu: 2720-QĐ/TU, ⟦loại: Quyết định}",
        "warning unknown-key",
    ),
    ("căn cứ: 2720-QĐ/TU", "căn cứ: [{số hiệu: 2720-QĐ/TU, ngày: ⟦11/12/09}]", "error bad-date"),
    ("chức vụ: Chủ tịch", "thu hồi: {⟦lí do chính: sai}\nchức vụ: Chủ tịch", "warning unknown-key"),
];

const BODY: &[Mistake] = &[
    ("(../2014/85-bc-ldld/index.md)", "(⟦../2014/85-bc-ldld.md)", "error broken-link"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦../2014/85-bc-lđlđ/)", "error broken-link"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦/van-ban/2014/85-bc-ldl/)", "error broken-link"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦/van-ban/2014/85-bc-ldld)", "error broken-link"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦/van-ban/2014/85-BC-LDLD/)", "error broken-link"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦../../../../../etc/passwd)", "error file-outside"),
    ("(../2014/85-bc-ldld/index.md)", "(⟦/du-thao/ \"Dự thảo\")", "error broken-link"),
    (
        "## II. Kết quả chung",
        "![Biểu đồ](⟦bieu-do.png)\n\n## II. Kết quả chung",
        "error broken-link",
    ),
    (
        "## II. Kết quả chung",
        "![Biểu đồ](⟦../2014/bieu-do.png)\n\n## II. Kết quả chung",
        "error broken-link",
    ),
    ("## II. Kết quả chung", "⟦<font color=\"red\">## II.", "advice refused-tag"),
    ("## II. Kết quả chung", "⟦[bấm vào](javascript:void(0))", "advice refused-scheme"),
    ("## II. Kết quả chung", "⟦<!-- ghi chú nội bộ\n\n## II.", "advice unclosed-comment"),
    (
        "Tiếp theo [Báo cáo sơ kết",
        "    [xem](⟦/khong-co/) *\n\nTiếp theo [Báo cáo sơ kết",
        "error broken-link",
    ),
];
