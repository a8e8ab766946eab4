//! Tests of citations in the library: which document a text means, and who is told of it.
//!
//! Texts are read by the finder that reads bodies, so that a case is written as an author writes.

use super::*;

#[test]
fn what_a_text_cites_is_filed_under_the_cited_document_and_moves_nothing_else() {
    let plan = || document("ke-hoach", "106-KH/TU", "05/8/2014", "", "");
    let silent = || document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let citing = || {
        let text =
            "Kế hoạch số 106-KH/TU ngày 05/8/2014, Kế hoạch số 106-KH/TU, Báo cáo số 85/BC-LĐLĐ";
        document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", text)
    };
    assert_eq!(
        silent().metadata_fingerprint,
        citing().metadata_fingerprint,
        "a body is nobody else's business"
    );
    let toward = |source: &str| {
        let source = format!("content/van-ban/{source}.md").into();
        Term::Backlinks(EdgeKind::Relation(RelationKind::Cites), source)
    };
    let ask = |entries: Vec<Entry>| {
        let inquiry = DependencyTracker::new(library(entries));
        let by = sources(&inquiry.list(&toward("ke-hoach"), None, 0, 10)).join(" ");
        let own = inquiry.count(&toward("bao-cao"), None);
        (by, own, inquiry.into_dependencies())
    };
    let (before, _, old_reads) = ask(vec![plan(), silent()]);
    let (after, own, new_reads) = ask(vec![plan(), citing()]);
    assert_eq!((before.as_str(), after.as_str(), own), ("", "bao-cao", 0));
    assert_ne!(old_reads, new_reads, "the page of the cited document moves");
}

#[test]
fn a_citation_without_a_document_is_a_question_all_the_same() {
    let by = document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let ask = |entries: Vec<Entry>| {
        let inquiry = DependencyTracker::new(library(entries));
        let found = inquiry.resolve_citation(&cited("Kế hoạch số 106-KH/TU ngày 05/8/2014"), &by);
        (found, inquiry.into_dependencies())
    };
    let (nothing, old) = ask(vec![by.clone()]);
    let (found, new) =
        ask(vec![by.clone(), document("ke-hoach", "106-KH/TU", "05/8/2014", "", "")]);
    assert_eq!((nothing, found.as_deref()), (None, Some("/van-ban/ke-hoach/")));
    assert!(
        matches!(old[..], [Dependency { query: Query::ResolveCitation { .. }, .. }]),
        "{old:?}"
    );
    assert_eq!(old[0].query, new[0].query);
    assert_ne!(old[0].fingerprint, new[0].fingerprint, "it heals when the document arrives");
}

#[test]
fn the_order_of_the_entries_does_not_decide_which_is_cited() {
    let by = document("trich", "1/TB-SNV", "01/01/2015", "", "");
    let mut entries = vec![
        by.clone(),
        document("a", "85/BC-LĐLĐ", "24/9/2014", "Liên đoàn Lao động thị xã La Gi", ""),
        document("b", "85/BC-LĐLĐ", "24/9/2014", "Liên đoàn Lao động huyện Phú Lộc", ""),
        document("c", "85-BC/LĐLĐ", "20/9/2013", "Liên đoàn Lao động tỉnh", ""),
        document("d", "62-KL/TW", "08/12/2009", "Bộ Chính trị", ""),
        document("e", "62/KL-TW", "08/12/2010", "Bộ Chính trị", ""),
    ];
    let cases = [
        ("Báo cáo số 85/BC-LĐLĐ ngày 24/9/2014", None),
        ("Báo cáo số 85/BC-LĐLĐ ngày 24/9/2014 của LĐLĐ thị xã La Gi", Some("a")),
        ("Báo cáo số 85/BC-LĐLĐ ngày 24/9/2014 của Liên đoàn Lao động huyện Đông Sơn", None),
        ("Báo cáo số 85/BC-LĐLĐ ngày 20/9/2013", Some("c")),
        ("Kết luận số 62/KL-TW ngày 08/12/2009", Some("d")),
        ("Kết luận số 62/KL-TW", Some("e")),
        ("Kết luận số 62-KL-TW", None),
        ("Kết luận số 62 ngày 08/12/2010", Some("e")),
    ];
    for _ in 0..entries.len() {
        entries.rotate_left(1);
        let library = library(entries.clone());
        for (text, expected) in cases {
            let found = library.resolve_citation(&cited(text), &by);
            let address = expected.map(|name| format!("/van-ban/{name}/"));
            assert_eq!(found.map(|entry| &*entry.address), address.as_deref(), "{text}");
        }
    }
}

#[test]
fn a_number_that_comes_again_each_year_leads_nowhere_without_its_date() {
    let entries = || {
        vec![
            document("nam", "12/KH-UBND", "14/02/2013", "Ủy ban nhân dân tỉnh Bình Thuận", ""),
            document("khoa", "106-KH/TU", "05/8/2013", "Ban Thường vụ Thị ủy La Gi", ""),
            document("luat", "30/2013/NĐ-CP", "05/3/2013", "Chính phủ", ""),
        ]
    };
    let cases = [
        ("2014", "Kế hoạch số 12/KH-UBND", true),
        ("2015", "Kế hoạch số 12/KH-UBND", false),
        ("2015", "Kế hoạch số 12/KH-UBND của UBND tỉnh", true),
        ("2015", "Kế hoạch số 12/KH-UBND của Sở Y tế", false),
        ("2015", "Kế hoạch số 12/KH-UBND (2013)", true),
        ("2014", "Kế hoạch số 12/KH-UBND năm học 2014-2015", true),
        ("2014", "Kế hoạch số 12/KH-UBND giai đoạn 2016-2020", false),
        ("2015", "Kế hoạch số 12/KH-UBND ngày 14/02/2013 và Kế hoạch số 12/KH-UBND", true),
        ("2018", "Kế hoạch số 106-KH/TU", true),
        ("2019", "Kế hoạch số 106-KH/TU", false),
        ("2019", "Kế hoạch số 106-KH/TU của Thị ủy", true),
        ("2019", "Kế hoạch số 106-KH/TU của BCH Đảng bộ tỉnh", false),
        ("2026", "Nghị định số 30/2013/NĐ-CP", true),
        ("", "Kế hoạch số 12/KH-UBND", false),
    ];
    for (year, text, leads) in cases {
        let by = document("trich", "1/TB-SNV", year, "", text);
        let library = library([entries(), vec![by.clone()]].concat());
        assert_eq!(
            library.resolve_citation(&cited(text), &by).is_some(),
            leads,
            "{text} in {year}"
        );
    }
}

#[test]
fn a_number_that_thousands_share_is_followed_thousands_of_times() {
    let day = |at: usize| format!("{}/{}/{}", 1 + at % 28, 1 + at / 28 % 12, 1990 + at / 336);
    let plan = |at| document(&format!("k{at}"), "12/KH-UBND", &day(at), "Ủy ban nhân dân tỉnh", "");
    let text: String = (0..2_000)
        .map(|at| format!("Kế hoạch số 12/KH-UBND ngày {} của Ủy ban nhân dân tỉnh An; ", day(at)))
        .collect();
    let mut entries: Vec<Entry> = (0..2_000).map(plan).collect();
    entries.push(document("trich", "1/TB-SNV", "2026", "", &text));
    let library = library(entries);
    let by = library.by_source("content/van-ban/trich.md").expect("it was filed");
    let found =
        by.citations.iter().filter(|cited| library.resolve_citation(cited, by).is_some()).count();
    assert_eq!((by.citations.len(), found), (2_000, 2_000));
}
