//! Builds of a whole portal that die at every single operation on the disk, and the build after.
//!
//! The writing of the ledger counts, and so does what it says afterwards: a build that was killed may have published
//! more than it wrote down, or less.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};

use tempfile::TempDir;

use super::{Options, Report, run, run_with_disk};
use crate::output::DiskWriter;

const SETTINGS: &str = "\
title: Cổng thử
base_url: https://thu.example.vn/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
";

/// More operations than any of these builds needs.
const MAX_OPERATIONS: isize = 2000;

type SiteBytes = BTreeMap<String, Vec<u8>>;

/// What content is at one time: between two of these an entry changes, one comes and one goes.
fn content_files(late: bool) -> Vec<(&'static str, String)> {
    let entry = |number: u8, title: &str, body: &str| {
        format!(
            "---\ntiêu đề: {title}\nsố hiệu: {number}/KH-UBND\nngày ban hành: 01/3/2019\n\
             người đăng: văn thư\ntrích yếu: Việc\n---\n\n{body}\n"
        )
    };
    if late {
        let plan = entry(5, "Kế hoạch đã đổi", "Nội dung đã đổi.");
        vec![("van-ban/a.md", plan), ("van-ban/c/index.md", entry(7, "Mới", "Mới."))]
    } else {
        let plan = entry(5, "Kế hoạch", "Nội dung.");
        vec![
            ("van-ban/a.md", plan),
            ("van-ban/b/index.md", entry(6, "Cũ", "Cũ.")),
            ("van-ban/b/tep.txt", "Tệp".to_owned()),
        ]
    }
}

struct CrashTestPortal {
    folder: TempDir,
    options: Options,
}

impl CrashTestPortal {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("the machine has room for tests");
        fs::write(folder.path().join("portal.yaml"), SETTINGS).expect("written");
        let options = Options {
            root: folder.path().to_owned(),
            output: Some(folder.path().join("public")),
            base_url: None,
            drafts: false,
            today: Some(jiff::civil::Date::constant(2026, 11, 22)),
            // Long after all files are saved, so that the ledger is believed as much as it can be.
            now: "2200-01-01T00:00:00Z".parse().expect("a time"),
            keep_going: false,
            build_id: Some(1),
        };
        Self { folder, options }
    }

    fn set_content(&self, late: bool) {
        let content_folder = self.folder.path().join("content");
        if content_folder.exists() {
            fs::remove_dir_all(&content_folder).expect("removed");
        }
        for (path, text) in content_files(late) {
            let path = content_folder.join(path);
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
    }

    fn build(&self) -> Report {
        let report = run(&self.options).expect("nothing is in the way");
        assert!(report.published.is_some(), "{:?}", report.faults);
        report
    }

    /// Builds until the given number of operations is used up, and tells whether that was enough.
    fn build_with_budget(&self, operations: isize) -> bool {
        let fuse = Arc::new(AtomicIsize::new(operations));
        // What a killed build comes to is seen on the disk.
        let _ = run_with_disk(&DiskWriter { operations_left: Some(fuse.clone()) }, &self.options);
        fuse.load(Ordering::SeqCst) >= 0
    }

    fn site(&self) -> SiteBytes {
        let mut files = SiteBytes::new();
        read_folder(&self.folder.path().join("public"), "", &mut files);
        files
    }
}

/// All files of a site and its manifest, but what is of a build under way.
fn read_folder(folder: &Path, prefix: &str, files: &mut SiteBytes) {
    for item in fs::read_dir(folder).into_iter().flatten() {
        let item = item.expect("a folder stays while it is listed");
        let path = format!("{prefix}{}", item.file_name().to_string_lossy());
        match path.as_str() {
            ".niemyet-lock" | ".niemyet-stage" => {}
            _ if item.path().is_dir() => read_folder(&item.path(), &format!("{path}/"), files),
            _ => drop(files.insert(path, fs::read(item.path()).expect("a file can be read"))),
        }
    }
}

fn clean_build(late: bool) -> SiteBytes {
    let portal = CrashTestPortal::new();
    portal.set_content(late);
    portal.build();
    portal.site()
}

#[test]
fn a_build_killed_at_any_write_leaves_whole_files_and_the_next_build_equals_a_clean_one() {
    let goals = [clean_build(false), clean_build(true)];
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    portal.build();
    let mut late = false;
    for operations in 0..MAX_OPERATIONS {
        late = !late;
        portal.set_content(late);
        let finished = portal.build_with_budget(operations);
        for (path, bytes) in portal.site().iter().filter(|(path, _)| !path.starts_with(".niemyet-"))
        {
            let whole = goals.iter().any(|goal| goal.get(path) == Some(bytes));
            assert!(whole, "killed at {operations}: {path} is torn");
        }
        // Now and then all is taken back before the next build: it must not believe what was not finished.
        if operations % 3 == 0 {
            late = !late;
            portal.set_content(late);
        }
        portal.build();
        assert!(portal.site() == goals[usize::from(late)], "after a kill at {operations}");
        assert_eq!(portal.build().rendered, [], "after a kill at {operations}");
        if finished {
            assert!(operations > 40, "{operations} are few");
            return;
        }
    }
    panic!("the build never finished");
}
