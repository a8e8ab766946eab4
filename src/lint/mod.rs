//! Advice of `check`: what a careful colleague would say.
//!
//! A [`PortalLinter`] advises on the portal as a whole and, with the text of its file, on each entry: `numbers`,
//! `dates`, `relations`, `files`, `body`. `text` finds what conversion, pasting and haste leave in a text. Pure.
//!
//! **Invariant.** Advice that may be wrong is worse than none: a rule is silent where the metadata leaves another
//! explanation open.
//!
//! **Left out on purpose.** Nothing here runs in a build, nor on entries that are faulty, removed or not published.

mod body;
mod dates;
mod files;
mod numbers;
mod relations;
pub mod text;

use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, EntryKind, keys};
use crate::diagnostic::{Diagnostic, FaultList, Place, SourceText, faults};
use crate::entry::{self, Entry, FieldKey};
use crate::library::Library;
use crate::theme::Theme;
use crate::yaml::{self, Key, KeyLanguage, Value, YamlNode};
use files::SameFiles;
use numbers::NumberIndex;
use relations::OwnDocuments;

/// A title of fewer words may be an abbreviation.
const MIN_TITLE_WORDS: usize = 4;

/// What is advised on.
#[derive(Clone, Copy)]
pub struct LintInput<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The theme.
    pub theme: &'a Theme,
    /// The entries on the site.
    pub library: &'a Arc<Library>,
    /// The files that are copied to the same path of the site.
    pub copies: &'a [Arc<str>],
    /// Whether there are errors, which may be the cause of what looks wrong elsewhere.
    pub has_errors: bool,
}

/// Advises on a portal and its entries.
pub struct PortalLinter<'a> {
    input: LintInput<'a>,
    numbers: NumberIndex<'a>,
    same_files: SameFiles<'a>,
    own_documents: OwnDocuments<'a>,
}

impl<'a> PortalLinter<'a> {
    /// Indexes what advice on an entry needs of the others.
    pub fn new(input: LintInput<'a>) -> Self {
        let numbers = NumberIndex::new(input.library);
        let own_documents = OwnDocuments::new(input);
        let same_files = SameFiles::new(input.library);
        Self { input, numbers, same_files, own_documents }
    }

    /// Advises on the portal as a whole; `settings` is the text of portal.yaml.
    pub fn portal_advice(&self, settings: &SourceText) -> Vec<Diagnostic> {
        let mut advice = Vec::new();
        // An error may be why a file seems unused.
        if !self.input.has_errors {
            advice.extend(files::unused_files(self.input));
        }
        let keys = SettingKeys::new(settings);
        advice.extend(files::incomplete_owner(self.input.config, &keys));
        advice.extend(numbers::unknown_issuers(self.input, &keys));
        advice
    }

    /// Advises on an entry; `text` is that of its file.
    pub fn entry_advice(&self, entry: &Entry, text: &SourceText) -> Vec<Diagnostic> {
        let body_start = entry::body_start(text);
        let mut linter = EntryLinter { portal: self, entry, text, body_start, advice: Vec::new() };
        linter.check_body();
        linter.check_title();
        linter.check_texts();
        // The metadata of a draft is not finished.
        if entry.metadata.draft {
            return linter.advice;
        }
        linter.check_dates();
        if entry.kind == EntryKind::Document {
            linter.check_numbers();
            linter.check_relations();
            linter.check_files();
        }
        linter.advice
    }
}

/// The keys at the top of portal.yaml as they are written.
struct SettingKeys<'a> {
    text: &'a SourceText,
    pairs: Vec<(Key, YamlNode)>,
    /// The language that most of them are of.
    language: KeyLanguage,
}

impl<'a> SettingKeys<'a> {
    fn new(text: &'a SourceText) -> Self {
        let mut faults = FaultList::default();
        let root = yaml::parse(text, 0..text.as_str().len(), &mut faults).map(|root| root.value);
        let pairs = if let Ok(Value::Map(pairs)) = root { pairs } else { Vec::new() };
        let language = KeyLanguage::of(&pairs, keys::SETTINGS);
        Self { text, pairs, language }
    }

    /// Returns a key by its English name: how it is written, or would be, and its place, or that of the whole file.
    fn find(&self, name: &str) -> ((&str, &str), Place) {
        let names = keys::setting(name);
        match self.pairs.iter().find(|(key, _)| yaml::is_key(&key.text, names)) {
            Some((key, _)) => ((&key.text, &key.text), self.text.place(key.range.clone())),
            None => (self.language.shown(names), Place::file(self.text.file().clone())),
        }
    }

    /// Returns how many spaces begin a line below a key, by its English name; `None` if its value is in braces.
    fn indent_below(&self, name: &str) -> Option<usize> {
        let names = keys::setting(name);
        let found = self.pairs.iter().find(|(key, _)| yaml::is_key(&key.text, names));
        found.map_or(Some(2), |(_, value)| value.indent_below(self.text))
    }
}

/// The advice on one entry.
struct EntryLinter<'a> {
    portal: &'a PortalLinter<'a>,
    entry: &'a Entry,
    text: &'a SourceText,
    body_start: usize,
    advice: Vec<Diagnostic>,
}

impl<'a> EntryLinter<'a> {
    fn body(&self) -> &'a str {
        &self.text.as_str()[self.body_start..]
    }

    fn body_place(&self, range: Range<usize>) -> Place {
        self.text.place(self.body_start + range.start..self.body_start + range.end)
    }

    /// Returns the place of a value of the front matter, by the code name of its key.
    fn value_place(&self, name: &str) -> Place {
        let range = entry::value_range(self.text, name);
        self.text.place(range.unwrap_or_else(|| self.entry.span(FieldKey::FrontMatter)))
    }

    fn field_place(&self, field: FieldKey) -> Place {
        self.text.place(self.entry.span(field))
    }

    /// Reports a title of several words in capitals only.
    fn check_title(&mut self) {
        let title = &self.entry.metadata.title;
        let is_long = title.split_whitespace().nth(MIN_TITLE_WORDS - 1).is_some();
        if is_long && !title.contains(char::is_lowercase) {
            let place = self.field_place(FieldKey::Title);
            self.advice.push(faults::title_in_capitals(place));
        }
    }

    /// Reports what conversion, pasting and haste left in the body, the title and the abstract.
    fn check_texts(&mut self) {
        let body = self.body();
        let mut findings = Vec::new();
        text::findings(body, &mut |finding| findings.push(finding));
        // In a document, a stamp of secrecy is an error.
        let is_document = self.entry.kind == EntryKind::Document;
        findings.retain(|text::TextFinding { kind, .. }| {
            let is_reported = is_document && *kind == text::TextFindingKind::SecrecyStamp;
            !is_reported && !self.is_public_number(kind)
        });
        for finding in findings {
            let place = self.body_place(finding.range.clone());
            self.advice.push(finding.advice(body, place));
        }
        let metadata = &self.entry.metadata;
        let abstract_text = metadata.abstract_text.as_deref().unwrap_or_default();
        for (name, value) in [("title", &*metadata.title), ("abstract", abstract_text)] {
            let mut findings = Vec::new();
            text::value_findings(value, &mut |finding| findings.push(finding));
            for finding in findings {
                let place = self.value_place(name);
                self.advice.push(finding.advice(value, place));
            }
        }
    }

    /// Returns whether a telephone number is one that the body gives to the public: the owner's, or one on a plain
    /// page, such as that of contacts.
    fn is_public_number(&self, kind: &text::TextFindingKind) -> bool {
        let text::TextFindingKind::PrivatePhone(digits) = kind else { return false };
        let phone = self.portal.input.config.owner.phone.as_deref().unwrap_or_default();
        let phone: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.entry.kind == EntryKind::Page || phone.contains(digits.as_str())
    }
}
