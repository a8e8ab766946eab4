//! Raw HTML in a body: what the allow-list knows is written anew, all else becomes text.
//!
//! A tag that passes is never copied but written from the list, and every other `<` is escaped.
//! So this room need not read broken HTML the way a browser does: no two readings of its output
//! are possible.
//!
//! **Invariant.** The cost is linear: a tag is looked for within [`MAX_TAG`] bytes, and what has
//! no end is looked for once.

use std::ops::Range;

use super::RemarkKind;
use super::allow_list::{self, AllowedElement, EndTag};
use super::escape;

/// A tag longer than this is text.
const MAX_TAG_BYTES: usize = 2048;
/// As many tags may be open at once; html5ever walks all open elements at some tags.
const MAX_OPEN_ELEMENTS: usize = 100;

/// The element that lets a wide table scroll on a narrow screen.
pub(super) const TABLE_WRAPPER: &str =
    "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">";

/// What is known of the raw HTML of a body so far.
#[derive(Default)]
pub(super) struct RawHtmlRewriter {
    /// Elements that wait for their closing tag.
    open_elements: usize,
    /// For each open table, whether it was wrapped for scrolling.
    tables: Vec<bool>,
    /// Whether any tag has passed.
    has_tags: bool,
}

/// A stretch of raw HTML while it is rewritten.
struct RewriteState<'t> {
    raw: &'t str,
    out: String,
    remarks: Vec<(Range<usize>, RemarkKind)>,
    /// Whether it is known that no comment ends behind this point.
    no_more_comment_ends: bool,
}

/// A tag as it was written.
struct RawTag<'t> {
    name: String,
    is_end_tag: bool,
    attributes: &'t str,
    len: usize,
}

impl RawHtmlRewriter {
    /// Tells whether a tag has passed, so that the body's tags may not be balanced.
    pub(super) fn has_written_tags(&self) -> bool {
        self.has_tags
    }

    /// Rewrites `raw`, and tells what in it was odd.
    pub(super) fn rewrite(&mut self, raw: &str) -> (String, Vec<(Range<usize>, RemarkKind)>) {
        let out = String::with_capacity(raw.len());
        let mut work = RewriteState { raw, out, remarks: Vec::new(), no_more_comment_ends: false };
        let mut at = 0;
        while let Some(mark) = raw[at..].find('<') {
            work.out.push_str(&raw[at..at + mark]);
            at += mark;
            at += self.rewrite_at(&mut work, at);
        }
        work.out.push_str(&raw[at..]);
        (work.out, work.remarks)
    }

    /// Rewrites what begins with the `<` at `at`, and returns its length.
    fn rewrite_at(&mut self, work: &mut RewriteState<'_>, at: usize) -> usize {
        let rest = &work.raw[at..];
        if rest.starts_with("<!--") {
            return work.rewrite_comment(at);
        }
        let Some(tag) = RawTag::parse(rest) else {
            work.out.push_str("&lt;");
            return 1;
        };
        match allow_list::allowed_element(&tag.name) {
            Some(element) if tag.is_end_tag => self.write_end_tag(work, element),
            Some(_) if self.open_elements >= MAX_OPEN_ELEMENTS => {
                work.escape_tag(at, &tag, RemarkKind::NestingTooDeep)
            }
            Some(element) => self.write_start_tag(work, element, &tag),
            None => {
                let oddity = RemarkKind::DisallowedTag { name: tag.name.clone() };
                work.escape_tag(at, &tag, oddity);
            }
        }
        tag.len
    }

    fn write_start_tag(
        &mut self,
        work: &mut RewriteState<'_>,
        element: AllowedElement,
        tag: &RawTag<'_>,
    ) {
        self.has_tags = true;
        let mut written = String::new();
        let has_class = element.write_start_tag(&mut written, RawAttributes(tag.attributes));
        if element.name == "table" {
            // A letterhead set as a table has a class and never needs to scroll.
            self.tables.push(!has_class);
            if !has_class {
                work.out.push_str(TABLE_WRAPPER);
            }
        }
        work.out.push_str(&written);
        if element.end_tag == EndTag::Required {
            self.open_elements += 1;
        }
    }

    fn write_end_tag(&mut self, work: &mut RewriteState<'_>, element: AllowedElement) {
        self.has_tags = true;
        if element.end_tag == EndTag::Void {
            // `</br>` is a line break to every browser.
            work.out.push_str(if element.name == "br" { "<br>" } else { "" });
            return;
        }
        work.out.push_str("</");
        work.out.push_str(element.name);
        work.out.push('>');
        if element.end_tag == EndTag::Required {
            self.open_elements = self.open_elements.saturating_sub(1);
        }
        if element.name == "table" && self.tables.pop() == Some(true) {
            work.out.push_str("</div>");
        }
    }
}

impl RewriteState<'_> {
    /// Drops the comment at `at`, or shows its mark if it has no end, and returns the length.
    fn rewrite_comment(&mut self, at: usize) -> usize {
        let end = if self.no_more_comment_ends { None } else { self.raw[at + 2..].find("-->") };
        if let Some(end) = end {
            return 2 + end + "-->".len();
        }
        if !self.no_more_comment_ends {
            self.remarks.push((at..at + "<!--".len(), RemarkKind::UnclosedComment));
        }
        self.no_more_comment_ends = true;
        self.out.push_str("&lt;!--");
        "<!--".len()
    }

    fn escape_tag(&mut self, at: usize, tag: &RawTag<'_>, oddity: RemarkKind) {
        let range = at..at + tag.len;
        escape::text(&mut self.out, &self.raw[range.clone()]);
        // One remark for a pair of tags is enough.
        if !tag.is_end_tag {
            self.remarks.push((range, oddity));
        }
    }
}

impl<'t> RawTag<'t> {
    /// Reads the tag, declaration or instruction that `text` begins with.
    fn parse(text: &'t str) -> Option<Self> {
        let closing = text.starts_with("</");
        let name_at = if closing { 2 } else { 1 };
        let first = *text.as_bytes().get(name_at)?;
        let is_tag = first.is_ascii_alphabetic();
        if !is_tag && (closing || !matches!(first, b'!' | b'?')) {
            return None;
        }
        let end = find_tag_end(text)?;
        let inside = &text[name_at..end];
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_');
        let name_len = 1 + inside.bytes().skip(1).take_while(is_name).count();
        let name = inside[..name_len].to_ascii_lowercase();
        let attributes = &inside[name_len..];
        Some(Self { name, is_end_tag: closing, attributes, len: end + 1 })
    }
}

/// Returns where the `>` stands that ends the tag at the begin of `text`.
fn find_tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG_BYTES).skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            // A quote that is not a value's is a stray one, and does not hide the end of the tag.
            (None, b'"' | b'\'') if text[..at].trim_ascii_end().ends_with('=') => {
                quote = Some(byte);
            }
            (None, _) => {}
        }
    }
    None
}

/// The attributes of a tag: pairs of name and value as written, the value without its quotes.
struct RawAttributes<'t>(&'t str);

impl<'t> Iterator for RawAttributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if text.is_empty() {
            return None;
        }
        // The first byte is part of the name even if it is `=`, so that each step moves on.
        let first = text.chars().next().map_or(0, char::len_utf8);
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/');
        let name_len = first + text[first..].find(is_end).unwrap_or(text.len() - first);
        let (name, rest) = text.split_at(name_len);
        let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
            self.0 = rest;
            return Some((name, ""));
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest) = match quote.and_then(|quote| value[1..].split_once(quote)) {
            Some(parts) => parts,
            None => {
                value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len()))
            }
        };
        self.0 = rest;
        Some((name, value))
    }
}
