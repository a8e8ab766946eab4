//! The sample portal: what a visitor finds on it, and what is true of every page.
//!
//! Pages are read by the tokenizer of the tests, which shares no code with the link pass of the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::html::{self, HtmlTag, HtmlToken};
use crate::test_portal::{Files, TestPortal, output_path, sample_files, without_digests};

const BASE: &str = "https://ldld-lagi.example.vn";

fn sample_site() -> TestPortal {
    TestPortal::sample().build()
}

/// The HTML pages of the site by path.
fn pages(site: &Files) -> BTreeMap<&str, &str> {
    let pages = site.iter().filter(|(path, _)| path.ends_with(".html"));
    let text = |bytes| std::str::from_utf8(bytes).expect("a page is UTF-8");
    pages.map(|(path, bytes)| (path.as_str(), text(bytes))).collect()
}

fn opening_tags(page: &str) -> Vec<HtmlTag<'_>> {
    let opened = html::tokens(page).into_iter().filter_map(|token| match token {
        HtmlToken::Open(tag) => Some(tag),
        _ => None,
    });
    opened.collect()
}

#[test]
fn the_sample_builds_without_error_or_warning() {
    sample_site().assert_clean();
    TestPortal::sample().with_drafts().build().assert_clean();
}

#[test]
fn the_sample_has_no_advice_but_what_it_ignores() {
    TestPortal::sample().check().assert_faults([]);
    TestPortal::sample().with_drafts().check().assert_faults([]);
}

#[test]
fn the_report_of_2014_has_the_labels_of_real_portals() {
    let site = sample_site();
    let page = site.page("/van-ban/2014/85-bc-ldld/");
    let facts =
        html::inner_by_attribute(&page, "data-niemyet", "facts").expect("the page has facts");
    let names = html::element_texts(facts, "dt");
    let values = html::element_texts(facts, "dd");
    let facts: BTreeMap<_, _> =
        names.iter().map(String::as_str).zip(values.iter().map(String::as_str)).collect();
    for (name, value) in [
        ("Số hiệu", "85/BC-LĐLĐ"),
        ("Thể loại", "Báo cáo"),
        ("Ngày ban hành", "24/9/2014"),
        ("Cơ quan ban hành", "Liên đoàn Lao động thị xã La Gi"),
        ("Lĩnh vực", "Công tác dân vận; Tổ chức bộ máy"),
        ("Người ký", "Trần Anh"),
        ("Chức vụ", "Chủ tịch"),
        ("Người đăng", "ldldlagi"),
        ("Ngày đăng", "23/12/2014"),
        ("Ngày cập nhật", "06/02/2015"),
    ] {
        assert_eq!(facts.get(name), Some(&value), "{name} of {facts:#?}");
    }
    let headings = html::element_texts(&page, "h2");
    for label in
        ["Tệp đính kèm", "Toàn văn", "Văn bản cùng thể loại", "Đính chính", "Văn bản liên quan"]
    {
        assert!(headings.iter().any(|heading| heading == label), "{label} is not in {headings:#?}");
    }
    for text in [
        "Báo cáo số 85/BC-LĐLĐ (bản soạn thảo)",
        "Biểu số liệu công đoàn cơ sở và đoàn viên",
        "Số đúng là 3.739/4.969, tức 75,25%.",
    ] {
        assert!(html::visible_text(&page).contains(text), "{text}");
    }
}

#[test]
fn a_news_item_names_its_author_and_photographer() {
    let site = sample_site();
    let page = site.page("/tin-tuc/2014/so-ket-khoi-dan-van/");
    assert_eq!(html::element_texts(&page, "figcaption"), ["Quang cảnh hội nghị"]);
    let text = html::visible_text(&page);
    assert!(text.contains("Tin, ảnh: Minh Châu"), "{text}");
    assert!(!text.contains("Tin: Tin"), "{text}");
    let page = site.page("/tin-tuc/2018/dai-hoi-lan-thu-ix/");
    assert!(html::visible_text(&page).contains("Tin: Minh Châu – Ảnh: Quốc Bảo"));
}

#[test]
fn every_page_has_one_title_one_heading_and_a_language() {
    let site = sample_site().site_files();
    let pages = pages(&site);
    assert!(pages.len() > 60, "{} pages", pages.len());
    for (path, page) in pages {
        assert_eq!(html::element_texts(page, "h1").len(), 1, "{path}");
        assert!(html::element_texts(page, "h1").iter().all(|text| !text.is_empty()), "{path}");
        // Drawings in the body have their own titles.
        let head = page.split("</head>").next().unwrap_or_default();
        assert_eq!(html::element_texts(head, "title").len(), 1, "{path}");
        let root = opening_tags(page).into_iter().find(|tag| tag.name == "html");
        let language = root.and_then(|tag| tag.attribute("lang").map(str::to_owned));
        let translated = path.starts_with("en/") || path.ends_with("-en/index.html");
        assert_eq!(language.as_deref(), Some(if translated { "en" } else { "vi" }), "{path}");
        assert!(page.starts_with("<!DOCTYPE html>\n"), "{path}");
    }
}

#[test]
fn the_frame_of_an_english_page_has_no_vietnamese_text_without_a_lang_attribute() {
    let site = sample_site();
    let page = site.page("/en/about/");
    let mut frame = Vec::new();
    // The body is skipped, because it names people and places.
    let (mut marked, mut body) = (0, false);
    for token in html::tokens(&page) {
        match token {
            HtmlToken::Open(tag) if tag.has_content() => {
                body |= tag.attribute("data-niemyet") == Some("body");
                let is_foreign = tag.attribute("lang").is_some_and(|language| language != "en");
                marked += usize::from(marked > 0 || is_foreign);
            }
            HtmlToken::Close(name, _) => {
                marked = usize::saturating_sub(marked, 1);
                body &= name != "main";
            }
            HtmlToken::Text(text) if marked == 0 && !body => frame.push(text.to_owned()),
            _ => {}
        }
    }
    let frame = frame.concat();
    for word in ["Trang chủ", "Văn bản", "Địa chỉ", "Liên đoàn", "Tra cứu", "Giới thiệu"]
    {
        assert!(!frame.contains(word), "{word}: {frame}");
    }
    for word in ["La Gi Town Federation of Labour", "Home", "Documents", "Site map", "16 Mar 2026"]
    {
        assert!(frame.contains(word), "{word}: {frame}");
    }
}

#[test]
fn no_page_needs_a_script_a_style_or_another_host() {
    for (path, page) in pages(&sample_site().site_files()) {
        for tag in opening_tags(page) {
            // Linked data is never executed. Scripts of the theme add optional features: larger text and what holds
            // today on every page, and search results on the search page.
            let is_data = tag.attribute("type") == Some("application/ld+json");
            let source = tag.attribute("src").map(without_digests);
            let is_display_script = source.as_deref() == Some("/tai-nguyen/hien-thi.js");
            let is_effect_script = source.as_deref() == Some("/tai-nguyen/hieu-luc.js");
            let is_search_script = path == "tim-kiem/index.html"
                && source.as_deref() == Some("/tai-nguyen/tra-cuu.js")
                && tag.attribute("defer").is_some();
            assert!(
                is_data
                    || is_display_script
                    || is_effect_script
                    || is_search_script
                    || !["script", "style", "object", "embed", "base"].contains(&tag.name),
                "{path}: {tag:?}"
            );
            // A preview is a frame that stays empty until the reader opens it.
            let is_preview = tag.attribute("src").is_none() && tag.attribute("title").is_some();
            assert!(tag.name != "iframe" || is_preview, "{path}: {tag:?}");
            for (name, value) in &tag.attributes {
                assert!(*name != "style" && !name.starts_with("on"), "{path}: {tag:?}");
                let loads = *name == "src"
                    || (tag.name == "link" && tag.attribute("rel") == Some("stylesheet"));
                assert!(!loads || !value.contains("//"), "{path}: {tag:?}");
                assert!(!value.starts_with("javascript:"), "{path}: {tag:?}");
            }
        }
    }
}

#[test]
fn every_id_is_unique_on_its_page() {
    for (path, page) in pages(&sample_site().site_files()) {
        let ids = html::ids(page);
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{path}: {ids:?}");
    }
}

#[test]
fn every_element_of_every_page_is_closed() {
    for (path, page) in pages(&sample_site().site_files()) {
        let mut open = Vec::new();
        for token in html::tokens(page) {
            match token {
                HtmlToken::Open(tag) if tag.has_content() => open.push(tag.name),
                HtmlToken::Close(name, _) => {
                    assert_eq!(open.pop(), Some(name), "{path}");
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "{path}: {open:?}");
    }
}

#[test]
fn every_internal_link_leads_to_a_file_and_every_anchor_to_an_id() {
    let site = sample_site().site_files();
    let mut broken = Vec::new();
    for (path, page) in pages(&site) {
        for address in html::addresses(page) {
            let address = address.strip_prefix(BASE).unwrap_or(&address);
            let (file, anchor) = address.split_once('#').unwrap_or((address, ""));
            if !file.is_empty() && !file.starts_with('/') {
                assert!(is_external(file), "{path}: {address} is relative");
                continue;
            }
            let file =
                if file.is_empty() { path.to_owned() } else { output_path(&percent_decoded(file)) };
            let found = site.get(&file).map(|bytes| String::from_utf8_lossy(bytes));
            let has =
                |page: &str| anchor.is_empty() || html::ids(page).iter().any(|id| id == anchor);
            if !found.is_some_and(|page| has(&page)) {
                broken.push(format!("{path}: {address}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

fn is_external(address: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| address.starts_with(scheme))
}

fn percent_decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = (*byte == b'%').then(|| std::str::from_utf8(&after[..2]).expect("two digits"));
        let (byte, after) = match hex {
            Some(hex) => (u8::from_str_radix(hex, 16).expect("hex"), &after[2..]),
            None => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).expect("addresses are UTF-8")
}

#[test]
fn every_attachment_is_on_the_site_byte_for_byte() {
    let site = sample_site().site_files();
    let sources = sample_files();
    let files =
        sources.iter().filter(|(path, _)| path.starts_with("content/") && !path.ends_with(".md"));
    let mut sources: Vec<&Vec<u8>> = files.map(|(_, bytes)| bytes).collect();
    let generated = [
        ".html",
        ".xml",
        ".css",
        ".caddy",
        ".nginx",
        "robots.txt",
        "_headers",
        "_redirects",
        ".htaccess",
        "web.config",
    ];
    // No source picture of the sample is a WebP, so WebP files are smaller renditions.
    let generated = generated.into_iter().chain([".webp", "anh-chia-se.png"]).collect::<Vec<_>>();
    let is_generated = |path: &str| {
        generated.iter().any(|end| path.ends_with(end)) || path.starts_with("du-lieu/")
    };
    let copied =
        site.iter().filter(|(path, _)| !is_generated(path) && !path.starts_with("tai-nguyen/"));
    let mut copied: Vec<&Vec<u8>> = copied.map(|(_, bytes)| bytes).collect();
    assert!(sources.len() >= 30, "{} files", sources.len());
    sources.sort();
    copied.sort();
    assert_eq!(sources.len(), copied.len());
    assert!(sources == copied, "an attachment was changed");
}

#[test]
fn every_feed_and_site_map_is_well_formed() {
    let site = sample_site().site_files();
    let files = site.iter().filter(|(path, _)| path.ends_with(".xml"));
    let mut count = 0;
    for (path, bytes) in files {
        let xml = std::str::from_utf8(bytes).expect("XML is UTF-8");
        assert_well_formed(path, xml);
        count += 1;
    }
    assert!(count > 30, "{count} files");
}

/// Asserts that each element is closed, that there is one root, and that every `&` begins an entity.
#[track_caller]
fn assert_well_formed(path: &str, xml: &str) {
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"), "{path}");
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    for token in html::tokens(xml) {
        match token {
            HtmlToken::Open(tag) => {
                roots += usize::from(open.is_empty());
                if !tag.self_closing {
                    open.push(tag.name);
                }
            }
            HtmlToken::Close(name, _) => assert_eq!(open.pop(), Some(name), "{path}"),
            HtmlToken::Text(text) => {
                assert!(!open.is_empty() || text.trim().is_empty(), "{path}: {text:?}");
            }
        }
    }
    assert_eq!((open.len(), roots), (0, 1), "{path}");
    for (at, _) in xml.match_indices('&') {
        let entity = xml[at + 1..].split(';').next().unwrap_or_default();
        assert!(["amp", "lt", "gt", "quot", "apos"].contains(&entity), "{path}: &{entity};");
    }
}

#[test]
fn the_site_maps_list_existing_pages_and_each_once() {
    let site = sample_site();
    let tree = site.site_files();
    let mut addresses = Vec::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| path.starts_with("sitemap-")) {
        let xml = String::from_utf8_lossy(bytes);
        for location in html::element_texts(&xml, "loc") {
            let address =
                location.strip_prefix(BASE).unwrap_or_else(|| panic!("{path}: {location}"));
            assert!(site.has(&percent_decoded(address)), "{path}: {address}");
            addresses.push(address.to_owned());
        }
    }
    let unique: BTreeSet<&String> = addresses.iter().collect();
    assert_eq!(addresses.len(), unique.len());
    assert!(addresses.iter().any(|address| address == "/van-ban/2014/85-bc-ldld/"));
}

#[test]
fn under_a_sub_path_every_link_begins_with_it() {
    let site = TestPortal::sample()
        .base_url("https://lagi.example.vn/congdoan/")
        .build()
        .assert_clean()
        .site_files();
    for (path, page) in pages(&site) {
        let addresses = html::addresses(page);
        let inside = addresses.iter().filter(|address| address.starts_with('/'));
        for address in inside {
            assert!(address.starts_with("/congdoan/"), "{path}: {address}");
            let file =
                address.trim_start_matches("/congdoan").split('#').next().unwrap_or_default();
            assert!(site.contains_key(&output_path(&percent_decoded(file))), "{path}: {address}");
        }
        assert!(!page.contains(BASE), "{path}: the address of portal.yaml is overridden");
    }
}
