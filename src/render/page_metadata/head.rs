//! The metadata of a page as seen by templates, and the elements in which it is written.
//!
//! Written at once as HTML: a list of values, of which a template makes the same elements on every page, would take
//! longer than everything else in the head.

use serde::Serialize;

use super::translations::{Alternate, LanguageVersion};
use crate::entry::markdown::escape;

/// The metadata for the `<head>` of a page; its fields are serialized among those of the page.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct HeadView {
    /// The elements of the head for machines (Dublin Core, Open Graph and JSON-LD), to be printed
    /// with `safe`; may be empty.
    pub(super) metadata: String,
    /// The page in all its languages, for `<link rel="alternate" hreflang>` elements; empty if it
    /// has only one.
    pub(super) alternates: Vec<Alternate>,
    /// The page in its other languages, as links for readers.
    pub(super) versions: Vec<LanguageVersion>,
    /// The official wording in which the document is cited; on Vietnamese pages only.
    pub(super) citation: Option<String>,
}

/// The `<meta>` elements of a page. One without content is left out.
#[derive(Debug, Default)]
pub(super) struct MetaElements(String);

impl MetaElements {
    /// Writes an element with a name.
    pub(super) fn push_name(&mut self, name: &str, content: &str) {
        self.push(&[("name", name)], content);
    }

    /// Writes an element with a property (`RDFa`).
    pub(super) fn push_property(&mut self, property: &str, content: &str) {
        self.push(&[("property", property)], content);
    }

    /// Writes an element with a name and a property of the same content.
    pub(super) fn push_shared(&mut self, name: &str, property: &str, content: &str) {
        self.push(&[("name", name), ("property", property)], content);
    }

    fn push(&mut self, attributes: &[(&str, &str)], content: &str) {
        if content.trim().is_empty() {
            return;
        }
        self.0.push_str("<meta");
        for (attribute, value) in attributes {
            self.0.extend([" ", attribute, "=\"", value, "\""]);
        }
        self.0.push_str(" content=\"");
        escape::attribute(&mut self.0, content);
        self.0.push_str("\">\n");
    }

    /// Returns all elements, and that of the JSON-LD, which is data and never runs.
    pub(super) fn finish(self, json_ld: &str) -> String {
        let vocabulary = "<link rel=\"schema.DC\" href=\"http://purl.org/dc/elements/1.1/\">\n";
        let data = ["<script type=\"application/ld+json\">", json_ld, "</script>"];
        [&[vocabulary, self.0.as_str()], &data[..]].concat().concat()
    }
}
