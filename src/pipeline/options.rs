//! The options of a build or a preview, with what follows from them alone: the day, the paths that no output may
//! overlap, and the ledger.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::{self, BaseUrl, Config};
use crate::ledger::{LedgerAccess, LogFile, STATE_FOLDER};
use crate::monitor::BuildMonitor;
use crate::output::DiskWriter;
use crate::source::fingerprint;

/// The options of one build.
#[derive(Debug, Clone)]
pub struct Options {
    /// The portal's folder.
    pub root: PathBuf,
    /// The output folder; `None` for a check.
    pub output: Option<PathBuf>,
    /// The base URL, if it overrides that of `portal.yaml`.
    pub base_url: Option<BaseUrl>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day to build for, if not that of `now`.
    pub today: Option<Date>,
    /// The current time.
    pub now: Timestamp,
    /// Whether to publish without the entries that have errors.
    pub keep_going: bool,
    /// Identifies this build of the program: the ledger is discarded when it differs. `None` disables the ledger.
    pub build_id: Option<u64>,
    /// What the build reports to while it runs.
    pub monitor: BuildMonitor,
}

impl Options {
    /// The options of a check of the portal in a folder, without a ledger.
    pub fn new(root: PathBuf, now: Timestamp) -> Self {
        Self {
            root,
            output: None,
            base_url: None,
            drafts: false,
            today: None,
            now,
            keep_going: false,
            build_id: None,
            monitor: BuildMonitor::default(),
        }
    }

    /// Returns the day of the build: the requested one, else that of `now` in the time zone of the portal.
    pub fn build_day(&self, config: &Config, now: Timestamp) -> Date {
        self.today.unwrap_or_else(|| config::day_in(config.zone, now))
    }

    /// Lists the folders and files that the output folder must not overlap.
    pub(super) fn protected_paths(&self) -> [PathBuf; 4] {
        ["content", "themes", config::FILE_NAME, STATE_FOLDER]
            .map(|name| Path::new(&self.root).join(name))
    }

    /// Returns the key of the output folder in the ledger.
    pub(super) fn output_folder_id(&self) -> Option<u64> {
        self.output.as_deref().map(fingerprint)
    }

    /// Opens the ledger file of the last build, unless the ledger is disabled.
    pub(super) fn open_ledger(&self, disk: &DiskWriter, access: LedgerAccess) -> Option<LogFile> {
        LogFile::open(disk.clone(), &self.root, self.build_id?, access)
    }
}
