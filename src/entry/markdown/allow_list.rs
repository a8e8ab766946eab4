//! The allow-list for raw HTML in a body: tags, attributes and classes.
//!
//! It covers what Markdown cannot express: tables with merged cells, letterheads, and inline
//! formatting. Other tags are rendered as text. Attributes that are not listed are dropped without
//! a remark, because text from word processors is full of them; `align` becomes a class.

use super::escape;

/// The classes that authors may use; themes style them.
///
/// | Class | Use in Vietnamese public documents |
/// |---|---|
/// | `canh-trai`, `canh-giua`, `canh-phai`, `canh-deu` | alignment; also replaces `align` |
/// | `hai-cot` | two columns side by side: body and motto, recipients and signature |
/// | `quoc-hieu`, `tieu-ngu` | the country's name and its motto |
/// | `co-quan`, `so-hieu`, `dia-danh` | the issuing body; number; place and date |
/// | `ten-van-ban`, `trich-yeu` | the document type; its subject |
/// | `can-cu` | the legal grounds |
/// | `noi-nhan`, `chu-ky` | the recipients; title and name of the signatory |
/// | `dong-dau`, `phu-luc` | the place of the seal; the heading of an annex |
const CLASSES: &[&str] = &[
    "canh-trai",
    "canh-giua",
    "canh-phai",
    "canh-deu",
    "hai-cot",
    "quoc-hieu",
    "tieu-ngu",
    "co-quan",
    "so-hieu",
    "dia-danh",
    "ten-van-ban",
    "trich-yeu",
    "can-cu",
    "noi-nhan",
    "chu-ky",
    "dong-dau",
    "phu-luc",
];

/// Maximum value of `span`, `colspan` and `rowspan`; the HTML standard has the same limit for
/// columns.
const MAX_SPAN: u16 = 1000;

/// An element that is allowed in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AllowedElement {
    /// The tag name to write.
    pub(super) name: &'static str,
    /// The class it is always given.
    class: Option<&'static str>,
    attributes: &'static [&'static str],
    /// How it ends.
    pub(super) end_tag: EndTag,
}

/// How an element ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndTag {
    /// By its end tag, so that open elements nest.
    Required,
    /// By its end tag or implicitly, as a cell is ended by the next one.
    Optional,
    /// It has no content and no end tag.
    Void,
}

/// Returns the element to write for a tag with this name, given in lower case.
pub(super) fn allowed_element(name: &str) -> Option<AllowedElement> {
    let (name, attributes, end_tag): (_, &[&str], _) = match name {
        "br" => ("br", &[], EndTag::Void),
        "col" => ("col", &["span"], EndTag::Void),
        "colgroup" => ("colgroup", &["span"], EndTag::Optional),
        "table" => ("table", &["class"], EndTag::Required),
        "caption" => ("caption", &["class", "align"], EndTag::Optional),
        "thead" => ("thead", &["class"], EndTag::Optional),
        "tbody" => ("tbody", &["class"], EndTag::Optional),
        "tfoot" => ("tfoot", &["class"], EndTag::Optional),
        "tr" => ("tr", &["class", "align"], EndTag::Optional),
        "td" => ("td", &["class", "align", "colspan", "rowspan"], EndTag::Optional),
        "th" => ("th", &["class", "align", "colspan", "rowspan", "scope"], EndTag::Optional),
        "p" => ("p", &["class", "align"], EndTag::Optional),
        "center" => {
            let (class, attributes, end_tag) = (Some("canh-giua"), &["class"], EndTag::Required);
            return Some(AllowedElement { name: "div", class, attributes, end_tag });
        }
        "div" => ("div", &["class", "align"], EndTag::Required),
        "span" => ("span", &["class"], EndTag::Required),
        "abbr" => ("abbr", &["title"], EndTag::Required),
        "details" => ("details", &["open"], EndTag::Required),
        _ => (element_without_attributes(name)?, &[], EndTag::Required),
    };
    Some(AllowedElement { name, class: None, attributes, end_tag })
}

/// Returns the name of an allowed element that has no allowed attributes.
fn element_without_attributes(name: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "sup",
        "sub",
        "u",
        "b",
        "strong",
        "i",
        "em",
        "s",
        "del",
        "ins",
        "small",
        "mark",
        "kbd",
        "summary",
        "figure",
        "figcaption",
    ];
    NAMES.iter().find(|allowed| **allowed == name).copied()
}

impl AllowedElement {
    /// Returns whether the element is part of a line of text, so that it ends with its block.
    pub(super) fn is_inline(self) -> bool {
        let is_block =
            matches!(self.name, "div" | "details" | "summary" | "figure" | "figcaption" | "table");
        self.name == "br" || (self.end_tag == EndTag::Required && !is_block)
    }

    /// Writes the start tag with the allowed ones of `attributes`, given as pairs of name and raw
    /// value.
    ///
    /// Returns whether the element has a class.
    pub(super) fn write_start_tag<'t>(
        self,
        out: &mut String,
        attributes: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> bool {
        let mut classes: Vec<&'static str> = self.class.into_iter().collect();
        let mut others: Vec<(&'static str, &'t str)> = Vec::new();
        for (name, value) in attributes {
            let allowed = self.attributes.iter().find(|allowed| allowed.eq_ignore_ascii_case(name));
            match allowed.copied() {
                Some("class") => add_classes(&mut classes, value),
                Some("align") => add_classes(&mut classes, alignment_class(value)),
                Some(name) if others.iter().all(|(other, _)| *other != name) => {
                    others.extend(valid_value(name, value).map(|value| (name, value)));
                }
                _ => {}
            }
        }
        out.push('<');
        out.push_str(self.name);
        if !classes.is_empty() {
            push_attribute(out, "class", &classes.join(" "));
        }
        for (name, value) in others {
            push_attribute(out, name, value);
        }
        out.push('>');
        !classes.is_empty()
    }
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape::raw_attribute(out, value);
    out.push('"');
}

fn add_classes(classes: &mut Vec<&'static str>, value: &str) {
    for word in value.split_ascii_whitespace() {
        let allowed = CLASSES.iter().find(|class| **class == word).copied();
        classes.extend(allowed.filter(|class| !classes.contains(class)));
    }
}

/// Returns the class equivalent to an `align` attribute.
fn alignment_class(value: &str) -> &'static str {
    match value.trim().to_ascii_lowercase().as_str() {
        "left" => "canh-trai",
        "center" | "middle" => "canh-giua",
        "right" => "canh-phai",
        "justify" => "canh-deu",
        _ => "",
    }
}

/// Returns the value to write for an attribute, or nothing if `value` is not valid for it.
fn valid_value<'t>(name: &str, value: &'t str) -> Option<&'t str> {
    let trimmed = value.trim_ascii();
    match name {
        "title" => Some(value),
        "open" => Some(""),
        "scope" => {
            Some(trimmed).filter(|scope| matches!(*scope, "row" | "col" | "rowgroup" | "colgroup"))
        }
        _ => {
            let is_digits = trimmed.bytes().all(|byte| byte.is_ascii_digit());
            let span = trimmed.parse::<u16>().ok().filter(|_| is_digits)?;
            (1..=MAX_SPAN).contains(&span).then_some(trimmed)
        }
    }
}
