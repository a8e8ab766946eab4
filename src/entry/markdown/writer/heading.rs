//! Headings: their level on the page, their ids and the table of contents.
//!
//! The title of a page is its only `h1`. If a body uses level 1 itself, all its headings are shifted
//! down by one level, so that their relative levels are kept.

use super::Writer;
use crate::entry::markdown::blocks::{BlockAnchor, BlockKind, Inlines};
use crate::entry::markdown::document::Document;
use crate::entry::markdown::{Heading, inlines};

/// The deepest level in a table of contents.
const MAX_TOC_LEVEL: u8 = 4;

/// The state of the headings of a body.
pub(super) struct HeadingWriter {
    /// The number of levels by which each heading is shifted down.
    level_shift: u8,
    /// The level of the last heading, 1 before the first.
    last_level: u8,
    /// The entries of the table of contents.
    pub(super) toc: Vec<Heading>,
}

impl HeadingWriter {
    /// Prepares for the headings of a document.
    pub(super) fn for_document(document: &Document<'_>) -> Self {
        let mut has_level_one = false;
        document.visit_blocks(&mut |block| {
            has_level_one |= matches!(block.kind, BlockKind::Heading { level: 1, .. });
        });
        Self { level_shift: u8::from(has_level_one), last_level: 1, toc: Vec::new() }
    }

    /// Adds to the table of contents a provision written as a paragraph, below the last heading.
    pub(super) fn push_paragraph_title(&mut self, anchor: Option<&BlockAnchor>) {
        let level = (self.last_level + 1).min(MAX_TOC_LEVEL);
        self.toc.extend(anchor.and_then(|anchor| {
            let (id, text) = (anchor.id.clone(), anchor.title.clone()?);
            Some(Heading { level, id, text })
        }));
    }
}

impl Writer {
    /// Writes a heading with the id of its `anchor`.
    pub(super) fn write_heading(
        &mut self,
        level: u8,
        anchor: Option<&BlockAnchor>,
        content: &Inlines<'_>,
    ) {
        let level = (level + self.headings.level_shift).clamp(2, 6);
        let id = anchor.map(|anchor| anchor.id.clone()).unwrap_or_default();
        self.out.push_str(&format!("<h{level}"));
        self.write_id(Some(&id));
        content.iter().for_each(|(event, _)| self.write_event(event));
        self.out.push_str(&format!("</h{level}>\n"));
        self.headings.last_level = level;
        if level <= MAX_TOC_LEVEL {
            self.headings.toc.push(Heading { level, id, text: inlines::plain_text(content) });
        }
    }
}
