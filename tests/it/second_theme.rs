//! A second theme that shares nothing with the first (`tests/themes/so-tay/`), used by two portals: a page that still
//! contains something of the first theme depends on it where it must not.
//!
//! Also a search of the program's source for classes and ids of the first theme: styling belongs to themes alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::files::{Files, files_under};
use crate::test_portal::{TestPortal, sample_files, without_digests};

/// Sources that write the classes of Markdown bodies, which every theme may style: the theme's README documents them.
const BODY_WRITERS: [&str; 2] = ["src/entry/markdown/", "src/diagnostic/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A portal of these files with the second theme.
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

/// The labels of the first theme that are long enough not to occur by chance.
fn first_theme_labels() -> BTreeSet<String> {
    let mut labels = BTreeSet::new();
    for language in ["vi", "en"] {
        let path = root().join(format!("themes/cong-thong-tin/i18n/{language}.yaml"));
        let text = fs::read_to_string(path).expect("the first theme has labels");
        let values = text.lines().filter_map(|line| line.split_once(": ")).map(|(_, value)| value);
        let values = values.map(|value| value.trim_matches(['"', '\'']).to_owned());
        labels.extend(values.filter(|value| value.split(' ').count() >= 3));
    }
    assert!(labels.len() > 50, "the labels were found");
    labels
}

/// Returns what pages contain of the first theme: its assets, and its labels where the portal does not use them itself.
fn first_theme_traces(portal: &TestPortal, sources: &Files) -> Vec<String> {
    // The names of open-data fields belong to their format and not to the theme.
    let fields = files_under(&root().join("src/render/open_data")).into_values();
    let fields = fields.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let portal_text: String = sources
        .iter()
        .filter(|(path, _)| !path.starts_with("themes/"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .chain(fields)
        .collect();
    let labels = first_theme_labels();
    let theme_labels: Vec<&String> =
        labels.iter().filter(|label| !portal_text.contains(*label)).collect();
    let mut traces = Vec::new();
    for (path, bytes) in portal.site_files().into_iter().filter(|(path, _)| path.ends_with(".html"))
    {
        let page = String::from_utf8(bytes).expect("a page is UTF-8");
        let asset_names = ["portal.css", "tra-cuu.js", "class=\"wrap\"", "niemyet-main"];
        let asset_names = asset_names
            .into_iter()
            .filter(|asset_name| page.contains(asset_name))
            .map(str::to_owned);
        let labels_on_page = theme_labels
            .iter()
            .filter(|label| page.contains(**label))
            .map(|label| (*label).clone());
        traces.extend(asset_names.chain(labels_on_page).map(|trace| format!("{path}: {trace}")));
    }
    traces
}

#[test]
fn with_another_theme_no_page_contains_anything_of_the_first() {
    for files in [sample_files(), rare_files()] {
        let portal = with_second_theme(files.clone()).build().assert_clean();
        assert!(!portal.has("/tai-nguyen/portal.css"));
        let assets: Vec<String> = portal
            .site_files()
            .into_keys()
            .filter(|path| path.starts_with("tai-nguyen/"))
            .map(|path| without_digests(&path))
            .collect();
        assert_eq!(assets, ["tai-nguyen/giay.css"]);
        let style = portal.page("/tai-nguyen/giay.css");
        assert!(style.starts_with(":root{color-scheme:light;--giay:#fffdf5;"), "{style}");
        assert!(style.ends_with(".dong { border-bottom: thin dotted; }\n"), "{style}");
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
fn a_theme_without_a_search_script_has_no_search_description() {
    let portal = with_second_theme(sample_files()).build().assert_clean();
    assert!(!portal.has("/opensearch.xml") && portal.has("/tim-kiem/"));
}

#[test]
fn a_colour_and_a_label_change_every_page() {
    let mut portal = TestPortal::new()
        .file("content/tin-tuc/tin.md", "---\ntiêu đề: Tin\nngày đăng: 01/3/2020\n---\n")
        .build()
        .assert_clean()
        .file("themes/cong-thong-tin/README.md", "Ghi chú\n")
        .build()
        .assert_rendered([]);
    for (file, text) in
        [("theme.yaml", "style: {base: {accent: \"#0b4f8a\"}}\n"), ("i18n/vi.yaml", "home: Bìa\n")]
    {
        portal = portal.file(&format!("themes/cong-thong-tin/{file}"), text).build().assert_clean();
        let pages = portal.site_files().into_keys().filter(|path| path.ends_with(".html")).count();
        let rendered = portal.report().rendered.iter();
        let rendered = rendered.filter(|(path, _)| path.ends_with(".html")).count();
        assert_eq!(rendered, pages, "{file}");
    }
}

/// The classes and ids in the attributes of a text.
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
fn the_program_writes_no_class_and_no_id_of_the_first_theme() {
    let mut theme_names = BTreeSet::new();
    for (path, bytes) in files_under(&root().join("themes/cong-thong-tin/templates")) {
        assert!(path.ends_with(".html"), "{path}");
        theme_names.extend(classes_and_ids(&String::from_utf8_lossy(&bytes)));
    }
    theme_names
        .retain(|name| name.len() > 2 && name.chars().all(|c| c.is_alphanumeric() || c == '-'));
    assert!(
        theme_names.contains("niemyet-main") || theme_names.len() > 20,
        "the templates were found: {theme_names:?}"
    );
    let mut violations = Vec::new();
    for (path, bytes) in files_under(&root().join("src")) {
        let path = format!("src/{path}");
        if BODY_WRITERS.iter().any(|body| path.starts_with(body)) {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).replace("\\\"", "\"");
        let written = classes_and_ids(&text);
        let shared = written.iter().filter(|name| theme_names.contains(*name));
        violations.extend(shared.map(|name| format!("{path}: {name}")));
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}
