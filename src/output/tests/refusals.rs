//! Tests of what is refused and how it is reported, and that a refusal changes nothing.
//!
//! All obstacles are named in one error; `obstacles` also asserts that output and manifest are unchanged.

use std::fs;
use std::path::Path;

use super::super::{ObstacleKind, Output, OutputError, OutputRefusal, Phase};
use super::{OutputFixture, SiteTexts, site};

/// Builds, asserts that obstacles are reported and the output is unchanged, and returns the obstacles.
fn obstacles(fixture: &OutputFixture, wanted: &SiteTexts) -> Vec<(String, ObstacleKind)> {
    let before = (fixture.tree(), fixture.manifest());
    let error = fixture.try_build(wanted).expect_err("there are obstacles");
    assert_eq!((fixture.tree(), fixture.manifest()), before);
    assert!(!fixture.public().join(".niemyet-stage").exists());
    match error {
        OutputError::Obstructed { obstacles } => {
            obstacles.into_iter().map(|obstacle| (obstacle.path, obstacle.kind)).collect()
        }
        other => panic!("unexpected: {other}"),
    }
}

fn foreign(path: &str) -> (String, ObstacleKind) {
    (path.to_owned(), ObstacleKind::Foreign)
}

#[test]
fn foreign_files_in_the_way_are_all_named_in_one_error() {
    let fixture = OutputFixture::new();
    fixture.build(&site(&[("x.html", "ours")]));
    fixture.write("index.html", "mine");
    fixture.write("van-ban", "a file where a folder should be");
    fixture.write("tin-tuc/index.html/note.txt", "a folder where a file should be");
    fixture.write("same.html", "same");
    let wanted = site(&[
        ("index.html", "home"),
        ("same.html", "same"),
        ("tin-tuc/index.html", "news"),
        ("van-ban/85/index.html", "85"),
        ("van-ban/86/index.html", "86"),
        ("x.html", "newer"),
    ]);
    let named = ["index.html", "tin-tuc/index.html/note.txt", "van-ban"].map(foreign);
    assert_eq!(obstacles(&fixture, &wanted), named);
}

#[test]
fn without_a_manifest_files_with_unknown_bytes_are_in_the_way_and_equal_ones_are_adopted() {
    let fixture = OutputFixture::new();
    let wanted = site(&[("a.html", "a"), ("b.html", "b")]);
    fixture.build(&wanted);
    let text = fixture.manifest().expect("the file was built");
    for torn in ["", "something else\n", &text.replace(' ', "  ")] {
        fixture.write(".niemyet-manifest", torn);
        let other = site(&[("a.html", "new"), ("c.html", "c")]);
        assert_eq!(obstacles(&fixture, &other), [foreign("a.html")]);
    }
    let published = fixture.build(&site(&[("c.html", "c")]));
    assert_eq!((published.removed.len(), published.left_modified.len()), (0, 0));
    assert_eq!(fixture.files().len(), 3);
    assert_eq!(fixture.build(&wanted).unchanged, 2);
    assert_eq!(fixture.manifest(), Some(text));
}

#[test]
fn a_hand_changed_file_where_a_folder_should_be_is_in_the_way() {
    let fixture = OutputFixture::new();
    fixture.build(&site(&[("a", "1"), ("b/index.html", "2")]));
    fixture.write("a", "hand");
    fixture.write("b/index.html", "hand");
    let wanted = site(&[("a/index.html", "1"), ("b", "2")]);
    let changed = ["a", "b/index.html"].map(|path| (path.to_owned(), ObstacleKind::Modified));
    assert_eq!(obstacles(&fixture, &wanted), changed);
}

#[test]
fn an_empty_folder_where_a_file_should_be_is_removed() {
    let fixture = OutputFixture::new();
    fs::create_dir_all(fixture.public().join("a/b/c")).expect("the folder can be created");
    fixture.build(&site(&[("a", "1")]));
    assert_eq!(fixture.files(), site(&[("a", "1")]));
}

#[cfg(unix)]
#[test]
fn links_in_the_way_are_refused_and_nothing_is_written_through_them() {
    use std::os::unix::fs::symlink;
    let fixture = OutputFixture::new();
    let outside = fixture.folder.path().join("outside");
    fs::create_dir(&outside).expect("the folder can be created");
    fs::write(outside.join("index.html"), "home").expect("the file can be written");
    fixture.build(&site(&[("old/index.html", "home")]));
    symlink(&outside, fixture.public().join("van-ban")).expect("the link can be created");
    symlink(outside.join("index.html"), fixture.public().join("index.html"))
        .expect("the link can be created");
    symlink(outside.join("missing"), fixture.public().join("atom.xml"))
        .expect("the link can be created");
    fs::remove_dir_all(fixture.public().join("old")).expect("the file was built");
    symlink(&outside, fixture.public().join("old")).expect("the link can be created");
    let wanted = [("atom.xml", "x"), ("index.html", "home"), ("van-ban/index.html", "home")];
    let named = ["atom.xml", "index.html", "van-ban"];
    let links = named.map(|path| (path.to_owned(), ObstacleKind::Symlink));
    assert_eq!(obstacles(&fixture, &site(&wanted)), links);
    // A stale file that is reached through a link is not the file that was written.
    fixture.build(&SiteTexts::new());
    assert_eq!(fs::read_to_string(outside.join("index.html")).ok().as_deref(), Some("home"));
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_to_a_folder_is_built_there() {
    use std::os::unix::fs::symlink;
    let fixture = OutputFixture::new();
    let www = fixture.folder.path().join("www");
    fs::create_dir(&www).expect("the folder can be created");
    symlink(&www, fixture.public()).expect("the link can be created");
    fixture.build(&site(&[("index.html", "home")]));
    assert!(www.join("index.html").is_file());
    assert!(fixture.public().is_symlink());
    let refused = Output::open(&fixture.public(), &[&www]);
    assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })));
}

#[test]
fn an_output_that_overlaps_a_source_is_refused_before_anything_is_created() {
    let fixture = OutputFixture::new();
    let root = fixture.folder.path();
    let content = root.join("content");
    let settings = root.join("portal.yaml");
    fs::create_dir(&content).expect("the folder can be created");
    fs::write(&settings, "title: x").expect("the file can be written");
    let overlapping =
        [".", "content", "content/public", "new/../content", "new/../content/a/./b", ".."];
    for spelling in overlapping {
        let refused = Output::open(&root.join(spelling), &[&content, &settings]);
        assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })), "{spelling}");
    }
    // Sources may be missing too, and a common prefix of two names is no common folder.
    let refused = Output::open(&root.join("themes/x"), &[&root.join("themes")]);
    assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })));
    assert!(Output::open(&root.join("content-2"), &[&content, &settings]).is_ok());
    assert_eq!(fs::read_dir(root).expect("the folder exists").count(), 2);
}

#[test]
fn an_output_that_is_a_file_or_below_one_is_refused() {
    let fixture = OutputFixture::new();
    fs::write(fixture.public(), "a file").expect("the file can be written");
    for path in [fixture.public(), fixture.public().join("below")] {
        let refused = Output::open(&path, &[]).expect_err("the output is a file");
        let output = canonical_output(&fixture);
        assert!(matches!(&refused, OutputRefusal::NotAFolder { path } if *path == output));
    }
}

fn canonical_output(fixture: &OutputFixture) -> std::path::PathBuf {
    fixture.public().canonicalize().expect("the folder exists")
}

#[test]
fn a_second_build_is_refused_while_the_first_is_in_progress() {
    let fixture = OutputFixture::new();
    let first = fixture.open();
    first.stage("index.html", b"home", Phase::Page).expect("the file can be staged");
    let second = Output::open(&fixture.public(), &[]);
    assert!(matches!(second, Err(OutputRefusal::Locked { .. })));
    first.publish().expect("the second build did not disturb the first");
    assert_eq!(fixture.files(), site(&[("index.html", "home")]));
    fixture.open().discard().expect("the lock is free again");
}

#[test]
fn unsafe_duplicate_and_nested_paths_are_refused() {
    let fixture = OutputFixture::new();
    fixture.write("CNAME", "lagi.example.vn");
    let output = fixture.open();
    let page = |path: &str| output.stage(path, b"x", Phase::Page);
    assert!(matches!(page("../a"), Err(OutputError::UnsafePath { .. })));
    assert!(matches!(output.keep("/a"), Err(OutputError::UnsafePath { .. })));
    let copied = output.stage_copy(".niemyet-lock", Path::new("x"), Phase::Attachment);
    assert!(matches!(copied, Err(OutputError::UnsafePath { .. })));
    assert!(page("a").is_ok());
    assert!(matches!(page("a"), Err(OutputError::Duplicate { path }) if path == "a"));
    assert!(page("a/b/c").is_ok());
    let refused = output.publish().expect_err("a cannot be both");
    assert_eq!(refused.to_string(), "a cannot be a file, because a/b/c lies in it");
    assert_eq!(fixture.files().len(), 1);
}

#[test]
fn a_first_build_refuses_nested_paths_as_well() {
    for paths in [["a", "a/b/c"], ["a/b/c", "a"]] {
        let fixture = OutputFixture::new();
        let output = fixture.open();
        output.stage(paths[0], b"x", Phase::Page).expect("the file can be staged");
        let refused = output.stage(paths[1], b"x", Phase::Page).expect_err("a cannot be both");
        assert_eq!(refused.to_string(), "a cannot be a file, because a/b/c lies in it");
        drop(output);
        assert!(!fixture.public().exists());
    }
}

#[test]
fn a_missing_source_is_named() {
    let fixture = OutputFixture::new();
    let missing = fixture.folder.path().join("missing.pdf");
    let error = fixture.open().stage_copy("a.pdf", &missing, Phase::Attachment);
    assert!(matches!(error, Err(OutputError::Disk(fault)) if fault.path == missing));
}
