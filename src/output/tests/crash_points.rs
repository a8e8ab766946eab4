//! Crash tests: builds that are killed at every single disk operation, each followed by another build.
//!
//! The two sites are chosen so that a publish edits, adds, removes and adopts files, and turns a file into a folder
//! and the reverse, among foreign files.

use std::sync::Arc;
use std::sync::atomic::AtomicIsize;

use super::super::disk::DiskWriter;
use super::super::{Output, Published};
use super::{OutputFixture, SiteTexts, site, stage_all};

/// More disk operations than any of these builds needs.
pub(super) const MAX_OPERATIONS: isize = 1000;

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

pub(super) fn new_site() -> SiteTexts {
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

/// Makes an output in which the old site was built among foreign files.
pub(super) fn fixture_with_old_site() -> OutputFixture {
    let fixture = OutputFixture::new();
    for (path, text) in foreign_files() {
        fixture.write(&path, &text);
    }
    fixture.build(&old_site());
    fixture
}

/// Builds until the given number of disk operations is used up; `None` if that killed the build.
fn build_with_budget(
    fixture: &OutputFixture,
    wanted: &SiteTexts,
    operations: isize,
) -> Option<Published> {
    let disk = DiskWriter::failing_after(Arc::new(AtomicIsize::new(operations)));
    let output = Output::open_with_disk(disk, &fixture.public(), &[]).ok()?;
    stage_all(&output, wanted).ok()?;
    output.publish().ok()
}

/// Asserts that every file equals that of one of the sites, and that files of all sites exist.
fn assert_whole(fixture: &OutputFixture, sites: &[&SiteTexts], context: &str) {
    let files = fixture.files();
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("/.niemyet-probe")) {
        let is_whole = sites.iter().any(|site| site.get(path) == Some(text));
        assert!(is_whole, "{context}: {path} is torn: {text:?}");
    }
    for path in sites[0].keys() {
        let is_in_all_sites = sites.iter().all(|site| site.contains_key(path));
        assert!(!is_in_all_sites || files.contains_key(path), "{context}: {path} is missing");
    }
}

fn with_foreign(wanted: &SiteTexts) -> SiteTexts {
    foreign_files().into_iter().chain(wanted.clone()).collect()
}

#[test]
fn a_build_killed_anywhere_leaves_whole_files_and_the_next_one_completes_it() {
    let expected = fixture_with_old_site();
    expected.build(&new_site());
    let mut kills = 0;
    for operations in 0..MAX_OPERATIONS {
        let fixture = fixture_with_old_site();
        let finished = build_with_budget(&fixture, &new_site(), operations).is_some();
        let context = format!("killed at {operations}");
        assert_whole(&fixture, &[&with_foreign(&old_site()), &with_foreign(&new_site())], &context);
        fixture.build(&new_site());
        assert_eq!(fixture.tree(), expected.tree(), "{context}");
        assert_eq!(fixture.manifest(), expected.manifest(), "{context}");
        if finished {
            break;
        }
        kills += 1;
    }
    assert!((40..MAX_OPERATIONS).contains(&kills), "{kills} kills");
}

#[test]
fn after_a_kill_the_old_site_can_be_built_again() {
    let old_fixture = fixture_with_old_site();
    for operations in 0..MAX_OPERATIONS {
        let fixture = fixture_with_old_site();
        let finished = build_with_budget(&fixture, &new_site(), operations).is_some();
        fixture.build(&old_site());
        let mut expected = old_fixture.tree();
        // Once the manifest listed the adopted file, it was managed, and the old site does not contain it.
        if !fixture.files().contains_key("adopted.html") {
            expected.remove("adopted.html");
        }
        assert_eq!(fixture.tree(), expected, "killed at {operations}");
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}

#[test]
fn a_build_killed_twice_is_completed_by_the_third() {
    let expected = fixture_with_old_site();
    expected.build(&new_site());
    let between =
        site(&[("a", "other"), ("between/index.html", "x"), ("index.html", "third home")]);
    let whole_sites =
        [&with_foreign(&old_site()), &with_foreign(&between), &with_foreign(&new_site())];
    for first in (0..MAX_OPERATIONS).step_by(7) {
        let mut fixture = fixture_with_old_site();
        let finished = build_with_budget(&fixture, &between, first).is_some();
        for second in (first % 5..MAX_OPERATIONS).step_by(9) {
            let second_finished = build_with_budget(&fixture, &new_site(), second).is_some();
            let context = format!("killed at {first} and {second}");
            assert_whole(&fixture, &whole_sites, &context);
            fixture.build(&new_site());
            assert_eq!(fixture.tree(), expected.tree(), "{context}");
            assert_eq!(fixture.manifest(), expected.manifest(), "{context}");
            if second_finished {
                break;
            }
            fixture = fixture_with_old_site();
            build_with_budget(&fixture, &between, first);
        }
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}

#[test]
fn a_first_build_killed_anywhere_is_completed_by_the_next() {
    let expected = OutputFixture::new();
    expected.build(&new_site());
    for operations in 0..MAX_OPERATIONS {
        let fixture = OutputFixture::new();
        let finished = build_with_budget(&fixture, &new_site(), operations).is_some();
        assert_whole(
            &fixture,
            &[&SiteTexts::new(), &new_site()],
            &format!("killed at {operations}"),
        );
        fixture.build(&new_site());
        assert_eq!((fixture.tree(), fixture.manifest()), (expected.tree(), expected.manifest()));
        if finished {
            return;
        }
    }
    panic!("the build never finished");
}
