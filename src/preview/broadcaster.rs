//! The pages open in browsers, and the events sent to them: server-sent events (HTML Standard, section 9.2), one stream
//! for each page.
//!
//! A page states the fingerprint of the bytes that it shows; a reload event is sent only if the current bytes differ.
//!
//! **Invariant.** No sender blocks on a browser. A stream whose queue is full is dropped; its page reconnects by
//! itself, and is then compared with the current bytes.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::format;
use crate::preview::backend::{Backend, OtherFaults, PageFingerprint, PageState};

/// The greatest number of open streams. The oldest is dropped for a new one; its page reconnects by itself.
const MAX_STREAMS: usize = 64;

/// The greatest number for one browser: browsers open six connections to a server, and one must stay free for pages.
const MAX_STREAMS_PER_BROWSER: usize = 5;

/// How many events may be queued for a browser before its stream is dropped.
const QUEUE_CAPACITY: usize = 32;

/// After how many milliseconds a browser reconnects when its stream has ended.
const RETRY_MS: u32 = 1000;

/// The same for a stream dropped for a newer one, so that too many open pages do not evict each other all the time.
const RETRY_AFTER_EVICTION_MS: u32 = 2000;

/// The body of a response that stays open for events.
pub(super) type EventStreamBody = Channel<Bytes, Infallible>;

/// An event sent to an open page.
#[derive(Debug, Clone)]
pub enum BrowserEvent {
    /// The page has changed and has to be loaded again.
    Reload,
    /// The style sheets at these addresses have changed; a page that uses one replaces it without a reload.
    Stylesheets(Vec<String>),
    /// The faults of the page, replacing those sent before; empty when all are fixed.
    Faults(Vec<Diagnostic>),
    /// The errors and warnings elsewhere in the portal, replacing those sent before.
    OtherFaults(OtherFaults),
    /// The addresses of drafts that the page links to, and its own if it is one.
    Drafts(BTreeSet<String>),
    /// The entry of the page is at another address now.
    Moved(Arc<str>),
}

impl BrowserEvent {
    fn encode(&self) -> Bytes {
        let (name, data) = match self {
            Self::Reload => ("refresh", Value::Null),
            Self::Stylesheets(addresses) => ("style", json!(addresses)),
            Self::Faults(faults) => ("faults", faults.iter().map(format::json).collect()),
            Self::OtherFaults(OtherFaults { first, errors, warnings }) => {
                let first: Value = first.iter().map(format::json).collect();
                ("elsewhere", json!({ "errors": errors, "warnings": warnings, "first": first }))
            }
            Self::Drafts(addresses) => ("drafts", json!(addresses)),
            Self::Moved(address) => ("moved", json!(address)),
        };
        // Compact JSON has no line breaks, so it fits one `data` line.
        Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
    }
}

/// The streams of all open pages.
#[derive(Default)]
pub struct EventBroadcaster {
    /// The oldest first.
    streams: Mutex<Vec<OpenStream>>,
    /// Held from rendering a page to sending its events, so that the newest state is sent last.
    comparing: Mutex<()>,
}

struct OpenStream {
    address: String,
    browser: String,
    /// The fingerprint of what the page shows, if it sent one; after a reload event, of what it will show.
    shown: Option<PageFingerprint>,
    /// The last event of each kind that was sent, as far as it matters.
    sent: Vec<Bytes>,
    sender: Sender<Bytes, Infallible>,
}

impl OpenStream {
    /// Sends without blocking; returns whether the stream is still usable.
    fn send(&mut self, bytes: &Bytes) -> bool {
        self.sender.try_send(Frame::data(bytes.clone())).is_ok()
    }

    /// Sends what differs from what was sent before; returns whether the stream is still usable.
    fn send_changes(&mut self, state: &EncodedState) -> bool {
        if let Some(moved) = &state.moved {
            self.shown = Some(state.fingerprint);
            return self.send_once(0, moved);
        }
        if self.shown.is_some_and(|shown| shown != state.fingerprint) {
            self.shown = Some(state.fingerprint);
            return self.send(&BrowserEvent::Reload.encode());
        }
        state.events.iter().enumerate().all(|(kind, event)| self.send_once(kind + 1, event))
    }

    /// Sends an event, unless it was the last one of its kind.
    fn send_once(&mut self, kind: usize, event: &Bytes) -> bool {
        if self.sent[kind] == *event {
            return true;
        }
        self.sent[kind] = event.clone();
        self.send(event)
    }
}

/// The state of a page as events.
struct EncodedState {
    fingerprint: PageFingerprint,
    moved: Option<Bytes>,
    /// Faults, faults elsewhere, drafts.
    events: [Bytes; 3],
}

impl EncodedState {
    fn new(state: PageState) -> Self {
        let PageState { fingerprint, faults, other_faults, drafts, new_address } = state;
        let events = [
            BrowserEvent::Faults(faults),
            BrowserEvent::OtherFaults(other_faults),
            BrowserEvent::Drafts(drafts),
        ];
        Self {
            fingerprint,
            moved: new_address.map(|address| BrowserEvent::Moved(address).encode()),
            events: events.map(|event| event.encode()),
        }
    }

    /// What a page takes for sent when it is opened: nothing elsewhere and no draft, but no word of its own faults.
    fn sent_before() -> Vec<Bytes> {
        let elsewhere = BrowserEvent::OtherFaults(OtherFaults::default()).encode();
        let drafts = BrowserEvent::Drafts(BTreeSet::new()).encode();
        vec![Bytes::new(), Bytes::new(), elsewhere, drafts]
    }
}

impl EventBroadcaster {
    /// Returns the addresses of the open pages.
    pub fn open_pages(&self) -> BTreeSet<String> {
        self.streams().iter().map(|stream| stream.address.clone()).collect()
    }

    /// Queries the state of the page at an address, and sends each browser that has it open what it lacks.
    ///
    /// This calls the backend: the caller must not hold a lock that the backend takes.
    pub fn send_page_changes(&self, backend: &dyn Backend, address: &str) {
        let _guard = self.comparing.lock().unwrap_or_else(PoisonError::into_inner);
        let state = EncodedState::new(backend.page_state(address));
        self.streams()
            .retain_mut(|stream| stream.address != address || stream.send_changes(&state));
    }

    /// Sends an event to every stream of the page at an address.
    pub fn send_to(&self, address: &str, event: &BrowserEvent) {
        let bytes = event.encode();
        self.streams().retain_mut(|stream| stream.address != address || stream.send(&bytes));
    }

    /// Opens a stream for a page whose browser shows the version `shown`; returns the response body.
    pub(super) fn subscribe(
        &self,
        address: String,
        browser: String,
        shown: Option<PageFingerprint>,
    ) -> EventStreamBody {
        let (sender, body) = Channel::new(QUEUE_CAPACITY);
        let mut streams = self.streams();
        let is_same_browser = |stream: &OpenStream| stream.browser == browser;
        let count = streams.iter().filter(|stream| is_same_browser(stream)).count();
        let oldest = if count >= MAX_STREAMS_PER_BROWSER {
            streams.iter().position(is_same_browser)
        } else {
            (streams.len() >= MAX_STREAMS).then_some(0)
        };
        if let Some(oldest) = oldest {
            streams.remove(oldest).send(&retry_field(RETRY_AFTER_EVICTION_MS));
        }
        let sent = EncodedState::sent_before();
        let mut stream = OpenStream { address, browser, shown, sent, sender };
        stream.send(&retry_field(RETRY_MS));
        streams.push(stream);
        body
    }

    /// Sends a comment, which browsers ignore, so that streams without a browser are noticed.
    pub(super) fn send_keep_alive(&self) {
        let comment = Bytes::from_static(b":\n\n");
        self.streams().retain_mut(|stream| stream.send(&comment));
    }

    fn streams(&self) -> MutexGuard<'_, Vec<OpenStream>> {
        // Each change is a single operation, so a panic cannot leave the list half changed.
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn retry_field(milliseconds: u32) -> Bytes {
    Bytes::from(format!("retry: {milliseconds}\n\n"))
}
