//! The structure of a site: the elements, attributes, keys and columns of its files, without their texts; and what no
//! text may be in them.
//!
//! Each format is read by a parser: HTML by html5ever, XML by quick-xml, JSON by `serde_json`, CSV by the rules of RFC
//! 4180.

use std::collections::BTreeSet;

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::events::attributes::{AttrError, Attribute};
use serde_json::Value;

use super::page::{self, PageElement};
use crate::files::Files;

/// What the files of a site consist of, and what is wrong in them.
#[derive(Debug, Default)]
pub(super) struct SiteStructure {
    pub(super) parts: BTreeSet<String>,
    pub(super) faults: Vec<String>,
    /// The file that is read.
    file: String,
}

/// Attributes with a URL.
const URL_ATTRIBUTES: [&str; 9] =
    ["href", "src", "action", "formaction", "poster", "cite", "data", "srcset", "xlink:href"];

/// The keys of linked data with a URL.
const URL_KEYS: [&str; 5] = ["@id", "url", "contentUrl", "image", "sameAs"];

impl SiteStructure {
    pub(super) fn read(files: &Files) -> Self {
        let mut site = Self::default();
        for (path, bytes) in files {
            site.file.clone_from(path);
            if path.contains(is_active) {
                site.fault("its name has an active character");
            }
            let extension = path.rsplit('.').next().unwrap_or_default();
            match (extension, String::from_utf8(bytes.clone())) {
                ("html", Ok(text)) => site.read_page(&text),
                ("xml", Ok(text)) => site.read_xml(&text),
                ("json" | "webmanifest", Ok(text)) => site.read_json(&text),
                ("csv", Ok(text)) => site.read_csv(&text),
                _ => {}
            }
        }
        site
    }

    fn fault(&mut self, text: impl AsRef<str>) {
        self.faults.push(format!("{:?}: {}", self.file, text.as_ref()));
    }

    fn part(&mut self, kind: &str, name: &str) {
        self.parts.insert(format!("{kind} {name}"));
    }

    fn read_page(&mut self, text: &str) {
        let title = page::elements(text).into_iter().find(|element| element.name == "title");
        for part in title.iter().map(|title| &title.text) {
            self.check_characters(part);
        }
        for element in page::elements(text) {
            self.read_element(&element);
        }
    }

    fn read_element(&mut self, element: &PageElement) {
        let PageElement { name, attributes, text } = element;
        self.part("element", name);
        for (attribute, value) in attributes {
            self.part("attribute", &format!("{name} {attribute}"));
            self.check_characters(value);
            if attribute.starts_with("on") || attribute == "srcdoc" {
                self.fault(format!("{name} has {attribute}={value:?}"));
            }
            if URL_ATTRIBUTES.contains(&&**attribute) || attribute.ends_with(":href") {
                self.check_url(value);
            }
            if let Some((_, url)) = value.split_once("url=").filter(|_| attribute == "content") {
                self.check_url(url);
            }
        }
        if name == "script" {
            match (element.attribute("src"), element.attribute("type")) {
                (Some(src), None) if src.starts_with("/tai-nguyen/") => {}
                (None, Some("application/ld+json")) => self.read_linked_data(text),
                _ => self.fault(format!("a script: {element:?}")),
            }
        }
    }

    fn read_linked_data(&mut self, text: &str) {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => return self.fault(format!("linked data: {error}: {text}")),
        };
        self.read_value("linked data", &value);
    }

    fn read_json(&mut self, text: &str) {
        match serde_json::from_str(text) {
            Ok(value) => self.read_value("json", &value),
            Err(error) => self.fault(error.to_string()),
        }
    }

    fn read_value(&mut self, kind: &str, value: &Value) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.part(kind, key);
                    match value {
                        Value::String(kind) if key == "@type" => self.part("type", kind),
                        Value::String(url) if URL_KEYS.contains(&&**key) => self.check_url(url),
                        _ => {}
                    }
                    self.read_value(kind, value);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.read_value(kind, item)),
            Value::String(text) => self.check_characters(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn read_xml(&mut self, text: &str) {
        let mut reader = quick_xml::Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    let name = tag.name().as_ref().to_owned();
                    self.part("xml", &name);
                    for attribute in tag.attributes() {
                        self.read_xml_attribute(&name, attribute);
                    }
                }
                Ok(Event::Text(text)) => self.check_characters(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    let name = reference.to_string();
                    if !["amp", "lt", "gt", "quot", "apos"].contains(&&*name) {
                        self.fault(format!("an entity: {name}"));
                    }
                }
                Ok(Event::End(_) | Event::Decl(_)) => {}
                Ok(Event::Eof) => return,
                other => return self.fault(format!("XML: {other:?}")),
            }
        }
    }

    fn read_xml_attribute(&mut self, element: &str, attribute: Result<Attribute<'_>, AttrError>) {
        let Ok(attribute) = attribute else { return self.fault("an attribute is malformed") };
        let Ok(value) = attribute.normalized_value(XmlVersion::Explicit1_0) else {
            return self.fault("an attribute has an unknown entity");
        };
        let key: &str = attribute.key.as_ref();
        self.part("xml", &format!("{element} {key}"));
        self.check_characters(&value);
        if key == "href" {
            self.check_url(&value);
        }
    }

    fn read_csv(&mut self, text: &str) {
        let Some(rows) = csv_rows(text.trim_start_matches('\u{feff}')) else {
            return self.fault("it is no CSV");
        };
        let columns = rows.first().map_or(0, Vec::len);
        for row in &rows {
            if row.len() != columns {
                self.fault(format!("a row has {} cells: {row:?}", row.len()));
            }
            for cell in row {
                self.check_characters(cell);
                if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
                {
                    self.fault(format!("a formula: {cell:?}"));
                }
            }
        }
    }

    /// Only these schemes run nothing.
    fn check_url(&mut self, url: &str) {
        // Browsers remove these before they look for a scheme (URL Standard, section 4.4).
        let url: String = url.chars().filter(|c| !c.is_control()).collect();
        let scheme = url.trim().split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_scheme = |scheme: &String| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
            scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part)
        };
        if let Some(scheme) = scheme.filter(is_scheme)
            && !["http", "https", "mailto", "tel"].contains(&&*scheme)
        {
            self.fault(format!("an address: {url:?}"));
        }
    }

    fn check_characters(&mut self, text: &str) {
        if text.contains(|c| !matches!(c, '\t' | '\n' | '\r') && is_active(c)) {
            self.fault(format!("active characters: {text:?}"));
        }
    }
}

/// Whether a character acts on what shows it: control characters, and bidirectional controls (UAX #9).
pub(super) fn is_active(c: char) -> bool {
    let is_bidirectional = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || is_bidirectional || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// The rows of a CSV file; none if a quotation mark is misplaced or a line does not end in CRLF.
fn csv_rows(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = vec![vec![]];
    let mut rest = text;
    while !rest.is_empty() {
        let mut cell = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let (part, after) = quoted.split_once('"')?;
                cell += part;
                let Some(more) = after.strip_prefix('"') else {
                    rest = after;
                    break;
                };
                cell.push('"');
                quoted = more;
            }
        } else {
            let end = rest.find([',', '\r', '\n', '"'])?;
            cell += &rest[..end];
            rest = &rest[end..];
        }
        rows.last_mut()?.push(cell);
        if let Some(after) = rest.strip_prefix("\r\n") {
            rest = after;
            rows.push(Vec::new());
        } else {
            rest = rest.strip_prefix(',')?;
        }
    }
    rows.pop();
    Some(rows)
}

#[test]
fn what_a_text_may_not_be_is_found() {
    let file = |path: &str, text: &str| {
        let files = Files::from([(path.to_owned(), text.as_bytes().to_vec())]);
        SiteStructure::read(&files).faults.len()
    };
    for (path, text, count) in [
        (
            "a.html",
            "<script src=\"/tai-nguyen/a.js\"></script><a href=\"https://a.vn\">&#x202e;</a>",
            0,
        ),
        ("a.html", "<script>alert(1)</script>", 1),
        ("a.html", "<img src=\"x\" onerror=\"a\">", 1),
        ("a.html", "<a href=\" java\tscript:a\">", 1),
        ("a.html", "<script type=\"application/ld+json\">{\"url\":\"javascript:a\"}</script>", 1),
        ("a.html", "<script type=\"application/ld+json\">{</script>", 1),
        ("a.html", "<title>\u{202e}</title>", 1),
        ("a.xml", "<a b=\"&amp;\">&lt;</a>", 0),
        ("a.xml", "<a><!-- --></a>", 1),
        ("a.xml", "<a>&x;</a>", 1),
        ("a.csv", "a,b\r\n\"1,\"\"\",'=2\r\n", 0),
        ("a.csv", "a,b\r\n1\r\n", 1),
        ("a.csv", "a,b\r\n1,=2\r\n", 1),
        ("a.json", "{\"a\":\"\\u001b\"}", 1),
        ("a\u{202e}.txt", "", 1),
    ] {
        assert_eq!(file(path, text), count, "{text}");
    }
}
