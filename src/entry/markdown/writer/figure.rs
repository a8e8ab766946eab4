//! Pictures, and figures: pictures that are alone in their paragraph.
//!
//! The text between the brackets is the alternative text; a title is the caption of a figure.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Writer;
use crate::entry::markdown::blocks::Inlines;
use crate::entry::markdown::writer::link::Gap;
use crate::entry::markdown::{LinkTarget, ResponsiveImage, escape, inlines};
use crate::picture::MEDIA_TYPE;

/// The `sizes` attribute: the displayed width, which browsers need before they have the style sheet. A text column on
/// desktops, the full width on phones.
const SIZES: &str = "(min-width: 50rem) 46rem, 100vw";

/// A picture without its address.
#[derive(Debug)]
pub(in crate::entry::markdown) struct UnresolvedImage {
    pub(super) destination: Box<str>,
    title: Box<str>,
    /// The alternative text.
    pub(super) alt: String,
    /// Whether its title is the caption of a figure.
    is_figure: bool,
}

/// Returns whether content is one picture and nothing else.
pub(super) fn is_figure(content: &Inlines<'_>) -> bool {
    let is_end = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Image));
    matches!(content.first(), Some((Event::Start(Tag::Image { .. }), _)))
        && content.iter().position(|(event, _)| is_end(event)) == Some(content.len() - 1)
}

impl Writer {
    /// Writes a paragraph that is a figure.
    pub(super) fn write_figure(&mut self, content: &Inlines<'_>) {
        let Some((Event::Start(Tag::Image { dest_url, title, .. }), _)) = content.first() else {
            return;
        };
        let mut image = UnresolvedImage::new(dest_url, title, true);
        content.iter().for_each(|(event, _)| inlines::push_text(&mut image.alt, event));
        self.out.push_str("<figure>\n");
        self.push_gap(Gap::Image(Box::new(image)));
        if !title.is_empty() {
            self.out.push_str("\n<figcaption>");
            escape::text(&mut self.out, title);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("\n</figure>\n");
    }
}

impl UnresolvedImage {
    /// Starts a picture without alternative text.
    pub(super) fn new(destination: &str, title: &str, is_figure: bool) -> Self {
        Self { destination: destination.into(), title: title.into(), alt: String::new(), is_figure }
    }

    /// Writes the picture, with its title unless that is a caption.
    pub(super) fn write(&self, out: &mut String, target: &LinkTarget) {
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
