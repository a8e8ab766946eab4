//! Where the server listens, which requests it answers, and what no request can reach.
//!
//! Any site can make a browser on this machine send requests to the server; no site may read a response.

use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};

use niemyet::diagnostic::Language;

use super::{FakeBackend, TestServer, port_of, start_server};

#[test]
fn localhost_listens_on_both_of_its_addresses() {
    let server = TestServer::new("/x");
    assert_eq!(server.server.url(), format!("http://localhost:{}/x/", server.port));
    TcpStream::connect((Ipv4Addr::LOCALHOST, server.port)).expect("the server listens");
    let ipv6 = TcpStream::connect((Ipv6Addr::LOCALHOST, server.port));
    // A machine may have no IPv6.
    let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    assert_eq!(ipv6.is_ok(), has_ipv6);
}

#[test]
fn a_port_that_is_taken_on_one_address_is_not_used() {
    let server = TestServer::new("");
    let next = start_server(None, server.port, &server.backend, &server.broadcaster);
    assert!(port_of(&next) > server.port && port_of(&next) < server.port + 100);
    let Ok(ipv6) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
    let taken = ipv6.local_addr().expect("the server listens").port();
    let other = start_server(None, taken, &server.backend, &server.broadcaster);
    assert_ne!(port_of(&other), taken);
}

#[test]
fn a_dropped_server_closes_its_connections() {
    let server = TestServer::new("");
    let mut events = server.open_events("/", "", "");
    assert!(events.event().is_some());
    drop(server);
    assert_eq!(events.event(), None);
}

#[test]
fn a_request_for_another_host_is_refused() {
    let server = TestServer::new("");
    let port = server.port;
    let status_of = |target: &str, hosts: &str| {
        let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        server.send_raw(&request).status
    };
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")]
    {
        assert_eq!(status_of("/", &format!("Host: {host}\r\n")), 200, "{host}");
    }
    let foreign = ["evil.example", "localhost.evil.example", "192.168.1.5", "0.0.0.0", "may-chu"];
    for host in foreign {
        assert_eq!(status_of("/", &format!("Host: {host}:{port}\r\n")), 403, "{host}");
        assert_eq!(status_of("/.niemyet/events?page=/", &format!("Host: {host}:{port}\r\n")), 403);
        let absolute = format!("http://{host}:{port}/");
        assert_eq!(status_of(&absolute, &format!("Host: localhost:{port}\r\n")), 403, "{host}");
    }
    assert_eq!(status_of("/", &format!("Host: localhost:{}\r\n", port ^ 1)), 403);
    assert_eq!(status_of("/", ""), 400);
    assert_eq!(status_of("/", &format!("Host: localhost:{port}\r\nHost: evil.example\r\n")), 400);
}

#[test]
fn on_the_network_only_local_names_are_answered() {
    let server = TestServer::with_host("", Some("0.0.0.0"));
    let port = server.port;
    assert_eq!(server.server.url(), format!("http://localhost:{port}/"));
    for (host, status) in
        [("192.168.1.5", 200), ("may-chu", 200), ("may-chu.local", 200), ("evil.example", 403)]
    {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n");
        assert_eq!(server.send_raw(&request).status, status, "{host}");
    }
}

#[test]
fn events_are_for_pages_of_the_portal_only() {
    let server = TestServer::new("");
    let origin = format!("http://localhost:{}", server.port);
    for (header, status) in [
        ("Sec-Fetch-Site: same-origin\r\n".to_owned(), "200"),
        (format!("Origin: {origin}\r\n"), "200"),
        ("Origin: http://localhost:1\r\n".to_owned(), "403"),
        ("Origin: https://evil.example\r\n".to_owned(), "403"),
        ("Origin: null\r\n".to_owned(), "403"),
        (format!("Origin: {origin}\r\nOrigin: https://evil.example\r\n"), "403"),
        ("Sec-Fetch-Site: cross-site\r\n".to_owned(), "403"),
        ("Sec-Fetch-Site: same-site\r\n".to_owned(), "403"),
    ] {
        let head = server.open_events("/", "", &header).head();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{header}{head}");
        assert!(!head.to_lowercase().contains("access-control"), "{head}");
    }
}

#[test]
fn only_get_and_head_are_allowed() {
    let server = TestServer::new("");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "XEM"] {
        let reply = server.send(&format!("{method} / HTTP/1.1\r\nContent-Length: 0"));
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn no_spelling_of_a_path_leaves_the_portal() {
    let server = TestServer::new("");
    for path in [
        "/../Cargo.toml",
        "/x/../../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/.%2e/a",
        "/..%2fa",
        "/..%5ca",
        "/a\\..\\b",
        "/%2fetc/passwd",
        "//etc/passwd",
        "/./",
        "/a%00.html",
        "/%ff",
        "/%",
        "/a%0d%0aX:y",
    ] {
        let reply = server.get(path);
        assert_eq!(reply.status, 400, "{path}");
    }
}

#[test]
fn refusals_are_in_the_language_of_the_preview() {
    let refusals_in = |language| {
        let backend = FakeBackend { base: "/x".to_owned(), language, ..FakeBackend::default() };
        let server = TestServer::with_backend(backend, None);
        let replies = [
            server.send_raw("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
            server.send("POST / HTTP/1.1\r\nContent-Length: 0"),
            server.get("/a//b"),
            server.get("/khac/"),
            server.get("/x/.niemyet/events"),
            server.send("GET /x/.niemyet/events HTTP/1.1\r\nOrigin: null"),
        ];
        replies.map(|reply| (reply.status, reply.text().to_owned()))
    };
    let vietnamese = refusals_in(Language::Vietnamese);
    let english = refusals_in(Language::English);
    for ((status, vi), (same_status, en)) in vietnamese.iter().zip(&english) {
        assert!(status == same_status && vi != en, "{status} {vi} {en}");
        assert!(!vi.is_ascii() && en.is_ascii(), "{vi} {en}");
    }
    assert_eq!(english.map(|(status, _)| status), [403, 405, 400, 404, 400, 403]);
}
