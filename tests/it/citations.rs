//! The hard set of citations: its truth table was written by hand, and every link must agree with it.
//!
//! A generated corpus is evaluated by `cargo bench --bench citations -- PORTAL TRUTH.tsv`.

#[path = "../citations/evaluate.rs"]
mod evaluate;

use std::fs;
use std::path::Path;

#[test]
fn every_citation_of_the_hard_set_links_to_the_document_in_the_truth_table() {
    let portal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations");
    let truth = fs::read_to_string(portal.join("truth.tsv")).expect("the truth table can be read");
    let score = evaluate::evaluate(&portal, &truth);
    assert!(score.citations >= 120 && score.expected >= 80, "{}", score.citations);
    let figures = (score.precision(), score.recall());
    assert_eq!((score.wrong, score.missed, figures), (vec![], vec![], (1.0, 1.0)));
}
