//! Looking again: at paths that may have changed, or at all; and what changed since.
//!
//! A path is looked at with all below it, and what the tree had there is replaced. Where a link leads into a path
//! that may have changed, the link's side of it is looked at too, and a link whose end moved is looked at anew,
//! whether it was named or not.
//!
//! **Invariant.** Whatever the machine refuses, the tree is as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FileTree, SourceFile, WalkMode, Walker};
use crate::diagnostic::{Diagnostic, MachineFault};

/// What is called now and then in a long look.
pub type PauseCallback<'a> = &'a (dyn Fn() + Sync);

/// What became different, by path, each list sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// Paths that were not there.
    pub added: Vec<Arc<str>>,
    /// Paths whose file has another stamp.
    pub changed: Vec<Arc<str>>,
    /// Paths that are no longer there.
    pub removed: Vec<Arc<str>>,
}

impl FileChanges {
    /// Tells whether all is as it was.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Tells whether the same paths are there.
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
}

impl FileTree {
    /// Looks again at paths of the disk that may have changed, so that the tree equals one scanned now.
    pub fn update(
        &mut self,
        root: &Path,
        dirty: &BTreeSet<PathBuf>,
    ) -> Result<(FileChanges, Vec<Diagnostic>), MachineFault> {
        let walk = Walker::new(root, WalkMode::Sequential(&|| ()))?;
        let mut looks = BTreeMap::new();
        for path in self.affected_paths(&walk, dirty) {
            let (at, found) = walk.walk(&self.folder, &path)?;
            looks.insert(at, found);
        }
        let mut before: BTreeMap<Arc<str>, Option<SourceFile>> = BTreeMap::new();
        for path in looks.keys() {
            for file in self.remove_below(path) {
                before.entry(file.path.clone()).or_insert(Some(file));
            }
        }
        for (_, found) in outermost(looks) {
            for file in &found.files {
                let known = before.entry(file.path.clone());
                known.or_insert_with(|| self.files.get(&file.path).cloned());
            }
            self.insert_all(found);
        }
        let mut changes = FileChanges::default();
        for (path, before) in before {
            changes.record(before.as_ref(), self.files.get(&path));
        }
        Ok((changes, self.faults()))
    }

    /// Looks at everything again, on this thread alone, and calls `rest` now and then.
    ///
    /// Where folders are watched, opening one is itself an event. A rest lets the watcher catch up, else a look at all
    /// that answers a loss of events would lose some again.
    pub fn rescan(
        &mut self,
        root: &Path,
        rest: PauseCallback<'_>,
    ) -> Result<(FileChanges, Vec<Diagnostic>), MachineFault> {
        let folder = self.folder.to_string_lossy().into_owned();
        let new = Self::scan_sequentially(root, &folder, rest)?;
        Ok((self.replace_with(new), self.faults()))
    }

    /// Lists a folder like [`Tree::scan`], on this thread alone, and calls `rest` now and then.
    pub fn scan_sequentially(
        root: &Path,
        folder: &str,
        rest: PauseCallback<'_>,
    ) -> Result<Self, MachineFault> {
        Ok(Self::scan_at(WalkMode::Sequential(rest), root, folder)?.0)
    }

    /// Becomes a tree that was scanned later, and gives what changed.
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
                return changes;
            }
            let old = before.next_if(|_| is_old);
            changes.record(old, after.next_if(|_| is_new));
        }
    }

    /// Gives the paths to look at, from the portal's folder: what may have changed, also seen through links.
    fn affected_paths(&self, walk: &Walker<'_>, dirty: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let dirty: Vec<&Path> =
            dirty.iter().filter_map(|path| walk.relative_to_root(path)).collect();
        let mut concerned = BTreeSet::new();
        for path in &dirty {
            if path.starts_with(&self.folder) {
                concerned.insert((*path).to_owned());
            } else if self.folder.starts_with(path) {
                concerned.insert(self.folder.clone());
            }
        }
        for (at, link) in &self.links {
            let real = walk.link_target(at);
            if real != link.target {
                concerned.insert(at.clone());
            }
            let Some(real) = real.filter(|_| link.is_followed) else { continue };
            for path in dirty.iter().map(|path| walk.canonical_root().join(path)) {
                if let Ok(below) = path.strip_prefix(&real) {
                    concerned.insert(at.join(below));
                } else if real.starts_with(&path) {
                    concerned.insert(at.clone());
                }
            }
        }
        outermost(concerned.into_iter().map(|path| (path, ()))).map(|(path, ())| path).collect()
    }

    /// Takes out what lies at a path and below it; gives the files that the tree showed.
    fn remove_below(&mut self, at: &Path) -> Vec<SourceFile> {
        let shown = super::walk::display_path(at);
        let below = format!("{shown}/");
        let mut paths: Vec<Arc<str>> =
            self.with_prefix(&below).map(|file| file.path.clone()).collect();
        paths.extend(self.get(&shown).map(|file| file.path.clone()));
        let mut removed = Vec::new();
        for path in paths {
            let mut same = self.nfc_duplicates.remove(&path).unwrap_or_default();
            let shown = self.files.remove(&path);
            same.extend(shown.clone());
            same.retain(|file| !file.relative_disk_path().starts_with(at));
            self.insert_all(super::WalkResult { files: same, ..Default::default() });
            removed.extend(shown);
        }
        remove_subtree(&mut self.faults, at);
        remove_subtree(&mut self.links, at);
        removed
    }
}

/// Drops what stands under a path and below it.
fn remove_subtree<T>(map: &mut BTreeMap<PathBuf, T>, at: &Path) {
    let from = map.range::<Path, _>((Bound::Included(at), Bound::Unbounded));
    let below: Vec<PathBuf> =
        from.map(|(path, _)| path).take_while(|path| path.starts_with(at)).cloned().collect();
    for path in below {
        map.remove(&path);
    }
}

/// Keeps of sorted paths those that lie below no other.
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
