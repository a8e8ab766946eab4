//! Crash tests: builds of a whole portal that are killed at every single disk operation, or in which one fails, each
//! followed by another build; and builds during which a file is changed.
//!
//! Writes of the ledger count as well, and so does what the next build reads from it: a killed build may have
//! published more than it recorded, or less.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};

use sha2::{Digest as _, Sha256};

use tempfile::TempDir;

use super::{BuildError, Options, Report, run, run_with_disk};
use crate::diagnostic::MachineOperation;
use crate::output::{DiskOperation, DiskWriter};

const SETTINGS: &str = "\
title: Cổng thử
base_url: https://thu.example.vn/
owner: {name: Đơn vị thử}
sections:
  van-ban: {kind: document, title: Văn bản}
";

/// More disk operations than any of these builds needs.
const MAX_OPERATIONS: isize = 2000;

/// The files of a site by path.
pub(super) type SiteBytes = BTreeMap<String, Vec<u8>>;

/// The content in one of two versions: between them, one entry changes, two are added and one is removed.
fn content_files(second_version: bool) -> Vec<(&'static str, String)> {
    let entry = |number: u8, title: &str, body: &str| {
        format!(
            "---\ntiêu đề: {title}\nsố hiệu: {number}/KH-UBND\nngày ban hành: 01/3/2019\n\
             người đăng: văn thư\ntrích yếu: Việc\n---\n\n{body}\n"
        )
    };
    if second_version {
        let plan = entry(5, "Kế hoạch đã đổi", "Nội dung đã đổi.");
        vec![
            ("van-ban/a.md", plan),
            ("van-ban/c/index.md", entry(7, "Mới", "Mới.")),
            ("van-ban/d/index.md", entry(8, "Thêm", "Thêm.")),
            ("van-ban/d/tep.txt", "Tệp thêm".to_owned()),
        ]
    } else {
        let plan = entry(5, "Kế hoạch", "Nội dung.");
        vec![
            ("van-ban/a.md", plan),
            ("van-ban/b/index.md", entry(6, "Cũ", "Cũ.")),
            ("van-ban/b/tep.txt", "Tệp".to_owned()),
        ]
    }
}

/// A portal in a temporary folder.
struct CrashTestPortal {
    folder: TempDir,
    options: Options,
}

impl CrashTestPortal {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be created");
        fs::write(folder.path().join("portal.yaml"), SETTINGS).expect("the file can be written");
        let options = Options {
            output: Some(folder.path().join("public")),
            today: Some(jiff::civil::Date::constant(2026, 11, 22)),
            build_id: Some(1),
            // Long after all files were saved, so that every metadata key is settled and trusted.
            ..Options::new(
                folder.path().to_owned(),
                "2200-01-01T00:00:00Z".parse().expect("a valid timestamp"),
            )
        };
        Self { folder, options }
    }

    fn set_content(&self, second_version: bool) {
        let content_folder = self.folder.path().join("content");
        if content_folder.exists() {
            fs::remove_dir_all(&content_folder).expect("the folder can be removed");
        }
        for (path, text) in content_files(second_version) {
            let path = content_folder.join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder"))
                .expect("the folder can be created");
            fs::write(path, text).expect("the file can be written");
        }
    }

    fn build(&self) -> Report {
        let report = run(&self.options).expect("the build does not fail");
        assert!(report.published.is_some(), "{:?}", report.faults);
        report
    }

    /// Builds until the given number of disk operations is used up; returns whether that was enough.
    fn build_with_budget(&self, operations: isize) -> bool {
        let operations_left = Arc::new(AtomicIsize::new(operations));
        // The tests inspect what the killed build left on the disk.
        let disk = DiskWriter::failing_after(operations_left.clone());
        let _ = run_with_disk(&disk, &self.options);
        operations_left.load(Ordering::SeqCst) >= 0
    }

    /// Returns whether a path begins like this anywhere in the ledger or the snapshot.
    fn ledger_names(&self, path: &str) -> bool {
        let state_folder = self.folder.path().join(".niemyet");
        let mut files = ["ledger", "snapshot"].map(|name| state_folder.join(name)).into_iter();
        files.any(|file| {
            let mut bytes = fs::read(&file).expect("a build that published wrote the file");
            if file.ends_with("ledger") {
                bytes = crate::ledger::plain_content(&bytes);
            }
            bytes.windows(path.len()).any(|part| part == path.as_bytes())
        })
    }

    fn site(&self) -> SiteBytes {
        let mut files = SiteBytes::new();
        read_folder(&self.folder.path().join("public"), "", &mut files);
        files
    }
}

/// Reads all files of a site and its manifest, without the lock and the staging folder.
pub(super) fn read_folder(folder: &Path, prefix: &str, files: &mut SiteBytes) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("the folder can be listed");
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match path.as_str() {
            ".niemyet-lock" | ".niemyet-stage" => {}
            _ if entry.path().is_dir() => read_folder(&entry.path(), &format!("{path}/"), files),
            _ => drop(files.insert(path, fs::read(entry.path()).expect("the file can be read"))),
        }
    }
}

/// Builds a version from nothing.
fn clean_build(second_version: bool) -> SiteBytes {
    let portal = CrashTestPortal::new();
    portal.set_content(second_version);
    portal.build();
    portal.site()
}

/// Builds while one disk operation fails; returns the outcome, and whether the build came to that operation.
fn build_with_failure(
    portal: &CrashTestPortal,
    failing: usize,
) -> (Result<Report, BuildError>, bool) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let disk = DiskWriter::hooked(move |_, _| match counted.fetch_add(1, Ordering::SeqCst) {
        at if at == failing => Err(io::Error::from_raw_os_error(5)),
        _ => Ok(()),
    });
    let outcome = run_with_disk(&disk, &portal.options);
    (outcome, count.load(Ordering::SeqCst) > failing)
}

#[test]
fn a_build_with_any_failing_operation_leaves_the_old_or_the_new_site() {
    let versions = [clean_build(false), clean_build(true)];
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    portal.build();
    let mut failed_builds = 0;
    // Every operation takes a minute, so that only long runs test them all.
    let step = if std::env::var_os("DEEP").is_some() { 1 } else { 4 };
    let mut new = 0;
    for failing in (0..).step_by(step) {
        let old = new;
        new = 1 - old;
        portal.set_content(new == 1);
        let (outcome, has_failed) = build_with_failure(&portal, failing);
        let is_published = outcome.is_ok_and(|report| report.published.is_some());
        failed_builds += usize::from(!is_published);
        let expected = &versions[if is_published { new } else { old }];
        assert!(portal.site() == *expected, "with failure {failing}, published: {is_published}");
        portal.build();
        assert!(portal.site() == versions[new], "after failure {failing}");
        assert_eq!(portal.build().rendered, [], "after failure {failing}");
        if !has_failed {
            assert!(failed_builds * step > 60, "{failed_builds} of {failing} failed");
            return;
        }
    }
}

#[test]
fn old_files_that_cannot_be_removed_are_told_and_the_site_is_complete() {
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    let disk = DiskWriter::hooked(|operation, path| {
        let is_stage = operation == DiskOperation::RemoveAll && path.ends_with(".niemyet-stage");
        if is_stage { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
    });
    let report = run_with_disk(&disk, &portal.options).expect("the site is complete");
    let codes: Vec<&str> = report.faults.iter().map(|fault| &*fault.code).collect();
    assert_eq!(codes, ["leftover-files"]);
    assert!(!report.has_errors() && report.published.is_some());
    assert!(portal.site() == clean_build(false));
    assert!(portal.build().faults.is_empty());
    assert!(!portal.folder.path().join("public/.niemyet-stage").exists());
}

/// Builds while another program writes to an attachment, at most `times`, between its readings.
fn build_while_copying(portal: &CrashTestPortal, times: usize) -> Result<Report, BuildError> {
    let file = portal.folder.path().join("content/van-ban/b/tep.txt");
    let count = AtomicUsize::new(0);
    let disk = DiskWriter::hooked(move |operation, path| {
        let is_begun = operation == DiskOperation::CreateFolder && path.ends_with(".niemyet-stage");
        if is_begun && count.fetch_add(1, Ordering::SeqCst) < times {
            let text = fs::read_to_string(&file).expect("the file can be read");
            fs::write(&file, text + "nữa").expect("the file can be written");
        }
        Ok(())
    });
    run_with_disk(&disk, &portal.options)
}

#[test]
fn what_a_page_says_of_a_file_is_true_of_the_published_bytes() {
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    build_while_copying(&portal, 1).expect("the second reading is the last");
    let site = portal.site();
    let file = &site["van-ban/b/tep.txt"];
    assert_eq!(String::from_utf8_lossy(file), "Tệpnữa");
    let page = String::from_utf8_lossy(&site["van-ban/b/index.html"]);
    let digest: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(page.contains(&digest), "{page}");
    assert!(page.contains(&format!("\"contentSize\":\"{} B\"", file.len())), "{page}");
    assert_eq!(portal.build().rendered, []);
}

#[test]
fn a_file_that_is_still_being_copied_ends_the_build_and_changes_nothing() {
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    for has_site in [false, true] {
        portal.set_content(false);
        let before = portal.site();
        let failure = build_while_copying(&portal, usize::MAX).expect_err("it changes each time");
        let BuildError::Machine(fault) = failure else { panic!("{failure:?}") };
        assert_eq!(fault.operation, MachineOperation::ReadAgain);
        assert!(fault.path.ends_with("content/van-ban/b/tep.txt"), "{fault}");
        assert!(portal.site() == before, "with a site: {has_site}");
        portal.build();
    }
}

#[test]
fn a_build_killed_at_any_write_leaves_whole_files_and_the_next_build_equals_a_clean_one() {
    let versions = [clean_build(false), clean_build(true)];
    let portal = CrashTestPortal::new();
    portal.set_content(false);
    portal.build();
    let mut second_version = false;
    for operations in 0..MAX_OPERATIONS {
        second_version = !second_version;
        portal.set_content(second_version);
        let finished = portal.build_with_budget(operations);
        let is_ours = |path: &str| !path.contains(".niemyet-");
        for (path, bytes) in portal.site().iter().filter(|(path, _)| is_ours(path)) {
            let is_whole = versions.iter().any(|version| version.get(path) == Some(bytes));
            assert!(is_whole, "killed at {operations}: {path} is torn");
        }
        // Every third time the edit is undone before the next build, which must not trust the unfinished one.
        if operations % 3 == 0 {
            second_version = !second_version;
            portal.set_content(second_version);
        }
        portal.build();
        assert!(
            portal.site() == versions[usize::from(second_version)],
            "after a kill at {operations}"
        );
        assert_eq!(portal.build().rendered, [], "after a kill at {operations}");
        let removed = if second_version { "content/van-ban/b/" } else { "content/van-ban/c/" };
        assert!(
            !portal.ledger_names(removed),
            "{removed} is recorded after a kill at {operations}"
        );
        if finished {
            assert!(operations > 40, "only {operations} operations");
            return;
        }
    }
    panic!("the build never finished");
}
