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

use super::kept::Kept;
use super::page;
use super::site::{Answer, Seen, Site, Standing};
use super::state::{Looked, State};
use super::watch::{Batch, Clock};
use crate::build::{Lies, Made, Options, Portal};
use crate::diagnostic::{self, Diagnostic, Language, faults};
use crate::source::Rest;

/// A portal that is being worked on.
pub struct Desk {
    options: Options,
    language: Option<Language>,
    clock: Clock,
    state: RwLock<State>,
    kept: Mutex<Kept>,
    /// Who is told of edits that were missed.
    waking: OnceLock<Sender<Batch>>,
}

/// A page as it is shown now.
struct Shown {
    status: u16,
    bytes: Vec<u8>,
    faults: Vec<Diagnostic>,
    links: Vec<String>,
}

/// What lies at an address.
enum Found {
    Page(Shown),
    Else(Answer),
}

impl Desk {
    /// Opens a portal with what the last build knew of it. One that can not be opened is waited for.
    pub fn open(options: Options, language: Option<Language>, clock: Clock) -> Self {
        let now = clock();
        let options = Options { now, output: None, keep_going: true, ..options };
        let state = State::open(&options);
        Self {
            options,
            language,
            clock,
            state: RwLock::new(state),
            kept: Mutex::default(),
            waking: OnceLock::new(),
        }
    }

    /// Gives what the machine refused, if it did when the disk was last looked at.
    pub fn refusal(&self) -> Option<String> {
        let state = self.state();
        let language = self.language_in(&state);
        state.refused.as_ref().map(|fault| fault.wording(language))
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
    pub fn link_ends(&self) -> BTreeSet<PathBuf> {
        let state = self.state();
        let ends = state.portal.iter().flat_map(Portal::link_ends);
        ends.map(Path::to_owned).collect()
    }

    fn language_in(&self, state: &State) -> Language {
        let of_portal = || state.portal.as_ref().map(|portal| Language::of(portal.language()));
        self.language.or_else(of_portal).unwrap_or(Language::Vietnamese)
    }

    /// Takes in what may have changed on the disk, with some `rest` in a look at all; tells whether there is anything
    /// that was not judged since.
    pub fn refresh(&self, batch: &Batch, rest: Rest<'_>) -> bool {
        let options = Options { now: (self.clock)(), ..self.options.clone() };
        let looked = match batch {
            Batch::All => Looked::All(Portal::look(&options.root, rest)),
            Batch::Paths(paths) => Looked::at(paths.clone(), &options.root),
            Batch::Day | Batch::Scanning(_) => Looked::at(BTreeSet::new(), &options.root),
        };
        // A look at all and a reading of all are long, and pages can be asked for meanwhile.
        let opened = self.state().reopened(&looked, options.now);
        self.change(|state| {
            state.refresh(&options, looked, opened);
        });
        !self.state().is_judged
    }

    /// Changes what lies on the desk. Where the program breaks over it, all is opened anew with the next edit.
    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state_mut();
        if panic::catch_unwind(AssertUnwindSafe(|| change(&mut state))).is_err() {
            *state = State::broken();
        }
    }

    /// Judges everything, and leaves out who is at fault.
    pub fn judge(&self) {
        let state = self.state();
        if state.is_judged {
            return;
        }
        let turn = state.turn;
        let portal = state.portal.as_ref().filter(|portal| portal.lists_all());
        // Mostly all is well, and then pages can be asked for meanwhile.
        let verdict = portal.map(|portal| {
            panic::catch_unwind(AssertUnwindSafe(|| portal.verdict())).ok().and_then(Result::ok)
        });
        drop(state);
        self.change(|state| {
            let is_same = state.turn == turn;
            let judged = match (&mut state.portal, verdict.flatten()) {
                (Some(portal), Some(verdict)) if is_same => {
                    portal.settle(verdict);
                    Ok(())
                }
                (Some(portal), _) => portal.judge(),
                (None, _) => Ok(()),
            };
            state.is_judged = true;
            if let Err(fault) = judged {
                state.refused = Some(fault);
            }
            state.errors = state.faults().filter(|fault| fault.is_error()).count();
        });
    }

    /// Gives all that is wrong, in the order in which it is shown.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let state = self.state();
        let mut faults: Vec<Diagnostic> = state.faults().cloned().collect();
        diagnostic::sort(&mut faults);
        faults
    }

    /// Gives the addresses of files, no pages, that changed since this was last asked.
    pub fn take_touched(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.state_mut().touched)
    }

    /// Gives those of some files that the page at an address shows or uses.
    pub fn used_by(&self, address: &str, files: &BTreeSet<String>) -> Vec<String> {
        match self.find(address) {
            Found::Page(shown) => {
                shown.links.into_iter().filter(|link| files.contains(link)).collect()
            }
            Found::Else(_) => Vec::new(),
        }
    }

    /// Makes what lies at an address.
    fn find(&self, address: &str) -> Found {
        let state = self.state();
        let language = self.language_in(&state);
        let page =
            |status, bytes, faults, links| Found::Page(Shown { status, bytes, faults, links });
        let refused = state.refused.as_ref().map(|fault| fault.wording(language));
        let instead = |faults: &[Diagnostic]| page::of_faults(faults, refused.as_deref(), language);
        let Some(portal) = &state.portal else {
            return page(500, instead(&state.closed), state.closed.clone(), Vec::new());
        };
        let mut faults = state.closed.clone();
        faults.extend(portal.errors_at(address));
        let lies = match portal.lies(address) {
            Ok(lies) => lies,
            // It went this moment, and the news of that is on its way.
            Err(_) => Lies::Faulty(Vec::new()),
        };
        match lies {
            Lies::Made(made) if made.is_page => {
                faults.extend(made.faults);
                page(200, made.bytes, faults, made.links)
            }
            Lies::Made(made) => Found::Else(Answer::Bytes(made.bytes)),
            Lies::File(disk) => Found::Else(Answer::File(disk)),
            Lies::Folder(address) => Found::Else(Answer::Moved(address)),
            Lies::Faulty(found) => {
                faults.extend(found);
                // What was found to be secret is not shown once more.
                let is_secret = faults.iter().any(faults::is_grave);
                let kept = hold(&self.kept).get(address).filter(|_| !is_secret);
                let status = if kept.is_some() { 200 } else { 500 };
                let bytes = kept.map_or_else(|| instead(&faults), |bytes| bytes.to_vec());
                page(status, bytes, faults, Vec::new())
            }
            Lies::Nothing(Some(Made { bytes, links, .. })) => page(404, bytes, faults, links),
            Lies::Nothing(None) => page(404, instead(&faults), faults, Vec::new()),
        }
    }

    /// Looks at the day, and at the file that an address shows: it may have changed and nobody told so.
    fn look_first(&self, address: &str) {
        let now = (self.clock)();
        let missed = self.state().portal.as_ref().and_then(|portal| {
            let moved = portal.moved_at(address).map(|path| Batch::Paths([path].into()));
            moved.or_else(|| (!portal.is_of(now)).then_some(Batch::Day))
        });
        let Some(missed) = missed else { return };
        self.refresh(&missed, &|| ());
        // Others may show it too, and it is to be judged.
        if let Some(waking) = self.waking.get() {
            let _ = waking.send(missed);
        }
    }

    /// Names who is to be told of what was missed.
    pub fn wakes(&self, waking: Sender<Batch>) {
        let _ = self.waking.set(waking);
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Site for Desk {
    fn base(&self) -> String {
        let state = self.state();
        state.portal.as_ref().map(|portal| portal.base().to_owned()).unwrap_or_default()
    }

    fn answer(&self, address: &str) -> Answer {
        self.look_first(address);
        match self.find(address) {
            Found::Page(Shown { status, bytes, .. }) => {
                if status == 200 {
                    hold(&self.kept).keep(address, &bytes);
                }
                Answer::Page { status, bytes }
            }
            Found::Else(answer) => answer,
        }
    }

    fn standing(&self, address: &str) -> Standing {
        match self.find(address) {
            Found::Page(Shown { bytes, faults, .. }) => {
                let here = faults.iter().filter(|fault| fault.is_error()).count();
                let elsewhere = self.state().errors.saturating_sub(here);
                Standing { seen: Seen::of(&bytes), faults, elsewhere }
            }
            Found::Else(_) => Standing { seen: Seen::of(&[]), faults: Vec::new(), elsewhere: 0 },
        }
    }
}

fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
