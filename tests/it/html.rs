//! A tokenizer for generated pages: tags with attributes, and text, in the order of the page.
//!
//! It supports only the HTML that the generator writes: values in double quotes, no raw text except comments. So it
//! stays small enough to be trusted, and a page that it cannot read fails the test.

use std::ops::Range;

/// Void elements, which have no closing tag.
const VOID: [&str; 9] = ["meta", "link", "img", "source", "br", "hr", "input", "col", "wbr"];

/// A token of a page, with its byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HtmlToken<'h> {
    /// An opening tag.
    Open(HtmlTag<'h>),
    /// A closing tag: the name of the element, and the byte range.
    Close(&'h str, Range<usize>),
    /// Text, with entities not decoded.
    Text(&'h str),
}

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlTag<'h> {
    /// The element's name as written.
    pub(crate) name: &'h str,
    /// The attributes, with entities decoded.
    pub(crate) attributes: Vec<(&'h str, String)>,
    /// Whether it ends in `/>`.
    pub(crate) self_closing: bool,
    /// The byte range in the page.
    pub(crate) range: Range<usize>,
}

impl HtmlTag<'_> {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a closing tag follows.
    pub(crate) fn has_content(&self) -> bool {
        !self.self_closing && !VOID.contains(&self.name)
    }
}

/// Splits a page into tokens.
#[track_caller]
pub(crate) fn tokens(page: &str) -> Vec<HtmlToken<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(offset) = page[at..].find('<') {
        if offset > 0 {
            tokens.push(HtmlToken::Text(&page[at..at + offset]));
        }
        let start = at + offset;
        let rest = &page[start..];
        let length = match rest {
            rest if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            rest if rest.starts_with("<!") || rest.starts_with("<?") => {
                rest.find('>').map(|end| end + 1)
            }
            rest => tag_length(rest),
        };
        let end = start + length.unwrap_or_else(|| panic!("a tag has no end: {rest:.80}"));
        let inside = &page[start + 1..end - 1];
        if let Some(name) = inside.strip_prefix('/') {
            tokens.push(HtmlToken::Close(name.trim(), start..end));
        } else if !inside.starts_with(['!', '?']) {
            tokens.push(HtmlToken::Open(parse_tag(inside, start..end)));
        }
        at = end;
    }
    tokens.push(HtmlToken::Text(&page[at..]));
    tokens
}

/// The length of a tag; `>` in a quoted value does not end it.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in rest.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn parse_tag(inside: &str, range: Range<usize>) -> HtmlTag<'_> {
    let self_closing = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = inside.split_once(|c: char| c.is_whitespace()).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let length = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(length);
        let Some(value) = after.strip_prefix("=\"") else {
            assert!(!after.starts_with('='), "a value without quotes: {inside}");
            attributes.push((key, String::new()));
            rest = after;
            continue;
        };
        let (value, after) = value.split_once('"').expect("tag_length has seen the closing quote");
        attributes.push((key, decode_entities(value)));
        rest = after;
    }
    HtmlTag { name, attributes, self_closing, range }
}

/// Decodes the entities that the generator writes.
pub(crate) fn decode_entities(text: &str) -> String {
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
    ];
    let more = [("&nbsp;", "\u{a0}"), ("&#8209;", "\u{2011}"), ("&amp;", "&")];
    let all = entities.into_iter().chain(more);
    all.fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// The inner HTML of the first element that has this value in an attribute.
pub(crate) fn inner_by_attribute<'h>(
    page: &'h str,
    attribute: &str,
    value: &str,
) -> Option<&'h str> {
    first_inner(page, |tag| tag.attribute(attribute) == Some(value))
}

/// The inner HTML of the first element with this name.
pub(crate) fn inner_by_name<'h>(page: &'h str, name: &str) -> Option<&'h str> {
    first_inner(page, |tag| tag.name == name)
}

fn first_inner<'h>(page: &'h str, is_match: impl Fn(&HtmlTag<'h>) -> bool) -> Option<&'h str> {
    let tokens = tokens(page);
    let open = |token: &HtmlToken<'h>| matches!(token, HtmlToken::Open(tag) if is_match(tag));
    let at = tokens.iter().position(open)?;
    let HtmlToken::Open(tag) = &tokens[at] else { return None };
    let mut depth = 0;
    for token in &tokens[at..] {
        match token {
            HtmlToken::Open(other) if other.name == tag.name => depth += 1,
            HtmlToken::Close(name, range) if *name == tag.name => {
                depth -= 1;
                if depth == 0 {
                    return Some(&page[tag.range.end..range.start]);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text of a part of a page, with white space collapsed.
pub(crate) fn visible_text(page: &str) -> String {
    let mut visible = String::new();
    for token in tokens(page) {
        match token {
            HtmlToken::Text(text) => visible.push_str(&decode_entities(text)),
            HtmlToken::Open(tag) if tag.name == "br" => visible.push(' '),
            _ => {}
        }
    }
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of every element with this name, in order; such elements must not nest.
pub(crate) fn element_texts(page: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let parts = page.split(open.as_str()).skip(1);
    let parts = parts.filter(|part| part.starts_with(['>', ' ']));
    parts
        .filter_map(|part| {
            Some(visible_text(part.split_once('>')?.1.split(close.as_str()).next()?))
        })
        .collect()
}

/// Every `href` and `src` in a part of a page, in order.
pub(crate) fn addresses(page: &str) -> Vec<String> {
    let tokens = tokens(page);
    let tags = tokens.iter().filter_map(|token| match token {
        HtmlToken::Open(tag) => Some(tag),
        _ => None,
    });
    let found =
        tags.flat_map(|tag| ["href", "src"].into_iter().filter_map(|name| tag.attribute(name)));
    found.map(str::to_owned).collect()
}

/// Every id of a page, in order.
pub(crate) fn ids(page: &str) -> Vec<String> {
    let tokens = tokens(page);
    let tags = tokens.iter().filter_map(|token| match token {
        HtmlToken::Open(tag) => tag.attribute("id"),
        _ => None,
    });
    tags.map(str::to_owned).collect()
}
