//! Opening the files that an entry offers or shows: their digest, what a PDF holds, and how large a picture is.
//!
//! Each file that the ledger does not know is read once here. PDFs and pictures are hashed and looked into while they
//! are in memory, anything else is hashed in pieces. The stage hashes once more what it writes, on purpose: the
//! manifest must name the bytes that were in fact written, and a file may be saved anew between this reading and that
//! one.
//!
//! **Left out on purpose.** Other formats are not looked into: what a Word file prints on depends on the machine.

use std::sync::Arc;

use super::cache::SourceCache;
use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::pdf::{self, PdfError};
use crate::entry::{self, Attachment, AttachmentKind, Entry, SpanKey};
use crate::ledger::{AttachmentRecord, PdfReadFailure};
use crate::picture;
use crate::source::SourceFile;

/// Looks at the attachments of an entry, and tells what citizens will not be able to do with them. Gives what was
/// learnt of files that a later change shows in.
pub(super) fn inspect_attachments(
    entry: &mut Entry,
    text: &SourceText,
    memory: SourceCache<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<(Arc<str>, AttachmentRecord)>, MachineFault> {
    let (mut silent, mut learnt) = (Vec::new(), Vec::new());
    for (at, attachment) in entry.metadata.attachments.iter_mut().enumerate() {
        let Some(file) = memory.file_view.tree.get(&attachment.path) else { continue };
        let (facts, new) = inspect_file(file, memory)?;
        (attachment.sha256, attachment.pages) = (facts.sha256, facts.pages);
        attachment.has_text = facts.has_text;
        silent.extend(facts.pdf_failure.map(|silence| (at, silence)));
        learnt.extend(new.then_some((file.path.clone(), facts)));
    }
    for (at, silence) in silent {
        let (place, name) =
            (attachment_place(entry, text, at), &entry.metadata.attachments[at].name);
        faults.push(match silence {
            PdfReadFailure::Damaged => faults::damaged_pdf(place, name),
            PdfReadFailure::TooComplex => faults::pdf_structure_too_large(place, name),
            PdfReadFailure::Encrypted => faults::encrypted_pdf(place, name),
            PdfReadFailure::TooLarge => faults::pdf_too_large(place, name, pdf::MAX_FILE_BYTES),
        });
    }
    if !has_text_version(entry, text) {
        for (at, attachment) in entry.metadata.attachments.iter().enumerate() {
            if attachment.has_text == Some(false) {
                faults.push(faults::scan_only(attachment_place(entry, text, at), &attachment.name));
            }
        }
    }
    Ok(learnt)
}

/// Tells what a file holds, and whether that is new and to be remembered.
pub(super) fn inspect_file(
    file: &SourceFile,
    memory: SourceCache<'_>,
) -> Result<(AttachmentRecord, bool), MachineFault> {
    if let Some(facts) = memory.file_facts(file) {
        return Ok((facts.clone(), false));
    }
    let mut facts = AttachmentRecord {
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
        facts.pdf_failure = Some(PdfReadFailure::TooLarge);
    }
    if is_picture && file.size > picture::MAX_FILE_BYTES {
        facts.picture = Some(Err(picture::PictureError::TooLarge));
    }
    if !(is_pdf || is_picture) || facts.pdf_failure.is_some() || facts.picture.is_some() {
        facts.sha256 = file.sha256()?;
    } else {
        let bytes;
        (bytes, facts.sha256) = file.read_with_sha256()?;
        if is_pdf {
            read_pdf(&bytes, &mut facts);
        } else {
            facts.picture = Some(picture::inspect(&bytes));
        }
    }
    let settled = memory.settled_metadata_key(file).is_some();
    Ok((facts, settled))
}

fn read_pdf(bytes: &[u8], facts: &mut AttachmentRecord) {
    match pdf::inspect(bytes) {
        Ok(found) => (facts.pages, facts.has_text) = (Some(found.pages), found.has_text),
        Err(PdfError::Damaged) => facts.pdf_failure = Some(PdfReadFailure::Damaged),
        Err(PdfError::TooManyObjects) => facts.pdf_failure = Some(PdfReadFailure::TooComplex),
        Err(PdfError::PasswordProtected) => facts.pdf_failure = Some(PdfReadFailure::Encrypted),
    }
}

/// Where an attachment was named, else the file itself.
fn attachment_place(entry: &Entry, text: &SourceText, at: usize) -> Place {
    let named = entry.spans.iter().find(|(mark, _)| *mark == SpanKey::Attachment(at));
    match named {
        Some((_, range)) => text.place(range.clone()),
        None => Place::file(entry.metadata.attachments[at].path.clone()),
    }
}

/// Tells whether a scan can be read elsewhere: in another file, or in the body that a document was typed into.
fn has_text_version(entry: &Entry, text: &SourceText) -> bool {
    const TEXT: [&str; 6] = ["doc", "docx", "odt", "rtf", "txt", "html"];
    let whole = |file: &Attachment| file.kind.is_none_or(|kind| kind == AttachmentKind::Original);
    let readable = |file: &Attachment| {
        whole(file) && (file.has_text == Some(true) || TEXT.contains(&file.extension().as_str()))
    };
    let body = &text.as_str()[entry::body_start(text)..];
    let typed = entry.kind == EntryKind::Document && !body.trim().is_empty();
    typed || entry.metadata.attachments.iter().any(readable)
}
