//! The specs: behaviour as Markdown in `tests/spec/`, each heading a case. `tests/spec/README.md` defines the format.
//!
//! `UPDATE=1 cargo test --test it spec` rewrites the exact expectations; review the result as carefully as if you had
//! written it.
//!
//! **Invariant.** Every case expects something, and every expectation is checked: a block of an unknown kind, an empty
//! expectation, or one about a page that does not exist fails.

mod check;
mod parse;

use std::fs;
use std::path::{Path, PathBuf};

use parse::SpecFile;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec")
}

/// Checks every case of a file; all failures are reported at once.
fn assert_spec(name: &str) {
    let path = folder().join(format!("{name}.md"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}.md: {error}"));
    let spec =
        SpecFile::parse(&text).unwrap_or_else(|wrong| panic!("tests/spec/{name}.md:{wrong}"));
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = Vec::new();
    let mut updates = Vec::new();
    for case in &spec.cases {
        for (line, wrong) in check::failures(case, update, &mut updates) {
            failures.push(format!("tests/spec/{name}.md:{line}: {}\n{wrong}", case.title));
        }
    }
    if !updates.is_empty() {
        fs::write(&path, parse::replace_lines(&text, updates)).expect("the spec can be rewritten");
    }
    assert!(failures.is_empty(), "{} failures:\n\n{}", failures.len(), failures.join("\n\n"));
}

/// Declares one test per file, so that the list of failed tests names the specs; a function cannot declare tests.
macro_rules! specs {
    ($($test:ident: $file:literal,)*) => {
        const FILES: &[&str] = &[$($file,)*];
        $(#[test] fn $test() { assert_spec($file); })*
    };
}

specs! {
    addresses_hold: "addresses",
    advice_holds: "advice",
    attachments_hold: "attachments",
    changes_hold: "changes",
    citations_hold: "citations",
    config_holds: "config",
    dates_hold: "dates",
    disclosure_holds: "disclosure",
    effect_holds: "effect",
    feeds_hold: "feeds",
    front_matter_holds: "front-matter",
    headers_hold: "headers",
    identity_holds: "identity",
    keys_hold: "keys",
    languages_hold: "languages",
    links_hold: "links",
    listings_hold: "listings",
    machines_hold: "machines",
    markdown_holds: "markdown",
    official_form_holds: "official-form",
    open_data_holds: "open-data",
    own_fields_hold: "own-fields",
    pictures_hold: "pictures",
    raw_html_holds: "raw-html",
    redirects_hold: "redirects",
    relations_hold: "relations",
    repairs_hold: "repairs",
    sections_hold: "sections",
    site_page_holds: "site-page",
    taxonomies_hold: "taxonomies",
    text_advice_holds: "text-advice",
    themes_hold: "themes",
    time_holds: "time",
}

#[test]
fn every_spec_has_its_test() {
    let mut found: Vec<String> = fs::read_dir(folder())
        .expect("the folder of specs can be listed")
        .map(|item| item.expect("the folder can be listed").file_name())
        .map(|name| name.to_string_lossy().trim_end_matches(".md").to_owned())
        .filter(|name| name != "README")
        .collect();
    found.sort();
    assert_eq!(found, FILES);
}

#[test]
fn a_spec_that_cannot_fail_is_refused() {
    let wrong = [
        ("", "1: there is no case"),
        ("# Chỉ có tên\n", "1: there is no case"),
        ("## A\n\nChỉ có lời.\n", "1: the case expects nothing"),
        ("## A\n\n```file content/a.md\nA\n```\n", "1: the case expects nothing"),
        ("## A\n\n```trang /a/\n```\n", "3: what is \"trang /a/\"?"),
        ("## A\n\n```\n```\n", "3: what is \"\"?"),
        ("## A\n\n```faults now\n```\n", "3: what is \"faults now\"?"),
        ("## A\n\n```faults\n", "3: the block has no end"),
        ("```faults\n```\n", "1: a block before the first case"),
    ];
    for (text, expected) in wrong {
        assert_eq!(SpecFile::parse(text).expect_err(text), expected);
    }
    let spec = SpecFile::parse(
        "## A\n\n```file content/a.md\n---\ntiêu đề: A\n---\n```\n\n```page /a/ contains\n```\n\n```page /b/\n```\n\n\
         ```exists\n```\n\n```page /a/\nKhác\n```\n",
    );
    let case = &spec.expect("its block kinds are known").cases[0];
    let failures = check::failures(case, false, &mut Vec::new());
    let lines: Vec<usize> = failures.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [9, 12, 15, 18], "{failures:#?}");
}
