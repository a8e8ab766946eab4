//! What open pages are told by the preview: those that moved and no other, and what is at fault.
//!
//! A page is told when the fingerprint of its bytes moves, so that is what is looked at here, for every page of the
//! site. The way of the news to a browser is tried in `preview` and in a real browser.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use niemyet::pipeline::Options;
use niemyet::preview::backend::{Backend as _, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::session::PreviewSession;
use niemyet::preview::watch::WatchEvent;
use niemyet::preview::{self};

use crate::test_portal::TestPortal;

/// A portal with its desk.
struct PreviewFixture {
    portal: TestPortal,
    session: PreviewSession,
    clock_time: Arc<Mutex<Timestamp>>,
}

impl PreviewFixture {
    fn new(portal: TestPortal) -> Self {
        let now = Arc::new(Mutex::new("2026-11-22T05:00:00Z".parse().expect("a time")));
        let clock = {
            let now = Arc::clone(&now);
            Arc::new(move || *now.lock().expect("no test broke it"))
        };
        let options = Options { today: None, ..portal.options().clone() };
        let shown =
            Self { portal, session: PreviewSession::open(options, None, clock), clock_time: now };
        shown.apply(&WatchEvent::Everything);
        shown
    }

    fn apply(&self, batch: &WatchEvent) {
        preview::apply_changes(&self.session, &EventBroadcaster::default(), batch, &|| ());
        preview::validate(&self.session, &EventBroadcaster::default());
    }

    /// Edits the portal, tells the desk of one path, and gives the pages that moved.
    fn pages_changed_by(
        &mut self,
        path: &str,
        edit: impl FnOnce(TestPortal) -> TestPortal,
    ) -> Vec<String> {
        let before = self.page_fingerprints();
        let portal = std::mem::replace(&mut self.portal, TestPortal::empty());
        self.portal = edit(portal);
        self.apply(&WatchEvent::Paths(BTreeSet::from([self.portal.path(path)])));
        self.changed_since(&before)
    }

    fn changed_since(&self, before: &BTreeMap<String, String>) -> Vec<String> {
        let after = self.page_fingerprints();
        let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        all.into_iter().filter(|page| before.get(*page) != after.get(*page)).cloned().collect()
    }

    /// All pages for people, with the fingerprints of their bytes.
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
            other => panic!("{address} is no page: {other:?}"),
        }
    }

    /// The codes of what is shown over a page.
    fn faults(&self, address: &str) -> Vec<String> {
        self.session.page_state(address).faults.iter().map(|fault| fault.code.to_string()).collect()
    }
}

fn document(title: &str, lines: &str, text: &str) -> String {
    format!("---\ntiêu đề: {title}\n{lines}\n---\n{text}\n")
}

const DOCUMENT_A: &str = "content/van-ban/a.md";

/// Three decisions, of which one is based on another, and one piece of news.
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
fn an_edit_of_a_text_moves_its_page_and_no_other() {
    let mut shown = PreviewFixture::new(portal());
    let moved = shown.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "Nội dung mới.")
    });
    assert_eq!(moved, ["/van-ban/a/"]);
    assert!(shown.get("/van-ban/a/").1.contains("Nội dung mới."));
}

#[test]
fn an_edit_of_a_title_moves_the_pages_that_show_it() {
    let mut shown = PreviewFixture::new(portal());
    let moved = shown.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Quyết định một", "Quyết định khác")
    });
    let of_the_document = ["/van-ban/a/", "/van-ban/b/"];
    assert!(of_the_document.iter().all(|page| moved.contains(&(*page).to_owned())), "{moved:?}");
    let shows = |page: &String| {
        let shown = shown.get(page).1;
        shown.contains("Quyết định khác")
    };
    assert!(moved.iter().all(shows), "{moved:?} are all that show it");
    let others = ["/tin-tuc/", "/tin-tuc/d/", "/van-ban/c/", "/the-loai/bao-cao/"];
    assert!(others.iter().all(|page| !moved.contains(&(*page).to_owned())), "{moved:?}");
}

#[test]
fn at_midnight_only_documents_move_whose_state_does() {
    let a = "content/van-ban/a.md";
    let ends = document(
        "Quyết định một",
        "số hiệu: 1/QĐ-UBND\nngày ban hành: 01/3/2020\nngày hiệu lực: 01/3/2020\nngày hết hiệu lực: 23/11/2026",
        "Nội dung.",
    );
    let shown = PreviewFixture::new(portal().file(a, &ends));
    let before = shown.page_fingerprints();
    // Hà Nội is seven hours ahead: 17:00 is midnight there.
    *shown.clock_time.lock().expect("no test broke it") =
        "2026-11-22T16:59:59Z".parse().expect("a time");
    shown.apply(&WatchEvent::NewDay);
    let same: Vec<String> = Vec::new();
    assert_eq!(shown.changed_since(&before), same, "a second before midnight");
    *shown.clock_time.lock().expect("no test broke it") =
        "2026-11-22T17:00:00Z".parse().expect("a time");
    shown.apply(&WatchEvent::NewDay);
    let moved = shown.changed_since(&before);
    assert!(moved.contains(&"/van-ban/a/".to_owned()), "{moved:?}");
    let others = ["/van-ban/b/", "/van-ban/c/", "/tin-tuc/", "/tin-tuc/d/"];
    assert!(others.iter().all(|page| !moved.contains(&(*page).to_owned())), "{moved:?}");
}

#[test]
fn a_page_at_fault_stays_as_it_was_served_and_says_why_until_it_is_mended() {
    let mut shown = PreviewFixture::new(portal());
    let served = shown.get("/van-ban/a/");
    shown.pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "01/3/2020", "30/2/2020"));
    assert_eq!(shown.get("/van-ban/a/"), served);
    assert_eq!(shown.faults("/van-ban/a/"), ["bad-date"]);
    assert!(shown.faults("/van-ban/c/").is_empty(), "it is not at fault");
    let moved = shown
        .pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "30/2/2020", "02/3/2020"));
    assert!(shown.faults("/van-ban/a/").is_empty() && moved.contains(&"/van-ban/a/".to_owned()));
}

#[test]
fn a_page_at_fault_that_was_never_served_shows_the_fault() {
    let text = document("Quyết định", "ngày ban hành: 30/2/2020", "Nội dung.");
    let mut shown = PreviewFixture::new(portal().file("content/van-ban/moi.md", &text));
    let (status, page) = shown.get("/van-ban/moi/");
    assert!(status == 500 && page.contains("content/van-ban/moi.md:3:16"), "{page}");
    shown.pages_changed_by("content/van-ban/moi.md", |portal| {
        portal.edit("content/van-ban/moi.md", "30/2", "02/3")
    });
    assert_eq!(shown.get("/van-ban/moi/").0, 200);
}

#[test]
fn what_is_judged_with_everything_in_view_is_shown_too() {
    let mut shown = PreviewFixture::new(portal());
    shown.get("/van-ban/a/");
    shown.pages_changed_by(DOCUMENT_A, |portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "[x](/khong-co/)")
    });
    assert_eq!(shown.faults("/van-ban/a/"), ["broken-link"]);
    shown.pages_changed_by(DOCUMENT_A, |portal| portal.edit(DOCUMENT_A, "/khong-co/", "/tin-tuc/"));
    assert!(shown.faults("/van-ban/a/").is_empty());
    assert!(shown.get("/van-ban/a/").1.contains("href=\"/tin-tuc/\""));
}

#[test]
fn settings_and_a_theme_at_fault_are_shown_over_every_page_and_the_last_ones_stay() {
    let mut shown = PreviewFixture::new(portal());
    let served = shown.get("/tin-tuc/d/");
    shown.pages_changed_by("portal.yaml", |portal| {
        portal.edit("portal.yaml", "title: Cổng", "title: [Cổng")
    });
    assert_eq!(shown.get("/tin-tuc/d/"), served);
    assert_eq!(shown.faults("/tin-tuc/d/").len(), 1);
    shown.pages_changed_by("portal.yaml", |portal| {
        portal.edit("portal.yaml", "title: [Cổng", "title: Tên")
    });
    assert!(shown.faults("/tin-tuc/d/").is_empty());
    assert!(shown.get("/tin-tuc/d/").1.contains("Tên thử"));
    let template = "themes/cong-thong-tin/templates/page.html";
    shown.pages_changed_by(template, |portal| portal.file(template, "{% if %}"));
    assert_eq!(shown.faults("/").len(), 1);
    assert_eq!(shown.get("/tin-tuc/d/").0, 200);
    shown.pages_changed_by(template, |portal| portal.remove(template));
    assert!(shown.faults("/").is_empty());
}

#[test]
fn a_portal_that_can_not_be_opened_is_waited_for() {
    let broken = TestPortal::new().file("portal.yaml", "title: [");
    let mut shown = PreviewFixture::new(broken);
    let (status, page) = shown.get("/");
    assert!(status == 500 && page.contains("portal.yaml"), "{page}");
    shown.pages_changed_by("portal.yaml", |portal| {
        portal.file("portal.yaml", crate::test_portal::SETTINGS)
    });
    assert_eq!(shown.get("/").0, 200);
}

#[test]
fn a_page_shows_its_text_even_where_nobody_told_of_the_edit() {
    let mut shown = PreviewFixture::new(portal());
    shown.get("/van-ban/a/");
    shown.portal = std::mem::replace(&mut shown.portal, TestPortal::empty()).edit(
        DOCUMENT_A,
        "Nội dung.",
        "Nội dung mới hơn.",
    );
    assert!(shown.get("/van-ban/a/").1.contains("Nội dung mới hơn."));
}
