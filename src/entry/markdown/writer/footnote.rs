//! Footnotes: numbers in the text, the notes at the end, and the way back.
//!
//! A definition may stand anywhere, also before what refers to it and within a quote. While one
//! is open the HTML goes to a page of its own; at the end the pages are put in the order of their
//! numbers.

use crate::entry::markdown::escape;
use crate::entry::markdown::footnotes::{
    FootnoteNumbering, FootnoteReference, footnote_id, reference_id,
};

/// A definition, or what was being written when it began.
struct FootnoteBuffer {
    label: String,
    html: String,
}

/// The references and definitions of a body.
#[derive(Default)]
pub(super) struct FootnoteWriter {
    numbering: FootnoteNumbering,
    /// For each open definition its label, and the HTML it interrupted.
    interrupted: Vec<FootnoteBuffer>,
    /// The index in `definitions` of each open definition.
    open: Vec<usize>,
    /// The definitions in the order in which they begin.
    definitions: Vec<FootnoteBuffer>,
}

impl FootnoteWriter {
    /// Writes a reference, which never stands in a link: `CommonMark` takes it for a link of its
    /// own.
    pub(super) fn write_reference(&mut self, out: &mut String, label: &str) {
        let FootnoteReference { number, nth } = self.numbering.add_reference(label);
        let (note, id) = (footnote_id(number), reference_id(number, nth));
        out.push_str(&format!(
            "<sup id=\"{id}\"><a href=\"#{note}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    /// Begins a definition: what `out` holds waits until it ends.
    pub(super) fn start_definition(&mut self, out: &mut String, label: &str) {
        let html = std::mem::take(out);
        self.open.push(self.definitions.len());
        self.definitions.push(FootnoteBuffer { label: label.to_owned(), html: String::new() });
        self.interrupted.push(FootnoteBuffer { label: label.to_owned(), html });
    }

    /// Ends the innermost definition and goes on with what it interrupted.
    pub(super) fn end_definition(&mut self, out: &mut String) {
        let (Some(index), Some(page)) = (self.open.pop(), self.interrupted.pop()) else {
            return;
        };
        self.definitions[index].html = std::mem::replace(out, page.html);
    }

    /// Writes all definitions in the order of their numbers.
    pub(super) fn write_definitions(&self, out: &mut String) {
        if self.definitions.is_empty() {
            return;
        }
        out.push_str(
            "<section class=\"chu-thich\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n",
        );
        for note in self
            .numbering
            .order_definitions(self.definitions.iter().map(|page| page.label.as_str()))
        {
            out.push_str("<li id=\"");
            escape::attribute(out, &footnote_id(note.number));
            out.push_str("\">\n");
            let html = self.definitions[note.definition].html.trim_ascii_end();
            let (text, closing) = match html.strip_suffix("</p>") {
                Some(text) => (text, "</p>"),
                None => (html, ""),
            };
            out.push_str(text);
            for nth in 1..=note.references {
                push_backlink(out, note.number, nth);
            }
            out.push_str(closing);
            out.push_str("\n</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

/// Writes the link from a note to one of the references to it.
fn push_backlink(out: &mut String, number: usize, nth: usize) {
    let id = reference_id(number, nth);
    let label = format!("Về chỗ dẫn chú thích {number}");
    out.push_str(&format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"{label}\">↩</a>"));
}
