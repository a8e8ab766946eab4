//! Parsing and rendering of Markdown bodies; the only module that uses a Markdown parser.
//!
//! A body is processed in these steps. `preprocess` edits the text where `CommonMark` would parse it
//! in another way than the portal format requires; `filter` reduces the parser's events to those
//! that are safe to show; `tree` makes `blocks` of them. Passes transform the blocks: `form`
//! recognises the official form, `units` puts every unit of an official text into a block of its
//! own, `autolinks` makes links of bare addresses, `provision` assigns ids. `document` runs them all.
//! [`outline()`] and [`prepare`] read the result, with the `citations` in its text, so they cannot
//! disagree about links or ids; [`read`] is both. A [`PreparedBody`] lacks only the links.
//!
//! **Invariant.** Whatever the body contains, the HTML has no script, no style attribute, no event
//! handler, and no URL with a scheme other than `http`, `https`, `mailto` and `tel`; its tags are
//! balanced.
//!
//! **Invariant.** The links of an [`Outline`] are exactly the calls that [`render`] makes to its
//! resolver, in the same order; so are its citations.
//!
//! **Left out on purpose.** Nothing is read from disk and no destination is checked: only the
//! resolver decides what a destination refers to.

mod allow_list;
mod autolinks;
mod blocks;
mod citations;
mod deviations;
mod document;
pub(crate) mod escape;
mod features;
mod filter;
mod footnotes;
mod form;
mod gap;
mod inlines;
mod outline;
mod parser;
mod prepared;
mod preprocess;
mod provision;
mod quotations;
mod raw_html;
mod sanitize;
mod scheme;
mod source_map;
mod spaced_names;
mod table_columns;
#[cfg(test)]
mod tests;
mod tree;
mod units;
mod writer;

use std::ops::Range;

pub use features::{BodyFeature, BodyFeatureKind, features};
pub use outline::{outline, read};
pub use prepared::PreparedBody;
pub use writer::{prepare, release_languages, render};

use super::citation::CitedDocument;
use crate::picture::Size;

/// The two constructs that refer to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A link that the reader follows.
    Link,
    /// A picture embedded in the page.
    Image,
}

/// A link or picture destination in a body, and its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The destination with escapes and entities resolved, as it is passed to the resolver.
    pub destination: String,
    /// The byte range of the destination in the body, or of the whole construct where the
    /// destination is elsewhere (a reference) or spelt differently (an escape, an entity).
    pub range: Range<usize>,
    /// Whether it is a link or a picture.
    pub kind: LinkKind,
}

/// A construct in a body that may not be rendered as its author expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// A tag outside the allow-list, which is rendered as text.
    DisallowedTag {
        /// The tag name in lower case, such as `iframe` or `?xml`.
        name: String,
    },
    /// A link or picture with a disallowed scheme, of which only the text is rendered.
    DisallowedScheme {
        /// The destination with escapes and entities resolved.
        destination: String,
    },
    /// A comment without an end, which is rendered as text.
    UnclosedComment,
    /// An inline tag that is open at the end of its block, where it is closed.
    UnclosedTag {
        /// The tag name.
        name: String,
    },
    /// An entity of a character that acts on what shows the text, which is left out.
    HiddenCharacter(char),
    /// A heading without text, which is left out.
    EmptyHeading,
    /// A line that begins with the mark of a unit (`2.`, `Điều 5.`) after a line that does not end a sentence.
    DoubtfulLine {
        /// Whether it is rendered as a block of its own rather than as the rest of the line before.
        begins: bool,
    },
    /// A picture with empty brackets, hence no alternative text for readers who cannot see it.
    MissingAltText,
    /// Quotes, lists, emphasis or tags nested so deeply that the innermost are rendered as their
    /// content only.
    NestingTooDeep,
    /// A line that would open a block of the official form, but with an unknown name; it is
    /// rendered as text.
    UnknownBlock {
        /// The name as written.
        name: String,
        /// The known name closest to it.
        suggestion: Option<&'static str>,
    },
    /// A block of the official form without an end, which is closed at its most likely end.
    UnclosedBlock,
    /// A line that would close a block where none is open, which is rendered as text.
    UnmatchedBlockEnd,
    /// A line in a block of the official form that is not allowed there, such as a code fence or a tag; it is rendered
    /// as text.
    DisallowedInBlock,
    /// A line in a quote that would open a block of the official form, which quotes cannot contain; it is rendered as
    /// text.
    BlockInQuote,
    /// A body on which the Markdown parser failed, so that [`prepare`] outputs it as plain text.
    ParserFailed,
}

/// A remark on a body, with its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The byte range of the body that it concerns.
    pub range: Range<usize>,
    /// What the remark is about.
    pub kind: RemarkKind,
}

/// The facts extracted from a body without rendering it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Every link and picture in document order, except those with a disallowed scheme.
    pub links: Vec<Link>,
    /// The plain text of the first paragraph outside letterheads and lists, with white space
    /// collapsed; empty if there is none.
    pub first_paragraph: String,
    /// The ids present in the rendered body: of headings and provisions, then of footnotes and
    /// their references.
    pub anchors: Vec<String>,
    /// The documents cited in running text, in document order.
    pub citations: Vec<CitedDocument>,
    /// The remarks on the body, in document order.
    pub remarks: Vec<Remark>,
}

/// A resolved destination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkTarget {
    /// The address to write.
    pub href: String,
    /// The `download` file name, for links to files.
    pub download: Option<String>,
    /// The size and smaller renditions of a picture, if known.
    pub image: Option<ResponsiveImage>,
}

/// The size of an embedded picture and its smaller renditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponsiveImage {
    /// The displayed size in pixels.
    pub size: Size,
    /// The smaller renditions as the value of a `srcset` attribute; empty if there are none.
    pub srcset: String,
}

impl LinkTarget {
    /// Creates a target that has only an address.
    pub fn from_href(href: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::default() }
    }
}

/// Resolves the destinations and citations of a body.
pub trait LinkResolver {
    /// Resolves the destination of a link or picture.
    fn resolve_link(&mut self, destination: &str, kind: LinkKind) -> LinkTarget;

    /// Returns the address of a cited document, or nothing if the citation is to remain text.
    fn resolve_citation(&mut self, cited: &CitedDocument) -> Option<String>;
}

/// A rendered body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderedBody {
    /// The elements of the body, to be placed below the page's `h1`.
    pub html: String,
    /// The table of contents: headings of levels 2 to 4, and articles written as paragraphs that
    /// have a short title.
    pub toc: Vec<Heading>,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its level on the page, 2 to 4.
    pub level: u8,
    /// Its id, without the `#`.
    pub id: String,
    /// Its plain text.
    pub text: String,
}
