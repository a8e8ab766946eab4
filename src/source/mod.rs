//! What lies on disk: which files the portal has, under which NFC paths, and their bytes.
//!
//! The only room that reads content. Paths are relative to the folder scanned, with `/`, in NFC; the tree is
//! sorted by them, so the order of a directory listing never reaches the site. A tree can look again at single
//! paths (`update`) or at all (`rescan`) and tells what changed; `walk` is how all three look at the disk.
//!
//! **Invariant.** Nothing outside the portal's folder is read: a symbolic link that leads out is a fault. A tree
//! that was updated equals one scanned afresh, its faults too.

mod metadata_key;
#[cfg(test)]
mod tests;
mod update;
mod walk;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use self::walk::{SymbolicLink, WalkMode, WalkResult, Walker};
use crate::diagnostic::{self, Diagnostic, MachineFault, Place, SourceText, faults};

pub use metadata_key::{FileMetadataKey, fingerprint};
pub use update::{FileChanges, PauseCallback};
pub use walk::for_each_folder;

/// A file of the portal.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path from the portal's folder (`content/van-ban/85.md`), NFC, as messages show it.
    pub path: Arc<str>,
    location: Arc<DiskLocation>,
    /// Its size in bytes.
    pub size: u64,
    /// What the disk told of it before it was read.
    pub metadata_key: FileMetadataKey,
}

/// Where a file lies; shared by all files that lie where their path says.
#[derive(Debug)]
struct DiskLocation {
    root: PathBuf,
    /// The path from the root, where it is not the one shown.
    relative: Option<PathBuf>,
}

/// All files under one folder, sorted by path.
#[derive(Debug, Default)]
pub struct FileTree {
    folder: PathBuf,
    files: BTreeMap<Arc<str>, SourceFile>,
    /// Files whose path is that of another in NFC. They wait until the other goes.
    nfc_duplicates: BTreeMap<Arc<str>, Vec<SourceFile>>,
    /// What is wrong, under the path that the disk has.
    faults: BTreeMap<PathBuf, Diagnostic>,
    links: BTreeMap<PathBuf, SymbolicLink>,
}

impl FileTree {
    /// A tree that has not looked at its folder yet.
    pub fn empty(folder: &str) -> Self {
        Self { folder: folder.into(), ..Self::default() }
    }

    /// Lists `folder` of the portal at `root`; hidden and temporary files are left out.
    pub fn scan(root: &Path, folder: &str) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        Self::scan_at(WalkMode::Parallel, root, folder)
    }

    fn scan_at(
        pace: WalkMode<'_>,
        root: &Path,
        folder: &str,
    ) -> Result<(Self, Vec<Diagnostic>), MachineFault> {
        let folder = PathBuf::from(folder);
        let (_, mut found) = Walker::new(root, pace)?.walk(&folder, &folder)?;
        let mut files = std::mem::take(&mut found.files);
        // Made of shares that are sorted, and so nearly sorted.
        files.sort_by(|a, b| {
            (&a.path, a.relative_disk_path()).cmp(&(&b.path, b.relative_disk_path()))
        });
        let mut twins = Vec::new();
        if files.windows(2).any(|pair| pair[0].path == pair[1].path) {
            let mut last: Option<Arc<str>> = None;
            twins.extend(files.extract_if(.., |file| {
                let shown = last.replace(file.path.clone());
                shown.as_ref() == Some(&file.path)
            }));
        }
        let files = files.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut tree = Self { folder, files, ..Self::default() };
        found.files = twins;
        tree.insert_all(found);
        let faults = tree.faults();
        Ok((tree, faults))
    }

    /// Takes in what was found where the tree has nothing.
    fn insert_all(&mut self, found: WalkResult) {
        for file in found.files {
            let Some(known) = self.files.get_mut(&file.path) else {
                self.files.insert(file.path.clone(), file);
                continue;
            };
            let is_first = file.relative_disk_path() < known.relative_disk_path();
            let twin = if is_first { std::mem::replace(known, file) } else { file };
            self.nfc_duplicates.entry(twin.path.clone()).or_default().push(twin);
        }
        self.faults.extend(found.faults);
        self.links.extend(found.links);
    }

    /// Gives all files, sorted by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &SourceFile> {
        self.files.values()
    }

    /// Finds a file by its path from the portal's folder.
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.get(path)
    }

    /// Gives the files whose path begins with `prefix`.
    pub fn with_prefix<'t>(
        &'t self,
        prefix: &str,
    ) -> impl Iterator<Item = &'t SourceFile> + use<'t> {
        let prefix = prefix.to_owned();
        let from = (Bound::Included(&*prefix), Bound::Unbounded);
        let files = self.files.range::<str, _>(from).map(|(_, file)| file);
        files.take_while(move |file| file.path.starts_with(&prefix))
    }

    /// Gives all that is wrong with the files as such, sorted.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let twice = |path: &Arc<str>| faults::duplicate_file_name(Place::file(path.clone()));
        let mut faults: Vec<Diagnostic> = self.faults.values().cloned().collect();
        faults.extend(self.nfc_duplicates.keys().map(twice));
        diagnostic::sort_and_dedup(&mut faults);
        faults
    }

    /// Hashes paths and stamps of all files; nothing where a later change of one might not show.
    pub fn fingerprint(&self, now: Timestamp) -> Option<u64> {
        let mut sum = 0_u64;
        for file in self.files.values() {
            let mark = file
                .metadata_key
                .is_settled(now)
                .then(|| fingerprint(&(&file.path, file.metadata_key)))?;
            sum = sum.wrapping_add(mark);
        }
        Some(sum)
    }

    /// Gives the paths, without links, to which symbolic links of the tree lead.
    pub fn link_targets(&self) -> impl Iterator<Item = &Path> {
        let followed = self.links.values().filter(|link| link.is_followed);
        followed.filter_map(|link| link.target.as_deref())
    }
}

/// Tells of a name that it is hidden (but `.well-known`), or left behind by an editor or a system: never published.
pub fn is_ignored(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let hidden = name.starts_with(b".") && name != b".well-known";
    hidden
        || [&b"~"[..], b".swp", b".tmp"].iter().any(|end| name.ends_with(end))
        || name.starts_with(b"~$")
        || [&b"Thumbs.db"[..], b"desktop.ini"].contains(&name)
}

impl SourceFile {
    /// Gives the path as the disk has it.
    pub fn disk_path(&self) -> PathBuf {
        self.location.root.join(self.relative_disk_path())
    }

    /// Gives the path from the portal's folder as the disk has it.
    fn relative_disk_path(&self) -> &Path {
        self.location.relative.as_deref().unwrap_or(Path::new(&*self.path))
    }

    /// Tells whether another file lies there now, or none.
    pub fn has_changed(&self) -> bool {
        !fs::metadata(self.disk_path())
            .is_ok_and(|found| FileMetadataKey::from_metadata(&found) == self.metadata_key)
    }

    /// Reads the file as text.
    pub fn read_text(&self) -> Result<TextResult, MachineFault> {
        Ok(SourceText::from_bytes(self.path.clone(), self.read_bytes()?))
    }

    /// Reads the file.
    pub fn read_bytes(&self) -> Result<Vec<u8>, MachineFault> {
        let disk = self.disk_path();
        fs::read(&disk).map_err(|error| MachineFault::reading(&disk, error))
    }

    /// Reads the file once for both its bytes and its digest (SHA-256).
    pub fn read_with_sha256(&self) -> Result<(Vec<u8>, [u8; 32]), MachineFault> {
        let bytes = self.read_bytes()?;
        let digest = Sha256::digest(&bytes).into();
        Ok((bytes, digest))
    }

    /// Hashes the file (SHA-256), without holding it in memory.
    pub fn sha256(&self) -> Result<[u8; 32], MachineFault> {
        let disk = self.disk_path();
        let fault = |error| MachineFault::reading(&disk, error);
        let mut file = fs::File::open(&disk).map_err(fault)?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut buffer).map_err(fault)?;
            if read == 0 {
                return Ok(hasher.finalize().into());
            }
            hasher.update(&buffer[..read]);
        }
    }
}

/// What reading a text gives where the machine does its part: the text, or that it is none.
pub type TextResult = Result<SourceText, Box<Diagnostic>>;

/// Reads one file of the portal by its path, if it is there.
pub fn read_file(root: &Path, path: &str) -> Result<Option<TextResult>, MachineFault> {
    let disk = root.join(path);
    let inside = fs::canonicalize(root).map_err(|error| MachineFault::reading(root, error))?;
    if fs::canonicalize(&disk).is_ok_and(|real| !real.starts_with(inside)) {
        return Ok(Some(Err(Box::new(faults::bad_symbolic_link(Place::file(path))))));
    }
    match fs::read(&disk) {
        Ok(bytes) => Ok(Some(SourceText::from_bytes(path.into(), bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(MachineFault::reading(&disk, error)),
    }
}

/// Gives a path without links.
pub fn canonicalize(path: &Path) -> Result<PathBuf, MachineFault> {
    fs::canonicalize(path).map_err(|error| MachineFault::reading(path, error))
}

/// Tells whether the portal has a folder of that name.
pub fn has_folder(root: &Path, folder: &str) -> bool {
    root.join(folder).is_dir()
}
