//! theme.yaml: what a theme is called, which theme it extends, its styles and its design tokens.
//!
//! Each theme of a chain has its own file, and so has the portal's folder over the embedded theme. They are laid over
//! each other key by key and token by token, so that a portal changes one colour with three lines.

use super::tokens::Tokens;
use crate::diagnostic::{Diagnostic, Place, Text, faults};
use crate::yaml::{self, Key, Node, Reader, Value};

const KEYS: [&str; 9] =
    ["name", "title", "version", "description", "licence", "extends", "styles", "style", "pairs"];

/// A name with the place where it is written.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) text: String,
    pub(super) place: Place,
}

/// What one theme.yaml says.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// The theme that gives what this one lacks.
    pub(super) extends: Option<Named>,
    /// The style sheets that are joined, in their order.
    pub(super) styles: Vec<Named>,
    /// The design tokens.
    pub(super) tokens: Tokens,
    /// Pairs of colours, ink and ground, that must be told apart.
    pub(super) pairs: Vec<(Named, Named)>,
}

impl Settings {
    /// Reads a theme.yaml; `is_own` where it is the portal's and not embedded.
    pub(super) fn read(text: &Text, is_own: bool, faults: &mut Vec<Diagnostic>) -> Self {
        let mut settings = Self::default();
        let root = match yaml::parse(text, 0..text.as_str().len()) {
            Ok(root) => root,
            Err(fault) => {
                faults.push(*fault);
                return settings;
            }
        };
        let mut reader = Reader::new(text);
        for (key, value) in keys(&mut reader, &root) {
            match key.text.as_str() {
                "name" | "title" | "version" | "description" | "licence" => {
                    reader.text(value);
                }
                "extends" => settings.extends = extends(&mut reader, value),
                "styles" => settings.styles = named(&mut reader, value),
                "style" => settings.tokens = Tokens::read(&mut reader, value, is_own),
                "pairs" => settings.pairs = pairs(&mut reader, value),
                _ => reader.unknown_key(key, &KEYS),
            }
        }
        faults.append(&mut reader.faults);
        settings
    }
}

/// Gives the keys of a map, each once: a key that stands there again is a fault.
pub(super) fn keys<'n>(reader: &mut Reader<'_>, node: &'n Node) -> Vec<(&'n Key, &'n Node)> {
    let mut found: Vec<(&Key, &Node)> = Vec::new();
    for (key, value) in reader.map(node) {
        match found.iter().find(|(known, _)| known.text == key.text) {
            Some((first, _)) => {
                let (place, other) = (reader.place(&key.range), reader.place(&first.range));
                reader.faults.push(faults::key_twice(place, other, &key.text));
            }
            None => found.push((key, value)),
        }
    }
    found
}

/// The name of a theme is a folder's under `themes/`: what could lead elsewhere is none.
fn extends(reader: &mut Reader<'_>, node: &Node) -> Option<Named> {
    let text = reader.text(node)?;
    let place = reader.place(&node.range);
    if text.contains(['/', '\\']) || text.starts_with('.') {
        reader.faults.push(faults::bad_setting(place, &text, crate::config::DEFAULT_THEME));
        return None;
    }
    Some(Named { text, place })
}

fn named(reader: &mut Reader<'_>, node: &Node) -> Vec<Named> {
    let mut names = Vec::new();
    for item in node.items() {
        if let Some(text) = reader.text(item) {
            names.push(Named { text, place: reader.place(&item.range) });
        }
    }
    names
}

fn pairs(reader: &mut Reader<'_>, node: &Node) -> Vec<(Named, Named)> {
    let mut pairs = Vec::new();
    let Value::List(items) = &node.value else {
        if node.value != Value::Empty {
            reader.faults.push(faults::wanted_list(reader.place(&node.range)));
        }
        return pairs;
    };
    for item in items {
        match <[Named; 2]>::try_from(named(reader, item)) {
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
