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
use crate::diagnostic::{Diagnostic, Severity, report};
use crate::ledger::Sight;
use crate::output::{Published, Seal, Standing};
use crate::source::fingerprint;

/// Into how many shares the files of a site are parted; more than threads, as some may be slow.
const SHARES: usize = 16;

/// Hashes all that is the same for every file: options, settings, theme.
pub(super) fn around(portal: &Portal) -> u64 {
    let Portal { options, config, settings, theme, .. } = portal;
    let assets: Vec<_> =
        theme.assets().into_iter().map(|name| (theme.asset(&name), name)).collect();
    // A link that leads out of a theme is at fault and changes nothing of it.
    let wrong: Vec<String> =
        portal.wrong.theme.iter().map(|f| report::json(f).to_string()).collect();
    let theme = (theme.fingerprint(), assets, wrong);
    fingerprint(&(&options.output, options.drafts, config.base.to_string(), settings, theme))
}

/// Sums up the site as it stands.
pub(super) fn standing(output: &Path) -> Option<u64> {
    let standing = Standing::at(output)?;
    let sums = standing.shares(SHARES).into_par_iter().map(|share| standing.sum(share));
    let sum = sums.try_reduce(|| 0, |one, other| Some(one.wrapping_add(other)))?;
    Some(standing.with_manifest(sum))
}

impl Report {
    /// Tells what the last build told, and that nothing was done.
    pub(super) fn unchanged(language: &str, sight: Sight) -> Self {
        Self {
            language: language.to_owned(),
            faults: sight.faults,
            entries: sight.entries,
            targets: sight.targets,
            next_change: sight.next_change,
            published: Some(Published { unchanged: sight.files, ..Published::default() }),
            ..Self::default()
        }
    }
}

impl Build<'_> {
    /// Sums up what this build saw and made; nothing where it did not end well, or a later change might not show.
    pub(super) fn sight(&self, report: &Report) -> Option<Sight> {
        let Portal { tree, plan, today, .. } = self.portal;
        let published = report.published.as_ref().filter(|_| !report.has_errors())?;
        let content = tree.sum(self.options.now)?;
        let output = self.options.output.as_deref()?;
        let site = self.site()?;
        let seal = |path: &'_ str| -> Option<Seal> {
            let kept = || self.ledger.row(site, path).map(|row| row.seal);
            published.seals.get(path).copied().or_else(kept)
        };
        let paths = plan.targets.iter().map(|target| &*target.route.output);
        let files: Option<Vec<(&str, Seal)>> =
            paths.map(|path| Some((path, seal(path)?))).collect();
        let site = Standing::sealed(output, files?.iter().map(|(path, seal)| (*path, seal)))?;
        // Only a check tells advice, and it does not begin with a glance.
        let told = |fault: &&Diagnostic| fault.severity != Severity::Advice;
        Some(Sight {
            around: self.around,
            content,
            site,
            day: *today,
            next_change: report.next_change,
            entries: report.entries,
            targets: report.targets,
            files: published.unchanged + published.written.len(),
            faults: report.faults.iter().filter(told).cloned().collect(),
        })
    }
}
