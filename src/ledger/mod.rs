//! The ledger, `.niemyet/ledger`: how each file of the portal was read by the last builds, and which queries each
//! target asked, with the fingerprints of their answers. Beside it are the build snapshot and the resized pictures.
//!
//! ```text
//! header | batch | batch | …        one batch per build; the header has the format version and the build id
//! batch:  part | part | … | index   part: 40 bytes of lengths and checksums, then rows of one kind, compressed
//! index:  the hash of the path of each row, 6 bytes each; only this is read at first
//! row:    a record; the stem of its own path, where it occurs again, is left out
//! ```
//!
//! **Invariant.** It only saves work and is never trusted: what is foreign, old, incomplete or damaged does not exist,
//! and a record is compared with the current state before it is used. Not to be able to write it is no error. A record
//! describes the state before a file was read or published, so a change made meanwhile is detected by the next build.
//!
//! **Left out on purpose.** It stores no bodies, no HTML and no postings, and it is never migrated.

mod build_id;
mod log_file;
mod new_records;
mod part;
mod part_store;
mod picture_cache;
mod records;
mod row;
mod row_index;
mod snapshot;

#[cfg(test)]
mod tests;

use std::io::Seek as _;
use std::sync::{Arc, PoisonError};

use rapidhash::RapidHashMap;

use new_records::LogWriter;
use part::{FrameKind, PartBuffer};
use part_store::{PartStore, RowBatch, read_batches};
use row_index::{RowIndex, RowPlace, path_hash};

use crate::entry::Entry;
use crate::library::EntryHash;
use crate::output::OutputFingerprint;
use crate::source::FileMetadataKey;

pub use build_id::build_id;
pub use log_file::{LogFile, STATE_FOLDER};
pub use new_records::NewRecords;
pub use picture_cache::PictureCache;
pub use records::{
    AttachmentRecord, LinkHash, PdfReadFailure, PublishedFiles, RecordedAnswers, SourceRecord,
    TargetInputs, TargetRecord,
};
pub use row_index::PathSet;
pub use snapshot::Snapshot;

/// The number of output folders that are kept when the log is compacted.
const MAX_OUTPUTS: usize = 4;

/// A log with fewer dead rows than this is never compacted.
const MIN_ROWS_TO_COMPACT: usize = 256;

/// Whether a build may write to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAccess {
    /// It may read and write; it holds the lock.
    ReadWrite,
    /// It may only read.
    ReadOnly,
}

/// What holds once a build has ended: it completes the new records and outdates others.
#[derive(Debug, Default)]
pub struct CommitScope<'a> {
    /// The content files that may have records; `None` if all of them stay.
    pub files: Option<PathSet>,
    /// The targets of the site; `None` if all of them stay.
    pub targets: Option<PathSet>,
    /// The published files of the new target records.
    pub published: PublishedFiles<'a>,
}

/// The ledger of a portal: in memory are the places of its rows.
#[derive(Debug, Default)]
pub struct Ledger {
    sources: RowIndex,
    attachments: RowIndex,
    /// Targets by the fingerprint of the output folder, most recently used last.
    outputs: Vec<(u64, RowIndex)>,
    /// The number of rows in the log, dead ones included.
    row_count: usize,
    store: PartStore,
    /// Attachments that are in memory only, by path hash.
    remembered: RapidHashMap<u64, AttachmentRecord>,
    log_file: Option<Arc<LogFile>>,
    /// The end of the last complete batch; `None` if the log has to be written anew.
    end: Option<u64>,
}

impl Ledger {
    /// Loads the ledger; it is empty if there is none or none that is valid.
    pub fn load(log_file: Option<LogFile>) -> Self {
        let file = log_file.as_ref().and_then(LogFile::open_ledger);
        let mut ledger = Self { log_file: log_file.map(Arc::new), ..Self::default() };
        if let Some(mut file) = file
            && let Ok(start) = file.stream_position()
        {
            let batches = read_batches(&mut file, start);
            ledger.end = Some(batches.last().map_or(start, |batch| batch.end));
            ledger.store = PartStore::new(Some(file));
            ledger.merge(batches);
        }
        ledger
    }

    /// Returns the record of a content file.
    pub fn source(&self, path: &str) -> Option<SourceRecord> {
        let record: SourceRecord = self.store.record(self.sources.find(path_hash(path))?)?;
        (&*record.entry.source == path).then_some(record)
    }

    /// Lists the records of content files with one of some hashes.
    pub fn sources_of(&self, hashes: &[EntryHash]) -> impl Iterator<Item = SourceRecord> {
        let places = hashes.iter().flat_map(|hash| self.sources.find_by_prefix(hash.bits()));
        places.filter_map(|place| self.store.record(place))
    }

    /// Returns where the log ends: it grows with every change of the ledger.
    pub fn end(&self) -> Option<u64> {
        self.end
    }

    /// Lists the entries as the last builds without a fault of theirs read them, in no order.
    pub fn entries(&self) -> impl Iterator<Item = Arc<Entry>> {
        let rows = self.sources.in_file_order().into_iter();
        rows.filter_map(|(place, _)| Some(self.store.record::<SourceRecord>(place)?.entry))
    }

    /// Returns the record of an attachment, if the file is unchanged.
    pub fn attachment(
        &self,
        path: &str,
        metadata_key: FileMetadataKey,
    ) -> Option<AttachmentRecord> {
        let hash = path_hash(path);
        let remembered = self.remembered.get(&hash).cloned();
        let recorded = || self.store.record(self.attachments.find(hash)?);
        remembered.or_else(recorded).filter(|record| record.metadata_key == metadata_key)
    }

    /// Returns the record of a target in an output folder.
    pub fn target(&self, output_folder: u64, path: &str) -> Option<TargetRecord> {
        let place = self.target_place(output_folder, path)?;
        let (recorded_path, inputs): (String, TargetInputs) = self.store.record(place)?;
        let output = self.store.record(self.store.output_place(place)?)?;
        (recorded_path == path).then_some(TargetRecord { inputs, output })
    }

    /// Returns the published file of a target in an output folder.
    pub fn published_file(&self, output_folder: u64, path: &str) -> Option<OutputFingerprint> {
        let place = self.target_place(output_folder, path)?;
        self.store.record(self.store.output_place(place)?)
    }

    /// Lists the published files of all targets recorded in an output folder, in no order.
    pub fn published_files(
        &self,
        output_folder: u64,
    ) -> impl Iterator<Item = (String, OutputFingerprint)> {
        let rows = self.targets_in(output_folder).map(RowIndex::in_file_order).unwrap_or_default();
        rows.into_iter().filter_map(|(place, _)| {
            let (path, _): (String, TargetInputs) = self.store.record(place)?;
            Some((path, self.store.record(self.store.output_place(place)?)?))
        })
    }

    fn targets_in(&self, output_folder: u64) -> Option<&RowIndex> {
        let (_, targets) = self.outputs.iter().find(|(other, _)| *other == output_folder)?;
        Some(targets)
    }

    fn target_place(&self, output_folder: u64, path: &str) -> Option<RowPlace> {
        self.targets_in(output_folder)?.find(path_hash(path))
    }

    /// Returns a ledger that contains only the attachment records, new ones included, in memory.
    pub fn attachments_with(&self, new_records: &NewRecords) -> Self {
        let rows = self.attachments.in_file_order().into_iter();
        let recorded = rows.filter_map(|(place, hash)| Some((hash, self.store.record(place)?)));
        let mut remembered: RapidHashMap<u64, AttachmentRecord> = recorded.collect();
        remembered.extend(self.remembered.iter().map(|(hash, record)| (*hash, record.clone())));
        let mut ledger = Self { remembered, ..Self::default() };
        ledger.remember_attachments(new_records);
        ledger
    }

    /// Remembers new attachment records.
    pub fn remember_attachments(&mut self, new_records: &NewRecords) {
        let new = new_records.attachments.lock().unwrap_or_else(PoisonError::into_inner);
        self.remembered.extend(new.iter().map(|(path, record)| (path_hash(path), record.clone())));
    }

    /// Stores the snapshot of the build, by which the next one detects that nothing has changed, or removes that of
    /// an earlier build.
    pub fn replace_snapshot(&self, snapshot: Option<&Snapshot>) {
        self.log_file.iter().for_each(|log_file| log_file.replace_snapshot(snapshot));
    }

    /// Releases the lock; nothing is written afterwards.
    pub fn close(&mut self) {
        self.log_file = None;
    }

    /// Begins the new records of a build into an output folder.
    pub fn begin_records(&self, output_folder: u64) -> NewRecords {
        NewRecords::new(self.log_file.clone(), self.end, output_folder)
    }

    /// Completes the new records of a build in the log, if there are any. If a record of a content file does not stay,
    /// the log is compacted at once, so that it does not preserve what was removed from the content. Returns false if
    /// the log could not be written.
    pub fn commit(&mut self, new_records: NewRecords, scope: &CommitScope<'_>) -> bool {
        if !self.log_file.as_ref().is_some_and(|log_file| log_file.is_writable()) {
            return true;
        }
        let output_folder = new_records.output_folder;
        let has_removed = scope.files.as_ref().is_some_and(|files| {
            let of_sources = self.sources.retain(files);
            self.attachments.retain(files) || of_sources
        });
        match new_records.finish(&scope.published) {
            // A failed write is not reported: the next build starts without a ledger.
            Some(Err(_)) => return false,
            Some(Ok(batch)) => self.merge_written(batch),
            None => {}
        }
        if has_removed {
            // The records of other sites name pages that this build cannot know to be gone.
            self.outputs.retain(|(other, _)| *other == output_folder);
        }
        if !(has_removed || self.is_mostly_dead()) {
            return true;
        }
        let mut outputs = self.outputs.iter_mut();
        if let Some((_, targets)) = outputs.find(|(other, _)| *other == output_folder)
            && let Some(existing) = &scope.targets
        {
            targets.retain(existing);
        }
        self.compact()
    }

    /// Adds a batch that this build wrote.
    fn merge_written(&mut self, batch: RowBatch) {
        if self.end.is_none() {
            // The ledger is a new file.
            let file = self.log_file.as_ref().and_then(|log_file| log_file.open_ledger());
            self.store = PartStore::new(file);
        }
        self.end = Some(batch.end);
        self.merge(vec![batch]);
    }

    /// Adds batches to the index.
    fn merge(&mut self, batches: Vec<RowBatch>) {
        let (mut sources, mut attachments, mut targets) = (Rows::new(), Rows::new(), Vec::new());
        for batch in batches {
            self.row_count += batch.hashes.len();
            self.store.add(&batch, |header, hash, place| match header.kind {
                FrameKind::Sources => sources.push((hash, place)),
                FrameKind::Attachments => attachments.push((hash, place)),
                FrameKind::Targets => {
                    rows_in(&mut targets, header.output_folder).push((hash, place));
                }
                FrameKind::Outputs | FrameKind::Index => {}
            });
        }
        self.sources.extend(sources.into_iter());
        self.attachments.extend(attachments.into_iter());
        for (output_folder, rows) in targets {
            let position = self.outputs.iter().position(|(other, _)| *other == output_folder);
            let mut index =
                position.map_or_else(RowIndex::default, |position| self.outputs.remove(position).1);
            index.extend(rows.into_iter());
            self.outputs.push((output_folder, index));
        }
    }

    fn is_mostly_dead(&self) -> bool {
        let target_count: usize = self.outputs.iter().map(|(_, targets)| targets.len()).sum();
        let live_count = self.sources.len() + self.attachments.len() + target_count;
        self.row_count > MIN_ROWS_TO_COMPACT + 2 * live_count
    }

    /// Replaces the log by its live rows; returns false if it could not be written.
    fn compact(&mut self) -> bool {
        let Some(log_file) = &self.log_file else { return true };
        let mut writer = LogWriter::new(log_file.clone(), None);
        self.copy_rows(&mut writer, (FrameKind::Sources, 0), &self.sources);
        self.copy_rows(&mut writer, (FrameKind::Attachments, 0), &self.attachments);
        let first = self.outputs.len().saturating_sub(MAX_OUTPUTS);
        for (output_folder, targets) in &self.outputs[first..] {
            self.copy_rows(&mut writer, (FrameKind::Targets, *output_folder), targets);
        }
        let batch = writer.finish();
        self.end = batch.as_ref().and_then(|batch| Some(batch.as_ref().ok()?.end));
        batch.is_none_or(|batch| batch.is_ok())
    }

    /// Copies the rows of one kind, except damaged ones; those of targets with those of their published files.
    fn copy_rows(
        &self,
        writer: &mut LogWriter,
        (kind, output_folder): (FrameKind, u64),
        index: &RowIndex,
    ) {
        let (mut rows, mut outputs) = (PartBuffer::default(), PartBuffer::default());
        let mut write = |rows: &mut PartBuffer, outputs: &mut PartBuffer| {
            let (rows, outputs) = (std::mem::take(rows), std::mem::take(outputs));
            if rows.hashes.is_empty() {
                return;
            }
            writer.append(rows.encode(kind, output_folder), rows.hashes);
            if kind == FrameKind::Targets {
                writer.append(outputs.encode(FrameKind::Outputs, output_folder), Vec::new());
            }
        };
        for (place, hash) in index.in_file_order() {
            let part = self.store.part(place.part);
            let Some(row) = part.as_ref().and_then(|part| part.row(place.ordinal)) else {
                continue;
            };
            if kind == FrameKind::Targets {
                let place = self.store.output_place(place);
                let part = place.and_then(|place| self.store.part(place.part));
                let output = part.as_ref().and_then(|part| part.row(place?.ordinal));
                let Some(output) = output else { continue };
                outputs.add(hash, output);
            }
            if rows.add(hash, row) {
                write(&mut rows, &mut outputs);
            }
        }
        write(&mut rows, &mut outputs);
    }
}

/// Places of rows, by path hash.
type Rows = Vec<(u64, RowPlace)>;

/// Returns the last rows of targets, or new ones if those are in another output folder.
fn rows_in(targets: &mut Vec<(u64, Rows)>, output_folder: u64) -> &mut Rows {
    if targets.last().is_none_or(|(last, _)| *last != output_folder) {
        targets.push((output_folder, Rows::new()));
    }
    let (_, rows) = targets.last_mut().expect("one was added if there was none");
    rows
}

/// Returns whether bytes are rows of a part, and all of them valid records.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub fn are_records(rows: &[u8]) -> bool {
    let is_record = |row: &[u8]| {
        row::decode::<SourceRecord>(row).is_some()
            || row::decode::<AttachmentRecord>(row).is_some()
            || row::decode::<(String, TargetInputs)>(row).is_some()
            || row::decode::<OutputFingerprint>(row).is_some()
    };
    part::Part::of_rows(rows.to_vec())
        .is_some_and(|part| (0..).map_while(|ordinal| part.row(ordinal)).all(is_record))
}

/// Returns the inflated rows of each part of a ledger, dead ones included.
#[cfg(any(test, feature = "failure-hooks", feature = "fuzzing"))]
#[doc(hidden)]
pub fn inflated_parts(ledger: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut parts) =
        (ledger.get(log_file::HEADER_LEN..).unwrap_or_default(), Vec::new());
    while let Some((start, after)) = rest.split_first_chunk()
        && let Some(header) = part::FrameHeader::decode(start)
        && let Some((stored, after)) = after.split_at_checked(header.stored_len as usize)
    {
        parts.extend((header.kind != FrameKind::Index).then(|| header.inflate(stored)).flatten());
        rest = after;
    }
    parts
}

/// Returns all that a ledger contains, dead rows included, for tests that search it.
#[cfg(any(test, feature = "failure-hooks"))]
#[doc(hidden)]
pub fn plain_content(ledger: &[u8]) -> Vec<u8> {
    let parts = inflated_parts(ledger).into_iter().filter_map(part::Part::of_rows);
    let rows = |part: part::Part| {
        let rows = (0..).map_while(|ordinal| Some(part.row(ordinal)?.to_vec()));
        rows.collect::<Vec<_>>()
    };
    parts.flat_map(rows).filter_map(|row| row::unfold(&row)).flatten().collect()
}
