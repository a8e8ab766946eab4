//! The published files as they stand there: whether they are as they were, told from what the disk says of them.
//!
//! Each file is a number made of its path and its stamp, and all of them with the manifest are one sum. So a build
//! knows at once that nobody has touched the site, and need not ask of each file.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest;
use super::output_fingerprint::OutputFingerprint;
use super::output_folder::STAGING_FOLDER;
use crate::source::{FileMetadataKey, fingerprint};

/// The files that the manifest of an output names.
#[derive(Debug)]
pub struct ExistingSite {
    root: PathBuf,
    /// The lines of the manifest.
    records: String,
    manifest: u64,
}

impl ExistingSite {
    /// Begins to look at the output `root`; nothing where no build has ended, or one was killed.
    pub fn open(root: &Path) -> Option<Self> {
        if fs::symlink_metadata(root.join(STAGING_FOLDER)).is_ok() {
            return None;
        }
        let manifest = manifest_fingerprint(root)?;
        let text = fs::read_to_string(root.join(manifest::FILE_NAME)).ok()?;
        let (_, records) = text.split_once('\n')?;
        Some(Self { root: root.to_owned(), records: records.to_owned(), manifest })
    }

    /// Parts the files into shares that may be looked at side by side.
    pub fn chunks(&self, count: usize) -> Vec<&str> {
        let mut rest = &*self.records;
        let size = rest.len() / count.max(1) + 1;
        let mut shares = Vec::new();
        while !rest.is_empty() {
            let end = rest.as_bytes().iter().skip(size).position(|byte| *byte == b'\n');
            let (share, after) = rest.split_at(end.map_or(rest.len(), |end| size + end + 1));
            shares.push(share);
            rest = after;
        }
        shares
    }

    /// Sums the files of a share up; nothing where one is gone, or a link stands for one or on the way to it.
    pub fn chunk_sum(&self, share: &str) -> Option<u64> {
        let mut sum = 0_u64;
        let mut way = "";
        for line in share.lines() {
            let path = line.splitn(4, ' ').nth(3)?;
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            self.has_real_folders(way, folder).then_some(())?;
            way = folder;
            let found = fs::symlink_metadata(self.root.join(path)).ok()?;
            found.is_file().then_some(())?;
            sum = sum.wrapping_add(file_fingerprint(path, FileMetadataKey::from_metadata(&found)));
        }
        Some(sum)
    }

    /// Adds the manifest to the sums of all shares.
    pub fn add_manifest(&self, sum: u64) -> u64 {
        sum.wrapping_add(self.manifest)
    }

    /// Tells whether all folders on a way are folders; those on the way before were looked at.
    fn has_real_folders(&self, before: &str, way: &str) -> bool {
        let known = |folder: &str| {
            before.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_folder = |folder: &str| {
            fs::symlink_metadata(self.root.join(folder)).is_ok_and(|found| found.is_dir())
        };
        let ends = way.match_indices('/').map(|(at, _)| at).chain([way.len()]);
        ends.map(|end| &way[..end]).all(|folder| known(folder) || is_folder(folder))
    }

    /// Gives the sum of all files and the manifest of a site that was published at `root`, by their seals.
    pub fn published_sum<'s>(
        root: &Path,
        files: impl Iterator<Item = (&'s str, &'s OutputFingerprint)>,
    ) -> Option<u64> {
        let files = files.fold(0_u64, |sum, (path, seal)| {
            sum.wrapping_add(file_fingerprint(path, seal.metadata_key))
        });
        Some(files.wrapping_add(manifest_fingerprint(root)?))
    }
}

fn manifest_fingerprint(root: &Path) -> Option<u64> {
    let found = fs::symlink_metadata(root.join(manifest::FILE_NAME)).ok()?;
    found
        .is_file()
        .then(|| file_fingerprint(manifest::FILE_NAME, FileMetadataKey::from_metadata(&found)))
}

/// Gives the number of a file.
fn file_fingerprint(path: &str, stamp: FileMetadataKey) -> u64 {
    fingerprint(&(path, stamp))
}
