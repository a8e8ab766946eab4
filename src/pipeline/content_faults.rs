//! Reports what is wrong with the contents of an entry's files: lost content is an error, another type than the name
//! says is advice, as is the name of a copy. A stamp of secrecy in the text of a document is an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::attachments::attachment_place;
use super::pictures::named_place;
use crate::config::EntryKind;
use crate::diagnostic::{Consequence, Diagnostic, Place, SourceText, faults};
use crate::entry::file_content::{FileContent, FileDamage};
use crate::entry::path_resolution::markdown_stem;
use crate::entry::{self, Entry};
use crate::limits;
use crate::lint;
use crate::lint::text::TextFindingKind;
use crate::picture::PrivateData;
use crate::source::SourceFile;
use crate::source::path_parts::{extension, file_name, without_extension};

/// Reports the contents of all files of an entry.
pub(super) fn report(
    entry: &Entry,
    text: &SourceText,
    contents: &BTreeMap<Arc<str>, FileContent>,
    faults: &mut Vec<Diagnostic>,
) {
    // One that is named almost like an entry is reported for its name.
    let contents = contents.iter().filter(|(path, _)| markdown_stem(path).is_none());
    for (path, content) in contents {
        let place = || {
            let attachments = &entry.metadata.attachments;
            let attachment = attachments.iter().position(|attachment| attachment.path == *path);
            let attachment = attachment.map(|index| attachment_place(entry, text, index));
            attachment
                .or_else(|| named_place(entry, text, path))
                .unwrap_or_else(|| Place::file(path.clone()))
        };
        let is_shown = || entry.shown_pictures().any(|picture| picture.path == *path);
        let is_reported = content.damage.is_none()
            && content.format.is_some_and(|format| !format.is_shown_by_browsers())
            && is_shown();
        faults.extend(private_data_fault(place, path, *content));
        let mut fault = content_fault(place, path, *content).filter(|_| !is_reported);
        let is_own = || entry.files.iter().any(|own| own.path == *path);
        if let (Some(fault), true) = (&mut fault, content.is_pointer() && !is_own()) {
            // Any page may use the file: none is published while it is only a pointer.
            fault.consequence = Consequence::StopsKeepGoing;
        }
        faults.extend(fault);
    }
}

/// Returns the warning about a picture that says on the site who took it, or where.
pub(super) fn private_data_fault(
    place: impl FnOnce() -> Place,
    path: &str,
    content: FileContent,
) -> Option<Diagnostic> {
    let is_told = content.private_data == PrivateData::Kept && content.damage.is_none();
    let fault = || faults::private_data_in_picture(place(), file_name(path), limits::PICTURE_BYTES);
    is_told.then(fault)
}

/// Reports the lines of a document's body that are stamps of secrecy, unless its front matter ignores the advice on
/// them: the document must not be published.
pub(super) fn report_stamps(entry: &Entry, text: &SourceText, found: &mut Vec<Diagnostic>) {
    let start = entry::body_start(text);
    let body = &text.as_str()[start..];
    let is_ignored = entry.ignored_advice.iter().any(|code| code == "secrecy-stamp");
    let may_have_stamp = ["MẬT", "Mật", "mật"].iter().any(|word| body.contains(word));
    let is_shown = entry.kind == EntryKind::Document && entry.metadata.withdrawn.is_none();
    if !is_shown || is_ignored || !may_have_stamp {
        return;
    }
    lint::text::findings(body, &mut |finding| {
        if finding.kind == TextFindingKind::SecrecyStamp {
            let range = start + finding.range.start..start + finding.range.end;
            let written = &text.as_str()[range.clone()];
            found.push(faults::stamped_document(text.place(range.clone()), written));
        }
    });
}

/// Returns what is wrong with the content of a file.
pub(super) fn content_fault(
    place: impl FnOnce() -> Place,
    path: &str,
    FileContent { format, damage, .. }: FileContent,
) -> Option<Diagnostic> {
    let name = file_name(path);
    if let Some(damage) = damage {
        let place = place();
        return Some(match damage {
            FileDamage::Empty => faults::empty_file(place, name),
            FileDamage::LfsPointer => faults::lfs_pointer(place, path),
            FileDamage::AnnexPointer => faults::annex_pointer(place, path),
            FileDamage::LineEnds => faults::altered_line_ends(place, path),
            FileDamage::HtmlPage => faults::html_in_place_of_file(place, name),
            FileDamage::MergeConflict => faults::merge_conflict_in_file(place, name),
        });
    }
    let format = format?;
    if !format.is_shown_by_browsers() {
        return Some(faults::hard_to_open(place(), name, format.names()));
    }
    let proposed = format.proposed_extension(&extension(path))?;
    let proposal = format!("{}.{proposed}", without_extension(name));
    Some(faults::wrong_extension(place(), name, format.names(), &proposal))
}

/// Advises on a file whose name is what a computer gives to a copy made by hand.
pub(super) fn copy_advice(file: &SourceFile) -> Option<Diagnostic> {
    let name = file_name(&file.path);
    let is_number = |c: char| c.is_ascii_digit() || "() ".contains(c);
    let unnumbered = without_extension(name).trim_end_matches(is_number);
    let is_copy = ["Copy of ", "Bản sao của "].iter().any(|mark| name.starts_with(mark))
        || [" - Copy", " - Sao chép", " - Bản sao"].iter().any(|mark| unnumbered.ends_with(mark));
    is_copy.then(|| faults::copy_by_name(Place::file(file.path.clone()), name))
}
