//! The lines of a body, and which of them are code or raw HTML.
//!
//! Only the parser knows what is code or raw HTML. It runs only if some line may start one, since
//! most documents contain neither.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::block::{self, Marker};
use crate::entry::markdown::parser::ParserEvents;

/// The role of a line with regard to the official form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineRole {
    /// Plain Markdown.
    Text,
    /// Part of a code block or of raw HTML, where no markers are recognised.
    Verbatim,
    /// It opens or closes a block.
    Marker,
    /// It is inside a block.
    Inside,
}

/// A line of a body.
pub(super) struct SourceLine<'a> {
    /// The offset of its start, including indentation.
    pub(super) start: usize,
    /// The offset of its text.
    pub(super) text_start: usize,
    /// The offset of the next line.
    pub(super) end: usize,
    /// Its text without surrounding white space.
    pub(super) text: &'a str,
    pub(super) role: LineRole,
    /// Whether an unclosed block ends before it.
    pub(super) ends_unclosed_block: bool,
    /// The number of the block of code or raw HTML that it is part of, from 1; 0 if none.
    pub(super) verbatim_block: usize,
    /// Whether it is part of an HTML comment, which is never part of a form block.
    pub(super) is_comment: bool,
}

impl<'a> SourceLine<'a> {
    /// Returns the block marker that the line is, if any.
    pub(super) fn marker(&self) -> Option<Marker<'a>> {
        if self.role == LineRole::Verbatim { None } else { block::parse_marker(self.text) }
    }

    fn has_heading_marker(&self) -> bool {
        let text = self.text.trim_start_matches('#');
        let level = self.text.len() - text.len();
        (1..=6).contains(&level) && text.starts_with([' ', '\t'])
    }

    /// Returns whether an open block ends at the line at the latest. A block contains neither code nor raw HTML, so
    /// the line ends it even if the parser takes it for part of one.
    pub(super) fn ends_block(&self) -> bool {
        !self.is_comment && (block::parse_marker(self.text).is_some() || self.has_heading_marker())
    }

    /// Returns whether the line is part of code or raw HTML and starts with a fence or tag.
    pub(super) fn is_fence_or_tag(&self) -> bool {
        self.verbatim_block > 0 && self.text.starts_with(['<', '`', '~'])
    }
}

/// Returns the ranges of fenced code blocks and raw HTML blocks.
fn verbatim_ranges(body: &str) -> Vec<Range<usize>> {
    let is_container_marker = |c: char| c.is_ascii_digit() || " \t>-+*.)".contains(c);
    let may_start = |line: &str| {
        let text = line.trim_start_matches(is_container_marker);
        text.starts_with(['<', '`', '~'])
    };
    if !body.lines().any(may_start) {
        return Vec::new();
    }
    let is_verbatim = |event: &Event<'_>| {
        matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)) | Tag::HtmlBlock))
    };
    ParserEvents::new(body)
        .filter(|(event, _)| is_verbatim(event))
        .map(|(_, range)| range)
        .collect()
}

/// Splits `body` into its lines.
pub(super) fn split_lines(body: &str) -> Vec<SourceLine<'_>> {
    let mut verbatim = verbatim_ranges(body).into_iter().enumerate().peekable();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let (text, end) = (line.trim(), start + line.len());
        let indent = if text.is_empty() { 0 } else { line.len() - line.trim_start().len() };
        let text_start = start + indent;
        while verbatim.next_if(|(_, block)| block.end <= text_start).is_some() {}
        let block = verbatim.peek().filter(|(_, block)| block.start <= text_start);
        let is_comment = block.is_some_and(|(_, block)| body[block.clone()].starts_with("<!--"));
        let role = if block.is_some() { LineRole::Verbatim } else { LineRole::Text };
        let verbatim_block = block.map_or(0, |(index, _)| index + 1);
        lines.push(SourceLine {
            start,
            text_start,
            end,
            text,
            role,
            ends_unclosed_block: false,
            verbatim_block,
            is_comment,
        });
        start = end;
    }
    lines
}
