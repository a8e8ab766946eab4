//! The files in `.niemyet`: the ledger, the snapshot of the last build, and the lock.
//!
//! Ledger and snapshot begin with a header that contains the format version and the build id, followed by frames of
//! length, checksum and content. The snapshot is one frame. The ledger has one frame per batch, which lists the headers
//! of its chunks, followed by the chunks. A truncated batch at the end is dropped and overwritten by the next one; any
//! other damage invalidates the whole file. The operating system's lock is taken on a file of its own, because the
//! other files are replaced.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::records::{ChunkHeader, EncodedChunk, RecordBatch};
use super::snapshot::Snapshot;
use super::{ChunkDecoder, LedgerAccess, ReadScope};
use crate::diagnostic::MachineFault;
use crate::output::{DiskWriter, FileLock};
use crate::source::fingerprint;

/// The folder of the cache, in that of the portal.
pub const STATE_FOLDER: &str = ".niemyet";
const LEDGER_FILE: &str = "ledger";
const SNAPSHOT_FILE: &str = "snapshot";
const LOCK_FILE: &str = "lock";

/// The first part of the header, before the build id. The digit is the version of the format.
const MAGIC: &[u8; 16] = b"niemyet-ledger4\n";

/// The size of a length and a checksum.
const FRAME_HEADER_LEN: u64 = 16;

/// The ledger and the snapshot of a portal, opened for one build and locked if it may write.
#[derive(Debug)]
pub struct LogFile {
    folder: PathBuf,
    header: Vec<u8>,
    /// The end of the last complete frame; `None` if the ledger has to be rewritten.
    end: Option<u64>,
    /// Whether chunks of the ledger were skipped.
    has_unread_chunks: bool,
    /// Held as long as this value exists; `None` with read-only access.
    lock: Option<FileLock>,
    disk: DiskWriter,
}

impl LogFile {
    /// Opens the files of the portal at `root`; `None` if their folder cannot be used or another build holds the lock.
    /// `build_id` identifies the program: a ledger with another one is ignored.
    pub(crate) fn open(
        disk: DiskWriter,
        root: &Path,
        build_id: u64,
        access: LedgerAccess,
    ) -> Option<Self> {
        let folder = root.join(STATE_FOLDER);
        if access == LedgerAccess::ReadWrite && fs::symlink_metadata(&folder).is_err() {
            disk.create_folder(&folder).ok()?;
        }
        // A symbolic link could lead out of the portal.
        if !fs::symlink_metadata(&folder).ok()?.is_dir() {
            return None;
        }
        let lock = if access == LedgerAccess::ReadWrite {
            Some(acquire_lock(&folder.join(LOCK_FILE))?)
        } else {
            None
        };
        let header = [&MAGIC[..], &build_id.to_le_bytes()].concat();
        Some(Self { folder, header, end: None, has_unread_chunks: false, lock, disk })
    }

    /// Discards what was read, so that the next write replaces the ledger.
    pub(super) fn marked_for_rewrite(self) -> Self {
        Self { end: None, has_unread_chunks: false, ..self }
    }

    /// Returns whether the ledger has to be rewritten.
    pub(super) fn needs_rewrite(&self) -> bool {
        self.end.is_none()
    }

    /// Returns whether chunks of the ledger were skipped.
    pub(super) fn has_unread_chunks(&self) -> bool {
        self.has_unread_chunks
    }

    /// Reads the ledger; `None` if it is missing or invalid.
    pub(super) fn read_batches(
        &mut self,
        scope: ReadScope,
        decode: &ChunkDecoder,
    ) -> Option<Vec<RecordBatch>> {
        let mut reader = FrameReader::of(self.open_file(LEDGER_FILE)?)?;
        if reader.read_bytes(self.header.len() as u64)? != self.header {
            return None;
        }
        let (mut batches, mut end) = (Vec::new(), self.header.len() as u64);
        while let Some(frame) = reader.read_frame() {
            let headers: Vec<ChunkHeader> = decode_exact(&frame?)?;
            let Some(chunks) = reader.read_chunks(&headers, scope) else { break };
            self.has_unread_chunks |= chunks.len() < headers.len();
            batches.push(RecordBatch::from_chunks(decode(&chunks)?));
            end = reader.position;
        }
        self.end = Some(end);
        Some(batches)
    }

    /// Appends a batch to the ledger.
    pub(super) fn append(&mut self, batch: &[EncodedChunk]) -> Result<(), MachineFault> {
        let (Some(end), Some(_)) = (self.end, &self.lock) else { return Ok(()) };
        let path = self.folder.join(LEDGER_FILE);
        let mut file = self.disk.open_for_append(&path, end)?;
        self.disk.append(&mut file, &path, &encode_batch(batch))
    }

    /// Replaces the ledger by a single batch.
    pub(super) fn rewrite(&mut self, batch: &[EncodedChunk]) -> Result<(), MachineFault> {
        self.replace_file(LEDGER_FILE, &encode_batch(batch))
    }

    /// Reads the snapshot of the last build; `None` if it is missing or invalid.
    pub fn read_snapshot(&self) -> Option<Snapshot> {
        let mut reader = FrameReader::of(self.open_file(SNAPSHOT_FILE)?)?;
        if reader.read_bytes(self.header.len() as u64)? != self.header {
            return None;
        }
        let snapshot = reader.read_frame()??;
        (reader.position == reader.size).then(|| decode_exact(&snapshot)).flatten()
    }

    /// Writes the snapshot of this build. If that fails, the next build runs in full.
    pub fn write_snapshot(&self, snapshot: &Snapshot) {
        let _ = self.replace_file(SNAPSHOT_FILE, &encode_frame(&snapshot.encode()));
    }

    /// Replaces the snapshot by that of this build, or removes it.
    pub(super) fn replace_snapshot(&self, snapshot: Option<&Snapshot>) {
        match snapshot {
            Some(snapshot) => self.write_snapshot(snapshot),
            None if self.lock.is_some() => {
                // If that fails, the next build compares it with the site, which differs.
                let _ = self.disk.remove_all(&self.folder.join(SNAPSHOT_FILE));
            }
            None => {}
        }
    }

    fn open_file(&self, name: &str) -> Option<File> {
        let path = self.folder.join(name);
        let is_file = fs::symlink_metadata(&path).ok()?.is_file();
        is_file.then(|| File::open(path).ok()).flatten()
    }

    /// Replaces a file atomically, by writing a draft and renaming it.
    fn replace_file(&self, name: &str, content: &[u8]) -> Result<(), MachineFault> {
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

fn acquire_lock(path: &Path) -> Option<FileLock> {
    // A symbolic link could lead out of the portal, and opening a pipe would wait for a reader.
    if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return None;
    }
    let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
    let lock = FileLock(file);
    lock.0.try_lock().is_ok().then_some(lock)
}

/// Reads a file front to back.
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

    /// Reads the next bytes; `None` if the file ends before.
    fn read_bytes(&mut self, length: u64) -> Option<Vec<u8>> {
        if !self.has_remaining(length) {
            return None;
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).ok()?);
        let read_length = self.file.by_ref().take(length).read_to_end(&mut bytes).ok()?;
        self.position += length;
        (read_length as u64 == length).then_some(bytes)
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        if !self.has_remaining(length) {
            return None;
        }
        self.file.seek_relative(i64::try_from(length).ok()?).ok()?;
        self.position += length;
        Some(())
    }

    /// Reads a frame: `None` if it is incomplete, `Some(None)` if its checksum does not match.
    fn read_frame(&mut self) -> Option<Option<Vec<u8>>> {
        let header = self.read_bytes(FRAME_HEADER_LEN)?;
        let (length, checksum) = header.split_first_chunk::<8>()?;
        let content = self.read_bytes(u64::from_le_bytes(*length))?;
        let is_valid = fingerprint(&content[..]).to_le_bytes() == *checksum;
        Some(is_valid.then_some(content))
    }

    /// Reads the chunks of a batch that are in scope; `None` if the batch is truncated.
    fn read_chunks(
        &mut self,
        headers: &[ChunkHeader],
        scope: ReadScope,
    ) -> Option<Vec<EncodedChunk>> {
        let mut chunks = Vec::new();
        for header in headers {
            if scope == ReadScope::FilesOnly && header.is_target_data {
                self.skip(header.length)?;
            } else {
                chunks
                    .push(EncodedChunk { header: *header, bytes: self.read_bytes(header.length)? });
            }
        }
        Some(chunks)
    }
}

/// Encodes a batch: a frame with the headers of its chunks, and the chunks.
fn encode_batch(batch: &[EncodedChunk]) -> Vec<u8> {
    let headers: Vec<ChunkHeader> = batch.iter().map(|chunk| chunk.header).collect();
    let headers = postcard::to_stdvec(&headers);
    let mut bytes = encode_frame(&headers.expect("serializing plain data to a vector cannot fail"));
    batch.iter().for_each(|chunk| bytes.extend_from_slice(&chunk.bytes));
    bytes
}

fn decode_exact<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, remaining) = postcard::take_from_bytes(bytes).ok()?;
    remaining.is_empty().then_some(value)
}

fn encode_frame(content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME_HEADER_LEN as usize + content.len());
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(fingerprint(content).to_le_bytes());
    bytes.extend(content);
    bytes
}
