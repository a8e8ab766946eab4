//! Which paths belong to the portal: `portal.yaml`, everything below `content/` and `themes/`, and targets of symbolic
//! links.
//!
//! Hidden files are excluded, unlike copies that an editor leaves, which cause a warning. So are the site and the
//! cache: nothing that the program writes is watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config;
use crate::source::is_hidden;

/// The folders that are watched recursively.
const WATCHED_FOLDERS: [&str; 2] = ["content", "themes"];

/// The paths that are watched, with symbolic links resolved.
#[derive(Debug)]
pub(super) struct WatchScope {
    root: PathBuf,
    /// The files and folders that symbolic links point to.
    symlink_targets: BTreeSet<PathBuf>,
}

/// A folder to watch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WatchTarget {
    pub(super) folder: PathBuf,
    pub(super) is_recursive: bool,
}

impl WatchTarget {
    fn recursive(folder: PathBuf) -> Self {
        Self { folder, is_recursive: true }
    }

    fn non_recursive(folder: PathBuf) -> Self {
        Self { folder, is_recursive: false }
    }
}

impl WatchScope {
    pub(super) fn new(root: &Path) -> Self {
        // Symbolic links above the portal would give its files two paths.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self { root, symlink_targets: BTreeSet::new() }
    }

    /// Replaces the targets of symbolic links; returns the new ones.
    pub(super) fn set_symlink_targets(
        &mut self,
        symlink_targets: BTreeSet<PathBuf>,
    ) -> BTreeSet<PathBuf> {
        let new = symlink_targets.difference(&self.symlink_targets).cloned().collect();
        self.symlink_targets = symlink_targets;
        new
    }

    /// Returns whether a change at a path may change the site.
    pub(super) fn contains(&self, path: &Path) -> bool {
        if path == self.root.join(config::FILE_NAME) {
            return true;
        }
        let in_folder = |folder: &Path| {
            path.strip_prefix(folder).is_ok_and(|below| !below.iter().any(is_hidden))
        };
        WATCHED_FOLDERS.iter().any(|name| in_folder(&self.root.join(name)))
            || self
                .symlink_targets
                .iter()
                .any(|target| in_folder(target) || target.starts_with(path))
    }

    /// Returns whether a path is below a folder that is watched recursively.
    pub(super) fn is_below_target(&self, path: &Path) -> bool {
        let is_below = |folder: &Path| path != folder && path.starts_with(folder);
        WATCHED_FOLDERS.iter().any(|name| is_below(&self.root.join(name)))
            || self.symlink_targets.iter().any(|target| is_below(target))
    }

    /// Returns all folders to watch.
    pub(super) fn targets(&self) -> BTreeSet<WatchTarget> {
        let mut targets = BTreeSet::from([WatchTarget::non_recursive(self.root.clone())]);
        for name in WATCHED_FOLDERS {
            targets.extend(self.targets_for(&self.root.join(name)));
        }
        for target in &self.symlink_targets {
            targets.extend(self.targets_for(target));
        }
        targets
    }

    /// Returns the folders to watch for a path that the scope contains.
    pub(super) fn targets_for(&self, path: &Path) -> Vec<WatchTarget> {
        let is_within = WATCHED_FOLDERS.iter().any(|name| path.starts_with(self.root.join(name)));
        let is_link_target = !is_within && self.symlink_targets.contains(path);
        let parent = path.parent().filter(|parent| is_link_target && *parent != self.root);
        let mut targets: Vec<WatchTarget> = parent
            .map(|parent| WatchTarget::non_recursive(parent.to_owned()))
            .into_iter()
            .collect();
        let is_below =
            is_within || self.symlink_targets.iter().any(|target| path.starts_with(target));
        if path.is_dir() && is_below {
            // The folder itself may be a symbolic link; a watched folder must have a single path.
            targets.push(WatchTarget::recursive(
                path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            ));
        } else if path.is_dir() {
            let symlink_targets = self
                .symlink_targets
                .iter()
                .filter(|target| target.starts_with(path) && *target != path);
            targets.extend(symlink_targets.flat_map(|target| self.targets_for(target)));
        }
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_may_change_the_site_are_contained() {
        let mut scope = WatchScope { root: "/cong".into(), symlink_targets: BTreeSet::new() };
        scope.set_symlink_targets(BTreeSet::from([
            "/cong/chung/.an".into(),
            "/cong/chung/b.md".into(),
        ]));
        let contained = [
            "/cong/portal.yaml",
            "/cong/content",
            "/cong/content/a.md",
            "/cong/content/a.md~",
            "/cong/content/.well-known/security.txt",
            "/cong/themes/rieng/templates/page.html",
            "/cong/chung",
            "/cong/chung/b.md",
            "/cong/chung/.an/c.md",
        ];
        for path in contained {
            assert!(scope.contains(Path::new(path)), "{path}");
        }
        let excluded = [
            "/cong/public/index.html",
            "/cong/.niemyet/ledger",
            "/cong/portal.yaml~",
            "/cong/content/.a.md.swp",
            "/cong/content/.git/index",
            "/cong/chung/c.md",
            "/khac/content/a.md",
        ];
        for path in excluded {
            assert!(!scope.contains(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn a_link_target_is_reported_as_new_once() {
        let mut scope = WatchScope { root: "/cong".into(), symlink_targets: BTreeSet::new() };
        let symlink_targets =
            |names: &[&str]| names.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
        assert_eq!(scope.set_symlink_targets(symlink_targets(&["/a"])), symlink_targets(&["/a"]));
        assert_eq!(
            scope.set_symlink_targets(symlink_targets(&["/a", "/b"])),
            symlink_targets(&["/b"])
        );
        assert_eq!(scope.set_symlink_targets(symlink_targets(&["/b"])), symlink_targets(&[]));
    }
}
