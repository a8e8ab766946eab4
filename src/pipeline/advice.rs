//! Advice on entries whose pages lack metadata that machines expect, such as a date or a description.
//!
//! `render` decides which elements a page lacks, so advice and pages always agree. Removed entries get no advice, as
//! their pages show only the notice of removal; nor do entries with errors, as the missing value may be in the part
//! that could not be read.

use std::collections::HashSet;
use std::sync::Arc;

use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::{Entry, FieldKey, is_section_index};
use crate::render::{MissingElement, missing_elements};
use crate::source::SourceFile;

use super::validate::ValidationInput;

/// Reports missing metadata of all entries on the site, except those in `faulty` (source files).
pub(super) fn missing_metadata(
    input: ValidationInput<'_>,
    faulty: &HashSet<Arc<str>>,
) -> Result<Vec<Diagnostic>, MachineFault> {
    let mut advice = Vec::new();
    for entry in input.library.entries() {
        let is_removed = entry.is_removed(input.library.today());
        if is_removed || is_section_index(&entry.source) || faulty.contains(&entry.source) {
            continue;
        }
        for element in missing_elements(entry, &input.config.language) {
            let place = front_matter_place(input, entry)?;
            let is_document = entry.kind == EntryKind::Document;
            advice.push(match element {
                MissingElement::Date => faults::missing_date(place, is_document),
                MissingElement::Description => faults::missing_description(place, is_document),
            });
        }
    }
    Ok(advice)
}

fn front_matter_place(input: ValidationInput<'_>, entry: &Entry) -> Result<Place, MachineFault> {
    let text = input.tree.get(&entry.source).map(SourceFile::read_text).transpose()?;
    Ok(match text {
        Some(Ok(text)) => text.place(entry.span(FieldKey::FrontMatter)),
        _ => Place::file(entry.source.clone()),
    })
}
