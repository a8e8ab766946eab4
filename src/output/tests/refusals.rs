//! What is refused, by name, and that a refusal changes nothing.
//!
//! Obstacles are all named in one error; `obstacles` asks besides that output and manifest are as they were.

use std::fs;
use std::path::Path;

use super::super::{ObstacleKind, Output, OutputError, OutputRefusal, Phase};
use super::{OutputFixture, SiteTexts, site};

/// Builds, expects obstacles and an untouched output, and gives the obstacles.
fn obstacles(portal: &OutputFixture, wanted: &SiteTexts) -> Vec<(String, ObstacleKind)> {
    let before = (portal.tree(), portal.manifest());
    let error = portal.try_build(wanted).expect_err("something is in the way");
    assert_eq!((portal.tree(), portal.manifest()), before);
    assert!(!portal.public().join(".niemyet-stage").exists());
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
    let portal = OutputFixture::new();
    portal.build(&site(&[("x.html", "ours")]));
    portal.write("index.html", "mine");
    portal.write("van-ban", "a file where a folder should be");
    portal.write("tin-tuc/index.html/note.txt", "a folder where a file should be");
    portal.write("same.html", "same");
    let wanted = site(&[
        ("index.html", "home"),
        ("same.html", "same"),
        ("tin-tuc/index.html", "news"),
        ("van-ban/85/index.html", "85"),
        ("van-ban/86/index.html", "86"),
        ("x.html", "newer"),
    ]);
    let named = ["index.html", "tin-tuc/index.html/note.txt", "van-ban"].map(foreign);
    assert_eq!(obstacles(&portal, &wanted), named);
}

#[test]
fn without_a_manifest_equal_files_are_adopted_and_others_are_in_the_way() {
    let portal = OutputFixture::new();
    let wanted = site(&[("a.html", "a"), ("b.html", "b")]);
    portal.build(&wanted);
    let text = portal.manifest().expect("it was built");
    for torn in [&text[..text.len() - 3], "", "something else\n"] {
        portal.write(".niemyet-manifest", torn);
        let other = site(&[("a.html", "new"), ("c.html", "c")]);
        assert_eq!(obstacles(&portal, &other), [foreign("a.html")]);
    }
    let published = portal.build(&site(&[("c.html", "c")]));
    assert_eq!((published.removed.len(), published.left_modified.len()), (0, 0));
    assert_eq!(portal.files().len(), 3);
    assert_eq!(portal.build(&wanted).unchanged, 2);
    assert_eq!(portal.manifest(), Some(text));
}

#[test]
fn a_hand_changed_file_where_a_folder_should_be_is_in_the_way() {
    let portal = OutputFixture::new();
    portal.build(&site(&[("a", "1"), ("b/index.html", "2")]));
    portal.write("a", "hand");
    portal.write("b/index.html", "hand");
    let wanted = site(&[("a/index.html", "1"), ("b", "2")]);
    let changed = ["a", "b/index.html"].map(|path| (path.to_owned(), ObstacleKind::Modified));
    assert_eq!(obstacles(&portal, &wanted), changed);
}

#[test]
fn an_empty_folder_where_a_file_should_be_gives_way() {
    let portal = OutputFixture::new();
    fs::create_dir_all(portal.public().join("a/b/c")).expect("a folder");
    portal.build(&site(&[("a", "1")]));
    assert_eq!(portal.files(), site(&[("a", "1")]));
}

#[cfg(unix)]
#[test]
fn links_in_the_way_are_refused_and_nothing_is_written_through_them() {
    use std::os::unix::fs::symlink;
    let portal = OutputFixture::new();
    let outside = portal.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    fs::write(outside.join("index.html"), "home").expect("a file");
    portal.build(&site(&[("old/index.html", "home")]));
    symlink(&outside, portal.public().join("van-ban")).expect("a link");
    symlink(outside.join("index.html"), portal.public().join("index.html")).expect("a link");
    symlink(outside.join("missing"), portal.public().join("atom.xml")).expect("a link");
    fs::remove_dir_all(portal.public().join("old")).expect("it was built");
    symlink(&outside, portal.public().join("old")).expect("a link");
    let wanted = [("atom.xml", "x"), ("index.html", "home"), ("van-ban/index.html", "home")];
    let named = ["atom.xml", "index.html", "van-ban"];
    let links = named.map(|path| (path.to_owned(), ObstacleKind::Symlink));
    assert_eq!(obstacles(&portal, &site(&wanted)), links);
    // A stale file that is seen through a link is not the file that we wrote.
    portal.build(&SiteTexts::new());
    assert_eq!(fs::read_to_string(outside.join("index.html")).ok().as_deref(), Some("home"));
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_to_a_folder_is_built_there() {
    use std::os::unix::fs::symlink;
    let portal = OutputFixture::new();
    let www = portal.folder.path().join("www");
    fs::create_dir(&www).expect("a folder");
    symlink(&www, portal.public()).expect("a link");
    portal.build(&site(&[("index.html", "home")]));
    assert!(www.join("index.html").is_file());
    assert!(portal.public().is_symlink());
    let refused = Output::open(&portal.public(), &[&www]);
    assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })));
}

#[test]
fn an_output_that_meets_a_source_is_refused_before_anything_is_made() {
    let portal = OutputFixture::new();
    let root = portal.folder.path();
    let content = root.join("content");
    let settings = root.join("portal.yaml");
    fs::create_dir(&content).expect("a folder");
    fs::write(&settings, "title: x").expect("a file");
    let meeting =
        [".", "content", "content/public", "new/../content", "new/../content/a/./b", ".."];
    for spelling in meeting {
        let refused = Output::open(&root.join(spelling), &[&content, &settings]);
        assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })), "{spelling}");
    }
    // Sources may be missing too, and a common start of two names is no common folder.
    let refused = Output::open(&root.join("themes/x"), &[&root.join("themes")]);
    assert!(matches!(refused, Err(OutputRefusal::Overlap { .. })));
    assert!(Output::open(&root.join("content-2"), &[&content, &settings]).is_ok());
    assert_eq!(fs::read_dir(root).expect("it is there").count(), 2);
}

#[test]
fn an_output_that_is_a_file_or_lies_in_one_is_refused() {
    let portal = OutputFixture::new();
    fs::write(portal.public(), "a file").expect("a file");
    for path in [portal.public(), portal.public().join("below")] {
        let refused = Output::open(&path, &[]).expect_err("it is a file");
        assert!(
            matches!(&refused, OutputRefusal::NotAFolder { path } if *path == portal_file(&portal))
        );
    }
}

fn portal_file(portal: &OutputFixture) -> std::path::PathBuf {
    portal.public().canonicalize().expect("it is there")
}

#[test]
fn a_second_build_is_refused_while_the_first_is_under_way() {
    let portal = OutputFixture::new();
    let first = portal.open();
    first.stage("index.html", b"home", Phase::Page).expect("room");
    let second = Output::open(&portal.public(), &[]);
    assert!(matches!(second, Err(OutputRefusal::Locked { .. })));
    first.publish().expect("the second build took nothing away");
    assert_eq!(portal.files(), site(&[("index.html", "home")]));
    portal.open().discard().expect("the lock is free again");
}

#[test]
fn unsafe_double_and_nested_paths_are_refused() {
    let portal = OutputFixture::new();
    let output = portal.open();
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
    assert!(!portal.public().exists());
}

#[test]
fn a_missing_source_is_named() {
    let portal = OutputFixture::new();
    let missing = portal.folder.path().join("missing.pdf");
    let error = portal.open().stage_copy("a.pdf", &missing, Phase::Attachment);
    assert!(matches!(error, Err(OutputError::Disk(fault)) if fault.path == missing));
}
