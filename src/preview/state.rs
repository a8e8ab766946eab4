//! The state of a preview session: the portal, if it could be opened, and what changed since.
//!
//! **Invariant.** An open portal is kept until another can be opened in its place: unreadable settings or a machine
//! fault do not close it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::diagnostic::{self, Diagnostic, MachineFault, Place, faults};
use crate::pipeline::{OpenResult, Options, Portal, Resolution};
use crate::source::FileTree;

/// The state of a preview session.
#[derive(Default)]
pub(super) struct SessionState {
    pub(super) portal: Option<Portal>,
    /// The errors that keep the portal on disk from being opened; empty if it can be opened.
    pub(super) opening_faults: Vec<Diagnostic>,
    /// The machine fault of the last update. The next update then opens the portal again.
    pub(super) machine_fault: Option<MachineFault>,
    /// Addresses of files other than pages that changed since open pages were notified.
    pub(super) changed_files: BTreeSet<String>,
    /// Incremented with each change.
    pub(super) revision: u64,
    /// The new addresses of entries that moved since the session began, by their old ones.
    pub(super) moves: BTreeMap<Arc<str>, Arc<str>>,
    /// The errors and warnings known after the last validation, in the order in which they are shown.
    pub(super) listed_faults: Vec<Diagnostic>,
    /// Whether the portal was validated since its last change.
    pub(super) is_validated: bool,
}

/// What may have changed on disk.
pub(super) enum DiskChange {
    /// These paths may have changed.
    Paths {
        /// Absolute paths.
        paths: BTreeSet<PathBuf>,
        /// Whether some are outside `content/`.
        is_beyond_content: bool,
    },
    /// Anything; with the current files of `content/`.
    All(Result<FileTree, MachineFault>),
}

/// The outcome of opening the portal again.
type ReopenResult = Result<OpenResult, MachineFault>;

impl DiskChange {
    /// Returns whether anything outside `content/` may have changed.
    fn is_beyond_content(&self) -> bool {
        !matches!(self, Self::Paths { is_beyond_content: false, .. })
    }

    /// Classifies changed paths of the portal at `root`.
    pub(super) fn of_paths(paths: BTreeSet<PathBuf>, root: &Path) -> Self {
        let content = root.join("content");
        let is_beyond_content =
            paths.iter().any(|path| !path.starts_with(&content) || *path == content);
        Self::Paths { paths, is_beyond_content }
    }
}

impl SessionState {
    /// Opens a portal; if it cannot be opened, the state says why.
    pub(super) fn open(options: &Options) -> Self {
        let mut state = Self::default();
        state.set_opened(Portal::open_for_preview(options));
        state
    }

    /// Iterates over all faults, in no particular order.
    pub(super) fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.opening_faults.iter().chain(self.portal.iter().flat_map(Portal::faults))
    }

    /// Returns all faults, in the order in which they are shown.
    pub(super) fn sorted_faults(&self) -> Vec<Diagnostic> {
        let mut faults: Vec<Diagnostic> = self.faults().cloned().collect();
        diagnostic::sort_and_dedup(&mut faults);
        faults
    }

    /// Returns where the entry is that was at an address; `None` if something is there, or the entry is not shown.
    pub(super) fn new_address(&self, address: &str) -> Option<Arc<str>> {
        let portal = self.portal.as_ref()?;
        let mut current = self.moves.get(address)?;
        let is_shown = |address: &str| matches!(portal.resolve(address), Resolution::Target(_));
        // An entry that was moved back and forth leads in a circle.
        for _ in 0..self.moves.len() {
            if is_shown(current) {
                break;
            }
            current = self.moves.get(current)?;
        }
        (is_shown(current) && !is_shown(address)).then(|| current.clone())
    }

    /// The state after a panic: no portal, and a fault that says so.
    pub(super) fn after_panic(&self) -> Self {
        Self {
            opening_faults: vec![faults::internal_error(Place::file("content"))],
            // Pages of an earlier portal must not be taken for pages of the next one.
            revision: self.revision + 1,
            ..Self::default()
        }
    }

    /// Opens the portal again if its settings changed or the last update failed.
    pub(super) fn reopen_if_needed(
        &self,
        change: &DiskChange,
        now: Timestamp,
    ) -> Option<ReopenResult> {
        let portal = self.portal.as_ref()?;
        let has_other_settings = change.is_beyond_content() && !portal.has_current_settings();
        (self.machine_fault.is_some() || has_other_settings).then(|| portal.reopen(now))
    }

    /// Applies what may have changed, with the portal that was opened again because of it.
    pub(super) fn apply(
        &mut self,
        options: &Options,
        change: DiskChange,
        reopened: Option<ReopenResult>,
    ) {
        if self.portal.is_none() {
            return self.set_opened(Portal::open_for_preview(options));
        }
        let opening_faults = match reopened {
            // The last portal stays open.
            Some(Ok(Err(failure))) => failure.faults,
            Some(opened) => return self.set_opened(opened),
            None if change.is_beyond_content() => Vec::new(),
            None => self.opening_faults.clone(),
        };
        if opening_faults != self.opening_faults {
            self.opening_faults = opening_faults;
            self.mark_changed();
        }
        if let Err(fault) = self.update_portal(change, options.now) {
            self.machine_fault = Some(fault);
            self.mark_changed();
        }
    }

    /// Reloads the theme and updates the content of the open portal.
    fn update_portal(&mut self, change: DiskChange, now: Timestamp) -> Result<(), MachineFault> {
        let Some(portal) = self.portal.as_mut().filter(|portal| portal.has_content_folder()) else {
            return Ok(());
        };
        let theme = if change.is_beyond_content() { portal.reload_theme()? } else { None };
        let content = match change {
            DiskChange::Paths { paths, .. } => portal.update_paths(&paths, now)?,
            DiskChange::All(tree) => portal.replace_tree(tree?, now)?,
        };
        self.moves.extend(portal.take_moves());
        if theme.is_some() || content.is_some() {
            self.changed_files.extend([theme, content].into_iter().flatten().flatten());
            self.mark_changed();
        }
        Ok(())
    }

    fn set_opened(&mut self, opened: Result<OpenResult, MachineFault>) {
        self.machine_fault = None;
        match opened {
            Ok(Ok(mut portal)) => {
                self.portal.iter().for_each(|before| portal.note_moves_since(before));
                self.moves.extend(portal.take_moves());
                let before = self.portal.replace(portal);
                let both = self.portal.as_ref().zip(before.as_ref());
                self.changed_files.extend(
                    both.into_iter().flat_map(|(now, before)| now.changed_sheets_since(before)),
                );
                self.opening_faults = Vec::new();
            }
            Ok(Err(failure)) => self.opening_faults = failure.faults,
            Err(fault) => self.machine_fault = Some(fault),
        }
        self.mark_changed();
    }

    fn mark_changed(&mut self) {
        self.revision += 1;
        self.is_validated = false;
    }
}
