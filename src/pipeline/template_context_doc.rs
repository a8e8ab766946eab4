//! The document of what templates see, `docs/giao-dien-du-lieu.md`: written from the types, and from two portals whose
//! theme tells of each page what it was given.
//!
//! `UPDATE=1 cargo test --lib context` writes it; without that, a document that has gone stale fails.
//!
//! **Invariant.** Every member has a description, and every kind of page was made.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Options, run};
use crate::site::Overview;
use crate::theme::{REQUIRED_TEMPLATES, scope};

/// The kinds of pages in the order of the document, with what they are.
const KINDS: [(&str, &str); 14] = [
    ("home", "trang chủ"),
    ("section", "danh sách của một mục, cả trang theo năm và danh sách văn bản liên quan"),
    ("terms", "mọi giá trị của một cách phân loại"),
    ("term", "danh sách của một thể loại, cơ quan, lĩnh vực …"),
    ("document", "một văn bản"),
    ("news", "một tin"),
    ("page", "một trang thường"),
    ("withdrawn", "địa chỉ của nội dung đã thu hồi hoặc hết hạn công khai"),
    ("disclosure", "danh mục thông tin phải được công khai"),
    ("open_data", "dữ liệu mở"),
    ("site_map", "sơ đồ trang"),
    ("lookup", "tra cứu"),
    ("redirect", "địa chỉ cũ"),
    ("404", "trang không có"),
];

/// Values whose members differ from one kind of page to another, with their types.
const VARYING: [(&str, &str); 3] =
    [("page", "Facts"), ("entry", "EntryView"), ("listing", "Listing")];

const INTRO: &str = "\
# Dữ liệu mà mẫu của giao diện nhận được

Tệp này được viết ra từ chính các kiểu dữ liệu của chương trình, không sửa bằng tay. Cách làm một giao diện: xem
[giao diện đi kèm](../themes/cong-thong-tin/README.md). Giá trị vắng mặt là `null` hoặc danh sách rỗng, không bao giờ
thiếu tên, nên `{% if entry.signer %}` là đủ. Cột «Có thể vắng» nói giá trị nào có thể là `null`. Lời giải thích từng
giá trị viết bằng tiếng Anh, đúng như trong mã nguồn. Loại trang nào có giá trị gì là theo hai cổng mẫu của dự án.
";

fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a page was given: by kind and template the members that had a value, those of [`VARYING`] with a dot.
type GivenValues = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

#[test]
fn the_template_context_document_is_up_to_date() {
    let schema = crate::render::schema::schema();
    let mut given = GivenValues::new();
    for portal in [crate_root().to_owned(), crate_root().join("tests/validators/portal")] {
        collect_given_values(&portal, &schema, &mut given);
    }
    let kinds: BTreeSet<&str> = given.keys().map(String::as_str).collect();
    assert_eq!(kinds, KINDS.iter().map(|(kind, _)| *kind).collect(), "a kind of page was not made");
    let mut text = INTRO.to_owned();
    write_page_kinds(&mut text, &given);
    write_value_types(&mut text, &schema);
    write_functions(&mut text);
    let path = crate_root().join("docs/giao-dien-du-lieu.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).expect("the document can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/giao-dien-du-lieu.md is stale: UPDATE=1 cargo test --lib context"
    );
}

/// Builds a portal with a theme that only tells what it is given, and reads what it told.
fn collect_given_values(portal: &Path, schema: &Value, given: &mut GivenValues) {
    let here = tempfile::tempdir().expect("a temporary folder");
    let copied = |from: &Path, to: &Path| {
        fs::create_dir_all(to.parent().expect("it lies in a folder")).expect("a folder");
        fs::copy(from, to).expect("the file can be copied");
    };
    for file in list_files(&portal.join("content")) {
        let inside = file.strip_prefix(portal).expect("it lies in the portal");
        copied(&file, &here.path().join(inside));
    }
    let settings = fs::read_to_string(portal.join("portal.yaml")).expect("a portal has settings");
    let stays = |line: &&str| !line.starts_with("theme:") && !line.starts_with("page_size:");
    let settings = settings.lines().filter(stays);
    let settings: String = settings.map(|line| format!("{line}\n")).collect();
    fs::write(here.path().join("portal.yaml"), settings + "theme: soi\npage_size: 1\n")
        .expect("a file");
    let folder = here.path().join("themes/soi/templates");
    fs::create_dir_all(&folder).expect("a folder");
    let overviews = Overview::ALL.into_iter().map(Overview::template);
    for template in REQUIRED_TEMPLATES.into_iter().chain(overviews) {
        fs::write(folder.join(template), probe_template(template, schema)).expect("a file");
    }
    let output = here.path().join("public");
    let options = Options {
        root: here.path().to_owned(),
        output: Some(output.clone()),
        base_url: None,
        drafts: false,
        today: Some(jiff::civil::Date::constant(2026, 11, 22)),
        now: jiff::Timestamp::UNIX_EPOCH,
        keep_going: false,
        build_id: None,
    };
    let Ok(report) = run(&options) else { panic!("the machine refused to build") };
    assert!(!report.has_errors(), "{:?}", report.faults);
    for page in
        list_files(&output).into_iter().filter(|path| path.extension().is_some_and(|e| e == "html"))
    {
        let told = fs::read_to_string(page).expect("a page is text");
        let mut parts = told.split("<p>").skip(1).map(|part| part.trim_end_matches("</p>").trim());
        let (kind, template, members) = (parts.next(), parts.next(), parts.next());
        let (Some(kind), Some(template), Some(members)) = (kind, template, members) else {
            continue;
        };
        let known = given.entry(kind.to_owned()).or_default();
        known.0.insert(template.to_owned());
        known.1.extend(members.split_whitespace().map(str::to_owned));
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
    let mut paths: Vec<PathBuf> = listing.map(|item| item.expect("it stays").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| if path.is_dir() { list_files(&path) } else { vec![path] })
        .collect()
}

fn members(of: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = of["properties"].as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

fn write_page_kinds(text: &mut String, given: &GivenValues) {
    text.push_str("\n## Mỗi loại trang\n\n");
    text.push_str(
        "| `page.kind` | Là gì | Mẫu | Có, ngoài `portal` và `page` |\n|---|---|---|---|\n",
    );
    for (kind, what) in KINDS {
        let (templates, members) = &given[kind];
        let outer = members
            .iter()
            .filter(|m| !m.contains('.') && !["page", "portal"].contains(&m.as_str()));
        let row = [code_spans(templates.iter()), code_spans(outer)];
        let _ = writeln!(text, "| `{kind}` | {what} | {} | {} |", row[0], row[1]);
    }
    text.push_str("\nBài có `template` dùng mẫu mà bài chọn; mẫu ấy nhận cùng các giá trị như mẫu của loại bài.\n");
    for (value, _) in VARYING {
        let _ = write!(
            text,
            "\n### Trong `{value}`\n\n| `page.kind` | Có thể có giá trị |\n|---|---|\n"
        );
        for (kind, _) in KINDS {
            let inside =
                given[kind].1.iter().filter_map(|m| m.strip_prefix(value)?.strip_prefix('.'));
            let inside: Vec<&str> = inside.collect();
            if !inside.is_empty() {
                let _ = writeln!(text, "| `{kind}` | {} |", code_spans(inside.into_iter()));
            }
        }
    }
}

fn code_spans(names: impl Iterator<Item = impl std::fmt::Display>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn write_value_types(text: &mut String, schema: &Value) {
    text.push_str("\n## Các giá trị\n");
    write_members(text, schema);
    for (name, of) in schema["$defs"].as_object().into_iter().flatten() {
        let what = of["description"].as_str().unwrap_or_else(|| panic!("{name} is not described"));
        let _ = write!(text, "\n### {name}\n\n{}\n", table_cell(what));
        if of["properties"].is_object() {
            write_members(text, of);
        } else {
            let cases = of["oneOf"].as_array().into_iter().flatten();
            let cases = cases.filter_map(|case| case["const"].as_str());
            let _ = write!(text, "\nMột trong: {}.\n", code_spans(cases));
        }
    }
}

fn write_members(text: &mut String, of: &Value) {
    text.push_str("\n| Tên | Kiểu | Có thể vắng | Là gì |\n|---|---|---|---|\n");
    for (name, value) in members(of) {
        let what = value["description"].as_str();
        let what = what.unwrap_or_else(|| panic!("{name} is not described: {value}"));
        let (kind, may_miss) = type_name(value);
        let may_miss = if may_miss { "có" } else { "" };
        let _ = writeln!(text, "| `{name}` | {kind} | {may_miss} | {} |", table_cell(what));
    }
}

fn table_cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|").replace('<', "&lt;")
}

/// Names the type of a value, and tells whether it may be null.
fn type_name(of: &Value) -> (String, bool) {
    if let Some(name) = of["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return (format!("[{name}](#{})", name.to_lowercase()), false);
    }
    if let Some(cases) = of["anyOf"].as_array() {
        let may_miss = cases.iter().any(|case| case["type"] == "null");
        let case = cases.iter().find(|case| case["type"] != "null");
        return (type_name(case.expect("something else than null")).0, may_miss);
    }
    let named = |name: &str| match name {
        "string" => "chữ".to_owned(),
        "integer" => "số".to_owned(),
        "boolean" => "đúng hay sai".to_owned(),
        "array" => format!("danh sách {}", type_name(&of["items"]).0),
        "object" => "bảng tên và chữ".to_owned(),
        other => panic!("what is {other}?"),
    };
    match &of["type"] {
        Value::String(name) => (named(name), false),
        Value::Array(names) => {
            let mut names = names.iter().filter_map(Value::as_str);
            (named(names.find(|name| *name != "null").expect("something else than null")), true)
        }
        other => panic!("what is {other} in {of}?"),
    }
}

fn write_functions(text: &mut String) {
    text.push_str("\n## Hàm và bộ lọc\n\n| Gọi | Cho |\n|---|---|\n");
    for (form, gives) in scope::documented_calls() {
        let _ = writeln!(text, "| `{}` | {} |", form.replace('|', "\\|"), table_cell(gives));
    }
}
