//! Markdown: the only place that knows it.
//!
//! A body is read in four steps. `dialect` amends the text until `CommonMark` reads it as the
//! portal format does; `reading` turns the parser's events into those that may be shown;
//! `structure` finds the official form and gives ids to provisions; [`outline()`] and [`render`]
//! each walk that one stream, so they cannot see different links or ids.
//!
//! **Invariant.** Whatever the body holds, the HTML has no script, no style attribute, no event
//! handler and no address with a scheme but `http`, `https`, `mailto` and `tel`; tags are
//! balanced.
//!
//! **Invariant.** The links of an [`Outline`] are the calls that [`render`] makes to its
//! resolver, in order; so are its citations.
//!
//! **Left out on purpose.** Nothing is read from disk, and no address is judged: what a
//! destination leads to is the resolver's knowledge.

mod allow_list;
mod anchors;
mod citations;
mod deviations;
mod escape;
mod filter;
mod footnotes;
mod form;
mod outline;
mod parser;
mod plain_text;
mod preprocess;
mod provision;
mod raw_html;
mod sanitize;
mod scheme;
mod source_map;
mod spaced_names;
mod structure;
#[cfg(test)]
mod tests;
mod writer;

use std::ops::Range;

pub use outline::outline;
pub use writer::render;

use super::citation::Cited;
use crate::picture::Size;

/// The two constructs that lead to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A link that a reader follows.
    Link,
    /// A picture that the page shows.
    Image,
}

/// A destination that a body names, and where it names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination with its escapes and entities resolved, as the resolver gets it.
    pub destination: String,
    /// The bytes of the body that hold the destination, or the whole construct where it stands
    /// elsewhere (a reference) or is written otherwise (an escape, an entity).
    pub range: Range<usize>,
    /// Whether it is followed or shown.
    pub kind: LinkKind,
}

/// Something in a body that is shown otherwise than its author may think.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// A tag outside the allow-list, which is shown as text.
    DisallowedTag {
        /// The tag's name in lower case, such as `iframe` or `?xml`.
        name: String,
    },
    /// A link or picture with a scheme that is not allowed, which is shown as its text.
    DisallowedScheme {
        /// The destination with its escapes and entities resolved.
        destination: String,
    },
    /// A comment without an end, which is shown as text.
    UnclosedComment,
    /// A picture with nothing between its brackets, of which those who do not see it learn nothing.
    MissingAltText,
    /// Quotes, lists, emphasis or tags nested so deeply that the innermost are shown without
    /// their marks.
    NestingTooDeep,
    /// A line that would open a block of the official form, but no block has its name; it is shown
    /// as text.
    UnknownBlock {
        /// The name as written.
        name: String,
        /// The name that may be meant.
        suggestion: Option<&'static str>,
    },
    /// A block of the official form without an end, which is closed where it most likely ends.
    UnclosedBlock,
    /// A line that would close a block where none is open, which is shown as text.
    UnmatchedBlockEnd,
    /// A line in a block of the official form that can not stand there, such as a fence or a tag; it is shown as text.
    DisallowedInBlock,
    /// A line in a quote that would open a block of the official form, which none may hold; it is shown as text.
    BlockInQuote,
    /// A body on which the Markdown reader failed, so that [`render`] shows it as plain text.
    ParserFailed,
}

/// An oddity and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The bytes of the body that it is about.
    pub range: Range<usize>,
    /// What is odd.
    pub kind: RemarkKind,
}

/// What others may learn of a body without its HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Every link and picture in the order of the text, those with a refused scheme left out.
    pub links: Vec<Link>,
    /// The plain text of the first paragraph that is neither letterhead nor list, its white space
    /// collapsed; empty if there is none.
    pub first_paragraph: String,
    /// The ids that the rendered body offers: of headings and provisions, then of footnotes and
    /// their references.
    pub anchors: Vec<String>,
    /// The documents that its running text cites, in the order of the text.
    pub citations: Vec<Cited>,
    /// What is worth an advice, in the order of the text.
    pub remarks: Vec<Remark>,
}

/// Where a destination leads, as the resolver found it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkTarget {
    /// The address to write.
    pub href: String,
    /// The name under which a browser saves the file, for links to files.
    pub download: Option<String>,
    /// What is known of a picture.
    pub image: Option<ResponsiveImage>,
}

/// What is known of a picture that a body shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsiveImage {
    /// As it is seen.
    pub size: Size,
    /// The smaller ones, as an attribute names them; empty where there are none.
    pub srcset: String,
}

impl LinkTarget {
    /// Makes a target that is an address and nothing more.
    pub fn from_href(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

/// Tells where a body leads.
pub trait LinkResolver {
    /// Finds where a destination leads.
    fn resolve_link(&mut self, destination: &str, kind: LinkKind) -> LinkTarget;

    /// Finds the address of a cited document; nothing where the citation stays text.
    fn resolve_citation(&mut self, cited: &Cited) -> Option<String>;
}

/// A rendered body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderedBody {
    /// The body's elements, to stand under a page's `h1`.
    pub html: String,
    /// Its headings of levels 2 to 4, and articles with a short title that are written as
    /// paragraphs, for a table of contents.
    pub toc: Vec<Heading>,
}

/// A heading as a table of contents shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The level it has on the page, 2 to 4.
    pub level: u8,
    /// Its id, without the `#`.
    pub id: String,
    /// Its plain text.
    pub text: String,
}
