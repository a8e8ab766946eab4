//! The files of an earlier scan as they are now, if nothing was added, removed or renamed.
//!
//! Comparing the record of a scan with the disk reads the metadata of every file. The tree is made of these, so that
//! no folder is listed for it. A record has one fingerprint for the files of a folder, so all files of a folder in
//! which one was edited count as edited.
//!
//! **Invariant.** The tree equals a newly scanned one.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::left_out::reason_in_content;
use super::scan_record::{RefreshedFiles, ScanRecord};
use super::walk::display_path;
use super::{DiskLocation, FileTree, SourceFile};

impl FileTree {
    /// Makes the tree of a record that was just refreshed, and lists the files that may have been edited; `None` if it
    /// must be scanned, because it has symbolic links, or because a file may be left out now, or not any more, for what
    /// it contains.
    pub fn of_record(
        root: &Path,
        record: &ScanRecord,
        refreshed: &RefreshedFiles,
    ) -> Option<(Self, Vec<Arc<str>>)> {
        if !record.links.is_empty() {
            return None;
        }
        let plain_location = Arc::new(DiskLocation { root: root.to_owned(), relative: None });
        let edited: HashSet<&Path> = refreshed.edited.iter().map(Path::new).collect();
        let left_out = record.left_out.iter().map(|(path, it)| (PathBuf::from(path), it.clone()));
        let left_out: BTreeMap<_, _> = left_out.collect();
        let (mut files, mut edited_files) = (Vec::new(), Vec::new());
        for (folder, state) in record.folders.iter().zip(&refreshed.folders) {
            for (name, key) in folder.file_names().zip(&state.keys) {
                let disk = Path::new(&folder.path).join(name);
                let is_edited = state.is_edited || edited.contains(&*disk);
                let is_left_out = left_out.contains_key(&disk);
                if is_edited
                    && (is_left_out || reason_in_content(name, &root.join(&disk)).is_some())
                {
                    return None;
                }
                if is_left_out {
                    continue;
                }
                let path: Arc<str> = display_path(&disk).into();
                if is_edited {
                    edited_files.push(path.clone());
                }
                let location = if disk.as_os_str() == &*path {
                    plain_location.clone()
                } else {
                    Arc::new(DiskLocation { root: root.to_owned(), relative: Some(disk) })
                };
                files.push(SourceFile { path, location, metadata_key: *key, read_log: None });
            }
        }
        let folder = record.folders.first().map(|folder| PathBuf::from(&folder.path))?;
        let files = files.into_iter().collect();
        let mut tree = Self { folder, files, left_out, ..Self::default() };
        let without_files = record.folders.iter().filter(|folder| folder.has_no_file());
        let without_files = without_files.map(|folder| PathBuf::from(&folder.path));
        tree.bare_folders = without_files.filter(|folder| !tree.has_file_in(folder)).collect();
        Some((tree, edited_files))
    }
}
