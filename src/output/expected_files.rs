//! The files that a manifest says a build wrote, to be compared with what a folder holds or a server delivers.
//!
//! **Invariant.** Of a file never more is read than its expected size and [`EXCESS_BYTES`], and no symbolic link is
//! followed.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::Path;

use super::digest::{CHUNK, Digester};
use super::disk::reading;
use super::manifest::{self, Manifest};
use super::{Phase, lock};
use crate::diagnostic::MachineFault;

/// How much is read of a file beyond its expected size: enough to see what was put into a page.
const EXCESS_BYTES: u64 = 64 * 1024;

/// The greatest number of bytes that are kept of a file.
const MAX_KEPT_BYTES: usize = 4 * 1024 * 1024;

/// The files that a manifest lists, with their digests.
#[derive(Debug)]
pub struct ExpectedFiles {
    manifest: Manifest,
}

/// What is at a path, compared with the manifest.
#[derive(Debug)]
pub enum FoundFile {
    /// What was written.
    Equal,
    /// Something else.
    Changed(ChangedFile),
    /// Something that is neither a file nor a folder, such as a symbolic link; it is not opened.
    NoFile,
    /// Nothing.
    Missing,
    /// A file that the manifest does not list.
    Added,
    /// A file or a folder that cannot be read.
    Unreadable(MachineFault),
}

/// A file that is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// The size that was written.
    pub expected_size: u64,
    /// The size that was found; nothing if the file is longer than what is read of one.
    pub size: Option<u64>,
    /// The beginning of a page; empty for another file, and for one of a folder.
    pub start: Vec<u8>,
}

impl ExpectedFiles {
    /// Reads a manifest; `None` if the file is no complete manifest of this version.
    pub fn read(file: &Path) -> Result<Option<Self>, MachineFault> {
        let bytes = fs::read(file).map_err(reading(file))?;
        let manifest = String::from_utf8(bytes).ok().and_then(|text| Manifest::parse(&text));
        Ok(manifest.map(|manifest| Self { manifest }))
    }

    /// Lists the paths of all files, sorted.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.manifest.records().iter().map(|record| &*record.path).collect();
        // During a publish, a path has a record for each content that may be there.
        paths.dedup();
        paths
    }

    /// Returns whether a path is listed.
    pub fn contains(&self, path: &str) -> bool {
        !self.manifest.records_at(path).is_empty()
    }

    /// Returns whether the file at a path is the notice of a removed page.
    pub fn is_notice(&self, path: &str) -> bool {
        self.manifest.records_at(path).iter().any(|record| record.phase == Phase::Notice)
    }

    /// Returns the size of the file at a path, 0 if it is not listed.
    pub fn size(&self, path: &str) -> u64 {
        let sizes = self.manifest.records_at(path).iter().map(|record| record.digest.size);
        sizes.max().unwrap_or_default()
    }

    /// Compares what a reader returns with the file at a path; returns `None` if it is equal.
    pub fn difference(&self, path: &str, found: &mut dyn Read) -> io::Result<Option<ChangedFile>> {
        let expected_size = self.size(path);
        let is_page = path.ends_with(".html");
        let limit = expected_size.saturating_add(EXCESS_BYTES);
        let mut digester = Digester::default();
        let mut start = Vec::new();
        let mut chunk = vec![0; CHUNK];
        let mut limited = found.take(limit);
        loop {
            let length = match limited.read(&mut chunk) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            digester.update(&chunk[..length]);
            if is_page {
                let kept = length.min(MAX_KEPT_BYTES - start.len());
                start.extend_from_slice(&chunk[..kept]);
            }
        }
        let digest = digester.finish();
        let is_equal = self.manifest.records_at(path).iter().any(|r| r.digest == digest);
        let size = (digest.size < limit).then_some(digest.size);
        Ok((!is_equal).then_some(ChangedFile { expected_size, size, start }))
    }

    /// Compares all files of a folder with the manifest. The result is sorted by path.
    pub fn compare_folder(&self, root: &Path) -> Result<Vec<(String, FoundFile)>, MachineFault> {
        let mut found = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let items = match list(&root.join(&folder)) {
                Ok(items) => items,
                Err(fault) if folder.is_empty() => return Err(fault),
                Err(fault) => {
                    found.push((folder, FoundFile::Unreadable(fault)));
                    continue;
                }
            };
            for item in items {
                let name = item.file_name().to_string_lossy().into_owned();
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if item.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else if path != manifest::FILE_NAME && path != lock::FILE_NAME {
                    let state = self.compare_file(&item, &path);
                    found.push((path, state));
                }
            }
        }
        let present: BTreeSet<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        let missing = self.paths().into_iter().filter(|path| !present.contains(path));
        let missing: Vec<String> = missing.map(str::to_owned).collect();
        found.extend(missing.into_iter().map(|path| (path, FoundFile::Missing)));
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }

    fn compare_file(&self, item: &DirEntry, path: &str) -> FoundFile {
        let file = item.path();
        if !self.contains(path) {
            return FoundFile::Added;
        }
        if !item.file_type().is_ok_and(|kind| kind.is_file()) {
            return FoundFile::NoFile;
        }
        let difference = File::open(&file).and_then(|mut file| self.difference(path, &mut file));
        match difference {
            Ok(None) => FoundFile::Equal,
            Ok(Some(changed)) => FoundFile::Changed(ChangedFile { start: Vec::new(), ..changed }),
            Err(error) => FoundFile::Unreadable(reading(&file)(error)),
        }
    }
}

fn list(folder: &Path) -> Result<Vec<DirEntry>, MachineFault> {
    let items = fs::read_dir(folder).and_then(Iterator::collect);
    items.map_err(reading(folder))
}
