//! A body that is rendered except for its links, whose addresses only the library knows.
//!
//! Reading an entry parses its body; so that rendering it need not parse it again, the HTML is kept with gaps where
//! links, pictures and citations are to be written.
//!
//! **Invariant.** The resolver is called in document order, with footnotes last, though they may be written in another.

use super::gap::Gap;
use super::{Heading, LinkResolver, RenderedBody, sanitize};

/// The character at each gap: HTML that ends in a gap neither is empty nor ends in white space.
pub(super) const GAP_MARK: char = '#';

/// A body rendered except for its links.
#[derive(Debug, Default)]
pub struct PreparedBody {
    pub(super) html: String,
    /// What belongs at offsets of the HTML in place of a [`GAP_MARK`], in document order.
    pub(super) gaps: Vec<(usize, Gap)>,
    pub(super) toc: Vec<Heading>,
    /// Whether raw HTML is part of it, so that its tags may be unbalanced.
    pub(super) has_raw_html: bool,
}

impl PreparedBody {
    /// Writes the links, calling `resolver` for each destination and citation.
    pub fn resolve(&self, resolver: &mut dyn LinkResolver) -> RenderedBody {
        let mut in_citation = false;
        let write = |(offset, gap): &(usize, Gap)| {
            let mut written = String::new();
            gap.write(&mut written, resolver, &mut in_citation);
            (*offset, written)
        };
        let mut links: Vec<(usize, String)> = self.gaps.iter().map(write).collect();
        links.sort_by_key(|(offset, _)| *offset);
        let length = self.html.len() + links.iter().map(|(_, link)| link.len()).sum::<usize>();
        let mut html = String::with_capacity(length);
        let mut from = 0;
        for (offset, link) in links {
            html.push_str(&self.html[from..offset]);
            html.push_str(&link);
            from = offset + GAP_MARK.len_utf8();
        }
        html.push_str(&self.html[from..]);
        if self.has_raw_html {
            html = sanitize::sanitize(&html);
        }
        RenderedBody { html, toc: self.toc.clone() }
    }

    /// Gives back the room for what was not written.
    pub fn shrink_to_fit(&mut self) {
        self.html.shrink_to_fit();
        self.gaps.shrink_to_fit();
        self.toc.shrink_to_fit();
    }

    /// Estimates the memory that it takes, in bytes.
    pub fn size(&self) -> usize {
        /// A gap with a citation or a destination, or a heading.
        const PART_BYTES: usize = 256;
        self.html.capacity() + PART_BYTES * (self.gaps.len() + self.toc.len())
    }
}
