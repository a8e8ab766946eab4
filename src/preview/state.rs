//! What lies on the desk: the portal, as far as it can be opened, and what was seen of the disk since.
//!
//! **Invariant.** A portal that was opened is never lost to what comes after it: where the settings of another can not
//! be read, or the machine refuses to show it, it stays, until that is mended.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::pipeline::{OpenResult, Options, Portal};
use crate::source::FileTree;

/// What is on the desk.
#[derive(Default)]
pub(super) struct SessionState {
    pub(super) portal: Option<Portal>,
    /// What is wrong where what lies on the disk can not be opened.
    pub(super) opening_faults: Vec<Diagnostic>,
    /// What the machine refused when the disk was last looked at. Then all is to be opened again.
    pub(super) machine_fault: Option<MachineFault>,
    /// Addresses of files, no pages, that changed since the open pages were told.
    pub(super) changed_files: BTreeSet<String>,
    /// Counts the changes.
    pub(super) revision: u64,
    /// How many errors there were when everything was last judged.
    pub(super) error_count: usize,
    /// Whether everything was judged since.
    pub(super) is_validated: bool,
}

/// What may have changed.
pub(super) enum DiskChange {
    /// These paths.
    Paths {
        /// Paths of the disk.
        paths: BTreeSet<PathBuf>,
        /// Whether some are not of the content.
        is_beyond_content: bool,
    },
    /// Anything; and the files of the content as they are now.
    All(Result<FileTree, MachineFault>),
}

/// A portal that was opened anew.
type ReopenResult = Result<OpenResult, MachineFault>;

impl DiskChange {
    /// Tells whether something else than content may have changed.
    fn is_beyond_content(&self) -> bool {
        !matches!(self, Self::Paths { is_beyond_content: false, .. })
    }

    /// Names paths in the portal at `root`.
    pub(super) fn of_paths(paths: BTreeSet<PathBuf>, root: &Path) -> Self {
        let content = root.join("content");
        let is_beyond_content =
            paths.iter().any(|path| !path.starts_with(&content) || *path == content);
        Self::Paths { paths, is_beyond_content }
    }
}

impl SessionState {
    /// Opens a portal, as far as it can be opened.
    pub(super) fn open(options: &Options) -> Self {
        let mut state = Self::default();
        state.set_opened(Portal::open(options));
        state
    }

    /// Gives all that is wrong, in no order.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.opening_faults.iter().chain(self.portal.iter().flat_map(Portal::faults))
    }

    /// What is left where the program broke.
    pub(super) fn after_panic() -> Self {
        Self {
            opening_faults: vec![faults::internal_error(Place::file("content"))],
            ..Self::default()
        }
    }

    /// Opens the portal anew, if it can not go on as it is.
    pub(super) fn reopen_if_needed(
        &self,
        looked: &DiskChange,
        now: Timestamp,
    ) -> Option<ReopenResult> {
        let portal = self.portal.as_ref()?;
        let is_other = looked.is_beyond_content() && !portal.has_current_settings();
        (self.machine_fault.is_some() || is_other).then(|| portal.reopen(now))
    }

    /// Takes in what may have changed, and a portal that was opened anew because of it.
    pub(super) fn apply(
        &mut self,
        options: &Options,
        looked: DiskChange,
        reopened: Option<ReopenResult>,
    ) {
        if self.portal.is_none() {
            return self.set_opened(Portal::open(options));
        }
        let closed = match reopened {
            // What was there last is shown on.
            Some(Ok(Err(closed))) => closed.faults,
            Some(opened) => return self.set_opened(opened),
            None if looked.is_beyond_content() => Vec::new(),
            None => self.opening_faults.clone(),
        };
        if closed != self.opening_faults {
            self.opening_faults = closed;
            self.mark_changed();
        }
        if let Err(fault) = self.update_portal(looked, options.now) {
            self.machine_fault = Some(fault);
            self.mark_changed();
        }
    }

    /// Takes in what changed of the theme and of the content.
    fn update_portal(&mut self, looked: DiskChange, now: Timestamp) -> Result<(), MachineFault> {
        let Some(portal) = self.portal.as_mut().filter(|portal| portal.has_content_folder()) else {
            return Ok(());
        };
        let theme = if looked.is_beyond_content() { portal.reload_theme()? } else { None };
        let content = match looked {
            DiskChange::Paths { paths, .. } => portal.update_paths(&paths, now)?,
            DiskChange::All(tree) => portal.replace_tree(tree?, now)?,
        };
        if theme.is_some() || content.is_some() {
            self.changed_files.extend([theme, content].into_iter().flatten().flatten());
            self.mark_changed();
        }
        Ok(())
    }

    fn set_opened(&mut self, opened: Result<OpenResult, MachineFault>) {
        self.machine_fault = None;
        match opened {
            Ok(Ok(portal)) => {
                let before = self.portal.replace(portal);
                let now = self.portal.as_ref().zip(before.as_ref());
                self.changed_files.extend(
                    now.into_iter().flat_map(|(now, before)| now.changed_assets_since(before)),
                );
                self.opening_faults = Vec::new();
            }
            Ok(Err(closed)) => self.opening_faults = closed.faults,
            Err(fault) => self.machine_fault = Some(fault),
        }
        self.mark_changed();
    }

    fn mark_changed(&mut self) {
        self.revision += 1;
        self.is_validated = false;
    }
}
