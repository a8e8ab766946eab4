//! Pictures, and figures: pictures that are alone in their paragraph.
//!
//! The text between the brackets is the alternative text; a title is the caption of a figure.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Writer;
use crate::entry::markdown::blocks::Inlines;
use crate::entry::markdown::gap::{Gap, UnresolvedImage};
use crate::entry::markdown::{escape, inlines};

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
