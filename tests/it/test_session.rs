//! The preview over a portal of the harness, without sockets: told of edits, asked for pages.
//!
//! What it serves is held against what a build writes by the random portals.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::Options;
use niemyet::preview;
use niemyet::preview::backend::{Backend as _, Resource};
use niemyet::preview::broadcaster::EventBroadcaster;
use niemyet::preview::session::PreviewSession;
use niemyet::preview::watch::WatchEvent;

use crate::test_portal::{Files, TestPortal};

/// A desk over a portal of the harness, and the time on its clock.
pub(crate) struct TestSession {
    session: PreviewSession,
    clock_time: Arc<Mutex<Timestamp>>,
    root: PathBuf,
    /// The sources as they were when the desk was last told.
    sources: Files,
}

impl TestSession {
    /// Opens the preview of a portal as it stands.
    pub(crate) fn open(portal: &TestPortal) -> Self {
        let options = portal.options();
        let day = options.today.expect("tests have a fixed day");
        let clock_time = Arc::new(Mutex::new(noon(day)));
        let clock = {
            let now = Arc::clone(&clock_time);
            Arc::new(move || *now.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let options = Options { today: None, ..options.clone() };
        let root = options.root.clone();
        let session = PreviewSession::open(options, None, clock);
        preview::apply_changes(
            &session,
            &EventBroadcaster::default(),
            &WatchEvent::Everything,
            &|| (),
        );
        preview::validate(&session, &EventBroadcaster::default());
        Self { session, clock_time, sources: sources(&root), root }
    }

    /// Tells the desk what changed.
    pub(crate) fn report_edits(&mut self, portal: &TestPortal, telling: NotifyMode) {
        let day = portal.options().today.expect("tests have a fixed day");
        *self.clock_time.lock().unwrap_or_else(PoisonError::into_inner) = noon(day);
        let now = sources(&self.root);
        let before = std::mem::replace(&mut self.sources, now);
        let paths: BTreeSet<&String> = before.keys().chain(self.sources.keys()).collect();
        let moved = paths.into_iter().filter(|path| before.get(*path) != self.sources.get(*path));
        let moved: BTreeSet<PathBuf> = moved.map(|path| self.root.join(path)).collect();
        for batch in telling.events(moved, &self.root) {
            preview::apply_changes(&self.session, &EventBroadcaster::default(), &batch, &|| ());
        }
        preview::validate(&self.session, &EventBroadcaster::default());
    }

    /// What is served for a file of the site; nothing where there is none, or what it needs is at fault.
    pub(crate) fn served(&self, path: &str) -> Option<Vec<u8>> {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        match self.session.resource(&format!("/{address}")) {
            Resource::Page { status: 200, bytes } | Resource::Bytes(bytes) => Some(bytes),
            Resource::Page { status: 404, bytes } if path == "404.html" => Some(bytes),
            Resource::File(disk) => Some(fs::read(disk).expect("a published file is there")),
            Resource::Page { .. } | Resource::Redirect(_) => None,
        }
    }
}

/// How a desk is told what changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NotifyMode {
    /// By the paths of all files that did.
    Paths,
    /// By their folders.
    Folders,
    /// By their paths and others.
    ExtraPaths,
    /// Half of them first.
    TwoBatches,
    /// Anything may have.
    Everything,
}

impl NotifyMode {
    pub(crate) const ALL: [Self; 5] =
        [Self::Paths, Self::Folders, Self::ExtraPaths, Self::TwoBatches, Self::Everything];

    fn events(self, moved: BTreeSet<PathBuf>, root: &Path) -> Vec<WatchEvent> {
        let folder = |path: &PathBuf| path.parent().map_or_else(|| path.clone(), Path::to_owned);
        match self {
            Self::Paths => vec![WatchEvent::Paths(moved)],
            Self::Folders => vec![WatchEvent::Paths(moved.iter().map(folder).collect())],
            Self::ExtraPaths => {
                let others = ["content/van-ban/a.md", "content/khong-co.md", "public/index.html"];
                let others = others.iter().map(|path| root.join(path));
                vec![WatchEvent::Paths(moved.into_iter().chain(others).collect())]
            }
            Self::TwoBatches => {
                let (first, last) =
                    moved.into_iter().enumerate().partition::<Vec<_>, _>(|(at, _)| at % 2 == 1);
                let batch = |half: Vec<(usize, PathBuf)>| {
                    WatchEvent::Paths(half.into_iter().map(|(_, path)| path).collect())
                };
                vec![batch(first), batch(last)]
            }
            Self::Everything => vec![WatchEvent::Everything],
        }
    }
}

fn noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    noon.expect("UTC has every noon").timestamp()
}

/// All files that a portal is made from.
fn sources(root: &Path) -> Files {
    let mut files = crate::test_portal::files_under(root);
    files.retain(|path, _| !path.starts_with("public") && !path.starts_with(".niemyet"));
    files
}
