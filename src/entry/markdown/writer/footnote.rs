//! Footnotes: references in the text, the footnotes at the end, and links back to the references.
//!
//! A definition may occur anywhere, even before its reference. They are rendered in document order,
//! and written in the order of their numbers.

use std::ops::Range;

use super::Writer;
use crate::entry::markdown::blocks::Footnote;
use crate::entry::markdown::escape;
use crate::entry::markdown::footnotes::{
    FootnoteNumbering, FootnoteReference, footnote_id, reference_id,
};

/// The references of a body.
#[derive(Default)]
pub(super) struct FootnoteWriter {
    numbering: FootnoteNumbering,
}

impl FootnoteWriter {
    /// Writes a reference, which is never inside a link: the parser treats it as a link itself.
    pub(super) fn write_reference(&mut self, out: &mut String, label: &str) {
        let FootnoteReference { number, nth } = self.numbering.add_reference(label);
        let (note, id) = (footnote_id(number), reference_id(number, nth));
        out.push_str(&format!(
            "<sup id=\"{id}\"><a href=\"#{note}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }
}

impl Writer {
    /// Writes all definitions in the order of their numbers.
    pub(super) fn write_footnotes(&mut self, footnotes: &[Footnote<'_>]) {
        if footnotes.is_empty() {
            return;
        }
        let body = std::mem::take(&mut self.out);
        let definitions: Vec<(String, Range<usize>)> = footnotes
            .iter()
            .map(|footnote| {
                let start = self.gaps.len();
                self.write_blocks(&footnote.blocks);
                (std::mem::take(&mut self.out), start..self.gaps.len())
            })
            .collect();
        self.out = body;
        let out = &mut self.out;
        out.push_str(
            "<section class=\"chu-thich\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n",
        );
        let labels = footnotes.iter().map(|footnote| &*footnote.label);
        for note in self.footnotes.numbering.order_definitions(labels) {
            out.push_str("<li id=\"");
            escape::attribute(out, &footnote_id(note.number));
            out.push_str("\">\n");
            let (html, gaps) = &definitions[note.definition];
            let html = html.trim_ascii_end();
            let (text, end_tag) = match html.strip_suffix("</p>") {
                Some(text) => (text, "</p>"),
                None => (html, ""),
            };
            self.gaps[gaps.clone()].iter_mut().for_each(|(offset, _)| *offset += out.len());
            out.push_str(text);
            for nth in 1..=note.references {
                push_backlink(out, note.number, nth);
            }
            out.push_str(end_tag);
            out.push_str("\n</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// Writes the link from a footnote back to one of its references.
fn push_backlink(out: &mut String, number: usize, nth: usize) {
    let id = reference_id(number, nth);
    let label = format!("Về chỗ dẫn chú thích {number}");
    out.push_str(&format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{label}\">↩</a>"));
}
