//! Which paths concern the portal: portal.yaml, what lies in `content/` and `themes/`, and where links lead.
//!
//! What editors leave beside a file is no concern, and neither are the site and the cache: nothing that the program
//! itself writes is ever watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config;
use crate::source::is_ignored;

/// The folders that are watched with all below them.
const WATCHED_FOLDERS: [&str; 2] = ["content", "themes"];

/// The paths that are watched, without links.
#[derive(Debug)]
pub(super) struct WatchScope {
    root: PathBuf,
    /// Where links lead: files or folders.
    link_targets: BTreeSet<PathBuf>,
}

/// A folder to be watched.
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
        // Links above the portal would give its files two names.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self { root, link_targets: BTreeSet::new() }
    }

    /// Takes over where links lead now; gives what is new.
    pub(super) fn set_link_targets(&mut self, ends: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let new = ends.difference(&self.link_targets).cloned().collect();
        self.link_targets = ends;
        new
    }

    /// Tells whether what happens to a path may change the site.
    pub(super) fn contains(&self, path: &Path) -> bool {
        if path == self.root.join(config::FILE_NAME) {
            return true;
        }
        let in_folder = |folder: &Path| {
            path.strip_prefix(folder).is_ok_and(|below| !below.iter().any(is_ignored))
        };
        WATCHED_FOLDERS.iter().any(|name| in_folder(&self.root.join(name)))
            || self.link_targets.iter().any(|end| in_folder(end) || end.starts_with(path))
    }

    /// Tells whether a path lies below one that is watched with all below it.
    pub(super) fn is_below_target(&self, path: &Path) -> bool {
        let is_below = |folder: &Path| path != folder && path.starts_with(folder);
        WATCHED_FOLDERS.iter().any(|name| is_below(&self.root.join(name)))
            || self.link_targets.iter().any(|end| is_below(end))
    }

    /// Gives all folders to be watched.
    pub(super) fn targets(&self) -> BTreeSet<WatchTarget> {
        let mut posts = BTreeSet::from([WatchTarget::non_recursive(self.root.clone())]);
        for name in WATCHED_FOLDERS {
            posts.extend(self.targets_for(&self.root.join(name)));
        }
        for end in &self.link_targets {
            posts.extend(self.targets_for(end));
        }
        posts
    }

    /// Gives what is to be watched for what lies at a path that the scope takes.
    pub(super) fn targets_for(&self, path: &Path) -> Vec<WatchTarget> {
        let is_within = WATCHED_FOLDERS.iter().any(|name| path.starts_with(self.root.join(name)));
        let is_end = !is_within && self.link_targets.contains(path);
        let holder = path.parent().filter(|holder| is_end && *holder != self.root);
        let mut posts: Vec<WatchTarget> = holder
            .map(|holder| WatchTarget::non_recursive(holder.to_owned()))
            .into_iter()
            .collect();
        let is_below = is_within || self.link_targets.iter().any(|end| path.starts_with(end));
        if path.is_dir() && is_below {
            // A link that stands for the folder itself gives its end; what is watched must have one name.
            posts.push(WatchTarget::recursive(
                path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            ));
        } else if path.is_dir() {
            let ends = self.link_targets.iter().filter(|end| end.starts_with(path) && *end != path);
            posts.extend(ends.flat_map(|end| self.targets_for(end)));
        }
        posts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_change_the_site_is_taken() {
        let mut scope = WatchScope { root: "/cong".into(), link_targets: BTreeSet::new() };
        scope.set_link_targets(BTreeSet::from([
            "/cong/chung/.an".into(),
            "/cong/chung/b.md".into(),
        ]));
        let taken = [
            "/cong/portal.yaml",
            "/cong/content",
            "/cong/content/a.md",
            "/cong/content/.well-known/security.txt",
            "/cong/themes/rieng/templates/page.html",
            "/cong/chung",
            "/cong/chung/b.md",
            "/cong/chung/.an/c.md",
        ];
        for path in taken {
            assert!(scope.contains(Path::new(path)), "{path}");
        }
        let left = [
            "/cong/public/index.html",
            "/cong/.niemyet/ledger",
            "/cong/portal.yaml~",
            "/cong/content/.a.md.swp",
            "/cong/content/.git/index",
            "/cong/content/a.md~",
            "/cong/chung/c.md",
            "/khac/content/a.md",
        ];
        for path in left {
            assert!(!scope.contains(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn the_end_of_a_link_is_new_once() {
        let mut scope = WatchScope { root: "/cong".into(), link_targets: BTreeSet::new() };
        let ends = |names: &[&str]| names.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
        assert_eq!(scope.set_link_targets(ends(&["/a"])), ends(&["/a"]));
        assert_eq!(scope.set_link_targets(ends(&["/a", "/b"])), ends(&["/b"]));
        assert_eq!(scope.set_link_targets(ends(&["/b"])), ends(&[]));
    }
}
