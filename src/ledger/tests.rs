//! Tests of the file itself: that it stays small, and that two builds do not write into each other.
//!
//! What is torn or foreign is tried on whole portals in `tests/it/ledger.rs`.

use std::fs;
use std::path::Path;

use super::*;
use crate::output::DiskWriter;

fn facts(root: &Path, pages: u32) -> AttachmentRecord {
    let stamp = FileMetadataKey::from_metadata(
        &fs::metadata(root.join("a.pdf")).expect("the test wrote it"),
    );
    AttachmentRecord {
        metadata_key: stamp,
        sha256: [0; 32],
        pages: Some(pages),
        has_text: None,
        pdf_failure: None,
        picture: None,
    }
}

fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::write(root.path().join("a.pdf"), "a").expect("written");
    root
}

fn open(root: &Path, access: LedgerAccess) -> Ledger {
    let decode = |parts: &[EncodedChunk]| parts.iter().map(RecordChunk::decode).collect();
    Ledger::load(LogFile::open(DiskWriter::default(), root, 1, access), ReadScope::All, &decode)
}

/// Learns how many pages the file has, and gives what was known before.
fn learn(root: &Path, pages: u32) -> Option<u32> {
    let mut ledger = open(root, LedgerAccess::ReadWrite);
    let facts = facts(root, pages);
    let before = ledger.attachment("a.pdf", facts.metadata_key).and_then(|facts| facts.pages);
    let mut news = ledger.begin_records();
    news.add_attachment("a.pdf".into(), facts);
    ledger.commit(news, 0, &|_| true, &|_| true);
    before
}

#[test]
fn a_ledger_of_mostly_dead_rows_is_written_anew() {
    let root = root();
    let mut largest = 0;
    for pages in 0..300 {
        assert_eq!(learn(root.path(), pages), pages.checked_sub(1));
        let size = fs::metadata(root.path().join(".niemyet/ledger")).expect("written").len();
        largest = largest.max(size);
    }
    let size = fs::metadata(root.path().join(".niemyet/ledger")).expect("written").len();
    assert!(size < largest / 2, "{size} of {largest}");
}

#[test]
fn while_one_build_has_the_ledger_another_does_without_and_a_check_may_look() {
    let root = root();
    learn(root.path(), 1);
    let stamp = facts(root.path(), 1).metadata_key;
    let knows = |ledger: &Ledger| ledger.attachment("a.pdf", stamp).is_some();
    let held = open(root.path(), LedgerAccess::ReadWrite);
    assert!(knows(&held));
    assert_eq!(learn(root.path(), 2), None);
    assert!(knows(&open(root.path(), LedgerAccess::ReadOnly)));
    drop(held);
    assert_eq!(learn(root.path(), 3), Some(1), "the other one wrote nothing");
}
