//! Failures of the machine: every single disk operation fails once, and every kind of operation fails from some moment
//! on, so that what was done before cannot be undone either.
//!
//! The sites are those of `crash_points`: a publish edits, adds, removes and adopts files among foreign ones, turns a
//! file into a folder and the reverse, and removes the last file of a folder.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::disk::{DiskOperation, DiskWriter};
use super::super::{Output, OutputError, Published};
use super::crash_points::{MAX_OPERATIONS, fixture_with_old_site, new_site};
use super::{OutputFixture, SiteTexts, site, stage_all};

/// Input/output error, no space left, permission denied: the codes of POSIX systems.
const ERRORS: [i32; 3] = [5, 28, 13];

/// What a full disk refuses.
const CREATING: [DiskOperation; 5] = [
    DiskOperation::Create,
    DiskOperation::Write,
    DiskOperation::CreateFolder,
    DiskOperation::Link,
    DiskOperation::Copy,
];

/// A build in which some operations failed.
struct FailureOutcome {
    /// `None` if not even the output could be opened.
    result: Option<Result<Published, OutputError>>,
    /// The number of operations that might have failed.
    count: usize,
}

impl FailureOutcome {
    fn is_published(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }
}

/// Builds the new site; `fails` decides whether an operation does, by its number among those that `counts` accepts.
fn build_with_failures(
    fixture: &OutputFixture,
    counts: impl Fn(DiskOperation) -> bool + Send + Sync + 'static,
    fails: impl Fn(usize) -> bool + Send + Sync + 'static,
) -> FailureOutcome {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let disk = DiskWriter::hooked(move |operation, _: &Path| {
        if !counts(operation) {
            return Ok(());
        }
        let at = counted.fetch_add(1, Ordering::SeqCst);
        let code = ERRORS[at % ERRORS.len()];
        if fails(at) { Err(io::Error::from_raw_os_error(code)) } else { Ok(()) }
    });
    let output = Output::open_with_disk(disk, &fixture.public(), &[]).ok();
    let result = output.map(|output| {
        stage_all(&output, &new_site())?;
        output.publish()
    });
    FailureOutcome { result, count: count.load(Ordering::SeqCst) }
}

/// The files that exist only in `left` or have other texts there than in `right`.
fn difference(left: &SiteTexts, right: &SiteTexts) -> Vec<String> {
    left.keys().filter(|path| left.get(*path) != right.get(*path)).cloned().collect()
}

/// Asserts that the outcome of a build is the old or the new site, or names exactly what differs from the old one.
fn assert_as_told(
    fixture: &OutputFixture,
    old: &SiteTexts,
    outcome: &FailureOutcome,
    context: &str,
) {
    let files = fixture.files();
    match &outcome.result {
        Some(Ok(_)) => assert_eq!(difference(&new_site(), &files), [""; 0], "{context}"),
        Some(Err(OutputError::NotUndone { written, removed, .. })) => {
            assert_eq!(*written, difference(&files, old), "{context}");
            let missing: Vec<String> =
                old.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
            assert_eq!(*removed, missing, "{context}");
        }
        Some(Err(OutputError::Disk(_))) | None => assert_eq!(files, *old, "{context}"),
        Some(Err(other)) => panic!("{context}: {other}"),
    }
}

fn assert_healed(fixture: &OutputFixture, expected: &OutputFixture, context: &str) {
    fixture.build(&new_site());
    assert_eq!(fixture.tree(), expected.tree(), "{context}");
    assert_eq!(fixture.manifest(), expected.manifest(), "{context}");
    assert!(!fixture.public().join(".niemyet-stage").exists(), "{context}");
}

/// Makes each operation fail that a build counts; returns how many builds failed.
fn fail_each(
    start: impl Fn() -> OutputFixture,
    counts: impl Fn(DiskOperation) -> bool + Copy + Send + Sync + 'static,
    lasts: bool,
) -> usize {
    let expected = start();
    expected.build(&new_site());
    let mut failed = 0;
    for failing in 0..MAX_OPERATIONS.unsigned_abs() {
        let fixture = start();
        let (old, manifest) = (fixture.tree(), fixture.manifest());
        let fails = move |at| if lasts { at >= failing } else { at == failing };
        let outcome = build_with_failures(&fixture, counts, fails);
        let context = format!("failing at {failing}, lasting: {lasts}");
        if let Some(Ok(published)) = &outcome.result {
            assert_eq!(fixture.files(), expected.files(), "{context}");
            let has_stage = fixture.public().join(".niemyet-stage").exists();
            assert_eq!(published.leftover.is_some(), has_stage, "{context}");
        } else if !lasts {
            assert_eq!((fixture.tree(), fixture.manifest()), (old, manifest), "{context}");
        } else {
            assert_as_told(&fixture, &files_of(&old), &outcome, &context);
        }
        if lasts {
            // Another site than the one that could not be published: every file that is left is managed.
            let mut other = new_site();
            other.insert("new/page/index.html".to_owned(), "edited".to_owned());
            other.insert("index.html".to_owned(), "edited home".to_owned());
            fixture.build(&other);
        }
        assert_healed(&fixture, &expected, &context);
        failed += usize::from(!outcome.is_published());
        if outcome.count <= failing {
            return failed;
        }
    }
    panic!("the build never finished");
}

fn files_of(tree: &SiteTexts) -> SiteTexts {
    tree.clone().into_iter().filter(|(path, _)| !path.ends_with('/')).collect()
}

#[test]
fn a_build_in_which_one_operation_fails_changes_nothing_or_everything() {
    let failed = fail_each(fixture_with_old_site, |_| true, false);
    assert!(failed > 40, "{failed} builds failed");
}

#[test]
fn a_first_build_in_which_one_operation_fails_changes_nothing_or_everything() {
    let failed = fail_each(OutputFixture::new, |_| true, false);
    assert!(failed > 30, "{failed} builds failed");
}

#[test]
fn what_cannot_be_undone_is_named_exactly_and_completed_by_the_next_build() {
    let kinds = [
        DiskOperation::Create,
        DiskOperation::Write,
        DiskOperation::Sync,
        DiskOperation::Rename,
        DiskOperation::Link,
        DiskOperation::CreateFolder,
        DiskOperation::RemoveFile,
        DiskOperation::RemoveFolder,
        DiskOperation::RemoveAll,
    ];
    for kind in kinds {
        fail_each(fixture_with_old_site, move |operation| operation == kind, true);
        fail_each(OutputFixture::new, move |operation| operation == kind, true);
    }
    // New files cannot be removed, while replaced and removed ones can be put back.
    let is_of_both =
        |operation| matches!(operation, DiskOperation::Sync | DiskOperation::RemoveFile);
    fail_each(fixture_with_old_site, is_of_both, true);
    let failed = fail_each(fixture_with_old_site, |_| true, true);
    assert!(failed > 40, "{failed} builds failed");
}

#[test]
fn a_disk_that_becomes_full_leaves_the_site_as_it_was() {
    let is_creating = |operation| CREATING.contains(&operation);
    let failed = fail_each(fixture_with_old_site, is_creating, true);
    assert!(failed > 30, "{failed} builds failed");
}

/// A writer whose last change, the rename of the new manifest, fails; and each operation of a kind.
fn failing_at_the_end(kind: Option<DiskOperation>) -> DiskWriter {
    let manifests = AtomicUsize::new(0);
    DiskWriter::hooked(move |operation, path| {
        let is_last = operation == DiskOperation::Rename
            && path.ends_with(".niemyet-manifest")
            // The first one is the union.
            && manifests.fetch_add(1, Ordering::SeqCst) == 1;
        let fails = is_last || Some(operation) == kind;
        if fails { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
    })
}

fn publish_with(disk: DiskWriter, fixture: &OutputFixture, wanted: &SiteTexts) -> OutputError {
    let output = Output::open_with_disk(disk, &fixture.public(), &[]);
    let output = output.expect("the output can be opened");
    stage_all(&output, wanted).expect("the files can be staged");
    output.publish().expect_err("the last rename fails")
}

#[test]
fn where_files_have_no_second_names_they_are_kept_as_copies() {
    let fixture = fixture_with_old_site();
    let disk = failing_at_the_end(Some(DiskOperation::Link));
    let error = publish_with(disk, &fixture, &new_site());
    assert!(matches!(error, OutputError::Disk(_)));
    let old = fixture_with_old_site();
    assert_eq!((fixture.tree(), fixture.manifest()), (old.tree(), old.manifest()));
}

#[cfg(unix)]
#[test]
fn a_removed_folder_that_is_put_back_has_its_permissions() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = OutputFixture::new();
    let old = site(&[("a/index.html", "1"), ("index.html", "2")]);
    fixture.build(&old);
    let folder = fixture.public().join("a");
    let permissions = fs::Permissions::from_mode(0o770);
    fs::set_permissions(&folder, permissions).expect("the folder exists");
    publish_with(failing_at_the_end(None), &fixture, &site(&[("index.html", "2")]));
    assert_eq!(fixture.files(), old);
    let mode = fs::metadata(&folder).expect("the folder is there again").permissions().mode();
    assert_eq!(mode & 0o777, 0o770);
}

#[test]
fn after_a_panic_while_a_site_is_published_it_is_as_it_was() {
    let fixture = fixture_with_old_site();
    let before = fixture.tree();
    let disk = DiskWriter::hooked(|operation, path| {
        let is_last = operation == DiskOperation::Rename && path.ends_with("public/atom.xml");
        assert!(!is_last, "the test asks for it");
        Ok(())
    });
    let output = Output::open_with_disk(disk, &fixture.public(), &[]).expect("it can be opened");
    stage_all(&output, &new_site()).expect("the files can be staged");
    let error = output.publish().expect_err("the program broke");
    assert!(error.to_string().contains("the program broke"), "{error}");
    assert_eq!(fixture.tree(), before);
    assert!(!fixture.public().join(".niemyet-stage").exists());
}
