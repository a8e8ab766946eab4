//! The output folder of one build: locked, with its staging folder and the manifest of the last build.
//!
//! **Invariant.** If it is dropped without having been published, the folder is as it was found: the staging folder
//! is removed, and so are the lock file and the folders that were created for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::disk::DiskWriter;
use super::error::OutputRefusal;
use super::folder_cache::{FolderCache, FolderState, PathKind};
use super::lock::{self, Lock};
use super::manifest::{self, Manifest, ManifestRecord};
use super::{digest::Digest, location};
use crate::diagnostic::MachineFault;

/// The name of the staging folder in the output folder.
pub(super) const STAGING_FOLDER: &str = ".niemyet-stage";

/// A locked output folder.
#[derive(Debug)]
pub(super) struct OutputFolder {
    /// Its path, with symbolic links resolved.
    pub(super) root: PathBuf,
    /// The folders that were already checked in this build.
    pub(super) folder_cache: FolderCache,
    /// Performs all changes of the disk.
    pub(super) disk: DiskWriter,
    /// The manifest of the last build; `None` if there was no valid one.
    old_manifest: Option<Manifest>,
    /// The number of files staged so far.
    staged_count: AtomicUsize,
    /// The folders created to open this output, outermost first.
    created_folders: Vec<PathBuf>,
    /// Whether there is nothing left to undo.
    finished: bool,
    lock: Lock,
}

impl OutputFolder {
    /// Opens and locks the output folder, and removes the staging folder of a killed build.
    pub(super) fn open(
        disk: DiskWriter,
        root: &Path,
        sources: &[&Path],
    ) -> Result<OutputFolder, OutputRefusal> {
        let root = location::resolve_output(root, sources)?;
        let created_folders = location::missing_folders(&root);
        for folder in &created_folders {
            disk.create_folder(folder)?;
        }
        let mut output = OutputFolder {
            lock: lock::acquire(&root)?,
            folder_cache: FolderCache::new(&root),
            old_manifest: None,
            staged_count: AtomicUsize::new(0),
            finished: false,
            root,
            disk,
            created_folders,
        };
        output.disk.remove_all(&output.staging_folder())?;
        output.old_manifest = Manifest::read(&output.root)?;
        output.disk.create_folder(&output.staging_folder())?;
        Ok(output)
    }

    /// Returns the number of the next staged file.
    ///
    /// The staging folder is flat, with numbered files: folders are created once, in the site, and a path may be a
    /// file in one build and a folder in the next.
    pub(super) fn next_staged_number(&self) -> usize {
        self.staged_count.fetch_add(1, Ordering::Relaxed)
    }

    /// Returns the path of a staged file.
    pub(super) fn staged_path(&self, number: usize) -> PathBuf {
        self.staging_folder().join(number.to_string())
    }

    /// Returns the path of a file of the site.
    pub(super) fn site_path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Returns the kind of a path of the site; `Absent` if it would be reached through a symbolic link.
    pub(super) fn path_kind(&self, path: &str) -> Result<PathKind, MachineFault> {
        match self.folder_cache.parent_state(path)? {
            FolderState::Exists => PathKind::of(&self.site_path(path)),
            FolderState::Missing | FolderState::Blocked { .. } => Ok(PathKind::Absent),
        }
    }

    /// Lists the records of all managed files.
    pub(super) fn managed_records(&self) -> &[ManifestRecord] {
        self.old_manifest.as_ref().map_or(&[], Manifest::records)
    }

    /// Lists the records of `path`, one for each content that a build may have written there.
    pub(super) fn records_at(&self, path: &str) -> &[ManifestRecord] {
        self.old_manifest.as_ref().map_or(&[], |old| old.records_at(path))
    }

    /// Returns whether the file at `path` is managed, so that it may be replaced.
    pub(super) fn is_managed(&self, path: &str) -> bool {
        !self.records_at(path).is_empty()
    }

    /// Returns whether the file at `path` still has the bytes that were written. Sizes are compared first.
    pub(super) fn is_unmodified(&self, path: &str, size: u64) -> Result<bool, MachineFault> {
        let records = self.records_at(path);
        if !records.iter().any(|record| record.digest.size == size) {
            return Ok(false);
        }
        let digest = Digest::of_file(&self.site_path(path))?;
        Ok(records.iter().any(|record| record.digest == digest))
    }

    /// Writes the union of the old and the new manifest, valid while files are being renamed and removed.
    pub(super) fn write_union_manifest(&self, new: &Manifest) -> Result<(), MachineFault> {
        match &self.old_manifest {
            Some(old) => self.write_manifest(&old.union_text(new)),
            None => self.write_manifest(&new.text()),
        }
    }

    /// Writes the new manifest, unless it is unchanged, and removes the staging folder.
    pub(super) fn finish(mut self, new: &Manifest) -> Result<(), MachineFault> {
        if self.old_manifest.as_ref() != Some(new) {
            self.write_manifest(&new.text())?;
        }
        self.finished = true;
        self.disk.remove_all(&self.staging_folder())
    }

    /// Undoes everything that was done to the folder since it was opened.
    pub(super) fn roll_back(mut self) -> Result<(), MachineFault> {
        self.finished = true;
        self.undo()
    }

    fn undo(&self) -> Result<(), MachineFault> {
        self.disk.remove_all(&self.staging_folder())?;
        if self.lock.created {
            self.disk.remove_all(&self.root.join(lock::FILE_NAME))?;
        }
        for folder in self.created_folders.iter().rev() {
            self.disk.remove_folder_if_empty(folder)?;
        }
        Ok(())
    }

    fn write_manifest(&self, text: &str) -> Result<(), MachineFault> {
        let temporary = self.staging_folder().join("manifest");
        let mut file = self.disk.create(&temporary)?;
        self.disk.append(&mut file, &temporary, text.as_bytes())?;
        self.disk.sync(&file, &temporary)?;
        drop(file);
        self.disk.rename(&temporary, &self.root.join(manifest::FILE_NAME))
    }

    fn staging_folder(&self) -> PathBuf {
        self.root.join(STAGING_FOLDER)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.finished {
            // A failure cannot be reported here; the next build removes the staging folder.
            self.undo().ok();
        }
    }
}
