//! The place of one build: a locked output folder, its stage, and what was there before.
//!
//! **Invariant.** A place that goes away without having been published leaves the folder as it
//! found it: the stage goes, and so do the lock file and the folders that were made for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::disk::{Disk, DiskFault};
use super::error::Refusal;
use super::lock::{self, Lock};
use super::manifest::{self, Manifest, Record};
use super::way::{Found, Way, Ways};
use super::{digest::Digest, root};

/// The name of the stage in the output folder.
pub(super) const STAGE: &str = ".niemyet-stage";

/// An output folder that this build holds.
#[derive(Debug)]
pub(super) struct Place {
    /// The output folder, links resolved.
    pub(super) root: PathBuf,
    /// The folder walks of this build.
    pub(super) ways: Ways,
    /// The way to change the disk.
    pub(super) disk: Disk,
    /// The manifest as it was found; nothing, if there was none to be believed.
    old: Option<Manifest>,
    /// How many files were staged.
    staged: AtomicUsize,
    /// The folders made to open this place, outermost first.
    made: Vec<PathBuf>,
    /// Whether there is nothing left to take back.
    settled: bool,
    lock: Lock,
}

impl Place {
    /// Opens and locks the output folder, and clears what a killed build left on the stage.
    pub(super) fn open(disk: Disk, root: &Path, sources: &[&Path]) -> Result<Place, Refusal> {
        let root = root::settle(root, sources)?;
        let made = root::missing_folders(&root);
        for folder in &made {
            disk.create_folder(folder)?;
        }
        let mut place = Place {
            lock: lock::take(&root)?,
            ways: Ways::from(&root),
            old: None,
            staged: AtomicUsize::new(0),
            settled: false,
            root,
            disk,
            made,
        };
        place.disk.clear(&place.stage())?;
        place.old = Manifest::read(&place.root)?;
        place.disk.create_folder(&place.stage())?;
        Ok(place)
    }

    /// Names the next file on the stage.
    ///
    /// The stage is one flat folder of numbered files: folders are made once, in the site, and a
    /// path may be a file in one build and a folder in the next.
    pub(super) fn next_number(&self) -> usize {
        self.staged.fetch_add(1, Ordering::Relaxed)
    }

    /// Tells where a staged file lies.
    pub(super) fn staged(&self, number: usize) -> PathBuf {
        self.stage().join(number.to_string())
    }

    /// Tells where a file of the site lies.
    pub(super) fn site(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Looks at a path of the site; what lies behind a link or a file is not seen.
    pub(super) fn look(&self, path: &str) -> Result<Found, DiskFault> {
        match self.ways.to_parent(path)? {
            Way::Clear => Found::at(&self.site(path)),
            Way::Missing | Way::Barred { .. } => Ok(Found::Nothing),
        }
    }

    /// Lists the records of every file that is ours.
    pub(super) fn ours(&self) -> &[Record] {
        self.old.as_ref().map_or(&[], Manifest::records)
    }

    /// Lists the contents that we may have written at `path`.
    pub(super) fn claims(&self, path: &str) -> &[Record] {
        self.old.as_ref().map_or(&[], |old| old.claims(path))
    }

    /// Tells whether a file at `path` is ours to replace.
    pub(super) fn is_ours(&self, path: &str) -> bool {
        !self.claims(path).is_empty()
    }

    /// Tells whether the file at `path` still has the bytes that we wrote. Sizes come first.
    pub(super) fn is_untouched(&self, path: &str, size: u64) -> Result<bool, DiskFault> {
        let claims = self.claims(path);
        if !claims.iter().any(|record| record.digest.size == size) {
            return Ok(false);
        }
        let digest = Digest::of_file(&self.site(path))?;
        Ok(claims.iter().any(|record| record.digest == digest))
    }

    /// Writes down all that may be ours until the publish is over: the old files and the new.
    pub(super) fn announce(&self, next: &Manifest) -> Result<(), DiskFault> {
        match &self.old {
            Some(old) => self.write_manifest(&old.union_text(next)),
            None => self.write_manifest(&next.text()),
        }
    }

    /// Makes `next` the manifest, unless it is already, and takes the stage away.
    pub(super) fn settle(mut self, next: &Manifest) -> Result<(), DiskFault> {
        if self.old.as_ref() != Some(next) {
            self.write_manifest(&next.text())?;
        }
        self.settled = true;
        self.disk.clear(&self.stage())
    }

    /// Takes back what was done to the folder since it was opened.
    pub(super) fn withdraw(mut self) -> Result<(), DiskFault> {
        self.settled = true;
        self.take_back()
    }

    fn take_back(&self) -> Result<(), DiskFault> {
        self.disk.clear(&self.stage())?;
        if self.lock.created {
            self.disk.clear(&self.root.join(lock::NAME))?;
        }
        for folder in self.made.iter().rev() {
            self.disk.remove_folder_if_empty(folder)?;
        }
        Ok(())
    }

    fn write_manifest(&self, text: &str) -> Result<(), DiskFault> {
        let draft = self.stage().join("manifest");
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, text.as_bytes())?;
        self.disk.sync(&file, &draft)?;
        drop(file);
        self.disk.rename(&draft, &self.root.join(manifest::NAME))
    }

    fn stage(&self) -> PathBuf {
        self.root.join(STAGE)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.settled {
            // There is no one to tell; the next build clears the stage.
            self.take_back().ok();
        }
    }
}
