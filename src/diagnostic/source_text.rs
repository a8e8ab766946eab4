//! Normalised text of a file, with a mapping from byte ranges back to places in the file on disk.
//!
//! Normalised text is UTF-8 without BOM, with LF, in NFC, so that the input method does not matter. Places refer to
//! the file on disk: a text that normalisation changed keeps its original lines.

use std::ops::Range;
use std::sync::Arc;
use std::sync::OnceLock;

use super::fault::Diagnostic;
use super::faults;
use super::place::Place;
use crate::vietnamese::fold;

/// The normalised text of one file.
#[derive(Debug, Clone)]
pub struct SourceText {
    file: Arc<str>,
    text: String,
    /// The text before NFC, kept only if NFC changed it.
    original: Option<String>,
    /// The line starts of both, computed for the first place.
    line_starts: OnceLock<LineStarts>,
}

/// The number of bytes after which the characters before a place are counted in advance.
const BLOCK: usize = 1024;

/// The longest line of which columns count the characters of the file on disk if normalisation changed it; those of a
/// longer line count the normalised ones, since they are found one by one.
const MAX_MAPPED_LINE: usize = 32 * 1024;

/// The byte offsets of the lines of a text and of its original.
#[derive(Debug, Clone)]
struct LineStarts {
    text: Vec<usize>,
    original: Vec<usize>,
    /// The number of characters of the text before each block, so that no place costs as much as its line.
    chars_before_block: Vec<usize>,
}

impl LineStarts {
    fn new(text: &str, original: Option<&str>) -> Self {
        let lines = |text: &str| {
            let ends = text.match_indices('\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        };
        let mut chars = 0;
        let blocks = text.as_bytes().chunks(BLOCK);
        let chars_before_block = blocks.map(|block| {
            let before = chars;
            chars += count_chars(block);
            before
        });
        let chars_before_block = chars_before_block.collect();
        let original = original.map(lines).unwrap_or_default();
        Self { text: lines(text), original, chars_before_block }
    }

    /// Returns the number of characters of the text before a byte offset.
    fn chars_before(&self, text: &str, at: usize) -> usize {
        let Some(before) = self.chars_before_block.get(at / BLOCK) else {
            return text.chars().count();
        };
        before + count_chars(&text.as_bytes()[at / BLOCK * BLOCK..at])
    }
}

impl SourceText {
    /// Decodes and normalises bytes; fails with the line of the first byte that is not UTF-8.
    pub fn from_bytes(file: Arc<str>, bytes: Vec<u8>) -> Result<Self, Box<Diagnostic>> {
        let decoded = match String::from_utf8(bytes) {
            Ok(decoded) => decoded,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..valid].iter().filter(|b| **b == b'\n').count() + 1;
                let line = u32::try_from(line).unwrap_or(0);
                let place = Place { line, column: 1, width: 1, ..Place::file(file) };
                return Err(Box::new(faults::not_utf8(place, line)));
            }
        };
        Ok(Self::new(file, decoded))
    }

    /// Normalises a decoded text.
    pub fn new(file: impl Into<Arc<str>>, decoded: String) -> Self {
        let mut text = decoded;
        if text.starts_with('\u{FEFF}') {
            text.drain(..'\u{FEFF}'.len_utf8());
        }
        if text.contains('\r') {
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        let normalised = match fold::nfc(&text) {
            std::borrow::Cow::Borrowed(_) => None,
            std::borrow::Cow::Owned(normalised) => Some(normalised),
        };
        match normalised {
            None => Self { file: file.into(), text, original: None, line_starts: OnceLock::new() },
            Some(normalised) => Self {
                file: file.into(),
                text: normalised,
                original: Some(text),
                line_starts: OnceLock::new(),
            },
        }
    }

    /// Returns the whole normalised text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the text with spaces in place of some ranges, so that all else keeps its place.
    #[must_use]
    pub fn blanked(&self, ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut blanked = self.clone();
        for range in ranges {
            let spaces: String = self.text[range.clone()]
                .bytes()
                .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
                .collect();
            blanked.text.replace_range(range, &spaces);
        }
        blanked
    }

    /// Returns the path of the file relative to the portal's folder.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Returns the place in the file on disk of a byte range of the normalised text.
    ///
    /// A range over several lines is cut at the end of its first line.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = floor_boundary(&self.text, range.start);
        let starts =
            self.line_starts.get_or_init(|| LineStarts::new(&self.text, self.original.as_deref()));
        let number = starts.text.partition_point(|begin| *begin <= start) - 1;
        let line_start = starts.text[number];
        let line_end = starts.text.get(number + 1).map_or(self.text.len(), |next| next - 1);
        let end = floor_boundary(&self.text, range.end.clamp(start, line_end));
        let line = &self.text[line_start..line_end];
        let chars_before = |at| starts.chars_before(&self.text, at);
        let before = chars_before(start) - chars_before(line_start);
        let within = chars_before(end) - chars_before(start);
        let is_mapped = line.len() <= MAX_MAPPED_LINE;
        let original_start = starts.original.get(number).copied().filter(|_| is_mapped);
        let rest =
            self.original.as_ref().zip(original_start).map(|(original, begin)| &original[begin..]);
        let Some(original) = rest.and_then(|rest| rest.split('\n').next()) else {
            return self.place_in_line(number, before, within, (line, start - line_start));
        };
        let from = original_length(original, before);
        let to = original_length(original, before + within);
        let at = original.char_indices().nth(from).map_or(original.len(), |(at, _)| at);
        self.place_in_line(number, from, to - from, (original, at))
    }

    fn place_in_line(
        &self,
        line_index: usize,
        before: usize,
        width: usize,
        line: (&str, usize),
    ) -> Place {
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (line_number, column) = (number(line_index + 1), number(before + 1));
        Place::in_line(self.file.clone(), line_number, column, number(width), line)
    }
}

/// Counts the characters that begin in some bytes of a text.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the length in characters of the prefix of an original line whose NFC has `wanted` characters.
fn original_length(line: &str, wanted: usize) -> usize {
    let mut composed = 0;
    let mut chars = 0;
    let mut rest = line;
    while composed < wanted && !rest.is_empty() {
        let cluster = cluster_end(rest);
        composed += fold::nfc(&rest[..cluster]).chars().count();
        chars += rest[..cluster].chars().count();
        rest = &rest[cluster..];
    }
    chars
}

/// Returns the end of the first base character with the combining marks that follow it.
fn cluster_end(text: &str) -> usize {
    text.char_indices()
        .skip(1)
        .find(|(_, c)| !unicode_normalization::char::is_combining_mark(*c))
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bom_and_crlf_do_not_move_places() {
        let text = SourceText::new("a.md", "\u{FEFF}---\r\ntiêu đề: x\r\n".to_owned());
        let at = text.as_str().find('x').expect("x is in the text");
        let place = text.place(at..at + 1);
        assert_eq!((place.line, place.column, &*place.excerpt), (2, 10, "tiêu đề: x"));
    }

    #[test]
    fn a_decomposed_line_counts_its_own_characters() {
        let text = SourceText::new("a.md", "tie\u{302}u đe\u{302}\u{300}: x\n".to_owned());
        let at = text.as_str().find('x').expect("x is in the text");
        assert_eq!(at, "tiêu đề: ".len());
        assert_eq!(text.place(at..at + 1).column, 13);
    }

    #[test]
    fn places_in_a_long_text_share_one_line_table() {
        let lines = 200_000;
        let text = SourceText::new("a.md", "tie\u{302}u\n".repeat(lines));
        for at in (0..lines).step_by(10) {
            let place = text.place(at * "tiêu\n".len()..at * "tiêu\n".len() + 1);
            assert_eq!((place.line as usize, place.column), (at + 1, 1));
        }
    }

    #[test]
    fn columns_in_a_line_of_many_blocks_count_characters() {
        // The second is decomposed on the disk and too long to be mapped to it.
        for word in ["chữ ", "tie\u{302}u "] {
            let word_in_text = fold::nfc(word);
            let text = SourceText::new("a.md", format!("mở\n{}\nđóng", word.repeat(8000)));
            for nth in [0, 1, 700, 7999] {
                let at = "mở\n".len() + nth * word_in_text.len();
                let place = text.place(at..at + word_in_text.len() - 1);
                let chars = word_in_text.chars().count();
                let expected = (2, nth * chars + 1, chars - 1);
                assert_eq!((place.line, place.column as usize, place.width as usize), expected);
                assert!(place.excerpt.contains(word_in_text.trim_end()));
            }
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_report_their_line() {
        let fault = SourceText::from_bytes("a.md".into(), b"mot\nhai \xff".to_vec());
        assert_eq!(fault.expect_err("not UTF-8").place.line, 2);
    }
}
