//! A picture that an entry shows: where it lies, how large it is, and in which widths it is offered beside.
//!
//! Reading an entry knows file and address; size and digest are filled in by the build, which opens the file.
//!
//! **Invariant.** The address of a smaller picture names the bytes of the original, so one that a browser keeps is
//! never that of another.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::picture::{EXTENSION, PictureInfo, Size};

/// How many bytes of the digest stand in an address.
const DIGEST_BYTES_IN_NAME: usize = 5;

/// The picture of an entry.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct LeadImage {
    /// The picture.
    pub picture: Picture,
    /// What it shows, for those who do not see it; empty where it was said to show nothing.
    pub alt: Option<String>,
    /// What is printed under it.
    pub caption: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// The file's path (`content/…/hoi-truong.jpg`).
    pub path: Arc<str>,
    /// Its address on the site; nothing for a file of another entry, whose address that entry has.
    pub address: Option<String>,
    /// As it is seen, filled in when the file is read; nothing for a drawing, and for what could not be read.
    pub size: Option<Size>,
    /// SHA-256, where smaller ones are made of it.
    pub digest: Option<[u8; 32]>,
}

/// A smaller picture of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Its address on the site.
    pub address: String,
    /// Its width.
    pub width: u32,
}

impl Picture {
    /// Makes a picture of which only the place is known.
    pub fn new(path: Arc<str>, address: Option<String>) -> Self {
        Self { path, address, size: None, digest: None }
    }

    /// Takes in what the file holds.
    pub fn set_info(&mut self, facts: PictureInfo, sha256: [u8; 32]) {
        self.size = Some(facts.size);
        let offered = facts.can_resize
            && self.address.is_some()
            && facts.size.rendition_widths().next().is_some();
        self.digest = offered.then_some(sha256);
    }

    /// Lists the smaller ones, from the smallest on: beside the original, named by its bytes.
    pub fn renditions(&self) -> Vec<Rendition> {
        let (Some(address), Some(size), Some(digest)) = (&self.address, self.size, &self.digest)
        else {
            return Vec::new();
        };
        let stem = address.rsplit_once('.').map_or(address.as_str(), |(stem, _)| stem);
        let name: String =
            digest[..DIGEST_BYTES_IN_NAME].iter().map(|byte| format!("{byte:02x}")).collect();
        let of = |width| {
            let address = format!("{stem}-{name}-{width}.{EXTENSION}");
            Rendition { address, width }
        };
        size.rendition_widths().map(of).collect()
    }
}
