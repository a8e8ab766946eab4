//! How well citations are found: builds a portal, compares its links with a truth, prints precision and recall.
//!
//! `cargo bench --bench citations` takes the hard set of `tests/citations/`; `cargo bench --bench citations -- PORTAL
//! TRUTH.tsv` takes any other portal. Nothing is asserted here; the hard set is held by `cargo test`.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "../citations/judge.rs"]
mod judge;

use std::fs;
use std::path::{Path, PathBuf};

use judge::Link;

/// How many misses of each kind are shown.
const SHOWN: usize = 20;

fn main() {
    let asked: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let hard = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations");
    let (portal, truth) = match &asked[..] {
        [portal, truth] => (portal.clone(), truth.clone()),
        _ => (hard.clone(), hard.join("truth.tsv")),
    };
    let truth = fs::read_to_string(&truth).unwrap_or_else(|e| panic!("{}: {e}", truth.display()));
    let verdict = judge::judge(&portal, &truth);
    println!(
        "citations  {:>7}, of which {} lead to a document",
        verdict.citations, verdict.expected
    );
    println!(
        "links      {:>7}, of which {} are right",
        verdict.right + verdict.wrong.len(),
        verdict.right
    );
    println!("precision  {:>7.4}", verdict.precision());
    println!("recall     {:>7.4}", verdict.recall());
    show("wrong", &verdict.wrong);
    show("missed", &verdict.missed);
}

fn show(what: &str, links: &[Link]) {
    if !links.is_empty() {
        println!("\n{} {what}:", links.len());
    }
    for link in links.iter().take(SHOWN) {
        println!("  {}\n    {} -> {}", link.page, link.text, link.target);
    }
}
