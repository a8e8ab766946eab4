//! The parts of a ledger on the disk: where they are, and their rows, which are read on demand.
//!
//! A batch is the parts that one build wrote, followed by their index. Without its index a batch is incomplete: it is
//! dropped, and so is everything after it, to be overwritten by the next build. Parts are compared with their checksums
//! when a row of them is needed; a damaged one has no rows.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;

use super::log_file::read_at;
use super::part::{FrameHeader, FrameKind, HEADER_LEN, Part};
use super::row;
use super::row_index::{HASH_LEN, RowPlace};

/// The number of parts that stay decoded. Each thread goes through files and targets in order, as they were written.
const RECENT_PARTS: usize = 16;

/// A part on the disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredPart {
    pub(super) header: FrameHeader,
    /// Where its stored bytes begin.
    pub(super) position: u64,
    /// For targets, the number of the part with their published files.
    outputs: Option<u32>,
}

impl StoredPart {
    /// Creates a part whose frame begins at `start`.
    pub(super) fn new(header: FrameHeader, start: u64) -> Self {
        Self { header, position: start + HEADER_LEN as u64, outputs: None }
    }
}

/// The parts that one build wrote.
#[derive(Debug, Default)]
pub(super) struct RowBatch {
    pub(super) parts: Vec<StoredPart>,
    /// The path hashes of all rows but those of published files; 0 for a row that does not count.
    pub(super) hashes: Vec<u64>,
    /// Where it ends.
    pub(super) end: u64,
}

impl RowBatch {
    /// Returns whether there is a hash for each row.
    fn is_complete(&self) -> bool {
        let rows = self.parts.iter().map(|part| part.header);
        let rows = rows.filter(|header| header.kind != FrameKind::Outputs);
        rows.map(|header| header.row_count as usize).sum::<usize>() == self.hashes.len()
    }
}

/// Reads the complete batches of a ledger whose first batch begins at `start`.
pub(super) fn read_batches(file: &mut File, start: u64) -> Vec<RowBatch> {
    let size = file.metadata().map_or(0, |metadata| metadata.len());
    let (mut batches, mut batch, mut position) = (Vec::new(), RowBatch::default(), start);
    while let Some(header) = read_header(file, position) {
        let part = StoredPart::new(header, position);
        position = part.position + u64::from(header.stored_len);
        if position > size {
            break;
        }
        if header.kind != FrameKind::Index {
            batch.parts.push(part);
            continue;
        }
        let Some(hashes) = read_hashes(file, &part) else { break };
        batch = RowBatch { hashes, end: position, ..batch };
        if !batch.is_complete() {
            break;
        }
        batches.push(std::mem::take(&mut batch));
    }
    batches
}

fn read_header(file: &mut File, position: u64) -> Option<FrameHeader> {
    let mut bytes = [0; HEADER_LEN];
    read_at(file, position, &mut bytes)?;
    FrameHeader::decode(&bytes)
}

fn read_stored(file: &mut File, part: &StoredPart) -> Option<Vec<u8>> {
    let mut stored = vec![0; part.header.stored_len as usize];
    read_at(file, part.position, &mut stored)?;
    Some(stored)
}

fn read_hashes(file: &mut File, part: &StoredPart) -> Option<Vec<u64>> {
    let stored = read_stored(file, part).filter(|stored| part.header.is_checksum_of(stored))?;
    let (hashes, rest) = stored.as_chunks::<HASH_LEN>();
    let number = |hash: &[u8; HASH_LEN]| {
        hash.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    };
    rest.is_empty().then(|| hashes.iter().map(number).collect())
}

/// All parts of a ledger.
#[derive(Debug, Default)]
pub(super) struct PartStore {
    file: Option<Mutex<File>>,
    parts: Vec<StoredPart>,
    /// The numbers of parts that were used recently, with the parts, the last one at the end.
    recent: Mutex<VecDeque<(u32, Arc<Part>)>>,
}

impl PartStore {
    pub(super) fn new(file: Option<File>) -> Self {
        Self { file: file.map(Mutex::new), ..Self::default() }
    }

    /// Adds the parts of a batch; calls `add_row` with each row that counts: its part, its path hash and its place.
    pub(super) fn add(
        &mut self,
        batch: &RowBatch,
        mut add_row: impl FnMut(&FrameHeader, u64, RowPlace),
    ) {
        let first = to_number(self.parts.len());
        let numbered = (first..).zip(&batch.parts);
        let mut outputs = numbered
            .clone()
            .filter(|(_, part)| part.header.kind == FrameKind::Outputs)
            .map(|(number, _)| number);
        let mut hashes = batch.hashes.iter();
        for (number, part) in numbered {
            let mut part = *part;
            if part.header.kind == FrameKind::Targets {
                part.outputs = outputs.next();
            }
            self.parts.push(part);
            if part.header.kind == FrameKind::Outputs {
                continue;
            }
            let rows = (0..part.header.row_count).zip(&mut hashes);
            for (ordinal, hash) in rows.filter(|(_, hash)| **hash != 0) {
                add_row(&part.header, *hash, RowPlace { part: number, ordinal });
            }
        }
    }

    /// Decodes a row; `None` if it is damaged.
    pub(super) fn record<T: DeserializeOwned>(&self, place: RowPlace) -> Option<T> {
        row::decode(self.part(place.part)?.row(place.ordinal)?)
    }

    /// Returns the place of the published file of a target.
    pub(super) fn output_place(&self, place: RowPlace) -> Option<RowPlace> {
        let part = self.parts.get(place.part as usize)?.outputs?;
        Some(RowPlace { part, ..place })
    }

    /// Returns a part by its number; `None` if it is damaged.
    pub(super) fn part(&self, number: u32) -> Option<Arc<Part>> {
        if let Some(part) = self.recent_part(number) {
            return Some(part);
        }
        let stored = {
            let file = self.file.as_ref()?;
            let mut file = lock(file);
            read_stored(&mut file, self.parts.get(number as usize)?)?
        };
        let part = Arc::new(Part::decode(&self.parts[number as usize].header, &stored)?);
        let mut recent = lock(&self.recent);
        if recent.len() == RECENT_PARTS {
            recent.pop_front();
        }
        recent.push_back((number, part.clone()));
        Some(part)
    }

    fn recent_part(&self, number: u32) -> Option<Arc<Part>> {
        let mut recent = lock(&self.recent);
        let at = recent.iter().rposition(|(other, _)| *other == number)?;
        let found = recent.remove(at)?;
        recent.push_back(found.clone());
        Some(found.1)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn to_number(count: usize) -> u32 {
    u32::try_from(count).expect("a ledger has fewer than 2^32 parts")
}
