//! What open pages are told beside their bytes: faults of other files, drafts, and where an entry moved.
//!
//! The delivery to the pages is tested in `preview`, what they show of it in a real browser.

use std::collections::BTreeSet;

use niemyet::preview::backend::{Backend as _, Resource};

use super::{DOCUMENT_A, PreviewFixture, portal};

#[test]
fn errors_and_warnings_of_other_files_are_listed_on_every_page() {
    let mut preview = PreviewFixture::new(portal());
    preview.pages_changed_by("content", |portal| {
        portal
            .edit("content/van-ban/b.md", "01/3/2021", "30/2/2021")
            .file("content/van-ban/cu.md.bak", "x")
            .file("content/van-ban/c (2).md", "---\ntiêu đề: C\nlạ: x\n---\n")
    });
    let others = |address: &str| {
        let others = preview.session.page_state(address).other_faults;
        let files = others.first.iter().map(|fault| fault.place.file.to_string());
        (files.collect::<Vec<_>>(), others.errors, others.warnings)
    };
    let warned = ["content/van-ban/c (2).md", "content/van-ban/cu.md.bak"].map(str::to_owned);
    let all = [&["content/van-ban/b.md".to_owned()], &warned[..]].concat();
    assert_eq!(others("/van-ban/a/"), (all, 1, 2));
    assert_eq!(others("/van-ban/b/"), (warned.to_vec(), 0, 2));
}

#[test]
fn drafts_are_marked_on_their_page_and_where_they_are_linked() {
    let portal = portal().edit(
        DOCUMENT_A,
        "tiêu đề: Quyết định một\n",
        "tiêu đề: Quyết định một\nnháp: có\n",
    );
    let mut preview = PreviewFixture::new(portal.with_drafts());
    let drafts =
        |preview: &PreviewFixture, address: &str| preview.session.page_state(address).drafts;
    let a = BTreeSet::from(["/van-ban/a/".to_owned()]);
    assert_eq!(drafts(&preview, "/van-ban/a/"), a);
    assert_eq!(drafts(&preview, "/van-ban/"), a);
    preview.pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "nháp: có\n", ""));
    assert_eq!(drafts(&preview, "/van-ban/"), BTreeSet::new());
}

#[test]
fn an_entry_that_was_renamed_leads_to_its_new_address() {
    let mut preview = PreviewFixture::new(portal());
    let new_address = |preview: &PreviewFixture, address: &str| {
        preview.session.page_state(address).new_address.map(|address| address.to_string())
    };
    // Another slug, another file name, a folder of its own.
    preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "số hiệu: 1", "đường dẫn: moi\nsố hiệu: 1")
    });
    assert_eq!(new_address(&preview, "/van-ban/a/").as_deref(), Some("/van-ban/moi/"));
    preview.pages_changed_by("content/van-ban", |portal| {
        portal
            .rename("content/van-ban/c.md", "content/van-ban/2022/d/index.md")
            .file("content/van-ban/2022/d/x.txt", "x")
    });
    assert_eq!(new_address(&preview, "/van-ban/c/").as_deref(), Some("/van-ban/2022/d/"));
    // Further moves are followed, and the way back is no circle.
    preview.pages_changed_by("content/van-ban", |portal| {
        portal.rename("content/van-ban/2022/d/index.md", "content/van-ban/e.md")
    });
    assert_eq!(new_address(&preview, "/van-ban/c/").as_deref(), Some("/van-ban/e/"));
    preview.pages_changed_by("content/van-ban", |portal| {
        portal.rename("content/van-ban/e.md", "content/van-ban/c.md")
    });
    assert_eq!(new_address(&preview, "/van-ban/c/"), None);
    assert_eq!(new_address(&preview, "/van-ban/e/").as_deref(), Some("/van-ban/c/"));
    // A request of the old address is redirected.
    let resource = preview.session.resource("/van-ban/e/");
    assert!(matches!(&resource, Resource::Redirect(to) if to == "/van-ban/c/"), "{resource:?}");
    // An entry that is gone leads nowhere, not to a copy that was there before.
    preview.pages_changed_by("content/van-ban", |portal| {
        let text = std::fs::read_to_string(portal.path("content/van-ban/c.md")).expect("a file");
        portal.file("content/van-ban/copy.md", &text)
    });
    preview.pages_changed_by("content/van-ban", |portal| portal.remove("content/van-ban/c.md"));
    assert_eq!(new_address(&preview, "/van-ban/c/"), None);
    assert_eq!(new_address(&preview, "/van-ban/e/"), None);
}

#[test]
fn warnings_of_a_page_are_its_own() {
    let mut preview = PreviewFixture::new(portal());
    preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "số hiệu: 1", "lạ: x\nsố hiệu: 1")
    });
    assert_eq!(preview.faults("/van-ban/a/"), ["unknown-key"]);
    assert!(preview.faults("/van-ban/b/").is_empty());
    let others = |address: &str| preview.session.page_state(address).other_faults.warnings;
    assert_eq!((others("/van-ban/a/"), others("/van-ban/b/")), (0, 1));
    preview.pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "lạ: x\n", ""));
    assert!(preview.faults("/van-ban/a/").is_empty());
}

#[test]
fn a_page_that_became_a_draft_says_so() {
    let mut preview = PreviewFixture::new(portal());
    preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "số hiệu: 1", "nháp: có\nsố hiệu: 1")
    });
    let (status, page) = preview.get("/van-ban/a/");
    assert!(status == 404 && page.contains("Bài này nay là bản nháp"), "{page}");
    assert!(!preview.get("/khong-co/").1.contains("bản nháp"));
    preview.pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "nháp: có\n", ""));
    assert_eq!(preview.get("/van-ban/a/").0, 200);
}

#[test]
fn entries_of_a_renamed_section_lead_to_their_new_addresses() {
    let mut preview = PreviewFixture::new(portal());
    preview.pages_changed_by("portal.yaml", |portal| {
        portal
            .edit("portal.yaml", "van-ban:", "cong-van:")
            .rename("content/van-ban", "content/cong-van")
    });
    let state = preview.session.page_state("/van-ban/a/");
    assert_eq!(state.new_address.as_deref(), Some("/cong-van/a/"));
}

#[test]
fn a_page_with_another_style_sheet_is_not_reloaded_and_one_with_another_script_is() {
    let mut preview = PreviewFixture::new(portal());
    let before = preview.get("/van-ban/a/").1;
    let style = "themes/cong-thong-tin/assets/portal.css";
    let changed = preview.pages_changed_by(style, |portal| portal.file(style, "p { color: red }"));
    assert!(changed.is_empty(), "{changed:?}");
    assert_ne!(preview.get("/van-ban/a/").1, before, "it asks for the sheet by its new name");
    let script = "themes/cong-thong-tin/assets/hien-thi.js";
    let changed = preview.pages_changed_by(script, |portal| portal.file(script, ""));
    assert!(changed.iter().any(|page| page == "/van-ban/a/"), "{changed:?}");
}
