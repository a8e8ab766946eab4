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

mod eyes;
mod gather;
mod scan;
mod scope;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use self::eyes::{Blind, Eyes};
use self::gather::{Calendar, Gather};
use self::scan::Scan;
use self::scope::Scope;
use crate::diagnostic::{Diagnostic, Place, faults};

/// Tells the time. It is handed in, so that tests can be at any day.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Batch {
    /// These paths may have changed, each with all below it.
    Paths(BTreeSet<PathBuf>),
    /// Anything may have changed. It is also the first batch: from here on edits are followed.
    All,
    /// Another day began.
    Day,
    /// Edits are looked for from time to time, because the system does not tell of them. Said once.
    Scanning(Box<Diagnostic>),
}

/// What is watched, and how.
#[derive(Clone)]
pub struct Watched {
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
pub struct Watch {
    messages: Sender<Message>,
}

/// What the thread of a watch is told.
#[derive(Debug)]
enum Message {
    /// Something happened to these paths.
    Seen(Vec<PathBuf>),
    /// Events were lost.
    Lost,
    /// The system can tell no more.
    Blind(Blind),
    Follow(BTreeSet<PathBuf>, Offset),
    /// Answer when all that happened by now has been read.
    Rest(Sender<()>),
    End,
}

impl Watch {
    /// Begins to watch, and hands each batch to `deliver`, on a thread of its own.
    pub fn start(
        watched: Watched,
        deliver: impl FnMut(Batch) + Send + 'static,
    ) -> io::Result<Self> {
        let (messages, inbox) = mpsc::channel();
        let outbox = messages.clone();
        let thread = std::thread::Builder::new().name("watch".to_owned());
        thread.spawn(move || Follower::new(watched, outbox, deliver).run(&inbox))?;
        Ok(Self { messages })
    }

    /// Follows also what the links of the portal lead to (see [`crate::source::Tree::link_ends`]), and days in `zone`.
    pub fn follow(&self, link_ends: BTreeSet<PathBuf>, zone: Offset) {
        // Without its thread there is nothing to be told.
        let _ = self.messages.send(Message::Follow(link_ends, zone));
    }

    /// Waits until the watch has caught up; for [`crate::source::Tree::rescan`], whose look is full of events itself.
    ///
    /// Not to be called by what batches are delivered to, on the watch's own thread.
    pub fn rest(&self) {
        let (answer, answered) = mpsc::channel();
        if self.messages.send(Message::Rest(answer)).is_ok() {
            // Without its thread nothing will be answered, and the channel says so.
            let _ = answered.recv();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.messages.send(Message::End);
    }
}

/// How edits come to be known.
enum Way {
    Told(Eyes),
    Sought { scan: Box<Scan>, next: Timestamp },
}

/// The thread's own.
struct Follower<D> {
    watched: Watched,
    outbox: Sender<Message>,
    deliver: D,
    scope: Scope,
    gather: Gather,
    calendar: Calendar,
    way: Option<Way>,
}

impl<D: FnMut(Batch)> Follower<D> {
    fn new(watched: Watched, outbox: Sender<Message>, deliver: D) -> Self {
        let now = (watched.clock)();
        let scope = Scope::new(&watched.root);
        let calendar = Calendar::new(watched.zone, now);
        Self { watched, outbox, deliver, scope, gather: Gather::default(), calendar, way: None }
    }

    fn run(mut self, inbox: &Receiver<Message>) {
        if self.watched.poll {
            self.seek();
        } else {
            self.open();
        }
        (self.deliver)(Batch::All);
        loop {
            match inbox.recv_timeout(self.wait()) {
                Ok(Message::End) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => {}
            }
            self.tell();
        }
    }

    fn take(&mut self, message: Message) {
        let now = (self.watched.clock)();
        match message {
            Message::Seen(paths) => {
                let paths = paths.into_iter().filter(|path| self.scope.takes(path));
                self.gather.add(now, paths);
            }
            Message::Lost => self.gather.lose(now),
            Message::Blind(why) => {
                self.blind(&why);
                self.gather.lose(now);
            }
            Message::Follow(ends, zone) => {
                self.calendar.zone = zone;
                let new = self.scope.follow(ends);
                // They may have changed since they were looked at.
                self.gather.add(now, new.iter().cloned());
                self.attach(new);
            }
            Message::Rest(answer) => {
                if let Some(Way::Told(eyes)) = &mut self.way {
                    eyes.catch_up();
                }
                let _ = answer.send(());
            }
            Message::End => {}
        }
    }

    /// Hands on what is due.
    fn tell(&mut self) {
        let now = (self.watched.clock)();
        if self.calendar.turns(now) {
            (self.deliver)(Batch::Day);
        }
        if let Some(Way::Sought { scan, next }) = &mut self.way
            && *next <= now
        {
            let differs = scan.differs();
            *next = scan::after(now, (self.watched.clock)());
            if differs {
                (self.deliver)(Batch::All);
            }
        }
        let Some(batch) = self.gather.take(now) else { return };
        match &batch {
            Batch::Paths(paths) => {
                self.attach(paths.iter().filter(|path| path.is_dir()).cloned().collect());
            }
            Batch::All if matches!(self.way, Some(Way::Told(_))) => self.open(),
            Batch::All | Batch::Day | Batch::Scanning(_) => {}
        }
        (self.deliver)(batch);
    }

    /// How long nothing is to be done if nothing happens.
    fn wait(&self) -> Duration {
        let now = (self.watched.clock)();
        let next = match &self.way {
            Some(Way::Sought { next, .. }) => Some(*next),
            Some(Way::Told(_)) | None => None,
        };
        let wakes = [self.gather.due(), next].into_iter().flatten();
        let wake = wakes.fold(self.calendar.wake(now), Timestamp::min);
        wake.duration_since(now).max(SignedDuration::ZERO).unsigned_abs()
    }

    /// Opens the eyes anew.
    fn open(&mut self) {
        self.way = None;
        match Eyes::open(&self.scope, self.outbox.clone()) {
            Ok(eyes) => self.way = Some(Way::Told(eyes)),
            Err(why) => self.blind(&why),
        }
    }

    /// Watches paths that are new; what is gone again needs none.
    fn attach(&mut self, paths: BTreeSet<PathBuf>) {
        let Some(Way::Told(eyes)) = &mut self.way else { return };
        if let Err(why) = eyes.attach(&self.scope, paths) {
            self.blind(&why);
            self.gather.lose((self.watched.clock)());
        }
    }

    fn blind(&mut self, why: &Blind) {
        if matches!(self.way, Some(Way::Sought { .. })) {
            return;
        }
        self.seek();
        let place = Place::file("content");
        let notice = match why {
            Blind::TooMany => faults::too_many_to_watch(place),
            Blind::Refused(error) => faults::no_watching(place, error),
        };
        (self.deliver)(Batch::Scanning(Box::new(notice)));
    }

    fn seek(&mut self) {
        let begun = (self.watched.clock)();
        let scan = Box::new(Scan::new(&self.watched.root));
        let next = scan::after(begun, (self.watched.clock)());
        self.way = Some(Way::Sought { scan, next });
    }
}
