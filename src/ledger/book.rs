//! The files on disk: a head that names format and program, then frames of length, checksum and content.
//!
//! The ledger has a frame for each batch, which labels its parts, and the parts behind it. A batch that was cut short
//! is dropped, and what is added next takes its place. Anything else that is not as it should be makes the whole file
//! nothing. The lock is the operating system's on a file of its own, as the others are replaced now and then.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::rows::{Batch, Label, Piece};
use super::sight::Sight;
use super::{Access, Decode, Scope};
use crate::output::{Disk, DiskFault};
use crate::source::fingerprint;

pub(super) const FOLDER: &str = ".niemyet";
const LEDGER: &str = "ledger";
const SIGHT: &str = "sight";
const LOCK: &str = "lock";

/// The head without the program. The number is that of the format.
const HEAD: &[u8; 16] = b"niemyet-ledger4\n";

/// The bytes of a length and a checksum.
const FRAME: u64 = 16;

/// The files of a portal's ledger during one build.
#[derive(Debug)]
pub struct Book {
    folder: PathBuf,
    head: Vec<u8>,
    /// Where the last whole frame ends; nothing where the ledger is to be begun anew.
    end: Option<u64>,
    /// Whether the ledger has parts that were not read.
    has_more: bool,
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
        Some(Self { folder, head, end: None, has_more: false, lock, disk })
    }

    /// Makes the ledger one to be begun anew.
    pub(super) fn emptied(self) -> Self {
        Self { end: None, has_more: false, ..self }
    }

    /// Tells whether the ledger is to be begun anew.
    pub(super) fn is_empty(&self) -> bool {
        self.end.is_none()
    }

    /// Tells whether the ledger has parts that were not read.
    pub(super) fn has_more(&self) -> bool {
        self.has_more
    }

    /// Reads the ledger; nothing, if there is none to be believed.
    pub(super) fn read(&mut self, scope: Scope, decode: &Decode) -> Option<Vec<Batch>> {
        let mut rest = Rest::of(self.file(LEDGER)?)?;
        if rest.take(self.head.len() as u64)? != self.head {
            return None;
        }
        let (mut batches, mut end) = (Vec::new(), self.head.len() as u64);
        while let Some(table) = rest.frame() {
            let labels: Vec<Label> = from_bytes(&table?)?;
            let Some(pieces) = rest.pieces(&labels, scope) else { break };
            self.has_more |= pieces.len() < labels.len();
            batches.push(Batch::of(decode(&pieces)?));
            end = rest.at;
        }
        self.end = Some(end);
        Some(batches)
    }

    /// Adds a batch at the end of the ledger.
    pub(super) fn append(&mut self, batch: &[Piece]) -> Result<(), DiskFault> {
        let (Some(end), Some(_)) = (self.end, &self.lock) else { return Ok(()) };
        let path = self.folder.join(LEDGER);
        let mut file = self.disk.go_on(&path, end)?;
        self.disk.append(&mut file, &path, &joined(batch))
    }

    /// Writes the ledger anew with one batch.
    pub(super) fn write_anew(&mut self, batch: &[Piece]) -> Result<(), DiskFault> {
        self.replace(LEDGER, &joined(batch))
    }

    /// Reads what the last build saw; nothing, if there is nothing to be believed.
    pub fn sight(&self) -> Option<Sight> {
        let mut rest = Rest::of(self.file(SIGHT)?)?;
        if rest.take(self.head.len() as u64)? != self.head {
            return None;
        }
        let sight = rest.frame()??;
        (rest.at == rest.size).then(|| from_bytes(&sight)).flatten()
    }

    /// Writes down what this build saw.
    pub(super) fn note(&self, sight: &Sight) -> Result<(), DiskFault> {
        self.replace(SIGHT, &framed(&sight.encode()))
    }

    fn file(&self, name: &str) -> Option<File> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        is_file.then(|| File::open(path).ok()).flatten()
    }

    /// Puts a file in the place of another.
    fn replace(&self, name: &str, content: &[u8]) -> Result<(), DiskFault> {
        if self.lock.is_none() {
            return Ok(());
        }
        let draft = self.folder.join(format!("{name}.new"));
        self.disk.clear(&draft)?;
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, &self.head)?;
        self.disk.append(&mut file, &draft, content)?;
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

/// A file as far as it was not read yet.
struct Rest {
    file: File,
    at: u64,
    size: u64,
}

impl Rest {
    fn of(file: File) -> Option<Self> {
        let size = file.metadata().ok()?.len();
        Some(Self { file, at: 0, size })
    }

    fn has(&self, length: u64) -> bool {
        self.at.checked_add(length).is_some_and(|end| end <= self.size)
    }

    /// Reads what comes next; nothing where the file ends before.
    fn take(&mut self, length: u64) -> Option<Vec<u8>> {
        if !self.has(length) {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
        let read = self.file.by_ref().take(length).read_to_end(&mut bytes).ok()?;
        self.at += length;
        (read as u64 == length).then_some(bytes)
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        if !self.has(length) {
            return None;
        }
        self.file.seek_relative(i64::try_from(length).ok()?).ok()?;
        self.at += length;
        Some(())
    }

    /// Reads a frame; nothing where none is whole, and in it nothing where its checksum is another.
    fn frame(&mut self) -> Option<Option<Vec<u8>>> {
        let head = self.take(FRAME)?;
        let (length, checksum) = head.split_first_chunk::<8>()?;
        let content = self.take(u64::from_le_bytes(*length))?;
        let is_sound = fingerprint(&content[..]).to_le_bytes() == *checksum;
        Some(is_sound.then_some(content))
    }

    /// Reads the parts of a batch that are wanted; nothing where some are cut off.
    fn pieces(&mut self, labels: &[Label], scope: Scope) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        for label in labels {
            if scope == Scope::Files && label.is_of_targets {
                self.skip(label.length)?;
            } else {
                pieces.push(Piece { label: *label, bytes: self.take(label.length)? });
            }
        }
        Some(pieces)
    }
}

/// Writes a batch: a frame with the labels of its parts, and the parts.
fn joined(batch: &[Piece]) -> Vec<u8> {
    let labels: Vec<Label> = batch.iter().map(|piece| piece.label).collect();
    let labels = postcard::to_stdvec(&labels);
    let mut bytes = framed(&labels.expect("numbers, and a vector takes any length"));
    batch.iter().for_each(|piece| bytes.extend_from_slice(&piece.bytes));
    bytes
}

fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (read, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(read)
}

fn framed(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME as usize + content.len());
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(fingerprint(content).to_le_bytes());
    bytes.extend(content);
    bytes
}
