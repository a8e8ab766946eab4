//! Writes the events of a body as HTML.
//!
//! The HTML writer of pulldown-cmark keeps neither the numbers of list items as written nor links
//! from footnotes back to their references, and knows no figures; hence this one. Each construct
//! that needs state has its own file.
//!
//! **Invariant.** The HTML is balanced and contains no style: alignment and the like are classes.

mod code;
mod figure;
mod footnote;
mod heading;
mod link;
mod list;
mod table;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use self::code::CodeBlock;
use self::figure::ImageWriter;
use self::footnote::FootnoteWriter;
use self::heading::HeadingWriter;
use self::link::LinkWriter;
use self::list::ListWriter;
use self::table::TableWriter;
use super::citations::{BodyEvent, CitationEvents};
use super::filter::FilteredEvents;
use super::structure::{BlockAnchor, StructuredEvents};
use super::{LinkKind, LinkResolver, RenderedBody, escape, preprocess, sanitize};

/// Renders `body`, calling `resolver` for each destination and citation in document order.
///
/// A body on which the Markdown parser fails is rendered as plain text; its outline has a remark.
pub fn render(body: &str, resolver: &mut dyn LinkResolver) -> RenderedBody {
    let preprocessed = preprocess::preprocess(body);
    write_events(body, &preprocessed.text, FilteredEvents::new(&preprocessed.text), resolver)
}

/// Writes the filtered `events` of the preprocessed `text` of `body`.
pub(super) fn write_events(
    body: &str,
    text: &str,
    events: FilteredEvents<'_>,
    resolver: &mut dyn LinkResolver,
) -> RenderedBody {
    let mut writer = Writer::new(text, resolver);
    let mut structure = StructuredEvents::new(text, events);
    for (event, range) in CitationEvents::new(&mut structure) {
        match event {
            BodyEvent::Event(inner, anchor) => {
                writer.anchor = anchor;
                writer.write_event(&inner, &range);
            }
            BodyEvent::CitationStart(cited) => writer.links.start_citation(&mut writer.out, &cited),
            BodyEvent::CitationEnd => writer.links.end_citation(&mut writer.out),
        }
    }
    let (filtered, _) = structure.finish();
    if filtered.failed() {
        return RenderedBody { html: plain_text_html(body), toc: Vec::new() };
    }
    let mut rendered = writer.finish();
    if filtered.has_raw_html() {
        rendered.html = sanitize::sanitize(&rendered.html);
    }
    rendered
}

/// Renders `body` as plain text, one paragraph per block between blank lines.
fn plain_text_html(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    for paragraph in body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        out.push_str("<p>");
        escape::text(&mut out, paragraph);
        out.push_str("</p>\n");
    }
    out
}

/// The HTML written so far, and the state of the open constructs.
struct Writer<'a, 'r> {
    text: &'a str,
    out: String,
    /// The id of the block that the current event starts, if it has one.
    anchor: Option<BlockAnchor>,
    headings: HeadingWriter,
    lists: ListWriter,
    table: TableWriter,
    code: Option<CodeBlock>,
    images: ImageWriter,
    links: LinkWriter<'r>,
    footnotes: FootnoteWriter,
}

impl<'a, 'r> Writer<'a, 'r> {
    fn new(text: &'a str, resolver: &'r mut dyn LinkResolver) -> Self {
        Self {
            text,
            out: String::with_capacity(text.len() + text.len() / 4),
            anchor: None,
            headings: HeadingWriter::for_text(text),
            lists: ListWriter::default(),
            table: TableWriter::default(),
            code: None,
            images: ImageWriter::default(),
            links: LinkWriter::new(resolver),
            footnotes: FootnoteWriter::default(),
        }
    }

    fn write_event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        self.headings.observe(event);
        if self.images.observe(event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => self.end_tag(*tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push(text),
                None => escape::text(&mut self.out, text),
            },
            Event::Code(text) => {
                self.out.push_str("<code>");
                escape::text(&mut self.out, text);
                self.out.push_str("</code>");
            }
            // Raw HTML was rewritten by the filter.
            Event::Html(html) | Event::InlineHtml(html) => self.out.push_str(html),
            Event::FootnoteReference(label) => {
                self.footnotes.write_reference(&mut self.out, label);
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => {
                self.start_line();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => list::write_task(&mut self.out, *done),
            // Mathematics is not enabled in the parser.
            Event::InlineMath(text) | Event::DisplayMath(text) => escape::text(&mut self.out, text),
        }
    }

    fn start_tag(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => {
                self.links.start_link(&mut self.out, dest_url, title);
            }
            Tag::Image { dest_url, title, .. } => {
                let target = self.links.resolve(dest_url, LinkKind::Image);
                self.images.start_image(target, title);
            }
            Tag::TableHead => self.table.start_head(&mut self.out),
            Tag::TableRow => self.table.start_row(&mut self.out),
            Tag::TableCell => self.table.start_cell(&mut self.out),
            block => {
                self.start_line();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.images.start_paragraph(&self.out);
                self.out.push_str("<p");
                self.push_id();
                self.headings.push_paragraph_title(self.anchor.as_ref());
            }
            Tag::Heading { level, .. } => {
                self.headings.start_heading(*level, self.anchor.take(), &mut self.out);
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(info) => CodeBlock::fenced(info),
                    CodeBlockKind::Indented => CodeBlock::fenced(""),
                });
            }
            Tag::List(first) => {
                self.lists.start_list(&mut self.out, *first, &self.text[range.clone()]);
            }
            Tag::Item => {
                self.lists.start_item(&mut self.out, &self.text[range.clone()]);
                self.push_id();
            }
            Tag::Table(columns) => self.table.start_table(&mut self.out, columns),
            Tag::FootnoteDefinition(label) => self.footnotes.start_definition(&mut self.out, label),
            // All others are extensions that are not enabled in the parser.
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.images.end_paragraph(&mut self.out),
            TagEnd::Heading(_) => self.headings.end_heading(&mut self.out),
            TagEnd::BlockQuote(_) => {
                self.start_line();
                self.out.push_str("</blockquote>\n");
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    code.write(&mut self.out);
                }
            }
            TagEnd::List(_) => self.lists.end_list(&mut self.out),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnotes.end_definition(&mut self.out),
            TagEnd::Table => self.table.end_table(&mut self.out),
            TagEnd::TableHead => self.table.end_head(&mut self.out),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.table.end_cell(&mut self.out),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str("</a>"),
            TagEnd::Image => self.images.end_image(&mut self.out),
            _ => {}
        }
    }

    /// Completes a start tag, with the id of the block if it has one.
    fn push_id(&mut self) {
        if let Some(anchor) = &self.anchor {
            self.out.push_str(" id=\"");
            escape::attribute(&mut self.out, &anchor.id);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Starts a new line, for the readability of the page source.
    fn start_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn finish(mut self) -> RenderedBody {
        self.footnotes.write_definitions(&mut self.out);
        RenderedBody { html: self.out, toc: self.headings.toc }
    }
}
