//! The list of the examples that differ on purpose, `tests/markdown/differences.md`.
//!
//! A heading of the second level is a reason; below it, a line `- commonmark: 1 2 3` names the examples of a suite that
//! differ for it. A reason begins with `Departure:` (a rule of the portal format) or `Harmless:` (another form of the
//! same), other text is for readers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// An example: the suite, and the number in it.
pub(super) type ExampleId = (&'static str, u64);

/// The reason of an example that nobody has looked at.
const UNKNOWN: &str = "?";
/// How many examples a line names.
const IDS_PER_LINE: usize = 25;

/// Returns whether a heading is a reason.
pub(super) fn is_reason(heading: &str) -> bool {
    ["Departure: ", "Harmless: "].iter().any(|kind| heading.starts_with(kind))
}

/// Reads the list: the examples with their reasons.
pub(super) fn parse(text: &str, suites: &[&'static str]) -> BTreeMap<ExampleId, String> {
    let mut listed = BTreeMap::new();
    let mut reason = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            reason = heading;
        }
        let Some((name, numbers)) = line.strip_prefix("- ").and_then(|line| line.split_once(": "))
        else {
            continue;
        };
        let suite = suites.iter().find(|suite| **suite == name);
        let suite = *suite.unwrap_or_else(|| panic!("there is no suite {name}: {line}"));
        for number in numbers.split_whitespace() {
            let number = number.parse().unwrap_or_else(|_| panic!("not a number: {number}"));
            let before = listed.insert((suite, number), reason.to_owned());
            assert_eq!(before, None, "{suite} {number} has two reasons");
        }
    }
    listed
}

/// The list of the examples `ids`, with the reasons and the prose of `text`; reasons without examples are left out.
pub(super) fn updated(
    text: &str,
    listed: &BTreeMap<ExampleId, String>,
    ids: &[ExampleId],
) -> String {
    let mut sections = text.split("\n## ");
    let mut out = sections.next().unwrap_or_default().trim_end().to_owned();
    let known = sections.filter(|section| section.lines().next() != Some(UNKNOWN));
    for section in known.chain([UNKNOWN]) {
        let heading = section.lines().next().unwrap_or_default();
        let has_reason =
            |id: &&ExampleId| listed.get(*id).map_or(UNKNOWN, String::as_str) == heading;
        let ids: Vec<ExampleId> = ids.iter().filter(has_reason).copied().collect();
        if !ids.is_empty() {
            let prose: Vec<&str> = section.lines().filter(|line| !line.starts_with("- ")).collect();
            let _ = write!(out, "\n\n## {}\n", prose.join("\n").trim_end());
            write_ids(&mut out, &ids);
        }
    }
    out.push('\n');
    out
}

/// Writes the lines that name examples, those of one suite in sequence.
fn write_ids(out: &mut String, ids: &[ExampleId]) {
    for of_suite in ids.chunk_by(|(before, _), (suite, _)| before == suite) {
        for line in of_suite.chunks(IDS_PER_LINE) {
            let numbers = line.iter().map(|(_, number)| format!(" {number}"));
            let _ = write!(out, "\n- {}:{}", line[0].0, numbers.collect::<String>());
        }
    }
}
