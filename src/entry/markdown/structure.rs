//! Adds document structure to the event stream: blocks of the official form, and the ids of
//! headings and provisions.
//!
//! Outline and rendering both consume this stage, so they agree on ids, and neither sees the lines
//! of a form block as ordinary paragraphs. An id is returned with the start event of its block,
//! where it is written; the text of a heading is read ahead for that.
//!
//! **Invariant.** No content is lost: every event is emitted except the markers of form blocks and
//! the rules inside them. Every emitted start event has its end event.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::filter::{FilteredEvents, SpannedEvent};
use super::form::block::{self, BlockKind, Marker};
use super::form::lettered_lists;
use super::form::writer::{self, FormBlock, FormLine};
use super::plain_text;
use super::provision::ProvisionIds;

/// Maximum length of an article title in a table of contents.
const MAX_TITLE_CHARS: usize = 120;

/// The id of a block, returned with its start event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BlockAnchor {
    pub(super) id: String,
    /// The title, for a division or an article that is written as a paragraph.
    pub(super) title: Option<String>,
}

/// The events of a body with form blocks as HTML, and ids for headings and provisions.
pub(super) struct StructuredEvents<'a> {
    text: &'a str,
    events: FilteredEvents<'a>,
    /// An event that was read but not processed.
    lookahead: Option<SpannedEvent<'a>>,
    /// Events that were processed but not emitted.
    queue: VecDeque<SpannedEvent<'a>>,
    provision_ids: ProvisionIds,
    /// The number of open quotes, tables and footnotes.
    container_depth: usize,
    /// For each open list, whether it is numbered.
    open_lists: Vec<bool>,
    anchor: Option<BlockAnchor>,
}

impl<'a> StructuredEvents<'a> {
    /// Starts processing the filtered `events` of the preprocessed `text`.
    pub(super) fn new(text: &'a str, events: FilteredEvents<'a>) -> Self {
        Self {
            text,
            events,
            lookahead: None,
            queue: VecDeque::new(),
            provision_ids: ProvisionIds::default(),
            container_depth: 0,
            open_lists: Vec::new(),
            anchor: None,
        }
    }

    /// Takes the id of the block that the last event starts, if it has one.
    pub(super) fn take_anchor(&mut self) -> Option<BlockAnchor> {
        self.anchor.take()
    }

    /// Returns the filtered stream, and the ids of the body in document order.
    pub(super) fn finish(self) -> (FilteredEvents<'a>, Vec<String>) {
        (self.events, self.provision_ids.into_ids())
    }

    fn next_input(&mut self) -> Option<SpannedEvent<'a>> {
        self.lookahead.take().or_else(|| self.events.next())
    }

    /// Returns whether a block that starts here is at the top level of the document.
    fn is_top_level(&self) -> bool {
        self.container_depth == 0 && self.open_lists.is_empty()
    }

    /// Processes an event, and returns it unless it was queued.
    fn process(&mut self, (event, range): SpannedEvent<'a>) -> Option<SpannedEvent<'a>> {
        match &event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let (level, id) = (*level, id.as_deref().map(str::to_owned));
                self.process_heading(level, id.as_deref(), (event, range));
                return None;
            }
            Event::Start(Tag::Paragraph) if self.is_top_level() => {
                self.process_paragraph((event, range));
                return None;
            }
            Event::Start(Tag::BlockQuote(_) | Tag::Table(_) | Tag::FootnoteDefinition(_)) => {
                self.container_depth += 1;
            }
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Table | TagEnd::FootnoteDefinition) => {
                self.container_depth = self.container_depth.saturating_sub(1);
            }
            Event::Start(Tag::List(first)) => self.open_lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => {
                self.open_lists.pop();
            }
            Event::Start(Tag::Item) if self.container_depth == 0 => self.process_item(&range),
            _ => {}
        }
        Some((event, range))
    }

    fn process_heading(
        &mut self,
        level: HeadingLevel,
        explicit: Option<&str>,
        start: SpannedEvent<'a>,
    ) {
        self.queue.push_back(start);
        let (text, _) = self.queue_until(|end| matches!(end, TagEnd::Heading(_)));
        let is_nested = !self.is_top_level();
        let id = self.provision_ids.heading_id(level as u8, explicit, &text, is_nested);
        self.anchor = Some(BlockAnchor { id, title: None });
    }

    fn process_paragraph(&mut self, start: SpannedEvent<'a>) {
        let source = &self.text[start.1.clone()];
        if let Some(Marker::Open(kind)) = sole_marker(source) {
            return self.read_blocks(kind, start.1);
        }
        let range = start.1.clone();
        self.queue.push_back(start);
        let source = &self.text[range];
        self.provision_ids.enter_annex_paragraph(source);
        if let Some(id) = self.provision_ids.article_paragraph_id(source) {
            let title = self.read_article_title(source);
            self.anchor = Some(BlockAnchor { id, title });
        } else if let Some(id) = self.provision_ids.division_paragraph_id(source) {
            let (text, _) = self.queue_until(|end| matches!(end, TagEnd::Paragraph));
            self.anchor = Some(BlockAnchor { id, title: Some(text).filter(|text| is_short(text)) });
        } else if let Some(id) = self.provision_ids.clause_paragraph_id(source) {
            self.anchor = Some(BlockAnchor { id, title: None });
        }
    }

    /// Reads the title of an article: its bold words, or the whole paragraph if that is short.
    fn read_article_title(&mut self, source: &str) -> Option<String> {
        // A character has at most four bytes; of a long paragraph only the beginning is read ahead.
        let (text, strong) = if source.len() <= 4 * MAX_TITLE_CHARS {
            self.queue_until(|end| matches!(end, TagEnd::Paragraph))
        } else if source.starts_with("**") {
            self.queue_until(|end| matches!(end, TagEnd::Strong | TagEnd::Paragraph))
        } else {
            return None;
        };
        article_title(&text, &strong)
    }

    fn process_item(&mut self, range: &Range<usize>) {
        let source = &self.text[range.clone()];
        let id = match self.open_lists.as_slice() {
            [true] => self.provision_ids.numbered_item_id(source),
            [.., false] => lettered_lists::item_letter(source)
                .and_then(|letter| self.provision_ids.lettered_item_id(letter)),
            _ => None,
        };
        self.anchor = id.map(|id| BlockAnchor { id, title: None });
    }

    /// Queues all events up to an end event; returns their text, and that of the bold words at the
    /// beginning.
    fn queue_until(&mut self, is_end: impl Fn(&TagEnd) -> bool) -> (String, String) {
        let (mut text, mut strong) = (String::new(), String::new());
        let mut is_strong = false;
        while let Some((event, range)) = self.next_input() {
            plain_text::push_event(&mut text, &event);
            match &event {
                Event::Start(Tag::Strong) => is_strong = text.is_empty(),
                Event::End(TagEnd::Strong) => is_strong = false,
                _ if is_strong => plain_text::push_event(&mut strong, &event),
                _ => {}
            }
            let ends = matches!(&event, Event::End(tag) if is_end(tag));
            self.queue.push_back((event, range));
            if ends {
                break;
            }
        }
        (plain_text::collapse_whitespace(&text), plain_text::collapse_whitespace(&strong))
    }

    /// Reads the form block that is opened at `range`, and all that directly follow it.
    fn read_blocks(&mut self, kind: BlockKind, range: Range<usize>) {
        let mut blocks = Vec::new();
        let mut next = Some((kind, range));
        while let Some((kind, range)) = next.take() {
            self.skip_paragraph();
            let lines = self.read_block_lines();
            if !lines.is_empty() {
                blocks.push(FormBlock { kind, range, lines });
            }
            self.lookahead = self.next_input();
            if let Some((Event::Start(Tag::Paragraph), range)) = &self.lookahead
                && let Some(Marker::Open(kind)) = sole_marker(&self.text[range.clone()])
            {
                next = Some((kind, range.clone()));
                self.lookahead = None;
            }
        }
        writer::write_blocks(blocks, &mut self.queue);
    }

    /// Reads the lines of a block and its closing marker. Anything but a paragraph or a rule closes
    /// it too.
    fn read_block_lines(&mut self) -> Vec<FormLine<'a>> {
        let mut lines = Vec::new();
        while let Some((event, range)) = self.next_input() {
            match event {
                Event::Rule => {}
                Event::Start(Tag::Paragraph) => match sole_marker(&self.text[range.clone()]) {
                    Some(Marker::Close) => {
                        self.skip_paragraph();
                        break;
                    }
                    Some(Marker::Open(_)) => {
                        self.lookahead = Some((Event::Start(Tag::Paragraph), range));
                        break;
                    }
                    _ => self.read_paragraph_lines(&mut lines),
                },
                other => {
                    self.lookahead = Some((other, range));
                    break;
                }
            }
        }
        lines
    }

    /// Reads the lines of a paragraph whose start event has been read. A line that ends inside
    /// emphasis is joined with the next, so that no element is split.
    fn read_paragraph_lines(&mut self, lines: &mut Vec<FormLine<'a>>) {
        let mut line = Vec::new();
        let mut depth = 0_usize;
        while let Some((event, range)) = self.next_input() {
            match event {
                Event::End(TagEnd::Paragraph) => break,
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
    }

    fn skip_paragraph(&mut self) {
        while let Some((event, _)) = self.next_input() {
            if matches!(event, Event::End(TagEnd::Paragraph)) {
                break;
            }
        }
    }
}

impl<'a> Iterator for StructuredEvents<'a> {
    type Item = SpannedEvent<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.anchor = None;
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            let event = self.next_input()?;
            if let Some(event) = self.process(event) {
                return Some(event);
            }
        }
    }
}

/// Parses a block marker that is alone in its paragraph.
fn sole_marker(source: &str) -> Option<Marker<'_>> {
    // Called for every paragraph, so other text is rejected by its first byte.
    let is_possible = source.starts_with(':') && !source.trim_end().contains('\n');
    if is_possible { block::parse_marker(source) } else { None }
}

fn form_line(events: Vec<SpannedEvent<'_>>) -> Option<FormLine<'_>> {
    let mut text = String::new();
    for (event, _) in &events {
        plain_text::push_event(&mut text, event);
    }
    let text = plain_text::collapse_whitespace(&text);
    // Pasted text has lines of no-break spaces in place of the handwritten signature.
    let is_blank =
        text.is_empty() && events.iter().all(|(event, _)| matches!(event, Event::Text(_)));
    (!is_blank).then_some(FormLine { events, text })
}

fn is_short(title: &str) -> bool {
    title.chars().count() <= MAX_TITLE_CHARS
}

/// Returns the title of an article: its bold words if they are more than "Điều" and the number,
/// otherwise the text if it is short and not a sentence.
fn article_title(text: &str, strong: &str) -> Option<String> {
    let exceeds_number = |title: &str| title.split_whitespace().count() > 2;
    if exceeds_number(strong) {
        return Some(strong.trim_end_matches(['.', ':']).to_owned())
            .filter(|title| is_short(title));
    }
    let is_title =
        exceeds_number(text) && is_short(text) && !text.ends_with(['.', ';', ':', ',', '/']);
    is_title.then(|| text.to_owned())
}
