//! Staging: compares a file with the one in the site, and writes it to the staging folder only if it differs.
//!
//! Sizes are compared first, then bytes; the file on disk is not hashed. Several threads may stage at once, as each
//! writes a file of its own. It is numbered, and only a publish gives it its path, so that a path may be a file in one
//! build and a folder in the next; in a first build it is in a `staged_tree`.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::digest::{CHUNK, Digest, Digester};
use super::disk::reading;
use super::folder_cache::PathKind;
use super::output_folder::OutputFolder;
use super::staged_tree::sealed_key;
use crate::diagnostic::MachineFault;
use crate::source::{FileMetadataKey, open_file};

/// The outcome of staging one file.
#[derive(Debug)]
pub(super) struct StagingResult {
    /// The digest of its bytes.
    pub(super) digest: Digest,
    /// The staged file; `None` if the site has an equal one.
    pub(super) staged: Option<StagedFile>,
}

/// A file in the staging folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct StagedFile {
    /// Where it is there.
    pub(super) place: StagedPlace,
    /// What was at its path in the site when it was staged.
    pub(super) existing: PathKind,
}

/// The place of a file in the staging folder.
#[derive(Clone, Copy, Debug)]
pub(super) enum StagedPlace {
    /// The file with this number.
    Numbered(usize),
    /// At its path in the tree of a first build, with its metadata key if a publish does not change it.
    InTree(Option<FileMetadataKey>),
}

/// A file in the staging folder that is being written.
struct OpenStagedFile<'a> {
    output: &'a OutputFolder,
    path: &'a str,
    existing: PathKind,
    file: File,
    staged_path: PathBuf,
    number: Option<usize>,
}

impl<'a> OpenStagedFile<'a> {
    fn create(
        output: &'a OutputFolder,
        path: &'a str,
        existing: PathKind,
    ) -> Result<Self, MachineFault> {
        let disk = &output.disk;
        let (staged_path, number) = match &output.tree {
            Some(tree) => {
                tree.create_parent(disk, path)?;
                (tree.staged_path(path), None)
            }
            None => {
                let number = output.next_staged_number();
                (output.staged_path(number), Some(number))
            }
        };
        let file = disk.create(&staged_path)?;
        Ok(Self { output, path, existing, file, staged_path, number })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), MachineFault> {
        self.output.disk.append(&mut self.file, &self.staged_path, bytes)
    }

    fn finish(self, digest: Digest) -> Result<StagingResult, MachineFault> {
        let place = match self.number {
            Some(number) => StagedPlace::Numbered(number),
            None => StagedPlace::InTree(sealed_key(self.path, &self.file, &self.staged_path)?),
        };
        let staged = StagedFile { place, existing: self.existing };
        Ok(StagingResult { digest, staged: Some(staged) })
    }
}

/// Stages bytes from memory.
pub(super) fn stage_bytes(
    output: &OutputFolder,
    path: &str,
    bytes: &[u8],
) -> Result<StagingResult, MachineFault> {
    let digest = Digest::of(bytes);
    let existing = output.path_kind(path)?;
    if existing == (PathKind::File { size: digest.size }) && output.other_case_of(path).is_none() {
        let site = output.site_path(path);
        if fs::read(&site).map_err(reading(&site))? == bytes {
            return Ok(StagingResult { digest, staged: None });
        }
    }
    let mut staged = OpenStagedFile::create(output, path, existing)?;
    staged.append(bytes)?;
    staged.finish(digest)
}

/// Stages a copy of a file without holding it in memory.
pub(super) fn stage_copy(
    output: &OutputFolder,
    path: &str,
    from: &Path,
) -> Result<StagingResult, MachineFault> {
    let existing = output.path_kind(path)?;
    let size = fs::metadata(from).map_err(reading(from))?.len();
    if existing == (PathKind::File { size })
        && output.other_case_of(path).is_none()
        && let Some(digest) = digest_if_equal(from, &output.site_path(path))?
    {
        return Ok(StagingResult { digest, staged: None });
    }
    let mut staged = OpenStagedFile::create(output, path, existing)?;
    let digest = copy_to_staging(from, &mut staged)?;
    staged.finish(digest)
}

/// Returns the digest of two files if they are equal, reading both chunk by chunk.
fn digest_if_equal(from: &Path, site: &Path) -> Result<Option<Digest>, MachineFault> {
    let mut source = open_file(from).map_err(reading(from))?;
    let mut site_file = File::open(site).map_err(reading(site))?;
    let mut digester = Digester::default();
    let (mut source_chunk, mut site_chunk) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let length = source.read(&mut source_chunk).map_err(reading(from))?;
        if length == 0 {
            // The source may have shrunk since its size was read.
            let rest = site_file.read(&mut site_chunk).map_err(reading(site))?;
            return Ok((rest == 0).then(|| digester.finish()));
        }
        match site_file.read_exact(&mut site_chunk[..length]) {
            Ok(()) if source_chunk[..length] == site_chunk[..length] => {
                digester.update(&source_chunk[..length]);
            }
            Ok(()) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(reading(site)(error)),
        }
    }
}

/// Copies a file to the staging folder. The digest is that of the bytes written, even if the source changes
/// meanwhile.
fn copy_to_staging(from: &Path, staged: &mut OpenStagedFile<'_>) -> Result<Digest, MachineFault> {
    let mut source = open_file(from).map_err(reading(from))?;
    let mut digester = Digester::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = source.read(&mut chunk).map_err(reading(from))?;
        if length == 0 {
            return Ok(digester.finish());
        }
        digester.update(&chunk[..length]);
        staged.append(&chunk[..length])?;
    }
}
