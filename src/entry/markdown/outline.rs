//! The outline: what others may learn of a body, without making HTML of it.
//!
//! It is made for every entry of every build, so it walks the events once and keeps little.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::citations::{BodyEvent, CitationEvents};
use super::filter::FilteredEvents;
use super::footnotes::{self, FootnoteNumbering};
use super::source_map::SourceMap;
use super::structure::StructuredEvents;
use super::{Link, LinkKind, Outline, Remark, RemarkKind, plain_text, preprocess};

/// How many remarks of one kind are made of a body: who mends a hundred finds the others.
const MAX_REMARKS_PER_KIND: usize = 100;

/// A paragraph of fewer characters is a caption, a date or a line of a letterhead.
const MIN_PARAGRAPH_CHARS: usize = 40;

/// Reads the links, the citations, the first paragraph, the anchors and the oddities of `body`.
pub fn outline(body: &str) -> Outline {
    let amended = preprocess::preprocess(body);
    let mut structure = StructuredEvents::new(&amended.text, FilteredEvents::new(&amended.text));
    let mut outliner = OutlineBuilder::new(body, &amended.source_map);
    for (piece, range) in CitationEvents::new(&mut structure) {
        match piece {
            BodyEvent::Event(event, _) => outliner.process(&event, &range),
            BodyEvent::CitationStart(cited) => outliner.outline.citations.push(cited),
            BodyEvent::CitationEnd => {}
        }
    }
    let (reading, ids) = structure.finish();
    let failed = reading.failed();
    let mut outline = outliner.finish(ids);
    outline.remarks.extend(reading.into_remarks().into_iter().map(|remark| {
        let range = amended.source_map.original_range(remark.range);
        Remark { range, ..remark }
    }));
    outline.remarks.extend(amended.remarks);
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

/// A link whose end has not come yet.
struct OpenLink {
    index: usize,
    link_type: LinkType,
    /// Of a picture, whether something stands between its brackets.
    has_text: bool,
}

/// What has been seen of a body.
struct OutlineBuilder<'a> {
    /// The body as it was written, since an amended destination is not what its author wrote.
    body: &'a str,
    source_map: &'a SourceMap,
    outline: Outline,
    open_links: Vec<OpenLink>,
    /// The end of the last event within the open link.
    last_end: usize,
    /// How many lists, tables and footnotes are open.
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
        let place = self.source_map.original_range(range.clone());
        self.outline.links.push(Link { destination: url.to_owned(), range: place, kind });
        self.open_links.push(OpenLink { index, link_type, has_text: false });
        self.last_end = range.start;
    }

    /// Narrows the range of a link to its destination, now that the end of its text is known.
    fn end_link(&mut self, range: &Range<usize>) {
        let Some(OpenLink { index, link_type, has_text: says }) = self.open_links.pop() else {
            return;
        };
        let link = &mut self.outline.links[index];
        let original = |range| self.source_map.original_range(range);
        let found = match link_type {
            LinkType::Autolink | LinkType::Email => Some(original(range.start + 1..range.end - 1)),
            LinkType::Inline => {
                let tail = original(self.last_end..range.end);
                find_destination(self.body, tail, &link.destination)
            }
            _ => None,
        };
        if let Some(found) = found {
            link.range = found;
        }
        if link.kind == LinkKind::Image && !says {
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

/// Finds `url` as the destination of an inline link of which `within` is the part after the text.
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

/// Tells whether a paragraph is prose rather than a line of a letterhead, which is short or
/// mostly capitals.
fn is_prose(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    small > capitals && text.chars().nth(MIN_PARAGRAPH_CHARS - 1).is_some()
}
