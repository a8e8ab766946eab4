//! Tests of scanning a folder, and of the equality of updated and newly scanned trees.
//!
//! The random portals contain links and names that are equal in NFC; edits stay inside a temporary folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    FileChanges, FileMetadataKey, FileTree, LeftOutReason, WalkMode, has_folder, read_file,
};
use crate::diagnostic::Severity;

/// A linear congruential generator (Knuth's constants), so that every run makes the same edits.
struct SourceTestRng(u64);

impl SourceTestRng {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % bound
    }
}

fn portal(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().expect("a file has a parent"))
            .expect("the folder can be created");
        fs::write(path, file).expect("the file can be written");
    }
    root
}

#[test]
fn hidden_files_are_ignored() {
    let root = portal(&[
        "content/a.md",
        "content/.a.md.swp",
        "content/~$bc.docx",
        "content/Thumbs.db",
        "content/.git/config",
        "content/.well-known/security.txt",
    ]);
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    assert!(faults.is_empty());
    let paths: Vec<_> = tree.files().map(|file| &*file.path).collect();
    assert_eq!(paths, ["content/.well-known/security.txt", "content/a.md"]);
}

#[test]
fn copies_and_misnamed_texts_are_left_out_with_a_warning_each() {
    let root = portal(&[
        "content/a.md",
        "content/a.md~",
        "content/x.bak/b/c.md",
        "content/x/y/b.orig/c.md",
    ]);
    fs::write(root.path().join("content/85.txt"), "---\nđộ mật: Mật\n---\n")
        .expect("it can be written");
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    let paths: Vec<_> = tree.files().map(|file| &*file.path).collect();
    assert_eq!(paths, ["content/a.md"]);
    let places: Vec<_> = faults.iter().map(|fault| &*fault.place.file).collect();
    assert_eq!(places, ["content/85.txt", "content/a.md~", "content/x.bak", "content/x/y/b.orig"]);
    assert!(faults.iter().all(|fault| fault.severity == Severity::Warning));
    assert_eq!(tree.left_out("content/x.bak/b/c.md"), Some(&LeftOutReason::Backup));
    assert_eq!(tree.left_out("content/x.bakk"), None);
}

#[test]
fn a_text_with_a_degree_of_secrecy_is_left_out_whatever_its_extension() {
    let names = "yml yaml json csv xml doc rtf txt html dat".split(' ');
    let paths: Vec<String> = names.map(|extension| format!("content/a.{extension}")).collect();
    let root = portal(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    for path in &paths {
        let text = "---\nđộ mật: Mật\n---\n";
        fs::write(root.path().join(path), text).expect("it can be written");
    }
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    assert_eq!(tree.files().len(), 0);
    assert_eq!(faults.len(), paths.len());
    for fault in faults {
        assert_eq!(fault.hints[0].vi, "tệp ghi độ mật «Mật»: đưa ra khỏi content/");
    }
}

#[test]
fn decomposed_names_are_composed_and_a_pair_of_them_is_a_fault() {
    let root = portal(&["content/ba\u{301}o.md", "content/báo.md"]);
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    assert_eq!(tree.files().len(), 1);
    assert_eq!(faults[0].code, "same-name-twice");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_sources_are_faults_and_links_inside_are_followed() {
    let outside = portal(&["secret.txt"]);
    let hidden = [".git/config", ".env", "content/.an/c.txt", "content/cu.bak/d.txt", "ledger.txt"];
    let root = portal(&[&["content/a.md", "content/b/c.md"], &hidden[..]].concat());
    let link = |to: &Path, name: &str| {
        std::os::unix::fs::symlink(to, root.path().join(name)).expect("the link can be created");
    };
    link(&outside.path().join("secret.txt"), "content/out.txt");
    link(outside.path(), "content/out");
    link(&outside.path().join("none"), "content/dangling.txt");
    for (at, target) in hidden.into_iter().enumerate() {
        link(&root.path().join(target), &format!("content/hidden-{at}.txt"));
    }
    link(&root.path().join(".git"), "content/git");
    link(&root.path().join("content/b/c.md"), "content/c.md");
    link(&root.path().join("content/b"), "content/d");
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    let paths: Vec<_> = tree.files().map(|file| &*file.path).collect();
    assert_eq!(paths, ["content/a.md", "content/b/c.md", "content/c.md", "content/d/c.md"]);
    let places: Vec<_> = faults.iter().map(|fault| &*fault.place.file).collect();
    let refused = [
        "content/cu.bak",
        "content/dangling.txt",
        "content/git",
        "content/hidden-0.txt",
        "content/hidden-1.txt",
        "content/hidden-2.txt",
        "content/hidden-3.txt",
        "content/hidden-4.txt",
        "content/out",
        "content/out.txt",
    ];
    assert_eq!(places, refused);
}

/// The names in random portals: plain ones, one in both normalization forms, a damaged one, a hidden one and a copy.
const NAMES: [&str; 9] =
    ["a.md", "b.md", "báo", "ba\u{301}o", "x", "y", "h\u{FFFD}.pdf", ".an", "x~"];

fn paths(tree: &FileTree) -> Vec<(String, PathBuf, FileMetadataKey)> {
    tree.files().map(|file| (file.path.to_string(), file.disk_path(), file.metadata_key)).collect()
}

/// Computes the changes between two trees by comparing all their files.
fn difference(before: &FileTree, after: &FileTree) -> FileChanges {
    let state = |tree: &FileTree, path: &str| {
        tree.get(path).map(|file| (file.disk_path(), file.metadata_key))
    };
    let all = |a: &FileTree, b: &FileTree, wanted: fn(bool, bool) -> bool| -> Vec<Arc<str>> {
        let is_wanted = |path: &Arc<str>| {
            let (a, b) = (state(a, path), state(b, path));
            wanted(b.is_some(), a == b)
        };
        a.files().map(|file| file.path.clone()).filter(is_wanted).collect()
    };
    let mut changed: BTreeSet<Arc<str>> =
        all(after, before, |there, same| there && !same).into_iter().collect();
    let left_out = [(before, after), (after, before)]
        .into_iter()
        .flat_map(|(a, b)| a.left_out.iter().filter(|(path, _)| !b.left_out.contains_key(*path)));
    changed.extend(left_out.map(|(_, left_out)| left_out.path.clone()));
    FileChanges {
        added: all(after, before, |there, _| !there),
        changed: changed.into_iter().collect(),
        removed: all(before, after, |there, _| !there),
    }
}

/// Lists all folders and all paths below `root`, without following links.
fn list(root: &Path, folders: &mut Vec<PathBuf>, all: &mut Vec<PathBuf>) {
    folders.push(root.to_owned());
    let items = fs::read_dir(root).expect("the folder exists");
    let mut items: Vec<_> =
        items.map(|item| item.expect("no other process edits the folder").path()).collect();
    items.sort();
    for item in items {
        all.push(item.clone());
        if fs::symlink_metadata(&item).expect("it exists").is_dir() {
            list(&item, folders, all);
        }
    }
}

/// Makes a random edit of a file or folder of the portal; returns the affected paths.
#[cfg(unix)]
fn edit(rng: &mut SourceTestRng, root: &Path) -> Vec<PathBuf> {
    let (mut folders, mut all) = (Vec::new(), Vec::new());
    for folder in ["content", "shared"] {
        // Links are not followed, so that edits stay in the portal.
        if fs::symlink_metadata(root.join(folder)).is_ok_and(|metadata| metadata.is_dir()) {
            list(&root.join(folder), &mut folders, &mut all);
        }
    }
    folders.push(root.to_owned());
    let folder = folders[rng.below(folders.len())].clone();
    let new = match folder == root {
        true => root.join(["content", "shared"][rng.below(2)]),
        false => folder.join(NAMES[rng.below(NAMES.len())]),
    };
    all.push(new.clone());
    let old = all[rng.below(all.len())].clone();
    let is_free = fs::symlink_metadata(&new).is_err();
    match rng.below(10) {
        0..=2 if !new.is_dir() && !new.is_symlink() => {
            fs::write(&new, "x".repeat(rng.below(9))).expect("the file can be written");
        }
        3 | 4 if is_free => {
            fs::create_dir(&new).expect("the folder can be created");
            fs::write(new.join("trong.md"), "trong").expect("the file can be written");
        }
        5 | 6 if is_free && !new.starts_with(&old) && old != new => {
            fs::rename(&old, &new).expect("the file can be renamed");
            return vec![old, new];
        }
        7 if is_free => {
            let target = match rng.below(5) {
                0 => PathBuf::from("../khong-co"),
                1 => root.with_file_name("ngoai"),
                _ => old,
            };
            std::os::unix::fs::symlink(target, &new).expect("the link can be created");
        }
        _ if old.is_dir() && !old.is_symlink() => {
            fs::remove_dir_all(&old).expect("the folder can be removed");
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
fn updated_trees_equal_newly_scanned_ones() {
    for seed in 0..100 {
        let mut rng = SourceTestRng::new(seed);
        let files =
            ["content/a.md", "content/x/b.md", "shared/y/a.md"].map(|f| format!("cong/{f}"));
        let outer = portal(&["ngoai/a.md", &files[0], &files[1], &files[2]]);
        let root = &outer.path().join("cong");
        let (mut updated, _) = FileTree::scan(root, "content").expect("the folder can be scanned");
        let (mut rescanned, _) =
            FileTree::scan(root, "content").expect("the folder can be scanned");
        let (mut before, _) = FileTree::scan(root, "content").expect("the folder can be scanned");
        for step in 0..20 {
            let edits = 1 + rng.below(4);
            let dirty: BTreeSet<PathBuf> = (0..edits).flat_map(|_| edit(&mut rng, root)).collect();
            let (fresh, faults) =
                FileTree::scan(root, "content").expect("the folder can be scanned");
            let context = format!("seed {seed}, step {step}, {dirty:?}");
            let expected = difference(&before, &fresh);
            let result = updated.update(root, &dirty).expect("the folder can be scanned");
            assert_eq!(paths(&updated), paths(&fresh), "{context}");
            assert_eq!(result, (expected.clone(), faults.clone()), "{context}");
            assert_eq!(updated.links, fresh.links, "{context}");
            let result = rescanned.rescan(root, &|| ()).expect("the folder can be scanned");
            assert_eq!(result, (expected, faults), "{context}");
            before = fresh;
        }
    }
}

#[test]
fn the_tree_does_not_depend_on_threads() {
    let mut rng = SourceTestRng::new(7);
    let name = |rng: &mut SourceTestRng| NAMES[rng.below(NAMES.len() - 2)].to_owned();
    let files: BTreeSet<String> = (0..900)
        .map(|_| format!("content/{}/{}/{}.md", rng.below(70), rng.below(9), name(&mut rng)))
        .collect();
    let root = portal(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let scan =
        |mode| FileTree::scan_at(mode, root.path(), "content").expect("the folder can be scanned");
    let ((alone, faults), (shared, shared_faults)) =
        (scan(WalkMode::Sequential(&|| ())), scan(WalkMode::Parallel));
    assert_eq!(paths(&alone), paths(&shared));
    assert!(!faults.is_empty());
    assert_eq!(faults, shared_faults);
    let mut sorted = paths(&alone);
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(paths(&alone), sorted);
}

#[cfg(unix)]
#[test]
fn a_lock_file_of_an_editor_is_not_reported_as_a_dangling_link() {
    let root = portal(&["content/a.md"]);
    std::os::unix::fs::symlink("lan@may.1234:5678", root.path().join("content/.#a.md"))
        .expect("the link can be created");
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    assert_eq!((tree.files().len(), faults), (1, Vec::new()));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_contains_it_is_a_fault() {
    let root = portal(&["content/a/b.md"]);
    for (target, link) in
        [("..", "content/a/len"), (".", "content/a/day"), ("../..", "content/a/goc")]
    {
        std::os::unix::fs::symlink(target, root.path().join(link))
            .expect("the link can be created");
    }
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    assert_eq!(tree.files().len(), 1);
    assert_eq!(faults.len(), 3);
}

/// The cost of an update depends on the given paths, not on the size of the tree.
#[cfg(unix)]
#[test]
fn an_update_scans_only_the_given_paths() {
    let root = portal(&["content/a.md", "content/b.md"]);
    let (mut tree, _) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    for name in ["a", "b"] {
        fs::write(root.path().join(format!("content/{name}.md")), "khác")
            .expect("the file can be written");
    }
    let dirty = BTreeSet::from([root.path().join("content/b.md")]);
    let (changes, _) = tree.update(root.path(), &dirty).expect("the folder can be scanned");
    assert_eq!(changes.changed, ["content/b.md".into()]);
    let (changes, _) = tree.rescan(root.path(), &|| ()).expect("the folder can be scanned");
    assert_eq!(changes.changed, ["content/a.md".into()]);
}

/// A folder can be listed whose files have paths that are longer than the system allows.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_examined_is_a_fault_of_the_machine_with_its_path() {
    const MAX_PATH: usize = 4096;
    let root = portal(&["content/a.md", "deep/b.md"]);
    let mut folder = root.path().join("content");
    while folder.as_os_str().len() < MAX_PATH - 300 {
        folder.push("x".repeat(200));
    }
    fs::create_dir_all(&folder).expect("the folder can be created");
    // The file is moved there with its folder, whose own path just fits.
    folder.push("x".repeat(MAX_PATH - 4 - folder.as_os_str().len()));
    let name = folder.file_name().expect("it was pushed");
    assert!(name.len() < 255);
    fs::rename(root.path().join("deep"), &folder).expect("the folder can be moved");
    let fault = FileTree::scan(root.path(), "content").expect_err("the file cannot be examined");
    assert_eq!(fault.path, folder.join("b.md"));
    let mut tree = FileTree::empty("content");
    let fault = tree.rescan(root.path(), &|| ()).expect_err("the file cannot be examined");
    assert_eq!((fault.path, tree.files().len()), (folder.join("b.md"), 0));
}

#[cfg(unix)]
#[test]
fn what_is_not_a_file_is_a_fault_and_is_never_read() {
    let root = portal(&["content/a.md"]);
    for name in ["content/b.md", "c.yaml"] {
        let made = std::process::Command::new("mkfifo").arg(root.path().join(name)).status();
        assert!(made.expect("the system has mkfifo").success());
    }
    let (tree, faults) = FileTree::scan(root.path(), "content").expect("the folder can be scanned");
    let found: Vec<_> = faults.iter().map(|fault| (&*fault.place.file, &*fault.code)).collect();
    assert_eq!((tree.files().len(), found), (1, vec![("content/b.md", "not-a-file")]));
    let read = read_file(root.path(), "c.yaml").expect("the machine has no fault");
    let fault = read.expect("something is there").expect_err("it is not a file");
    assert_eq!((&*fault.place.file, &*fault.code), ("c.yaml", "not-a-file"));
    // A pipe may also take the place of a file that was scanned.
    let file = tree.get("content/a.md").expect("it was scanned");
    fs::rename(root.path().join("c.yaml"), file.disk_path()).expect("the pipe can be moved");
    assert_eq!(file.read_bytes().expect_err("it is not a file").path, file.disk_path());
    assert_eq!(file.sha256_and_size().expect_err("it is not a file").path, file.disk_path());
}

#[cfg(unix)]
#[test]
fn only_a_folder_that_does_not_exist_counts_as_missing() {
    let root = portal(&["file"]);
    std::os::unix::fs::symlink("loop", root.path().join("loop")).expect("the link can be created");
    for name in ["file", "loop", &"x".repeat(300)] {
        let fault = has_folder(root.path(), name).expect_err("it is not a folder");
        assert_eq!(fault.path, root.path().join(name));
    }
    assert!(!has_folder(root.path(), "none").expect("the machine has no fault"));
    assert!(has_folder(root.path(), "").expect("the machine has no fault"));
}
