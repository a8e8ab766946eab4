//! Writes what differs, removes what is gone, keeps the manifest: the only room that writes.
//!
//! A build opens an [`Output`], stages every file it rendered, and either publishes or discards.
//! Until [`Output::publish`] nothing of the site moves; staged files wait in `.niemyet-stage/`
//! inside the output, so that publishing is one rename for each file that differs.
//!
//! **Invariant.** Only files named in `.niemyet-manifest` are replaced or deleted, and a deletion
//! also asks that the bytes are still the ones we wrote. The manifest on disk names every file of
//! ours at every moment: while files are renamed it is the union of the old and the new one.
//!
//! **Invariant.** No file is ever half written under its own name. A killed publish leaves each
//! file old or new, and the next build completes it. See `publish` for the one exception.
//!
//! **Left out on purpose.** There is no way back from a publish that the machine interrupted, and
//! no promise about power cuts: only the manifest is synced.

mod digest;
mod disk;
mod error;
mod existing_site;
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
mod staging;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use disk::DiskFault;
pub(crate) use disk::DiskWriter;
pub use error::{Obstacle, ObstacleKind, OutputError, OutputRefusal};
pub use existing_site::ExistingSite;
pub use new_file::create_new_file;
pub use output_fingerprint::OutputFingerprint;

use digest::Digest;
use output_folder::OutputFolder;
use staging::StagingResult;

/// What a file is to a deploy: files go out in this order, so that no page names a file that is
/// not there yet and no list names a page that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Style sheets, scripts, fonts and pictures of the theme.
    Asset,
    /// Files that belong to an entry.
    Attachment,
    /// The page of one entry.
    Page,
    /// Listings, term lists, site maps and data files.
    List,
    /// Feeds, which call readers to everything before them.
    Feed,
}

/// What a publish did, by path, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Files that are new or have new bytes.
    pub written: Vec<String>,
    /// Files of ours that no target claimed any more.
    pub removed: Vec<String>,
    /// Files that should have been removed, but were changed by someone else and now are theirs.
    pub left_modified: Vec<String>,
    /// How many files of the site were as they should be, and were not touched.
    pub unchanged: usize,
    /// The files that were staged, whether they were written or equal already, as they lie there now.
    pub fingerprints: BTreeMap<String, OutputFingerprint>,
}

/// One output folder during one build.
///
/// Dropping it without [`Output::publish`] discards the build.
#[derive(Debug)]
pub struct Output {
    requested: Mutex<BTreeMap<String, RequestedFile>>,
    kept: Mutex<BTreeSet<String>>,
    /// Nothing, for an output that goes nowhere.
    folder: Option<OutputFolder>,
}

/// A file that this build wants in the output.
#[derive(Debug)]
struct RequestedFile {
    phase: Phase,
    staging: StagingResult,
}

impl Output {
    /// Opens the folder `root` for one build, and creates it where it is missing.
    ///
    /// `sources` are the folders and files that the output must not be, contain or lie in. The
    /// output stays locked against other builds until this value is gone.
    pub fn open(root: &Path, sources: &[&Path]) -> Result<Output, OutputRefusal> {
        Output::open_with_disk(DiskWriter::default(), root, sources)
    }

    /// Opens `root` on a given disk: tests hand in one that fails.
    pub(crate) fn open_with_disk(
        disk: DiskWriter,
        root: &Path,
        sources: &[&Path],
    ) -> Result<Output, OutputRefusal> {
        let place = OutputFolder::open(disk, root, sources)?;
        Ok(Output { folder: Some(place), ..Output::dry_run() })
    }

    /// Makes an output that takes every file and writes none, for `check`.
    pub fn dry_run() -> Output {
        Output { requested: Mutex::default(), kept: Mutex::default(), folder: None }
    }

    /// Puts `bytes` aside to be published at `path`, unless the file there is equal already.
    pub fn stage(&self, path: &str, bytes: &[u8], phase: Phase) -> Result<(), OutputError> {
        path::check(path)?;
        let arrival = match &self.folder {
            Some(place) => staging::stage_bytes(place, path, bytes)?,
            None => StagingResult { digest: Digest::default(), staged: None },
        };
        self.request(path, RequestedFile { phase, staging: arrival })
    }

    /// Puts a copy of the file `from` aside to be published at `path`, as [`Output::stage`] does.
    ///
    /// The file is streamed and hashed while it is read, so its size does not matter.
    pub fn stage_copy(&self, path: &str, from: &Path, phase: Phase) -> Result<(), OutputError> {
        path::check(path)?;
        let arrival = match &self.folder {
            Some(place) => staging::stage_copy(place, path, from)?,
            None => StagingResult { digest: Digest::default(), staged: None },
        };
        self.request(path, RequestedFile { phase, staging: arrival })
    }

    /// Keeps the file of an earlier build at `path`, and tells whether there is one.
    ///
    /// It serves `--keep-going`. Only a file of ours can be kept; its bytes are not looked at.
    pub fn keep(&self, path: &str) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(place) = &self.folder else {
            return Ok(false);
        };
        let there = place.is_managed(path) && place.path_kind(path)?.is_file();
        if there {
            lock_mutex(&self.kept).insert(path.to_owned());
        }
        Ok(there)
    }

    /// Keeps all files of an earlier build below the folder `folder` (`van-ban/85/`).
    pub fn keep_below(&self, folder: &str) -> Result<(), OutputError> {
        let ours = self.folder.iter().flat_map(|place| place.managed_records());
        for record in ours.filter(|record| record.path.starts_with(folder)) {
            self.keep(&record.path)?;
        }
        Ok(())
    }

    /// Moves every staged file to its place, then removes the files of ours that none claimed.
    ///
    /// Files of other people in the way are all found before the first move, and refused. When
    /// the machine fails half way, the site is part old and part new until the next build.
    pub fn publish(self) -> Result<Published, OutputError> {
        let wanted = self.requested.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        publish_plan::reject_nested_paths(&wanted, &kept)?;
        match self.folder {
            Some(place) => {
                let plan = publish_plan::plan_publish(&place, wanted, &kept)?;
                publish::execute(place, plan)
            }
            None => Ok(Published::default()),
        }
    }

    /// Throws the staged files away: the output is byte for byte as it was before the build.
    pub fn discard(self) -> Result<(), OutputError> {
        match self.folder {
            Some(place) => Ok(place.roll_back()?),
            None => Ok(()),
        }
    }

    fn request(&self, path: &str, wanted: RequestedFile) -> Result<(), OutputError> {
        match lock_mutex(&self.requested).insert(path.to_owned(), wanted) {
            None => Ok(()),
            Some(_) => Err(OutputError::Duplicate { path: path.to_owned() }),
        }
    }
}

/// Locks a list that is whole between any two statements, so a panic elsewhere spoils nothing.
fn lock_mutex<T>(list: &Mutex<T>) -> MutexGuard<'_, T> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
