//! What open pages are told: at once what they have missed, then what moves.
//!
//! A page says what it has seen, so nothing is lost while nobody listens.

use niemyet::diagnostic::{Place, faults};
use niemyet::preview::hub::Event;
use niemyet::preview::site::Seen;

use super::{Preview, page};

/// What the page at `/` of a new preview has seen.
fn seen() -> String {
    Seen::of(page("Trang chủ").as_bytes()).to_string()
}

fn event(name: &str, data: &str) -> Option<(String, String)> {
    Some((name.to_owned(), data.to_owned()))
}

#[test]
fn a_page_that_shows_what_is_hears_of_faults_only() {
    let preview = Preview::new("/x");
    let mut stream = preview.follow("%2Fx%2F", &seen(), "");
    let head = stream.head();
    assert!(head.contains("content-type: text/event-stream\n"), "{head}");
    assert!(head.contains("cache-control: no-store\n"), "{head}");
    assert_eq!(stream.event(), event("faults", "[]"));
}

#[test]
fn a_page_that_moved_while_nobody_told_it_is_loaded_again() {
    let preview = Preview::new("");
    assert_eq!(preview.follow("/", "0123456789abcdef", "").event(), event("refresh", "null"));
    preview.site.page("/", "Trang chủ mới");
    assert_eq!(preview.follow("/", &seen(), "").event(), event("refresh", "null"));
}

#[test]
fn a_page_hears_of_its_own_and_in_order() {
    let preview = Preview::new("/x");
    let mut home = preview.follow("/x/", &seen(), "");
    let mut other = preview.follow("/x/v%25C4%2583n-b%25E1%25BA%25A3n/", "", "");
    assert_eq!(home.event(), event("faults", "[]"));
    assert_eq!(other.event(), event("faults", "[]"));
    let open: Vec<String> = preview.hub.pages().into_iter().collect();
    assert_eq!(open, ["/", "/văn-bản/"]);
    preview.hub.tell("/", &Event::Style(vec!["/tai-nguyen/portal.css".to_owned()]));
    preview.hub.tell("/văn-bản/", &Event::Refresh);
    preview.hub.tell("/", &Event::Refresh);
    assert_eq!(home.event(), event("style", "[\"/tai-nguyen/portal.css\"]"));
    assert_eq!(home.event(), event("refresh", "null"));
    assert_eq!(other.event(), event("refresh", "null"));
}

#[test]
fn a_page_is_told_once_what_it_does_not_know() {
    let preview = Preview::new("");
    let (site, hub) = (&*preview.site, &preview.hub);
    let fault = faults::leads_outside(Place::file("content/a.md"));
    let mut stream = preview.follow("/", &seen(), "");
    assert_eq!(stream.event(), event("faults", "[]"));
    hub.compare(site, "/");
    site.at_fault(vec![fault]);
    hub.compare(site, "/văn-bản/");
    hub.compare(site, "/");
    hub.compare(site, "/");
    let (name, data) = stream.event().expect("an event");
    assert!(name == "faults" && data.contains("content/a.md"), "{name} {data}");
    site.at_fault(Vec::new());
    hub.compare(site, "/");
    assert_eq!(stream.event(), event("faults", "[]"));
    site.page("/", "Trang chủ mới");
    hub.compare(site, "/");
    hub.compare(site, "/");
    hub.tell("/", &Event::Style(Vec::new()));
    assert_eq!(stream.event(), event("refresh", "null"));
    assert_eq!(stream.event(), event("style", "[]"));
}

#[test]
fn faults_are_told_with_place_message_and_repair() {
    let preview = Preview::new("");
    let fault = faults::leads_outside(Place::file("content/«a»\n.md"));
    preview.site.at_fault(vec![fault.clone()]);
    let mut stream = preview.follow("/", &seen(), "");
    let (name, data) = stream.event().expect("an event");
    let told: serde_json::Value = serde_json::from_str(&data).expect("JSON on one line");
    assert_eq!(name, "faults");
    assert_eq!(told[0]["place"]["file"], "content/«a»\n.md");
    assert_eq!(told[0]["message"]["vi"], fault.message.vi);
    assert_eq!(told[0]["severity"], "error");
}

#[test]
fn a_browser_that_opens_a_sixth_page_loses_the_first_and_can_still_load() {
    let preview = Preview::new("");
    let mut other = preview.follow("/", "", "User-Agent: another\r\n");
    assert_eq!(other.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for _ in 0..6 {
        let mut stream = preview.follow("/", "", "User-Agent: one\r\n");
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    preview.hub.tell("/", &Event::Refresh);
    assert_eq!(open.remove(0).event(), None, "the oldest stream ends");
    for stream in open.iter_mut().chain([&mut other]) {
        assert_eq!(stream.event(), event("refresh", "null"));
    }
}

#[test]
fn of_too_many_pages_the_oldest_ends() {
    let preview = Preview::new("");
    let mut oldest = preview.follow("/", "", "User-Agent: oldest\r\n");
    assert_eq!(oldest.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for number in 0..64 {
        let mut stream = preview.follow("/", "", &format!("User-Agent: {number}\r\n"));
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    assert_eq!(oldest.event(), None);
}

#[test]
fn a_page_outside_of_the_portal_has_no_events() {
    let preview = Preview::new("/x");
    for page in ["/", "/y/", "", "%2Fx%2F..%2F", "x"] {
        let head = preview.follow(page, "", "").head();
        assert!(head.starts_with("HTTP/1.1 400"), "{page}: {head}");
    }
}
