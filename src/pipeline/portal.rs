//! The portal as it stands: what was read, the library of it, the plan that follows, and what is wrong.
//!
//! A build opens it, judges it and makes the targets; a preview keeps it, and applies to it what changes on the disk.
//!
//! **Invariant.** A portal to which changes were applied, and which was judged after, is the one that is opened anew.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::advice;
use super::content::{Content, ReadInputs};
use super::snapshot;
use super::validate::{self, ValidationInput};
use super::{Options, cache, open_ledger_file};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::Entry;
use crate::entry::section::Section;
use crate::ledger::{Ledger, LedgerAccess, LogFile, PendingRecords, ReadScope, Snapshot};
use crate::library::Library;
use crate::output::DiskWriter;
use crate::render::{self, PortalViewInputs, PortalViews, Renderer};
use crate::site::Plan;
use crate::source::{self, FileTree, fingerprint};
use crate::theme::Theme;

/// A portal that was read.
pub struct Portal {
    pub(super) options: Options,
    /// What attached files hold, so that a text that is saved is read without them.
    pub(super) file_facts: Ledger,
    pub(super) config: Arc<Config>,
    /// The fingerprint of portal.yaml.
    pub(super) settings_fingerprint: u64,
    pub(super) theme: Theme,
    pub(super) tree: FileTree,
    pub(super) content: Content,
    pub(super) today: Date,
    /// The sections, called as their texts say.
    pub(super) sections: Vec<Section>,
    /// The files that are copied to the same place, and those that are kept as they are.
    pub(super) copies: CopiedFiles,
    pub(super) library: Arc<Library>,
    pub(super) plan: Plan,
    /// What the plan was made from.
    pub(super) plan_fingerprint: u64,
    /// The plan before it, with what that was made from.
    pub(super) alternate_plan: (u64, Plan),
    /// What is wrong with the settings, the theme and the files as such.
    pub(super) load_faults: LoadFaults,
    pub(super) validation: ValidationOutcome,
}

#[derive(Default)]
pub(super) struct CopiedFiles {
    pub(super) all: Vec<Arc<str>>,
    /// Those that may be a faulty entry's own.
    pub(super) withheld: Vec<Arc<str>>,
}

#[derive(Default)]
pub(super) struct LoadFaults {
    pub(super) settings: Vec<Diagnostic>,
    pub(super) theme: Vec<Diagnostic>,
    pub(super) files: Vec<Diagnostic>,
}

/// What was judged with everything in view.
#[derive(Debug, Default)]
pub struct ValidationOutcome {
    pub(super) faults: Vec<Diagnostic>,
    /// Addresses that links lead to in vain.
    pub(super) broken_links: BTreeSet<String>,
    /// The entries left out because of their faults.
    pub(super) excluded: Vec<Arc<str>>,
}

/// Why a portal can not be opened, as what is at fault; and its language as far as it is known.
pub struct OpenFailure {
    /// The language of messages.
    pub language: Option<String>,
    /// What is at fault.
    pub faults: Vec<Diagnostic>,
}

/// Files with their entries, or nothing where there is none any more.
pub(super) type ChangedEntries = Vec<(Arc<str>, Option<Arc<Entry>>)>;

/// A portal, or why it can not be opened.
pub type OpenResult = Result<Portal, OpenFailure>;

impl Portal {
    /// Reads the settings and the theme of a portal; its content is not looked at yet.
    pub(super) fn load(options: &Options) -> Result<OpenResult, MachineFault> {
        let (config, faults, settings) = match read_config(options)? {
            Ok(read) => read,
            Err(fault) => return Ok(Err(OpenFailure { language: None, faults: vec![*fault] })),
        };
        let mut wrong = LoadFaults { settings: faults, ..LoadFaults::default() };
        if !source::has_folder(&options.root, "content") {
            let mut faults = wrong.settings;
            faults.push(faults::missing_content_folder(Place::file("content")));
            return Ok(Err(OpenFailure { language: Some(config.language), faults }));
        }
        let config = Arc::new(config);
        let theme;
        (theme, wrong.theme) = Theme::load(&options.root, &config)?;
        Ok(Ok(Self {
            options: options.clone(),
            file_facts: Ledger::default(),
            today: options.build_day(&config, options.now),
            config,
            settings_fingerprint: settings,
            theme,
            tree: FileTree::default(),
            content: Content::default(),
            sections: Vec::new(),
            copies: CopiedFiles::default(),
            library: Arc::default(),
            plan: Plan::default(),
            plan_fingerprint: 0,
            alternate_plan: Default::default(),
            load_faults: wrong,
            validation: ValidationOutcome::default(),
        }))
    }

    /// Lists the files of the content.
    fn scan_content(&mut self) -> Result<(), MachineFault> {
        (self.tree, self.load_faults.files) = FileTree::scan(&self.options.root, "content")?;
        Ok(())
    }

    /// Lists the files of the content, and looks beside that whether the site is as the last build left it; gives
    /// what that build saw, if everything is as it saw it.
    pub(super) fn scan_and_compare(
        &mut self,
        book: Option<&LogFile>,
        around: u64,
    ) -> Result<Option<Snapshot>, MachineFault> {
        let sight = book.and_then(LogFile::read_snapshot);
        let sight = sight.filter(|sight| {
            sight.environment_fingerprint == around && sight.is_current_on(self.today)
        });
        let output = self.options.output.clone();
        let Some((sight, output)) = sight.zip(output) else {
            self.scan_content()?;
            return Ok(None);
        };
        let (scanned, site) =
            rayon::join(|| self.scan_content(), || snapshot::existing_site_sum(&output));
        scanned?;
        let content =
            self.tree.fingerprint(self.options.now).filter(|_| self.load_faults.files.is_empty());
        let same =
            content == Some(sight.content_fingerprint) && site == Some(sight.site_fingerprint);
        Ok(same.then_some(sight))
    }

    /// Reads the content, and files all of it, also what is at fault, as it must be to be judged.
    pub(super) fn read_content(
        &mut self,
        ledger: &Ledger,
        news: &mut PendingRecords,
    ) -> Result<(), MachineFault> {
        self.content = Content::read(self.read_inputs(ledger, self.options.now), news)?;
        self.reindex(self.all_entries(), HashSet::new(), true);
        Ok(())
    }

    fn all_entries(&self) -> ChangedEntries {
        let all = self.content.entries();
        all.map(|entry| (entry.source.clone(), Some(entry.clone()))).collect()
    }

    /// Opens a portal with what the last build knew of it, and writes down for the next time what reading it taught.
    /// Nothing is judged yet, but what is at fault by itself is left out.
    pub fn open(options: &Options) -> Result<OpenResult, MachineFault> {
        let book = open_ledger_file(&DiskWriter::default(), options, LedgerAccess::ReadWrite);
        let mut ledger = Ledger::load(book, ReadScope::FilesOnly, &cache::decode_parts);
        let mut news = ledger.begin_records();
        let mut opened = Self::open_with(options, &ledger, &mut news)?;
        if let Ok(portal) = &mut opened {
            portal.file_facts = ledger.attachments_with(&news);
            ledger.commit(news, 0, &|path| portal.tree.get(path).is_some(), &|_| true);
        }
        Ok(opened)
    }

    /// Opens the portal anew, for settings that changed.
    pub fn reopen(&self, now: Timestamp) -> Result<OpenResult, MachineFault> {
        let options = Options { now, ..self.options.clone() };
        let mut news = self.file_facts.begin_records();
        let mut opened = Self::open_with(&options, &self.file_facts, &mut news)?;
        if let Ok(portal) = &mut opened {
            portal.file_facts = self.file_facts.attachments_with(&news);
        }
        Ok(opened)
    }

    fn open_with(
        options: &Options,
        ledger: &Ledger,
        news: &mut PendingRecords,
    ) -> Result<OpenResult, MachineFault> {
        let mut opened = Self::load(options)?;
        if let Ok(portal) = &mut opened {
            portal.scan_content()?;
            portal.content = Content::read(portal.read_inputs(ledger, options.now), news)?;
            let left_out = portal.faulty_sources(&[]).into_iter().collect();
            portal.reindex(portal.all_entries(), left_out, true);
        }
        Ok(opened)
    }

    pub(super) fn read_inputs<'a>(&'a self, ledger: &'a Ledger, now: Timestamp) -> ReadInputs<'a> {
        let Self { config, tree, .. } = self;
        ReadInputs { config, tree, ledger, now }
    }

    /// Looks at everything: what is wrong, and who is left out because of it.
    pub fn validate(&mut self) -> Result<(), MachineFault> {
        if !self.includes_all_entries() {
            self.reindex(ChangedEntries::new(), HashSet::new(), false);
        }
        let verdict = self.run_validation()?;
        self.apply_validation(verdict);
        Ok(())
    }

    /// Judges what is listed.
    pub fn run_validation(&self) -> Result<ValidationOutcome, MachineFault> {
        let mut faults = Vec::new();
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let broken = validate::validate(self.validation_input(&entries), &mut faults)?;
        // What a portal's own template is for may be told by an entry alone.
        let named = entries.iter().filter_map(|entry| entry.metadata.template.as_deref());
        let named: HashSet<String> = named.map(render::template_file).collect();
        // Where one is asked for that there is not, the slip is told there.
        if named.iter().all(|name| self.theme.has_template(name)) {
            faults.extend(self.theme.unused_templates(&|name| named.contains(name)));
        }
        let left_out = self.faulty_sources(&faults);
        Ok(ValidationOutcome { faults, broken_links: broken, excluded: left_out })
    }

    /// Takes a verdict over what is listed, and leaves out who is at fault.
    pub fn apply_validation(&mut self, verdict: ValidationOutcome) {
        self.validation = verdict;
        self.reindex(
            ChangedEntries::new(),
            self.validation.excluded.iter().cloned().collect(),
            false,
        );
    }

    /// Advises on what could be better.
    pub(super) fn advice(&self) -> Result<Vec<Diagnostic>, MachineFault> {
        let errors = self.faults().filter(|fault| fault.is_error());
        let faulty = errors.map(|fault| fault.place.file.clone()).collect();
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let mut advice = advice::missing_metadata(self.validation_input(&entries), &faulty)?;
        advice.extend(self.theme.advice());
        Ok(advice)
    }

    pub(super) fn validation_input<'a>(&'a self, entries: &'a [Arc<Entry>]) -> ValidationInput<'a> {
        let Self { config, theme, tree, library, plan, .. } = self;
        ValidationInput { config, theme, tree, entries, library, plan }
    }

    /// Gives all that is known to be wrong, in no order.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        let wrong = self
            .load_faults
            .settings
            .iter()
            .chain(&self.load_faults.theme)
            .chain(&self.load_faults.files);
        wrong.chain(self.content.faults()).chain(&self.validation.faults)
    }

    /// Tells whether those at fault are listed too, as judging must see them.
    pub fn includes_all_entries(&self) -> bool {
        self.library.unlisted().is_empty() && self.copies.withheld.is_empty()
    }

    /// Gives what was judged.
    pub(super) fn validation(&self) -> &ValidationOutcome {
        &self.validation
    }

    /// Makes what renders the targets.
    pub fn renderer(&self) -> Renderer<'_> {
        let Self { config, theme, sections, library, plan, .. } = self;
        let (share, today) = (self.content.share_picture.as_ref(), self.today);
        let portals = PortalViews::new(PortalViewInputs {
            config,
            sections,
            plan,
            theme,
            share_picture: share,
            today,
        });
        Renderer { config, sections, library, plan, theme, portal_views: portals }
    }
}

/// The settings, their faults, and their fingerprint.
type ConfigResult = Result<(Config, Vec<Diagnostic>, u64), Box<Diagnostic>>;

fn read_config(options: &Options) -> Result<ConfigResult, MachineFault> {
    let Some(text) = source::read_file(&options.root, config::FILE_NAME)? else {
        let fault = faults::missing_portal_yaml(Place::file(config::shared_file_name()));
        return Ok(Err(Box::new(fault)));
    };
    let read = |text: SourceText| {
        let (mut config, faults) = Config::read(&text)?;
        if let Some(base) = &options.base_url {
            config.base_url = base.clone();
        }
        Ok((config, faults, fingerprint(text.as_str())))
    };
    Ok(text.and_then(read))
}

impl Options {
    /// Gives the day: the one that was asked for, else that of a moment where the portal is.
    pub(super) fn build_day(&self, config: &Config, now: Timestamp) -> Date {
        self.today.unwrap_or_else(|| config.zone.to_datetime(now).date())
    }

    /// Gives the folders and files that the output must not touch.
    pub(super) fn protected_paths(&self) -> [PathBuf; 3] {
        ["content", "themes", config::FILE_NAME].map(|name| Path::new(&self.root).join(name))
    }
}
