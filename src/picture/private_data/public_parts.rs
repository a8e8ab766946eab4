//! The parts of a picture that are published: ranges of its bytes, and what is written in place of a block.
//!
//! They are moved together within the bytes, so that no second copy of a large picture is made.

use std::ops::Range;

/// The parts of a picture that are published, in order.
///
/// **Invariant.** What is written in place of a block is not longer than the block.
#[derive(Default)]
pub(super) struct PublicParts(Vec<PublicPart>);

enum PublicPart {
    /// This range of the bytes.
    Original(Range<usize>),
    /// Other bytes.
    Written(Vec<u8>),
}

impl PublicParts {
    /// Adds a range of the bytes.
    pub(super) fn keep(&mut self, range: Range<usize>) {
        match self.0.last_mut() {
            Some(PublicPart::Original(last)) if last.end == range.start => last.end = range.end,
            _ => self.0.push(PublicPart::Original(range)),
        }
    }

    /// Adds bytes that are written in place of a block.
    pub(super) fn write(&mut self, bytes: Vec<u8>) {
        self.0.push(PublicPart::Written(bytes));
    }

    /// Adds a part whose bytes are known later; returns its index.
    pub(super) fn reserve(&mut self, length: usize) -> usize {
        self.write(vec![0; length]);
        self.0.len() - 1
    }

    /// Sets the bytes of a part that was reserved.
    pub(super) fn fill(&mut self, index: usize, bytes: Vec<u8>) {
        self.0[index] = PublicPart::Written(bytes);
    }

    /// Returns the length of all parts together.
    pub(super) fn length(&self) -> usize {
        let lengths = self.0.iter().map(|part| match part {
            PublicPart::Original(range) => range.len(),
            PublicPart::Written(bytes) => bytes.len(),
        });
        lengths.sum()
    }

    /// Returns whether the parts together are the picture as it was.
    pub(super) fn are_all_of(&self, bytes: &[u8]) -> bool {
        let mut at = 0;
        let is_unchanged = |part: &PublicPart| {
            let start = at;
            match part {
                PublicPart::Original(range) => {
                    at += range.len();
                    range.start == start
                }
                PublicPart::Written(written) => {
                    at += written.len();
                    bytes.get(start..at) == Some(&written[..])
                }
            }
        };
        self.length() == bytes.len() && self.0.iter().all(is_unchanged)
    }

    /// Moves the parts to the front of the bytes, and drops what follows.
    pub(super) fn move_to_front(self, bytes: &mut Vec<u8>) {
        let mut end = 0;
        for part in self.0 {
            let start = end;
            match part {
                PublicPart::Original(range) => {
                    end += range.len();
                    bytes.copy_within(range, start);
                }
                PublicPart::Written(written) => {
                    end += written.len();
                    bytes[start..end].copy_from_slice(&written);
                }
            }
        }
        bytes.truncate(end);
    }
}
