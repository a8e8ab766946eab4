//! Inspects the files that an entry attaches or shows: their digest, what a PDF contains, the size of a picture, and
//! what destroyed their content.
//!
//! A file without a record in the ledger is read once. PDFs, pictures and small texts are hashed and parsed in memory,
//! other files are hashed in chunks. Staging hashes the bytes again as it writes them, on purpose: the manifest must
//! contain the digest of what was written, and the file may be saved in between. Then the two digests differ, and the
//! build begins again.
//!
//! **Left out on purpose.** Other formats are not parsed: how a Word file prints depends on the machine.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cache::SourceCache;
use super::published_pictures;
use crate::diagnostic::MachineFault;
use crate::entry::file_content::{END_BYTES, FileContent, FileDamage};
use crate::entry::pdf::{self, PdfError};
use crate::entry::{Entry, line_ends};
use crate::ledger::{AttachmentRecord, PdfReadFailure};
use crate::limits;
use crate::picture::{self, PrivateData};
use crate::source::path_parts::extension;
use crate::source::{SourceFile, git};

/// Extensions of texts that are searched for conflict markers.
const TEXT_EXTENSIONS: [&str; 8] = ["csv", "geojson", "htm", "html", "json", "svg", "txt", "xml"];

/// The greatest size of a text that is searched, in bytes.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;

/// Inspects the files of one entry.
pub(super) struct FileInspector<'a> {
    cache: SourceCache<'a>,
    /// The new records of files whose metadata key can be trusted.
    pub(super) new_records: Vec<(Arc<str>, AttachmentRecord)>,
    pub(super) contents: BTreeMap<Arc<str>, FileContent>,
}

impl<'a> FileInspector<'a> {
    pub(super) fn new(cache: SourceCache<'a>) -> Self {
        Self { cache, new_records: Vec::new(), contents: BTreeMap::new() }
    }

    /// Inspects a file, if it exists, and remembers what is known of its content.
    pub(super) fn inspect(&mut self, path: &str) -> Result<Option<AttachmentRecord>, MachineFault> {
        let Some(file) = self.cache.file_view.tree.get(path) else { return Ok(None) };
        let (record, is_new) = inspect_file(file, self.cache)?;
        self.contents.insert(file.path.clone(), record.content);
        self.new_records.extend(is_new.then(|| (file.path.clone(), record.clone())));
        Ok(Some(record))
    }

    /// Inspects the other files that are published with an entry or that it leads to.
    pub(super) fn inspect_rest(&mut self, entry: &Entry) -> Result<(), MachineFault> {
        for path in entry.published_files() {
            if !self.contents.contains_key(path.as_str()) {
                self.inspect(&path)?;
            }
        }
        Ok(())
    }
}

/// Returns the record of a file, and whether it is new and its metadata key can be trusted.
pub(super) fn inspect_file(
    file: &SourceFile,
    cache: SourceCache<'_>,
) -> Result<(AttachmentRecord, bool), MachineFault> {
    if let Some(record) = cache.attachment_record(file) {
        return Ok((record, false));
    }
    let mut record = AttachmentRecord {
        metadata_key: file.metadata_key,
        sha256: [0; 32],
        size: 0,
        content: FileContent::default(),
        pages: None,
        has_text: None,
        pdf_failure: None,
        picture: None,
    };
    let is_pdf = file.path.to_lowercase().ends_with(".pdf");
    if is_pdf && file.size() > pdf::MAX_FILE_BYTES {
        record.pdf_failure = Some(PdfReadFailure::TooLarge);
    }
    if picture::is_raster(&file.path) && file.size() > limits::PICTURE_BYTES {
        record.picture = Some(Err(picture::PictureError::TooLarge));
    }
    let is_text =
        TEXT_EXTENSIONS.contains(&extension(&file.path).as_str()) && file.size() <= MAX_TEXT_BYTES;
    let is_too_large = record.pdf_failure.is_some() || record.picture.is_some();
    if published_pictures::is_searched(file) {
        let (bytes, sha256) = file.read_with_sha256()?;
        inspect_bytes(file, &bytes, &mut record);
        let picture = published_pictures::published((bytes, sha256));
        (record.sha256, record.size) = (picture.sha256, picture.bytes.len() as u64);
        record.content.private_data = picture.private_data;
    } else if is_too_large || !(is_pdf || is_text) {
        (record.sha256, record.size) = file.sha256_and_size()?;
        record.content = examine_ends(file)?;
        if published_pictures::is_too_large(file) {
            record.content.private_data = PrivateData::Kept;
        }
    } else {
        let bytes;
        (bytes, record.sha256) = file.read_with_sha256()?;
        record.size = bytes.len() as u64;
        inspect_bytes(file, &bytes, &mut record);
    }
    let is_settled = cache.settled_metadata_key(file).is_some();
    Ok((record, is_settled))
}

/// Examines a file by its first and last bytes.
fn examine_ends(file: &SourceFile) -> Result<FileContent, MachineFault> {
    let (head, tail, size) = file.read_ends(END_BYTES)?;
    Ok(FileContent::examine(&extension(&file.path), &head, &tail, size))
}

/// Examines a file that was read, and parses it as what its name says unless its content is lost.
fn inspect_bytes(file: &SourceFile, bytes: &[u8], record: &mut AttachmentRecord) {
    let extension = extension(&file.path);
    let (head, tail) =
        (&bytes[..bytes.len().min(END_BYTES)], &bytes[bytes.len().saturating_sub(END_BYTES)..]);
    record.content = FileContent::examine(&extension, head, tail, bytes.len() as u64);
    if record.content.damage.is_some() {
        return;
    }
    let mut is_damaged = false;
    if extension == "pdf" {
        read_pdf(bytes, record);
        is_damaged = record.pdf_failure == Some(PdfReadFailure::Damaged);
    } else if picture::is_raster(&file.path) {
        let inspected = picture::inspect(bytes);
        is_damaged = inspected == Err(picture::PictureError::Damaged);
        record.picture = Some(inspected);
    } else if git::has_conflict(bytes) {
        record.content.damage = Some(FileDamage::MergeConflict);
    }
    let format = record.content.format;
    if format.is_some_and(|format| line_ends::are_altered(format, bytes, is_damaged)) {
        record.content.damage = Some(FileDamage::LineEnds);
        (record.pdf_failure, record.picture) = (None, None);
    }
}

fn read_pdf(bytes: &[u8], record: &mut AttachmentRecord) {
    match pdf::inspect(bytes) {
        Ok(info) => (record.pages, record.has_text) = (Some(info.pages), info.has_text),
        Err(PdfError::Damaged) => record.pdf_failure = Some(PdfReadFailure::Damaged),
        Err(PdfError::TooManyObjects) => record.pdf_failure = Some(PdfReadFailure::TooManyObjects),
        Err(PdfError::PasswordProtected) => {
            record.pdf_failure = Some(PdfReadFailure::PasswordProtected);
        }
    }
}
