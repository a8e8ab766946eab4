//! Assigns the ids of a body: of headings, and of provisions in paragraphs and list items.
//!
//! | Text | Id |
//! |---|---|
//! | "Phần thứ nhất …", "Chương II …", "Mục 1 …", a heading | `phan-thu-nhat`, `chuong-ii`, `muc-1` |
//! | the same as the only text in the first line of a paragraph | the same |
//! | "Mục 1" again, in another chapter | `chuong-ii-muc-1` |
//! | "Điều 3. …", a heading or a paragraph | `dieu-3` |
//! | "2. …" after it, an item or a paragraph | `dieu-3-khoan-2` |
//! | "a) …" after that, an item | `dieu-3-khoan-2-diem-a` |
//! | the same in `<p>` or `<div>` outside of tables | the same |
//! | any other heading | its text as a slug |
//!
//! The wording of another document, in quotation marks or in a Markdown quote, gets none of the ids
//! of provisions. An article inside an item, as in an amending document, ends with the item.
//!
//! **Invariant.** Ids of blocks are assigned only here, once for each block.

mod allocator;
mod ids;
pub(super) mod label;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use self::ids::ProvisionIds;
use super::blocks::{
    Block, BlockAnchor, BlockKind, Footnote, Inlines, Item, ListStyle, SpannedEvent,
};
use super::inlines;
use super::quotations::Quotations;

/// Maximum length of an article title in a table of contents.
const MAX_TITLE_CHARS: usize = 120;

/// Assigns the ids of all blocks; returns them in the order in which they were assigned.
pub(super) fn assign_anchors(
    text: &str,
    quotations: &Quotations,
    blocks: &mut [Block<'_>],
    footnotes: &mut [Footnote<'_>],
) -> Vec<String> {
    let ids = ProvisionIds::default();
    let mut assigner = AnchorAssigner { text, quotations, ids, table_depth: 0 };
    assigner.assign(blocks, Container::Body);
    for footnote in footnotes {
        assigner.assign(&mut footnote.blocks, Container::Other);
    }
    assigner.ids.into_ids()
}

/// Where a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Body,
    /// In an item of a list, which is nested or not.
    Item,
    /// In a quote or a footnote, whose text is not that of the document.
    Other,
}

struct AnchorAssigner<'t> {
    text: &'t str,
    quotations: &'t Quotations,
    ids: ProvisionIds,
    /// The number of open tables of raw HTML, which may contain Markdown.
    table_depth: usize,
}

impl AnchorAssigner<'_> {
    fn assign(&mut self, blocks: &mut [Block<'_>], container: Container) {
        for block in blocks {
            let container = if self.table_depth > 0 { Container::Other } else { container };
            let is_quoted = self.quotations.contain(block.range.start);
            match &mut block.kind {
                BlockKind::Heading { level, explicit_id, content } => {
                    let text = inlines::plain_text(content);
                    let is_nested = container != Container::Body || is_quoted;
                    let id = self.ids.heading_id(*level, explicit_id.as_deref(), &text, is_nested);
                    block.anchor = Some(BlockAnchor { id, title: None });
                }
                // A tight paragraph has no element that could have an id.
                BlockKind::Paragraph { content, is_tight: false } if !is_quoted => {
                    block.anchor = self.paragraph_anchor(content, &block.range, container);
                }
                BlockKind::List(list) => {
                    let (style, mut items) = (list.style, list.items.iter_mut());
                    items.by_ref().for_each(|item| self.assign_item(item, style, container));
                }
                BlockKind::Quote(inner) => self.assign(inner, Container::Other),
                BlockKind::Markup(content) => self.assign_in_markup(content, container),
                _ => {}
            }
        }
    }

    fn paragraph_anchor(
        &mut self,
        content: &Inlines<'_>,
        range: &Range<usize>,
        container: Container,
    ) -> Option<BlockAnchor> {
        let source = &self.text[range.clone()];
        if !label::may_start(source) {
            return None;
        }
        match container {
            Container::Other => None,
            Container::Item => {
                let id = self.ids.article_paragraph_id(source)?;
                Some(BlockAnchor { id, title: None })
            }
            Container::Body => {
                self.ids.enter_annex_paragraph(source);
                if let Some(id) = self.ids.article_paragraph_id(source) {
                    return Some(BlockAnchor { id, title: article_title(content) });
                }
                if let Some(id) = self.ids.division_paragraph_id(source) {
                    let title = Some(inlines::plain_text(content)).filter(|text| is_short(text));
                    return Some(BlockAnchor { id, title });
                }
                self.ids.clause_paragraph_id(source).map(|id| BlockAnchor { id, title: None })
            }
        }
    }

    fn assign_item(&mut self, item: &mut Item<'_>, style: ListStyle, container: Container) {
        let inner = if container == Container::Other { container } else { Container::Item };
        if inner == Container::Item && !self.quotations.contain(item.mark.start) {
            let id = match style {
                ListStyle::Numbered { .. } | ListStyle::Marked
                    if container == Container::Body && self.starts_with_digit(&item.mark) =>
                {
                    self.ids.numbered_item_id(&self.text[item.mark.clone()])
                }
                ListStyle::Bulleted | ListStyle::Marked if item.is_point => {
                    let letter = label::parse_letter(&self.text[item.mark.start..]);
                    letter.and_then(|letter| self.ids.lettered_item_id(&letter))
                }
                _ => None,
            };
            let id = id.or_else(|| self.tight_article_id(item));
            item.anchor = id.map(|id| BlockAnchor { id, title: None });
        }
        let scope = self.ids.enter_item();
        self.assign(&mut item.blocks, inner);
        self.ids.leave_item(scope);
    }

    fn starts_with_digit(&self, mark: &Range<usize>) -> bool {
        self.text[mark.clone()].starts_with(|c: char| c.is_ascii_digit())
    }

    /// Assigns the id of an article that is the text of an item without a paragraph.
    fn tight_article_id(&mut self, item: &Item<'_>) -> Option<String> {
        let first = item.blocks.first()?;
        match first.kind {
            BlockKind::Paragraph { is_tight: true, .. } => {
                self.ids.article_paragraph_id(&self.text[first.range.clone()])
            }
            _ => None,
        }
    }

    /// Adds ids to the paragraphs of raw HTML outside of its tables.
    fn assign_in_markup(&mut self, content: &mut Inlines<'_>, container: Container) {
        for at in 0..content.len() {
            let Event::Html(tag) = &content[at].0 else { continue };
            self.table_depth = (self.table_depth + tag.matches("<table").count())
                .saturating_sub(tag.matches("</table").count());
            let name = inlines::tag_name(&tag[1..]);
            let is_text = matches!(name, "p" | "div") && self.table_depth == 0;
            let is_quoted = self.quotations.contain(content[at].1.start);
            if !is_text || is_quoted || container == Container::Other {
                continue;
            }
            let len = name.len();
            let run = &content[at + 1..];
            let end = run.iter().position(|(event, _)| matches!(event, Event::Html(_)));
            let source = label_source(&run[..end.unwrap_or(run.len())]);
            self.ids.enter_annex_paragraph(&source);
            let id = self
                .ids
                .article_paragraph_id(&source)
                .or_else(|| self.ids.division_paragraph_id(&source))
                .or_else(|| self.ids.clause_paragraph_id(&source))
                .or_else(|| {
                    let letter = label::parse_letter(&source);
                    letter.and_then(|letter| self.ids.lettered_item_id(&letter))
                });
            if let (Some(id), Event::Html(tag)) = (id, &mut content[at].0) {
                *tag = format!("{} id=\"{id}\"{}", &tag[..=len], &tag[len + 1..]).into();
            }
        }
    }
}

/// Returns the text of a paragraph in raw HTML, bold text at its beginning in asterisks, as labels are parsed.
fn label_source(run: &[SpannedEvent<'_>]) -> String {
    let is_bold = |event: &Event<'_>| matches!(event, Event::InlineHtml(tag) if matches!(&**tag, "<b>" | "<strong>"));
    let first = run.iter().find(|(event, _)| match event {
        Event::Text(text) => !text.trim().is_empty(),
        _ => true,
    });
    let mut source = String::new();
    if first.is_some_and(|(event, _)| is_bold(event)) {
        source.push_str("**");
    }
    for (event, _) in run {
        inlines::push_text(&mut source, event);
        if matches!(event, Event::InlineHtml(tag) if matches!(&**tag, "</b>" | "</strong>")) {
            source.push_str("**");
        }
    }
    source
}

fn is_short(title: &str) -> bool {
    title.chars().count() <= MAX_TITLE_CHARS
}

/// Returns the title of an article: its bold words if they are more than "Điều" and the number,
/// otherwise the text if it is short and not a sentence.
fn article_title(content: &[SpannedEvent<'_>]) -> Option<String> {
    let exceeds_number = |title: &str| title.split_whitespace().count() > 2;
    let is_strong = matches!(content.first(), Some((Event::Start(Tag::Strong), _)));
    let strong_end =
        content.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)));
    let strong = strong_end.filter(|_| is_strong).map_or(&content[..0], |end| &content[..end]);
    let strong = inlines::plain_text(strong);
    if exceeds_number(&strong) {
        return Some(strong.trim_end_matches(['.', ':']).to_owned())
            .filter(|title| is_short(title));
    }
    let text = inlines::plain_text(content);
    let is_title =
        exceeds_number(&text) && is_short(&text) && !text.ends_with(['.', ';', ':', ',', '/']);
    is_title.then_some(text)
}
