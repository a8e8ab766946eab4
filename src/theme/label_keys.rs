//! Keys of labels that are misspelt: in the templates of a portal, and in its files of labels.
//!
//! **Left out on purpose.** A key that is put together (`("status_" ~ state) | t`) is known only when a page is
//! rendered; without a label, the key itself is shown.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Labels, NewKey};
use super::scope::LABEL_FILTER;
use super::templates::Templates;
use crate::diagnostic::{Diagnostic, faults};
use crate::vietnamese::nearest::nearest;

/// Reports keys that templates of the portal ask for by name and that have no label.
pub(super) fn unknown(templates: &Templates, labels: &Labels) -> Vec<Diagnostic> {
    let mut unknown = Vec::new();
    for text in templates.portal_texts() {
        for range in asked(text.as_str()) {
            let key = &text.as_str()[range.clone()];
            if !labels.has(key) {
                unknown.push(faults::unknown_label(
                    text.place(range),
                    key,
                    nearest(key, labels.keys()),
                ));
            }
        }
    }
    unknown
}

/// Reports new keys of the portal that no template asks for, and that are nearly one that another theme or a template
/// has.
pub(super) fn misspelt(
    new_keys: &[NewKey],
    templates: &Templates,
    labels: &Labels,
) -> Vec<Diagnostic> {
    if new_keys.is_empty() {
        return Vec::new();
    }
    let asked: BTreeSet<&str> = templates
        .texts()
        .flat_map(|text| asked(text.as_str()).into_iter().map(|range| &text.as_str()[range]))
        .collect();
    let is_new: BTreeSet<&str> = new_keys.iter().map(|new| &*new.key).collect();
    let known = labels.keys().filter(|key| !is_new.contains(key)).chain(asked.iter().copied());
    let known: BTreeSet<&str> = known.collect();
    let is_begun = |key: &str| {
        let starts = key.match_indices('_').map(|(at, _)| &key[..=at]);
        let quoted = starts.map(|start| format!("\"{start}\""));
        let quoted: Vec<String> = quoted.collect();
        templates.texts().any(|text| quoted.iter().any(|start| text.as_str().contains(start)))
    };
    let unused = new_keys.iter().filter(|new| !asked.contains(&*new.key) && !is_begun(&new.key));
    let misspelt = unused.filter_map(|new| {
        let near = nearest(&new.key, known.iter().copied())?;
        Some(faults::misspelt_label(new.place.clone(), &new.key, Some(near)))
    });
    misspelt.collect()
}

/// Finds the keys that a template asks for by name (`"signer" | t`), outside of comments.
fn asked(source: &str) -> Vec<Range<usize>> {
    let is_comment = |at: usize| source[..at].rfind("{#") > source[..at].rfind("#}");
    let filters = source.match_indices('|').filter(|(at, _)| !is_comment(*at)).filter(|(at, _)| {
        let filter = source[at + 1..].trim_start().strip_prefix(LABEL_FILTER);
        filter.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    });
    let keys = filters.filter_map(|(at, _)| {
        let before = source[..at].trim_end();
        let quote = before.chars().next_back().filter(|c| "\"'`".contains(*c))?;
        let end = before.len() - 1;
        let start = before[..end].rfind(quote)? + 1;
        Some(start..end)
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn keys_are_found_where_they_are_written_out() {
        for (source, keys) in [
            ("{{ \"signer\" | t }} {{'a'|t(count=2)}}", &["signer", "a"][..]),
            ("{{ (\"status_\" ~ state) | t }} {{ key | t }}", &[]),
            ("{# {{ \"a\" | t }} #}{{ \"b\" | t }}", &["b"]),
            ("{{ \"a\" | title }} {{ \"b\" | trim }}", &[]),
        ] {
            let found: Vec<&str> = asked(source).into_iter().map(|range| &source[range]).collect();
            assert_eq!(found, keys, "{source}");
        }
    }
}
