//! The preview server over real sockets: on a free port, with a fake backend.
//!
//! The client is as simple as possible, because it also has to send what no real client would. Reads have a deadline,
//! so a server that does not answer fails the test instead of blocking it.

mod access;
mod browsing;
mod events;
mod malformed_requests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use niemyet::diagnostic::{Diagnostic, Language};
use niemyet::preview::backend::{Backend, OtherFaults, PageFingerprint, PageState, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::server::{ListenOptions, Server};

/// How long the server may take to answer before the test fails.
const DEADLINE: Duration = Duration::from_secs(30);

const NOT_FOUND_PAGE: &str =
    "<!doctype html>\n<html><body><p>Không có trang này</p>\n</body></html>\n";

/// A backend with a fixed set of resources.
#[derive(Default)]
struct FakeBackend {
    base: String,
    language: Language,
    answers: Mutex<BTreeMap<String, Resource>>,
    faults: Mutex<Vec<Diagnostic>>,
    other_faults: Mutex<OtherFaults>,
    moved: Mutex<Option<Arc<str>>>,
}

impl FakeBackend {
    fn set(&self, address: &str, answer: Resource) {
        self.answers.lock().expect("the lock is not poisoned").insert(address.to_owned(), answer);
    }

    fn set_page(&self, address: &str, text: &str) {
        self.set(address, Resource::Page { status: 200, bytes: page_html(text).into() });
    }

    fn set_faults(&self, faults: Vec<Diagnostic>) {
        *self.faults.lock().expect("the lock is not poisoned") = faults;
    }
}

impl Backend for FakeBackend {
    fn base_path(&self) -> String {
        self.base.clone()
    }

    fn language(&self) -> Language {
        self.language
    }

    fn resource(&self, address: &str) -> Resource {
        assert_ne!(address, "/hong/", "this page makes the backend panic");
        let answers = self.answers.lock().expect("the lock is not poisoned");
        let slashed = format!("{address}/");
        match answers.get(address) {
            Some(answer) => answer.clone(),
            None if answers.contains_key(&slashed) => Resource::Redirect(slashed),
            None => Resource::Page { status: 404, bytes: NOT_FOUND_PAGE.into() },
        }
    }

    fn page_state(&self, address: &str) -> PageState {
        let bytes = match self.resource(address) {
            Resource::Page { bytes, .. } | Resource::Bytes(bytes) => bytes,
            Resource::File { .. } | Resource::Redirect(_) => Vec::new(),
        };
        PageState {
            fingerprint: PageFingerprint::of(&bytes),
            faults: self.faults.lock().expect("the lock is not poisoned").clone(),
            other_faults: self.other_faults.lock().expect("the lock is not poisoned").clone(),
            drafts: BTreeSet::new(),
            new_address: self.moved.lock().expect("the lock is not poisoned").clone(),
        }
    }
}

fn page_html(text: &str) -> String {
    format!("<!doctype html>\n<html>\n<body>\n<p>{text}</p>\n</body>\n</html>\n")
}

/// A page as it is served: with the script tag that carries its fingerprint.
fn served_html(text: &str, base: &str) -> String {
    let page = page_html(text);
    let seen = PageFingerprint::of(page.as_bytes());
    let script = format!("<script src=\"{base}/.niemyet/preview.js?seen={seen}\" defer></script>");
    page.replace("</body>", &format!("{script}</body>"))
}

/// A running server with its backend.
struct TestServer {
    backend: Arc<FakeBackend>,
    broadcaster: Arc<EventBroadcaster>,
    server: Server,
    port: u16,
}

impl TestServer {
    /// A portal of two pages at a sub-path, on loopback.
    fn new(base: &str) -> Self {
        Self::with_host(base, None)
    }

    fn with_host(base: &str, host: Option<&str>) -> Self {
        let base = base.to_owned();
        Self::with_backend(FakeBackend { base, ..FakeBackend::default() }, host)
    }

    fn with_backend(backend: FakeBackend, host: Option<&str>) -> Self {
        let backend = Arc::new(backend);
        backend.set_page("/", "Trang chủ");
        backend.set_page("/văn-bản/", "Văn bản");
        let broadcaster = Arc::new(EventBroadcaster::default());
        let server = start_server(host, 0, &backend, &broadcaster);
        let port = port_of(&server);
        Self { backend, broadcaster, server, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a read timeout can be set");
        stream
    }

    /// Sends a request, completed by `Host` and the end of the head.
    #[track_caller]
    fn send(&self, request: &str) -> HttpReply {
        let host = format!("localhost:{}", self.port);
        self.send_raw(&format!(
            "{}\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            request.trim_end()
        ))
    }

    #[track_caller]
    fn send_raw(&self, request: &str) -> HttpReply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the server reads requests");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("the server answers and closes the connection");
        HttpReply::parse(&reply)
    }

    #[track_caller]
    fn get(&self, path: &str) -> HttpReply {
        self.send(&format!("GET {path} HTTP/1.1"))
    }

    /// Opens the event stream of a page that shows `seen`, with additional headers.
    fn open_events(&self, path: &str, seen: &str, headers: &str) -> EventStream {
        let base = &self.backend.base;
        let target = format!("{base}/.niemyet/events?page={path}&seen={seen}");
        let mut stream = self.connect();
        let host = format!("Host: localhost:{}\r\n", self.port);
        let request = format!("GET {target} HTTP/1.1\r\n{host}{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("the server reads requests");
        EventStream(BufReader::new(stream))
    }
}

fn start_server(
    host: Option<&str>,
    port: u16,
    backend: &Arc<FakeBackend>,
    broadcaster: &Arc<EventBroadcaster>,
) -> Server {
    let listen = ListenOptions { host: host.map(str::to_owned), port };
    let backend: Arc<dyn Backend> = Arc::clone(backend) as Arc<dyn Backend>;
    Server::start(&listen, backend, Arc::clone(broadcaster)).expect("some port is free")
}

fn port_of(server: &Server) -> u16 {
    let url = server.url();
    let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    port.expect("an address with a port")
}

/// A response.
#[derive(Debug)]
struct HttpReply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl HttpReply {
    #[track_caller]
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a whole head");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("heads are ASCII");
        let mut lines = head.lines();
        let status = lines.next().unwrap_or_default().strip_prefix("HTTP/1.").expect("HTTP");
        let status = status[2..5].parse().expect("a number");
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a name");
            (name.to_lowercase(), value.trim().to_owned())
        };
        Self { status, headers: lines.map(header).collect(), body: bytes[end + 4..].to_vec() }
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }
}

/// The event stream of an open page.
struct EventStream(BufReader<TcpStream>);

impl EventStream {
    /// Reads the next line, of the head or of the stream.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line).expect("a line comes within the deadline") {
            0 => None,
            _ => Some(line.trim_end().to_owned()),
        }
    }

    /// Reads the head of the response.
    fn head(&mut self) -> String {
        let mut head = String::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            head += &line;
            head.push('\n');
        }
        head
    }

    /// Reads the next event: its name and its data. `None` at the end of the stream.
    fn event(&mut self) -> Option<(String, String)> {
        loop {
            let line = self.line()?;
            if let Some(name) = line.strip_prefix("event: ") {
                let data = self.line()?.strip_prefix("data: ")?.to_owned();
                return Some((name.to_owned(), data));
            }
            // A chunk of length zero is the last one.
            if line == "0" {
                return None;
            }
        }
    }
}
