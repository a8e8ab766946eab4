//! The output folder: stages files that differ, publishes them by renaming, removes stale files, keeps the manifest.
//!
//! A build opens an [`Output`], stages every file it rendered, and either publishes or discards. Until
//! [`Output::publish`] nothing of the site changes; staged files wait in `.niemyet-stage/` inside the output folder,
//! so publishing takes one rename per changed file; the first build of an empty folder renames what is at the top of a
//! `staged_tree`. This is the only module that writes the site.
//!
//! A *managed* file is one that the manifest lists, so an earlier build wrote it; all others are *foreign*.
//!
//! **Invariant.** Only managed files are replaced or deleted, and a file is deleted only if its bytes are still the
//! ones that were written. The manifest lists every managed file at every moment: while files are renamed, it is the
//! union of the old and the new one.
//!
//! **Invariant.** A publish that fails leaves every file as it was; if undoing it fails as well, the error names the
//! files that differ. A killed publish leaves each file whole, old or new, and the next build completes it. See
//! `publish` for the one exception.
//!
//! **Left out on purpose.** Nothing is promised about power cuts: only the manifest is synced.

mod digest;
mod disk;
mod error;
mod existing_site;
mod expected_files;
mod folder_cache;
mod location;
mod lock;
mod manifest;
mod new_file;
mod output_fingerprint;
mod output_folder;
mod path;
mod publish;
mod publish_plan;
mod site_changes;
mod staged_tree;
mod staging;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[cfg(test)]
pub(crate) use disk::DiskOperation;
pub(crate) use disk::DiskWriter;
pub use error::{Obstacle, ObstacleKind, OutputError, OutputRefusal};
pub use existing_site::ExistingSite;
pub use expected_files::{ChangedFile, ExpectedFiles, FoundFile};
pub(crate) use lock::FileLock;
pub use new_file::create_new_file;
pub use output_fingerprint::OutputFingerprint;

use crate::diagnostic::MachineFault;
use digest::Digest;
use output_folder::OutputFolder;
use publish_plan::KeptFiles;
use staging::StagingResult;

/// The phase in which a file is published: in this order, no page refers to a file that is not there yet, and no list
/// to a missing page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Style sheets, scripts, fonts and pictures of the theme.
    Asset,
    /// Files that belong to an entry.
    Attachment,
    /// The page of one entry.
    Page,
    /// The page that is left of a removed entry.
    Notice,
    /// Listings and term lists.
    List,
    /// Feeds, site maps and data files, which refer to everything before them.
    Feed,
}

/// The outcome of a publish; lists of paths are sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that are new or have new bytes.
    pub written: Vec<Arc<str>>,
    /// Managed files that were not requested any more.
    pub removed: Vec<Arc<str>>,
    /// Files that should have been removed, but were modified since they were written and are foreign now.
    pub left_modified: Vec<Arc<str>>,
    /// The number of files that were up to date and not touched.
    pub unchanged: usize,
    /// Why the staging folder is still there, which contains files that were replaced or removed.
    pub leftover: Option<String>,
    /// The fingerprints of all files that were requested with their bytes, written or already equal.
    pub fingerprints: BTreeMap<Arc<str>, OutputFingerprint>,
}

/// An output folder during one build.
///
/// Dropping it without [`Output::publish`] discards the build.
#[derive(Debug)]
pub struct Output {
    requested: Mutex<BTreeMap<Arc<str>, RequestedFile>>,
    /// Paths of managed files that are kept without their bytes being known.
    kept: Mutex<BTreeSet<Arc<str>>>,
    /// Whether all managed files are kept.
    keeps_all: bool,
    /// `None` for a dry run.
    folder: Option<OutputFolder>,
}

/// A file that this build requests in the output.
#[derive(Debug)]
struct RequestedFile {
    phase: Phase,
    staging: StagingResult,
}

/// Reads the text of a manifest, and writes it again.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub fn rewritten_manifest(text: &str) -> Option<String> {
    manifest::Manifest::parse(text).map(|manifest| manifest.text())
}

impl Output {
    /// Opens the folder `root` for one build, and creates it if it is missing.
    ///
    /// `sources` are the folders and files that the output must not equal, contain or be inside of. The output stays
    /// locked against other builds until this value is dropped.
    pub fn open(root: &Path, sources: &[&Path]) -> Result<Output, OutputRefusal> {
        Output::open_with_disk(DiskWriter::default(), root, sources)
    }

    /// Opens `root` with a given disk writer: tests pass one that fails.
    pub(crate) fn open_with_disk(
        disk: DiskWriter,
        root: &Path,
        sources: &[&Path],
    ) -> Result<Output, OutputRefusal> {
        let output = OutputFolder::open(disk, root, sources)?;
        Ok(Output { folder: Some(output), ..Output::dry_run() })
    }

    /// Makes an output that accepts every file and writes none, for `check`.
    pub fn dry_run() -> Output {
        let (requested, kept) = Default::default();
        Output { requested, kept, keeps_all: false, folder: None }
    }

    /// Stages `bytes` to be published at `path`, unless the file there is already equal.
    pub fn stage(&self, path: &str, bytes: &[u8], phase: Phase) -> Result<(), OutputError> {
        path::check(path)?;
        let staging = match &self.folder {
            Some(output) => staging::stage_bytes(output, path, bytes)
                .map_err(|fault| self.staging_error(path, fault))?,
            None => StagingResult { digest: Digest::default(), staged: None },
        };
        self.request(path, RequestedFile { phase, staging })
    }

    /// Stages a copy of the file `from` to be published at `path`, like [`Output::stage`]; returns its SHA-256.
    ///
    /// The file is streamed and hashed while it is read, so it may have any size. A dry run does not read it.
    pub fn stage_copy(
        &self,
        path: &str,
        from: &Path,
        phase: Phase,
    ) -> Result<[u8; 32], OutputError> {
        path::check(path)?;
        let staging = match &self.folder {
            Some(output) => staging::stage_copy(output, path, from)
                .map_err(|fault| self.staging_error(path, fault))?,
            None => StagingResult { digest: Digest::default(), staged: None },
        };
        let sha256 = staging.digest.sha256;
        self.request(path, RequestedFile { phase, staging }).map(|()| sha256)
    }

    /// Keeps the file of an earlier build at `path`; returns whether there is one.
    ///
    /// This is for `--keep-going`. Only a managed file can be kept; its bytes are not read.
    pub fn keep(&self, path: &str) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(output) = &self.folder else {
            return Ok(false);
        };
        let exists = output.is_managed(path) && output.path_kind(path)?.is_file();
        if exists {
            lock_mutex(&self.kept).insert(path.into());
        }
        Ok(exists)
    }

    /// Keeps all files of an earlier build, of which the caller knows that they are unchanged. Only these may be
    /// requested then.
    pub fn keep_all(&mut self) {
        self.keeps_all = true;
    }

    /// Lists the paths of the files that an earlier build wrote.
    pub fn managed_paths(&self) -> impl Iterator<Item = &str> {
        let managed = self.folder.iter().flat_map(|output| output.managed_records());
        managed.map(|record| &*record.path)
    }

    /// Lists the paths of the notices that an earlier build left of removed entries.
    pub fn notices(&self) -> impl Iterator<Item = &str> {
        let managed = self.folder.iter().flat_map(|output| output.managed_records());
        managed.filter(|record| record.phase == Phase::Notice).map(|record| &*record.path)
    }

    /// Renames every staged file to its path, then removes the managed files that were not requested.
    ///
    /// Foreign files in the way are all found before the first rename, and reported in one error. If the machine
    /// fails halfway, what was done is undone.
    pub fn publish(self) -> Result<Published, OutputError> {
        let requested = self.requested.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = if self.keeps_all { KeptFiles::All } else { KeptFiles::Only(kept) };
        if let KeptFiles::Only(kept) = &kept {
            let paths = requested.keys().chain(kept).map(|path| &**path);
            let is_file = |path: &str| requested.contains_key(path) || kept.contains(path);
            if let Some(error) = publish_plan::nested_paths(paths, is_file) {
                return Err(error);
            }
        }
        match self.folder {
            Some(output) => {
                let plan = publish_plan::plan_publish(&output, requested, &kept)?;
                publish::execute(output, plan)
            }
            None => Ok(Published::default()),
        }
    }

    /// Deletes the staged files: the output is byte for byte as it was before the build.
    pub fn discard(self) -> Result<(), OutputError> {
        match self.folder {
            Some(output) => Ok(output.roll_back()?),
            None => Ok(()),
        }
    }

    fn request(&self, path: &str, file: RequestedFile) -> Result<(), OutputError> {
        match lock_mutex(&self.requested).insert(path.into(), file) {
            None => Ok(()),
            Some(_) => Err(OutputError::Duplicate { path: path.to_owned() }),
        }
    }

    /// Makes the error of a file that cannot be staged. In the tree of a first build this may be because the same path
    /// is requested as a file and as a folder.
    fn staging_error(&self, path: &str, fault: MachineFault) -> OutputError {
        let requested = lock_mutex(&self.requested);
        let paths = requested.keys().map(|path| &**path).chain([path]);
        let is_file = |other: &str| other == path || requested.contains_key(other);
        publish_plan::nested_paths(paths, is_file).unwrap_or(OutputError::Disk(fault))
    }
}

/// Locks a collection that is consistent between any two statements, so that poisoning can be ignored.
fn lock_mutex<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
