//! The Markdown parser, with the options of the portal format and a guard against panics.
//!
//! pulldown-cmark asserts internal invariants, and rare input has violated them before. One body
//! must not abort a build of a hundred thousand, so every call of the parser is guarded here.
//!
//! **Invariant.** After a failure the stream ends, and [`ParserEvents::failed`] returns true.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{Event, OffsetIter, Options, Parser};

/// The parser's events with their byte ranges.
pub(super) struct ParserEvents<'a> {
    inner: Option<OffsetIter<'a>>,
    failed: bool,
}

impl<'a> ParserEvents<'a> {
    /// Starts parsing `text`.
    pub(super) fn new(text: &'a str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let inner = catch_unwind(|| Parser::new_ext(text, options).into_offset_iter()).ok();
        Self { failed: inner.is_none(), inner }
    }

    /// Returns whether the parser failed before the end.
    pub(super) fn failed(&self) -> bool {
        self.failed
    }

    /// Ends the stream as if the parser had failed.
    #[cfg(test)]
    pub(super) fn simulate_failure(&mut self) {
        self.inner = None;
        self.failed = true;
    }
}

impl<'a> Iterator for ParserEvents<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let inner = self.inner.as_mut()?;
        // The parser is dropped after a panic and never called again, so no broken state is seen.
        if let Ok(event) = catch_unwind(AssertUnwindSafe(|| inner.next())) {
            event
        } else {
            self.inner = None;
            self.failed = true;
            None
        }
    }
}
