//! What a browser gets: the bytes of a build, under the addresses of the site.
//!
//! Conditional requests and ranges are held to RFC 9110, whether the bytes lie in memory or on the disk.

use std::fs;

use niemyet::preview::backend::Resource;
use niemyet::site::headers::PAGE_POLICY;

use super::{NOT_FOUND_PAGE, TestServer, page_html, served_html};

#[test]
fn a_page_is_the_page_of_a_build_and_one_script() {
    for base in ["", "/cong-doan"] {
        let preview = TestServer::new(base);
        let reply = preview.get(&format!("{base}/"));
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
fn the_script_lies_where_pages_name_it() {
    let preview = TestServer::new("/cong-doan");
    let reply = preview.get("/cong-doan/.niemyet/preview.js?seen=12");
    assert_eq!(reply.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(reply.text().contains("EventSource"));
    assert_eq!(preview.get("/cong-doan/.niemyet/").status, 404);
    assert_eq!(preview.get("/.niemyet/preview.js").status, 404);
}

#[test]
fn what_is_no_page_has_the_very_bytes_and_its_media_type() {
    let preview = TestServer::new("");
    preview.backend.set("/atom.xml", Resource::Bytes(page_html("Tin").into()));
    let reply = preview.get("/atom.xml");
    assert_eq!(reply.text(), page_html("Tin"));
    assert_eq!(reply.header("content-type"), Some("application/atom+xml"));
}

#[test]
fn an_address_is_one_in_every_way_of_writing_it() {
    let preview = TestServer::new("/công");
    for path in ["/c%C3%B4ng/v%C4%83n-b%E1%BA%A3n/", "/co%CC%82ng/va%CC%86n-b%61%CC%89n/?x=1"] {
        assert_eq!(preview.get(path).text(), served_html("Văn bản", "/công"), "{path}");
    }
}

#[test]
fn a_folder_without_its_slash_leads_to_it_with_its_query() {
    let preview = TestServer::new("/x");
    for (path, to) in [
        ("/x/v%C4%83n-b%E1%BA%A3n?q=%20a", "/x/v%C4%83n-b%E1%BA%A3n/?q=%20a"),
        ("/x", "/x/"),
        ("/", "/x/"),
    ] {
        let reply = preview.get(path);
        assert_eq!((reply.status, reply.header("location")), (302, Some(to)), "{path}");
    }
}

#[test]
fn outside_of_the_sub_path_there_is_nothing() {
    let preview = TestServer::new("/x");
    for path in ["/v%C4%83n-b%E1%BA%A3n/", "/xy/", "/favicon.ico"] {
        let reply = preview.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.text().contains(&format!("href=\"/x{path}\"")), "{}", reply.text());
    }
}

#[test]
fn where_nothing_lies_the_portal_says_so_itself() {
    let preview = TestServer::new("");
    let reply = preview.get("/mat/tep.pdf");
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
fn a_page_that_was_seen_is_not_sent_again_until_it_moves() {
    let preview = TestServer::new("");
    let tag = preview.get("/").header("etag").expect("a page has a validator").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    for list in [tag.clone(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let reply = preview.send(&format!("GET / HTTP/1.1\r\nIf-None-Match: {list}"));
        assert_eq!(
            (reply.status, &*reply.body, reply.header("etag")),
            (304, &b""[..], Some(&*tag))
        );
    }
    preview.backend.set_page("/", "Trang chủ mới");
    let reply = preview.send(&format!("GET / HTTP/1.1\r\nIf-None-Match: {tag}"));
    assert_eq!((reply.status, reply.text()), (200, &*served_html("Trang chủ mới", "")));
}

#[test]
fn head_tells_what_get_would_without_the_bytes() {
    let preview = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.pdf"), "0123456789").expect("a file");
    preview.backend.set("/a.pdf", Resource::File(folder.path().join("a.pdf")));
    for path in ["/", "/mat", "/a.pdf", "/v%C4%83n-b%E1%BA%A3n"] {
        let (get, head) = (preview.get(path), preview.send(&format!("HEAD {path} HTTP/1.1")));
        let told = |headers: &[(String, String)]| {
            let mut told = headers.to_vec();
            told.retain(|(name, _)| name != "date");
            told.sort();
            told
        };
        assert_eq!((head.status, told(&head.headers)), (get.status, told(&get.headers)), "{path}");
        assert!(head.body.is_empty() && get.header("content-length").is_some(), "{path}");
    }
}

#[test]
fn a_part_of_what_lies_in_memory_or_on_the_disk_can_be_asked_for() {
    let preview = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a"), "0123456789").expect("a file");
    preview.backend.set("/d/a.pdf", Resource::File(folder.path().join("a")));
    preview.backend.set("/m/a.pdf", Resource::Bytes(b"0123456789".to_vec()));
    for path in ["/d/a.pdf", "/m/a.pdf"] {
        let whole = preview.get(path);
        assert_eq!((whole.status, whole.text()), (200, "0123456789"), "{path}");
        assert_eq!(whole.header("content-type"), Some("application/pdf"), "{path}");
        assert_eq!(whole.header("accept-ranges"), Some("bytes"), "{path}");
        for (range, status, text, told) in [
            ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
            ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
            ("bytes=-2", 206, "89", Some("bytes 8-9/10")),
            ("bytes=8-99", 206, "89", Some("bytes 8-9/10")),
            ("bytes=10-", 416, "", Some("bytes */10")),
            ("bytes=0-1,4-5", 200, "0123456789", None),
        ] {
            let reply = preview.send(&format!("GET {path} HTTP/1.1\r\nRange: {range}"));
            assert_eq!((reply.status, reply.text()), (status, text), "{path} {range}");
            assert_eq!(reply.header("content-range"), told, "{path} {range}");
        }
        let moved = "GET {path} HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: \"x\"";
        assert_eq!(preview.send(&moved.replace("{path}", path)).text(), "0123456789", "{path}");
    }
    let tag = preview.get("/m/a.pdf").header("etag").expect("a validator").to_owned();
    let same = format!("GET /m/a.pdf HTTP/1.1\r\nRange: bytes=2-4\r\nIf-Range: {tag}");
    assert_eq!(preview.send(&same).text(), "234");
}

#[test]
fn a_file_that_moves_within_a_second_is_sent_again() {
    let preview = TestServer::new("");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.png");
    preview.backend.set("/a.png", Resource::File(file.clone()));
    fs::write(&file, "một").expect("a file");
    let first = preview.get("/a.png");
    let told = |name| first.header(name).expect("a file has validators");
    let known = format!(
        "GET /a.png HTTP/1.1\r\nIf-None-Match: {}\r\nIf-Modified-Since: {}",
        told("etag"),
        told("last-modified")
    );
    assert_eq!(preview.send(&known).status, 304);
    fs::write(&file, "hai trang").expect("a file");
    assert_eq!(preview.send(&known).text(), "hai trang");
    let since = format!("GET /a.png HTTP/1.1\r\nIf-Modified-Since: {}", told("last-modified"));
    assert_eq!(preview.send(&since).text(), "hai trang");
    fs::remove_file(&file).expect("a file");
    assert_eq!(preview.get("/a.png").status, 404);
}

#[test]
fn a_page_that_breaks_the_portal_does_not_end_the_preview() {
    let preview = TestServer::new("");
    assert_eq!(preview.get("/hong/").status, 500);
    assert_eq!(preview.get("/").status, 200);
}
