//! New records: each thread encodes those it makes at once, and whole parts are appended to the log.
//!
//! So a build keeps no records. They count once [`NewRecords::finish`] has written their index; whatever a build wrote
//! that did not get so far is overwritten by the next one.
//!
//! **Invariant.** Nothing is written by a build that has nothing to record.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::log_file::{LogAppender, LogFile};
use super::part::{self, Frame, FrameKind, PartBuffer};
use super::part_store::{RowBatch, StoredPart};
use super::records::{AttachmentRecord, PublishedFiles, SourceRecord, TargetInputs};
use super::row;
use super::row_index::path_hash;
use crate::diagnostic::MachineFault;

/// The number of buffers of each kind; more threads share them.
const BUFFERS: usize = 16;

/// The size of what is written at once.
const WRITE_LEN: usize = 1024 * 1024;

/// The new records of one build. All threads add to it; `worker` is the number of the thread.
#[derive(Debug, Default)]
pub struct NewRecords {
    /// `None` if only attachments are remembered.
    log: Option<Mutex<LogWriter>>,
    sources: [Mutex<PartBuffer>; BUFFERS],
    targets: [Mutex<PartBuffer>; BUFFERS],
    pub(super) attachments: Mutex<Vec<(Arc<str>, AttachmentRecord)>>,
    /// The fingerprint of the output folder.
    pub(super) output_folder: u64,
}

impl NewRecords {
    /// Begins the records of a build into an output folder. The log is written after its first `end` bytes, or anew.
    pub(super) fn new(log: Option<Arc<LogFile>>, end: Option<u64>, output_folder: u64) -> Self {
        let log = log.filter(|log| log.is_writable());
        let log = log.map(|log| Mutex::new(LogWriter::new(log, end)));
        Self { log, output_folder, ..Self::default() }
    }

    /// Adds the record of a content file.
    pub fn add_source(&self, worker: usize, record: &SourceRecord) {
        if self.log.is_some() {
            let row = row::encode(&record.entry.source, record);
            self.add(FrameKind::Sources, worker, &record.entry.source, &row);
        }
    }

    /// Adds the record of an attachment.
    pub fn add_attachment(&self, path: Arc<str>, record: AttachmentRecord) {
        lock(&self.attachments).push((path, record));
    }

    /// Adds what a target was rendered from. It counts only if the target is published.
    pub fn add_target(&self, worker: usize, path: &str, inputs: &TargetInputs) {
        if self.log.is_some() {
            self.add(FrameKind::Targets, worker, path, &row::encode(path, &(path, inputs)));
        }
    }

    fn add(&self, kind: FrameKind, worker: usize, path: &str, row: &[u8]) {
        let buffers = if kind == FrameKind::Sources { &self.sources } else { &self.targets };
        let full = {
            let mut buffer = lock(&buffers[worker % BUFFERS]);
            buffer.add(path_hash(path), row).then(|| std::mem::take(&mut *buffer))
        };
        if let Some(part) = full {
            self.write(kind, part);
        }
    }

    /// Compresses a part and appends it.
    fn write(&self, kind: FrameKind, part: PartBuffer) {
        let Some(log) = &self.log else { return };
        let frame = part.encode(kind, self.output_folder);
        lock(log).append(frame, part.hashes);
    }

    /// Writes the rest, and the index; `None` if there is nothing to write. `published` has the published files of the
    /// targets.
    pub(super) fn finish(
        self,
        published: &PublishedFiles<'_>,
    ) -> Option<Result<RowBatch, MachineFault>> {
        for (kind, buffers) in
            [(FrameKind::Sources, &self.sources), (FrameKind::Targets, &self.targets)]
        {
            buffers.iter().for_each(|buffer| self.write_rest(kind, &mut lock(buffer)));
        }
        let mut buffer = PartBuffer::default();
        for (path, record) in lock(&self.attachments).iter() {
            if buffer.add(path_hash(path), &row::encode("", record)) {
                self.write_rest(FrameKind::Attachments, &mut buffer);
            }
        }
        self.write_rest(FrameKind::Attachments, &mut buffer);
        let mut log = self.log?.into_inner().unwrap_or_else(PoisonError::into_inner);
        log.write_outputs(self.output_folder, published);
        log.finish()
    }

    fn write_rest(&self, kind: FrameKind, buffer: &mut PartBuffer) {
        if !buffer.hashes.is_empty() {
            self.write(kind, std::mem::take(buffer));
        }
    }
}

/// Appends parts to a log, and remembers what their index must contain.
#[derive(Debug)]
pub(super) struct LogWriter {
    log_file: Arc<LogFile>,
    /// Where the log begins to be overwritten; `None` if it is written anew.
    start: Option<u64>,
    /// The open file; nothing is opened before there is enough to write.
    file: Option<Result<LogAppender, MachineFault>>,
    /// What is to be written next.
    unwritten: Vec<u8>,
    /// Where the next part begins.
    end: u64,
    parts: Vec<(StoredPart, Vec<u64>)>,
}

impl LogWriter {
    pub(super) fn new(log_file: Arc<LogFile>, start: Option<u64>) -> Self {
        let end = start.unwrap_or(log_file.header_len());
        Self { log_file, start, file: None, unwritten: Vec::new(), end, parts: Vec::new() }
    }

    /// Appends a part.
    pub(super) fn append(&mut self, (header, frame): Frame, hashes: Vec<u64>) {
        self.parts.push((StoredPart::new(header, self.end), hashes));
        self.append_frame(&frame);
    }

    fn append_frame(&mut self, frame: &[u8]) {
        self.unwritten.extend(frame);
        self.end += frame.len() as u64;
        if self.unwritten.len() >= WRITE_LEN {
            self.flush();
        }
    }

    /// Writes what there is to write; nothing any more after a fault.
    fn flush(&mut self) {
        let file = self.file.get_or_insert_with(|| self.log_file.open_appender(self.start));
        if let Ok(appender) = file
            && let Err(fault) = appender.append(&self.unwritten)
        {
            *file = Err(fault);
        }
        self.unwritten.clear();
    }

    /// Appends the published files of the targets in the parts so far; a target without one does not count.
    fn write_outputs(&mut self, output_folder: u64, published: &PublishedFiles<'_>) {
        for number in 0..self.parts.len() {
            let (part, hashes) = &mut self.parts[number];
            if part.header.kind != FrameKind::Targets {
                continue;
            }
            let mut buffer = PartBuffer::default();
            for hash in hashes {
                let output = published.find(*hash);
                let row = output.map(|output| row::encode("", output)).unwrap_or_default();
                buffer.add(*hash, &row);
                *hash = if output.is_some() { *hash } else { 0 };
            }
            self.append(buffer.encode(FrameKind::Outputs, output_folder), Vec::new());
        }
    }

    /// Appends the index of all parts, and closes the file; `None` if there is no part.
    pub(super) fn finish(mut self) -> Option<Result<RowBatch, MachineFault>> {
        if self.parts.is_empty() {
            return None;
        }
        let hashes: Vec<u64> =
            self.parts.iter().flat_map(|(_, hashes)| hashes.iter().copied()).collect();
        self.append_frame(&part::encode_index(&hashes).1);
        self.flush();
        let parts = self.parts.into_iter().map(|(part, _)| part).collect();
        let batch = RowBatch { parts, hashes, end: self.end };
        Some(self.file?.and_then(LogAppender::finish).map(|()| batch))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
