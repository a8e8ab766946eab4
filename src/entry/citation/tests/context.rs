//! Tests of what the text around a number says.
//!
//! Names of laws, lists, words that look like dates, and the heads of columns of tables.

use super::*;

/// Describes each citation as `key | type`.
fn types(text: &str) -> Vec<String> {
    let describe = |citation: Citation| {
        format!("{} | {}", citation.cited.number, citation.cited.doc_type.unwrap_or("-"))
    };
    find(text).into_iter().map(describe).collect()
}

#[test]
fn the_name_of_a_law_may_contain_a_type() {
    let cases = [
        ("Luật Quy hoạch số 112/2025/QH15", "112/2025/qh15 | Luật"),
        ("Luật quy hoạch số 21/2017/QH14", "21/2017/qh14 | Luật"),
        ("Luật Quy hoạch đô thị và nông thôn số 47/2024/QH15", "47/2024/qh15 | Luật"),
        ("Luật Thỏa thuận quốc tế 70/2020/QH14", "70/2020/qh14 | Luật"),
        ("Luật Ban hành quyết định hành chính số 9/2020/QH14", "9/2020/qh14 | Luật"),
        ("Luật Hợp đồng số 9/2020/QH14", "9/2020/qh14 | Luật"),
        ("Luật Thông báo, báo cáo (số 9/2020/QH14)", "9/2020/qh14 | Luật"),
        ("Pháp lệnh Hợp đồng kinh tế số 24-LCT/HĐNN8", "24-lct/hđnn8 | -"),
        ("Thông tư Hướng dẫn số 05/2020/TT-BTC", "5/2020/tt-btc | Thông tư"),
        ("Nghị định Quy định chi tiết số 30/2020/NĐ-CP", "30/2020/nđ-cp | Nghị định"),
        ("Quyết định phê duyệt Đề án số 12/QĐ-UBND", "12/qđ-ubnd | Quyết định"),
        ("Thông báo Kết luận số 12-TB/TU", "12-tb/tu | Thông báo"),
        ("Quy hoạch số 12/QĐ-UBND", "12/qđ-ubnd | Quy hoạch"),
        ("Kế hoạch số 112/2025/QH15", "112/2025/qh15 | Kế hoạch"),
    ];
    for (text, expected) in cases {
        assert_eq!(types(text), [expected], "in {text:?}");
    }
}

#[test]
fn the_number_of_a_law_needs_no_label() {
    let cases: [(&str, &[&str]); 12] = [
        ("Luật Dữ liệu 60/2024/QH15", &["60/2024/qh15 | Luật"]),
        ("Luật Đất đai năm 2024 (số 31/2024/QH15)", &["31/2024/qh15 | Luật"]),
        ("Luật Đất đai 2024 31/2024/QH15", &["31/2024/qh15 | Luật"]),
        ("Luật Giáo dục số [43/2019/QH14]", &["43/2019/qh14 | Luật"]),
        ("Luật Quốc phòng số 22/2018/QH14", &["22/2018/qh14 | Luật"]),
        ("Luật Phòng, chống HIV/AIDS 64/2006/QH11", &["64/2006/qh11 | Luật"]),
        ("Bộ luật Hình sự (100/2015/QH13)", &["100/2015/qh13 | Bộ luật"]),
        ("Nghị quyết của Quốc hội (100/2015/QH13)", &["100/2015/qh13 | Nghị quyết"]),
        ("Luật Xử lý (sửa đổi bởi 67/2020/QH14)", &["67/2020/qh14 | Luật"]),
        (
            "sửa đổi bởi 02/2021/QH15, 34/2024/QH15 và 59/2024/QH15",
            &["2/2021/qh15 | -", "34/2024/qh15 | -", "59/2024/qh15 | -"],
        ),
        (
            "được sửa đổi, bổ sung bởi Luật số 38/2019/QH14 và Luật số 56/2024/QH15 ngày 29/11/2024",
            &["38/2019/qh14 | Luật", "56/2024/qh15 | Luật"],
        ),
        (
            "Theo các Luật số 67/2020/QH14, 88/2025/QH15; Nghị quyết đã ban hành. Số 9/2020/QH14 thì",
            &["67/2020/qh14 | Luật", "88/2025/qh15 | Luật"],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(types(text), expected, "in {text:?}");
    }
}

#[test]
fn a_date_belongs_to_other_laws_of_a_list_only_if_they_are_of_that_date() {
    let found = described("Luật số 43/2024/QH15 và Luật số 56/2024/QH15 ngày 29/11/2024");
    assert_eq!(found[0], "Luật số 43/2024/QH15 | 43/2024/qh15 | Luật | ?2024-11-29 | -");
}

#[test]
fn a_word_after_ngay_that_begins_no_date_is_ignored() {
    let number = "Nghị định số 23/2025/NĐ-CP";
    let words = [
        ", ngày bắt đầu sử dụng dịch vụ",
        ", ngày làm việc",
        ", ngày có hiệu lực 01/3/2025",
        ", ngày, tháng, năm sinh",
        ", ngày tháng năm ban hành văn bản",
        ", ngày ký hợp đồng",
        " ngày càng",
        " của Chính phủ, ngày kết thúc",
        ", năm học tới",
        ", tháng sau",
        ", năm nay",
    ];
    for text in words {
        let found = find(&format!("{number}{text}"));
        assert_eq!(found.len(), 1, "{text:?}");
        assert_eq!(found[0].cited.date, CitedDate::Missing, "{text:?}");
    }
    let unreadable = [
        ", ngày 21 tháng 02",
        ", ngày ... tháng 3",
        " ngày     tháng     năm 2025",
        ", ngày hôm qua",
        ", ngày hai mươi mốt tháng hai",
        ", ngày đầu tháng 3",
        ", ngày ban hành: 21/2",
        ", ngày",
    ];
    for text in unreadable {
        assert_eq!(described(&format!("{number}{text}")), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn a_list_of_forms_has_no_citations() {
    let texts = [
        "Mẫu số 01/BC-UBND, 02/BC-UBND và 03/BC-UBND",
        "các Mẫu: 01/TB-ĐĐKD, 02/TB-ĐĐKD",
        "biểu mẫu (01/BC-UBND)",
        "Mẫu số 01/BC-UBND và số 02/BC-UBND",
        "Biểu mẫu số 01 - 2020/TT-BTC",
        "Mẫu số 01/ 2021/TT-BTC",
    ];
    for text in texts {
        assert_eq!(described(text), Vec::<String>::new(), "in {text:?}");
    }
    let found = types("Mẫu số 01/BC-UBND và Kế hoạch số 02/KH-UBND; Văn phòng số 03/KH-UBND");
    assert_eq!(found, ["2/kh-ubnd | Kế hoạch", "3/kh-ubnd | -"]);
    assert_eq!(types("Quyển số: 05/2020 - SỐ 12/BC-UBND"), ["12/bc-ubnd | -"]);
}

#[test]
fn the_head_of_a_column_says_what_its_numbers_are() {
    use TableColumn::{Dates, DocumentNumbers, Issuers, Notes, OtherNumbers, Text, Types};
    let heads = [
        ("Số hiệu", DocumentNumbers),
        ("Số, ký hiệu", DocumentNumbers),
        ("SỐ/KÝ HIỆU", DocumentNumbers),
        ("Số", DocumentNumbers),
        ("Số văn bản", DocumentNumbers),
        ("Văn bản", DocumentNumbers),
        ("Văn bản bị bãi bỏ", DocumentNumbers),
        ("Số quyết định", DocumentNumbers),
        ("Số, ngày ban hành", DocumentNumbers),
        ("Số, ký hiệu; ngày, tháng, năm ban hành", DocumentNumbers),
        ("Ngày", Dates),
        ("Ngày, tháng, năm", Dates),
        ("Ngày ban hành văn bản", Dates),
        ("Năm ban hành", Dates),
        ("Cơ quan ban hành", Issuers),
        ("Tên cơ quan ban hành văn bản", Issuers),
        ("Đơn vị", Issuers),
        ("Đơn vị tính", Text),
        ("Cơ quan thực hiện", Text),
        ("Loại văn bản", Types),
        ("Ghi chú", Notes),
        ("Số hợp đồng", DocumentNumbers),
        ("Ngày hiệu lực", Text),
        ("Tên văn bản", Text),
        ("Trích yếu nội dung văn bản", Text),
        ("TT", Text),
        ("Số lượng", Text),
        ("Số tiền", Text),
        ("Mẫu số", OtherNumbers),
        ("Ký hiệu biểu mẫu", OtherNumbers),
        ("Mã số", OtherNumbers),
        ("", Text),
    ];
    for (head, column) in heads {
        assert_eq!(TableColumn::from_head(head), column, "{head:?}");
    }
}

#[test]
fn a_cell_may_begin_with_a_number() {
    let date = PartialDate::parse("05/8/2014").ok();
    let cell = |column| CellContext { is_in_table: true, column, date, ..CellContext::NONE };
    let numbers = cell(TableColumn::DocumentNumbers);
    let cases = [
        ("12/UBND-VX", "12/UBND-VX | 12/ubnd-vx | - | |2014-08-05 | -"),
        ("Số: 12/KH-UBND", "Số: 12/KH-UBND | 12/kh-ubnd | - | |2014-08-05 | -"),
        ("27/CP\n06/8/2014", "27/CP\n06/8/2014 | 27/cp | - | 2014-08-06 | -"),
        ("Công văn 12/UBND", "Công văn 12/UBND | 12/ubnd | Công văn | |2014-08-05 | -"),
    ];
    for (text, expected) in cases {
        assert_eq!(described_in_cell(text, &numbers), [expected], "{text:?}");
    }
    for text in ["12", "12/2014", "1.250", "tăng 12/UBND-VX", "05/8/2014"] {
        assert_eq!(described_in_cell(text, &numbers), Vec::<String>::new(), "{text:?}");
    }
    assert_eq!(described_in_cell("12/UBND-VX", &cell(TableColumn::Text)), Vec::<String>::new());
    let forms = cell(TableColumn::OtherNumbers);
    assert_eq!(described_in_cell("01/BC-UBND", &forms), Vec::<String>::new());
    assert_eq!(described_in_cell("Báo cáo số 01/BC-UBND", &forms).len(), 1);
}
