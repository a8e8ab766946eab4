//! A key of file-system metadata (times, size, inode), which shows that a file is unchanged without reading it.
//!
//! A file can be saved twice within one tick of the file system's clock. A key is therefore trusted only if it had
//! settled when the file was read: then any later change alters the key.
//!
//! [`fingerprint`] is the hash by which all caches compare states across builds.

use std::fs::Metadata;
use std::hash::{Hash, Hasher as _};
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The minimum age of the times in a trusted key. Some file systems have a resolution of two seconds.
const SETTLING_TIME: SignedDuration = SignedDuration::from_secs(2);

/// The metadata that the file system keeps for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileMetadataKey {
    /// The time of the last change of the content, in nanoseconds since 1970.
    modified: i64,
    /// The time of the last change of content or metadata, including the name. Unlike `modified` it cannot be set.
    changed: i64,
    size: u64,
    inode: u64,
}

impl FileMetadataKey {
    /// Creates a key from metadata.
    #[cfg(unix)]
    pub fn from_metadata(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000) + rest;
        Self {
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            size: metadata.len(),
            inode: metadata.ino(),
        }
    }

    /// Creates a key from metadata. Outside Unix only the modification time and the size are available.
    #[cfg(not(unix))]
    pub fn from_metadata(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
        let modified = modified.and_then(|time| i64::try_from(time.as_nanosecond()).ok());
        let modified = modified.unwrap_or(i64::MAX);
        Self { modified, changed: modified, size: metadata.len(), inode: 0 }
    }

    /// Reads the key of the file at a path, if it exists.
    pub fn read(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::from_metadata)
    }

    /// Returns the file's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns whether any change from now on would alter the key.
    pub fn is_settled(&self, now: Timestamp) -> bool {
        let settled = now.checked_sub(SETTLING_TIME).map_or(i128::MIN, Timestamp::as_nanosecond);
        i128::from(self.modified.max(self.changed)) <= settled
    }
}

/// Returns a 64-bit hash that is stable across runs of the same program version.
///
/// 64 bits are enough: a hash is compared with the previous hash of the same input, never with those of all others, so
/// a change goes unnoticed with probability 2⁻⁶⁴. A portal on which a million answers change every day would have one
/// such case in 5·10¹⁰ years, and it would cost one page that is not updated until its next change. The hash is not
/// cryptographic: somebody who writes content could make two versions of it with one hash, but would only keep the site
/// from showing the second. What others rely on (digests of attachments and published files) is SHA-256.
pub fn fingerprint(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = rapidhash::quality::RapidHasher::default();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_settles_two_seconds_after_the_last_change() {
        let at = |seconds| Timestamp::new(seconds, 0).expect("near 1970");
        let key =
            FileMetadataKey { modified: 5_000_000_000, changed: 7_000_000_000, size: 1, inode: 1 };
        assert!(!key.is_settled(at(8)));
        assert!(key.is_settled(at(9)));
    }
}
