//! The file on disk: a head that names format and program, then frames of length, checksum and batch.
//!
//! A frame that was cut short is dropped, and what is added next takes its place. Anything else that is not as it
//! should be makes the whole file nothing. The lock is the operating system's on a file of its own, as the ledger is
//! replaced now and then.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::Access;
use super::rows::Batch;
use crate::source::fingerprint;

const FOLDER: &str = ".niemyet";
const NAME: &str = "ledger";
const DRAFT: &str = "ledger.new";
const LOCK: &str = "lock";

/// The head without the program. The number is that of the format.
const HEAD: &[u8; 16] = b"niemyet-ledger1\n";

/// The bytes of a length and a checksum.
const FRAME: usize = 16;

/// A ledger's file during one build.
#[derive(Debug)]
pub(super) struct Book {
    folder: PathBuf,
    head: Vec<u8>,
    /// Where the last whole frame ends; nothing where the file is to be begun anew.
    end: Option<u64>,
    /// Held while the book is; nothing for one who only reads.
    lock: Option<File>,
}

impl Book {
    /// Opens the file of the portal at `root` and reads it; nothing where there is no place for it or another build
    /// has it.
    pub(super) fn open(root: &Path, program: u64, access: Access) -> Option<(Self, Vec<Batch>)> {
        let folder = root.join(FOLDER);
        if access == Access::Write && fs::symlink_metadata(&folder).is_err() {
            fs::create_dir(&folder).ok()?;
        }
        // A link could lead anywhere.
        if !fs::symlink_metadata(&folder).ok()?.is_dir() {
            return None;
        }
        let lock = if access == Access::Write { Some(lock(&folder.join(LOCK))?) } else { None };
        let head = [&HEAD[..], &program.to_le_bytes()].concat();
        let mut book = Self { folder, head, end: None, lock };
        let batches = book.read().unwrap_or_default();
        Some((book, batches))
    }

    /// Makes it a file to be begun anew.
    pub(super) fn emptied(self) -> Self {
        Self { end: None, ..self }
    }

    /// Tells whether the file is to be begun anew.
    pub(super) fn is_empty(&self) -> bool {
        self.end.is_none()
    }

    fn read(&mut self) -> Option<Vec<Batch>> {
        let path = self.folder.join(NAME);
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        let mut rest = bytes.strip_prefix(&self.head[..])?;
        let mut batches = Vec::new();
        while let Some((checksum, batch, after)) = frame(rest) {
            if fingerprint(batch) != checksum {
                return None;
            }
            batches.push(Batch::decode(batch)?);
            rest = after;
        }
        self.end = Some((bytes.len() - rest.len()) as u64);
        Some(batches)
    }

    /// Adds a frame at the end.
    pub(super) fn append(&mut self, batch: &[u8]) -> io::Result<()> {
        let (Some(end), Some(_)) = (self.end, &self.lock) else { return Ok(()) };
        let mut file = File::options().write(true).open(self.folder.join(NAME))?;
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        file.write_all(&framed(batch))
    }

    /// Writes the file anew with one frame.
    pub(super) fn write_anew(&mut self, batch: &[u8]) -> io::Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        let draft = self.folder.join(DRAFT);
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = File::create_new(&draft)?;
        file.write_all(&self.head)?;
        file.write_all(&framed(batch))?;
        drop(file);
        fs::rename(draft, self.folder.join(NAME))
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

/// Cuts off the first frame: its checksum, its batch, and what follows; nothing where none is whole.
fn frame(bytes: &[u8]) -> Option<(u64, &[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (checksum, rest) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (batch, rest) = rest.split_at_checked(length)?;
    Some((u64::from_le_bytes(*checksum), batch, rest))
}

fn framed(batch: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME + batch.len());
    bytes.extend((batch.len() as u64).to_le_bytes());
    bytes.extend(fingerprint(batch).to_le_bytes());
    bytes.extend(batch);
    bytes
}
