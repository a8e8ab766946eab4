//! The preview server, on a free port of this machine, with a portal of one page.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use niemyet::diagnostic::Language;
use niemyet::preview::backend::{Backend, OtherFaults, PageFingerprint, PageState, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::server::{ListenOptions, Server};

const PAGE: &[u8] = b"<!doctype html>\n<html>\n<body>\n<p>a</p>\n</body>\n</html>\n";

struct OnePage;

impl Backend for OnePage {
    fn base_path(&self) -> String {
        String::new()
    }

    fn language(&self) -> Language {
        Language::Vietnamese
    }

    fn resource(&self, address: &str) -> Resource {
        assert!(address.starts_with('/') && !address.contains("//"), "{address:?} is no address");
        assert!(!address.split('/').any(|part| part == ".."), "{address:?} leads out of the site");
        let status = if address == "/" { 200 } else { 404 };
        Resource::Page { status, bytes: PAGE.to_vec() }
    }

    fn page_state(&self, _address: &str) -> PageState {
        PageState {
            fingerprint: PageFingerprint::of(PAGE),
            faults: Vec::new(),
            other_faults: OtherFaults::default(),
            drafts: BTreeSet::new(),
            new_address: None,
        }
    }
}

/// Sends bytes as a request, and returns the status line of the answer, if there is one.
pub fn answer(request: &[u8]) -> String {
    static SERVER: OnceLock<(Server, u16)> = OnceLock::new();
    let (_, port) = SERVER.get_or_init(start);
    let host = format!("localhost:{port}");
    let mut request = request.to_vec();
    while let Some(at) = request.windows(6).position(|part| part == b"{host}") {
        request.splice(at..at + 6, host.bytes());
    }
    let mut stream = TcpStream::connect(("127.0.0.1", *port)).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a timeout can be set");
    let _ = stream.write_all(&request).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut reply = [0; 256];
    let length = match stream.read(&mut reply) {
        Ok(length) => length,
        Err(error) if error.kind() == ErrorKind::ConnectionReset => 0,
        Err(error) => panic!("no answer: {error}"),
    };
    let reply = String::from_utf8_lossy(&reply[..length]);
    reply.lines().next().unwrap_or_default().to_owned()
}

fn start() -> (Server, u16) {
    let listen = ListenOptions { host: None, port: 0 };
    let broadcaster = Arc::new(EventBroadcaster::default());
    let server = Server::start(&listen, Arc::new(OnePage), broadcaster).expect("the server starts");
    let url = server.url();
    let port = url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    (server, port.expect("the URL has a port"))
}
