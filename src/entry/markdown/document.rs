//! A parsed body: preprocessing, parsing and all passes in their order.
//!
//! [`super::outline()`] and [`super::render`] both read a [`Document`], so they cannot disagree
//! about links or ids.

use pulldown_cmark::Event;

use super::blocks::{Block, Footnote, Inlines, visit_inlines};
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
        let mut blocks = units.rebuild(form::blocks::group(text, tree.blocks));
        let mut footnotes = tree.footnotes;
        for footnote in &mut footnotes {
            footnote.blocks = units.rebuild(std::mem::take(&mut footnote.blocks));
        }
        let mut remarks = tree.remarks;
        remarks.extend(units.into_remarks());
        if tree.has_raw_html {
            let mut close = |content: &mut _| close_tags(content, &mut remarks);
            visit_inlines(&mut blocks, &mut close);
            for footnote in &mut footnotes {
                visit_inlines(&mut footnote.blocks, &mut close);
            }
        }
        if autolinks::may_contain_address(text) {
            let mut link = |content: &mut _| autolinks::link_addresses(text, content);
            visit_inlines(&mut blocks, &mut link);
            for footnote in &mut footnotes {
                visit_inlines(&mut footnote.blocks, &mut link);
            }
        }
        let ids = provision::assign_anchors(text, &quotations, &mut blocks, &mut footnotes);
        Self {
            text,
            blocks,
            footnotes,
            ids,
            remarks,
            has_raw_html: tree.has_raw_html,
            parser_failed: tree.parser_failed,
        }
    }
}

/// Closes the inline tags that are open at the end of a block.
fn close_tags(content: &mut Inlines<'_>, remarks: &mut Vec<Remark>) {
    for (name, range) in inlines::open_tags(content).into_iter().rev() {
        content.push((Event::InlineHtml(format!("</{name}>").into()), range.clone()));
        remarks.push(Remark { range, kind: RemarkKind::UnclosedTag { name } });
    }
}
