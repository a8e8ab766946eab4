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

mod begin;
mod digest;
mod disk;
mod error;
mod lock;
mod manifest;
mod path;
mod place;
mod plan;
mod publish;
mod root;
mod seal;
mod stage;
mod standing;
mod way;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use begin::begin;
pub(crate) use disk::Disk;
pub use disk::DiskFault;
pub use error::{Obstacle, ObstacleKind, OutputError, Refusal};
pub use seal::Seal;
pub use standing::Standing;

use digest::Digest;
use place::Place;
use stage::Arrival;

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
    pub left: Vec<String>,
    /// How many files of the site were as they should be, and were not touched.
    pub unchanged: usize,
    /// The files that were staged, whether they were written or equal already, as they lie there now.
    pub seals: BTreeMap<String, Seal>,
}

/// One output folder during one build.
///
/// Dropping it without [`Output::publish`] discards the build.
#[derive(Debug)]
pub struct Output {
    wanted: Mutex<BTreeMap<String, Wanted>>,
    kept: Mutex<BTreeSet<String>>,
    /// Nothing, for an output that goes nowhere.
    place: Option<Place>,
}

/// A file that this build wants in the output.
#[derive(Debug)]
struct Wanted {
    phase: Phase,
    arrival: Arrival,
}

impl Output {
    /// Opens the folder `root` for one build, and creates it where it is missing.
    ///
    /// `sources` are the folders and files that the output must not be, contain or lie in. The
    /// output stays locked against other builds until this value is gone.
    pub fn open(root: &Path, sources: &[&Path]) -> Result<Output, Refusal> {
        Output::open_on(Disk::default(), root, sources)
    }

    /// Opens `root` on a given disk: tests hand in one that fails.
    pub(crate) fn open_on(disk: Disk, root: &Path, sources: &[&Path]) -> Result<Output, Refusal> {
        let place = Place::open(disk, root, sources)?;
        Ok(Output { place: Some(place), ..Output::nowhere() })
    }

    /// Makes an output that takes every file and writes none, for `check`.
    pub fn nowhere() -> Output {
        Output { wanted: Mutex::default(), kept: Mutex::default(), place: None }
    }

    /// Puts `bytes` aside to be published at `path`, unless the file there is equal already.
    pub fn stage(&self, path: &str, bytes: &[u8], phase: Phase) -> Result<(), OutputError> {
        path::check(path)?;
        let arrival = match &self.place {
            Some(place) => stage::bytes(place, path, bytes)?,
            None => Arrival { digest: Digest::default(), coming: None },
        };
        self.want(path, Wanted { phase, arrival })
    }

    /// Puts a copy of the file `from` aside to be published at `path`, as [`Output::stage`] does.
    ///
    /// The file is streamed and hashed while it is read, so its size does not matter.
    pub fn stage_copy(&self, path: &str, from: &Path, phase: Phase) -> Result<(), OutputError> {
        path::check(path)?;
        let arrival = match &self.place {
            Some(place) => stage::copy(place, path, from)?,
            None => Arrival { digest: Digest::default(), coming: None },
        };
        self.want(path, Wanted { phase, arrival })
    }

    /// Keeps the file of an earlier build at `path`, and tells whether there is one.
    ///
    /// It serves `--keep-going`. Only a file of ours can be kept; its bytes are not looked at.
    pub fn keep(&self, path: &str) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(place) = &self.place else {
            return Ok(false);
        };
        let there = place.is_ours(path) && place.look(path)?.is_file();
        if there {
            hold(&self.kept).insert(path.to_owned());
        }
        Ok(there)
    }

    /// Keeps all files of an earlier build below the folder `folder` (`van-ban/85/`).
    pub fn keep_below(&self, folder: &str) -> Result<(), OutputError> {
        let ours = self.place.iter().flat_map(|place| place.ours());
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
        let wanted = self.wanted.into_inner().unwrap_or_else(PoisonError::into_inner);
        let kept = self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        plan::refuse_nested(&wanted, &kept)?;
        match self.place {
            Some(place) => {
                let plan = plan::draw(&place, wanted, &kept)?;
                publish::carry_out(place, plan)
            }
            None => Ok(Published::default()),
        }
    }

    /// Throws the staged files away: the output is byte for byte as it was before the build.
    pub fn discard(self) -> Result<(), OutputError> {
        match self.place {
            Some(place) => Ok(place.withdraw()?),
            None => Ok(()),
        }
    }

    fn want(&self, path: &str, wanted: Wanted) -> Result<(), OutputError> {
        match hold(&self.wanted).insert(path.to_owned(), wanted) {
            None => Ok(()),
            Some(_) => Err(OutputError::Twice { path: path.to_owned() }),
        }
    }
}

/// Locks a list that is whole between any two statements, so a panic elsewhere spoils nothing.
fn hold<T>(list: &Mutex<T>) -> MutexGuard<'_, T> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}
