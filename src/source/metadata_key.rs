//! What tells without reading that a file is as it was: the times, the size and the number that the disk keeps of it.
//!
//! A file can be saved twice within one tick of a disk's clock. So a stamp is believed only if it had settled when the
//! file was read: a change after that reading shows for certain.

use std::fs::Metadata;
use std::hash::{Hash, Hasher as _};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How old a stamp must be to be believed. Some disks count times in steps of two seconds.
const SETTLING_TIME: SignedDuration = SignedDuration::from_secs(2);

/// What the disk tells of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileMetadataKey {
    /// When its bytes were last written, in nanoseconds since 1970.
    modified: i64,
    /// When anything of it was last changed, its name too. Unlike the other it cannot be set by hand.
    changed: i64,
    size: u64,
    inode: u64,
}

impl FileMetadataKey {
    /// The stamp of a file that the disk tells nothing of; it never settles.
    pub(super) const UNKNOWN: Self =
        Self { modified: i64::MAX, changed: i64::MAX, size: 0, inode: 0 };

    /// Reads a stamp.
    #[cfg(unix)]
    pub fn from_metadata(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000) + rest;
        Self {
            modified: nanoseconds(found.mtime(), found.mtime_nsec()),
            changed: nanoseconds(found.ctime(), found.ctime_nsec()),
            size: found.len(),
            inode: found.ino(),
        }
    }

    /// Reads a stamp. Elsewhere only the time of writing and the size are told.
    #[cfg(not(unix))]
    pub fn from_metadata(found: &Metadata) -> Self {
        let modified = found.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let modified = modified.and_then(|time| i64::try_from(time.as_nanosecond()).ok());
        let modified = modified.unwrap_or(i64::MAX);
        Self { modified, changed: modified, size: found.len(), inode: 0 }
    }

    /// Looks at a file, if it is there.
    pub fn read(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::from_metadata)
    }

    /// Gives the file's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Tells whether a change from now on would show.
    pub fn is_settled(&self, now: Timestamp) -> bool {
        let settled = now.checked_sub(SETTLING_TIME).map_or(i128::MIN, Timestamp::as_nanosecond);
        i128::from(self.modified.max(self.changed)) <= settled
    }
}

/// Hashes what something is made of, the same in every run of one program.
pub fn fingerprint(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_believed_two_seconds_after_the_last_change() {
        let at = |seconds| Timestamp::new(seconds, 0).expect("near 1970");
        let stamp =
            FileMetadataKey { modified: 5_000_000_000, changed: 7_000_000_000, size: 1, inode: 1 };
        assert!(!stamp.is_settled(at(8)));
        assert!(stamp.is_settled(at(9)));
        assert!(!FileMetadataKey::UNKNOWN.is_settled(at(4_000_000_000)));
    }
}
