//! The open lists of a container, innermost last, and the rules by which an item joins one.
//!
//! An item joins the list that is indented alike and has marks of its kind. Without indentation, the
//! order of marks in official texts tells which list is inside which.

use std::ops::Range;

use super::mark::{Mark, MarkKind};
use crate::entry::markdown::blocks::{Block, BlockKind, Inlines, Item, List, ListStyle};

/// Maximum number of open lists; deeper items join the innermost.
const MAX_DEPTH: usize = 64;

/// The blocks of a container, and the lists that are still open in it.
#[derive(Default)]
pub(super) struct Hierarchy<'a> {
    blocks: Vec<Block<'a>>,
    levels: Vec<Level<'a>>,
}

/// An open list.
struct Level<'a> {
    kind: MarkKind,
    list: List<'a>,
    start: usize,
    /// The column of the mark of its last item.
    column: usize,
    /// The column from which its items are indented, 0 if they need not be.
    min_column: usize,
    /// The column at which the text of its last item begins.
    content_column: usize,
    /// The ordinal of its last item.
    ordinal: u32,
    /// Whether an item other than the first comes after an empty line.
    is_loose: bool,
}

/// An item to be opened.
pub(super) struct NewItem {
    pub(super) kind: MarkKind,
    pub(super) ordinal: u32,
    pub(super) column: usize,
    pub(super) content_column: usize,
    pub(super) style: ListStyle,
    pub(super) number: Option<u64>,
    pub(super) mark: Range<usize>,
    pub(super) is_after_blank: bool,
    /// Whether the parser sees an item too.
    pub(super) is_of_parser: bool,
}

impl<'a> Hierarchy<'a> {
    /// Returns the number of open lists.
    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    /// Closes all lists and returns the blocks.
    pub(super) fn finish(mut self) -> Vec<Block<'a>> {
        self.close_to(0);
        self.blocks
    }

    /// Adds a block to the innermost open item.
    pub(super) fn push(&mut self, block: Block<'a>) {
        self.current().push(block);
    }

    /// Returns the content and the range of the last block if that is a paragraph.
    pub(super) fn last_paragraph(&mut self) -> Option<(&mut Inlines<'a>, &mut Range<usize>)> {
        let block = self.current().last_mut()?;
        match &mut block.kind {
            BlockKind::Paragraph { content, .. } => Some((content, &mut block.range)),
            _ => None,
        }
    }

    /// Closes all but the outer `depth` lists.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.levels.len() > depth
            && let Some(level) = self.levels.pop()
        {
            let block = level.close();
            self.current().push(block);
        }
    }

    /// Closes the lists to whose items text at `column` does not belong, but not the outer `depth`.
    pub(super) fn close_from_column(&mut self, column: usize, depth: usize) {
        let outer = self.levels.iter().position(|level| level.content_column > column);
        self.close_to(outer.unwrap_or(self.levels.len()).max(depth));
    }

    /// Closes the lists inside the open item with the number `ordinal`, or all but `depth` if there is none.
    pub(super) fn close_to_number(&mut self, ordinal: u32, depth: usize) {
        let is_parent = |level: &Level<'_>| {
            matches!(level.kind, MarkKind::Number(_)) && level.ordinal == ordinal && ordinal > 0
        };
        let parent = self.levels.iter().rposition(is_parent).map_or(0, |at| at + 1);
        self.close_to(parent.max(depth));
    }

    /// Returns whether text at `column` is indented to the text of the innermost open item.
    pub(super) fn is_nested(&self, column: usize) -> bool {
        self.levels.last().is_some_and(|level| column >= level.content_column)
    }

    /// Returns the ordinal of the last item in the open list of this kind.
    pub(super) fn last_ordinal(&self, kind: MarkKind) -> Option<u32> {
        self.levels.iter().rev().find(|level| level.kind == kind).map(|level| level.ordinal)
    }

    /// Opens an item in the list to which it belongs, and returns the style of that; the outer `depth` lists stay
    /// open.
    pub(super) fn open_item(&mut self, mut item: NewItem, depth: usize) -> ListStyle {
        let kind = item.kind;
        let mut min_column = 0;
        while let Some(top) = self.levels.last() {
            let is_next = !item.is_of_parser
                && top.kind == kind
                && item.ordinal > 0
                && item.ordinal == top.ordinal + 1;
            let is_full = self.levels.len() >= MAX_DEPTH;
            if item.column >= top.content_column && !is_next && !is_full {
                min_column = top.content_column;
                break;
            }
            let may_join = |level: &Level<'_>| {
                let columns = level.min_column..level.content_column;
                level.kind == kind && (is_next || columns.contains(&item.column))
            };
            // Of several lists the one that is indented alike, else the innermost.
            let siblings = self
                .levels
                .iter()
                .enumerate()
                .filter(|(at, level)| *at >= depth && may_join(level));
            let sibling = siblings.min_by_key(|(at, level)| {
                (level.column.abs_diff(item.column), std::cmp::Reverse(*at))
            });
            if let Some((at, _)) = sibling {
                self.close_to(at + 1);
                return self.add_sibling(item);
            }
            let is_new = self.levels.iter().all(|level| level.kind != kind);
            if nests(top, &item, is_new) && !is_full {
                // A dash below "1." or "a)" is a mark of the official text.
                item.style = if item.number.is_none() { ListStyle::Marked } else { item.style };
                break;
            }
            if self.levels.len() <= depth {
                break;
            }
            self.close_to(self.levels.len() - 1);
        }
        if let Some(parent) = self.levels.last_mut().filter(|_| !item.is_of_parser) {
            parent.is_loose |= item.is_after_blank;
        }
        let (start, content_column, style) = (item.mark.start, item.content_column, item.style);
        self.levels.push(Level {
            kind,
            ordinal: item.ordinal,
            start,
            column: item.column,
            min_column,
            content_column,
            is_loose: false,
            list: List { style, items: vec![item.into_item()] },
        });
        style
    }

    fn add_sibling(&mut self, item: NewItem) -> ListStyle {
        let mut style = item.style;
        if let Some(level) = self.levels.last_mut() {
            style = level.list.style;
            level.ordinal = item.ordinal;
            level.column = item.column;
            level.content_column = item.content_column;
            level.is_loose |=
                item.is_after_blank && (!item.is_of_parser || style == ListStyle::Marked);
            level.list.items.push(item.into_item());
        }
        style
    }

    /// Returns the mark with its kind in the open lists.
    pub(super) fn resolved(&self, mark: Mark) -> Mark {
        mark.resolved(self.last_ordinal(mark.kind), self.last_ordinal(MarkKind::Roman))
    }

    fn current(&mut self) -> &mut Vec<Block<'a>> {
        match self.levels.last_mut().and_then(|level| level.list.items.last_mut()) {
            Some(item) => &mut item.blocks,
            None => &mut self.blocks,
        }
    }
}

impl NewItem {
    fn into_item<'a>(self) -> Item<'a> {
        Item {
            number: self.number,
            is_point: matches!(self.kind, MarkKind::Letter(_)),
            blocks: Vec::with_capacity(1),
            anchor: None,
            mark: self.mark,
        }
    }
}

impl<'a> Level<'a> {
    fn close(mut self) -> Block<'a> {
        // Of its own lists the parser decides whether they are loose.
        let is_loose = match self.list.style {
            ListStyle::Marked => self.is_loose,
            _ => {
                let mut items = self.list.items.iter_mut();
                self.is_loose || items.any(|item| first_is_tight(item).is_some_and(|tight| !*tight))
            }
        };
        if is_loose || self.list.style == ListStyle::Marked {
            let first_paragraphs = self.list.items.iter_mut().filter_map(first_is_tight);
            first_paragraphs.for_each(|is_tight| *is_tight = !is_loose);
        }
        let end = self.list.items.last().map_or(self.start, |item| {
            item.blocks.last().map_or(item.mark.end, |block| block.range.end)
        });
        Block::new(BlockKind::List(self.list), self.start..end.max(self.start))
    }
}

/// Returns whether the first paragraph of an item is tight, to be changed.
fn first_is_tight<'i>(item: &'i mut Item<'_>) -> Option<&'i mut bool> {
    match item.blocks.first_mut().map(|block| &mut block.kind) {
        Some(BlockKind::Paragraph { is_tight, .. }) => Some(is_tight),
        _ => None,
    }
}

/// Returns whether an item that is not indented belongs to the last item of `parent`; `is_new` tells that no list of
/// its kind is open.
fn nests(parent: &Level<'_>, item: &NewItem, is_new: bool) -> bool {
    let (Some(outer), Some(inner)) = (rank(parent.kind), rank(item.kind)) else { return false };
    // After an empty line the parser's own lists stay apart, as authors of Markdown expect.
    let is_marked = ListStyle::Marked;
    let may_nest = !item.is_of_parser
        || !item.is_after_blank
        || parent.list.style == is_marked
        || item.style == is_marked;
    let is_first = !matches!(item.kind, MarkKind::Number(_)) || item.ordinal == 1;
    // "1." directly below "a)" begins a numbering of its own there.
    let is_inverted = outer > inner && inner <= 2 && outer < 5 && is_new && !item.is_after_blank;
    may_nest && is_first && (outer < inner || is_inverted)
}

/// Returns the place of a kind in the order of official texts, outermost first (Decree 30/2020/NĐ-CP, appendix I).
fn rank(kind: MarkKind) -> Option<u8> {
    match kind {
        MarkKind::Number(b'.' | b'/') => Some(1),
        MarkKind::Number(_) => Some(2),
        MarkKind::Letter(_) => Some(3),
        MarkKind::Roman | MarkKind::Parenthesis => Some(4),
        MarkKind::Bullet('-' | '–' | '—' | '−') => Some(5),
        MarkKind::Bullet('+') => Some(6),
        MarkKind::Bullet('*') => None,
        MarkKind::Bullet(_) => Some(7),
        _ => None,
    }
}
