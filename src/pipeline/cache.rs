//! What is remembered of the last build while this one runs, and what is learnt for the next.
//!
//! Content files that are as they were are not read again; targets whose questions have the same answers are not
//! rendered again. Both are told here, by comparing and by nothing else.

use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::Report;
use super::build_targets::TargetUpdate;
use super::pictures;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::file_dependencies::{FileDependencies, FileSystemView};
use crate::ledger::{
    AttachmentRecord, EncodedChunk, Ledger, PendingRecords, RecordChunk, SourceRecord, TargetRecord,
};
use crate::source::{FileMetadataKey, SourceFile, fingerprint};

/// Reads parts of the ledger side by side.
pub(super) fn decode_parts(parts: &[EncodedChunk]) -> Option<Vec<RecordChunk<'static>>> {
    parts.par_iter().map(RecordChunk::decode).collect()
}

/// How content is remembered.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceCache<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) now: Timestamp,
    /// The fingerprint of the settings and the sections.
    pub(super) settings: u64,
    pub(super) file_view: FileSystemView<'a>,
}

impl<'a> SourceCache<'a> {
    /// Gives what is known of a content file, if nothing but its own text can have changed since.
    pub(super) fn reusable_source(&self, file: &SourceFile) -> Option<&'a SourceRecord> {
        let known = self.ledger.source(&file.path)?;
        let same = known.settings_fingerprint == self.settings
            && known.dependencies_fingerprint
                == self.file_view.fingerprint_of(&known.file_dependencies)
            && self.has_unchanged_files(&known.entry);
        same.then_some(known)
    }

    fn has_unchanged_files(&self, entry: &Entry) -> bool {
        let facts =
            |path: &str| self.file_view.tree.get(path).and_then(|file| self.file_facts(file));
        let mut attachments = entry.metadata.attachments.iter();
        attachments.all(|own| facts(&own.path).is_some_and(|facts| facts.sha256 == own.sha256))
            && entry.shown_pictures().all(|own| pictures::is_unchanged(own, facts(&own.path)))
    }

    /// Gives what is known of a file that an entry offers or shows.
    pub(super) fn file_facts(&self, file: &SourceFile) -> Option<&'a AttachmentRecord> {
        self.ledger.attachment(&file.path, file.metadata_key)
    }

    /// Gives the stamp of a file if a later change would show in it.
    pub(super) fn settled_metadata_key(&self, file: &SourceFile) -> Option<FileMetadataKey> {
        file.metadata_key.is_settled(self.now).then_some(file.metadata_key)
    }

    /// Notes how a file was read.
    pub(super) fn source_record(
        &self,
        file: &SourceFile,
        text: &str,
        looks: FileDependencies,
        (entry, faults): (&Arc<Entry>, &[Diagnostic]),
    ) -> SourceRecord {
        SourceRecord {
            metadata_key: self.settled_metadata_key(file),
            text_fingerprint: fingerprint(text),
            settings_fingerprint: self.settings,
            dependencies_fingerprint: self.file_view.fingerprint_of(&looks),
            file_dependencies: looks,
            entry: entry.clone(),
            diagnostics: faults.to_vec(),
        }
    }
}

/// Notes the targets that were made: in the report all of them, for the next build those that were published.
pub(super) fn record_targets(
    news: &mut PendingRecords,
    makings: Vec<TargetUpdate>,
    report: &mut Report,
) {
    let seals = report.published.as_ref().map(|published| &published.fingerprints);
    for TargetUpdate { path, reason: why, inputs: made } in makings {
        let seal = match why {
            Ok(why) => {
                report.rendered.push((path.clone(), why));
                seals.and_then(|seals| seals.get(&*path)).copied()
            }
            Err(known) => seals.map(|_| known.output),
        };
        if let Some(seal) = seal {
            news.add_target(path, TargetRecord { inputs: made, output: seal });
        }
    }
    report.rendered.sort_by(|(a, _), (b, _)| a.cmp(b));
}
