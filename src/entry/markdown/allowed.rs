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
pub(super) struct Element {
    /// The name that is written.
    pub(super) name: &'static str,
    /// The class it always has.
    class: Option<&'static str>,
    attributes: &'static [&'static str],
    /// What closes it.
    pub(super) closing: Closing,
}

/// How an element ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// By its closing tag, so that open ones nest.
    Tag,
    /// By what follows, as a cell is closed by the next.
    Optional,
    /// It has no content.
    Void,
}

/// Returns the element that a tag of this name, in lower case, becomes.
pub(super) fn element(name: &str) -> Option<Element> {
    let (name, attributes, closing): (_, &[&str], _) = match name {
        "br" => ("br", &[], Closing::Void),
        "col" => ("col", &["span"], Closing::Void),
        "colgroup" => ("colgroup", &["span"], Closing::Optional),
        "table" => ("table", &["class"], Closing::Tag),
        "caption" => ("caption", &["class", "align"], Closing::Optional),
        "thead" => ("thead", &["class"], Closing::Optional),
        "tbody" => ("tbody", &["class"], Closing::Optional),
        "tfoot" => ("tfoot", &["class"], Closing::Optional),
        "tr" => ("tr", &["class", "align"], Closing::Optional),
        "td" => ("td", &["class", "align", "colspan", "rowspan"], Closing::Optional),
        "th" => ("th", &["class", "align", "colspan", "rowspan", "scope"], Closing::Optional),
        "p" => ("p", &["class", "align"], Closing::Optional),
        "center" => {
            let (class, attributes, closing) = (Some("canh-giua"), &["class"], Closing::Tag);
            return Some(Element { name: "div", class, attributes, closing });
        }
        "div" => ("div", &["class", "align"], Closing::Tag),
        "span" => ("span", &["class"], Closing::Tag),
        "abbr" => ("abbr", &["title"], Closing::Tag),
        "details" => ("details", &["open"], Closing::Tag),
        _ => (plain(name)?, &[], Closing::Tag),
    };
    Some(Element { name, class: None, attributes, closing })
}

/// Returns the name of an element without attributes.
fn plain(name: &str) -> Option<&'static str> {
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

impl Element {
    /// Writes the opening tag with what may stay of `attributes`, pairs of name and value as
    /// written.
    ///
    /// Returns whether the element got a class.
    pub(super) fn open<'t>(
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
                Some("align") => add_classes(&mut classes, alignment(value)),
                Some(name) if others.iter().all(|(other, _)| *other != name) => {
                    others.extend(accepted(name, value).map(|value| (name, value)));
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
fn alignment(value: &str) -> &'static str {
    match value.trim().to_ascii_lowercase().as_str() {
        "left" => "canh-trai",
        "center" | "middle" => "canh-giua",
        "right" => "canh-phai",
        "justify" => "canh-deu",
        _ => "",
    }
}

/// Returns `value` as far as it is one that the attribute may have.
fn accepted<'t>(name: &str, value: &'t str) -> Option<&'t str> {
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
