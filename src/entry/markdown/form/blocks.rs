//! Turns the paragraphs between two markers into a form block.
//!
//! Anything but a paragraph or a rule ends a block, too.

use std::ops::Range;

use pulldown_cmark::Event;

use super::block::{self, FormBlockKind, Marker};
use super::writer::{self, FormBlock, FormLine};
use crate::entry::markdown::blocks::{Block, BlockKind, Inlines, SpannedEvent};
use crate::entry::markdown::inlines;

/// Replaces the form blocks among `blocks` of the preprocessed `text` by markup.
pub(in crate::entry::markdown) fn group<'a>(
    text: &'a str,
    blocks: Vec<Block<'a>>,
) -> Vec<Block<'a>> {
    if !blocks.iter().any(|block| matches!(sole_marker(text, block), Some(Marker::Open(_)))) {
        return blocks;
    }
    let mut out = Vec::with_capacity(blocks.len());
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let Some(Marker::Open(kind)) = sole_marker(text, &block) else {
            out.push(block);
            continue;
        };
        let start = block.range.start;
        let mut next = Some((kind, block.range));
        let mut forms = Vec::new();
        while let Some((kind, range)) = next.take() {
            let lines = read_lines(text, &mut blocks);
            if !lines.is_empty() {
                forms.push(FormBlock { kind, range, lines });
            }
            next =
                open_kind(text, blocks.peek()).and_then(|kind| Some((kind, blocks.next()?.range)));
        }
        let end = blocks.peek().map_or(text.len(), |block| block.range.start);
        let mut content = Vec::new();
        writer::write_blocks(forms, &mut content);
        out.push(Block::new(BlockKind::Markup(content), start..end.max(start)));
    }
    out
}

fn open_kind(text: &str, block: Option<&Block<'_>>) -> Option<FormBlockKind> {
    match block.and_then(|block| sole_marker(text, block)) {
        Some(Marker::Open(kind)) => Some(kind),
        _ => None,
    }
}

/// Reads the lines of a block and its closing marker. Anything but a paragraph or a rule closes it
/// too.
fn read_lines<'a>(
    text: &'a str,
    blocks: &mut std::iter::Peekable<std::vec::IntoIter<Block<'a>>>,
) -> Vec<FormLine<'a>> {
    let mut lines = Vec::new();
    while let Some(block) = blocks.peek() {
        match sole_marker(text, block) {
            Some(Marker::Open(_)) => break,
            Some(Marker::Close) => {
                blocks.next();
                break;
            }
            _ => {}
        }
        let is_line = match &block.kind {
            BlockKind::Rule | BlockKind::Paragraph { .. } => true,
            // Nothing is left of a comment.
            BlockKind::Markup(content) => content.is_empty(),
            _ => false,
        };
        if !is_line {
            break;
        }
        if let Some(Block { kind: BlockKind::Paragraph { content, .. }, .. }) = blocks.next() {
            lines.extend(paragraph_lines(content));
        }
    }
    lines
}

/// Splits a paragraph into lines. A line that ends inside emphasis is joined with the next, so that
/// no element is split.
fn paragraph_lines(content: Inlines<'_>) -> Vec<FormLine<'_>> {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in content {
        match event {
            Event::SoftBreak | Event::HardBreak if depth == 0 => {
                lines.extend(form_line(std::mem::take(&mut line)));
                continue;
            }
            Event::SoftBreak => {
                line.push((Event::HardBreak, range));
                continue;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        line.push((event, range));
    }
    lines.extend(form_line(line));
    lines
}

/// Parses a block marker that is alone in its paragraph.
fn sole_marker<'t>(text: &'t str, block: &Block<'_>) -> Option<Marker<'t>> {
    if !matches!(block.kind, BlockKind::Paragraph { .. }) {
        return None;
    }
    let Range { start, end } = block.range;
    let source = &text[start..end];
    // Called for every paragraph, so other text is rejected by its first byte.
    let is_possible = source.starts_with(':') && !source.trim_end().contains('\n');
    if is_possible { block::parse_marker(source) } else { None }
}

fn form_line(events: Vec<SpannedEvent<'_>>) -> Option<FormLine<'_>> {
    let text = inlines::plain_text(&events);
    // Pasted text has lines of no-break spaces in place of the handwritten signature.
    let is_blank =
        text.is_empty() && events.iter().all(|(event, _)| matches!(event, Event::Text(_)));
    (!is_blank).then_some(FormLine { events, text })
}
