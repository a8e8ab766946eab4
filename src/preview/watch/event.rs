//! What the watcher reports, and the messages that it receives on its thread: from the system, and from the handle.
//!
//! They are values without behaviour, shared by the other files of this module.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use jiff::tz::Offset;

use crate::diagnostic::Diagnostic;

/// What the watcher reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// These paths may have changed, each with everything below it.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed. This is also the first event: from then on every edit is reported.
    Everything,
    /// Another day began.
    NewDay,
    /// The watcher polls from now on, because the system reports no events; with the warning. Sent once.
    Polling(Box<Diagnostic>),
}

/// A message to the watcher's thread.
#[derive(Debug)]
pub(super) enum WatcherMessage {
    /// The system reported events at these paths.
    Changed(Vec<PathBuf>),
    /// Events were lost.
    EventsLost,
    /// The system can report no more events.
    Failed(WatchError),
    UpdateScope(BTreeSet<PathBuf>, Offset),
    /// Reply once all events up to now have been read.
    CatchUp(Sender<()>),
    Stop,
}

/// Why the system cannot report edits.
#[derive(Debug)]
pub(super) enum WatchError {
    /// There are more folders than the system may watch.
    TooManyFolders,
    /// Another error, with the system's message.
    Other(String),
}
