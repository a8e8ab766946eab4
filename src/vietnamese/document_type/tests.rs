//! Tables of names and numbers, and the type that each implies.
//!
//! For an ambiguous number the table has `None`, or `true` for consistent: no guess may contradict a webmaster.

use super::table::TYPES;
use super::{IssuerClasses, by_name, from_number, is_consistent, names};
use crate::vietnamese::fold;
use crate::vietnamese::number::DocumentNumber;
use crate::vietnamese::test_texts::unicode_forms;

fn type_by_name(name: &str) -> Option<&'static str> {
    by_name(name).map(|kind| kind.name)
}

fn type_from_number(number: &str) -> Option<&'static str> {
    from_number(&DocumentNumber::parse(number)).map(|kind| kind.name)
}

#[test]
fn types_are_found_by_every_spelling_of_their_name() {
    let table = [
        ("Báo cáo", Some("Báo cáo")),
        ("BÁO\u{A0}CÁO", Some("Báo cáo")),
        ("bao cao", Some("Báo cáo")),
        ("BC", Some("Báo cáo")),
        ("bản thoả thuận", Some("Bản thỏa thuận")),
        ("Giấy uỷ quyền", Some("Giấy ủy quyền")),
        ("Qui định", Some("Quy định")),
        ("quy dinh", Some("Quy định")),
        ("QyĐ", Some("Quy định")),
        ("QĐ", Some("Quyết định")),
        ("qd", Some("Quyết định")),
        ("DA", Some("Dự án")),
        ("da", Some("Dự án")),
        ("ĐA", Some("Đề án")),
        ("CT", Some("Chỉ thị")),
        ("CTr", Some("Chương trình")),
        ("TT", Some("Thông tư")),
        ("TTr", Some("Tờ trình")),
        ("HD", Some("Hướng dẫn")),
        ("HĐ", Some("Hợp đồng")),
        ("sao y", Some("Bản sao y")),
        ("thông tri", Some("Thông tri")),
        ("Tạp chí", None),
        ("", None),
    ];
    for (name, expected) in table {
        for form in unicode_forms(name) {
            assert_eq!(type_by_name(&form), expected, "{form}");
        }
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
        assert_eq!(type_from_number(number), expected, "{number}");
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
        assert_eq!(
            is_consistent(&DocumentNumber::parse(number), kind),
            expected,
            "{number} as {name}"
        );
    }
}

#[test]
fn every_type_is_found_by_its_own_names_and_slug() {
    for kind in TYPES {
        for name in std::iter::once(&kind.name).chain(kind.aliases) {
            assert_eq!(by_name(name), Some(kind));
            assert_eq!(by_name(&fold::plain(name)), Some(kind), "{name} without tones");
        }
        assert!(!kind.slug().is_empty() && kind.name.starts_with(char::is_uppercase));
    }
    assert_eq!(names().count(), TYPES.len());
}

#[test]
fn only_rules_and_decisions_have_effect() {
    let has_effect = |name| by_name(name).is_some_and(|kind| kind.has_effect);
    for name in [
        "Luật",
        "Nghị định",
        "Thông tư",
        "Quyết định",
        "Nghị quyết",
        "Chỉ thị",
        "Quy chế",
        "Quy định",
    ] {
        assert!(has_effect(name), "{name}");
    }
    for name in
        ["Báo cáo", "Kế hoạch", "Công văn", "Thông báo", "Tờ trình", "Giấy mời", "Bản sao y"]
    {
        assert!(!has_effect(name), "{name}");
    }
}

#[test]
fn the_decree_lists_twenty_nine_administrative_types() {
    let of_decree = [
        "NQ",
        "QĐ",
        "CT",
        "QC",
        "QyĐ",
        "TC",
        "TB",
        "HD",
        "CTr",
        "KH",
        "PA",
        "ĐA",
        "DA",
        "BC",
        "BB",
        "TTr",
        "HĐ",
        "Công văn",
        "CĐ",
        "BGN",
        "BTT",
        "GUQ",
        "GM",
        "GGT",
        "GNP",
        "PG",
        "PC",
        "PB",
        "Thư công",
    ];
    assert_eq!(of_decree.len(), 29);
    for name in of_decree {
        assert!(
            by_name(name).is_some_and(|kind| kind.issuer_classes.intersects(IssuerClasses::STATE)),
            "{name}"
        );
    }
}
