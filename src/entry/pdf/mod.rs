//! Inspection of PDFs: the number of pages, and whether they contain text.
//!
//! The only module that uses lopdf, which follows cross-references and decodes compression and encryption without a
//! password. A file whose cross-references must be reconstructed, or whose page count is wrong, counts as damaged, so
//! that no wrong number is published. Panics of lopdf on malformed files are caught.
//!
//! A page contains text if it, or a form that it draws, has fonts and shows a string; an invisible text layer over a
//! scan counts. **Left out on purpose.** Annotations: the stamp of a digital signature does not make a scan readable.

mod content;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::panic::catch_unwind;

use lopdf::xref::XrefRecovery;
use lopdf::{DecompressError, Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

/// The maximum size of an inspected file, in bytes; it is held in memory twice.
pub const MAX_FILE_BYTES: u64 = 100 * 1024 * 1024;

/// The maximum decompressed size of all object streams together; in memory they take about fifty times as much.
const MAX_OBJECT_BYTES: usize = 8 * 1024 * 1024;

/// The minimum share of [`MAX_OBJECT_BYTES`] for each object stream; a file with more object streams is refused.
const MIN_BYTES_PER_OBJECT_STREAM: usize = 64 * 1024;

/// The maximum decompressed size of all page contents that are searched for text.
const MAX_CONTENT_BYTES: usize = 64 * 1024 * 1024;

/// The maximum number of page tree nodes above a page.
const MAX_PAGE_TREE_DEPTH: usize = 100;

/// The properties of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfInfo {
    /// The number of pages, at least one.
    pub pages: u32,
    /// Whether a page contains text; `None` if a page could not be read.
    pub has_text: Option<bool>,
}

/// Why the properties of a PDF are unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfError {
    /// It is truncated, malformed, or no PDF.
    Damaged,
    /// It requires a password.
    PasswordProtected,
    /// It contains more compressed objects than are decompressed here.
    TooManyObjects,
}

/// Reads the properties of a PDF.
pub fn inspect(bytes: &[u8]) -> Result<PdfInfo, PdfError> {
    // Only the bytes outlive a panic, and they are not modified.
    catch_unwind(|| read(bytes)).unwrap_or(Err(PdfError::Damaged))
}

fn read(bytes: &[u8]) -> Result<PdfInfo, PdfError> {
    // lopdf decompresses all object streams and limits the size of each, not of all together.
    let share = MAX_OBJECT_BYTES / count_object_streams(bytes).max(1);
    if share < MIN_BYTES_PER_OBJECT_STREAM {
        return Err(PdfError::TooManyObjects);
    }
    let options = LoadOptions { max_decompressed_size: Some(share), ..LoadOptions::default() };
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) => {
                PdfError::PasswordProtected
            }
            error if is_size_limit(&error) => PdfError::TooManyObjects,
            _ => PdfError::Damaged,
        })?;
    if document.is_encrypted() {
        return Err(PdfError::PasswordProtected);
    }
    if document.xref_recovery == Some(XrefRecovery::Reconstructed) {
        return Err(PdfError::Damaged);
    }
    let pages: Vec<ObjectId> = document.page_iter().collect();
    // `page_iter` also returns ids of pages that do not exist.
    let all_exist = pages.iter().all(|page| document.get_dictionary(*page).is_ok());
    let count =
        declared_page_count(&document).filter(|count| *count > 0 && *count as usize == pages.len());
    let Some(count) = count.filter(|_| all_exist) else { return Err(PdfError::Damaged) };
    let mut search = TextSearch {
        document: &document,
        visited_forms: HashSet::new(),
        visited_resources: HashSet::new(),
        budget: MAX_CONTENT_BYTES,
        had_errors: false,
    };
    let found = pages.into_iter().any(|page| search.page_shows_text(page));
    let has_text = if found || !search.had_errors { Some(found) } else { None };
    Ok(PdfInfo { pages: count, has_text })
}

/// Counts the names `/ObjStm`, also with escaped characters.
fn count_object_streams(bytes: &[u8]) -> usize {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.filter(|(at, _)| starts_with_name(&bytes[at + 1..], b"ObjStm")).count()
}

/// Returns whether bytes begin with a name, whose characters may be escaped as `#` and two hexadecimal digits.
fn starts_with_name(mut bytes: &[u8], name: &[u8]) -> bool {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    name.iter().all(|expected| {
        let (byte, rest) = match bytes {
            [b'#', high, low, rest @ ..] => {
                let code = digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low);
                (code.and_then(|code| u8::try_from(code).ok()), rest)
            }
            [byte, rest @ ..] => (Some(*byte), rest),
            [] => return false,
        };
        bytes = rest;
        byte == Some(*expected)
    })
}

/// Returns whether the error is an exceeded decompression limit.
fn is_size_limit(error: &lopdf::Error) -> bool {
    matches!(error, lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }))
}

/// Returns the page count that the root of the page tree declares.
fn declared_page_count(document: &Document) -> Option<u32> {
    let root = document.catalog().ok()?.get_deref(b"Pages", document).ok()?;
    let count = root.as_dict().ok()?.get_deref(b"Count", document).ok()?;
    count.as_i64().ok()?.try_into().ok()
}

/// A search for text, page by page, up to the first that shows text.
struct TextSearch<'d> {
    document: &'d Document,
    /// The forms already searched: many pages draw the same letterhead.
    visited_forms: HashSet<ObjectId>,
    /// The resources whose forms were already searched: many pages share them.
    visited_resources: HashSet<*const Dictionary>,
    /// The number of bytes that may still be searched.
    budget: usize,
    /// Whether some content could not be read.
    had_errors: bool,
}

impl<'d> TextSearch<'d> {
    /// Returns whether a page shows text, itself or through a form in its resources.
    fn page_shows_text(&mut self, page: ObjectId) -> bool {
        let Some(resources) = self.resources(page) else { return false };
        let contents = self.document.get_page_contents(page);
        let mut pending = vec![(contents, resources)];
        while let Some((contents, resources)) = pending.pop() {
            if self.has_fonts(resources) && self.contents_show_text(&contents) {
                return true;
            }
            for (id, form) in self.unvisited_forms(resources) {
                let resources = self.dictionary(&form.dict, b"Resources").unwrap_or(resources);
                pending.push((vec![id], resources));
            }
        }
        false
    }

    /// Returns the resources of a page, its own or the nearest inherited ones.
    fn resources(&self, page: ObjectId) -> Option<&'d Dictionary> {
        let mut node = self.document.get_dictionary(page).ok()?;
        for _ in 0..MAX_PAGE_TREE_DEPTH {
            if let Some(resources) = self.dictionary(node, b"Resources") {
                return Some(resources);
            }
            node = self.dictionary(node, b"Parent")?;
        }
        None
    }

    fn dictionary(&self, parent: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        parent.get_deref(key, self.document).and_then(Object::as_dict).ok()
    }

    fn has_fonts(&self, resources: &'d Dictionary) -> bool {
        self.dictionary(resources, b"Font").is_some_and(|fonts| !fonts.is_empty())
    }

    /// Returns the forms of some resources that were not visited before, and marks them as visited.
    fn unvisited_forms(&mut self, resources: &'d Dictionary) -> Vec<(ObjectId, &'d Stream)> {
        if !self.visited_resources.insert(std::ptr::from_ref(resources)) {
            return Vec::new();
        }
        let Some(objects) = self.dictionary(resources, b"XObject") else { return Vec::new() };
        let mut forms = Vec::new();
        for (_, object) in objects {
            let Ok(id) = object.as_reference() else { continue };
            let Ok(stream) = self.document.get_object(id).and_then(Object::as_stream) else {
                continue;
            };
            let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
            if matches!(kind, Ok(b"Form")) && self.visited_forms.insert(id) {
                forms.push((id, stream));
            }
        }
        forms
    }

    /// Returns whether the concatenated parts of one content show a string.
    fn contents_show_text(&mut self, parts: &[ObjectId]) -> bool {
        let mut content = Vec::new();
        for id in parts {
            if self.budget == 0 {
                self.had_errors = true;
                break;
            }
            let stream = self.document.get_object(*id).and_then(Object::as_stream);
            let part = stream.and_then(|stream| {
                let part = stream.get_plain_content_with_limit(self.budget)?;
                // A stream that cannot be decompressed at all yields no bytes.
                self.had_errors |= part.is_empty() && !stream.content.is_empty();
                Ok(part)
            });
            self.had_errors |= part.is_err();
            // A stream above the limit was decompressed up to the limit.
            if part.as_ref().is_err_and(is_size_limit) {
                self.budget = 0;
            }
            let part = part.unwrap_or_default();
            self.budget = self.budget.saturating_sub(part.len());
            content.extend_from_slice(&part);
            content.push(b'\n');
        }
        content::shows_text(&content)
    }
}
