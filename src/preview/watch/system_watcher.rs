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

use super::WatcherMessage;
use super::scope::{WatchScope, WatchTarget};
use crate::source;

/// Why the system cannot tell of edits.
#[derive(Debug)]
pub(super) enum WatchError {
    /// There are more folders than it may watch.
    TooManyFolders,
    /// Something else, in its words.
    Other(String),
}

/// A watcher of the system.
pub(super) struct SystemWatcher {
    watcher: RecommendedWatcher,
}

impl SystemWatcher {
    /// Watches all that a scope names, and sends what happens.
    pub(super) fn open(
        scope: &WatchScope,
        outbox: Sender<WatcherMessage>,
    ) -> Result<Self, WatchError> {
        let seen = move |told: Result<Event, Error>| {
            if let Some(message) = message_for(told) {
                // Nobody listens when the preview is about to end.
                let _ = outbox.send(message);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(seen, config).map_err(|error| watch_error(&error))?;
        let mut eyes = Self { watcher };
        for post in scope.targets() {
            eyes.watch_target(&post)?;
        }
        Ok(eyes)
    }

    /// Watches what lies at new paths, and waits until it is watched.
    pub(super) fn watch_paths(
        &mut self,
        scope: &WatchScope,
        paths: BTreeSet<PathBuf>,
    ) -> Result<(), WatchError> {
        let mut last: Option<PathBuf> = None;
        for path in paths {
            let is_below = last.as_ref().is_some_and(|last| path.starts_with(last));
            // Elsewhere a folder is watched as a whole, and asking again would stop the watch for a moment.
            let is_asked =
                RecommendedWatcher::kind() == WatcherKind::Inotify || !scope.is_below_target(&path);
            if is_below || !is_asked {
                continue;
            }
            for post in scope.targets_for(&path) {
                self.watch_target(&post)?;
            }
            last = Some(path);
        }
        Ok(())
    }

    /// Waits until all events of earlier doings have been read.
    pub(super) fn drain_events(&mut self) {
        // The watcher's thread answers between two readings; the first answer may come before a reading that is due.
        for _ in 0..2 {
            let _ = self.watcher.configure(Config::default());
        }
    }

    fn watch_target(&mut self, post: &WatchTarget) -> Result<(), WatchError> {
        if !post.is_recursive {
            return self.watch_folder(&post.folder, RecursiveMode::NonRecursive);
        }
        if RecommendedWatcher::kind() != WatcherKind::Inotify {
            return self.watch_folder(&post.folder, RecursiveMode::Recursive);
        }
        let mut visit = |folder: &Path| self.watch_folder(folder, RecursiveMode::NonRecursive);
        source::for_each_folder(&post.folder, &mut visit)
    }

    fn watch_folder(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), WatchError> {
        match self.watcher.watch(folder, mode) {
            // It went away meanwhile.
            Err(_) if !folder.exists() => Ok(()),
            told => told.map_err(|error| watch_error(&error)),
        }
    }
}

fn watch_error(error: &Error) -> WatchError {
    match &error.kind {
        ErrorKind::MaxFilesWatch => WatchError::TooManyFolders,
        _ => WatchError::Other(error.to_string()),
    }
}

/// Says what an event means; one that tells of reading means nothing.
fn message_for(told: Result<Event, Error>) -> Option<WatcherMessage> {
    let event = match told {
        Ok(event) => event,
        Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
            return Some(WatcherMessage::Failed(WatchError::TooManyFolders));
        }
        Err(_) => return Some(WatcherMessage::EventsLost),
    };
    if event.need_rescan() {
        return Some(WatcherMessage::EventsLost);
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
    (!event.paths.is_empty()).then_some(WatcherMessage::Changed(event.paths))
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag};

    use super::*;

    #[test]
    fn reading_is_no_edit_and_a_loss_is_told() {
        let event = |kind| message_for(Ok(Event::new(kind).add_path("a.md".into())));
        let open = AccessKind::Open(AccessMode::Any);
        assert!(event(EventKind::Access(open)).is_none());
        let written = AccessKind::Close(AccessMode::Write);
        let seen = |told: Option<WatcherMessage>| matches!(told, Some(WatcherMessage::Changed(_)));
        assert!(seen(event(EventKind::Access(written))));
        assert!(seen(event(EventKind::Create(CreateKind::File))));
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(message_for(Ok(overflow)), Some(WatcherMessage::EventsLost)));
        let limit = Error::new(ErrorKind::MaxFilesWatch);
        assert!(matches!(
            message_for(Err(limit)),
            Some(WatcherMessage::Failed(WatchError::TooManyFolders))
        ));
    }
}
