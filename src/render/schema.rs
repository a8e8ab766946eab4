//! What templates see, as the types tell it: for the document of it, which is written by a test.
//!
//! Only tests are compiled with this; the program itself knows nothing of schemas.

use serde_json::Value;

/// Describes everything that a template sees: names, whether a value may be missing, and the comments of the types.
pub(crate) fn schema() -> Value {
    schemars::schema_for!(super::context::TemplateContext<'_>).to_value()
}
