//! What a tree takes of a folder, and that a tree kept up to date equals one scanned afresh.
//!
//! The random portals have links in them and names that are one in NFC; edits stay inside a temporary folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FileChanges, FileMetadataKey, FileTree, WalkMode};

/// A linear congruential generator (Knuth's constants): the same edits in every run.
struct SourceTestRng(u64);

impl SourceTestRng {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }
}

fn portal(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().expect("a file has a parent")).expect("made");
        fs::write(path, file).expect("written");
    }
    root
}

#[test]
fn what_editors_leave_behind_is_ignored() {
    let root = portal(&[
        "content/a.md",
        "content/a.md~",
        "content/.a.md.swp",
        "content/~$bc.docx",
        "content/Thumbs.db",
        "content/.git/config",
        "content/.well-known/security.txt",
    ]);
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("readable");
    assert!(faults.is_empty());
    let paths: Vec<_> = tree.files().map(|file| &*file.path).collect();
    assert_eq!(paths, ["content/.well-known/security.txt", "content/a.md"]);
}

#[test]
fn decomposed_names_are_composed_and_a_pair_of_them_is_a_fault() {
    let root = portal(&["content/ba\u{301}o.md", "content/báo.md"]);
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("readable");
    assert_eq!(tree.files().len(), 1);
    assert_eq!(faults[0].code, "same-name-twice");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_a_fault_and_one_inside_is_followed() {
    let outside = portal(&["secret.txt"]);
    let root = portal(&["content/a.md", "shared/b.md"]);
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, root.path().join(name)).expect("linked");
    };
    link(&outside.path().join("secret.txt"), "content/out.txt");
    link(outside.path(), "content/out");
    link(&outside.path().join("none"), "content/dangling.txt");
    link(&root.path().join("shared/b.md"), "content/b.md");
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("readable");
    let paths: Vec<_> = tree.files().map(|file| &*file.path).collect();
    assert_eq!(paths, ["content/a.md", "content/b.md"]);
    let places: Vec<_> = faults.iter().map(|fault| &*fault.place.file).collect();
    assert_eq!(places, ["content/dangling.txt", "content/out", "content/out.txt"]);
}

/// What a random portal is made of: plain names, both forms of one, a damaged one, and those that are ignored.
const NAMES: [&str; 9] =
    ["a.md", "b.md", "báo", "ba\u{301}o", "x", "y", "h\u{FFFD}.pdf", ".an", "x~"];

fn paths(tree: &FileTree) -> Vec<(String, PathBuf, FileMetadataKey)> {
    tree.files().map(|file| (file.path.to_string(), file.disk_path(), file.metadata_key)).collect()
}

/// What changed between two trees, told without regard to how they came about.
fn difference(before: &FileTree, after: &FileTree) -> FileChanges {
    let state = |tree: &FileTree, path: &str| {
        tree.get(path).map(|file| (file.disk_path(), file.metadata_key))
    };
    let all = |a: &FileTree, b: &FileTree, wanted: fn(bool, bool) -> bool| {
        let is_wanted = |path: &Arc<str>| {
            let (a, b) = (state(a, path), state(b, path));
            wanted(b.is_some(), a == b)
        };
        a.files().map(|file| file.path.clone()).filter(is_wanted).collect()
    };
    FileChanges {
        added: all(after, before, |there, _| !there),
        changed: all(after, before, |there, same| there && !same),
        removed: all(before, after, |there, _| !there),
    }
}

/// All folders and all paths below `root`, without following a link.
fn listed(root: &Path, folders: &mut Vec<PathBuf>, all: &mut Vec<PathBuf>) {
    folders.push(root.to_owned());
    let items = fs::read_dir(root).expect("the folder is there");
    let mut items: Vec<_> = items.map(|item| item.expect("nobody else edits").path()).collect();
    items.sort();
    for item in items {
        all.push(item.clone());
        if fs::symlink_metadata(&item).expect("it is there").is_dir() {
            listed(&item, folders, all);
        }
    }
}

/// Does something to a file or folder of the portal; gives the paths that it touched.
#[cfg(unix)]
fn edit(dice: &mut SourceTestRng, root: &Path) -> Vec<PathBuf> {
    let (mut folders, mut all) = (Vec::new(), Vec::new());
    for folder in ["content", "shared"] {
        // A link is never followed: edits stay in the portal.
        if fs::symlink_metadata(root.join(folder)).is_ok_and(|found| found.is_dir()) {
            listed(&root.join(folder), &mut folders, &mut all);
        }
    }
    folders.push(root.to_owned());
    let folder = folders[dice.below(folders.len())].clone();
    let new = match folder == root {
        true => root.join(["content", "shared"][dice.below(2)]),
        false => folder.join(NAMES[dice.below(NAMES.len())]),
    };
    all.push(new.clone());
    let old = all[dice.below(all.len())].clone();
    let is_free = fs::symlink_metadata(&new).is_err();
    match dice.below(10) {
        0..=2 if !new.is_dir() && !new.is_symlink() => {
            fs::write(&new, "x".repeat(dice.below(9))).expect("written");
        }
        3 | 4 if is_free => {
            fs::create_dir(&new).expect("made");
            fs::write(new.join("trong.md"), "trong").expect("written");
        }
        5 | 6 if is_free && !new.starts_with(&old) && old != new => {
            fs::rename(&old, &new).expect("moved");
            return vec![old, new];
        }
        7 if is_free => {
            let end = match dice.below(5) {
                0 => PathBuf::from("../khong-co"),
                1 => root.with_file_name("ngoai"),
                _ => old,
            };
            std::os::unix::fs::symlink(end, &new).expect("linked");
        }
        _ if old.is_dir() && !old.is_symlink() => {
            fs::remove_dir_all(&old).expect("removed");
            return vec![old];
        }
        _ => {
            fs::remove_file(&old).unwrap_or_default();
            return vec![old];
        }
    }
    vec![new]
}

#[cfg(unix)]
#[test]
fn an_updated_tree_equals_one_scanned_afresh() {
    for seed in 0..100 {
        let mut dice = SourceTestRng::new(seed);
        let files =
            ["content/a.md", "content/x/b.md", "shared/y/a.md"].map(|f| format!("cong/{f}"));
        let outer = portal(&["ngoai/a.md", &files[0], &files[1], &files[2]]);
        let root = &outer.path().join("cong");
        let (mut updated, _) = FileTree::scan(root, "content").expect("readable");
        let (mut rescanned, _) = FileTree::scan(root, "content").expect("readable");
        let (mut before, _) = FileTree::scan(root, "content").expect("readable");
        for step in 0..20 {
            let edits = 1 + dice.below(4);
            let dirty: BTreeSet<PathBuf> = (0..edits).flat_map(|_| edit(&mut dice, root)).collect();
            let (fresh, faults) = FileTree::scan(root, "content").expect("readable");
            let story = format!("seed {seed}, step {step}, {dirty:?}");
            let different = difference(&before, &fresh);
            let told = updated.update(root, &dirty).expect("readable");
            assert_eq!(paths(&updated), paths(&fresh), "{story}");
            assert_eq!(told, (different.clone(), faults.clone()), "{story}");
            assert_eq!(updated.links, fresh.links, "{story}");
            let told = rescanned.rescan(root, &|| ()).expect("readable");
            assert_eq!(told, (different, faults), "{story}");
            before = fresh;
        }
    }
}

#[test]
fn threads_do_not_show_in_a_tree() {
    let mut dice = SourceTestRng::new(7);
    let name = |dice: &mut SourceTestRng| NAMES[dice.below(NAMES.len() - 2)].to_owned();
    let files: BTreeSet<String> = (0..900)
        .map(|_| format!("content/{}/{}/{}.md", dice.below(70), dice.below(9), name(&mut dice)))
        .collect();
    let root = portal(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let at = |pace| FileTree::scan_at(pace, root.path(), "content").expect("readable");
    let ((alone, faults), (shared, shared_faults)) =
        (at(WalkMode::Sequential(&|| ())), at(WalkMode::Parallel));
    assert_eq!(paths(&alone), paths(&shared));
    assert!(!faults.is_empty());
    assert_eq!(faults, shared_faults);
    let mut sorted = paths(&alone);
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(paths(&alone), sorted);
}

#[cfg(unix)]
#[test]
fn a_lock_of_an_editor_is_no_dangling_link() {
    let root = portal(&["content/a.md"]);
    std::os::unix::fs::symlink("lan@may.1234:5678", root.path().join("content/.#a.md"))
        .expect("linked");
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("readable");
    assert_eq!((tree.files().len(), faults), (1, Vec::new()));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_it_lies_in_is_a_fault() {
    let root = portal(&["content/a/b.md"]);
    for (end, link) in [("..", "content/a/len"), (".", "content/a/day"), ("../..", "content/a/goc")]
    {
        std::os::unix::fs::symlink(end, root.path().join(link)).expect("linked");
    }
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("readable");
    assert_eq!(tree.files().len(), 1);
    assert_eq!(faults.len(), 3);
}

/// Looking costs what lies at the paths named, not what the tree holds: the rest is not even asked for.
#[cfg(unix)]
#[test]
fn what_is_not_named_is_not_looked_at() {
    let root = portal(&["content/a.md", "content/b.md"]);
    let (mut tree, _) = FileTree::scan(root.path(), "content").expect("readable");
    for name in ["a", "b"] {
        fs::write(root.path().join(format!("content/{name}.md")), "khác").expect("written");
    }
    let dirty = BTreeSet::from([root.path().join("content/b.md")]);
    let (changes, _) = tree.update(root.path(), &dirty).expect("readable");
    assert_eq!(changes.changed, ["content/b.md".into()]);
    let (changes, _) = tree.rescan(root.path(), &|| ()).expect("readable");
    assert_eq!(changes.changed, ["content/a.md".into()]);
}
