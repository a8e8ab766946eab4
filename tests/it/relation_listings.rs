//! Listings of the documents related to another, when they are more than its page shows.
//!
//! A listing needs at least 21 documents, so the portals are made by a loop and not written as specs.

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
    assert_eq!(group.matches("<dd>").count(), 20 + 1, "twenty, and the link to all: {group}");
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
