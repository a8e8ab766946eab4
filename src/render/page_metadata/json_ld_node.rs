//! A node of a JSON-LD graph: its type and those of its properties that have a value.
//!
//! `json_ld` and `schema_org` build their graphs from such nodes. A node is its text, and not a map that becomes one.
//!
//! **Invariant.** The text is safe inside a script element, because every `<` is escaped.

use std::fmt::Write as _;

/// A node of the graph, as JSON without the closing brace.
pub(super) struct JsonLdNode(String);

/// A value of a property.
pub(super) trait JsonLdValue {
    /// Appends the value as JSON, and returns whether it has one.
    fn write(&self, json: &mut String) -> bool;
}

impl JsonLdNode {
    /// Creates a node of a schema.org type.
    pub(super) fn new(kind: &str) -> Self {
        Self(format!("{{\"@type\":\"{kind}\""))
    }

    /// Refers to a node by its id.
    pub(super) fn reference(id: &str) -> Self {
        let mut json = String::from("{\"@id\":");
        id.write(&mut json);
        Self(json)
    }

    /// Refers to an organization that has no page.
    pub(super) fn organization(kind: &str, name: &str) -> Self {
        Self::new(kind).with("name", name)
    }

    /// Adds a property, unless its value is empty.
    #[expect(clippy::needless_pass_by_value, reason = "most values are made in the call")]
    pub(super) fn with(mut self, key: &str, value: impl JsonLdValue) -> Self {
        let start = self.0.len();
        self.0.extend([",\"", key, "\":"]);
        if !value.write(&mut self.0) {
            self.0.truncate(start);
        }
        self
    }
}

impl JsonLdValue for JsonLdNode {
    fn write(&self, json: &mut String) -> bool {
        json.extend([self.0.as_str(), "}"]);
        true
    }
}

impl JsonLdValue for &str {
    fn write(&self, json: &mut String) -> bool {
        json.push('"');
        let mut rest = *self;
        let is_escaped = |byte: u8| matches!(byte, b'"' | b'\\' | b'<' | 0..0x20);
        while let Some(at) = rest.bytes().position(is_escaped) {
            json.push_str(&rest[..at]);
            match rest.as_bytes()[at] {
                b'"' => json.push_str("\\\""),
                b'\\' => json.push_str("\\\\"),
                byte => write!(json, "\\u{byte:04x}").expect("a string takes all"),
            }
            rest = &rest[at + 1..];
        }
        json.extend([rest, "\""]);
        !self.trim().is_empty()
    }
}

impl JsonLdValue for String {
    fn write(&self, json: &mut String) -> bool {
        self.as_str().write(json)
    }
}

impl JsonLdValue for usize {
    fn write(&self, json: &mut String) -> bool {
        write!(json, "{self}").is_ok()
    }
}

impl<T: JsonLdValue> JsonLdValue for Option<T> {
    fn write(&self, json: &mut String) -> bool {
        self.as_ref().is_some_and(|value| value.write(json))
    }
}

impl<T: JsonLdValue> JsonLdValue for Vec<T> {
    fn write(&self, json: &mut String) -> bool {
        let mut separator = '[';
        for value in self {
            json.push(separator);
            separator = ',';
            value.write(json);
        }
        json.push(']');
        !self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_json_that_ends_no_script_and_has_no_empty_value() {
        let text = "</script> \"\\ \n\u{1f}\u{7f} Điều";
        let node = JsonLdNode::new("Report")
            .with("name", text)
            .with("url", " ")
            .with("about", Vec::<JsonLdNode>::new())
            .with("author", None::<String>)
            .with("keywords", vec!["a", "b"])
            .with("publisher", JsonLdNode::reference("https://a.vn/").with("position", 2_usize));
        let mut json = String::new();
        node.write(&mut json);
        let expected = serde_json::json!({
            "@type": "Report", "name": text, "keywords": ["a", "b"],
            "publisher": { "@id": "https://a.vn/", "position": 2 },
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).expect("JSON"), expected);
        assert!(!json.contains('<'), "{json}");
    }
}
