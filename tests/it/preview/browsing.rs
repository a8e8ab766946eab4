//! What a browser receives: the bytes of a build, at the addresses of the site.
//!
//! Conditional requests and ranges must follow RFC 9110, whether the bytes are in memory or on disk.

use std::fs;

use niemyet::preview::backend::Resource;
use niemyet::site::servers::PAGE_POLICY;

use super::{NOT_FOUND_PAGE, TestServer, page_html, served_html};

#[test]
fn a_page_is_the_page_of_a_build_with_one_script_tag() {
    for base in ["", "/cong-doan"] {
        let server = TestServer::new(base);
        let reply = server.get(&format!("{base}/"));
        assert_eq!((reply.status, reply.text()), (200, &*served_html("Trang chủ", base)));
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(reply.header("cache-control"), Some("no-cache"));
        assert_eq!(reply.header("content-length"), Some(&*reply.body.len().to_string()));
        assert_eq!(reply.header("access-control-allow-origin"), None);
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(reply.header("content-security-policy"), Some(PAGE_POLICY));
    }
}

#[test]
fn the_script_is_served_at_the_address_in_the_tag() {
    let server = TestServer::new("/cong-doan");
    let reply = server.get("/cong-doan/.niemyet/preview.js?seen=12");
    assert_eq!(reply.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(reply.text().contains("EventSource"));
    assert_eq!(server.get("/cong-doan/.niemyet/").status, 404);
    assert_eq!(server.get("/.niemyet/preview.js").status, 404);
}

#[test]
fn a_file_that_is_no_page_is_served_unchanged_with_its_media_type() {
    let server = TestServer::new("");
    server.backend.set("/atom.xml", Resource::Bytes(page_html("Tin").into()));
    let reply = server.get("/atom.xml");
    assert_eq!(reply.text(), page_html("Tin"));
    assert_eq!(reply.header("content-type"), Some("application/atom+xml"));
}

#[test]
fn all_encodings_of_an_address_reach_the_same_page() {
    let server = TestServer::new("/công");
    for path in ["/c%C3%B4ng/v%C4%83n-b%E1%BA%A3n/", "/co%CC%82ng/va%CC%86n-b%61%CC%89n/?x=1"] {
        assert_eq!(server.get(path).text(), served_html("Văn bản", "/công"), "{path}");
    }
}

#[test]
fn a_folder_without_its_slash_is_redirected_with_its_query() {
    let server = TestServer::new("/x");
    for (path, to) in [
        ("/x/v%C4%83n-b%E1%BA%A3n?q=%20a", "/x/v%C4%83n-b%E1%BA%A3n/?q=%20a"),
        ("/x", "/x/"),
        ("/", "/x/"),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("location")), (302, Some(to)), "{path}");
    }
}

#[test]
fn nothing_is_served_outside_the_sub_path() {
    let server = TestServer::new("/x");
    for path in ["/v%C4%83n-b%E1%BA%A3n/", "/xy/", "/favicon.ico"] {
        let reply = server.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text().contains(&format!("href=\"/x{path}\"")), "{}", reply.text());
    }
}

#[test]
fn a_missing_page_is_answered_with_the_404_page_of_the_portal() {
    let server = TestServer::new("");
    let reply = server.get("/mat/tep.pdf");
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (404, Some("text/html; charset=utf-8"))
    );
    let shown = reply.text();
    let (before, _) = NOT_FOUND_PAGE.split_once("</body>").expect("a page has a body");
    assert!(shown.starts_with(&format!("{before}<script src=")), "{shown}");
    assert_eq!(reply.header("etag"), None);
}

#[test]
fn an_unchanged_page_is_answered_with_304_until_it_changes() {
    let server = TestServer::new("");
    let tag = server.get("/").header("etag").expect("a page has a validator").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    for list in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let reply = server.send(&format!("GET / HTTP/1.1\r\nIf-None-Match: {list}"));
        assert_eq!(
            (reply.status, &*reply.body, reply.header("etag")),
            (304, &b""[..], Some(&*tag))
        );
    }
    server.backend.set_page("/", "Trang chủ mới");
    let reply = server.send(&format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!((reply.status, reply.text()), (200, &*served_html("Trang chủ mới", "")));
}

#[test]
fn head_returns_the_headers_of_get_without_the_body() {
    let server = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.pdf"), "0123456789").expect("a file");
    server
        .backend
        .set("/a.pdf", Resource::File { path: folder.path().join("a.pdf"), is_download: false });
    for path in ["/", "/mat", "/a.pdf", "/v%C4%83n-b%E1%BA%A3n"] {
        let (get, head) = (server.get(path), server.send(&format!("HEAD {path} HTTP/1.1")));
        let expected = |headers: &[(String, String)]| {
            let mut expected = headers.to_vec();
            expected.retain(|(name, _)| name != "date");
            expected.sort();
            expected
        };
        assert_eq!(
            (head.status, expected(&head.headers)),
            (get.status, expected(&get.headers)),
            "{path}"
        );
        assert!(head.body.is_empty() && get.header("content-length").is_some(), "{path}");
    }
}

#[test]
fn ranges_can_be_requested_from_memory_and_from_disk() {
    let server = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a"), "0123456789").expect("a file");
    server
        .backend
        .set("/d/a.pdf", Resource::File { path: folder.path().join("a"), is_download: false });
    server.backend.set("/m/a.pdf", Resource::Bytes(b"0123456789".to_vec()));
    for path in ["/d/a.pdf", "/m/a.pdf"] {
        let whole = server.get(path);
        assert_eq!((whole.status, whole.text()), (200, "0123456789"), "{path}");
        assert_eq!(whole.header("content-type"), Some("application/pdf"), "{path}");
        assert_eq!(whole.header("accept-ranges"), Some("bytes"), "{path}");
        for (range, status, text, expected) in [
            ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
            ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
            ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
            ("bytes=8-99", 206, "89", Some("bytes 8-9/10")),
            ("bytes=10-", 416, "", Some("bytes */10")),
            ("bytes=0-1,4-5", 200, "0123456789", None),
        ] {
            let reply = server.send(&format!("GET {path} HTTP/1.1\r\nRange: {range}"));
            assert_eq!((reply.status, reply.text()), (status, text), "{path} {range}");
            assert_eq!(reply.header("content-range"), expected, "{path} {range}");
        }
        let changed = "GET {path} HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: \"x\"";
        assert_eq!(server.send(&changed.replace("{path}", path)).text(), "0123456789", "{path}");
    }
    let tag = server.get("/m/a.pdf").header("etag").expect("a validator").to_owned();
    let same = format!("GET /m/a.pdf HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: {tag}");
    assert_eq!(server.send(&same).text(), "234");
}

#[test]
fn a_file_that_changes_within_a_second_is_sent_again() {
    let server = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.png");
    server.backend.set("/a.png", Resource::File { path: file.clone(), is_download: false });
    fs::write(&file, "một").expect("a file");
    let first = server.get("/a.png");
    let expected = |name| first.header(name).expect("a file has validators");
    let conditional = format!(
        "GET /a.png HTTP/1.1\r\nIf-None-Match: {}\r\nIf-Modified-Since: {}",
        expected("etag"),
        expected("last-modified")
    );
    assert_eq!(server.send(&conditional).status, 304);
    fs::write(&file, "hai trang").expect("a file");
    assert_eq!(server.send(&conditional).text(), "hai trang");
    let since = format!("GET /a.png HTTP/1.1\r\nIf-Modified-Since: {}", expected("last-modified"));
    assert_eq!(server.send(&since).text(), "hai trang");
    fs::remove_file(&file).expect("a file");
    assert_eq!(server.get("/a.png").status, 404);
}

#[test]
fn a_panic_over_one_page_does_not_stop_the_preview() {
    let server = TestServer::new("");
    assert_eq!(server.get("/hong/").status, 500);
    assert_eq!(server.get("/").status, 200);
}
