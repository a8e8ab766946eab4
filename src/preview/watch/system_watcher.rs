//! File events of the operating system: the only module that uses `notify`.
//!
//! Where a watch covers a single folder (inotify), each folder is watched before it is listed, so that a folder created
//! in it meanwhile is either listed or reported. `notify` could recurse by itself, but it reads no events while it
//! does; opening a folder is an event, and with ten thousand folders events are lost. It also stops at the first
//! folder that has disappeared. Symbolic links are not followed: a folder with two paths would be reported as either.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{
    Config, Error, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    WatcherKind,
};

use super::event::{WatchError, WatcherMessage};
use super::scope::{WatchScope, WatchTarget};
use crate::source;

/// The operating system's file watcher.
pub(super) struct SystemWatcher {
    watcher: RecommendedWatcher,
}

impl SystemWatcher {
    /// Watches all targets of a scope, and sends a message for each event.
    pub(super) fn open(
        scope: &WatchScope,
        messages: Sender<WatcherMessage>,
    ) -> Result<Self, WatchError> {
        let on_event = move |event: Result<Event, Error>| {
            if let Some(message) = message_for(event) {
                // The receiver is gone when the watcher's thread is ending.
                let _ = messages.send(message);
            }
        };
        let config = Config::default().with_follow_symlinks(false);
        let watcher =
            RecommendedWatcher::new(on_event, config).map_err(|error| watch_error(&error))?;
        let mut watcher = Self { watcher };
        for target in scope.targets() {
            watcher.watch_target(&target)?;
        }
        Ok(watcher)
    }

    /// Watches new paths; returns once they are watched.
    pub(super) fn watch_paths(
        &mut self,
        scope: &WatchScope,
        paths: BTreeSet<PathBuf>,
    ) -> Result<(), WatchError> {
        let mut last: Option<PathBuf> = None;
        for path in paths {
            let is_below = last.as_ref().is_some_and(|last| path.starts_with(last));
            // Other systems watch recursively, and adding a watch would interrupt the present one for a moment.
            let needs_watch =
                RecommendedWatcher::kind() == WatcherKind::Inotify || !scope.is_below_target(&path);
            if is_below || !needs_watch {
                continue;
            }
            for target in scope.targets_for(&path) {
                self.watch_target(&target)?;
            }
            last = Some(path);
        }
        Ok(())
    }

    /// Blocks until all events of earlier operations have been read.
    pub(super) fn drain_events(&mut self) {
        // The thread of `notify` answers between two reads; the first answer may precede a read that is due.
        for _ in 0..2 {
            let _ = self.watcher.configure(Config::default());
        }
    }

    fn watch_target(&mut self, target: &WatchTarget) -> Result<(), WatchError> {
        if !target.is_recursive {
            return self.watch_folder(&target.folder, RecursiveMode::NonRecursive);
        }
        if RecommendedWatcher::kind() != WatcherKind::Inotify {
            return self.watch_folder(&target.folder, RecursiveMode::Recursive);
        }
        let mut visit = |folder: &Path| self.watch_folder(folder, RecursiveMode::NonRecursive);
        source::for_each_folder(&target.folder, &mut visit)
    }

    fn watch_folder(&mut self, folder: &Path, mode: RecursiveMode) -> Result<(), WatchError> {
        match self.watcher.watch(folder, mode) {
            // It has disappeared meanwhile.
            Err(_) if !folder.exists() => Ok(()),
            event => event.map_err(|error| watch_error(&error)),
        }
    }
}

fn watch_error(error: &Error) -> WatchError {
    match &error.kind {
        ErrorKind::MaxFilesWatch => WatchError::TooManyFolders,
        _ => WatchError::Other(error.to_string()),
    }
}

/// Translates an event; read accesses are ignored.
fn message_for(event: Result<Event, Error>) -> Option<WatcherMessage> {
    let event = match event {
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
    fn read_accesses_are_ignored_and_lost_events_are_reported() {
        let event = |kind| message_for(Ok(Event::new(kind).add_path("a.md".into())));
        let open = AccessKind::Open(AccessMode::Any);
        assert!(event(EventKind::Access(open)).is_none());
        let written = AccessKind::Close(AccessMode::Write);
        let on_event =
            |event: Option<WatcherMessage>| matches!(event, Some(WatcherMessage::Changed(_)));
        assert!(on_event(event(EventKind::Access(written))));
        assert!(on_event(event(EventKind::Create(CreateKind::File))));
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(matches!(message_for(Ok(overflow)), Some(WatcherMessage::EventsLost)));
        let limit = Error::new(ErrorKind::MaxFilesWatch);
        assert!(matches!(
            message_for(Err(limit)),
            Some(WatcherMessage::Failed(WatchError::TooManyFolders))
        ));
    }
}
