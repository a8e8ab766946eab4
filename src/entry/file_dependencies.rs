//! The files that an entry depends on: a view of the file tree that records every access.
//!
//! An entry depends on its text, the settings, the sections, and on the other files of the portal: a file becomes its
//! attachment by its name, or the target of a link because it exists. The recorded dependencies show whether reading
//! the entry again would give the same result, without reading it.
//!
//! **Invariant.** Reading an entry asks for other files only through [`TrackedFiles`]; what they contain is known by
//! their records, which the cache compares.

use std::cell::RefCell;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::source::{FileChanges, FileTree, SourceFile, fingerprint};

/// The kind of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
enum FileDependencyKind {
    /// Whether a file exists at a path, and its size.
    File,
    /// Which paths begin with a prefix.
    Prefix,
    /// Whether a folder is that of an entry.
    EntryFolder,
}

/// An access: its kind, and the path or prefix.
#[derive(Debug, Clone, Copy, Hash)]
struct FileDependency<'a>(FileDependencyKind, &'a str);

impl FileDependency<'_> {
    /// Returns a hash of the dependency, which takes less memory than the path.
    fn key(self) -> u64 {
        fingerprint(&self)
    }
}

/// The sorted dependencies of one entry, without duplicates and front-coded: each path is stored as the length of the
/// prefix that it shares with the previous path, and the rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileDependencies {
    /// For each dependency its kind, the length of the shared prefix and that of the suffix, in bytes.
    steps: Box<[(FileDependencyKind, u32, u32)]>,
    /// The concatenated suffixes.
    suffixes: Box<str>,
}

impl FileDependencies {
    fn from_recorded(mut recorded: Vec<(Box<str>, FileDependencyKind)>) -> Self {
        recorded.sort_unstable();
        recorded.dedup();
        let (mut steps, mut suffixes) = (Vec::with_capacity(recorded.len()), String::new());
        let mut previous = "";
        for (path, kind) in &recorded {
            let same = path.chars().zip(previous.chars()).take_while(|(a, b)| a == b);
            let shared = same.map(|(c, _)| c.len_utf8()).sum();
            let suffix = &path[shared..];
            let length = |bytes: usize| u32::try_from(bytes).expect("a path is shorter than 4 GiB");
            steps.push((*kind, length(shared), length(suffix.len())));
            suffixes.push_str(suffix);
            previous = path;
        }
        Self { steps: steps.into(), suffixes: suffixes.into() }
    }

    /// Calls `f` with each dependency in order; stops at the first one that cannot be decoded.
    fn map<T>(&self, mut f: impl FnMut(FileDependency<'_>) -> T) -> Vec<T> {
        let (mut path, mut suffixes) = (String::new(), &*self.suffixes);
        let mut results = Vec::with_capacity(self.steps.len());
        for (kind, shared, length) in &self.steps {
            let Some((suffix, rest)) = suffixes.split_at_checked(*length as usize) else { break };
            if !path.is_char_boundary(*shared as usize) {
                break;
            }
            path.truncate(*shared as usize);
            path.push_str(suffix);
            suffixes = rest;
            results.push(f(FileDependency(*kind, &path)));
        }
        results
    }

    /// Returns the keys of all dependencies.
    pub fn keys(&self) -> Box<[u64]> {
        self.map(|dependency| dependency.key()).into()
    }
}

/// Returns the keys of the dependencies whose result may differ after changes of files, or after `folders` became or
/// ceased to be folders of entries.
pub fn affected_keys<'a>(
    changes: &'a FileChanges,
    folders: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = u64> {
    let listed = changes.added.iter().chain(&changes.removed);
    let prefixes = listed.clone().flat_map(|path| {
        path.char_indices()
            .map(|(at, _)| FileDependency(FileDependencyKind::Prefix, &path[..at]).key())
    });
    let paths = listed.clone().map(|path| FileDependency(FileDependencyKind::Prefix, path).key());
    let files = listed
        .chain(&changes.changed)
        .map(|path| FileDependency(FileDependencyKind::File, path).key());
    let folders =
        folders.map(|folder| FileDependency(FileDependencyKind::EntryFolder, folder).key());
    prefixes.chain(paths).chain(files).chain(folders)
}

/// All files of the portal, and the folders (`content/…`) that contain an `index.md`.
#[derive(Debug, Clone, Copy)]
pub struct FileSystemView<'a> {
    /// All files.
    pub tree: &'a FileTree,
    /// The folders of entries.
    pub entry_folders: &'a HashSet<String>,
}

impl FileSystemView<'_> {
    /// Returns the hash of the current results of some dependencies.
    pub fn fingerprint_of(self, dependencies: &FileDependencies) -> u64 {
        fingerprint(&dependencies.map(|dependency| self.answer(dependency)))
    }

    fn answer(self, FileDependency(kind, path): FileDependency<'_>) -> u64 {
        match kind {
            FileDependencyKind::File => {
                // For the text of another entry only its existence counts: every edit changes its size.
                let size = |file: &SourceFile| if path.ends_with(".md") { 0 } else { file.size() };
                fingerprint(&self.tree.get(path).map(size))
            }
            FileDependencyKind::Prefix => {
                fingerprint(&self.tree.with_prefix(path).map(|file| &file.path).collect::<Vec<_>>())
            }
            FileDependencyKind::EntryFolder => fingerprint(&self.entry_folders.contains(path)),
        }
    }
}

/// A file-system view that records every access while an entry is read.
#[derive(Debug)]
pub struct TrackedFiles<'a> {
    view: FileSystemView<'a>,
    recorded: RefCell<Vec<(Box<str>, FileDependencyKind)>>,
}

impl<'a> TrackedFiles<'a> {
    /// Creates a view without recorded dependencies.
    pub fn new(view: FileSystemView<'a>) -> Self {
        Self { view, recorded: RefCell::default() }
    }

    /// Returns the recorded dependencies.
    pub fn into_dependencies(self) -> FileDependencies {
        FileDependencies::from_recorded(self.recorded.into_inner())
    }

    /// Returns the file at a path.
    pub fn get(&self, path: &str) -> Option<&'a SourceFile> {
        self.recorded.borrow_mut().push((path.into(), FileDependencyKind::File));
        self.view.tree.get(path)
    }

    /// Returns whether any file is left out of the site.
    pub fn leaves_out_any(&self) -> bool {
        self.view.tree.leaves_out_any()
    }

    /// Returns whether the file at a path is left out of the site. The access is recorded only if it is.
    pub fn is_left_out(&self, path: &str) -> bool {
        self.view.tree.left_out(path).is_some() && self.get(path).is_none()
    }

    /// Returns the files whose path begins with `prefix`.
    pub fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = &'a SourceFile> + use<'a> {
        self.recorded.borrow_mut().push((prefix.into(), FileDependencyKind::Prefix));
        self.view.tree.with_prefix(prefix)
    }

    /// Returns whether a folder is that of an entry.
    pub fn is_entry_folder(&self, folder: &str) -> bool {
        self.recorded.borrow_mut().push((folder.into(), FileDependencyKind::EntryFolder));
        self.view.entry_folders.contains(folder)
    }
}
