//! An open portal: its settings, theme, files, entries, library, site plan and faults.
//!
//! A build loads a portal in steps, so that it can stop after the scan if nothing changed; it then validates it and
//! builds the targets. A preview opens a portal in full, keeps it open and applies changes from the disk (`update`).
//!
//! **Invariant.** A portal that was updated and then validated equals one that is opened again.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::content::{Content, ReadInputs};
use super::options::Options;
use super::prepared_bodies::PreparedBodies;
use super::settings::{self, PortalSettings};
use super::validate::{self, ValidationInput};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::section::Section;
use crate::entry::{Entry, markdown};
use crate::ledger::{CommitScope, Ledger, LedgerAccess, NewRecords};
use crate::library::Library;
use crate::monitor::Stage;
use crate::output::DiskWriter;
use crate::render::{self, PortalViewInputs, PortalViews, Renderer};
use crate::site::Plan;
use crate::source::{self, FileChanges, FileTree};
use crate::theme::Theme;

/// An open portal.
pub struct Portal {
    pub(super) options: Options,
    /// The ledger's records of attachments and pictures, so that these are not inspected again when a text is edited.
    pub(super) attachment_cache: Ledger,
    pub(super) config: Arc<Config>,
    /// The fingerprint of portal.yaml.
    pub(super) settings_fingerprint: u64,
    pub(super) theme: Theme,
    pub(super) tree: FileTree,
    /// Changes of the tree that the content does not have yet, because a file could not be read.
    pub(super) unapplied_changes: FileChanges,
    pub(super) content: Content,
    pub(super) prepared_bodies: PreparedBodies,
    pub(super) today: Date,
    /// The sections, with the titles of their `_index.md`.
    pub(super) sections: Vec<Section>,
    pub(super) copies: CopiedFiles,
    pub(super) library: Arc<Library>,
    pub(super) plan: Plan,
    /// The fingerprint of what the plan was made from.
    pub(super) plan_fingerprint: u64,
    /// The previous plan with its fingerprint: while entries are excluded, the plan that includes them.
    pub(super) alternate_plan: (u64, Plan),
    pub(super) load_faults: LoadFaults,
    /// The outcome of the last validation.
    pub(super) validation: ValidationOutcome,
}

/// The content files that are copied to the same path of the site.
#[derive(Default)]
pub(super) struct CopiedFiles {
    pub(super) all: Vec<Arc<str>>,
    /// Those that are not copied because they are programs.
    pub(super) refused: Vec<Arc<str>>,
    /// Those that may belong to an entry with unreadable front matter: they are not copied, but a copy that is
    /// already published is kept.
    pub(super) withheld: Vec<Arc<str>>,
}

/// Faults of the settings, the theme and the file tree, found while loading.
#[derive(Default)]
pub(super) struct LoadFaults {
    pub(super) settings: Vec<Diagnostic>,
    pub(super) theme: Vec<Diagnostic>,
    pub(super) files: Vec<Diagnostic>,
}

impl LoadFaults {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.settings.iter().chain(&self.theme).chain(&self.files)
    }
}

/// The outcome of validating all entries together.
#[derive(Debug, Default)]
pub struct ValidationOutcome {
    pub(super) faults: Vec<Diagnostic>,
    /// The targets of broken links that are already reported.
    pub(super) broken_links: BTreeSet<String>,
    /// The entries to exclude because of their errors, by source file.
    pub(super) excluded: Vec<Arc<str>>,
}

/// The errors that keep a portal from being opened.
pub struct OpenFailure {
    /// The portal's language, if it is known.
    pub language: Option<String>,
    /// The errors.
    pub faults: Vec<Diagnostic>,
}

/// Changed source files with their entries; `None` for an entry that was removed.
pub(super) type ChangedEntries = Vec<(Arc<str>, Option<Arc<Entry>>)>;

/// A portal, or the errors that keep it from being opened.
pub type OpenResult = Result<Portal, OpenFailure>;

impl Portal {
    /// Reads the settings and the theme of a portal, but not its content yet.
    pub(super) fn open_for_build(options: &Options) -> Result<OpenResult, MachineFault> {
        let settings = match settings::read_settings(&options.root)? {
            Ok(settings) => settings,
            Err(fault) => return Ok(Err(OpenFailure { language: None, faults: vec![*fault] })),
        };
        let PortalSettings { mut config, faults, fingerprint: settings_fingerprint } = settings;
        if let Some(base) = &options.base_url {
            config.base_url = base.clone();
        }
        let mut load_faults = LoadFaults { settings: faults, ..LoadFaults::default() };
        if !source::has_folder(&options.root, "content")? {
            let mut faults = load_faults.settings;
            faults.push(faults::missing_content_folder(Place::file("content")));
            return Ok(Err(OpenFailure { language: Some(config.language), faults }));
        }
        let config = Arc::new(config);
        let theme;
        (theme, load_faults.theme) = Theme::load(&options.root, &config)?;
        Ok(Ok(Self {
            options: options.clone(),
            attachment_cache: Ledger::default(),
            today: options.build_day(&config, options.now),
            config,
            settings_fingerprint,
            theme,
            tree: FileTree::default(),
            unapplied_changes: FileChanges::default(),
            content: Content::default(),
            prepared_bodies: PreparedBodies::default(),
            sections: Vec::new(),
            copies: CopiedFiles::default(),
            library: Arc::default(),
            plan: Plan::default(),
            plan_fingerprint: 0,
            alternate_plan: Default::default(),
            load_faults,
            validation: ValidationOutcome::default(),
        }))
    }

    /// Scans the content folder.
    pub(super) fn scan_content(&mut self) -> Result<(), MachineFault> {
        (self.tree, self.load_faults.files) = FileTree::scan(&self.options.root, "content")?;
        Ok(())
    }

    /// Reads the content and indexes all of it, including faulty entries, which validation must see.
    pub(super) fn read_content(
        &mut self,
        ledger: &Ledger,
        new_records: &NewRecords,
    ) -> Result<(), MachineFault> {
        self.tree.log_readings(self.options.now);
        self.prepared_bodies = PreparedBodies::with_room();
        let inputs = self.read_inputs(ledger, self.options.now);
        self.content = Content::read(ReadInputs { is_kept_open: false, ..inputs }, new_records)?;
        // The bodies with code are prepared.
        markdown::release_languages();
        self.options.monitor.begin(Stage::Index, 0);
        self.reindex(self.all_entries(), HashSet::new(), true);
        self.examine_unnamed_files(ledger, new_records)
    }

    /// Frees the entries and the library; the plan stays.
    pub(super) fn release_entries(&mut self) {
        (self.content, self.library) = Default::default();
        self.prepared_bodies = PreparedBodies::default();
    }

    /// Forgets the content, the library and the plan, but not the scan.
    pub(super) fn forget_content(&mut self) {
        self.release_entries();
        (self.plan, self.plan_fingerprint) = Default::default();
        self.sections.clear();
    }

    fn all_entries(&self) -> ChangedEntries {
        let all = self.content.entries();
        all.map(|entry| (entry.source.clone(), Some(entry.clone()))).collect()
    }

    /// Opens a portal for a preview, reusing the ledger and adding new records to it. Entries with errors of their
    /// own are excluded; nothing is validated yet.
    pub fn open_for_preview(options: &Options) -> Result<OpenResult, MachineFault> {
        let ledger_file = options.open_ledger(&DiskWriter::default(), LedgerAccess::ReadWrite);
        let mut ledger = Ledger::load(ledger_file);
        let new_records = ledger.begin_records(0);
        let mut opened = Self::open_with(options, &ledger, &new_records)?;
        if let Ok(portal) = &mut opened {
            portal.attachment_cache = ledger.attachments_with(&new_records);
            // Records of removed files are left to the next build, which knows the targets too.
            ledger.commit(new_records, &CommitScope::default());
        }
        Ok(opened)
    }

    /// Opens the portal again after a change of its settings.
    pub fn reopen(&self, now: Timestamp) -> Result<OpenResult, MachineFault> {
        let options = Options { now, ..self.options.clone() };
        let new_records = NewRecords::default();
        let mut opened = Self::open_with(&options, &self.attachment_cache, &new_records)?;
        if let Ok(portal) = &mut opened {
            portal.attachment_cache = self.attachment_cache.attachments_with(&new_records);
        }
        Ok(opened)
    }

    fn open_with(
        options: &Options,
        ledger: &Ledger,
        new_records: &NewRecords,
    ) -> Result<OpenResult, MachineFault> {
        let mut opened = Self::open_for_build(options)?;
        if let Ok(portal) = &mut opened {
            portal.scan_content()?;
            portal.content = Content::read(portal.read_inputs(ledger, options.now), new_records)?;
            let excluded = portal.faulty_sources(&[]).into_iter().collect();
            portal.reindex(portal.all_entries(), excluded, true);
        }
        Ok(opened)
    }

    pub(super) fn read_inputs<'a>(&'a self, ledger: &'a Ledger, now: Timestamp) -> ReadInputs<'a> {
        let Self { config, tree, prepared_bodies: bodies, .. } = self;
        let today = self.options.build_day(config, now);
        let monitor = &self.options.monitor;
        ReadInputs { config, tree, ledger, now, today, bodies, monitor, is_kept_open: true }
    }

    /// Validates all entries and excludes the faulty ones.
    pub fn validate(&mut self) -> Result<(), MachineFault> {
        self.options.monitor.begin(Stage::Validate, 0);
        if !self.includes_all_entries() {
            self.reindex(ChangedEntries::new(), HashSet::new(), false);
        }
        let outcome = self.run_validation()?;
        self.apply_validation(outcome);
        Ok(())
    }

    /// Validates all entries, which must be included ([`Self::includes_all_entries`]), without changing anything.
    pub fn run_validation(&self) -> Result<ValidationOutcome, MachineFault> {
        let mut faults = Vec::new();
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let broken_links = validate::validate(self.validation_input(&entries), &mut faults)?;
        // A template of the portal may be used by the `template` key of a single entry only.
        let used_templates = entries.iter().filter_map(|entry| entry.metadata.template.as_deref());
        let used_templates: HashSet<String> = used_templates.map(render::template_file).collect();
        // If an entry names a missing template, the typo is reported there, and not as an unused template here.
        if used_templates.iter().all(|name| self.theme.has_template(name)) {
            faults.extend(self.theme.unused_templates(&|name| used_templates.contains(name)));
        }
        let excluded = self.faulty_sources(&faults);
        Ok(ValidationOutcome { faults, broken_links, excluded })
    }

    /// Stores the outcome of a validation and excludes the faulty entries.
    pub fn apply_validation(&mut self, outcome: ValidationOutcome) {
        self.validation = outcome;
        self.reindex(
            ChangedEntries::new(),
            self.validation.excluded.iter().cloned().collect(),
            false,
        );
    }

    pub(super) fn validation_input<'a>(&'a self, entries: &'a [Arc<Entry>]) -> ValidationInput<'a> {
        let Self { config, theme, tree, copies, library, plan, .. } = self;
        let refused = &copies.refused;
        ValidationInput { config, theme, tree, entries, refused, library, plan }
    }

    /// Lists all known faults, in no particular order.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.load_faults.iter().chain(self.content.faults()).chain(&self.validation.faults)
    }

    /// Returns whether no entry is excluded and no file withheld, as validation requires.
    pub fn includes_all_entries(&self) -> bool {
        self.library.excluded().is_empty() && self.copies.withheld.is_empty()
    }

    /// Makes the renderer of the targets.
    pub(super) fn renderer(&self) -> Renderer<'_> {
        let Self { config, theme, sections, library, plan, .. } = self;
        let (share_picture, today) = (self.content.share_picture.as_ref(), self.today);
        let portal_views = PortalViews::new(PortalViewInputs {
            config,
            sections,
            plan,
            theme,
            share_picture,
            today,
        });
        let monitor = &self.options.monitor;
        Renderer { config, sections, library, plan, theme, portal_views, monitor }
    }
}
