//! What was edited since an earlier scan, if nothing was added, removed or renamed.
//!
//! The record of a scan has one fingerprint for the files of a folder, so all files of an edited folder may differ.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use jiff::Timestamp;

use super::scan_record::{FolderRecord, ScanRecord};
use super::{FileTree, SourceFile, fingerprint};

impl FileTree {
    /// Lists the files that may differ from those of an earlier scan; `None` if anything but the files' content may
    /// differ.
    pub fn edited_files(&self, earlier: &ScanRecord, now: Timestamp) -> Option<Vec<&SourceFile>> {
        let current = self.listing(now)?;
        let names = |folder: &FolderRecord| (folder.names_fingerprint, fingerprint(&folder.files));
        let is_same_listing = current.links == earlier.links
            && current.folders.len() == earlier.folders.len()
            && current
                .folders
                .iter()
                .zip(&earlier.folders)
                .all(|(now, before)| now.path == before.path && names(now) == names(before));
        let pairs = current.folders.iter().zip(&earlier.folders);
        let edited =
            pairs.filter(|(now, before)| now.files_fingerprint != before.files_fingerprint);
        let edited: HashSet<&OsStr> = edited.map(|(folder, _)| OsStr::new(&folder.path)).collect();
        let unsettled: HashSet<&OsStr> =
            earlier.unsettled.iter().map(|(path, _)| OsStr::new(path)).collect();
        let may_differ = |file: &&SourceFile| {
            let path = file.relative_disk_path();
            let folder = path.parent().map(Path::as_os_str);
            folder.is_some_and(|folder| edited.contains(folder))
                || unsettled.contains(path.as_os_str())
        };
        is_same_listing.then(|| self.files.iter().filter(may_differ).collect())
    }
}
