//! Evaluates citation links: builds a portal, extracts the links of citations, and compares them with a truth table.
//!
//! The truth table has the tab-separated columns `page`, `text`, `number`, `date` and `target` (or `-`); a line that
//! begins with `#` is a comment. A link is correct if the table has a citation on the same page with the same target
//! whose text begins with the text of the link, and the link contains the number. Precision is the share of links that
//! are correct, recall the share of citations with a target that have a correct link.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::{Options, run};

/// A citation in the truth table or on a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CitationLink {
    /// The address of the page.
    pub(crate) page: String,
    /// The text, with white space collapsed.
    pub(crate) text: String,
    /// The address of the cited document.
    pub(crate) target: String,
}

/// The result of a comparison.
#[derive(Debug)]
pub(crate) struct CitationScore {
    /// The number of citations in the truth table.
    pub(crate) citations: usize,
    /// The number of citations with a target.
    pub(crate) expected: usize,
    /// The number of correct links.
    pub(crate) correct: usize,
    /// Links that are not in the truth table.
    pub(crate) wrong: Vec<CitationLink>,
    /// Citations with a target but without a correct link.
    pub(crate) missed: Vec<CitationLink>,
}

impl CitationScore {
    /// The share of links that are correct.
    pub(crate) fn precision(&self) -> f64 {
        ratio(self.correct, self.correct + self.wrong.len())
    }

    /// The share of citations with a target that have a correct link.
    pub(crate) fn recall(&self) -> f64 {
        ratio(self.correct, self.expected)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of citations are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Builds the portal in a folder and compares its citation links with a truth table.
pub(crate) fn evaluate(portal: &Path, truth: &str) -> CitationScore {
    let output = tempfile::tempdir().expect("a temporary folder");
    let options = Options {
        output: Some(output.path().join("public")),
        today: Some(Date::constant(2026, 11, 22)),
        ..Options::new(portal.to_owned(), Timestamp::UNIX_EPOCH)
    };
    let report = run(&options).expect("the build does not fail");
    assert!(!report.has_errors(), "{:?}", report.faults.first());
    let mut links = Vec::new();
    collect_links(&output.path().join("public"), "/", &mut links);
    compare(links, truth)
}

/// Compares links with a truth table; each citation in the table matches at most one link.
fn compare(links: Vec<CitationLink>, truth: &str) -> CitationScore {
    let mut unmatched: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
    let (mut citations, mut expected) = (0, 0);
    for row in truth.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [page, text, number, _, target, ..] = cells[..] else { panic!("five cells: {row}") };
        citations += 1;
        if target != "-" {
            expected += 1;
            let place = (page.to_owned(), target.to_owned());
            unmatched.entry(place).or_default().push((collapse_white_space(text), serial(number)));
        }
    }
    let (mut correct, mut wrong) = (0, Vec::new());
    for link in links {
        let mut none = Vec::new();
        let texts =
            unmatched.get_mut(&(link.page.clone(), link.target.clone())).unwrap_or(&mut none);
        let exact = texts.iter().position(|(text, _)| *text == link.text);
        let begins_with = |(text, serial): &(String, String)| {
            text.starts_with(&link.text) && link.text.contains(serial)
        };
        match exact.or_else(|| texts.iter().position(begins_with)) {
            Some(at) => {
                texts.remove(at);
                correct += 1;
            }
            None => wrong.push(link),
        }
    }
    let missed = unmatched.into_iter().flat_map(|((page, target), texts)| {
        let link = move |text| CitationLink { page: page.clone(), text, target: target.clone() };
        texts.into_iter().map(|(text, _)| text).map(link).collect::<Vec<_>>()
    });
    CitationScore { citations, expected, correct, wrong, missed: missed.collect() }
}

/// The serial of a document number, which the text of a link must contain.
fn serial(number: &str) -> String {
    number.trim_start_matches('0').chars().take_while(char::is_ascii_digit).collect()
}

/// Extracts the citation links of all pages below a folder.
fn collect_links(folder: &Path, address: &str, links: &mut Vec<CitationLink>) {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the site can be listed")
        .map(|path| path.expect("the site can be listed").path())
        .collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            collect_links(&path, &format!("{address}{name}/"), links);
        } else if name.ends_with(".html") {
            let html = fs::read_to_string(&path).expect("a page is text");
            let page = if name == "index.html" { "" } else { &name };
            links.extend(citation_links(&html).map(|(text, target)| CitationLink {
                page: format!("{address}{page}"),
                text,
                target,
            }));
        }
    }
}

/// Extracts the citation links of a page: text and target.
fn citation_links(html: &str) -> impl Iterator<Item = (String, String)> {
    html.split("<a ").skip(1).filter_map(|part| {
        let (tag, rest) = part.split_once('>')?;
        let target = tag.split("href=\"").nth(1)?.split('"').next()?;
        let (inside, _) = rest.split_once("</a>")?;
        tag.contains("class=\"dan-chieu\"").then(|| (plain_text(inside), target.to_owned()))
    })
}

/// The text of some HTML.
fn plain_text(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        text.push_str(if tag.starts_with("br") { " " } else { "" });
        text.push_str(after);
    }
    collapse_white_space(&text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&amp;", "&"))
}

fn collapse_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
