//! The place of one build: a locked output folder, its stage, and what was there before.
//!
//! **Invariant.** A place that goes away without having been published leaves the folder as it
//! found it: the stage goes, and so do the lock file and the folders that were made for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::disk::{DiskFault, DiskWriter};
use super::error::OutputRefusal;
use super::folder_cache::{FolderCache, FolderState, PathKind};
use super::lock::{self, Lock};
use super::manifest::{self, Manifest, ManifestRecord};
use super::{digest::Digest, location};

/// The name of the stage in the output folder.
pub(super) const STAGING_FOLDER: &str = ".niemyet-stage";

/// An output folder that this build holds.
#[derive(Debug)]
pub(super) struct OutputFolder {
    /// The output folder, links resolved.
    pub(super) root: PathBuf,
    /// The folder walks of this build.
    pub(super) folder_cache: FolderCache,
    /// The way to change the disk.
    pub(super) disk: DiskWriter,
    /// The manifest as it was found; nothing, if there was none to be believed.
    old_manifest: Option<Manifest>,
    /// How many files were staged.
    staged_count: AtomicUsize,
    /// The folders made to open this place, outermost first.
    created_folders: Vec<PathBuf>,
    /// Whether there is nothing left to take back.
    finished: bool,
    lock: Lock,
}

impl OutputFolder {
    /// Opens and locks the output folder, and clears what a killed build left on the stage.
    pub(super) fn open(
        disk: DiskWriter,
        root: &Path,
        sources: &[&Path],
    ) -> Result<OutputFolder, OutputRefusal> {
        let root = location::resolve_output(root, sources)?;
        let made = location::missing_folders(&root);
        for folder in &made {
            disk.create_folder(folder)?;
        }
        let mut place = OutputFolder {
            lock: lock::acquire(&root)?,
            folder_cache: FolderCache::new(&root),
            old_manifest: None,
            staged_count: AtomicUsize::new(0),
            finished: false,
            root,
            disk,
            created_folders: made,
        };
        place.disk.remove_all(&place.staging_folder())?;
        place.old_manifest = Manifest::read(&place.root)?;
        place.disk.create_folder(&place.staging_folder())?;
        Ok(place)
    }

    /// Names the next file on the stage.
    ///
    /// The stage is one flat folder of numbered files: folders are made once, in the site, and a
    /// path may be a file in one build and a folder in the next.
    pub(super) fn next_staged_number(&self) -> usize {
        self.staged_count.fetch_add(1, Ordering::Relaxed)
    }

    /// Tells where a staged file lies.
    pub(super) fn staged_path(&self, number: usize) -> PathBuf {
        self.staging_folder().join(number.to_string())
    }

    /// Tells where a file of the site lies.
    pub(super) fn site_path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Looks at a path of the site; what lies behind a link or a file is not seen.
    pub(super) fn path_kind(&self, path: &str) -> Result<PathKind, DiskFault> {
        match self.folder_cache.parent_state(path)? {
            FolderState::Exists => PathKind::of(&self.site_path(path)),
            FolderState::Missing | FolderState::Blocked { .. } => Ok(PathKind::Absent),
        }
    }

    /// Lists the records of every file that is ours.
    pub(super) fn managed_records(&self) -> &[ManifestRecord] {
        self.old_manifest.as_ref().map_or(&[], Manifest::records)
    }

    /// Lists the contents that we may have written at `path`.
    pub(super) fn records_at(&self, path: &str) -> &[ManifestRecord] {
        self.old_manifest.as_ref().map_or(&[], |old| old.records_at(path))
    }

    /// Tells whether a file at `path` is ours to replace.
    pub(super) fn is_managed(&self, path: &str) -> bool {
        !self.records_at(path).is_empty()
    }

    /// Tells whether the file at `path` still has the bytes that we wrote. Sizes come first.
    pub(super) fn is_unmodified(&self, path: &str, size: u64) -> Result<bool, DiskFault> {
        let claims = self.records_at(path);
        if !claims.iter().any(|record| record.digest.size == size) {
            return Ok(false);
        }
        let digest = Digest::of_file(&self.site_path(path))?;
        Ok(claims.iter().any(|record| record.digest == digest))
    }

    /// Writes down all that may be ours until the publish is over: the old files and the new.
    pub(super) fn write_union_manifest(&self, next: &Manifest) -> Result<(), DiskFault> {
        match &self.old_manifest {
            Some(old) => self.write_manifest(&old.union_text(next)),
            None => self.write_manifest(&next.text()),
        }
    }

    /// Makes `next` the manifest, unless it is already, and takes the stage away.
    pub(super) fn finish(mut self, next: &Manifest) -> Result<(), DiskFault> {
        if self.old_manifest.as_ref() != Some(next) {
            self.write_manifest(&next.text())?;
        }
        self.finished = true;
        self.disk.remove_all(&self.staging_folder())
    }

    /// Takes back what was done to the folder since it was opened.
    pub(super) fn roll_back(mut self) -> Result<(), DiskFault> {
        self.finished = true;
        self.undo()
    }

    fn undo(&self) -> Result<(), DiskFault> {
        self.disk.remove_all(&self.staging_folder())?;
        if self.lock.created {
            self.disk.remove_all(&self.root.join(lock::FILE_NAME))?;
        }
        for folder in self.created_folders.iter().rev() {
            self.disk.remove_folder_if_empty(folder)?;
        }
        Ok(())
    }

    fn write_manifest(&self, text: &str) -> Result<(), DiskFault> {
        let draft = self.staging_folder().join("manifest");
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, text.as_bytes())?;
        self.disk.sync(&file, &draft)?;
        drop(file);
        self.disk.rename(&draft, &self.root.join(manifest::FILE_NAME))
    }

    fn staging_folder(&self) -> PathBuf {
        self.root.join(STAGING_FOLDER)
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.finished {
            // There is no one to tell; the next build clears the stage.
            self.undo().ok();
        }
    }
}
