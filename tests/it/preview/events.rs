//! What open pages are told: at once what they have missed, then what moves.
//!
//! A page says what it has seen, so nothing is lost while nobody listens.

use niemyet::diagnostic::{Place, faults};
use niemyet::preview::backend::PageFingerprint;
use niemyet::preview::broadcaster::BrowserEvent;

use super::{TestServer, page_html};

/// What the page at `/` of a new preview has seen.
fn home_fingerprint() -> String {
    PageFingerprint::of(page_html("Trang chủ").as_bytes()).to_string()
}

fn event(name: &str, data: &str) -> Option<(String, String)> {
    Some((name.to_owned(), data.to_owned()))
}

#[test]
fn a_page_that_shows_what_is_hears_of_faults_only() {
    let preview = TestServer::new("/x");
    let mut stream = preview.open_events("%2Fx%2F", &home_fingerprint(), "");
    let head = stream.head();
    assert!(head.contains("content-type: text/event-stream\n"), "{head}");
    assert!(head.contains("cache-control: no-store\n"), "{head}");
    assert_eq!(stream.event(), event("faults", "[]"));
}

#[test]
fn a_page_that_moved_while_nobody_told_it_is_loaded_again() {
    let preview = TestServer::new("");
    assert_eq!(preview.open_events("/", "0123456789abcdef", "").event(), event("refresh", "null"));
    preview.backend.set_page("/", "Trang chủ mới");
    assert_eq!(preview.open_events("/", &home_fingerprint(), "").event(), event("refresh", "null"));
}

#[test]
fn a_page_hears_of_its_own_and_in_order() {
    let preview = TestServer::new("/x");
    let mut home = preview.open_events("/x/", &home_fingerprint(), "");
    let mut other = preview.open_events("/x/v%25C4%2583n-b%25E1%25BA%25A3n/", "", "");
    assert_eq!(home.event(), event("faults", "[]"));
    assert_eq!(other.event(), event("faults", "[]"));
    let open: Vec<String> = preview.broadcaster.open_pages().into_iter().collect();
    assert_eq!(open, ["/", "/văn-bản/"]);
    preview
        .broadcaster
        .send_to("/", &BrowserEvent::Stylesheets(vec!["/tai-nguyen/portal.css".to_owned()]));
    preview.broadcaster.send_to("/văn-bản/", &BrowserEvent::Reload);
    preview.broadcaster.send_to("/", &BrowserEvent::Reload);
    assert_eq!(home.event(), event("style", "[\"/tai-nguyen/portal.css\"]"));
    assert_eq!(home.event(), event("refresh", "null"));
    assert_eq!(other.event(), event("refresh", "null"));
}

#[test]
fn a_page_is_told_once_what_it_does_not_know() {
    let preview = TestServer::new("");
    let (site, hub) = (&*preview.backend, &preview.broadcaster);
    let fault = faults::bad_symbolic_link(Place::file("content/a.md"));
    let mut stream = preview.open_events("/", &home_fingerprint(), "");
    assert_eq!(stream.event(), event("faults", "[]"));
    hub.send_page_changes(site, "/");
    site.set_faults(vec![fault]);
    hub.send_page_changes(site, "/văn-bản/");
    hub.send_page_changes(site, "/");
    hub.send_page_changes(site, "/");
    let (name, data) = stream.event().expect("an event");
    assert!(name == "faults" && data.contains("content/a.md"), "{name} {data}");
    site.set_faults(Vec::new());
    hub.send_page_changes(site, "/");
    assert_eq!(stream.event(), event("faults", "[]"));
    site.set_page("/", "Trang chủ mới");
    hub.send_page_changes(site, "/");
    hub.send_page_changes(site, "/");
    hub.send_to("/", &BrowserEvent::Stylesheets(Vec::new()));
    assert_eq!(stream.event(), event("refresh", "null"));
    assert_eq!(stream.event(), event("style", "[]"));
}

#[test]
fn faults_are_told_with_place_message_and_repair() {
    let preview = TestServer::new("");
    let fault = faults::bad_symbolic_link(Place::file("content/«a»\n.md"));
    preview.backend.set_faults(vec![fault.clone()]);
    let mut stream = preview.open_events("/", &home_fingerprint(), "");
    let (name, data) = stream.event().expect("an event");
    let told: serde_json::Value = serde_json::from_str(&data).expect("JSON on one line");
    assert_eq!(name, "faults");
    assert_eq!(told[0]["place"]["file"], "content/«a»\n.md");
    assert_eq!(told[0]["message"]["vi"], fault.message.vi);
    assert_eq!(told[0]["severity"], "error");
}

#[test]
fn a_browser_that_opens_a_sixth_page_loses_the_first_and_can_still_load() {
    let preview = TestServer::new("");
    let mut other = preview.open_events("/", "", "User-Agent: another\r\n");
    assert_eq!(other.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for _ in 0..6 {
        let mut stream = preview.open_events("/", "", "User-Agent: one\r\n");
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    preview.broadcaster.send_to("/", &BrowserEvent::Reload);
    assert_eq!(open.remove(0).event(), None, "the oldest stream ends");
    for stream in open.iter_mut().chain([&mut other]) {
        assert_eq!(stream.event(), event("refresh", "null"));
    }
}

#[test]
fn of_too_many_pages_the_oldest_ends() {
    let preview = TestServer::new("");
    let mut oldest = preview.open_events("/", "", "User-Agent: oldest\r\n");
    assert_eq!(oldest.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for number in 0..64 {
        let mut stream = preview.open_events("/", "", &format!("User-Agent: {number}\r\n"));
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    assert_eq!(oldest.event(), None);
}

#[test]
fn a_page_outside_of_the_portal_has_no_events() {
    let preview = TestServer::new("/x");
    for page in ["/", "/y/", "", "%2Fx%2F..%2F", "x"] {
        let head = preview.open_events(page, "", "").head();
        assert!(head.starts_with("HTTP/1.1 400"), "{page}: {head}");
    }
}
