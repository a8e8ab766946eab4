//! What no browser sends. The server answers or hangs up, and goes on.
//!
//!     GARBAGE=100000 cargo test --release --test it garbage
//!
//! does the same for as many requests as are asked for.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::Shutdown;

use super::{TestServer, served_html};

/// How many requests, unless the environment asks for more.
const DEFAULT_REQUESTS: usize = 2_000;

/// What requests are put together from.
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

/// A linear congruential generator (Knuth's MMIX): the same numbers on every machine.
struct GarbageRng(u64);

impl GarbageRng {
    fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }

    /// Puts a request together: pieces, a good request that is damaged, or bytes.
    fn request(&mut self, host: &str) -> Vec<u8> {
        let mut request: Vec<u8> = match self.below(4) {
            0 => (0..self.below(300)).map(|_| self.below(256).to_le_bytes()[0]).collect(),
            1 => (0..self.below(24))
                .flat_map(|_| FRAGMENTS[self.below(FRAGMENTS.len())].to_vec())
                .collect(),
            2 => {
                let filler = self.below(256).to_le_bytes()[0];
                let mut long = b"GET /".to_vec();
                long.resize(self.below(70_000), filler);
                long
            }
            _ => b"GET / HTTP/1.1\r\nHost: {host}\r\nRange: bytes=0-4\r\nAccept: */*\r\n\r\n"
                .to_vec(),
        };
        for _ in 0..self.below(4) {
            if !request.is_empty() {
                let at = self.below(request.len());
                request[at] = self.below(256).to_le_bytes()[0];
            }
        }
        let text = request.windows(6).position(|part| part == b"{host}");
        if let Some(at) = text {
            request.splice(at..at + 6, host.bytes());
        }
        request
    }
}

#[test]
fn no_garbage_ends_the_preview_or_breaks_the_portal() {
    let asked = std::env::var("GARBAGE").ok().and_then(|asked| asked.parse().ok());
    let preview = TestServer::new("");
    let host = format!("localhost:{}", preview.port);
    let mut dice = GarbageRng(2026);
    let mut good = 0;
    for number in 0..asked.unwrap_or(DEFAULT_REQUESTS) {
        let request = dice.request(&host);
        let mut stream = preview.connect();
        // Who hangs up while it is written to has judged already.
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
        good += usize::from(shown.starts_with("HTTP/1.1 20"));
    }
    assert!(good > 0, "some requests come through, so that the portal is reached at all");
    assert_eq!(preview.get("/").text(), served_html("Trang chủ", ""));
}

#[test]
fn who_opens_connections_and_says_nothing_shuts_nobody_out() {
    let preview = TestServer::new("");
    let mut silent = Vec::new();
    for _ in 0..400 {
        let mut stream = preview.connect();
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: ");
        silent.push(stream);
    }
    assert_eq!(preview.get("/").text(), served_html("Trang chủ", ""));
    let mut oldest = silent.swap_remove(0);
    let ended = oldest.read(&mut [0; 16]);
    assert!(ended.as_ref().map_or(true, |read| *read == 0), "{ended:?}");
}

#[test]
fn a_head_has_a_longest_size_and_a_greatest_number_of_headers() {
    let preview = TestServer::new("");
    let long = "a".repeat(40_000);
    let many = "\r\nX: y".repeat(120);
    for request in [
        format!("GET /{long} HTTP/1.1"),
        format!("GET / HTTP/1.1\r\nX: {long}"),
        format!("GET / HTTP/1.1{many}"),
    ] {
        let status = preview.send(&request).status;
        assert!([400, 414, 431].contains(&status), "{status}");
    }
    assert_eq!(preview.get("/").status, 200);
}
