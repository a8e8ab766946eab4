//! What a build says of itself while it runs: its stage, the steps it has done, and what pieces of work cost.
//!
//! The caller passes a [`Monitor`] in, as it passes the clock: `cli` draws a progress bar from the steps, and prints a
//! profile from the costs. Without one, each report is a comparison.
//!
//! **Invariant.** Nothing that a build makes depends on its monitor.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Instant;

/// A part of a build, in the order in which they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Files are listed, and compared with those of the last build.
    Scan,
    /// Entries are read; a step is a file.
    Read,
    /// Library and plan are made.
    Index,
    /// Entries are checked together.
    Validate,
    /// Targets are made and staged; a step is a target.
    Make,
    /// Files are published.
    Publish,
    /// The ledger is written.
    Record,
}

/// A piece of work whose cost is measured.
#[derive(Debug, Clone, Copy)]
pub enum Work<'a> {
    /// Reading an entry, or its text again for its page.
    Read {
        /// The source file.
        entry: &'a str,
    },
    /// Answering a query of a page.
    Answer {
        /// The code of the query.
        query: &'static str,
    },
    /// Rendering a target, its queries included.
    Render {
        /// The template; empty if none is used.
        template: &'a str,
        /// The source file of the entry that the page shows.
        entry: Option<&'a str>,
    },
    /// Staging the bytes of a target.
    Stage,
}

/// Receives what a build says of itself; called by several threads.
pub trait Monitor: Debug + Send + Sync {
    /// A stage begins, of as many steps; 0 if they are not counted. The stage before has ended.
    fn begin(&self, stage: Stage, steps: usize);

    /// A step of the stage is done.
    fn advance(&self);

    /// Returns the time if costs are wanted.
    fn now(&self) -> Option<Instant>;

    /// A piece of work that began at `start` is done.
    fn add(&self, work: Work<'_>, start: Instant);
}

/// The monitor of a build, or none.
#[derive(Debug, Clone, Default)]
pub struct BuildMonitor(Option<Arc<dyn Monitor>>);

impl BuildMonitor {
    /// Reports to a monitor.
    pub fn new(monitor: Arc<dyn Monitor>) -> Self {
        Self(Some(monitor))
    }

    /// Reports that a stage begins ([`Monitor::begin`]).
    pub fn begin(&self, stage: Stage, steps: usize) {
        if let Some(monitor) = &self.0 {
            monitor.begin(stage, steps);
        }
    }

    /// Reports that a step is done.
    pub fn advance(&self) {
        if let Some(monitor) = &self.0 {
            monitor.advance();
        }
    }

    /// Returns the time at which a piece of work begins, if costs are wanted.
    pub fn start(&self) -> Option<Instant> {
        self.0.as_ref()?.now()
    }

    /// Reports a piece of work that began at `start`.
    pub fn finish(&self, start: Option<Instant>, work: Work<'_>) {
        if let (Some(monitor), Some(start)) = (&self.0, start) {
            monitor.add(work, start);
        }
    }
}
