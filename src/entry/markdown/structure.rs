//! The structure of a document in the stream of its events: blocks of the official form, and the
//! ids of headings and provisions.
//!
//! Both the outline and the rendering read a body through this stage, so an id in one is an id in
//! the other, and neither sees the lines of a form as paragraphs. An id is told beside the event
//! that begins its block, since that is where it is written; what a heading says is read ahead for
//! it.
//!
//! **Invariant.** Nothing is lost: an event is handed on, or it is a mark of a block or a rule
//! within one. Each start that is handed on has its end.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::form::block::{self, Kind, Marker};
use super::form::letters;
use super::form::write::{self, Block, Line};
use super::plain;
use super::provision::Provisions;
use super::reading::Reading;

/// An event, and the bytes of the amended text that it stands for.
pub(super) type Piece<'a> = (Event<'a>, Range<usize>);

/// A title of an article that is longer belongs to no table of contents.
const LONGEST_TITLE: usize = 120;

/// What is known of the block that an event begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) id: String,
    /// The title of a division or an article that is written as a paragraph.
    pub(super) title: Option<String>,
}

/// The events of a body in the order in which they are shown.
pub(super) struct Structure<'a> {
    text: &'a str,
    reading: Reading<'a>,
    /// Read ahead, and still to be looked at.
    waiting: Option<Piece<'a>>,
    /// Looked at, and still to be handed on.
    ready: VecDeque<Piece<'a>>,
    provisions: Provisions,
    /// How many quotes, tables and footnotes are open.
    aside: usize,
    /// For each open list whether it is numbered.
    lists: Vec<bool>,
    mark: Option<Mark>,
}

impl<'a> Structure<'a> {
    /// Begins to read what `reading` shows of the amended `text`.
    pub(super) fn new(text: &'a str, reading: Reading<'a>) -> Self {
        Self {
            text,
            reading,
            waiting: None,
            ready: VecDeque::new(),
            provisions: Provisions::default(),
            aside: 0,
            lists: Vec::new(),
            mark: None,
        }
    }

    /// Takes what is known of the block that the last event begins.
    pub(super) fn take_mark(&mut self) -> Option<Mark> {
        self.mark.take()
    }

    /// Gives back the reading, and the ids of the body in their order.
    pub(super) fn finish(self) -> (Reading<'a>, Vec<String>) {
        (self.reading, self.provisions.into_ids())
    }

    fn pull(&mut self) -> Option<Piece<'a>> {
        self.waiting.take().or_else(|| self.reading.next())
    }

    /// Tells whether a block that begins here is one of the document itself.
    fn is_at_top(&self) -> bool {
        self.aside == 0 && self.lists.is_empty()
    }

    /// Looks at an event, and returns it unless it was made ready with others.
    fn look(&mut self, (event, range): Piece<'a>) -> Option<Piece<'a>> {
        match &event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let (level, id) = (*level, id.as_deref().map(str::to_owned));
                self.heading(level, id.as_deref(), (event, range));
                return None;
            }
            Event::Start(Tag::Paragraph) if self.is_at_top() => {
                self.paragraph((event, range));
                return None;
            }
            Event::Start(Tag::BlockQuote(_) | Tag::Table(_) | Tag::FootnoteDefinition(_)) => {
                self.aside += 1;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Table | TagEnd::FootnoteDefinition) => {
                self.aside = self.aside.saturating_sub(1);
            }
            Event::Start(Tag::List(first)) => self.lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => {
                self.lists.pop();
            }
            Event::Start(Tag::Item) if self.aside == 0 => self.item(&range),
            _ => {}
        }
        Some((event, range))
    }

    fn heading(&mut self, level: HeadingLevel, explicit: Option<&str>, start: Piece<'a>) {
        self.ready.push_back(start);
        let (text, _) = self.read_through(|end| matches!(end, TagEnd::Heading(_)));
        let aside = !self.is_at_top();
        let id = self.provisions.heading(level as u8, explicit, &text, aside);
        self.mark = Some(Mark { id, title: None });
    }

    fn paragraph(&mut self, start: Piece<'a>) {
        let source = &self.text[start.1.clone()];
        if let Some(Marker::Open(kind)) = sole_marker(source) {
            return self.blocks(kind, start.1);
        }
        let range = start.1.clone();
        self.ready.push_back(start);
        let source = &self.text[range];
        self.provisions.annex_paragraph(source);
        if let Some(id) = self.provisions.article_paragraph(source) {
            let title = self.article_title(source);
            self.mark = Some(Mark { id, title });
        } else if let Some(id) = self.provisions.division_paragraph(source) {
            let (text, _) = self.read_through(|end| matches!(end, TagEnd::Paragraph));
            self.mark = Some(Mark { id, title: Some(text).filter(|text| is_short(text)) });
        } else if let Some(id) = self.provisions.clause_paragraph(source) {
            self.mark = Some(Mark { id, title: None });
        }
    }

    /// Reads the title of an article: its bold words, or all if that is short.
    fn article_title(&mut self, source: &str) -> Option<String> {
        // A character has at most four bytes; of a long paragraph only the begin is read ahead.
        let (text, strong) = if source.len() <= 4 * LONGEST_TITLE {
            self.read_through(|end| matches!(end, TagEnd::Paragraph))
        } else if source.starts_with("**") {
            self.read_through(|end| matches!(end, TagEnd::Strong | TagEnd::Paragraph))
        } else {
            return None;
        };
        title(&text, &strong)
    }

    fn item(&mut self, range: &Range<usize>) {
        let source = &self.text[range.clone()];
        let id = match self.lists.as_slice() {
            [true] => self.provisions.numbered_item(source),
            [.., false] => {
                letters::of_item(source).and_then(|letter| self.provisions.lettered_item(letter))
            }
            _ => None,
        };
        self.mark = id.map(|id| Mark { id, title: None });
    }

    /// Makes ready all events up to an end; returns their text, and that of the bold words they
    /// begin with.
    fn read_through(&mut self, is_end: impl Fn(&TagEnd) -> bool) -> (String, String) {
        let (mut text, mut strong) = (String::new(), String::new());
        let mut is_strong = false;
        while let Some((event, range)) = self.pull() {
            plain::push(&mut text, &event);
            match &event {
                Event::Start(Tag::Strong) => is_strong = text.is_empty(),
                Event::End(TagEnd::Strong) => is_strong = false,
                _ if is_strong => plain::push(&mut strong, &event),
                _ => {}
            }
            let ends = matches!(&event, Event::End(tag) if is_end(tag));
            self.ready.push_back((event, range));
            if ends {
                break;
            }
        }
        (plain::collapse(&text), plain::collapse(&strong))
    }

    /// Reads the block that is opened at `range`, and all that follow it directly.
    fn blocks(&mut self, kind: Kind, range: Range<usize>) {
        let mut blocks = Vec::new();
        let mut next = Some((kind, range));
        while let Some((kind, range)) = next.take() {
            self.skip_paragraph();
            let lines = self.block_lines();
            if !lines.is_empty() {
                blocks.push(Block { kind, range, lines });
            }
            self.waiting = self.pull();
            if let Some((Event::Start(Tag::Paragraph), range)) = &self.waiting
                && let Some(Marker::Open(kind)) = sole_marker(&self.text[range.clone()])
            {
                next = Some((kind, range.clone()));
                self.waiting = None;
            }
        }
        write::write(blocks, &mut self.ready);
    }

    /// Reads the lines of a block and what closes it. What is no line of a form closes it too.
    fn block_lines(&mut self) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        while let Some((event, range)) = self.pull() {
            match event {
                Event::Rule => {}
                Event::Start(Tag::Paragraph) => match sole_marker(&self.text[range.clone()]) {
                    Some(Marker::Close) => {
                        self.skip_paragraph();
                        break;
                    }
                    Some(Marker::Open(_)) => {
                        self.waiting = Some((Event::Start(Tag::Paragraph), range));
                        break;
                    }
                    _ => self.read_lines(&mut lines),
                },
                other => {
                    self.waiting = Some((other, range));
                    break;
                }
            }
        }
        lines
    }

    /// Reads the lines of a paragraph whose start has been read. A line that ends within bold text
    /// is one with the next, so that the mark is not torn.
    fn read_lines(&mut self, lines: &mut Vec<Line<'a>>) {
        let mut pieces = Vec::new();
        let mut depth = 0_usize;
        while let Some((event, range)) = self.pull() {
            match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::SoftBreak | Event::HardBreak if depth == 0 => {
                    lines.extend(line(std::mem::take(&mut pieces)));
                    continue;
                }
                Event::SoftBreak => {
                    pieces.push((Event::HardBreak, range));
                    continue;
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            pieces.push((event, range));
        }
        lines.extend(line(pieces));
    }

    fn skip_paragraph(&mut self) {
        while let Some((event, _)) = self.pull() {
            if matches!(event, Event::End(TagEnd::Paragraph)) {
                break;
            }
        }
    }
}

impl<'a> Iterator for Structure<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.mark = None;
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(piece);
            }
            let piece = self.pull()?;
            if let Some(piece) = self.look(piece) {
                return Some(piece);
            }
        }
    }
}

/// Reads the mark of a block that is alone in its paragraph.
fn sole_marker(source: &str) -> Option<Marker<'_>> {
    // Asked of every paragraph, so what can not be one is turned down at its first byte.
    let is_possible = source.starts_with(':') && !source.trim_end().contains('\n');
    if is_possible { block::marker(source) } else { None }
}

fn line(pieces: Vec<Piece<'_>>) -> Option<Line<'_>> {
    let mut text = String::new();
    for (event, _) in &pieces {
        plain::push(&mut text, event);
    }
    let text = plain::collapse(&text);
    // Spaces that do not break are what pasted text leaves where the signature stood.
    let is_blank =
        text.is_empty() && pieces.iter().all(|(event, _)| matches!(event, Event::Text(_)));
    (!is_blank).then_some(Line { pieces, text })
}

fn is_short(title: &str) -> bool {
    title.chars().count() <= LONGEST_TITLE
}

/// Returns the title of an article: its bold words if they are more than its number, else a line
/// that is no sentence.
fn title(text: &str, strong: &str) -> Option<String> {
    let is_more = |title: &str| title.split_whitespace().count() > 2;
    if is_more(strong) {
        return Some(strong.trim_end_matches(['.', ':']).to_owned())
            .filter(|title| is_short(title));
    }
    let is_title = is_more(text) && is_short(text) && !text.ends_with(['.', ';', ':', ',', '/']);
    is_title.then(|| text.to_owned())
}
