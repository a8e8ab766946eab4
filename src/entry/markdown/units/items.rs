//! Puts the items that the parser sees into the hierarchy.
//!
//! A dash below "1." or "a)", or inside an article, is a mark of the official text: it stays in the
//! text. Elsewhere the browser draws the bullet.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::hierarchy::NewItem;
use super::lines::{MarkedLine, column_of};
use super::mark::{Mark, MarkKind};
use super::verdict::{PreviousLine, Verdict};
use super::{ParserParagraph, UnitBuilder};
use crate::entry::markdown::blocks::{Block, BlockKind, Item, ListStyle};

/// `CommonMark` takes more spaces after a mark for the indentation of code.
const MAX_BLANKS: usize = 4;

impl<'a> UnitBuilder<'a, '_> {
    /// Adds an item of a list of the style `style` that is inside the outer `depth` open items.
    pub(super) fn add_item(&mut self, item: Item<'a>, style: ListStyle, depth: usize) {
        let source = self.line_at(item.mark.start);
        let kind = match item.number {
            Some(_) => MarkKind::Number(self.text.as_bytes()[item.mark.end - 1]),
            None => MarkKind::Bullet(source.chars().next().unwrap_or('-')),
        };
        let column = column_of(self.text, item.mark.start);
        let depth = self.floor(item.mark.start, depth);
        let mark = match item.number {
            // A year at the beginning of a line.
            Some(year @ 1000..) => Some(Mark::number(kind, year.try_into().unwrap_or(u32::MAX))),
            _ => Mark::parse(source).filter(|mark| mark.kind == kind),
        };
        if let Some(mark) = mark
            && self.follows_line(item.mark.start)
            && self.hierarchy.last_paragraph().is_some()
            && !self.hierarchy.is_nested(column)
            && self.decide(mark, item.mark.start, true) == Verdict::Continues
        {
            return self.continue_with_item(item, depth);
        }
        let lettered = if item.number.is_none() { self.letter_of(&item) } else { None };
        let is_dash = matches!(kind, MarkKind::Bullet('-' | '+'))
            && lettered.is_none()
            && !matches!(first_event(&item), Some(Event::TaskListMarker(_)));
        let is_marked = lettered.is_some() || (is_dash && self.last_article > 0);
        let blanks = source[item.mark.len()..].bytes().take_while(|byte| *byte == b' ').count();
        let blanks = if blanks > MAX_BLANKS { 1 } else { blanks.max(1) };
        let number = item.number.and_then(|number| number.try_into().ok());
        let new = NewItem {
            kind: lettered.map_or(kind, |letter| letter.kind),
            ordinal: lettered.map_or(number.unwrap_or_default(), |letter| letter.ordinal),
            column,
            content_column: column + item.mark.len() + blanks,
            style: if is_marked { ListStyle::Marked } else { style },
            number: item.number,
            mark: item.mark.clone(),
            is_after_blank: !self.follows_line(item.mark.start),
            is_of_parser: true,
        };
        let style = self.hierarchy.open_item(new, depth);
        self.previous = Some(PreviousLine { range: item.mark.clone(), kind: Some(kind) });
        let keeps_mark = is_dash && style == ListStyle::Marked;
        self.add_item_blocks(item, keeps_mark);
    }

    /// Adds the blocks of the open item, with its mark in the text if `keeps_mark`.
    fn add_item_blocks(&mut self, item: Item<'a>, keeps_mark: bool) {
        let depth = self.hierarchy.depth();
        let (mut paragraph, others) = item_text(item.blocks, &item.mark);
        if keeps_mark {
            let written = format!("{} ", &self.text[item.mark.clone()]);
            paragraph.content.insert(0, (Event::Text(written.into()), item.mark));
        }
        if !paragraph.content.is_empty() {
            self.add_lines(paragraph, depth);
        }
        self.add_blocks(others, depth);
    }

    /// Adds an item that is the rest of the line before, and what follows in it.
    fn continue_with_item(&mut self, item: Item<'a>, depth: usize) {
        let mark = item.mark;
        let end = mark.end + usize::from(self.text[mark.end..].starts_with(' '));
        let written = (Event::Text(CowStr::Borrowed(&self.text[mark.start..end])), mark.start..end);
        let (mut paragraph, others) = item_text(item.blocks, &mark);
        paragraph.content.insert(0, written);
        let range = mark.start..paragraph.range.end;
        let mut lines = self.marked_lines(paragraph.content, &range).into_iter();
        if let Some(MarkedLine { mut line, range, .. }) = lines.next() {
            line.line_break = Some((Event::SoftBreak, mark.start..mark.start));
            self.append_line(line, range);
        }
        let depth = depth.min(self.hierarchy.depth());
        for line in lines {
            self.add_line(line, depth);
        }
        self.add_blocks(others, depth);
    }

    /// Returns the letter with which the text of an item begins: "- a) …" has the mark "a)".
    fn letter_of(&self, item: &Item<'_>) -> Option<Mark> {
        let first = item.blocks.first()?;
        let mark = match first.kind {
            BlockKind::Paragraph { .. } => Mark::parse(self.line_at(first.range.start)),
            _ => None,
        };
        let mark = mark.filter(|mark| matches!(mark.kind, MarkKind::Letter(_)))?;
        Some(self.hierarchy.resolved(mark))
    }
}

/// Returns the paragraph with which an item begins, which is empty if it begins with another block, and the rest.
fn item_text<'a>(
    blocks: Vec<Block<'a>>,
    mark: &Range<usize>,
) -> (ParserParagraph<'a>, Vec<Block<'a>>) {
    let mut blocks = blocks.into_iter().peekable();
    let first = blocks.next_if(|block| matches!(block.kind, BlockKind::Paragraph { .. }));
    let (content, is_tight, range) = match first {
        Some(Block { kind: BlockKind::Paragraph { content, is_tight }, range, .. }) => {
            (content, is_tight, range)
        }
        _ => (Vec::new(), true, mark.clone()),
    };
    (ParserParagraph { content, range, is_tight, is_item: true }, blocks.collect())
}

fn first_event<'i, 'a>(item: &'i Item<'a>) -> Option<&'i Event<'a>> {
    match item.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Paragraph { content, .. }) => content.first().map(|(event, _)| event),
        _ => None,
    }
}
