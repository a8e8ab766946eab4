//! A PDF's bytes as what a page tells of it: how many pages it has, and whether they hold text.
//!
//! The one place that knows lopdf, which follows the cross-references and undoes compression and encryption without
//! a password. A file that has to be pieced together, or whose pages are not as many as it says, counts as damaged:
//! a figure that may be wrong is not given. A file can make lopdf fail in ways nobody foresaw, so it is guarded.
//!
//! A page holds text where it, or a form that it draws, has fonts and shows a string with them; text laid invisibly
//! over a scan counts. **Left out on purpose.** Annotations: the stamp of a digital signature makes no scan readable.

mod content;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::panic::catch_unwind;

use lopdf::xref::XrefRecovery;
use lopdf::{DecompressError, Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

/// The largest file that is looked into, in bytes; it is held in memory twice.
pub const MAX_FILE_BYTES: u64 = 100 * 1024 * 1024;

/// How large all compressed objects together may become; in memory they take some fifty times the room.
const MAX_OBJECT_BYTES: usize = 8 * 1024 * 1024;

/// How large one stream of objects may always become; a file with more of them than this leaves room for is refused.
const MIN_BYTES_PER_OBJECT_STREAM: usize = 64 * 1024;

/// How large all pages together may become that are searched for text.
const MAX_CONTENT_BYTES: usize = 64 * 1024 * 1024;

/// How many folders of the page tree may lie above a page.
const MAX_PAGE_TREE_DEPTH: usize = 100;

/// What is told of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PdfInfo {
    /// How many pages it has, at least one.
    pub pages: u32,
    /// Whether a page holds text; nothing where a page could not be read.
    pub has_text: Option<bool>,
}

/// Why nothing is told of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfError {
    /// It is cut off, broken, or no PDF.
    Damaged,
    /// It asks for a password.
    PasswordProtected,
    /// It holds more compressed objects than are unpacked here.
    TooManyObjects,
}

/// Looks into a PDF.
pub fn inspect(bytes: &[u8]) -> Result<PdfInfo, PdfError> {
    // Nothing outlives a panic but the bytes, which are only read.
    catch_unwind(|| read(bytes)).unwrap_or(Err(PdfError::Damaged))
}

fn read(bytes: &[u8]) -> Result<PdfInfo, PdfError> {
    // lopdf limits each stream of objects, not all together, and unpacks them all.
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
    // A page that is named and not there is still handed out by the walk.
    let whole = pages.iter().all(|page| document.get_dictionary(*page).is_ok());
    let count =
        declared_page_count(&document).filter(|count| *count > 0 && *count as usize == pages.len());
    let Some(count) = count.filter(|_| whole) else { return Err(PdfError::Damaged) };
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

/// Counts the names `/ObjStm`, however they are written.
fn count_object_streams(bytes: &[u8]) -> usize {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.filter(|(at, _)| starts_with_name(&bytes[at + 1..], b"ObjStm")).count()
}

/// Tells whether bytes begin with a name, of which some may be written as `#` and two digits.
fn starts_with_name(mut bytes: &[u8], name: &[u8]) -> bool {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    name.iter().all(|wanted| {
        let (byte, rest) = match bytes {
            [b'#', high, low, rest @ ..] => {
                let code = digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low);
                (code.and_then(|code| u8::try_from(code).ok()), rest)
            }
            [byte, rest @ ..] => (Some(*byte), rest),
            [] => return false,
        };
        bytes = rest;
        byte == Some(*wanted)
    })
}

/// Tells whether something became larger than it may.
fn is_size_limit(error: &lopdf::Error) -> bool {
    matches!(error, lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }))
}

/// How many pages the root of the page tree says there are.
fn declared_page_count(document: &Document) -> Option<u32> {
    let root = document.catalog().ok()?.get_deref(b"Pages", document).ok()?;
    let count = root.as_dict().ok()?.get_deref(b"Count", document).ok()?;
    count.as_i64().ok()?.try_into().ok()
}

/// The search for text, page by page; it ends with the first that is found.
struct TextSearch<'d> {
    document: &'d Document,
    /// The forms that were looked at: many pages draw the same letterhead.
    visited_forms: HashSet<ObjectId>,
    /// The resources whose forms were looked at: many pages share them.
    visited_resources: HashSet<*const Dictionary>,
    /// How many bytes may still be searched.
    budget: usize,
    /// Whether something could not be read.
    had_errors: bool,
}

impl<'d> TextSearch<'d> {
    /// Tells whether a page shows text, itself or by a form that it can draw.
    fn page_shows_text(&mut self, page: ObjectId) -> bool {
        let Some(resources) = self.resources(page) else { return false };
        let contents = self.document.get_page_contents(page);
        let mut waiting = vec![(contents, resources)];
        while let Some((contents, resources)) = waiting.pop() {
            if self.has_fonts(resources) && self.contents_show_text(&contents) {
                return true;
            }
            for (id, form) in self.unvisited_forms(resources) {
                let own = self.dictionary(&form.dict, b"Resources").unwrap_or(resources);
                waiting.push((vec![id], own));
            }
        }
        false
    }

    /// Finds the resources of a page, its own or the nearest above it.
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

    fn dictionary(&self, holder: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
        holder.get_deref(key, self.document).and_then(Object::as_dict).ok()
    }

    fn has_fonts(&self, resources: &'d Dictionary) -> bool {
        self.dictionary(resources, b"Font").is_some_and(|fonts| !fonts.is_empty())
    }

    /// The forms among some resources that were not met before.
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

    /// Tells whether the parts of one content, read as a whole, show a string.
    fn contents_show_text(&mut self, parts: &[ObjectId]) -> bool {
        let mut whole = Vec::new();
        for id in parts {
            if self.budget == 0 {
                self.had_errors = true;
                break;
            }
            let stream = self.document.get_object(*id).and_then(Object::as_stream);
            let part = stream.and_then(|stream| {
                let part = stream.get_plain_content_with_limit(self.budget)?;
                // What does not decompress at all comes out empty.
                self.had_errors |= part.is_empty() && !stream.content.is_empty();
                Ok(part)
            });
            self.had_errors |= part.is_err();
            // What is too large was unpacked as far as it may be.
            if part.as_ref().is_err_and(is_size_limit) {
                self.budget = 0;
            }
            let part = part.unwrap_or_default();
            self.budget = self.budget.saturating_sub(part.len());
            whole.extend_from_slice(&part);
            whole.push(b'\n');
        }
        content::shows_text(&whole)
    }
}
