//! Footnotes: references in the text, the footnotes at the end, and links back to the references.
//!
//! A definition may occur anywhere, even before its reference or in a quote. While one is open, the
//! HTML goes to a separate buffer; at the end the buffers are written in the order of their numbers.

use crate::entry::markdown::escape;
use crate::entry::markdown::footnotes::{
    FootnoteNumbering, FootnoteReference, footnote_id, reference_id,
};

/// The HTML of a definition, or the HTML that a definition interrupted.
struct FootnoteBuffer {
    label: String,
    html: String,
}

/// The references and definitions of a body.
#[derive(Default)]
pub(super) struct FootnoteWriter {
    numbering: FootnoteNumbering,
    /// For each open definition, the HTML that it interrupted.
    interrupted: Vec<FootnoteBuffer>,
    /// The index in `definitions` of each open definition.
    open: Vec<usize>,
    /// The definitions in document order.
    definitions: Vec<FootnoteBuffer>,
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

    /// Starts a definition: the content of `out` is set aside until it ends.
    pub(super) fn start_definition(&mut self, out: &mut String, label: &str) {
        let html = std::mem::take(out);
        self.open.push(self.definitions.len());
        self.definitions.push(FootnoteBuffer { label: label.to_owned(), html: String::new() });
        self.interrupted.push(FootnoteBuffer { label: label.to_owned(), html });
    }

    /// Ends the innermost definition and restores the HTML that it interrupted.
    pub(super) fn end_definition(&mut self, out: &mut String) {
        let (Some(index), Some(interrupted)) = (self.open.pop(), self.interrupted.pop()) else {
            return;
        };
        self.definitions[index].html = std::mem::replace(out, interrupted.html);
    }

    /// Writes all definitions in the order of their numbers.
    pub(super) fn write_definitions(&self, out: &mut String) {
        if self.definitions.is_empty() {
            return;
        }
        out.push_str(
            "<section class=\"chu-thich\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n",
        );
        let labels = self.definitions.iter().map(|definition| definition.label.as_str());
        for note in self.numbering.order_definitions(labels) {
            out.push_str("<li id=\"");
            escape::attribute(out, &footnote_id(note.number));
            out.push_str("\">\n");
            let html = self.definitions[note.definition].html.trim_ascii_end();
            let (text, end_tag) = match html.strip_suffix("</p>") {
                Some(text) => (text, "</p>"),
                None => (html, ""),
            };
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
