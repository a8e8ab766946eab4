//! Builds that die at every single operation on the disk, and the build after.
//!
//! The history is chosen so that a publish edits, adds, removes, adopts, and turns a file into a
//! folder and the reverse, among foreign files.

use std::sync::Arc;
use std::sync::atomic::AtomicIsize;

use super::super::disk::DiskWriter;
use super::super::{Output, Published};
use super::{OutputFixture, SiteTexts, site, stage_all};

/// More operations than any of these builds needs.
const MAX_OPERATIONS: isize = 1000;

fn old_site() -> SiteTexts {
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

fn new_site() -> SiteTexts {
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

fn foreign_files() -> SiteTexts {
    site(&[(".gitkeep", ""), ("adopted.html", "equal"), ("gone/note.txt", "kept"), ("hand/m", "m")])
}

/// A portal in which the old site was built among foreign files.
fn fixture_with_old_site() -> OutputFixture {
    let portal = OutputFixture::new();
    for (path, text) in foreign_files() {
        portal.write(&path, &text);
    }
    portal.build(&old_site());
    portal
}

/// Builds until the given number of operations is used up; nothing, if that killed the build.
fn build_with_budget(
    portal: &OutputFixture,
    wanted: &SiteTexts,
    operations: isize,
) -> Option<Published> {
    let disk = DiskWriter { operations_left: Some(Arc::new(AtomicIsize::new(operations))) };
    let output = Output::open_with_disk(disk, &portal.public(), &[]).ok()?;
    stage_all(&output, wanted).ok()?;
    output.publish().ok()
}

/// Checks that every file is one of the whole ones, and that those in both sites are there.
fn assert_whole(portal: &OutputFixture, sites: &[&SiteTexts], step: &str) {
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

fn with_foreign(wanted: &SiteTexts) -> SiteTexts {
    foreign_files().into_iter().chain(wanted.clone()).collect()
}

#[test]
fn a_build_killed_anywhere_leaves_whole_files_and_the_next_one_completes_it() {
    let goal = fixture_with_old_site();
    goal.build(&new_site());
    let mut kills = 0;
    for operations in 0..MAX_OPERATIONS {
        let portal = fixture_with_old_site();
        let finished = build_with_budget(&portal, &new_site(), operations).is_some();
        let step = format!("killed at {operations}");
        assert_whole(&portal, &[&with_foreign(&old_site()), &with_foreign(&new_site())], &step);
        portal.build(&new_site());
        assert_eq!(portal.tree(), goal.tree(), "{step}");
        assert_eq!(portal.manifest(), goal.manifest(), "{step}");
        if finished {
            break;
        }
        kills += 1;
    }
    assert!((40..MAX_OPERATIONS).contains(&kills), "{kills} kills");
}

#[test]
fn after_a_kill_the_old_site_can_be_built_again() {
    let before = fixture_with_old_site();
    for operations in 0..MAX_OPERATIONS {
        let portal = fixture_with_old_site();
        let finished = build_with_budget(&portal, &new_site(), operations).is_some();
        portal.build(&old_site());
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
    let goal = fixture_with_old_site();
    goal.build(&new_site());
    let between =
        site(&[("a", "other"), ("between/index.html", "x"), ("index.html", "third home")]);
    let whole = [&with_foreign(&old_site()), &with_foreign(&between), &with_foreign(&new_site())];
    for first in (0..MAX_OPERATIONS).step_by(7) {
        let mut portal = fixture_with_old_site();
        let finished = build_with_budget(&portal, &between, first).is_some();
        for second in (first % 5..MAX_OPERATIONS).step_by(9) {
            let over = build_with_budget(&portal, &new_site(), second).is_some();
            let step = format!("killed at {first} and {second}");
            assert_whole(&portal, &whole, &step);
            portal.build(&new_site());
            assert_eq!(portal.tree(), goal.tree(), "{step}");
            assert_eq!(portal.manifest(), goal.manifest(), "{step}");
            if over {
                break;
            }
            portal = fixture_with_old_site();
            build_with_budget(&portal, &between, first);
        }
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}

#[test]
fn a_first_build_killed_anywhere_is_completed_by_the_next() {
    let goal = OutputFixture::new();
    goal.build(&new_site());
    for operations in 0..MAX_OPERATIONS {
        let portal = OutputFixture::new();
        let finished = build_with_budget(&portal, &new_site(), operations).is_some();
        assert_whole(
            &portal,
            &[&SiteTexts::new(), &new_site()],
            &format!("killed at {operations}"),
        );
        portal.build(&new_site());
        assert_eq!((portal.tree(), portal.manifest()), (goal.tree(), goal.manifest()));
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}
