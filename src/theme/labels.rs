//! The words of the interface: `i18n/vi.yaml`, `i18n/en.yaml` …, flat maps from a key to a text.
//!
//! A missing label is looked for in Vietnamese, then shown as its key: words never keep a portal from being built.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Text};
use crate::yaml::{self, Reader};

/// The labels of a theme by language.
#[derive(Debug, Default, Hash)]
pub struct Labels(BTreeMap<String, BTreeMap<String, String>>);

impl Labels {
    /// Reads one language's file.
    pub(super) fn read(&mut self, language: &str, text: &Text, faults: &mut Vec<Diagnostic>) {
        let root = match yaml::parse(text, 0..text.as_str().len()) {
            Ok(root) => root,
            Err(fault) => return faults.push(*fault),
        };
        let mut reader = Reader::new(text);
        let labels = self.0.entry(language.to_owned()).or_default();
        for (key, value) in reader.map(&root) {
            if let Some(label) = reader.text(value) {
                labels.insert(key.text.clone(), label);
            }
        }
        faults.append(&mut reader.faults);
    }

    /// Finds a label in a language (`en-GB` falls back to `en`), else in Vietnamese.
    pub fn get(&self, language: &str, key: &str) -> Option<&str> {
        let primary = language.split('-').next().unwrap_or(language);
        let mut languages = [language, primary, "vi"].into_iter();
        languages.find_map(|language| self.0.get(language)?.get(key)).map(String::as_str)
    }

    /// Finds a label, or gives its key.
    pub fn or_key<'l>(&'l self, language: &str, key: &'l str) -> &'l str {
        self.get(language, key).unwrap_or(key)
    }
}
