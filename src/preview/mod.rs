//! The preview: the portal in a browser while it is being written.
//!
//! No site is built: each page is rendered on request, which needs no other page. `watch` reports edits, `session`
//! keeps the portal in step with the disk, `backend` is the interface through which `server` queries it, and
//! `broadcaster` sends events to open pages. Only the build cache in `.niemyet/` is written.
//!
//! After an edit, every open page is rendered again and compared with what its browser shows; only if they differ, a
//! reload event is sent. It is compared again after each validation, which runs when edits pause, but rendered again
//! only if the validation excluded other entries. `page_cache` keeps the rendered pages for the requests that follow.
//!
//! **Invariant.** Once edits are validated, a page that can be rendered is served byte for byte as a build with
//! `--keep-going` writes it, with one element more: the script of the preview, which is never part of a site.

pub mod backend;
pub mod broadcaster;
pub mod clock;
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
use clock::Clock;
use server::{ListenOptions, Server};
use session::PreviewSession;
use watch::{WatchEvent, WatchHandle, WatchOptions};

use crate::diagnostic::{Diagnostic, Language, MachineFault, Severity, format};
use crate::pipeline::Options;
use crate::source::{self, PauseCallback};

/// How long to wait for another edit before validating: browsers fetch the saved page in that time.
const VALIDATION_DELAY: Duration = Duration::from_millis(100);

/// How often the validation is postponed while edits keep coming.
const MAX_POSTPONEMENTS: u32 = 8;

/// How long to wait for an edit when nothing is to be validated.
const IDLE_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// What to preview, and how.
pub struct PreviewOptions {
    /// The portal's folder, and whether drafts are shown.
    pub options: Options,
    /// The host and the port to listen on.
    pub listen: ListenOptions,
    /// Whether to poll for edits: network disks report no file events.
    pub poll: bool,
    /// The language of messages; the portal's if none is given.
    pub language: Option<Language>,
    /// The clocks.
    pub clock: Clock,
}

/// What a running preview reports to its caller.
#[derive(Debug)]
pub enum PreviewStatus {
    /// The server listens at this URL.
    Listening(String),
    /// Faults that were not reported before.
    Faults(Vec<Diagnostic>),
    /// All reported faults are fixed.
    AllFixed,
    /// The message of a machine fault; the next edit tries again.
    MachineFault(String),
}

/// Serves a portal until the process ends.
pub fn serve(
    preview: PreviewOptions,
    mut report: impl FnMut(PreviewStatus, Language),
) -> Result<Infallible, MachineFault> {
    let PreviewOptions { options, listen, poll, language, clock } = preview;
    // File events carry paths with symbolic links resolved.
    let root = source::canonicalize(&options.root)?;
    let options = Options { root: root.clone(), ..options };
    let broadcaster = Arc::new(EventBroadcaster::default());
    let session = Arc::new(PreviewSession::open(options, language, clock.clone()));
    let server =
        Server::start(&listen, Arc::clone(&session) as Arc<dyn Backend>, Arc::clone(&broadcaster))?;
    report(PreviewStatus::Listening(server.url()), session.language());
    let (sender, events) = mpsc::channel();
    session.set_missed_edit_sender(sender.clone());
    let watch_options = WatchOptions { root: root.clone(), zone: session.zone(), clock, poll };
    let deliver = move |event| {
        // The receiver is this function, which never returns.
        let _ = sender.send(event);
    };
    let watcher =
        WatchHandle::start(watch_options, deliver).map_err(|e| MachineFault::reading(&root, e))?;
    let mut reported = ReportedFaults::default();
    // How often the due validation was postponed; `None` if none is due.
    let mut postponed: Option<u32> = None;
    loop {
        let wait = postponed.map_or(IDLE_TIMEOUT, |times| {
            if times < MAX_POSTPONEMENTS { VALIDATION_DELAY } else { Duration::ZERO }
        });
        match events.recv_timeout(wait) {
            Ok(WatchEvent::Polling(notice)) => {
                report(PreviewStatus::Faults(vec![*notice]), session.language());
            }
            Ok(event) => {
                if apply_and_notify(&session, &broadcaster, &event, &|| watcher.catch_up()) {
                    watcher.update_scope(session.symlink_targets(), session.zone());
                    postponed = Some(postponed.map_or(0, |times| times + 1));
                }
                if let Some(status) = reported.update_machine_fault(&session) {
                    report(status, session.language());
                }
            }
            Err(RecvTimeoutError::Timeout) if postponed.take().is_some() => {
                for status in validate_and_notify(&session, &broadcaster, &mut reported) {
                    report(status, session.language());
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            // The watcher's thread ended. A request still checks the page's own source file.
            Err(RecvTimeoutError::Disconnected) => std::thread::park(),
        }
    }
}

/// The faults reported so far.
#[derive(Debug, Default)]
pub struct ReportedFaults {
    /// As JSON.
    faults: BTreeSet<String>,
    machine_fault: Option<String>,
}

impl ReportedFaults {
    /// Replaces the reported machine fault; returns the status to report, if there is another one now.
    fn update_machine_fault(&mut self, session: &PreviewSession) -> Option<PreviewStatus> {
        let now = session.machine_fault_message();
        let before = std::mem::replace(&mut self.machine_fault, now.clone());
        now.filter(|now| before.as_ref() != Some(now)).map(PreviewStatus::MachineFault)
    }

    /// Replaces the reported faults; returns the status to report, if anything is new.
    fn update(&mut self, faults: Vec<Diagnostic>) -> Option<PreviewStatus> {
        let relevant = faults.into_iter().filter(|fault| fault.severity != Severity::Advice);
        let keyed: Vec<(String, Diagnostic)> =
            relevant.map(|fault| (format::json(&fault).to_string(), fault)).collect();
        let now: BTreeSet<String> = keyed.iter().map(|(key, _)| key.clone()).collect();
        let before = std::mem::replace(&mut self.faults, now);
        let new: Vec<Diagnostic> = keyed
            .into_iter()
            .filter(|(key, _)| !before.contains(key))
            .map(|(_, fault)| fault)
            .collect();
        if !new.is_empty() {
            return Some(PreviewStatus::Faults(new));
        }
        (self.faults.is_empty() && !before.is_empty()).then_some(PreviewStatus::AllFixed)
    }
}

/// Applies the changes that an event reports, and notifies the open pages that they affect; returns whether a
/// validation is due.
pub fn apply_and_notify(
    session: &PreviewSession,
    broadcaster: &EventBroadcaster,
    event: &WatchEvent,
    pause: PauseCallback<'_>,
) -> bool {
    let needs_validation = session.refresh(event, pause);
    let changed_files = session.take_changed_files();
    if needs_validation {
        for page in broadcaster.open_pages() {
            broadcaster.send_page_changes(session, &page);
        }
    }
    for page in broadcaster.open_pages().iter().filter(|_| !changed_files.is_empty()) {
        let (styles, others): (Vec<String>, Vec<String>) = session
            .files_used_by(page, &changed_files)
            .into_iter()
            .partition(|file| file.ends_with(".css"));
        if !others.is_empty() {
            broadcaster.send_to(page, &BrowserEvent::Reload);
        } else if !styles.is_empty() {
            broadcaster.send_to(page, &BrowserEvent::Stylesheets(styles));
        }
    }
    needs_validation
}

/// Validates the whole portal, and notifies the open pages that this changes; returns what is to be reported.
pub fn validate_and_notify(
    session: &PreviewSession,
    broadcaster: &EventBroadcaster,
    reported: &mut ReportedFaults,
) -> Vec<PreviewStatus> {
    session.validate();
    for page in broadcaster.open_pages() {
        broadcaster.send_page_changes(session, &page);
    }
    let machine_fault = reported.update_machine_fault(session);
    machine_fault.into_iter().chain(reported.update(session.faults())).collect()
}
