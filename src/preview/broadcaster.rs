//! The pages that stand open in browsers, and the way to tell them something: server-sent events (HTML Standard,
//! section 9.2), one stream for each page.
//!
//! **Invariant.** Nobody waits for a browser. A stream that takes nothing any more is given up; its page comes again by
//! itself, and is compared with what it should show.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::diagnostic::format;
use crate::preview::backend::{Backend, PageFingerprint};

/// How many pages may stand open. Whoever opens more loses the oldest, which comes again by itself.
const MAX_STREAMS: usize = 64;

/// How many of them one browser may have: browsers open six connections to a server, and one is for loading pages.
const MAX_STREAMS_PER_BROWSER: usize = 5;

/// How many events may wait for a browser before it is given up.
const QUEUE_CAPACITY: usize = 32;

/// After how many milliseconds a browser tries again when its stream has ended.
const RETRY_MS: u32 = 1000;

/// The same for one that had to make room, so that open pages take turns at leisure.
const RETRY_AFTER_EVICTION_MS: u32 = 2000;

/// The body of a response that stays open.
pub(super) type EventStreamBody = Channel<Bytes, Infallible>;

/// What an open page is told.
#[derive(Debug, Clone)]
pub enum BrowserEvent {
    /// The page has moved and is to be loaded again.
    Reload,
    /// The style sheets at these addresses have moved; a page that uses one takes it up where it stands.
    Stylesheets(Vec<String>),
    /// What is at fault now, in place of what was shown before; nothing, when all is mended.
    Faults(Vec<Diagnostic>),
    /// How much else is at fault.
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
        // JSON has no line break of its own, so one line holds it.
        Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
    }
}

/// Holds the streams of all open pages.
#[derive(Default)]
pub struct EventBroadcaster {
    /// In the order in which they were opened.
    streams: Mutex<Vec<OpenStream>>,
    /// Held from looking at a page to telling of it, so that what was seen last is told last.
    comparing: Mutex<()>,
}

struct OpenStream {
    address: String,
    browser: String,
    /// What the page shows, if it said so; or what it will, when it was told to load itself again.
    shown: Option<PageFingerprint>,
    /// The faults that it was told of.
    sent_faults: Option<Bytes>,
    /// How much was told to be at fault elsewhere.
    sent_other_errors: usize,
    sender: Sender<Bytes, Infallible>,
}

impl OpenStream {
    /// Sends without waiting; tells whether the browser still listens.
    fn send(&mut self, bytes: &Bytes) -> bool {
        self.sender.try_send(Frame::data(bytes.clone())).is_ok()
    }

    /// Tells what differs from what was told before.
    fn send_changes(&mut self, seen: PageFingerprint, faults: &Bytes, elsewhere: usize) -> bool {
        if self.shown.is_some_and(|before| before != seen) {
            self.shown = Some(seen);
            return self.send(&BrowserEvent::Reload.encode());
        }
        let mut listens = true;
        if self.sent_faults.as_ref() != Some(faults) {
            self.sent_faults = Some(faults.clone());
            listens = self.send(faults);
        }
        if self.sent_other_errors != elsewhere {
            self.sent_other_errors = elsewhere;
            listens = listens && self.send(&BrowserEvent::OtherErrors(elsewhere).encode());
        }
        listens
    }
}

impl EventBroadcaster {
    /// The addresses of the open pages.
    pub fn open_pages(&self) -> BTreeSet<String> {
        self.streams().iter().map(|stream| stream.address.clone()).collect()
    }

    /// Looks how the page at an address stands, and tells all who have it open what they do not know yet.
    ///
    /// The portal is asked here: nothing that it needs for its answer may be held.
    pub fn send_page_changes(&self, site: &dyn Backend, address: &str) {
        let _turn = self.comparing.lock().unwrap_or_else(PoisonError::into_inner);
        let standing = site.page_state(address);
        let faults = BrowserEvent::Faults(standing.faults).encode();
        self.streams().retain_mut(|stream| {
            stream.address != address
                || stream.send_changes(standing.fingerprint, &faults, standing.other_errors)
        });
    }

    /// Tells something to all who have the page at an address open.
    pub fn send_to(&self, address: &str, event: &BrowserEvent) {
        let bytes = event.encode();
        self.streams().retain_mut(|stream| stream.address != address || stream.send(&bytes));
    }

    /// Opens a stream to a browser for a page that shows `seen`; gives the body to answer with.
    pub(super) fn subscribe(
        &self,
        address: String,
        browser: String,
        seen: Option<PageFingerprint>,
    ) -> EventStreamBody {
        let (sender, body) = Channel::new(QUEUE_CAPACITY);
        let mut streams = self.streams();
        let own = |stream: &OpenStream| stream.browser == browser;
        let of_browser = streams.iter().filter(|stream| own(stream)).count();
        let oldest = if of_browser >= MAX_STREAMS_PER_BROWSER {
            streams.iter().position(own)
        } else {
            (streams.len() >= MAX_STREAMS).then_some(0)
        };
        if let Some(oldest) = oldest {
            streams.remove(oldest).send(&retry_field(RETRY_AFTER_EVICTION_MS));
        }
        let mut stream = OpenStream {
            address,
            browser,
            shown: seen,
            sent_faults: None,
            sent_other_errors: 0,
            sender,
        };
        stream.send(&retry_field(RETRY_MS));
        streams.push(stream);
        body
    }

    /// Sends what browsers pass over, so that streams without a browser are noticed.
    pub(super) fn send_keep_alive(&self) {
        let nothing = Bytes::from_static(b":\n\n");
        self.streams().retain_mut(|stream| stream.send(&nothing));
    }

    fn streams(&self) -> MutexGuard<'_, Vec<OpenStream>> {
        // Each change is one step, so what a panic leaves behind is whole.
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn retry_field(milliseconds: u32) -> Bytes {
    Bytes::from(format!("retry: {milliseconds}\n\n"))
}
