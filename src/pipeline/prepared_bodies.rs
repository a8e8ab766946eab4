//! The bodies that a build parsed when it read their entries, so that rendering need not parse them again.
//!
//! They take a limited amount of memory; the other bodies of a large portal are parsed again.
//!
//! **Left out on purpose.** Previews: a page is made long after its entry was read, and of a file that was saved again
//! meanwhile it shows what is on the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::entry::markdown::PreparedBody;

/// The memory that all bodies together may take, in bytes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Prepared bodies by the path of their file. By default, there is no room for any.
#[derive(Default)]
pub(super) struct PreparedBodies(Mutex<BodyStore>);

#[derive(Default)]
struct BodyStore {
    bodies: HashMap<Arc<str>, PreparedBody>,
    free_bytes: usize,
}

impl PreparedBodies {
    /// Creates a store with room for the bodies of one build.
    pub(super) fn with_room() -> Self {
        Self(Mutex::new(BodyStore { free_bytes: MAX_BYTES, ..BodyStore::default() }))
    }

    /// Returns whether there is room for another body.
    pub(super) fn has_room(&self) -> bool {
        self.with(|store| store.free_bytes > 0)
    }

    /// Adds the body of a file; the last one may take a little more than there is room for.
    pub(super) fn add(&self, path: &Arc<str>, mut body: PreparedBody) {
        body.shrink_to_fit();
        self.with(|store| {
            store.free_bytes = store.free_bytes.saturating_sub(body.size());
            store.bodies.insert(path.clone(), body);
        });
    }

    /// Takes the body of a file, which a build renders once.
    pub(super) fn take(&self, path: &str) -> Option<PreparedBody> {
        self.with(|store| store.bodies.remove(path))
    }

    fn with<T>(&self, use_store: impl FnOnce(&mut BodyStore) -> T) -> T {
        use_store(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::markdown;

    #[test]
    fn bodies_are_kept_while_there_is_room_and_taken_once() {
        let (path, body) = (Arc::from("content/a.md"), || markdown::prepare("Nội dung"));
        assert!(!PreparedBodies::default().has_room());
        let bodies = PreparedBodies::with_room();
        bodies.add(&path, body());
        assert!(bodies.has_room());
        assert!(bodies.take(&path).is_some() && bodies.take(&path).is_none());
        bodies.add(&path, markdown::prepare(&"a".repeat(MAX_BYTES)));
        assert!(!bodies.has_room());
    }
}
