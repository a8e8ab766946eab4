//! What was read of files that may change without a trace: those whose metadata keys have not settled.
//!
//! Such a file is identified by the digest of its bytes instead. Every part of a build that reads a file of the portal
//! adds what it read, so that a file that was read with different bytes is noticed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::{FileTree, SourceFile};

/// The digests of what was read of one file.
#[derive(Debug, Default)]
pub(super) struct ReadLog(Mutex<Vec<[u8; 32]>>);

impl ReadLog {
    pub(super) fn add(&self, sha256: [u8; 32]) {
        let mut digests = self.digests();
        if !digests.contains(&sha256) {
            digests.push(sha256);
        }
    }

    pub(super) fn digests(&self) -> MutexGuard<'_, Vec<[u8; 32]>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileTree {
    /// Remembers from now on what is read of files whose metadata keys have not settled.
    pub fn log_readings(&mut self, now: Timestamp) {
        let is_settled = |file: &SourceFile| file.metadata_key.is_settled(now);
        if self.files.iter().all(is_settled) {
            return;
        }
        let with_log = |mut file: SourceFile| {
            file.read_log = (!is_settled(&file)).then(Arc::default);
            file
        };
        self.files = std::mem::take(&mut self.files).into_iter().map(with_log).collect();
    }
}
