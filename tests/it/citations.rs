//! Citations in texts with truth tables written by hand: every link must agree with them.
//!
//! The hard set has spellings and near misses; the real set has sentences of decrees and circulars. A generated corpus
//! is evaluated by `cargo bench --bench citations -- PORTAL TRUTH.tsv`.

#[path = "../citations/evaluate.rs"]
mod evaluate;

use std::fs;
use std::path::{Path, PathBuf};

fn citations_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/citations")
}

#[test]
fn every_citation_of_the_hard_set_links_to_the_document_in_the_truth_table() {
    let portal = citations_folder();
    let truth = fs::read_to_string(portal.join("truth.tsv")).expect("the truth table can be read");
    let score = evaluate::evaluate(&portal, &truth);
    assert!(score.citations >= 120 && score.expected >= 80, "{}", score.citations);
    let figures = (score.precision(), score.recall());
    assert_eq!((score.wrong, score.missed, figures), (vec![], vec![], (1.0, 1.0)));
}

#[test]
fn every_citation_in_sentences_of_real_texts_links_to_the_document_in_the_truth_table() {
    let set = citations_folder().join("real");
    let portal = tempfile::tempdir().expect("a temporary folder");
    for folder in ["content/van-ban", "content/tin-tuc"] {
        fs::create_dir_all(portal.path().join(folder)).expect("a folder can be made");
    }
    let copy =
        |from: &Path, to: &str| fs::copy(from, portal.path().join(to)).expect("it is copied");
    copy(&citations_folder().join("portal.yaml"), "portal.yaml");
    copy(&set.join("page.md"), "content/tin-tuc/cau.md");
    let documents =
        fs::read_to_string(set.join("documents.tsv")).expect("the documents are listed");
    for row in documents.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [name, number, kind, date, issuer] = cells[..] else { panic!("five cells: {row}") };
        let keys = [("số hiệu", number), ("thể loại", kind), ("ngày ban hành", date)];
        let known = keys.iter().filter(|(_, value)| !value.is_empty());
        let matter: String = known.map(|(key, value)| format!("{key}: {value}\n")).collect();
        let text = format!("---\ntiêu đề: {number}\n{matter}cơ quan ban hành: {issuer}\n---\n");
        let path = portal.path().join(format!("content/van-ban/{name}.md"));
        fs::write(path, text).expect("a document can be written");
    }
    let truth = fs::read_to_string(set.join("truth.tsv")).expect("the truth table can be read");
    let score = evaluate::evaluate(portal.path(), &truth);
    assert!(score.citations >= 100 && score.expected >= 90, "{}", score.citations);
    let figures = (score.precision(), score.recall());
    assert_eq!((score.wrong, score.missed, figures), (vec![], vec![], (1.0, 1.0)));
}
