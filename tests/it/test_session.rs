//! The harness of the preview: a session over a test portal, without sockets, notified of edits and queried for pages.
//!
//! The module `random` compares what it serves with what a build writes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::Options;
use niemyet::preview::backend::{Backend as _, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::clock::Clock;
use niemyet::preview::session::PreviewSession;
use niemyet::preview::watch::WatchEvent;
use niemyet::preview::{self, ReportedFaults};

use crate::test_portal::{Files, TestPortal};

/// A preview session over a test portal, and the time of its clock.
pub(crate) struct TestSession {
    session: PreviewSession,
    clock_time: Arc<Mutex<Timestamp>>,
    root: PathBuf,
    /// The source files as of the last notification.
    sources: Files,
}

impl TestSession {
    /// Opens the preview of a portal.
    pub(crate) fn open(portal: &TestPortal) -> Self {
        let options = portal.options();
        let day = options.today.expect("tests set the day");
        let clock_time = Arc::new(Mutex::new(noon(day)));
        let clock = {
            let now = Arc::clone(&clock_time);
            Clock::new(move || *now.lock().unwrap_or_else(PoisonError::into_inner), Instant::now)
        };
        let options = Options { today: None, ..options.clone() };
        let root = options.root.clone();
        let session = PreviewSession::open(options, None, clock);
        preview::apply_and_notify(
            &session,
            &EventBroadcaster::default(),
            &WatchEvent::Everything,
            &|| (),
        );
        let broadcaster = EventBroadcaster::default();
        preview::validate_and_notify(&session, &broadcaster, &mut ReportedFaults::default());
        Self { session, clock_time, sources: sources(&root), root }
    }

    /// Notifies the session of all source files that changed.
    pub(crate) fn report_edits(&mut self, portal: &TestPortal, mode: NotifyMode) {
        let day = portal.options().today.expect("tests set the day");
        *self.clock_time.lock().unwrap_or_else(PoisonError::into_inner) = noon(day);
        let now = sources(&self.root);
        let before = std::mem::replace(&mut self.sources, now);
        let paths: BTreeSet<&String> = before.keys().chain(self.sources.keys()).collect();
        let changed = paths.into_iter().filter(|path| before.get(*path) != self.sources.get(*path));
        let changed: BTreeSet<PathBuf> = changed.map(|path| self.root.join(path)).collect();
        for event in mode.events(changed, &self.root) {
            preview::apply_and_notify(&self.session, &EventBroadcaster::default(), &event, &|| ());
        }
        let broadcaster = EventBroadcaster::default();
        preview::validate_and_notify(&self.session, &broadcaster, &mut ReportedFaults::default());
    }

    /// The bytes served for a file of the site; `None` if there is none or it cannot be rendered.
    pub(crate) fn served(&self, path: &str) -> Option<Vec<u8>> {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        match self.session.resource(&format!("/{address}")) {
            Resource::Page { status: 200, bytes } | Resource::Bytes(bytes) => Some(bytes),
            Resource::Page { status: 404, bytes } if path == "404.html" => Some(bytes),
            Resource::File { path, .. } => Some(fs::read(path).expect("a published file exists")),
            Resource::Page { .. } | Resource::Redirect(_) => None,
        }
    }
}

/// How a session is notified of what changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NotifyMode {
    /// With the paths of all changed files.
    Paths,
    /// With their folders.
    Folders,
    /// With their paths and unrelated ones.
    ExtraPaths,
    /// With their paths in two batches.
    TwoBatches,
    /// With a request to scan everything.
    Everything,
}

impl NotifyMode {
    pub(crate) const ALL: [Self; 5] =
        [Self::Paths, Self::Folders, Self::ExtraPaths, Self::TwoBatches, Self::Everything];

    fn events(self, changed: BTreeSet<PathBuf>, root: &Path) -> Vec<WatchEvent> {
        let folder = |path: &PathBuf| path.parent().map_or_else(|| path.clone(), Path::to_owned);
        match self {
            Self::Paths => vec![WatchEvent::Paths(changed)],
            Self::Folders => vec![WatchEvent::Paths(changed.iter().map(folder).collect())],
            Self::ExtraPaths => {
                let others = ["content/van-ban/a.md", "content/khong-co.md", "public/index.html"];
                let others = others.iter().map(|path| root.join(path));
                vec![WatchEvent::Paths(changed.into_iter().chain(others).collect())]
            }
            Self::TwoBatches => {
                let (first, second) =
                    changed.into_iter().enumerate().partition::<Vec<_>, _>(|(at, _)| at % 2 == 1);
                let event = |half: Vec<(usize, PathBuf)>| {
                    WatchEvent::Paths(half.into_iter().map(|(_, path)| path).collect())
                };
                vec![event(first), event(second)]
            }
            Self::Everything => vec![WatchEvent::Everything],
        }
    }
}

fn noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    noon.expect("noon exists in UTC").timestamp()
}

/// All source files of a portal.
fn sources(root: &Path) -> Files {
    let mut files = crate::test_portal::files_under(root);
    files.retain(|path, _| !path.starts_with("public") && !path.starts_with(".niemyet"));
    files
}
