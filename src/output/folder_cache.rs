//! The way to a place in the output: which folders are there, and what bars them.
//!
//! Each folder is looked at once in a build: the lock keeps other builds out, and nobody else is
//! expected to rearrange folders in that second.
//!
//! **Invariant.** A way is `Clear` only if every folder on it is a folder itself and not a
//! symbolic link, so nothing is ever read, written or deleted through a link to the outside.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::disk::{DiskFault, DiskWriter, fault_at};
use super::{lock_mutex, path};

/// What lies at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathKind {
    /// Nothing at all.
    Absent,
    /// A regular file.
    File {
        /// Its size in bytes.
        size: u64,
    },
    /// A folder.
    Folder,
    /// A symbolic link to anything.
    Symlink,
    /// A socket, a device and the like.
    Other,
}

impl PathKind {
    /// Looks at one path.
    pub(super) fn of(path: &Path) -> Result<PathKind, DiskFault> {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_file() => Ok(PathKind::File { size: found.len() }),
            Ok(found) if found.is_dir() => Ok(PathKind::Folder),
            Ok(found) if found.is_symlink() => Ok(PathKind::Symlink),
            Ok(_) => Ok(PathKind::Other),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(PathKind::Absent),
                _ => Err(fault_at(path)(error)),
            },
        }
    }

    /// Tells whether it is a regular file.
    pub(super) fn is_file(self) -> bool {
        matches!(self, PathKind::File { .. })
    }
}

/// Whether one can walk to a folder of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FolderState {
    /// The folder is there.
    Exists,
    /// It is not there, and nothing keeps it from being made.
    Missing,
    /// Something that is not a folder stands on the way.
    Blocked {
        /// The path of that thing.
        by: String,
        /// What it is.
        kind: PathKind,
    },
}

/// The ways of one output, as far as they were walked.
#[derive(Debug)]
pub(super) struct FolderCache {
    root: PathBuf,
    states: Mutex<HashMap<String, FolderState>>,
}

impl FolderCache {
    /// Starts with the root alone, which must be there.
    pub(super) fn new(root: &Path) -> FolderCache {
        FolderCache { root: root.to_owned(), states: Mutex::default() }
    }

    /// Tells the way to the folder that `path` lies in.
    pub(super) fn parent_state(&self, path: &str) -> Result<FolderState, DiskFault> {
        path::parent(path).map_or(Ok(FolderState::Exists), |folder| self.state(folder))
    }

    /// Tells the way to a folder.
    pub(super) fn state(&self, folder: &str) -> Result<FolderState, DiskFault> {
        let known = lock_mutex(&self.states).get(folder).cloned();
        if let Some(way) = known {
            return Ok(way);
        }
        let way = match self.parent_state(folder)? {
            FolderState::Exists => match PathKind::of(&self.root.join(folder))? {
                PathKind::Folder => FolderState::Exists,
                PathKind::Absent => FolderState::Missing,
                what => FolderState::Blocked { by: folder.to_owned(), kind: what },
            },
            not_that_far => not_that_far,
        };
        lock_mutex(&self.states).insert(folder.to_owned(), way.clone());
        Ok(way)
    }

    /// Makes the folder that `path` lies in, with those above it, each once.
    ///
    /// What barred the way must be gone by now.
    pub(super) fn create_parent(&self, path: &str, disk: &DiskWriter) -> Result<(), DiskFault> {
        let Some(folder) = path::parent(path) else {
            return Ok(());
        };
        if self.state(folder)? == FolderState::Exists {
            return Ok(());
        }
        self.create_parent(folder, disk)?;
        disk.create_folder(&self.root.join(folder))?;
        lock_mutex(&self.states).insert(folder.to_owned(), FolderState::Exists);
        Ok(())
    }
}
