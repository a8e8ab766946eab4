//! Tests of citations in the library: which document a text cites, and which entries depend on that.
//!
//! Citations are found by the code that reads bodies, so each case is a text as authors write it.

use super::*;
use crate::entry::citation::CitedDate;
use crate::vietnamese::date::PartialDate;

#[test]
fn a_citation_is_a_backlink_of_the_cited_document_and_changes_nothing_else() {
    let plan = || document("ke-hoach", "106-KH/TU", "05/8/2014", "", "");
    let without_citation = || document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let with_citations = || {
        let text =
            "Kế hoạch số 106-KH/TU ngày 05/8/2014, Kế hoạch số 106-KH/TU, Báo cáo số 85/BC-LĐLĐ";
        document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", text)
    };
    assert_eq!(
        without_citation().metadata_fingerprint,
        with_citations().metadata_fingerprint,
        "other pages do not depend on a body"
    );
    let cited_by = |source: &str| {
        let source = format!("content/van-ban/{source}.md").into();
        Term::Backlinks(EdgeKind::Relation(RelationKind::Cites), source)
    };
    let ask = |entries: Vec<Entry>| {
        let tracker = DependencyTracker::new(library(entries));
        let citing = sources(&tracker.list(&cited_by("ke-hoach"), None, 0, 10)).join(" ");
        let self_citations = tracker.ask(Count { term: cited_by("bao-cao"), year: None });
        (citing, self_citations, tracker.into_dependencies())
    };
    let (before, _, old_dependencies) = ask(vec![plan(), without_citation()]);
    let (after, self_citations, new_dependencies) = ask(vec![plan(), with_citations()]);
    assert_eq!((before.as_str(), after.as_str(), self_citations), ("", "bao-cao", 0));
    assert_ne!(old_dependencies, new_dependencies, "the page of the cited document is invalidated");
}

#[test]
fn a_document_that_a_relation_names_is_not_listed_as_cited_as_well() {
    let text = "Quyết định số 12/QĐ-UBND ngày 05/8/2014, Kế hoạch số 106/KH-UBND ngày 06/8/2014";
    let repealed = number("12/QĐ-UBND", None);
    let mut repealing =
        document_with_relation("moi", "20/QĐ-UBND", RelationKind::Repeals, repealed);
    repealing.citations = document("moi", "20/QĐ-UBND", "24/9/2014", "", text).citations;
    let tracker = DependencyTracker::new(library(vec![
        document("quyet-dinh", "12/QĐ-UBND", "05/8/2014", "", ""),
        document("ke-hoach", "106/KH-UBND", "06/8/2014", "", ""),
        repealing,
    ]));
    let kinds = |source: &str| -> Vec<EdgeKind> {
        let counts = tracker.backlink_counts(&format!("content/van-ban/{source}.md").into());
        counts.into_iter().map(|(kind, _)| kind).collect()
    };
    assert_eq!(kinds("quyet-dinh"), [EdgeKind::Relation(RelationKind::Repeals)]);
    assert_eq!(kinds("ke-hoach"), [EdgeKind::Relation(RelationKind::Cites)]);
}

#[test]
fn an_unresolved_citation_is_a_dependency() {
    let citing = document("bao-cao", "85/BC-LĐLĐ", "24/9/2014", "", "");
    let ask = |entries: Vec<Entry>| {
        let tracker = DependencyTracker::new(library(entries));
        let address = tracker.ask(citation("Kế hoạch số 106-KH/TU ngày 05/8/2014", &citing));
        (address, tracker.into_dependencies())
    };
    let (unresolved, old) = ask(vec![citing.clone()]);
    let (resolved, new) =
        ask(vec![citing.clone(), document("ke-hoach", "106-KH/TU", "05/8/2014", "", "")]);
    assert_eq!((unresolved, resolved.as_deref()), (None, Some("/van-ban/ke-hoach/")));
    assert!(matches!(old[..], [Dependency { query: Query::ResolveCitation(_), .. }]), "{old:?}");
    assert_eq!(old[0].query, new[0].query);
    assert_ne!(
        old[0].fingerprint, new[0].fingerprint,
        "the citation resolves once the document is added"
    );
}

#[test]
fn resolution_does_not_depend_on_the_order_of_the_entries() {
    let citing = document("trich", "1/TB-SNV", "01/01/2015", "", "");
    let mut entries = vec![
        citing.clone(),
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
            let document = library.resolve_citation(&cited(text), &citing);
            let address = expected.map(|name| format!("/van-ban/{name}/"));
            assert_eq!(document.map(|entry| &*entry.address), address.as_deref(), "{text}");
        }
    }
}

#[test]
fn a_number_reused_each_year_does_not_resolve_without_its_date() {
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
    for (year, text, resolves) in cases {
        let citing = document("trich", "1/TB-SNV", year, "", text);
        let library = library([entries(), vec![citing.clone()]].concat());
        assert_eq!(
            library.resolve_citation(&cited(text), &citing).is_some(),
            resolves,
            "{text} in {year}"
        );
    }
}

#[test]
fn a_dated_citation_finds_an_undated_document_of_a_central_body_only() {
    let entries = [
        document("tinh", "10/2018/QĐ-UBND", "", "Ủy ban nhân dân tỉnh Lâm Đồng", ""),
        document("nghi-dinh", "11/2018/NĐ-CP", "", "Chính phủ", ""),
        document("luat", "12/2018/QH14", "", "Quốc hội", ""),
    ];
    let citing = document("trich", "1/TB-SNV", "2020", "Sở Nội vụ tỉnh Bình Thuận", "");
    let library = library([&entries[..], std::slice::from_ref(&citing)].concat());
    for (text, expected) in [
        ("Quyết định số 10/2018/QĐ-UBND ngày 05/3/2018", None),
        ("Nghị định số 11/2018/NĐ-CP ngày 05/3/2018", Some("nghi-dinh")),
        ("Luật số 12/2018/QH14 ngày 05/3/2018", Some("luat")),
        ("Luật số 12/2018/QH14 ngày 05/3/2019", None),
    ] {
        let found = library.resolve_citation(&cited(text), &citing);
        let address = expected.map(|name| format!("/van-ban/{name}/"));
        assert_eq!(found.map(|entry| &*entry.address), address.as_deref(), "{text}");
    }
}

#[test]
fn the_date_in_the_row_of_a_table_confirms_a_document_or_rules_it_out() {
    let one = document("mot", "12/UBND-VX", "15/01/2014", "", "");
    let other = document("hai", "12/UBND-VX", "15/01/2015", "", "");
    let citing = document("trich", "1/TB-SNV", "2020", "", "");
    let beside = |date: &str, entries: &[&Entry]| {
        let date = PartialDate::parse(date).expect("a date");
        let mut cited = cited("số 12/UBND-VX");
        cited.date = CitedDate::Beside(date);
        let entries = entries.iter().map(|entry| (*entry).clone()).chain([citing.clone()]);
        library(entries.collect()).resolve_citation(&cited, &citing).is_some()
    };
    assert!(beside("15/01/2014", &[&one]), "an old document of that date");
    assert!(!beside("16/01/2014", &[&one]), "another date");
    assert!(!beside("15/01/2014", &[&one, &other]), "the date alone does not choose one");
}

#[test]
fn a_number_with_a_year_resolves_to_a_document_without_a_date() {
    let citing = document("trich", "1/TB-SNV", "2026", "", "");
    let entries = vec![
        document("luat", "67/2020/QH14", "", "Quốc hội", ""),
        document("tb", "9/TB-SNV", "", "Sở Nội vụ", ""),
        citing.clone(),
    ];
    let library = library(entries);
    let resolves = |text| library.resolve_citation(&cited(text), &citing).is_some();
    assert!(resolves("Luật số 67/2020/QH14 ngày 13/11/2020"));
    assert!(!resolves("Luật số 67/2020/QH14 ngày 13/11/2021"));
    assert!(!resolves("Thông báo số 9/TB-SNV ngày 01/3/2026"));
}

#[test]
fn a_text_that_cites_its_own_number_does_not_cite_another_document_with_it() {
    let citing = document("ban-sao", "12/2026/TT-BTC", "", "", "");
    let other = document("ban-chinh", "12/2026/TT-BTC", "", "", "");
    let library = library(vec![citing.clone(), other]);
    let cited = cited("Thông tư số 12/2026/TT-BTC");
    assert!(library.resolve_citation(&cited, &citing).is_none());
}

#[test]
fn words_that_name_no_body_do_not_contradict() {
    let citing = document("trich", "1/TB-SNV", "2014", "", "");
    let plan = document("kh", "12/KH-UBND", "14/02/2014", "Ủy ban nhân dân tỉnh Bình Thuận", "");
    let library = library(vec![plan, citing.clone()]);
    let cases = [
        ("của cấp trên", true),
        ("của các cơ quan", true),
        ("của Chủ tịch UBND tỉnh giao chỉ tiêu cho các xã, phường", true),
        ("của UBND tỉnh công nhận xã nông thôn mới", true),
        ("của Bình Thuận", true),
        ("của UBND tỉnh Lâm Đồng", false),
        ("của ubnd tỉnh lâm đồng", false),
        ("của UBND xã, phường", false),
        ("của Sở Y tế", false),
    ];
    for (issuer, resolves) in cases {
        let cited = cited(&format!("Kế hoạch số 12/KH-UBND {issuer}"));
        assert_eq!(library.resolve_citation(&cited, &citing).is_some(), resolves, "{issuer}");
    }
}

#[test]
fn thousands_of_citations_of_one_shared_number_resolve() {
    let day = |at: usize| format!("{}/{}/{}", 1 + at % 28, 1 + at / 28 % 12, 1990 + at / 336);
    let plan = |at| document(&format!("k{at}"), "12/KH-UBND", &day(at), "Ủy ban nhân dân tỉnh", "");
    let text: String = (0..2_000)
        .map(|at| format!("Kế hoạch số 12/KH-UBND ngày {} của Ủy ban nhân dân tỉnh An; ", day(at)))
        .collect();
    let mut entries: Vec<Entry> = (0..2_000).map(plan).collect();
    entries.push(document("trich", "1/TB-SNV", "2026", "", &text));
    let library = library(entries);
    let citing = library.by_source("content/van-ban/trich.md").expect("the entry was indexed");
    let resolved_count = citing
        .citations
        .iter()
        .filter(|cited| library.resolve_citation(cited, citing).is_some())
        .count();
    assert_eq!((citing.citations.len(), resolved_count), (2_000, 2_000));
}
