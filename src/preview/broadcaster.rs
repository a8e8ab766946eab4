//! The pages open in browsers, and the events sent to them: server-sent events (HTML Standard, section 9.2), one stream
//! for each page.
//!
//! A page states the fingerprint of the bytes that it shows; a reload event is sent only if the current bytes differ.
//!
//! **Invariant.** No sender blocks on a browser. A stream whose queue is full is dropped; its page reconnects by
//! itself, and is then compared with the current bytes.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::format;
use crate::preview::backend::{Backend, PageFingerprint};

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
    /// The number of errors elsewhere in the portal.
    OtherErrors(usize),
}

impl BrowserEvent {
    fn encode(&self) -> Bytes {
        let (name, data) = match self {
            Self::Reload => ("refresh", Value::Null),
            Self::Stylesheets(addresses) => ("style", json!(addresses)),
            Self::Faults(faults) => ("faults", faults.iter().map(format::json).collect()),
            Self::OtherErrors(count) => ("elsewhere", json!(count)),
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
    /// The last faults event that was sent.
    sent_faults: Option<Bytes>,
    /// The last number of other errors that was sent.
    sent_other_errors: usize,
    sender: Sender<Bytes, Infallible>,
}

impl OpenStream {
    /// Sends without blocking; returns whether the stream is still usable.
    fn send(&mut self, bytes: &Bytes) -> bool {
        self.sender.try_send(Frame::data(bytes.clone())).is_ok()
    }

    /// Sends what differs from what was sent before; returns whether the stream is still usable.
    fn send_changes(
        &mut self,
        fingerprint: PageFingerprint,
        faults: &Bytes,
        other_errors: usize,
    ) -> bool {
        if self.shown.is_some_and(|shown| shown != fingerprint) {
            self.shown = Some(fingerprint);
            return self.send(&BrowserEvent::Reload.encode());
        }
        let mut is_open = true;
        if self.sent_faults.as_ref() != Some(faults) {
            self.sent_faults = Some(faults.clone());
            is_open = self.send(faults);
        }
        if self.sent_other_errors != other_errors {
            self.sent_other_errors = other_errors;
            is_open = is_open && self.send(&BrowserEvent::OtherErrors(other_errors).encode());
        }
        is_open
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
        let state = backend.page_state(address);
        let faults = BrowserEvent::Faults(state.faults).encode();
        self.streams().retain_mut(|stream| {
            stream.address != address
                || stream.send_changes(state.fingerprint, &faults, state.other_errors)
        });
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
        let mut stream =
            OpenStream { address, browser, shown, sent_faults: None, sent_other_errors: 0, sender };
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
