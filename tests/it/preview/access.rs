//! Where the server listens, who is answered, and what nobody gets.
//!
//! A browser at work here may be told by any site to ask this server something; none may learn an answer.

use std::net::{Ipv4Addr, Ipv6Addr, TcpListener, TcpStream};

use super::{TestServer, port_of, start_server};

#[test]
fn localhost_is_both_of_its_addresses() {
    let preview = TestServer::new("/x");
    assert_eq!(preview.server.url(), format!("http://localhost:{}/x/", preview.port));
    TcpStream::connect((Ipv4Addr::LOCALHOST, preview.port)).expect("it listens");
    let newer = TcpStream::connect((Ipv6Addr::LOCALHOST, preview.port));
    // A machine may have no IPv6; then nobody gets there either.
    let has = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok();
    assert_eq!(newer.is_ok(), has);
}

#[test]
fn a_port_that_is_taken_at_one_address_is_left_to_its_owner() {
    let preview = TestServer::new("");
    let next = start_server(None, preview.port, &preview.backend, &preview.broadcaster);
    assert!(port_of(&next) > preview.port && port_of(&next) < preview.port + 100);
    let Ok(newer) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
    let taken = newer.local_addr().expect("it listens").port();
    let beside = start_server(None, taken, &preview.backend, &preview.broadcaster);
    assert_ne!(port_of(&beside), taken);
}

#[test]
fn a_server_that_is_dropped_hangs_up() {
    let preview = TestServer::new("");
    let mut open = preview.open_events("/", "", "");
    assert!(open.event().is_some());
    drop(preview);
    assert_eq!(open.event(), None);
}

#[test]
fn who_means_another_server_gets_nothing() {
    let preview = TestServer::new("");
    let own = preview.port;
    let ask = |target: &str, hosts: &str| {
        let request = format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        preview.send_raw(&request).status
    };
    for host in [format!("localhost:{own}"), format!("127.0.0.1:{own}"), format!("[::1]:{own}")] {
        assert_eq!(ask("/", &format!("Host: {host}\r\n")), 200, "{host}");
    }
    let foreign = ["evil.example", "localhost.evil.example", "192.168.1.5", "0.0.0.0", "may-chu"];
    for host in foreign {
        assert_eq!(ask("/", &format!("Host: {host}:{own}\r\n")), 403, "{host}");
        assert_eq!(ask("/.niemyet/events?page=/", &format!("Host: {host}:{own}\r\n")), 403);
        let absolute = format!("http://{host}:{own}/");
        assert_eq!(ask(&absolute, &format!("Host: localhost:{own}\r\n")), 403, "{host}");
    }
    assert_eq!(ask("/", &format!("Host: localhost:{}\r\n", own ^ 1)), 403);
    assert_eq!(ask("/", ""), 400);
    assert_eq!(ask("/", &format!("Host: localhost:{own}\r\nHost: evil.example\r\n")), 400);
}

#[test]
fn on_the_network_only_names_that_nobody_far_away_can_give_are_answered() {
    let preview = TestServer::with_host("", Some("0.0.0.0"));
    let own = preview.port;
    assert_eq!(preview.server.url(), format!("http://localhost:{own}/"));
    for (host, status) in
        [("192.168.1.5", 200), ("may-chu", 200), ("may-chu.local", 200), ("evil.example", 403)]
    {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}:{own}\r\nConnection: close\r\n\r\n");
        assert_eq!(preview.send_raw(&request).status, status, "{host}");
    }
}

#[test]
fn events_are_for_pages_of_the_portal_only() {
    let preview = TestServer::new("");
    let own = format!("http://localhost:{}", preview.port);
    for (header, status) in [
        ("Sec-Fetch-Site: same-origin\r\n".to_owned(), "200"),
        (format!("Origin: {own}\r\n"), "200"),
        ("Origin: http://localhost:1\r\n".to_owned(), "403"),
        ("Origin: https://evil.example\r\n".to_owned(), "403"),
        ("Origin: null\r\n".to_owned(), "403"),
        (format!("Origin: {own}\r\nOrigin: https://evil.example\r\n"), "403"),
        ("Sec-Fetch-Site: cross-site\r\n".to_owned(), "403"),
        ("Sec-Fetch-Site: same-site\r\n".to_owned(), "403"),
    ] {
        let head = preview.open_events("/", "", &header).head();
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{header}{head}");
        assert!(!head.to_lowercase().contains("access-control"), "{head}");
    }
}

#[test]
fn only_looking_is_allowed() {
    let preview = TestServer::new("");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "XEM"] {
        let reply = preview.send(&format!("{method} / HTTP/1.1\r\nContent-Length: 0"));
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn no_way_of_writing_leads_out_of_the_portal() {
    let preview = TestServer::new("");
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
        let reply = preview.get(path);
        assert_eq!(reply.status, 400, "{path}");
    }
}
