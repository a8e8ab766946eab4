//! Tests of what a build guarantees, one guarantee each.
//!
//! Among them: nothing changes before publishing, a file with the same bytes is not touched, and the manifest does
//! not depend on earlier builds.

use std::fs;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::SystemTime;

use super::super::disk::{DiskOperation, DiskWriter};
use super::super::{Output, OutputError, Phase, Published};
use super::{OutputFixture, SiteTexts, site, small_site, stage_all};

#[test]
fn a_first_build_writes_every_file_and_creates_the_folder() {
    let fixture = OutputFixture::new();
    let published = fixture.build(&small_site());
    assert!(published.written.iter().map(|path| &**path).eq(small_site().keys()));
    assert_eq!((published.removed.len(), published.unchanged), (0, 0));
    assert_eq!(fixture.files(), small_site());
    assert!(!fixture.public().join(".niemyet-stage").exists());
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    let modified = |path: &str| {
        let metadata = fs::metadata(fixture.public().join(path)).expect("the file was built");
        metadata.modified().expect("the file system stores times")
    };
    let names = ["index.html", "van-ban/85/index.html", ".niemyet-manifest"];
    for name in names {
        set_old_time(&fixture, name);
    }
    let before = names.map(modified);
    let published = fixture.build(&small_site());
    assert_eq!(
        published,
        Published {
            unchanged: 5,
            fingerprints: published.fingerprints.clone(),
            ..Published::default()
        }
    );
    assert_eq!(names.map(modified), before);
}

#[test]
fn the_manifest_is_on_the_storage_device_before_it_replaces_the_old_one() {
    let fixture = OutputFixture::new();
    // It is written before the files change, with those of the old site, and after that without them. For a first
    // site both are the same.
    for (site, times) in [(small_site(), 1), (site(&[("index.html", "new")]), 2)] {
        let synced = Arc::new(Mutex::new(Vec::new()));
        let log = synced.clone();
        let disk = DiskWriter::hooked(move |operation, path| {
            if operation == DiskOperation::Sync {
                log.lock().expect("no test panics here").push(path.to_owned());
            }
            Ok(())
        });
        let output = Output::open_with_disk(disk, &fixture.public(), &[]);
        let output = output.expect("the output can be opened");
        stage_all(&output, &site).expect("the files can be staged");
        output.publish().expect("the site can be published");
        let manifest = fixture.public().join(".niemyet-stage/manifest");
        assert_eq!(*synced.lock().expect("no test panics here"), vec![manifest; times]);
    }
}

/// Sets the modification time of a file far into the past, so that any write is detected.
fn set_old_time(fixture: &OutputFixture, path: &str) {
    let file = fs::File::options().write(true).open(fixture.public().join(path));
    let file = file.expect("the file was built");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("the file system stores times");
}

#[test]
fn only_the_file_with_new_bytes_is_written_even_at_the_same_size() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    set_old_time(&fixture, "atom.xml");
    let mut edited = small_site();
    edited.insert("index.html".to_owned(), "emoh".to_owned());
    let published = fixture.build(&edited);
    assert_eq!((published.written, published.unchanged), (vec!["index.html".into()], 4));
    let feed = fs::metadata(fixture.public().join("atom.xml")).expect("the file was built");
    assert_eq!(feed.modified().ok(), Some(SystemTime::UNIX_EPOCH));
    assert_eq!(fixture.files(), edited);
}

#[test]
fn an_unclaimed_file_is_removed_with_its_empty_folders() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    let mut fewer = small_site();
    fewer.retain(|path, _| !path.starts_with("van-ban/"));
    let published = fixture.build(&fewer);
    assert_eq!(
        published.removed,
        ["van-ban/85/bao-cao.pdf", "van-ban/85/index.html"].map(Arc::from)
    );
    assert_eq!(fixture.files(), fewer);
    assert!(!fixture.public().join("van-ban").exists());
}

#[test]
fn the_output_folder_itself_stays_when_the_site_is_empty() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    fixture.build(&SiteTexts::new());
    assert!(fixture.public().is_dir());
    assert!(fixture.tree().is_empty());
}

#[test]
fn a_discarded_build_leaves_the_site_as_it_was() {
    let fixture = OutputFixture::new();
    fixture.build(&small_site());
    fixture.write("CNAME", "lagi.example.vn");
    let before = (fixture.tree(), fixture.manifest());
    let output = fixture.open();
    stage_all(&output, &site(&[("index.html", "new"), ("moi/index.html", "x")]))
        .expect("the file can be staged");
    output.discard().expect("the staged files can be removed");
    assert_eq!((fixture.tree(), fixture.manifest()), before);
    assert!(!fixture.public().join(".niemyet-stage").exists());
    assert!(fixture.public().join(".niemyet-lock").exists());
}

#[test]
fn a_discarded_or_dropped_first_build_leaves_no_folder() {
    let fixture = OutputFixture::new();
    let deep = fixture.public().join("a/b");
    let output = Output::open(&deep, &[]).expect("the output can be opened");
    output.stage("index.html", b"home", Phase::Page).expect("the file can be staged");
    output.discard().expect("the staged files can be removed");
    assert!(!fixture.public().exists());
    drop(Output::open(&deep, &[]).expect("the output can be opened"));
    assert!(!fixture.public().exists());
}

#[test]
fn a_discarded_build_leaves_a_foreign_folder_without_our_files() {
    let fixture = OutputFixture::new();
    fixture.write("CNAME", "lagi.example.vn");
    fixture.open().discard().expect("the staged files can be removed");
    let names = fs::read_dir(fixture.public()).expect("the folder exists").count();
    assert_eq!(names, 1);
}

#[test]
fn files_are_renamed_in_the_order_of_phases() {
    let fixture = OutputFixture::new();
    fixture.write("CNAME", "lagi.example.vn");
    let output = fixture.open();
    stage_all(&output, &small_site()).expect("the file can be staged");
    let requested = output.requested.into_inner().expect("no thread panicked");
    let folder = output.folder.expect("the output has a folder");
    let kept = super::super::publish_plan::KeptFiles::Only(Default::default());
    let plan = super::super::publish_plan::plan_publish(&folder, requested, &kept)
        .expect("there is no obstacle");
    let order: Vec<Phase> = plan.moves.iter().map(|planned| planned.phase).collect();
    let pages = [Phase::Page, Phase::Page, Phase::Feed];
    assert_eq!(order, [&[Phase::Asset, Phase::Attachment], &pages[..]].concat());
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let fixture = OutputFixture::new();
    let flat = site(&[("a", "1"), ("b/c/index.html", "2"), ("b/x.pdf", "3"), ("z", "4")]);
    let deep = site(&[("a/b/index.html", "1"), ("a/site.css", "2"), ("b", "3"), ("z", "4")]);
    fixture.build(&flat);
    let published = fixture.build(&deep);
    assert_eq!(published.removed, ["a", "b/c/index.html", "b/x.pdf"].map(Arc::from));
    assert_eq!(fixture.files(), deep);
    fixture.build(&flat);
    assert_eq!(fixture.files(), flat);
}

#[test]
fn staged_copies_follow_the_same_rules_as_staged_bytes() {
    let fixture = OutputFixture::new();
    let from = fixture.folder.path().join("Báo cáo.pdf");
    let build = |bytes: &[u8]| {
        fs::write(&from, bytes).expect("the source can be written");
        let output = fixture.open();
        output
            .stage_copy("van-ban/bao-cao.pdf", &from, Phase::Attachment)
            .expect("the file can be staged");
        output.publish().expect("the build succeeds")
    };
    let mut large = vec![7; 300_000];
    assert_eq!(build(&large).written.len(), 1);
    let manifest_of_copy = fixture.manifest();
    assert_eq!(build(&large).unchanged, 1);
    large[299_999] = 8;
    assert_eq!(build(&large).written.len(), 1);
    assert_eq!(fs::read(fixture.public().join("van-ban/bao-cao.pdf")).ok(), Some(large.clone()));
    large[299_999] = 7;
    fixture.open().discard().expect("the staged files can be removed");
    let output = fixture.open();
    output.stage("van-ban/bao-cao.pdf", &large, Phase::Attachment).expect("the file can be staged");
    output.publish().expect("the build succeeds");
    assert_eq!(fixture.manifest(), manifest_of_copy);
}

#[test]
fn a_first_build_renames_what_is_at_the_top_of_its_tree() {
    let renamed = Arc::new(Mutex::new(Vec::new()));
    let names = renamed.clone();
    let disk = DiskWriter::hooked(move |operation, path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if operation == DiskOperation::Rename {
            names.lock().expect("no thread panicked").extend(name);
        }
        Ok(())
    });
    let fixture = OutputFixture::new();
    let output = Output::open_with_disk(disk, &fixture.public(), &[]);
    let output = output.expect("the output can be opened");
    stage_all(&output, &small_site()).expect("the files can be staged");
    let published = output.publish().expect("the build succeeds");
    let renamed = renamed.lock().expect("no thread panicked").join(" ");
    assert_eq!(renamed, ".niemyet-manifest atom.xml index.html tai-nguyen van-ban");
    assert_eq!(fixture.files(), small_site());
    // The fingerprints that were read while staging are those of the published files.
    for (path, fingerprint) in &published.fingerprints {
        let output = fixture.open();
        let phase = super::phase_of(path);
        assert!(output.keep_unchanged(path, phase, fingerprint).expect("it can be read"), "{path}");
    }
}

#[test]
fn a_first_build_replaces_nothing_that_came_meanwhile() {
    let fixture = OutputFixture::new();
    let output = fixture.open();
    stage_all(&output, &small_site()).expect("the files can be staged");
    fixture.write("van-ban/tay.txt", "by hand");
    fixture.write("index.html", "by hand");
    let error = output.publish().expect_err("two paths are taken");
    let OutputError::Obstructed { obstacles } = error else { panic!("{error}") };
    let paths: Vec<&str> = obstacles.iter().map(|obstacle| &*obstacle.path).collect();
    assert_eq!(paths, ["index.html", "van-ban"]);
    assert_eq!(fixture.files().len(), 2);
}

#[test]
fn the_staging_folder_of_a_killed_build_is_removed() {
    let fixture = OutputFixture::new();
    fixture.write("CNAME", "lagi.example.vn");
    fixture.write(".niemyet-stage/7", "half");
    fixture.write(".niemyet-stage/old/8", "half");
    let output = fixture.open();
    let stage = fs::read_dir(fixture.public().join(".niemyet-stage"));
    assert_eq!(stage.expect("the folder exists").count(), 0);
    drop(output);
    fixture.write(".niemyet-stage", "not even a folder");
    fixture.build(&small_site());
    assert!(!fixture.public().join(".niemyet-stage").exists());
}

#[test]
fn threads_can_stage_in_parallel() {
    let fixture = OutputFixture::new();
    let output = fixture.open();
    let stage_fifty = &|thread: usize| {
        for number in 0..50 {
            let path = format!("van-ban/{number}/{thread}.html");
            output.stage(&path, path.as_bytes(), Phase::Page).expect("the file can be staged");
        }
    };
    thread::scope(|scope| {
        for number in 0..4 {
            let work = move || stage_fifty(number);
            scope.spawn(work);
        }
    });
    assert_eq!(output.publish().expect("the build succeeds").written.len(), 200);
    assert!(fixture.files().iter().all(|(path, text)| path == text));
}

#[test]
fn the_manifest_does_not_depend_on_earlier_builds() {
    let (one_build, three_builds) = (OutputFixture::new(), OutputFixture::new());
    one_build.build(&small_site());
    three_builds.build(&site(&[("index.html", "other"), ("van-ban", "file")]));
    three_builds.build(&SiteTexts::new());
    three_builds.build(&small_site());
    assert_eq!(one_build.manifest(), three_builds.manifest());
}

#[test]
fn a_dry_run_accepts_every_file_and_writes_none() {
    let output = Output::dry_run();
    stage_all(&output, &small_site()).expect("a dry run accepts every file");
    output.stage("../a", b"", Phase::Page).expect_err("a dry run refuses what a build refuses");
    output
        .stage("index.html", b"", Phase::Page)
        .expect_err("a dry run refuses what a build refuses");
    assert!(!output.keep("index.html").expect("the path is safe"));
    assert_eq!(output.discard().ok(), Some(()));
    assert_eq!(Output::dry_run().publish().ok(), Some(Published::default()));
}

#[test]
fn a_name_of_which_only_the_case_changes_is_published_on_a_disk_that_ignores_case() {
    for text in ["the same", "another"] {
        let fixture = OutputFixture::new();
        fixture.build(&site(&[("anh/Hinh.png", "the same"), ("index.html", "home")]));
        // Both names are those of one file, and go together.
        let (old, new) =
            (fixture.public().join("anh/Hinh.png"), fixture.public().join("anh/hinh.png"));
        fs::hard_link(old, &new).expect("the file system has second names");
        let disk = DiskWriter::hooked(move |operation, to| {
            let is_backup =
                to.file_name().is_some_and(|name| name.to_string_lossy().starts_with("old-"));
            if operation == DiskOperation::Rename && is_backup {
                fs::remove_file(&new)?;
            }
            Ok(())
        });
        let mut output =
            Output::open_with_disk(disk, &fixture.public(), &[]).expect("it can be opened");
        let folder = output.folder.as_mut().expect("it is no dry run");
        folder.ignores_case = true.into();
        let renamed = site(&[("anh/hinh.png", text), ("index.html", "home")]);
        stage_all(&output, &renamed).expect("the files can be staged");
        let published = output.publish().expect("the build succeeds");
        let changed = [&published.written[0], &published.removed[0]].map(|path| &**path);
        assert_eq!(changed, ["anh/hinh.png", "anh/Hinh.png"]);
        assert_eq!(fixture.files(), renamed);
        assert_eq!(fixture.build(&renamed).unchanged, 2);
    }
}
