//! The changes of one publish, each recorded with what undoes it.
//!
//! A file that is replaced is first given a second name in the staging folder, and one that is removed is renamed
//! there, so that both can be put back by a rename. After a failure the changes are undone in reverse order, the
//! manifest last.
//!
//! **Invariant.** If every step of [`SiteChanges::undo`] succeeds, all files of the site are those from before. If one
//! fails, the manifest stays the union of the old and the new one, and the next build completes the site.
//!
//! **Left out on purpose.** Nothing is recorded for another process: after a kill the next build completes the site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::writing;
use super::error::OutputError;
use super::manifest;
use super::output_folder::{OutputFolder, PROBE_FILE};
use super::staged_tree::TreeTop;
use crate::diagnostic::MachineFault;

/// The changes of the site so far.
pub(super) struct SiteChanges<'a> {
    pub(super) output: &'a OutputFolder,
    /// What undoes them, in the order of the changes.
    undo_steps: Vec<UndoStep>,
    /// The number of backups in the staging folder.
    backup_count: usize,
}

/// What undoes one change; the paths are those of the site.
enum UndoStep {
    /// The file is new.
    RemoveFile(Arc<str>),
    /// The file or folder of a first build is new; it had this path.
    TakeBack(TreeTop, PathBuf),
    /// The file was replaced; the old one has this path.
    RestoreReplaced(Arc<str>, PathBuf),
    /// The file was removed; it has this path.
    RestoreRemoved(Arc<str>, PathBuf),
    /// The folder is new.
    RemoveFolder(String),
    /// The folder was removed; it had these permissions.
    CreateFolder(String, fs::Permissions),
}

impl<'a> SiteChanges<'a> {
    pub(super) fn new(output: &'a OutputFolder) -> Self {
        Self { output, undo_steps: Vec::new(), backup_count: 0 }
    }

    /// Renames a staged file to its path, where there may be a file that it `replaces`.
    pub(super) fn place(
        &mut self,
        staged: &Path,
        path: &str,
        replaces: bool,
    ) -> Result<(), MachineFault> {
        let site = self.output.site_path(path);
        let undo_step = if replaces {
            let backup = self.next_backup_path();
            self.output.disk.link_or_copy(&site, &backup)?;
            UndoStep::RestoreReplaced(path.into(), backup)
        } else {
            UndoStep::RemoveFile(path.into())
        };
        self.output.disk.rename(staged, &site)?;
        self.undo_steps.push(undo_step);
        Ok(())
    }

    /// Renames a file or a folder of a first build to its path.
    pub(super) fn place_tree_top(&mut self, top: TreeTop) -> Result<(), MachineFault> {
        let Some(tree) = &self.output.tree else { return Ok(()) };
        let staged = tree.staged_path(&top.name);
        self.output.disk.rename(&staged, &self.output.site_path(&top.name))?;
        self.undo_steps.push(UndoStep::TakeBack(top, staged));
        Ok(())
    }

    /// Removes a file.
    pub(super) fn remove_file(&mut self, path: &str) -> Result<(), MachineFault> {
        let backup = self.next_backup_path();
        let site = self.output.site_path(path);
        self.output
            .disk
            .rename(&site, &backup)
            .map_err(|fault| MachineFault { path: site, ..fault })?;
        self.undo_steps.push(UndoStep::RestoreRemoved(path.into(), backup));
        Ok(())
    }

    /// Creates the folder that contains `path`, with those above it.
    pub(super) fn create_parent(&mut self, path: &str) -> Result<(), MachineFault> {
        let Self { output, undo_steps, .. } = self;
        output.folder_cache.create_parent(path, &mut |folder| {
            if output.disk.create_folder(&output.site_path(folder))? {
                undo_steps.push(UndoStep::RemoveFolder(folder.to_owned()));
            }
            Ok(())
        })
    }

    /// Removes a folder, if it is empty.
    pub(super) fn remove_folder_if_empty(&mut self, folder: &str) -> Result<(), MachineFault> {
        let site = self.output.site_path(folder);
        let Ok(metadata) = fs::symlink_metadata(&site) else { return Ok(()) };
        if self.output.disk.remove_folder_if_empty(&site)? {
            let permissions = metadata.permissions();
            self.undo_steps.push(UndoStep::CreateFolder(folder.to_owned(), permissions));
        }
        Ok(())
    }

    /// Tests whether a folder of the site can be changed, by creating a file in it for a moment. Whatever has that name
    /// already is left alone, and the folder is not tested.
    pub(super) fn probe(&mut self, folder: &str) -> Result<(), MachineFault> {
        let path = format!("{folder}/{PROBE_FILE}");
        let probe = self.output.site_path(&path);
        match self.output.disk.create_new(&probe) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            created => created.map(drop).map_err(writing(&probe))?,
        }
        let removed = self.output.disk.remove_file(&probe);
        if removed.is_err() {
            self.undo_steps.push(UndoStep::RemoveFile(path.into()));
        }
        removed
    }

    /// Undoes all changes because of a fault; returns that, with what could not be undone, and whether all was.
    pub(super) fn undo(self, fault: MachineFault) -> (OutputError, bool) {
        let (mut written, mut removed) = (Vec::new(), Vec::new());
        let mut is_complete = true;
        for step in self.undo_steps.into_iter().rev() {
            let is_manifest = matches!(&step, UndoStep::RemoveFile(path) | UndoStep::RestoreReplaced(path, _)
                    if **path == *manifest::FILE_NAME);
            if is_manifest && !is_complete || undo_step(self.output, &step).is_ok() {
                continue;
            }
            is_complete = false;
            match step {
                UndoStep::RestoreRemoved(path, _) => removed.push(path.to_string()),
                UndoStep::TakeBack(top, _) => {
                    written.extend(top.files.iter().map(|path| path.to_string()));
                }
                UndoStep::RemoveFile(path) | UndoStep::RestoreReplaced(path, _) if !is_manifest => {
                    written.push(path.to_string());
                }
                _ => {}
            }
        }
        if written.is_empty() && removed.is_empty() {
            return (OutputError::Disk(fault), is_complete);
        }
        written.sort_unstable();
        removed.sort_unstable();
        (OutputError::NotUndone { fault, written, removed }, false)
    }

    fn next_backup_path(&mut self) -> PathBuf {
        self.backup_count += 1;
        self.output.backup_path(self.backup_count)
    }
}

fn undo_step(output: &OutputFolder, step: &UndoStep) -> Result<(), MachineFault> {
    let disk = &output.disk;
    match step {
        UndoStep::RemoveFile(path) => disk.remove_file(&output.site_path(path)),
        UndoStep::TakeBack(top, staged) => disk.rename(&output.site_path(&top.name), staged),
        UndoStep::RestoreReplaced(path, backup) | UndoStep::RestoreRemoved(path, backup) => {
            disk.rename(backup, &output.site_path(path))
        }
        UndoStep::RemoveFolder(folder) => {
            disk.remove_folder_if_empty(&output.site_path(folder)).map(drop)
        }
        UndoStep::CreateFolder(folder, permissions) => {
            let site = output.site_path(folder);
            disk.create_folder(&site)?;
            // A folder with other permissions is still the folder of these files.
            fs::set_permissions(&site, permissions.clone()).ok();
            Ok(())
        }
    }
}
