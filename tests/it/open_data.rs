//! Open data and overviews on whole portals: the schema, the two formats, and which files a new document changes.
//!
//! Files are read by parsers that the program does not use: `serde_json`, and a CSV parser written for the tests.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::test_portal::TestPortal;

fn json(portal: &TestPortal, address: &str) -> Value {
    serde_json::from_str(&portal.page(address)).unwrap_or_else(|error| panic!("{address}: {error}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Parses CSV (RFC 4180); every line must end in CRLF.
fn csv(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the file ends within a line");
    rows
}

#[test]
fn every_record_of_the_sample_matches_the_schema_and_its_csv_row() {
    let site = TestPortal::sample().build().assert_clean();
    let schema = json(&site, "/du-lieu/van-ban.schema.json");
    let properties = keys(&schema["$defs"]["document"]["properties"]);
    let required = list(&schema["$defs"]["document"]["required"]);
    let index = json(&site, "/du-lieu/van-ban.json");
    let base = index["publisher"]["url"].as_str().expect("an address");
    let mut count = 0;
    for year in list(&index["years"]) {
        let at =
            |form: &str| format!("/{}", &year[form].as_str().expect("an address")[base.len()..]);
        let file = json(&site, &at("json"));
        assert_eq!(file["year"], year["year"]);
        let rows = csv(&site.page(&at("csv")));
        let documents = list(&file["documents"]);
        assert_eq!(rows.len(), documents.len() + 1);
        for (document, row) in documents.iter().zip(&rows[1..]) {
            assert!(keys(document).is_subset(&properties), "{document}");
            assert!(required.iter().all(|key| document.get(key.as_str().expect("text")).is_some()));
            assert_eq!(row.len(), rows[0].len());
            assert_eq!(document["id"], row[0].as_str());
            assert_eq!(document.get("number").map_or("", |n| n.as_str().expect("text")), row[2]);
            let address = &row[0][base.len() - 1..];
            assert!(site.has(address), "{address}");
            count += 1;
        }
    }
    assert!(count > 30, "{count} documents");
}

#[test]
fn a_new_document_changes_the_data_and_the_lists_of_its_own_year_only() {
    let document = |day: u32, year: u32| {
        format!("---\ntiêu đề: Số {day}\nthể loại: BC\nngày ban hành: {day}/3/{year}\n---\n")
    };
    let mut portal = TestPortal::new().edit("portal.yaml", "sections:", "page_size: 2\nsections:");
    for (day, year) in (10..16).flat_map(|day| [(day, 2013), (day, 2014)]) {
        portal = portal.file(&format!("content/van-ban/{year}/{day}.md"), &document(day, year));
    }
    let portal =
        portal.build().assert_clean().file("content/van-ban/2014/20.md", &document(20, 2014));
    let portal = portal.build().assert_clean();
    let written = &portal.report().published.as_ref().expect("published").written;
    let changed = |path: &str| written.iter().any(|written| **written == *path);
    for path in [
        "van-ban/2014/20/index.html",
        "du-lieu/van-ban-2014.json",
        "du-lieu/van-ban-2014.csv",
        "danh-muc-cong-khai/index.html",
        "danh-muc-cong-khai/nam/2014/index.html",
    ] {
        assert!(changed(path), "{path} must change: {written:#?}");
    }
    for path in [
        "du-lieu/index.html",
        "du-lieu/van-ban.json",
        "du-lieu/van-ban.schema.json",
        "so-do-trang/index.html",
        "tim-kiem/index.html",
        "sitemap-chung.xml",
        "404.html",
    ] {
        assert!(portal.has(&format!("/{}", path.trim_end_matches("index.html"))), "{path}");
        assert!(!changed(path), "{path} must not change: {written:#?}");
    }
    let older: Vec<_> = written.iter().filter(|path| path.contains("2013")).collect();
    assert!(older.is_empty(), "{older:#?}");
}

#[test]
fn a_list_that_becomes_paginated_changes_its_overviews_once_and_a_relation_no_data_of_another_year()
{
    let document = |day: u32, year: u32, more: &str| {
        format!("---\ntiêu đề: Số {day}\nthể loại: BC\nngày ban hành: {day}/3/{year}\n{more}---\n")
    };
    let mut portal = TestPortal::new().edit("portal.yaml", "sections:", "page_size: 2\nsections:");
    for (day, year) in [(10, 2013), (11, 2013), (10, 2014), (11, 2014)] {
        let path = format!("content/van-ban/{year}/{day}.md");
        portal = portal.file(&path, &document(day, year, ""));
    }
    let relation = "căn cứ: /van-ban/2013/10/\n";
    let overviews = ["so-do-trang/index.html", "tim-kiem/index.html"];
    for (day, grows_long) in [(12, true), (13, false)] {
        let path = format!("content/van-ban/2014/{day}.md");
        let text = document(day, 2014, relation);
        portal = portal.build().assert_clean().file(&path, &text).build().assert_clean();
        let written = &portal.report().published.as_ref().expect("published").written;
        let changed = |path: &str| written.iter().any(|written| **written == *path);
        assert!(changed("van-ban/2013/10/index.html"), "it lists the new document: {written:#?}");
        assert!(overviews.iter().all(|path| changed(path) == grows_long), "{day}: {written:#?}");
        assert_eq!(changed("danh-muc-cong-khai/nam/2013/index.html"), grows_long);
        assert!(changed("du-lieu/van-ban-2014.json"), "{written:#?}");
        for path in
            ["du-lieu/van-ban-2013.json", "du-lieu/van-ban-2013.csv", "du-lieu/van-ban.json"]
        {
            assert!(!changed(path), "{path} must not change: {written:#?}");
        }
    }
}

#[test]
fn the_file_of_a_year_contains_all_documents_however_many_list_pages_there_are() {
    let mut portal = TestPortal::new().edit("portal.yaml", "sections:", "page_size: 1\nsections:");
    for day in 10..30 {
        let text = format!("---\ntiêu đề: Số {day}\nngày ban hành: {day}/3/2014\n---\n");
        portal = portal.file(&format!("content/van-ban/{day}.md"), &text);
    }
    let portal = portal.build().assert_clean();
    assert_eq!(list(&json(&portal, "/du-lieu/van-ban-2014.json")["documents"]).len(), 20);
}
