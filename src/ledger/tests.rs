//! Tests of the log: that it stays small, that no damage of it is believed, and that two builds do not write to it at
//! the same time.
//!
//! Truncated and foreign ledgers are also tested on whole portals in `tests/it/incremental_builds.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use super::part::{FrameHeader, FrameKind, HEADER_LEN};
use super::*;
use crate::entry::Metadata;
use crate::output::DiskWriter;

const SOURCE: &str = "content/van-ban/a.md";
const TARGET: &str = "van-ban/a/index.html";

fn root() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("creating a temporary folder");
    fs::write(root.path().join("a.pdf"), "a").expect("writing the test file");
    root
}

fn log_path(root: &Path) -> PathBuf {
    root.join(".niemyet/ledger")
}

fn open(root: &Path, access: LedgerAccess) -> Ledger {
    Ledger::load(LogFile::open(DiskWriter::default(), root, 1, access))
}

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

/// Makes the record of an entry; its `version` is its title, and the fingerprint of its text.
fn source(version: u64) -> SourceRecord {
    let metadata = Metadata { title: version.to_string().into(), ..Metadata::default() };
    SourceRecord {
        metadata_key: None,
        text_fingerprint: version,
        settings_fingerprint: 0,
        file_dependencies: Default::default(),
        dependencies_fingerprint: 0,
        entry: Arc::new(Entry::test_document("a", metadata)),
        diagnostics: Vec::new(),
    }
}

fn inputs(version: u64) -> TargetInputs {
    TargetInputs {
        target_fingerprint: version,
        settings_fingerprint: 0,
        theme_fingerprint: 0,
        original_metadata_key: None,
        answers: RecordedAnswers::default(),
        links: vec![LinkHash::of("/van-ban/a/")],
        related: Vec::new(),
    }
}

fn output() -> OutputFingerprint {
    postcard::from_bytes(&[0; 256]).expect("any bytes are a fingerprint")
}

/// Records one version of a content file, an attachment and a target.
fn record(root: &Path, version: u32, target: &str) -> Ledger {
    let mut ledger = open(root, LedgerAccess::ReadWrite);
    let new_records = ledger.begin_records(0);
    new_records.add_source(0, &source(version.into()));
    new_records.add_attachment("a.pdf".into(), attachment(root, version));
    new_records.add_target(0, target, &inputs(version.into()));
    let output = output();
    let scope = CommitScope {
        targets: Some(PathSet::from_iter([target])),
        published: PublishedFiles::from_iter([(target, &output)]),
        ..CommitScope::default()
    };
    assert!(ledger.commit(new_records, &scope));
    ledger
}

/// Returns the recorded versions of the content file, the attachment and the target.
fn versions(root: &Path, ledger: &Ledger) -> [Option<u64>; 3] {
    let metadata_key = attachment(root, 0).metadata_key;
    let source = ledger.source(SOURCE).map(|record| {
        assert_eq!(*record.entry.metadata.title, *record.text_fingerprint.to_string());
        record.text_fingerprint
    });
    let pages = ledger.attachment("a.pdf", metadata_key).and_then(|record| record.pages);
    let target = ledger.target(0, TARGET).map(|record| {
        assert_eq!((record.inputs.links, record.output), (inputs(0).links, output()));
        record.inputs.target_fingerprint
    });
    [source, pages.map(u64::from), target]
}

#[test]
fn a_ledger_of_mostly_dead_records_is_compacted() {
    let root = root();
    let size = || fs::metadata(log_path(root.path())).expect("the ledger was written").len();
    let mut largest = 0;
    for version in 0..300_u32 {
        let ledger = open(root.path(), LedgerAccess::ReadOnly);
        let expected = version.checked_sub(1).map(u64::from);
        assert_eq!(versions(root.path(), &ledger), [expected; 3]);
        record(root.path(), version, TARGET);
        largest = largest.max(size());
    }
    assert!(size() < largest, "{} of {largest}", size());
    assert!(largest < 300 * 1024, "{largest}");
}

#[test]
fn a_locked_ledger_is_skipped_by_other_builds_but_readable_by_a_check() {
    let root = root();
    let root = root.path();
    record(root, 1, TARGET);
    let locked = open(root, LedgerAccess::ReadWrite);
    assert_eq!(versions(root, &locked), [Some(1); 3]);
    assert_eq!(versions(root, &record(root, 2, TARGET)), [None; 3]);
    assert_eq!(versions(root, &open(root, LedgerAccess::ReadOnly)), [Some(1); 3]);
    drop(locked);
    assert_eq!(versions(root, &record(root, 3, TARGET)), [Some(3); 3]);
}

#[test]
fn the_record_of_a_removed_target_is_dropped_when_the_log_is_compacted() {
    let root = root();
    record(root.path(), 1, TARGET);
    let mut ledger = record(root.path(), 2, "b.html");
    assert!(ledger.target(0, TARGET).is_some());
    let scope = CommitScope {
        files: Some(PathSet::from_iter([SOURCE])),
        targets: Some(PathSet::from_iter(["b.html"])),
        ..CommitScope::default()
    };
    let new_records = ledger.begin_records(0);
    assert!(ledger.commit(new_records, &scope));
    drop(ledger);
    let ledger = open(root.path(), LedgerAccess::ReadOnly);
    assert_eq!(versions(root.path(), &ledger), [Some(2), None, None]);
    assert!(ledger.target(0, "b.html").is_some());
    let text = fs::read(log_path(root.path())).expect("the ledger was written");
    let content = plain_content(&text);
    let contains = |text: &[u8]| memchr::memmem::find(&content, text).is_some();
    assert!(contains(SOURCE.as_bytes()) && !contains(TARGET.as_bytes()));
}

#[test]
fn a_target_that_was_not_published_has_no_record() {
    let root = root();
    let mut ledger = record(root.path(), 1, TARGET);
    let new_records = ledger.begin_records(0);
    new_records.add_source(0, &source(2));
    new_records.add_target(0, TARGET, &inputs(2));
    assert!(ledger.commit(new_records, &CommitScope::default()));
    drop(ledger);
    let ledger = open(root.path(), LedgerAccess::ReadOnly);
    assert_eq!(versions(root.path(), &ledger), [Some(2), Some(1), Some(1)]);
}

#[test]
fn no_damaged_byte_is_believed() {
    let root = root();
    let root = root.path();
    record(root, 1, TARGET);
    let first_len = fs::read(log_path(root)).expect("the ledger was written").len();
    record(root, 2, TARGET);
    let whole = fs::read(log_path(root)).expect("the ledger was written");
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(log_path(root), &damaged).expect("the ledger can be written");
        let found = versions(root, &open(root, LedgerAccess::ReadOnly));
        // The parts of the first batch have dead rows only, which are not read.
        assert!(found != [Some(2); 3] || (24..first_len).contains(&at), "byte {at} is noticed");
        for version in found.into_iter().flatten() {
            assert!([1, 2].contains(&version), "byte {at}: {version}");
        }
        assert_eq!(versions(root, &record(root, 3, TARGET)), [Some(3); 3], "byte {at}");
    }
}

#[test]
fn an_incomplete_batch_is_overwritten() {
    let root = root();
    let root = root.path();
    record(root, 1, TARGET);
    let first = fs::read(log_path(root)).expect("the ledger was written");
    record(root, 2, TARGET);
    let whole = fs::read(log_path(root)).expect("the ledger was written");
    assert_eq!(whole[..first.len()], first);
    for end in 0..whole.len() {
        fs::write(log_path(root), &whole[..end]).expect("the ledger can be written");
        let found = versions(root, &open(root, LedgerAccess::ReadOnly));
        assert_eq!(found, [(end >= first.len()).then_some(1); 3], "{end}");
        record(root, 2, TARGET);
        assert_eq!(versions(root, &open(root, LedgerAccess::ReadOnly)), [Some(2); 3]);
        let size = fs::metadata(log_path(root)).expect("the ledger was written").len() as usize;
        let kept = if end < first.len() { 24 } else { first.len() };
        assert_eq!(size, kept + whole.len() - first.len(), "{end}");
    }
}

#[test]
fn a_batch_that_lacks_a_part_does_not_exist() {
    const START: usize = 24;
    let root = root();
    let root = root.path();
    record(root, 1, TARGET);
    let whole = fs::read(log_path(root)).expect("the ledger was written");
    let mut frames = Vec::new();
    let mut rest = &whole[START..];
    while let Some((header, _)) = rest.split_first_chunk::<HEADER_LEN>() {
        let header = FrameHeader::decode(header).expect("the frames are whole");
        let (frame, after) = rest.split_at(HEADER_LEN + header.stored_len as usize);
        frames.push((header.kind, frame));
        rest = after;
    }
    let kinds = [FrameKind::Sources, FrameKind::Attachments, FrameKind::Targets];
    for missing in kinds {
        let kept = frames.iter().filter(|(kind, _)| *kind != missing);
        let kept: Vec<u8> = kept.flat_map(|(_, frame)| frame.iter().copied()).collect();
        assert!(kept.len() < whole.len() - START, "{missing:?}");
        fs::write(log_path(root), [&whole[..START], &kept].concat())
            .expect("the ledger can be written");
        let found = versions(root, &open(root, LedgerAccess::ReadOnly));
        assert_eq!(found, [None; 3], "{missing:?}");
    }
}

#[test]
fn many_targets_of_several_threads_fill_many_parts() {
    const COUNT: usize = 10_000;
    let root = root();
    let mut ledger = open(root.path(), LedgerAccess::ReadWrite);
    let new_records = ledger.begin_records(7);
    let path = |number: usize| format!("van-ban/quyet-dinh-{number}/index.html");
    let links = |number: usize| (0..30).map(move |at| LinkHash::of(&format!("{number}/{at}")));
    for number in 0..COUNT {
        let inputs = TargetInputs { links: links(number).collect(), ..inputs(number as u64) };
        // Each thread has a range of the targets.
        new_records.add_target(number * 4 / COUNT, &path(number), &inputs);
    }
    let output = output();
    let paths: Vec<String> = (0..COUNT).map(path).collect();
    let published = paths.iter().map(|path| (&**path, &output)).collect();
    assert!(ledger.commit(new_records, &CommitScope { published, ..CommitScope::default() }));
    drop(ledger);
    let ledger = open(root.path(), LedgerAccess::ReadOnly);
    for number in 0..COUNT {
        let record = ledger.target(7, &path(number)).expect("it was recorded");
        assert!(record.inputs.links.into_iter().eq(links(number)));
        assert_eq!(ledger.published_file(7, &path(number)), Some(output));
    }
    assert_eq!(ledger.published_files(7).count(), COUNT);
    assert!(ledger.target(8, &path(0)).is_none());
}
