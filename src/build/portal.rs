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

use super::advise;
use super::read::{Beginning, Content};
use super::sight;
use super::verify::{self, Known};
use super::{Options, memory, remembered};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::Entry;
use crate::entry::section::Section;
use crate::ledger::{Access, Book, Ledger, News, Scope, Sight};
use crate::library::Library;
use crate::output::Disk;
use crate::render::{self, Portals, PortalsOf, Renderer};
use crate::site::Plan;
use crate::source::{self, Tree, fingerprint};
use crate::theme::Theme;

/// A portal that was read.
pub struct Portal {
    pub(super) options: Options,
    /// What attached files hold, so that a text that is saved is read without them.
    pub(super) facts: Ledger,
    pub(super) config: Arc<Config>,
    /// The fingerprint of portal.yaml.
    pub(super) settings: u64,
    pub(super) theme: Theme,
    pub(super) tree: Tree,
    pub(super) content: Content,
    pub(super) today: Date,
    /// The sections, called as their texts say.
    pub(super) sections: Vec<Section>,
    /// The files that are copied to the same place, and those that are kept as they are.
    pub(super) copies: Copies,
    pub(super) library: Arc<Library>,
    pub(super) plan: Plan,
    /// What the plan was made from.
    pub(super) planned: u64,
    /// The plan before it, with what that was made from.
    pub(super) spare: (u64, Plan),
    /// What is wrong with the settings, the theme and the files as such.
    pub(super) wrong: Wrong,
    pub(super) verdict: Verdict,
}

#[derive(Default)]
pub(super) struct Copies {
    pub(super) all: Vec<Arc<str>>,
    /// Those that may be a faulty entry's own.
    pub(super) held: Vec<Arc<str>>,
}

#[derive(Default)]
pub(super) struct Wrong {
    pub(super) settings: Vec<Diagnostic>,
    pub(super) theme: Vec<Diagnostic>,
    pub(super) files: Vec<Diagnostic>,
}

/// What was judged with everything in view.
#[derive(Debug, Default)]
pub struct Verdict {
    pub(super) faults: Vec<Diagnostic>,
    /// Addresses that links lead to in vain.
    pub(super) broken: BTreeSet<String>,
    /// The entries left out because of their faults.
    pub(super) left_out: Vec<Arc<str>>,
}

/// Why a portal can not be opened, as what is at fault; and its language as far as it is known.
pub struct Closed {
    /// The language of messages.
    pub language: Option<String>,
    /// What is at fault.
    pub faults: Vec<Diagnostic>,
}

/// Files with their entries, or nothing where there is none any more.
pub(super) type Moved = Vec<(Arc<str>, Option<Arc<Entry>>)>;

/// A portal, or why it can not be opened.
pub type Opened = Result<Portal, Closed>;

impl Portal {
    /// Reads the settings and the theme of a portal; its content is not looked at yet.
    pub(super) fn begin(options: &Options) -> Result<Opened, MachineFault> {
        let (config, faults, settings) = match configure(options)? {
            Ok(read) => read,
            Err(fault) => return Ok(Err(Closed { language: None, faults: vec![*fault] })),
        };
        let mut wrong = Wrong { settings: faults, ..Wrong::default() };
        if !source::has_folder(&options.root, "content") {
            let mut faults = wrong.settings;
            faults.push(faults::no_content(Place::file("content")));
            return Ok(Err(Closed { language: Some(config.language), faults }));
        }
        let config = Arc::new(config);
        let theme;
        (theme, wrong.theme) = Theme::load(&options.root, &config)?;
        Ok(Ok(Self {
            options: options.clone(),
            facts: Ledger::default(),
            today: options.day(&config, options.now),
            config,
            settings,
            theme,
            tree: Tree::default(),
            content: Content::default(),
            sections: Vec::new(),
            copies: Copies::default(),
            library: Arc::default(),
            plan: Plan::default(),
            planned: 0,
            spare: Default::default(),
            wrong,
            verdict: Verdict::default(),
        }))
    }

    /// Lists the files of the content.
    fn scan(&mut self) -> Result<(), MachineFault> {
        (self.tree, self.wrong.files) = Tree::scan(&self.options.root, "content")?;
        Ok(())
    }

    /// Lists the files of the content, and looks beside that whether the site is as the last build left it; gives
    /// what that build saw, if everything is as it saw it.
    pub(super) fn scan_beside(
        &mut self,
        book: Option<&Book>,
        around: u64,
    ) -> Result<Option<Sight>, MachineFault> {
        let sight = book.and_then(Book::sight);
        let sight = sight.filter(|sight| sight.around == around && sight.holds_on(self.today));
        let output = self.options.output.clone();
        let Some((sight, output)) = sight.zip(output) else {
            self.scan()?;
            return Ok(None);
        };
        let (scanned, site) = rayon::join(|| self.scan(), || sight::standing(&output));
        scanned?;
        let content = self.tree.sum(self.options.now).filter(|_| self.wrong.files.is_empty());
        let same = content == Some(sight.content) && site == Some(sight.site);
        Ok(same.then_some(sight))
    }

    /// Reads the content, and files all of it, also what is at fault, as it must be to be judged.
    pub(super) fn read(&mut self, ledger: &Ledger, news: &mut News) -> Result<(), MachineFault> {
        self.content = Content::read(self.beginning(ledger, self.options.now), news)?;
        self.list(self.everything(), HashSet::new(), true);
        Ok(())
    }

    fn everything(&self) -> Moved {
        let all = self.content.entries();
        all.map(|entry| (entry.source.clone(), Some(entry.clone()))).collect()
    }

    /// Opens a portal with what the last build knew of it, and writes down for the next time what reading it taught.
    /// Nothing is judged yet, but what is at fault by itself is left out.
    pub fn open(options: &Options) -> Result<Opened, MachineFault> {
        let book = remembered(&Disk::default(), options, Access::Write);
        let mut ledger = Ledger::read(book, Scope::Files, &memory::decode);
        let mut news = ledger.news();
        let mut opened = Self::open_with(options, &ledger, &mut news)?;
        if let Ok(portal) = &mut opened {
            portal.facts = ledger.facts_with(&news);
            ledger.close(news, 0, &|path| portal.tree.get(path).is_some(), &|_| true);
        }
        Ok(opened)
    }

    /// Opens the portal anew, for settings that changed.
    pub fn reopen(&self, now: Timestamp) -> Result<Opened, MachineFault> {
        let options = Options { now, ..self.options.clone() };
        let mut news = self.facts.news();
        let mut opened = Self::open_with(&options, &self.facts, &mut news)?;
        if let Ok(portal) = &mut opened {
            portal.facts = self.facts.facts_with(&news);
        }
        Ok(opened)
    }

    fn open_with(
        options: &Options,
        ledger: &Ledger,
        news: &mut News,
    ) -> Result<Opened, MachineFault> {
        let mut opened = Self::begin(options)?;
        if let Ok(portal) = &mut opened {
            portal.scan()?;
            portal.content = Content::read(portal.beginning(ledger, options.now), news)?;
            let left_out = portal.at_fault(&[]).into_iter().collect();
            portal.list(portal.everything(), left_out, true);
        }
        Ok(opened)
    }

    pub(super) fn beginning<'a>(&'a self, ledger: &'a Ledger, now: Timestamp) -> Beginning<'a> {
        let Self { config, tree, .. } = self;
        Beginning { config, tree, ledger, now }
    }

    /// Looks at everything: what is wrong, and who is left out because of it.
    pub fn judge(&mut self) -> Result<(), MachineFault> {
        if !self.lists_all() {
            self.list(Moved::new(), HashSet::new(), false);
        }
        let verdict = self.verdict()?;
        self.settle(verdict);
        Ok(())
    }

    /// Judges what is listed.
    pub fn verdict(&self) -> Result<Verdict, MachineFault> {
        let mut faults = Vec::new();
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let broken = verify::verify(self.known(&entries), &mut faults)?;
        // What a portal's own template is for may be told by an entry alone.
        let named = entries.iter().filter_map(|entry| entry.metadata.template.as_deref());
        let named: HashSet<String> = named.map(render::template_file).collect();
        // Where one is asked for that there is not, the slip is told there.
        if named.iter().all(|name| self.theme.has_template(name)) {
            faults.extend(self.theme.unused_templates(&|name| named.contains(name)));
        }
        let left_out = self.at_fault(&faults);
        Ok(Verdict { faults, broken, left_out })
    }

    /// Takes a verdict over what is listed, and leaves out who is at fault.
    pub fn settle(&mut self, verdict: Verdict) {
        self.verdict = verdict;
        self.list(Moved::new(), self.verdict.left_out.iter().cloned().collect(), false);
    }

    /// Advises on what could be better.
    pub(super) fn advice(&self) -> Result<Vec<Diagnostic>, MachineFault> {
        let errors = self.faults().filter(|fault| fault.is_error());
        let faulty = errors.map(|fault| fault.place.file.clone()).collect();
        let entries: Vec<Arc<Entry>> = self.content.entries().cloned().collect();
        let mut advice = advise::advise(self.known(&entries), &faulty)?;
        advice.extend(self.theme.advice());
        Ok(advice)
    }

    pub(super) fn known<'a>(&'a self, entries: &'a [Arc<Entry>]) -> Known<'a> {
        let Self { config, theme, tree, library, plan, .. } = self;
        Known { config, theme, tree, entries, library, plan }
    }

    /// Gives all that is known to be wrong, in no order.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        let wrong = self.wrong.settings.iter().chain(&self.wrong.theme).chain(&self.wrong.files);
        wrong.chain(self.content.faults()).chain(&self.verdict.faults)
    }

    /// Tells whether those at fault are listed too, as judging must see them.
    pub fn lists_all(&self) -> bool {
        self.library.unlisted().is_empty() && self.copies.held.is_empty()
    }

    /// Gives what was judged.
    pub(super) fn judged(&self) -> &Verdict {
        &self.verdict
    }

    /// Makes what renders the targets.
    pub fn renderer(&self) -> Renderer<'_> {
        let Self { config, theme, sections, library, plan, .. } = self;
        let (share, today) = (self.content.share.as_ref(), self.today);
        let portals = Portals::new(PortalsOf { config, sections, plan, theme, share, today });
        Renderer { config, sections, library, plan, theme, portals }
    }
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

impl Options {
    /// Gives the day: the one that was asked for, else that of a moment where the portal is.
    pub(super) fn day(&self, config: &Config, now: Timestamp) -> Date {
        self.today.unwrap_or_else(|| config.zone.to_datetime(now).date())
    }

    /// Gives the folders and files that the output must not touch.
    pub(super) fn sources(&self) -> [PathBuf; 3] {
        ["content", "themes", config::FILE].map(|name| Path::new(&self.root).join(name))
    }
}
