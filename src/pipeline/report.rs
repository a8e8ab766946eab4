//! What a build returns: its report, or why it stopped.
//!
//! A report also comes from a build that stopped at the snapshot; it then equals that of the last build.

use std::sync::Arc;

use jiff::civil::Date;

use super::staleness::RebuildReason;
use crate::diagnostic::{Diagnostic, MachineFault};
use crate::ledger::Snapshot;
use crate::output::{OutputError, OutputRefusal, Published};

/// The outcome of a build.
#[derive(Debug, Default)]
pub struct Report {
    /// The portal's language, in which messages are shown.
    pub language: String,
    /// All diagnostics, in display order.
    pub faults: Vec<Diagnostic>,
    /// The number of entries on the site.
    pub entries: usize,
    /// The number of targets of the site.
    pub targets: usize,
    /// The targets that were rendered or copied, by output path, each with its reason.
    pub rendered: Vec<(Arc<str>, RebuildReason)>,
    /// What was written and removed; `None` if the site was not published.
    pub published: Option<Published>,
    /// The entries excluded because of their errors.
    pub excluded: Vec<Arc<str>>,
    /// The next day on which the site changes without an edit.
    pub next_change: Option<Date>,
}

impl Report {
    /// Returns whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        self.faults.iter().any(Diagnostic::is_error)
    }

    /// The report of a build that changed nothing: that of the snapshot.
    pub(super) fn unchanged(language: &str, snapshot: &Snapshot) -> Self {
        Self {
            language: language.to_owned(),
            faults: snapshot.diagnostics.clone(),
            entries: snapshot.entry_count,
            targets: snapshot.target_count,
            next_change: snapshot.next_change,
            published: Some(Published { unchanged: snapshot.file_count, ..Published::default() }),
            ..Self::default()
        }
    }
}

/// Why a build stopped: a fault of the machine or of the output folder, not of the content.
#[derive(Debug)]
pub enum BuildError {
    /// A file could not be read or written.
    Machine(MachineFault),
    /// The output folder was refused.
    Refused(OutputRefusal),
    /// Files in the output folder are in the way, or the files of the site contradict each other.
    Output(OutputError),
}

impl From<MachineFault> for BuildError {
    fn from(fault: MachineFault) -> Self {
        Self::Machine(fault)
    }
}

impl From<OutputError> for BuildError {
    fn from(error: OutputError) -> Self {
        match error {
            OutputError::Disk(fault) => Self::Machine(fault),
            error => Self::Output(error),
        }
    }
}

impl From<OutputRefusal> for BuildError {
    fn from(refusal: OutputRefusal) -> Self {
        match refusal {
            OutputRefusal::Disk(fault) => Self::Machine(fault),
            refusal => Self::Refused(refusal),
        }
    }
}
