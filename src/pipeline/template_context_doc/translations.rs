//! The Vietnamese explanations of the template context: one line `key: text` for each explained value in `vi.txt`.
//!
//! A key is `Type`, `Type.field`, `Type.variant`, `page.kind.<kind>`, or the name of a template function. `UPDATE=1`
//! adds a line with the English text and [`MARKER`] for each missing key, and removes the lines that are no longer
//! used. So an engineer who reads no Vietnamese can add a value; `grep "(cần dịch)"` finds what is to be translated.
//! When a type or a field is renamed, its keys must be renamed too, or its Vietnamese texts are lost.
//!
//! **Left out on purpose.** Whether a Vietnamese text still says the same as a changed English one is not checked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The mark at the end of an English text that stands in for a Vietnamese one.
const MARKER: &str = "(cần dịch)";

/// The comment at the top of the file.
const HEADER: &str = "\
# Lời giải thích bằng tiếng Việt cho docs/giao-dien-du-lieu.md; xem translations.rs cạnh tệp này.
# Vietnamese explanations of the values that templates receive: one line for each, `key: text`.
# `UPDATE=1 cargo test --lib template_context` adds missing lines, in English and marked as
# to be translated, and removes lines that are no longer used. Rename keys together with their types.
";

/// The Vietnamese explanations, and those used so far.
pub(super) struct VietnameseTexts {
    written: BTreeMap<String, String>,
    /// The keys and texts in the order of the document.
    used: Vec<(String, String)>,
    missing: Vec<String>,
    /// Lines that are not `key: text`, and keys that occur twice.
    bad_lines: Vec<String>,
}

impl VietnameseTexts {
    /// Reads the explanations from the text of the file.
    pub(super) fn parse(text: &str) -> Self {
        let mut written = BTreeMap::new();
        let mut bad_lines = Vec::new();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let parts = line.split_once(": ").map(|(key, text)| (key, text.trim()));
            match parts.filter(|(_, text)| !text.is_empty()) {
                Some((key, text)) if !written.contains_key(key) => {
                    written.insert(key.to_owned(), text.to_owned());
                }
                _ => bad_lines.push(line.to_owned()),
            }
        }
        Self { written, used: Vec::new(), missing: Vec::new(), bad_lines }
    }

    /// Returns the Vietnamese explanation of a value, or the marked English one if there is none.
    pub(super) fn explain(&mut self, key: &str, english: &str) -> String {
        let text = self.written.get(key).cloned().unwrap_or_else(|| {
            self.missing.push(key.to_owned());
            format!("{english} {MARKER}")
        });
        self.used.push((key.to_owned(), text.clone()));
        text
    }

    /// Returns the text of a file that has exactly the lines used, in the order of the document.
    pub(super) fn updated_file(&self) -> String {
        let mut text = HEADER.to_owned();
        for (key, explanation) in &self.used {
            let _ = writeln!(text, "{key}: {explanation}");
        }
        text
    }

    /// Returns what is wrong with the file, one line for each key.
    pub(super) fn faults(&self) -> Vec<String> {
        let used: BTreeSet<&str> = self.used.iter().map(|(key, _)| key.as_str()).collect();
        let stale = self.written.keys().filter(|key| !used.contains(key.as_str()));
        let missing = self.missing.iter().map(|key| format!("{key}: no Vietnamese explanation"));
        let stale = stale.map(|key| format!("{key}: no longer exists"));
        let bad = self.bad_lines.iter().map(|line| format!("not `key: text`, or twice: {line}"));
        missing.chain(stale).chain(bad).collect()
    }
}

#[test]
fn missing_stale_and_repeated_explanations_are_reported() {
    let text =
        "# a comment\nPage.title: tiêu đề\nPage.gone: cũ\nPage.title: hai lần\nkhông có khoá\n";
    let mut texts = VietnameseTexts::parse(text);
    assert_eq!(texts.explain("Page.title", "the title"), "tiêu đề");
    assert_eq!(texts.explain("Page.url", "the address"), "the address (cần dịch)");
    let expected = [
        "Page.url: no Vietnamese explanation",
        "Page.gone: no longer exists",
        "not `key: text`, or twice: Page.title: hai lần",
        "not `key: text`, or twice: không có khoá",
    ];
    assert_eq!(texts.faults(), expected);
    let updated = texts.updated_file();
    assert!(updated.ends_with("Page.title: tiêu đề\nPage.url: the address (cần dịch)\n"));
    let mut again = VietnameseTexts::parse(&updated);
    for (key, english) in [("Page.title", "the title"), ("Page.url", "the address")] {
        again.explain(key, english);
    }
    assert!(again.faults().is_empty(), "{:?}", again.faults());
}
