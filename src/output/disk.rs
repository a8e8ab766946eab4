//! Disk writes: every operation of this module and of the ledger that changes the disk, with its path in case of
//! failure.
//!
//! All of them (except `new_file`, which never writes to the site) go through one value, so that a test can fail the
//! n-th operation and all after it, as if the process had been killed. Without the feature `failure-hooks`, which only
//! tests enable, [`DiskWriter`] is empty and costs nothing.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::Path;

use crate::diagnostic::MachineFault;

/// Adds the path to an error of writing, for `map_err`.
pub(super) fn writing(path: &Path) -> impl FnOnce(io::Error) -> MachineFault {
    move |error| MachineFault::writing(path, error)
}

/// Adds the path to an error of reading, for `map_err`.
pub(super) fn reading(path: &Path) -> impl FnOnce(io::Error) -> MachineFault {
    move |error| MachineFault::reading(path, error)
}

/// Performs changes of the disk.
#[derive(Debug, Default, Clone)]
pub(crate) struct DiskWriter {
    /// What a test limits and counts.
    #[cfg(any(test, feature = "failure-hooks"))]
    hooks: FailureHooks,
}

/// Makes the operations of a test fail, and counts them.
#[cfg(any(test, feature = "failure-hooks"))]
#[derive(Debug, Default, Clone)]
struct FailureHooks {
    /// How many operations may still succeed; `None` means no limit.
    operations_left: Option<std::sync::Arc<std::sync::atomic::AtomicIsize>>,
    /// The files that were synced.
    #[cfg(test)]
    synced: std::sync::Arc<std::sync::Mutex<Vec<std::path::PathBuf>>>,
}

impl DiskWriter {
    /// Creates a writer whose operations fail once this many have succeeded, as after a kill.
    #[cfg(any(test, feature = "failure-hooks"))]
    pub(crate) fn failing_after(
        operations_left: std::sync::Arc<std::sync::atomic::AtomicIsize>,
    ) -> Self {
        let operations_left = Some(operations_left);
        let hooks = FailureHooks {
            operations_left,
            #[cfg(test)]
            synced: std::sync::Arc::default(),
        };
        Self { hooks }
    }

    /// Returns the files that were synced.
    #[cfg(test)]
    pub(super) fn synced_files(&self) -> Vec<std::path::PathBuf> {
        self.hooks.synced.lock().expect("no test panics here").clone()
    }

    /// Creates a file, or truncates an existing one.
    pub(crate) fn create(&self, path: &Path) -> Result<File, MachineFault> {
        self.count_operation().and_then(|()| File::create(path)).map_err(writing(path))
    }

    /// Opens an existing file, truncates it to `length` bytes, and continues after them.
    pub(crate) fn open_for_append(&self, path: &Path, length: u64) -> Result<File, MachineFault> {
        let open = || {
            let mut file = File::options().write(true).open(path)?;
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length)).map(|_| file)
        };
        self.count_operation().and_then(|()| open()).map_err(writing(path))
    }

    /// Writes to a file that was created or opened; a test that is killed here has written half of the bytes.
    pub(crate) fn append(
        &self,
        file: &mut File,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), MachineFault> {
        let result = self.count_operation();
        let written = if result.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        file.write_all(written).and(result).map_err(writing(path))
    }

    /// Waits until a file is on the storage device.
    pub(super) fn sync(&self, file: &File, path: &Path) -> Result<(), MachineFault> {
        self.count_operation().and_then(|()| file.sync_all()).map_err(writing(path))?;
        #[cfg(test)]
        self.hooks.synced.lock().expect("no test panics here").push(path.to_owned());
        Ok(())
    }

    /// Renames a file, atomically replacing an existing one.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), MachineFault> {
        self.count_operation().and_then(|()| fs::rename(from, to)).map_err(writing(to))
    }

    /// Creates a folder, unless it exists.
    pub(crate) fn create_folder(&self, path: &Path) -> Result<(), MachineFault> {
        match self.count_operation().and_then(|()| fs::create_dir(path)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path) => Ok(()),
            result => result.map_err(writing(path)),
        }
    }

    /// Deletes a file.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), MachineFault> {
        self.count_operation().and_then(|()| fs::remove_file(path)).map_err(writing(path))
    }

    /// Deletes a folder if it exists and is empty; it is no error if it is not.
    pub(super) fn remove_folder_if_empty(&self, path: &Path) -> Result<(), MachineFault> {
        let ignored = [
            io::ErrorKind::NotFound,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::DirectoryNotEmpty,
        ];
        match self.count_operation().and_then(|()| fs::remove_dir(path)) {
            Err(error) if ignored.contains(&error.kind()) => Ok(()),
            result => result.map_err(writing(path)),
        }
    }

    /// Deletes one of our own working files or folders recursively; symbolic links are not followed.
    pub(crate) fn remove_all(&self, path: &Path) -> Result<(), MachineFault> {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let removed =
            self.count_operation().and_then(|()| match fs::symlink_metadata(path)?.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            });
        match removed {
            Err(error) if is_missing(&error) => Ok(()),
            result => result.map_err(writing(path)),
        }
    }

    #[cfg(not(any(test, feature = "failure-hooks")))]
    #[expect(clippy::unused_self, reason = "the version for tests counts in `self`")]
    fn count_operation(&self) -> io::Result<()> {
        Ok(())
    }

    /// Counts one operation, and fails once the limit of the test is reached.
    #[cfg(any(test, feature = "failure-hooks"))]
    fn count_operation(&self) -> io::Result<()> {
        use std::sync::atomic::Ordering;
        match &self.hooks.operations_left {
            Some(left) if left.fetch_sub(1, Ordering::SeqCst) <= 0 => {
                Err(io::Error::other("the test killed this build"))
            }
            _ => Ok(()),
        }
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}
