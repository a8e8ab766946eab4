//! theme.yaml: the name of a theme, the theme it extends, its style sheets and its design tokens.
//!
//! Each layer of a theme has a file of its own. They are merged key by key and token by token, so that a portal can
//! change one colour with three lines.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::tokens::Tokens;
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::yaml::{self, Key, Value, YamlNode, YamlReader};

const KEYS: [&str; 9] =
    ["name", "title", "version", "description", "licence", "extends", "styles", "style", "pairs"];

/// A name with its place in the file.
#[derive(Debug, Clone)]
pub(super) struct LocatedName {
    pub(super) text: String,
    pub(super) place: Place,
}

/// The contents of one theme.yaml.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// The theme that this one extends.
    pub(super) extends: Option<LocatedName>,
    /// The style sheets to be bundled, in order.
    pub(super) styles: Vec<LocatedName>,
    /// The design tokens.
    pub(super) tokens: Tokens,
    /// Pairs of ink and ground colours whose contrast is checked.
    pub(super) contrast_pairs: Vec<(LocatedName, LocatedName)>,
}

impl Settings {
    /// Reads a theme.yaml; `from_portal` is false for that of the embedded theme.
    pub(super) fn read(text: &SourceText, from_portal: bool, faults: &mut Vec<Diagnostic>) -> Self {
        let mut settings = Self::default();
        let mut reader = YamlReader::new(text);
        let root = match yaml::parse(text, 0..text.as_str().len(), &mut reader.faults) {
            Ok(root) => root,
            Err(fault) => {
                faults.push(*fault);
                return settings;
            }
        };
        for (key, value) in unique_keys(&mut reader, &root) {
            match key.text.as_str() {
                "name" | "title" | "version" | "description" | "licence" => {
                    reader.read_text(value);
                }
                "extends" => settings.extends = read_extends(&mut reader, value),
                "styles" => settings.styles = read_names(&mut reader, value),
                "style" => settings.tokens = Tokens::read(&mut reader, value, from_portal),
                "pairs" => settings.contrast_pairs = read_pairs(&mut reader, value),
                _ => reader.report_unknown_key(key, &KEYS, &KEYS),
            }
        }
        faults.extend(reader.faults.into_vec());
        settings
    }
}

/// Returns the entries of a map; reports duplicate keys and drops them.
pub(super) fn unique_keys<'n>(
    reader: &mut YamlReader<'_>,
    node: &'n YamlNode,
) -> Vec<(&'n Key, &'n YamlNode)> {
    let mut entries: Vec<(&Key, &YamlNode)> = Vec::new();
    let mut first_keys: HashMap<&str, &Key> = HashMap::new();
    for (key, value) in reader.read_map(node) {
        match first_keys.entry(&key.text) {
            Entry::Occupied(first) => reader.report_duplicate_key(key, first.get()),
            Entry::Vacant(vacant) => {
                vacant.insert(key);
                entries.push((key, value));
            }
        }
    }
    entries
}

/// Reads the name of the extended theme, which must be that of a folder directly under `themes/`.
fn read_extends(reader: &mut YamlReader<'_>, node: &YamlNode) -> Option<LocatedName> {
    let text = reader.read_text(node)?;
    let place = reader.place(&node.range);
    if text.contains(['/', '\\']) || text.starts_with('.') {
        reader.faults.push(faults::bad_setting(place, &text, crate::config::DEFAULT_THEME));
        return None;
    }
    Some(LocatedName { text, place })
}

fn read_names(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<LocatedName> {
    let mut names = Vec::new();
    for item in node.as_items() {
        if let Some(text) = reader.read_text(item) {
            names.push(LocatedName { text, place: reader.place(&item.range) });
        }
    }
    names
}

fn read_pairs(reader: &mut YamlReader<'_>, node: &YamlNode) -> Vec<(LocatedName, LocatedName)> {
    let mut pairs = Vec::new();
    let Value::List(items) = &node.value else {
        if node.value != Value::Empty {
            reader.faults.push(faults::expected_list(reader.place(&node.range)));
        }
        return pairs;
    };
    for item in items {
        match <[LocatedName; 2]>::try_from(read_names(reader, item)) {
            Ok([ink, ground]) => pairs.push((ink, ground)),
            Err(names) => {
                let written: Vec<String> = names.into_iter().map(|name| name.text).collect();
                let place = reader.place(&item.range);
                let written = written.join(", ");
                reader.faults.push(faults::bad_setting(place, &written, "[ink, ground]"));
            }
        }
    }
    pairs
}
