//! Smaller pictures that were made, each in a file that is called by the bytes of the original and the width.
//!
//! A file holds the number of the way of making, a checksum and the picture. What is not as it should be is none, as
//! in the ledger, and so is what could not be written. Several builds may write at once: a file gets its name only when
//! it is whole.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::log_file::STATE_FOLDER;
use crate::output::{DiskFault, DiskWriter};
use crate::picture::RESIZE_VERSION;
use crate::source::fingerprint;

const PICTURES_FOLDER: &str = "pictures";

/// What is put before a picture.
const HEADER_LEN: usize = 12;

/// The pictures that are kept of a portal.
#[derive(Debug)]
pub struct PictureCache {
    folder: PathBuf,
    /// Nothing for one who only reads.
    disk: Option<DiskWriter>,
}

impl PictureCache {
    /// Opens the folder of the portal at `root`; nothing where there is no place for it. With a `disk` it may be
    /// written to.
    pub(crate) fn open(root: &Path, disk: Option<DiskWriter>) -> Option<Self> {
        let above = root.join(STATE_FOLDER);
        let folder = above.join(PICTURES_FOLDER);
        // A link could lead anywhere.
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
        let is_fit =
            is_folder(&above) && (is_folder(&folder) || fs::symlink_metadata(&folder).is_err());
        is_fit.then_some(Self { folder, disk })
    }

    /// Gives a picture, if it is kept.
    pub fn get(&self, original: &[u8; 32], width: u32) -> Option<Vec<u8>> {
        let path = self.folder.join(file_name(original, width));
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        let mut bytes = is_file.then(|| fs::read(&path).ok()).flatten()?;
        let picture = (bytes.len() > HEADER_LEN).then(|| bytes.split_off(HEADER_LEN))?;
        (bytes == header(&picture)).then_some(picture)
    }

    /// Keeps a picture. Where that can not be, it is made again when it is needed.
    pub fn insert(&self, original: &[u8; 32], width: u32, picture: &[u8]) {
        let _ =
            self.disk.as_ref().map(|disk| self.write(disk, &file_name(original, width), picture));
    }

    fn write(&self, disk: &DiskWriter, name: &str, picture: &[u8]) -> Result<(), DiskFault> {
        disk.create_folder(&self.folder)?;
        // Who writes to the same draft at the same time writes the same.
        let draft = self.folder.join(format!("{name}.new"));
        let mut file = disk.create(&draft)?;
        disk.append(&mut file, &draft, &header(picture))?;
        disk.append(&mut file, &draft, picture)?;
        drop(file);
        disk.rename(&draft, &self.folder.join(name))
    }

    /// Removes all but some.
    pub fn retain(&self, wanted: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        let Some(disk) = &self.disk else { return };
        let Ok(listing) = fs::read_dir(&self.folder) else { return };
        let wanted: HashSet<String> =
            wanted.map(|(original, width)| file_name(original, width)).collect();
        for item in listing.flatten() {
            let is_wanted = item.file_name().to_str().is_some_and(|name| wanted.contains(name));
            if !is_wanted {
                // What can not be removed takes room and does no harm.
                let _ = disk.remove_all(&item.path());
            }
        }
    }
}

fn file_name(original: &[u8; 32], width: u32) -> String {
    let digest: String = original.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}-{width}")
}

fn header(picture: &[u8]) -> [u8; HEADER_LEN] {
    let mut head = [0; HEADER_LEN];
    head[..4].copy_from_slice(&RESIZE_VERSION.to_le_bytes());
    head[4..].copy_from_slice(&fingerprint(picture).to_le_bytes());
    head
}
