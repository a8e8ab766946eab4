//! The preview over real sockets: a server on a port that is free, before a portal that is made up.
//!
//! The client here is as plain as can be, because it also has to send what no client would. Reads have a deadline, so
//! a server that says nothing fails a test and does not hold it.

mod access;
mod browsing;
mod events;
mod garbage;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use niemyet::diagnostic::Diagnostic;
use niemyet::preview::hub::Hub;
use niemyet::preview::server::{Listen, Server};
use niemyet::preview::site::{Answer, Seen, Site, Standing};

/// After how long a server that says nothing has failed.
const DEADLINE: Duration = Duration::from_secs(30);

const NOWHERE: &str = "<!doctype html>\n<html><body><p>Không có trang này</p>\n</body></html>\n";

/// A portal that is made up.
#[derive(Default)]
struct Fake {
    base: String,
    answers: Mutex<BTreeMap<String, Answer>>,
    faults: Mutex<Vec<Diagnostic>>,
}

impl Fake {
    fn put(&self, address: &str, answer: Answer) {
        self.answers.lock().expect("no test broke it").insert(address.to_owned(), answer);
    }

    fn page(&self, address: &str, text: &str) {
        self.put(address, Answer::Page { status: 200, bytes: page(text).into() });
    }

    fn at_fault(&self, faults: Vec<Diagnostic>) {
        *self.faults.lock().expect("no test broke it") = faults;
    }
}

impl Site for Fake {
    fn base(&self) -> String {
        self.base.clone()
    }

    fn answer(&self, address: &str) -> Answer {
        assert_ne!(address, "/hong/", "this page breaks the portal");
        let answers = self.answers.lock().expect("no test broke it");
        let slashed = format!("{address}/");
        match answers.get(address) {
            Some(answer) => answer.clone(),
            None if answers.contains_key(&slashed) => Answer::Moved(slashed),
            None => Answer::Page { status: 404, bytes: NOWHERE.into() },
        }
    }

    fn standing(&self, address: &str) -> Standing {
        let bytes = match self.answer(address) {
            Answer::Page { bytes, .. } | Answer::Bytes(bytes) => bytes,
            Answer::File(_) | Answer::Moved(_) => Vec::new(),
        };
        Standing {
            seen: Seen::of(&bytes),
            faults: self.faults.lock().expect("no test broke it").clone(),
            elsewhere: 0,
        }
    }
}

fn page(text: &str) -> String {
    format!("<!doctype html>\n<html>\n<body>\n<p>{text}</p>\n</body>\n</html>\n")
}

/// A page as it is served: with the script that says what it shows.
fn served(text: &str, base: &str) -> String {
    let page = page(text);
    let seen = Seen::of(page.as_bytes());
    let script = format!("<script src=\"{base}/.niemyet/preview.js?seen={seen}\" defer></script>");
    page.replace("</body>", &format!("{script}</body>"))
}

/// A server that runs, and what stands behind it.
struct Preview {
    site: Arc<Fake>,
    hub: Arc<Hub>,
    server: Server,
    port: u16,
}

impl Preview {
    /// A portal of two pages at a sub-path, where only this machine can look.
    fn new(base: &str) -> Self {
        Self::at(base, None)
    }

    fn at(base: &str, host: Option<&str>) -> Self {
        let site = Arc::new(Fake { base: base.to_owned(), ..Fake::default() });
        site.page("/", "Trang chủ");
        site.page("/văn-bản/", "Văn bản");
        let hub = Arc::new(Hub::default());
        let server = start(host, 0, &site, &hub);
        let port = port(&server);
        Self { site, hub, server, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a deadline can be set");
        stream
    }

    /// Sends a request as it is given, with `Host` and an end.
    #[track_caller]
    fn send(&self, request: &str) -> Reply {
        let host = format!("localhost:{}", self.port);
        self.send_raw(&format!(
            "{}\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            request.trim_end()
        ))
    }

    #[track_caller]
    fn send_raw(&self, request: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the server takes requests");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("the server answers and ends");
        Reply::parse(&reply)
    }

    #[track_caller]
    fn get(&self, path: &str) -> Reply {
        self.send(&format!("GET {path} HTTP/1.1"))
    }

    /// Opens the stream of a page that shows `seen`, with more headers.
    fn follow(&self, path: &str, seen: &str, headers: &str) -> Stream {
        let base = &self.site.base;
        let target = format!("{base}/.niemyet/events?page={path}&seen={seen}");
        let mut stream = self.connect();
        let host = format!("Host: localhost:{}\r\n", self.port);
        let request = format!("GET {target} HTTP/1.1\r\n{host}{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("the server takes requests");
        Stream(BufReader::new(stream))
    }
}

fn start(host: Option<&str>, port: u16, site: &Arc<Fake>, hub: &Arc<Hub>) -> Server {
    let listen = Listen { host: host.map(str::to_owned), port };
    let site: Arc<dyn Site> = Arc::clone(site) as Arc<dyn Site>;
    Server::start(&listen, site, Arc::clone(hub)).expect("some port is free")
}

fn port(server: &Server) -> u16 {
    let url = server.url();
    let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    port.expect("an address with a port")
}

/// An answer.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
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

/// The stream of an open page.
struct Stream(BufReader<TcpStream>);

impl Stream {
    /// Reads the next line that says something of HTTP, or of an event.
    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.0.read_line(&mut line).expect("a line comes within the deadline") {
            0 => None,
            _ => Some(line.trim_end().to_owned()),
        }
    }

    /// Reads up to the end of the head, which it gives.
    fn head(&mut self) -> String {
        let mut head = String::new();
        while let Some(line) = self.line().filter(|line| !line.is_empty()) {
            head += &line;
            head.push('\n');
        }
        head
    }

    /// Reads the next event: its name and its data. None where the stream ends.
    fn event(&mut self) -> Option<(String, String)> {
        loop {
            let line = self.line()?;
            if let Some(name) = line.strip_prefix("event: ") {
                let data = self.line()?.strip_prefix("data: ")?.to_owned();
                return Some((name.to_owned(), data));
            }
            // A chunk of no length is the last one.
            if line == "0" {
                return None;
            }
        }
    }
}
