//! What lies on the desk: the portal, as far as it can be opened, and what was seen of the disk since.
//!
//! **Invariant.** A portal that was opened is never lost to what comes after it: where the settings of another can not
//! be read, or the machine refuses to show it, it stays, until that is mended.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::build::{Opened, Options, Portal};
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::source::Tree;

/// What is on the desk.
#[derive(Default)]
pub(super) struct State {
    pub(super) portal: Option<Portal>,
    /// What is wrong where what lies on the disk can not be opened.
    pub(super) closed: Vec<Diagnostic>,
    /// What the machine refused when the disk was last looked at. Then all is to be opened again.
    pub(super) refused: Option<MachineFault>,
    /// Addresses of files, no pages, that changed since the open pages were told.
    pub(super) touched: BTreeSet<String>,
    /// Counts the changes.
    pub(super) turn: u64,
    /// How many errors there were when everything was last judged.
    pub(super) errors: usize,
    /// Whether everything was judged since.
    pub(super) is_judged: bool,
}

/// What may have changed.
pub(super) enum Looked {
    /// These paths.
    At {
        /// Paths of the disk.
        paths: BTreeSet<PathBuf>,
        /// Whether some are not of the content.
        is_elsewhere: bool,
    },
    /// Anything; and the files of the content as they are now.
    All(Result<Tree, MachineFault>),
}

/// A portal that was opened anew.
type Reopened = Result<Opened, MachineFault>;

impl Looked {
    /// Tells whether something else than content may have changed.
    fn is_elsewhere(&self) -> bool {
        !matches!(self, Self::At { is_elsewhere: false, .. })
    }

    /// Names paths in the portal at `root`.
    pub(super) fn at(paths: BTreeSet<PathBuf>, root: &Path) -> Self {
        let content = root.join("content");
        let is_elsewhere = paths.iter().any(|path| !path.starts_with(&content) || *path == content);
        Self::At { paths, is_elsewhere }
    }
}

impl State {
    /// Opens a portal, as far as it can be opened.
    pub(super) fn open(options: &Options) -> Self {
        let mut state = Self::default();
        state.take(Portal::open(options));
        state
    }

    /// Gives all that is wrong, in no order.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.closed.iter().chain(self.portal.iter().flat_map(Portal::faults))
    }

    /// What is left where the program broke.
    pub(super) fn broken() -> Self {
        Self { closed: vec![faults::program_broke(Place::file("content"))], ..Self::default() }
    }

    /// Opens the portal anew, if it can not go on as it is.
    pub(super) fn reopened(&self, looked: &Looked, now: Timestamp) -> Option<Reopened> {
        let portal = self.portal.as_ref()?;
        let is_other = looked.is_elsewhere() && !portal.has_its_settings();
        (self.refused.is_some() || is_other).then(|| portal.reopen(now))
    }

    /// Takes in what may have changed, and a portal that was opened anew because of it.
    pub(super) fn refresh(
        &mut self,
        options: &Options,
        looked: Looked,
        reopened: Option<Reopened>,
    ) {
        if self.portal.is_none() {
            return self.take(Portal::open(options));
        }
        let closed = match reopened {
            // What was there last is shown on.
            Some(Ok(Err(closed))) => closed.faults,
            Some(opened) => return self.take(opened),
            None if looked.is_elsewhere() => Vec::new(),
            None => self.closed.clone(),
        };
        if closed != self.closed {
            self.closed = closed;
            self.moved();
        }
        if let Err(fault) = self.follow(looked, options.now) {
            self.refused = Some(fault);
            self.moved();
        }
    }

    /// Takes in what changed of the theme and of the content.
    fn follow(&mut self, looked: Looked, now: Timestamp) -> Result<(), MachineFault> {
        let Some(portal) = self.portal.as_mut().filter(|portal| portal.has_content()) else {
            return Ok(());
        };
        let theme = if looked.is_elsewhere() { portal.reload_theme()? } else { None };
        let content = match looked {
            Looked::At { paths, .. } => portal.update(&paths, now)?,
            Looked::All(tree) => portal.replace(tree?, now)?,
        };
        if theme.is_some() || content.is_some() {
            self.touched.extend([theme, content].into_iter().flatten().flatten());
            self.moved();
        }
        Ok(())
    }

    fn take(&mut self, opened: Result<Opened, MachineFault>) {
        self.refused = None;
        match opened {
            Ok(Ok(portal)) => {
                let before = self.portal.replace(portal);
                let now = self.portal.as_ref().zip(before.as_ref());
                self.touched.extend(now.into_iter().flat_map(|(now, before)| now.restyled(before)));
                self.closed = Vec::new();
            }
            Ok(Err(closed)) => self.closed = closed.faults,
            Err(fault) => self.refused = Some(fault),
        }
        self.moved();
    }

    fn moved(&mut self) {
        self.turn += 1;
        self.is_judged = false;
    }
}
