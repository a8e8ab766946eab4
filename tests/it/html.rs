//! A reader of the pages that the tests look at: tags with attributes and text, in the order of the page.
//!
//! It reads what the generator writes and not the web: values in double quotes, no raw text but comments. So it
//! stays small enough to be believed, and a page that it cannot read is a failure.

use std::ops::Range;

/// Elements without an end.
const VOID: [&str; 9] = ["meta", "link", "img", "source", "br", "hr", "input", "col", "wbr"];

/// A piece of a page, with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HtmlToken<'h> {
    /// A tag that opens an element.
    Open(HtmlTag<'h>),
    /// A tag that closes the named one.
    Close(&'h str, Range<usize>),
    /// Text, entities and all.
    Text(&'h str),
}

/// A tag that opens an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HtmlTag<'h> {
    /// The element's name as written.
    pub(crate) name: &'h str,
    /// Its attributes, decoded.
    pub(crate) attributes: Vec<(&'h str, String)>,
    /// Whether it ends in `/>`.
    pub(crate) self_closing: bool,
    /// Its bytes in the page.
    pub(crate) range: Range<usize>,
}

impl HtmlTag<'_> {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Whether something follows that a closing tag ends.
    pub(crate) fn has_content(&self) -> bool {
        !self.self_closing && !VOID.contains(&self.name)
    }
}

/// Cuts a page into its pieces.
#[track_caller]
pub(crate) fn tokens(page: &str) -> Vec<HtmlToken<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(offset) = page[at..].find('<') {
        if offset > 0 {
            pieces.push(HtmlToken::Text(&page[at..at + offset]));
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
            pieces.push(HtmlToken::Close(name.trim(), start..end));
        } else if !inside.starts_with(['!', '?']) {
            pieces.push(HtmlToken::Open(parse_tag(inside, start..end)));
        }
        at = end;
    }
    pieces.push(HtmlToken::Text(&page[at..]));
    pieces
}

/// The length of a tag: `>` in a quoted value does not end it.
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
    let closed = inside.ends_with('/');
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
    HtmlTag { name, attributes, self_closing: closed, range }
}

/// Puts characters in the place of the entities that the generator writes.
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

/// The inside of the first element that an attribute tells, as it stands in the page.
pub(crate) fn inner_by_attribute<'h>(
    page: &'h str,
    attribute: &str,
    value: &str,
) -> Option<&'h str> {
    first_inner(page, |tag| tag.attribute(attribute) == Some(value))
}

/// The inside of the first element of a name.
pub(crate) fn inner_by_name<'h>(page: &'h str, name: &str) -> Option<&'h str> {
    first_inner(page, |tag| tag.name == name)
}

fn first_inner<'h>(page: &'h str, wanted: impl Fn(&HtmlTag<'h>) -> bool) -> Option<&'h str> {
    let pieces = tokens(page);
    let open = |piece: &HtmlToken<'h>| matches!(piece, HtmlToken::Open(tag) if wanted(tag));
    let at = pieces.iter().position(open)?;
    let HtmlToken::Open(tag) = &pieces[at] else { return None };
    let mut depth = 0;
    for piece in &pieces[at..] {
        match piece {
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

/// What a reader sees of a part of a page, its white space collapsed.
pub(crate) fn visible_text(page: &str) -> String {
    let mut seen = String::new();
    for piece in tokens(page) {
        match piece {
            HtmlToken::Text(text) => seen.push_str(&decode_entities(text)),
            HtmlToken::Open(tag) if tag.name == "br" => seen.push(' '),
            _ => {}
        }
    }
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of every element of a name, in order; such elements do not nest.
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

/// Every address that a part of a page leads to or shows, in order.
pub(crate) fn addresses(page: &str) -> Vec<String> {
    let pieces = tokens(page);
    let tags = pieces.iter().filter_map(|piece| match piece {
        HtmlToken::Open(tag) => Some(tag),
        _ => None,
    });
    let found =
        tags.flat_map(|tag| ["href", "src"].into_iter().filter_map(|name| tag.attribute(name)));
    found.map(str::to_owned).collect()
}

/// Every id of a page, in order.
pub(crate) fn ids(page: &str) -> Vec<String> {
    let pieces = tokens(page);
    let tags = pieces.iter().filter_map(|piece| match piece {
        HtmlToken::Open(tag) => tag.attribute("id"),
        _ => None,
    });
    tags.map(str::to_owned).collect()
}
