//! The hard set of citations: its truth was written by hand, and every link must be as it says.
//!
//! The corpus that is generated is judged by `cargo bench --bench citations -- PORTAL TRUTH.tsv`.

#[path = "../citations/judge.rs"]
mod judge;

use std::fs;
use std::path::Path;

#[test]
fn every_citation_of_the_hard_set_leads_where_its_truth_says() {
    let portal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations");
    let truth = fs::read_to_string(portal.join("truth.tsv")).expect("the truth lies beside it");
    let verdict = judge::judge(&portal, &truth);
    assert!(verdict.citations >= 120 && verdict.expected >= 80, "{}", verdict.citations);
    let figures = (verdict.precision(), verdict.recall());
    assert_eq!((verdict.wrong, verdict.missed, figures), (vec![], vec![], (1.0, 1.0)));
}
