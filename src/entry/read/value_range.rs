//! Finds where the front matter of a file has a value, or a term in one.
//!
//! Entries keep the byte ranges of a few values only, so the front matter is parsed again; few files have a fault that
//! needs it. The node of the field is searched, never the text, which may have the same word in its title.

use std::ops::Range;

use super::fields;
use crate::config::Taxonomy;
use crate::diagnostic::{FaultList, SourceText};
use crate::entry::front_matter;
use crate::vietnamese::fold;
use crate::yaml::{self, Value, YamlNode};

/// Returns the byte range of the value that the front matter of a file has for a field, by the field's code name.
pub fn value_range(text: &SourceText, name: &str) -> Option<Range<usize>> {
    value_of(text, |key| fields::is_key_of(key, name)).map(|value| value.range)
}

fn value_of(text: &SourceText, is_key: impl Fn(&str) -> bool) -> Option<YamlNode> {
    let range = front_matter::find(text).ok()??;
    let root = yaml::parse(text, range, &mut FaultList::default()).ok()?;
    let Value::Map(pairs) = root.value else { return None };
    pairs.into_iter().find(|(key, _)| is_key(&key.text)).map(|(_, value)| value)
}

/// Returns the byte range of a term in the front matter of a file: of the item that has it, or else of the value of its
/// field, where the term is derived from another spelling.
pub(crate) fn written_term(
    text: &SourceText,
    taxonomy: Taxonomy,
    term: &str,
) -> Option<Range<usize>> {
    let value = match taxonomy.label_key() {
        Some(name) => value_of(text, |key| fields::is_key_of(key, name)),
        None => value_of(text, |key| fold::key(key) == fold::key(taxonomy.name())),
    }?;
    let wanted = fold::term(term);
    let part = value.as_items().iter().find_map(|item| {
        let written = &text.as_str()[item.range.clone()];
        let mut parts = std::iter::once(written).chain(written.split([',', ';']));
        let is_quote = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        let part = parts.find(|part| fold::term(part.trim_matches(is_quote)) == wanted)?;
        let part = part.trim_matches(is_quote);
        let start = item.range.start + (part.as_ptr() as usize - written.as_ptr() as usize);
        Some(start..start + part.len())
    });
    Some(part.unwrap_or_else(|| value.range.clone()))
}
