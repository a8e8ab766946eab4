//! The disk: every operation of this room and of the ledger that changes something, each with its path on failure.
//!
//! They stand behind one value so that a test can let the n-th of them fail, and all after it,
//! which is what a killed process looks like. In a released program [`Disk`] is empty and costs nothing.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// An operation that the machine refused.
#[derive(Debug)]
pub struct DiskFault {
    /// The file or folder that was touched.
    pub path: PathBuf,
    /// What the machine said.
    pub error: io::Error,
}

impl fmt::Display for DiskFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.error)
    }
}

impl std::error::Error for DiskFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Puts the path to an error, for `map_err`.
pub(super) fn fault_at(path: &Path) -> impl FnOnce(io::Error) -> DiskFault {
    move |error| DiskFault { path: path.to_owned(), error }
}

/// The way to change the disk.
#[derive(Debug, Default, Clone)]
pub(crate) struct DiskWriter {
    /// How many operations a test still allows; nothing means any number.
    #[cfg(any(test, debug_assertions))]
    pub(crate) operations_left: Option<std::sync::Arc<std::sync::atomic::AtomicIsize>>,
}

impl DiskWriter {
    /// Creates a file, or empties the one that is there.
    pub(crate) fn create(&self, path: &Path) -> Result<File, DiskFault> {
        self.count_operation().and_then(|()| File::create(path)).map_err(fault_at(path))
    }

    /// Opens a file that is there to go on after its first `length` bytes.
    pub(crate) fn open_for_append(&self, path: &Path, length: u64) -> Result<File, DiskFault> {
        let open = || {
            let mut file = File::options().write(true).open(path)?;
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length)).map(|_| file)
        };
        self.count_operation().and_then(|()| open()).map_err(fault_at(path))
    }

    /// Writes to a file that was created or opened; who is killed here has written half of it.
    pub(crate) fn append(
        &self,
        file: &mut File,
        path: &Path,
        bytes: &[u8],
    ) -> Result<(), DiskFault> {
        let allowed = self.count_operation();
        let written = if allowed.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        file.write_all(written).and(allowed).map_err(fault_at(path))
    }

    /// Waits until a file is on the medium; tests pull no plug and do not wait.
    pub(super) fn sync(&self, file: &File, path: &Path) -> Result<(), DiskFault> {
        let sync = || if cfg!(any(test, debug_assertions)) { Ok(()) } else { file.sync_all() };
        self.count_operation().and_then(|()| sync()).map_err(fault_at(path))
    }

    /// Moves a file over whatever file is there, in one step.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskFault> {
        self.count_operation().and_then(|()| fs::rename(from, to)).map_err(fault_at(to))
    }

    /// Creates a folder; one that is there already is as good.
    pub(crate) fn create_folder(&self, path: &Path) -> Result<(), DiskFault> {
        match self.count_operation().and_then(|()| fs::create_dir(path)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(path) => Ok(()),
            done => done.map_err(fault_at(path)),
        }
    }

    /// Deletes a file.
    pub(super) fn remove_file(&self, path: &Path) -> Result<(), DiskFault> {
        self.count_operation().and_then(|()| fs::remove_file(path)).map_err(fault_at(path))
    }

    /// Deletes a folder if it is there and empty, and tells nobody if it is not.
    pub(super) fn remove_folder_if_empty(&self, path: &Path) -> Result<(), DiskFault> {
        let stays = [
            io::ErrorKind::NotFound,
            io::ErrorKind::NotADirectory,
            io::ErrorKind::DirectoryNotEmpty,
        ];
        match self.count_operation().and_then(|()| fs::remove_dir(path)) {
            Err(error) if stays.contains(&error.kind()) => Ok(()),
            done => done.map_err(fault_at(path)),
        }
    }

    /// Deletes a working file or folder of our own with everything in it; links are not followed.
    pub(crate) fn remove_all(&self, path: &Path) -> Result<(), DiskFault> {
        let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let cleared =
            self.count_operation().and_then(|()| match fs::symlink_metadata(path)?.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            });
        match cleared {
            Err(error) if gone(&error) => Ok(()),
            done => done.map_err(fault_at(path)),
        }
    }

    #[cfg(not(any(test, debug_assertions)))]
    #[expect(clippy::unused_self, reason = "the tests' version counts in `self`")]
    fn count_operation(&self) -> io::Result<()> {
        Ok(())
    }

    /// Counts one operation, and fails once the test's allowance is used up.
    #[cfg(any(test, debug_assertions))]
    fn count_operation(&self) -> io::Result<()> {
        use std::sync::atomic::Ordering;
        match &self.operations_left {
            Some(left) if left.fetch_sub(1, Ordering::SeqCst) <= 0 => {
                Err(io::Error::other("the test killed this build"))
            }
            _ => Ok(()),
        }
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}
