//! The record of a scan: by it, a later build learns that no file has changed, without listing the folders again.
//!
//! Each folder is recorded with the names in it and one fingerprint of the metadata keys of its files. The files are
//! looked up by name; a folder is listed again only if its own metadata key differs or had not settled. The comparison
//! stops at the first folder that differs.
//!
//! **Invariant.** A file whose key had not settled is recorded with the digest of what was read of it, and counts as
//! unchanged only after it was read again. A file that was read twice with different bytes cannot be recorded.
//!
//! **Left out on purpose.** It does not say what changed. An error of the file system counts as a change, and the scan
//! that follows reports it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::iter::{IndexedParallelIterator as _, ParallelIterator as _};
use rayon::iter::{IntoParallelRefIterator as _, IntoParallelRefMutIterator as _};
use serde::{Deserialize, Serialize};

use super::walk::list_folder;
use super::{FileMetadataKey, FileTree, fingerprint, left_out_reason, sha256_of};

/// The number of folders in one parallel task.
const FOLDERS_PER_TASK: usize = 64;

/// The files and folders that a scan found. Paths are those on disk, relative to the portal's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanRecord {
    pub(super) folders: Vec<FolderRecord>,
    /// The symbolic links with their canonical targets.
    pub(super) links: Vec<(String, String)>,
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
    pub(super) names_fingerprint: u64,
    /// The names of its files and of the links to files, joined by `/`.
    pub(super) files: String,
    /// The sum of the fingerprints of those files.
    pub(super) files_fingerprint: u64,
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
    pub(super) fn listing(&self, now: Timestamp) -> Option<ScanRecord> {
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
        for (path, left_out) in &self.left_out {
            match left_out.metadata_key {
                Some(key) if !key.is_settled(now) => return None,
                Some(key) => add_name(path, NameKind::File, Some(key))?,
                None => add_name(path, NameKind::LeftOut, None)?,
            }
        }
        let mut links = Vec::with_capacity(self.links.len());
        for (path, link) in &self.links {
            let target = link.target.as_ref()?.to_str()?;
            links.push((path.to_str()?.to_owned(), target.to_owned()));
        }
        Some(ScanRecord { folders, links, unsettled: Vec::new() })
    }
}

impl ScanRecord {
    /// Compares the record with the disk, and updates the keys that have settled; returns whether there were any, or
    /// `None` if something may have changed. `now` is a time before the comparison.
    pub fn refresh(&mut self, root: &Path, now: Timestamp) -> Option<bool> {
        let folders = self.folders.par_iter_mut().with_min_len(FOLDERS_PER_TASK);
        let mut is_refreshed = folders
            .map(|folder| folder.refresh(root, now))
            .try_reduce(|| false, |one, other| Some(one || other))?;
        for (link, target) in &self.links {
            (fs::canonicalize(root.join(link)).ok()?.to_str()? == target).then_some(())?;
        }
        let is_same = |(path, sha256): &(String, [u8; 32])| {
            sha256_of(&root.join(path)).is_ok_and(|(current, _)| current == *sha256)
        };
        self.unsettled.par_iter().all(is_same).then_some(())?;
        let unsettled_count = self.unsettled.len();
        self.unsettled.retain(|(path, _)| {
            FileMetadataKey::read(&root.join(path)).is_none_or(|key| !key.is_settled(now))
        });
        is_refreshed |= self.unsettled.len() < unsettled_count;
        Some(is_refreshed)
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

    /// Updates the folder's key if it differs and has settled; returns whether it was updated, or `None` if something
    /// may have changed.
    fn refresh(&mut self, root: &Path, now: Timestamp) -> Option<bool> {
        let mut path = root.join(&self.path);
        let key = folder_key(&path)?;
        let key_fingerprint = fingerprint(&key);
        let mut is_refreshed = false;
        if self.key != Some(key_fingerprint) {
            (names_fingerprint(&path)? == self.names_fingerprint).then_some(())?;
            self.key = key.is_settled(now).then_some(key_fingerprint);
            is_refreshed = self.key.is_some();
        }
        let mut sum = 0_u64;
        for name in self.files.split('/').filter(|name| !name.is_empty()) {
            path.push(name);
            // No name belongs to something else than before, or the folder would have been listed.
            let key = FileMetadataKey::read(&path)?;
            path.pop();
            sum = sum.wrapping_add(fingerprint(&(name, key)));
        }
        (sum == self.files_fingerprint).then_some(is_refreshed)
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
mod tests {
    use super::*;

    const LATER: Timestamp = Timestamp::MAX;

    /// A time at which no key has settled.
    const EARLY: Timestamp = Timestamp::UNIX_EPOCH;

    const CHANGED: Option<bool> = None;
    const UNCHANGED: Option<bool> = Some(false);
    const REFRESHED: Option<bool> = Some(true);

    fn portal() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(root.path().join("content/x/trong")).expect("it can be created");
        fs::create_dir(root.path().join("khac")).expect("it can be created");
        write(root.path(), "content/a.md", "a");
        write(root.path(), "content/x/ba\u{301}o.md", "b");
        write(root.path(), "khac/c.md", "c");
        root
    }

    fn write(root: &Path, path: &str, text: &str) {
        fs::write(root.join(path), text).expect("the file can be written");
    }

    fn rename(root: &Path, from: &str, to: &str) {
        fs::rename(root.join(from), root.join(to)).expect("the path can be renamed");
    }

    /// Scans the content, and reads some files of it.
    fn scan(root: &Path, now: Timestamp, read: &[&str]) -> FileTree {
        let (mut tree, _) = FileTree::scan(root, "content").expect("the folder can be scanned");
        tree.log_readings(now);
        for path in read {
            tree.get(path).expect("the file exists").read_bytes().expect("it can be read");
        }
        tree
    }

    fn record(root: &Path, now: Timestamp, read: &[&str]) -> ScanRecord {
        scan(root, now, read).record(root, now).expect("the tree has no fault")
    }

    #[test]
    fn keys_that_have_settled_meanwhile_are_recorded_once() {
        let root = portal();
        let mut record = record(root.path(), EARLY, &["content/a.md"]);
        assert_eq!(record.refresh(root.path(), EARLY), UNCHANGED);
        assert_eq!(record.refresh(root.path(), LATER), REFRESHED);
        assert_eq!(record, self::record(root.path(), LATER, &["content/a.md"]));
        assert_eq!(record.refresh(root.path(), LATER), UNCHANGED);
    }

    #[test]
    fn only_a_folder_whose_key_differs_or_has_not_settled_is_listed_again() {
        let root = portal();
        for (now, expected) in [(LATER, UNCHANGED), (EARLY, CHANGED)] {
            let mut record = record(root.path(), now, &[]);
            record.folders[1].names_fingerprint ^= 1;
            assert_eq!(record.refresh(root.path(), now), expected);
        }
        let mut record = record(root.path(), LATER, &[]);
        record.folders[0].key = Some(1);
        assert_eq!(record.refresh(root.path(), LATER), REFRESHED);
    }

    #[test]
    fn the_comparison_stops_at_the_first_folder_that_differs() {
        let root = portal();
        let mut record = record(root.path(), EARLY, &[]);
        write(root.path(), "content/a.md", "aa");
        assert_eq!(record.refresh(root.path(), LATER), CHANGED);
        let is_compared = |path: &str| {
            record.folders.iter().any(|folder| folder.path == path && folder.key.is_some())
        };
        assert!(is_compared("content") && !is_compared("content/x"));
    }

    #[cfg(unix)]
    #[test]
    fn whatever_is_added_removed_or_replaced_is_noticed() {
        use std::os::unix::fs::symlink;
        type Edit = (&'static str, fn(&Path));
        let edits: [Edit; 10] = [
            ("another size", |root| write(root, "content/a.md", "aa")),
            ("a new file", |root| write(root, "content/d.md", "d")),
            ("a file in an empty folder", |root| write(root, "content/x/trong/d.md", "d")),
            ("a removed file", |root| rename(root, "content/a.md", "content/khac/a.md")),
            ("another name", |root| rename(root, "content/a.md", "content/b.md")),
            ("another name of a folder", |root| rename(root, "content/x", "content/y")),
            ("a removed folder", |root| rename(root, "content/x/trong", "content/khac/trong")),
            ("a link in the place of a file", |root| {
                rename(root, "content/a.md", "content/khac/a.md");
                symlink("khac/a.md", root.join("content/a.md")).expect("it can be created");
            }),
            ("a link in the place of a folder", |root| {
                rename(root, "content/x", "content/khac/x");
                symlink("khac/x", root.join("content/x")).expect("it can be created");
            }),
            ("another target of a link", |root| {
                rename(root, "content/khac", "content/moi");
                symlink("moi", root.join("content/khac")).expect("it can be created");
            }),
        ];
        for (name, edit) in edits {
            let root = portal();
            let root = root.path();
            rename(root, "khac", "content/khac");
            symlink("khac/c.md", root.join("content/c.md")).expect("it can be created");
            symlink("khac", root.join("content/lien-ket")).expect("it can be created");
            let mut record = record(root, EARLY, &[]);
            assert_eq!(record.refresh(root, EARLY), UNCHANGED, "{name}");
            edit(root);
            assert_eq!(record.refresh(root, EARLY), CHANGED, "{name}");
        }
    }

    #[test]
    fn a_hidden_file_changes_nothing_and_one_that_is_left_out_is_noticed() {
        let root = portal();
        let mut before = record(root.path(), EARLY, &[]);
        write(root.path(), "content/.a.md.swp", "a");
        assert_eq!(before.refresh(root.path(), EARLY), UNCHANGED);
        write(root.path(), "content/a.md.bak", "a");
        assert_eq!(before.refresh(root.path(), EARLY), CHANGED);
        let mut after = record(root.path(), EARLY, &[]);
        assert_eq!(after.refresh(root.path(), EARLY), UNCHANGED);
        write(root.path(), "content/a.md.bak", "aa");
        assert_eq!(after.refresh(root.path(), EARLY), UNCHANGED);
    }

    #[test]
    fn a_text_that_is_left_out_for_its_content_is_compared() {
        let root = portal();
        write(root.path(), "content/a.txt", "---\ntitle: a\n---\n");
        assert_eq!(scan(root.path(), EARLY, &[]).record(root.path(), EARLY), None);
        let mut before = record(root.path(), LATER, &[]);
        assert_eq!(before.refresh(root.path(), LATER), UNCHANGED);
        write(root.path(), "content/a.txt", "title: a\n");
        assert_eq!(before.refresh(root.path(), LATER), CHANGED);
    }

    /// The file has the same key as before, as if it had been saved twice within one tick of the clock.
    #[test]
    fn a_file_whose_key_had_not_settled_is_compared_with_what_was_read() {
        let root = portal();
        let before = record(root.path(), EARLY, &["content/a.md"]);
        write(root.path(), "content/a.md", "A");
        let mut after = record(root.path(), EARLY, &["content/a.md"]);
        assert_eq!(after.refresh(root.path(), EARLY), UNCHANGED);
        after.unsettled = before.unsettled;
        for now in [EARLY, LATER] {
            assert_eq!(after.refresh(root.path(), now), CHANGED);
        }
    }

    #[test]
    fn a_file_that_was_read_with_different_bytes_cannot_be_recorded() {
        let root = portal();
        let tree = scan(root.path(), EARLY, &["content/a.md", "content/a.md"]);
        assert!(tree.record(root.path(), EARLY).is_some());
        write(root.path(), "content/a.md", "A");
        let file = tree.get("content/a.md").expect("it exists");
        file.sha256_and_size().expect("it can be read");
        assert_eq!(tree.record(root.path(), EARLY), None);
    }
}
