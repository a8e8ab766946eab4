//! Writes the blocks of a body as HTML.
//!
//! The HTML writer of pulldown-cmark keeps neither the numbers of list items as written nor links
//! from footnotes back to their references, and knows no figures; hence this one.
//!
//! **Invariant.** The HTML is balanced and contains no style: alignment and the like are classes.

mod code;
mod figure;
mod footnote;
mod heading;
mod list;
mod table;

pub use code::release_languages;

use pulldown_cmark::{Event, Tag, TagEnd};

use self::footnote::FootnoteWriter;
use self::heading::HeadingWriter;
use super::blocks::{Block, BlockKind, Inlines};
use super::citations::{self, InlineEvent};
use super::document::Document;
use super::gap::{Gap, UnresolvedImage};
use super::prepared::{GAP_MARK, PreparedBody};
use super::{LinkResolver, RenderedBody, escape, inlines, preprocess};

/// Renders `body`, calling `resolver` for each destination and citation in document order, those of
/// footnotes last.
///
/// A body on which the Markdown parser fails is rendered as plain text; its outline has a remark.
pub fn render(body: &str, resolver: &mut dyn LinkResolver) -> RenderedBody {
    prepare(body).resolve(resolver)
}

/// Renders `body` except for its links.
pub fn prepare(body: &str) -> PreparedBody {
    let preprocessed = preprocess::preprocess(body);
    write_document(body, &Document::parse(&preprocessed))
}

/// Writes the parsed `document` of `body`.
pub(super) fn write_document(body: &str, document: &Document<'_>) -> PreparedBody {
    if document.parser_failed {
        return PreparedBody { html: plain_text_html(body), ..PreparedBody::default() };
    }
    let mut writer = Writer {
        out: String::with_capacity(document.text.len() + document.text.len() / 4),
        headings: HeadingWriter::for_document(document),
        image: None,
        gaps: Vec::new(),
        footnotes: FootnoteWriter::default(),
    };
    writer.write_blocks(&document.blocks);
    writer.write_footnotes(&document.footnotes);
    let Writer { out: html, gaps, headings, .. } = writer;
    PreparedBody { html, gaps, toc: headings.toc, has_raw_html: document.has_raw_html }
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

/// The HTML written so far, and what later blocks depend on.
struct Writer {
    out: String,
    headings: HeadingWriter,
    /// The picture whose alternative text is being collected.
    image: Option<UnresolvedImage>,
    /// As in [`PreparedBody`].
    gaps: Vec<(usize, Gap)>,
    footnotes: FootnoteWriter,
}

impl Writer {
    fn write_blocks(&mut self, blocks: &[Block<'_>]) {
        blocks.iter().for_each(|block| self.write_block(block));
    }

    fn write_block(&mut self, block: &Block<'_>) {
        if let BlockKind::Paragraph { content, is_tight: true } = &block.kind {
            return self.write_content(content);
        }
        if matches!(&block.kind, BlockKind::Markup(content) if content.is_empty()) {
            return;
        }
        self.start_line();
        match &block.kind {
            BlockKind::Paragraph { content, .. } if figure::is_figure(content) => {
                self.write_figure(content);
            }
            BlockKind::Paragraph { content, .. } => {
                self.out.push_str("<p");
                self.write_id(block.anchor.as_ref().map(|anchor| anchor.id.as_str()));
                self.headings.push_paragraph_title(block.anchor.as_ref());
                self.write_content(content);
                self.out.push_str("</p>\n");
            }
            BlockKind::Heading { level, content, .. } => {
                self.write_heading(*level, block.anchor.as_ref(), content);
            }
            BlockKind::Quote(inner) => {
                self.out.push_str("<blockquote>\n");
                self.write_blocks(inner);
                self.start_line();
                self.out.push_str("</blockquote>\n");
            }
            BlockKind::List(list) => self.write_list(list),
            BlockKind::Code { info, text } => code::write(&mut self.out, info, text),
            BlockKind::Table(table) => self.write_table(table),
            BlockKind::Rule => self.out.push_str("<hr>\n"),
            BlockKind::Markup(content) => self.write_content(content),
        }
    }

    /// Writes inline content or markup, with links around its citations.
    fn write_content(&mut self, content: &Inlines<'_>) {
        citations::visit(content, &mut |event| self.write_inline(event));
    }

    fn write_inline(&mut self, event: InlineEvent<'_, '_>) {
        match event {
            InlineEvent::Event(event, _) => self.write_event(event),
            InlineEvent::CitationStart(cited) => {
                self.push_gap(Gap::CitationStart(Box::new(cited)));
            }
            InlineEvent::CitationEnd => self.push_gap(Gap::CitationEnd),
        }
    }

    fn write_event(&mut self, event: &Event<'_>) {
        if let Some(image) = &mut self.image
            && !matches!(event, Event::End(TagEnd::Image))
        {
            return inlines::push_text(&mut image.alt, event);
        }
        match event {
            Event::Start(tag) => self.start_tag(tag),
            Event::End(tag) => self.end_tag(*tag),
            Event::Text(text) => escape::text(&mut self.out, text),
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
            Event::TaskListMarker(done) => list::write_task(&mut self.out, *done),
            // Rules are blocks, and mathematics is not enabled in the parser.
            Event::Rule => {}
            Event::InlineMath(text) | Event::DisplayMath(text) => escape::text(&mut self.out, text),
        }
    }

    fn start_tag(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => {
                let (destination, title) = ((&**dest_url).into(), (&**title).into());
                self.push_gap(Gap::Link { destination, title });
            }
            Tag::Image { dest_url, title, .. } => {
                self.image = Some(UnresolvedImage::new(dest_url, title, false));
            }
            _ => {}
        }
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str("</a>"),
            TagEnd::Image => {
                if let Some(image) = self.image.take() {
                    self.push_gap(Gap::Image(Box::new(image)));
                }
            }
            _ => {}
        }
    }

    /// Leaves a gap for what is written once its destination is resolved.
    fn push_gap(&mut self, gap: Gap) {
        self.gaps.push((self.out.len(), gap));
        self.out.push(GAP_MARK);
    }

    /// Completes a start tag, with an id if there is one.
    fn write_id(&mut self, id: Option<&str>) {
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape::attribute(&mut self.out, id);
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
}
