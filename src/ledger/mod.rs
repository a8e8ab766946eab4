//! The ledger: the cache of the last build. It stores how each file of the portal was read, and which queries each
//! target asked with the fingerprints of their answers.
//!
//! It is an append-only log, `.niemyet/ledger`, and only saves work: a build with it has the same result as one
//! without. So it is never trusted. A ledger that is foreign, truncated, corrupt or written by another build of the
//! program counts as empty; each record is compared with the current state before it is used; and deleting the ledger,
//! or failing to write it, is not an error and is not reported.
//!
//! The same folder holds two other caches: the snapshot of the last build and the resized pictures.
//!
//! **Invariant.** A record describes the state before a file was read or an output was published, so a change made at
//! the same time is detected by the next build.
//!
//! **Left out on purpose.** It stores no bodies, no HTML and no postings, and it is never migrated.

mod build_id;
mod interner;
mod log_file;
mod picture_cache;
mod records;
mod snapshot;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rapidhash::RapidHashMap;

use interner::{Interner, Renumbering};
use records::{RecordBatch, TargetRecords};

use crate::entry::Entry;
use crate::library::Dependency;
use crate::source::FileMetadataKey;

pub use build_id::build_id;
pub use log_file::{LogFile, STATE_FOLDER};
pub use picture_cache::PictureCache;
pub use records::{
    AttachmentRecord, EncodedChunk, PdfReadFailure, RecordChunk, SourceRecord, TargetInputs,
    TargetRecord,
};
pub use snapshot::Snapshot;

/// The number of output folders that are kept when the log is compacted.
const MAX_OUTPUTS: usize = 4;

/// A log with fewer dead records than this is never compacted.
const MIN_RECORDS_TO_COMPACT: usize = 256;

/// The targets of one output folder by path.
type TargetsByPath = RapidHashMap<Arc<str>, TargetRecord>;

/// Decodes all chunks of a batch in order by [`RecordChunk::decode`]; `None` if any is invalid. The caller may use
/// several threads.
pub type ChunkDecoder = dyn Fn(&[EncodedChunk]) -> Option<Vec<RecordChunk<'static>>>;

/// How much of a ledger is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadScope {
    /// Everything.
    All,
    /// Records of files, but not of targets.
    FilesOnly,
}

/// Whether a build may write to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAccess {
    /// It may read and write; it holds the lock.
    ReadWrite,
    /// It may only read.
    ReadOnly,
}

/// The ledger of a portal in memory.
#[derive(Debug, Default)]
pub struct Ledger {
    sources: RapidHashMap<Arc<str>, SourceRecord>,
    attachments: RapidHashMap<Arc<str>, AttachmentRecord>,
    dependencies: Vec<Dependency>,
    links: Vec<Arc<str>>,
    /// By the fingerprint of the output folder, most recently used last.
    outputs: Vec<(u64, TargetsByPath)>,
    /// The number of records in the log, dead ones included.
    record_count: usize,
    log_file: Option<LogFile>,
}

impl Ledger {
    /// Loads the ledger; it is empty if there is none or none that is valid.
    pub fn load(log_file: Option<LogFile>, scope: ReadScope, decode: &ChunkDecoder) -> Self {
        let Some(mut log_file) = log_file else { return Self::default() };
        let batches = log_file.read_batches(scope, decode).unwrap_or_default();
        let mut ledger = Self::default();
        if !batches.into_iter().all(|batch| ledger.merge(batch)) {
            ledger = Self::default();
            return Self { log_file: Some(log_file.marked_for_rewrite()), ..ledger };
        }
        Self { log_file: Some(log_file), ..ledger }
    }

    /// Returns the record of a content file.
    pub fn source(&self, path: &str) -> Option<&SourceRecord> {
        self.sources.get(path)
    }

    /// Lists the entries as the last builds without a fault of theirs read them, in no order.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.sources.values().map(|record| &record.entry)
    }

    /// Returns the record of an attachment, if the file is unchanged.
    pub fn attachment(
        &self,
        path: &str,
        metadata_key: FileMetadataKey,
    ) -> Option<&AttachmentRecord> {
        self.attachments.get(path).filter(|record| record.metadata_key == metadata_key)
    }

    /// Returns the record of a target in an output folder.
    pub fn target(&self, output_folder: u64, path: &str) -> Option<&TargetRecord> {
        let (_, targets) = self.outputs.iter().find(|(other, _)| *other == output_folder)?;
        targets.get(path)
    }

    /// Lists all targets recorded in an output folder, in no order.
    pub fn targets(&self, output_folder: u64) -> impl Iterator<Item = (&str, &TargetRecord)> {
        let outputs = self.outputs.iter().filter(move |(other, _)| *other == output_folder);
        outputs.flat_map(|(_, targets)| targets.iter().map(|(path, record)| (&**path, record)))
    }

    /// Returns the dependencies that target records refer to by id.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// Returns the links that target records refer to by id.
    pub fn links(&self) -> &[Arc<str>] {
        &self.links
    }

    /// Returns a ledger that contains only the attachment records, pending ones included.
    pub fn attachments_with(&self, pending: &PendingRecords) -> Self {
        let mut attachments = self.attachments.clone();
        attachments.extend(pending.attachments.iter().cloned());
        Self { attachments, ..Self::default() }
    }

    /// Adds new attachment records.
    pub fn add_attachments(&mut self, pending: PendingRecords) {
        self.attachments.extend(pending.attachments);
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

    /// Starts collecting new records.
    pub fn begin_records(&self) -> PendingRecords {
        PendingRecords {
            sources: Vec::new(),
            attachments: Vec::new(),
            targets: Vec::new(),
            dependencies: Interner::after(self.dependencies.len()),
            links: Interner::after(self.links.len()),
        }
    }

    /// Appends new records to the log, if there are any. `may_keep` returns whether a content file may have a record,
    /// and `target_exists` whether the site has a target. If a record is not kept, the log is compacted at once, so
    /// that it does not preserve what was removed from the content. Returns false if the log could not be written.
    pub fn commit(
        &mut self,
        pending: PendingRecords,
        output_folder: u64,
        may_keep: &dyn Fn(&str) -> bool,
        target_exists: &dyn Fn(&str) -> bool,
    ) -> bool {
        let has_removed = self.drop_records(may_keep);
        let batch = pending.into_batch(output_folder);
        if self.log_file.is_none() || batch.is_empty() && !has_removed {
            return true;
        }
        let chunks = batch.encode();
        if !self.merge(batch) {
            return false;
        }
        if has_removed {
            // The records of other sites name pages that this build cannot know to be gone.
            self.outputs.retain(|(other, _)| *other == output_folder);
        }
        if let Some((_, targets)) =
            self.outputs.iter_mut().find(|(other, _)| *other == output_folder)
        {
            targets.retain(|path, _| target_exists(path));
        }
        self.write(&chunks, has_removed)
    }

    /// Drops the records of files that may have none; returns whether there were any.
    fn drop_records(&mut self, may_keep: &dyn Fn(&str) -> bool) -> bool {
        let count = |ledger: &Self| ledger.sources.len() + ledger.attachments.len();
        let before = count(self);
        self.sources.retain(|path, _| may_keep(path));
        self.attachments.retain(|path, _| may_keep(path));
        count(self) < before
    }

    /// Appends a batch to the log, or replaces the log by the live records if it `must_compact` or is mostly dead.
    fn write(&mut self, batch: &[EncodedChunk], must_compact: bool) -> bool {
        let Some(mut log_file) = self.log_file.take() else { return true };
        let target_count: usize = self.outputs.iter().map(|(_, targets)| targets.len()).sum();
        let live_count = self.sources.len() + self.attachments.len() + target_count;
        let mostly_dead = self.record_count > MIN_RECORDS_TO_COMPACT + 2 * live_count;
        let compacts = !log_file.has_unread_chunks() && (must_compact || mostly_dead);
        // A failed write is not reported: the next build starts without a ledger.
        let written = if compacts || log_file.needs_rewrite() {
            let live = compacts.then(|| std::mem::take(self).into_live_batch().encode());
            log_file.rewrite(live.as_deref().unwrap_or(batch))
        } else {
            log_file.append(batch)
        };
        self.log_file = Some(log_file);
        written.is_ok()
    }

    /// Adds a batch; returns whether its ids are in range.
    fn merge(&mut self, batch: RecordBatch) -> bool {
        self.record_count += batch.len();
        self.dependencies.extend(batch.dependencies);
        self.links.extend(batch.links);
        self.sources.extend(batch.sources);
        self.attachments.extend(batch.attachments);
        let (dependency_count, link_count) = (self.dependencies.len(), self.links.len());
        let in_bounds = |ids: &[u32], count: usize| ids.iter().all(|id| (*id as usize) < count);
        let is_valid = |target: &TargetRecord| {
            in_bounds(&target.inputs.dependencies, dependency_count)
                && in_bounds(&target.inputs.links, link_count)
        };
        for (output_folder, targets) in batch.outputs {
            if !targets.iter().all(|(_, target)| is_valid(target)) {
                return false;
            }
            let position = self.outputs.iter().position(|(other, _)| *other == output_folder);
            let mut merged = position
                .map_or_else(TargetsByPath::default, |position| self.outputs.remove(position).1);
            merged.extend(targets);
            self.outputs.push((output_folder, merged));
        }
        true
    }

    /// Collects the live records, to compact the log.
    fn into_live_batch(self) -> RecordBatch {
        let first = self.outputs.len().saturating_sub(MAX_OUTPUTS);
        let mut dependencies = Renumbering::new(&self.dependencies);
        let mut links = Renumbering::new(&self.links);
        let mut outputs = Vec::new();
        for (output_folder, targets) in self.outputs.into_iter().skip(first) {
            let mut targets: TargetRecords = targets.into_iter().collect();
            targets.sort_by(|(a, _), (b, _)| a.cmp(b));
            for (_, target) in &mut targets {
                dependencies.renumber(&mut target.inputs.dependencies);
                links.renumber(&mut target.inputs.links);
            }
            outputs.push((output_folder, targets));
        }
        RecordBatch {
            dependencies: dependencies.into_kept(),
            links: links.into_kept(),
            sources: self.sources.into_iter().collect(),
            attachments: self.attachments.into_iter().collect(),
            outputs,
        }
    }
}

/// The new records of one build, which [`Ledger::commit`] writes as one batch.
#[derive(Debug)]
pub struct PendingRecords {
    sources: Vec<(Arc<str>, SourceRecord)>,
    attachments: Vec<(Arc<str>, AttachmentRecord)>,
    targets: TargetRecords,
    dependencies: Interner<Dependency>,
    links: Interner<Arc<str>>,
}

impl PendingRecords {
    /// Adds the record of a content file.
    pub fn add_source(&mut self, path: Arc<str>, source: SourceRecord) {
        self.sources.push((path, source));
    }

    /// Adds the record of an attachment.
    pub fn add_attachment(&mut self, path: Arc<str>, record: AttachmentRecord) {
        self.attachments.push((path, record));
    }

    /// Adds the record of a target as it is in the output now.
    pub fn add_target(&mut self, path: Arc<str>, target: TargetRecord) {
        self.targets.push((path, target));
    }

    /// Returns the ids of the dependencies of a target; those of its `old` record keep theirs.
    pub fn intern_dependencies(
        &mut self,
        dependencies: Vec<Dependency>,
        old: Option<&TargetRecord>,
        ledger: &Ledger,
    ) -> Vec<u32> {
        for id in old.iter().flat_map(|target| &target.inputs.dependencies) {
            self.dependencies.insert_known(ledger.dependencies[*id as usize].clone(), *id);
        }
        dependencies.into_iter().map(|dependency| self.dependencies.intern(dependency)).collect()
    }

    /// Returns the ids of the links of a target; those of its `old` record keep theirs.
    pub fn intern_links(
        &mut self,
        links: Vec<String>,
        old: Option<&TargetRecord>,
        ledger: &Ledger,
    ) -> Vec<u32> {
        for id in old.iter().flat_map(|target| &target.inputs.links) {
            self.links.insert_known(ledger.links[*id as usize].clone(), *id);
        }
        links.into_iter().map(|link| self.links.intern(link.into())).collect()
    }

    /// Converts the records to a batch; without targets, their dependencies and links are left out.
    fn into_batch(self, output_folder: u64) -> RecordBatch {
        let has_no_targets = self.targets.is_empty();
        RecordBatch {
            dependencies: if has_no_targets { Vec::new() } else { self.dependencies.into_new() },
            links: if has_no_targets { Vec::new() } else { self.links.into_new() },
            sources: self.sources,
            attachments: self.attachments,
            outputs: if has_no_targets { Vec::new() } else { vec![(output_folder, self.targets)] },
        }
    }
}
