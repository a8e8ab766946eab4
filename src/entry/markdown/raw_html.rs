//! Rewrites raw HTML in a body: tags on the allow-list are re-serialised, all other markup becomes
//! text.
//!
//! An allowed tag is never copied but written from the allow-list, and every other `<` is escaped.
//! So this parser need not agree with browsers about broken HTML: its output is unambiguous.
//!
//! **Invariant.** The cost is linear: the end of a tag is searched within [`MAX_TAG_BYTES`], and
//! the end of an unclosed comment is searched once.

use std::ops::Range;

use super::RemarkKind;
use super::allow_list::{self, AllowedElement, EndTag};
use super::escape;

/// Maximum length of a tag; a longer one is text.
const MAX_TAG_BYTES: usize = 2048;
/// Maximum number of open elements; html5ever walks all of them at some tags.
const MAX_OPEN_ELEMENTS: usize = 100;

/// The start tag of the element that lets a wide table scroll on a narrow screen.
pub(super) const TABLE_WRAPPER: &str =
    "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">";

/// Rewrites the raw HTML of one body, fragment by fragment.
#[derive(Default)]
pub(super) struct RawHtmlRewriter {
    /// The number of elements that require an end tag and have not got it yet.
    open_elements: usize,
    /// For each open table, whether it has a scroll wrapper.
    tables: Vec<bool>,
    /// Whether any tag was written.
    has_tags: bool,
}

/// A fragment of raw HTML that is being rewritten.
struct RewriteState<'t> {
    raw: &'t str,
    out: String,
    remarks: Vec<(Range<usize>, RemarkKind)>,
    /// Whether the rest is known to contain no end of a comment.
    no_more_comment_ends: bool,
}

/// A tag as the author wrote it.
struct RawTag<'t> {
    name: String,
    is_end_tag: bool,
    attributes: &'t str,
    len: usize,
}

impl RawHtmlRewriter {
    /// Returns whether a tag was written, so that the tags of the body may be unbalanced.
    pub(super) fn has_written_tags(&self) -> bool {
        self.has_tags
    }

    /// Rewrites `raw`; returns the HTML and the remarks, with ranges in `raw`.
    pub(super) fn rewrite(&mut self, raw: &str) -> (String, Vec<(Range<usize>, RemarkKind)>) {
        let out = String::with_capacity(raw.len());
        let mut state = RewriteState { raw, out, remarks: Vec::new(), no_more_comment_ends: false };
        let mut offset = 0;
        while let Some(text_len) = raw[offset..].find('<') {
            state.out.push_str(&raw[offset..offset + text_len]);
            offset += text_len;
            offset += self.rewrite_at(&mut state, offset);
        }
        state.out.push_str(&raw[offset..]);
        (state.out, state.remarks)
    }

    /// Rewrites the construct that starts with the `<` at `at`, and returns its length.
    fn rewrite_at(&mut self, state: &mut RewriteState<'_>, at: usize) -> usize {
        let rest = &state.raw[at..];
        if rest.starts_with("<!--") {
            return state.rewrite_comment(at);
        }
        let Some(tag) = RawTag::parse(rest) else {
            state.out.push_str("&lt;");
            return 1;
        };
        match allow_list::allowed_element(&tag.name) {
            Some(element) if tag.is_end_tag => self.write_end_tag(state, element),
            Some(_) if self.open_elements >= MAX_OPEN_ELEMENTS => {
                state.escape_tag(at, &tag, RemarkKind::NestingTooDeep);
            }
            Some(element) => self.write_start_tag(state, element, &tag),
            None => {
                let kind = RemarkKind::DisallowedTag { name: tag.name.clone() };
                state.escape_tag(at, &tag, kind);
            }
        }
        tag.len
    }

    fn write_start_tag(
        &mut self,
        state: &mut RewriteState<'_>,
        element: AllowedElement,
        tag: &RawTag<'_>,
    ) {
        self.has_tags = true;
        let mut start_tag = String::new();
        let has_class = element.write_start_tag(&mut start_tag, RawAttributes(tag.attributes));
        if element.name == "table" {
            // A letterhead set as a table has a class and never needs to scroll.
            self.tables.push(!has_class);
            if !has_class {
                state.out.push_str(TABLE_WRAPPER);
            }
        }
        state.out.push_str(&start_tag);
        if element.end_tag == EndTag::Required {
            self.open_elements += 1;
        }
    }

    fn write_end_tag(&mut self, state: &mut RewriteState<'_>, element: AllowedElement) {
        self.has_tags = true;
        if element.end_tag == EndTag::Void {
            // Every browser takes `</br>` for a line break.
            state.out.push_str(if element.name == "br" { "<br>" } else { "" });
            return;
        }
        state.out.push_str("</");
        state.out.push_str(element.name);
        state.out.push('>');
        if element.end_tag == EndTag::Required {
            self.open_elements = self.open_elements.saturating_sub(1);
        }
        if element.name == "table" && self.tables.pop() == Some(true) {
            state.out.push_str("</div>");
        }
    }
}

impl RewriteState<'_> {
    /// Drops the comment at `at`, or escapes its opening if it has no end; returns the length.
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

    fn escape_tag(&mut self, at: usize, tag: &RawTag<'_>, kind: RemarkKind) {
        let range = at..at + tag.len;
        escape::text(&mut self.out, &self.raw[range.clone()]);
        // One remark for a pair of tags is enough.
        if !tag.is_end_tag {
            self.remarks.push((range, kind));
        }
    }
}

impl<'t> RawTag<'t> {
    /// Parses the tag, declaration or processing instruction at the start of `text`.
    fn parse(text: &'t str) -> Option<Self> {
        let is_end_tag = text.starts_with("</");
        let name_at = if is_end_tag { 2 } else { 1 };
        let first = *text.as_bytes().get(name_at)?;
        let is_tag = first.is_ascii_alphabetic();
        if !is_tag && (is_end_tag || !matches!(first, b'!' | b'?')) {
            return None;
        }
        let end = find_tag_end(text)?;
        let inside = &text[name_at..end];
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_');
        let name_len = 1 + inside.bytes().skip(1).take_while(is_name).count();
        let name = inside[..name_len].to_ascii_lowercase();
        let attributes = &inside[name_len..];
        Some(Self { name, is_end_tag, attributes, len: end + 1 })
    }
}

/// Returns the position of the `>` that ends the tag at the start of `text`.
fn find_tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG_BYTES).skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            // A quote that does not start a value is stray, and does not hide the end of the tag.
            (None, b'"' | b'\'') if text[..at].trim_ascii_end().ends_with('=') => {
                quote = Some(byte);
            }
            (None, _) => {}
        }
    }
    None
}

/// The attributes of a tag: pairs of name and raw value, the value without its quotes.
struct RawAttributes<'t>(&'t str);

impl<'t> Iterator for RawAttributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if text.is_empty() {
            return None;
        }
        // The first byte is part of the name even if it is `=`, so that each step makes progress.
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
