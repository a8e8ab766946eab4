//! Parts: rows of one kind, compressed together, and how they are framed in the log.
//!
//! A frame is a header of fixed width and the stored bytes. The header has a checksum of its own, so that a reader can
//! go from frame to frame without reading what is between. A part is the compressed sequence of its rows, each preceded
//! by its length.
//!
//! **Invariant.** A byte that differs from what was written makes the header or the part invalid.

use super::row_index::HASH_LEN;
use crate::source::fingerprint;

/// The size of the rows of one part, from which it is written: for one row all of them are inflated, in a millisecond.
const PART_LEN: usize = 1024 * 1024;

/// The level of compression: a higher one takes several times as long and gains a twentieth.
const COMPRESSION_LEVEL: i32 = 6;

/// The largest part, in bytes; a single row may exceed [`PART_LEN`].
const MAX_PART_LEN: u32 = 256 * 1024 * 1024;

/// The size of an encoded header.
pub(super) const HEADER_LEN: usize = 40;

/// The kind of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// Content files.
    Sources,
    /// Attachments and pictures.
    Attachments,
    /// Targets, as they were rendered.
    Targets,
    /// The published files of the targets in a part before.
    Outputs,
    /// The path hashes of the rows of a batch, in their order; the batch is complete.
    Index,
}

impl FrameKind {
    const ALL: [Self; 5] =
        [Self::Sources, Self::Attachments, Self::Targets, Self::Outputs, Self::Index];
}

/// The header of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrameHeader {
    pub(super) kind: FrameKind,
    /// The number of rows.
    pub(super) row_count: u32,
    /// The fingerprint of the output folder, for targets.
    pub(super) output_folder: u64,
    /// The size of the rows.
    pub(super) raw_len: u32,
    /// The size of the stored bytes.
    pub(super) stored_len: u32,
    /// The checksum of the stored bytes.
    checksum: u64,
}

impl FrameHeader {
    /// Encodes a frame: its header and the bytes.
    fn frame(self, stored: &[u8]) -> Vec<u8> {
        let kind = FrameKind::ALL.iter().position(|kind| *kind == self.kind).unwrap_or_default();
        let mut frame = Vec::with_capacity(HEADER_LEN + stored.len());
        frame.extend((kind as u32).to_le_bytes());
        frame.extend(self.row_count.to_le_bytes());
        frame.extend(self.output_folder.to_le_bytes());
        frame.extend(self.raw_len.to_le_bytes());
        frame.extend(self.stored_len.to_le_bytes());
        frame.extend(self.checksum.to_le_bytes());
        frame.extend(fingerprint(&frame[..]).to_le_bytes());
        frame.extend(stored);
        frame
    }

    /// Decodes a header; `None` if it is invalid.
    pub(super) fn decode(bytes: &[u8; HEADER_LEN]) -> Option<Self> {
        let (fields, checksum) = bytes.split_last_chunk::<8>()?;
        if fingerprint(fields).to_le_bytes() != *checksum {
            return None;
        }
        let mut fields = fields;
        let mut next = |length: usize| {
            let (field, rest) = fields.split_at(length);
            fields = rest;
            field.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
        };
        let kind = usize::try_from(next(4)).ok()?;
        Some(Self {
            kind: *FrameKind::ALL.get(kind)?,
            row_count: u32::try_from(next(4)).ok()?,
            output_folder: next(8),
            raw_len: u32::try_from(next(4)).ok()?,
            stored_len: u32::try_from(next(4)).ok()?,
            checksum: next(8),
        })
    }

    /// Inflates stored bytes, whatever their checksum.
    pub(super) fn inflate(&self, stored: &[u8]) -> Option<Vec<u8>> {
        zstd::bulk::decompress(stored, self.raw_len as usize).ok()
    }

    /// Returns whether the stored bytes are those that were written.
    pub(super) fn is_checksum_of(&self, stored: &[u8]) -> bool {
        fingerprint(stored) == self.checksum
    }
}

/// A frame with its header, which is also encoded in it.
pub(super) type Frame = (FrameHeader, Vec<u8>);

/// The decoded rows of a part.
#[derive(Debug)]
pub(super) struct Part {
    bytes: Vec<u8>,
    /// Where each row begins, and the end.
    bounds: Vec<u32>,
}

impl Part {
    /// Decodes the stored bytes of a part; `None` if they are invalid.
    pub(super) fn decode(header: &FrameHeader, stored: &[u8]) -> Option<Self> {
        let is_valid = header.is_checksum_of(stored) && header.raw_len <= MAX_PART_LEN;
        Self::of_rows(is_valid.then(|| header.inflate(stored)).flatten()?)
    }

    /// Finds the rows in inflated bytes.
    pub(super) fn of_rows(bytes: Vec<u8>) -> Option<Self> {
        let (mut bounds, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let (length, _) = bytes[at..].split_first_chunk::<4>()?;
            bounds.push(u32::try_from(at).ok()? + 4);
            at = (at + 4).checked_add(u32::from_le_bytes(*length) as usize)?;
        }
        // Each row ends where the length of the next one begins.
        bounds.push(u32::try_from(at).ok()? + 4);
        (at == bytes.len()).then_some(Self { bytes, bounds })
    }

    /// Returns a row by its position.
    pub(super) fn row(&self, ordinal: u32) -> Option<&[u8]> {
        let ordinal = ordinal as usize;
        let (start, next) = (*self.bounds.get(ordinal)?, *self.bounds.get(ordinal + 1)?);
        self.bytes.get(start as usize..next as usize - 4)
    }
}

/// The rows of a part that is being written.
#[derive(Debug, Default)]
pub(super) struct PartBuffer {
    bytes: Vec<u8>,
    /// The path hash of each row.
    pub(super) hashes: Vec<u64>,
}

impl PartBuffer {
    /// Adds a row; returns whether the part is full.
    pub(super) fn add(&mut self, hash: u64, row: &[u8]) -> bool {
        let length = u32::try_from(row.len()).expect("a row is smaller than 4 GiB");
        self.bytes.extend(length.to_le_bytes());
        self.bytes.extend(row);
        self.hashes.push(hash);
        self.bytes.len() >= PART_LEN
    }

    /// Encodes the part as a frame.
    pub(super) fn encode(&self, kind: FrameKind, output_folder: u64) -> Frame {
        let stored = zstd::bulk::compress(&self.bytes, COMPRESSION_LEVEL)
            .expect("compressing to a vector cannot fail");
        encode_frame(kind, output_folder, (self.hashes.len(), self.bytes.len()), &stored)
    }
}

/// Encodes the index of a batch as a frame.
pub(super) fn encode_index(hashes: &[u64]) -> Frame {
    let bytes = |hash: &u64| hash.to_le_bytes().into_iter().take(HASH_LEN);
    let stored: Vec<u8> = hashes.iter().flat_map(bytes).collect();
    encode_frame(FrameKind::Index, 0, (hashes.len(), stored.len()), &stored)
}

fn encode_frame(
    kind: FrameKind,
    output_folder: u64,
    (row_count, raw_len): (usize, usize),
    stored: &[u8],
) -> Frame {
    let length = |len: usize| u32::try_from(len).expect("a part is smaller than 4 GiB");
    let header = FrameHeader {
        kind,
        row_count: length(row_count),
        output_folder,
        raw_len: length(raw_len),
        stored_len: length(stored.len()),
        checksum: fingerprint(stored),
    };
    (header, header.frame(stored))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (PartBuffer, FrameHeader, Vec<u8>) {
        let mut buffer = PartBuffer::default();
        for row in ["một", "", "hai hai hai hai"] {
            buffer.add(1, row.as_bytes());
        }
        let (header, frame) = buffer.encode(FrameKind::Targets, 7);
        (buffer, header, frame)
    }

    #[test]
    fn rows_are_read_back_by_position() {
        let (_, header, frame) = example();
        let (start, stored) = frame.split_first_chunk().expect("there is a header");
        assert_eq!(FrameHeader::decode(start), Some(header));
        let part = Part::decode(&header, stored).expect("it was written just now");
        let rows: Vec<Option<&[u8]>> = (0..4).map(|ordinal| part.row(ordinal)).collect();
        let expected = ["một", "", "hai hai hai hai"].map(|row| Some(row.as_bytes()));
        assert_eq!(rows[..3], expected);
        assert_eq!(rows[3], None);
    }

    #[test]
    fn any_other_byte_is_noticed() {
        let (_, _, frame) = example();
        for at in 0..frame.len() {
            for bit in 0..8 {
                let mut frame = frame.clone();
                frame[at] ^= 1 << bit;
                let (start, stored) = frame.split_first_chunk().expect("there is a header");
                let header = FrameHeader::decode(start);
                assert_eq!(header.is_some(), at >= HEADER_LEN, "{at}");
                assert!(header.is_none_or(|header| Part::decode(&header, stored).is_none()));
            }
        }
    }

    #[test]
    fn a_part_without_rows_has_none() {
        let (header, frame) = PartBuffer::default().encode(FrameKind::Sources, 0);
        let part = Part::decode(&header, &frame[HEADER_LEN..]).expect("it is valid");
        assert_eq!(part.row(0), None);
    }
}
