//! The JSON Schema of the data passed to templates, from which a test generates `docs/giao-dien-du-lieu.md`.
//!
//! Compiled for tests only; the program itself does not use schemas.

use serde_json::Value;

/// Returns the schema of the template context: names, whether a value may be null, and the doc comments.
pub(crate) fn schema() -> Value {
    schemars::schema_for!(super::context::TemplateContext<'_>).to_value()
}
