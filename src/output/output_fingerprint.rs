//! The output fingerprint of a published file: the digest that was written, and its metadata key right after.
//!
//! Half of the digest is kept, as the ledger has one for each file: nobody can make two texts with the same 128 bits by
//! chance, and the digest that the manifest and the pages show is never taken from here.
//!
//! It shows a later build, without reading the file, that the file is still as it was published. The metadata key
//! need not be settled here, since no other program is expected to write to the site while it is being published.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::folder_cache::FolderState;
use super::{Output, OutputError, Phase, lock_mutex, path};
use crate::source::FileMetadataKey;

/// Identifies the published bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFingerprint {
    /// The first half of the SHA-256.
    sha256_start: [u8; 16],
    pub(super) metadata_key: FileMetadataKey,
}

impl OutputFingerprint {
    /// Returns whether the published bytes have this SHA-256.
    pub fn has_sha256(&self, sha256: &[u8; 32]) -> bool {
        sha256.starts_with(&self.sha256_start)
    }

    /// Returns the size of the file in bytes.
    pub(super) fn size(&self) -> u64 {
        self.metadata_key.size()
    }

    /// Returns whether this is the digest of the published bytes.
    pub(super) fn is_of(&self, digest: &Digest) -> bool {
        self.size() == digest.size && self.has_sha256(&digest.sha256)
    }

    /// Makes the fingerprint of a file in the site, whose metadata key may be known; `None` if it does not exist.
    pub(super) fn of_file(
        path: &Path,
        digest: Digest,
        key: Option<FileMetadataKey>,
    ) -> Option<Self> {
        let metadata = || fs::symlink_metadata(path).ok();
        let key = key.or_else(|| Some(FileMetadataKey::from_metadata(&metadata()?)));
        let (sha256_start, _) = digest.sha256.split_first_chunk()?;
        Some(Self { sha256_start: *sha256_start, metadata_key: key? })
    }

    /// Returns whether the file is still there and unchanged.
    fn matches_disk(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|metadata| {
            metadata.is_file() && FileMetadataKey::from_metadata(&metadata) == self.metadata_key
        })
    }
}

impl Output {
    /// Recognises files of earlier builds by their fingerprints, if the manifest is missing or damaged.
    pub fn recognise(
        &mut self,
        written: impl Iterator<Item = (String, OutputFingerprint)>,
    ) -> Result<(), OutputError> {
        if let Some(folder) = &mut self.folder {
            folder.recognise_written(written)?;
        }
        Ok(())
    }

    /// Keeps the file of an earlier build at `path` for a target that is up to date. Returns false if it cannot be
    /// kept, because the file was changed or the manifest disagrees with the fingerprint.
    pub fn keep_unchanged(
        &self,
        path: &str,
        phase: Phase,
        fingerprint: &OutputFingerprint,
    ) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(output) = &self.folder else { return Ok(false) };
        let [record] = output.records_at(path) else { return Ok(false) };
        let can_keep = record.phase == phase
            && fingerprint.is_of(&record.digest)
            && output.folder_cache.parent_state(path)? == FolderState::Exists
            && fingerprint.matches_disk(&output.site_path(path));
        if can_keep {
            lock_mutex(&self.kept).insert(path.into());
        }
        Ok(can_keep)
    }
}
