//! The seal of a published file: what was written, and what the disk tells of it since.
//!
//! By it a later build knows without reading that a file is still as it was published. The disk's times need not have
//! settled here, as nobody else is expected to write into the site in the moment of its being published.

use std::fs;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::disk::DiskFault;
use super::place::Place;
use super::way::Way;
use super::{Output, OutputError, Phase, hold, path};
use crate::source::Stamp;

/// What a published file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    digest: Digest,
    pub(super) stamp: Stamp,
}

impl Seal {
    /// Tells whether a file with this SHA-256 has the bytes that were published.
    pub fn is_of(&self, sha256: &[u8; 32]) -> bool {
        self.digest.sha256 == *sha256
    }

    /// Seals a file where it lies; nothing where it does not.
    pub(super) fn put(place: &Place, path: &str, digest: Digest) -> Option<Self> {
        let found = fs::symlink_metadata(place.site(path)).ok()?;
        Some(Self { digest, stamp: Stamp::of(&found) })
    }

    /// Tells whether the file still lies where it was sealed.
    fn is_unbroken(&self, place: &Place, path: &str) -> Result<bool, DiskFault> {
        if place.ways.to_parent(path)? != Way::Clear {
            return Ok(false);
        }
        let found = fs::symlink_metadata(place.site(path));
        Ok(found.is_ok_and(|found| found.is_file() && Stamp::of(&found) == self.stamp))
    }
}

impl Output {
    /// Keeps the file of an earlier build at `path` for a target that is up to date, and tells whether it could: the
    /// file must be as it was sealed, and the manifest say the same of it.
    pub fn keep_sealed(&self, path: &str, phase: Phase, seal: &Seal) -> Result<bool, OutputError> {
        path::check(path)?;
        let Some(place) = &self.place else { return Ok(false) };
        let [record] = place.claims(path) else { return Ok(false) };
        let kept = record.phase == phase
            && record.digest == seal.digest
            && seal.is_unbroken(place, path)?;
        if kept {
            hold(&self.kept).insert(path.to_owned());
        }
        Ok(kept)
    }
}
