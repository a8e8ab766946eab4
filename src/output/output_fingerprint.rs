//! The output fingerprint of a published file: the digest that was written, and its metadata key right after.
//!
//! It shows a later build, without reading the file, that the file is still as it was published. The metadata key
//! need not be settled here, since no other program is expected to write to the site while it is being published.

use std::fs;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::folder_cache::FolderState;
use super::manifest::ManifestRecord;
use super::output_folder::OutputFolder;
use super::{Output, OutputError, Phase, lock_mutex, path};
use crate::diagnostic::MachineFault;
use crate::source::FileMetadataKey;

/// Identifies the published bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFingerprint {
    digest: Digest,
    pub(super) metadata_key: FileMetadataKey,
}

impl OutputFingerprint {
    /// Returns whether the published bytes have this SHA-256.
    pub fn has_sha256(&self, sha256: &[u8; 32]) -> bool {
        self.digest.sha256 == *sha256
    }

    /// Makes the fingerprint of a file in the site, whose metadata key may be known; `None` if it does not exist.
    pub(super) fn of_file(
        output: &OutputFolder,
        path: &str,
        digest: Digest,
        key: Option<FileMetadataKey>,
    ) -> Option<Self> {
        let metadata = || fs::symlink_metadata(output.site_path(path)).ok();
        let key = key.or_else(|| Some(FileMetadataKey::from_metadata(&metadata()?)));
        Some(Self { digest, metadata_key: key? })
    }

    /// Returns whether the file is still there and unchanged.
    fn matches_disk(&self, output: &OutputFolder, path: &str) -> Result<bool, MachineFault> {
        if output.folder_cache.parent_state(path)? != FolderState::Exists {
            return Ok(false);
        }
        let metadata = fs::symlink_metadata(output.site_path(path));
        Ok(metadata.is_ok_and(|metadata| {
            metadata.is_file() && FileMetadataKey::from_metadata(&metadata) == self.metadata_key
        }))
    }
}

impl Output {
    /// Recognises files of earlier builds by their fingerprints, if the manifest is missing or damaged.
    pub fn recognise(
        &mut self,
        written: impl Iterator<Item = (String, OutputFingerprint)>,
    ) -> Result<(), OutputError> {
        // The phase is not known; if it is another one, the file is made again.
        let to_record = |(path, fingerprint): (String, OutputFingerprint)| ManifestRecord {
            path: path.into(),
            phase: Phase::Page,
            digest: fingerprint.digest,
        };
        let mut records = written.filter(|(path, _)| path::check(path).is_ok()).map(to_record);
        let mut folder = self.folder.iter_mut();
        Ok(folder.try_for_each(|folder| folder.recognise_written(&mut records))?)
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
            && record.digest == fingerprint.digest
            && fingerprint.matches_disk(output, path)?;
        if can_keep {
            lock_mutex(&self.kept).insert(path.into());
        }
        Ok(can_keep)
    }
}
