//! The example suites of CommonMark and GFM, against the list of the examples that differ on purpose.
//!
//! `tests/markdown/` has the examples and `differences.md`, which gives a reason for each that is rendered otherwise.
//! Both sides are compared as the tokens of `tokens`, which ignores only what the product adds to every page.
//!
//! **Invariant.** An example that differs without a reason fails, and so does a reason without a difference.

mod differences;
mod tokens;

use std::fs;
use std::path::PathBuf;

use niemyet::entry::citation::CitedDocument;
use niemyet::entry::markdown::{self, LinkKind, LinkResolver, LinkTarget};
use serde_json::Value;

use self::differences::ExampleId;

/// The suites: the name in the list of differences and of the file, and the number of examples.
const SUITES: [(&str, usize); 2] = [("commonmark", 652), ("gfm", 44)];

/// An example: what is written, and the HTML that its specification expects.
struct SpecExample {
    id: ExampleId,
    markdown: String,
    html: String,
}

impl SpecExample {
    /// Returns what differs, for people, or nothing if the page is as expected.
    fn difference(&self) -> Option<String> {
        let html = rendered(&self.markdown);
        let (expected, found) = (tokens::of_expected(&self.html), tokens::of_rendered(&html));
        let (suite, number) = self.id;
        (expected != found).then(|| {
            let Self { markdown, html: wanted, .. } = self;
            format!("{suite} {number}: {markdown:?}\n  expected {wanted:?}\n  rendered {html:?}")
        })
    }
}

/// Leaves every destination as it is written, and links no citation.
struct SameDestinations;

impl LinkResolver for SameDestinations {
    fn resolve_link(&mut self, destination: &str, _: LinkKind) -> LinkTarget {
        LinkTarget::from_href(destination)
    }

    fn resolve_citation(&mut self, _: &CitedDocument) -> Option<String> {
        None
    }
}

/// Renders a body with every destination as it is written.
pub(crate) fn rendered(markdown: &str) -> String {
    markdown::render(markdown, &mut SameDestinations).html
}

/// A file of the suites.
fn suite_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/markdown").join(name)
}

/// Reads the examples of all suites.
fn examples() -> Vec<SpecExample> {
    let mut all = Vec::new();
    for (suite, count) in SUITES {
        let text = fs::read_to_string(suite_file(&format!("{suite}.json")));
        let read = serde_json::from_str(&text.expect("the suite can be read"));
        let Ok(Value::Array(examples)) = read else { panic!("{suite}.json is no list") };
        assert_eq!(examples.len(), count, "the examples of {suite}");
        all.extend(examples.iter().map(|example| spec_example(suite, example)));
    }
    all
}

fn spec_example(suite: &'static str, example: &Value) -> SpecExample {
    let text = |key: &str| example[key].as_str().expect("an example has texts").to_owned();
    let number = example["example"].as_u64().expect("an example has a number");
    SpecExample { id: (suite, number), markdown: text("markdown"), html: text("html") }
}

/// `UPDATE=1` rewrites the list: what no longer differs is removed, what is new gets the reason `?`.
#[test]
fn an_example_of_a_specification_differs_only_with_a_reason() {
    let path = suite_file("differences.md");
    let text = fs::read_to_string(&path).expect("the list of differences can be read");
    let listed = differences::parse(&text, &SUITES.map(|(suite, _)| suite));
    let examples = examples();
    let differing: Vec<(ExampleId, String)> =
        examples.iter().filter_map(|example| Some((example.id, example.difference()?))).collect();
    if std::env::var_os("UPDATE").is_some() {
        let ids: Vec<ExampleId> = differing.iter().map(|(id, _)| *id).collect();
        fs::write(&path, differences::updated(&text, &listed, &ids)).expect("the list is written");
    }
    let mut faults: Vec<String> = differing
        .iter()
        .filter(|(id, _)| listed.get(id).is_none_or(|reason| !differences::is_reason(reason)))
        .map(|(_, difference)| format!("differs without a reason: {difference}"))
        .collect();
    let differs = |id: &ExampleId| differing.iter().any(|(other, _)| other == id);
    let stale = listed.keys().filter(|id| !differs(id));
    faults.extend(stale.map(|(suite, number)| format!("no longer differs: {suite} {number}")));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
