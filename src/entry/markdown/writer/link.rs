//! Links, and the one place that asks where a destination leads.
//!
//! Which destinations may be asked for was decided by the reading; what the resolver returns is
//! written as it is, escaped.

use crate::entry::citation::Cited;
use crate::entry::markdown::{LinkKind, LinkResolver, LinkTarget, escape};

/// The resolver of a rendering.
pub(super) struct LinkWriter<'r> {
    resolver: &'r mut dyn LinkResolver,
    /// Whether a citation is open that leads somewhere.
    in_citation: bool,
}

impl<'r> LinkWriter<'r> {
    /// Makes links that lead where `resolver` says.
    pub(super) fn new(resolver: &'r mut dyn LinkResolver) -> Self {
        Self { resolver, in_citation: false }
    }

    /// Asks where `destination` leads.
    pub(super) fn resolve(&mut self, destination: &str, kind: LinkKind) -> LinkTarget {
        self.resolver.resolve_link(destination, kind)
    }

    /// Writes the opening tag of a link to `destination`.
    pub(super) fn start_link(&mut self, out: &mut String, destination: &str, title: &str) {
        let target = self.resolve(destination, LinkKind::Link);
        out.push_str("<a href=\"");
        escape::attribute(out, &target.href);
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
    /// Writes the opening tag of a link to the document that is cited, if it can be found.
    pub(super) fn start_citation(&mut self, out: &mut String, cited: &Cited) {
        let Some(address) = self.resolver.resolve_citation(cited) else { return };
        out.push_str("<a class=\"dan-chieu\" href=\"");
        escape::attribute(out, &address);
        out.push_str("\">");
        self.in_citation = true;
    }

    /// Writes the closing tag of the open citation, if it has one.
    pub(super) fn end_citation(&mut self, out: &mut String) {
        if std::mem::take(&mut self.in_citation) {
            out.push_str("</a>");
        }
    }
}
