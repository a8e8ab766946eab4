//! The preview over a portal of the harness, without sockets: told of edits, asked for pages.
//!
//! What it serves is held against what a build writes by the random portals.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::build::Options;
use niemyet::preview;
use niemyet::preview::desk::Desk;
use niemyet::preview::hub::Hub;
use niemyet::preview::site::{Answer, Site as _};
use niemyet::preview::watch::Batch;

use crate::portal::{Files, Portal};

/// A desk over a portal of the harness, and the time on its clock.
pub(crate) struct Preview {
    desk: Desk,
    now: Arc<Mutex<Timestamp>>,
    root: PathBuf,
    /// The sources as they were when the desk was last told.
    sources: Files,
}

impl Preview {
    /// Opens the preview of a portal as it stands.
    pub(crate) fn open(portal: &Portal) -> Self {
        let options = portal.options();
        let day = options.today.expect("tests have a fixed day");
        let now = Arc::new(Mutex::new(noon(day)));
        let clock = {
            let now = Arc::clone(&now);
            Arc::new(move || *now.lock().unwrap_or_else(PoisonError::into_inner))
        };
        let options = Options { today: None, ..options.clone() };
        let root = options.root.clone();
        let desk = Desk::open(options, None, clock);
        preview::take_in(&desk, &Hub::default(), &Batch::All, &|| ());
        preview::judge(&desk, &Hub::default());
        Self { desk, now, sources: sources(&root), root }
    }

    /// Tells the desk what changed, all paths or that anything may have.
    pub(crate) fn follow(&mut self, portal: &Portal, names_paths: bool) {
        let day = portal.options().today.expect("tests have a fixed day");
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = noon(day);
        let now = sources(&self.root);
        let before = std::mem::replace(&mut self.sources, now);
        let paths: BTreeSet<&String> = before.keys().chain(self.sources.keys()).collect();
        let moved = paths.into_iter().filter(|path| before.get(*path) != self.sources.get(*path));
        let moved = moved.map(|path| self.root.join(path)).collect();
        let batch = if names_paths { Batch::Paths(moved) } else { Batch::All };
        preview::take_in(&self.desk, &Hub::default(), &batch, &|| ());
        preview::judge(&self.desk, &Hub::default());
    }

    /// What is served for a file of the site; nothing where there is none, or what it needs is at fault.
    pub(crate) fn served(&self, path: &str) -> Option<Vec<u8>> {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        match self.desk.answer(&format!("/{address}")) {
            Answer::Page { status: 200, bytes } | Answer::Bytes(bytes) => Some(bytes),
            Answer::Page { status: 404, bytes } if path == "404.html" => Some(bytes),
            Answer::File(disk) => Some(fs::read(disk).expect("a published file is there")),
            Answer::Page { .. } | Answer::Moved(_) => None,
        }
    }
}

fn noon(day: Date) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    noon.expect("UTC has every noon").timestamp()
}

/// All files that a portal is made from.
fn sources(root: &Path) -> Files {
    let mut files = crate::portal::files_under(root);
    files.retain(|path, _| !path.starts_with("public") && !path.starts_with(".niemyet"));
    files
}
