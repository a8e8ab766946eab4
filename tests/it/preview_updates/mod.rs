//! Which open pages the preview updates after an edit, and which faults it shows over them.
//!
//! A page is reloaded when the fingerprint of its bytes changes, so these tests compare the fingerprints of all pages
//! of the site. The delivery of events to a browser is tested in `preview` and in a real browser.

mod open_pages;
mod rendering;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use jiff::Timestamp;
use niemyet::pipeline::Options;
use niemyet::preview::backend::{Backend as _, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::clock::Clock;
use niemyet::preview::session::PreviewSession;
use niemyet::preview::watch::WatchEvent;
use niemyet::preview::{self, PreviewStatus, ReportedFaults};

use crate::test_portal::TestPortal;

/// A portal with its preview session.
struct PreviewFixture {
    portal: TestPortal,
    session: Arc<PreviewSession>,
    broadcaster: Arc<EventBroadcaster>,
    reported: ReportedFaults,
    clock_time: Arc<Mutex<Timestamp>>,
}

impl PreviewFixture {
    fn new(portal: TestPortal) -> Self {
        let clock_time = Arc::new(Mutex::new("2026-11-22T05:00:00Z".parse().expect("a time")));
        let clock = {
            let now = Arc::clone(&clock_time);
            Clock::new(move || *now.lock().expect("the lock is not poisoned"), Instant::now)
        };
        let options = Options { today: None, ..portal.options().clone() };
        let session = Arc::new(PreviewSession::open(options, None, clock));
        let (broadcaster, reported) = Default::default();
        let mut preview = Self { portal, session, broadcaster, reported, clock_time };
        preview.apply(&WatchEvent::Everything);
        preview
    }

    fn apply(&mut self, event: &WatchEvent) {
        self.apply_before_validation(event);
        self.validate();
    }

    fn apply_before_validation(&self, event: &WatchEvent) {
        preview::apply_and_notify(&self.session, &self.broadcaster, event, &|| ());
    }

    /// Validates; returns what the preview would report.
    fn validate(&mut self) -> Vec<PreviewStatus> {
        preview::validate_and_notify(&self.session, &self.broadcaster, &mut self.reported)
    }

    /// Edits the portal without notifying the session.
    fn edit(&mut self, edit: impl FnOnce(TestPortal) -> TestPortal) {
        let portal = std::mem::replace(&mut self.portal, TestPortal::empty());
        self.portal = edit(portal);
    }

    /// Edits the portal, notifies the session of one path, and returns the pages that changed.
    fn pages_changed_by(
        &mut self,
        path: &str,
        edit: impl FnOnce(TestPortal) -> TestPortal,
    ) -> Vec<String> {
        let before = self.page_fingerprints();
        self.edit(edit);
        self.apply(&WatchEvent::Paths(BTreeSet::from([self.portal.path(path)])));
        self.changed_since(&before)
    }

    fn changed_since(&self, before: &BTreeMap<String, String>) -> Vec<String> {
        let after = self.page_fingerprints();
        let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        all.into_iter().filter(|page| before.get(*page) != after.get(*page)).cloned().collect()
    }

    /// The fingerprints of all pages.
    fn page_fingerprints(&self) -> BTreeMap<String, String> {
        let files = self.portal.fresh_build_keep_going().0;
        let pages = files.keys().filter_map(|path| path.strip_suffix("index.html"));
        let pages = pages.map(|path| format!("/{path}"));
        pages
            .map(|page| (page.clone(), self.session.page_state(&page).fingerprint.to_string()))
            .collect()
    }

    fn get(&self, address: &str) -> (u16, String) {
        match self.session.resource(address) {
            Resource::Page { status, bytes } => (status, String::from_utf8(bytes).expect("UTF-8")),
            other => panic!("{address} is not a page: {other:?}"),
        }
    }

    /// The codes of the faults shown over a page.
    fn faults(&self, address: &str) -> Vec<String> {
        self.session.page_state(address).faults.iter().map(|fault| fault.code.to_string()).collect()
    }
}

fn document(title: &str, lines: &str, text: &str) -> String {
    format!("---\ntiêu đề: {title}\n{lines}\n---\n{text}\n")
}

const DOCUMENT_A: &str = "content/van-ban/a.md";

/// Two decisions, of which one is based on the other, a report and a news item.
fn portal() -> TestPortal {
    TestPortal::new()
        .file(
            DOCUMENT_A,
            &document(
                "Quyết định một",
                "số hiệu: 1/QĐ-UBND\nngày ban hành: 01/3/2020",
                "Nội dung.",
            ),
        )
        .file(
            "content/van-ban/b.md",
            &document(
                "Quyết định hai",
                "số hiệu: 2/QĐ-UBND\nngày ban hành: 01/3/2021\ncăn cứ: 1/QĐ-UBND",
                "Nội dung.",
            ),
        )
        .file(
            "content/van-ban/c.md",
            &document(
                "Báo cáo ba",
                "số hiệu: 3/BC-UBND\nngày ban hành: 01/3/2022\nngày hết hiệu lực: 31/12/2030",
                "Nội dung.",
            ),
        )
        .file("content/tin-tuc/d.md", &document("Tin", "ngày đăng: 01/3/2023", "Nội dung."))
}

#[test]
fn editing_a_text_changes_its_page_and_no_other() {
    let mut preview = PreviewFixture::new(portal());
    let changed = preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "Nội dung mới.")
    });
    assert_eq!(changed, ["/van-ban/a/"]);
    assert!(preview.get("/van-ban/a/").1.contains("Nội dung mới."));
}

#[test]
fn editing_a_title_changes_the_pages_that_show_it() {
    let mut preview = PreviewFixture::new(portal());
    let changed = preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Quyết định một", "Quyết định khác")
    });
    let of_the_document = ["/van-ban/a/", "/van-ban/b/"];
    assert!(
        of_the_document.iter().all(|page| changed.contains(&(*page).to_owned())),
        "{changed:?}"
    );
    let shows_title = |page: &String| {
        let preview = preview.get(page).1;
        preview.contains("Quyết định khác")
    };
    assert!(changed.iter().all(shows_title), "all of {changed:?} show the title");
    let others = ["/tin-tuc/", "/tin-tuc/d/", "/van-ban/c/", "/the-loai/bao-cao/"];
    assert!(others.iter().all(|page| !changed.contains(&(*page).to_owned())), "{changed:?}");
}

#[test]
fn an_alias_is_served_once_it_is_added_and_until_it_is_removed() {
    let mut preview = PreviewFixture::new(portal());
    for (line, status) in [("", 404), ("\nđường dẫn cũ: /cu/", 200), ("", 404)] {
        let text = document("Tin", &format!("ngày đăng: 01/3/2023{line}"), "Nội dung.");
        preview.pages_changed_by("content/tin-tuc/d.md", |portal| {
            portal.file("content/tin-tuc/d.md", &text)
        });
        assert_eq!(preview.get("/cu/").0, status, "after an edit to {line:?}");
    }
}

#[test]
fn a_file_of_one_entry_is_at_its_own_path_while_another_published_entry_links_to_it_there() {
    let news = document("Tin", "ngày đăng: 01/3/2023", "![Ảnh](anh.svg)");
    let portal = portal().file("content/tin-tuc/d.md", &news);
    let portal =
        portal.file("content/tin-tuc/anh.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let mut preview = PreviewFixture::new(portal);
    let is_served = |preview: &PreviewFixture| {
        let resource = preview.session.resource("/tin-tuc/anh.svg");
        matches!(resource, Resource::File { .. } | Resource::Bytes(_))
    };
    assert!(!is_served(&preview), "no entry links to it there");
    let until_today = document(
        "Quyết định một",
        "số hiệu: 1/QĐ-UBND\nngày ban hành: 01/3/2020\nthời hạn công khai: 22/11/2026",
        "Nội dung.",
    );
    preview.pages_changed_by(DOCUMENT_A, |portal| portal.file(DOCUMENT_A, &until_today));
    preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "[Ảnh](/tin-tuc/anh.svg)")
    });
    assert!(is_served(&preview), "an entry links to it");
    *preview.clock_time.lock().expect("the lock is not poisoned") =
        "2026-11-24T05:00:00Z".parse().expect("a time");
    preview.apply(&WatchEvent::NewDay);
    assert!(!is_served(&preview), "the entry that links to it is no longer public");
}

#[test]
fn at_midnight_only_pages_whose_status_changes_are_updated() {
    let a = "content/van-ban/a.md";
    let expiring = document(
        "Quyết định một",
        "số hiệu: 1/QĐ-UBND\nngày ban hành: 01/3/2020\nngày hiệu lực: 01/3/2020\nngày hết hiệu lực: 23/11/2026",
        "Nội dung.",
    );
    let mut preview = PreviewFixture::new(portal().file(a, &expiring));
    let before = preview.page_fingerprints();
    // Hà Nội is seven hours ahead: 17:00 is midnight there.
    *preview.clock_time.lock().expect("the lock is not poisoned") =
        "2026-11-22T16:59:59Z".parse().expect("a time");
    preview.apply(&WatchEvent::NewDay);
    let same: Vec<String> = Vec::new();
    assert_eq!(preview.changed_since(&before), same, "a second before midnight");
    *preview.clock_time.lock().expect("the lock is not poisoned") =
        "2026-11-22T17:00:00Z".parse().expect("a time");
    preview.apply(&WatchEvent::NewDay);
    let changed = preview.changed_since(&before);
    assert!(changed.contains(&"/van-ban/a/".to_owned()), "{changed:?}");
    let others = ["/van-ban/b/", "/van-ban/c/", "/tin-tuc/", "/tin-tuc/d/"];
    assert!(others.iter().all(|page| !changed.contains(&(*page).to_owned())), "{changed:?}");
}

#[test]
fn a_page_at_fault_is_served_as_before_with_its_faults_until_it_is_fixed() {
    let mut preview = PreviewFixture::new(portal());
    let served = preview.get("/van-ban/a/");
    preview
        .pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "01/3/2020", "30/2/2020"));
    assert_eq!(preview.get("/van-ban/a/"), served);
    assert_eq!(preview.faults("/van-ban/a/"), ["bad-date"]);
    assert!(preview.faults("/van-ban/c/").is_empty(), "it is not at fault");
    let changed = preview
        .pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "30/2/2020", "02/3/2020"));
    assert!(
        preview.faults("/van-ban/a/").is_empty() && changed.contains(&"/van-ban/a/".to_owned())
    );
}

#[test]
fn a_page_at_fault_that_was_never_served_shows_its_faults() {
    let text = document("Quyết định", "ngày ban hành: 30/2/2020", "Nội dung.");
    let mut preview = PreviewFixture::new(portal().file("content/van-ban/moi.md", &text));
    let (status, page) = preview.get("/van-ban/moi/");
    assert!(status == 500 && page.contains("content/van-ban/moi.md:3:16"), "{page}");
    preview.pages_changed_by("content/van-ban/moi.md", |portal| {
        portal.edit("content/van-ban/moi.md", "30/2", "02/3")
    });
    assert_eq!(preview.get("/van-ban/moi/").0, 200);
}

#[test]
fn faults_that_depend_on_the_whole_portal_are_shown_too() {
    let mut preview = PreviewFixture::new(portal());
    preview.get("/van-ban/a/");
    preview.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "[x](/khong-co/)")
    });
    assert_eq!(preview.faults("/van-ban/a/"), ["broken-link"]);
    preview
        .pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "/khong-co/", "/tin-tuc/"));
    assert!(preview.faults("/van-ban/a/").is_empty());
    assert!(preview.get("/van-ban/a/").1.contains("href=\"/tin-tuc/\""));
}

#[test]
fn faults_in_settings_or_theme_are_shown_over_every_page_and_the_last_good_ones_stay_in_use() {
    let mut preview = PreviewFixture::new(portal());
    let served = preview.get("/tin-tuc/d/");
    preview.pages_changed_by("portal.yaml", |portal| {
        portal.edit("portal.yaml", "title: Cổng", "title: [Cổng")
    });
    assert_eq!(preview.get("/tin-tuc/d/"), served);
    assert_eq!(preview.faults("/tin-tuc/d/").len(), 1);
    preview.pages_changed_by("portal.yaml", |portal| {
        portal.edit("portal.yaml", "title: [Cổng", "title: Tên")
    });
    assert!(preview.faults("/tin-tuc/d/").is_empty());
    assert!(preview.get("/tin-tuc/d/").1.contains("Tên thử"));
    let template = "themes/cong-thong-tin/templates/page.html";
    preview.pages_changed_by(template, |portal| portal.file(template, "{% if %}"));
    assert_eq!(preview.faults("/").len(), 1);
    assert_eq!(preview.get("/tin-tuc/d/").0, 200);
    preview.pages_changed_by(template, |portal| portal.remove(template));
    assert!(preview.faults("/").is_empty());
}

#[test]
fn a_portal_that_cannot_be_opened_is_opened_once_it_is_fixed() {
    let broken = TestPortal::new().file("portal.yaml", "title: [");
    let mut preview = PreviewFixture::new(broken);
    let (status, page) = preview.get("/");
    assert!(status == 500 && page.contains("portal.yaml"), "{page}");
    preview.pages_changed_by("portal.yaml", |portal| {
        portal.file("portal.yaml", crate::test_portal::SETTINGS)
    });
    assert_eq!(preview.get("/").0, 200);
}

#[test]
fn a_request_detects_an_edit_of_its_source_that_was_not_reported() {
    let mut preview = PreviewFixture::new(portal());
    preview.get("/van-ban/a/");
    preview.edit(|portal| portal.edit(DOCUMENT_A, "Nội dung.", "Nội dung mới hơn."));
    assert!(preview.get("/van-ban/a/").1.contains("Nội dung mới hơn."));
}

#[test]
fn a_corrected_page_is_served_before_the_portal_is_validated_again() {
    let path = "content/van-ban/moi.md";
    let text = document("Quyết định", "ngày ban hành: 30/2/2020", "Nội dung.");
    let mut preview = PreviewFixture::new(portal().file(path, &text));
    assert_eq!(preview.get("/van-ban/moi/").0, 500);
    preview.edit(|portal| portal.edit(path, "30/2/2020", "28/02/2020"));
    assert_eq!(preview.get("/van-ban/moi/").0, 200);
}

#[test]
fn a_link_to_a_file_is_updated_when_the_folder_of_the_file_becomes_an_entry() {
    let news = document("Tin", "ngày đăng: 01/3/2023", "[Tệp](../van-ban/x/tep.txt)");
    let portal = portal().file("content/tin-tuc/d.md", &news);
    let mut preview = PreviewFixture::new(portal.file("content/van-ban/x/tep.txt", "Tệp"));
    assert!(preview.get("/tin-tuc/d/").1.contains("/van-ban/x/tep.txt"));
    let index = "content/van-ban/x/index.md";
    let text = document("Quyết định", "ngày ban hành: 01/3/2020\nđường dẫn: khac", "Nội dung.");
    preview.pages_changed_by(index, |portal| portal.file(index, &text));
    assert!(preview.get("/tin-tuc/d/").1.contains("/van-ban/khac/tep.txt"));
}

#[test]
fn a_new_section_is_served_though_its_index_is_a_draft_and_it_has_no_entries() {
    let mut preview = PreviewFixture::new(portal());
    let index = "content/van-ban/moi/_index.md";
    let text = document("Mục mới", "nháp: có", "Lời dẫn.");
    preview.pages_changed_by(index, |portal| portal.file(index, &text));
    assert_eq!(preview.get("/van-ban/moi/").0, 200);
}

#[test]
fn a_page_reports_that_the_file_it_attaches_was_removed() {
    let news = document("Tin", "ngày đăng: 01/3/2023\ntệp đính kèm: tep.txt", "Nội dung.");
    let portal = portal().file("content/tin-tuc/d.md", &news);
    let mut preview = PreviewFixture::new(portal.file("content/tin-tuc/tep.txt", "Tệp"));
    let file = "content/tin-tuc/tep.txt";
    preview.pages_changed_by(file, |portal| portal.remove(file));
    assert_eq!(preview.faults("/tin-tuc/d/").len(), 1);
}
