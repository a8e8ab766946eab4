//! The published site as it is on the disk: one fingerprint of all its files, from their metadata alone.
//!
//! The fingerprint is the sum of a hash for each file, of its path and metadata key, and for the manifest. A build
//! that computes the same sum as the last one knows that the site is unchanged, without reading its files.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest;
use super::output_fingerprint::OutputFingerprint;
use super::output_folder::STAGING_FOLDER;
use crate::source::{FileMetadataKey, fingerprint};

/// The files that the manifest of an output lists.
#[derive(Debug)]
pub struct ExistingSite {
    root: PathBuf,
    /// The lines of the manifest.
    records: String,
    /// The hash of the manifest's metadata.
    manifest_hash: u64,
}

impl ExistingSite {
    /// Opens the site in the output `root`; `None` if there is no manifest, or a killed build left a staging folder.
    pub fn open(root: &Path) -> Option<Self> {
        if fs::symlink_metadata(root.join(STAGING_FOLDER)).is_ok() {
            return None;
        }
        let manifest_hash = manifest_fingerprint(root)?;
        let text = fs::read_to_string(root.join(manifest::FILE_NAME)).ok()?;
        let (_, records) = text.split_once('\n')?;
        Some(Self { root: root.to_owned(), records: records.to_owned(), manifest_hash })
    }

    /// Splits the lines of the manifest into about `count` chunks, for parallel processing.
    pub fn chunks(&self, count: usize) -> Vec<&str> {
        let mut rest = &*self.records;
        let size = rest.len() / count.max(1) + 1;
        let mut chunks = Vec::new();
        while !rest.is_empty() {
            let end = rest.as_bytes().iter().skip(size).position(|byte| *byte == b'\n');
            let (chunk, after) = rest.split_at(end.map_or(rest.len(), |end| size + end + 1));
            chunks.push(chunk);
            rest = after;
        }
        chunks
    }

    /// Sums the hashes of the files of a chunk; `None` if one is missing, or is reached through a symbolic link.
    pub fn chunk_sum(&self, chunk: &str) -> Option<u64> {
        let mut sum = 0_u64;
        let mut checked_folder = "";
        for line in chunk.lines() {
            let path = line.splitn(4, ' ').nth(3)?;
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            self.has_real_folders(checked_folder, folder).then_some(())?;
            checked_folder = folder;
            let metadata = fs::symlink_metadata(self.root.join(path)).ok()?;
            metadata.is_file().then_some(())?;
            sum =
                sum.wrapping_add(file_fingerprint(path, FileMetadataKey::from_metadata(&metadata)));
        }
        Some(sum)
    }

    /// Adds the hash of the manifest to the sum of all chunks.
    pub fn add_manifest(&self, sum: u64) -> u64 {
        sum.wrapping_add(self.manifest_hash)
    }

    /// Returns whether a folder and all folders above it are real folders. Those above `checked` are not checked
    /// again.
    fn has_real_folders(&self, checked: &str, folder: &str) -> bool {
        let is_checked = |folder: &str| {
            checked
                .strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_folder = |folder: &str| {
            fs::symlink_metadata(self.root.join(folder)).is_ok_and(|metadata| metadata.is_dir())
        };
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        ends.map(|end| &folder[..end]).all(|folder| is_checked(folder) || is_folder(folder))
    }

    /// Returns the sum for the files alone of a site at `root` that has this `sum`.
    pub fn without_manifest(root: &Path, sum: u64) -> Option<u64> {
        Some(sum.wrapping_sub(manifest_fingerprint(root)?))
    }

    /// Computes the sum of a site at `root` in which some files were just published again. `files` is the sum for all
    /// files before, `changed` has the path of each with its fingerprints before and now.
    pub fn republished_sum<'s>(
        root: &Path,
        files: u64,
        changed: impl Iterator<Item = (&'s str, [&'s OutputFingerprint; 2])>,
    ) -> Option<u64> {
        let files = changed.fold(files, |sum, (path, [before, now])| {
            sum.wrapping_sub(file_fingerprint(path, before.metadata_key))
                .wrapping_add(file_fingerprint(path, now.metadata_key))
        });
        Some(files.wrapping_add(manifest_fingerprint(root)?))
    }

    /// Computes the sum of a site just published at `root` from the fingerprints of its files; `None` if one is not
    /// known.
    pub fn published_sum<'s>(
        root: &Path,
        mut files: impl Iterator<Item = Option<(&'s str, OutputFingerprint)>>,
    ) -> Option<u64> {
        let files = files.try_fold(0_u64, |sum, file| {
            let (path, fingerprint) = file?;
            Some(sum.wrapping_add(file_fingerprint(path, fingerprint.metadata_key)))
        })?;
        Some(files.wrapping_add(manifest_fingerprint(root)?))
    }
}

fn manifest_fingerprint(root: &Path) -> Option<u64> {
    let metadata = fs::symlink_metadata(root.join(manifest::FILE_NAME)).ok()?;
    metadata
        .is_file()
        .then(|| file_fingerprint(manifest::FILE_NAME, FileMetadataKey::from_metadata(&metadata)))
}

/// Hashes a path with its metadata key.
fn file_fingerprint(path: &str, metadata_key: FileMetadataKey) -> u64 {
    fingerprint(&(path, metadata_key))
}
