//! More than a hundred mistakes that people make, all in one portal and reported in one run.
//!
//! Each goes into a copy of an entry of the sample portal, into its settings or among its files. `⟦` in the replacement
//! marks where the fault must point; line and column are computed from it, in characters of the file on disk, so the
//! tables contain no numbers that a reader would have to trust.
//!
//! **Invariant.** Only these mistakes are reported: a fault that merely follows from another fails the test.

mod documents;
mod entry_repairs;
mod files;
mod other_sources;
mod repairs;
mod settings_repairs;
mod single_cause;
mod templates;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::test_portal::{TestPortal, sample_files};

/// The text of an entry, its faulty replacement, and the expected fault.
///
/// The fault is `severity code` at the mark. If it points elsewhere, its line and column come first; if it is about the
/// whole file, there is no mark.
type Mistake = (&'static str, &'static str, &'static str);

/// Marks where a fault must point.
const MARK: char = '⟦';

/// The encoding of a file on disk.
#[derive(Debug, Clone, Copy)]
enum FileEncoding {
    Plain,
    Crlf,
    Bom,
    Nfd,
    BomAndCrlf,
}

impl FileEncoding {
    fn encode(self, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Crlf => text.replace('\n', "\r\n"),
            Self::Bom => format!("\u{FEFF}{text}"),
            Self::Nfd => text.nfd().collect(),
            Self::BomAndCrlf => Self::Bom.encode(&Self::Crlf.encode(text)),
        }
    }
}

/// A portal with mistakes in it, and the expected faults.
struct MistakePortal {
    portal: TestPortal,
    sample: BTreeMap<String, Vec<u8>>,
    expected: Vec<String>,
    count: usize,
}

impl MistakePortal {
    fn new() -> Self {
        Self {
            portal: TestPortal::sample(),
            sample: sample_files(),
            expected: Vec::new(),
            count: 0,
        }
    }

    fn text(&self, path: &str) -> String {
        let bytes = self.sample.get(path).unwrap_or_else(|| panic!("the sample has no {path}"));
        String::from_utf8(bytes.clone()).expect("the sample is UTF-8")
    }

    fn expect_fault(&mut self, fault: impl Into<String>) {
        self.expected.push(fault.into());
        self.count += 1;
    }

    /// Adds each mistake of a table, in its own copy of an entry.
    fn mistakes_in_copies(&mut self, base: &str, mistakes: &[Mistake]) {
        for mistake in mistakes {
            self.mistake_in_copy(base, mistake, FileEncoding::Plain);
        }
    }

    /// Copies an entry, with its folder if it has one, and puts a mistake into the copy.
    #[track_caller]
    fn mistake_in_copy(&mut self, base: &str, (from, to, fault): &Mistake, encoding: FileEncoding) {
        let serial = 9001 + self.count;
        let path = self.copy_path(base, serial);
        let text = replace_once(&self.text(base), from, to);
        let text = encoding.encode(&renumber(&text, serial));
        let fault = expected_fault(&path, &text, fault);
        self.write(&path, &text.replace(MARK, ""));
        self.expect_fault(fault);
    }

    /// Copies the other files of an entry's folder, if it has one; returns the path for the copy of the entry.
    fn copy_path(&mut self, base: &str, serial: usize) -> String {
        let Some(folder) = base.strip_suffix("/index.md") else {
            let (folder, _) = base.rsplit_once('/').expect("an entry is below content/");
            return format!("{folder}/loi-{serial}.md");
        };
        let (parent, _) = folder.rsplit_once('/').expect("an entry is below content/");
        let copy = format!("{parent}/loi-{serial}");
        let prefix = format!("{folder}/");
        let files: Vec<_> = self
            .sample
            .range(prefix.clone()..)
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        for (path, bytes) in files.iter().take_while(|(path, _)| path.starts_with(&prefix)) {
            if let Some(name) = path.strip_prefix(&prefix).filter(|name| *name != "index.md") {
                self.bytes(&format!("{copy}/{name}"), bytes);
            }
        }
        format!("{copy}/index.md")
    }

    /// Puts several mistakes into one file, without copying it.
    fn mistakes_in_place(&mut self, path: &str, mistakes: &[Mistake]) {
        let mut text = self.text(path);
        let mut marked = Vec::new();
        for (at, (from, to, fault)) in mistakes.iter().enumerate() {
            // Each mark gets its own character until all are inserted, because they shift each other's columns.
            let marker =
                char::from_u32(0xE000 + u32::try_from(at).expect("few")).expect("private use");
            text = replace_once(&text, from, &to.replace(MARK, &marker.to_string()));
            marked.push((marker, *fault));
        }
        for (marker, fault) in &marked {
            let with_one_marker: String = text
                .chars()
                .filter(|c| c == marker || !(marked.iter().any(|(n, _)| n == c)))
                .collect();
            let fault =
                expected_fault(path, &with_one_marker.replace(*marker, &MARK.to_string()), fault);
            self.expect_fault(fault);
        }
        let clean: String =
            text.chars().filter(|c| !marked.iter().any(|(marker, _)| marker == c)).collect();
        self.write(path, &clean);
    }

    /// Writes a file with a mark in it.
    fn file(&mut self, path: &str, text: &str, fault: &str) {
        let fault = expected_fault(path, text, fault);
        self.write(path, &text.replace(MARK, ""));
        self.expect_fault(fault);
    }

    fn write(&mut self, path: &str, text: &str) {
        self.bytes(path, text.as_bytes());
    }

    fn bytes(&mut self, path: &str, bytes: &[u8]) {
        let portal = std::mem::replace(&mut self.portal, TestPortal::empty());
        self.portal = portal.bytes(path, bytes);
    }

    /// Checks the portal: each mistake is reported at its place, and nothing else is.
    #[track_caller]
    fn assert_all_reported(self) {
        let portal = self.portal.check();
        let mut expected = self.expected;
        expected.sort();
        let mut reported = portal.faults();
        reported.sort();
        let missing: Vec<_> = expected.iter().filter(|fault| !reported.contains(fault)).collect();
        let unexpected: Vec<_> =
            reported.iter().filter(|fault| !expected.contains(fault)).collect();
        assert!(
            missing.is_empty() && unexpected.is_empty(),
            "not reported: {missing:#?}\nreported but not expected: {unexpected:#?}"
        );
        assert_eq!(reported, expected, "each mistake is reported once");
    }
}

#[track_caller]
fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} must occur once in the sample's entry");
    text.replace(from, to)
}

/// Gives the copy of a document its own number, unless the mistake is in the number.
fn renumber(text: &str, serial: usize) -> String {
    let line = text.lines().find(|line| line.starts_with("số hiệu: ") && !line.contains(MARK));
    let Some((line, (_, rest))) = line.and_then(|line| Some((line, line.split_once('/')?))) else {
        return text.to_owned();
    };
    text.replacen(line, &format!("số hiệu: {serial}/{rest}"), 1)
}

/// The line of an expected fault, with its place computed from the mark.
fn expected_fault(path: &str, text: &str, fault: &str) -> String {
    let path: String = path.nfc().collect();
    if fault.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("{path}:{fault}");
    }
    let Some(at) = text.find(MARK) else { return format!("{path} {fault}") };
    let before = text[..at].trim_start_matches('\u{FEFF}');
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{path}:{line}:{column} {fault}")
}

#[test]
fn a_hundred_mistakes_are_reported_in_one_run_each_at_its_place() {
    let mut portal = MistakePortal::new();
    documents::add_mistakes(&mut portal);
    other_sources::add_mistakes(&mut portal);
    files::add_mistakes(&mut portal);
    assert!(portal.count >= 100, "{} mistakes", portal.count);
    portal.assert_all_reported();
}
