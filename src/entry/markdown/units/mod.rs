//! Rebuilds paragraphs and lists so that every unit of an official text is a block of its own.
//!
//! Authors paste text without empty lines and without indentation. So a line that begins with the
//! mark of a unit ([`mark::Mark`]) begins a block, unless it is the rest of the line before
//! ([`verdict`]). The lists of the parser and the marked lines are put into one hierarchy: a line
//! belongs to the innermost open item whose text it is indented to; without indentation the kind
//! of its mark decides, as "a)" stands below "1." and "+" below "-".
//!
//! A number, a letter, a dash and the like become items of lists. A division, an article, "1.1.",
//! a recital and a signature become paragraphs, and all but "1.1." end the open lists.
//!
//! Lines of cells parted by tabs become a table.
//!
//! **Invariant.** All content is kept, in order; a number, and a dash for which the browser draws a
//! bullet, is taken out of the text, because the item shows it.

mod hierarchy;
mod items;
mod lines;
mod mark;
mod tables;
mod verdict;

use std::ops::Range;

use self::hierarchy::{Hierarchy, NewItem};
use self::lines::{MarkedLine, column_of};
use self::mark::{Mark, MarkKind, leading_number};
use self::verdict::{PreviousLine, Verdict};
use super::blocks::{Block, BlockKind, Inlines, ListStyle};
use super::inlines::{self, Line};
use super::provision::label;
use super::quotations::Quotations;
use super::{Remark, RemarkKind};

/// Rebuilds the blocks of a body.
pub(super) struct UnitBuilder<'a, 'q> {
    text: &'a str,
    hierarchy: Hierarchy<'a>,
    /// The line before, if the next one may continue it.
    previous: Option<PreviousLine>,
    /// The number of the last article.
    last_article: u32,
    /// The mark of the last unit that is a paragraph though others of its kind are items.
    last_paragraph_mark: Option<Mark>,
    quotations: &'q Quotations,
    /// The start of the quotation that contains the current line, and the number of lists that were open before it.
    quotation: Option<(usize, usize)>,
    /// How many cells the tables of tabs that follow may have.
    cells_left: usize,
    remarks: Vec<Remark>,
}

/// A paragraph as the parser sees it.
struct ParserParagraph<'a> {
    content: Inlines<'a>,
    range: Range<usize>,
    is_tight: bool,
    /// Whether it is the text of the open item.
    is_item: bool,
}

/// Where a unit begins: inside the outer `depth` open items.
#[derive(Clone, Copy)]
struct UnitPlace {
    depth: usize,
    is_tight: bool,
    is_after_blank: bool,
}

impl<'a, 'q> UnitBuilder<'a, 'q> {
    /// Prepares for the blocks of the preprocessed `text`, which has these `quotations`.
    pub(super) fn new(text: &'a str, quotations: &'q Quotations) -> Self {
        Self {
            text,
            hierarchy: Hierarchy::default(),
            previous: None,
            last_article: 0,
            last_paragraph_mark: None,
            quotations,
            quotation: None,
            cells_left: tables::MAX_CELLS,
            remarks: Vec::new(),
        }
    }

    /// Returns the remarks on lines that are in doubt.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.remarks
    }

    /// Rebuilds the blocks of one container: of the body, a quote or a footnote.
    pub(super) fn rebuild(&mut self, blocks: Vec<Block<'a>>) -> Vec<Block<'a>> {
        let outer = std::mem::take(&mut self.hierarchy);
        let (quotation, last_article) = (self.quotation.take(), self.last_article);
        self.previous = None;
        self.add_blocks(blocks, 0);
        self.previous = None;
        (self.quotation, self.last_article) = (quotation, last_article);
        std::mem::replace(&mut self.hierarchy, outer).finish()
    }

    /// Adds blocks that the parser sees inside the outer `depth` open items.
    fn add_blocks(&mut self, blocks: Vec<Block<'a>>, depth: usize) {
        for block in blocks {
            match block.kind {
                BlockKind::Paragraph { content, is_tight } => {
                    let depth = self.floor(block.range.start, depth);
                    let range = block.range;
                    self.add_lines(
                        ParserParagraph { content, range, is_tight, is_item: false },
                        depth,
                    );
                }
                BlockKind::List(list) => {
                    for item in list.items {
                        self.add_item(item, list.style, depth);
                    }
                }
                BlockKind::Quote(inner) => {
                    let inner = self.rebuild(inner);
                    self.add_other(Block::new(BlockKind::Quote(inner), block.range), depth);
                }
                kind => self.add_other(Block::new(kind, block.range), depth),
            }
        }
    }

    /// Returns the number of lists that stay open at `start`: the outer `depth`, and in a quotation those that were
    /// open before it, because its numbering is its own.
    fn floor(&mut self, start: usize, depth: usize) -> usize {
        let quotation = self.quotations.start_of(start);
        if let Some((current, floor)) = self.quotation.take() {
            if quotation == Some(current) {
                self.quotation = Some((current, floor));
            } else {
                self.hierarchy.close_to(floor);
            }
        }
        if let (Some(quotation), None) = (quotation, self.quotation) {
            self.quotation = Some((quotation, self.hierarchy.depth()));
        }
        self.quotation.map_or(depth, |(_, floor)| floor.max(depth)).min(self.hierarchy.depth())
    }

    /// Adds a block that is neither a paragraph nor a list.
    fn add_other(&mut self, block: Block<'a>, depth: usize) {
        if let BlockKind::Heading { content, .. } = &block.kind {
            let number = label::parse_article_heading(&inlines::plain_text(content));
            self.last_article = number.map_or(self.last_article, |number| leading_number(&number));
        }
        self.previous = None;
        self.last_paragraph_mark = None;
        let depth = self.floor(block.range.start, depth);
        self.hierarchy.close_to(depth);
        self.hierarchy.push(block);
    }

    /// Adds the lines of a paragraph that is inside the outer `depth` open items.
    fn add_lines(&mut self, paragraph: ParserParagraph<'a>, depth: usize) {
        let ParserParagraph { content, range, is_tight, is_item } = paragraph;
        if !inlines::has_break(&content) {
            let line = self.only_line(content, &range, is_item);
            return self.start_paragraph(line, is_tight, depth);
        }
        let mut lines = self.marked_lines(content, &range);
        if let Some(first) = lines.first_mut() {
            first.is_item = is_item;
        }
        let mut is_first = true;
        for group in tables::group_rows(self.text, lines, &mut self.cells_left) {
            match group {
                tables::LineGroup::Rows(rows) => {
                    if is_first && !is_item {
                        self.hierarchy.close_to(depth);
                    }
                    self.hierarchy.push(tables::table(self.text, rows));
                    self.previous = None;
                }
                tables::LineGroup::Line(line) if is_first => {
                    self.start_paragraph(line, is_tight, depth);
                }
                tables::LineGroup::Line(line) => self.add_line(line, depth),
            }
            is_first = false;
        }
    }

    /// Starts a block with the first line of a paragraph.
    fn start_paragraph(&mut self, line: MarkedLine<'a>, is_tight: bool, depth: usize) {
        if line.is_item {
            let kind = self.previous.as_ref().and_then(|previous| previous.kind);
            return self.push_paragraph(line, is_tight, kind);
        }
        // A dash alone is text.
        let mark =
            line.mark.filter(|mark| !(mark.is_alone && matches!(mark.kind, MarkKind::Bullet(_))));
        match mark.map(|mark| self.hierarchy.resolved(mark)) {
            Some(mark) => {
                self.open_unit(line, mark, UnitPlace { depth, is_tight, is_after_blank: true });
            }
            None => {
                self.hierarchy.close_to(depth);
                self.push_paragraph(line, is_tight, None);
            }
        }
    }

    /// Adds a line that is not the first of its paragraph.
    fn add_line(&mut self, line: MarkedLine<'a>, depth: usize) {
        let depth = self.floor(line.range.start, depth);
        let mark = line.mark.map(|mark| self.hierarchy.resolved(mark));
        let verdict = match mark {
            _ if self.hierarchy.last_paragraph().is_none() => Verdict::Begins,
            Some(mark) => self.decide(mark, line.range.start, false),
            None if line.is_unwrapped => Verdict::Begins,
            None if self.starts_quotation(line.range.start) => Verdict::Begins,
            None => Verdict::Continues,
        };
        match (verdict, mark) {
            (Verdict::Continues, _) => self.append_line(line.line, line.range),
            (Verdict::Begins, Some(mark)) => {
                let floor = self.quotation.map_or(0, |(_, floor)| floor);
                let depth = floor.min(depth);
                self.open_unit(
                    line,
                    mark,
                    UnitPlace { depth, is_tight: true, is_after_blank: false },
                );
            }
            (Verdict::Begins, None) => {
                let is_nested = self.hierarchy.depth() > depth;
                self.push_paragraph(line, is_nested, None);
            }
        }
    }

    /// Returns whether the line at `start` begins with a quotation mark before the mark of a unit, after a line that
    /// is complete.
    fn starts_quotation(&self, start: usize) -> bool {
        let line = self.line_at(start);
        let quoted = label::skip_markup(line).strip_prefix(['“', '"', '«']);
        quoted.is_some_and(|quoted| Mark::parse(quoted).is_some())
            && self.previous.as_ref().is_some_and(|line| line.is_complete(self.text))
    }

    /// Decides whether the marked line at `start` begins a block, and remarks on what is in doubt.
    fn decide(&mut self, mark: Mark, start: usize, is_of_parser: bool) -> Verdict {
        let Some(previous) = &self.previous else { return Verdict::Begins };
        let context = verdict::Context {
            text: self.text,
            previous,
            next: self.line_after(start),
            last_ordinal: match mark.kind {
                MarkKind::Article => Some(self.last_article),
                kind => self.hierarchy.last_ordinal(kind).or_else(|| {
                    let last = self.last_paragraph_mark.filter(|last| last.kind == kind);
                    last.map(|last| last.ordinal)
                }),
            },
            is_of_parser,
        };
        let (verdict, is_doubtful) = context.decide(mark);
        if is_doubtful {
            let range = start..start + self.line_at(start).len();
            let kind = RemarkKind::DoubtfulLine { begins: verdict == Verdict::Begins };
            self.remarks.push(Remark { range, kind });
        }
        verdict
    }

    /// Begins a block with a marked line.
    fn open_unit(&mut self, mut line: MarkedLine<'a>, mark: Mark, place: UnitPlace) {
        let UnitPlace { depth, is_tight, is_after_blank } = place;
        let column = column_of(self.text, line.range.start);
        let style = match mark.kind {
            MarkKind::Number(delimiter @ (b'.' | b')')) => {
                Some(ListStyle::numbered(self.line_at(line.range.start), delimiter == b')'))
            }
            MarkKind::Number(_)
            | MarkKind::Letter(_)
            | MarkKind::Roman
            | MarkKind::Parenthesis
            | MarkKind::Bullet(_) => Some(ListStyle::Marked),
            _ => None,
        };
        self.last_paragraph_mark = None;
        if let Some(style) = style.filter(|_| mark.may_be_item) {
            let is_numbered = matches!(style, ListStyle::Numbered { .. });
            let number = is_numbered.then_some(mark.ordinal.into());
            if number.is_some() {
                inlines::strip_text(&mut line.line.content, mark.len);
            }
            let start = line.range.start;
            let digits = self.text[start..].bytes().take_while(u8::is_ascii_digit).count();
            let joined = self.hierarchy.open_item(
                NewItem {
                    kind: mark.kind,
                    ordinal: mark.ordinal,
                    column,
                    content_column: column + mark.len,
                    style,
                    number,
                    mark: start..start + digits,
                    is_after_blank,
                    is_of_parser: false,
                },
                depth,
            );
            if joined == ListStyle::Bulleted && mark.is_bare {
                inlines::strip_text(&mut line.line.content, mark.len);
            }
        } else if mark.kind == MarkKind::Outline {
            self.hierarchy.close_to_number(mark.ordinal, depth);
        } else {
            self.last_paragraph_mark = Some(mark);
            if is_after_blank {
                self.hierarchy.close_to(depth);
            } else {
                self.hierarchy.close_from_column(column, depth);
            }
        }
        if mark.kind == MarkKind::Article && self.quotation.is_none() {
            self.last_article = mark.ordinal;
        }
        let is_tight = is_tight && style.is_some() && mark.may_be_item;
        self.push_paragraph(line, is_tight, Some(mark.kind));
    }

    /// Adds a paragraph with the line to the innermost open item.
    fn push_paragraph(&mut self, line: MarkedLine<'a>, is_tight: bool, kind: Option<MarkKind>) {
        let MarkedLine { line, range, .. } = line;
        self.previous = Some(PreviousLine { range: range.clone(), kind });
        let kind = BlockKind::Paragraph { content: line.content, is_tight };
        self.hierarchy.push(Block::new(kind, range));
    }

    /// Appends a line to the last paragraph.
    fn append_line(&mut self, line: Line<'a>, range: Range<usize>) {
        let Some((content, paragraph)) = self.hierarchy.last_paragraph() else { return };
        line.append_to(content);
        paragraph.end = range.end.max(paragraph.end);
        self.previous = Some(PreviousLine { range, kind: None });
    }
}
