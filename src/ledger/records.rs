//! The records of the ledger, and how a batch of them is encoded.
//!
//! The records of one build form a batch, which is valid as a whole or not at all. Dependencies and links are stored
//! once and referred to by id, counted over all batches of the log. A batch is split into chunks, so that several
//! threads can decode a large one, and a run that builds no site can skip what only targets need.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::file_content::FileContent;
use crate::entry::file_dependencies::FileDependencies;
use crate::library::Dependency;
use crate::output::OutputFingerprint;
use crate::picture::{self, PictureError};
use crate::source::{FileMetadataKey, fingerprint};

/// The result of reading a content file that has no errors, and the inputs it was read from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceRecord {
    /// The file's metadata key; `None` if it had not settled.
    pub metadata_key: Option<FileMetadataKey>,
    /// The fingerprint of its text.
    pub text_fingerprint: u64,
    /// The fingerprint of the settings and sections it was read with.
    pub settings_fingerprint: u64,
    /// Its dependencies on other files.
    pub file_dependencies: FileDependencies,
    /// The fingerprint of the state of these dependencies.
    pub dependencies_fingerprint: u64,
    /// The entry it was read as.
    pub entry: Arc<Entry>,
    /// The warnings and advice about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The result of inspecting an attachment or picture of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRecord {
    /// The file's metadata key, which had settled.
    pub metadata_key: FileMetadataKey,
    /// SHA-256.
    pub sha256: [u8; 32],
    /// The size in bytes.
    pub size: u64,
    /// The format, and what destroyed the content.
    pub content: FileContent,
    /// The number of pages of a PDF.
    pub pages: Option<u32>,
    /// Whether a PDF has a text layer.
    pub has_text: Option<bool>,
    /// Why a PDF could not be inspected.
    pub pdf_failure: Option<PdfReadFailure>,
    /// The properties of a picture.
    pub picture: Option<Result<picture::PictureInfo, PictureError>>,
}

/// Why a PDF could not be inspected: a [`PdfError`](crate::entry::pdf::PdfError), or its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfReadFailure {
    /// It is not a complete PDF.
    Damaged,
    /// It has more objects than are searched.
    TooManyObjects,
    /// It requires a password.
    PasswordProtected,
    /// It is too large to be read.
    TooLarge,
}

/// A target as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecord {
    /// What it was rendered from.
    pub inputs: TargetInputs,
    /// The fingerprint of the published file.
    pub output: OutputFingerprint,
}

/// What a target was rendered from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetInputs {
    /// The fingerprint of the target itself.
    pub target_fingerprint: u64,
    /// The fingerprint of the settings and of what every page shows of the portal.
    pub settings_fingerprint: u64,
    /// The fingerprint of templates and labels.
    pub theme_fingerprint: u64,
    /// For a copied file, the metadata key of the original, if it had settled.
    pub original_metadata_key: Option<FileMetadataKey>,
    /// The ids of its dependencies.
    pub dependencies: Vec<u32>,
    /// The ids of the site addresses it links to.
    pub links: Vec<u32>,
}

/// Targets with their paths.
pub(super) type TargetRecords = Vec<(Arc<str>, TargetRecord)>;

/// The records of one build.
#[derive(Debug, Default)]
pub(super) struct RecordBatch {
    pub(super) dependencies: Vec<Dependency>,
    pub(super) links: Vec<Arc<str>>,
    pub(super) sources: Vec<(Arc<str>, SourceRecord)>,
    pub(super) attachments: Vec<(Arc<str>, AttachmentRecord)>,
    /// Targets by the fingerprint of the output folder.
    pub(super) outputs: Vec<(u64, TargetRecords)>,
}

impl RecordBatch {
    /// Returns the number of records; dependencies and links do not count.
    pub(super) fn len(&self) -> usize {
        let target_count: usize = self.outputs.iter().map(|(_, records)| records.len()).sum();
        self.sources.len() + self.attachments.len() + target_count
    }

    /// Returns whether there is nothing to write.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Encodes the batch chunk by chunk.
    pub(super) fn encode(&self) -> Vec<EncodedChunk> {
        self.chunks().map(|chunk| EncodedChunk::encode(&chunk)).collect()
    }

    fn chunks(&self) -> impl Iterator<Item = RecordChunk<'_>> {
        let dependencies = self
            .dependencies
            .chunks(CHUNK_RECORDS)
            .map(|records| RecordChunk::Dependencies(records.into()));
        let links =
            self.links.chunks(CHUNK_RECORDS).map(|records| RecordChunk::Links(records.into()));
        let sources =
            self.sources.chunks(CHUNK_RECORDS).map(|records| RecordChunk::Sources(records.into()));
        let attachments = self
            .attachments
            .chunks(CHUNK_RECORDS)
            .map(|records| RecordChunk::Attachments(records.into()));
        let targets = self.outputs.iter().flat_map(|(output_folder, records)| {
            records
                .chunks(CHUNK_RECORDS)
                .map(|records| RecordChunk::Targets(*output_folder, records.into()))
        });
        dependencies.chain(links).chain(sources).chain(attachments).chain(targets)
    }

    /// Joins the chunks of a batch.
    pub(super) fn from_chunks(chunks: Vec<RecordChunk<'_>>) -> Self {
        let mut batch = Self::default();
        for chunk in chunks {
            match chunk {
                RecordChunk::Dependencies(records) => {
                    batch.dependencies.extend(records.into_owned());
                }
                RecordChunk::Links(records) => batch.links.extend(records.into_owned()),
                RecordChunk::Sources(records) => batch.sources.extend(records.into_owned()),
                RecordChunk::Attachments(records) => batch.attachments.extend(records.into_owned()),
                RecordChunk::Targets(output_folder, records) => match batch.outputs.last_mut() {
                    Some((last, targets)) if *last == output_folder => {
                        targets.extend(records.into_owned());
                    }
                    _ => batch.outputs.push((output_folder, records.into_owned())),
                },
            }
        }
        batch
    }
}

/// The maximum number of records in a chunk.
const CHUNK_RECORDS: usize = 4096;

/// Records of one kind.
#[derive(Debug, Serialize, Deserialize)]
pub enum RecordChunk<'a> {
    /// Dependencies.
    Dependencies(Cow<'a, [Dependency]>),
    /// Links.
    Links(Cow<'a, [Arc<str>]>),
    /// Content files.
    Sources(Cow<'a, [(Arc<str>, SourceRecord)]>),
    /// Attachments.
    Attachments(Cow<'a, [(Arc<str>, AttachmentRecord)]>),
    /// Targets in an output folder.
    Targets(u64, Cow<'a, [(Arc<str>, TargetRecord)]>),
}

impl RecordChunk<'_> {
    /// Decodes a chunk; `None` if it is invalid.
    pub fn decode(encoded: &EncodedChunk) -> Option<Self> {
        if fingerprint(&encoded.bytes[..]) != encoded.header.checksum {
            return None;
        }
        Self::decode_bytes(&encoded.bytes)
    }

    fn decode_bytes(bytes: &[u8]) -> Option<Self> {
        let (chunk, remaining) = postcard::take_from_bytes(bytes).ok()?;
        remaining.is_empty().then_some(chunk)
    }

    /// Returns whether some bytes are a chunk, whatever their checksum.
    #[cfg(feature = "fuzzing")]
    #[doc(hidden)]
    pub fn is_chunk(bytes: &[u8]) -> bool {
        Self::decode_bytes(bytes).is_some()
    }
}

/// An encoded chunk.
#[derive(Debug)]
pub struct EncodedChunk {
    pub(super) header: ChunkHeader,
    pub(super) bytes: Vec<u8>,
}

/// The properties of a chunk, stored ahead of all chunks of its batch.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct ChunkHeader {
    /// Whether only targets need it.
    pub(super) is_target_data: bool,
    pub(super) length: u64,
    checksum: u64,
}

impl EncodedChunk {
    fn encode(chunk: &RecordChunk<'_>) -> Self {
        let is_target_data =
            !matches!(chunk, RecordChunk::Sources(_) | RecordChunk::Attachments(_));
        let bytes = postcard::to_stdvec(chunk);
        let bytes = bytes.expect("serializing plain data to a vector cannot fail");
        let (length, checksum) = (bytes.len() as u64, fingerprint(&bytes[..]));
        Self { header: ChunkHeader { is_target_data, length, checksum }, bytes }
    }
}
