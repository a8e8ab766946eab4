//! Writes a body's events as HTML.
//!
//! Markdown's own writer knows neither numbers that were written, nor footnotes with a way back,
//! nor figures; so this is a writer of our own. Each construct that needs memory has a file with
//! its state.
//!
//! **Invariant.** What is written is balanced and holds no style: alignment and the like are
//! classes.

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

/// Renders `body`, asking `resolver` for the target of each destination and citation in the order of the text.
///
/// A body on which the Markdown reader fails is shown as plain text; its outline says so.
pub fn render(body: &str, resolver: &mut dyn LinkResolver) -> RenderedBody {
    let amended = preprocess::preprocess(body);
    write_events(body, &amended.text, FilteredEvents::new(&amended.text), resolver)
}

/// Writes what `reading` shows of the amended `text` of `body`.
pub(super) fn write_events(
    body: &str,
    text: &str,
    reading: FilteredEvents<'_>,
    resolver: &mut dyn LinkResolver,
) -> RenderedBody {
    let mut writer = Writer::new(text, resolver);
    let mut structure = StructuredEvents::new(text, reading);
    for (piece, range) in CitationEvents::new(&mut structure) {
        match piece {
            BodyEvent::Event(event, mark) => {
                writer.anchor = mark;
                writer.write_event(&event, &range);
            }
            BodyEvent::CitationStart(cited) => writer.links.start_citation(&mut writer.out, &cited),
            BodyEvent::CitationEnd => writer.links.end_citation(&mut writer.out),
        }
    }
    let (reading, _) = structure.finish();
    if reading.failed() {
        return RenderedBody { html: plain_text_html(body), toc: Vec::new() };
    }
    let mut html = writer.finish();
    if reading.has_raw_html() {
        html.html = sanitize::sanitize(&html.html);
    }
    html
}

/// Shows `body` as it was typed, a paragraph for each stretch between blank lines.
fn plain_text_html(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    for paragraph in body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()) {
        out.push_str("<p>");
        escape::text(&mut out, paragraph);
        out.push_str("</p>\n");
    }
    out
}

/// The HTML so far, and what is open in it.
struct Writer<'a, 'r> {
    text: &'a str,
    out: String,
    /// What is known of the block that the event at hand begins.
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
            // The reading has rewritten raw HTML from the allow-list.
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
            // Mathematics is not among the options, so its marks stay text.
            Event::InlineMath(text) | Event::DisplayMath(text) => escape::text(&mut self.out, text),
        }
    }

    fn start_tag(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => {
                self.links.start_link(&mut self.out, dest_url, title)
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
                self.lists.start_list(&mut self.out, *first, &self.text[range.clone()])
            }
            Tag::Item => {
                self.lists.start_item(&mut self.out, &self.text[range.clone()]);
                self.push_id();
            }
            Tag::Table(columns) => self.table.start_table(&mut self.out, columns),
            Tag::FootnoteDefinition(label) => self.footnotes.start_definition(&mut self.out, label),
            // What is left are extensions that the options leave out.
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

    /// Ends an opening tag, with the id of its block if it has one.
    fn push_id(&mut self) {
        if let Some(mark) = &self.anchor {
            self.out.push_str(" id=\"");
            escape::attribute(&mut self.out, &mark.id);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Begins a line, for the eyes of those who read the source of a page.
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
