//! Tests of finding citations: their data, their extent, and text that is no citation.
//!
//! Each case describes its citations as `text | key | type | date | issuer`.

mod context;

use super::*;
use crate::entry::seeded_rng::SeededRng;

fn described(text: &str) -> Vec<String> {
    described_in_cell(text, &CellContext::NONE)
}

fn described_in_cell(text: &str, cell: &CellContext) -> Vec<String> {
    let citations = find_in_cell(text, cell).into_iter();
    citations
        .map(|citation| {
            let date = match citation.cited.date {
                CitedDate::Missing => "-".to_owned(),
                CitedDate::Certain(date) => date.iso(),
                CitedDate::Possible(date) => format!("?{}", date.iso()),
                CitedDate::Beside(date) => format!("|{}", date.iso()),
            };
            format!(
                "{} | {} | {} | {date} | {}",
                &text[citation.range],
                citation.cited.number,
                citation.cited.doc_type.unwrap_or("-"),
                citation.cited.issuer().unwrap_or("-")
            )
        })
        .collect()
}

#[test]
fn citations_of_real_pages_are_found() {
    let cases: [(&str, &[&str]); 16] = [
        (
            "Thực hiện Kế hoạch số 106-KH/TU ngày 05/8/2014 của BTV Thị ủy về việc sơ kết 04 năm (2010-2014)",
            &[
                "Kế hoạch số 106-KH/TU ngày 05/8/2014 | 106-kh/tu | Kế hoạch | 2014-08-05 | btv thị ủy",
            ],
        ),
        (
            "và Quyết định số 119-QĐ/BDVTU, ngày 30/7/2009 của Ban Dân vận",
            &[
                "Quyết định số 119-QĐ/BDVTU, ngày 30/7/2009 | 119-qđ/bdvtu | Quyết định | 2009-07-30 | ban dân vận",
            ],
        ),
        (
            "Kế hoạch số 06 và Hướng dẫn số 07 ngày 31/10/2011 của Ban Chỉ đạo",
            &[
                "Kế hoạch số 06 | 6 | Kế hoạch | 2011-10-31 | ban chỉ đạo",
                "Hướng dẫn số 07 ngày 31/10/2011 | 7 | Hướng dẫn | 2011-10-31 | ban chỉ đạo",
            ],
        ),
        (
            "Căn cứ Quy định 293, ngày 23/3/2010 của Ban Bí thư",
            &["Quy định 293, ngày 23/3/2010 | 293 | Quy định | 2010-03-23 | ban bí thư"],
        ),
        (
            "thực hiện Quyết định số 217-QĐ/TW, Quyết định số 218-QĐ/TW, ngày 12/12/2013 của Bộ Chính trị",
            &[
                "Quyết định số 217-QĐ/TW | 217-qđ/tw | Quyết định | 2013-12-12 | bộ chính trị",
                "Quyết định số 218-QĐ/TW, ngày 12/12/2013 | 218-qđ/tw | Quyết định | 2013-12-12 | bộ chính trị",
            ],
        ),
        ("Kết luận số 62", &[]),
        ("Lý do là Quy định 293 của Ban Bí thư", &[]),
        (
            "Chỉ thị số: 16/CT-TTg, ngày 16/5/2016",
            &["Chỉ thị số: 16/CT-TTg, ngày 16/5/2016 | 16/ct-ttg | Chỉ thị | 2016-05-16 | -"],
        ),
        (
            "Kế hoạch 304-KH/ĐU, ngày 04-6-2016 về",
            &["Kế hoạch 304-KH/ĐU, ngày 04-6-2016 | 304-kh/đu | Kế hoạch | 2016-06-04 | -"],
        ),
        ("Nghị Quyết số 25 TW về công tác", &["Nghị Quyết số 25 TW | 25 tw | Nghị quyết | - | -"]),
        ("Chỉ thị 39/CT-TW.", &["Chỉ thị 39/CT-TW | 39/ct-tw | Chỉ thị | - | -"]),
        ("Số: 85/BC-LĐLĐ", &[]),
        ("LIÊN ĐOÀN\nSố: 85/BC-LĐLĐ  LaGi, ngày 24 tháng 9 năm 2014", &[]),
        (
            "văn bản số 12/KH-UBND ngày 24 tháng 9 năm 2014",
            &["văn bản số 12/KH-UBND ngày 24 tháng 9 năm 2014 | 12/kh-ubnd | - | 2014-09-24 | -"],
        ),
        (
            "Nghị quyết số 25-NQ/TW và Công văn số 12-CV/TU ngày 05/8/2014",
            &[
                "Nghị quyết số 25-NQ/TW | 25-nq/tw | Nghị quyết | ?2014-08-05 | -",
                "Công văn số 12-CV/TU ngày 05/8/2014 | 12-cv/tu | Công văn | 2014-08-05 | -",
            ],
        ),
        (
            "có 14 đồng chí, 3.739/4.969 người, 132,89%, quý IV/2012, 10 tỷ đồng/tháng, 1/5 và 24/9/2014",
            &[],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(described(text), expected, "in {text:?}");
    }
}

#[test]
fn the_issuer_is_found_before_and_after_the_date() {
    let cases: [(&str, &[&str]); 2] = [
        (
            "Kế hoạch số 12/KH-UBND ngày 05/8/2014 của Ủy ban nhân dân tỉnh ban hành đề án",
            &[
                "Kế hoạch số 12/KH-UBND ngày 05/8/2014 | 12/kh-ubnd | Kế hoạch | 2014-08-05 | ủy ban nhân dân tỉnh",
            ],
        ),
        (
            "Kế hoạch số 12/KH-STTTT của Sở Thông tin và Truyền thông, ban hành ngày 05/8/2014",
            &[
                "Kế hoạch số 12/KH-STTTT của Sở Thông tin và Truyền thông, ban hành ngày 05/8/2014 | 12/kh-stttt | Kế hoạch | \
               2014-08-05 | sở thông tin và truyền thông",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(described(text), expected, "in {text:?}");
    }
}

#[test]
fn a_citation_is_found_in_all_common_spellings() {
    let key = |text: &str| -> Vec<(String, String)> {
        find(text)
            .into_iter()
            .map(|c| {
                let date = match c.cited.date {
                    CitedDate::Certain(date) => date.iso(),
                    other => format!("{other:?}"),
                };
                (c.cited.number.to_string(), date)
            })
            .collect()
    };
    let same = [
        "Kế hoạch số 106-KH/TU ngày 05/8/2014",
        "Kế\u{a0}hoạch\u{a0}số\u{a0}106-KH/TU\u{a0}ngày\u{a0}05/8/2014",
        "kế hoạch  số  106 – KH/TU, ngày 05-8-2014",
        "KẾ HOẠCH SỐ 106\u{2010}KH/TU NGÀY 05.8.2014",
        "Kế\nhoạch số\n106-\nKH/TU ngày\n05/8/2014",
        "Kế hoạch 106\u{2212}KH/TU (ngày 05 tháng 8 năm 2014)",
        "KH số 106-KH/TU (05/8/2014)",
        "Kế hoạch số106-KH/TU ban hành ngày 5 tháng tám năm 2014",
        "Kế hoạch số 0106-KH/TU ký ngày 05/08/2014",
        "Kế hoạch số 106-KH/TU của Ban Thường vụ Thị ủy, ngày 05/8/2014",
        "Kế hoạch số 106-KH/TU (khóa XI) ngày 5/8/2014",
        "kế hoạch số 106-kh/tu ngày 5/8/2014",
        "Kế hoạch số 106-KH/TU, được ban hành ngày 05 /8/ 2014",
        "Kế hoạch hành động số 106-KH/TU ngày 05/8/2014 - Phòng Nội vụ",
        "106-KH/TU, 05/8/2014",
        "Kế hoạch số 106-KH/TU, ký ngày mùng 5 tháng 8 năm 2014",
        "(số 106-KH/TU ngày 05/8/2014)",
        "Số 106-KH/TU ngày 05/8/2014",
    ];
    for text in same {
        assert_eq!(key(text), [("106-kh/tu".into(), "2014-08-05".into())], "in {text:?}");
    }
}

#[test]
fn text_that_is_no_citation_is_not_found() {
    let non_citations = [
        "Công văn số 238 về phong trào",
        "Kế hoạch số 106-KH/TU ngày 05/8",
        "Kế hoạch số 106-KH/TU ngày …/…/2014",
        "Kế hoạch số 106-KH/TU ngày 31/02/2014",
        "số 12 đường Trần Phú, ngày 05/8/2014",
        "tăng 12/KH so với",
        "Số hiệu: 85/BC-LĐLĐ",
        "ĐT: 0252-3822398; 24/7-TV",
        "kế hoạch 12 tháng ngày 05/8/2014",
        "Kế hoạch số\u{fffc}106",
        "Điều 12 Luật này; khoản 3/Điều 5",
        "Kế hoạch năm 2014",
        "kế hoạch 2014-2015 ngày 05/8/2014",
        "Quyết định số 12/5 ngày 05/8/2014",
        "báo cáo 1.250 hộ, ngày 05/8/2014",
        "Mẫu số 01/BC-UBND; Biểu mẫu số 02-BC/TU; Phụ lục số: 12/KH-UBND",
        "theo Điều 2/QĐ-UBND, khoản 5/2014/QĐ-UBND",
        "hồ sơ 9/KH-UBND; thửa đất số 2/QĐ-UBND; Mã số 2-QĐ/UBND; Số lô 12-KH/UBND",
        "GPXB số 9/QĐ-UBND; Giấy phép số 9/QĐ-UBND; Tài khoản 12/KH-UBND; tổ 7/UBND-VX",
        "Quyết định số 2/QĐ-UBND ngày hôm nay",
        "Quyết định số 2/QĐ-UBND ngày 06 tháng 02",
        "https://a.vn/2/QĐ-UBND, 2/QĐ-UBND@a.vn, /2/QĐ-UBND/x.pdf, 2/QĐ-UBND_1",
        "Thông báo 2 ngày 05/8/2014 nghỉ lễ",
        "Kế hoạch số 1 12/KH-UBND",
        "12-AB1-AB1-AB1-AB1-AB1-AB1-AB1/KH ngày 05/8/2014",
    ];
    for text in non_citations {
        assert_eq!(described(text), Vec::<String>::new(), "in {text:?}");
    }
}

#[test]
fn the_type_consistent_with_the_number_counts() {
    let cases = [
        ("Thông báo kết luận số 12-TB/TU", "Thông báo"),
        ("Chương trình hành động số 30-CTr/TU", "Chương trình"),
        ("quy định tại Thông tư liên tịch số 116/2020/TTLT-BTC-BTP", "Thông tư liên tịch"),
        ("Luật số 80/2015/QH13", "Luật"),
        ("Bộ luật số 91/2015/QH13", "Bộ luật"),
        ("hướng dẫn Nghị định 66.13/2026/NĐ-CP", "Nghị định"),
        ("Báo cáo số 12/KH-UBND", "Báo cáo"),
        ("báo cáo kết quả thực hiện công văn số 12/UBND-VX", "Công văn"),
    ];
    for (text, kind) in cases {
        let found = find(text);
        assert_eq!(found.len(), 1, "in {text:?}");
        assert_eq!(found[0].cited.doc_type, Some(kind), "in {text:?}");
    }
}

#[test]
fn a_year_near_a_number_without_a_date_is_kept() {
    let cases = [
        ("Kế hoạch số 12/KH-UBND (2020)", Some((2020, 2020))),
        ("Kế hoạch số 12/KH-UBND về chuyển đổi số năm 2023", Some((2023, 2023))),
        ("Kế hoạch số 12/KH-UBND của UBND huyện Tánh Linh năm 2023", Some((2023, 2023))),
        ("Kế hoạch số 12/KH-UBND năm học 2022-2023", Some((2021, 2023))),
        ("Kế hoạch năm 2022 số 12/KH-UBND", Some((2022, 2022))),
        ("Kế hoạch (số 12/KH-UBND) năm 2019", Some((2019, 2019))),
        ("Kế hoạch số 12/KH-UBND tặng 2014/2015 hộ", None),
        ("Kế hoạch số 12/KH-UBND. Năm 2014", None),
        ("Kế hoạch số 12/KH-UBND ngày 05/8/2014 cho năm 2015", None),
        ("Nghị định số 30/2020/NĐ-CP năm nay 2021", None),
    ];
    for (text, years) in cases {
        let found = find(text);
        assert_eq!(found.len(), 1, "in {text:?}");
        assert_eq!(found[0].cited.years, years, "in {text:?}");
    }
}

#[test]
fn lists_are_joined_by_words_and_commas_but_not_by_spaces_alone() {
    let last_type = |text: &str| find(text).last().map(|citation| citation.cited.doc_type);
    assert_eq!(last_type("Kế hoạch số 12/KH-UBND, 13/KH-UBND"), Some(Some("Kế hoạch")));
    assert_eq!(last_type("Kế hoạch số 12/KH-UBND 13/KH-UBND"), Some(None));
    let far = format!("Kế hoạch số 12/KH-UBND{}13/KH-UBND", " , ".repeat(20));
    assert_eq!(last_type(&far), Some(None));
}

#[test]
fn spellings_of_the_central_committee_have_the_same_key() {
    for text in ["Nghị quyết số 25-NQ/TƯ", "Nghị quyết số 25-NQ/TW", "nghị quyết số 25-nq/tư"]
    {
        assert_eq!(find(text)[0].cited.number.as_str(), "25-nq/tw", "in {text:?}");
    }
}

#[test]
fn a_distant_type_counts_only_if_the_number_is_consistent_with_it() {
    for text in ["hướng dẫn tại số 12/KH-UBND", "báo cáo theo 12/UBND-VX ngày 05/8/2014"]
    {
        let found = find(text);
        assert_eq!(found.len(), 1, "in {text:?}");
        assert_eq!(found[0].cited.doc_type, None, "in {text:?}");
    }
}

#[test]
fn random_texts_never_panic_and_citations_are_in_order() {
    const FRAGMENTS: &[&str] = &[
        "Kế hoạch",
        "số",
        "Số hiệu",
        " ",
        "\u{a0}",
        "\n",
        ":",
        ".",
        ",",
        "106",
        "05",
        "2014",
        "66.13",
        "-",
        "–",
        "/",
        "KH",
        "TU",
        "QĐ",
        "TW",
        "a",
        "ế",
        "ngày",
        "tháng",
        "năm",
        "tám",
        "(",
        ")",
        "của",
        "do",
        "Sở",
        "và",
        "hiệu",
        "\u{FFFC}",
        "\u{AD}",
        "\u{301}",
        "&",
        "%",
        "😀",
        "İ",
        "25 TW",
        "106-KH/TU",
        " ngày 05/8/2014",
        "văn bản",
        " của UBND tỉnh Hai",
        "UBND TP. Hai ban hành ",
    ];
    let mut rng = SeededRng(5);
    let mut below = |bound: usize| rng.below(bound);
    let mut count = 0;
    for _ in 0..5_000 {
        let text: String = (0..1 + below(24)).map(|_| FRAGMENTS[below(FRAGMENTS.len())]).collect();
        let mut end = 0;
        for Citation { range, number, .. } in find(&text) {
            assert!(end <= range.start && range.start <= number.start, "{text:?}");
            assert!(number.end <= range.end && text.get(range.clone()).is_some(), "{text:?}");
            assert!(text[number].starts_with(|c: char| c.is_ascii_digit()), "{text:?}");
            end = range.end;
            count += 1;
        }
    }
    assert!(count > 300, "the fragments should form citations: {count}");
}
