//! Pictures, and figures: pictures that are alone in their paragraph.
//!
//! Whether a picture is alone is known only when its paragraph ends; the paragraph is then replaced
//! by a figure. The text between the brackets is the alternative text; a title is the caption of a
//! figure.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::entry::markdown::{LinkTarget, ResponsiveImage, escape, plain_text};
use crate::picture::MEDIA_TYPE;

/// The `sizes` attribute: the displayed width, which browsers need before they have the style sheet. A text column on
/// desktops, the full width on phones.
const SIZES: &str = "(min-width: 50rem) 46rem, 100vw";

/// A picture whose alternative text is being collected.
struct OpenImage {
    target: LinkTarget,
    title: String,
    alt: String,
}

/// A paragraph whose end has not been reached.
struct OpenParagraph {
    /// The offset of its start in the HTML.
    start: usize,
    /// The last picture in it.
    image: Option<OpenImage>,
    /// Whether it contains anything besides one picture.
    has_other_content: bool,
}

/// The state of the open picture and the open paragraph.
#[derive(Default)]
pub(super) struct ImageWriter {
    open_image: Option<OpenImage>,
    paragraph: Option<OpenParagraph>,
}

impl ImageWriter {
    /// Observes each event before it is written; returns whether it is part of an alternative text.
    pub(super) fn observe(&mut self, event: &Event<'_>) -> bool {
        if let Some(image) = &mut self.open_image {
            plain_text::push_event(&mut image.alt, event);
            return !matches!(event, Event::End(TagEnd::Image));
        }
        if let Some(paragraph) = &mut self.paragraph {
            let is_image = matches!(event, Event::Start(Tag::Image { .. }));
            let is_end = matches!(event, Event::End(TagEnd::Paragraph));
            paragraph.has_other_content |= !is_end && (!is_image || paragraph.image.is_some());
        }
        false
    }

    /// Starts a picture; the events up to its end are its alternative text.
    pub(super) fn start_image(&mut self, target: LinkTarget, title: &str) {
        self.open_image = Some(OpenImage { target, title: title.to_owned(), alt: String::new() });
    }

    /// Ends the open picture and writes it as inline content.
    pub(super) fn end_image(&mut self, out: &mut String) {
        let Some(image) = self.open_image.take() else {
            return;
        };
        image.write(out, true);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.image = Some(image);
        }
    }

    /// Starts a paragraph at the end of `out`.
    pub(super) fn start_paragraph(&mut self, out: &str) {
        self.paragraph =
            Some(OpenParagraph { start: out.len(), image: None, has_other_content: false });
    }

    /// Ends the open paragraph, as a figure if it contains only a picture.
    pub(super) fn end_paragraph(&mut self, out: &mut String) {
        match self.paragraph.take() {
            Some(OpenParagraph { start, image: Some(image), has_other_content: false }) => {
                out.truncate(start);
                image.write_figure(out);
            }
            _ => out.push_str("</p>\n"),
        }
    }
}

impl OpenImage {
    fn write_figure(&self, out: &mut String) {
        out.push_str("<figure>\n");
        self.write(out, false);
        if !self.title.is_empty() {
            out.push_str("\n<figcaption>");
            escape::text(out, &self.title);
            out.push_str("</figcaption>");
        }
        out.push_str("\n</figure>\n");
    }

    fn write(&self, out: &mut String, with_title: bool) {
        let with_srcset = self.target.image.as_ref().filter(|image| !image.srcset.is_empty());
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
        escape::attribute(out, &self.target.href);
        out.push_str("\" alt=\"");
        escape::attribute(out, &plain_text::collapse_whitespace(&self.alt));
        if with_title && !self.title.is_empty() {
            out.push_str("\" title=\"");
            escape::attribute(out, &self.title);
        }
        if let Some(ResponsiveImage { size, .. }) = &self.target.image {
            let _ = write!(out, "\" width=\"{}\" height=\"{}", size.width, size.height);
        }
        out.push_str("\" loading=\"lazy\" decoding=\"async\">");
        if with_srcset.is_some() {
            out.push_str("</picture>");
        }
    }
}
