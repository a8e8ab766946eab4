//! The files on disk: a head that names format and program, then frames of length, checksum and content.
//!
//! The ledger has a frame for each batch. One that was cut short is dropped, and what is added next takes its place.
//! Anything else that is not as it should be makes the whole file nothing. The lock is the operating system's on a
//! file of its own, as the others are replaced now and then.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::Access;
use super::Decode;
use super::rows::{Batch, Part};
use super::sight::Sight;
use crate::output::{Disk, DiskFault};
use crate::source::fingerprint;

const FOLDER: &str = ".niemyet";
const LEDGER: &str = "ledger";
const SIGHT: &str = "sight";
const LOCK: &str = "lock";

/// The head without the program. The number is that of the format.
const HEAD: &[u8; 16] = b"niemyet-ledger2\n";

/// The bytes of a length and a checksum.
const FRAME: usize = 16;

/// The files of a portal's ledger during one build.
#[derive(Debug)]
pub struct Book {
    folder: PathBuf,
    head: Vec<u8>,
    /// Where the last whole frame ends; nothing where the ledger is to be begun anew.
    end: Option<u64>,
    /// Held while the book is; nothing for one who only reads.
    lock: Option<File>,
    disk: Disk,
}

impl Book {
    /// Opens the files of the portal at `root`; nothing where there is no place for them or another build has them.
    /// `program` tells this program from all others.
    pub(crate) fn open(disk: Disk, root: &Path, program: u64, access: Access) -> Option<Self> {
        let folder = root.join(FOLDER);
        if access == Access::Write && fs::symlink_metadata(&folder).is_err() {
            disk.create_folder(&folder).ok()?;
        }
        // A link could lead anywhere.
        if !fs::symlink_metadata(&folder).ok()?.is_dir() {
            return None;
        }
        let lock = if access == Access::Write { Some(lock(&folder.join(LOCK))?) } else { None };
        let head = [&HEAD[..], &program.to_le_bytes()].concat();
        Some(Self { folder, head, end: None, lock, disk })
    }

    /// Makes the ledger one to be begun anew.
    pub(super) fn emptied(self) -> Self {
        Self { end: None, ..self }
    }

    /// Tells whether the ledger is to be begun anew.
    pub(super) fn is_empty(&self) -> bool {
        self.end.is_none()
    }

    /// Reads the ledger; nothing, if there is none to be believed.
    pub(super) fn read(&mut self, decode: &Decode) -> Option<Vec<Batch>> {
        let bytes = self.bytes(LEDGER)?;
        let mut rest = bytes.strip_prefix(&self.head[..])?;
        let mut batches = Vec::new();
        while let Some((checksum, batch, after)) = frame(rest) {
            if fingerprint(batch) != checksum {
                return None;
            }
            batches.push(Batch::of(decode(&Part::cut(batch)?)?));
            rest = after;
        }
        self.end = Some((bytes.len() - rest.len()) as u64);
        Some(batches)
    }

    /// Adds a frame at the end of the ledger.
    pub(super) fn append(&mut self, batch: &[u8]) -> Result<(), DiskFault> {
        let (Some(end), Some(_)) = (self.end, &self.lock) else { return Ok(()) };
        let path = self.folder.join(LEDGER);
        let mut file = self.disk.go_on(&path, end)?;
        self.disk.append(&mut file, &path, &framed(batch))
    }

    /// Writes the ledger anew with one frame.
    pub(super) fn write_anew(&mut self, batch: &[u8]) -> Result<(), DiskFault> {
        self.replace(LEDGER, batch)
    }

    /// Reads what the last build saw; nothing, if there is nothing to be believed.
    pub fn sight(&self) -> Option<Sight> {
        let bytes = self.bytes(SIGHT)?;
        let (checksum, sight, rest) = frame(bytes.strip_prefix(&self.head[..])?)?;
        (rest.is_empty() && fingerprint(sight) == checksum).then(|| Sight::decode(sight)).flatten()
    }

    /// Writes down what this build saw.
    pub(super) fn note(&self, sight: &Sight) -> Result<(), DiskFault> {
        self.replace(SIGHT, &sight.encode())
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        is_file.then(|| fs::read(path).ok()).flatten()
    }

    /// Puts a file with one frame in the place of another.
    fn replace(&self, name: &str, content: &[u8]) -> Result<(), DiskFault> {
        if self.lock.is_none() {
            return Ok(());
        }
        let draft = self.folder.join(format!("{name}.new"));
        self.disk.clear(&draft)?;
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, &self.head)?;
        self.disk.append(&mut file, &draft, &framed(content))?;
        drop(file);
        self.disk.rename(&draft, &self.folder.join(name))
    }
}

fn lock(path: &Path) -> Option<File> {
    if path.is_symlink() {
        return None;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// Cuts off the first frame: its checksum, its content, and what follows; nothing where none is whole.
fn frame(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (checksum, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (content, rest) = rest.split_at_checked(length)?;
    Some((u64::from_le_bytes(*checksum), content, rest))
}

fn framed(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME + content.len());
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(fingerprint(content).to_le_bytes());
    bytes.extend(content);
    bytes
}
