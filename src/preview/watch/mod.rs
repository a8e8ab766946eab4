//! Watches the portal's files, and reports edits in batches: one for each save, however many steps the editor takes.
//!
//! One thread waits for the system's events (`system_watcher`) or, where there are none, polls (`poll`). `debounce`
//! decides when a batch is complete and when a new day begins, `scope` which paths belong to the portal. A batch lists
//! the paths to reread and not what happened to them.
//!
//! **Invariant.** No edit is missed. A new folder is watched with everything below it before the batch that names it is
//! delivered. Files created in it earlier are then found by listing the folder, and later ones cause their own events.
//! When events are lost, the system watcher is opened again before the batch that asks for a scan is delivered.
//!
//! **Left out on purpose.** Of the folders above the target of a symbolic link only its parent is watched.

mod debounce;
mod event;
mod poll;
mod scope;
mod system_watcher;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use jiff::tz::Offset;

use self::debounce::{DayTimer, Debouncer};
use self::event::{WatchError, WatcherMessage};
use self::poll::Poller;
use self::scope::WatchScope;
use self::system_watcher::SystemWatcher;
use super::clock::Clock;
use crate::diagnostic::{Place, faults};

pub use self::event::WatchEvent;

/// What to watch, and how.
#[derive(Clone)]
pub struct WatchOptions {
    /// The portal's folder.
    pub root: PathBuf,
    /// The time zone in which days begin.
    pub zone: Offset,
    /// The clocks.
    pub clock: Clock,
    /// Whether to poll from the start: network disks report no file events.
    pub poll: bool,
}

/// A handle to the watcher's thread, which ends when the handle is dropped.
#[derive(Debug)]
pub struct WatchHandle {
    messages: Sender<WatcherMessage>,
}

impl WatchHandle {
    /// Starts a thread that watches, and passes each event to `deliver`.
    pub fn start(
        options: WatchOptions,
        deliver: impl FnMut(WatchEvent) + Send + 'static,
    ) -> io::Result<Self> {
        let (messages, inbox) = mpsc::channel();
        let own_messages = messages.clone();
        let thread = std::thread::Builder::new().name("watch".to_owned());
        thread.spawn(move || WatchThread::new(options, own_messages, deliver).run(&inbox))?;
        Ok(Self { messages })
    }

    /// Replaces the targets of symbolic links (see [`crate::source::FileTree::symlink_targets`]) and the time zone.
    pub fn update_scope(&self, symlink_targets: BTreeSet<PathBuf>, zone: Offset) {
        // If the thread has ended, there is nothing to update.
        let _ = self.messages.send(WatcherMessage::UpdateScope(symlink_targets, zone));
    }

    /// Blocks until all events so far have been read; for [`crate::source::FileTree::rescan`], which causes many.
    ///
    /// Must not be called on the watcher's own thread, that is by `deliver`.
    pub fn catch_up(&self) {
        let (reply, replied) = mpsc::channel();
        if self.messages.send(WatcherMessage::CatchUp(reply)).is_ok() {
            // If the thread ends, the channel closes and this returns.
            let _ = replied.recv();
        }
    }
}

impl Drop for WatchHandle {
    fn drop(&mut self) {
        let _ = self.messages.send(WatcherMessage::Stop);
    }
}

/// How edits are detected.
enum WatchMode {
    Events(SystemWatcher),
    Polling { poller: Box<Poller>, next_poll: Instant },
}

/// The state of the watcher's thread.
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
        let scope = WatchScope::new(&options.root);
        let day_timer = DayTimer::new(options.zone, options.clock.now());
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
        let now = self.options.clock.instant();
        match message {
            WatcherMessage::Changed(paths) => {
                let paths = paths.into_iter().filter(|path| self.scope.contains(path));
                self.debouncer.add(now, paths);
            }
            WatcherMessage::EventsLost => self.debouncer.schedule_rescan(now),
            WatcherMessage::Failed(error) => {
                self.fall_back_to_polling(&error);
                self.debouncer.schedule_rescan(now);
            }
            WatcherMessage::UpdateScope(symlink_targets, zone) => {
                self.day_timer.zone = zone;
                let new = self.scope.set_symlink_targets(symlink_targets);
                // They may have changed since they were scanned.
                self.debouncer.add(now, new.iter().cloned());
                self.watch_paths(new);
            }
            WatcherMessage::CatchUp(reply) => {
                if let Some(WatchMode::Events(watcher)) = &mut self.mode {
                    watcher.drain_events();
                }
                let _ = reply.send(());
            }
            WatcherMessage::Stop => {}
        }
    }

    /// Delivers what is due.
    fn deliver_due(&mut self) {
        if self.day_timer.day_has_changed(self.options.clock.now()) {
            (self.deliver)(WatchEvent::NewDay);
        }
        let now = self.options.clock.instant();
        if let Some(WatchMode::Polling { poller, next_poll }) = &mut self.mode
            && *next_poll <= now
        {
            let has_changed = poller.poll();
            *next_poll = poll::next_poll(now, self.options.clock.instant());
            if has_changed {
                (self.deliver)(WatchEvent::Everything);
            }
        }
        let Some(batch) = self.debouncer.take_due(now) else { return };
        match &batch {
            WatchEvent::Paths(paths) => {
                self.watch_paths(paths.iter().filter(|path| path.is_dir()).cloned().collect());
            }
            WatchEvent::Everything if matches!(self.mode, Some(WatchMode::Events(_))) => {
                self.open_watcher();
            }
            WatchEvent::Everything | WatchEvent::NewDay | WatchEvent::Polling(_) => {}
        }
        (self.deliver)(batch);
    }

    /// Returns how long to wait for messages before something is due.
    fn next_timeout(&self) -> Duration {
        let next_poll = match &self.mode {
            Some(WatchMode::Polling { next_poll, .. }) => Some(*next_poll),
            Some(WatchMode::Events(_)) | None => None,
        };
        let due = self.debouncer.due().into_iter().chain(next_poll).min();
        let until_next_check = self.day_timer.until_next_check(self.options.clock.now());
        due.map_or(until_next_check, |due| {
            due.saturating_duration_since(self.options.clock.instant()).min(until_next_check)
        })
    }

    /// Opens the system watcher, replacing the present one; polls if that fails.
    fn open_watcher(&mut self) {
        self.mode = None;
        match SystemWatcher::open(&self.scope, self.messages.clone()) {
            Ok(watcher) => self.mode = Some(WatchMode::Events(watcher)),
            Err(error) => self.fall_back_to_polling(&error),
        }
    }

    /// Watches new paths; those that have disappeared again are skipped.
    fn watch_paths(&mut self, paths: BTreeSet<PathBuf>) {
        let Some(WatchMode::Events(watcher)) = &mut self.mode else { return };
        if let Err(error) = watcher.watch_paths(&self.scope, paths) {
            self.fall_back_to_polling(&error);
            self.debouncer.schedule_rescan(self.options.clock.instant());
        }
    }

    fn fall_back_to_polling(&mut self, error: &WatchError) {
        if matches!(self.mode, Some(WatchMode::Polling { .. })) {
            return;
        }
        self.start_polling();
        let place = Place::file("content");
        let notice = match error {
            WatchError::TooManyFolders => faults::watch_limit_reached(place),
            WatchError::Other(error) => faults::watch_unavailable(place, error),
        };
        (self.deliver)(WatchEvent::Polling(Box::new(notice)));
    }

    fn start_polling(&mut self) {
        let started = self.options.clock.instant();
        let poller = Box::new(Poller::new(&self.options.root));
        let next_poll = poll::next_poll(started, self.options.clock.instant());
        self.mode = Some(WatchMode::Polling { poller, next_poll });
    }
}
