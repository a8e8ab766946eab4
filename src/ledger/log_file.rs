//! The files in `.niemyet`: the ledger, the snapshot of the last build, and the lock.
//!
//! Ledger and snapshot begin with a header that contains the format version and the build id. In the snapshot follow
//! length, checksum and content; what follows in the ledger is described in `part`. The operating system's lock is
//! taken on a file of its own, because the other files are replaced.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::LedgerAccess;
use super::snapshot::Snapshot;
use crate::diagnostic::MachineFault;
use crate::output::{DiskWriter, FileLock};
use crate::source::fingerprint;

/// The folder of the cache, in that of the portal.
pub const STATE_FOLDER: &str = ".niemyet";
const LEDGER_FILE: &str = "ledger";
const SNAPSHOT_FILE: &str = "snapshot";
const LOCK_FILE: &str = "lock";

/// The first part of the header, before the build id. The digit is the version of the format.
const MAGIC: &[u8; 16] = b"niemyet-ledger6\n";

/// The size of the header: the magic number and the build id.
#[cfg(any(test, feature = "failure-hooks", feature = "fuzzing"))]
pub(super) const HEADER_LEN: usize = MAGIC.len() + 8;

/// The size of the length and the checksum of a snapshot.
const SNAPSHOT_HEADER_LEN: usize = 16;

/// The ledger and the snapshot of a portal, opened for one build and locked if it may write.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    header: Vec<u8>,
    /// Held as long as this value exists; `None` with read-only access.
    lock: Option<FileLock>,
    disk: DiskWriter,
}

impl LogFile {
    /// Opens the files of the portal at `root`; `None` if their folder cannot be used or another build holds the lock.
    /// `build_id` identifies the program: a ledger with another one is ignored.
    pub(crate) fn open(
        disk: DiskWriter,
        root: &Path,
        build_id: u64,
        access: LedgerAccess,
    ) -> Option<Self> {
        let folder = root.join(STATE_FOLDER);
        if access == LedgerAccess::ReadWrite && fs::symlink_metadata(&folder).is_err() {
            disk.create_folder(&folder).ok()?;
        }
        // A symbolic link could lead out of the portal.
        if !fs::symlink_metadata(&folder).ok()?.is_dir() {
            return None;
        }
        let lock = if access == LedgerAccess::ReadWrite {
            Some(acquire_lock(&folder.join(LOCK_FILE))?)
        } else {
            None
        };
        let header = [&MAGIC[..], &build_id.to_le_bytes()].concat();
        Some(Self { folder, header, lock, disk })
    }

    /// Returns whether the files may be written.
    pub(super) fn is_writable(&self) -> bool {
        self.lock.is_some()
    }

    /// Returns the size of the header.
    pub(super) fn header_len(&self) -> u64 {
        self.header.len() as u64
    }

    /// Opens the ledger for reading, after its header; `None` if it is missing or foreign.
    pub(super) fn open_ledger(&self) -> Option<File> {
        self.open_file(LEDGER_FILE)
    }

    /// Opens the ledger for writing after its first `end` bytes; without `end`, begins a new one.
    pub(super) fn open_appender(&self, end: Option<u64>) -> Result<LogAppender, MachineFault> {
        let disk = self.disk.clone();
        if let Some(end) = end {
            let path = self.folder.join(LEDGER_FILE);
            let file = disk.open_for_append(&path, end)?;
            return Ok(LogAppender { file, path, disk, name: None });
        }
        let (file, path) = self.create_draft(LEDGER_FILE)?;
        let name = Some(self.folder.join(LEDGER_FILE));
        Ok(LogAppender { file, path, disk, name })
    }

    /// Reads the snapshot of the last build; `None` if it is missing or invalid.
    pub fn read_snapshot(&self) -> Option<Snapshot> {
        let mut bytes = Vec::new();
        self.open_file(SNAPSHOT_FILE)?.read_to_end(&mut bytes).ok()?;
        let (header, content) = bytes.split_first_chunk::<SNAPSHOT_HEADER_LEN>()?;
        (*header == snapshot_header(content)).then(|| Snapshot::decode(content)).flatten()
    }

    /// Writes the snapshot of this build. If that fails, the next build runs in full.
    pub fn write_snapshot(&self, snapshot: &Snapshot) {
        let _ = self.replace_snapshot_file(&snapshot.encode());
    }

    /// Replaces the snapshot by that of this build, or removes it.
    pub(super) fn replace_snapshot(&self, snapshot: Option<&Snapshot>) {
        match snapshot {
            Some(snapshot) => self.write_snapshot(snapshot),
            None if self.lock.is_some() => {
                // If that fails, the next build compares it with the site, which differs.
                let _ = self.disk.remove_all(&self.folder.join(SNAPSHOT_FILE));
            }
            None => {}
        }
    }

    /// Opens a file that begins with the right header.
    fn open_file(&self, name: &str) -> Option<File> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        let mut file = is_file.then(|| File::open(path).ok()).flatten()?;
        let mut header = vec![0; self.header.len()];
        file.read_exact(&mut header).ok()?;
        (header == self.header).then_some(file)
    }

    /// Creates a file that will replace another one, with the header.
    fn create_draft(&self, name: &str) -> Result<(File, PathBuf), MachineFault> {
        let draft = self.folder.join(format!("{name}.new"));
        self.disk.remove_all(&draft)?;
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, &self.header)?;
        Ok((file, draft))
    }

    fn replace_snapshot_file(&self, content: &[u8]) -> Result<(), MachineFault> {
        if self.lock.is_none() {
            return Ok(());
        }
        let (mut file, draft) = self.create_draft(SNAPSHOT_FILE)?;
        self.disk.append(&mut file, &draft, &snapshot_header(content))?;
        self.disk.append(&mut file, &draft, content)?;
        drop(file);
        self.disk.rename(&draft, &self.folder.join(SNAPSHOT_FILE))
    }
}

/// A ledger that is being written.
#[derive(Debug)]
pub(super) struct LogAppender {
    file: File,
    path: PathBuf,
    disk: DiskWriter,
    /// The path that a new ledger gets once it is complete.
    name: Option<PathBuf>,
}

impl LogAppender {
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), MachineFault> {
        self.disk.append(&mut self.file, &self.path, bytes)
    }

    /// Closes the file, and gives a new ledger its name.
    pub(super) fn finish(self) -> Result<(), MachineFault> {
        drop(self.file);
        self.name.map_or(Ok(()), |name| self.disk.rename(&self.path, &name))
    }
}

/// Reads bytes of a file.
pub(super) fn read_at(file: &mut File, position: u64, bytes: &mut [u8]) -> Option<()> {
    file.seek(SeekFrom::Start(position)).ok()?;
    file.read_exact(bytes).ok()
}

fn acquire_lock(path: &Path) -> Option<FileLock> {
    // A symbolic link could lead out of the portal, and opening a pipe would wait for a reader.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return None;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    let lock = FileLock(file);
    lock.0.try_lock().is_ok().then_some(lock)
}

/// Returns the length and the checksum of a snapshot.
fn snapshot_header(content: &[u8]) -> [u8; SNAPSHOT_HEADER_LEN] {
    let mut header = [0; SNAPSHOT_HEADER_LEN];
    header[..8].copy_from_slice(&(content.len() as u64).to_le_bytes());
    header[8..].copy_from_slice(&fingerprint(content).to_le_bytes());
    header
}
