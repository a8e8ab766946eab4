//! Advice on entries whose pages can not say all that is asked of them.
//!
//! What `render` could not tell is asked of it here, so that advice and page never differ. An entry that was taken
//! back is not advised: its page tells only that. Nor is one with errors: what seems missing may stand in what could
//! not be read.

use std::collections::HashSet;
use std::sync::Arc;

use crate::config::Kind;
use crate::diagnostic::{Diagnostic, MachineFault, Place, faults};
use crate::entry::{Entry, Mark, is_index};
use crate::render::{Unsaid, unsaid};
use crate::source::File;

use super::verify::Known;

/// Advises on all entries that are on the site today, but the faulty ones, by their files.
pub(super) fn advise(
    known: Known<'_>,
    faulty: &HashSet<Arc<str>>,
) -> Result<Vec<Diagnostic>, MachineFault> {
    let mut found = Vec::new();
    for entry in known.library.entries() {
        let gone = entry.is_withdrawn(known.library.today());
        if gone || is_index(&entry.source) || faulty.contains(&entry.source) {
            continue;
        }
        for missing in unsaid(entry, &known.config.language) {
            let place = place(known, entry)?;
            let is_document = entry.kind == Kind::Document;
            found.push(match missing {
                Unsaid::Date => faults::no_date(place, is_document),
                Unsaid::Description => faults::no_description(place, is_document),
            });
        }
    }
    Ok(found)
}

fn place(known: Known<'_>, entry: &Entry) -> Result<Place, MachineFault> {
    let text = known.tree.get(&entry.source).map(File::text).transpose()?;
    Ok(match text {
        Some(Ok(text)) => text.place(entry.mark(Mark::FrontMatter)),
        _ => Place::file(entry.source.clone()),
    })
}
