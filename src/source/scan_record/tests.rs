//! What the comparison of a record with the disk finds.
//!
//! Times stand for whether metadata keys have settled: at [`EARLY`] none has, at [`LATER`] all have.

use super::*;

const LATER: Timestamp = Timestamp::MAX;

/// A time at which no key has settled.
const EARLY: Timestamp = Timestamp::UNIX_EPOCH;

const CHANGED: Option<bool> = None;
const UNCHANGED: Option<bool> = Some(false);
const REFRESHED: Option<bool> = Some(true);

/// Returns whether the record was refreshed; `None` if something changed.
fn refresh(record: &mut ScanRecord, root: &Path, now: Timestamp) -> Option<bool> {
    let files = record.refresh(root, now)?;
    (!files.are_edited()).then_some(files.is_refreshed)
}

fn portal() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(root.path().join("content/x/trong")).expect("it can be created");
    fs::create_dir(root.path().join("khac")).expect("it can be created");
    write(root.path(), "content/a.md", "a");
    write(root.path(), "content/x/ba\u{301}o.md", "b");
    write(root.path(), "khac/c.md", "c");
    root
}

fn write(root: &Path, path: &str, text: &str) {
    fs::write(root.join(path), text).expect("the file can be written");
}

fn rename(root: &Path, from: &str, to: &str) {
    fs::rename(root.join(from), root.join(to)).expect("the path can be renamed");
}

/// Scans the content, and reads some files of it.
fn scan(root: &Path, now: Timestamp, read: &[&str]) -> FileTree {
    let (mut tree, _) = FileTree::scan(root, "content").expect("the folder can be scanned");
    tree.log_readings(now);
    for path in read {
        tree.get(path).expect("the file exists").read_bytes().expect("it can be read");
    }
    tree
}

fn record(root: &Path, now: Timestamp, read: &[&str]) -> ScanRecord {
    scan(root, now, read).record(root, now).expect("the tree has no fault")
}

#[test]
fn keys_that_have_settled_meanwhile_are_recorded_once() {
    let root = portal();
    let mut record = record(root.path(), EARLY, &["content/a.md"]);
    assert_eq!(refresh(&mut record, root.path(), EARLY), UNCHANGED);
    assert_eq!(refresh(&mut record, root.path(), LATER), REFRESHED);
    assert_eq!(record, self::record(root.path(), LATER, &["content/a.md"]));
    assert_eq!(refresh(&mut record, root.path(), LATER), UNCHANGED);
}

#[test]
fn only_a_folder_whose_key_differs_or_has_not_settled_is_listed_again() {
    let root = portal();
    for (now, expected) in [(LATER, UNCHANGED), (EARLY, CHANGED)] {
        let mut record = record(root.path(), now, &[]);
        record.folders[1].names_fingerprint ^= 1;
        assert_eq!(refresh(&mut record, root.path(), now), expected);
    }
    let mut record = record(root.path(), LATER, &[]);
    record.folders[0].key = Some(1);
    assert_eq!(refresh(&mut record, root.path(), LATER), REFRESHED);
}

#[test]
fn the_comparison_stops_at_the_first_folder_with_other_names() {
    let root = portal();
    let mut record = record(root.path(), EARLY, &[]);
    write(root.path(), "content/x/b.md", "b");
    assert_eq!(refresh(&mut record, root.path(), LATER), CHANGED);
    let is_compared = |path: &str| {
        record.folders.iter().any(|folder| folder.path == path && folder.key.is_some())
    };
    assert!(is_compared("content") && !is_compared("content/x/trong"));
}

#[cfg(unix)]
#[test]
fn whatever_is_added_removed_or_replaced_is_noticed() {
    use std::os::unix::fs::symlink;
    type Edit = (&'static str, fn(&Path));
    let edits: [Edit; 10] = [
        ("another size", |root| write(root, "content/a.md", "aa")),
        ("a new file", |root| write(root, "content/d.md", "d")),
        ("a file in an empty folder", |root| write(root, "content/x/trong/d.md", "d")),
        ("a removed file", |root| rename(root, "content/a.md", "content/khac/a.md")),
        ("another name", |root| rename(root, "content/a.md", "content/b.md")),
        ("another name of a folder", |root| rename(root, "content/x", "content/y")),
        ("a removed folder", |root| rename(root, "content/x/trong", "content/khac/trong")),
        ("a link in the place of a file", |root| {
            rename(root, "content/a.md", "content/khac/a.md");
            symlink("khac/a.md", root.join("content/a.md")).expect("it can be created");
        }),
        ("a link in the place of a folder", |root| {
            rename(root, "content/x", "content/khac/x");
            symlink("khac/x", root.join("content/x")).expect("it can be created");
        }),
        ("another target of a link", |root| {
            rename(root, "content/khac", "content/moi");
            symlink("moi", root.join("content/khac")).expect("it can be created");
        }),
    ];
    for (name, edit) in edits {
        let root = portal();
        let root = root.path();
        rename(root, "khac", "content/khac");
        symlink("khac/c.md", root.join("content/c.md")).expect("it can be created");
        symlink("khac", root.join("content/lien-ket")).expect("it can be created");
        let mut record = record(root, EARLY, &[]);
        assert_eq!(refresh(&mut record, root, EARLY), UNCHANGED, "{name}");
        edit(root);
        assert_eq!(refresh(&mut record, root, EARLY), CHANGED, "{name}");
    }
}

#[test]
fn a_hidden_file_changes_nothing_and_one_that_is_left_out_is_noticed() {
    let root = portal();
    let mut before = record(root.path(), EARLY, &[]);
    write(root.path(), "content/.a.md.swp", "a");
    assert_eq!(refresh(&mut before, root.path(), EARLY), UNCHANGED);
    write(root.path(), "content/a.md.bak", "a");
    assert_eq!(refresh(&mut before, root.path(), EARLY), CHANGED);
    let mut after = record(root.path(), EARLY, &[]);
    assert_eq!(refresh(&mut after, root.path(), EARLY), UNCHANGED);
    write(root.path(), "content/a.md.bak", "aa");
    assert_eq!(refresh(&mut after, root.path(), EARLY), UNCHANGED);
}

#[test]
fn a_text_that_is_left_out_for_its_content_is_compared() {
    let root = portal();
    write(root.path(), "content/a.txt", "---\ntitle: a\n---\n");
    assert_eq!(scan(root.path(), EARLY, &[]).record(root.path(), EARLY), None);
    let mut before = record(root.path(), LATER, &[]);
    assert_eq!(refresh(&mut before, root.path(), LATER), UNCHANGED);
    write(root.path(), "content/a.txt", "title: a\n");
    assert_eq!(refresh(&mut before, root.path(), LATER), CHANGED);
}

/// The file has the same key as before, as if it had been saved twice within one tick of the clock.
#[test]
fn a_file_whose_key_had_not_settled_is_compared_with_what_was_read() {
    let root = portal();
    let before = record(root.path(), EARLY, &["content/a.md"]);
    write(root.path(), "content/a.md", "A");
    let mut after = record(root.path(), EARLY, &["content/a.md"]);
    assert_eq!(refresh(&mut after, root.path(), EARLY), UNCHANGED);
    after.unsettled = before.unsettled;
    for now in [EARLY, LATER] {
        assert_eq!(refresh(&mut after.clone(), root.path(), now), CHANGED);
    }
}

#[test]
fn a_file_that_was_read_with_different_bytes_cannot_be_recorded() {
    let root = portal();
    let tree = scan(root.path(), EARLY, &["content/a.md", "content/a.md"]);
    assert!(tree.record(root.path(), EARLY).is_some());
    write(root.path(), "content/a.md", "A");
    let file = tree.get("content/a.md").expect("it exists");
    file.sha256_and_size().expect("it can be read");
    assert_eq!(tree.record(root.path(), EARLY), None);
}

#[cfg(unix)]
#[test]
fn the_tree_of_a_refreshed_record_equals_a_new_scan() {
    let root = portal();
    let root = root.path();
    write(root, "content/a.txt", "---\ntitle: a\n---\n");
    write(root, "content/b.md~", "b");
    let mut record = record(root, LATER, &[]);
    write(root, "content/x/ba\u{301}o.md", "bb");
    let files = record.refresh(root, LATER).expect("no name was changed");
    let (tree, edited) = FileTree::of_record(root, &record, &files).expect("no scan is needed");
    assert_eq!(edited.iter().map(|path| &**path).collect::<Vec<_>>(), ["content/x/b\u{e1}o.md"]);
    let scanned = scan(root, LATER, &[]);
    assert_eq!(format!("{tree:?}"), format!("{scanned:?}"));
    assert_eq!(record.after_reading(&tree), scanned.record(root, LATER));
}

#[test]
fn a_text_that_is_left_out_once_it_was_edited_needs_a_scan() {
    for (before, after) in [("a", "---\ntitle: a\n---\n"), ("---\ntitle: a\n---\n", "a")] {
        let root = portal();
        write(root.path(), "content/a.txt", before);
        let mut record = record(root.path(), LATER, &[]);
        write(root.path(), "content/a.txt", after);
        let files = record.refresh(root.path(), LATER).expect("no name was changed");
        assert!(FileTree::of_record(root.path(), &record, &files).is_none(), "{before}");
    }
}
