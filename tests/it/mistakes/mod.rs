//! More than a hundred mistakes that people make, planted in one portal and told in one run.
//!
//! Each is put into a copy of an entry of the sample portal, into its settings or beside its files. `⟦` in what is
//! written stands where the fault must point; the line and the column are counted from it here, in characters of the
//! file as it lies on disk, so the tables hold no numbers that a reader would have to trust.
//!
//! **Invariant.** Nothing is told that was not planted: a fault that only follows from another is none.

mod documents;
mod files;
mod other_sources;
mod single_cause;

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::test_portal::{SCAN_ADVICE, TestPortal, sample_files};

/// What stands in an entry, what a person makes of it, and what is to be told.
///
/// The fault is `severity code` at the mark; where it stands elsewhere its line and column come first, and where it
/// is about the file as a whole there is no mark.
type Mistake = (&'static str, &'static str, &'static str);

/// The mark of a place.
const MARK: char = '⟦';

/// How a file is written to disk.
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

/// A portal with mistakes in it, and what is to be told.
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

    fn expect(&mut self, fault: impl Into<String>) {
        self.expected.push(fault.into());
        self.count += 1;
    }

    /// Plants each slip of a table in a copy of its own of an entry.
    fn mistakes_in_copies(&mut self, base: &str, slips: &[Mistake]) {
        for slip in slips {
            self.mistake_in_copy(base, slip, FileEncoding::Plain);
        }
    }

    /// Copies an entry, with its folder if it has one, and plants a slip in the copy.
    #[track_caller]
    fn mistake_in_copy(&mut self, base: &str, (from, to, fault): &Mistake, form: FileEncoding) {
        let serial = 9001 + self.count;
        let path = self.copy_path(base, serial);
        let text = replace_once(&self.text(base), from, to);
        let text = form.encode(&renumber(&text, serial));
        let fault = expected_fault(&path, &text, fault);
        self.write(&path, &text.replace(MARK, ""));
        self.expect(fault);
    }

    /// Where a copy of an entry lies: beside it, with the files of its folder.
    fn copy_path(&mut self, base: &str, serial: usize) -> String {
        let Some(folder) = base.strip_suffix("/index.md") else {
            let (folder, _) = base.rsplit_once('/').expect("an entry lies in content/");
            return format!("{folder}/loi-{serial}.md");
        };
        let (above, _) = folder.rsplit_once('/').expect("an entry lies in content/");
        let copy = format!("{above}/loi-{serial}");
        let beside = format!("{folder}/");
        let files: Vec<_> = self
            .sample
            .range(beside.clone()..)
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        for (path, bytes) in files.iter().take_while(|(path, _)| path.starts_with(&beside)) {
            if let Some(name) = path.strip_prefix(&beside).filter(|name| *name != "index.md") {
                self.bytes(&format!("{copy}/{name}"), bytes);
            }
        }
        format!("{copy}/index.md")
    }

    /// Plants several slips in one file where it lies.
    fn mistakes_in_place(&mut self, path: &str, slips: &[Mistake]) {
        let mut text = self.text(path);
        let mut marked = Vec::new();
        for (at, (from, to, fault)) in slips.iter().enumerate() {
            // Each mark gets a name of its own until all are in, as they move each other.
            let name =
                char::from_u32(0xE000 + u32::try_from(at).expect("few")).expect("private use");
            text = replace_once(&text, from, &to.replace(MARK, &name.to_string()));
            marked.push((name, *fault));
        }
        for (name, fault) in &marked {
            let only: String = text
                .chars()
                .filter(|c| c == name || !(marked.iter().any(|(n, _)| n == c)))
                .collect();
            let fault = expected_fault(path, &only.replace(*name, &MARK.to_string()), fault);
            self.expect(fault);
        }
        let clean: String =
            text.chars().filter(|c| !marked.iter().any(|(name, _)| name == c)).collect();
        self.write(path, &clean);
    }

    /// Writes a file with a mark in it.
    fn file(&mut self, path: &str, text: &str, fault: &str) {
        let fault = expected_fault(path, text, fault);
        self.write(path, &text.replace(MARK, ""));
        self.expect(fault);
    }

    fn write(&mut self, path: &str, text: &str) {
        self.bytes(path, text.as_bytes());
    }

    fn bytes(&mut self, path: &str, bytes: &[u8]) {
        let portal = std::mem::replace(&mut self.portal, TestPortal::empty());
        self.portal = portal.bytes(path, bytes);
    }

    /// Checks the portal: each mistake is told where it is, and nothing else is.
    #[track_caller]
    fn assert_all_reported(self) {
        let portal = self.portal.check();
        let mut expected = self.expected;
        expected.extend(SCAN_ADVICE.map(str::to_owned));
        expected.sort();
        let mut found = portal.faults();
        found.sort();
        let missing: Vec<_> = expected.iter().filter(|fault| !found.contains(fault)).collect();
        let more: Vec<_> = found.iter().filter(|fault| !expected.contains(fault)).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "not told: {missing:#?}\ntold and not planted: {more:#?}"
        );
        assert_eq!(found, expected, "each mistake is told once");
    }
}

#[track_caller]
fn replace_once(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} is to stand once in the sample's entry");
    text.replace(from, to)
}

/// Gives the copy of a document a number of its own, unless the mistake is in the number.
fn renumber(text: &str, serial: usize) -> String {
    let line = text.lines().find(|line| line.starts_with("số hiệu: ") && !line.contains(MARK));
    let Some((line, (_, rest))) = line.and_then(|line| Some((line, line.split_once('/')?))) else {
        return text.to_owned();
    };
    text.replacen(line, &format!("số hiệu: {serial}/{rest}"), 1)
}

/// The line that tells a fault, its place counted from the mark.
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
fn a_hundred_mistakes_are_told_in_one_run_each_at_its_place() {
    let mut planted = MistakePortal::new();
    documents::add_mistakes(&mut planted);
    other_sources::add_mistakes(&mut planted);
    files::add_mistakes(&mut planted);
    assert!(planted.count >= 100, "{} mistakes", planted.count);
    planted.assert_all_reported();
}
