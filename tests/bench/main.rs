//! The build benchmark: builds portals of growing size and prints how long each build takes.
//!
//! `cargo bench` builds 1,000 and 10,000 documents; `cargo bench -- 100000` the given number. Each portal is built
//! from scratch, then again without a change, then with one document edited. The figures are for comparison on one
//! idle machine: nothing is asserted about time, only that every document is published.
//!
//! `cargo bench -- --write FOLDER 300` only writes such a portal, for `tests/instructions`.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

mod portal;

use std::path::Path;
use std::time::{Duration, Instant};

use niemyet::pipeline::Report;
use portal::{build, edit_body, write_portal};

const DEFAULT: [usize; 2] = [1_000, 10_000];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = arguments.iter().skip_while(|argument| *argument != "--write").nth(1);
    let arguments: Vec<usize> =
        arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if let Some(folder) = folder {
        return write_portal(Path::new(folder), arguments.first().copied().unwrap_or(DEFAULT[0]));
    }
    let sizes = if arguments.is_empty() { DEFAULT.to_vec() } else { arguments };
    println!(
        "{:>9} {:>11} {:>11} {:>11} {:>9}",
        "documents", "first", "nothing", "one edit", "targets"
    );
    for documents in sizes {
        let portal = tempfile::tempdir().expect("a temporary folder");
        write_portal(portal.path(), documents);
        let (first, report) = timed_build(portal.path());
        let (nothing, _) = timed_build(portal.path());
        edit_body(portal.path());
        let (edit, _) = timed_build(portal.path());
        assert_eq!(report.entries, documents, "every document is published");
        let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
        println!(
            "{documents:>9} {:>11} {:>11} {:>11} {:>9}",
            seconds(first),
            seconds(nothing),
            seconds(edit),
            report.targets
        );
    }
}

fn timed_build(root: &Path) -> (Duration, Report) {
    let start = Instant::now();
    let report = build(root);
    (start.elapsed(), report)
}
