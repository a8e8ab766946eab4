//! The ledger as a cache: which entries of the last build can be reused, and the records of those that were read.
//!
//! An entry is reused without parsing its file if its text, the settings, the sections and the files that it depends on
//! have the same fingerprints. [`super::staleness`] makes the same decision for targets.
//!
//! **Invariant.** A record is used only after all its fingerprints were compared.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::prepared_bodies::PreparedBodies;
use crate::diagnostic::Diagnostic;
use crate::entry::file_dependencies::{FileDependencies, FileSystemView};
use crate::entry::{Entry, Picture};
use crate::ledger::{AttachmentRecord, Ledger, NewRecords, SourceRecord};
use crate::picture;
use crate::source::{FileMetadataKey, SourceFile};

/// The cached source records, with what they are compared against.
#[derive(Clone, Copy)]
pub(super) struct SourceCache<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) new_records: &'a NewRecords,
    pub(super) now: Timestamp,
    /// The fingerprint of the settings and sections that entries are read with.
    pub(super) settings_fingerprint: u64,
    pub(super) file_view: FileSystemView<'a>,
    /// Where the bodies of entries that are read are kept.
    pub(super) bodies: &'a PreparedBodies,
    /// The paths of pictures that were examined and have no private data.
    pub(super) clean_pictures: &'a Mutex<HashSet<Arc<str>>>,
}

impl SourceCache<'_> {
    /// Returns the record of a content file, if nothing but its own text can have changed since.
    pub(super) fn reusable_source(&self, file: &SourceFile) -> Option<SourceRecord> {
        let record = self.ledger.source(&file.path)?;
        let is_current = record.settings_fingerprint == self.settings_fingerprint
            && record.dependencies_fingerprint
                == self.file_view.fingerprint_of(&record.file_dependencies)
            && self.has_unchanged_files(&record.entry);
        is_current.then_some(record)
    }

    /// Returns whether the attachments, the pictures and the other files of a recorded entry are unchanged.
    fn has_unchanged_files(&self, entry: &Entry) -> bool {
        let record = |path: &str| {
            self.file_view.tree.get(path).and_then(|file| self.attachment_record(file))
        };
        let mut attachments = entry.metadata.attachments.iter();
        attachments
            .all(|file| record(&file.path).is_some_and(|record| record.sha256 == file.sha256))
            && entry
                .shown_pictures()
                .all(|file| is_picture_unchanged(file, record(&file.path).as_ref()))
            && entry
                .published_files()
                .all(|path| self.file_view.tree.get(&path).is_none() || record(&path).is_some())
    }

    /// Returns the record of an attachment or picture, if the file is unchanged.
    pub(super) fn attachment_record(&self, file: &SourceFile) -> Option<AttachmentRecord> {
        self.ledger.attachment(&file.path, file.metadata_key)
    }

    /// Returns the metadata key of a file, if every later change of the file would alter it.
    pub(super) fn settled_metadata_key(&self, file: &SourceFile) -> Option<FileMetadataKey> {
        file.metadata_key.is_settled(self.now).then_some(file.metadata_key)
    }

    /// Records a content file that was read without errors.
    pub(super) fn record_source(
        &self,
        file: &SourceFile,
        text_fingerprint: u64,
        dependencies: FileDependencies,
        (entry, diagnostics): (Arc<Entry>, Vec<Diagnostic>),
    ) {
        self.add_record(&SourceRecord {
            metadata_key: self.settled_metadata_key(file),
            text_fingerprint,
            settings_fingerprint: self.settings_fingerprint,
            dependencies_fingerprint: self.file_view.fingerprint_of(&dependencies),
            file_dependencies: dependencies,
            entry,
            diagnostics,
        });
    }

    /// Adds the record of a content file.
    pub(super) fn add_record(&self, record: &SourceRecord) {
        self.new_records.add_source(worker(), record);
    }
}

/// Returns the number of the thread, by which new records are collected.
pub(super) fn worker() -> usize {
    rayon::current_thread_index().unwrap_or_default()
}

/// Returns whether a picture of a recorded entry agrees with the record of its file.
fn is_picture_unchanged(picture: &Picture, record: Option<&AttachmentRecord>) -> bool {
    if !picture::is_raster(&picture.path) {
        return true;
    }
    let Some(record) = record else { return false };
    let mut current = Picture::new(picture.path.clone(), picture.address.clone());
    if let Some(Ok(info)) = record.picture {
        current.set_info(info, record.sha256);
    }
    current == *picture
}
