//! HTML as tokens that can be compared: what a specification expects, and what the product renders.
//!
//! White space counts only in `pre`; elsewhere it is one space within a line of text. Two things are done to what is
//! expected: headings are shifted below the title of the page, and code loses its language. What the product adds is
//! removed from its side: anchors, the frames of tables and pictures, highlighting, attributes for browsers and screen
//! readers. Alignment, a class there, becomes an attribute again, and a caption a title.

use std::collections::BTreeMap;

use crate::html::decode_entities;

/// Elements beside which white space is shown.
const INLINE: [&str; 8] = ["a", "code", "del", "em", "img", "input", "span", "strong"];
/// Attributes that the product adds for browsers, screen readers and links to a place in a page.
const ADDED: [&str; 5] = ["id", "scope", "loading", "decoding", "aria-label"];
/// The classes that align a cell, and the attribute of the specification.
const ALIGNMENT: [(&str, &str); 3] =
    [("canh-trai", "left"), ("canh-giua", "center"), ("canh-phai", "right")];

/// A tag or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SpecToken {
    /// A tag: its name, with `/` before that of an end tag, and its attributes.
    Tag(String, BTreeMap<String, String>),
    /// A text, with entities decoded.
    Text(String),
}

impl SpecToken {
    fn is_tag(&self, expected: &str) -> bool {
        matches!(self, Self::Tag(name, _) if name == expected)
    }

    fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    fn is_inline(&self) -> bool {
        match self {
            Self::Tag(name, _) => INLINE.contains(&name.trim_start_matches('/')),
            Self::Text(_) => true,
        }
    }
}

/// The tokens of the HTML that a specification expects.
pub(super) fn of_expected(html: &str) -> Vec<SpecToken> {
    let mut tokens = parse(html);
    let shift = u8::from(tokens.iter().any(|token| token.is_tag("h1")));
    for token in &mut tokens {
        if let SpecToken::Tag(name, attributes) = token {
            shift_heading(name, shift);
            attributes.retain(|key, _| name != "code" || key != "class");
        }
    }
    without_line_ends(tokens)
}

/// Moves a heading down; the sixth level is the last.
fn shift_heading(name: &mut String, shift: u8) {
    let bare = name.trim_start_matches('/');
    let level = bare.strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
    if let Some(level @ 1..=6) = level {
        *name = name.replace(bare, &format!("h{}", (level + shift).min(6)));
    }
}

/// The tokens of the HTML that the product renders.
pub(super) fn of_rendered(html: &str) -> Vec<SpecToken> {
    let mut tokens: Vec<SpecToken> = Vec::new();
    let mut in_code = false;
    for token in parse(html) {
        let SpecToken::Tag(name, mut attributes) = token else {
            tokens.push(token);
            continue;
        };
        in_code = name == "pre" || in_code && name != "/pre";
        let class = attributes.get("class").map(String::as_str).unwrap_or_default();
        let ends_frame =
            || tokens.iter().rfind(|t| !t.is_blank()).is_some_and(|t| t.is_tag("/table"));
        match name.as_str() {
            "span" | "/span" if in_code => continue,
            "div" if class == "bang" => continue,
            "/div" if ends_frame() => continue,
            "/figcaption" => {
                caption_to_title(&mut tokens);
                continue;
            }
            "td" | "th" => {
                let align = ALIGNMENT.iter().find(|(name, _)| *name == class);
                let align = align.map(|(_, align)| ("align".to_owned(), (*align).to_owned()));
                attributes.extend(align);
                attributes.remove("class");
            }
            "code" | "ol" => drop(attributes.remove("class")),
            _ => {}
        }
        attributes.retain(|key, _| !ADDED.contains(&key.as_str()));
        let name = if name.ends_with("figure") { name.replace("figure", "p") } else { name };
        tokens.push(SpecToken::Tag(name, attributes));
    }
    without_line_ends(tokens)
}

/// Makes the caption at the end of `tokens` the title of the picture before it.
fn caption_to_title(tokens: &mut Vec<SpecToken>) {
    let start = tokens.iter().rposition(|token| token.is_tag("figcaption")).unwrap_or(tokens.len());
    let caption: String = tokens
        .drain(start..)
        .filter_map(|token| match token {
            SpecToken::Text(text) => Some(text),
            SpecToken::Tag(..) => None,
        })
        .collect();
    let picture = tokens.iter_mut().rfind(|token| token.is_tag("img"));
    if let Some(SpecToken::Tag(_, attributes)) = picture {
        attributes.insert("title".to_owned(), caption);
    }
}

/// Joins the texts beside each other, collapses their white space and removes it beside blocks.
fn without_line_ends(tokens: Vec<SpecToken>) -> Vec<SpecToken> {
    let mut joined: Vec<SpecToken> = Vec::new();
    for token in tokens {
        match (joined.last_mut(), token) {
            (Some(SpecToken::Text(before)), SpecToken::Text(text)) => before.push_str(&text),
            (_, token) => joined.push(token),
        }
    }
    let mut in_pre = false;
    for at in 0..joined.len() {
        in_pre = joined[at].is_tag("pre") || in_pre && !joined[at].is_tag("/pre");
        let after_block = at == 0 || !joined[at - 1].is_inline();
        let before_block = joined.get(at + 1).is_none_or(|next| !next.is_inline());
        if let SpecToken::Text(text) = &mut joined[at]
            && !in_pre
        {
            let mut collapsed = collapse(text);
            if after_block {
                collapsed = collapsed.trim_start_matches(' ').to_owned();
            }
            if before_block {
                collapsed = collapsed.trim_end_matches(' ').to_owned();
            }
            *text = collapsed;
        }
    }
    joined.retain(|token| *token != SpecToken::Text(String::new()));
    joined
}

/// Makes each run of ASCII white space one space.
fn collapse(text: &str) -> String {
    let mut collapsed = String::new();
    for c in text.chars() {
        match c {
            ' ' | '\n' | '\t' if collapsed.ends_with(' ') => {}
            '\n' | '\t' => collapsed.push(' '),
            _ => collapsed.push(c),
        }
    }
    collapsed
}

/// Splits HTML into tags and texts; what only looks like a tag is one, on both sides.
fn parse(html: &str) -> Vec<SpecToken> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let mut quoted = false;
        let end = rest[start..].find(|c: char| {
            quoted ^= c == '"';
            c == '>' && !quoted
        });
        let Some(end) = end.map(|end| start + end) else { break };
        tokens.push(SpecToken::Text(decode_entities(&rest[..start])));
        tokens.push(parse_tag(&rest[start + 1..end]));
        rest = &rest[end + 1..];
    }
    tokens.push(SpecToken::Text(decode_entities(rest)));
    tokens
}

fn parse_tag(inside: &str) -> SpecToken {
    let inside = inside.trim_end_matches('/').trim_end();
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = BTreeMap::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        let (value, after) = quoted.unwrap_or(("", after.trim_start_matches('=')));
        attributes.insert(key.to_lowercase(), decode_entities(value));
        rest = after;
    }
    SpecToken::Tag(name.to_lowercase(), attributes)
}
