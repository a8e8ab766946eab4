//! The lock that keeps two builds out of one output.
//!
//! It is the operating system's lock on `.niemyet-lock`, so it ends with the process, killed or
//! not. The file stays after a publish and means nothing by itself; a build that is discarded
//! takes away the lock file it made.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use super::disk::fault_at;
use super::error::OutputRefusal;

/// The name of the lock file in the output folder.
pub(super) const FILE_NAME: &str = ".niemyet-lock";

/// How often the lock file may vanish under our hands.
const MAX_ATTEMPTS: usize = 20;

/// A held lock; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    /// Whether the lock file was made for this build.
    pub(super) created: bool,
    _file: File,
}

/// Takes the lock on the output `root`, or tells that another build has it.
pub(super) fn acquire(root: &Path) -> Result<Lock, OutputRefusal> {
    let path = root.join(FILE_NAME);
    for _ in 0..MAX_ATTEMPTS {
        let Some((file, created)) = open(&path)? else {
            continue;
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OutputRefusal::Locked { output: root.to_owned() });
            }
            // Some network file systems have no locks; a site on them can still be built.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(fault_at(&path)(error).into()),
        }
        // A build discarded between our opening and our locking took the file away, and the
        // next build would lock another one.
        if is_same_file(&file, &path) {
            return Ok(Lock { created, _file: file });
        }
    }
    Err(OutputRefusal::Locked { output: root.to_owned() })
}

/// Opens the lock file and tells whether it was made now; nothing, if it vanished meanwhile.
fn open(path: &Path) -> Result<Option<(File, bool)>, OutputRefusal> {
    match File::create_new(path) {
        Ok(file) => return Ok(Some((file, true))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(fault_at(path)(error).into()),
    }
    match fs::OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(Some((file, false))),
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(error) => Err(fault_at(path)(error).into()),
    }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: fs::Metadata| (found.dev(), found.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => place(held) == place(there),
        _ => false,
    }
}

/// Elsewhere a file cannot be replaced while it is open.
#[cfg(not(unix))]
fn is_same_file(_file: &File, _path: &Path) -> bool {
    true
}
