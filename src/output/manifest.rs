//! The manifest: which files in the output are managed, and what was written to them.
//!
//! It is a text file, also for deploys: a first line `niemyet-manifest 1 COUNT`, then one line per file, sorted by
//! path: `PHASE SHA256 SIZE PATH`. While a publish is in progress, a path may have several lines, one for each
//! content that a kill could leave there.
//!
//! **Invariant.** It is trusted as a whole or not at all. If it is missing, torn, foreign or from a newer version, a
//! file counts as managed only if its bytes are those that one of its lines, or the ledger, says were written.

use std::fmt::Write;
use std::fs;
use std::iter;
use std::path::Path;
use std::sync::Arc;

use super::digest::Digest;
use super::disk::reading;
use super::folder_cache::PathKind;
use super::{Phase, path};
use crate::diagnostic::MachineFault;

/// The name of the manifest in the output folder.
pub(super) const FILE_NAME: &str = ".niemyet-manifest";

/// The number of records that are written at once.
const CHUNK_RECORDS: usize = 1024;

const HEADER: &str = "niemyet-manifest 1";

const PHASES: [(Phase, &str); 6] = [
    (Phase::Asset, "asset"),
    (Phase::Attachment, "attachment"),
    (Phase::Page, "page"),
    (Phase::Notice, "notice"),
    (Phase::List, "list"),
    (Phase::Feed, "feed"),
];

/// One managed file. Records are ordered as in the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ManifestRecord {
    /// Its path.
    pub(super) path: Arc<str>,
    /// The phase in which a deploy may publish it.
    pub(super) phase: Phase,
    /// The digest of what was written.
    pub(super) digest: Digest,
}

/// The managed files, sorted, without duplicate records.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    records: Vec<ManifestRecord>,
}

impl Manifest {
    /// Makes a manifest from records in any order.
    pub(super) fn from_records(mut records: Vec<ManifestRecord>) -> Manifest {
        records.sort_unstable();
        records.dedup();
        Manifest { records }
    }

    /// Reads the manifest of the output `root`. If there is no valid one, the error has the records of all lines that
    /// can be read.
    pub(super) fn read(root: &Path) -> Result<Result<Manifest, Vec<ManifestRecord>>, MachineFault> {
        let file = root.join(FILE_NAME);
        if !PathKind::of(&file)?.is_file() {
            return Ok(Err(Vec::new()));
        }
        let bytes = fs::read(&file).map_err(reading(&file))?;
        let text = String::from_utf8_lossy(&bytes);
        Ok(Manifest::parse(&text).ok_or_else(|| text.lines().filter_map(parse_line).collect()))
    }

    /// Lists all records.
    pub(super) fn records(&self) -> &[ManifestRecord] {
        &self.records
    }

    /// Lists the records of one path; none if it is not managed.
    pub(super) fn records_at(&self, path: &str) -> &[ManifestRecord] {
        let start = self.records.partition_point(|record| &*record.path < path);
        let length =
            self.records[start..].iter().take_while(|record| &*record.path == path).count();
        &self.records[start..start + length]
    }

    /// Returns the text form.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn text(&self) -> String {
        text_chunks(&self.records.iter().collect::<Vec<_>>()).collect()
    }

    /// Lists the records of the union with `other`, sorted.
    pub(super) fn union<'m>(&'m self, other: &'m Manifest) -> Vec<&'m ManifestRecord> {
        let mut records: Vec<&ManifestRecord> = self.records.iter().chain(&other.records).collect();
        // Unlike an unstable sort, this one takes advantage of two sorted runs.
        records.sort();
        records.dedup();
        records
    }

    pub(super) fn parse(text: &str) -> Option<Manifest> {
        // The count and the final newline reveal a truncated manifest.
        let (header, body) = text.split_once('\n')?;
        let count: usize = header.strip_prefix(HEADER)?.strip_prefix(' ')?.parse().ok()?;
        if !text.ends_with('\n') {
            return None;
        }
        let records: Vec<ManifestRecord> = body.lines().map(parse_line).collect::<Option<_>>()?;
        (records.len() == count).then(|| Manifest::from_records(records))
    }
}

/// Returns the text form of sorted records, in chunks.
pub(super) fn text_chunks(records: &[&ManifestRecord]) -> impl Iterator<Item = String> {
    let header = format!("{HEADER} {}\n", records.len());
    let chunks = records.chunks(CHUNK_RECORDS).map(|records| {
        let mut text = String::new();
        for ManifestRecord { path, phase, digest } in records {
            let phase = PHASES[*phase as usize].1;
            writeln!(text, "{phase} {digest} {path}").expect("writing to a string cannot fail");
        }
        text
    });
    iter::once(header).chain(chunks)
}

fn parse_line(line: &str) -> Option<ManifestRecord> {
    let mut words = line.splitn(4, ' ');
    let word = words.next()?;
    let (phase, _) = PHASES.into_iter().find(|(_, name)| *name == word)?;
    let digest = Digest::parse(words.next()?, words.next()?)?;
    let path = words.next()?;
    path::check(path).ok()?;
    Some(ManifestRecord { path: path.into(), phase, digest })
}

#[cfg(test)]
mod tests {
    use super::{Digest, Manifest, ManifestRecord, PHASES, Phase, text_chunks};

    fn record(path: &str, phase: Phase, bytes: &str) -> ManifestRecord {
        ManifestRecord { path: path.into(), phase, digest: Digest::of(bytes.as_bytes()) }
    }

    fn sample() -> Manifest {
        Manifest::from_records(vec![
            record("van-ban/Báo cáo.pdf", Phase::Attachment, "pdf"),
            record("atom.xml", Phase::Feed, "feed"),
            record("index.html", Phase::Page, "home"),
        ])
    }

    #[test]
    fn the_text_form_is_sorted_and_reads_back() {
        let text = sample().text();
        let first = text.lines().nth(1).expect("there are three records");
        assert!(text.starts_with("niemyet-manifest 1 3\nfeed "), "{text}");
        assert!(first.ends_with(" 4 atom.xml"), "{first}");
        assert_eq!(Manifest::parse(&text), Some(sample()));
    }

    #[test]
    fn a_manifest_truncated_anywhere_is_rejected() {
        let text = sample().text();
        for (end, _) in text.char_indices() {
            assert_eq!(Manifest::parse(&text[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_foreign_or_newer_manifest_is_rejected() {
        let text = sample().text();
        assert_eq!(Manifest::parse("{\"files\": []}\n"), None);
        assert_eq!(Manifest::parse(&text.replace("manifest 1", "manifest 2")), None);
        assert_eq!(Manifest::parse(&text.replace("index.html", "../index.html")), None);
        assert_eq!(Manifest::parse(&text.replace("feed ", "food ")), None);
    }

    #[test]
    fn the_union_holds_both_contents_of_a_path() {
        let newer = Manifest::from_records(vec![record("index.html", Phase::Page, "new home")]);
        let sample = sample();
        let text: String = text_chunks(&sample.union(&newer)).collect();
        let union = Manifest::parse(&text).expect("the text is a valid manifest");
        assert_eq!(union.records().len(), 4);
        assert_eq!(union.records_at("index.html").len(), 2);
        assert_eq!(union.records_at("atom.xml").len(), 1);
        assert_eq!(union.records_at("index").len(), 0);
    }

    #[test]
    fn phases_are_listed_in_their_order() {
        for (index, (phase, _)) in PHASES.into_iter().enumerate() {
            assert_eq!(phase as usize, index);
        }
    }
}
