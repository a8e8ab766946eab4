//! Looking for edits where the system tells of none: too many folders, or a disk of the network.
//!
//! Everything is listed again from time to time and compared by stamps. A look takes its time on a slow disk, so the
//! next one waits for several times as long.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::config;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::source::{FileMetadataKey, FileTree};

/// The least time between two looks.
const MIN_INTERVAL: SignedDuration = SignedDuration::from_secs(1);

/// How many times as long as a look the rest after it takes.
const PAUSE_FACTOR: i32 = 4;

/// What was found at the last look.
pub(super) struct Poller {
    root: PathBuf,
    settings: Option<FileMetadataKey>,
    folders: [PolledFolder; 2],
}

struct PolledFolder {
    tree: FileTree,
    /// What was wrong with the files; nothing where the disk did not answer.
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

    /// Looks again; tells whether anything differs from the last time.
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

/// When to look again after a look that took this time.
pub(super) fn next_poll(begun: Timestamp, ended: Timestamp) -> Timestamp {
    let took = ended.duration_since(begun).clamp(SignedDuration::ZERO, MIN_INTERVAL * 60);
    ended + (took * PAUSE_FACTOR).max(MIN_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_disk_is_looked_at_less_often() {
        let at = |ms| Timestamp::from_millisecond(ms).expect("in range");
        assert_eq!(next_poll(at(0), at(3)), at(1003));
        assert_eq!(next_poll(at(0), at(2000)), at(10_000));
        assert_eq!(next_poll(at(5000), at(0)), at(1000));
    }
}
