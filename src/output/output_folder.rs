//! The output folder of one build: locked, with its staging folder and the manifest of the last build.
//!
//! **Invariant.** If it is dropped without having been published, the folder is as it was found: the staging folder
//! is removed, and so are the lock file and the folders that were created for it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::disk::{DiskWriter, reading};
use super::error::OutputRefusal;
use super::folder_cache::{FolderCache, FolderState, PathKind};
use super::lock::{self, Lock};
use super::manifest::{self, Manifest, ManifestRecord};
use super::output_fingerprint::OutputFingerprint;
use super::staged_tree::StagedTree;
use super::{Phase, digest::Digest, location, path};
use crate::diagnostic::MachineFault;

/// The name of the staging folder in the output folder.
pub(super) const STAGING_FOLDER: &str = ".niemyet-stage";

/// The name of the file by which a publish tests whether it can change a folder.
pub(super) const PROBE_FILE: &str = ".niemyet-probe";

/// A locked output folder.
#[derive(Debug)]
pub(super) struct OutputFolder {
    /// Its path, with symbolic links resolved.
    pub(super) root: PathBuf,
    /// The folders that were already checked in this build.
    pub(super) folder_cache: FolderCache,
    /// Performs all changes of the disk.
    pub(super) disk: DiskWriter,
    /// The manifest of the last build, or of what was recognised as ours; `None` if that is nothing.
    old_manifest: Option<Manifest>,
    /// Whether the manifest on the disk is missing or damaged.
    is_manifest_lost: bool,
    /// Where files are staged, if nothing is in the folder yet; otherwise they are numbered.
    pub(super) tree: Option<StagedTree>,
    /// The number of numbered files staged so far.
    staged_count: AtomicUsize,
    /// The folders created to open this output, outermost first.
    created_folders: Vec<PathBuf>,
    /// Whether there is nothing left to undo.
    finished: bool,
    /// Whether the disk takes two names for one that differ only in case; tested when it matters first.
    pub(super) ignores_case: OnceLock<bool>,
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
            lock: lock::acquire(&root, &disk)?,
            folder_cache: FolderCache::new(&root),
            old_manifest: None,
            is_manifest_lost: false,
            tree: None,
            staged_count: AtomicUsize::new(0),
            finished: false,
            ignores_case: OnceLock::new(),
            root,
            disk,
            created_folders,
        };
        match Manifest::read(&output.root)? {
            Ok(manifest) => output.old_manifest = Some(manifest),
            Err(records) => {
                output.is_manifest_lost = true;
                output.recognise(records)?;
            }
        }
        if PathKind::of(&output.staging_folder())? != PathKind::Absent {
            output.remove_probe_files()?;
            output.disk.remove_all(&output.staging_folder())?;
        }
        let is_empty = output.is_empty()?;
        output.disk.create_folder(&output.staging_folder())?;
        if is_empty {
            let root = output.staging_folder().join("tree");
            output.tree = Some(StagedTree::create(&output.disk, root)?);
        }
        Ok(output)
    }

    /// Removes the files by which a killed publish tested folders.
    fn remove_probe_files(&self) -> Result<(), MachineFault> {
        let folders: BTreeSet<&str> = self
            .managed_records()
            .iter()
            .flat_map(|record| path::ancestors(&record.path))
            .collect();
        for folder in folders {
            let probe = format!("{folder}/{PROBE_FILE}");
            if self.path_kind(&probe)?.is_file() {
                self.disk.remove_file(&self.site_path(&probe))?;
            }
        }
        Ok(())
    }

    /// Returns whether nothing is in the folder but its lock file.
    fn is_empty(&self) -> Result<bool, MachineFault> {
        let mut names = fs::read_dir(&self.root).map_err(reading(&self.root))?;
        Ok(names.all(|item| item.is_ok_and(|item| item.file_name() == lock::FILE_NAME)))
    }

    /// Returns the number of the next numbered file.
    pub(super) fn next_staged_number(&self) -> usize {
        self.staged_count.fetch_add(1, Ordering::Relaxed)
    }

    /// Returns the path of a numbered file.
    pub(super) fn staged_path(&self, number: usize) -> PathBuf {
        self.staging_folder().join(number.to_string())
    }

    /// Returns the path of the backup of a file that a publish replaces or removes.
    pub(super) fn backup_path(&self, number: usize) -> PathBuf {
        self.staging_folder().join(format!("old-{number}"))
    }

    /// Returns the path of a file of the site.
    pub(super) fn site_path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Returns the kind of a path of the site; `Absent` if it would be reached through a symbolic link.
    pub(super) fn path_kind(&self, path: &str) -> Result<PathKind, MachineFault> {
        if self.tree.is_some() {
            return Ok(PathKind::Absent);
        }
        match self.folder_cache.parent_state(path)? {
            FolderState::Exists => PathKind::of(&self.site_path(path)),
            FolderState::Missing | FolderState::Blocked { .. } => Ok(PathKind::Absent),
        }
    }

    /// Returns the digest of the file at `path`, if there is one of this size.
    fn digest_at(&self, path: &str, size: u64) -> Result<Option<Digest>, MachineFault> {
        let is_there = self.path_kind(path)? == (PathKind::File { size });
        is_there.then(|| Digest::of_file(&self.site_path(path))).transpose()
    }

    /// Manages the files that have exactly the bytes of a record.
    fn recognise(&mut self, records: Vec<ManifestRecord>) -> Result<(), MachineFault> {
        let mut recognised = self.managed_records().to_vec();
        for record in records {
            if self.digest_at(&record.path, record.digest.size)? == Some(record.digest) {
                recognised.push(record);
            }
        }
        self.manage(recognised);
        Ok(())
    }

    fn manage(&mut self, records: Vec<ManifestRecord>) {
        if !records.is_empty() {
            self.old_manifest = Some(Manifest::from_records(records));
        }
    }

    /// Manages the files that the ledger says were written, if the manifest does not say it.
    pub(super) fn recognise_written(
        &mut self,
        written: impl Iterator<Item = (String, OutputFingerprint)>,
    ) -> Result<(), MachineFault> {
        if !self.is_manifest_lost {
            return Ok(());
        }
        let mut recognised = self.managed_records().to_vec();
        for (path, fingerprint) in written.filter(|(path, _)| path::check(path).is_ok()) {
            if self.is_managed(&path) {
                continue;
            }
            let digest = self.digest_at(&path, fingerprint.size())?;
            if let Some(digest) = digest.filter(|digest| fingerprint.is_of(digest)) {
                // The phase is not known; if it is another one, the file is made again.
                recognised.push(ManifestRecord { path: path.into(), phase: Phase::Page, digest });
            }
        }
        self.manage(recognised);
        Ok(())
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

    /// Returns the path of the managed file that the disk takes for the one at `path`, as it ignores case.
    pub(super) fn other_case_of(&self, path: &str) -> Option<&str> {
        let upper_case_lock = || self.root.join(lock::FILE_NAME.to_uppercase());
        let ignores_case = || fs::symlink_metadata(upper_case_lock()).is_ok();
        if self.is_managed(path) || !*self.ignores_case.get_or_init(ignores_case) {
            return None;
        }
        let lower = path.to_lowercase();
        let mut paths = self.managed_records().iter().map(|record| &*record.path);
        paths.find(|other| other.to_lowercase() == lower)
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

    /// Stages the union of the old and the new manifest, valid while files are being renamed and removed; returns its
    /// path, and whether it replaces a file.
    pub(super) fn stage_union_manifest(
        &self,
        new: &Manifest,
    ) -> Result<(PathBuf, bool), MachineFault> {
        let staged = match &self.old_manifest {
            Some(old) => self.stage_manifest(&old.union(new))?,
            None => self.stage_manifest(&new.records().iter().collect::<Vec<_>>())?,
        };
        Ok((staged, PathKind::of(&self.root.join(manifest::FILE_NAME))?.is_file()))
    }

    /// Writes the new manifest, unless it is already there: as the old one, or as its union with none. This completes
    /// the publish.
    pub(super) fn write_new_manifest(
        &self,
        new: &Manifest,
        has_union: bool,
    ) -> Result<(), MachineFault> {
        let is_written = match &self.old_manifest {
            Some(old) => old == new && (has_union || !self.is_manifest_lost),
            None => has_union,
        };
        if is_written {
            return Ok(());
        }
        let staged = self.stage_manifest(&new.records().iter().collect::<Vec<_>>())?;
        self.disk.rename(&staged, &self.root.join(manifest::FILE_NAME))
    }

    /// Removes the staging folder of a complete publish.
    pub(super) fn finish(mut self) -> Result<(), MachineFault> {
        self.finished = true;
        self.disk.remove_all(&self.staging_folder())
    }

    /// Leaves the staging folder, by which the next build learns that this publish is neither complete nor undone.
    pub(super) fn leave_to_next_build(mut self) {
        self.finished = true;
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

    /// Writes a manifest to the staging folder, and waits until it is on the storage device.
    fn stage_manifest(&self, records: &[&ManifestRecord]) -> Result<PathBuf, MachineFault> {
        let staged = self.staging_folder().join("manifest");
        let mut file = self.disk.create(&staged)?;
        for text in manifest::text_chunks(records) {
            self.disk.append(&mut file, &staged, text.as_bytes())?;
        }
        self.disk.sync(&file, &staged)?;
        Ok(staged)
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
