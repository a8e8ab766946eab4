//! What a build may rely on, one promise a test.
//!
//! Among them: before publishing nothing moves, a file with the same bytes is not touched, and the manifest tells
//! nothing of earlier builds.

use std::fs;
use std::thread;
use std::time::SystemTime;

use super::super::{Output, Phase, Published};
use super::{OutputFixture, SiteTexts, site, small_site, stage_all};

#[test]
fn a_first_build_writes_every_file_and_makes_the_folder() {
    let portal = OutputFixture::new();
    let published = portal.build(&small_site());
    assert_eq!(published.written, small_site().into_keys().collect::<Vec<_>>());
    assert_eq!((published.removed.len(), published.unchanged), (0, 0));
    assert_eq!(portal.files(), small_site());
    assert!(!portal.public().join(".niemyet-stage").exists());
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    let stamp = |path: &str| {
        let found = fs::metadata(portal.public().join(path)).expect("it was built");
        found.modified().expect("this machine keeps times")
    };
    let names = ["index.html", "van-ban/85/index.html", ".niemyet-manifest"];
    for name in names {
        set_old_time(&portal, name);
    }
    let before = names.map(stamp);
    let published = portal.build(&small_site());
    assert_eq!(
        published,
        Published {
            unchanged: 5,
            fingerprints: published.fingerprints.clone(),
            ..Published::default()
        }
    );
    assert_eq!(names.map(stamp), before);
}

/// Moves a file's time away from now, so that any write shows.
fn set_old_time(portal: &OutputFixture, path: &str) {
    let file = fs::File::options().write(true).open(portal.public().join(path));
    let file = file.expect("it was built");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("this machine keeps times");
}

#[test]
fn only_the_file_with_new_bytes_is_written_even_at_the_same_size() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    set_old_time(&portal, "atom.xml");
    let mut edited = small_site();
    edited.insert("index.html".to_owned(), "emoh".to_owned());
    let published = portal.build(&edited);
    assert_eq!((published.written, published.unchanged), (vec!["index.html".to_owned()], 4));
    let feed = fs::metadata(portal.public().join("atom.xml")).expect("it was built");
    assert_eq!(feed.modified().ok(), Some(SystemTime::UNIX_EPOCH));
    assert_eq!(portal.files(), edited);
}

#[test]
fn an_unclaimed_file_is_removed_with_its_empty_folders() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    let mut fewer = small_site();
    fewer.retain(|path, _| !path.starts_with("van-ban/"));
    let published = portal.build(&fewer);
    assert_eq!(published.removed, ["van-ban/85/bao-cao.pdf", "van-ban/85/index.html"]);
    assert_eq!(portal.files(), fewer);
    assert!(!portal.public().join("van-ban").exists());
}

#[test]
fn the_output_folder_itself_stays_when_the_site_is_empty() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    portal.build(&SiteTexts::new());
    assert!(portal.public().is_dir());
    assert!(portal.tree().is_empty());
}

#[test]
fn a_discarded_build_leaves_the_site_as_it_was() {
    let portal = OutputFixture::new();
    portal.build(&small_site());
    portal.write("CNAME", "lagi.example.vn");
    let before = (portal.tree(), portal.manifest());
    let output = portal.open();
    stage_all(&output, &site(&[("index.html", "new"), ("moi/index.html", "x")])).expect("room");
    output.discard().expect("the stage can be removed");
    assert_eq!((portal.tree(), portal.manifest()), before);
    assert!(!portal.public().join(".niemyet-stage").exists());
    assert!(portal.public().join(".niemyet-lock").exists());
}

#[test]
fn a_discarded_or_dropped_first_build_leaves_no_folder() {
    let portal = OutputFixture::new();
    let deep = portal.public().join("a/b");
    let output = Output::open(&deep, &[]).expect("nothing forbids it");
    output.stage("index.html", b"home", Phase::Page).expect("room");
    output.discard().expect("the stage can be removed");
    assert!(!portal.public().exists());
    drop(Output::open(&deep, &[]).expect("nothing forbids it"));
    assert!(!portal.public().exists());
}

#[test]
fn a_discarded_build_leaves_a_foreign_folder_without_our_files() {
    let portal = OutputFixture::new();
    portal.write("CNAME", "lagi.example.vn");
    portal.open().discard().expect("the stage can be removed");
    let names = fs::read_dir(portal.public()).expect("it is there").count();
    assert_eq!(names, 1);
}

#[test]
fn files_are_renamed_in_the_order_of_phases() {
    let portal = OutputFixture::new();
    let output = portal.open();
    stage_all(&output, &small_site()).expect("room");
    let wanted = output.requested.into_inner().expect("no thread panicked");
    let place = output.folder.expect("it was opened on a folder");
    let plan = super::super::publish_plan::plan_publish(&place, wanted, &Default::default())
        .expect("no obstacle");
    let order: Vec<Phase> = plan.moves.iter().map(|step| step.phase).collect();
    let pages = [Phase::Page, Phase::Page, Phase::Feed];
    assert_eq!(order, [&[Phase::Asset, Phase::Attachment], &pages[..]].concat());
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let portal = OutputFixture::new();
    let flat = site(&[("a", "1"), ("b/c/index.html", "2"), ("b/x.pdf", "3"), ("z", "4")]);
    let deep = site(&[("a/b/index.html", "1"), ("a/site.css", "2"), ("b", "3"), ("z", "4")]);
    portal.build(&flat);
    let published = portal.build(&deep);
    assert_eq!(published.removed, ["a", "b/c/index.html", "b/x.pdf"]);
    assert_eq!(portal.files(), deep);
    portal.build(&flat);
    assert_eq!(portal.files(), flat);
}

#[test]
fn copies_follow_the_same_rules_as_bytes() {
    let portal = OutputFixture::new();
    let from = portal.folder.path().join("Báo cáo.pdf");
    let build = |bytes: &[u8]| {
        fs::write(&from, bytes).expect("a source");
        let output = portal.open();
        output.stage_copy("van-ban/bao-cao.pdf", &from, Phase::Attachment).expect("room");
        output.publish().expect("nothing is in the way")
    };
    let mut large = vec![7; 300_000];
    assert_eq!(build(&large).written.len(), 1);
    let in_memory = portal.manifest();
    assert_eq!(build(&large).unchanged, 1);
    large[299_999] = 8;
    assert_eq!(build(&large).written.len(), 1);
    assert_eq!(fs::read(portal.public().join("van-ban/bao-cao.pdf")).ok(), Some(large.clone()));
    large[299_999] = 7;
    portal.open().discard().expect("the stage can be removed");
    let output = portal.open();
    output.stage("van-ban/bao-cao.pdf", &large, Phase::Attachment).expect("room");
    output.publish().expect("nothing is in the way");
    assert_eq!(portal.manifest(), in_memory);
}

#[test]
fn the_stage_of_a_killed_build_is_cleared() {
    let portal = OutputFixture::new();
    portal.write(".niemyet-stage/7", "half");
    portal.write(".niemyet-stage/old/8", "half");
    let output = portal.open();
    let stage = fs::read_dir(portal.public().join(".niemyet-stage"));
    assert_eq!(stage.expect("it is there").count(), 0);
    drop(output);
    portal.write(".niemyet-stage", "not even a folder");
    portal.build(&small_site());
    assert!(!portal.public().join(".niemyet-stage").exists());
}

#[test]
fn threads_stage_side_by_side() {
    let portal = OutputFixture::new();
    let output = portal.open();
    let stage_fifty = &|thread: usize| {
        for number in 0..50 {
            let path = format!("van-ban/{number}/{thread}.html");
            output.stage(&path, path.as_bytes(), Phase::Page).expect("room");
        }
    };
    thread::scope(|scope| {
        for number in 0..4 {
            let work = move || stage_fifty(number);
            scope.spawn(work);
        }
    });
    assert_eq!(output.publish().expect("nothing is in the way").written.len(), 200);
    assert!(portal.files().iter().all(|(path, text)| path == text));
}

#[test]
fn the_manifest_does_not_depend_on_earlier_builds() {
    let (straight, winding) = (OutputFixture::new(), OutputFixture::new());
    straight.build(&small_site());
    winding.build(&site(&[("index.html", "other"), ("van-ban", "file")]));
    winding.build(&SiteTexts::new());
    winding.build(&small_site());
    assert_eq!(straight.manifest(), winding.manifest());
}

#[test]
fn a_dry_run_accepts_every_file_and_writes_none() {
    let output = Output::dry_run();
    stage_all(&output, &small_site()).expect("it takes all");
    output.stage("../a", b"", Phase::Page).expect_err("it refuses what a build refuses");
    output.stage("index.html", b"", Phase::Page).expect_err("so it does here");
    assert!(!output.keep("index.html").expect("it holds nothing"));
    assert_eq!(output.discard().ok(), Some(()));
    assert_eq!(Output::dry_run().publish().ok(), Some(Published::default()));
}
