//! A line as the detectors see it, and the findings that they add.
//!
//! Ranges are those of the line or of the text, as each method says; a finding has one of the text.

use std::mem::discriminant;
use std::ops::Range;

use super::{TextFinding, TextFindingKind};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// The Markdown source of a body.
    Markdown,
    /// A value of metadata.
    Value,
}

/// A line with its place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLine<'a> {
    /// The line, without its end.
    pub(super) text: &'a str,
    /// The byte offset of its start.
    pub(super) start: usize,
}

impl TextLine<'_> {
    /// Returns the range in the text of a range in the line.
    pub(super) fn range(self, within: Range<usize>) -> Range<usize> {
        self.start + within.start..self.start + within.end
    }
}

/// The findings in a text, limited by their kinds.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) found: Vec<TextFinding>,
}

impl Findings {
    /// Adds a finding, unless there are enough of its kind. The range is one of the line.
    pub(super) fn add(&mut self, line: TextLine<'_>, range: Range<usize>, kind: TextFindingKind) {
        self.add_at(line.range(range), kind);
    }

    /// Adds a finding, unless there are enough of its kind. The range is one of the text.
    pub(super) fn add_at(&mut self, range: Range<usize>, kind: TextFindingKind) {
        let alike = discriminant(&kind);
        let count = self.found.iter().filter(|other| discriminant(&other.kind) == alike).count();
        if count < kind.limit() {
            self.found.push(TextFinding { kind, range });
        }
    }
}
