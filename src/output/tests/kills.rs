//! Builds that die at every single operation on the disk, and the build after.
//!
//! The history is chosen so that a publish edits, adds, removes, adopts, and turns a file into a
//! folder and the reverse, among foreign files.

use std::sync::Arc;
use std::sync::atomic::AtomicIsize;

use super::super::disk::Disk;
use super::super::{Output, Published};
use super::{Portal, Site, site, stage_all};

/// More operations than any of these builds needs.
const ENOUGH: isize = 1000;

fn old() -> Site {
    site(&[
        ("a", "file that becomes a folder"),
        ("b/c/index.html", "folder that becomes a file"),
        ("b/x.pdf", "and its attachment"),
        ("gone/index.html", "removed"),
        ("index.html", "home"),
        ("same/index.html", "same"),
        ("site.css", "old style"),
        ("atom.xml", "old feed"),
    ])
}

fn new() -> Site {
    site(&[
        ("a/index.html", "folder that was a file"),
        ("a/x/y.pdf", "deep"),
        ("adopted.html", "equal"),
        ("b", "file that was a folder"),
        ("index.html", "new home"),
        ("new/page/index.html", "added"),
        ("same/index.html", "same"),
        ("site.css", "new style"),
        ("atom.xml", "new feed"),
    ])
}

fn foreign() -> Site {
    site(&[(".gitkeep", ""), ("adopted.html", "equal"), ("gone/note.txt", "kept"), ("hand/m", "m")])
}

/// A portal in which the old site was built among foreign files.
fn begun() -> Portal {
    let portal = Portal::new();
    for (path, text) in foreign() {
        portal.write(&path, &text);
    }
    portal.build(&old());
    portal
}

/// Builds until the given number of operations is used up; nothing, if that killed the build.
fn build_for(portal: &Portal, wanted: &Site, operations: isize) -> Option<Published> {
    let disk = Disk { fuse: Some(Arc::new(AtomicIsize::new(operations))) };
    let output = Output::open_on(disk, &portal.public(), &[]).ok()?;
    stage_all(&output, wanted).ok()?;
    output.publish().ok()
}

/// Checks that every file is one of the whole ones, and that those in both sites are there.
fn assert_whole(portal: &Portal, sites: &[&Site], step: &str) {
    let files = portal.files();
    for (path, text) in &files {
        let whole = sites.iter().any(|site| site.get(path) == Some(text));
        assert!(whole, "{step}: {path} is torn: {text:?}");
    }
    for path in sites[0].keys() {
        let everywhere = sites.iter().all(|site| site.contains_key(path));
        assert!(!everywhere || files.contains_key(path), "{step}: {path} is gone");
    }
}

fn with_foreign(wanted: &Site) -> Site {
    foreign().into_iter().chain(wanted.clone()).collect()
}

#[test]
fn a_build_killed_anywhere_leaves_whole_files_and_the_next_one_completes_it() {
    let goal = begun();
    goal.build(&new());
    let mut kills = 0;
    for operations in 0..ENOUGH {
        let portal = begun();
        let finished = build_for(&portal, &new(), operations).is_some();
        let step = format!("killed at {operations}");
        assert_whole(&portal, &[&with_foreign(&old()), &with_foreign(&new())], &step);
        portal.build(&new());
        assert_eq!(portal.tree(), goal.tree(), "{step}");
        assert_eq!(portal.manifest(), goal.manifest(), "{step}");
        if finished {
            break;
        }
        kills += 1;
    }
    assert!((40..ENOUGH).contains(&kills), "{kills} kills");
}

#[test]
fn after_a_kill_the_old_site_can_be_built_again() {
    let before = begun();
    for operations in 0..ENOUGH {
        let portal = begun();
        let finished = build_for(&portal, &new(), operations).is_some();
        portal.build(&old());
        let mut expected = before.tree();
        // Once the manifest named the adopted file, it was ours, and the old site has none.
        if !portal.files().contains_key("adopted.html") {
            expected.remove("adopted.html");
        }
        assert_eq!(portal.tree(), expected, "killed at {operations}");
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}

#[test]
fn a_build_killed_twice_is_completed_by_the_third() {
    let goal = begun();
    goal.build(&new());
    let between =
        site(&[("a", "other"), ("between/index.html", "x"), ("index.html", "third home")]);
    let whole = [&with_foreign(&old()), &with_foreign(&between), &with_foreign(&new())];
    for first in (0..ENOUGH).step_by(7) {
        let mut portal = begun();
        let finished = build_for(&portal, &between, first).is_some();
        for second in (first % 5..ENOUGH).step_by(9) {
            let over = build_for(&portal, &new(), second).is_some();
            let step = format!("killed at {first} and {second}");
            assert_whole(&portal, &whole, &step);
            portal.build(&new());
            assert_eq!(portal.tree(), goal.tree(), "{step}");
            assert_eq!(portal.manifest(), goal.manifest(), "{step}");
            if over {
                break;
            }
            portal = begun();
            build_for(&portal, &between, first);
        }
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}

#[test]
fn a_first_build_killed_anywhere_is_completed_by_the_next() {
    let goal = Portal::new();
    goal.build(&new());
    for operations in 0..ENOUGH {
        let portal = Portal::new();
        let finished = build_for(&portal, &new(), operations).is_some();
        assert_whole(&portal, &[&Site::new(), &new()], &format!("killed at {operations}"));
        portal.build(&new());
        assert_eq!((portal.tree(), portal.manifest()), (goal.tree(), goal.manifest()));
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}
