//! Staging: compares a file with what the site holds, and puts it aside only if it differs.
//!
//! Sizes are compared first, then bytes; the file on disk is not hashed. Several threads stage at
//! once: each writes to a file of its own.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::digest::{CHUNK, Digest, Digester};
use super::disk::{DiskFault, fault_at};
use super::folder_cache::PathKind;
use super::output_folder::OutputFolder;

/// A file that was handed in.
#[derive(Debug)]
pub(super) struct StagingResult {
    /// What its bytes are.
    pub(super) digest: Digest,
    /// Where it waits; nothing, if the site holds an equal file.
    pub(super) staged: Option<StagedFile>,
}

/// A file on the stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct StagedFile {
    /// Its number there.
    pub(super) number: usize,
    /// What lay at its path when it came.
    pub(super) existing: PathKind,
}

/// Stages bytes from memory.
pub(super) fn stage_bytes(
    place: &OutputFolder,
    path: &str,
    bytes: &[u8],
) -> Result<StagingResult, DiskFault> {
    let digest = Digest::of(bytes);
    let found = place.path_kind(path)?;
    if found == (PathKind::File { size: digest.size }) {
        let site = place.site_path(path);
        if fs::read(&site).map_err(fault_at(&site))? == bytes {
            return Ok(StagingResult { digest, staged: None });
        }
    }
    let number = place.next_staged_number();
    let staged = place.staged_path(number);
    let mut file = place.disk.create(&staged)?;
    place.disk.append(&mut file, &staged, bytes)?;
    Ok(StagingResult { digest, staged: Some(StagedFile { number, existing: found }) })
}

/// Stages a file from disk without ever holding it in memory.
pub(super) fn stage_copy(
    place: &OutputFolder,
    path: &str,
    from: &Path,
) -> Result<StagingResult, DiskFault> {
    let found = place.path_kind(path)?;
    let size = fs::metadata(from).map_err(fault_at(from))?.len();
    if found == (PathKind::File { size })
        && let Some(digest) = digest_if_equal(from, &place.site_path(path))?
    {
        return Ok(StagingResult { digest, staged: None });
    }
    let number = place.next_staged_number();
    let digest = copy_to_stage(place, from, &place.staged_path(number))?;
    Ok(StagingResult { digest, staged: Some(StagedFile { number, existing: found }) })
}

/// Gives the digest of two files if they are equal, reading both side by side.
fn digest_if_equal(from: &Path, site: &Path) -> Result<Option<Digest>, DiskFault> {
    let mut source = File::open(from).map_err(fault_at(from))?;
    let mut other = File::open(site).map_err(fault_at(site))?;
    let mut digester = Digester::default();
    let (mut ours, mut theirs) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let length = source.read(&mut ours).map_err(fault_at(from))?;
        if length == 0 {
            // The source may have shrunk since its size was asked for.
            let rest = other.read(&mut theirs).map_err(fault_at(site))?;
            return Ok((rest == 0).then(|| digester.finish()));
        }
        match other.read_exact(&mut theirs[..length]) {
            Ok(()) if ours[..length] == theirs[..length] => digester.update(&ours[..length]),
            Ok(()) => return Ok(None),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(fault_at(site)(error)),
        }
    }
}

/// Copies a file to the stage; the digest is that of the bytes written, whatever happens to the
/// source meanwhile.
fn copy_to_stage(place: &OutputFolder, from: &Path, staged: &Path) -> Result<Digest, DiskFault> {
    let mut source = File::open(from).map_err(fault_at(from))?;
    let mut file = place.disk.create(staged)?;
    let mut digester = Digester::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = source.read(&mut chunk).map_err(fault_at(from))?;
        if length == 0 {
            return Ok(digester.finish());
        }
        digester.update(&chunk[..length]);
        place.disk.append(&mut file, staged, &chunk[..length])?;
    }
}
