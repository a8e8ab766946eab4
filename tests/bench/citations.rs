//! Quality of citation links: builds a portal, compares its links with a truth table, prints precision and recall.
//!
//! `cargo bench --bench citations` uses the hard set of `tests/citations/`; `cargo bench --bench citations -- PORTAL
//! TRUTH.tsv` uses another portal. Nothing is asserted here; the hard set is checked by `cargo test`.

#![expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]

#[path = "../citations/evaluate.rs"]
mod evaluate;

use std::fs;
use std::path::{Path, PathBuf};

use evaluate::CitationLink;

/// The greatest number of wrong and of missed links that are printed.
const MAX_SHOWN: usize = 20;

fn main() {
    let arguments: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let hard_set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations");
    let (portal, truth) = match &arguments[..] {
        [portal, truth] => (portal.clone(), truth.clone()),
        _ => (hard_set.clone(), hard_set.join("truth.tsv")),
    };
    let truth = fs::read_to_string(&truth).unwrap_or_else(|e| panic!("{}: {e}", truth.display()));
    let score = evaluate::evaluate(&portal, &truth);
    println!("citations  {:>7}, of which {} lead to a document", score.citations, score.expected);
    println!(
        "links      {:>7}, of which {} are correct",
        score.correct + score.wrong.len(),
        score.correct
    );
    println!("precision  {:>7.4}", score.precision());
    println!("recall     {:>7.4}", score.recall());
    show("wrong", &score.wrong);
    show("missed", &score.missed);
}

fn show(kind: &str, links: &[CitationLink]) {
    if !links.is_empty() {
        println!("\n{} {kind}:", links.len());
    }
    for link in links.iter().take(MAX_SHOWN) {
        println!("  {}\n    {} -> {}", link.page, link.text, link.target);
    }
}
