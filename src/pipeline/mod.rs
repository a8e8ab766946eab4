//! The build pipeline: from the files of a portal to a published site, or to one page of a preview.
//!
//! A build runs these steps in order:
//!
//! 1. `portal` reads `portal.yaml` and the theme.
//! 2. If nothing differs from the last build's `snapshot`, the build ends here; otherwise the content is scanned.
//! 3. `content` reads every Markdown file into an entry (`source_reading`), or reuses that of the last build (`cache`).
//!    `attachments` and `pictures` inspect the files that an entry names.
//! 4. `reindex` updates the library, finds the files to copy, and plans the targets.
//! 5. `validate` checks what needs all entries at once; another `reindex` then excludes the entries with errors.
//! 6. `build_targets` stages the targets that `staleness` reports; `target_maker` makes their bytes.
//! 7. This file publishes the staged files, then writes the snapshot and the ledger.
//!
//! A preview keeps a [`Portal`] open instead: `update` repeats steps 3 and 4 for changed files, `on_demand` resolves
//! the addresses that browsers request, `target_maker` makes what is there, and validation runs when edits pause.
//!
//! **Invariant.** There is one build path: `check` is the same run with a dry-run output, and `--keep-going` the same
//! run without the faulty entries. Targets are rendered even if entries have errors, so that one run also reports the
//! errors of the theme; without `--keep-going`, nothing is published then.
//! Only `pipeline`, `source` and `preview` use threads.

mod advice;
mod attachments;
mod body_edits;
mod build_targets;
mod cache;
mod content;
mod content_faults;
mod copied_files;
mod file_contents;
mod kept_files;
mod next_change;
mod on_demand;
mod options;
mod panic_guard;
mod pictures;
mod portal;
mod prepared_bodies;
mod published_pictures;
mod reindex;
mod report;
mod settings;
mod snapshot;
mod source_reading;
mod staleness;
mod target_maker;
mod unnamed_files;
mod update;
mod validate;

#[cfg(test)]
mod crash_points;
#[cfg(test)]
mod template_context_doc;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::{self, Consequence, Diagnostic, MachineOperation, Place, faults};
use crate::entry::{Entry, is_section_index};
use crate::ledger::{CommitScope, Ledger, LedgerAccess, NewRecords, PathSet};
use crate::monitor::Stage;
use crate::output::{DiskWriter, Output};
use crate::render::Renderer;
use crate::site::Target;
use build_targets::{TargetBuilder, TargetsOutcome};
use pictures::Renditions;
use snapshot::SnapshotMatch;
use staleness::StalenessChecker;
use target_maker::TargetMaker;

pub use on_demand::Resolution;
pub use options::Options;
pub use portal::{OpenFailure, OpenResult, Portal};
pub use report::{BuildError, Report};
pub use settings::{PortalSettings, read_settings, read_settings_text};
pub use staleness::RebuildReason;
pub use target_maker::MadeTarget;

/// Builds a portal, or only checks it if there is no output folder.
pub fn run(options: &Options) -> Result<Report, BuildError> {
    run_with_disk(&DiskWriter::default(), options)
}

/// Builds, but fails every disk operation after the first `operations`, as if the process were killed; for tests.
#[cfg(feature = "failure-hooks")]
#[doc(hidden)]
pub fn run_until_killed(options: &Options, operations: isize) {
    // The caller inspects what the killed build left on the disk.
    let _ = run_with_disk(&DiskWriter::failing_after(Arc::new(operations.into())), options);
}

/// Builds with a given disk writer: tests pass one that fails. If a file changed during the build, everything is read
/// once more; if one changes again, the build fails.
fn run_with_disk(disk: &DiskWriter, options: &Options) -> Result<Report, BuildError> {
    match run_guarded(disk, options) {
        Err(BuildError::Machine(fault)) if fault.operation == MachineOperation::ReadAgain => {
            run_guarded(disk, options)
        }
        result => result,
    }
}

/// Builds; a panic is reported as a defect of the program.
fn run_guarded(disk: &DiskWriter, options: &Options) -> Result<Report, BuildError> {
    panic_guard::catch_any(|| run_once(disk, options))
        .unwrap_or_else(|fault| Ok(Report { faults: vec![*fault], ..Report::default() }))
}

fn run_once(disk: &DiskWriter, options: &Options) -> Result<Report, BuildError> {
    let mut portal = match Portal::open_for_build(options)? {
        Ok(portal) => portal,
        Err(OpenFailure { language, faults }) => {
            let language = language.unwrap_or_default();
            return Ok(Report { language, faults, ..Report::default() });
        }
    };
    // A check reads the ledger but never writes it.
    let access =
        if options.output.is_some() { LedgerAccess::ReadWrite } else { LedgerAccess::ReadOnly };
    let ledger_file = options.open_ledger(disk, access);
    let environment_fingerprint = snapshot::environment_fingerprint(&portal);
    options.monitor.begin(Stage::Scan, 0);
    let snapshot = portal.scan_and_match_snapshot(ledger_file.as_ref(), environment_fingerprint)?;
    if let SnapshotMatch::Unchanged(snapshot) = snapshot {
        return Ok(Report::unchanged(portal.language(), &snapshot));
    }
    let mut ledger = Ledger::load(ledger_file);
    if let SnapshotMatch::Edited(snapshot, files) = snapshot
        && let Some(report) =
            body_edits::build(&mut portal, (*snapshot, &files), &mut ledger, disk)?
    {
        return Ok(report);
    }
    let new_records = ledger.begin_records(options.output_folder_id().unwrap_or_default());
    portal.read_content(&ledger, &new_records)?;
    portal.validate()?;
    let advice = if options.output.is_none() { portal.advice()? } else { Vec::new() };
    let output = open_output(options, disk, &ledger)?;
    portal.keep_published_files(&output, &ledger);
    let mut build = Build { options, disk, portal: &mut portal, environment_fingerprint, ledger };
    let report = build.run(output, new_records, advice)?;
    let ledger = build.ledger;
    // Freeing all that memory takes a tenth of a build; the process exits before it is done.
    rayon::spawn(move || drop((ledger, portal)));
    Ok(report)
}

fn open_output(
    options: &Options,
    disk: &DiskWriter,
    ledger: &Ledger,
) -> Result<Output, BuildError> {
    let Some(folder) = &options.output else { return Ok(Output::dry_run()) };
    let sources = options.protected_paths();
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let mut output = Output::open_with_disk(disk.clone(), folder, &sources)?;
    let folder_id = options.output_folder_id().into_iter();
    output.recognise(folder_id.flat_map(|folder| ledger.published_files(folder)))?;
    Ok(output)
}

/// Publishes the staged files.
fn publish(output: Output, options: &Options, report: &mut Report) -> Result<(), BuildError> {
    let published = output.publish()?;
    if let (Some(reason), Some(folder)) = (&published.leftover, &options.output) {
        let place = Place::file(folder.join(".niemyet-stage").display().to_string());
        report.faults.push(faults::leftover_files(place, reason));
    }
    report.published = Some(published);
    Ok(())
}

/// One build of a portal that was loaded and validated.
struct Build<'a> {
    options: &'a Options,
    disk: &'a DiskWriter,
    portal: &'a mut Portal,
    /// The fingerprint of options, settings and theme, for the snapshot.
    environment_fingerprint: u64,
    ledger: Ledger,
}

impl Build<'_> {
    /// Builds the targets, publishes them, and writes the snapshot and the ledger.
    fn run(
        &mut self,
        output: Output,
        new_records: NewRecords,
        advice: Vec<Diagnostic>,
    ) -> Result<Report, BuildError> {
        let (report, outcome, renditions) = self.build_targets(&output, &new_records, advice)?;
        let recorded_files = self.recorded_files();
        let plan_size = self.portal.plan.targets.len();
        if outcome.updates.len() > plan_size / 2 {
            // To publish what was made takes as much memory again.
            self.portal.release_entries();
        }
        let is_recorded = self.options.output.is_some() && !report.has_errors();
        self.options.monitor.begin(Stage::Publish, 0);
        let record = || self.portal.tree.record(&self.options.root, self.options.now);
        let (published, content) =
            rayon::join(|| self.publish(output, report), || is_recorded.then(record).flatten());
        let mut report = published?;
        self.options.monitor.begin(Stage::Record, 0);
        if report.published.is_some() {
            let targets = self.portal.plan.targets.iter();
            renditions.retain_used(&mut targets.filter_map(Target::rendition));
        }
        let environment = self.environment_fingerprint;
        let mut snapshot = content.and_then(|content| {
            self.portal.make_snapshot(&report, content, &self.ledger, environment)
        });
        let is_published = report.published.is_some();
        let files = report.published.as_ref();
        let published = files.map(|files| build_targets::published_files(&outcome.updates, files));
        let targets = self.portal.plan.targets.iter().map(|target| target.address.output());
        let scope = CommitScope {
            files: is_published.then_some(recorded_files),
            targets: Some(targets.collect()),
            published: published.unwrap_or_default(),
        };
        let is_written = self.ledger.commit(new_records, &scope);
        report.rendered = build_targets::rendered(outcome.updates, report.published.as_ref());
        if let Some(snapshot) = &mut snapshot {
            snapshot.ledger_end = self.ledger.end();
        }
        // The snapshot comes last: a build that finds it does not repair the ledger.
        if is_published {
            self.ledger.replace_snapshot(snapshot.as_ref().filter(|_| is_written));
        }
        self.ledger.close();
        Ok(report)
    }

    /// Builds the targets, and completes the report but for what is published.
    fn build_targets(
        &self,
        output: &Output,
        new_records: &NewRecords,
        advice: Vec<Diagnostic>,
    ) -> Result<(Report, TargetsOutcome, Renditions), BuildError> {
        let Portal { config, content, library, plan, today, .. } = &*self.portal;
        let is_included = |entry: &&Arc<Entry>| {
            !is_section_index(&entry.source) && library.is_included(&entry.source)
        };
        let mut report = Report {
            language: config.language.clone(),
            faults: self.portal.faults().cloned().chain(advice).collect(),
            entries: library.entries().filter(is_included).count(),
            targets: plan.targets.len(),
            excluded: self.portal.validation.excluded.clone(),
            ..Report::default()
        };
        // A check reads the picture cache but never writes it.
        let picture_disk = self.options.output.as_ref().map(|_| self.disk.clone());
        let maker = TargetMaker::new(self.portal, picture_disk);
        let mut outcome = TargetsOutcome::default();
        if let Some(renderer) = &maker.renderer {
            let builder = TargetBuilder {
                portal: self.portal,
                maker: &maker,
                output,
                staleness: self.staleness_checker(renderer),
                new_records,
                shown_digests: OnceLock::new(),
            };
            outcome = builder.build_targets()?;
            report.faults.append(&mut outcome.faults);
        }
        let day_and_drafts = (*today, self.options.drafts);
        report.next_change = next_change::next_change(
            config,
            content.entries(),
            day_and_drafts,
            outcome.first_awaited_day,
        );
        if self.options.output.is_none() {
            self.portal.drop_ignored(&mut report.faults);
        }
        diagnostic::sort_and_dedup(&mut report.faults);
        Ok((report, outcome, maker.renditions))
    }

    /// Collects what a recorded target must equal to be up to date.
    fn staleness_checker(&self, renderer: &Renderer<'_>) -> StalenessChecker<'_> {
        let fingerprints = staleness::shared_fingerprints(self.portal, renderer);
        let folder_id = self.options.output_folder_id();
        StalenessChecker::new(&self.ledger, folder_id, fingerprints, self.portal)
    }

    /// Lists the files of which the ledger may have records once the site is published: all but removed ones and those
    /// of erased entries.
    fn recorded_files(&self) -> PathSet {
        let Portal { plan, tree, content, .. } = &*self.portal;
        let erased = content.entries().filter(|entry| entry.erasure().is_some());
        let erased: HashSet<&str> = erased
            .flat_map(|entry| entry.files.iter().map(|file| &file.path).chain([&entry.source]))
            .filter(|path| !plan.copies(path))
            .map(|path| &**path)
            .collect();
        let files = tree.files().map(|file| &*file.path);
        files.filter(|path| !erased.contains(path)).collect()
    }

    /// Publishes the staged files, or discards them if an error forbids it or there is no output folder.
    fn publish(&self, output: Output, mut report: Report) -> Result<Report, BuildError> {
        let is_skippable = |fault: &Diagnostic| {
            let stops_keep_going = fault.consequence == Consequence::StopsKeepGoing;
            fault.place.file.starts_with("content/") && !stops_keep_going
        };
        let mut errors = report.faults.iter().filter(|fault| fault.is_error());
        let fatal = if self.options.keep_going {
            errors.any(|fault| !is_skippable(fault))
        } else {
            errors.next().is_some()
        };
        if fatal || self.options.output.is_none() {
            output.discard()?;
            return Ok(report);
        }
        let plan = &self.portal.plan;
        let config = &self.portal.config;
        let is_kept = |path: &&Arc<str>| !validate::is_refused(&format!("content/{path}"), config);
        for path in plan.kept_outputs.iter().filter(is_kept) {
            output.keep(path)?;
        }
        publish(output, self.options, &mut report)?;
        Ok(report)
    }
}
