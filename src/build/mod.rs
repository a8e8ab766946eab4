//! The build: read, file, plan, check, render, publish. The only room with threads.
//!
//! There is one way through it. `check` is the same run with nowhere to write; `--keep-going` is the same run without
//! the entries that are at fault. Rendering happens even when entries are at fault, so that faults of the theme are
//! told in the same run; nothing is published then.

mod advise;
mod attachments;
mod follow;
mod listed;
mod memory;
mod next;
mod pictures;
mod portal;
mod read;
mod request;
mod sight;
mod targets;
mod verify;
mod why;

#[cfg(test)]
mod context;
#[cfg(test)]
mod kills;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::BaseUrl;
use crate::diagnostic::{self, Diagnostic, MachineFault, faults};
use crate::entry::{Entry, is_index};
use crate::ledger::{Access, Book, Ledger, News, Scope};
use crate::output::{Disk, Output, OutputError, Published, Refusal};
use crate::render::Renderer;
use crate::site::Target;
use crate::source::fingerprint;
use pictures::Smaller;
use targets::{Outcome, Work};
use why::Measure;

pub use portal::{Closed, Opened, Portal};
pub use request::{Lies, Made};
pub use why::Why;

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
    pub program: Option<u64>,
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
    pub rendered: Vec<(Arc<str>, Why)>,
    /// What was written and removed; nothing where the site was not published.
    pub published: Option<Published>,
    /// The entries left out because of their faults.
    pub left_out: Vec<Arc<str>>,
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
pub enum Failure {
    /// A file could not be read.
    Machine(MachineFault),
    /// The output folder is refused.
    Refused(Refusal),
    /// The output could not be written.
    Output(OutputError),
}

impl From<MachineFault> for Failure {
    fn from(fault: MachineFault) -> Self {
        Self::Machine(fault)
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

/// Builds a portal, or checks it where there is no output.
pub fn run(options: &Options) -> Result<Report, Failure> {
    run_on(&Disk::default(), options)
}

/// Builds until so many operations on the disk are done, and dies there as if it were killed; for tests.
#[cfg(debug_assertions)]
#[doc(hidden)]
pub fn run_until_killed(options: &Options, operations: isize) {
    let fuse = Some(Arc::new(operations.into()));
    // What a killed build comes to is seen on the disk.
    let _ = run_on(&Disk { fuse }, options);
}

/// Builds on a given disk: tests hand in one that fails.
fn run_on(disk: &Disk, options: &Options) -> Result<Report, Failure> {
    let mut portal = match Portal::begin(options)? {
        Ok(portal) => portal,
        Err(Closed { language, faults }) => {
            let language = language.unwrap_or_default();
            return Ok(Report { language, faults, ..Report::default() });
        }
    };
    // A check looks into it and leaves it.
    let access = if options.output.is_some() { Access::Write } else { Access::Read };
    let book = remembered(disk, options, access);
    let around = sight::around(&portal);
    if let Some(sight) = portal.scan_beside(book.as_ref(), around)? {
        return Ok(Report::unchanged(portal.language(), sight));
    }
    let ledger = Ledger::read(book, Scope::Whole, &memory::decode);
    let mut news = ledger.news();
    portal.read(&ledger, &mut news)?;
    portal.judge()?;
    let advice = if options.output.is_none() { portal.advice()? } else { Vec::new() };
    let mut build = Build { options, disk, portal: &portal, around, ledger };
    let report = build.finish(news, advice)?;
    let ledger = build.ledger;
    // To give all that memory back takes a tenth of a build. Nobody waits for it, and the command ends first.
    rayon::spawn(move || drop((ledger, portal)));
    Ok(report)
}

/// Opens what the last build knew.
fn remembered(disk: &Disk, options: &Options, access: Access) -> Option<Book> {
    Book::open(disk.clone(), &options.root, options.program?, access)
}

/// One run over a portal that was opened and judged.
struct Build<'a> {
    options: &'a Options,
    disk: &'a Disk,
    portal: &'a Portal,
    /// The fingerprint of options, settings and theme.
    around: u64,
    ledger: Ledger,
}

impl Build<'_> {
    fn finish(&mut self, mut news: News, advice: Vec<Diagnostic>) -> Result<Report, Failure> {
        let Portal { config, content, library, plan, today, .. } = self.portal;
        let listed =
            |entry: &&Arc<Entry>| !is_index(&entry.source) && library.is_listed(&entry.source);
        let mut report = Report {
            language: config.language.clone(),
            faults: self.portal.faults().cloned().chain(advice).collect(),
            entries: library.entries().filter(listed).count(),
            targets: plan.targets.len(),
            left_out: self.portal.judged().left_out.clone(),
            ..Report::default()
        };
        let output = self.open()?;
        let broken = &self.portal.judged().broken;
        let leads = |link: &str| plan.has(link) || broken.contains(link);
        let smaller = self.smaller();
        let mut outcome = Outcome::default();
        if self.portal.theme.is_whole() {
            let renderer = self.portal.renderer();
            let measure = self.measure(&renderer, &leads);
            let (smaller, told) = (&smaller, Mutex::new(news));
            let work = Work { renderer: &renderer, output: &output, measure, smaller, news: told };
            outcome = self.make(&work)?;
            news = work.news.into_inner().unwrap_or_else(PoisonError::into_inner);
            report.faults.append(&mut outcome.faults);
        }
        let day = (*today, self.options.drafts);
        report.next_change = next::change(config, content.entries(), day, outcome.waited_for);
        diagnostic::sort(&mut report.faults);
        let mut report = self.publish(output, report)?;
        if report.published.is_some() {
            smaller.tidy(&mut plan.targets.iter().filter_map(Target::rendition));
        }
        if let Some(sight) = self.sight(&report) {
            self.ledger.note(&sight);
        }
        memory::keep(&mut news, outcome.makings, &mut report);
        self.remember(news);
        Ok(report)
    }

    /// Gathers what a target of the last build must equal to be up to date.
    fn measure<'r>(
        &'r self,
        renderer: &Renderer<'_>,
        leads: &'r (dyn Fn(&str) -> bool + Sync),
    ) -> Measure<'r> {
        let portal = self.portal;
        let base = portal.config.base.to_string();
        let shown = (portal.settings, base, renderer.portals.fingerprint(), renderer.sections);
        let around = (fingerprint(&shown), portal.theme.fingerprint());
        Measure::new(&self.ledger, self.site(), around, portal, leads)
    }

    /// Gets ready to make smaller pictures; a check only looks at what is kept.
    fn smaller(&self) -> Smaller {
        let disk = self.options.output.as_ref().map(|_| self.disk.clone());
        match self.options.program {
            Some(_) => Smaller::of(&self.options.root, disk),
            None => Smaller::default(),
        }
    }

    /// Names the output folder in the ledger.
    fn site(&self) -> Option<u64> {
        self.options.output.as_deref().map(fingerprint)
    }

    /// Writes down what was learnt.
    fn remember(&mut self, news: News) {
        let Some(site) = self.site() else { return };
        let Portal { plan, tree, .. } = self.portal;
        let targets: OnceCell<HashSet<&str>> = OnceCell::new();
        let all = || plan.targets.iter().map(|target| &*target.route.output).collect();
        let stands = |path: &str| targets.get_or_init(all).contains(path);
        self.ledger.close(news, site, &|path| tree.get(path).is_some(), &stands);
    }

    fn open(&self) -> Result<Output, Failure> {
        let Some(folder) = &self.options.output else { return Ok(Output::nowhere()) };
        let sources = self.options.sources();
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        Output::open_on(self.disk.clone(), folder, &sources).map_err(Failure::Refused)
    }

    fn publish(&self, output: Output, mut report: Report) -> Result<Report, Failure> {
        // A secret may not be passed over: its old page would stay, and nobody would look.
        let bearable = |fault: &Diagnostic| {
            fault.place.file.starts_with("content/") && !faults::is_grave(fault)
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
        for path in &plan.kept {
            output.keep(path)?;
        }
        for folder in &plan.kept_below {
            output.keep_below(folder)?;
        }
        report.published = Some(output.publish()?);
        Ok(report)
    }
}
