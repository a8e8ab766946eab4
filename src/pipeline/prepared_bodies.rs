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
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The memory that they may take if those with code are among them. To highlight code, definitions of languages are
/// needed, which take as much; if all such bodies are here, they can be released once the entries are read.
const MAX_BYTES_WITH_CODE: usize = MAX_BYTES + 8 * 1024 * 1024;

/// Prepared bodies by the path of their file. By default, there is no room for any.
#[derive(Default)]
pub(super) struct PreparedBodies(Mutex<BodyStore>);

#[derive(Default)]
struct BodyStore {
    bodies: HashMap<Arc<str>, PreparedBody>,
    is_open: bool,
    used_bytes: usize,
}

impl PreparedBodies {
    /// Creates a store with room for the bodies of one build.
    pub(super) fn with_room() -> Self {
        Self(Mutex::new(BodyStore { is_open: true, ..BodyStore::default() }))
    }

    /// Returns whether there is room for another body, which may have code.
    pub(super) fn has_room(&self, has_code: bool) -> bool {
        let limit = if has_code { MAX_BYTES_WITH_CODE } else { MAX_BYTES };
        self.with(|store| store.is_open && store.used_bytes < limit)
    }

    /// Adds the body of a file; the last one may take a little more than there is room for.
    pub(super) fn add(&self, path: &Arc<str>, mut body: PreparedBody) {
        body.shrink_to_fit();
        self.with(|store| {
            store.used_bytes += body.size();
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
        assert!(!PreparedBodies::default().has_room(true));
        let bodies = PreparedBodies::with_room();
        bodies.add(&path, body());
        assert!(bodies.has_room(false));
        assert!(bodies.take(&path).is_some() && bodies.take(&path).is_none());
        bodies.add(&path, markdown::prepare(&"a".repeat(MAX_BYTES)));
        assert!(!bodies.has_room(false) && bodies.has_room(true));
    }
}
