//! The files on disk: a head that names format and program, then frames of length, checksum and content.
//!
//! The ledger has a frame for each batch, which labels its parts, and the parts behind it. A batch that was cut short
//! is dropped, and what is added next takes its place. Anything else that is not as it should be makes the whole file
//! nothing. The lock is the operating system's on a file of its own, as the others are replaced now and then.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::records::{ChunkHeader, EncodedChunk, RecordBatch};
use super::snapshot::Snapshot;
use super::{ChunkDecoder, LedgerAccess, ReadScope};
use crate::output::{DiskFault, DiskWriter};
use crate::source::fingerprint;

pub(super) const STATE_FOLDER: &str = ".niemyet";
const LEDGER_FILE: &str = "ledger";
const SNAPSHOT_FILE: &str = "sight";
const LOCK_FILE: &str = "lock";

/// The head without the program. The number is that of the format.
const MAGIC: &[u8; 16] = b"niemyet-ledger4\n";

/// The bytes of a length and a checksum.
const FRAME_HEADER_LEN: u64 = 16;

/// The files of a portal's ledger during one build.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    header: Vec<u8>,
    /// Where the last whole frame ends; nothing where the ledger is to be begun anew.
    end: Option<u64>,
    /// Whether the ledger has parts that were not read.
    has_unread_chunks: bool,
    /// Held while the book is; nothing for one who only reads.
    lock: Option<File>,
    disk: DiskWriter,
}

impl LogFile {
    /// Opens the files of the portal at `root`; nothing where there is no place for them or another build has them.
    /// `program` tells this program from all others.
    pub(crate) fn open(
        disk: DiskWriter,
        root: &Path,
        program: u64,
        access: LedgerAccess,
    ) -> Option<Self> {
        let folder = root.join(STATE_FOLDER);
        if access == LedgerAccess::ReadWrite && fs::symlink_metadata(&folder).is_err() {
            disk.create_folder(&folder).ok()?;
        }
        // A link could lead anywhere.
        if !fs::symlink_metadata(&folder).ok()?.is_dir() {
            return None;
        }
        let lock = if access == LedgerAccess::ReadWrite {
            Some(acquire_lock(&folder.join(LOCK_FILE))?)
        } else {
            None
        };
        let head = [&MAGIC[..], &program.to_le_bytes()].concat();
        Some(Self { folder, header: head, end: None, has_unread_chunks: false, lock, disk })
    }

    /// Makes the ledger one to be begun anew.
    pub(super) fn into_empty(self) -> Self {
        Self { end: None, has_unread_chunks: false, ..self }
    }

    /// Tells whether the ledger is to be begun anew.
    pub(super) fn needs_rewrite(&self) -> bool {
        self.end.is_none()
    }

    /// Tells whether the ledger has parts that were not read.
    pub(super) fn has_unread_chunks(&self) -> bool {
        self.has_unread_chunks
    }

    /// Reads the ledger; nothing, if there is none to be believed.
    pub(super) fn read_batches(
        &mut self,
        scope: ReadScope,
        decode: &ChunkDecoder,
    ) -> Option<Vec<RecordBatch>> {
        let mut rest = FrameReader::of(self.open_file(LEDGER_FILE)?)?;
        if rest.read_bytes(self.header.len() as u64)? != self.header {
            return None;
        }
        let (mut batches, mut end) = (Vec::new(), self.header.len() as u64);
        while let Some(table) = rest.read_frame() {
            let labels: Vec<ChunkHeader> = decode_exact(&table?)?;
            let Some(pieces) = rest.read_chunks(&labels, scope) else { break };
            self.has_unread_chunks |= pieces.len() < labels.len();
            batches.push(RecordBatch::from_chunks(decode(&pieces)?));
            end = rest.position;
        }
        self.end = Some(end);
        Some(batches)
    }

    /// Adds a batch at the end of the ledger.
    pub(super) fn append(&mut self, batch: &[EncodedChunk]) -> Result<(), DiskFault> {
        let (Some(end), Some(_)) = (self.end, &self.lock) else { return Ok(()) };
        let path = self.folder.join(LEDGER_FILE);
        let mut file = self.disk.open_for_append(&path, end)?;
        self.disk.append(&mut file, &path, &encode_batch(batch))
    }

    /// Writes the ledger anew with one batch.
    pub(super) fn rewrite(&mut self, batch: &[EncodedChunk]) -> Result<(), DiskFault> {
        self.replace_file(LEDGER_FILE, &encode_batch(batch))
    }

    /// Reads what the last build saw; nothing, if there is nothing to be believed.
    pub fn read_snapshot(&self) -> Option<Snapshot> {
        let mut rest = FrameReader::of(self.open_file(SNAPSHOT_FILE)?)?;
        if rest.read_bytes(self.header.len() as u64)? != self.header {
            return None;
        }
        let sight = rest.read_frame()??;
        (rest.position == rest.size).then(|| decode_exact(&sight)).flatten()
    }

    /// Writes down what this build saw.
    pub(super) fn write_snapshot(&self, sight: &Snapshot) -> Result<(), DiskFault> {
        self.replace_file(SNAPSHOT_FILE, &encode_frame(&sight.encode()))
    }

    fn open_file(&self, name: &str) -> Option<File> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        is_file.then(|| File::open(path).ok()).flatten()
    }

    /// Puts a file in the place of another.
    fn replace_file(&self, name: &str, content: &[u8]) -> Result<(), DiskFault> {
        if self.lock.is_none() {
            return Ok(());
        }
        let draft = self.folder.join(format!("{name}.new"));
        self.disk.remove_all(&draft)?;
        let mut file = self.disk.create(&draft)?;
        self.disk.append(&mut file, &draft, &self.header)?;
        self.disk.append(&mut file, &draft, content)?;
        drop(file);
        self.disk.rename(&draft, &self.folder.join(name))
    }
}

fn acquire_lock(path: &Path) -> Option<File> {
    if path.is_symlink() {
        return None;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// A file as far as it was not read yet.
struct FrameReader {
    file: File,
    position: u64,
    size: u64,
}

impl FrameReader {
    fn of(file: File) -> Option<Self> {
        let size = file.metadata().ok()?.len();
        Some(Self { file, position: 0, size })
    }

    fn has_remaining(&self, length: u64) -> bool {
        self.position.checked_add(length).is_some_and(|end| end <= self.size)
    }

    /// Reads what comes next; nothing where the file ends before.
    fn read_bytes(&mut self, length: u64) -> Option<Vec<u8>> {
        if !self.has_remaining(length) {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
        let read = self.file.by_ref().take(length).read_to_end(&mut bytes).ok()?;
        self.position += length;
        (read as u64 == length).then_some(bytes)
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        if !self.has_remaining(length) {
            return None;
        }
        self.file.seek_relative(i64::try_from(length).ok()?).ok()?;
        self.position += length;
        Some(())
    }

    /// Reads a frame; nothing where none is whole, and in it nothing where its checksum is another.
    fn read_frame(&mut self) -> Option<Option<Vec<u8>>> {
        let head = self.read_bytes(FRAME_HEADER_LEN)?;
        let (length, checksum) = head.split_first_chunk::<8>()?;
        let content = self.read_bytes(u64::from_le_bytes(*length))?;
        let is_sound = fingerprint(&content[..]).to_le_bytes() == *checksum;
        Some(is_sound.then_some(content))
    }

    /// Reads the parts of a batch that are wanted; nothing where some are cut off.
    fn read_chunks(
        &mut self,
        labels: &[ChunkHeader],
        scope: ReadScope,
    ) -> Option<Vec<EncodedChunk>> {
        let mut pieces = Vec::new();
        for label in labels {
            if scope == ReadScope::FilesOnly && label.is_target_data {
                self.skip(label.length)?;
            } else {
                pieces.push(EncodedChunk { header: *label, bytes: self.read_bytes(label.length)? });
            }
        }
        Some(pieces)
    }
}

/// Writes a batch: a frame with the labels of its parts, and the parts.
fn encode_batch(batch: &[EncodedChunk]) -> Vec<u8> {
    let labels: Vec<ChunkHeader> = batch.iter().map(|piece| piece.header).collect();
    let labels = postcard::to_stdvec(&labels);
    let mut bytes = encode_frame(&labels.expect("numbers, and a vector takes any length"));
    batch.iter().for_each(|piece| bytes.extend_from_slice(&piece.bytes));
    bytes
}

fn decode_exact<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (read, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(read)
}

fn encode_frame(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME_HEADER_LEN as usize + content.len());
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(fingerprint(content).to_le_bytes());
    bytes.extend(content);
    bytes
}
