//! The system's events of files: the only place that knows `notify`.
//!
//! Where a watch holds for one folder only (inotify), each folder is asked for before it is listed, so that one made in
//! it meanwhile is either listed or told of. The watcher could go below by itself, but it reads no events on its way,
//! opening a folder is one, and with ten thousand folders events are lost. It also stops at the first that went away.
//! Links are not followed: one folder under two names would have its events told under either.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{
    Config, Error, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    WatcherKind,
};

use super::Message;
use super::scope::{Post, Scope};
use crate::source;

/// Why the system cannot tell of edits.
#[derive(Debug)]
pub(super) enum Blind {
    /// There are more folders than it may watch.
    TooMany,
    /// Something else, in its words.
    Refused(String),
}

/// A watcher of the system.
pub(super) struct Eyes {
    watcher: RecommendedWatcher,
}

impl Eyes {
    /// Watches all that a scope names, and sends what happens.
    pub(super) fn open(scope: &Scope, outbox: Sender<Message>) -> Result<Self, Blind> {
        let seen = move |told: Result<Event, Error>| {
            if let Some(message) = message(told) {
                // Nobody listens when the preview is about to end.
                let _ = outbox.send(message);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(seen, config).map_err(|error| blind(&error))?;
        let mut eyes = Self { watcher };
        for post in scope.posts() {
            eyes.watch(&post)?;
        }
        Ok(eyes)
    }

    /// Watches what lies at new paths, and waits until it is watched.
    pub(super) fn attach(&mut self, scope: &Scope, paths: BTreeSet<PathBuf>) -> Result<(), Blind> {
        let mut last: Option<PathBuf> = None;
        for path in paths {
            let is_below = last.as_ref().is_some_and(|last| path.starts_with(last));
            // Elsewhere a folder is watched as a whole, and asking again would stop the watch for a moment.
            let is_asked =
                RecommendedWatcher::kind() == WatcherKind::Inotify || !scope.holds(&path);
            if is_below || !is_asked {
                continue;
            }
            for post in scope.post(&path) {
                self.watch(&post)?;
            }
            last = Some(path);
        }
        Ok(())
    }

    /// Waits until all events of earlier doings have been read.
    pub(super) fn catch_up(&mut self) {
        // The watcher's thread answers between two readings; the first answer may come before a reading that is due.
        for _ in 0..2 {
            let _ = self.watcher.configure(Config::default());
        }
    }

    fn watch(&mut self, post: &Post) -> Result<(), Blind> {
        if !post.is_deep {
            return self.ask(&post.folder, RecursiveMode::NonRecursive);
        }
        if RecommendedWatcher::kind() != WatcherKind::Inotify {
            return self.ask(&post.folder, RecursiveMode::Recursive);
        }
        let mut visit = |folder: &Path| self.ask(folder, RecursiveMode::NonRecursive);
        source::each_folder(&post.folder, &mut visit)
    }

    fn ask(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), Blind> {
        match self.watcher.watch(folder, mode) {
            // It went away meanwhile.
            Err(_) if !folder.exists() => Ok(()),
            told => told.map_err(|error| blind(&error)),
        }
    }
}

fn blind(error: &Error) -> Blind {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Blind::TooMany,
        _ => Blind::Refused(error.to_string()),
    }
}

/// Says what an event means; one that tells of reading means nothing.
fn message(told: Result<Event, Error>) -> Option<Message> {
    let event = match told {
        Ok(event) => event,
        Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
            return Some(Message::Blind(Blind::TooMany));
        }
        Err(_) => return Some(Message::Lost),
    };
    if event.need_rescan() {
        return Some(Message::Lost);
    }
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
        EventKind::Access(_) => return None,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => {}
    }
    (!event.paths.is_empty()).then_some(Message::Seen(event.paths))
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag};

    use super::*;

    #[test]
    fn reading_is_no_edit_and_a_loss_is_told() {
        let event = |kind| message(Ok(Event::new(kind).add_path("a.md".into())));
        let open = AccessKind::Open(AccessMode::Any);
        assert!(event(EventKind::Access(open)).is_none());
        let written = AccessKind::Close(AccessMode::Write);
        let seen = |told: Option<Message>| matches!(told, Some(Message::Seen(_)));
        assert!(seen(event(EventKind::Access(written))));
        assert!(seen(event(EventKind::Create(CreateKind::File))));
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(message(Ok(overflow)), Some(Message::Lost)));
        let limit = Error::new(ErrorKind::MaxFilesWatch);
        assert!(matches!(message(Err(limit)), Some(Message::Blind(Blind::TooMany))));
    }
}
