//! Whether there is anything to do at all: the first cutoff, drawn around the whole portal.
//!
//! A build that ended well sums up all that it was made from and all that it made. The next one that finds the same
//! sums ends there and tells the same; any other runs as ever. So this is no second way to build: it makes nothing.
//!
//! **Invariant.** The sums of a build are those of the files as it began, and stamps that a later change might not
//! show in make none.

use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{Build, Portal, Report};
use crate::diagnostic::{Diagnostic, Severity, format};
use crate::ledger::Snapshot;
use crate::output::{ExistingSite, OutputFingerprint, Published};
use crate::source::fingerprint;

/// Into how many shares the files of a site are parted; more than threads, as some may be slow.
const CHUNKS: usize = 16;

/// Hashes all that is the same for every file: options, settings, theme.
pub(super) fn environment_fingerprint(portal: &Portal) -> u64 {
    let Portal { options, config, settings_fingerprint: settings, theme, .. } = portal;
    let assets: Vec<_> =
        theme.assets().into_iter().map(|name| (theme.asset(&name), name)).collect();
    // A link that leads out of a theme is at fault and changes nothing of it.
    let wrong: Vec<String> =
        portal.load_faults.theme.iter().map(|f| format::json(f).to_string()).collect();
    let theme = (theme.fingerprint(), assets, wrong);
    fingerprint(&(&options.output, options.drafts, config.base_url.to_string(), settings, theme))
}

/// Sums up the site as it stands.
pub(super) fn existing_site_sum(output: &Path) -> Option<u64> {
    let standing = ExistingSite::open(output)?;
    let sums = standing.chunks(CHUNKS).into_par_iter().map(|share| standing.chunk_sum(share));
    let sum = sums.try_reduce(|| 0, |one, other| Some(one.wrapping_add(other)))?;
    Some(standing.add_manifest(sum))
}

impl Report {
    /// Tells what the last build told, and that nothing was done.
    pub(super) fn unchanged(language: &str, sight: Snapshot) -> Self {
        Self {
            language: language.to_owned(),
            faults: sight.diagnostics,
            entries: sight.entry_count,
            targets: sight.target_count,
            next_change: sight.next_change,
            published: Some(Published { unchanged: sight.file_count, ..Published::default() }),
            ..Self::default()
        }
    }
}

impl Build<'_> {
    /// Sums up what this build saw and made; nothing where it did not end well, or a later change might not show.
    pub(super) fn snapshot(&self, report: &Report) -> Option<Snapshot> {
        let Portal { tree, plan, today, .. } = self.portal;
        let published = report.published.as_ref().filter(|_| !report.has_errors())?;
        let content = tree.fingerprint(self.options.now)?;
        let output = self.options.output.as_deref()?;
        let site = self.output_folder_id()?;
        let seal = |path: &'_ str| -> Option<OutputFingerprint> {
            let kept = || self.ledger.target(site, path).map(|row| row.output);
            published.fingerprints.get(path).copied().or_else(kept)
        };
        let paths = plan.targets.iter().map(|target| &*target.route.output);
        let files: Option<Vec<(&str, OutputFingerprint)>> =
            paths.map(|path| Some((path, seal(path)?))).collect();
        let site =
            ExistingSite::published_sum(output, files?.iter().map(|(path, seal)| (*path, seal)))?;
        // Only a check tells advice, and it does not begin with a glance.
        let told = |fault: &&Diagnostic| fault.severity != Severity::Advice;
        Some(Snapshot {
            environment_fingerprint: self.environment_fingerprint,
            content_fingerprint: content,
            site_fingerprint: site,
            day: *today,
            next_change: report.next_change,
            entry_count: report.entries,
            target_count: report.targets,
            file_count: published.unchanged + published.written.len(),
            diagnostics: report.faults.iter().filter(told).cloned().collect(),
        })
    }
}
