//! Builds the tree of blocks from the filtered events of the parser.
//!
//! Here the portal format departs from `CommonMark` where that needs no other parse: an underline
//! makes no heading, an empty heading vanishes, a bullet alone in its block is text, and words in the
//! braces of a heading are kept.
//!
//! **Invariant.** No content is lost: every inline event and every rule is in the tree.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::blocks::{
    Block, BlockKind, Footnote, Inlines, Item, List, ListStyle, SpannedEvent, Table,
};
use super::filter::FilteredEvents;
use super::{Remark, RemarkKind, inlines};

/// The blocks of a body as the parser sees them.
pub(super) struct Tree<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) footnotes: Vec<Footnote<'a>>,
    pub(super) remarks: Vec<Remark>,
    pub(super) has_raw_html: bool,
    pub(super) parser_failed: bool,
}

/// Reads a [`Tree`]. Nesting is bounded by the filter, so recursion is too.
pub(super) struct BlockReader<'a> {
    text: &'a str,
    events: FilteredEvents<'a>,
    /// The next event, if it was looked at.
    lookahead: Option<SpannedEvent<'a>>,
    footnotes: Vec<Footnote<'a>>,
    remarks: Vec<Remark>,
    /// The number of open items.
    item_depth: usize,
    /// The end of the last paragraph that the parser took for a heading or an empty item.
    joinable_end: Option<usize>,
}

impl<'a> BlockReader<'a> {
    /// Starts with the filtered `events` of the preprocessed `text`.
    pub(super) fn new(text: &'a str, events: FilteredEvents<'a>) -> Self {
        Self {
            text,
            events,
            lookahead: None,
            footnotes: Vec::new(),
            remarks: Vec::new(),
            item_depth: 0,
            joinable_end: None,
        }
    }

    /// Reads all events.
    pub(super) fn build(mut self) -> Tree<'a> {
        let mut blocks = Vec::new();
        // A parser that failed leaves constructs open, but no end event without its start.
        while self.peek().is_some() {
            blocks.append(&mut self.read_blocks());
            self.next_if(|event| matches!(event, Event::End(_)));
        }
        let (has_raw_html, parser_failed) = (self.events.has_raw_html(), self.events.failed());
        let mut remarks = self.events.into_remarks();
        remarks.append(&mut self.remarks);
        Tree { blocks, footnotes: self.footnotes, remarks, has_raw_html, parser_failed }
    }

    fn peek(&mut self) -> Option<&Event<'a>> {
        if self.lookahead.is_none() {
            self.lookahead = self.events.next();
        }
        self.lookahead.as_ref().map(|(event, _)| event)
    }

    fn next(&mut self) -> Option<SpannedEvent<'a>> {
        self.lookahead.take().or_else(|| self.events.next())
    }

    fn next_if(&mut self, is_wanted: impl Fn(&Event<'a>) -> bool) -> Option<SpannedEvent<'a>> {
        if self.peek().is_some_and(is_wanted) { self.lookahead.take() } else { None }
    }

    /// Reads blocks up to the end event of the block that contains them.
    fn read_blocks(&mut self) -> Vec<Block<'a>> {
        let mut blocks = Vec::new();
        while let Some(event) = self.peek() {
            if inlines::is_inline(event) {
                let (content, range) = self.read_inlines();
                blocks.push(Block::new(BlockKind::Paragraph { content, is_tight: true }, range));
                continue;
            }
            if matches!(event, Event::End(_)) {
                break;
            }
            let Some((event, range)) = self.next() else { break };
            let start = range.start;
            self.read_block(event, range, &mut blocks);
            self.join_text(&mut blocks, start);
        }
        blocks
    }

    /// Joins a paragraph with the text directly above it that the parser took for a heading or an empty item.
    fn join_text(&mut self, blocks: &mut Vec<Block<'a>>, start: usize) {
        let [.., above, below] = blocks.as_mut_slice() else { return };
        let (BlockKind::Paragraph { content, .. }, BlockKind::Paragraph { content: next, .. }) =
            (&mut above.kind, &mut below.kind)
        else {
            return;
        };
        if self.joinable_end != Some(above.range.end) {
            return;
        }
        let between = above.range.end..start;
        let is_next_line =
            self.text.get(between.clone()).is_some_and(|text| text.matches('\n').count() == 1);
        if is_next_line {
            content.push((Event::SoftBreak, between));
            content.append(next);
            above.range.end = below.range.end;
            blocks.pop();
        }
    }

    fn read_block(&mut self, event: Event<'a>, range: Range<usize>, out: &mut Vec<Block<'a>>) {
        let kind = match event {
            Event::Rule => BlockKind::Rule,
            Event::Start(Tag::Paragraph) => {
                BlockKind::Paragraph { content: self.read_leaf(), is_tight: false }
            }
            Event::Start(tag @ Tag::Heading { .. }) => return self.read_heading(tag, range, out),
            Event::Start(Tag::BlockQuote(_)) => BlockKind::Quote(self.read_container()),
            Event::Start(Tag::List(_)) => return out.extend(self.read_list(range)),
            Event::Start(Tag::CodeBlock(kind)) => self.read_code(kind),
            Event::Start(Tag::HtmlBlock) => BlockKind::Markup(self.read_markup()),
            Event::Start(Tag::Table(columns)) => BlockKind::Table(self.read_table(columns)),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let blocks = self.read_container();
                self.footnotes.push(Footnote { label, blocks });
                return;
            }
            // All others are extensions that are not enabled in the parser.
            _ => return,
        };
        out.push(Block::new(kind, range));
    }

    /// Reads the blocks of a container and its end event.
    fn read_container(&mut self) -> Vec<Block<'a>> {
        let blocks = self.read_blocks();
        self.next();
        blocks
    }

    /// Reads consecutive inline events; returns them and the range that they cover.
    fn read_inlines(&mut self) -> (Inlines<'a>, Range<usize>) {
        let mut content = Vec::new();
        while let Some(event) = self.next_if(inlines::is_inline) {
            inlines::push_joined(self.text, &mut content, event);
        }
        // Most have one event; the room for more would be most of a large table.
        content.shrink_to_fit();
        let start = content.first().map_or(0, |(_, range)| range.start);
        let end = content.iter().map(|(_, range)| range.end).max().unwrap_or(start);
        (content, start..end)
    }

    /// Reads the inline events of a block and its end event.
    fn read_leaf(&mut self) -> Inlines<'a> {
        let content = self.read_inlines().0;
        self.next();
        content
    }

    fn read_heading(&mut self, tag: Tag<'a>, range: Range<usize>, out: &mut Vec<Block<'a>>) {
        let Tag::Heading { level, id, classes, attrs } = tag else { return };
        let has_id_or_class = id.is_some() || !classes.is_empty();
        let is_words = !has_id_or_class && attrs.iter().all(|(_, value)| value.is_none());
        let mut content = self.read_leaf();
        let source = self.text[range.clone()].trim_ascii_end();
        // An ATX heading is one line; only a setext heading has an underline.
        let is_underlined = source.contains('\n');
        let has_braces = has_id_or_class || !attrs.is_empty();
        if has_braces
            && (is_underlined || is_words)
            && let Some((start, end)) = source.rfind('{').zip(source.rfind('}'))
        {
            let braces = range.start + start..range.start + end + 1;
            let gap = if content.is_empty() { "" } else { " " };
            let text = format!("{gap}{}", &self.text[braces.clone()]);
            content.push((Event::Text(text.into()), braces));
        }
        if is_underlined {
            self.push_underlined(content, source, range, out);
            return;
        }
        if !inlines::is_visible(&content) {
            self.remarks.push(Remark { range, kind: RemarkKind::EmptyHeading });
            return;
        }
        let explicit_id = id.map(|id| id.to_string());
        let kind = BlockKind::Heading { level: level as u8, explicit_id, content };
        out.push(Block::new(kind, range));
    }

    /// Adds the text above an underline as a paragraph, and the underline as a rule or text.
    fn push_underlined(
        &mut self,
        mut content: Inlines<'a>,
        source: &'a str,
        range: Range<usize>,
        out: &mut Vec<Block<'a>>,
    ) {
        let mark = source.chars().next_back().unwrap_or_default();
        let above = source.trim_end_matches(mark);
        let underline = range.start + above.len()..range.start + source.len();
        let is_rule = mark == '-' && underline.len() >= 3;
        if !is_rule {
            content.push((Event::SoftBreak, underline.start..underline.start));
            let text = &self.text[underline.clone()];
            content.push((Event::Text(text.into()), underline.clone()));
        }
        let kind = BlockKind::Paragraph { content, is_tight: self.item_depth > 0 };
        let end = if is_rule { range.start + above.trim_ascii_end().len() } else { underline.end };
        self.joinable_end = Some(end).filter(|_| !is_rule);
        out.push(Block::new(kind, range.start..end));
        if is_rule {
            out.push(Block::new(BlockKind::Rule, underline));
        }
    }

    /// Reads a list. One that is nothing but a bullet is text.
    fn read_list(&mut self, range: Range<usize>) -> Option<Block<'a>> {
        let mut items = Vec::new();
        while let Some((_, range)) = self.next_if(|event| matches!(event, Event::Start(Tag::Item)))
        {
            let (number, mark) = item_mark(self.text, &range);
            self.item_depth += 1;
            let blocks = self.read_container();
            items.push(Item { number, is_point: false, blocks, anchor: None, mark });
            self.item_depth -= 1;
        }
        self.next();
        let first = items.first()?;
        let is_lone_bullet = items.len() == 1 && first.number.is_none() && first.blocks.is_empty();
        if is_lone_bullet {
            let mark = first.mark.clone();
            let content = vec![(Event::Text(self.text[mark.clone()].into()), mark.clone())];
            self.joinable_end = Some(mark.end);
            let kind = BlockKind::Paragraph { content, is_tight: self.item_depth > 0 };
            return Some(Block::new(kind, mark));
        }
        let style = match first.number {
            Some(_) => {
                let mark = &self.text[first.mark.clone()];
                ListStyle::numbered(mark, mark.ends_with(')'))
            }
            None => ListStyle::Bulleted,
        };
        Some(Block::new(BlockKind::List(List { style, items }), range))
    }

    fn read_code(&mut self, kind: CodeBlockKind<'a>) -> BlockKind<'a> {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info,
            CodeBlockKind::Indented => "".into(),
        };
        let mut text = String::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Text(line) => text.push_str(&line),
                Event::End(_) => break,
                _ => {}
            }
        }
        BlockKind::Code { info, text }
    }

    fn read_markup(&mut self) -> Inlines<'a> {
        let mut content = Vec::new();
        while let Some((event, range)) = self.next() {
            if matches!(event, Event::End(TagEnd::HtmlBlock)) {
                break;
            }
            content.push((event, range));
        }
        // Nothing is left of a comment but the line ends around it.
        let is_blank = |(event, _): &SpannedEvent<'_>| match event {
            Event::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if content.iter().all(is_blank) { Vec::new() } else { content }
    }

    fn read_table(&mut self, columns: Vec<pulldown_cmark::Alignment>) -> Table<'a> {
        let mut table = Table { columns, head: None, rows: Vec::new() };
        let mut row = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.read_leaf()),
                Event::End(TagEnd::TableHead) => table.head = Some(std::mem::take(&mut row)),
                Event::End(TagEnd::TableRow) => {
                    row.shrink_to_fit();
                    table.rows.push(std::mem::take(&mut row));
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }
}

impl ListStyle {
    /// Returns the style of a list whose first item begins with the digits of `mark`.
    pub(super) fn numbered(mark: &str, has_parenthesis: bool) -> Self {
        let digits = mark.bytes().take_while(u8::is_ascii_digit).count();
        Self::Numbered { has_parenthesis, has_two_digits: digits == 2 && mark.starts_with('0') }
    }
}

/// Returns the number of the item at `range`, and the range of its mark.
fn item_mark(text: &str, range: &Range<usize>) -> (Option<u64>, Range<usize>) {
    let source = &text[range.clone()];
    let start = range.start + source.len() - source.trim_ascii_start().len();
    let digits = text[start..range.end].bytes().take_while(u8::is_ascii_digit).count();
    let number = text[start..start + digits].parse().ok();
    (number, start..(start + digits + 1).min(range.end))
}
