//! Tests of the detectors: bad examples of each kind, and texts on which they must be silent.
//!
//! A case is a text with the codes of its advice.

mod characters;
mod encodings;
mod letterhead;
mod lines;
mod personal;
mod residue;
mod silence;
mod words;

use super::{TextFinding, findings, value_findings};
use crate::diagnostic::Place;

/// The findings in a body.
fn found(text: &str) -> Vec<TextFinding> {
    let mut found = Vec::new();
    findings(text, &mut |finding| found.push(finding));
    found
}

/// The findings in a value of metadata.
fn found_in_value(text: &str) -> Vec<TextFinding> {
    let mut found = Vec::new();
    value_findings(text, &mut |finding| found.push(finding));
    found
}

/// The codes of the advice on findings in a text, with what each concerns.
fn described(text: &str, found: &[TextFinding]) -> Vec<(String, String)> {
    let place = || Place::file("a.md");
    let describe = |finding: &TextFinding| {
        let code = finding.advice(text, place()).code.into_owned();
        (code, text[finding.range.clone()].to_owned())
    };
    found.iter().map(describe).collect()
}

/// Tests that each text has exactly one finding, with this code and this extent.
fn assert_each_found(code: &str, cases: &[(&str, &str)]) {
    let wrong = cases.iter().filter_map(|(text, extent)| {
        let found = described(text, &found(text));
        (found != [(code.to_owned(), (*extent).to_owned())]).then_some((*text, found))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

/// Tests that nothing is found in any text.
fn assert_silent(texts: &[&str]) {
    let wrong = texts.iter().map(|text| (*text, described(text, &found(text))));
    assert_eq!(wrong.filter(|(_, found)| !found.is_empty()).collect::<Vec<_>>(), []);
}

/// Tests that each text has exactly one finding, whose first hint proposes the repair.
fn assert_repairs(cases: &[(&str, &str)]) {
    let wrong = cases.iter().filter_map(|(text, repair)| {
        let found = found(text);
        let hints =
            found.iter().map(|one| one.advice(text, Place::file("a.md")).hints[0].vi.clone());
        let hints: Vec<String> = hints.collect();
        let is_right = matches!(&hints[..], [hint] if hint.contains(&format!("«{repair}»")));
        (!is_right).then_some((*text, hints))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}
