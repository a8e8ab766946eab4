//! The source files of the portal: the file tree under NFC paths, changes of it, and reading of files.
//!
//! Paths are relative to the portal's folder, with `/`, in NFC; the tree is sorted by them, so the order of directory
//! listings never affects the site. A tree can be brought up to date for single paths (`update`) or as a whole
//! (`rescan`) and reports the changes; `walk` accesses the disk for all of these.
//!
//! **Invariant.** Nothing outside the portal's folder is read: a symbolic link to the outside is a fault. An updated
//! tree equals a newly scanned one, including its faults.

pub mod git;
mod held_file;
mod left_out;
mod metadata_key;
pub mod path_parts;
mod read_log;
mod refreshed_files;
mod scan_record;
#[cfg(test)]
mod tests;
mod update;
mod walk;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::io::{Read as _, Seek as _};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use self::read_log::ReadLog;
use self::walk::{SymbolicLink, WalkMode, WalkResult, Walker};
use crate::diagnostic::{self, Diagnostic, MachineFault, Place, SourceText, faults};
use crate::limits;

pub use held_file::{FileAccess, retry_while_held};
pub use left_out::{LeftOut, LeftOutReason, is_entry_key, is_hidden, left_out_reason};
pub use metadata_key::{FileMetadataKey, fingerprint};
pub use scan_record::{RefreshedFiles, ScanRecord};
pub use update::{FileChanges, PauseCallback};
pub use walk::for_each_folder;

/// A file of the portal. Files are compared by their paths, by which a [`FileTree`] sorts and finds them.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path relative to the portal's folder (`content/van-ban/85.md`), in NFC, as shown in messages.
    pub path: Arc<str>,
    location: Arc<DiskLocation>,
    /// The file's metadata at the time of the scan.
    pub metadata_key: FileMetadataKey,
    /// What was read of the file, if its key alone does not identify it.
    read_log: Option<Arc<ReadLog>>,
}

/// The location of a file on disk; shared by all files whose path on disk equals the shown one.
#[derive(Debug)]
struct DiskLocation {
    root: PathBuf,
    /// The path relative to the root, if it differs from the shown one.
    relative: Option<PathBuf>,
}

/// All files under one folder, sorted by path.
#[derive(Debug, Default)]
pub struct FileTree {
    folder: PathBuf,
    files: BTreeSet<SourceFile>,
    /// Files whose NFC path equals that of another file. They are hidden until the other is removed.
    nfc_duplicates: BTreeMap<Arc<str>, Vec<SourceFile>>,
    /// Faults of files, by their path on disk.
    faults: BTreeMap<PathBuf, Diagnostic>,
    links: BTreeMap<PathBuf, SymbolicLink>,
    /// Files and folders that are not published, by their path on disk.
    left_out: BTreeMap<PathBuf, LeftOut>,
    /// The folders without a file in or below them, as of the last full scan, for the record of it.
    bare_folders: Vec<PathBuf>,
}

impl FileTree {
    /// Creates a tree whose folder has not been scanned yet.
    pub fn empty(folder: &str) -> Self {
        Self { folder: folder.into(), ..Self::default() }
    }

    /// Scans `folder` of the portal at `root`; hidden and temporary files are left out.
    pub fn scan(root: &Path, folder: &str) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        Self::scan_at(WalkMode::Parallel, root, folder)
    }

    fn scan_at(
        mode: WalkMode<'_>,
        root: &Path,
        folder: &str,
    ) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let folder = PathBuf::from(folder);
        let (_, mut walked) = Walker::new(root, mode)?.walk(&folder, &folder)?;
        let mut files = std::mem::take(&mut walked.files);
        // The files are concatenated from sorted runs, for which this sort is fast.
        files.sort_by(|a, b| {
            (&a.path, a.relative_disk_path()).cmp(&(&b.path, b.relative_disk_path()))
        });
        let mut duplicates = Vec::new();
        if files.windows(2).any(|pair| pair[0].path == pair[1].path) {
            let mut last: Option<Arc<str>> = None;
            duplicates.extend(files.extract_if(.., |file| {
                let previous = last.replace(file.path.clone());
                previous.as_ref() == Some(&file.path)
            }));
        }
        let files = files.into_iter().collect();
        let mut tree = Self { folder, files, ..Self::default() };
        let folders = std::mem::take(&mut walked.folders).into_iter();
        tree.bare_folders = folders.filter(|folder| !tree.has_file_in(folder)).collect();
        walked.files = duplicates;
        tree.insert_all(walked);
        let faults = tree.faults();
        Ok((tree, faults))
    }

    /// Inserts the result of a walk whose paths on disk are not in the tree.
    fn insert_all(&mut self, walked: WalkResult) {
        for file in walked.files {
            let Some(shown) = self.files.take(&*file.path) else {
                self.files.insert(file);
                continue;
            };
            let is_first = file.relative_disk_path() < shown.relative_disk_path();
            let (shown, hidden) = if is_first { (file, shown) } else { (shown, file) };
            self.files.insert(shown);
            self.nfc_duplicates.entry(hidden.path.clone()).or_default().push(hidden);
        }
        self.faults.extend(walked.faults);
        self.links.extend(walked.links);
        self.left_out.extend(walked.left_out);
    }

    /// Returns all files, sorted by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Returns a file by its path relative to the portal's folder.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// Returns why the file at a path is not published, if it, or a folder above it, is left out.
    pub fn left_out(&self, path: &str) -> Option<&LeftOutReason> {
        let contains = |left_out: &&LeftOut| {
            let below = path.strip_prefix(&*left_out.path);
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        self.left_out.values().find(contains).map(|left_out| &left_out.reason)
    }

    /// Returns whether anything is left out.
    pub fn leaves_out_any(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// Returns the files whose path begins with `prefix`.
    pub fn with_prefix<'t>(
        &'t self,
        prefix: &str,
    ) -> impl Iterator<Item = &'t SourceFile> + use<'t> {
        let prefix = prefix.to_owned();
        let from = (Bound::Included(&*prefix), Bound::Unbounded);
        self.files.range::<str, _>(from).take_while(move |file| file.path.starts_with(&prefix))
    }

    /// Returns whether a file is in a folder on disk or below it.
    fn has_file_in(&self, folder: &Path) -> bool {
        let shown = format!("{}/", walk::display_path(folder));
        self.with_prefix(&shown).any(|file| file.relative_disk_path().starts_with(folder))
    }

    /// Returns all faults of the tree, sorted.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let duplicate = |path: &Arc<str>| faults::duplicate_file_name(Place::file(path.clone()));
        let mut faults: Vec<Diagnostic> = self.faults.values().cloned().collect();
        faults.extend(self.nfc_duplicates.keys().map(duplicate));
        faults.extend(self.left_out.values().map(LeftOut::fault));
        diagnostic::sort_and_dedup(&mut faults);
        faults
    }

    /// Lists the files that are reached by a symbolic link, each with the path of the file that it leads to.
    pub fn linked_files(&self) -> impl Iterator<Item = (&SourceFile, String)> {
        let files = self.files.iter().filter(|_| !self.links.is_empty());
        files.filter_map(|file| {
            let path = file.relative_disk_path();
            path.ancestors().find_map(|above| {
                let original = self.links.get(above)?.original.as_deref()?;
                let below = path.strip_prefix(above).ok()?;
                // Joining nothing would add a slash.
                let names: PathBuf = original.iter().chain(below).collect();
                Some((file, walk::display_path(&names)))
            })
        })
    }

    /// Returns the canonical target paths of the symbolic links that are followed.
    pub fn symlink_targets(&self) -> impl Iterator<Item = &Path> {
        let followed = self.links.values().filter(|link| link.original.is_some());
        followed.filter_map(|link| link.target.as_deref())
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for SourceFile {}

impl PartialOrd for SourceFile {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SourceFile {
    fn cmp(&self, other: &Self) -> Ordering {
        self.path.cmp(&other.path)
    }
}

impl Borrow<str> for SourceFile {
    fn borrow(&self) -> &str {
        &self.path
    }
}

impl SourceFile {
    /// Returns the size in bytes.
    pub fn size(&self) -> u64 {
        self.metadata_key.size()
    }

    /// Returns the path on disk.
    pub fn disk_path(&self) -> PathBuf {
        self.location.root.join(self.relative_disk_path())
    }

    /// Returns the path on disk relative to the portal's folder.
    fn relative_disk_path(&self) -> &Path {
        self.location.relative.as_deref().unwrap_or(Path::new(&*self.path))
    }

    /// Returns whether the file has been changed or removed since the scan.
    pub fn has_changed(&self) -> bool {
        !fs::metadata(self.disk_path())
            .is_ok_and(|metadata| FileMetadataKey::from_metadata(&metadata) == self.metadata_key)
    }

    /// Reads the file as text, unless it is too large to be one that a person wrote.
    pub fn read_text(&self) -> Result<TextResult, MachineFault> {
        if self.size() > limits::MARKDOWN_BYTES {
            let place = Place::file(self.path.clone());
            return Ok(Err(Box::new(faults::text_too_large(place, limits::MARKDOWN_BYTES))));
        }
        let bytes = self.read_bytes()?;
        if bytes.iter().filter(|byte| **byte == b'\n').count() > limits::MARKDOWN_LINES {
            return Ok(Err(Box::new(faults::too_many_lines(Place::file(self.path.clone())))));
        }
        Ok(SourceText::from_bytes(self.path.clone(), bytes))
    }

    /// Reads the file.
    pub fn read_bytes(&self) -> Result<Vec<u8>, MachineFault> {
        let bytes = read_regular_file(&self.disk_path())?;
        if self.read_log.is_some() {
            self.log_reading(sha256(&bytes));
        }
        Ok(bytes)
    }

    /// Reads the file once for both its bytes and its SHA-256 digest.
    pub fn read_with_sha256(&self) -> Result<(Vec<u8>, [u8; 32]), MachineFault> {
        let bytes = self.read_bytes()?;
        let digest = sha256(&bytes);
        Ok((bytes, digest))
    }

    /// Reads the first and the last bytes of the file, at most `length` each, and its size at that time.
    pub fn read_ends(&self, length: usize) -> Result<(Vec<u8>, Vec<u8>, u64), MachineFault> {
        let path = self.disk_path();
        let read = || {
            let (mut head, mut tail) = (Vec::new(), Vec::new());
            let mut file = open_file(&path)?;
            (&mut file).take(length as u64).read_to_end(&mut head)?;
            let size = file.metadata()?.len();
            file.seek(io::SeekFrom::Start(size.saturating_sub(length as u64)))?;
            file.take(length as u64).read_to_end(&mut tail)?;
            Ok((head, tail, size))
        };
        read().map_err(|error| MachineFault::reading(&path, error))
    }

    /// Returns the SHA-256 digest of the file and its size, without holding the file in memory.
    pub fn sha256_and_size(&self) -> Result<([u8; 32], u64), MachineFault> {
        let (digest, size) = sha256_of(&self.disk_path())?;
        self.log_reading(digest);
        Ok((digest, size))
    }

    /// Remembers what was read of the file, with its SHA-256 digest, if its metadata key has not settled.
    pub fn log_reading(&self, sha256: [u8; 32]) {
        self.read_log.iter().for_each(|log| log.add(sha256));
    }
}

/// The text of a file, or the fault that it is not a text.
pub type TextResult = Result<SourceText, Box<Diagnostic>>;

/// Reads a file of the portal by its path, if it exists.
pub fn read_file(root: &Path, path: &str) -> Result<Option<TextResult>, MachineFault> {
    let disk = root.join(path);
    let root = canonicalize(root)?;
    let fault = match fs::canonicalize(&disk) {
        Ok(target) if !target.starts_with(root) => faults::bad_symbolic_link,
        Ok(target) if is_special(&target).unwrap_or(false) => faults::special_file,
        Ok(target) if fs::metadata(&target).is_ok_and(|m| m.len() > limits::SETTINGS_BYTES) => {
            |place| faults::text_too_large(place, limits::SETTINGS_BYTES)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // Another error is met again by reading.
        Ok(_) | Err(_) => {
            let bytes = read_regular_file(&disk)?;
            return Ok(Some(SourceText::from_bytes(path.into(), bytes)));
        }
    };
    Ok(Some(Err(Box::new(fault(Place::file(path))))))
}

/// Opens a file for reading, unless it is a pipe, a socket or a device: opening a pipe may wait forever.
pub fn open_file(path: &Path) -> io::Result<fs::File> {
    if is_special(path)? {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    retry_while_held(FileAccess::Open, || fs::File::open(path))
}

fn is_special(path: &Path) -> io::Result<bool> {
    fs::metadata(path).map(|metadata| !metadata.is_file() && !metadata.is_dir())
}

fn read_regular_file(path: &Path) -> Result<Vec<u8>, MachineFault> {
    let mut bytes = Vec::new();
    // The file itself says how large it is, so that its bytes are read at once.
    let read = open_file(path).and_then(|mut file| file.read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| MachineFault::reading(path, error))
}

/// The number of hexadecimal digits in a name that contains a digest of the content.
pub const DIGEST_IN_NAME_DIGITS: usize = 10;

/// Returns the SHA-256 digest of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns the digits that stand for a content in a name, from its digest.
pub fn digest_in_name(sha256: &[u8; 32]) -> String {
    sha256[..DIGEST_IN_NAME_DIGITS / 2].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256_of(path: &Path) -> Result<([u8; 32], u64), MachineFault> {
    let mut hasher = Sha256::new();
    let mut file = open_file(path).map_err(|error| MachineFault::reading(path, error))?;
    let copied = io::copy(&mut file, &mut hasher);
    let size = copied.map_err(|error| MachineFault::reading(path, error))?;
    Ok((hasher.finalize().into(), size))
}

/// Returns the canonical form of a path, without symbolic links.
pub fn canonicalize(path: &Path) -> Result<PathBuf, MachineFault> {
    fs::canonicalize(path).map_err(|error| MachineFault::reading(path, error))
}

/// Returns whether the portal has a folder of that name. A file of that name is a fault of the machine, like a folder
/// that cannot be accessed.
pub fn has_folder(root: &Path, folder: &str) -> Result<bool, MachineFault> {
    let path = root.join(folder);
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(_) => Err(MachineFault::reading(&path, io::ErrorKind::NotADirectory.into())),
        Err(error) if walk::has_vanished(&error) => Ok(false),
        Err(error) => Err(MachineFault::reading(&path, error)),
    }
}
