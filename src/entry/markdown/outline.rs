//! Builds the outline of a body: links, citations, first paragraph, ids and remarks, without HTML.
//!
//! It is built for every entry that is read, so it walks the events once and stores little.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::citations::{BodyEvent, CitationEvents};
use super::filter::FilteredEvents;
use super::footnotes::{self, FootnoteNumbering};
use super::source_map::SourceMap;
use super::structure::StructuredEvents;
use super::{Link, LinkKind, Outline, Remark, RemarkKind, plain_text, preprocess};

/// Maximum number of remarks of one kind on a body; fixing a hundred reveals the next.
const MAX_REMARKS_PER_KIND: usize = 100;

/// A shorter paragraph is taken for a caption, a date or a letterhead line.
const MIN_PARAGRAPH_CHARS: usize = 40;

/// Returns the links, citations, first paragraph, ids and remarks of `body`.
pub fn outline(body: &str) -> Outline {
    let preprocessed = preprocess::preprocess(body);
    let mut structure =
        StructuredEvents::new(&preprocessed.text, FilteredEvents::new(&preprocessed.text));
    let mut builder = OutlineBuilder::new(body, &preprocessed.source_map);
    for (event, range) in CitationEvents::new(&mut structure) {
        match event {
            BodyEvent::Event(inner, _) => builder.process(&inner, &range),
            BodyEvent::CitationStart(cited) => builder.outline.citations.push(cited),
            BodyEvent::CitationEnd => {}
        }
    }
    let (filtered, ids) = structure.finish();
    let failed = filtered.failed();
    let mut outline = builder.finish(ids);
    outline.remarks.extend(filtered.into_remarks().into_iter().map(|remark| {
        let range = preprocessed.source_map.original_range(remark.range);
        Remark { range, ..remark }
    }));
    outline.remarks.extend(preprocessed.remarks);
    outline.remarks.sort_by_key(|remark| remark.range.start);
    let mut counts = HashMap::new();
    outline.remarks.retain(|remark| {
        let count = counts.entry(std::mem::discriminant(&remark.kind)).or_insert(0_usize);
        *count += 1;
        *count <= MAX_REMARKS_PER_KIND
    });
    if failed {
        outline.remarks.push(Remark { range: 0..body.len(), kind: RemarkKind::ParserFailed });
    }
    outline
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
    /// The number of open lists, tables and footnotes.
    container_depth: usize,
    paragraph: Option<String>,
    footnotes: FootnoteNumbering,
    footnote_labels: Vec<CowStr<'a>>,
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
            paragraph: None,
            footnotes: FootnoteNumbering::default(),
            footnote_labels: Vec::new(),
        }
    }

    fn process(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => {
                self.end_tag(*tag, range);
                self.last_end = range.end;
            }
            other => {
                if let Event::FootnoteReference(label) = other {
                    self.footnotes.add_reference(label);
                }
                self.collect_text(other);
                self.last_end = range.end;
            }
        }
    }

    fn collect_text(&mut self, event: &Event<'_>) {
        if let (Some(open), Event::Text(text) | Event::Code(text)) =
            (self.open_links.last_mut(), event)
        {
            open.has_text |= !text.trim().is_empty();
        }
        if let Some(paragraph) = &mut self.paragraph {
            plain_text::push_event(paragraph, event);
        }
    }

    fn start_tag(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        match tag {
            Tag::Link { link_type, dest_url, .. } => {
                self.start_link(*link_type, dest_url, range, LinkKind::Link);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.start_link(*link_type, dest_url, range, LinkKind::Image);
            }
            Tag::FootnoteDefinition(label) => {
                self.footnote_labels.push(label.clone());
                self.container_depth += 1;
            }
            Tag::List(_) | Tag::Table(_) => self.container_depth += 1,
            Tag::Paragraph
                if self.container_depth == 0 && self.outline.first_paragraph.is_empty() =>
            {
                self.paragraph = Some(String::new());
            }
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.end_link(range),
            TagEnd::FootnoteDefinition | TagEnd::List(_) | TagEnd::Table => {
                self.container_depth = self.container_depth.saturating_sub(1);
            }
            TagEnd::Paragraph => {
                let text = self.paragraph.take().map(|text| plain_text::collapse_whitespace(&text));
                self.outline.first_paragraph = text
                    .filter(|text| is_prose(text))
                    .unwrap_or_else(|| std::mem::take(&mut self.outline.first_paragraph));
            }
            _ => {}
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

    fn finish(mut self, ids: Vec<String>) -> Outline {
        self.outline.anchors = ids;
        let labels = self.footnote_labels.iter().map(AsRef::as_ref);
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
