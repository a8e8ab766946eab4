//! The build: read, file, plan, check, render, publish. The only room with threads.
//!
//! There is one way through it. `check` is the same run with nowhere to write; `--keep-going` is the same run without
//! the entries that are at fault. Rendering happens even when entries are at fault, so that faults of the theme are
//! told in the same run; nothing is published then.

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
use crate::entry::{Entry, is_index};
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

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The portal's folder.
    pub root: PathBuf,
    /// Where the site goes; nowhere for a check.
    pub output: Option<PathBuf>,
    /// Where the site will lie, if not where portal.yaml says.
    pub base_url: Option<BaseUrl>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The day, if not that of `now`.
    pub today: Option<Date>,
    /// Now.
    pub now: Timestamp,
    /// Whether to publish without the entries that are at fault.
    pub keep_going: bool,
    /// What tells this program from all others, in whose memory of the last build nothing may be believed; nothing
    /// where the last build is not to be remembered.
    pub build_id: Option<u64>,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// The portal's language, which messages are shown in.
    pub language: String,
    /// All faults, in the order they are shown.
    pub faults: Vec<Diagnostic>,
    /// How many entries are on the site.
    pub entries: usize,
    /// How many targets the site has.
    pub targets: usize,
    /// The targets that were rendered or copied, by their path, each with the reason.
    pub rendered: Vec<(Arc<str>, RebuildReason)>,
    /// What was written and removed; nothing where the site was not published.
    pub published: Option<Published>,
    /// The entries left out because of their faults.
    pub excluded: Vec<Arc<str>>,
    /// The next day on which the site changes by itself.
    pub next_change: Option<Date>,
}

impl Report {
    /// Tells whether something is at fault.
    pub fn has_errors(&self) -> bool {
        self.faults.iter().any(Diagnostic::is_error)
    }
}

/// Why a build stopped: the machine or the output folder, not the content.
#[derive(Debug)]
pub enum BuildError {
    /// A file could not be read.
    Machine(MachineFault),
    /// The output folder is refused.
    Refused(OutputRefusal),
    /// The output could not be written.
    Output(OutputError),
}

impl From<MachineFault> for BuildError {
    fn from(fault: MachineFault) -> Self {
        Self::Machine(fault)
    }
}

impl From<OutputError> for BuildError {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

/// Builds a portal, or checks it where there is no output.
pub fn run(options: &Options) -> Result<Report, BuildError> {
    run_with_disk(&DiskWriter::default(), options)
}

/// Builds until so many operations on the disk are done, and dies there as if it were killed; for tests.
#[cfg(debug_assertions)]
#[doc(hidden)]
pub fn run_until_killed(options: &Options, operations: isize) {
    let fuse = Some(Arc::new(operations.into()));
    // What a killed build comes to is seen on the disk.
    let _ = run_with_disk(&DiskWriter { operations_left: fuse }, options);
}

/// Builds on a given disk: tests hand in one that fails.
fn run_with_disk(disk: &DiskWriter, options: &Options) -> Result<Report, BuildError> {
    let mut portal = match Portal::load(options)? {
        Ok(portal) => portal,
        Err(OpenFailure { language, faults }) => {
            let language = language.unwrap_or_default();
            return Ok(Report { language, faults, ..Report::default() });
        }
    };
    // A check looks into it and leaves it.
    let access =
        if options.output.is_some() { LedgerAccess::ReadWrite } else { LedgerAccess::ReadOnly };
    let book = open_ledger_file(disk, options, access);
    let around = snapshot::environment_fingerprint(&portal);
    if let Some(sight) = portal.scan_and_compare(book.as_ref(), around)? {
        return Ok(Report::unchanged(portal.language(), sight));
    }
    let ledger = Ledger::load(book, ReadScope::All, &cache::decode_parts);
    let mut news = ledger.begin_records();
    portal.read_content(&ledger, &mut news)?;
    portal.validate()?;
    let advice = if options.output.is_none() { portal.advice()? } else { Vec::new() };
    let mut build =
        Build { options, disk, portal: &portal, environment_fingerprint: around, ledger };
    let report = build.run(news, advice)?;
    let ledger = build.ledger;
    // To give all that memory back takes a tenth of a build. Nobody waits for it, and the command ends first.
    rayon::spawn(move || drop((ledger, portal)));
    Ok(report)
}

/// Opens what the last build knew.
fn open_ledger_file(disk: &DiskWriter, options: &Options, access: LedgerAccess) -> Option<LogFile> {
    LogFile::open(disk.clone(), &options.root, options.build_id?, access)
}

/// One run over a portal that was opened and judged.
struct Build<'a> {
    options: &'a Options,
    disk: &'a DiskWriter,
    portal: &'a Portal,
    /// The fingerprint of options, settings and theme.
    environment_fingerprint: u64,
    ledger: Ledger,
}

impl Build<'_> {
    fn run(
        &mut self,
        mut news: PendingRecords,
        advice: Vec<Diagnostic>,
    ) -> Result<Report, BuildError> {
        let Portal { config, content, library, plan, today, .. } = self.portal;
        let listed =
            |entry: &&Arc<Entry>| !is_index(&entry.source) && library.is_listed(&entry.source);
        let mut report = Report {
            language: config.language.clone(),
            faults: self.portal.faults().cloned().chain(advice).collect(),
            entries: library.entries().filter(listed).count(),
            targets: plan.targets.len(),
            excluded: self.portal.validation().excluded.clone(),
            ..Report::default()
        };
        let output = self.open_output()?;
        let broken = &self.portal.validation().broken_links;
        let leads = |link: &str| plan.contains(link) || broken.contains(link);
        let smaller = self.renditions();
        let mut outcome = TargetsOutcome::default();
        if self.portal.theme.is_complete() {
            let renderer = self.portal.renderer();
            let measure = self.staleness_checker(&renderer, &leads);
            let (smaller, told) = (&smaller, Mutex::new(news));
            let work = BuildInputs {
                renderer: &renderer,
                output: &output,
                staleness: measure,
                renditions: smaller,
                pending_records: told,
            };
            outcome = self.build_targets(&work)?;
            news = work.pending_records.into_inner().unwrap_or_else(PoisonError::into_inner);
            report.faults.append(&mut outcome.faults);
        }
        let day = (*today, self.options.drafts);
        report.next_change =
            next_change::next_change(config, content.entries(), day, outcome.first_awaited_day);
        diagnostic::sort_and_dedup(&mut report.faults);
        let mut report = self.publish(output, report)?;
        if report.published.is_some() {
            smaller.retain_used(&mut plan.targets.iter().filter_map(Target::rendition));
        }
        if let Some(sight) = self.snapshot(&report) {
            self.ledger.write_snapshot(&sight);
        }
        cache::record_targets(&mut news, outcome.updates, &mut report);
        self.write_ledger(news);
        Ok(report)
    }

    /// Gathers what a target of the last build must equal to be up to date.
    fn staleness_checker<'r>(
        &'r self,
        renderer: &Renderer<'_>,
        leads: &'r (dyn Fn(&str) -> bool + Sync),
    ) -> StalenessChecker<'r> {
        let portal = self.portal;
        let base = portal.config.base_url.to_string();
        let shown = (
            portal.settings_fingerprint,
            base,
            renderer.portal_views.fingerprint(),
            renderer.sections,
        );
        let around = (fingerprint(&shown), portal.theme.fingerprint());
        StalenessChecker::new(&self.ledger, self.output_folder_id(), around, portal, leads)
    }

    /// Gets ready to make smaller pictures; a check only looks at what is kept.
    fn renditions(&self) -> Renditions {
        let disk = self.options.output.as_ref().map(|_| self.disk.clone());
        match self.options.build_id {
            Some(_) => Renditions::open(&self.options.root, disk),
            None => Renditions::default(),
        }
    }

    /// Names the output folder in the ledger.
    fn output_folder_id(&self) -> Option<u64> {
        self.options.output.as_deref().map(fingerprint)
    }

    /// Writes down what was learnt.
    fn write_ledger(&mut self, news: PendingRecords) {
        let Some(site) = self.output_folder_id() else { return };
        let Portal { plan, tree, .. } = self.portal;
        let targets: OnceCell<HashSet<&str>> = OnceCell::new();
        let all = || plan.targets.iter().map(|target| &*target.route.output).collect();
        let stands = |path: &str| targets.get_or_init(all).contains(path);
        self.ledger.commit(news, site, &|path| tree.get(path).is_some(), &stands);
    }

    fn open_output(&self) -> Result<Output, BuildError> {
        let Some(folder) = &self.options.output else { return Ok(Output::dry_run()) };
        let sources = self.options.protected_paths();
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        Output::open_with_disk(self.disk.clone(), folder, &sources).map_err(BuildError::Refused)
    }

    fn publish(&self, output: Output, mut report: Report) -> Result<Report, BuildError> {
        // A secret may not be passed over: its old page would stay, and nobody would look.
        let bearable = |fault: &Diagnostic| {
            fault.place.file.starts_with("content/") && !faults::stops_keep_going(fault)
        };
        let mut errors = report.faults.iter().filter(|fault| fault.is_error());
        let fatal = if self.options.keep_going {
            errors.any(|fault| !bearable(fault))
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
