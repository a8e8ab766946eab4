//! Malformed requests: the server answers or closes the connection, and keeps running.
//!
//!     GARBAGE=100000 cargo test --release --test it malformed
//!
//! sends the given number of requests.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::Shutdown;

use crate::rng::TestRng;

use super::{TestServer, served_html};

/// How many requests are sent, unless the environment sets another number.
const DEFAULT_REQUESTS: usize = 2_000;

/// The fragments from which requests are assembled.
const FRAGMENTS: [&[u8]; 40] = [
    b"GET ",
    b"HEAD ",
    b"POST ",
    b"get ",
    b"/ ",
    b"/x/",
    b"HTTP/1.1\r\n",
    b"HTTP/1.0\r\n",
    b"HTTP/2.0\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b"\t",
    b":",
    b"Host: localhost\r\n",
    b"Host: {host}\r\n",
    b"Host: {host}\r\n\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"ffffffffffffffff\r\n",
    b"5\r\nabcde\r\n0\r\n\r\n",
    b"Range: bytes=0-18446744073709551616\r\n",
    b"Range: bytes=-\r\n",
    b"Upgrade: h2c\r\n",
    b"Expect: 100-continue\r\n",
    b"If-None-Match: \"\r\n",
    b"/.niemyet/events?page=/&seen=x ",
    b"/.niemyet/preview.js ",
    b"%",
    b"%2e%2e%2f",
    b"..",
    b"\xff\xfe",
    b"\xc3\xb4",
    b"\x16\x03\x01\x02\x00\x01",
    b"Connection: close\r\n",
];

/// A random request: fragments, a valid one with some bytes changed, a long one, or random bytes.
fn random_request(rng: &mut TestRng, host: &str) -> Vec<u8> {
    let mut request: Vec<u8> = match rng.below(4) {
        0 => (0..rng.below(300)).map(|_| rng.below(256).to_le_bytes()[0]).collect(),
        1 => (0..rng.below(24))
            .flat_map(|_| FRAGMENTS[rng.below(FRAGMENTS.len())].to_vec())
            .collect(),
        2 => {
            let filler = rng.below(256).to_le_bytes()[0];
            let mut long = b"GET /".to_vec();
            long.resize(rng.below(70_000), filler);
            long
        }
        _ => b"GET / HTTP/1.1\r\nHost: {host}\r\nRange: bytes=0-4\r\nAccept: */*\r\n\r\n".to_vec(),
    };
    for _ in 0..rng.below(4) {
        if !request.is_empty() {
            let at = rng.below(request.len());
            request[at] = rng.below(256).to_le_bytes()[0];
        }
    }
    let text = request.windows(6).position(|part| part == b"{host}");
    if let Some(at) = text {
        request.splice(at..at + 6, host.bytes());
    }
    request
}

#[test]
fn malformed_requests_neither_stop_the_server_nor_cause_server_errors() {
    let count = std::env::var("GARBAGE").ok().and_then(|count| count.parse().ok());
    let server = TestServer::new("");
    let host = format!("localhost:{}", server.port);
    let mut rng = TestRng(2026);
    let mut succeeded = 0;
    for number in 0..count.unwrap_or(DEFAULT_REQUESTS) {
        let request = random_request(&mut rng, &host);
        let mut stream = server.connect();
        // The server may have closed the connection already.
        let _ = stream.write_all(&request).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut reply = Vec::new();
        match stream.read_to_end(&mut reply) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
            Err(error) => panic!("request {number}: {error}"),
        }
        let shown = String::from_utf8_lossy(&reply[..reply.len().min(200)]).into_owned();
        assert!(reply.is_empty() || shown.starts_with("HTTP/1."), "request {number}: {shown}");
        assert!(!shown.starts_with("HTTP/1.1 5"), "request {number}: {shown}");
        succeeded += usize::from(shown.starts_with("HTTP/1.1 20"));
    }
    assert!(succeeded > 0, "some requests succeed, so the portal is reached");
    assert_eq!(server.get("/").text(), served_html("Trang chủ", ""));
}

#[test]
fn idle_connections_do_not_block_others() {
    let server = TestServer::new("");
    let mut idle = Vec::new();
    for _ in 0..400 {
        let mut stream = server.connect();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: ");
        idle.push(stream);
    }
    assert_eq!(server.get("/").text(), served_html("Trang chủ", ""));
    let mut oldest = idle.swap_remove(0);
    let ended = oldest.read(&mut [0; 16]);
    assert!(ended.as_ref().map_or(true, |read| *read == 0), "{ended:?}");
}

#[test]
fn the_size_of_a_head_and_the_number_of_headers_are_limited() {
    let server = TestServer::new("");
    let long = "a".repeat(40_000);
    let many = "\r\nX: y".repeat(120);
    for request in [
        format!("GET /{long} HTTP/1.1"),
        format!("GET / HTTP/1.1\r\nX: {long}"),
        format!("GET / HTTP/1.1{many}"),
    ] {
        let status = server.send(&request).status;
        assert!([400, 414, 431].contains(&status), "{status}");
    }
    assert_eq!(server.get("/").status, 200);
}
