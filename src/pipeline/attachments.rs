//! The attachments of an entry: sets their digest, pages and text layer, and reports what readers cannot use.
//!
//! Reading an entry lists them; `file_contents` inspects the files.

use super::file_contents::FileInspector;
use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, SourceText, faults};
use crate::entry::{self, Attachment, AttachmentKind, Entry, FieldKey, pdf};
use crate::ledger::PdfReadFailure;

/// Inspects the attachments of an entry, and reports those that readers cannot use.
pub(super) fn inspect_attachments(
    entry: &mut Entry,
    text: &SourceText,
    inspector: &mut FileInspector<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<(), MachineFault> {
    let mut unreadable = Vec::new();
    for (index, attachment) in entry.metadata.attachments.iter_mut().enumerate() {
        let Some(record) = inspector.inspect(&attachment.path)? else { continue };
        (attachment.sha256, attachment.size) = (record.sha256, record.size);
        attachment.pages = record.pages;
        attachment.has_text = record.has_text;
        unreadable.extend(record.pdf_failure.map(|failure| (index, failure)));
    }
    for (index, failure) in unreadable {
        let (place, name) =
            (attachment_place(entry, text, index), entry.metadata.attachments[index].name());
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
                    attachment.name(),
                ));
            }
        }
    }
    Ok(())
}

/// Returns where an entry names an attachment, else the file itself.
pub(super) fn attachment_place(entry: &Entry, text: &SourceText, index: usize) -> Place {
    let key = FieldKey::nth(FieldKey::Attachment, index);
    match entry.spans.iter().find(|(other, _)| *other == key) {
        Some((_, span)) => text.place(span.range()),
        None => Place::file(entry.metadata.attachments[index].path.clone()),
    }
}

/// Returns whether the text of a scan is available elsewhere: in another attachment, or typed into the body.
fn has_text_version(entry: &Entry, text: &SourceText) -> bool {
    /// A body with fewer letters only says that there is a file.
    const MIN_LETTERS: usize = 300;
    const TEXT_EXTENSIONS: [&str; 6] = ["doc", "docx", "odt", "rtf", "txt", "html"];
    let is_full_document =
        |file: &Attachment| file.kind.is_none_or(|kind| kind == AttachmentKind::Original);
    let has_text = |file: &Attachment| {
        is_full_document(file)
            && (file.has_text == Some(true) || TEXT_EXTENSIONS.contains(&file.extension().as_str()))
    };
    let body = &text.as_str()[entry::body_start(text)..];
    let letters = body.chars().filter(|c| c.is_alphabetic()).take(MIN_LETTERS).count();
    let is_typed = entry.kind == EntryKind::Document && letters == MIN_LETTERS;
    is_typed || entry.metadata.attachments.iter().any(has_text)
}
