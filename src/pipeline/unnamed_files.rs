//! Examines the files that are copied though no entry names them, as far as they may be pointers in place of a file, or
//! pictures from which private data are not removed.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::cache::SourceCache;
use super::content_faults::{content_fault, private_data_fault};
use super::file_contents::inspect_file;
use super::panic_guard;
use super::portal::Portal;
use crate::diagnostic::{Consequence, Diagnostic, MachineFault, Place};
use crate::entry::file_dependencies::FileSystemView;
use crate::ledger::{AttachmentRecord, Ledger, NewRecords};
use crate::picture::{self, PrivateData};
use crate::source::{SourceFile, git};

impl Portal {
    /// Examines the files, and adds the new records of those whose metadata key can be trusted. Faults of files
    /// that entries name are left to these.
    pub(super) fn examine_unnamed_files(
        &mut self,
        ledger: &Ledger,
        new_records: &NewRecords,
    ) -> Result<(), MachineFault> {
        let Self { tree, content, copies, prepared_bodies: bodies, options, .. } = self;
        let file_view = FileSystemView { tree, entry_folders: &content.entry_folders };
        let now = options.now;
        let clean_pictures = &Mutex::default();
        let settings_fingerprint = 0;
        let cache = SourceCache {
            ledger,
            new_records,
            now,
            settings_fingerprint,
            file_view,
            bodies,
            clean_pictures,
        };
        let inspect = |file: &SourceFile| {
            let inspected = panic_guard::catch(&file.path, || inspect_file(file, cache));
            let inspected = inspected.map_or_else(|fault| Ok(Err(fault)), |result| result.map(Ok));
            inspected.map(|inspected| (file.path.clone(), inspected))
        };
        let files = copies.all.iter().filter_map(|path| tree.get(path)).filter(is_examined);
        let files: Vec<&SourceFile> = files.collect();
        let inspected: Result<Vec<_>, MachineFault> = files.into_par_iter().map(inspect).collect();
        let mut faults = Vec::new();
        for (path, inspected) in inspected? {
            match inspected {
                Ok((record, is_new)) => {
                    faults.extend(fault(&path, &record));
                    if is_new && record.content.private_data == PrivateData::None {
                        content.clean_pictures.insert(path.clone());
                    }
                    if is_new {
                        new_records.add_attachment(path, record);
                    }
                }
                Err(fault) => faults.push(*fault),
            }
        }
        if !faults.is_empty() {
            let read = content.entries().filter(|entry| entry.erasure().is_none());
            let named: HashSet<String> = read.flat_map(|entry| entry.published_files()).collect();
            faults.retain(|fault| !named.contains(&*fault.place.file));
        }
        content.unnamed = faults;
        Ok(())
    }
}

/// Returns whether a file may be a pointer, or a picture with private data.
fn is_examined(file: &&SourceFile) -> bool {
    file.size() <= git::MAX_POINTER_BYTES as u64 || picture::may_have_private_data(&file.path)
}

/// Returns what is wrong with a file. Any page may use it, so none is published while it is only a pointer.
fn fault(path: &Arc<str>, record: &AttachmentRecord) -> Option<Diagnostic> {
    let place = || Place::file(path.clone());
    if record.content.is_pointer() {
        let fault = content_fault(place, path, record.content)?;
        return Some(Diagnostic { consequence: Consequence::StopsKeepGoing, ..fault });
    }
    private_data_fault(place, path, record.content)
}
