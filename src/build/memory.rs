//! What is remembered of the last build while this one runs, and what is learnt for the next.
//!
//! Content files that are as they were are not read again; targets whose questions have the same answers are not
//! rendered again. Both are told here, by comparing and by nothing else.

use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::Report;
use super::pictures;
use super::targets::Making;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::around::{Ground, Looks};
use crate::ledger::{Facts, Ledger, News, Part, Piece, Row, Source};
use crate::source::{File, Stamp, fingerprint};

/// Reads parts of the ledger side by side.
pub(super) fn decode(parts: &[Piece]) -> Option<Vec<Part<'static>>> {
    parts.par_iter().map(Part::decode).collect()
}

/// How content is remembered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
    /// The fingerprint of the settings and the sections.
    pub(super) settings: u64,
    pub(super) ground: Ground<'a>,
}

impl<'a> Memory<'a> {
    /// Gives what is known of a content file, if nothing but its own text can have changed since.
    pub(super) fn source(&self, file: &File) -> Option<&'a Source> {
        let known = self.ledger.source(&file.path)?;
        let same = known.settings == self.settings
            && known.seen == self.ground.seen(&known.looks)
            && self.has_same_files(&known.entry);
        same.then_some(known)
    }

    fn has_same_files(&self, entry: &Entry) -> bool {
        let facts = |path: &str| self.ground.tree.get(path).and_then(|file| self.facts(file));
        let mut attachments = entry.metadata.attachments.iter();
        attachments.all(|own| facts(&own.path).is_some_and(|facts| facts.sha256 == own.sha256))
            && entry.shown().all(|own| pictures::is_same(own, facts(&own.path)))
    }

    /// Gives what is known of a file that an entry offers or shows.
    pub(super) fn facts(&self, file: &File) -> Option<&'a Facts> {
        self.ledger.facts(&file.path, file.stamp)
    }

    /// Gives the stamp of a file if a later change would show in it.
    pub(super) fn settled(&self, file: &File) -> Option<Stamp> {
        file.stamp.is_settled(self.now).then_some(file.stamp)
    }

    /// Notes how a file was read.
    pub(super) fn noted(
        &self,
        file: &File,
        text: &str,
        looks: Looks,
        (entry, faults): (&Arc<Entry>, &[Diagnostic]),
    ) -> Source {
        Source {
            stamp: self.settled(file),
            text: fingerprint(text),
            settings: self.settings,
            seen: self.ground.seen(&looks),
            looks,
            entry: entry.clone(),
            faults: faults.to_vec(),
        }
    }
}

/// Notes the targets that were made: in the report all of them, for the next build those that were published.
pub(super) fn keep(news: &mut News, makings: Vec<Making>, report: &mut Report) {
    let seals = report.published.as_ref().map(|published| &published.seals);
    for Making { path, why, made } in makings {
        let seal = match why {
            Ok(why) => {
                report.rendered.push((path.clone(), why));
                seals.and_then(|seals| seals.get(&*path)).copied()
            }
            Err(known) => seals.map(|_| known.seal),
        };
        if let Some(seal) = seal {
            news.row(path, Row { made, seal });
        }
    }
    report.rendered.sort_by(|(a, _), (b, _)| a.cmp(b));
}
