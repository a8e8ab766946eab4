//! Generates the reference of the template context, `docs/giao-dien-du-lieu.md`: from the types of the context, and
//! from two portals built with a theme whose templates list the values that each page receives.
//!
//! Every value is explained in Vietnamese, from `template_context_doc/vi.txt`, and in English, from the doc comments.
//! `UPDATE=1 cargo test --lib template_context` writes both files; without `UPDATE`, the test fails if one is stale.
//!
//! **Invariant.** Every member is explained in both languages, and every kind of page is covered.

mod translations;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use translations::VietnameseTexts;

use super::{Options, run};
use crate::site::Overview;
use crate::theme::REQUIRED_TEMPLATES;
use crate::theme::filters::{ENGINE_FILTERS, ENGINE_TESTS, documented_calls};

/// The kinds of pages in the order of the document, with their English descriptions.
const KINDS: [(&str, &str); 15] = [
    ("home", "the home page"),
    (
        "section",
        "a page of the listing of a section, also of one of its years; or of the listing of the \
         documents that have a relation to one",
    ),
    ("terms", "all terms of a taxonomy"),
    ("term", "a page of the listing of a type, an issuer, a field …"),
    ("document", "a document"),
    ("news", "a news item"),
    ("page", "a plain page"),
    ("withdrawn", "the page left at the address of an entry that is no longer public"),
    ("disclosure", "a page of the list of information that must be disclosed"),
    ("events", "a page of the list of what changed in the portal"),
    ("open_data", "the open data files"),
    ("site_map", "the site map for readers"),
    ("lookup", "the lookup page"),
    ("redirect", "the page at an old address"),
    ("404", "the page for addresses that do not exist"),
];

/// Values whose members differ between kinds of pages, with their types.
const VARYING: [(&str, &str); 3] =
    [("page", "PageView"), ("entry", "EntryView"), ("listing", "Listing")];

/// The introduction, first in Vietnamese and then in English.
const INTRO: &str = include_str!("template_context_doc/intro.md");

const UPDATE_COMMAND: &str = "UPDATE=1 cargo test --lib template_context";

/// The note before the filters and tests of the engine.
const ENGINE_NOTE: &str = "
Mẫu viết bằng Tera 2, đặt giữa `{{` và `}}`. Ngoài các hàm trên còn `range(end=3)`, `throw(message=\"…\")` và `super()`.\\
*Templates are written in Tera 2, between `{{` and `}}`. In addition to the functions above there are `range(end=3)`,
`throw(message=\"…\")` and `super()`.*
";

/// The note between the tables of the kinds of page.
const KINDS_NOTE: &str = "
Ngoài `portal` và `page`, mẫu của mỗi loại trang nhận được các giá trị sau. Bài có khoá `mẫu` thì dùng mẫu ghi ở đó; mẫu
ấy nhận cùng các giá trị như mẫu của loại bài. Khoá ấy trong `_index.md` là của mọi trang của mục, hoặc của trang chủ.\\
*In addition to `portal` and `page`, the template of each kind of page receives the following values. An entry with the
key `template` uses that template, which receives the same values; in `_index.md` the key is for the pages of the
section, or for the home page.*
";

fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// For each kind of page, the templates used, and the members that had a value; those of [`VARYING`] are dotted.
type GivenValues = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

#[test]
fn the_template_context_document_is_up_to_date() {
    let schema = crate::render::schema::schema();
    let mut given = GivenValues::new();
    for portal in [crate_root().to_owned(), crate_root().join("tests/validators/portal")] {
        collect_given_values(&portal, &schema, &mut given);
    }
    let kinds: BTreeSet<&str> = given.keys().map(String::as_str).collect();
    assert_eq!(kinds, KINDS.iter().map(|(kind, _)| *kind).collect(), "a kind of page is missing");
    let document = crate_root().join("docs/giao-dien-du-lieu.md");
    let vietnamese = crate_root().join("src/pipeline/template_context_doc/vi.txt");
    let mut reference = ContextReference::new(&fs::read_to_string(&vietnamese).unwrap_or_default());
    reference.write_page_kinds(&given);
    reference.write_value_types(&schema);
    reference.write_functions();
    let ContextReference { text, texts } = reference;
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&vietnamese, texts.updated_file()).expect("the explanations can be written");
        fs::write(&document, &text).expect("the document can be written");
        return;
    }
    let faults = texts.faults();
    assert!(faults.is_empty(), "in vi.txt ({UPDATE_COMMAND}):\n  {}", faults.join("\n  "));
    let written = fs::read_to_string(&document).unwrap_or_default();
    assert!(written == text, "docs/giao-dien-du-lieu.md is stale: {UPDATE_COMMAND}");
}

/// Builds a portal with a theme whose templates list the values they receive, and collects these lists.
fn collect_given_values(portal: &Path, schema: &Value, given: &mut GivenValues) {
    let copy = tempfile::tempdir().expect("a temporary folder can be created");
    let copy_file = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().expect("the path has a parent"))
            .expect("the folder can be created");
        fs::copy(from, to).expect("the file can be copied");
    };
    for file in list_files(&portal.join("content")) {
        let relative = file.strip_prefix(portal).expect("the file is in the portal");
        copy_file(&file, &copy.path().join(relative));
    }
    let settings =
        fs::read_to_string(portal.join("portal.yaml")).expect("the portal has a portal.yaml");
    let is_kept = |line: &&str| !line.starts_with("theme:") && !line.starts_with("page_size:");
    let settings = settings.lines().filter(is_kept);
    let settings: String = settings.map(|line| format!("{line}\n")).collect();
    fs::write(copy.path().join("portal.yaml"), settings + "theme: soi\npage_size: 1\n")
        .expect("the file can be written");
    let folder = copy.path().join("themes/soi/templates");
    fs::create_dir_all(&folder).expect("the folder can be created");
    let overviews = Overview::ALL.into_iter().map(Overview::template);
    for template in REQUIRED_TEMPLATES.into_iter().chain(overviews) {
        fs::write(folder.join(template), probe_template(template, schema))
            .expect("the file can be written");
    }
    let output = copy.path().join("public");
    let options = Options {
        output: Some(output.clone()),
        today: Some(jiff::civil::Date::constant(2026, 11, 22)),
        ..Options::new(copy.path().to_owned(), jiff::Timestamp::UNIX_EPOCH)
    };
    let Ok(report) = run(&options) else { panic!("the build failed") };
    assert!(!report.has_errors(), "{:?}", report.faults);
    for page in
        list_files(&output).into_iter().filter(|path| path.extension().is_some_and(|e| e == "html"))
    {
        let text = fs::read_to_string(page).expect("the page is UTF-8");
        let mut parts = text.split("<p>").skip(1).map(|part| part.trim_end_matches("</p>").trim());
        let (kind, template, members) = (parts.next(), parts.next(), parts.next());
        let (Some(kind), Some(template), Some(members)) = (kind, template, members) else {
            continue;
        };
        let given_values = given.entry(kind.to_owned()).or_default();
        given_values.0.insert(template.to_owned());
        given_values.1.extend(members.split_whitespace().map(str::to_owned));
    }
}

/// Writes a template that prints the names of all members that have a value.
fn probe_template(template: &str, schema: &Value) -> String {
    let mut text = format!("<p>{{{{ page.kind }}}}</p><p>{template}</p><p>");
    for (name, _) in members(schema) {
        let inner = VARYING.iter().find(|(varying, _)| *varying == name);
        let _ = write!(text, "{{% if {name} %}}{name} ");
        for (inner, _) in inner.into_iter().flat_map(|(_, of)| members(&schema["$defs"][of])) {
            let _ = write!(text, "{{% if {name}.{inner} %}}{name}.{inner} {{% endif %}}");
        }
        text.push_str("{% endif %}");
    }
    text + "</p>"
}

fn list_files(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<PathBuf> =
        listing.map(|item| item.expect("the folder can be listed").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| if path.is_dir() { list_files(&path) } else { vec![path] })
        .collect()
}

fn members(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = schema["properties"].as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

fn code_spans(names: impl Iterator<Item = impl std::fmt::Display>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The document as it is written.
struct ContextReference {
    text: String,
    texts: VietnameseTexts,
}

impl ContextReference {
    /// Starts the document with its introduction.
    fn new(vietnamese: &str) -> Self {
        Self { text: INTRO.to_owned(), texts: VietnameseTexts::parse(vietnamese) }
    }

    /// Starts a table.
    fn write_head(&mut self, columns: &[&str]) {
        let rule = "---|".repeat(columns.len());
        let _ = write!(self.text, "\n| {} |\n|{rule}\n", columns.join(" | "));
    }

    /// Writes a row of a table: cells, and the explanation in both languages.
    fn write_explained(&mut self, key: &str, english: &str, cells: &[&str]) {
        let english = one_line(english);
        let vietnamese = self.texts.explain(key, &english);
        let (cells, vietnamese) = (cells.join(" | "), table_cell(&vietnamese));
        let _ = writeln!(self.text, "| {cells} | {vietnamese} | {} |", table_cell(&english));
    }

    fn write_page_kinds(&mut self, given: &GivenValues) {
        self.text.push_str("\n## Mỗi loại trang · Kinds of page\n");
        self.write_head(&["`page.kind`", "Là gì", "In English"]);
        for (kind, english) in KINDS {
            self.write_explained(&format!("page.kind.{kind}"), english, &[&format!("`{kind}`")]);
        }
        self.text.push_str(KINDS_NOTE);
        self.write_head(&["`page.kind`", "Mẫu · Template", "Giá trị · Values"]);
        for (kind, _) in KINDS {
            let (templates, members) = &given[kind];
            let top_level = members
                .iter()
                .filter(|m| !m.contains('.') && !["page", "portal"].contains(&m.as_str()));
            let cells = [code_spans(templates.iter()), code_spans(top_level)];
            let _ = writeln!(self.text, "| `{kind}` | {} | {} |", cells[0], cells[1]);
        }
        for (value, _) in VARYING {
            let _ = writeln!(self.text, "\n### Trong `{value}` · In `{value}`");
            self.write_head(&["`page.kind`", "Có thể có giá trị · May have a value"]);
            for (kind, _) in KINDS {
                let dotted =
                    given[kind].1.iter().filter_map(|m| m.strip_prefix(value)?.strip_prefix('.'));
                let dotted: Vec<&str> = dotted.collect();
                if !dotted.is_empty() {
                    let cell = code_spans(dotted.into_iter());
                    let _ = writeln!(self.text, "| `{kind}` | {cell} |");
                }
            }
        }
    }

    fn write_value_types(&mut self, schema: &Value) {
        self.text.push_str("\n## Các giá trị · Values\n");
        self.write_type(schema["title"].as_str().expect("the root type has a name"), schema);
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            let _ = writeln!(self.text, "\n### {name}");
            self.write_type(name, definition);
        }
    }

    /// Writes what a type is, and its members or its possible values.
    fn write_type(&mut self, name: &str, definition: &Value) {
        let english = one_line(description(name, definition));
        let vietnamese = self.texts.explain(name, &english);
        let (vietnamese, english) = (escape_html(&vietnamese), escape_html(&english));
        let _ = writeln!(self.text, "\n{vietnamese}\\\n*{english}*");
        if let Some(cases) = definition["oneOf"].as_array() {
            self.write_head(&["Giá trị · Value", "Là gì", "In English"]);
            for case in cases {
                let value = case["const"].as_str().expect("an enum has only named values");
                let key = format!("{name}.{value}");
                self.write_explained(&key, description(&key, case), &[&format!("`{value}`")]);
            }
            return;
        }
        self.write_head(&["Tên · Name", "Kiểu · Type", "Là gì", "In English"]);
        for (member, value) in members(definition) {
            let key = format!("{name}.{member}");
            let (type_name, is_optional) = type_name(value);
            let or_null = if is_optional { " hoặc `null`" } else { "" };
            let cells = [&*format!("`{member}`"), &*format!("{type_name}{or_null}")];
            self.write_explained(&key, description(&key, value), &cells);
        }
    }

    fn write_functions(&mut self) {
        self.text.push_str("\n## Hàm và bộ lọc · Functions and filters\n");
        self.text.push_str("\n`[Card]` là danh sách các Card.\\\n*`[Card]` is a list of cards.*\n");
        self.write_head(&["Gọi · Call", "Cho · Result", "Là gì", "In English"]);
        for (name, call) in documented_calls() {
            let cells = [call.example, call.result].map(|cell| format!("`{}`", table_cell(cell)));
            self.write_explained(name, call.description, &[&cells[0], &cells[1]]);
        }
        self.text.push_str(ENGINE_NOTE);
        for (heading, examples) in [
            ("Bộ lọc của ngôn ngữ mẫu · Filters of the template language", &ENGINE_FILTERS[..]),
            ("Phép thử của ngôn ngữ mẫu · Tests of the template language", &ENGINE_TESTS[..]),
        ] {
            let _ = writeln!(self.text, "\n### {heading}");
            self.write_head(&["Tên · Name", "Ví dụ · Example", "Cho · Result"]);
            for (name, example, result) in examples {
                let cells = [name, example, result].map(|cell| format!("`{}`", table_cell(cell)));
                let _ = writeln!(self.text, "| {} |", cells.join(" | "));
            }
        }
    }
}

fn description<'v>(key: &str, value: &'v Value) -> &'v str {
    value["description"].as_str().unwrap_or_else(|| panic!("{key} has no doc comment: {value}"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn table_cell(text: &str) -> String {
    escape_html(text).replace('|', "\\|")
}

/// Escapes `<` outside of code spans, in which Markdown knows no escapes.
fn escape_html(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let escaped = parts.map(|(index, part)| match index % 2 {
        0 => part.replace('<', "&lt;"),
        _ => part.to_owned(),
    });
    escaped.collect::<Vec<_>>().join("`")
}

/// Returns the name of a value's type, and whether the value may be null.
fn type_name(schema: &Value) -> (String, bool) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return (format!("[{name}](#{})", name.to_lowercase()), false);
    }
    if let Some(cases) = schema["anyOf"].as_array() {
        let is_optional = cases.iter().any(|case| case["type"] == "null");
        let case = cases.iter().find(|case| case["type"] != "null");
        return (type_name(case.expect("a type other than null")).0, is_optional);
    }
    let named = |name: &str| match name {
        "string" => "chữ".to_owned(),
        "integer" => "số".to_owned(),
        "boolean" => "đúng hay sai".to_owned(),
        "array" => format!("danh sách {}", type_name(&schema["items"]).0),
        "object" => "bảng tên và chữ".to_owned(),
        other => panic!("unknown type {other}"),
    };
    match &schema["type"] {
        Value::String(name) => (named(name), false),
        Value::Array(names) => {
            let mut names = names.iter().filter_map(Value::as_str);
            (named(names.find(|name| *name != "null").expect("a type other than null")), true)
        }
        other => panic!("unknown type {other} in {schema}"),
    }
}
