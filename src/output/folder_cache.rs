//! What exists in the output folder: the kind of a path, and a cache of which folders exist.
//!
//! Each folder is checked once per build: the lock keeps other builds out, and other programs are not expected to
//! rearrange folders meanwhile.
//!
//! **Invariant.** A folder is `Exists` only if it and all folders above it are real folders and not symbolic links,
//! so nothing is ever read, written or deleted through a link to the outside.

use std::collections::HashMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::disk::reading;
use super::{lock_mutex, path};
use crate::diagnostic::MachineFault;

/// What is at a path; symbolic links are not followed.
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
    /// A symbolic link, to anything.
    Symlink,
    /// A socket, a device or the like.
    Other,
}

impl PathKind {
    /// Reads the kind of a path from the disk.
    pub(super) fn of(path: &Path) -> Result<PathKind, MachineFault> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => Ok(PathKind::File { size: metadata.len() }),
            Ok(metadata) if metadata.is_dir() => Ok(PathKind::Folder),
            Ok(metadata) if metadata.is_symlink() => Ok(PathKind::Symlink),
            Ok(_) => Ok(PathKind::Other),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(PathKind::Absent),
                _ => Err(reading(path)(error)),
            },
        }
    }

    /// Returns whether it is a regular file.
    pub(super) fn is_file(self) -> bool {
        matches!(self, PathKind::File { .. })
    }
}

/// Whether a folder of the output exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FolderState {
    /// The folder exists.
    Exists,
    /// It does not exist, but can be created.
    Missing,
    /// It cannot be created, because a path above it, or its own, is not a folder.
    Blocked {
        /// The path that is not a folder.
        by: String,
        /// What is there.
        kind: PathKind,
    },
}

/// The states of the folders of one output, as far as they were checked.
#[derive(Debug)]
pub(super) struct FolderCache {
    root: PathBuf,
    states: Mutex<HashMap<String, FolderState>>,
}

impl FolderCache {
    /// Makes an empty cache for the output `root`, which must exist.
    pub(super) fn new(root: &Path) -> FolderCache {
        FolderCache { root: root.to_owned(), states: Mutex::default() }
    }

    /// Returns the state of the folder that contains `path`.
    pub(super) fn parent_state(&self, path: &str) -> Result<FolderState, MachineFault> {
        path::parent(path).map_or(Ok(FolderState::Exists), |folder| self.state(folder))
    }

    /// Returns the state of a folder.
    pub(super) fn state(&self, folder: &str) -> Result<FolderState, MachineFault> {
        let cached = lock_mutex(&self.states).get(folder).cloned();
        if let Some(state) = cached {
            return Ok(state);
        }
        let state = match self.parent_state(folder)? {
            FolderState::Exists => match PathKind::of(&self.root.join(folder))? {
                PathKind::Folder => FolderState::Exists,
                PathKind::Absent => FolderState::Missing,
                kind => FolderState::Blocked { by: folder.to_owned(), kind },
            },
            missing_or_blocked => missing_or_blocked,
        };
        lock_mutex(&self.states).insert(folder.to_owned(), state.clone());
        Ok(state)
    }

    /// Creates the folder that contains `path`, with those above it, each once, by `create`.
    ///
    /// What blocked them must have been removed before.
    pub(super) fn create_parent(
        &self,
        path: &str,
        create: &mut dyn FnMut(&str) -> Result<(), MachineFault>,
    ) -> Result<(), MachineFault> {
        let Some(folder) = path::parent(path) else {
            return Ok(());
        };
        if self.state(folder)? == FolderState::Exists {
            return Ok(());
        }
        self.create_parent(folder, create)?;
        create(folder)?;
        lock_mutex(&self.states).insert(folder.to_owned(), FolderState::Exists);
        Ok(())
    }
}
