//! Telling what was edited, in batches: one for each save, however many steps the editor makes of it.
//!
//! One thread waits for the system's events (`eyes`) or, where there are none, looks itself (`scan`); `gather` decides
//! when a batch is whole and `scope` which paths concern the portal. A batch says only where to look again.
//!
//! **Invariant.** No edit is missed. A new folder is watched with all below it before the batch that names it is
//! handed on. What was made in it earlier is then found by looking at the folder, and what is made later has events of
//! its own. Where events are lost the eyes are opened anew, and only then the batch says that all must be looked at.
//!
//! **Left out on purpose.** The folders above the end of a link are not watched, but for the one it lies in.

mod debounce;
mod poll;
mod scope;
mod system_watcher;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use self::debounce::{DayTimer, Debouncer};
use self::poll::Poller;
use self::scope::WatchScope;
use self::system_watcher::{SystemWatcher, WatchError};
use crate::diagnostic::{Diagnostic, Place, faults};

/// Tells the time. It is handed in, so that tests can be at any day.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WatchEvent {
    /// These paths may have changed, each with all below it.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed. It is also the first batch: from here on edits are followed.
    Everything,
    /// Another day began.
    NewDay,
    /// Edits are looked for from time to time, because the system does not tell of them. Said once.
    Polling(Box<Diagnostic>),
}

/// What is watched, and how.
#[derive(Clone)]
pub struct WatchOptions {
    /// The portal's folder.
    pub root: PathBuf,
    /// The zone in which a day begins.
    pub zone: Offset,
    /// The time.
    pub clock: Clock,
    /// Whether to look from time to time from the beginning, as network disks tell of no edits.
    pub poll: bool,
}

/// A watch over a portal; it ends when dropped.
#[derive(Debug)]
pub struct WatchHandle {
    messages: Sender<WatcherMessage>,
}

/// What the thread of a watch is told.
#[derive(Debug)]
enum WatcherMessage {
    /// Something happened to these paths.
    Changed(Vec<PathBuf>),
    /// Events were lost.
    EventsLost,
    /// The system can tell no more.
    Failed(WatchError),
    UpdateScope(BTreeSet<PathBuf>, Offset),
    /// Answer when all that happened by now has been read.
    CatchUp(Sender<()>),
    Stop,
}

impl WatchHandle {
    /// Begins to watch, and hands each batch to `deliver`, on a thread of its own.
    pub fn start(
        watched: WatchOptions,
        deliver: impl FnMut(WatchEvent) + Send + 'static,
    ) -> io::Result<Self> {
        let (messages, inbox) = mpsc::channel();
        let outbox = messages.clone();
        let thread = std::thread::Builder::new().name("watch".to_owned());
        thread.spawn(move || WatchThread::new(watched, outbox, deliver).run(&inbox))?;
        Ok(Self { messages })
    }

    /// Follows also what the links of the portal lead to (see [`crate::source::Tree::link_ends`]), and days in `zone`.
    pub fn update_scope(&self, link_ends: BTreeSet<PathBuf>, zone: Offset) {
        // Without its thread there is nothing to be told.
        let _ = self.messages.send(WatcherMessage::UpdateScope(link_ends, zone));
    }

    /// Waits until the watch has caught up; for [`crate::source::Tree::rescan`], whose look is full of events itself.
    ///
    /// Not to be called by what batches are delivered to, on the watch's own thread.
    pub fn catch_up(&self) {
        let (answer, answered) = mpsc::channel();
        if self.messages.send(WatcherMessage::CatchUp(answer)).is_ok() {
            // Without its thread nothing will be answered, and the channel says so.
            let _ = answered.recv();
        }
    }
}

impl Drop for WatchHandle {
    fn drop(&mut self) {
        let _ = self.messages.send(WatcherMessage::Stop);
    }
}

/// How edits come to be known.
enum WatchMode {
    Events(SystemWatcher),
    Polling { poller: Box<Poller>, next_poll: Timestamp },
}

/// The thread's own.
struct WatchThread<D> {
    options: WatchOptions,
    messages: Sender<WatcherMessage>,
    deliver: D,
    scope: WatchScope,
    debouncer: Debouncer,
    day_timer: DayTimer,
    mode: Option<WatchMode>,
}

impl<D: FnMut(WatchEvent)> WatchThread<D> {
    fn new(options: WatchOptions, messages: Sender<WatcherMessage>, deliver: D) -> Self {
        let now = (options.clock)();
        let scope = WatchScope::new(&options.root);
        let day_timer = DayTimer::new(options.zone, now);
        Self {
            options,
            messages,
            deliver,
            scope,
            debouncer: Debouncer::default(),
            day_timer,
            mode: None,
        }
    }

    fn run(mut self, inbox: &Receiver<WatcherMessage>) {
        if self.options.poll {
            self.start_polling();
        } else {
            self.open_watcher();
        }
        (self.deliver)(WatchEvent::Everything);
        loop {
            match inbox.recv_timeout(self.next_timeout()) {
                Ok(WatcherMessage::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.handle(message),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.deliver_due();
        }
    }

    fn handle(&mut self, message: WatcherMessage) {
        let now = (self.options.clock)();
        match message {
            WatcherMessage::Changed(paths) => {
                let paths = paths.into_iter().filter(|path| self.scope.contains(path));
                self.debouncer.add(now, paths);
            }
            WatcherMessage::EventsLost => self.debouncer.schedule_rescan(now),
            WatcherMessage::Failed(why) => {
                self.fall_back_to_polling(&why);
                self.debouncer.schedule_rescan(now);
            }
            WatcherMessage::UpdateScope(ends, zone) => {
                self.day_timer.zone = zone;
                let new = self.scope.set_link_targets(ends);
                // They may have changed since they were looked at.
                self.debouncer.add(now, new.iter().cloned());
                self.watch_paths(new);
            }
            WatcherMessage::CatchUp(answer) => {
                if let Some(WatchMode::Events(eyes)) = &mut self.mode {
                    eyes.drain_events();
                }
                let _ = answer.send(());
            }
            WatcherMessage::Stop => {}
        }
    }

    /// Hands on what is due.
    fn deliver_due(&mut self) {
        let now = (self.options.clock)();
        if self.day_timer.day_has_changed(now) {
            (self.deliver)(WatchEvent::NewDay);
        }
        if let Some(WatchMode::Polling { poller: scan, next_poll: next }) = &mut self.mode
            && *next <= now
        {
            let differs = scan.poll();
            *next = poll::next_poll(now, (self.options.clock)());
            if differs {
                (self.deliver)(WatchEvent::Everything);
            }
        }
        let Some(batch) = self.debouncer.take_due(now) else { return };
        match &batch {
            WatchEvent::Paths(paths) => {
                self.watch_paths(paths.iter().filter(|path| path.is_dir()).cloned().collect());
            }
            WatchEvent::Everything if matches!(self.mode, Some(WatchMode::Events(_))) => {
                self.open_watcher()
            }
            WatchEvent::Everything | WatchEvent::NewDay | WatchEvent::Polling(_) => {}
        }
        (self.deliver)(batch);
    }

    /// How long nothing is to be done if nothing happens.
    fn next_timeout(&self) -> Duration {
        let now = (self.options.clock)();
        let next = match &self.mode {
            Some(WatchMode::Polling { next_poll: next, .. }) => Some(*next),
            Some(WatchMode::Events(_)) | None => None,
        };
        let wakes = [self.debouncer.due(), next].into_iter().flatten();
        let wake = wakes.fold(self.day_timer.next_check(now), Timestamp::min);
        wake.duration_since(now).max(SignedDuration::ZERO).unsigned_abs()
    }

    /// Opens the eyes anew.
    fn open_watcher(&mut self) {
        self.mode = None;
        match SystemWatcher::open(&self.scope, self.messages.clone()) {
            Ok(eyes) => self.mode = Some(WatchMode::Events(eyes)),
            Err(why) => self.fall_back_to_polling(&why),
        }
    }

    /// Watches paths that are new; what is gone again needs none.
    fn watch_paths(&mut self, paths: BTreeSet<PathBuf>) {
        let Some(WatchMode::Events(eyes)) = &mut self.mode else { return };
        if let Err(why) = eyes.watch_paths(&self.scope, paths) {
            self.fall_back_to_polling(&why);
            self.debouncer.schedule_rescan((self.options.clock)());
        }
    }

    fn fall_back_to_polling(&mut self, why: &WatchError) {
        if matches!(self.mode, Some(WatchMode::Polling { .. })) {
            return;
        }
        self.start_polling();
        let place = Place::file("content");
        let notice = match why {
            WatchError::TooManyFolders => faults::watch_limit_reached(place),
            WatchError::Other(error) => faults::watch_unavailable(place, error),
        };
        (self.deliver)(WatchEvent::Polling(Box::new(notice)));
    }

    fn start_polling(&mut self) {
        let begun = (self.options.clock)();
        let scan = Box::new(Poller::new(&self.options.root));
        let next = poll::next_poll(begun, (self.options.clock)());
        self.mode = Some(WatchMode::Polling { poller: scan, next_poll: next });
    }
}
