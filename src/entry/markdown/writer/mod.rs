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

use self::code::Code;
use self::figure::Pictures;
use self::footnote::Footnotes;
use self::heading::Headings;
use self::link::Links;
use self::list::Lists;
use self::table::Table;
use super::citing::{Citing, Piece};
use super::reading::Reading;
use super::structure::{Mark, Structure};
use super::{Html, LinkKind, Resolver, dialect, escape, sanitize};

/// Renders `body`, asking `resolver` for the target of each destination and citation in the order of the text.
///
/// A body on which the Markdown reader fails is shown as plain text; its outline says so.
pub fn render(body: &str, resolver: &mut dyn Resolver) -> Html {
    let amended = dialect::amend(body);
    write(body, &amended.text, Reading::new(&amended.text), resolver)
}

/// Writes what `reading` shows of the amended `text` of `body`.
pub(super) fn write(
    body: &str,
    text: &str,
    reading: Reading<'_>,
    resolver: &mut dyn Resolver,
) -> Html {
    let mut writer = Writer::new(text, resolver);
    let mut structure = Structure::new(text, reading);
    for (piece, range) in Citing::new(&mut structure) {
        match piece {
            Piece::Event(event, mark) => {
                writer.mark = mark;
                writer.write(&event, &range);
            }
            Piece::Cite(cited) => writer.links.cite(&mut writer.out, &cited),
            Piece::Cited => writer.links.end_citation(&mut writer.out),
        }
    }
    let (reading, _) = structure.finish();
    if reading.failed() {
        return Html { html: as_plain_text(body), contents: Vec::new() };
    }
    let mut html = writer.finish();
    if reading.has_raw_html() {
        html.html = sanitize::balance(&html.html);
    }
    html
}

/// Shows `body` as it was typed, a paragraph for each stretch between blank lines.
fn as_plain_text(body: &str) -> String {
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
    mark: Option<Mark>,
    headings: Headings,
    lists: Lists,
    table: Table,
    code: Option<Code>,
    pictures: Pictures,
    links: Links<'r>,
    footnotes: Footnotes,
}

impl<'a, 'r> Writer<'a, 'r> {
    fn new(text: &'a str, resolver: &'r mut dyn Resolver) -> Self {
        Self {
            text,
            out: String::with_capacity(text.len() + text.len() / 4),
            mark: None,
            headings: Headings::of(text),
            lists: Lists::default(),
            table: Table::default(),
            code: None,
            pictures: Pictures::default(),
            links: Links::new(resolver),
            footnotes: Footnotes::default(),
        }
    }

    fn write(&mut self, event: &Event<'_>, range: &Range<usize>) {
        self.headings.see(event);
        if self.pictures.see(event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
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
                self.footnotes.refer(&mut self.out, label);
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => {
                self.fresh_line();
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => list::write_task(&mut self.out, *done),
            // Mathematics is not among the options, so its marks stay text.
            Event::InlineMath(text) | Event::DisplayMath(text) => escape::text(&mut self.out, text),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => self.links.open(&mut self.out, dest_url, title),
            Tag::Image { dest_url, title, .. } => {
                let target = self.links.resolve(dest_url, LinkKind::Image);
                self.pictures.open(target, title);
            }
            Tag::TableHead => self.table.open_head(&mut self.out),
            Tag::TableRow => self.table.open_row(&mut self.out),
            Tag::TableCell => self.table.open_cell(&mut self.out),
            block => {
                self.fresh_line();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.pictures.open_paragraph(&self.out);
                self.out.push_str("<p");
                self.push_id();
                self.headings.list(self.mark.as_ref());
            }
            Tag::Heading { level, .. } => {
                self.headings.open(*level, self.mark.take(), &mut self.out);
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                self.code = Some(match kind {
                    CodeBlockKind::Fenced(info) => Code::fenced(info),
                    CodeBlockKind::Indented => Code::fenced(""),
                });
            }
            Tag::List(first) => self.lists.open(&mut self.out, *first, &self.text[range.clone()]),
            Tag::Item => {
                self.lists.open_item(&mut self.out, &self.text[range.clone()]);
                self.push_id();
            }
            Tag::Table(columns) => self.table.open(&mut self.out, columns),
            Tag::FootnoteDefinition(label) => self.footnotes.open(&mut self.out, label),
            // What is left are extensions that the options leave out.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.pictures.close_paragraph(&mut self.out),
            TagEnd::Heading(_) => self.headings.close(&mut self.out),
            TagEnd::BlockQuote(_) => {
                self.fresh_line();
                self.out.push_str("</blockquote>\n");
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    code.write(&mut self.out);
                }
            }
            TagEnd::List(_) => self.lists.close(&mut self.out),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnotes.close(&mut self.out),
            TagEnd::Table => self.table.close(&mut self.out),
            TagEnd::TableHead => self.table.close_head(&mut self.out),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.table.close_cell(&mut self.out),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.out.push_str("</a>"),
            TagEnd::Image => self.pictures.close(&mut self.out),
            _ => {}
        }
    }

    /// Ends an opening tag, with the id of its block if it has one.
    fn push_id(&mut self) {
        if let Some(mark) = &self.mark {
            self.out.push_str(" id=\"");
            escape::attribute(&mut self.out, &mark.id);
            self.out.push('"');
        }
        self.out.push('>');
    }

    /// Begins a line, for the eyes of those who read the source of a page.
    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn finish(mut self) -> Html {
        self.footnotes.write(&mut self.out);
        Html { html: self.out, contents: self.headings.contents }
    }
}
