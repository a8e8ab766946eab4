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

    /// Tells the desk what changed.
    pub(crate) fn follow(&mut self, portal: &Portal, telling: Telling) {
        let day = portal.options().today.expect("tests have a fixed day");
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = noon(day);
        let now = sources(&self.root);
        let before = std::mem::replace(&mut self.sources, now);
        let paths: BTreeSet<&String> = before.keys().chain(self.sources.keys()).collect();
        let moved = paths.into_iter().filter(|path| before.get(*path) != self.sources.get(*path));
        let moved: BTreeSet<PathBuf> = moved.map(|path| self.root.join(path)).collect();
        for batch in telling.batches(moved, &self.root) {
            preview::take_in(&self.desk, &Hub::default(), &batch, &|| ());
        }
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

/// How a desk is told what changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Telling {
    /// By the paths of all files that did.
    Paths,
    /// By their folders.
    Folders,
    /// By their paths and others.
    More,
    /// Half of them first.
    Halves,
    /// Anything may have.
    All,
}

impl Telling {
    pub(crate) const ALL: [Self; 5] =
        [Self::Paths, Self::Folders, Self::More, Self::Halves, Self::All];

    fn batches(self, moved: BTreeSet<PathBuf>, root: &Path) -> Vec<Batch> {
        let folder = |path: &PathBuf| path.parent().map_or_else(|| path.clone(), Path::to_owned);
        match self {
            Self::Paths => vec![Batch::Paths(moved)],
            Self::Folders => vec![Batch::Paths(moved.iter().map(folder).collect())],
            Self::More => {
                let others = ["content/van-ban/a.md", "content/khong-co.md", "public/index.html"];
                let others = others.iter().map(|path| root.join(path));
                vec![Batch::Paths(moved.into_iter().chain(others).collect())]
            }
            Self::Halves => {
                let (first, last) =
                    moved.into_iter().enumerate().partition::<Vec<_>, _>(|(at, _)| at % 2 == 1);
                let batch = |half: Vec<(usize, PathBuf)>| {
                    Batch::Paths(half.into_iter().map(|(_, path)| path).collect())
                };
                vec![batch(first), batch(last)]
            }
            Self::All => vec![Batch::All],
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
