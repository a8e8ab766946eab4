//! Polling for edits where the system reports none: too many folders, or a network disk.
//!
//! Everything is listed periodically and compared by file metadata. Listing is slow on a slow disk, so the pause after
//! it is several times as long.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::config;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::source::{FileMetadataKey, FileTree};

/// The least time between two polls.
const MIN_INTERVAL: Duration = Duration::from_secs(1);

/// The length of the pause after a poll, as a multiple of the duration of the poll.
const PAUSE_FACTOR: u32 = 4;

/// The files as of the last poll.
pub(super) struct Poller {
    root: PathBuf,
    settings: Option<FileMetadataKey>,
    folders: [PolledFolder; 2],
}

struct PolledFolder {
    tree: FileTree,
    /// The faults of the files; none where the disk could not be read.
    faults: Option<Vec<Diagnostic>>,
}

impl Poller {
    pub(super) fn new(root: &Path) -> Self {
        let folder = |name| {
            let scanned: Result<_, MachineFault> = FileTree::scan(root, name);
            let (tree, faults) = scanned.map_or_else(
                |_| (FileTree::empty(name), None),
                |(tree, faults)| (tree, Some(faults)),
            );
            PolledFolder { tree, faults }
        };
        let settings = FileMetadataKey::read(&root.join(config::FILE_NAME));
        Self { root: root.to_owned(), settings, folders: ["content", "themes"].map(folder) }
    }

    /// Lists all files again; returns whether anything differs from the last time.
    pub(super) fn poll(&mut self) -> bool {
        let settings = FileMetadataKey::read(&self.root.join(config::FILE_NAME));
        let mut differs = std::mem::replace(&mut self.settings, settings) != settings;
        for folder in &mut self.folders {
            let (is_same, faults) = match folder.tree.rescan(&self.root, &|| ()) {
                Ok((changes, faults)) => (changes.is_empty(), Some(faults)),
                Err(_) => (true, None),
            };
            differs |= !is_same || folder.faults != faults;
            folder.faults = faults;
        }
        differs
    }
}

/// Returns when to poll next after a poll that took this long.
pub(super) fn next_poll(started: Instant, ended: Instant) -> Instant {
    let took = ended.duration_since(started).min(MIN_INTERVAL * 60);
    ended + (took * PAUSE_FACTOR).max(MIN_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_disk_is_polled_less_often() {
        let beginning = Instant::now();
        let at = |milliseconds| beginning + Duration::from_millis(milliseconds);
        assert_eq!(next_poll(at(0), at(3)), at(1003));
        assert_eq!(next_poll(at(0), at(2000)), at(10_000));
        assert_eq!(next_poll(at(0), at(600_000)), at(840_000), "at most four minutes");
    }
}
