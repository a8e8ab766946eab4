//! Updating a file tree: scanning changed paths or the whole folder again, and reporting the changes.
//!
//! A changed path is scanned with everything below it, and replaces that part of the tree. If a symbolic link leads
//! into a changed path, the corresponding path below the link is scanned too. A link whose target has changed is
//! always scanned again.
//!
//! **Invariant.** After an I/O error the tree is unchanged.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FileTree, LeftOut, SourceFile, WalkMode, Walker};
use crate::diagnostic::{Diagnostic, MachineFault};

/// A callback that is called periodically during a long scan.
pub type PauseCallback<'a> = &'a (dyn Fn() + Sync);

/// The changes between two states of a tree, as sorted lists of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// Paths that are new.
    pub added: Vec<Arc<str>>,
    /// Paths whose file has a different metadata key or path on disk, or is left out for another reason than before.
    pub changed: Vec<Arc<str>>,
    /// Paths that no longer exist.
    pub removed: Vec<Arc<str>>,
}

/// What is left out, by its path on disk.
type LeftOutPaths = BTreeMap<PathBuf, LeftOut>;

impl FileChanges {
    /// Returns whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Returns whether no path was added or removed.
    pub fn is_listing_unchanged(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    fn record(&mut self, before: Option<&SourceFile>, after: Option<&SourceFile>) {
        let is_same = |a: &SourceFile, b: &SourceFile| {
            a.metadata_key == b.metadata_key && a.relative_disk_path() == b.relative_disk_path()
        };
        match (before, after) {
            (None, Some(after)) => self.added.push(after.path.clone()),
            (Some(before), None) => self.removed.push(before.path.clone()),
            (Some(before), Some(after)) if !is_same(before, after) => {
                self.changed.push(after.path.clone());
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Records the paths that are left out in one state only.
    fn record_left_out(&mut self, before: &LeftOutPaths, after: &LeftOutPaths) {
        let differs = |from: &LeftOutPaths, path: &PathBuf, left_out: &LeftOut| {
            from.get(path).is_none_or(|other| other.reason != left_out.reason)
        };
        let gone = before.iter().filter(|(path, left_out)| differs(after, path, left_out));
        let new = after.iter().filter(|(path, left_out)| differs(before, path, left_out));
        self.changed.extend(gone.chain(new).map(|(_, left_out)| left_out.path.clone()));
        self.changed.sort();
        self.changed.dedup();
    }
}

impl FileTree {
    /// Scans paths on disk that may have changed, so that the tree equals a newly scanned one.
    pub fn update(
        &mut self,
        root: &Path,
        dirty: &BTreeSet<PathBuf>,
    ) -> Result<(FileChanges, Vec<Diagnostic>), MachineFault> {
        let walker = Walker::new(root, WalkMode::Sequential(&|| ()))?;
        let mut walks = BTreeMap::new();
        for path in self.affected_paths(&walker, dirty) {
            let (path, walked) = walker.walk(&self.folder, &path)?;
            walks.insert(path, walked);
        }
        let (mut left_out_before, mut left_out_now) = (LeftOutPaths::new(), LeftOutPaths::new());
        let mut before: BTreeMap<Arc<str>, Option<SourceFile>> = BTreeMap::new();
        for path in walks.keys() {
            left_out_before.append(&mut remove_subtree(&mut self.left_out, path));
            for file in self.remove_below(path) {
                before.entry(file.path.clone()).or_insert(Some(file));
            }
        }
        for (_, walked) in outermost(walks) {
            for file in &walked.files {
                let old = before.entry(file.path.clone());
                old.or_insert_with(|| self.files.get(&*file.path).cloned());
            }
            left_out_now.extend(walked.left_out.iter().cloned());
            self.insert_all(walked);
        }
        let mut changes = FileChanges::default();
        for (path, before) in before {
            changes.record(before.as_ref(), self.files.get(&*path));
        }
        changes.record_left_out(&left_out_before, &left_out_now);
        Ok((changes, self.faults()))
    }

    /// Scans the whole folder again, on the current thread only, and calls `pause` periodically.
    ///
    /// Opening a watched folder raises an event too. The pauses let the watcher catch up; otherwise a rescan after lost
    /// events could lose events again.
    pub fn rescan(
        &mut self,
        root: &Path,
        pause: PauseCallback<'_>,
    ) -> Result<(FileChanges, Vec<Diagnostic>), MachineFault> {
        let folder = self.folder.to_string_lossy().into_owned();
        let new = Self::scan_sequentially(root, &folder, pause)?;
        Ok((self.replace_with(new), self.faults()))
    }

    /// Scans a folder like [`FileTree::scan`], on the current thread only, and calls `pause` periodically.
    pub fn scan_sequentially(
        root: &Path,
        folder: &str,
        pause: PauseCallback<'_>,
    ) -> Result<Self, MachineFault> {
        Ok(Self::scan_at(WalkMode::Sequential(pause), root, folder)?.0)
    }

    /// Replaces the tree with one that was scanned later, and returns the changes.
    pub fn replace_with(&mut self, new: Self) -> FileChanges {
        let old = std::mem::replace(self, new);
        let mut changes = FileChanges::default();
        let (mut before, mut after) = (old.files().peekable(), self.files().peekable());
        loop {
            let paths = (before.peek().map(|f| &f.path), after.peek().map(|f| &f.path));
            let (is_old, is_new) = match paths {
                (Some(a), Some(b)) => (a <= b, b <= a),
                (a, b) => (a.is_some(), b.is_some()),
            };
            if !is_old && !is_new {
                changes.record_left_out(&old.left_out, &self.left_out);
                return changes;
            }
            let old_file = before.next_if(|_| is_old);
            changes.record(old_file, after.next_if(|_| is_new));
        }
    }

    /// Returns the paths to scan, relative to the portal's folder: those that may have changed, and the paths below
    /// symbolic links that lead to them.
    fn affected_paths(&self, walker: &Walker<'_>, dirty: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let dirty: Vec<&Path> =
            dirty.iter().filter_map(|path| walker.relative_to_root(path)).collect();
        let mut affected = BTreeSet::new();
        for path in &dirty {
            if path.starts_with(&self.folder) {
                affected.insert((*path).to_owned());
            } else if self.folder.starts_with(path) {
                affected.insert(self.folder.clone());
            }
        }
        for (link_path, link) in &self.links {
            let target = walker.link_target(link_path);
            if target != link.target {
                affected.insert(link_path.clone());
            }
            let Some(target) = target.filter(|_| link.original.is_some()) else { continue };
            for path in dirty.iter().map(|path| walker.canonical_root().join(path)) {
                if let Ok(below) = path.strip_prefix(&target) {
                    affected.insert(link_path.join(below));
                } else if target.starts_with(&path) {
                    affected.insert(link_path.clone());
                }
            }
        }
        outermost(affected.into_iter().map(|path| (path, ()))).map(|(path, ())| path).collect()
    }

    /// Removes everything at and below a path on disk; returns the files whose paths are affected.
    fn remove_below(&mut self, root: &Path) -> Vec<SourceFile> {
        let shown_root = super::walk::display_path(root);
        let below = format!("{shown_root}/");
        let mut paths: Vec<Arc<str>> =
            self.with_prefix(&below).map(|file| file.path.clone()).collect();
        paths.extend(self.get(&shown_root).map(|file| file.path.clone()));
        let mut removed = Vec::new();
        for path in paths {
            let mut kept = self.nfc_duplicates.remove(&path).unwrap_or_default();
            let shown = self.files.take(&*path);
            kept.extend(shown.clone());
            kept.retain(|file| !file.relative_disk_path().starts_with(root));
            self.insert_all(super::WalkResult { files: kept, ..Default::default() });
            removed.extend(shown);
        }
        remove_subtree(&mut self.faults, root);
        remove_subtree(&mut self.links, root);
        removed
    }
}

/// Removes the keys at and below a path, and returns them with their values.
fn remove_subtree<T>(map: &mut BTreeMap<PathBuf, T>, root: &Path) -> BTreeMap<PathBuf, T> {
    let from = map.range::<Path, _>((Bound::Included(root), Bound::Unbounded));
    let subtree: Vec<PathBuf> =
        from.map(|(path, _)| path).take_while(|path| path.starts_with(root)).cloned().collect();
    subtree.into_iter().filter_map(|path| map.remove_entry(&path)).collect()
}

/// Filters sorted paths to those that are not below another one.
fn outermost<T>(
    paths: impl IntoIterator<Item = (PathBuf, T)>,
) -> impl Iterator<Item = (PathBuf, T)> {
    let mut last: Option<PathBuf> = None;
    paths.into_iter().filter(move |(path, _)| {
        let is_outer = last.as_ref().is_none_or(|last| !path.starts_with(last));
        if is_outer {
            last = Some(path.clone());
        }
        is_outer
    })
}
