//! Interface labels: `i18n/vi.yaml`, `i18n/en.yaml` …, flat maps from a key to a text.
//!
//! A missing label falls back to Vietnamese, then to its key. A key that a template writes out has a label, which
//! `label_keys` checks before a page is rendered.

use std::collections::BTreeMap;

use crate::config::{is_same_language, primary_subtag};
use crate::diagnostic::{Diagnostic, Place, SourceText};
use crate::entry::METADATA_FIELDS;
use crate::yaml::{self, YamlReader};

/// The language of labels that are missing in the language of the page.
const FALLBACK_LANGUAGE: &str = "vi";

/// The labels of the default theme, in both languages.
const DEFAULT_LABELS: [&str; 2] = [
    include_str!("../../themes/cong-thong-tin/i18n/vi.yaml"),
    include_str!("../../themes/cong-thong-tin/i18n/en.yaml"),
];

const _: () = {
    let mut index = 0;
    while index < METADATA_FIELDS.len() {
        let field = &METADATA_FIELDS[index];
        let [vi, en] = DEFAULT_LABELS;
        let has_labels = has_label(vi, field.name()) && has_label(en, field.name());
        assert!(field.fact().is_none() || has_labels, "a fact has no label in vi.yaml or en.yaml");
        index += 1;
    }
};

/// Returns whether a file of labels has a line with a key.
const fn has_label(file: &str, key: &str) -> bool {
    let mut rest = file.as_bytes();
    while rest.len() > key.len() {
        let (start, end) = rest.split_at(key.len());
        if start.eq_ignore_ascii_case(key.as_bytes()) && end[0] == b':' {
            return true;
        }
        while let [byte, after @ ..] = rest {
            rest = after;
            if *byte == b'\n' {
                break;
            }
        }
    }
    false
}

/// A key in a file of labels that no theme below has.
#[derive(Debug)]
pub(super) struct NewKey {
    pub(super) key: String,
    pub(super) place: Place,
}

/// The labels of a theme by language.
#[derive(Debug, Default, Hash)]
pub struct Labels(BTreeMap<String, BTreeMap<String, String>>);

impl Labels {
    /// Reads one language's file. Adds to `new_keys` those keys that no file before had, in any language.
    pub(super) fn read(
        &mut self,
        language: &str,
        text: &SourceText,
        mut new_keys: Option<&mut Vec<NewKey>>,
        faults: &mut Vec<Diagnostic>,
    ) {
        let mut reader = YamlReader::new(text);
        let root = match yaml::parse(text, 0..text.as_str().len(), &mut reader.faults) {
            Ok(root) => root,
            Err(fault) => return faults.push(*fault),
        };
        let mut read = BTreeMap::new();
        for (key, value) in reader.read_map(&root) {
            let Some(label) = reader.read_text(value) else { continue };
            if let Some(new_keys) = new_keys.as_mut().filter(|_| !self.has(&key.text)) {
                let place = text.place(key.range.clone());
                new_keys.push(NewKey { key: key.text.clone(), place });
            }
            read.insert(key.text.clone(), label);
        }
        self.0.entry(language.to_owned()).or_default().extend(read);
        faults.extend(reader.faults.into_vec());
    }

    /// Returns whether there is a label with a key, in any language.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.values().any(|labels| labels.contains_key(key))
    }

    /// Returns the keys of all labels; those in several languages stand several times.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.values().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// Returns the labels for a page in a language.
    pub fn for_language<'l>(&'l self, language: &'l str) -> UiLabels<'l> {
        UiLabels { labels: self, language }
    }
}

/// The interface labels in the language of a page.
#[derive(Debug, Clone, Copy)]
pub struct UiLabels<'l> {
    labels: &'l Labels,
    language: &'l str,
}

impl<'l> UiLabels<'l> {
    /// Returns the language of the page.
    pub fn language(self) -> &'l str {
        self.language
    }

    /// Returns a label in the language of the page (`en-GB` falls back to `en`), else in Vietnamese.
    pub fn get(self, key: &str) -> Option<&'l str> {
        self.find(key).map(|(_, label)| label)
    }

    /// Returns a label, or its key if there is none.
    pub fn or_key<'k>(self, key: &'k str) -> &'k str
    where
        'l: 'k,
    {
        self.get(key).unwrap_or(key)
    }

    /// Returns a label, or an empty text if there is none.
    pub fn or_empty(self, key: &str) -> &'l str {
        self.get(key).unwrap_or_default()
    }

    /// Returns the language of a label, if it differs from that of the page.
    pub fn lang_attribute(self, key: &str) -> Option<&'static str> {
        let (language, _) = self.find(key)?;
        (language == FALLBACK_LANGUAGE && !is_same_language(language, self.language))
            .then_some(FALLBACK_LANGUAGE)
    }

    /// Returns the language in which the interface is shown if the theme has no labels in that of the page.
    pub fn fallback_language(self) -> Option<&'static str> {
        let has = |language| self.labels.0.contains_key(language);
        let is_fallback = is_same_language(FALLBACK_LANGUAGE, self.language);
        let has_labels = is_fallback || has(self.language) || has(primary_subtag(self.language));
        (!has_labels && has(FALLBACK_LANGUAGE)).then_some(FALLBACK_LANGUAGE)
    }

    fn find(self, key: &str) -> Option<(&'l str, &'l str)> {
        let languages =
            [self.language, primary_subtag(self.language), FALLBACK_LANGUAGE].into_iter();
        let mut labels =
            languages.filter_map(|language| Some((language, self.labels.0.get(language)?)));
        labels.find_map(|(language, labels)| Some((language, labels.get(key)?.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_theme_has_every_label_in_both_languages() {
        let mut labels = Labels::default();
        for (language, text) in ["vi", "en"].into_iter().zip(DEFAULT_LABELS) {
            let mut faults = Vec::new();
            labels.read(language, &SourceText::new("i18n", text.to_owned()), None, &mut faults);
            assert!(faults.is_empty(), "{language}: {faults:?}");
        }
        let keys = |language| labels.0[language].keys().collect::<Vec<_>>();
        assert_eq!(keys("vi"), keys("en"));
    }

    #[test]
    fn a_label_falls_back_to_the_primary_language_then_vietnamese() {
        let mut labels = Labels::default();
        for (language, text) in [("vi", "a: một\nb: hai\n"), ("en", "a: one\n")] {
            labels.read(language, &SourceText::new("i18n", text.to_owned()), None, &mut Vec::new());
        }
        let english = labels.for_language("en-GB");
        assert_eq!((english.or_key("a"), english.lang_attribute("a")), ("one", None));
        assert_eq!((english.or_key("b"), english.lang_attribute("b")), ("hai", Some("vi")));
        assert_eq!(
            (english.or_key("c"), english.or_empty("c"), english.lang_attribute("c")),
            ("c", "", None)
        );
        assert_eq!(english.fallback_language(), None);
        assert_eq!(labels.for_language("vi-VN").fallback_language(), None);
        assert_eq!(labels.for_language("km").fallback_language(), Some("vi"));
        assert_eq!(Labels::default().for_language("km").fallback_language(), None);
    }
}
