//! The preview session: the portal kept in step with the disk, and the resource at an address, rendered on request.
//!
//! A change on disk is applied first, so that the page being edited shows it at once; the portal is validated
//! afterwards, and entries with errors are then left out. A request first rereads its own source file if that changed,
//! so it never waits for the watcher. A page that cannot be rendered is served as it was last rendered; while the
//! settings cannot be read, the last readable portal is served.
//!
//! **Invariant.** Once validated, every page that can be rendered is served as a build of the same files with
//! `--keep-going` writes it. Between two changes of the portal, no page is rendered twice, whoever asks for it.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
};

use jiff::tz::Offset;

use super::backend::{Backend, OtherFaults, PageFingerprint, PageState, Resource};
use super::clock::Clock;
use super::error_pages;
use super::page_cache::{PageCache, PageResult};
use super::state::{DiskChange, SessionState};
use super::watch::WatchEvent;
use crate::diagnostic::{Consequence, Diagnostic, Language, Severity};
use crate::pipeline::{MadeTarget, Options, Portal, Resolution};
use crate::render::RenderOutput;
use crate::site::Target;
use crate::source::PauseCallback;

/// A portal open for preview, shared by the server and the watcher.
pub struct PreviewSession {
    options: Options,
    language: Option<Language>,
    clock: Clock,
    state: RwLock<SessionState>,
    pages: Mutex<PageCache>,
    /// Receives the edits that a request found before the watcher reported them.
    missed_edit_sender: OnceLock<Sender<WatchEvent>>,
}

/// A page as it would be served now, before the preview script is inserted.
#[derive(Default)]
struct CurrentPage {
    status: u16,
    output: Arc<RenderOutput>,
    faults: Vec<Diagnostic>,
}

/// The page at an address, or what else is there.
type AddressLookup = Result<CurrentPage, Resource>;

impl PreviewSession {
    /// Opens a portal, reusing the ledger of the last build. If it cannot be opened, each change tries again.
    pub fn open(options: Options, language: Option<Language>, clock: Clock) -> Self {
        let now = clock.now();
        let options = Options { now, output: None, keep_going: true, ..options };
        let state = SessionState::open(&options);
        Self {
            options,
            language,
            clock,
            state: RwLock::new(state),
            pages: Mutex::default(),
            missed_edit_sender: OnceLock::new(),
        }
    }

    /// Returns the message of the machine fault of the last update, if there was one.
    pub fn machine_fault_message(&self) -> Option<String> {
        let state = self.state();
        let language = self.language_in(&state);
        state.machine_fault.as_ref().map(|fault| fault.message(language))
    }

    /// Returns the time zone in which the portal's days begin.
    pub fn zone(&self) -> Offset {
        self.state().portal.as_ref().map_or(Offset::UTC, Portal::zone)
    }

    /// Returns the paths that the portal's symbolic links point to.
    pub fn symlink_targets(&self) -> BTreeSet<PathBuf> {
        let state = self.state();
        let targets = state.portal.iter().flat_map(Portal::symlink_targets);
        targets.map(Path::to_owned).collect()
    }

    fn language_in(&self, state: &SessionState) -> Language {
        let of_portal =
            || state.portal.as_ref().map(|portal| Language::for_portal(portal.language()));
        self.language.or_else(of_portal).unwrap_or(Language::Vietnamese)
    }

    /// Applies what may have changed on disk; returns whether anything is still to be validated.
    ///
    /// A scan of everything calls `pause` repeatedly, so that the watcher can read its events.
    pub fn refresh(&self, event: &WatchEvent, pause: PauseCallback<'_>) -> bool {
        let options = Options { now: self.clock.now(), ..self.options.clone() };
        let disk_change = match event {
            WatchEvent::Everything => DiskChange::All(Portal::scan_files(&options.root, pause)),
            WatchEvent::Paths(paths) => DiskChange::of_paths(paths.clone(), &options.root),
            WatchEvent::NewDay | WatchEvent::Polling(_) => {
                DiskChange::of_paths(BTreeSet::new(), &options.root)
            }
        };
        // A full scan and a full read take long; pages are served meanwhile.
        let reopened = self.state().reopen_if_needed(&disk_change, options.now);
        self.update_state(|state| {
            state.apply(&options, disk_change, reopened);
        });
        !self.state().is_validated
    }

    /// Changes the state. If that panics, the portal is opened again with the next edit.
    fn update_state(&self, change: impl FnOnce(&mut SessionState)) {
        let mut state = self.state_mut();
        if panic::catch_unwind(AssertUnwindSafe(|| change(&mut state))).is_err() {
            *state = state.after_panic();
        }
    }

    /// Validates the whole portal, and leaves out entries with errors.
    pub fn validate(&self) {
        let state = self.state();
        if state.is_validated {
            return;
        }
        let revision = state.revision;
        let portal = state.portal.as_ref().filter(|portal| portal.includes_all_entries());
        // Usually nothing is wrong, and then pages are served during the validation.
        let validation = portal.map(|portal| {
            panic::catch_unwind(AssertUnwindSafe(|| portal.run_validation()))
                .ok()
                .and_then(Result::ok)
        });
        drop(state);
        self.update_state(|state| {
            let is_same = state.revision == revision;
            let result = match (&mut state.portal, validation.flatten()) {
                (Some(portal), Some(validation)) if is_same => {
                    portal.apply_validation(validation);
                    Ok(())
                }
                (Some(portal), _) => portal.validate(),
                (None, _) => Ok(()),
            };
            state.is_validated = true;
            if let Err(fault) = result {
                state.machine_fault = Some(fault);
            }
            state.listed_faults = state.sorted_faults();
            state.listed_faults.retain(|fault| fault.severity != Severity::Advice);
        });
    }

    /// Returns how many pages were rendered so far; for tests.
    #[doc(hidden)]
    pub fn renders(&self) -> usize {
        lock(&self.pages).renders
    }

    /// Returns all faults, in the order in which they are shown.
    pub fn faults(&self) -> Vec<Diagnostic> {
        self.state().sorted_faults()
    }

    /// Returns the addresses of files other than pages that changed since the last call.
    pub fn take_changed_files(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.state_mut().changed_files)
    }

    /// Returns those of `files` that the page at an address links to or embeds.
    pub fn files_used_by(&self, address: &str, files: &BTreeSet<String>) -> Vec<String> {
        let page = self.look_up(address).ok();
        let links = page.iter().flat_map(|page| &page.output.links);
        links.filter(|link| files.contains(*link)).cloned().collect()
    }

    /// Resolves an address, and returns the page or file there.
    fn look_up(&self, address: &str) -> AddressLookup {
        let state = self.state();
        let mut faults = state.opening_faults.clone();
        let Some(portal) = &state.portal else {
            let output = self.fault_page(&state, &faults);
            return Ok(CurrentPage { status: 500, output, faults });
        };
        faults.extend(portal.errors_at(address));
        let (is_found, target) = match portal.resolve(address) {
            Resolution::Target(target) => (true, Some(target)),
            Resolution::Unavailable => (true, None),
            Resolution::Folder(address) => return Err(Resource::Redirect(address)),
            Resolution::NotFound(_) if portal.is_hidden_draft(address) => {
                let bytes = error_pages::draft_page(self.language_in(&state));
                let output = Arc::new(RenderOutput { bytes, ..RenderOutput::default() });
                return Ok(CurrentPage { status: 404, output, faults });
            }
            Resolution::NotFound(target) => (false, target),
        };
        let page = target.map_or(address, |target| &*target.address);
        let result = target.map_or(Ok(Err(Vec::new())), |target| self.make(&state, portal, target));
        let output = match result? {
            Ok(output) => {
                faults.extend(portal.template_faults(page, &output).map(|(_, fault)| fault));
                Some(output)
            }
            Err(page_faults) => {
                faults.extend(page_faults);
                // A page that turned out to contain classified text is not shown again.
                let is_withheld =
                    faults.iter().any(|fault| fault.consequence == Consequence::StopsKeepGoing);
                lock(&self.pages).last_rendered(page).filter(|_| !is_withheld)
            }
        };
        let status = match (&output, is_found) {
            (_, false) => 404,
            (Some(_), true) => 200,
            (None, true) => 500,
        };
        let output = output.unwrap_or_else(|| self.fault_page(&state, &faults));
        Ok(CurrentPage { status, output, faults })
    }

    /// Renders the page that is shown in place of one that cannot be rendered.
    fn fault_page(&self, state: &SessionState, faults: &[Diagnostic]) -> Arc<RenderOutput> {
        let language = self.language_in(state);
        let machine_fault = state.machine_fault.as_ref().map(|fault| fault.message(language));
        let bytes = error_pages::fault_page(faults, machine_fault.as_deref(), language);
        Arc::new(RenderOutput { bytes, ..RenderOutput::default() })
    }

    /// Makes a target, unless it is a page that was rendered since the last change of the portal.
    fn make(
        &self,
        state: &SessionState,
        portal: &Portal,
        target: &Target,
    ) -> Result<PageResult, Resource> {
        let address = &target.address;
        let version = (state.revision, portal.page_fingerprint(target));
        if let Some(page) = lock(&self.pages).get(address, version) {
            return Ok(page);
        }
        let page = match portal.make(target) {
            Ok(MadeTarget::Copy(file)) => {
                let is_download = portal.is_download(&target.address);
                return Err(Resource::File { path: file.disk_path(), is_download });
            }
            Ok(MadeTarget::Bytes(output)) if !target.address.output().ends_with(".html") => {
                return Err(Resource::Bytes(output.bytes));
            }
            // The cache has no use for dependencies.
            Ok(MadeTarget::Bytes(output)) => {
                Ok(Arc::new(RenderOutput { dependencies: Vec::new(), ..output }))
            }
            Ok(MadeTarget::Faulty(fault)) => Err(vec![*fault]),
            Ok(MadeTarget::Missing) => Err(Vec::new()),
            // The file was removed just now, and the watcher has not reported it yet.
            Err(_) => return Ok(Err(Vec::new())),
        };
        lock(&self.pages).insert(&address.into(), version, &page);
        Ok(page)
    }

    /// Applies a new day, or a change of the address's own source file, that the watcher has not reported.
    fn refresh_if_stale(&self, address: &str) {
        let now = self.clock.now();
        let missed = self.state().portal.as_ref().and_then(|portal| {
            let changed =
                portal.changed_file_at(address).map(|path| WatchEvent::Paths([path].into()));
            changed.or_else(|| (!portal.is_current_on(now)).then_some(WatchEvent::NewDay))
        });
        let Some(missed) = missed else { return };
        self.refresh(&missed, &|| ());
        // Other pages may show it too, and it has to be validated.
        if let Some(sender) = self.missed_edit_sender.get() {
            let _ = sender.send(missed);
        }
    }

    /// Sets the sender for edits that a request finds before the watcher reports them.
    pub fn set_missed_edit_sender(&self, sender: Sender<WatchEvent>) {
        let _ = self.missed_edit_sender.set(sender);
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
        state.portal.as_ref().map(|portal| portal.base_path().to_owned()).unwrap_or_default()
    }

    fn language(&self) -> Language {
        self.language_in(&self.state())
    }

    fn resource(&self, address: &str) -> Resource {
        self.refresh_if_stale(address);
        let moved = self.state().new_address(address);
        if let Some(new_address) = moved {
            return Resource::Redirect(new_address.to_string());
        }
        match self.look_up(address) {
            Ok(CurrentPage { status, output, .. }) => {
                Resource::Page { status, bytes: output.bytes.clone() }
            }
            Err(resource) => resource,
        }
    }

    fn page_state(&self, address: &str) -> PageState {
        let CurrentPage { output, mut faults, .. } = self.look_up(address).unwrap_or_default();
        let state = self.state();
        let files = state.portal.as_ref().map(|portal| portal.files_at(address));
        let listed = state.listed_faults.iter().filter(|fault| !faults.contains(fault));
        let (own, others): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
            listed.partition(|fault| files.iter().flatten().any(|file| *file == fault.place.file));
        let other_faults = OtherFaults::new(others.into_iter());
        // Errors of its own that are not known now were repaired since the last validation.
        let own: Vec<Diagnostic> =
            own.into_iter().filter(|fault| !fault.is_error()).cloned().collect();
        faults.extend(own);
        let is_draft =
            |address: &&str| state.portal.as_ref().is_some_and(|portal| portal.is_draft(address));
        let links = output.links.iter().map(String::as_str);
        PageState {
            fingerprint: PageFingerprint::of(&output.bytes),
            other_faults,
            drafts: links.chain([address]).filter(is_draft).map(str::to_owned).collect(),
            new_address: state.new_address(address),
            faults,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
