//! theme.yaml: what a theme is called, which theme it extends, its styles and its design tokens.
//!
//! Each theme of a chain has its own file, and so has the portal's folder over the embedded theme. They are laid over
//! each other key by key and token by token, so that a portal changes one colour with three lines.

use super::tokens::Tokens;
use crate::diagnostic::{Diagnostic, Place, SourceText, faults};
use crate::yaml::{self, Key, Value, YamlNode, YamlReader};

const KEYS: [&str; 9] =
    ["name", "title", "version", "description", "licence", "extends", "styles", "style", "pairs"];

/// A name with the place where it is written.
#[derive(Debug, Clone)]
pub(super) struct LocatedName {
    pub(super) text: String,
    pub(super) place: Place,
}

/// What one theme.yaml says.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// The theme that gives what this one lacks.
    pub(super) extends: Option<LocatedName>,
    /// The style sheets that are joined, in their order.
    pub(super) styles: Vec<LocatedName>,
    /// The design tokens.
    pub(super) tokens: Tokens,
    /// Pairs of colours, ink and ground, that must be told apart.
    pub(super) contrast_pairs: Vec<(LocatedName, LocatedName)>,
}

impl Settings {
    /// Reads a theme.yaml; `is_own` where it is the portal's and not embedded.
    pub(super) fn read(text: &SourceText, is_own: bool, faults: &mut Vec<Diagnostic>) -> Self {
        let mut settings = Self::default();
        let root = match yaml::parse(text, 0..text.as_str().len()) {
            Ok(root) => root,
            Err(fault) => {
                faults.push(*fault);
                return settings;
            }
        };
        let mut reader = YamlReader::new(text);
        for (key, value) in unique_keys(&mut reader, &root) {
            match key.text.as_str() {
                "name" | "title" | "version" | "description" | "licence" => {
                    reader.read_text(value);
                }
                "extends" => settings.extends = read_extends(&mut reader, value),
                "styles" => settings.styles = read_names(&mut reader, value),
                "style" => settings.tokens = Tokens::read(&mut reader, value, is_own),
                "pairs" => settings.contrast_pairs = read_pairs(&mut reader, value),
                _ => reader.report_unknown_key(key, &KEYS),
            }
        }
        faults.append(&mut reader.faults);
        settings
    }
}

/// Gives the keys of a map, each once: a key that stands there again is a fault.
pub(super) fn unique_keys<'n>(
    reader: &mut YamlReader<'_>,
    node: &'n YamlNode,
) -> Vec<(&'n Key, &'n YamlNode)> {
    let mut found: Vec<(&Key, &YamlNode)> = Vec::new();
    for (key, value) in reader.read_map(node) {
        match found.iter().find(|(known, _)| known.text == key.text) {
            Some((first, _)) => {
                let (place, other) = (reader.place(&key.range), reader.place(&first.range));
                reader.faults.push(faults::duplicate_key(place, other, &key.text));
            }
            None => found.push((key, value)),
        }
    }
    found
}

/// The name of a theme is a folder's under `themes/`: what could lead elsewhere is none.
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
