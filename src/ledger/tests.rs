//! Tests of the log file: that it stays small, and that two builds do not write to it at the same time.
//!
//! Truncated and foreign ledgers are tested on whole portals in `tests/it/incremental_builds.rs`.

use std::fs;
use std::path::Path;

use super::*;
use crate::output::DiskWriter;

fn attachment(root: &Path, pages: u32) -> AttachmentRecord {
    let metadata_key = FileMetadataKey::from_metadata(
        &fs::metadata(root.join("a.pdf")).expect("the test has written the file"),
    );
    AttachmentRecord {
        metadata_key,
        sha256: [0; 32],
        size: 1,
        content: Default::default(),
        pages: Some(pages),
        has_text: None,
        pdf_failure: None,
        picture: None,
    }
}

fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("creating a temporary folder");
    fs::write(root.path().join("a.pdf"), "a").expect("writing the test file");
    root
}

fn open(root: &Path, access: LedgerAccess) -> Ledger {
    let decode = |chunks: &[EncodedChunk]| chunks.iter().map(RecordChunk::decode).collect();
    Ledger::load(LogFile::open(DiskWriter::default(), root, 1, access), ReadScope::All, &decode)
}

/// Records the number of pages of the file in one build, and returns the number recorded before.
fn record_pages(root: &Path, pages: u32) -> Option<u32> {
    let mut ledger = open(root, LedgerAccess::ReadWrite);
    let attachment = attachment(root, pages);
    let before =
        ledger.attachment("a.pdf", attachment.metadata_key).and_then(|record| record.pages);
    let mut pending = ledger.begin_records();
    pending.add_attachment("a.pdf".into(), attachment);
    ledger.commit(pending, 0, &|_| true, &|_| true);
    before
}

#[test]
fn a_ledger_of_mostly_dead_records_is_compacted() {
    let root = root();
    let mut largest = 0;
    for pages in 0..300 {
        assert_eq!(record_pages(root.path(), pages), pages.checked_sub(1));
        let size = fs::metadata(root.path().join(".niemyet/ledger"))
            .expect("the ledger was written")
            .len();
        largest = largest.max(size);
    }
    let size =
        fs::metadata(root.path().join(".niemyet/ledger")).expect("the ledger was written").len();
    assert!(size < largest / 2, "{size} of {largest}");
}

#[test]
fn a_locked_ledger_is_skipped_by_other_builds_but_readable_by_a_check() {
    let root = root();
    record_pages(root.path(), 1);
    let metadata_key = attachment(root.path(), 1).metadata_key;
    let has_record = |ledger: &Ledger| ledger.attachment("a.pdf", metadata_key).is_some();
    let locked = open(root.path(), LedgerAccess::ReadWrite);
    assert!(has_record(&locked));
    assert_eq!(record_pages(root.path(), 2), None);
    assert!(has_record(&open(root.path(), LedgerAccess::ReadOnly)));
    drop(locked);
    assert_eq!(record_pages(root.path(), 3), Some(1), "the build without the lock wrote nothing");
}

#[test]
fn the_record_of_a_removed_target_is_dropped() {
    let root = root();
    let record = || TargetRecord {
        inputs: TargetInputs {
            target_fingerprint: 0,
            settings_fingerprint: 0,
            theme_fingerprint: 0,
            original_metadata_key: None,
            dependencies: Vec::new(),
            links: Vec::new(),
        },
        output: postcard::from_bytes(&[0; 256]).expect("any bytes are a fingerprint"),
    };
    let commit = |path: &str, removed: &str| {
        let mut ledger = open(root.path(), LedgerAccess::ReadWrite);
        let mut pending = ledger.begin_records();
        pending.add_target(path.into(), record());
        ledger.commit(pending, 0, &|_| true, &|path| path != removed);
        ledger
    };
    assert!(commit("a.html", "").target(0, "a.html").is_some());
    let ledger = commit("b.html", "a.html");
    assert!(ledger.target(0, "a.html").is_none());
    assert!(ledger.target(0, "b.html").is_some());
}
