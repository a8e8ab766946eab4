//! Listings of the documents related to another, when they are more than its page shows.
//!
//! A listing needs at least 21 documents, so the portals are made by a loop and not written as specs.

use crate::html;
use crate::test_portal::TestPortal;

/// Adds as many documents as a listing needs, each with these lines of metadata.
fn with_many_documents(portal: TestPortal, lines: &str) -> TestPortal {
    (0..21).fold(portal, |portal, n| {
        let text = format!("---\ntiêu đề: B{n}\n{lines}\n---\n");
        portal.file(&format!("content/van-ban/b{n:02}.md"), &text)
    })
}

#[test]
fn a_listing_is_headed_by_a_title_where_there_is_no_number() {
    let portal = TestPortal::new()
        .file("content/van-ban/a.md", "---\ntiêu đề: Quy ước làng\nsố hiệu: không số\n---\n");
    let portal = with_many_documents(portal, "căn cứ: /van-ban/a/").build().assert_clean();
    let page = portal.page("/van-ban/a/quan-he/lam-can-cu-cho/");
    assert!(page.contains("<h1>Là căn cứ của: Quy ước làng</h1>"), "{page}");
}

#[test]
fn there_is_no_listing_that_no_page_links_to() {
    let portal = TestPortal::new()
        .file("content/van-ban/_index.md", "---\ntiêu đề: Văn bản\n---\n")
        .file("content/van-ban/gone.md", "---\ntiêu đề: G\nsố hiệu: 1/BC-X\nthu hồi: có\n---\n")
        .file("content/tin-tuc/a.md", "---\ntiêu đề: Tin\n---\n");
    let lines = "căn cứ: [/van-ban/, 1/BC-X, /tin-tuc/a/]";
    let portal = with_many_documents(portal, lines).build().assert_clean();
    for address in ["/van-ban/", "/van-ban/gone/", "/tin-tuc/a/"] {
        assert!(!portal.has(&format!("{address}quan-he/lam-can-cu-cho/")), "{address}");
    }
}

#[test]
fn the_listing_of_related_documents_contains_both_directions() {
    let portal = TestPortal::new()
        .file("content/van-ban/a.md", "---\ntiêu đề: A\nliên quan: [/van-ban/c/, 99/BC-X]\n---\n")
        .file("content/van-ban/c.md", "---\ntiêu đề: C\n---\n");
    let portal = with_many_documents(portal, "liên quan: /van-ban/a/").build().assert_clean();
    let page = portal.page("/van-ban/a/");
    let group = page.split("<dl class=\"relations\">").nth(1).unwrap_or_default();
    let group = group.split("</dl>").next().unwrap_or_default();
    assert_eq!(
        group.matches("<dd>").count(),
        20 + 2,
        "twenty of the portal, one elsewhere, and the link to all: {group}"
    );
    assert!(group.contains("<dd>99/BC-X</dd>") && group.contains("/van-ban/c/"), "{group}");
    let listing = portal.page("/van-ban/a/quan-he/lien-quan/");
    assert!(listing.contains("/van-ban/c/") && listing.contains("/van-ban/b20/"), "{listing}");
}

#[test]
fn a_file_of_an_entry_never_clashes_with_its_listing() {
    let portal = TestPortal::new()
        .file("content/van-ban/a/index.md", "---\ntiêu đề: A\n---\n")
        .file("content/van-ban/a/lam-can-cu-cho/index.html", "<p>x</p>");
    with_many_documents(portal, "căn cứ: /van-ban/a/").build().assert_clean();
}

/// Returns the related documents on a page, as text.
fn related(page: &str) -> Vec<String> {
    let list = html::inner_by_attribute(page, "class", "relations").expect("there are some");
    html::element_texts(list, "dd")
}

#[test]
fn a_page_shows_twenty_related_documents_of_all_kinds_and_their_listings_all() {
    let named: String = (0..15).map(|n| format!("  - /van-ban/b{n:02}/\n")).collect();
    let portal = TestPortal::new().file(
        "content/van-ban/a.md",
        &format!(
            "---\ntiêu đề: A\nthể loại: Quy chế\nngày hiệu lực: 01/01/2020\n\
             thay thế: [/van-ban/c/, 9/QC-X]\ncăn cứ:\n{named}---\n"
        ),
    );
    let portal = portal.file(
        "content/van-ban/c.md",
        "---\ntiêu đề: C\nthể loại: Quy chế\nngày hiệu lực: 01/01/2010\n---\n",
    );
    let portal = with_many_documents(portal, "thể loại: Báo cáo\ndẫn chiếu: /van-ban/a/")
        .build()
        .assert_clean();
    let rows = related(&portal.page("/van-ban/a/"));
    let all = |row: &&String| *row == "Xem tất cả";
    assert_eq!(
        rows.iter().filter(all).count(),
        2,
        "of those named, and of those that cite: {rows:?}"
    );
    assert_eq!(rows.len() - 2, 20 + 1, "twenty of the portal, and one elsewhere: {rows:?}");
    assert!(rows.contains(&"9/QC-X".to_owned()), "{rows:?}");
    let replaced = "C có hiệu lực từ 01/01/2010, hết hiệu lực toàn bộ từ 01/01/2020";
    assert!(rows.contains(&replaced.to_owned()), "with its effect: {rows:?}");
    let of_named = portal.page("/van-ban/a/quan-he/");
    assert!(of_named.contains("<h1>Văn bản liên quan: A</h1>"), "{of_named}");
    let rows = of_named.matches("<th class=\"what\"").count()
        + of_named.matches("<p class=\"when\">").count();
    assert_eq!(rows, 16, "{of_named}");
    assert!(of_named.contains("hết hiệu lực toàn bộ từ <time"), "{of_named}");
    assert!(portal.has("/van-ban/a/quan-he/duoc-dan-chieu/"));
}
