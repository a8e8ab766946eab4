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

    /// Creates a place of `width` characters from `column` in `line`, of which the text and the byte offset of the
    /// place are given. The cost does not depend on the length of the line.
    pub fn in_line(
        file: Arc<str>,
        line: u32,
        column: u32,
        width: u32,
        (text, at): (&str, usize),
    ) -> Self {
        let width = width.max(1);
        let is_long = text.chars().nth(2 * CONTEXT_CHARS).is_some();
        let (mut excerpt_start, mut start) = (0, 0);
        if is_long {
            (excerpt_start, start) = (column - 1, at);
            for (before, _) in text[..at].char_indices().rev().take(CONTEXT_CHARS) {
                (excerpt_start, start) = (excerpt_start - 1, before);
            }
        }
        let mut rest = text[start..].chars();
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
        let at = line.find('đ').expect("it is there");
        let place = Place::in_line("a.md".into(), 3, 401, 3, (&line, at));
        assert_eq!(place.excerpt_start, 340);
        assert_eq!(place.excerpt.chars().skip(60).take(3).collect::<String>(), "đây");
        assert_eq!(place.excerpt.chars().count(), 121);
        assert!(place.excerpt.ends_with('…'));
        let end = Place::in_line("a.md".into(), 3, 804, 1, (&line, line.len()));
        assert!(!end.excerpt.ends_with('…'));
    }
}
