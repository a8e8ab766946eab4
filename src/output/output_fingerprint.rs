//! The seal of a published file: what was written, and what the disk tells of it since.
//!
//! By it a later build knows without reading that a file is still as it was published. The disk's times need not have
//! settled here, as nobody else is expected to write into the site in the moment of its being published.

use std::fs;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::disk::DiskFault;
use super::folder_cache::FolderState;
use super::output_folder::OutputFolder;
use super::{Output, OutputError, Phase, lock_mutex, path};
use crate::source::FileMetadataKey;

/// What a published file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFingerprint {
    digest: Digest,
    pub(super) metadata_key: FileMetadataKey,
}

impl OutputFingerprint {
    /// Tells whether a file with this SHA-256 has the bytes that were published.
    pub fn has_sha256(&self, sha256: &[u8; 32]) -> bool {
        self.digest.sha256 == *sha256
    }

    /// Seals a file where it lies; nothing where it does not.
    pub(super) fn of_file(place: &OutputFolder, path: &str, digest: Digest) -> Option<Self> {
        let found = fs::symlink_metadata(place.site_path(path)).ok()?;
        Some(Self { digest, metadata_key: FileMetadataKey::from_metadata(&found) })
    }

    /// Tells whether the file still lies where it was sealed.
    fn matches_disk(&self, place: &OutputFolder, path: &str) -> Result<bool, DiskFault> {
        if place.folder_cache.parent_state(path)? != FolderState::Exists {
            return Ok(false);
        }
        let found = fs::symlink_metadata(place.site_path(path));
        Ok(found.is_ok_and(|found| {
            found.is_file() && FileMetadataKey::from_metadata(&found) == self.metadata_key
        }))
    }
}

impl Output {
    /// Keeps the file of an earlier build at `path` for a target that is up to date, and tells whether it could: the
    /// file must be as it was sealed, and the manifest say the same of it.
    pub fn keep_unchanged(
        &self,
        path: &str,
        phase: Phase,
        seal: &OutputFingerprint,
    ) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(place) = &self.folder else { return Ok(false) };
        let [record] = place.records_at(path) else { return Ok(false) };
        let kept = record.phase == phase
            && record.digest == seal.digest
            && seal.matches_disk(place, path)?;
        if kept {
            lock_mutex(&self.kept).insert(path.to_owned());
        }
        Ok(kept)
    }
}
