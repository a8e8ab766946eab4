//! The snapshot of a successful build: everything it was built from and everything it produced, by fingerprints.
//!
//! If a later build finds both unchanged, it has nothing to do and reports what this one reported. This is the first
//! early cutoff and covers the whole portal: if anything differs, the build runs as usual.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::source::ScanRecord;

/// The fingerprints and the report of a successful build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The fingerprint of options, settings and theme.
    pub environment_fingerprint: u64,
    /// The content files.
    pub content: ScanRecord,
    /// Where the ledger ended, in which all targets are recorded as they were then.
    pub ledger_end: Option<u64>,
    /// The combined fingerprint of the files of the site.
    pub site_fingerprint: u64,
    /// The day of the build.
    pub day: Date,
    /// The next day on which the site changes although no file does.
    pub next_change: Option<Date>,
    /// The number of entries on the site.
    pub entry_count: usize,
    /// The number of targets of the site.
    pub target_count: usize,
    /// The number of files of the site.
    pub file_count: usize,
    /// The warnings; no advice, which only a check reports.
    pub diagnostics: Vec<Diagnostic>,
}

impl Snapshot {
    /// Returns whether a build on `today` would report the same. Warnings may depend on the day.
    pub fn is_current_on(&self, today: Date) -> bool {
        let is_independent_of_day =
            self.diagnostics.is_empty() && self.next_change.is_none_or(|day| today < day);
        today == self.day || (self.day < today && is_independent_of_day)
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (snapshot, remaining) = postcard::take_from_bytes(bytes).ok()?;
        remaining.is_empty().then_some(snapshot)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("serializing plain data to a vector cannot fail")
    }
}
