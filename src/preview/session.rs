//! The desk: the portal kept as it stands on the disk, and what lies at an address, made when it is asked for.
//!
//! What changes on the disk is taken in first, so that the page of an editor shows it at once; only then everything
//! is judged, and who is at fault left out. A page that can not be made stays as it was last served; of a
//! portal whose settings can not be read the last one is shown on.
//!
//! **Invariant.** What is served is what a build of the same files writes, without those at fault.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{
    Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
};

use jiff::tz::Offset;

use super::backend::{Backend, PageFingerprint, PageState, Resource};
use super::error_pages;
use super::page_cache::PageCache;
use super::state::{DiskChange, SessionState};
use super::watch::{Clock, WatchEvent};
use crate::diagnostic::{self, Diagnostic, Language, faults};
use crate::pipeline::{Options, Portal, RenderedFile, Resolution};
use crate::source::PauseCallback;

/// A portal that is being worked on.
pub struct PreviewSession {
    options: Options,
    language: Option<Language>,
    clock: Clock,
    state: RwLock<SessionState>,
    page_cache: Mutex<PageCache>,
    /// Who is told of edits that were missed.
    missed_edits: OnceLock<Sender<WatchEvent>>,
}

/// A page as it is shown now.
struct CurrentPage {
    status: u16,
    bytes: Vec<u8>,
    faults: Vec<Diagnostic>,
    links: Vec<String>,
}

/// What lies at an address.
enum AddressLookup {
    Page(CurrentPage),
    Other(Resource),
}

impl PreviewSession {
    /// Opens a portal with what the last build knew of it. One that can not be opened is waited for.
    pub fn open(options: Options, language: Option<Language>, clock: Clock) -> Self {
        let now = clock();
        let options = Options { now, output: None, keep_going: true, ..options };
        let state = SessionState::open(&options);
        Self {
            options,
            language,
            clock,
            state: RwLock::new(state),
            page_cache: Mutex::default(),
            missed_edits: OnceLock::new(),
        }
    }

    /// Gives what the machine refused, if it did when the disk was last looked at.
    pub fn machine_fault_message(&self) -> Option<String> {
        let state = self.state();
        let language = self.language_in(&state);
        state.machine_fault.as_ref().map(|fault| fault.message(language))
    }

    /// Gives the language to speak: the one that was asked for, else the portal's.
    pub fn language(&self) -> Language {
        self.language_in(&self.state())
    }

    /// Gives the zone in which the portal's days begin.
    pub fn zone(&self) -> Offset {
        self.state().portal.as_ref().map_or(Offset::UTC, Portal::zone)
    }

    /// Gives the paths to which the links of the portal lead.
    pub fn link_targets(&self) -> BTreeSet<PathBuf> {
        let state = self.state();
        let ends = state.portal.iter().flat_map(Portal::link_ends);
        ends.map(Path::to_owned).collect()
    }

    fn language_in(&self, state: &SessionState) -> Language {
        let of_portal =
            || state.portal.as_ref().map(|portal| Language::for_portal(portal.language()));
        self.language.or_else(of_portal).unwrap_or(Language::Vietnamese)
    }

    /// Takes in what may have changed on the disk, with some `rest` in a look at all; tells whether there is anything
    /// that was not judged since.
    pub fn refresh(&self, batch: &WatchEvent, rest: PauseCallback<'_>) -> bool {
        let options = Options { now: (self.clock)(), ..self.options.clone() };
        let looked = match batch {
            WatchEvent::Everything => DiskChange::All(Portal::scan_files(&options.root, rest)),
            WatchEvent::Paths(paths) => DiskChange::of_paths(paths.clone(), &options.root),
            WatchEvent::NewDay | WatchEvent::Polling(_) => {
                DiskChange::of_paths(BTreeSet::new(), &options.root)
            }
        };
        // A look at all and a reading of all are long, and pages can be asked for meanwhile.
        let opened = self.state().reopen_if_needed(&looked, options.now);
        self.update_state(|state| {
            state.apply(&options, looked, opened);
        });
        !self.state().is_validated
    }

    /// Changes what lies on the desk. Where the program breaks over it, all is opened anew with the next edit.
    fn update_state(&self, change: impl FnOnce(&mut SessionState)) {
        let mut state = self.state_mut();
        if panic::catch_unwind(AssertUnwindSafe(|| change(&mut state))).is_err() {
            *state = SessionState::after_panic();
        }
    }

    /// Judges everything, and leaves out who is at fault.
    pub fn validate(&self) {
        let state = self.state();
        if state.is_validated {
            return;
        }
        let turn = state.revision;
        let portal = state.portal.as_ref().filter(|portal| portal.includes_all_entries());
        // Mostly all is well, and then pages can be asked for meanwhile.
        let verdict = portal.map(|portal| {
            panic::catch_unwind(AssertUnwindSafe(|| portal.run_validation()))
                .ok()
                .and_then(Result::ok)
        });
        drop(state);
        self.update_state(|state| {
            let is_same = state.revision == turn;
            let judged = match (&mut state.portal, verdict.flatten()) {
                (Some(portal), Some(verdict)) if is_same => {
                    portal.apply_validation(verdict);
                    Ok(())
                }
                (Some(portal), _) => portal.validate(),
                (None, _) => Ok(()),
            };
            state.is_validated = true;
            if let Err(fault) = judged {
                state.machine_fault = Some(fault);
            }
            state.error_count = state.faults().filter(|fault| fault.is_error()).count();
        });
    }

    /// Gives all that is wrong, in the order in which it is shown.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let state = self.state();
        let mut faults: Vec<Diagnostic> = state.faults().cloned().collect();
        diagnostic::sort_and_dedup(&mut faults);
        faults
    }

    /// Gives the addresses of files, no pages, that changed since this was last asked.
    pub fn take_changed_files(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.state_mut().changed_files)
    }

    /// Gives those of some files that the page at an address shows or uses.
    pub fn files_used_by(&self, address: &str, files: &BTreeSet<String>) -> Vec<String> {
        match self.look_up(address) {
            AddressLookup::Page(shown) => {
                shown.links.into_iter().filter(|link| files.contains(link)).collect()
            }
            AddressLookup::Other(_) => Vec::new(),
        }
    }

    /// Makes what lies at an address.
    fn look_up(&self, address: &str) -> AddressLookup {
        let state = self.state();
        let language = self.language_in(&state);
        let page = |status, bytes, faults, links| {
            AddressLookup::Page(CurrentPage { status, bytes, faults, links })
        };
        let refused = state.machine_fault.as_ref().map(|fault| fault.message(language));
        let instead =
            |faults: &[Diagnostic]| error_pages::fault_page(faults, refused.as_deref(), language);
        let Some(portal) = &state.portal else {
            return page(
                500,
                instead(&state.opening_faults),
                state.opening_faults.clone(),
                Vec::new(),
            );
        };
        let mut faults = state.opening_faults.clone();
        faults.extend(portal.errors_at(address));
        let lies = match portal.resolve(address) {
            Ok(lies) => lies,
            // It went this moment, and the news of that is on its way.
            Err(_) => Resolution::Faulty(Vec::new()),
        };
        match lies {
            Resolution::Rendered(made) if made.is_page => {
                faults.extend(made.faults);
                page(200, made.bytes, faults, made.links)
            }
            Resolution::Rendered(made) => AddressLookup::Other(Resource::Bytes(made.bytes)),
            Resolution::File(disk) => AddressLookup::Other(Resource::File(disk)),
            Resolution::Folder(address) => AddressLookup::Other(Resource::Redirect(address)),
            Resolution::Faulty(found) => {
                faults.extend(found);
                // What was found to be secret is not shown once more.
                let is_secret = faults.iter().any(faults::stops_keep_going);
                let kept = lock(&self.page_cache).get(address).filter(|_| !is_secret);
                let status = if kept.is_some() { 200 } else { 500 };
                let bytes = kept.map_or_else(|| instead(&faults), |bytes| bytes.to_vec());
                page(status, bytes, faults, Vec::new())
            }
            Resolution::NotFound(Some(RenderedFile { bytes, links, .. })) => {
                page(404, bytes, faults, links)
            }
            Resolution::NotFound(None) => page(404, instead(&faults), faults, Vec::new()),
        }
    }

    /// Looks at the day, and at the file that an address shows: it may have changed and nobody told so.
    fn refresh_if_stale(&self, address: &str) {
        let now = (self.clock)();
        let missed = self.state().portal.as_ref().and_then(|portal| {
            let moved =
                portal.changed_file_at(address).map(|path| WatchEvent::Paths([path].into()));
            moved.or_else(|| (!portal.is_current_on(now)).then_some(WatchEvent::NewDay))
        });
        let Some(missed) = missed else { return };
        self.refresh(&missed, &|| ());
        // Others may show it too, and it is to be judged.
        if let Some(waking) = self.missed_edits.get() {
            let _ = waking.send(missed);
        }
    }

    /// Names who is to be told of what was missed.
    pub fn set_missed_edits(&self, waking: Sender<WatchEvent>) {
        let _ = self.missed_edits.set(waking);
    }

    fn state(&self) -> RwLockReadGuard<'_, SessionState> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn state_mut(&self) -> RwLockWriteGuard<'_, SessionState> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for PreviewSession {
    fn base_path(&self) -> String {
        let state = self.state();
        state.portal.as_ref().map(|portal| portal.base().to_owned()).unwrap_or_default()
    }

    fn resource(&self, address: &str) -> Resource {
        self.refresh_if_stale(address);
        match self.look_up(address) {
            AddressLookup::Page(CurrentPage { status, bytes, .. }) => {
                if status == 200 {
                    lock(&self.page_cache).insert(address, &bytes);
                }
                Resource::Page { status, bytes }
            }
            AddressLookup::Other(answer) => answer,
        }
    }

    fn page_state(&self, address: &str) -> PageState {
        match self.look_up(address) {
            AddressLookup::Page(CurrentPage { bytes, faults, .. }) => {
                let here = faults.iter().filter(|fault| fault.is_error()).count();
                let elsewhere = self.state().error_count.saturating_sub(here);
                PageState {
                    fingerprint: PageFingerprint::of(&bytes),
                    faults,
                    other_errors: elsewhere,
                }
            }
            AddressLookup::Other(_) => PageState {
                fingerprint: PageFingerprint::of(&[]),
                faults: Vec::new(),
                other_errors: 0,
            },
        }
    }
}

fn lock<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
