//! A second theme that shares nothing with the first (`tests/themes/so-tay/`), put on two portals: what a page owes to
//! the first theme can be told by what is missing then.
//!
//! And a look through the program for names that only the first theme gives: a style is a theme's business.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::files::{Files, files_under};
use crate::test_portal::{TestPortal, sample_files};

/// Classes of Markdown bodies, which every theme may dress and the program writes: told in the theme's README.
const BODY_WRITERS: [&str; 2] = ["src/entry/markdown/", "src/diagnostic/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A portal of these files that wears the second theme.
fn with_second_theme(files: Files) -> TestPortal {
    let mut portal = TestPortal::empty();
    for (path, bytes) in files.into_iter().filter(|(path, _)| !path.starts_with("themes/")) {
        portal = portal.bytes(&path, &bytes);
    }
    for (path, bytes) in files_under(&root().join("tests/themes")) {
        portal = portal.bytes(&format!("themes/{path}"), &bytes);
    }
    let settings = fs::read_to_string(portal.path("portal.yaml")).expect("a portal has settings");
    let kept = settings.lines().filter(|line| !line.starts_with("theme:"));
    let settings: String = kept.map(|line| format!("{line}\n")).collect();
    portal.file("portal.yaml", &format!("{settings}theme: so-tay\n"))
}

fn rare_files() -> Files {
    files_under(&root().join("tests/validators/portal"))
}

/// The labels of the first theme that are long enough to be told from other words.
fn first_theme_labels() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for language in ["vi", "en"] {
        let path = root().join(format!("themes/cong-thong-tin/i18n/{language}.yaml"));
        let labels = fs::read_to_string(path).expect("the first theme has labels");
        let values =
            labels.lines().filter_map(|line| line.split_once(": ")).map(|(_, value)| value);
        let values = values.map(|value| value.trim_matches(['"', '\'']).to_owned());
        words.extend(values.filter(|value| value.split(' ').count() >= 3));
    }
    assert!(words.len() > 50, "the labels are read");
    words
}

/// Tells of what the first theme left on a site: its assets, and its words where the portal does not say them itself.
fn first_theme_traces(portal: &TestPortal, sources: &Files) -> Vec<String> {
    // What the fields of open data are called is their format's own business.
    let fields = files_under(&root().join("src/render/open_data")).into_values();
    let fields = fields.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let said: String = sources
        .iter()
        .filter(|(path, _)| !path.starts_with("themes/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .chain(fields)
        .collect();
    let words = first_theme_labels();
    let foreign: Vec<&String> = words.iter().filter(|word| !said.contains(*word)).collect();
    let mut traces = Vec::new();
    for (path, bytes) in portal.site_files().into_iter().filter(|(path, _)| path.ends_with(".html"))
    {
        let page = String::from_utf8(bytes).expect("a page is UTF-8");
        let marks = ["portal.css", "tra-cuu.js", "class=\"wrap\"", "niemyet-main"];
        let marks = marks.into_iter().filter(|mark| page.contains(mark)).map(str::to_owned);
        let words = foreign.iter().filter(|word| page.contains(**word)).map(|word| (*word).clone());
        traces.extend(marks.chain(words).map(|trace| format!("{path}: {trace}")));
    }
    traces
}

#[test]
fn another_theme_dresses_the_sample_and_the_portal_of_rare_things_without_a_trace_of_the_first() {
    for files in [sample_files(), rare_files()] {
        let portal = with_second_theme(files.clone()).build().assert_clean();
        assert!(!portal.has("/tai-nguyen/portal.css"));
        let assets: Vec<String> = portal
            .site_files()
            .into_keys()
            .filter(|path| path.starts_with("tai-nguyen/"))
            .collect();
        assert_eq!(assets, ["tai-nguyen/giay.css"]);
        let style = portal.page("/tai-nguyen/giay.css");
        assert!(style.starts_with(":root{color-scheme:light;--giay:#fffdf5;"), "{style}");
        assert!(style.ends_with(".dong{border-bottom:thin dotted}"), "{style}");
        let found = first_theme_traces(&portal, &files);
        assert!(
            found.is_empty(),
            "{} traces:\n{}",
            found.len(),
            found[..found.len().min(20)].join("\n")
        );
    }
}

#[test]
fn another_theme_has_no_search_where_it_brings_no_script() {
    let portal = with_second_theme(sample_files()).build().assert_clean();
    assert!(!portal.has("/opensearch.xml") && portal.has("/tim-kiem/"));
}

#[test]
fn a_colour_moves_the_style_alone_and_a_label_every_page() {
    let portal = TestPortal::new()
        .file("content/tin-tuc/tin.md", "---\ntiêu đề: Tin\nngày đăng: 01/3/2020\n---\n")
        .build()
        .assert_clean()
        .file("themes/cong-thong-tin/theme.yaml", "style: {base: {accent: \"#0b4f8a\"}}\n")
        .build()
        .assert_clean()
        .assert_rendered(["tai-nguyen/portal.css place"])
        .file("themes/cong-thong-tin/README.md", "Ghi chú\n")
        .build()
        .assert_rendered([]);
    let portal =
        portal.file("themes/cong-thong-tin/i18n/vi.yaml", "home: Bìa\n").build().assert_clean();
    let pages = portal.site_files().into_keys().filter(|path| path.ends_with(".html")).count();
    let made = portal.report().rendered.iter().filter(|(path, _)| path.ends_with(".html")).count();
    assert_eq!(made, pages);
}

/// The classes and ids that a text gives to elements or selects by.
fn classes_and_ids(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for attribute in ["class=\"", "id=\""] {
        for part in text.split(attribute).skip(1) {
            let value = part.split('"').next().unwrap_or_default();
            names.extend(value.split([' ', '{', '}', '%', '\n']).map(str::to_owned));
        }
    }
    names
}

#[test]
fn no_class_and_no_id_of_the_first_theme_is_written_by_the_program() {
    let mut theme = BTreeSet::new();
    for (path, bytes) in files_under(&root().join("themes/cong-thong-tin/templates")) {
        assert!(path.ends_with(".html"), "{path}");
        theme.extend(classes_and_ids(&String::from_utf8_lossy(&bytes)));
    }
    theme.retain(|name| name.len() > 2 && name.chars().all(|c| c.is_alphanumeric() || c == '-'));
    assert!(
        theme.contains("niemyet-main") || theme.len() > 20,
        "the templates are read: {theme:?}"
    );
    let mut wired = Vec::new();
    for (path, bytes) in files_under(&root().join("src")) {
        let path = format!("src/{path}");
        if BODY_WRITERS.iter().any(|body| path.starts_with(body)) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).replace("\\\"", "\"");
        let written = classes_and_ids(&text);
        let shared = written.iter().filter(|name| theme.contains(*name));
        wired.extend(shared.map(|name| format!("{path}: {name}")));
    }
    assert!(wired.is_empty(), "{}", wired.join("\n"));
}
