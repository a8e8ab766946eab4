//! The build: read, file, plan, check, render, publish. The only room with threads.
//!
//! There is one way through it. `check` is the same run with nowhere to write; `--keep-going` is the same run without
//! the entries that are at fault. Rendering happens even when entries are at fault, so that faults of the theme are
//! told in the same run; nothing is published then.

mod advise;
mod attachments;
mod memory;
mod next;
mod read;
mod targets;
mod verify;
mod why;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::{self, BaseUrl, Config};
use crate::diagnostic::{self, Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::section::Section;
use crate::entry::{Entry, is_index};
use crate::ledger::{Access, Ledger, News};
use crate::library::Library;
use crate::output::{Output, OutputError, Published, Refusal};
use crate::render::{PortalView, Renderer};
use crate::site::{self, Plan, Site};
use crate::source::{self, Tree, fingerprint};
use crate::theme::Theme;
use read::{Beginning, Content};
use targets::{Outcome, Work};
use verify::Known;
use why::Measure;

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
    let mut report = Report::default();
    let (config, faults, settings) = match configure(options)? {
        Ok(read) => read,
        Err(fault) => {
            report.faults.push(*fault);
            return Ok(report);
        }
    };
    report.faults.extend(faults);
    report.language.clone_from(&config.language);
    if !source::has_folder(&options.root, "content") {
        report.faults.push(faults::no_content(Place::file("content")));
        return Ok(report);
    }
    let today = options.today.unwrap_or_else(|| config.zone.to_datetime(options.now).date());
    let config = Arc::new(config);
    let (theme, faults) = Theme::load(&options.root, &config)?;
    report.faults.extend(faults);
    let (tree, faults) = Tree::scan(&options.root, "content")?;
    report.faults.extend(faults);
    let ledger = remembered(options);
    let now = options.now;
    let beginning = Beginning { config: &config, settings, tree: &tree, ledger: &ledger, now };
    let content = read::content(beginning, &mut report.faults)?;
    let (config, theme, tree) = (&config, &theme, &tree);
    let build = Build { options, config, settings, theme, tree, today, ledger };
    build.finish(content, report)
}

/// Opens what the last build knew; `check` looks into it and leaves it.
fn remembered(options: &Options) -> Ledger {
    let access = if options.output.is_some() { Access::Write } else { Access::Read };
    let open = |program| Ledger::open(&options.root, program, access);
    options.program.map(open).unwrap_or_default()
}

/// The settings, their faults, and their fingerprint.
type Configured = Result<(Config, Vec<Diagnostic>, u64), Box<Diagnostic>>;

fn configure(options: &Options) -> Result<Configured, MachineFault> {
    let Some(text) = source::read(&options.root, config::FILE)? else {
        let fault = faults::no_portal(Place::file(config::file_name()));
        return Ok(Err(Box::new(fault)));
    };
    let read = |text: Text| {
        let (mut config, faults) = Config::read(&text)?;
        if let Some(base) = &options.base_url {
            config.base = base.clone();
        }
        Ok((config, faults, fingerprint(text.as_str())))
    };
    Ok(text.and_then(read))
}

struct Build<'a> {
    options: &'a Options,
    config: &'a Arc<Config>,
    /// The fingerprint of portal.yaml.
    settings: u64,
    theme: &'a Theme,
    tree: &'a Tree,
    today: Date,
    ledger: Ledger,
}

/// The entries filed, and the targets that follow from them.
struct Filed {
    library: Arc<Library>,
    plan: Plan,
}

impl Build<'_> {
    fn finish(self, content: Content, mut report: Report) -> Result<Report, Failure> {
        let Content { entries, mut sections, mut news } = content;
        let on_site = |entry: &&Arc<Entry>| entry.is_published(self.today, self.options.drafts);
        let published: Vec<Arc<Entry>> = entries.iter().filter(on_site).cloned().collect();
        for section in &mut sections {
            let index =
                published.iter().find(|entry| Some(&entry.source) == section.index.as_ref());
            if let Some(index) = index.filter(|index| !index.metadata.title.is_empty()) {
                section.title.clone_from(&index.metadata.title);
            }
        }
        let is_shown =
            |entry: &&Arc<Entry>| is_index(&entry.source) || !entry.is_withdrawn(self.today);
        let shown: Vec<&Arc<Entry>> = published.iter().filter(is_shown).collect();
        let copies = verify::copies(self.tree, &entries, &shown);
        let mut filed = self.file(&sections, published.clone(), &copies, HashSet::new());
        let known = Known {
            config: self.config,
            theme: self.theme,
            tree: self.tree,
            entries: &entries,
            library: &filed.library,
            plan: &filed.plan,
        };
        let broken = verify::verify(known, &mut report.faults)?;
        if self.options.output.is_none() {
            advise::advise(known, &mut report.faults)?;
        }
        report.left_out = at_fault(&report.faults, &published);
        if !report.left_out.is_empty() {
            let faulty = report.left_out.iter().cloned().collect();
            let (held, copies) = hold_back(&report.faults, copies);
            filed = self.file(&sections, published, &copies, faulty);
            filed.plan.kept.extend(held);
        }
        let library = &filed.library;
        let listed =
            |entry: &&Arc<Entry>| !is_index(&entry.source) && library.is_listed(&entry.source);
        report.entries = library.entries().filter(listed).count();
        report.targets = filed.plan.targets.len();
        let output = self.open()?;
        let leads = |link: &str| filed.plan.has(link) || broken.contains(link);
        let mut outcome = Outcome::default();
        if self.theme.is_whole() {
            let renderer = self.renderer(&sections, &filed);
            let measure = self.measure(&renderer, &filed, &leads);
            let work =
                Work { renderer: &renderer, output: &output, measure, news: Mutex::new(news) };
            outcome = self.make(&work)?;
            news = work.news.into_inner().unwrap_or_else(PoisonError::into_inner);
            report.faults.append(&mut outcome.faults);
        }
        let day = (self.today, self.options.drafts);
        report.next_change = next::change(self.config, &entries, day, outcome.waited_for);
        diagnostic::sort(&mut report.faults);
        let mut report = self.publish(output, &filed.plan, report)?;
        memory::keep(&mut news, outcome.makings, &mut report);
        self.remember(news, &filed.plan);
        Ok(report)
    }

    fn renderer<'r>(&'r self, sections: &'r [Section], filed: &'r Filed) -> Renderer<'r> {
        let (config, theme) = (self.config, self.theme);
        let portal = PortalView::new(config, sections, &filed.plan, theme, self.today);
        let (library, plan) = (&filed.library, &filed.plan);
        Renderer { config, sections, library, plan, theme, portal }
    }

    /// Gathers what a target of the last build must equal to be up to date.
    fn measure<'r>(
        &'r self,
        renderer: &Renderer<'_>,
        filed: &'r Filed,
        leads: &'r (dyn Fn(&str) -> bool + Sync),
    ) -> Measure<'r> {
        let base = self.config.base.to_string();
        let shown = (self.settings, base, renderer.portal.fingerprint(), renderer.sections);
        let around = (fingerprint(&shown), self.theme.fingerprint());
        Measure::new(&self.ledger, self.site(), around, filed, leads)
    }

    /// Names the output folder in the ledger.
    fn site(&self) -> Option<u64> {
        self.options.output.as_deref().map(fingerprint)
    }

    /// Writes down what was learnt.
    fn remember(self, news: News, plan: &Plan) {
        let Some(site) = self.site() else { return };
        let targets: OnceCell<HashSet<&str>> = OnceCell::new();
        let all = || plan.targets.iter().map(|target| &*target.route.output).collect();
        let stands = |path: &str| targets.get_or_init(all).contains(path);
        self.ledger.close(news, site, &|path| self.tree.get(path).is_some(), &stands);
    }

    fn file(
        &self,
        sections: &[Section],
        entries: Vec<Arc<Entry>>,
        copies: &[Arc<str>],
        faulty: HashSet<Arc<str>>,
    ) -> Filed {
        let library = Arc::new(Library::file(entries, self.today, faulty));
        let plan = site::plan(Site {
            config: self.config,
            sections,
            library: &library,
            copies,
            assets: &self.theme.assets(),
            overviews: &self.theme.overviews(),
            searchable: self.theme.is_searchable(),
            today: self.today,
        });
        Filed { library, plan }
    }

    fn open(&self) -> Result<Output, Failure> {
        let Some(folder) = &self.options.output else { return Ok(Output::nowhere()) };
        let root = &self.options.root;
        let sources = ["content", "themes", config::FILE].map(|name| root.join(name));
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        Output::open(folder, &sources).map_err(Failure::Refused)
    }

    fn publish(&self, output: Output, plan: &Plan, mut report: Report) -> Result<Report, Failure> {
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

/// Parts the files that lie beside an unreadable entry from those that are copied: they may be its own, and a draft's
/// or a secret one's at that. Those that were public stay so.
fn hold_back(faults: &[Diagnostic], copies: Vec<Arc<str>>) -> (Vec<Arc<str>>, Vec<Arc<str>>) {
    let folder = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let unreadable = |fault: &&Diagnostic| faults::hides_metadata(fault);
    let folders: HashSet<String> =
        faults.iter().filter(unreadable).map(|fault| folder(&fault.place.file)).collect();
    let (held, copies): (Vec<_>, Vec<_>) =
        copies.into_iter().partition(|path| folders.contains(&folder(path)));
    let output = |path: Arc<str>| path.trim_start_matches("content/").into();
    (held.into_iter().map(output).collect(), copies)
}

/// Lists the files of the published entries that have errors, or whose own files do.
fn at_fault(faults: &[Diagnostic], entries: &[Arc<Entry>]) -> Vec<Arc<str>> {
    let files: HashSet<&str> =
        faults.iter().filter(|fault| fault.is_error()).map(|fault| &*fault.place.file).collect();
    let hit = |entry: &&Arc<Entry>| {
        let own = entry.files.iter().any(|own| files.contains(&*own.path));
        own || files.contains(&*entry.source)
    };
    entries.iter().filter(hit).map(|entry| entry.source.clone()).collect()
}
