//! Builds the outline of a body: links, citations, first paragraph, ids and remarks, without HTML.
//!
//! It is built for every entry that is read, so it walks the blocks once and stores little.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::blocks::{Block, BlockKind, Inlines, Table};
use super::citations::{self, InlineEvent};
use super::document::Document;
use super::footnotes::{self, FootnoteNumbering};
use super::source_map::SourceMap;
use super::table_columns::TableColumns;
use super::{
    Link, LinkKind, Outline, PreparedBody, Remark, RemarkKind, inlines, preprocess, writer,
};

/// A shorter paragraph is taken for a caption, a date or a letterhead line.
const MIN_PARAGRAPH_CHARS: usize = 40;

/// Returns the links, citations, first paragraph, ids and remarks of `body`.
pub fn outline(body: &str) -> Outline {
    read(body, false).0
}

/// Returns the outline of `body` and, if `prepares`, the body rendered except for its links.
pub fn read(body: &str, prepares: bool) -> (Outline, Option<PreparedBody>) {
    let preprocessed = preprocess::preprocess(body);
    let mut document = Document::parse(&preprocessed);
    let mut builder = OutlineBuilder::new(body, &preprocessed.source_map);
    builder.add_blocks(&document.blocks);
    for footnote in &document.footnotes {
        builder.container_depth += 1;
        builder.add_blocks(&footnote.blocks);
        builder.container_depth -= 1;
    }
    let labels = document.footnotes.iter().map(|footnote| &*footnote.label);
    let mut outline = builder.finish(std::mem::take(&mut document.ids), labels);
    outline.remarks.extend(std::mem::take(&mut document.remarks).into_iter().map(|remark| {
        let range = preprocessed.source_map.original_range(remark.range);
        Remark { range, ..remark }
    }));
    let failed = document.parser_failed;
    let prepared = prepares.then(|| writer::write_document(body, &document));
    drop(document);
    outline.remarks.extend(preprocessed.remarks);
    outline.remarks.sort_by_key(|remark| remark.range.start);
    if failed {
        outline.remarks.push(Remark { range: 0..body.len(), kind: RemarkKind::ParserFailed });
    }
    (outline, prepared)
}

/// A link whose end has not been reached.
struct OpenLink {
    index: usize,
    link_type: LinkType,
    /// Whether there is text between its brackets.
    has_text: bool,
}

/// The outline built so far, and the state of the walk.
struct OutlineBuilder<'a> {
    /// The original body, since a preprocessed destination differs from what the author wrote.
    body: &'a str,
    source_map: &'a SourceMap,
    outline: Outline,
    open_links: Vec<OpenLink>,
    /// The end of the last event within the open link.
    last_end: usize,
    /// The number of open lists and footnotes.
    container_depth: usize,
    footnotes: FootnoteNumbering,
}

impl<'a> OutlineBuilder<'a> {
    fn new(body: &'a str, source_map: &'a SourceMap) -> Self {
        Self {
            body,
            source_map,
            outline: Outline::default(),
            open_links: Vec::new(),
            last_end: 0,
            container_depth: 0,
            footnotes: FootnoteNumbering::default(),
        }
    }

    fn add_blocks(&mut self, blocks: &[Block<'_>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph { content, .. } => {
                    self.add_content(content);
                    self.consider_first_paragraph(content);
                }
                BlockKind::Heading { content, .. } => self.add_events(content),
                BlockKind::Markup(content) => self.add_content(content),
                BlockKind::Quote(inner) => self.add_blocks(inner),
                BlockKind::List(list) => {
                    self.container_depth += 1;
                    list.items.iter().for_each(|item| self.add_blocks(&item.blocks));
                    self.container_depth -= 1;
                }
                BlockKind::Table(table) => self.add_table(table),
                BlockKind::Code { .. } | BlockKind::Rule => {}
            }
        }
    }

    fn add_table(&mut self, table: &Table<'_>) {
        let mut columns = TableColumns::default();
        for row in table.head.iter().chain(&table.rows) {
            columns.start_row(row.iter().map(|cell| &cell[..]), false);
            for (at, cell) in row.iter().enumerate() {
                citations::visit_cell(cell, &columns.context(at), &mut |event| self.add(event));
            }
        }
    }

    /// Takes the paragraph as the first if none was found before.
    fn consider_first_paragraph(&mut self, content: &Inlines<'_>) {
        if self.container_depth == 0 && self.outline.first_paragraph.is_empty() {
            let text = inlines::plain_text(content);
            if is_prose(&text) {
                self.outline.first_paragraph = text;
            }
        }
    }

    fn add_content(&mut self, content: &Inlines<'_>) {
        citations::visit(content, &mut |event| self.add(event));
    }

    fn add(&mut self, event: InlineEvent<'_, '_>) {
        match event {
            InlineEvent::Event(event, range) => self.add_event(event, range),
            InlineEvent::CitationStart(cited) => self.outline.citations.push(cited),
            InlineEvent::CitationEnd => {}
        }
    }

    fn add_events(&mut self, content: &Inlines<'_>) {
        content.iter().for_each(|(event, range)| self.add_event(event, range));
    }

    fn add_event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.start_link(*link_type, dest_url, range, LinkKind::Link);
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                self.start_link(*link_type, dest_url, range, LinkKind::Image);
            }
            Event::Start(_) => {}
            Event::End(tag) => {
                if matches!(tag, TagEnd::Link | TagEnd::Image) {
                    self.end_link(range);
                }
                self.last_end = range.end;
            }
            other => {
                if let Event::FootnoteReference(label) = other {
                    self.footnotes.add_reference(label);
                }
                if let (Some(open), Event::Text(text) | Event::Code(text)) =
                    (self.open_links.last_mut(), other)
                {
                    open.has_text |= !text.trim().is_empty();
                }
                self.last_end = range.end;
            }
        }
    }

    fn start_link(&mut self, link_type: LinkType, url: &str, range: &Range<usize>, kind: LinkKind) {
        let index = self.outline.links.len();
        let range_in_body = self.source_map.original_range(range.clone());
        self.outline.links.push(Link { destination: url.to_owned(), range: range_in_body, kind });
        self.open_links.push(OpenLink { index, link_type, has_text: false });
        self.last_end = range.start;
    }

    /// Narrows the range of a link to its destination, now that the end of its text is known.
    fn end_link(&mut self, range: &Range<usize>) {
        let Some(OpenLink { index, link_type, has_text }) = self.open_links.pop() else {
            return;
        };
        let link = &mut self.outline.links[index];
        let original = |range| self.source_map.original_range(range);
        let destination_range = match link_type {
            LinkType::Autolink | LinkType::Email => Some(original(range.start + 1..range.end - 1)),
            LinkType::Inline => {
                let tail = original(self.last_end..range.end);
                find_destination(self.body, tail, &link.destination)
            }
            _ => None,
        };
        if let Some(destination_range) = destination_range {
            link.range = destination_range;
        }
        if link.kind == LinkKind::Image && !has_text {
            let range = link.range.clone();
            self.outline.remarks.push(Remark { range, kind: RemarkKind::MissingAltText });
        }
    }

    fn finish<'l>(mut self, ids: Vec<String>, labels: impl Iterator<Item = &'l str>) -> Outline {
        self.outline.anchors = ids;
        for note in self.footnotes.order_definitions(labels) {
            let references =
                (1..=note.references).map(|nth| footnotes::reference_id(note.number, nth));
            self.outline.anchors.push(footnotes::footnote_id(note.number));
            self.outline.anchors.extend(references);
        }
        self.outline
    }
}

/// Finds `url` as the destination of an inline link; `within` is the part of the link after its text.
fn find_destination(text: &str, within: Range<usize>, url: &str) -> Option<Range<usize>> {
    let tail = &text[within.clone()];
    tail.match_indices("](").find_map(|(at, mark)| {
        let from = at + mark.len();
        let rest = tail[from..].trim_ascii_start();
        let rest = rest.strip_prefix('<').unwrap_or(rest);
        let after = rest.strip_prefix(url)?;
        let ends = after.starts_with([')', '>', ' ', '\n', '\t']) && !url.is_empty();
        let start = within.start + tail.len() - rest.len();
        ends.then(|| start..start + url.len())
    })
}

/// Returns whether a paragraph is prose rather than a letterhead line, which is short or mostly
/// upper case.
fn is_prose(text: &str) -> bool {
    let uppercase = text.chars().filter(|c| c.is_uppercase()).count();
    let lowercase = text.chars().filter(|c| c.is_lowercase()).count();
    lowercase > uppercase && text.chars().nth(MIN_PARAGRAPH_CHARS - 1).is_some()
}
