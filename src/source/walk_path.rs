//! Paths during a walk: the path shown in messages, and the path on disk if it differs.
//!
//! The shown path uses `/` and is in NFC; on disk a name may be decomposed, or not even be Unicode.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Place, faults};
use crate::vietnamese::fold;

/// A path relative to the portal's folder.
#[derive(Debug)]
pub(super) struct WalkPath {
    /// The path with `/` and in NFC, as shown in messages.
    pub(super) display: String,
    /// The path on disk, if it differs.
    pub(super) disk: Option<PathBuf>,
}

impl WalkPath {
    /// Creates a path from a path on disk, relative to the portal's folder.
    pub(super) fn new(path: &Path) -> Self {
        let empty = Self { display: String::new(), disk: None };
        path.iter().fold(empty, |parent, name| parent.child(name))
    }

    /// Returns the path of a child with the given name.
    pub(super) fn child(&self, name: &OsStr) -> Self {
        let mut display = String::with_capacity(self.display.len() + 1 + name.len());
        display.push_str(&self.display);
        if !display.is_empty() {
            display.push('/');
        }
        let disk = self.push_name(&mut display, name);
        Self { display, disk }
    }

    /// Appends a name to the display path; returns the path on disk if it differs.
    pub(super) fn push_name(&self, display: &mut String, name: &OsStr) -> Option<PathBuf> {
        let is_composed = match name.to_str() {
            Some(name) if name.is_ascii() => {
                display.push_str(name);
                true
            }
            Some(name) => {
                let composed = fold::nfc(name);
                display.push_str(&composed);
                composed == name
            }
            None => {
                display.push_str(&fold::nfc(&name.to_string_lossy()));
                false
            }
        };
        (self.disk.is_some() || !is_composed).then(|| self.disk().join(name))
    }

    /// Returns the path on disk.
    pub(super) fn disk(&self) -> &Path {
        self.disk.as_deref().unwrap_or(Path::new(&self.display))
    }

    /// Returns the fault of a symbolic link that must not be followed.
    pub(super) fn bad_link_fault(&self) -> (PathBuf, Diagnostic) {
        (self.disk().to_owned(), faults::bad_symbolic_link(Place::file(&*self.display)))
    }
}

/// Returns a path on disk, relative to the portal's folder, in the form shown in messages.
pub(super) fn display_path(path: &Path) -> String {
    WalkPath::new(path).display
}
