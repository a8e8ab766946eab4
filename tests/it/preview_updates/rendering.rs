//! How often an open page is rendered, and what happens if a file cannot be read.
//!
//! Renders are counted by the session; the open page is a real event stream.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use niemyet::pipeline::{MadeTarget, Options, Portal, Resolution};
use niemyet::preview::PreviewStatus;
use niemyet::preview::backend::Backend;
use niemyet::preview::server::{ListenOptions, Server};
use niemyet::preview::watch::WatchEvent;

use super::{DOCUMENT_A, PreviewFixture, document, portal};

/// How long the server may take to answer before the test fails.
const DEADLINE: Duration = Duration::from_secs(30);

/// Opens the event stream of a page over a real socket, and reads its first events.
fn open_page(preview: &PreviewFixture, server: &Server, address: &str) -> BufReader<TcpStream> {
    let Some(host) =
        server.url().strip_prefix("http://").map(|url| url.trim_end_matches('/').to_owned())
    else {
        panic!("{}", server.url());
    };
    let seen = preview.session.page_state(address).fingerprint;
    let stream = TcpStream::connect(&host).expect("the server listens");
    stream.set_read_timeout(Some(DEADLINE)).expect("a read timeout can be set");
    let mut stream = BufReader::new(stream);
    let request =
        format!("GET /.niemyet/events?page={address}&seen={seen} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).expect("the server reads requests");
    assert_eq!(next_event(&mut stream), "faults");
    stream
}

/// The name of the next event of a stream.
fn next_event(stream: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).expect("a line comes within the deadline") > 0);
        if let Some(name) = line.strip_prefix("event: ") {
            return name.trim_end().to_owned();
        }
    }
}

#[test]
fn an_open_page_is_rendered_once_per_save() {
    let page = "/van-ban/a/";
    let mut preview = PreviewFixture::new(portal().file("content/tep.txt", "Tệp"));
    let listen = ListenOptions::default();
    let backend: Arc<dyn Backend> = preview.session.clone();
    let server = Server::start(&listen, backend, preview.broadcaster.clone()).expect("a free port");
    let mut stream = open_page(&preview, &server, page);
    let renders = |preview: &PreviewFixture, before: usize| preview.session.renders() - before;
    let before = preview.session.renders();
    // The save changes a file too, so that the links of the page are looked up.
    preview.edit(|portal| {
        portal.edit(DOCUMENT_A, "Nội dung.", "Nội dung mới.").file("content/tep.txt", "Mới")
    });
    let paths = [DOCUMENT_A, "content/tep.txt"].map(|path| preview.portal.path(path));
    preview.apply_before_validation(&WatchEvent::Paths(BTreeSet::from(paths)));
    assert_eq!((next_event(&mut stream).as_str(), renders(&preview, before)), ("refresh", 1));
    assert!(preview.get(page).1.contains("Nội dung mới."));
    preview.validate();
    assert!(preview.get(page).1.contains("Nội dung mới."));
    assert_eq!(renders(&preview, before), 1, "after the request and the validation");
    // A validation that excludes an entry changes other pages.
    let before = preview.session.renders();
    preview.edit(|portal| portal.edit(DOCUMENT_A, "Nội dung mới.", "[x](/khong-co/)"));
    let path = preview.portal.path(DOCUMENT_A);
    preview.apply_before_validation(&WatchEvent::Paths(BTreeSet::from([path])));
    preview.get("/van-ban/");
    assert_eq!(renders(&preview, before), 2);
    preview.validate();
    for _ in 0..2 {
        assert_eq!(preview.faults(page), ["broken-link"]);
        assert!(!preview.get("/van-ban/").1.contains("Quyết định một"));
    }
    assert_eq!(renders(&preview, before), 3, "the listing only");
}

#[test]
fn a_machine_fault_of_the_validation_is_reported_at_once() {
    let mut preview = PreviewFixture::new(portal());
    preview.edit(|portal| portal.edit(DOCUMENT_A, "Nội dung.", "[x](/khong-co/)"));
    let path = preview.portal.path(DOCUMENT_A);
    preview.apply_before_validation(&WatchEvent::Paths(BTreeSet::from([path])));
    // The validation reads the file again to report the line of the link.
    preview.edit(|portal| portal.remove(DOCUMENT_A));
    let is_fault_of_a = |status: &PreviewStatus| match status {
        PreviewStatus::MachineFault(message) => message.contains(DOCUMENT_A),
        _ => false,
    };
    assert!(preview.validate().iter().any(is_fault_of_a));
    assert!(!preview.validate().iter().any(is_fault_of_a), "once");
}

#[test]
fn an_edit_that_could_not_be_read_is_applied_by_the_next_update() {
    let news = document("Tin", "ngày đăng: 01/3/2023", "[Tệp](../van-ban/x/tep.txt)");
    let portal = portal().file("content/tin-tuc/d.md", &news);
    let portal = portal.file("content/van-ban/x/tep.txt", "Tệp");
    let options = Options { today: None, ..portal.options().clone() };
    let opened = Portal::open_for_preview(&options).expect("the disk can be read");
    let Ok(mut open) = opened else { panic!("the portal can be opened") };
    let portal = portal
        .edit(DOCUMENT_A, "Quyết định một", "Quyết định khác")
        .file("content/van-ban/x/index.md", &document("Báo cáo", "đường dẫn: khac", "Lời dẫn."));
    let tree = Portal::scan_files(&options.root, &|| ()).expect("the disk can be read");
    let text = fs::read_to_string(portal.path(DOCUMENT_A)).expect("the file exists");
    let portal = portal.remove(DOCUMENT_A);
    open.replace_tree(tree, options.now).expect_err("a file has disappeared");
    let portal = portal.file(DOCUMENT_A, &text);
    open.update_paths(&BTreeSet::from([portal.path(DOCUMENT_A)]), options.now)
        .expect("the file can be read");
    let shown = |address: &str| match open.resolve(address) {
        Resolution::Target(target) => match open.make(target) {
            Ok(MadeTarget::Bytes(page)) => String::from_utf8(page.bytes).expect("UTF-8"),
            other => panic!("{address}: {other:?}"),
        },
        other => panic!("{address}: {other:?}"),
    };
    assert!(shown("/van-ban/a/").contains("Quyết định khác"));
    assert!(shown("/tin-tuc/d/").contains("/van-ban/khac/tep.txt"));
}

#[test]
fn an_open_page_is_compared_with_its_text_on_the_disk() {
    let mut preview = PreviewFixture::new(portal());
    let fingerprint = |preview: &PreviewFixture| {
        preview.session.page_state("/van-ban/a/").fingerprint.to_string()
    };
    let before = fingerprint(&preview);
    preview.edit(|portal| portal.edit(DOCUMENT_A, "Nội dung.", "Nội dung mới."));
    assert_ne!(fingerprint(&preview), before, "though nobody reported the edit");
}
