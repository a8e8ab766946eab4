//! Smaller pictures that were made, each in a file that is called by the bytes of the original and the width.
//!
//! A file holds the number of the way of making, a checksum and the picture. What is not as it should be is none, as
//! in the ledger, and so is what could not be written. Several builds may write at once: a file gets its name only when
//! it is whole.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::book::FOLDER;
use crate::output::{Disk, DiskFault};
use crate::picture::RECIPE;
use crate::source::fingerprint;

const PICTURES: &str = "pictures";

/// What is put before a picture.
const HEAD: usize = 12;

/// The pictures that are kept of a portal.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
    /// Nothing for one who only reads.
    disk: Option<Disk>,
}

impl Pictures {
    /// Opens the folder of the portal at `root`; nothing where there is no place for it. With a `disk` it may be
    /// written to.
    pub(crate) fn open(root: &Path, disk: Option<Disk>) -> Option<Self> {
        let above = root.join(FOLDER);
        let folder = above.join(PICTURES);
        // A link could lead anywhere.
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
        let is_fit =
            is_folder(&above) && (is_folder(&folder) || fs::symlink_metadata(&folder).is_err());
        is_fit.then_some(Self { folder, disk })
    }

    /// Gives a picture, if it is kept.
    pub fn get(&self, original: &[u8; 32], width: u32) -> Option<Vec<u8>> {
        let path = self.folder.join(name(original, width));
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        let mut bytes = is_file.then(|| fs::read(&path).ok()).flatten()?;
        let picture = (bytes.len() > HEAD).then(|| bytes.split_off(HEAD))?;
        (bytes == head(&picture)).then_some(picture)
    }

    /// Keeps a picture. Where that can not be, it is made again when it is needed.
    pub fn put(&self, original: &[u8; 32], width: u32, picture: &[u8]) {
        let _ = self.disk.as_ref().map(|disk| self.write(disk, &name(original, width), picture));
    }

    fn write(&self, disk: &Disk, name: &str, picture: &[u8]) -> Result<(), DiskFault> {
        disk.create_folder(&self.folder)?;
        // Who writes to the same draft at the same time writes the same.
        let draft = self.folder.join(format!("{name}.new"));
        let mut file = disk.create(&draft)?;
        disk.append(&mut file, &draft, &head(picture))?;
        disk.append(&mut file, &draft, picture)?;
        drop(file);
        disk.rename(&draft, &self.folder.join(name))
    }

    /// Removes all but some.
    pub fn retain(&self, wanted: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        let Some(disk) = &self.disk else { return };
        let Ok(listing) = fs::read_dir(&self.folder) else { return };
        let wanted: HashSet<String> =
            wanted.map(|(original, width)| name(original, width)).collect();
        for item in listing.flatten() {
            let is_wanted = item.file_name().to_str().is_some_and(|name| wanted.contains(name));
            if !is_wanted {
                // What can not be removed takes room and does no harm.
                let _ = disk.clear(&item.path());
            }
        }
    }
}

fn name(original: &[u8; 32], width: u32) -> String {
    let digest: String = original.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}-{width}")
}

fn head(picture: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..4].copy_from_slice(&RECIPE.to_le_bytes());
    head[4..].copy_from_slice(&fingerprint(picture).to_le_bytes());
    head
}
