//! The place of a fault: a file, a line, a column and a width.
//!
//! Lines and columns start at one; a column counts characters of the file on disk. A place includes an excerpt of its
//! line, so it can be shown after the file was closed; of a very long line (a paragraph is one line) the excerpt has
//! only the context of the place.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The number of characters of a long line kept on each side of the place.
const CONTEXT_CHARS: usize = 60;

/// A place in a file of the portal, or the whole file (line 0).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The path relative to the portal's folder, with `/`.
    pub file: Arc<str>,
    /// The line, from 1; 0 for the whole file.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The width in characters; at least 1 if `line` is not 0.
    pub width: u32,
    /// The line, or the part of it around the place.
    pub excerpt: Box<str>,
    /// The number of characters on the line before the excerpt.
    pub excerpt_start: u32,
}

impl Place {
    /// Creates the place of a whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            column: 0,
            width: 0,
            excerpt: "".into(),
            excerpt_start: 0,
        }
    }

    /// Creates a place of `width` characters from `column` in `line`, whose text is `text`.
    pub fn in_line(file: Arc<str>, line: u32, column: u32, width: u32, text: &str) -> Self {
        let width = width.max(1);
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let context = u32::try_from(CONTEXT_CHARS).unwrap_or(u32::MAX);
        let excerpt_start =
            if length <= 2 * context { 0 } else { (column - 1).saturating_sub(context) };
        let mut rest = text.chars().skip(excerpt_start as usize);
        let mut excerpt: String = rest.by_ref().take(2 * CONTEXT_CHARS).collect();
        excerpt.extend(rest.next().map(|_| '…'));
        Self { file, line, column, width, excerpt: excerpt.into(), excerpt_start }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = "chữ ".repeat(100) + "đây" + &" chữ".repeat(100);
        let place = Place::in_line("a.md".into(), 3, 401, 3, &line);
        assert_eq!(place.excerpt_start, 340);
        assert_eq!(place.excerpt.chars().skip(60).take(3).collect::<String>(), "đây");
        assert_eq!(place.excerpt.chars().count(), 121);
        assert!(place.excerpt.ends_with('…'));
        let end = Place::in_line("a.md".into(), 3, 801, 1, &line);
        assert!(!end.excerpt.ends_with('…'));
    }
}
