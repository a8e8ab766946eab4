//! What happens to files that people put into the output or changed there, and to kept ones.
//!
//! An edited file that the site still wants is written again; one that it no longer wants is left, and is theirs.

use std::fs;

use super::super::{Phase, Published};
use super::{OutputFixture, SiteTexts, site, small_site};

#[test]
fn foreign_files_elsewhere_are_left_alone() {
    let portal = OutputFixture::new();
    portal.write(".gitkeep", "");
    portal.write("hand/made.html", "mine");
    portal.write("van-ban/85/ghi-chu.txt", "note");
    portal.build(&small_site());
    let published = portal.build(&SiteTexts::new());
    assert_eq!(published.left_modified, Vec::<String>::new());
    let foreign =
        [(".gitkeep", ""), ("hand/made.html", "mine"), ("van-ban/85/ghi-chu.txt", "note")];
    assert_eq!(portal.files(), site(&foreign));
}

#[test]
fn an_equal_foreign_file_is_adopted() {
    let portal = OutputFixture::new();
    portal.write("index.html", "home");
    let published = portal.build(&small_site());
    assert_eq!((published.written.len(), published.unchanged), (4, 1));
    assert_eq!(portal.build(&SiteTexts::new()).removed.len(), 5);
    assert!(portal.tree().is_empty());
}

#[test]
fn a_stale_file_changed_by_hand_is_left_and_reported_and_then_foreign() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    portal.write("index.html", "hand");
    let published = portal.build(&SiteTexts::new());
    assert_eq!(published.left_modified, ["index.html"]);
    assert_eq!(published.removed.len(), 4);
    assert_eq!(portal.files(), site(&[("index.html", "hand")]));
    assert_eq!(portal.build(&SiteTexts::new()), Published::default());
    assert!(portal.try_build(&small_site()).is_err());
}

#[test]
fn a_wanted_file_changed_or_deleted_by_hand_is_written_again() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    portal.write("index.html", "hand");
    fs::remove_dir_all(portal.public().join("van-ban")).expect("it was built");
    let published = portal.build(&small_site());
    assert_eq!(published.written.len(), 3);
    assert_eq!(portal.files(), small_site());
}

#[test]
fn a_kept_file_stays_managed_and_is_not_removed() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    let output = portal.open();
    assert!(output.keep("van-ban/85/index.html").expect("the disk answers"));
    assert!(!output.keep("van-ban/86/index.html").expect("the disk answers"));
    let published = output.publish().expect("nothing is in the way");
    assert_eq!((published.removed.len(), published.unchanged), (4, 1));
    assert_eq!(portal.files(), site(&[("van-ban/85/index.html", "85")]));
    assert_eq!(portal.build(&SiteTexts::new()).removed, ["van-ban/85/index.html"]);
}

#[test]
fn a_foreign_file_cannot_be_kept() {
    let portal = OutputFixture::new();
    portal.write("index.html", "hand");
    let output = portal.open();
    assert!(!output.keep("index.html").expect("the disk answers"));
    assert_eq!(output.publish().expect("nothing is in the way"), Published::default());
}

#[test]
fn a_file_both_kept_and_staged_is_the_staged_one() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    let output = portal.open();
    assert!(output.keep("index.html").expect("the disk answers"));
    output.stage("index.html", b"new", Phase::Page).expect("room");
    assert_eq!(output.publish().expect("nothing is in the way").written, ["index.html"]);
    assert_eq!(portal.files(), site(&[("index.html", "new")]));
}
