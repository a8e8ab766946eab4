//! The 61 numbers collected from real portals and regulations, and tables of their parsed parts.
//!
//! The 61 are in `samples.tsv`, each with its form and its normal form, and are parsed in both Unicode forms.

use super::{DocumentNumber, NumberForm};
use crate::vietnamese::document_type::by_name;
use crate::vietnamese::test_texts::{random_texts, unicode_forms};

const SAMPLES: &str = include_str!("samples.tsv");

fn parse(text: &str) -> DocumentNumber {
    DocumentNumber::parse(text)
}

#[test]
fn the_sixty_one_samples_have_their_form_and_normal_form() {
    let rows: Vec<Vec<&str>> =
        SAMPLES.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 61);
    for row in rows {
        for text in unicode_forms(row[0]) {
            let number = parse(&text);
            let misspelt = number.form() == NumberForm::Party && number.correction().is_some();
            let form = format!("{}{}", number.form().name(), if misspelt { " (warn)" } else { "" });
            assert_eq!([form.as_str(), &number.normal()], [row[1], row[2]], "{text}");
            assert_eq!(number.written(), text);
            assert_eq!(parse(&number.normal()).normal(), row[2], "normal forms are stable");
        }
    }
}

#[test]
fn spellings_of_one_number_share_a_key() {
    let table = [
        ("5/kh-lđlđ", ["05/KH-LĐLĐ", "5/KH-LĐLĐ", "Số: 005 / kh – lđlđ"]),
        ("85/bc-lđlđ", ["85/BC-LÐLÐ", "Số 85/BC-LƉLƉ,", "85\u{A0}/BC\u{2011}LĐLĐ"]),
        ("298-kh/twđtn", ["298 KH/TWĐTN", "298-KH/TWĐTN", "số 298 - KH/TWĐTN"]),
        (
            "66.13/2026/nq-cp",
            ["66.13/2026/NQ-CP", "066.13/2026/NQ- CP", "Luật số: 66.13/2026/NQ-CP"],
        ),
        ("0/bc-tu", ["00/BC-TU", "0/BC-TU", "Số ký hiệu: 0/BC-TU"]),
    ];
    for (key, spellings) in table {
        for text in spellings.iter().flat_map(|text| unicode_forms(text)) {
            assert_eq!(parse(&text).key().as_str(), key, "{text}");
        }
    }
    for (one, other) in
        [("1/ĐA-UBND", "1/DA-UBND"), ("62/KL-TW", "62-KL/TW"), ("1/TT-BTC", "1/TTr-BTC")]
    {
        assert_ne!(parse(one).key(), parse(other).key());
    }
}

#[test]
fn keys_give_the_parts_that_documents_are_looked_up_by() {
    let table = [
        ("05/KH-LĐLĐ", "5", None, "5|khldld"),
        ("62-KL/TW", "62", None, "62|kltw"),
        ("62/KL-TƯ", "62", None, "62|kltw"),
        ("12-TB/TU", "12", None, "12|tbtu"),
        ("36a/NQ-CP", "36a", None, "36|anqcp"),
        ("66.13/2026/NQ-CP", "66.13", None, "66|132026nqcp"),
        ("Số 025 TW", "25", Some("tw"), "25|tw"),
        ("293", "293", Some(""), "293|"),
        ("25NQ/TW", "25", None, "25|nqtw"),
    ];
    for (text, serial, code, loose) in table {
        let number = parse(text);
        let key = number.key();
        assert_eq!((key.serial(), key.code_of_bare_serial()), (serial, code), "{text}");
        assert_eq!(key.loose(), loose, "{text}");
        assert_eq!(key.year(), number.year(), "{text}");
    }
    assert_eq!(parse("25 TW").key().loose_with_type("NQ"), parse("25-NQ/TW").key().loose());
}

#[test]
fn numbers_are_split_into_serial_year_type_and_issuer() {
    let table = [
        ("85/BC-LĐLĐ", Some("85"), None, Some("BC"), Some("LĐLĐ")),
        ("106-KH/TU", Some("106"), None, Some("KH"), Some("TU")),
        ("367 - QĐ/TWĐTN-VP", Some("367"), None, Some("QĐ"), Some("TWĐTN")),
        ("30/2020/NĐ-CP", Some("30"), Some(2020), Some("NĐ"), Some("CP")),
        ("116/2020/TTLT-BTC-BTP", Some("116"), Some(2020), Some("TTLT"), Some("BTC-BTP")),
        ("80/2015/QH13", Some("80"), Some(2015), None, Some("QH")),
        ("351/2017/UBTVQH14", Some("351"), Some(2017), None, Some("UBTVQH")),
        ("12/UBND-VX", Some("12"), None, None, Some("UBND")),
        ("12/KH-MTTQ-BTT", Some("12"), None, Some("KH"), Some("MTTQ")),
        ("36a/NQ-CP", Some("36a"), None, Some("NQ"), Some("CP")),
        ("66.13/2026/NQ-CP", Some("66.13"), Some(2026), Some("NQ"), Some("CP")),
        ("27/CP", Some("27"), None, None, Some("CP")),
        ("195/1999/QĐ", Some("195"), Some(1999), Some("QĐ"), None),
        ("2523/QĐ/BGD&ĐT-KHTC", Some("2523"), None, Some("QĐ"), Some("BGD&ĐT")),
        ("số 25 TW", Some("25"), None, None, Some("TW")),
        ("Số    BC/ĐU", None, None, Some("BC"), Some("ĐU")),
        ("Số: /2024/NĐ-CP", None, Some(2024), Some("NĐ"), Some("CP")),
        ("Không số", None, None, None, None),
        ("238", Some("238"), None, None, None),
        ("24-BS/UBKTTU", Some("24"), None, Some("BS"), Some("UBKTTU")),
        ("17/BCKT-UBND", Some("17"), None, None, Some("UBND")),
        ("01/TT-HĐND", Some("01"), None, None, Some("HĐND")),
        ("80/2015/qh13", Some("80"), Some(2015), None, Some("qh")),
    ];
    for (text, serial, year, kind, issuer) in table {
        let number = parse(text);
        let parts = (number.serial(), number.year(), number.type_code());
        assert_eq!(parts, (serial, year, kind), "{text}");
        assert_eq!(number.issuer_code().as_deref(), issuer, "{text}");
    }
}

#[test]
fn numbers_imply_their_type() {
    let table = [
        ("85/BC-LĐLĐ", Some("Báo cáo")),
        ("30/2020/NĐ-CP", Some("Nghị định")),
        ("26/2020/TT-BTTTT", Some("Thông tư")),
        ("12-TT/TU", Some("Thông tri")),
        ("66-QĐ/TW", Some("Quyết định")),
        ("62-KL/TW", Some("Kết luận")),
        ("62/KL-TW", Some("Kết luận")),
        ("12/UBND-VX", Some("Công văn")),
        ("05/BNV-VP", Some("Công văn")),
        ("25NQ/TW", Some("Nghị quyết")),
        ("37/LCT-HĐNN8", Some("Lệnh")),
        ("2/2020/NĐ-CP", Some("Nghị định")),
        ("01/TT-BXD", Some("Thông tư")),
        ("12/CĐ-TTg", Some("Công điện")),
        ("89/CTPH-UBND-MTTQ", None),
        ("15/QCPH-CA-VKS", None),
        ("17/BCKT-UBND", None),
        ("14/KHLT-UBND-CA", None),
        ("27/GXN-UBND", None),
        ("10/LCT-UBND", None),
        ("01/TT-HĐND", None),
        ("01/2024/TT-HĐND", None),
        ("5/NĐ-UBND", None),
        ("12/HĐ-TĐKT", None),
        ("12/CĐ-LĐLĐ", None),
        ("134/CT", None),
        ("45/SL", None),
        ("1415-CV/HU", Some("Công văn")),
        ("298 KH/TWĐTN", Some("Kế hoạch")),
        ("Số    BC/ĐU", Some("Báo cáo")),
        ("24-BS/UBKTTU", Some("Bản sao")),
        ("26/VBHN-NHNN", Some("Văn bản hợp nhất")),
        ("116/2020/TTLT-BTC-BTP", Some("Thông tư liên tịch")),
        ("128/NQ", Some("Nghị quyết")),
        ("03/GP-TTĐT", Some("Giấy phép")),
        ("80/2015/QH13", None),
        ("89-TC/TCT", None),
        ("27/CP", None),
        ("238", None),
        ("Không số", None),
        ("", None),
    ];
    for (number, expected) in table {
        let implied = parse(number).document_type().map(|kind| kind.name);
        assert_eq!(implied, expected, "{number}");
    }
}

#[test]
fn types_and_numbers_are_inconsistent_only_where_nothing_explains_them() {
    let table = [
        ("85/BC-LĐLĐ", "Báo cáo", true),
        ("85/BC-LĐLĐ", "Kế hoạch", false),
        ("85/BC-LĐLĐ", "Công văn", false),
        ("66-QĐ/TW", "Quy định", true),
        ("66-QĐ/TW", "Quyết định", true),
        ("12/QĐ-UBND", "Quy chế", true),
        ("12/QĐ-UBND", "Báo cáo", false),
        ("80/2015/QH13", "Luật", true),
        ("80/2015/QH13", "Nghị quyết", true),
        ("80/2015/QH13", "Nghị định", false),
        ("12/CTr-UBND", "Chỉ thị", false),
        ("12/TT-MTTQ", "Thông tri", true),
        ("12/CĐ-VP", "Công văn", true),
        ("26/VBHN-NHNN", "Thông tư", true),
        ("12/UBND-VX", "Công văn", true),
        ("12/ABC-XYZ", "Báo cáo", true),
        ("27/CP", "Nghị định", true),
        ("Không số", "Báo cáo", true),
    ];
    for (number, name, expected) in table {
        let kind = by_name(name).expect("the type is in the table");
        let number = parse(number);
        assert_eq!(number.is_consistent_with(kind), expected, "{number} as {name}");
        assert!(
            !number.is_filled() || number.key().is_consistent_with(kind) == expected,
            "the key of {number} as {name}"
        );
    }
}

#[test]
fn only_given_numbers_are_filled() {
    for text in ["85/BC-LĐLĐ", "238", "1/A-B và 2/A-B", "Hiến pháp"] {
        assert!(parse(text).is_filled(), "{text}");
    }
    let blank = [
        "",
        "  ",
        "Không số",
        "khong so",
        "Số:",
        "Số: ……",
        "…",
        "Số    BC/ĐU",
        "chưa có số",
        "/QĐ-UBND",
    ];
    for text in blank {
        assert!(!parse(text).is_filled(), "{text}");
    }
}

#[test]
fn mistyped_numbers_have_a_correction_and_valid_ones_have_none() {
    let table = [
        ("62/KL-TW", Some("62-KL/TW")),
        ("39/CT-TW", Some("39-CT/TW")),
        ("119/QĐ-BDVTU", Some("119-QĐ/BDVTU")),
        ("05/HD-VPTW", Some("05-HD/VPTW")),
        ("29/HD-TWĐTN-VP", Some("29-HD/TWĐTN-VP")),
        ("298 KH/TWĐTN", Some("298-KH/TWĐTN")),
        ("85 BC-LĐLĐ", Some("85/BC-LĐLĐ")),
        ("62-KL/TW", None),
        ("16/CT-TTg", None),
        ("85/BC-LĐLĐ", None),
        ("12/UBND-TU", None),
        ("89-TC/TCT", None),
        ("12/QĐ-BVTW", None),
    ];
    for (text, expected) in table {
        assert_eq!(parse(text).correction().as_deref(), expected, "{text}");
    }
}

#[test]
fn numbers_sort_naturally() {
    let sorted = [
        "2/BC-LĐLĐ",
        "05/BC-LĐLĐ",
        "5/KH-LĐLĐ",
        "36/NQ-CP",
        "36a/NQ-CP",
        "66/NQ-CP",
        "66.2/NQ-CP",
        "66.13/2026/NQ-CP",
        "85/BB-LĐLĐ",
        "85/BC-LĐLĐ",
        "85-DA/TU",
        "85-ĐA/TU",
        "1016/BTTTT-CĐSQG",
        "99999999999999999999/QĐ-UBND",
        "Không số",
    ];
    for pair in sorted.windows(2) {
        assert!(parse(pair[0]).compare(&parse(pair[1])).is_lt(), "{pair:?}");
    }
}

#[test]
fn any_text_is_kept_and_parsing_never_panics() {
    for text in random_texts(5_000) {
        let number = parse(&text);
        assert_eq!(number.written(), text);
        let reparsed = parse(&number.normal());
        assert!(unicode_forms(&text).iter().all(|form| parse(form).key() == number.key()));
        let _ = (reparsed, number.correction(), number.issuer_code(), number.compare(&number));
    }
    assert_eq!(parse("Nghị quyết của hội nghị").form(), NumberForm::Other);
    assert_eq!(parse("85/BC-LĐLĐ ngày 24/9/2014").form(), NumberForm::Other);
}
