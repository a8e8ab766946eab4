//! The visible words of a text stand on its page, in order, and its blocks are blocks there.
//!
//! `source` reads the words of Markdown as its author means them, `page` those of the rendered body, and `faults` here
//! compares the two: a word is lost, added or changed; a block runs on from the block before (glued); a line is broken
//! in two (torn). The texts are the sample's, those of `tests/texts/`, random ones (`documents`), and those of any
//! folder:
//!
//!     NIEMYET_TEXTS=folder cargo test --test it visible_words
//!
//! tries every `*.md` below `folder`, with or without front matter. A failure names the text, the line and the words.

mod documents;
mod inline;
mod marks;
mod page;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use self::page::PageWord;
use crate::files::files_under;
use crate::markdown_examples::rendered;

/// How many random documents are tried; `TEXTS=1000` tries so many.
const RANDOM_DOCUMENTS: u64 = 300;
/// How many words in sequence are equal where two texts go on equally.
const ANCHOR_WORDS: usize = 3;
/// How far a place is looked for from which two texts go on equally.
const SEARCHED_WORDS: usize = 60;

/// How the page breaks before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordBreak {
    /// A block begins with it.
    Required,
    /// A block may begin with it.
    Allowed,
    /// It continues its line.
    Forbidden,
}

/// A word that an author wrote.
#[derive(Debug)]
struct SourceWord {
    text: String,
    /// The number of its line in the body.
    line: usize,
    before: WordBreak,
    /// Whether it is a mark that a page may show as a bullet.
    is_bullet: bool,
}

/// A place where a page does not show what is written.
#[derive(Debug)]
struct TextFault {
    /// The number of the line in the body; 0 for the whole text.
    line: usize,
    /// The same for places at fault for one cause.
    class: String,
    message: String,
}

impl TextFault {
    fn new(kind: &str, source: &[SourceWord], at: usize, details: &str) -> Self {
        let range = at.saturating_sub(3)..(at + 4).min(source.len());
        let words: Vec<&str> =
            source[range.clone()].iter().map(|word| word.text.as_str()).collect();
        let (word, line) = source.get(at).map_or(("", 0), |word| (word.text.as_str(), word.line));
        let rest: Vec<&str> = source[at..range.end].iter().map(|word| word.text.as_str()).collect();
        let form = marks::form(&rest.join(" "));
        let form = form.unwrap_or_else(|| if kind == "words" { word } else { "text" }.to_owned());
        let message = format!("{kind} {word:?} in {:?}{details}", words.join(" "));
        Self { line, class: format!("{kind} {form}"), message }
    }

    /// The fault with the line that it is about and the one before.
    fn shown(&self, body: &str) -> String {
        let lines = body.lines().take(self.line).skip(self.line.saturating_sub(2));
        let lines: Vec<String> = lines.map(|line| format!("\n    | {line:.110}")).collect();
        format!("{}{}", self.message, lines.concat())
    }
}

/// What differs between a body and its page.
fn faults(body: &str) -> Vec<TextFault> {
    let html = rendered(body);
    let (source, page) = (source::words(body), page::words(&html));
    let mut faults = word_faults(&source.words, &page.words);
    let (mut written, mut shown) = (source.notes, page.notes);
    written.sort();
    shown.sort();
    if written != shown {
        let message = format!("footnotes: written {written:?}, shown {shown:?}");
        faults.push(TextFault { line: 0, class: "footnotes".to_owned(), message });
    }
    faults
}

/// Compares the words, and the breaks before them.
fn word_faults(source: &[SourceWord], page: &[PageWord]) -> Vec<TextFault> {
    let mut faults = Vec::new();
    let (mut at, mut shown) = (0, 0);
    // Whether the page shows the mark before this word as a bullet, so that a block begins with the word.
    let mut after_bullet = false;
    while at < source.len() {
        let word = &source[at];
        match page.get(shown) {
            Some(other) if other.text == word.text => {
                let before = if after_bullet { WordBreak::Required } else { word.before };
                let kind = match before {
                    WordBreak::Required if !other.starts_block => Some("glued"),
                    WordBreak::Forbidden if other.starts_block => Some("torn"),
                    _ => None,
                };
                faults.extend(kind.map(|kind| TextFault::new(kind, source, at, "")));
                (at, shown, after_bullet) = (at + 1, shown + 1, false);
            }
            _ if word.is_bullet => (at, after_bullet) = (at + 1, true),
            _ => {
                let (skipped, added) = distance(&source[at..], &page[shown..]);
                let written: Vec<&str> =
                    source[at..at + skipped].iter().map(|word| word.text.as_str()).collect();
                let found: Vec<&str> =
                    page[shown..shown + added].iter().map(|word| word.text.as_str()).collect();
                let details = format!(": written {written:?}, shown {found:?}");
                faults.push(TextFault::new("words", source, at, &details));
                (at, shown, after_bullet) = (at + skipped, shown + added, false);
            }
        }
    }
    let rest: Vec<&str> = page[shown..].iter().map(|word| word.text.as_str()).collect();
    if !rest.is_empty() {
        faults.push(TextFault::new("words", source, at, &format!(": shown at the end {rest:?}")));
    }
    faults
}

/// How many words of both have to be skipped until they go on equally.
fn distance(source: &[SourceWord], page: &[PageWord]) -> (usize, usize) {
    let equal = |skipped: usize, added: usize| {
        let pairs = source[skipped..].iter().zip(&page[added..]).take(ANCHOR_WORDS);
        let same = pairs.filter(|(word, other)| word.text == other.text).count();
        same == ANCHOR_WORDS.min(source.len() - skipped).max(1)
    };
    let (most, most_added) = (SEARCHED_WORDS.min(source.len()), SEARCHED_WORDS.min(page.len()));
    let sums = 1..=most + most_added;
    let pairs = sums.flat_map(|sum| (0..=sum).map(move |skipped| (skipped, sum - skipped)));
    let mut pairs = pairs.filter(|(skipped, added)| *skipped < most && *added < most_added);
    pairs.find(|(skipped, added)| equal(*skipped, *added)).unwrap_or((source.len(), page.len()))
}

/// Splits a text into its front matter and its body.
fn split_front_matter(text: &str) -> (&str, &str) {
    let after = text.strip_prefix("---\n").and_then(|text| text.find("\n---\n"));
    text.split_at(after.map_or(0, |end| "---\n".len() + end + "\n---\n".len()))
}

/// Asserts that the texts below a folder are shown as they are written.
#[track_caller]
fn assert_texts(folder: &Path) {
    let texts = files_under(folder).into_iter().filter(|(path, _)| path.ends_with(".md"));
    let texts: Vec<_> = texts.filter(|(path, _)| !path.ends_with("README.md")).collect();
    assert!(!texts.is_empty(), "{} has no texts", folder.display());
    let mut found = Vec::new();
    for (path, bytes) in &texts {
        let text: String = String::from_utf8_lossy(bytes).replace("\r\n", "\n").nfc().collect();
        let (front_matter, body) = split_front_matter(&text);
        let before = front_matter.lines().count();
        let faults = faults(body).into_iter();
        found.extend(
            faults.map(|fault| format!("{path}:{}: {}", before + fault.line, fault.shown(body))),
        );
    }
    let texts = texts.len();
    assert!(found.is_empty(), "{texts} texts, {} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn texts_show_the_words_that_are_written_in_order() {
    for folder in ["content", "tests/texts"] {
        assert_texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    }
}

#[test]
fn texts_of_a_named_folder_show_the_words_that_are_written() {
    if let Some(folder) = std::env::var_os("NIEMYET_TEXTS") {
        assert_texts(&PathBuf::from(folder));
    }
}

/// A failure shows each class of faults once.
#[test]
fn random_documents_show_the_words_that_are_written_in_order() {
    let count = std::env::var("TEXTS").ok().and_then(|count| count.parse().ok());
    let mut classes: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for seed in 0..count.unwrap_or(RANDOM_DOCUMENTS) {
        let body = documents::document(seed);
        for fault in faults(&body) {
            let shown = || (0, format!("seed {seed}:{}: {}", fault.line, fault.shown(&body)));
            classes.entry(fault.class.clone()).or_insert_with(shown).0 += 1;
        }
    }
    let list = classes.values().map(|(count, first)| format!("{count} times: {first}"));
    assert!(classes.is_empty(), "{}", list.collect::<Vec<_>>().join("\n"));
}

/// The words that a text is read as: `|` before a block, `/` where one may begin.
fn read(body: &str) -> String {
    let words = source::words(body).words.into_iter().map(|word| {
        let sign = match word.before {
            WordBreak::Required => "| ",
            WordBreak::Allowed => "/ ",
            WordBreak::Forbidden => "",
        };
        format!("{sign}{}", word.text)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_reader_of_the_tests_reads_what_authors_mean() {
    let cases = [
        ("Một **hai**\nba *bốn*.\n\nNăm", "| Một hai ba bốn. | Năm"),
        ("2*3 m, 4*5 m, ho_so_a và **1.1.** x*", "| 2*3 m, 4*5 m, ho_so_a và 1.1. x*"),
        ("# Mục #\n- a;\n- B\n\n```\n*x*\n```", "| Mục | - / a; | - / B | *x*"),
        (
            "Gồm:\n(1) a\n(2) B\n1.1. C.\n**Điều 2.** D",
            "| Gồm: | (1) a | (2) B / 1.1. C. | Điều 2. D",
        ),
        ("Theo quy định tại\nĐiều 5. Ngoài ra", "| Theo quy định tại Điều 5. Ngoài ra"),
        ("| A | **B** |\n|---|:-:|\n| a \\| b | |\n\n> c\n> d", "| A | B | a | b | c d"),
        ("A\tB\nC\tD", "| A | B | C | D"),
        ("[a b](c.d) ![e](f) <b>g</b><br>h <i>&amp; `*`", "| a b g / h & *"),
        ("<p>*a*</p>\n<font>\n\nb[^1]\n\n[^1]: c", "| *a* | <font> | b"),
        ("::: nơi nhận\nNơi nhận:\n- A\n:::", "| Nơi nhận: | - / A"),
    ];
    for (body, expected) in cases {
        assert_eq!(read(body), expected, "of {body:?}");
    }
}

#[test]
fn the_comparison_finds_words_that_are_lost_or_run_together_and_lines_that_are_torn() {
    let cases: [(&str, &str, &[&str]); 7] = [
        ("a b\n\n1. c", "<p>a b</p><ol><li>c</li></ol>", &[]),
        ("- a\n- b", "<ul><li>a</li><li><p>b</p></li></ul>", &[]),
        ("tại Điều\n1. B c d", "<p>tại Điều1. B c d</p>", &["words Điều"]),
        ("a b c d", "<p>a c d</p>", &["words b"]),
        ("a b", "<p>a b b</p>", &["words "]),
        ("a;\n1. b", "<p>a; 1. b</p>", &["glued 1."]),
        ("2. a b", "<ol><li>a<br>b</li></ol>", &["words 1.", "torn text"]),
    ];
    for (body, html, expected) in cases {
        let faults = word_faults(&source::words(body).words, &page::words(html).words);
        let classes: Vec<String> = faults.into_iter().map(|fault| fault.class).collect();
        assert_eq!(classes, expected, "of {body:?} as {html:?}");
    }
}
