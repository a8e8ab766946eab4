//! The cache of resized pictures: one file each, named by the digest of the original and the width.
//!
//! A file holds the version of the resizing code, a checksum and the picture. The checksum covers the digest of the
//! original and the width as well, so that a file under the name of another one is invalid. An invalid file counts as
//! missing, as in the ledger, and so does one that could not be written. Several builds may write at the same time: a
//! file gets its name only once it is complete.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::log_file::STATE_FOLDER;
use crate::diagnostic::MachineFault;
use crate::output::DiskWriter;
use crate::picture::RESIZE_VERSION;
use crate::source::fingerprint;

const PICTURES_FOLDER: &str = "pictures";

/// The size of the version and the checksum.
const HEADER_LEN: usize = 12;

/// The resized pictures of a portal.
#[derive(Debug)]
pub struct PictureCache {
    folder: PathBuf,
    /// `None` with read-only access.
    disk: Option<DiskWriter>,
}

impl PictureCache {
    /// Opens the cache of the portal at `root`; `None` if its folder cannot be used. Without a `disk` it is
    /// read-only.
    pub(crate) fn open(root: &Path, disk: Option<DiskWriter>) -> Option<Self> {
        let state_folder = root.join(STATE_FOLDER);
        let folder = state_folder.join(PICTURES_FOLDER);
        // A symbolic link could lead out of the portal.
        let is_folder =
            |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let is_usable = is_folder(&state_folder)
            && (is_folder(&folder) || fs::symlink_metadata(&folder).is_err());
        is_usable.then_some(Self { folder, disk })
    }

    /// Returns a picture, if it is cached.
    pub fn get(&self, original: &[u8; 32], width: u32) -> Option<Vec<u8>> {
        let path = self.folder.join(file_name(original, width));
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        let mut bytes = is_file.then(|| fs::read(&path).ok()).flatten()?;
        let picture = (bytes.len() > HEADER_LEN).then(|| bytes.split_off(HEADER_LEN))?;
        (bytes == header(original, width, &picture)).then_some(picture)
    }

    /// Stores a picture. If that fails, it is resized again when it is needed.
    pub fn insert(&self, original: &[u8; 32], width: u32, picture: &[u8]) {
        let (name, header) = (file_name(original, width), header(original, width, picture));
        let _ = self.disk.as_ref().map(|disk| self.write(disk, &name, [&header, picture]));
    }

    fn write(
        &self,
        disk: &DiskWriter,
        name: &str,
        [header, picture]: [&[u8]; 2],
    ) -> Result<(), MachineFault> {
        disk.create_folder(&self.folder)?;
        // Builds that write the same draft at the same time write the same bytes.
        let draft = self.folder.join(format!("{name}.new"));
        let mut file = disk.create(&draft)?;
        disk.append(&mut file, &draft, header)?;
        disk.append(&mut file, &draft, picture)?;
        drop(file);
        disk.rename(&draft, &self.folder.join(name))
    }

    /// Removes all pictures but these.
    pub fn retain(&self, wanted: &mut dyn Iterator<Item = (&[u8; 32], u32)>) {
        let Some(disk) = &self.disk else { return };
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let wanted: HashSet<String> =
            wanted.map(|(original, width)| file_name(original, width)).collect();
        for entry in entries.flatten() {
            let is_wanted = entry.file_name().to_str().is_some_and(|name| wanted.contains(name));
            if !is_wanted {
                // A file that cannot be removed takes up space and does no harm.
                let _ = disk.remove_all(&entry.path());
            }
        }
    }
}

fn file_name(original: &[u8; 32], width: u32) -> String {
    let digest: String = original.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}-{width}")
}

fn header(original: &[u8; 32], width: u32, picture: &[u8]) -> [u8; HEADER_LEN] {
    let mut header = [0; HEADER_LEN];
    header[..4].copy_from_slice(&RESIZE_VERSION.to_le_bytes());
    header[4..].copy_from_slice(&fingerprint(&(original, width, picture)).to_le_bytes());
    header
}
