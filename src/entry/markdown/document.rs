//! A parsed body: preprocessing, parsing and all passes in their order.
//!
//! [`super::outline()`] and [`super::render`] both read a [`Document`], so they cannot disagree
//! about links or ids.

use pulldown_cmark::Event;

use super::blocks::{self, Block, Footnote, Inlines};
use super::filter::FilteredEvents;
use super::preprocess::PreprocessedBody;
use super::quotations::Quotations;
use super::tree::BlockReader;
use super::units::UnitBuilder;
use super::{Remark, RemarkKind, autolinks, form, inlines, provision};

/// The blocks of a body.
pub(super) struct Document<'a> {
    /// The preprocessed text.
    pub(super) text: &'a str,
    pub(super) blocks: Vec<Block<'a>>,
    /// The definitions of footnotes, in document order.
    pub(super) footnotes: Vec<Footnote<'a>>,
    /// The ids of headings and provisions, in document order.
    pub(super) ids: Vec<String>,
    /// The remarks, with ranges in the preprocessed text.
    pub(super) remarks: Vec<Remark>,
    /// Whether raw HTML is part of it, so that its tags may be unbalanced.
    pub(super) has_raw_html: bool,
    /// Whether the parser failed before the end.
    pub(super) parser_failed: bool,
}

impl<'a> Document<'a> {
    /// Parses a preprocessed body.
    pub(super) fn parse(body: &'a PreprocessedBody<'_>) -> Self {
        Self::from_events(&body.text, FilteredEvents::new(&body.text))
    }

    /// Makes the blocks of the filtered `events` of `text`.
    pub(super) fn from_events(text: &'a str, events: FilteredEvents<'a>) -> Self {
        let tree = BlockReader::new(text, events).build();
        let quotations = Quotations::find(text);
        let mut units = UnitBuilder::new(text, &quotations);
        let blocks = units.rebuild(form::blocks::group(text, tree.blocks));
        let mut footnotes = tree.footnotes;
        for footnote in &mut footnotes {
            footnote.blocks = units.rebuild(std::mem::take(&mut footnote.blocks));
        }
        let mut remarks = tree.remarks;
        remarks.extend(units.into_remarks());
        let mut document = Self {
            text,
            blocks,
            footnotes,
            ids: Vec::new(),
            remarks: Vec::new(),
            has_raw_html: tree.has_raw_html,
            parser_failed: tree.parser_failed,
        };
        if document.has_raw_html {
            document.visit_inlines(&mut |content| close_tags(content, &mut remarks));
        }
        if autolinks::may_contain_address(text) {
            document.visit_inlines(&mut |content| autolinks::link_addresses(text, content));
        }
        document.remarks = remarks;
        document.ids = provision::assign_anchors(
            text,
            &quotations,
            &mut document.blocks,
            &mut document.footnotes,
        );
        document
    }

    /// Calls `visit` for every block, those of footnotes last.
    pub(super) fn visit_blocks(&self, visit: &mut impl FnMut(&Block<'a>)) {
        blocks::visit_blocks(&self.blocks, visit);
        self.footnotes.iter().for_each(|note| blocks::visit_blocks(&note.blocks, visit));
    }

    /// Calls `visit` with the inline content of every block, that of footnotes last.
    fn visit_inlines(&mut self, visit: &mut impl FnMut(&mut Inlines<'a>)) {
        blocks::visit_inlines(&mut self.blocks, visit);
        self.footnotes.iter_mut().for_each(|note| blocks::visit_inlines(&mut note.blocks, visit));
    }
}

/// Closes the inline tags that are open at the end of a block.
fn close_tags(content: &mut Inlines<'_>, remarks: &mut Vec<Remark>) {
    for (name, range) in inlines::open_tags(content).into_iter().rev() {
        content.push((Event::InlineHtml(format!("</{name}>").into()), range.clone()));
        remarks.push(Remark { range, kind: RemarkKind::UnclosedTag { name } });
    }
}
