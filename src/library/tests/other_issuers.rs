//! Tests that a citation is no link where the text names another body, another type or another law.
//!
//! One document has each number. The texts are bodies as authors write them, with tables of Markdown and of HTML.

use super::*;
use crate::entry::markdown::outline;

/// The documents: name, number, type, date, issuer and title.
const DOCUMENTS: [[&str; 6]; 9] = [
    ["q1", "12/QĐ-UBND", "Quyết định", "05/3/2026", "UBND xã Một", "Quyết định"],
    ["q13", "13/QĐ-UBND", "Quyết định", "06/3/2026", "UBND xã Một", "Quyết định"],
    ["h100", "100/QĐ-UBND", "Quyết định", "01/3/2026", "UBND tỉnh Hai", "Quyết định"],
    ["nd", "23/2025/NĐ-CP", "Nghị định", "21/02/2025", "Chính phủ", "Nghị định"],
    ["tt", "05/2026/TT-BKHCN", "Thông tư", "02/02/2026", "Bộ Khoa học và Công nghệ", "Thông tư"],
    ["dl", "60/2024/QH15", "Luật", "30/11/2024", "Quốc hội", "Luật Dữ liệu"],
    ["qh", "112/2025/QH15", "Luật", "10/12/2025", "Quốc hội", "Luật Quy hoạch"],
    ["dt", "47/2024/QH15", "Luật", "26/11/2024", "Quốc hội", "Luật Quy hoạch đô thị và nông thôn"],
    ["gd", "123/2025/QH15", "Luật", "10/12/2025", "Quốc hội", "Luật số 123/2025/QH15 Giáo dục"],
];

/// Returns the names of the documents that a body links, in order.
fn links(body: &str) -> String {
    let documents = DOCUMENTS.map(|[name, number, kind, date, issuer, title]| {
        let mut document = document(name, number, date, issuer, "");
        document.metadata.doc_type = Some(kind.into());
        document.metadata.title = title.into();
        document.update_metadata_fingerprint();
        document
    });
    let mut citing = document("trich", "1/TB-SNV", "01/6/2026", "", "");
    citing.citations = outline(body).citations.into();
    let library = library(documents.into_iter().chain([citing.clone()]).collect());
    let citations = citing.citations.iter();
    let found = citations.filter_map(|cited| library.resolve_citation(cited, &citing).cloned());
    sources(&found.collect::<Vec<_>>()).join(" ")
}

fn assert_links(cases: &[(&str, &str)]) {
    for (body, expected) in cases {
        assert_eq!(links(body), *expected, "in {body:?}");
    }
}

#[test]
fn another_issuer_before_the_number_rules_a_document_out() {
    assert_links(&[
        ("Quyết định của UBND tỉnh Hai số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("Quyết định của Thủ tướng Chính phủ số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("Quyết định (tỉnh Hai) số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("Theo UBND tỉnh Hai, Quyết định số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("UBND tỉnh Hai ban hành Quyết định số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("UBND tỉnh Hai ban hành Quyết định số 12/QĐ-UBND và Quyết định số 13/QĐ-UBND", ""),
        ("Chủ tịch UBND TP. Hai vừa ký Quyết định số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("Quyết định của UBND xã Một số 100/QĐ-UBND ngày 1/3/2026", ""),
        ("Nghị định của Thủ tướng Chính phủ số 23/2025/NĐ-CP", ""),
        ("Quyết định của UBND tỉnh Hai (số 12/QĐ-UBND ngày 5/3/2026)", ""),
        ("Quyết định của UBND tỉnh Hai, số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("Quyết định UBND tỉnh Hai số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("UBND tỉnh Hai: Quyết định số 12/QĐ-UBND ngày 5/3/2026", ""),
        ("được UBND tỉnh Hai phê duyệt tại Quyết định số 12/QĐ-UBND", ""),
        ("được UBND xã Một phê duyệt tại Quyết định số 12/QĐ-UBND", "q1"),
        ("Quyết định UBND xã Một số 12/QĐ-UBND ngày 5/3/2026", "q1"),
        ("Luật Tổ chức Chính phủ số 112/2025/QH15", ""),
        ("Quyết định của UBND xã Một số 12/QĐ-UBND ngày 5/3/2026", "q1"),
        ("UBND xã Một, tỉnh Hai ban hành Quyết định số 12/QĐ-UBND", "q1"),
        ("Sở Nội vụ, UBND tỉnh Hai ban hành Quyết định số 100/QĐ-UBND", "h100"),
        ("Theo đề nghị của Sở Nội vụ, Quyết định số 12/QĐ-UBND", "q1"),
        ("Sở Nội vụ thực hiện Quyết định số 12/QĐ-UBND", "q1"),
        ("Quyết định số 100/QĐ-UBND của UBND tỉnh Hai, Quyết định số 12/QĐ-UBND", "h100 q1"),
        ("Bộ Tài chính, Nghị định số 23/2025/NĐ-CP", "nd"),
    ]);
}

#[test]
fn another_issuer_after_the_number_rules_a_document_out() {
    assert_links(&[
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 (tỉnh Hai)", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 – UBND tỉnh Hai", ""),
        ("Quyết định số 12/QĐ-UBND (UBND tỉnh Hai) ngày 5/3/2026", ""),
        ("Quyết định số 12/QĐ-UBND (của UBND tỉnh Hai)", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 của cấp tỉnh", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026, UBND tỉnh Hai.", ""),
        ("Theo Quyết định số 12/QĐ-UBND ngày 5/3/2026, UBND tỉnh Hai sẽ hỗ trợ", "q1"),
        ("các Quyết định số 12/QĐ-UBND, 13/QĐ-UBND của UBND tỉnh Hai", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026, số 13/QĐ-UBND của UBND tỉnh Hai", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 (xã Một)", "q1"),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 của cấp xã", "q1"),
        ("Quyết định số 12/QĐ-UBND (UBND xã Một) ngày 5/3/2026", "q1"),
        ("các Quyết định số 12/QĐ-UBND, 13/QĐ-UBND của UBND xã Một", "q1 q13"),
        ("Nghị định số 23/2025/NĐ-CP (Bộ Công an)", "nd"),
    ]);
}

#[test]
fn a_longer_name_is_that_of_another_body() {
    assert_links(&[
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 của UBND xã Một Trăm", ""),
        ("Quyết định số 12/QĐ-UBND ngày 5/3/2026 CỦA UBND XÃ MỘT TRĂM", ""),
        ("Quyết định số 100/QĐ-UBND của UBND tỉnh Hai Dương", ""),
        ("Nghị định số 23/2025/NĐ-CP của Thủ tướng Chính phủ", ""),
        ("Thông tư liên tịch số 05/2026/TT-BKHCN", ""),
        ("Thông tư số 05/2026/TT-BKHCN", "tt"),
        ("Quyết định số 12/QĐ-UBND của UBND xã Một triển khai nhiệm vụ", "q1"),
        ("Quyết định số 12/QĐ-UBND của UBND xã Một, tỉnh Hai", "q1"),
        ("QUYẾT ĐỊNH SỐ 12/QĐ-UBND CỦA UBND XÃ MỘT VỀ VIỆC", "q1"),
        ("Quyết định số 12/QĐ-UBND của UBND xã Một và Quyết định số 13/QĐ-UBND", "q1 q13"),
    ]);
}

#[test]
fn the_name_of_another_law_rules_a_law_out() {
    assert_links(&[
        ("Luật Đất đai số 60/2024/QH15", ""),
        ("Bộ luật Dân sự số 60/2024/QH15", ""),
        ("Luật Đất đai năm 2024 (số 60/2024/QH15)", ""),
        ("Luật Quy hoạch đô thị và nông thôn số 112/2025/QH15", ""),
        ("Luật Quy hoạch số 47/2024/QH15", ""),
        ("Luật Dữ liệu số 60/2024/QH15", "dl"),
        ("Luật Dữ liệu năm 2024 của Quốc hội số 60/2024/QH15", "dl"),
        ("Luật Quy hoạch số 112/2025/QH15", "qh"),
        ("Luật Quy hoạch đô thị và nông thôn số 47/2024/QH15", "dt"),
        ("Luật Giáo dục [123/2025/QH15]", "gd"),
        ("Luật Đất đai (sửa đổi bởi 60/2024/QH15)", "dl"),
        ("Luật Đất đai được sửa đổi bởi Luật số 60/2024/QH15", "dl"),
    ]);
}

/// Returns a table of one row with the number 12/QĐ-UBND, of Markdown and of HTML.
fn tables(number_head: &str, head: &str, cell: &str) -> [String; 2] {
    [
        format!("| {number_head} | {head} |\n|---|---|\n| 12/QĐ-UBND | {cell} |"),
        format!(
            "<table>\n<tr><th>{number_head}</th><th>{head}</th></tr>\n\
             <tr><td>12/QĐ-UBND</td><td>{cell}</td></tr>\n</table>"
        ),
    ]
}

#[test]
fn a_number_alone_in_a_table_needs_the_date_or_the_issuer_of_the_row() {
    let cases = [
        ("Số, ký hiệu", "Cơ quan ban hành", "UBND tỉnh Hai", ""),
        ("Số, ký hiệu", "Đơn vị ban hành", "UBND tỉnh Hai", ""),
        ("Số, ký hiệu", "Cơ quan", "UBND tỉnh Hai", ""),
        ("Số, ký hiệu", "Cơ quan", "UBND xã Một Trăm", ""),
        ("Số, ký hiệu", "Cơ quan", "UBND", ""),
        ("Số, ký hiệu", "Loại văn bản", "Kế hoạch", ""),
        ("Số, ký hiệu", "Năm", "2024", ""),
        ("Số, ký hiệu", "Năm", "2026", ""),
        ("Số, ký hiệu", "Ghi chú", "của UBND tỉnh Hai", ""),
        ("Số, ký hiệu", "Nội dung", "Khen thưởng", ""),
        ("Số, ký hiệu", "Ngày ban hành", "06/3/2026", ""),
        ("Số quyết định của UBND tỉnh Hai", "Ngày ban hành", "05/3/2026", ""),
        ("Văn bản của UBND tỉnh Hai", "Ngày ban hành", "05/3/2026", ""),
        ("Số hợp đồng", "Ngày ban hành", "05/3/2026", ""),
        ("Dự án", "Ngày ban hành", "05/3/2026", ""),
        ("Số, ký hiệu", "Ngày ban hành", "05/3/2026", "q1"),
        ("Số quyết định", "Ngày ban hành", "05/3/2026", "q1"),
        ("Số, ký hiệu", "Cơ quan ban hành", "UBND xã Một", "q1"),
        ("Số, ký hiệu", "Cơ quan ban hành", "UBND xã Một, tỉnh Hai", "q1"),
        ("Số, ký hiệu", "Ghi chú", "của UBND xã Một", "q1"),
    ];
    for (number_head, head, cell, expected) in cases {
        for table in tables(number_head, head, cell) {
            assert_eq!(links(&table), expected, "in {table}");
        }
    }
    assert_links(&[
        ("| Văn bản | Cơ quan |\n|---|---|\n| Quyết định số 12/QĐ-UBND | UBND tỉnh Hai |", ""),
        ("| Văn bản | Cơ quan |\n|---|---|\n| Quyết định số 12/QĐ-UBND | UBND xã Một |", "q1"),
        ("| Số hiệu | Nội dung |\n|---|---|\n| 23/2025/NĐ-CP | a |\n| 60/2024/QH15 | b |", "nd dl"),
        ("| Số | Ngày | Cơ quan |\n|---|---|---|\n| 12/QĐ-UBND | 05/3/2026 | UBND tỉnh Hai |", ""),
    ]);
}

#[test]
fn columns_of_a_table_with_merged_cells_say_nothing() {
    let head = "<tr><th>Số</th><th>Ngày</th><th>Cơ quan</th></tr>";
    let row = "<tr><td>12/QĐ-UBND</td><td>05/3/2026</td><td>UBND xã Một</td></tr>";
    let merged_rows = "<tr><td rowspan=\"2\">9/QĐ-UBND</td><td>05/3/2026</td><td>A</td></tr>\n\
                       <tr><td>12/QĐ-UBND</td><td>UBND tỉnh Hai</td></tr>";
    let merged_columns = "<tr><td colspan=\"3\">UBND tỉnh Hai</td></tr>";
    let merged_head = "<tr><th rowspan=\"2\">Số</th><th>Ngày</th><th>Cơ quan</th></tr>";
    let table = |rows: &[&str]| format!("<table>\n{}\n</table>", rows.join("\n"));
    assert_eq!(links(&table(&[head, row])), "q1");
    assert_eq!(links(&table(&[head, row, merged_rows, row])), "q1", "only the first");
    assert_eq!(links(&table(&[head, merged_columns, row])), "");
    assert_eq!(links(&table(&[merged_head, row])), "");
    assert_eq!(links(&table(&[head, "<tr><td>12/QĐ-UBND</td><td>05/3/2026</td></tr>"])), "");
}
