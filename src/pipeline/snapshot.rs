//! The build snapshot: ends a build early if neither its inputs nor the published site changed since the last build.
//!
//! A successful build records everything it read and everything it published. If the next build finds that nothing of
//! this has changed, it reports the same result and stops; otherwise it runs in full. This is not a second build path:
//! it produces nothing.
//!
//! **Invariant.** The snapshot describes the content files as the build read them. Nothing is promised about a file of
//! the site that another program changes while it is being published: what is published is managed by builds alone.

use std::path::Path;
use std::sync::Arc;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::options::Options;
use super::portal::Portal;
use super::report::Report;
use crate::diagnostic::{Diagnostic, MachineFault, Severity, format};
use crate::ledger::{Ledger, LogFile, Snapshot};
use crate::output::{ExistingSite, OutputFingerprint};
use crate::source::{FileTree, ScanRecord, fingerprint};

/// The number of chunks into which the files of a site are split; more than threads, as chunks differ in cost.
const CHUNKS: usize = 16;

/// Hashes the inputs that are not content files: options, settings and theme.
pub(super) fn environment_fingerprint(portal: &Portal) -> u64 {
    let Portal { options, config, settings_fingerprint: settings, theme, .. } = portal;
    let assets = theme.assets();
    // A symbolic link out of the theme folder is an error that leaves the theme itself unchanged.
    let theme_faults: Vec<String> =
        portal.load_faults.theme.iter().map(|f| format::json(f).to_string()).collect();
    let theme = (theme.fingerprint(), assets, theme_faults);
    fingerprint(&(&options.output, options.drafts, config.base_url.to_string(), settings, theme))
}

/// Computes the fingerprint of the published site from the metadata of its files; `None` if a file is missing.
fn existing_site_fingerprint(output: &Path) -> Option<u64> {
    let site = ExistingSite::open(output)?;
    let sums = site.chunks(CHUNKS).into_par_iter().map(|chunk| site.chunk_sum(chunk));
    let sum = sums.try_reduce(|| 0, |one, other| Some(one.wrapping_add(other)))?;
    Some(site.add_manifest(sum))
}

/// Returns whether the published site is as the build of the snapshot left it.
pub(super) fn is_site_unchanged(output: &Path, snapshot: &Snapshot) -> bool {
    existing_site_fingerprint(output) == Some(snapshot.site_fingerprint)
}

/// How the state of a portal compares with the snapshot of the last build.
pub(super) enum SnapshotMatch {
    /// Nothing changed.
    Unchanged(Box<Snapshot>),
    /// Only these content files may have been edited, and neither the settings, nor the theme, nor the day are
    /// different. The snapshot has the record of the content as it is now.
    Edited(Box<Snapshot>, Vec<Arc<str>>),
    /// Anything may have changed.
    Different,
}

impl Portal {
    /// Compares the content folder, and then the published site, with the snapshot of the last build. Unless nothing
    /// changed since, finds the files of the content folder.
    pub(super) fn scan_and_match_snapshot(
        &mut self,
        ledger_file: Option<&LogFile>,
        environment_fingerprint: u64,
    ) -> Result<SnapshotMatch, MachineFault> {
        let Options { output, root, now, .. } = &self.options;
        let (Some(log), Some(output)) = (ledger_file, output) else {
            self.scan_content()?;
            return Ok(SnapshotMatch::Different);
        };
        let snapshot = log.read_snapshot().filter(|snapshot| {
            snapshot.environment_fingerprint == environment_fingerprint
                && snapshot.is_current_on(self.today)
        });
        let Some(mut snapshot) = snapshot else {
            self.scan_content()?;
            return Ok(SnapshotMatch::Different);
        };
        let files = snapshot.content.refresh(root, *now);
        if let Some(files) = &files
            && !files.are_edited()
            && is_site_unchanged(output, &snapshot)
        {
            if files.is_refreshed {
                log.write_snapshot(&snapshot);
            }
            return Ok(SnapshotMatch::Unchanged(Box::new(snapshot)));
        }
        let of_record = |files| FileTree::of_record(root, &snapshot.content, &files);
        let Some((tree, edited)) = files.and_then(of_record) else {
            self.scan_content()?;
            return Ok(SnapshotMatch::Different);
        };
        (self.load_faults.files, self.tree) = (tree.faults(), tree);
        Ok(match edited.is_empty() {
            true => SnapshotMatch::Different,
            false => SnapshotMatch::Edited(Box::new(snapshot), edited),
        })
    }

    /// Makes the snapshot of a build with this report from the record of its content; `None` if nothing was published.
    pub(super) fn make_snapshot(
        &self,
        report: &Report,
        content: ScanRecord,
        ledger: &Ledger,
        environment_fingerprint: u64,
    ) -> Option<Snapshot> {
        let Self { plan, options, .. } = self;
        let published = report.published.as_ref()?;
        let output = options.output.as_deref()?;
        let folder_id = options.output_folder_id()?;
        let fingerprint_of = |path: &'_ str| -> Option<OutputFingerprint> {
            let recorded = || ledger.published_file(folder_id, path);
            published.fingerprints.get(path).copied().or_else(recorded)
        };
        let paths = plan.targets.iter().map(|target| target.address.output());
        let files = paths.map(|path| Some((path, fingerprint_of(path)?)));
        let site = ExistingSite::published_sum(output, files)?;
        // Advice is reported by checks only, and a check never uses the snapshot.
        let is_reported = |fault: &&Diagnostic| fault.severity != Severity::Advice;
        Some(Snapshot {
            environment_fingerprint,
            content,
            ledger_end: None,
            site_fingerprint: site,
            day: self.today,
            next_change: report.next_change,
            entry_count: report.entries,
            target_count: report.targets,
            file_count: published.unchanged + published.written.len(),
            diagnostics: report.faults.iter().filter(is_reported).cloned().collect(),
        })
    }
}
