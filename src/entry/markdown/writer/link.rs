//! Links and citations, and all calls of the resolver.
//!
//! The filter has already removed destinations that are not allowed; the addresses that the resolver
//! returns are percent-encoded where `CommonMark`'s examples are, and escaped.

use crate::entry::citation::CitedDocument;
use crate::entry::markdown::{LinkKind, LinkResolver, LinkTarget, escape};

/// Writes links with the addresses of a resolver.
pub(super) struct LinkWriter<'r> {
    resolver: &'r mut dyn LinkResolver,
    /// Whether a citation is open that was resolved to an address.
    in_citation: bool,
}

impl<'r> LinkWriter<'r> {
    /// Creates a writer of links that `resolver` resolves.
    pub(super) fn new(resolver: &'r mut dyn LinkResolver) -> Self {
        Self { resolver, in_citation: false }
    }

    /// Resolves `destination`.
    pub(super) fn resolve(&mut self, destination: &str, kind: LinkKind) -> LinkTarget {
        self.resolver.resolve_link(destination, kind)
    }

    /// Writes the start tag of a link to `destination`.
    pub(super) fn start_link(&mut self, out: &mut String, destination: &str, title: &str) {
        let target = self.resolve(destination, LinkKind::Link);
        out.push_str("<a href=\"");
        escape::url(out, &target.href);
        if let Some(name) = &target.download {
            out.push_str("\" download=\"");
            escape::attribute(out, name);
        }
        if !title.is_empty() {
            out.push_str("\" title=\"");
            escape::attribute(out, title);
        }
        out.push_str("\">");
    }

    /// Writes the start tag of a link to the cited document, if the citation can be resolved.
    pub(super) fn start_citation(&mut self, out: &mut String, cited: &CitedDocument) {
        let Some(address) = self.resolver.resolve_citation(cited) else { return };
        out.push_str("<a class=\"dan-chieu\" href=\"");
        escape::url(out, &address);
        out.push_str("\">");
        self.in_citation = true;
    }

    /// Writes the end tag of the open citation, if it has one.
    pub(super) fn end_citation(&mut self, out: &mut String) {
        if std::mem::take(&mut self.in_citation) {
            out.push_str("</a>");
        }
    }
}
