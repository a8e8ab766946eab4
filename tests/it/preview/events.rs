//! Events for open pages: on connection what they have missed, then what changes.
//!
//! A page sends the fingerprint that it shows, so no change is lost while it is not connected.

use niemyet::diagnostic::{Place, faults};
use niemyet::preview::backend::{OtherFaults, PageFingerprint};
use niemyet::preview::broadcaster::BrowserEvent;

use super::{TestServer, page_html};

/// The fingerprint of the page at `/` of a new server.
fn home_fingerprint() -> String {
    PageFingerprint::of(page_html("Trang chủ").as_bytes()).to_string()
}

fn event(name: &str, data: &str) -> Option<(String, String)> {
    Some((name.to_owned(), data.to_owned()))
}

#[test]
fn a_page_that_is_up_to_date_only_receives_its_faults() {
    let server = TestServer::new("/x");
    let mut stream = server.open_events("%2Fx%2F", &home_fingerprint(), "");
    let head = stream.head();
    assert!(head.contains("content-type: text/event-stream\n"), "{head}");
    assert!(head.contains("cache-control: no-store\n"), "{head}");
    assert_eq!(stream.event(), event("faults", "[]"));
}

#[test]
fn a_page_that_changed_while_disconnected_is_reloaded() {
    let server = TestServer::new("");
    assert_eq!(server.open_events("/", "0123456789abcdef", "").event(), event("refresh", "null"));
    server.backend.set_page("/", "Trang chủ mới");
    assert_eq!(server.open_events("/", &home_fingerprint(), "").event(), event("refresh", "null"));
}

#[test]
fn a_page_receives_its_own_events_in_order() {
    let server = TestServer::new("/x");
    let mut home = server.open_events("/x/", &home_fingerprint(), "");
    let mut other = server.open_events("/x/v%25C4%2583n-b%25E1%25BA%25A3n/", "", "");
    assert_eq!(home.event(), event("faults", "[]"));
    assert_eq!(other.event(), event("faults", "[]"));
    let open: Vec<String> = server.broadcaster.open_pages().into_iter().collect();
    assert_eq!(open, ["/", "/văn-bản/"]);
    server
        .broadcaster
        .send_to("/", &BrowserEvent::Stylesheets(vec!["/tai-nguyen/portal.css".to_owned()]));
    server.broadcaster.send_to("/văn-bản/", &BrowserEvent::Reload);
    server.broadcaster.send_to("/", &BrowserEvent::Reload);
    assert_eq!(home.event(), event("style", "[\"/tai-nguyen/portal.css\"]"));
    assert_eq!(home.event(), event("refresh", "null"));
    assert_eq!(other.event(), event("refresh", "null"));
}

#[test]
fn each_change_is_sent_once() {
    let server = TestServer::new("");
    let (backend, broadcaster) = (&*server.backend, &server.broadcaster);
    let fault = faults::bad_symbolic_link(Place::file("content/a.md"));
    let mut stream = server.open_events("/", &home_fingerprint(), "");
    assert_eq!(stream.event(), event("faults", "[]"));
    broadcaster.send_page_changes(backend, "/");
    backend.set_faults(vec![fault]);
    broadcaster.send_page_changes(backend, "/văn-bản/");
    broadcaster.send_page_changes(backend, "/");
    broadcaster.send_page_changes(backend, "/");
    let (name, data) = stream.event().expect("an event");
    assert!(name == "faults" && data.contains("content/a.md"), "{name} {data}");
    backend.set_faults(Vec::new());
    broadcaster.send_page_changes(backend, "/");
    assert_eq!(stream.event(), event("faults", "[]"));
    backend.set_page("/", "Trang chủ mới");
    broadcaster.send_page_changes(backend, "/");
    broadcaster.send_page_changes(backend, "/");
    broadcaster.send_to("/", &BrowserEvent::Stylesheets(Vec::new()));
    assert_eq!(stream.event(), event("refresh", "null"));
    assert_eq!(stream.event(), event("style", "[]"));
}

#[test]
fn faults_elsewhere_are_sent_with_their_files_and_counted() {
    let server = TestServer::new("");
    let fault = |file: &str| faults::bad_symbolic_link(Place::file(file));
    let warning = faults::backup_left_out(Place::file("content/a.bak"), "a.bak");
    let many: Vec<_> = (0..120).map(|at| fault(&format!("content/{at}.md"))).collect();
    let all = [&[warning][..], &many].concat();
    *server.backend.other_faults.lock().expect("no panic") = OtherFaults::new(all.iter());
    let mut stream = server.open_events("/", &home_fingerprint(), "");
    assert_eq!(stream.event(), event("faults", "[]"));
    let (name, data) = stream.event().expect("an event");
    let json: serde_json::Value = serde_json::from_str(&data).expect("JSON on one line");
    assert_eq!((&*name, &json["errors"], &json["warnings"]), ("elsewhere", &120.into(), &1.into()));
    let first = json["first"].as_array().expect("a list");
    assert_eq!((first.len(), &first[0]["place"]["file"]), (100, &"content/0.md".into()));
}

#[test]
fn a_page_whose_entry_moved_is_sent_the_new_address_instead_of_a_reload() {
    let server = TestServer::new("");
    let mut stream = server.open_events("/văn-bản/", "0123456789abcdef", "");
    assert_eq!(stream.event(), event("refresh", "null"));
    *server.backend.moved.lock().expect("no panic") = Some("/moi/".into());
    server.backend.set_page("/văn-bản/", "Không có trang này");
    server.broadcaster.send_page_changes(&*server.backend, "/văn-bản/");
    server.broadcaster.send_page_changes(&*server.backend, "/văn-bản/");
    server.broadcaster.send_to("/văn-bản/", &BrowserEvent::Reload);
    assert_eq!(stream.event(), event("moved", "\"/moi/\""));
    assert_eq!(stream.event(), event("refresh", "null"));
}

#[test]
fn faults_are_sent_as_json_on_one_line() {
    let server = TestServer::new("");
    let fault = faults::bad_symbolic_link(Place::file("content/«a»\n.md"));
    server.backend.set_faults(vec![fault.clone()]);
    let mut stream = server.open_events("/", &home_fingerprint(), "");
    let (name, data) = stream.event().expect("an event");
    let json: serde_json::Value = serde_json::from_str(&data).expect("JSON on one line");
    assert_eq!(name, "faults");
    assert_eq!(json[0]["place"]["file"], "content/«a»\n.md");
    assert_eq!(json[0]["message"]["vi"], fault.message.vi);
    assert_eq!(json[0]["severity"], "error");
}

#[test]
fn a_sixth_page_of_a_browser_ends_the_stream_of_its_first() {
    let server = TestServer::new("");
    let mut other = server.open_events("/", "", "User-Agent: another\r\n");
    assert_eq!(other.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for _ in 0..6 {
        let mut stream = server.open_events("/", "", "User-Agent: one\r\n");
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    server.broadcaster.send_to("/", &BrowserEvent::Reload);
    assert_eq!(open.remove(0).event(), None, "the oldest stream ends");
    for stream in open.iter_mut().chain([&mut other]) {
        assert_eq!(stream.event(), event("refresh", "null"));
    }
}

#[test]
fn too_many_open_pages_end_the_oldest_stream() {
    let server = TestServer::new("");
    let mut oldest = server.open_events("/", "", "User-Agent: oldest\r\n");
    assert_eq!(oldest.event(), event("faults", "[]"));
    let mut open = Vec::new();
    for number in 0..64 {
        let mut stream = server.open_events("/", "", &format!("User-Agent: {number}\r\n"));
        assert_eq!(stream.event(), event("faults", "[]"));
        open.push(stream);
    }
    assert_eq!(oldest.event(), None);
}

#[test]
fn a_page_outside_the_portal_has_no_event_stream() {
    let server = TestServer::new("/x");
    for page in ["/", "/y/", "", "%2Fx%2F..%2F", "x"] {
        let head = server.open_events(page, "", "").head();
        assert!(head.starts_with("HTTP/1.1 400"), "{page}: {head}");
    }
}
