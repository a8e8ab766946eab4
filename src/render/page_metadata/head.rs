//! The metadata of a page as seen by templates.
//!
//! Plain data: the other files of this folder fill it.

use serde::Serialize;

use super::translations::{Alternate, LanguageVersion};

/// The metadata for the `<head>` of a page; its fields are serialized among those of the page.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::render) struct HeadView {
    /// The Dublin Core and Twitter card properties, for `<meta name content>` elements.
    pub(super) meta: Vec<MetaView>,
    /// The Open Graph properties, for `<meta property content>` elements.
    pub(super) properties: Vec<MetaView>,
    /// The page in all its languages, for `<link rel="alternate" hreflang>` elements; empty if it
    /// has only one.
    pub(super) alternates: Vec<Alternate>,
    /// The page in its other languages, as links for readers.
    pub(super) versions: Vec<LanguageVersion>,
    /// The JSON-LD, to be printed with `safe` inside a script element.
    pub(super) json_ld: Option<String>,
    /// The official wording in which the document is cited; on Vietnamese pages only.
    pub(super) citation: Option<String>,
}

/// A metadata property.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct MetaView {
    /// The name of the property.
    pub(super) name: &'static str,
    /// The value of the property.
    pub(super) content: String,
}
