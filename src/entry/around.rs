//! The files around an entry, as its reading sees them: every look is noted.
//!
//! What an entry is depends on its text, the settings and the sections, and on which files lie around it: one becomes
//! its attachment by its name, a link leads to it because it is there. With the looks noted, it can be told whether an
//! entry would be read as it was, without reading it.
//!
//! **Invariant.** An entry learns of other files only here.

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::{Changes, File, Tree, fingerprint};

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Look {
    /// Whether there is a file at a path, and of which size.
    File(Arc<str>),
    /// Which paths begin so.
    Under(Arc<str>),
    /// Whether a folder is that of an entry.
    Entry(Arc<str>),
}

impl Look {
    /// Hashes what is looked at, so that many looks can be kept.
    pub fn key(&self) -> u64 {
        fingerprint(self)
    }
}

/// Lists the looks, by their keys, that may see something else: after changes of files, and where `folders` became an
/// entry's own or are it no more.
pub fn touched<'a>(
    changes: &'a Changes,
    folders: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = u64> {
    let listed = changes.added.iter().chain(&changes.removed);
    let under = listed
        .clone()
        .flat_map(|path| path.char_indices().map(|(at, _)| Look::Under(path[..at].into()).key()));
    let whole = listed.clone().map(|path| Look::Under(path.clone()).key());
    let files = listed.chain(&changes.changed).map(|path| Look::File(path.clone()).key());
    let folders = folders.map(|folder| Look::Entry(folder.into()).key());
    under.chain(whole).chain(files).chain(folders)
}

/// All files, and the folders (`content/…`) that hold an `index.md`.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// All files.
    pub tree: &'a Tree,
    /// The folders of entries.
    pub entries: &'a HashSet<String>,
}

impl Ground<'_> {
    /// Hashes what some looks see.
    pub fn seen(self, looks: &[Look]) -> u64 {
        let seen: Vec<u64> = looks.iter().map(|look| self.sees(look)).collect();
        fingerprint(&seen)
    }

    fn sees(self, look: &Look) -> u64 {
        match look {
            Look::File(path) => {
                // Of another entry's text only whether it is there: its size moves with every edit.
                let size = |file: &File| if path.ends_with(".md") { 0 } else { file.size };
                fingerprint(&self.tree.get(path).map(size))
            }
            Look::Under(prefix) => {
                fingerprint(&self.tree.under(prefix).map(|file| &file.path).collect::<Vec<_>>())
            }
            Look::Entry(folder) => fingerprint(&self.entries.contains(&**folder)),
        }
    }
}

/// The ground during one reading.
#[derive(Debug)]
pub struct Around<'a> {
    ground: Ground<'a>,
    looks: RefCell<Vec<Look>>,
}

impl<'a> Around<'a> {
    /// Begins to look.
    pub fn new(ground: Ground<'a>) -> Self {
        Self { ground, looks: RefCell::default() }
    }

    /// Ends, and gives the looks.
    pub fn into_looks(self) -> Vec<Look> {
        self.looks.into_inner()
    }

    /// Finds a file.
    pub fn get(&self, path: &str) -> Option<&'a File> {
        self.looks.borrow_mut().push(Look::File(path.into()));
        self.ground.tree.get(path)
    }

    /// Finds the files whose path begins so.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = &'a File> + use<'a> {
        self.looks.borrow_mut().push(Look::Under(prefix.into()));
        self.ground.tree.under(prefix)
    }

    /// Tells whether a folder is that of an entry.
    pub fn is_entry(&self, folder: &str) -> bool {
        self.looks.borrow_mut().push(Look::Entry(folder.into()));
        self.ground.entries.contains(folder)
    }
}
