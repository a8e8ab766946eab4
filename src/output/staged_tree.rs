//! The tree of a first build: in an empty output folder, files are staged at their paths, each in its folder, and a
//! publish renames only what is at the top of the tree.
//!
//! So a first build creates every file and folder once, in parallel, and renames a handful of them. The metadata key of
//! a file below the top is read when it is staged, since renaming a folder does not change the files in it.
//!
//! **Left out on purpose.** The order of phases: before a first build there is nothing to read, and its folders appear
//! within an instant.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{DiskWriter, reading};
use super::folder_cache::FolderCache;
use super::path;
use crate::diagnostic::MachineFault;
use crate::source::FileMetadataKey;

/// The tree in the staging folder.
#[derive(Debug)]
pub(super) struct StagedTree {
    root: PathBuf,
    folders: FolderCache,
}

/// A file or a folder at the top of the tree.
#[derive(Debug)]
pub(super) struct TreeTop {
    /// Its name, which is its path in the site.
    pub(super) name: String,
    /// The paths of all files in it.
    pub(super) files: Vec<Arc<str>>,
}

impl StagedTree {
    /// Makes an empty tree in a folder that is not there yet.
    pub(super) fn create(disk: &DiskWriter, root: PathBuf) -> Result<Self, MachineFault> {
        disk.create_folder(&root)?;
        Ok(Self { folders: FolderCache::new(&root), root })
    }

    /// Returns the path of a staged file or folder.
    pub(super) fn staged_path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Creates the folders above a file.
    pub(super) fn create_parent(&self, disk: &DiskWriter, path: &str) -> Result<(), MachineFault> {
        self.folders.create_parent(path, &mut |folder| {
            disk.create_folder(&self.staged_path(folder)).map(drop)
        })
    }
}

/// Reads the metadata key of a file below the top that was just written; `None` for one at the top, which a rename
/// changes.
pub(super) fn sealed_key(
    path: &str,
    file: &File,
    staged: &Path,
) -> Result<Option<FileMetadataKey>, MachineFault> {
    if path::parent(path).is_none() {
        return Ok(None);
    }
    let metadata = file.metadata().map_err(reading(staged))?;
    Ok(Some(FileMetadataKey::from_metadata(&metadata)))
}

/// Groups sorted paths by what is at the top of the tree.
pub(super) fn tops(paths: impl Iterator<Item = Arc<str>>) -> Vec<TreeTop> {
    let mut tops: Vec<TreeTop> = Vec::new();
    for path in paths {
        let name = path.split('/').next().unwrap_or_default();
        match tops.last_mut() {
            Some(top) if top.name == name => top.files.push(path),
            _ => tops.push(TreeTop { name: name.to_owned(), files: vec![path] }),
        }
    }
    tops
}
