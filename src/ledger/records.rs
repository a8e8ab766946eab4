//! The records of the ledger: how files were read, and what targets were rendered from and published as.
//!
//! They are plain data. `pipeline` compares them with the current state.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::row_index::path_hash;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::file_content::FileContent;
use crate::entry::file_dependencies::FileDependencies;
use crate::library::{Dependency, EntryHash, Query};
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
    /// Its dependencies.
    pub answers: RecordedAnswers,
    /// The site addresses it links to.
    pub links: Vec<LinkHash>,
    /// The entries in its answers, if it is the page of an entry.
    pub related: Vec<EntryHash>,
}

/// The hash of an address. In a site of a million addresses, a link that breaks has the hash of another one with
/// probability 2⁻¹², and is reported only once its page is rendered for another reason. Most pages are rendered anyway
/// when an address that they link to is gone: only what templates write is compared by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkHash([u8; 4]);

impl LinkHash {
    /// Hashes an address.
    pub fn of(address: &str) -> Self {
        let [hash @ .., _, _, _, _] = fingerprint(address).to_le_bytes();
        Self(hash)
    }
}

/// The queries that a target asked, with the fingerprint of all answers. That one decides whether any answer changed;
/// eight bits of the fingerprint of each only tell which.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedAnswers {
    queries: Vec<(Query, u8)>,
    fingerprint: u64,
}

impl RecordedAnswers {
    /// Creates the record of some dependencies.
    pub fn new(dependencies: Vec<Dependency>) -> Self {
        let all: Vec<u64> = dependencies.iter().map(|dependency| dependency.fingerprint).collect();
        let queries = dependencies.into_iter().zip(&all);
        let queries = queries.map(|(dependency, answer)| (dependency.query, *answer as u8));
        Self { queries: queries.collect(), fingerprint: fingerprint(&all) }
    }

    /// Lists the queries.
    pub fn queries(&self) -> impl Iterator<Item = &Query> {
        self.queries.iter().map(|(query, _)| query)
    }

    /// Returns whether a target received these answers, if that to the query for its own body was `old_body`.
    pub fn were_received(&self, dependencies: &[Dependency], old_body: u64) -> bool {
        let answer = |dependency: &Dependency| match dependency.query {
            Query::OwnBody(_) => old_body,
            _ => dependency.fingerprint,
        };
        let all: Vec<u64> = dependencies.iter().map(answer).collect();
        fingerprint(&all) == self.fingerprint
            && dependencies.iter().map(|dependency| &dependency.query).eq(self.queries())
    }

    /// Returns a query whose answer changed; `answer` returns the fingerprint of the current answer.
    pub fn changed(&self, answer: impl Fn(&Query) -> u64) -> Option<&Query> {
        let current: Vec<u64> = self.queries().map(answer).collect();
        if fingerprint(&current) == self.fingerprint {
            return None;
        }
        let mut answers = self.queries.iter().zip(current);
        let changed = answers.find(|((_, recorded), current)| *recorded != *current as u8);
        let changed = changed.map(|(query, _)| query).or(self.queries.last());
        changed.map(|(query, _)| query)
    }
}

/// The published files of targets, by path.
#[derive(Debug, Default)]
pub struct PublishedFiles<'a>(Vec<(u64, &'a OutputFingerprint)>);

impl<'a> FromIterator<(&'a str, &'a OutputFingerprint)> for PublishedFiles<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a OutputFingerprint)>>(files: I) -> Self {
        let files = files.into_iter().map(|(path, output)| (path_hash(path), output));
        let mut files: Vec<(u64, &OutputFingerprint)> = files.collect();
        files.sort_unstable_by_key(|(hash, _)| *hash);
        Self(files)
    }
}

impl<'a> PublishedFiles<'a> {
    pub(super) fn find(&self, hash: u64) -> Option<&'a OutputFingerprint> {
        let at = self.0.binary_search_by_key(&hash, |(hash, _)| *hash).ok()?;
        Some(self.0[at].1)
    }
}
