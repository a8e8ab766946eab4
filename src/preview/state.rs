//! What lies on the desk: the portal, as far as it can be opened, and what was seen of the disk since.
//!
//! **Invariant.** A portal that was opened is never lost to what comes after it: where the settings of another can not
//! be read, or the machine refuses to show it, it stays, until that is mended.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::build::{Opened, Options, Portal};
use crate::diagnostic::{Diagnostic, MachineFault, report};
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

impl Looked {
    /// Names paths in the portal at `root`.
    pub(super) fn at(paths: BTreeSet<PathBuf>, root: &Path) -> Self {
        let content = root.join("content");
        let is_elsewhere = paths.iter().any(|path| !path.starts_with(&content));
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

    /// Takes in what may have changed.
    pub(super) fn refresh(&mut self, options: &Options, looked: Looked, now: Timestamp) {
        let Some(portal) = &self.portal else {
            return self.take(Portal::open(&Options { now, ..options.clone() }));
        };
        if self.refused.is_some() {
            return self.take(portal.reopen(now));
        }
        let is_elsewhere = !matches!(looked, Looked::At { is_elsewhere: false, .. });
        let closed = if is_elsewhere && !portal.has_its_settings() {
            match portal.reopen(now) {
                // What was there last is shown on.
                Ok(Err(closed)) => closed.faults,
                opened => return self.take(opened),
            }
        } else if is_elsewhere {
            Vec::new()
        } else {
            self.closed.clone()
        };
        if !are_same(&closed, &self.closed) {
            self.closed = closed;
            self.moved();
        }
        if let Err(fault) = self.follow(looked, is_elsewhere, now) {
            self.refused = Some(fault);
            self.moved();
        }
    }

    /// Takes in what changed of the theme and of the content.
    fn follow(
        &mut self,
        looked: Looked,
        is_elsewhere: bool,
        now: Timestamp,
    ) -> Result<(), MachineFault> {
        let Some(portal) = self.portal.as_mut() else { return Ok(()) };
        let theme = if is_elsewhere { portal.reload_theme()? } else { None };
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
                self.portal = Some(portal);
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

fn are_same(some: &[Diagnostic], others: &[Diagnostic]) -> bool {
    let written = |fault: &Diagnostic| report::json(fault);
    some.len() == others.len() && some.iter().zip(others).all(|(a, b)| written(a) == written(b))
}
