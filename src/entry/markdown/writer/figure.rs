//! Pictures, and figures: pictures that are alone in their paragraph.
//!
//! Whether a picture is alone is known only when its paragraph ends, so the paragraph's begin is
//! remembered and written anew. What stands between the brackets is the text for those who do not
//! see the picture; a title is the caption of a figure.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::entry::markdown::{LinkTarget, ResponsiveImage, escape, plain_text};
use crate::picture::MEDIA_TYPE;

/// How wide a picture stands on the page, for a browser that has not seen its styles yet: a column on a desk, the
/// whole of a phone.
const SIZES: &str = "(min-width: 50rem) 46rem, 100vw";

/// A picture as it will be written.
struct OpenImage {
    target: LinkTarget,
    title: String,
    alt: String,
}

/// A paragraph whose end has not come yet.
struct OpenParagraph {
    /// Where it begins in the HTML.
    start: usize,
    /// The picture that is all it holds so far.
    image: Option<OpenImage>,
    /// Whether it holds anything else.
    has_other_content: bool,
}

/// The picture and the paragraph that are open.
#[derive(Default)]
pub(super) struct ImageWriter {
    open_image: Option<OpenImage>,
    paragraph: Option<OpenParagraph>,
}

impl ImageWriter {
    /// Sees each event before it is written, and tells whether it is part of a picture's text.
    pub(super) fn observe(&mut self, event: &Event<'_>) -> bool {
        if let Some(picture) = &mut self.open_image {
            plain_text::push_event(&mut picture.alt, event);
            return !matches!(event, Event::End(TagEnd::Image));
        }
        if let Some(paragraph) = &mut self.paragraph {
            let is_first_picture = matches!(event, Event::Start(Tag::Image { .. }));
            let is_end = matches!(event, Event::End(TagEnd::Paragraph));
            paragraph.has_other_content |=
                !is_end && (!is_first_picture || paragraph.image.is_some());
        }
        false
    }

    /// Begins a picture; the events up to its end are its text.
    pub(super) fn start_image(&mut self, target: LinkTarget, title: &str) {
        self.open_image = Some(OpenImage { target, title: title.to_owned(), alt: String::new() });
    }

    /// Ends the open picture and writes it as part of a line.
    pub(super) fn end_image(&mut self, out: &mut String) {
        let Some(picture) = self.open_image.take() else {
            return;
        };
        picture.write(out, true);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.image = Some(picture);
        }
    }

    /// Begins a paragraph at the end of `out`.
    pub(super) fn start_paragraph(&mut self, out: &str) {
        self.paragraph =
            Some(OpenParagraph { start: out.len(), image: None, has_other_content: false });
    }

    /// Ends the open paragraph, as a figure if all it holds is a picture.
    pub(super) fn end_paragraph(&mut self, out: &mut String) {
        match self.paragraph.take() {
            Some(OpenParagraph { start, image: Some(picture), has_other_content: false }) => {
                out.truncate(start);
                picture.write_figure(out);
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
        let offered = self.target.image.as_ref().filter(|shown| !shown.srcset.is_empty());
        if let Some(shown) = offered {
            out.push_str("<picture><source type=\"");
            out.push_str(MEDIA_TYPE);
            out.push_str("\" srcset=\"");
            escape::attribute(out, &shown.srcset);
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
        if offered.is_some() {
            out.push_str("</picture>");
        }
    }
}
