//! The judge of citations: builds a portal, reads the links that citations became, and holds them against a truth.
//!
//! A truth is a table of `page`, `text`, `number`, `date` and `target` (or `-`), parted by tabs; a line that begins
//! with `#` is a remark. A link is right if the truth has a citation on its page that leads where it leads and begins
//! with the text of the link, which has the number in it. Precision is how many links are right, recall how many
//! citations with a target have one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::{Options, run};

/// A citation as the truth or a page has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// The page's address.
    pub(crate) page: String,
    /// The text, its white space collapsed.
    pub(crate) text: String,
    /// The address it leads to.
    pub(crate) target: String,
}

/// What came of a comparison.
#[derive(Debug)]
pub(crate) struct Verdict {
    /// How many citations the truth has.
    pub(crate) citations: usize,
    /// How many of them lead somewhere.
    pub(crate) expected: usize,
    /// How many links are right.
    pub(crate) right: usize,
    /// Links that the truth does not have.
    pub(crate) wrong: Vec<Link>,
    /// Citations that lead somewhere and have no link.
    pub(crate) missed: Vec<Link>,
}

impl Verdict {
    /// The share of links that are right.
    pub(crate) fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong.len())
    }

    /// The share of citations with a target that have their link.
    pub(crate) fn recall(&self) -> f64 {
        share(self.right, self.expected)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of citations are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Builds the portal in a folder and holds its citations against the truth.
pub(crate) fn judge(portal: &Path, truth: &str) -> Verdict {
    let output = tempfile::tempdir().expect("a temporary folder");
    let options = Options {
        root: portal.to_owned(),
        output: Some(output.path().join("public")),
        base_url: None,
        drafts: false,
        today: Some(Date::constant(2026, 11, 22)),
        now: Timestamp::UNIX_EPOCH,
        keep_going: false,
        build_id: None,
    };
    let report = run(&options).expect("the machine is well");
    assert!(!report.has_errors(), "{:?}", report.faults.first());
    let mut found = Vec::new();
    pages(&output.path().join("public"), "/", &mut found);
    compare(found, truth)
}

/// Holds links against a truth; each citation of the truth answers for one link.
fn compare(found: Vec<Link>, truth: &str) -> Verdict {
    let mut open: BTreeMap<(String, String), Vec<(String, String)>> = BTreeMap::new();
    let (mut citations, mut expected) = (0, 0);
    for row in truth.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [page, text, number, _, target, ..] = cells[..] else { panic!("five cells: {row}") };
        citations += 1;
        if target != "-" {
            expected += 1;
            let place = (page.to_owned(), target.to_owned());
            open.entry(place).or_default().push((collapse(text), serial(number)));
        }
    }
    let (mut right, mut wrong) = (0, Vec::new());
    for link in found {
        let mut none = Vec::new();
        let texts = open.get_mut(&(link.page.clone(), link.target.clone())).unwrap_or(&mut none);
        let exact = texts.iter().position(|(text, _)| *text == link.text);
        let begun = |(text, serial): &(String, String)| {
            text.starts_with(&link.text) && link.text.contains(serial)
        };
        match exact.or_else(|| texts.iter().position(begun)) {
            Some(at) => {
                texts.remove(at);
                right += 1;
            }
            None => wrong.push(link),
        }
    }
    let missed = open.into_iter().flat_map(|((page, target), texts)| {
        let link = move |text| Link { page: page.clone(), text, target: target.clone() };
        texts.into_iter().map(|(text, _)| text).map(link).collect::<Vec<_>>()
    });
    Verdict { citations, expected, right, wrong, missed: missed.collect() }
}

/// Gives the serial of a number, which the text of a link must hold.
fn serial(number: &str) -> String {
    number.trim_start_matches('0').chars().take_while(char::is_ascii_digit).collect()
}

/// Reads the links of citations out of all pages below a folder.
fn pages(folder: &Path, address: &str, found: &mut Vec<Link>) {
    let mut items: Vec<_> = fs::read_dir(folder)
        .expect("the site can be listed")
        .map(|item| item.expect("the site stays while it is listed").path())
        .collect();
    items.sort();
    for item in items {
        let name = item.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if item.is_dir() {
            pages(&item, &format!("{address}{name}/"), found);
        } else if name.ends_with(".html") {
            let html = fs::read_to_string(&item).expect("a page is text");
            let page = if name == "index.html" { "" } else { &name };
            found.extend(links(&html).map(|(text, target)| Link {
                page: format!("{address}{page}"),
                text,
                target,
            }));
        }
    }
}

/// Reads the links of citations out of a page: text and target.
fn links(html: &str) -> impl Iterator<Item = (String, String)> {
    html.split("<a ").skip(1).filter_map(|part| {
        let (tag, rest) = part.split_once('>')?;
        let target = tag.split("href=\"").nth(1)?.split('"').next()?;
        let (inside, _) = rest.split_once("</a>")?;
        tag.contains("class=\"dan-chieu\"").then(|| (plain(inside), target.to_owned()))
    })
}

/// Gives the text of some HTML.
fn plain(html: &str) -> String {
    let mut parts = html.split('<');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, behind) = part.split_once('>').unwrap_or(("", part));
        text.push_str(if tag.starts_with("br") { " " } else { "" });
        text.push_str(behind);
    }
    collapse(&text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&amp;", "&"))
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
