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

use crate::source::{FileChanges, FileTree, SourceFile, fingerprint};

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
enum FileDependencyKind {
    /// Whether there is a file at a path, and of which size.
    File,
    /// Which paths begin so.
    Prefix,
    /// Whether a folder is that of an entry.
    EntryFolder,
}

/// One look.
#[derive(Debug, Clone, Copy, Hash)]
struct FileDependency<'a>(FileDependencyKind, &'a str);

impl FileDependency<'_> {
    /// Hashes what is looked at, so that many looks can be kept.
    fn key(self) -> u64 {
        fingerprint(&self)
    }
}

/// The looks of one reading, each once. Most paths begin as the one before, so only what differs is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileDependencies {
    /// What is looked at, how much of the path is that of the last look, and how much is new.
    steps: Box<[(FileDependencyKind, u32, u32)]>,
    /// What is new of all paths.
    suffixes: Box<str>,
}

impl FileDependencies {
    fn from_recorded(mut looks: Vec<(Box<str>, FileDependencyKind)>) -> Self {
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
        Self { steps: steps.into(), suffixes: rests.into() }
    }

    /// Hands on one look after another; what is no look is passed over.
    fn map<T>(&self, mut with: impl FnMut(FileDependency<'_>) -> T) -> Vec<T> {
        let (mut path, mut rests) = (String::new(), &*self.suffixes);
        let mut found = Vec::with_capacity(self.steps.len());
        for (sort, shared, rest) in &self.steps {
            let Some((rest, after)) = rests.split_at_checked(*rest as usize) else { break };
            if !path.is_char_boundary(*shared as usize) {
                break;
            }
            path.truncate(*shared as usize);
            path.push_str(rest);
            rests = after;
            found.push(with(FileDependency(*sort, &path)));
        }
        found
    }

    /// Hashes each look.
    pub fn keys(&self) -> Box<[u64]> {
        self.map(|look| look.key()).into()
    }
}

/// Lists the looks, by their keys, that may see something else: after changes of files, and where `folders` became an
/// entry's own or are it no more.
pub fn affected_keys<'a>(
    changes: &'a FileChanges,
    folders: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = u64> {
    let listed = changes.added.iter().chain(&changes.removed);
    let under = listed.clone().flat_map(|path| {
        path.char_indices()
            .map(|(at, _)| FileDependency(FileDependencyKind::Prefix, &path[..at]).key())
    });
    let whole = listed.clone().map(|path| FileDependency(FileDependencyKind::Prefix, path).key());
    let files = listed
        .chain(&changes.changed)
        .map(|path| FileDependency(FileDependencyKind::File, path).key());
    let folders =
        folders.map(|folder| FileDependency(FileDependencyKind::EntryFolder, folder).key());
    under.chain(whole).chain(files).chain(folders)
}

/// All files, and the folders (`content/…`) that hold an `index.md`.
#[derive(Debug, Clone, Copy)]
pub struct FileSystemView<'a> {
    /// All files.
    pub tree: &'a FileTree,
    /// The folders of entries.
    pub entry_folders: &'a HashSet<String>,
}

impl FileSystemView<'_> {
    /// Hashes what some looks see.
    pub fn fingerprint_of(self, looks: &FileDependencies) -> u64 {
        fingerprint(&looks.map(|look| self.answer(look)))
    }

    fn answer(self, FileDependency(sort, path): FileDependency<'_>) -> u64 {
        match sort {
            FileDependencyKind::File => {
                // Of another entry's text only whether it is there: its size moves with every edit.
                let size = |file: &SourceFile| if path.ends_with(".md") { 0 } else { file.size };
                fingerprint(&self.tree.get(path).map(size))
            }
            FileDependencyKind::Prefix => {
                fingerprint(&self.tree.with_prefix(path).map(|file| &file.path).collect::<Vec<_>>())
            }
            FileDependencyKind::EntryFolder => fingerprint(&self.entry_folders.contains(path)),
        }
    }
}

/// The ground during one reading.
#[derive(Debug)]
pub struct TrackedFiles<'a> {
    view: FileSystemView<'a>,
    recorded: RefCell<Vec<(Box<str>, FileDependencyKind)>>,
}

impl<'a> TrackedFiles<'a> {
    /// Begins to look.
    pub fn new(view: FileSystemView<'a>) -> Self {
        Self { view, recorded: RefCell::default() }
    }

    /// Ends, and gives the looks.
    pub fn into_dependencies(self) -> FileDependencies {
        FileDependencies::from_recorded(self.recorded.into_inner())
    }

    /// Finds a file.
    pub fn get(&self, path: &str) -> Option<&'a SourceFile> {
        self.recorded.borrow_mut().push((path.into(), FileDependencyKind::File));
        self.view.tree.get(path)
    }

    /// Finds the files whose path begins so.
    pub fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = &'a SourceFile> + use<'a> {
        self.recorded.borrow_mut().push((prefix.into(), FileDependencyKind::Prefix));
        self.view.tree.with_prefix(prefix)
    }

    /// Tells whether a folder is that of an entry.
    pub fn is_entry_folder(&self, folder: &str) -> bool {
        self.recorded.borrow_mut().push((folder.into(), FileDependencyKind::EntryFolder));
        self.view.entry_folders.contains(folder)
    }
}
