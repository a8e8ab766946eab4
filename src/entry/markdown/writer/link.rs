//! Links, pictures and citations: what of them is known before they are resolved, and how they are written then.
//!
//! The filter has already removed destinations that are not allowed; the addresses that the resolver
//! returns are percent-encoded where `CommonMark`'s examples are, and escaped.

use super::figure::UnresolvedImage;
use crate::entry::citation::CitedDocument;
use crate::entry::markdown::{LinkKind, LinkResolver, escape};

/// What is written once its destination is resolved.
#[derive(Debug)]
pub(in crate::entry::markdown) enum Gap {
    /// The start tag of a link.
    Link { destination: Box<str>, title: Box<str> },
    /// A picture.
    Image(Box<UnresolvedImage>),
    /// The start tag of a link to a cited document, if the citation can be resolved.
    CitationStart(Box<CitedDocument>),
    /// The end tag of the open citation, if it has a start tag.
    CitationEnd,
}

impl Gap {
    /// Writes it with the address that `resolver` returns; `in_citation` is whether a link to a cited document is open.
    pub(in crate::entry::markdown) fn write(
        &self,
        out: &mut String,
        resolver: &mut dyn LinkResolver,
        in_citation: &mut bool,
    ) {
        match self {
            Self::Link { destination, title } => start_link(out, resolver, destination, title),
            Self::Image(image) => {
                image.write(out, &resolver.resolve_link(&image.destination, LinkKind::Image));
            }
            Self::CitationStart(cited) => {
                let Some(address) = resolver.resolve_citation(cited) else { return };
                out.push_str("<a class=\"dan-chieu\" href=\"");
                escape::url(out, &address);
                out.push_str("\">");
                *in_citation = true;
            }
            Self::CitationEnd => {
                if std::mem::take(in_citation) {
                    out.push_str("</a>");
                }
            }
        }
    }
}

fn start_link(out: &mut String, resolver: &mut dyn LinkResolver, destination: &str, title: &str) {
    let target = resolver.resolve_link(destination, LinkKind::Link);
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
