//! The lines of a body, and which of them are code.
//!
//! What is code or raw HTML only the parser can say. It is asked only where a line may begin one,
//! since most documents hold neither.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::block::{self, Marker};
use crate::entry::markdown::parser::Events;

/// What a line is to the official form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
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
pub(super) struct Line<'a> {
    /// Where it begins, white space included.
    pub(super) start: usize,
    /// Where its text begins.
    pub(super) at: usize,
    /// Where the next begins.
    pub(super) end: usize,
    /// Its text without white space around.
    pub(super) text: &'a str,
    pub(super) role: Role,
    /// Whether a block that nothing closes ends before it.
    pub(super) closes: bool,
    /// The code or raw HTML that it is part of, if any, counted from 1.
    pub(super) code: usize,
    /// Whether it is part of a comment, which is no line of anything.
    pub(super) is_comment: bool,
}

impl<'a> Line<'a> {
    /// Returns what the line opens or closes.
    pub(super) fn marker(&self) -> Option<Marker<'a>> {
        if self.role == Role::Verbatim { None } else { block::marker(self.text) }
    }

    /// Returns how far its text is indented, with tab stops of four; other white space is pasted,
    /// and counts for nothing.
    pub(super) fn indent(&self, body: &str) -> usize {
        body[self.start..self.at].bytes().fold(0, |column, byte| match byte {
            b'\t' => (column / 4 + 1) * 4,
            b' ' => column + 1,
            _ => column,
        })
    }

    /// Tells whether the line is a heading.
    pub(super) fn is_heading(&self) -> bool {
        self.role != Role::Verbatim && self.has_mark_of_heading()
    }

    fn has_mark_of_heading(&self) -> bool {
        let text = self.text.trim_start_matches('#');
        let level = self.text.len() - text.len();
        (1..=6).contains(&level) && text.starts_with([' ', '\t'])
    }

    /// Tells whether a block ends at the line at the latest. Within a block there is neither code nor raw HTML, so
    /// what the parser would take for such, did the block not stand around it, ends it too.
    pub(super) fn ends_block(&self) -> bool {
        !self.is_comment && (block::marker(self.text).is_some() || self.has_mark_of_heading())
    }

    /// Tells whether code or raw HTML begins or goes on here with a mark of its own.
    pub(super) fn is_fence_or_tag(&self) -> bool {
        self.code > 0 && self.text.starts_with(['<', '`', '~'])
    }
}

/// Returns where code in fences and raw HTML stand.
fn verbatim(body: &str) -> Vec<Range<usize>> {
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
    Events::new(body).filter(|(event, _)| is_verbatim(event)).map(|(_, range)| range).collect()
}

/// Splits `body` into its lines.
pub(super) fn read(body: &str) -> Vec<Line<'_>> {
    let mut verbatim = verbatim(body).into_iter().enumerate().peekable();
    let mut lines = Vec::new();
    let mut start = 0;
    for written in body.split_inclusive('\n') {
        let (text, end) = (written.trim(), start + written.len());
        let blank = if text.is_empty() { 0 } else { written.len() - written.trim_start().len() };
        let at = start + blank;
        while verbatim.next_if(|(_, code)| code.end <= at).is_some() {}
        let code = verbatim.peek().filter(|(_, range)| range.start <= at);
        let is_comment = code.is_some_and(|(_, range)| body[range.clone()].starts_with("<!--"));
        let role = if code.is_some() { Role::Verbatim } else { Role::Text };
        let code = code.map_or(0, |(at, _)| at + 1);
        lines.push(Line { start, at, end, text, role, closes: false, code, is_comment });
        start = end;
    }
    lines
}
