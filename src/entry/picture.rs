//! A picture that an entry shows: its path and address, its size, and its smaller renditions.
//!
//! Reading an entry sets path and address; size and digest are filled in by the pipeline, which opens the file.
//!
//! **Invariant.** The address of a rendition contains the digest of the original, so a cached rendition never shows
//! another picture.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::address::SiteAddress;
use crate::picture::{EXTENSION, PictureInfo, Size};
use crate::source::digest_in_name;
use crate::source::path_parts::without_extension;

/// The lead picture of an entry.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct LeadImage {
    /// The picture.
    pub picture: Picture,
    /// The alternative text; empty if it is explicitly decorative.
    pub alt: Option<String>,
    /// The caption.
    pub caption: Option<String>,
}

/// A picture of the portal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Picture {
    /// The file's path (`content/…/hoi-truong.jpg`).
    pub path: Arc<str>,
    /// The address on the site; `None` for a file of another entry, which determines its address.
    pub address: Option<SiteAddress>,
    /// The displayed size, filled in when the file is read; `None` for a vector image and an unreadable file.
    pub size: Option<Size>,
    /// The SHA-256 digest, if renditions are made.
    pub digest: Option<[u8; 32]>,
}

/// A smaller version of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// The address on the site.
    pub address: String,
    /// The width in pixels.
    pub width: u32,
}

impl Picture {
    /// Creates a picture whose file has not been read.
    pub fn new(path: Arc<str>, address: Option<SiteAddress>) -> Self {
        Self { path, address, size: None, digest: None }
    }

    /// Sets the data read from the file.
    pub fn set_info(&mut self, info: PictureInfo, sha256: [u8; 32]) {
        self.size = Some(info.size);
        let has_renditions = info.can_resize
            && self.address.is_some()
            && info.size.rendition_widths().next().is_some();
        self.digest = has_renditions.then_some(sha256);
    }

    /// Returns the renditions in ascending width; their addresses are next to the original and contain its digest.
    pub fn renditions(&self) -> Vec<Rendition> {
        let (Some(address), Some(size), Some(digest)) = (&self.address, self.size, &self.digest)
        else {
            return Vec::new();
        };
        let stem = without_extension(address);
        let name = digest_in_name(digest);
        let rendition = |width| {
            let address = format!("{stem}-{name}-{width}.{EXTENSION}");
            Rendition { address, width }
        };
        size.rendition_widths().map(rendition).collect()
    }
}
