//! Rewrites raw HTML in a body: tags on the allow-list are re-serialised, all other markup becomes
//! text.
//!
//! An allowed tag is never copied but written from the allow-list, and everything else becomes text,
//! which the writer escapes. So this parser need not agree with browsers about broken HTML: its
//! output is unambiguous.
//!
//! **Invariant.** The cost is linear: the end of a tag is searched within [`MAX_TAG_BYTES`], and
//! the end of an unclosed comment is searched once.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

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

/// A part of rewritten HTML.
pub(super) enum HtmlPiece<'t> {
    /// A tag written from the allow-list.
    Tag {
        html: String,
        /// Whether the element is part of a line of text.
        is_inline: bool,
    },
    /// Text, with entities decoded.
    Text(Cow<'t, str>),
    /// Markup that is rendered as text, escaped.
    Literal(String),
}

/// What a fragment became: its pieces and the remarks, with their ranges in it.
type Rewritten<'t> = (Vec<(HtmlPiece<'t>, Range<usize>)>, Vec<(Range<usize>, RemarkKind)>);

/// A fragment of raw HTML that is being rewritten.
struct RewriteState<'t> {
    raw: &'t str,
    pieces: Vec<(HtmlPiece<'t>, Range<usize>)>,
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

    /// Rewrites `raw`.
    pub(super) fn rewrite<'t>(&mut self, raw: &'t str) -> Rewritten<'t> {
        let mut state = RewriteState {
            raw,
            pieces: Vec::new(),
            remarks: Vec::new(),
            no_more_comment_ends: false,
        };
        let mut offset = 0;
        while let Some(text_len) = raw[offset..].find('<') {
            state.push_text(offset..offset + text_len);
            offset += text_len;
            offset += self.rewrite_at(&mut state, offset);
        }
        state.push_text(offset..raw.len());
        (state.pieces, state.remarks)
    }

    /// Rewrites the construct that starts with the `<` at `at`, and returns its length.
    fn rewrite_at(&mut self, state: &mut RewriteState<'_>, at: usize) -> usize {
        let rest = &state.raw[at..];
        if rest.starts_with("<!--") {
            return state.rewrite_comment(at);
        }
        let Some(tag) = RawTag::parse(rest) else {
            state.push_text(at..at + 1);
            return 1;
        };
        match allow_list::allowed_element(&tag.name) {
            Some(element) if tag.is_end_tag => self.write_end_tag(state, element, at..at + tag.len),
            Some(_) if self.open_elements >= MAX_OPEN_ELEMENTS => {
                state.reject_tag(at, &tag, RemarkKind::NestingTooDeep);
            }
            Some(element) => self.write_start_tag(state, element, &tag, at),
            None => {
                let kind = RemarkKind::DisallowedTag { name: tag.name.clone() };
                state.reject_tag(at, &tag, kind);
            }
        }
        tag.len
    }

    fn write_start_tag(
        &mut self,
        state: &mut RewriteState<'_>,
        element: AllowedElement,
        tag: &RawTag<'_>,
        at: usize,
    ) {
        self.has_tags = true;
        let mut html = String::new();
        let has_class = element.write_start_tag(&mut html, RawAttributes(tag.attributes));
        if element.name == "table" {
            // A letterhead set as a table has a class and never needs to scroll.
            self.tables.push(!has_class);
            if !has_class {
                html.insert_str(0, TABLE_WRAPPER);
            }
        }
        state.push_tag(html, element, at..at + tag.len);
        if element.end_tag == EndTag::Required {
            self.open_elements += 1;
        }
    }

    fn write_end_tag(
        &mut self,
        state: &mut RewriteState<'_>,
        element: AllowedElement,
        range: Range<usize>,
    ) {
        self.has_tags = true;
        if element.end_tag == EndTag::Void {
            // Every browser takes `</br>` for a line break.
            if element.name == "br" {
                state.push_tag("<br>".to_owned(), element, range);
            }
            return;
        }
        let mut html = format!("</{}>", element.name);
        if element.end_tag == EndTag::Required {
            self.open_elements = self.open_elements.saturating_sub(1);
        }
        if element.name == "table" && self.tables.pop() == Some(true) {
            html.push_str("</div>");
        }
        state.push_tag(html, element, range);
    }
}

impl RewriteState<'_> {
    fn push_tag(&mut self, html: String, element: AllowedElement, range: Range<usize>) {
        self.pieces.push((HtmlPiece::Tag { html, is_inline: element.is_inline() }, range));
    }

    /// Adds text; what follows other text is joined with it, since each bracket without a tag is a piece of text.
    fn push_text(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let text = decode_entities(&self.raw[range.clone()]);
        if let Some((HtmlPiece::Text(Cow::Borrowed(before)), before_range)) = self.pieces.last_mut()
            && matches!(text, Cow::Borrowed(_))
            && before_range.end == range.start
        {
            before_range.end = range.end;
            *before = &self.raw[before_range.clone()];
            return;
        }
        self.pieces.push((HtmlPiece::Text(text), range));
    }

    /// Adds markup that is rendered as text.
    fn push_literal(&mut self, range: Range<usize>) {
        let mut text = String::new();
        escape::text(&mut text, &self.raw[range.clone()]);
        self.pieces.push((HtmlPiece::Literal(text), range));
    }

    /// Drops the comment at `at`, or makes its opening text if it has no end; returns the length.
    fn rewrite_comment(&mut self, at: usize) -> usize {
        let end = if self.no_more_comment_ends { None } else { self.raw[at + 2..].find("-->") };
        if let Some(end) = end {
            return 2 + end + "-->".len();
        }
        let opening = at..at + "<!--".len();
        if !self.no_more_comment_ends {
            self.remarks.push((opening.clone(), RemarkKind::UnclosedComment));
        }
        self.no_more_comment_ends = true;
        self.push_literal(opening);
        "<!--".len()
    }

    fn reject_tag(&mut self, at: usize, tag: &RawTag<'_>, kind: RemarkKind) {
        let range = at..at + tag.len;
        self.push_literal(range.clone());
        // One remark for a pair of tags is enough.
        if !tag.is_end_tag {
            self.remarks.push((range, kind));
        }
    }
}

/// Returns `text` with its entities replaced by the characters that they stand for.
fn decode_entities(text: &str) -> Cow<'_, str> {
    /// No name of an entity is longer.
    const MAX_ENTITY_LEN: usize = 33;
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let name = rest[1..].bytes().take(MAX_ENTITY_LEN).take_while(is_name).count();
        let len = (name > 0 && rest[1 + name..].starts_with(';')).then_some(name + 2);
        // The parser has the table of names.
        let decoded = len.and_then(|len| match Parser::new(&rest[..len]).nth(1) {
            Some(Event::Text(character)) => Some((character, len)),
            _ => None,
        });
        match decoded {
            Some((character, len)) => {
                out.push_str(&character);
                rest = &rest[len..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
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
