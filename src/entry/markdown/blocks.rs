//! The tree of blocks of a body.
//!
//! [`super::tree`] builds it from the parser's events, the passes transform it, and
//! [`super::outline`] and [`super::writer`] read it. Inline content stays a flat, balanced list of
//! events, because passes over text need its order, not its nesting.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event};

/// An event with its byte range in the preprocessed text.
pub(super) type SpannedEvent<'a> = (Event<'a>, Range<usize>);

/// The content of a block that contains text: balanced inline events.
pub(super) type Inlines<'a> = Vec<SpannedEvent<'a>>;

/// A block, and where it is in the preprocessed text.
pub(super) struct Block<'a> {
    pub(super) kind: BlockKind<'a>,
    pub(super) range: Range<usize>,
    /// The id of a heading or a provision, assigned by [`super::provision`].
    pub(super) anchor: Option<BlockAnchor>,
}

/// The id of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BlockAnchor {
    pub(super) id: String,
    /// The title, for a division or an article that is written as a paragraph.
    pub(super) title: Option<String>,
}

/// What a block is.
pub(super) enum BlockKind<'a> {
    /// A paragraph; in an item of a tight list it has no element of its own.
    Paragraph {
        content: Inlines<'a>,
        is_tight: bool,
    },
    Heading {
        /// The level as written, 1 to 6.
        level: u8,
        /// The id as written, `{#id}`.
        explicit_id: Option<String>,
        content: Inlines<'a>,
    },
    Quote(Vec<Block<'a>>),
    List(List<'a>),
    /// A fenced code block.
    Code {
        info: CowStr<'a>,
        text: String,
    },
    Table(Table<'a>),
    Rule,
    /// Raw HTML or a form block: its `Html` events are tags of elements that contain text, and what
    /// is between two of them is inline content.
    Markup(Inlines<'a>),
}

/// A list. An item begins with its mark or, in a numbered list, has a number.
pub(super) struct List<'a> {
    pub(super) style: ListStyle,
    pub(super) items: Vec<Item<'a>>,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListStyle {
    /// By bullets that the browser draws.
    Bulleted,
    /// By marks that are part of the text: `a)`, `–`, `(1)`.
    Marked,
    /// By numbers.
    Numbered {
        /// `1)` instead of `1.`
        has_parenthesis: bool,
        /// `01.`
        has_two_digits: bool,
    },
}

/// An item of a list.
pub(super) struct Item<'a> {
    /// Its number, in a numbered list.
    pub(super) number: Option<u64>,
    /// Whether its mark is a letter, so that it is a point (điểm) of a document.
    pub(super) is_point: bool,
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) anchor: Option<BlockAnchor>,
    /// The range of its mark in the preprocessed text.
    pub(super) mark: Range<usize>,
}

/// A table: rows of cells.
pub(super) struct Table<'a> {
    pub(super) columns: Vec<Alignment>,
    /// The header row, if there is one.
    pub(super) head: Option<Vec<Inlines<'a>>>,
    pub(super) rows: Vec<Vec<Inlines<'a>>>,
}

/// The definition of a footnote.
pub(super) struct Footnote<'a> {
    pub(super) label: CowStr<'a>,
    pub(super) blocks: Vec<Block<'a>>,
}

impl<'a> Block<'a> {
    /// Creates a block without an anchor.
    pub(super) fn new(kind: BlockKind<'a>, range: Range<usize>) -> Self {
        Self { kind, range, anchor: None }
    }
}

/// Calls `visit` for every block, an item's blocks included, in document order.
pub(super) fn visit_blocks<'a>(blocks: &[Block<'a>], visit: &mut impl FnMut(&Block<'a>)) {
    for block in blocks {
        visit(block);
        match &block.kind {
            BlockKind::Quote(inner) => visit_blocks(inner, visit),
            BlockKind::List(list) => {
                for item in &list.items {
                    visit_blocks(&item.blocks, visit);
                }
            }
            _ => {}
        }
    }
}

/// Calls `visit` with the inline content of every block, each run between two tags of markup on its own.
pub(super) fn visit_inlines<'a>(
    blocks: &mut [Block<'a>],
    visit: &mut impl FnMut(&mut Inlines<'a>),
) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph { content, .. } | BlockKind::Heading { content, .. } => {
                visit(content);
            }
            BlockKind::Quote(inner) => visit_inlines(inner, visit),
            BlockKind::List(list) => {
                for item in &mut list.items {
                    visit_inlines(&mut item.blocks, visit);
                }
            }
            BlockKind::Table(table) => {
                table.head.iter_mut().chain(&mut table.rows).flatten().for_each(&mut *visit);
            }
            BlockKind::Markup(content) => visit_runs(content, visit),
            BlockKind::Code { .. } | BlockKind::Rule => {}
        }
    }
}

fn visit_runs<'a>(content: &mut Inlines<'a>, visit: &mut impl FnMut(&mut Inlines<'a>)) {
    let (mut out, mut run) = (Vec::with_capacity(content.len()), Vec::new());
    for event in std::mem::take(content) {
        if matches!(event.0, Event::Html(_)) {
            visit(&mut run);
            out.append(&mut run);
            out.push(event);
        } else {
            run.push(event);
        }
    }
    visit(&mut run);
    out.append(&mut run);
    *content = out;
}
