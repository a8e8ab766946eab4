//! Which paths concern the portal: portal.yaml, what lies in `content/` and `themes/`, and where links lead.
//!
//! What editors leave beside a file is no concern, and neither are the site and the cache: nothing that the program
//! itself writes is ever watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::config;
use crate::source::is_ignored;

/// The folders that are watched with all below them.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// The paths that are watched, without links.
#[derive(Debug)]
pub(super) struct Scope {
    root: PathBuf,
    /// Where links lead: files or folders.
    ends: BTreeSet<PathBuf>,
}

/// A folder to be watched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Post {
    pub(super) folder: PathBuf,
    pub(super) is_deep: bool,
}

impl Post {
    fn deep(folder: PathBuf) -> Self {
        Self { folder, is_deep: true }
    }

    fn flat(folder: PathBuf) -> Self {
        Self { folder, is_deep: false }
    }
}

impl Scope {
    pub(super) fn new(root: &Path) -> Self {
        // Links above the portal would give its files two names.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self { root, ends: BTreeSet::new() }
    }

    /// Takes over where links lead now; gives what is new.
    pub(super) fn follow(&mut self, ends: BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let new = ends.difference(&self.ends).cloned().collect();
        self.ends = ends;
        new
    }

    /// Tells whether what happens to a path may change the site.
    pub(super) fn takes(&self, path: &Path) -> bool {
        if path == self.root.join(config::FILE) {
            return true;
        }
        let in_folder = |folder: &Path| {
            path.strip_prefix(folder).is_ok_and(|below| !below.iter().any(is_ignored))
        };
        FOLDERS.iter().any(|name| in_folder(&self.root.join(name)))
            || self.ends.iter().any(|end| in_folder(end) || end.starts_with(path))
    }

    /// Tells whether a path lies below one that is watched with all below it.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let is_below = |folder: &Path| path != folder && path.starts_with(folder);
        FOLDERS.iter().any(|name| is_below(&self.root.join(name)))
            || self.ends.iter().any(|end| is_below(end))
    }

    /// Gives all folders to be watched.
    pub(super) fn posts(&self) -> BTreeSet<Post> {
        let mut posts = BTreeSet::from([Post::flat(self.root.clone())]);
        for name in FOLDERS {
            posts.extend(self.post(&self.root.join(name)));
        }
        for end in &self.ends {
            posts.extend(self.post(end));
        }
        posts
    }

    /// Gives what is to be watched for what lies at a path that the scope takes.
    pub(super) fn post(&self, path: &Path) -> Vec<Post> {
        let is_within = FOLDERS.iter().any(|name| path.starts_with(self.root.join(name)));
        let is_end = !is_within && self.ends.contains(path);
        let holder = path.parent().filter(|holder| is_end && *holder != self.root);
        let mut posts: Vec<Post> =
            holder.map(|holder| Post::flat(holder.to_owned())).into_iter().collect();
        let is_below = is_within || self.ends.iter().any(|end| path.starts_with(end));
        if path.is_dir() && is_below {
            // A link that stands for the folder itself gives its end; what is watched must have one name.
            posts.push(Post::deep(path.canonicalize().unwrap_or_else(|_| path.to_owned())));
        } else if path.is_dir() {
            let ends = self.ends.iter().filter(|end| end.starts_with(path) && *end != path);
            posts.extend(ends.flat_map(|end| self.post(end)));
        }
        posts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_change_the_site_is_taken() {
        let mut scope = Scope { root: "/cong".into(), ends: BTreeSet::new() };
        scope.follow(BTreeSet::from(["/cong/chung/.an".into(), "/cong/chung/b.md".into()]));
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
            assert!(scope.takes(Path::new(path)), "{path}");
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
            assert!(!scope.takes(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn the_end_of_a_link_is_new_once() {
        let mut scope = Scope { root: "/cong".into(), ends: BTreeSet::new() };
        let ends = |names: &[&str]| names.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
        assert_eq!(scope.follow(ends(&["/a"])), ends(&["/a"]));
        assert_eq!(scope.follow(ends(&["/a", "/b"])), ends(&["/b"]));
        assert_eq!(scope.follow(ends(&["/b"])), ends(&[]));
    }
}
