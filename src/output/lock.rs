//! The lock that keeps two builds from writing to one output folder.
//!
//! It is the operating system's lock on `.niemyet-lock`, so it ends with the process, even if that is killed. After a
//! publish the file remains, unlocked and without meaning; a discarded build removes the lock file that it created.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;

use super::disk::{DiskWriter, writing};
use super::error::OutputRefusal;
use super::folder_cache::PathKind;

/// The name of the lock file in the output folder.
pub(super) const FILE_NAME: &str = ".niemyet-lock";

/// The maximum number of attempts; one fails if another build removes the lock file while it is being locked.
const MAX_ATTEMPTS: usize = 20;

/// A held lock, released on drop.
#[derive(Debug)]
pub(super) struct Lock {
    /// Whether this build created the lock file.
    pub(super) created: bool,
    _file: FileLock,
}

/// An open file to be locked. Dropping it unlocks the file, and does not only close it: a program that is just being
/// started by another thread has the file open too, and would keep the lock a little longer.
#[derive(Debug)]
pub(crate) struct FileLock(pub(crate) File);

impl Drop for FileLock {
    fn drop(&mut self) {
        // If this fails, the lock ends when the file is closed.
        let _ = self.0.unlock();
    }
}

/// Acquires the lock on the output `root`; it is an error if another build holds it.
pub(super) fn acquire(root: &Path, disk: &DiskWriter) -> Result<Lock, OutputRefusal> {
    let path = root.join(FILE_NAME);
    for _ in 0..MAX_ATTEMPTS {
        let Some((file, created)) = open(&path, disk)? else {
            continue;
        };
        let lock = FileLock(file);
        match lock.0.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OutputRefusal::Locked { output: root.to_owned() });
            }
            // Some network file systems have no locks; a site can still be built there.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(writing(&path)(error).into()),
        }
        // If a discarded build removed the file between our opening and locking it, the next build would lock a new
        // file.
        if is_same_file(&lock.0, &path) {
            return Ok(Lock { created, _file: lock });
        }
    }
    Err(OutputRefusal::Locked { output: root.to_owned() })
}

/// Opens the lock file, and returns whether it was created now; `None` if it was removed meanwhile.
fn open(path: &Path, disk: &DiskWriter) -> Result<Option<(File, bool)>, OutputRefusal> {
    match disk.create_new(path) {
        Ok(file) => return Ok(Some((file, true))),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(writing(path)(error).into()),
    }
    // Opening a pipe would wait for a reader.
    if PathKind::of(path)? == PathKind::Other {
        return Err(writing(path)(ErrorKind::InvalidInput.into()).into());
    }
    match fs::OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(Some((file, false))),
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => Ok(None),
        Err(error) => Err(writing(path)(error).into()),
    }
}

/// Returns whether the path still refers to the open file.
#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(locked), Ok(current)) => identity(locked) == identity(current),
        _ => false,
    }
}

/// On other systems a file cannot be replaced while it is open.
#[cfg(not(unix))]
fn is_same_file(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::super::DiskWriter;
    use super::acquire;

    #[test]
    fn a_lock_ends_although_another_process_inherited_the_file() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let disk = DiskWriter::default();
        let lock = acquire(root.path(), &disk).expect("nobody has the lock");
        let inherited = lock._file.0.try_clone().expect("the file is open");
        assert!(acquire(root.path(), &disk).is_err());
        drop(lock);
        acquire(root.path(), &disk).expect("the lock is free again");
        drop(inherited);
    }
}
