//! The lines of a body, and which of them are code.
//!
//! What is code or raw HTML only the parser can say. It is asked only where a line may begin one,
//! since most documents hold neither.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::block::{self, Marker};
use crate::entry::markdown::parser::ParserEvents;

/// What a line is to the official form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineRole {
    /// Plain Markdown.
    Text,
    /// Part of a code block or of raw HTML, where nothing is read.
    Verbatim,
    /// It opens or closes a block.
    Marker,
    /// It stands in a block.
    Inside,
}

/// One line of a body.
pub(super) struct SourceLine<'a> {
    /// Where it begins, white space included.
    pub(super) start: usize,
    /// Where its text begins.
    pub(super) text_start: usize,
    /// Where the next begins.
    pub(super) end: usize,
    /// Its text without white space around.
    pub(super) text: &'a str,
    pub(super) role: LineRole,
    /// Whether a block that nothing closes ends before it.
    pub(super) ends_unclosed_block: bool,
    /// The code or raw HTML that it is part of, if any, counted from 1.
    pub(super) verbatim_block: usize,
    /// Whether it is part of a comment, which is no line of anything.
    pub(super) is_comment: bool,
}

impl<'a> SourceLine<'a> {
    /// Returns what the line opens or closes.
    pub(super) fn marker(&self) -> Option<Marker<'a>> {
        if self.role == LineRole::Verbatim { None } else { block::parse_marker(self.text) }
    }

    /// Returns how far its text is indented, with tab stops of four; other white space is pasted,
    /// and counts for nothing.
    pub(super) fn indent(&self, body: &str) -> usize {
        body[self.start..self.text_start].bytes().fold(0, |column, byte| match byte {
            b'\t' => (column / 4 + 1) * 4,
            b' ' => column + 1,
            _ => column,
        })
    }

    /// Tells whether the line is a heading.
    pub(super) fn is_heading(&self) -> bool {
        self.role != LineRole::Verbatim && self.has_heading_marker()
    }

    fn has_heading_marker(&self) -> bool {
        let text = self.text.trim_start_matches('#');
        let level = self.text.len() - text.len();
        (1..=6).contains(&level) && text.starts_with([' ', '\t'])
    }

    /// Tells whether a block ends at the line at the latest. Within a block there is neither code nor raw HTML, so
    /// what the parser would take for such, did the block not stand around it, ends it too.
    pub(super) fn ends_block(&self) -> bool {
        !self.is_comment && (block::parse_marker(self.text).is_some() || self.has_heading_marker())
    }

    /// Tells whether code or raw HTML begins or goes on here with a mark of its own.
    pub(super) fn is_fence_or_tag(&self) -> bool {
        self.verbatim_block > 0 && self.text.starts_with(['<', '`', '~'])
    }
}

/// Returns where code in fences and raw HTML stand.
fn verbatim_ranges(body: &str) -> Vec<Range<usize>> {
    let is_mark = |c: char| c.is_ascii_digit() || " \t>-+*.)".contains(c);
    let may_begin = |line: &str| {
        let text = line.trim_start_matches(is_mark);
        text.starts_with(['<', '`', '~'])
    };
    if !body.lines().any(may_begin) {
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
    for written in body.split_inclusive('\n') {
        let (text, end) = (written.trim(), start + written.len());
        let blank = if text.is_empty() { 0 } else { written.len() - written.trim_start().len() };
        let at = start + blank;
        while verbatim.next_if(|(_, code)| code.end <= at).is_some() {}
        let code = verbatim.peek().filter(|(_, range)| range.start <= at);
        let is_comment = code.is_some_and(|(_, range)| body[range.clone()].starts_with("<!--"));
        let role = if code.is_some() { LineRole::Verbatim } else { LineRole::Text };
        let code = code.map_or(0, |(at, _)| at + 1);
        lines.push(SourceLine {
            start,
            text_start: at,
            end,
            text,
            role,
            ends_unclosed_block: false,
            verbatim_block: code,
            is_comment,
        });
        start = end;
    }
    lines
}
