//! Inspects the files that an entry attaches or shows: their digest, what a PDF contains, and the size of a picture.
//!
//! A file without a record in the ledger is read once. PDFs and pictures are hashed and parsed in memory, other files
//! are hashed in chunks. Staging hashes the bytes again as it writes them, on purpose: the manifest must contain the
//! digest of what was written, and the file may be saved in between.
//!
//! **Left out on purpose.** Other formats are not parsed: how a Word file prints depends on the machine.

use std::sync::Arc;

use super::cache::SourceCache;
use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::pdf::{self, PdfError};
use crate::entry::{self, Attachment, AttachmentKind, Entry, FieldKey};
use crate::ledger::{AttachmentRecord, PdfReadFailure};
use crate::picture;
use crate::source::SourceFile;

/// Inspects the attachments of an entry, and reports those that readers cannot use. Returns the new records of files
/// whose metadata key can be trusted.
pub(super) fn inspect_attachments(
    entry: &mut Entry,
    text: &SourceText,
    cache: SourceCache<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<(Arc<str>, AttachmentRecord)>, MachineFault> {
    let (mut unreadable, mut new_records) = (Vec::new(), Vec::new());
    for (index, attachment) in entry.metadata.attachments.iter_mut().enumerate() {
        let Some(file) = cache.file_view.tree.get(&attachment.path) else { continue };
        let (record, is_new) = inspect_file(file, cache)?;
        (attachment.sha256, attachment.pages) = (record.sha256, record.pages);
        attachment.has_text = record.has_text;
        unreadable.extend(record.pdf_failure.map(|failure| (index, failure)));
        new_records.extend(is_new.then_some((file.path.clone(), record)));
    }
    for (index, failure) in unreadable {
        let (place, name) =
            (attachment_place(entry, text, index), &entry.metadata.attachments[index].name);
        faults.push(match failure {
            PdfReadFailure::Damaged => faults::damaged_pdf(place, name),
            PdfReadFailure::TooManyObjects => faults::pdf_structure_too_large(place, name),
            PdfReadFailure::PasswordProtected => faults::encrypted_pdf(place, name),
            PdfReadFailure::TooLarge => faults::pdf_too_large(place, name, pdf::MAX_FILE_BYTES),
        });
    }
    if !has_text_version(entry, text) {
        for (index, attachment) in entry.metadata.attachments.iter().enumerate() {
            if attachment.has_text == Some(false) {
                faults.push(faults::scan_only(
                    attachment_place(entry, text, index),
                    &attachment.name,
                ));
            }
        }
    }
    Ok(new_records)
}

/// Returns the record of a file, and whether it is new and its metadata key can be trusted.
pub(super) fn inspect_file(
    file: &SourceFile,
    cache: SourceCache<'_>,
) -> Result<(AttachmentRecord, bool), MachineFault> {
    if let Some(record) = cache.attachment_record(file) {
        return Ok((record.clone(), false));
    }
    let mut record = AttachmentRecord {
        metadata_key: file.metadata_key,
        sha256: [0; 32],
        pages: None,
        has_text: None,
        pdf_failure: None,
        picture: None,
    };
    let is_pdf = file.path.to_lowercase().ends_with(".pdf");
    let is_picture = picture::is_raster(&file.path);
    if is_pdf && file.size > pdf::MAX_FILE_BYTES {
        record.pdf_failure = Some(PdfReadFailure::TooLarge);
    }
    if is_picture && file.size > picture::MAX_FILE_BYTES {
        record.picture = Some(Err(picture::PictureError::TooLarge));
    }
    if !(is_pdf || is_picture) || record.pdf_failure.is_some() || record.picture.is_some() {
        record.sha256 = file.sha256()?;
    } else {
        let bytes;
        (bytes, record.sha256) = file.read_with_sha256()?;
        if is_pdf {
            read_pdf(&bytes, &mut record);
        } else {
            record.picture = Some(picture::inspect(&bytes));
        }
    }
    let is_settled = cache.settled_metadata_key(file).is_some();
    Ok((record, is_settled))
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

/// Returns where an entry names an attachment, else the file itself.
fn attachment_place(entry: &Entry, text: &SourceText, index: usize) -> Place {
    let span = entry.spans.iter().find(|(key, _)| *key == FieldKey::Attachment(index));
    match span {
        Some((_, range)) => text.place(range.clone()),
        None => Place::file(entry.metadata.attachments[index].path.clone()),
    }
}

/// Returns whether the text of a scan is available elsewhere: in another attachment, or typed into the body.
fn has_text_version(entry: &Entry, text: &SourceText) -> bool {
    const TEXT_EXTENSIONS: [&str; 6] = ["doc", "docx", "odt", "rtf", "txt", "html"];
    let is_full_document =
        |file: &Attachment| file.kind.is_none_or(|kind| kind == AttachmentKind::Original);
    let has_text = |file: &Attachment| {
        is_full_document(file)
            && (file.has_text == Some(true) || TEXT_EXTENSIONS.contains(&file.extension().as_str()))
    };
    let body = &text.as_str()[entry::body_start(text)..];
    let is_typed = entry.kind == EntryKind::Document && !body.trim().is_empty();
    is_typed || entry.metadata.attachments.iter().any(has_text)
}
