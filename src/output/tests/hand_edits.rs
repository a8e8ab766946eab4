//! Tests of files that people added to the output or changed there, and of kept files.
//!
//! A modified file that the site still contains is written again; one that it no longer contains is left, and is
//! foreign.

use std::fs;

use super::super::{Phase, Published};
use super::{OutputFixture, SiteTexts, site, small_site};

#[test]
fn foreign_files_elsewhere_are_left_alone() {
    let fixture = OutputFixture::new();
    fixture.write(".gitkeep", "");
    fixture.write("hand/made.html", "mine");
    fixture.write("van-ban/85/ghi-chu.txt", "note");
    fixture.build(&small_site());
    let published = fixture.build(&SiteTexts::new());
    assert_eq!(published.left_modified, []);
    let foreign =
        [(".gitkeep", ""), ("hand/made.html", "mine"), ("van-ban/85/ghi-chu.txt", "note")];
    assert_eq!(fixture.files(), site(&foreign));
}

#[test]
fn an_equal_foreign_file_is_adopted() {
    let fixture = OutputFixture::new();
    fixture.write("index.html", "home");
    let published = fixture.build(&small_site());
    assert_eq!((published.written.len(), published.unchanged), (4, 1));
    assert_eq!(fixture.build(&SiteTexts::new()).removed.len(), 5);
    assert!(fixture.tree().is_empty());
}

#[test]
fn a_stale_file_changed_by_hand_is_left_and_reported_and_then_foreign() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    fixture.write("index.html", "hand");
    let published = fixture.build(&SiteTexts::new());
    assert_eq!(published.left_modified, ["index.html".into()]);
    assert_eq!(published.removed.len(), 4);
    assert_eq!(fixture.files(), site(&[("index.html", "hand")]));
    assert_eq!(fixture.build(&SiteTexts::new()), Published::default());
    assert!(fixture.try_build(&small_site()).is_err());
}

#[test]
fn a_wanted_file_changed_or_deleted_by_hand_is_written_again() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    fixture.write("index.html", "hand");
    fs::remove_dir_all(fixture.public().join("van-ban")).expect("the file was built");
    let published = fixture.build(&small_site());
    assert_eq!(published.written.len(), 3);
    assert_eq!(fixture.files(), small_site());
}

#[test]
fn each_whole_line_of_a_damaged_manifest_still_identifies_its_file() {
    let damages: [fn(&str) -> String; 3] = [
        |text| text[..text.len() - 3].to_owned(),
        |text| text.replacen("manifest 1 5", "manifest 1 500", 1),
        |text| text.replacen("attachment ", "\u{0}\u{fffd}", 1),
    ];
    for damage in damages {
        let fixture = OutputFixture::new();
        fixture.build(&small_site());
        let manifest = fixture.manifest().expect("the file was built");
        fixture.write(".niemyet-manifest", &damage(&manifest));
        fixture.write("index.html", "hand");
        fixture.write("mine.html", "mine");
        assert!(fixture.try_build(&site(&[("index.html", "new home")])).is_err());
        let wanted = site(&[("atom.xml", "new feed"), ("tai-nguyen/site.css", "css")]);
        let published = fixture.build(&wanted);
        assert_eq!(published.written, ["atom.xml".into()]);
        let files = fixture.files();
        assert_eq!((&*files["index.html"], &*files["mine.html"]), ("hand", "mine"));
        assert!(published.removed.len() + files.len() >= 6, "{files:?}");
        assert_eq!(fixture.build(&wanted).unchanged, 2);
    }
}

#[test]
fn a_kept_file_stays_managed_and_is_not_removed() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    let output = fixture.open();
    assert!(output.keep("van-ban/85/index.html").expect("the disk can be read"));
    assert!(!output.keep("van-ban/86/index.html").expect("the disk can be read"));
    let published = output.publish().expect("the build succeeds");
    assert_eq!((published.removed.len(), published.unchanged), (4, 1));
    assert_eq!(fixture.files(), site(&[("van-ban/85/index.html", "85")]));
    assert_eq!(fixture.build(&SiteTexts::new()).removed, ["van-ban/85/index.html".into()]);
}

#[test]
fn a_foreign_file_cannot_be_kept() {
    let fixture = OutputFixture::new();
    fixture.write("index.html", "hand");
    let output = fixture.open();
    assert!(!output.keep("index.html").expect("the disk can be read"));
    assert_eq!(output.publish().expect("the build succeeds"), Published::default());
}

#[test]
fn a_file_both_kept_and_staged_is_the_staged_one() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    let output = fixture.open();
    assert!(output.keep("index.html").expect("the disk can be read"));
    output.stage("index.html", b"new", Phase::Page).expect("the file can be staged");
    assert_eq!(output.publish().expect("the build succeeds").written, ["index.html".into()]);
    assert_eq!(fixture.files(), site(&[("index.html", "new")]));
}

/// A file by whose name a publish tests the folder.
#[cfg(unix)]
#[test]
fn what_has_the_name_of_a_probe_is_left_alone() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    fixture.write("../foreign", "foreign");
    let link = fixture.public().join("van-ban/85/.niemyet-probe");
    std::os::unix::fs::symlink(fixture.public().join("../foreign"), &link).expect("it is linked");
    fixture.build(&site(&[("van-ban/85/index.html", "new")]));
    assert_eq!(fixture.read("../foreign").as_deref(), Some("foreign"));
    assert!(link.is_symlink());
}
