//! The preview benchmark: the time from a save until a page shows it, on a portal of any size.
//!
//! `cargo bench --bench preview -- PORTAL [EDITS]` starts a preview of the portal and edits some documents: first the
//! text, then the title. Each measurement lasts from the save until the open page got its reload event, was loaded
//! again and shows the edit; for a title, until the list page of the document does. Every edit is reverted. Nothing is
//! asserted about time.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use niemyet::pipeline::Options;
use niemyet::preview::clock::Clock;
use niemyet::preview::server::ListenOptions;
use niemyet::preview::{self, PreviewOptions, PreviewStatus};

/// The default number of documents to edit.
const EDITS: usize = 10;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(root) = arguments.next().map(PathBuf::from) else {
        println!("cargo bench --bench preview -- PORTAL [EDITS]");
        return;
    };
    let edits = arguments.next().and_then(|argument| argument.parse().ok()).unwrap_or(EDITS);
    let start = Instant::now();
    let port = start_preview(&root);
    get(port, "/");
    println!("first page after {:.2} s, {}", start.elapsed().as_secs_f64(), memory_use());
    let documents = documents(&root.join("content"), edits);
    let (mut texts, mut titles) = (Vec::new(), Vec::new());
    for (at, path) in documents.iter().enumerate() {
        let text = fs::read_to_string(path).expect("the document can be read");
        let page = address(&root, path);
        let mark = format!("Moc {at} {}", std::process::id());
        texts.push(time_until_shown(port, &page, &mark, || {
            fs::write(path, format!("{text}\n\n{mark}\n")).expect("written");
        }));
        let list = list_page_of(port, &page);
        let title = with_title(&text, &mark);
        titles.push(time_until_shown(port, &list, &mark, || {
            fs::write(path, title).expect("written");
        }));
        time_until_shown(port, &page, "", || fs::write(path, text).expect("written"));
    }
    print_times("text", texts);
    print_times("title", titles);
    println!("{}", memory_use());
}

/// Starts a preview on a thread that lives as long as the process; returns its port.
fn start_preview(root: &Path) -> u16 {
    let options = Options { build_id: Some(1), ..Options::new(root.to_owned(), Timestamp::now()) };
    let (sender, opened) = mpsc::channel();
    let listen = ListenOptions { host: None, port: 0 };
    let clock = Clock::new(Timestamp::now, Instant::now);
    let preview = PreviewOptions { options, listen, poll: false, language: None, clock };
    std::thread::spawn(move || {
        preview::serve(preview, move |status, _| match status {
            PreviewStatus::Listening(url) => drop(sender.send(url)),
            PreviewStatus::MachineFault(message) => println!("{message}"),
            PreviewStatus::Faults(_) | PreviewStatus::AllFixed => {}
        })
    });
    let url = opened.recv().expect("the preview starts");
    let port = url.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
    port.expect("an address with a port, and no sub-path")
}

/// Measures the time from an edit until a page shows it.
fn time_until_shown(port: u16, page: &str, mark: &str, edit: impl FnOnce()) -> Duration {
    let html = get(port, page);
    let fingerprint =
        html.split("preview.js?seen=").nth(1).and_then(|rest| rest.get(..16)).expect("a script");
    let mut stream =
        send_request(port, &format!("/.niemyet/events?page={page}&seen={fingerprint}"));
    let start = Instant::now();
    edit();
    let mut line = String::new();
    while !line.starts_with("event: refresh") {
        line.clear();
        assert!(
            stream.read_line(&mut line).expect("the stream stays open") > 0,
            "the stream ended"
        );
    }
    assert!(get(port, page).contains(mark), "{page} shows {mark}");
    start.elapsed()
}

fn send_request(port: u16, address: &str) -> BufReader<TcpStream> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).expect("the preview listens");
    let request =
        format!("GET {address} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).expect("sent");
    BufReader::new(socket)
}

fn get(port: u16, address: &str) -> String {
    let mut bytes = Vec::new();
    send_request(port, address).read_to_end(&mut bytes).expect("an answer");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns some documents that have their own folder, spread over the portal.
fn documents(content: &Path, count: usize) -> Vec<PathBuf> {
    let mut documents = Vec::new();
    collect_documents(content, &mut documents);
    documents.sort();
    let step = (documents.len() / count.max(1)).max(1);
    documents.into_iter().step_by(step).take(count).collect()
}

fn collect_documents(folder: &Path, documents: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect_documents(&path, documents);
        } else if path.ends_with("index.md") && path.to_string_lossy().contains("/van-ban/") {
            documents.push(path);
        }
    }
}

fn address(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root.join("content")).expect("a document of the portal");
    format!("/{}", path.to_string_lossy().trim_end_matches("index.md"))
}

/// Finds the page of the year's list that shows a document.
fn list_page_of(port: u16, page: &str) -> String {
    let year = page.split('/').find(|part| part.len() == 4 && part.starts_with("20"));
    let head = format!("/van-ban/nam/{}/", year.unwrap_or("2025"));
    let link = format!("href=\"{page}\"");
    let pages = (1..2_000).map(|at| match at {
        1 => head.clone(),
        at => format!("{head}trang/{at}/"),
    });
    pages
        .into_iter()
        .find(|list| get(port, list).contains(&link))
        .unwrap_or_else(|| page.to_owned())
}

fn with_title(text: &str, title: &str) -> String {
    let is_title =
        |line: &str| ["tieu_de:", "tiêu đề:", "title:"].iter().any(|key| line.starts_with(key));
    let lines = text.lines().map(|line| {
        let key = line.split(':').next().unwrap_or_default();
        if is_title(line) { format!("{key}: {title}") } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn print_times(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let milliseconds = |time: &Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return };
    let median = &times[times.len() / 2];
    println!(
        "{name}: median {} ms ({}–{}, n={})",
        milliseconds(median),
        milliseconds(first),
        milliseconds(last),
        times.len()
    );
}

/// The resident memory of the process, if the system reports it.
fn memory_use() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.unwrap_or("memory unknown").split_whitespace().collect::<Vec<_>>().join(" ")
}
