//! Tables of names and numbers, and the type that each implies.
//!
//! For an ambiguous number the table has `None`, or `true` for consistent: no guess may contradict a webmaster.

use super::table::TYPES;
use super::{IssuerClasses, by_name, names};
use crate::vietnamese::fold;
use crate::vietnamese::test_texts::unicode_forms;

fn type_by_name(name: &str) -> Option<&'static str> {
    by_name(name).map(|kind| kind.name)
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
