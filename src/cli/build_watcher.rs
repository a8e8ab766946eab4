//! The monitor of a build on the command line: draws its progress, and measures its costs for `--profile`.
//!
//! The clock is read here only: for the bar until it is shown, for the profile at both ends of each piece of work.

use std::fmt;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::time::Instant;

use indicatif::ProgressDrawTarget;

use super::print;
use super::profile::Profile;
use super::progress::BuildProgress;
use crate::diagnostic::Language;
use crate::monitor::{BuildMonitor, Monitor, Stage, Work};
use crate::preview::clock::Clock;

/// What is shown of a build while it runs, and after it.
pub(super) struct BuildWatcher {
    clock: Clock,
    start: Instant,
    language: Language,
    progress: Option<BuildProgress>,
    profile: Option<Profile>,
}

impl fmt::Debug for BuildWatcher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { progress, profile, .. } = self;
        formatter
            .debug_struct("BuildWatcher")
            .field("progress", progress)
            .field("profile", profile)
            .finish()
    }
}

impl BuildWatcher {
    /// Watches a build that begins now. Progress is shown on a terminal, if the report is text.
    pub(super) fn new(
        clock: Clock,
        language: Language,
        (is_text, has_profile): (bool, bool),
    ) -> Arc<Self> {
        let start = clock.instant();
        let has_bar = is_text && std::io::stderr().is_terminal();
        let progress =
            has_bar.then(|| BuildProgress::new(start, ProgressDrawTarget::stderr, language));
        let profile = has_profile.then(Profile::default);
        Arc::new(Self { clock, start, language, progress, profile })
    }

    /// Returns what the build reports to.
    pub(super) fn monitor(self: &Arc<Self>) -> BuildMonitor {
        BuildMonitor::new(self.clone())
    }

    /// Removes the progress bar, and prints the profile.
    pub(super) fn finish(&self) {
        if let Some(progress) = &self.progress {
            progress.clear();
        }
        if let Some(profile) = &self.profile {
            let table = profile.table((self.start, self.clock.instant()), self.language);
            print::print_line(self.language, table.trim_end(), table.trim_end());
        }
    }
}

impl Monitor for BuildWatcher {
    fn begin(&self, stage: Stage, steps: usize) {
        let now = self.clock.instant();
        if let Some(progress) = &self.progress {
            progress.begin(stage, steps, now);
        }
        if let Some(profile) = &self.profile {
            profile.begin(stage, now);
        }
    }

    fn advance(&self) {
        if let Some(progress) = &self.progress {
            progress.advance(|| self.clock.instant());
        }
    }

    fn now(&self) -> Option<Instant> {
        self.profile.as_ref().map(|_| self.clock.instant())
    }

    fn add(&self, work: Work<'_>, start: Instant) {
        if let Some(profile) = &self.profile {
            profile.add(work, self.clock.instant() - start);
        }
    }
}
