//! The build pipeline: from the files of a portal to a published site, or to one page of a preview.
//!
//! A build runs these steps in order:
//!
//! 1. `portal` reads `portal.yaml` and the theme, and scans the content folder.
//! 2. If the fingerprints equal those of the last build's `snapshot`, the build ends here with the same report.
//! 3. `content` reads every Markdown file into an entry, or reuses that of the last build (`cache`). `attachments` and
//!    `pictures` inspect the files that an entry names.
//! 4. `reindex` updates the library, finds the files to copy, and plans the targets.
//! 5. `validate` checks what needs all entries at once; another `reindex` then excludes the entries with errors.
//! 6. `build_targets` renders or copies the targets that `staleness` reports into the staging folder.
//! 7. This file publishes the staged files, then writes the snapshot and the ledger.
//!
//! A preview keeps a [`Portal`] open instead: `update` repeats steps 3 and 4 for changed files, `on_demand` renders the
//! pages that browsers show or request, and validation runs when edits pause.
//!
//! **Invariant.** There is one build path: `check` is the same run with a dry-run output, and `--keep-going` the same
//! run without the faulty entries. Targets are rendered even if entries have errors, so that one run also reports the
//! errors of the theme; without `--keep-going`, nothing is published then.
//! Only `pipeline`, `source::walk` and `preview` use threads.

mod advice;
mod attachments;
mod build_targets;
mod cache;
mod content;
mod next_change;
mod on_demand;
mod pictures;
mod portal;
mod reindex;
mod snapshot;
mod staleness;
mod update;
mod validate;

#[cfg(test)]
mod crash_points;
#[cfg(test)]
mod template_context_doc;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::BaseUrl;
use crate::diagnostic::{self, Diagnostic, MachineFault, faults};
use crate::entry::{Entry, is_section_index};
use crate::ledger::{Ledger, LedgerAccess, LogFile, PendingRecords, ReadScope};
use crate::output::{DiskWriter, Output, OutputError, OutputRefusal, Published};
use crate::render::Renderer;
use crate::site::Target;
use crate::source::fingerprint;
use build_targets::{BuildInputs, TargetsOutcome};
use pictures::Renditions;
use staleness::StalenessChecker;

pub use on_demand::{RenderedFile, Resolution};
pub use portal::{OpenFailure, OpenResult, Portal};
pub use staleness::RebuildReason;

/// The options of one build.
#[derive(Debug, Clone)]
pub struct Options {
    /// The portal's folder.
    pub root: PathBuf,
    /// The output folder; `None` for a check.
    pub output: Option<PathBuf>,
    /// The base URL, if it overrides that of `portal.yaml`.
    pub base_url: Option<BaseUrl>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day to build for, if not that of `now`.
    pub today: Option<Date>,
    /// The current time.
    pub now: Timestamp,
    /// Whether to publish without the entries that have errors.
    pub keep_going: bool,
    /// Identifies this build of the program: the ledger is discarded when it differs. `None` disables the ledger.
    pub build_id: Option<u64>,
}

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

/// Builds a portal, or only checks it if there is no output folder.
pub fn run(options: &Options) -> Result<Report, BuildError> {
    run_with_disk(&DiskWriter::default(), options)
}

/// Builds, but fails every disk operation after the first `operations`, as if the process were killed; for tests.
#[cfg(debug_assertions)]
#[doc(hidden)]
pub fn run_until_killed(options: &Options, operations: isize) {
    let operations_left = Some(Arc::new(operations.into()));
    // The caller inspects what the killed build left on the disk.
    let _ = run_with_disk(&DiskWriter { operations_left }, options);
}

/// Builds with a given disk writer: tests pass one that fails.
fn run_with_disk(disk: &DiskWriter, options: &Options) -> Result<Report, BuildError> {
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
    let ledger_file = open_ledger_file(disk, options, access);
    let environment_fingerprint = snapshot::environment_fingerprint(&portal);
    if let Some(snapshot) =
        portal.scan_and_match_snapshot(ledger_file.as_ref(), environment_fingerprint)?
    {
        return Ok(Report::unchanged(portal.language(), snapshot));
    }
    let ledger = Ledger::load(ledger_file, ReadScope::All, &cache::decode_chunks);
    let mut new_records = ledger.begin_records();
    portal.read_content(&ledger, &mut new_records)?;
    portal.validate()?;
    let advice = if options.output.is_none() { portal.advice()? } else { Vec::new() };
    let mut build = Build { options, disk, portal: &portal, environment_fingerprint, ledger };
    let report = build.run(new_records, advice)?;
    let ledger = build.ledger;
    // Freeing all that memory takes a tenth of a build; the process exits before it is done.
    rayon::spawn(move || drop((ledger, portal)));
    Ok(report)
}

/// Opens the ledger file of the last build, unless the ledger is disabled.
fn open_ledger_file(disk: &DiskWriter, options: &Options, access: LedgerAccess) -> Option<LogFile> {
    LogFile::open(disk.clone(), &options.root, options.build_id?, access)
}

/// One build of a portal that was loaded and validated.
struct Build<'a> {
    options: &'a Options,
    disk: &'a DiskWriter,
    portal: &'a Portal,
    /// The fingerprint of options, settings and theme, for the snapshot.
    environment_fingerprint: u64,
    ledger: Ledger,
}

impl Build<'_> {
    /// Builds the targets, publishes them, and writes the snapshot and the ledger.
    fn run(
        &mut self,
        mut new_records: PendingRecords,
        advice: Vec<Diagnostic>,
    ) -> Result<Report, BuildError> {
        let Portal { config, content, library, plan, today, .. } = self.portal;
        let is_included = |entry: &&Arc<Entry>| {
            !is_section_index(&entry.source) && library.is_included(&entry.source)
        };
        let mut report = Report {
            language: config.language.clone(),
            faults: self.portal.faults().cloned().chain(advice).collect(),
            entries: library.entries().filter(is_included).count(),
            targets: plan.targets.len(),
            excluded: self.portal.validation().excluded.clone(),
            ..Report::default()
        };
        let output = self.open_output()?;
        let broken_links = &self.portal.validation().broken_links;
        let link_resolves = |link: &str| plan.contains(link) || broken_links.contains(link);
        let renditions = self.renditions();
        let mut outcome = TargetsOutcome::default();
        if self.portal.theme.is_complete() {
            let renderer = self.portal.renderer();
            let inputs = BuildInputs {
                renderer: &renderer,
                output: &output,
                staleness: self.staleness_checker(&renderer, &link_resolves),
                renditions: &renditions,
                pending_records: Mutex::new(new_records),
            };
            outcome = self.build_targets(&inputs)?;
            new_records =
                inputs.pending_records.into_inner().unwrap_or_else(PoisonError::into_inner);
            report.faults.append(&mut outcome.faults);
        }
        let day_and_drafts = (*today, self.options.drafts);
        report.next_change = next_change::next_change(
            config,
            content.entries(),
            day_and_drafts,
            outcome.first_awaited_day,
        );
        diagnostic::sort_and_dedup(&mut report.faults);
        let mut report = self.publish(output, report)?;
        if report.published.is_some() {
            renditions.retain_used(&mut plan.targets.iter().filter_map(Target::rendition));
        }
        if let Some(snapshot) = self.snapshot(&report) {
            self.ledger.write_snapshot(&snapshot);
        }
        build_targets::record_targets(&mut new_records, outcome.updates, &mut report);
        self.write_ledger(new_records);
        Ok(report)
    }

    /// Collects what a recorded target must equal to be up to date.
    fn staleness_checker<'r>(
        &'r self,
        renderer: &Renderer<'_>,
        link_resolves: &'r (dyn Fn(&str) -> bool + Sync),
    ) -> StalenessChecker<'r> {
        let portal = self.portal;
        let base = portal.config.base_url.to_string();
        let shared_by_all_pages = (
            portal.settings_fingerprint,
            base,
            renderer.portal_views.fingerprint(),
            renderer.sections,
        );
        let fingerprints = (fingerprint(&shared_by_all_pages), portal.theme.fingerprint());
        let folder_id = self.output_folder_id();
        StalenessChecker::new(&self.ledger, folder_id, fingerprints, portal, link_resolves)
    }

    /// Opens the picture renditions; a check reads their cache but never writes it.
    fn renditions(&self) -> Renditions {
        let disk = self.options.output.as_ref().map(|_| self.disk.clone());
        match self.options.build_id {
            Some(_) => Renditions::open(&self.options.root, disk),
            None => Renditions::default(),
        }
    }

    /// Returns the key of the output folder in the ledger.
    fn output_folder_id(&self) -> Option<u64> {
        self.options.output.as_deref().map(fingerprint)
    }

    /// Appends the new records to the ledger.
    fn write_ledger(&mut self, new_records: PendingRecords) {
        let Some(folder_id) = self.output_folder_id() else { return };
        let Portal { plan, tree, .. } = self.portal;
        let targets: OnceCell<HashSet<&str>> = OnceCell::new();
        let collect = || plan.targets.iter().map(|target| &*target.route.output).collect();
        let is_target = |path: &str| targets.get_or_init(collect).contains(path);
        self.ledger.commit(new_records, folder_id, &|path| tree.get(path).is_some(), &is_target);
    }

    fn open_output(&self) -> Result<Output, BuildError> {
        let Some(folder) = &self.options.output else { return Ok(Output::dry_run()) };
        let sources = self.options.protected_paths();
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        Ok(Output::open_with_disk(self.disk.clone(), folder, &sources)?)
    }

    /// Publishes the staged files, or discards them if an error forbids it or there is no output folder.
    fn publish(&self, output: Output, mut report: Report) -> Result<Report, BuildError> {
        // A classified document stops even `--keep-going`: its old page would stay online unnoticed.
        let is_skippable = |fault: &Diagnostic| {
            fault.place.file.starts_with("content/") && !faults::stops_keep_going(fault)
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
        for path in &plan.kept_outputs {
            output.keep(path)?;
        }
        for folder in &plan.kept_folders {
            output.keep_below(folder)?;
        }
        report.published = Some(output.publish()?);
        Ok(report)
    }
}
