//! Opening the files that an entry offers: their digest, and what a PDF holds.
//!
//! Each file that the ledger does not know is read once here. A PDF is hashed and looked into while it is in memory,
//! anything else is hashed in pieces. The stage hashes once more what it writes, on purpose: the manifest must name the
//! bytes that were in fact written, and a file may be saved anew between this reading and that one.
//!
//! **Left out on purpose.** Other formats are not looked into: what a Word file prints on depends on the machine.

use std::sync::Arc;

use super::memory::Memory;
use crate::config::Kind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::pdf::{self, Unreadable};
use crate::entry::{self, Attachment, AttachmentKind, Entry, Mark};
use crate::ledger::{Facts, Silence};
use crate::source::File;

/// Looks at the attachments of an entry, and tells what citizens will not be able to do with them. Gives what was
/// learnt of files that a later change shows in.
pub(super) fn look(
    entry: &mut Entry,
    text: &Text,
    memory: Memory<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<(Arc<str>, Facts)>, MachineFault> {
    let (mut silent, mut learnt) = (Vec::new(), Vec::new());
    for (at, attachment) in entry.metadata.attachments.iter_mut().enumerate() {
        let Some(file) = memory.ground.tree.get(&attachment.path) else { continue };
        if let Some(facts) = memory.facts(file) {
            (attachment.sha256, attachment.pages) = (facts.sha256, facts.pages);
            attachment.has_text = facts.has_text;
            silent.extend(facts.silence.map(|silence| (at, silence)));
            continue;
        }
        let silence = open(attachment, file)?;
        silent.extend(silence.map(|silence| (at, silence)));
        learnt.extend(memory.settled(file).map(|stamp| {
            let Attachment { sha256, pages, has_text, .. } = *attachment;
            (file.path.clone(), Facts { stamp, sha256, pages, has_text, silence })
        }));
    }
    for (at, silence) in silent {
        let (place, name) = (place(entry, text, at), &entry.metadata.attachments[at].name);
        faults.push(match silence {
            Silence::Damaged => faults::damaged_pdf(place, name),
            Silence::Crowded => faults::crowded_pdf(place, name),
            Silence::Locked => faults::locked_pdf(place, name),
            Silence::Huge => faults::huge_pdf(place, name, pdf::LARGEST),
        });
    }
    if !has_text_version(entry, text) {
        for (at, attachment) in entry.metadata.attachments.iter().enumerate() {
            if attachment.has_text == Some(false) {
                faults.push(faults::scan_only(place(entry, text, at), &attachment.name));
            }
        }
    }
    Ok(learnt)
}

/// Fills in what a file's bytes tell.
fn open(attachment: &mut Attachment, file: &File) -> Result<Option<Silence>, MachineFault> {
    let is_pdf = attachment.extension() == "pdf";
    if !is_pdf || file.size > pdf::LARGEST {
        attachment.sha256 = file.digest()?;
        return Ok(is_pdf.then_some(Silence::Huge));
    }
    let (bytes, digest) = file.bytes_and_digest()?;
    attachment.sha256 = digest;
    match pdf::facts(&bytes) {
        Ok(facts) => {
            attachment.pages = Some(facts.pages);
            attachment.has_text = facts.has_text;
            Ok(None)
        }
        Err(Unreadable::Damaged) => Ok(Some(Silence::Damaged)),
        Err(Unreadable::Crowded) => Ok(Some(Silence::Crowded)),
        Err(Unreadable::Locked) => Ok(Some(Silence::Locked)),
    }
}

/// Where an attachment was named, else the file itself.
fn place(entry: &Entry, text: &Text, at: usize) -> Place {
    let named = entry.marks.iter().find(|(mark, _)| *mark == Mark::Attachment(at));
    match named {
        Some((_, range)) => text.place(range.clone()),
        None => Place::file(entry.metadata.attachments[at].path.clone()),
    }
}

/// Tells whether a scan can be read elsewhere: in another file, or in the body that a document was typed into.
fn has_text_version(entry: &Entry, text: &Text) -> bool {
    const TEXT: [&str; 6] = ["doc", "docx", "odt", "rtf", "txt", "html"];
    let whole = |file: &Attachment| file.kind.is_none_or(|kind| kind == AttachmentKind::Original);
    let readable = |file: &Attachment| {
        whole(file) && (file.has_text == Some(true) || TEXT.contains(&file.extension().as_str()))
    };
    let body = &text.as_str()[entry::body_start(text)..];
    let typed = entry.kind == Kind::Document && !body.trim().is_empty();
    typed || entry.metadata.attachments.iter().any(readable)
}
