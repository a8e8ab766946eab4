//! Opening the files that an entry offers or shows: their digest, what a PDF holds, and how large a picture is.
//!
//! Each file that the ledger does not know is read once here. PDFs and pictures are hashed and looked into while they
//! are in memory, anything else is hashed in pieces. The stage hashes once more what it writes, on purpose: the
//! manifest must name the bytes that were in fact written, and a file may be saved anew between this reading and that
//! one.
//!
//! **Left out on purpose.** Other formats are not looked into: what a Word file prints on depends on the machine.

use std::sync::Arc;

use super::memory::Memory;
use crate::config::Kind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, Text, faults};
use crate::entry::pdf::{self, Unreadable};
use crate::entry::{self, Attachment, AttachmentKind, Entry, Mark};
use crate::ledger::{Facts, Silence};
use crate::picture;
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
        let (facts, new) = inspect(file, memory)?;
        (attachment.sha256, attachment.pages) = (facts.sha256, facts.pages);
        attachment.has_text = facts.has_text;
        silent.extend(facts.silence.map(|silence| (at, silence)));
        learnt.extend(new.then_some((file.path.clone(), facts)));
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

/// Tells what a file holds, and whether that is new and to be remembered.
pub(super) fn inspect(file: &File, memory: Memory<'_>) -> Result<(Facts, bool), MachineFault> {
    if let Some(facts) = memory.facts(file) {
        return Ok((facts.clone(), false));
    }
    let mut facts = Facts {
        stamp: file.stamp,
        sha256: [0; 32],
        pages: None,
        has_text: None,
        silence: None,
        picture: None,
    };
    let is_pdf = file.path.to_lowercase().ends_with(".pdf");
    let is_picture = picture::is_of_points(&file.path);
    if is_pdf && file.size > pdf::LARGEST {
        facts.silence = Some(Silence::Huge);
    }
    if is_picture && file.size > picture::LARGEST {
        facts.picture = Some(Err(picture::Unreadable::Huge));
    }
    if !(is_pdf || is_picture) || facts.silence.is_some() || facts.picture.is_some() {
        facts.sha256 = file.digest()?;
    } else {
        let bytes;
        (bytes, facts.sha256) = file.bytes_and_digest()?;
        if is_pdf {
            read_pdf(&bytes, &mut facts);
        } else {
            facts.picture = Some(picture::look(&bytes));
        }
    }
    let settled = memory.settled(file).is_some();
    Ok((facts, settled))
}

fn read_pdf(bytes: &[u8], facts: &mut Facts) {
    match pdf::facts(bytes) {
        Ok(found) => (facts.pages, facts.has_text) = (Some(found.pages), found.has_text),
        Err(Unreadable::Damaged) => facts.silence = Some(Silence::Damaged),
        Err(Unreadable::Crowded) => facts.silence = Some(Silence::Crowded),
        Err(Unreadable::Locked) => facts.silence = Some(Silence::Locked),
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
