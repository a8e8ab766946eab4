//! Disk writes: every operation of this module and of the ledger that changes the disk, with its path in case of
//! failure.
//!
//! All of them (except `new_file`, which never writes to the site) go through one value, so that a test can fail the
//! n-th operation, or that and all after it as if the process had been killed. Without the feature `failure-hooks`,
//! which only tests enable, [`DiskWriter`] is empty and costs nothing.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::Path;

use crate::diagnostic::MachineFault;
use crate::source::{FileAccess, retry_while_held};

/// Adds the path to an error of writing, for `map_err`.
pub(super) fn writing(path: &Path) -> impl FnOnce(io::Error) -> MachineFault {
    move |error| MachineFault::writing(path, error)
}

/// Adds the path to an error of reading, for `map_err`.
pub(super) fn reading(path: &Path) -> impl FnOnce(io::Error) -> MachineFault {
    move |error| MachineFault::reading(path, error)
}

/// A kind of change of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiskOperation {
    /// Creating a file, or opening one for writing.
    Create,
    /// Writing to an open file.
    Write,
    /// Waiting until a file is on the storage device.
    Sync,
    /// Renaming a file.
    Rename,
    /// Giving a file a second name.
    Link,
    /// Copying a file.
    Copy,
    /// Creating a folder.
    CreateFolder,
    /// Removing a file.
    RemoveFile,
    /// Removing an empty folder.
    RemoveFolder,
    /// Removing one of our own folders with everything in it.
    RemoveAll,
}

/// Performs changes of the disk.
#[derive(Default, Clone)]
pub(crate) struct DiskWriter {
    /// Called before each operation, which fails if this does.
    #[cfg(any(test, feature = "failure-hooks"))]
    hook: Option<std::sync::Arc<OperationHook>>,
}

/// What a test does before an operation: it counts, makes the operation fail, or edits a file meanwhile.
#[cfg(any(test, feature = "failure-hooks"))]
type OperationHook = dyn Fn(DiskOperation, &Path) -> io::Result<()> + Send + Sync;

impl fmt::Debug for DiskWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DiskWriter")
    }
}

impl DiskWriter {
    /// Creates a writer that calls `hook` before each operation.
    #[cfg(any(test, feature = "failure-hooks"))]
    pub(crate) fn hooked(
        hook: impl Fn(DiskOperation, &Path) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self { hook: Some(std::sync::Arc::new(hook)) }
    }

    /// Creates a writer whose operations fail once this many have succeeded, as after a kill.
    #[cfg(any(test, feature = "failure-hooks"))]
    pub(crate) fn failing_after(
        operations_left: std::sync::Arc<std::sync::atomic::AtomicIsize>,
    ) -> Self {
        use std::sync::atomic::Ordering;
        Self::hooked(move |_, _| match operations_left.fetch_sub(1, Ordering::SeqCst) {
            left if left <= 0 => Err(io::Error::other("the test killed this build")),
            _ => Ok(()),
        })
    }

    /// Creates a file, or truncates an existing one.
    pub(crate) fn create(&self, path: &Path) -> Result<File, MachineFault> {
        self.perform(DiskOperation::Create, path, || File::create(path)).map_err(writing(path))
    }

    /// Creates a file; it is an error if it exists.
    pub(super) fn create_new(&self, path: &Path) -> io::Result<File> {
        self.perform(DiskOperation::Create, path, || File::create_new(path))
    }

    /// Opens an existing file, truncates it to `length` bytes, and continues after them.
    pub(crate) fn open_for_append(&self, path: &Path, length: u64) -> Result<File, MachineFault> {
        let open = || {
            let mut file = File::options().write(true).open(path)?;
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length)).map(|_| file)
        };
        self.perform(DiskOperation::Create, path, open).map_err(writing(path))
    }

    /// Writes to a file that was created or opened; a test that is killed here has written half of the bytes.
    pub(crate) fn append(
        &self,
        file: &mut File,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), MachineFault> {
        let result = self.begin(DiskOperation::Write, path);
        let written = if result.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        file.write_all(written).and(result).map_err(writing(path))
    }

    /// Waits until a file is on the storage device.
    pub(super) fn sync(&self, file: &File, path: &Path) -> Result<(), MachineFault> {
        self.perform(DiskOperation::Sync, path, || file.sync_all()).map_err(writing(path))
    }

    /// Renames a file, atomically replacing an existing one.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), MachineFault> {
        self.perform(DiskOperation::Rename, to, || fs::rename(from, to)).map_err(writing(to))
    }

    /// Gives a file a second name; makes a copy where the file system has no second names.
    pub(super) fn link_or_copy(&self, from: &Path, to: &Path) -> Result<(), MachineFault> {
        match self.perform(DiskOperation::Link, from, || fs::hard_link(from, to)) {
            Ok(()) => Ok(()),
            Err(_) => {
                let copied = self.perform(DiskOperation::Copy, from, || fs::copy(from, to));
                copied.map(drop).map_err(writing(to))
            }
        }
    }

    /// Creates a folder, unless it exists; returns whether it was created.
    pub(crate) fn create_folder(&self, path: &Path) -> Result<bool, MachineFault> {
        match self.perform(DiskOperation::CreateFolder, path, || fs::create_dir(path)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path) => {
                Ok(false)
            }
            Err(error) => Err(writing(path)(error)),
        }
    }

    /// Deletes a file.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), MachineFault> {
        self.perform(DiskOperation::RemoveFile, path, || fs::remove_file(path))
            .map_err(writing(path))
    }

    /// Deletes a folder if it exists and is empty; it is no error if it is not. Returns whether it was deleted.
    pub(super) fn remove_folder_if_empty(&self, path: &Path) -> Result<bool, MachineFault> {
        let ignored = [
            io::ErrorKind::NotFound,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::DirectoryNotEmpty,
        ];
        match self.perform(DiskOperation::RemoveFolder, path, || fs::remove_dir(path)) {
            Ok(()) => Ok(true),
            Err(error) if ignored.contains(&error.kind()) => Ok(false),
            Err(error) => Err(writing(path)(error)),
        }
    }

    /// Deletes one of our own working files or folders recursively; symbolic links are not followed.
    pub(crate) fn remove_all(&self, path: &Path) -> Result<(), MachineFault> {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let remove = || match fs::symlink_metadata(path)?.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
        match self.perform(DiskOperation::RemoveAll, path, remove) {
            Err(error) if is_missing(&error) => Ok(()),
            result => result.map_err(writing(path)),
        }
    }

    /// Performs one operation, again for a while if another program holds the file.
    fn perform<T>(
        &self,
        operation: DiskOperation,
        path: &Path,
        mut act: impl FnMut() -> io::Result<T>,
    ) -> io::Result<T> {
        let access = match operation {
            DiskOperation::Rename | DiskOperation::RemoveFile | DiskOperation::RemoveAll => {
                FileAccess::Replace
            }
            _ => FileAccess::Open,
        };
        self.begin(operation, path)?;
        retry_while_held(access, &mut act)
    }

    #[cfg(not(any(test, feature = "failure-hooks")))]
    #[expect(clippy::unused_self, reason = "the version for tests has a hook")]
    fn begin(&self, _operation: DiskOperation, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    /// Lets a test act before an operation.
    #[cfg(any(test, feature = "failure-hooks"))]
    fn begin(&self, operation: DiskOperation, path: &Path) -> io::Result<()> {
        self.hook.as_ref().map_or(Ok(()), |hook| hook(operation, path))
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}
