//! The tags, attributes and classes that may stand in a body as HTML.
//!
//! They are what Markdown cannot say: tables with merged cells, letterheads, and marks within a
//! line. Everything else is shown as text. Attributes that are not named here are dropped without
//! a word, because text from a word processor is full of them; `align` becomes a class.

use super::escape;

/// The classes that an author may give, to which a theme gives their looks.
///
/// | Class | Vietnamese public documents use it for |
/// |---|---|
/// | `canh-trai`, `canh-giua`, `canh-phai`, `canh-deu` | alignment; also what `align` becomes |
/// | `hai-cot` | two columns side by side: body and motto, recipients and signature |
/// | `quoc-hieu`, `tieu-ngu` | the country's name and its motto |
/// | `co-quan`, `so-hieu`, `dia-danh` | the issuing body; number; place and date |
/// | `ten-van-ban`, `trich-yeu` | the kind of document; what it is about |
/// | `can-cu` | the legal grounds |
/// | `noi-nhan`, `chu-ky` | the recipients; title and name of who signs |
/// | `dong-dau`, `phu-luc` | where the seal stands; the head of an annex |
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

/// A cell or column may span this many others, which is also the limit of the HTML standard for
/// columns.
const MAX_SPAN: u16 = 1000;

/// A tag that may stand in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AllowedElement {
    /// The name that is written.
    pub(super) name: &'static str,
    /// The class it always has.
    class: Option<&'static str>,
    attributes: &'static [&'static str],
    /// What closes it.
    pub(super) end_tag: EndTag,
}

/// How an element ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndTag {
    /// By its closing tag, so that open ones nest.
    Required,
    /// By what follows, as a cell is closed by the next.
    Optional,
    /// It has no content.
    Void,
}

/// Returns the element that a tag of this name, in lower case, becomes.
pub(super) fn allowed_element(name: &str) -> Option<AllowedElement> {
    let (name, attributes, closing): (_, &[&str], _) = match name {
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
            let (class, attributes, closing) = (Some("canh-giua"), &["class"], EndTag::Required);
            return Some(AllowedElement { name: "div", class, attributes, end_tag: closing });
        }
        "div" => ("div", &["class", "align"], EndTag::Required),
        "span" => ("span", &["class"], EndTag::Required),
        "abbr" => ("abbr", &["title"], EndTag::Required),
        "details" => ("details", &["open"], EndTag::Required),
        _ => (element_without_attributes(name)?, &[], EndTag::Required),
    };
    Some(AllowedElement { name, class: None, attributes, end_tag: closing })
}

/// Returns the name of an element without attributes.
fn element_without_attributes(name: &str) -> Option<&'static str> {
    const PLAIN: &[&str] = &[
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
    PLAIN.iter().find(|plain| **plain == name).copied()
}

impl AllowedElement {
    /// Writes the opening tag with what may stay of `attributes`, pairs of name and value as
    /// written.
    ///
    /// Returns whether the element got a class.
    pub(super) fn write_start_tag<'t>(
        self,
        out: &mut String,
        attributes: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> bool {
        let mut classes: Vec<&'static str> = self.class.into_iter().collect();
        let mut others: Vec<(&'static str, &'t str)> = Vec::new();
        for (name, value) in attributes {
            let known = self.attributes.iter().find(|known| known.eq_ignore_ascii_case(name));
            match known.copied() {
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
        let known = CLASSES.iter().find(|class| **class == word).copied();
        classes.extend(known.filter(|class| !classes.contains(class)));
    }
}

/// Returns the class that says what an `align` attribute said.
fn alignment_class(value: &str) -> &'static str {
    match value.trim().to_ascii_lowercase().as_str() {
        "left" => "canh-trai",
        "center" | "middle" => "canh-giua",
        "right" => "canh-phai",
        "justify" => "canh-deu",
        _ => "",
    }
}

/// Returns `value` as far as it is one that the attribute may have.
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
