//! Links, pictures and citations: what of them is known before they are resolved, and how they are written then.
//!
//! The filter has already removed destinations that are not allowed; the addresses that the resolver
//! returns are percent-encoded where `CommonMark`'s examples are, and escaped.

use std::fmt::Write as _;

use super::{LinkKind, LinkResolver, LinkTarget, ResponsiveImage, escape, inlines};
use crate::entry::citation::CitedDocument;
use crate::picture::MEDIA_TYPE;

/// The `sizes` attribute: the displayed width, which browsers need before they have the style sheet. A text column on
/// desktops, the full width on phones.
const SIZES: &str = "(min-width: 50rem) 46rem, 100vw";

/// A picture without its address.
#[derive(Debug)]
pub(super) struct UnresolvedImage {
    destination: Box<str>,
    title: Box<str>,
    /// The alternative text.
    pub(super) alt: String,
    /// Whether its title is the caption of a figure.
    is_figure: bool,
}

/// What is written once its destination is resolved.
#[derive(Debug)]
pub(super) enum Gap {
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
    pub(super) fn write(
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

impl UnresolvedImage {
    /// Starts a picture without alternative text.
    pub(super) fn new(destination: &str, title: &str, is_figure: bool) -> Self {
        Self { destination: destination.into(), title: title.into(), alt: String::new(), is_figure }
    }

    /// Writes the picture, with its title unless that is a caption.
    fn write(&self, out: &mut String, target: &LinkTarget) {
        let with_srcset = target.image.as_ref().filter(|image| !image.srcset.is_empty());
        if let Some(image) = with_srcset {
            out.push_str("<picture><source type=\"");
            out.push_str(MEDIA_TYPE);
            out.push_str("\" srcset=\"");
            escape::attribute(out, &image.srcset);
            out.push_str("\" sizes=\"");
            out.push_str(SIZES);
            out.push_str("\">");
        }
        out.push_str("<img src=\"");
        escape::url(out, &target.href);
        out.push_str("\" alt=\"");
        escape::attribute(out, &inlines::collapse_whitespace(&self.alt));
        if !self.is_figure && !self.title.is_empty() {
            out.push_str("\" title=\"");
            escape::attribute(out, &self.title);
        }
        if let Some(ResponsiveImage { size, .. }) = &target.image {
            let _ = write!(out, "\" width=\"{}\" height=\"{}", size.width, size.height);
        }
        out.push_str("\" loading=\"lazy\" decoding=\"async\">");
        if with_srcset.is_some() {
            out.push_str("</picture>");
        }
    }
}
