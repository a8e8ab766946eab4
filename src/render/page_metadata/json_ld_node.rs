//! A node of a JSON-LD graph: its type and those of its properties that have a value.
//!
//! `json_ld` and `schema_org` build their graphs from such nodes.

use serde_json::{Map, Value, json};

/// A node of the graph: its type and properties.
pub(super) struct JsonLdNode(Map<String, Value>);

impl JsonLdNode {
    /// Creates a node of a schema.org type.
    pub(super) fn new(kind: &str) -> Self {
        Self(Map::new()).with("@type", kind)
    }

    /// Adds a property, unless its value is empty.
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(values) => values.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if !empty {
            let previous = self.0.insert(key.to_owned(), value);
            debug_assert!(previous.is_none(), "property {key} is set twice");
        }
        self
    }
}

impl From<JsonLdNode> for Value {
    fn from(node: JsonLdNode) -> Self {
        Self::Object(node.0)
    }
}

/// Refers to a node by its id.
pub(super) fn id_reference(id: &str) -> Value {
    json!({ "@id": id })
}

/// Refers to an organization that has no page.
pub(super) fn organization(kind: &str, name: &str) -> Value {
    json!({ "@type": kind, "name": name })
}
