//! The record of a scan: by it, a later build learns which files have changed, without listing the folders again.
//!
//! Each folder is recorded with the names in it and one fingerprint of the metadata keys of its files. The files are
//! looked up by name; a folder is listed again only if its own metadata key differs or had not settled. The comparison
//! stops at the first folder with other names.
//!
//! **Invariant.** A file whose key had not settled is recorded with the digest of what was read of it, and counts as
//! unchanged only after it was read again. A file that was read twice with different bytes cannot be recorded.
//!
//! **Left out on purpose.** It does not say which names changed. An error of the file system counts as such a change,
//! and the scan that follows reports it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefMutIterator as _};
use serde::{Deserialize, Serialize};

use super::walk::list_folder;
use super::{FileMetadataKey, FileTree, LeftOut, fingerprint, left_out_reason, sha256_of};

/// The number of folders in one parallel task.
const FOLDERS_PER_TASK: usize = 64;

/// The files and folders that a scan found. Paths are those on disk, relative to the portal's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRecord {
    pub(super) folders: Vec<FolderRecord>,
    /// The symbolic links with their canonical targets.
    pub(super) links: Vec<(String, String)>,
    /// What is left out.
    pub(super) left_out: Vec<(String, LeftOut)>,
    /// The files that were read although their keys had not settled, with the SHA-256 digests of what was read.
    pub(super) unsettled: Vec<(String, [u8; 32])>,
}

/// A folder of a scan.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderRecord {
    pub(super) path: String,
    /// The fingerprint of its metadata key; `None` if the key had not settled.
    key: Option<u64>,
    /// The sum of the fingerprints of all names in it.
    names_fingerprint: u64,
    /// The names of its files and of the links to files, joined by `/`.
    files: String,
    /// The sum of the fingerprints of those files.
    files_fingerprint: u64,
}

/// What a name in a folder belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum NameKind {
    File,
    Folder,
    Link,
    /// It is left out, whatever it is.
    LeftOut,
}

impl FileTree {
    /// Lists all folders as of the last full scan, sorted.
    fn folders(&self) -> BTreeSet<&Path> {
        let mut folders: BTreeSet<&Path> = self.bare_folders.iter().map(PathBuf::as_path).collect();
        for file in &self.files {
            let ancestors = file.relative_disk_path().ancestors().skip(1);
            let mut inside = ancestors.take_while(|folder| folder.starts_with(&self.folder));
            // If a folder is known, so are those above it.
            while inside.next().is_some_and(|folder| folders.insert(folder)) {}
        }
        folders
    }

    /// Makes the record of the scan; `None` if a file was changed while it was read, or the tree has faults. `now` is a
    /// time before the scan.
    ///
    /// The keys of the folders are read only now. One that has settled by then shows that nothing was added or removed
    /// since the scan either.
    pub fn record(&self, root: &Path, now: Timestamp) -> Option<ScanRecord> {
        let mut record = self.listing(now)?;
        for file in &self.files {
            let Some(log) = &file.read_log else { continue };
            match &log.digests()[..] {
                [] => {}
                [sha256] => {
                    let path = file.relative_disk_path().to_str()?.to_owned();
                    record.unsettled.push((path, *sha256));
                }
                _ => return None,
            }
        }
        record.folders.par_iter_mut().with_min_len(FOLDERS_PER_TASK).for_each(|folder| {
            let key = folder_key(&root.join(&folder.path)).filter(|key| key.is_settled(now));
            folder.key = key.map(|key| fingerprint(&key));
        });
        Some(record)
    }

    /// Lists the folders with their files, without the keys of the folders; `None` if the tree has faults.
    fn listing(&self, now: Timestamp) -> Option<ScanRecord> {
        if !self.faults.is_empty() || !self.nfc_duplicates.is_empty() {
            return None;
        }
        let all_folders = self.folders();
        let mut folders = Vec::with_capacity(all_folders.len());
        let mut positions: HashMap<&Path, usize> = HashMap::with_capacity(all_folders.len());
        for path in &all_folders {
            positions.insert(path, folders.len());
            let path = path.to_str()?.to_owned();
            folders.push(FolderRecord { path, ..FolderRecord::default() });
        }
        let mut add_name = |path: &Path, kind, key| {
            let kind = if self.links.contains_key(path) { NameKind::Link } else { kind };
            let folder = path.parent().and_then(|parent| positions.get(parent));
            let name = path.file_name()?.to_str()?;
            // Only the folder of the tree itself has no recorded parent.
            folder.into_iter().for_each(|at| folders[*at].add_name(name, kind, key));
            Some(())
        };
        for file in &self.files {
            add_name(file.relative_disk_path(), NameKind::File, Some(file.metadata_key))?;
        }
        all_folders.iter().try_for_each(|path| add_name(path, NameKind::Folder, None))?;
        let mut left_out = Vec::with_capacity(self.left_out.len());
        for (path, it) in &self.left_out {
            match it.metadata_key {
                Some(key) if !key.is_settled(now) => return None,
                Some(key) => add_name(path, NameKind::File, Some(key))?,
                None => add_name(path, NameKind::LeftOut, None)?,
            }
            left_out.push((path.to_str()?.to_owned(), it.clone()));
        }
        let mut links = Vec::with_capacity(self.links.len());
        for (path, link) in &self.links {
            let target = link.target.as_ref()?.to_str()?;
            links.push((path.to_str()?.to_owned(), target.to_owned()));
        }
        Some(ScanRecord { folders, links, left_out, unsettled: Vec::new() })
    }
}

/// What comparing a record with the disk found.
#[derive(Debug)]
pub struct RefreshedFiles {
    /// The folders in the order of the record.
    pub(super) folders: Vec<RefreshedFolder>,
    /// The paths of files that have the same metadata keys, but not the content that was read.
    pub(super) edited: Vec<String>,
    /// Whether keys have settled meanwhile.
    pub is_refreshed: bool,
}

/// The files of a folder.
#[derive(Debug)]
pub(super) struct RefreshedFolder {
    /// Their metadata keys, in the order of their names in the record.
    pub(super) keys: Box<[FileMetadataKey]>,
    /// Whether the key of the folder has settled meanwhile.
    pub(super) is_refreshed: bool,
    /// Whether one of them was edited.
    pub(super) is_edited: bool,
}

impl RefreshedFiles {
    /// Returns whether a file was edited.
    pub fn are_edited(&self) -> bool {
        !self.edited.is_empty() || self.folders.iter().any(|folder| folder.is_edited)
    }
}

impl ScanRecord {
    /// Compares the record with the disk, and makes it that of the files as they are now, if none was read; `None` if
    /// one may have been added, removed or renamed. `now` is a time before the comparison.
    pub fn refresh(&mut self, root: &Path, now: Timestamp) -> Option<RefreshedFiles> {
        let folders = self.folders.par_iter_mut().with_min_len(FOLDERS_PER_TASK);
        let folders: Option<Vec<RefreshedFolder>> =
            folders.map(|folder| folder.refresh(root, now)).collect();
        let folders = folders?;
        for (link, target) in &self.links {
            (fs::canonicalize(root.join(link)).ok()?.to_str()? == target).then_some(())?;
        }
        let is_same = |(path, sha256): &(String, [u8; 32])| {
            sha256_of(&root.join(path)).is_ok_and(|(current, _)| current == *sha256)
        };
        let unsettled = std::mem::take(&mut self.unsettled);
        let unsettled_count = unsettled.len();
        let (same, edited): (Vec<_>, Vec<_>) = unsettled.into_par_iter().partition(is_same);
        self.unsettled.extend(same.into_iter().filter(|(path, _)| {
            FileMetadataKey::read(&root.join(path)).is_none_or(|key| !key.is_settled(now))
        }));
        let is_refreshed = self.unsettled.len() < unsettled_count
            || folders.iter().any(|folder| folder.is_refreshed);
        let edited = edited.into_iter().map(|(path, _)| path).collect();
        Some(RefreshedFiles { folders, edited, is_refreshed })
    }

    /// Completes a record that was refreshed, once files of the tree were read; `None` if one was changed meanwhile.
    pub fn after_reading(mut self, tree: &FileTree) -> Option<Self> {
        let known: HashMap<String, [u8; 32]> = self.unsettled.drain(..).collect();
        for file in &tree.files {
            let Some(log) = &file.read_log else { continue };
            let path = file.relative_disk_path().to_str()?;
            let sha256 = match &log.digests()[..] {
                [] => known.get(path).copied(),
                [sha256] => Some(*sha256),
                _ => return None,
            };
            self.unsettled.extend(sha256.map(|sha256| (path.to_owned(), sha256)));
        }
        Some(self)
    }
}

impl FolderRecord {
    /// Adds a name; `key` is that of the file to which it leads, if it is not a folder.
    fn add_name(&mut self, name: &str, kind: NameKind, key: Option<FileMetadataKey>) {
        self.names_fingerprint = self.names_fingerprint.wrapping_add(fingerprint(&(name, kind)));
        if let Some(key) = key {
            let separator = if self.files.is_empty() { "" } else { "/" };
            self.files.extend([separator, name]);
            self.files_fingerprint = self.files_fingerprint.wrapping_add(fingerprint(&(name, key)));
        }
    }

    /// Returns whether there are only folders in it.
    pub(super) fn has_no_file(&self) -> bool {
        self.files.is_empty()
    }

    /// Lists the names of its files.
    pub(super) fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.split('/').filter(|name| !name.is_empty())
    }

    /// Makes it the record of the folder as it is now; `None` if a name may have been added or removed.
    fn refresh(&mut self, root: &Path, now: Timestamp) -> Option<RefreshedFolder> {
        let mut path = root.join(&self.path);
        let key = folder_key(&path)?;
        let key_fingerprint = fingerprint(&key);
        let mut is_refreshed = false;
        if self.key != Some(key_fingerprint) {
            (names_fingerprint(&path)? == self.names_fingerprint).then_some(())?;
            self.key = key.is_settled(now).then_some(key_fingerprint);
            is_refreshed = self.key.is_some();
        }
        let (mut sum, mut keys) = (0_u64, Vec::new());
        for name in self.file_names() {
            path.push(name);
            // No name belongs to something else than before, or the folder would have been listed.
            let key = FileMetadataKey::read(&path)?;
            path.pop();
            sum = sum.wrapping_add(fingerprint(&(name, key)));
            keys.push(key);
        }
        let is_edited = sum != self.files_fingerprint;
        self.files_fingerprint = sum;
        Some(RefreshedFolder { keys: keys.into(), is_refreshed, is_edited })
    }
}

fn folder_key(path: &Path) -> Option<FileMetadataKey> {
    let metadata = fs::metadata(path).ok()?;
    metadata.is_dir().then(|| FileMetadataKey::from_metadata(&metadata))
}

/// Sums the fingerprints of the names in a folder; `None` if it cannot be listed.
fn names_fingerprint(folder: &Path) -> Option<u64> {
    let mut sum = 0_u64;
    for entry in list_folder(folder) {
        let entry = entry.ok()?;
        let kind = match entry.file_type() {
            _ if left_out_reason(entry.file_name()).is_some() => NameKind::LeftOut,
            kind if kind.is_dir() => NameKind::Folder,
            kind if kind.is_symlink() => NameKind::Link,
            _ => NameKind::File,
        };
        sum = sum.wrapping_add(fingerprint(&(entry.file_name().to_str()?, kind)));
    }
    Some(sum)
}

#[cfg(test)]
mod tests;
