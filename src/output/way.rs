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

use super::disk::{Disk, DiskFault, at};
use super::{hold, path};

/// What lies at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing at all.
    Nothing,
    /// A regular file.
    File {
        /// Its size in bytes.
        size: u64,
    },
    /// A folder.
    Folder,
    /// A symbolic link to anything.
    Link,
    /// A socket, a device and the like.
    Other,
}

impl Found {
    /// Looks at one path.
    pub(super) fn at(path: &Path) -> Result<Found, DiskFault> {
        match fs::symlink_metadata(path) {
            Ok(found) if found.is_file() => Ok(Found::File { size: found.len() }),
            Ok(found) if found.is_dir() => Ok(Found::Folder),
            Ok(found) if found.is_symlink() => Ok(Found::Link),
            Ok(_) => Ok(Found::Other),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(Found::Nothing),
                _ => Err(at(path)(error)),
            },
        }
    }

    /// Tells whether it is a regular file.
    pub(super) fn is_file(self) -> bool {
        matches!(self, Found::File { .. })
    }
}

/// Whether one can walk to a folder of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The folder is there.
    Clear,
    /// It is not there, and nothing keeps it from being made.
    Missing,
    /// Something that is not a folder stands on the way.
    Barred {
        /// The path of that thing.
        by: String,
        /// What it is.
        what: Found,
    },
}

/// The ways of one output, as far as they were walked.
#[derive(Debug)]
pub(super) struct Ways {
    root: PathBuf,
    known: Mutex<HashMap<String, Way>>,
}

impl Ways {
    /// Starts with the root alone, which must be there.
    pub(super) fn from(root: &Path) -> Ways {
        Ways { root: root.to_owned(), known: Mutex::default() }
    }

    /// Tells the way to the folder that `path` lies in.
    pub(super) fn to_parent(&self, path: &str) -> Result<Way, DiskFault> {
        path::parent(path).map_or(Ok(Way::Clear), |folder| self.to(folder))
    }

    /// Tells the way to a folder.
    pub(super) fn to(&self, folder: &str) -> Result<Way, DiskFault> {
        let known = hold(&self.known).get(folder).cloned();
        if let Some(way) = known {
            return Ok(way);
        }
        let way = match self.to_parent(folder)? {
            Way::Clear => match Found::at(&self.root.join(folder))? {
                Found::Folder => Way::Clear,
                Found::Nothing => Way::Missing,
                what => Way::Barred { by: folder.to_owned(), what },
            },
            not_that_far => not_that_far,
        };
        hold(&self.known).insert(folder.to_owned(), way.clone());
        Ok(way)
    }

    /// Makes the folder that `path` lies in, with those above it, each once.
    ///
    /// What barred the way must be gone by now.
    pub(super) fn make_parent(&self, path: &str, disk: &Disk) -> Result<(), DiskFault> {
        let Some(folder) = path::parent(path) else {
            return Ok(());
        };
        if self.to(folder)? == Way::Clear {
            return Ok(());
        }
        self.make_parent(folder, disk)?;
        disk.create_folder(&self.root.join(folder))?;
        hold(&self.known).insert(folder.to_owned(), Way::Clear);
        Ok(())
    }
}
