//! Staging: compares a file with the one in the site, and writes it to the staging folder only if it differs.
//!
//! Sizes are compared first, then bytes; the file on disk is not hashed. Several threads may stage at once, as each
//! writes a file of its own.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::digest::{CHUNK, Digest, Digester};
use super::disk::reading;
use super::folder_cache::PathKind;
use super::output_folder::OutputFolder;
use crate::diagnostic::MachineFault;
use crate::source::open_file;

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
    /// Its number, which is its name there.
    pub(super) number: usize,
    /// What was at its path in the site when it was staged.
    pub(super) existing: PathKind,
}

/// Stages bytes from memory.
pub(super) fn stage_bytes(
    output: &OutputFolder,
    path: &str,
    bytes: &[u8],
) -> Result<StagingResult, MachineFault> {
    let digest = Digest::of(bytes);
    let existing = output.path_kind(path)?;
    if existing == (PathKind::File { size: digest.size }) {
        let site = output.site_path(path);
        if fs::read(&site).map_err(reading(&site))? == bytes {
            return Ok(StagingResult { digest, staged: None });
        }
    }
    let number = output.next_staged_number();
    let staged = output.staged_path(number);
    let mut file = output.disk.create(&staged)?;
    output.disk.append(&mut file, &staged, bytes)?;
    Ok(StagingResult { digest, staged: Some(StagedFile { number, existing }) })
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
        && let Some(digest) = digest_if_equal(from, &output.site_path(path))?
    {
        return Ok(StagingResult { digest, staged: None });
    }
    let number = output.next_staged_number();
    let digest = copy_to_staging(output, from, &output.staged_path(number))?;
    Ok(StagingResult { digest, staged: Some(StagedFile { number, existing }) })
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
fn copy_to_staging(
    output: &OutputFolder,
    from: &Path,
    staged: &Path,
) -> Result<Digest, MachineFault> {
    let mut source = open_file(from).map_err(reading(from))?;
    let mut file = output.disk.create(staged)?;
    let mut digester = Digester::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = source.read(&mut chunk).map_err(reading(from))?;
        if length == 0 {
            return Ok(digester.finish());
        }
        digester.update(&chunk[..length]);
        output.disk.append(&mut file, staged, &chunk[..length])?;
    }
}
