//! The files around an entry, as its reading sees them: every look is noted.
//!
//! What an entry is depends on its text, the settings and the sections, and on which files lie around it: one becomes
//! its attachment by its name, a link leads to it because it is there. With the looks noted, it can be told whether an
//! entry would be read as it was, without reading it.
//!
//! **Invariant.** An entry learns of other files only here.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::source::{Changes, File, Tree, fingerprint};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
enum Sort {
    /// Whether there is a file at a path, and of which size.
    File,
    /// Which paths begin so.
    Under,
    /// Whether a folder is that of an entry.
    Entry,
}

/// One look.
#[derive(Debug, Clone, Copy, Hash)]
struct Look<'a>(Sort, &'a str);

impl Look<'_> {
    /// Hashes what is looked at, so that many looks can be kept.
    fn key(self) -> u64 {
        fingerprint(&self)
    }
}

/// The looks of one reading, each once. Most paths begin as the one before, so only what differs is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Looks {
    /// What is looked at, how much of the path is that of the last look, and how much is new.
    steps: Box<[(Sort, u32, u32)]>,
    /// What is new of all paths.
    rests: Box<str>,
}

impl Looks {
    fn of(mut looks: Vec<(Box<str>, Sort)>) -> Self {
        looks.sort_unstable();
        looks.dedup();
        let (mut steps, mut rests, mut last) = (Vec::with_capacity(looks.len()), String::new(), "");
        for (path, sort) in &looks {
            let same = path.chars().zip(last.chars()).take_while(|(a, b)| a == b);
            let shared = same.map(|(c, _)| c.len_utf8()).sum();
            let rest = &path[shared..];
            let length = |bytes: usize| u32::try_from(bytes).expect("files of entries are smaller");
            steps.push((*sort, length(shared), length(rest.len())));
            rests.push_str(rest);
            last = path;
        }
        Self { steps: steps.into(), rests: rests.into() }
    }

    /// Hands on one look after another; what is no look is passed over.
    fn each<T>(&self, mut with: impl FnMut(Look<'_>) -> T) -> Vec<T> {
        let (mut path, mut rests) = (String::new(), &*self.rests);
        let mut found = Vec::with_capacity(self.steps.len());
        for (sort, shared, rest) in &self.steps {
            let Some((rest, after)) = rests.split_at_checked(*rest as usize) else { break };
            if !path.is_char_boundary(*shared as usize) {
                break;
            }
            path.truncate(*shared as usize);
            path.push_str(rest);
            rests = after;
            found.push(with(Look(*sort, &path)));
        }
        found
    }

    /// Hashes each look.
    pub fn keys(&self) -> Box<[u64]> {
        self.each(|look| look.key()).into()
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
        .flat_map(|path| path.char_indices().map(|(at, _)| Look(Sort::Under, &path[..at]).key()));
    let whole = listed.clone().map(|path| Look(Sort::Under, path).key());
    let files = listed.chain(&changes.changed).map(|path| Look(Sort::File, path).key());
    let folders = folders.map(|folder| Look(Sort::Entry, folder).key());
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
    pub fn seen(self, looks: &Looks) -> u64 {
        fingerprint(&looks.each(|look| self.sees(look)))
    }

    fn sees(self, Look(sort, path): Look<'_>) -> u64 {
        match sort {
            Sort::File => {
                // Of another entry's text only whether it is there: its size moves with every edit.
                let size = |file: &File| if path.ends_with(".md") { 0 } else { file.size };
                fingerprint(&self.tree.get(path).map(size))
            }
            Sort::Under => {
                fingerprint(&self.tree.under(path).map(|file| &file.path).collect::<Vec<_>>())
            }
            Sort::Entry => fingerprint(&self.entries.contains(path)),
        }
    }
}

/// The ground during one reading.
#[derive(Debug)]
pub struct Around<'a> {
    ground: Ground<'a>,
    looks: RefCell<Vec<(Box<str>, Sort)>>,
}

impl<'a> Around<'a> {
    /// Begins to look.
    pub fn new(ground: Ground<'a>) -> Self {
        Self { ground, looks: RefCell::default() }
    }

    /// Ends, and gives the looks.
    pub fn into_looks(self) -> Looks {
        Looks::of(self.looks.into_inner())
    }

    /// Finds a file.
    pub fn get(&self, path: &str) -> Option<&'a File> {
        self.looks.borrow_mut().push((path.into(), Sort::File));
        self.ground.tree.get(path)
    }

    /// Finds the files whose path begins so.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = &'a File> + use<'a> {
        self.looks.borrow_mut().push((prefix.into(), Sort::Under));
        self.ground.tree.under(prefix)
    }

    /// Tells whether a folder is that of an entry.
    pub fn is_entry(&self, folder: &str) -> bool {
        self.looks.borrow_mut().push((folder.into(), Sort::Entry));
        self.ground.entries.contains(folder)
    }
}
