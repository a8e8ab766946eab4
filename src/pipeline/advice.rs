//! Advice on entries whose pages can not say all that is asked of them.
//!
//! What `render` could not tell is asked of it here, so that advice and page never differ. An entry that was taken
//! back is not advised: its page tells only that. Nor is one with errors: what seems missing may stand in what could
//! not be read.

use std::collections::HashSet;
use std::sync::Arc;

use crate::config::EntryKind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::{Entry, SpanKey, is_index};
use crate::render::{MissingElement, missing_elements};
use crate::source::SourceFile;

use super::validate::ValidationInput;

/// Advises on all entries that are on the site today, but the faulty ones, by their files.
pub(super) fn missing_metadata(
    known: ValidationInput<'_>,
    faulty: &HashSet<Arc<str>>,
) -> Result<Vec<Diagnostic>, MachineFault> {
    let mut found = Vec::new();
    for entry in known.library.entries() {
        let gone = entry.is_removed(known.library.today());
        if gone || is_index(&entry.source) || faulty.contains(&entry.source) {
            continue;
        }
        for missing in missing_elements(entry, &known.config.language) {
            let place = front_matter_place(known, entry)?;
            let is_document = entry.kind == EntryKind::Document;
            found.push(match missing {
                MissingElement::Date => faults::missing_date(place, is_document),
                MissingElement::Description => faults::missing_description(place, is_document),
            });
        }
    }
    Ok(found)
}

fn front_matter_place(known: ValidationInput<'_>, entry: &Entry) -> Result<Place, MachineFault> {
    let text = known.tree.get(&entry.source).map(SourceFile::read_text).transpose()?;
    Ok(match text {
        Some(Ok(text)) => text.place(entry.span(SpanKey::FrontMatter)),
        _ => Place::file(entry.source.clone()),
    })
}
