//! The memory benchmark: prints how much memory a build holds at most, and how often it allocates, for each document.
//!
//! `cargo bench --bench memory` builds 1,000 and 10,000 documents and prints the counts beside the committed ones;
//! `-- --update` writes them to tests/bench/memory.txt. `-- --check` builds 1,000 and fails if a figure has grown by
//! more than 5 %: what makes it grow on purpose also updates the file.
//!
//! One thread runs, so that the counts are the same on every machine. They are of the heap alone; the memory of the
//! process, which the kernel counts, is greater by the program and by what the allocator keeps.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

mod corpus;

use std::fmt;
use std::fs;
use std::path::Path;

use allocation_counter::measure;
use corpus::Corpus;
use jiff::Timestamp;
use jiff::civil::Date;
use niemyet::pipeline::{Options, Report, run};

const SIZES: [usize; 2] = [1_000, 10_000];
const RECORD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/memory.txt");
const HEADING: &str = "\
# Memory of a build: the greatest number of bytes held at once, and allocations, both for each document.
# Written by cargo bench --bench memory -- --update.
# documents  build   peak bytes  allocations
";

/// How much a figure may grow without being changed on purpose, in percent.
const TOLERANCE: u64 = 5;

/// The figures of one build.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    documents: usize,
    build: &'static str,
    peak_bytes: u64,
    allocations: u64,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { documents, build, peak_bytes, allocations } = self;
        write!(f, "{documents:>11}  {build:<6} {peak_bytes:>11} {allocations:>12}")
    }
}

fn main() {
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    let sizes = if has("--check") { &SIZES[..1] } else { &SIZES[..] };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    pool.expect("no other pool was started");
    let rows: Vec<Row> = sizes.iter().flat_map(|&documents| rows(documents)).collect();
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    print!("{HEADING}{text}");
    if has("--update") {
        fs::write(RECORD, format!("{HEADING}{text}")).expect("the record can be written");
        return;
    }
    let record = fs::read_to_string(RECORD).expect("the record can be read");
    let grown: Vec<String> = rows.iter().filter_map(|row| growth(row, &record)).collect();
    println!("Committed:\n{record}{}", grown.join("\n"));
    assert!(!has("--check") || grown.is_empty(), "a build needs more memory than recorded");
}

/// Builds a portal from nothing, then with one body edited.
fn rows(documents: usize) -> [Row; 2] {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    let corpus = Corpus::new(documents);
    corpus.write(root);
    let first = row(root, documents, "first");
    corpus.edit_body(root);
    [first, row(root, documents, "edit")]
}

fn row(root: &Path, documents: usize, name: &'static str) -> Row {
    let counts = measure(|| {
        assert_eq!(build(root).entries, documents, "every document is published");
    });
    let each = documents as u64;
    let allocations = counts.count_total / each;
    Row { documents, build: name, peak_bytes: counts.bytes_max / each, allocations }
}

/// Builds a portal. Every build is of the same day and program, so that its work depends on the portal alone.
fn build(root: &Path) -> Report {
    let options = Options {
        output: Some(root.join("public")),
        today: Some(Date::constant(2026, 11, 22)),
        build_id: Some(1),
        ..Options::new(root.to_owned(), Timestamp::now())
    };
    let report = run(&options).expect("the build does not fail");
    assert!(!report.has_errors(), "{:?}", report.faults.first());
    report
}

/// Tells which figures of a row are greater than in the record by more than the tolerance.
fn growth(row: &Row, record: &str) -> Option<String> {
    let key = [row.documents.to_string(), row.build.to_owned()];
    let mut lines = record.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let Some(line) = lines.find(|line| line.iter().take(2).eq(&key)) else {
        return Some(format!("not recorded: {row}"));
    };
    let is_greater = |now: u64, recorded: Option<&&str>| {
        recorded
            .and_then(|figure| figure.parse::<u64>().ok())
            .is_none_or(|recorded| now * 100 > recorded * (100 + TOLERANCE))
    };
    let has_grown =
        is_greater(row.peak_bytes, line.get(2)) || is_greater(row.allocations, line.get(3));
    has_grown.then(|| format!("has grown by more than {TOLERANCE} %: {row}"))
}
