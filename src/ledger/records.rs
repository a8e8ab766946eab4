//! What the ledger holds, row by row, and how rows are written together.
//!
//! What one build learns is one batch: it is believed whole or not at all. Questions and links are written once and
//! named by their position, counted over all batches of the file. A batch is written in parts: a large one is read
//! faster by several threads, and who makes no site needs only what was read.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::file_dependencies::FileDependencies;
use crate::library::Dependency;
use crate::output::OutputFingerprint;
use crate::picture::{self, PictureError};
use crate::source::{FileMetadataKey, fingerprint};

/// How a content file was read, without an error.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceRecord {
    /// The file's stamp, if a later change shows in it.
    pub metadata_key: Option<FileMetadataKey>,
    /// The fingerprint of its text.
    pub text_fingerprint: u64,
    /// The fingerprint of the settings and sections it was read with.
    pub settings_fingerprint: u64,
    /// What the reading learnt of other files.
    pub file_dependencies: FileDependencies,
    /// The fingerprint of what these looks saw.
    pub dependencies_fingerprint: u64,
    /// What it was read as.
    pub entry: Arc<Entry>,
    /// What was found to warn of and to advise.
    pub diagnostics: Vec<Diagnostic>,
}

/// What was found in a file that an entry offers or shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRecord {
    /// The file's stamp, one in which a later change shows.
    pub metadata_key: FileMetadataKey,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// How many pages a PDF has.
    pub pages: Option<u32>,
    /// Whether a PDF has a text layer.
    pub has_text: Option<bool>,
    /// Why a PDF tells nothing of itself.
    pub pdf_failure: Option<PdfReadFailure>,
    /// What was seen of a picture.
    pub picture: Option<Result<picture::PictureInfo, PictureError>>,
}

/// Why a PDF keeps its facts to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfReadFailure {
    /// It is no whole PDF.
    Damaged,
    /// It holds more than can be looked through.
    TooComplex,
    /// It asks for a password.
    Encrypted,
    /// It is too large to be looked into.
    TooLarge,
}

/// A target as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// What it was made from.
    pub inputs: TargetInputs,
    /// What was published.
    pub output: OutputFingerprint,
}

/// What a target was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInputs {
    /// The fingerprint of what it is.
    pub target_fingerprint: u64,
    /// The fingerprint of what every page shows of the portal and its settings.
    pub settings_fingerprint: u64,
    /// The fingerprint of templates and labels.
    pub theme_fingerprint: u64,
    /// Of a copied file, the stamp of the original, if a later change shows in it.
    pub original_metadata_key: Option<FileMetadataKey>,
    /// The questions asked, by their positions.
    pub dependencies: Vec<u32>,
    /// The addresses of the site that it leads to, by their positions.
    pub links: Vec<u32>,
}

/// Targets by their path.
pub(super) type TargetRecords = Vec<(Arc<str>, TargetRecord)>;

/// What one build learnt.
#[derive(Debug, Default)]
pub(super) struct RecordBatch {
    pub(super) dependencies: Vec<Dependency>,
    pub(super) links: Vec<Arc<str>>,
    pub(super) sources: Vec<(Arc<str>, SourceRecord)>,
    pub(super) attachments: Vec<(Arc<str>, AttachmentRecord)>,
    /// Targets by output folder.
    pub(super) outputs: Vec<(u64, TargetRecords)>,
}

impl RecordBatch {
    /// Counts the rows.
    pub(super) fn len(&self) -> usize {
        let targets: usize = self.outputs.iter().map(|(_, rows)| rows.len()).sum();
        self.sources.len() + self.attachments.len() + targets
    }

    /// Tells whether there is nothing to write down.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes the batch, part by part.
    pub(super) fn encode(&self) -> Vec<EncodedChunk> {
        self.chunks().map(|part| EncodedChunk::encode(&part)).collect()
    }

    fn chunks(&self) -> impl Iterator<Item = RecordChunk<'_>> {
        let reads = self
            .dependencies
            .chunks(CHUNK_RECORDS)
            .map(|rows| RecordChunk::Dependencies(rows.into()));
        let links = self.links.chunks(CHUNK_RECORDS).map(|rows| RecordChunk::Links(rows.into()));
        let sources =
            self.sources.chunks(CHUNK_RECORDS).map(|rows| RecordChunk::Sources(rows.into()));
        let files = self
            .attachments
            .chunks(CHUNK_RECORDS)
            .map(|rows| RecordChunk::Attachments(rows.into()));
        let sites = self.outputs.iter().flat_map(|(site, rows)| {
            rows.chunks(CHUNK_RECORDS).map(|rows| RecordChunk::Targets(*site, rows.into()))
        });
        reads.chain(links).chain(sources).chain(files).chain(sites)
    }

    /// Joins the parts of a batch.
    pub(super) fn from_chunks(parts: Vec<RecordChunk<'_>>) -> Self {
        let mut batch = Self::default();
        for part in parts {
            match part {
                RecordChunk::Dependencies(rows) => batch.dependencies.extend(rows.into_owned()),
                RecordChunk::Links(rows) => batch.links.extend(rows.into_owned()),
                RecordChunk::Sources(rows) => batch.sources.extend(rows.into_owned()),
                RecordChunk::Attachments(rows) => batch.attachments.extend(rows.into_owned()),
                RecordChunk::Targets(site, rows) => match batch.outputs.last_mut() {
                    Some((last, known)) if *last == site => known.extend(rows.into_owned()),
                    _ => batch.outputs.push((site, rows.into_owned())),
                },
            }
        }
        batch
    }
}

/// How many rows stand in one part.
const CHUNK_RECORDS: usize = 4096;

/// Some rows of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub enum RecordChunk<'a> {
    /// Questions.
    Dependencies(Cow<'a, [Dependency]>),
    /// Links.
    Links(Cow<'a, [Arc<str>]>),
    /// Content files.
    Sources(Cow<'a, [(Arc<str>, SourceRecord)]>),
    /// Attached files.
    Attachments(Cow<'a, [(Arc<str>, AttachmentRecord)]>),
    /// Targets in an output folder.
    Targets(u64, Cow<'a, [(Arc<str>, TargetRecord)]>),
}

impl RecordChunk<'_> {
    /// Reads a part; nothing, if it is none.
    pub fn decode(piece: &EncodedChunk) -> Option<Self> {
        if fingerprint(&piece.bytes[..]) != piece.header.checksum {
            return None;
        }
        let (part, rest) = postcard::take_from_bytes(&piece.bytes).ok()?;
        rest.is_empty().then_some(part)
    }
}

/// A part as it is written.
#[derive(Debug)]
pub struct EncodedChunk {
    pub(super) header: ChunkHeader,
    pub(super) bytes: Vec<u8>,
}

/// What is known of a part before it is read.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct ChunkHeader {
    /// Whether it is of targets, and not of what they are made from.
    pub(super) is_target_data: bool,
    pub(super) length: u64,
    checksum: u64,
}

impl EncodedChunk {
    fn encode(part: &RecordChunk<'_>) -> Self {
        let is_of_targets = !matches!(part, RecordChunk::Sources(_) | RecordChunk::Attachments(_));
        let bytes = postcard::to_stdvec(part);
        let bytes = bytes.expect("rows are plain data, and a vector takes any length");
        let (length, checksum) = (bytes.len() as u64, fingerprint(&bytes[..]));
        Self { header: ChunkHeader { is_target_data: is_of_targets, length, checksum }, bytes }
    }
}
