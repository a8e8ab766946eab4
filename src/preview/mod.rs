//! The preview: the portal in a browser while it is being written.
//!
//! A page is a pure function of the library, so nothing is built beforehand and nothing is written: what a browser asks
//! for is made when it asks. `site` is what the server asks of the portal, `hub` knows the pages that stand open and
//! tells them what moved, `server` is the way between them and browsers.
//!
//! **Invariant.** What is served is byte for byte what a build writes. A page alone holds one line more: the script of
//! the preview, which is never part of a site.

pub mod backend;
pub mod broadcaster;
mod error_pages;
mod page_cache;
pub mod server;
pub mod session;
mod state;
pub mod watch;

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use backend::Backend;
use broadcaster::{BrowserEvent, EventBroadcaster};
use server::{ListenOptions, Server};
use session::PreviewSession;
use watch::{Clock, WatchEvent, WatchHandle, WatchOptions};

use crate::diagnostic::{Diagnostic, Language, MachineFault, Severity, format};
use crate::pipeline::Options;
use crate::source::{self, PauseCallback};

/// How long nothing is to happen before everything is judged: browsers fetch the page that was saved in that time.
const VALIDATION_DELAY: Duration = Duration::from_millis(100);

/// How often judging is put off while edits go on and on.
const MAX_POSTPONEMENTS: u32 = 8;

/// How long to wait where nothing is to be done.
const IDLE_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// What to show, and where.
pub struct Preview {
    /// The portal, and whether drafts are shown.
    pub options: Options,
    /// Where browsers find it.
    pub listen: ListenOptions,
    /// Whether to look for edits from time to time, as disks of the network tell of none.
    pub poll: bool,
    /// The language of messages, if not the portal's.
    pub language: Option<Language>,
    /// The time.
    pub clock: Clock,
}

/// What whoever began a preview is told.
#[derive(Debug)]
pub enum PreviewStatus {
    /// Pages can be asked for at this address.
    Listening(String),
    /// This is at fault and was not told before.
    Faults(Vec<Diagnostic>),
    /// All that was told is mended.
    AllFixed,
    /// The machine refuses something; it will be tried again with the next edit.
    MachineFault(String),
}

/// Shows a portal until the process ends.
pub fn serve(
    preview: Preview,
    mut tell: impl FnMut(PreviewStatus, Language),
) -> Result<Infallible, MachineFault> {
    let Preview { options, listen, poll, language, clock } = preview;
    // The system names what was saved without links.
    let root = source::canonicalize(&options.root)?;
    let options = Options { root: root.clone(), ..options };
    let hub = Arc::new(EventBroadcaster::default());
    let desk = Arc::new(PreviewSession::open(options, language, Arc::clone(&clock)));
    let server = Server::start(&listen, Arc::clone(&desk) as Arc<dyn Backend>, Arc::clone(&hub))?;
    tell(PreviewStatus::Listening(server.url()), desk.language());
    let (sender, batches) = mpsc::channel();
    desk.set_missed_edits(sender.clone());
    let watched = WatchOptions { root: root.clone(), zone: desk.zone(), clock, poll };
    let deliver = move |batch| {
        // Who would take it is this function, and it does not end.
        let _ = sender.send(batch);
    };
    let watch =
        WatchHandle::start(watched, deliver).map_err(|e| MachineFault::reading(&root, e))?;
    let mut said = ReportedFaults::default();
    // How often judging was put off since there is something to judge.
    let mut put_off: Option<u32> = None;
    loop {
        let wait = put_off.map_or(IDLE_TIMEOUT, |times| {
            if times < MAX_POSTPONEMENTS { VALIDATION_DELAY } else { Duration::ZERO }
        });
        match batches.recv_timeout(wait) {
            Ok(WatchEvent::Polling(why)) => {
                tell(PreviewStatus::Faults(vec![*why]), desk.language())
            }
            Ok(batch) => {
                if apply_changes(&desk, &hub, &batch, &|| watch.catch_up()) {
                    watch.update_scope(desk.link_targets(), desk.zone());
                    put_off = Some(put_off.map_or(0, |times| times + 1));
                }
                if let Some(refusal) = desk.machine_fault_message() {
                    tell(PreviewStatus::MachineFault(refusal), desk.language());
                }
            }
            Err(RecvTimeoutError::Timeout) if put_off.take().is_some() => {
                if let Some(news) = said.update(validate(&desk, &hub)) {
                    tell(news, desk.language());
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            // The watch broke. Pages still look at their own file when they are asked for.
            Err(RecvTimeoutError::Disconnected) => std::thread::park(),
        }
    }
}

/// What was said to be wrong.
#[derive(Default)]
struct ReportedFaults(BTreeSet<String>);

impl ReportedFaults {
    /// Gives what is to be said, if anything is new.
    fn update(&mut self, faults: Vec<Diagnostic>) -> Option<PreviewStatus> {
        let told = faults.into_iter().filter(|fault| fault.severity != Severity::Advice);
        let keyed: Vec<(String, Diagnostic)> =
            told.map(|fault| (format::json(&fault).to_string(), fault)).collect();
        let now: BTreeSet<String> = keyed.iter().map(|(key, _)| key.clone()).collect();
        let before = std::mem::replace(&mut self.0, now);
        let new: Vec<Diagnostic> = keyed
            .into_iter()
            .filter(|(key, _)| !before.contains(key))
            .map(|(_, fault)| fault)
            .collect();
        if !new.is_empty() {
            return Some(PreviewStatus::Faults(new));
        }
        (self.0.is_empty() && !before.is_empty()).then_some(PreviewStatus::AllFixed)
    }
}

/// Takes in what may have changed on the disk, and tells the open pages; tells whether there is something to judge.
pub fn apply_changes(
    desk: &PreviewSession,
    hub: &EventBroadcaster,
    batch: &WatchEvent,
    rest: PauseCallback<'_>,
) -> bool {
    let is_unjudged = desk.refresh(batch, rest);
    let touched = desk.take_changed_files();
    if is_unjudged {
        for page in hub.open_pages() {
            hub.send_page_changes(desk, &page);
        }
    }
    for page in hub.open_pages().iter().filter(|_| !touched.is_empty()) {
        let (styles, others): (Vec<String>, Vec<String>) =
            desk.files_used_by(page, &touched).into_iter().partition(|file| file.ends_with(".css"));
        if !others.is_empty() {
            hub.send_to(page, &BrowserEvent::Reload);
        } else if !styles.is_empty() {
            hub.send_to(page, &BrowserEvent::Stylesheets(styles));
        }
    }
    is_unjudged
}

/// Judges everything, and tells the open pages what that moved; gives all that is wrong.
pub fn validate(desk: &PreviewSession, hub: &EventBroadcaster) -> Vec<Diagnostic> {
    desk.validate();
    for page in hub.open_pages() {
        hub.send_page_changes(desk, &page);
    }
    desk.faults()
}
