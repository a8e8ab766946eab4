//! A portal that says one text in every place where an author can write one.
//!
//! The keys are taken from the tables of the program (`fields.rs`, `keys.rs`, the labels of the theme), so that a new
//! key is a place from its first day on. A key whose value has parts has its forms in a table here.

use niemyet::diagnostic::Diagnostic;
use niemyet::entry::address::href;

use crate::test_portal::TestPortal;

/// A place for the payload in a template: in double quotes of YAML; the same after `/`, after `/` and encoded, and
/// after the host of a URL; as it is; as the name of a file.
const PLACES: [&str; 6] = ["«q»", "«/q»", "«%q»", "«uq»", "«r»", "«n»"];

/// Values of keys whose value has parts, or needs another key.
const VALUES: &[(&str, &[&str])] = &[
    ("number", &["«q»\nissued_on: 24/9/2014"]),
    ("fields", &["[«q», Khác]"]),
    ("tags", &["[«q», khác]"]),
    ("category", &["[«q», Khác]"]),
    ("attachments", &["[{file: a.pdf, title: «q»}]", "[{file: a.pdf, kind: «q»}]"]),
    ("source", &["{name: «q», url: \"https://a.vn/\"}", "{name: Báo, url: «q»}", "{url: «uq»}"]),
    ("withdrawn", &["{on: 01/3/2020, reason: «q»}", "{on: 01/3/2020, replaced_by: «q»}"]),
    ("corrections", &["[{on: 01/3/2020, text: «q»}]"]),
    ("extra", &["{a: «q»}", "{«q»: a}"]),
    ("aliases", &["«/q»", "«%q»"]),
    ("slug", &["«q»"]),
    ("image_caption", &["«q»\nimage: anh.svg"]),
    ("image_alt", &["«q»\nimage: anh.svg"]),
    (
        "based_on",
        &["{number: 900/QĐ-UBND, part: «q»}", "{name: «q», url: «uq»}", "{url: «q», name: Tên}"],
    ),
    ("amends", &["{number: 900/QĐ-UBND, note: «q»}", "{number: 900/QĐ-UBND, issuer: «q»}"]),
];

/// Parts of a body.
const BODIES: &[&str] = &[
    "«r»",
    "# «r»\n\n## «r»",
    "![«r»](anh.svg \"«r»\")",
    "[«r»](/ \"«r»\")",
    "[x](«r»)\n\n[x](<«r»>)\n\n<«r»>",
    "![x](«r»)",
    "`«r»`\n\n```«r»\n«r»\n```",
    "| a |\n|---|\n| «r» |",
    "::: «r»\nx\n:::",
    "::: chữ ký\n«r»\n:::\n\n::: cơ quan\n«r»\n:::\n\n::: nơi nhận\n- «r»\n:::",
    "a[^1]\n\n[^1]: «r»",
    "<b title=\"«r»\">x</b>\n\n<a href=\"«r»\">x</a>\n\n<img src='«r»' alt='«r»'>\n\n<div>«r»</div>\n\n<abbr title=\"«r»\">x</abbr>",
    "[a]: «r»\n\n[a]\n\n- [ ] «r»",
    "Điều 1. «r»\n\n1. «r»\n\na) «r»",
];

/// Keys of portal.yaml that a value must replace when the payload is refused, by the name of their table.
const NEEDED: &[(&str, &str, &str)] = &[
    ("SETTINGS", "title", "Cổng thử"),
    ("SETTINGS", "base_url", "https://thu.example.vn/"),
    ("OWNER", "name", "Đơn vị thử"),
    ("LICENCE", "number", "1/GP"),
    ("SECTION", "kind", "document"),
    ("ISSUER", "name", "Ủy ban nhân dân"),
    ("ISSUER", "until", "30/6/2025"),
    ("ISSUER", "successor", "Ủy ban khác"),
    ("LINK", "title", "Văn bản"),
    ("LINK", "url", "/van-ban/"),
    ("NOTICE", "text", "Thông báo"),
    ("NOTICE", "until", "31/12/2030"),
    ("LANGUAGE", "title", "Portal"),
];

/// Where the keys of each table stand in portal.yaml; the others have no texts of their own.
const TABLES: &[(&str, &str, usize)] = &[
    ("SETTINGS", "", 0),
    ("OWNER", "owner:", 2),
    ("LICENCE", "  licence:", 4),
    ("SECTION", "sections:\n  tin-tuc: {kind: news}\n  van-ban:", 4),
    ("ISSUER", "issuers:\n  UBND:", 4),
    ("LINK", "menu:\n  -", 4),
    ("LINK", "links:\n  -", 4),
    ("NOTICE", "notices:\n  -", 4),
    ("LANGUAGE", "languages:\n  en:", 4),
];
const MAPS: [&str; 8] =
    ["owner", "licence", "sections", "issuers", "menu", "links", "notices", "languages"];

/// A line of a settings file: the template, and what stands there if it is refused.
struct SettingLine {
    template: String,
    instead: String,
    is_refused: bool,
}

/// The files of an entry, in a folder of its own.
struct EntrySink {
    folder: String,
    files: Vec<(String, String)>,
    is_refused: bool,
}

/// A portal with a payload in every place that does not refuse it.
pub(super) struct HostilePortal {
    payload: String,
    settings: Vec<(&'static str, Vec<SettingLine>)>,
    entries: Vec<EntrySink>,
}

impl HostilePortal {
    pub(super) fn new(payload: &str) -> Self {
        let theme = "themes/cong-thong-tin/theme.yaml";
        let labels = "themes/cong-thong-tin/i18n/vi.yaml";
        let settings =
            vec![("portal.yaml", portal_lines()), (theme, theme_lines()), (labels, label_lines())];
        let mut portal = Self { payload: payload.to_owned(), settings, entries: Vec::new() };
        portal.add_keys();
        portal.add_bodies();
        portal.add_names();
        portal
    }

    fn add(&mut self, section: &str, files: &[(&str, &str)]) {
        let folder = format!("content/{section}s{}/", self.entries.len());
        let files =
            files.iter().map(|(name, text)| (format!("{folder}{name}"), (*text).to_owned()));
        let files = files.collect();
        self.entries.push(EntrySink { folder, files, is_refused: false });
    }

    fn add_keys(&mut self) {
        for (section, key) in metadata_keys() {
            let values = VALUES.iter().find(|(name, _)| *name == key).map_or(&[][..], |row| row.1);
            for value in ["«q»"].iter().chain(values) {
                let number = (section == "van-ban/").then_some(self.entries.len() + 1);
                let text = entry_text(&format!("{key}: {value}\n"), number);
                let pdf = ("a.pdf", "%PDF-1.4\n");
                self.add(section, &[("index.md", &text), pdf, ("anh.svg", SVG)]);
            }
        }
    }

    fn add_bodies(&mut self) {
        for body in BODIES {
            let text = format!("---\ntitle: Tên\n---\n{body}\n");
            self.add("van-ban/", &[("index.md", &text), ("anh.svg", SVG)]);
        }
        self.add("van-ban/", &[("index.md", "---\ntitle: «r»\n---\n")]);
        self.add("van-ban/", &[("index.md", "---\ntitle: Tên\n«q»: x\n---\n")]);
        self.add("", &[("_index.md", "---\ntitle: «q»\nsummary: «q»\n---\n")]);
    }

    fn add_names(&mut self) {
        let entry = "---\ntitle: Tên\n---\n";
        self.add("van-ban/", &[("«n».md", entry)]);
        self.add("van-ban/", &[("«n»/index.md", entry)]);
        self.add("van-ban/", &[("index.md", entry), ("«n».pdf", "%PDF-1.4\n")]);
        self.add("", &[("«n».txt", "x"), ("«n»/x.txt", "x")]);
    }

    /// Takes a payload out of the place that an error names; returns whether there is one.
    pub(super) fn refuse(&mut self, error: &Diagnostic) -> bool {
        let place = &error.place;
        let mut entries = self.entries.iter_mut().filter(|entry| !entry.is_refused);
        if let Some(entry) = entries.find(|entry| place.file.starts_with(&entry.folder)) {
            entry.is_refused = true;
            return true;
        }
        // An error on a whole file names the key.
        let is_named = |line: &SettingLine| {
            let key = line.template.split(':').next().unwrap_or_default().trim();
            error.hints.iter().any(|hint| hint.en.contains(&format!("«{key}»")))
        };
        let file = self.settings.iter_mut().find(|(path, _)| **path == *place.file);
        let lines = file.map_or(&mut [][..], |(_, lines)| lines).iter_mut().enumerate();
        let mut lines = lines.filter(|(_, line)| !line.is_refused && has_payload(&line.template));
        let line = lines.find(|(index, line)| match place.line {
            0 => is_named(line),
            number => number as usize == index + 1,
        });
        line.map(|(_, line)| line.is_refused = true).is_some()
    }

    /// The number of places with the payload.
    pub(super) fn count(&self) -> usize {
        let lines = self.settings.iter().flat_map(|(_, lines)| lines);
        lines.filter(|line| !line.is_refused && has_payload(&line.template)).count()
            + self.entries.iter().filter(|entry| !entry.is_refused).count()
    }

    /// Writes the files of the portal.
    pub(super) fn write(&self) -> TestPortal {
        let fill = |template: &str| filled(template, &self.payload);
        let mut portal = TestPortal::empty();
        for (path, lines) in &self.settings {
            let line = |line: &SettingLine| match line.is_refused {
                true => format!("{}\n", line.instead),
                false => format!("{}\n", fill(&line.template)),
            };
            portal = portal.file(path, &lines.iter().map(line).collect::<String>());
        }
        let target = "---\ntitle: Đích\nnumber: 900/QĐ-UBND\nissued_on: 01/01/2010\n---\n";
        portal = portal.file("content/van-ban/dich.md", target);
        for (path, text) in
            self.entries.iter().filter(|entry| !entry.is_refused).flat_map(|e| &e.files)
        {
            portal = portal.file(&fill(path), &fill(text));
        }
        portal
    }
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>";

/// The text of an entry with some lines of front matter and those that it needs besides; a document has a number.
fn entry_text(lines: &str, number: Option<usize>) -> String {
    let mut others = vec!["title: Tên\n".to_owned()];
    if let Some(number) = number {
        others.extend([format!("number: {number}/QĐ-UBND\n"), "issued_on: 24/9/2014\n".to_owned()]);
    }
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    others.retain(|other| lines.lines().all(|line| key(line) != key(other)));
    format!("---\n{lines}{}---\nNội dung.\n", others.concat())
}

fn has_payload(template: &str) -> bool {
    PLACES.iter().any(|place| template.contains(place))
}

fn filled(template: &str, payload: &str) -> String {
    let texts = [
        quoted(payload),
        quoted(&format!("/{payload}")),
        quoted(&format!("/{}", href(payload).replace('/', "%2F"))),
        quoted(&format!("https://a.vn/{payload}")),
        payload.to_owned(),
        file_name(payload),
    ];
    let pairs = PLACES.iter().zip(&texts);
    pairs.fold(template.to_owned(), |text, (place, payload)| text.replace(place, payload))
}

/// A text in double quotes of YAML, on one line.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ' => c.to_string(),
        c => format!("\\U{:08x}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// The text as the name of a file: only `/` and NUL cannot be part of it, and a very long one.
pub(crate) fn file_name(text: &str) -> String {
    text.replace(['/', '\0'], "_").chars().take(80).collect()
}

/// The keys of front matter, each with the folders of the kinds of entry to which it belongs.
fn metadata_keys() -> Vec<(&'static str, String)> {
    let table = include_str!("../../../src/entry/read/fields.rs");
    let table = table.split("pub(crate) const METADATA_FIELDS").nth(1).expect("there is a table");
    let rows = table.split("\n];").next().expect("it ends").lines().map(str::trim_start);
    let mut keys = Vec::new();
    for row in rows.filter(|row| row.starts_with("field(") || row.starts_with("relation(")) {
        let name = row.split("&[\"").nth(1).and_then(|rest| rest.split('"').next());
        let name = name.unwrap_or("secrecy").to_owned();
        let kinds = row.split(['(', ',']).nth(1).unwrap_or_default();
        let sections: &[&str] = match kinds {
            "ALL" | "DOCUMENT_NEWS" => &["van-ban/", "tin-tuc/"],
            "NEWS" => &["tin-tuc/"],
            "NEWS_PAGE" => &["tin-tuc/", ""],
            _ => &["van-ban/"],
        };
        keys.extend(sections.iter().map(|section| (*section, name.clone())));
    }
    assert!(keys.len() > 60, "the table of fields is read: {keys:?}");
    keys
}

fn portal_lines() -> Vec<SettingLine> {
    let source = include_str!("../../../src/config/keys.rs");
    let mut lines = Vec::new();
    for (table, head, indent) in TABLES {
        lines.extend(head.lines().map(|line| setting_line(line.to_owned(), String::new())));
        let start = format!("const {table}: &[KeyNames]");
        let rows = source.split(&*start).nth(1).and_then(|rest| rest.split("];").next());
        let names = rows.expect("keys.rs has the table").split("\", \"").skip(1);
        let names = names.filter_map(|rest| rest.split('"').next());
        for name in names.filter(|name| !MAPS.contains(name)) {
            let needed = NEEDED.iter().find(|row| (row.0, row.1) == (*table, name));
            let indent = " ".repeat(*indent);
            let instead = needed.map(|(.., text)| format!("{indent}{name}: {text}"));
            lines.push(setting_line(format!("{indent}{name}: «q»"), instead.unwrap_or_default()));
        }
        let more = match (*table, *head) {
            ("SETTINGS", _) => "«q»: x",
            ("SECTION", _) => "  «q»: {kind: news, title: «q»}",
            ("ISSUER", _) => "  «q»: «q»",
            ("LINK", "links:\n  -") => "  - {title: «q», url: «uq»}",
            ("LANGUAGE", _) => "  «q»: {title: «q»}",
            _ => continue,
        };
        lines.push(setting_line(more.to_owned(), String::new()));
    }
    lines
}

fn theme_lines() -> Vec<SettingLine> {
    let source = include_str!("../../../src/theme/settings.rs");
    let keys = source.split("const KEYS: ").nth(1).and_then(|rest| rest.split("];").next());
    let keys = keys.expect("settings.rs has the keys").split('"').skip(1).step_by(2);
    let keys = keys.filter(|key| !["style", "pairs"].contains(key));
    let mut templates: Vec<String> = keys.map(|key| format!("{key}: «q»")).collect();
    templates.extend(
        ["style:", "  base:", "    accent: «q»", "    «q»: red", "    sans: «q»"]
            .map(str::to_owned),
    );
    templates.extend(["  dark:", "    ink: «q»", "pairs:", "  - [ink, «q»]"].map(str::to_owned));
    templates.into_iter().map(|template| setting_line(template, String::new())).collect()
}

fn label_lines() -> Vec<SettingLine> {
    let labels = include_str!("../../../themes/cong-thong-tin/i18n/vi.yaml").lines();
    let keys = labels.filter_map(|line| line.split_once(": ")).map(|(key, _)| key);
    keys.map(|key| setting_line(format!("{key}: «q»"), String::new())).collect()
}

fn setting_line(template: String, instead: String) -> SettingLine {
    SettingLine { template, instead, is_refused: false }
}
