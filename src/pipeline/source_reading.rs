//! Reading one Markdown file into an entry, with the attachments and pictures that it names, or reusing its record.
//!
//! A file that is not UTF-8, is too large or makes the program panic still becomes an entry, an empty one with an
//! error, so that links to it are not reported as well.

use std::sync::{Arc, PoisonError};

use super::attachments;
use super::cache::SourceCache;
use super::content_faults;
use super::file_contents::FileInspector;
use super::panic_guard;
use super::pictures;
use crate::diagnostic::{Diagnostic, FaultList, MachineFault, Place, SourceText};
use crate::entry::file_dependencies::FileDependencies;
use crate::entry::{self, Entry, ReadContext, ReadEntry};
use crate::ledger::SourceRecord;
use crate::picture::{PrivateData, may_have_private_data};
use crate::source::{SourceFile, fingerprint, git};

/// An entry as it was read from its file.
pub(super) struct ParsedSource {
    pub(super) entry: Arc<Entry>,
    pub(super) faults: Box<[Diagnostic]>,
    /// The keys of the file dependencies.
    pub(super) dependency_keys: Box<[u64]>,
    /// The fingerprint of its text; `None` if that cannot be read.
    pub(super) text_fingerprint: Option<u64>,
}

impl ParsedSource {
    fn from_record(record: SourceRecord) -> Self {
        let SourceRecord { entry, diagnostics, file_dependencies, .. } = record;
        let text = Some(record.text_fingerprint);
        Self::new(entry, diagnostics, &file_dependencies, text)
    }

    fn new(
        entry: Arc<Entry>,
        faults: Vec<Diagnostic>,
        dependencies: &FileDependencies,
        text_fingerprint: Option<u64>,
    ) -> Self {
        let (faults, dependency_keys) = (faults.into(), dependencies.keys());
        Self { entry, faults, dependency_keys, text_fingerprint }
    }
}

/// What code in a body begins with, usually.
const FENCE: &str = "```";

/// Reads a file into an entry, or takes that of the last build. If reading it panics, the entry is empty and faulty.
pub(super) fn read_source(
    file: &SourceFile,
    context: ReadContext<'_>,
    cache: SourceCache<'_>,
) -> Result<ParsedSource, MachineFault> {
    match panic_guard::catch(&file.path, || read_or_reuse(file, context, cache)) {
        Ok(result) => result,
        Err(fault) => Ok(unreadable(file, context, *fault)),
    }
}

/// Makes an empty entry of a file that cannot be read. It keeps its address, so that links to it are not reported.
fn unreadable(file: &SourceFile, context: ReadContext<'_>, fault: Diagnostic) -> ParsedSource {
    let empty = SourceText::new(file.path.clone(), String::new());
    let ReadEntry { entry, dependencies, .. } = entry::read(&empty, context);
    ParsedSource::new(Arc::new(entry), vec![fault], &dependencies, None)
}

fn read_or_reuse(
    file: &SourceFile,
    context: ReadContext<'_>,
    cache: SourceCache<'_>,
) -> Result<ParsedSource, MachineFault> {
    let mut record = cache.reusable_source(file);
    if let Some(record) = record.take_if(|record| record.metadata_key == Some(file.metadata_key)) {
        return Ok(ParsedSource::from_record(record));
    }
    let text =
        file.read_text()?.and_then(|text| match git::pointer_tool(text.as_str().as_bytes()) {
            Some(tool) => {
                Err(Box::new(git::pointer_fault(Place::file(file.path.clone()), &file.path, tool)))
            }
            None => Ok(text),
        });
    let text = match text {
        Ok(text) => text,
        Err(fault) => return Ok(unreadable(file, context, *fault)),
    };
    #[cfg(test)]
    panic_guard::panic_if_marked(file, "reading");
    let text_fingerprint = fingerprint(text.as_str());
    if let Some(mut record) = record.filter(|record| record.text_fingerprint == text_fingerprint) {
        // The file was saved without an edit, or its recorded metadata key was too recent to be trusted.
        if let Some(key) = cache.settled_metadata_key(file) {
            record.metadata_key = Some(key);
            cache.add_record(&record);
        }
        return Ok(ParsedSource::from_record(record));
    }
    let (conflicts, text) = git::resolve_conflicts(&text, true).unwrap_or((Vec::new(), text));
    let prepares_body = cache.bodies.has_room(text.as_str().contains(FENCE));
    let context = ReadContext { prepares_body, ..context };
    let ReadEntry { mut entry, mut faults, dependencies, body } = entry::read(&text, context);
    if conflicts.iter().any(|fault| fault.place.line == 1) {
        // Both versions have a front matter of their own, which is found in neither.
        faults.clear();
    }
    faults.extend(conflicts);
    if entry.erasure().is_some() {
        // Nothing of it is recorded, and the state of its files cannot delay its takedown.
        let text = Some(text_fingerprint);
        return Ok(ParsedSource::new(Arc::new(entry), faults, &dependencies, text));
    }
    content_faults::report_stamps(&entry, &text, &mut faults);
    let mut inspector = FileInspector::new(cache);
    let mut of_files = Vec::new();
    attachments::inspect_attachments(&mut entry, &text, &mut inspector, &mut of_files)?;
    pictures::inspect_pictures(&mut entry, &text, &mut inspector, &mut of_files)?;
    inspector.inspect_rest(&entry)?;
    content_faults::report(&entry, &text, &inspector.contents, &mut of_files);
    faults.extend(FaultList::limited(of_files));
    for (path, record) in inspector.new_records {
        if record.content.private_data == PrivateData::None && may_have_private_data(&path) {
            let mut clean = cache.clean_pictures.lock().unwrap_or_else(PoisonError::into_inner);
            clean.insert(path.clone());
        }
        cache.new_records.add_attachment(path, record);
    }
    entry.update_metadata_fingerprint();
    let entry = Arc::new(entry);
    // Entries with errors are never reused: every build reads them again.
    let has_no_errors = !faults.iter().any(Diagnostic::is_error);
    if let Some(body) = body.filter(|_| has_no_errors) {
        cache.bodies.add(&file.path, body);
    }
    let text = Some(text_fingerprint);
    let parsed = ParsedSource::new(entry.clone(), faults.clone(), &dependencies, text);
    if has_no_errors {
        cache.record_source(file, text_fingerprint, dependencies, (entry, faults));
    }
    Ok(parsed)
}
