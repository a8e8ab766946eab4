//! The files of a random portal: entries, settings, files of the theme, and faulty versions of them.
//!
//! The values are few, so that titles, numbers, terms and addresses often coincide.

use std::fs;
use std::path::Path;

use super::TestRng;
use crate::test_portal::SETTINGS;

const TITLES: [&str; 5] = ["Kế hoạch", "Đò ngang", "Ăn ca", "Báo cáo", "Dân vận"];
const DATES: [&str; 6] = ["01/3/2014", "02/3/2014", "tháng 3/2014", "2013", "31/12/2012", ""];
const DAYS: [&str; 4] = ["31/10/2026", "01/11/2026", "02/11/2026", "03/11/2026"];
const TERMS: [&str; 5] = ["thủy sản", "Thuỷ sản", "dân vận", "đối thoại", "an toàn"];
const NUMBERS: [&str; 6] = ["", "", "Không số", "7/KH-UBND", "9/QĐ-UBND", "11/QĐ-UBND"];
const TYPES: [&str; 4] = ["BC", "KH", "Quyết định", ""];
const RELATIONS: [&str; 8] = [
    "căn cứ",
    "sửa đổi",
    "thay thế",
    "bãi bỏ",
    "đính chính cho",
    "liên quan",
    "đình chỉ",
    "hướng dẫn",
];
const RELATION_TARGETS: [&str; 4] = ["7/KH-UBND", "9/QĐ-UBND", "11/QĐ-UBND", "/van-ban/a/"];
const CITATIONS: [&str; 4] = [
    "Theo Kế hoạch số 7/KH-UBND.",
    "Theo Kế hoạch số 7/KH-UBND ngày 01/3/2014.",
    "Theo Quyết định số 9/QĐ-UBND ngày 02/3/2014.",
    "Theo Quyết định số 11/QĐ-UBND.",
];
const LINKS: [&str; 4] = ["/", "/van-ban/", "/tin-tuc/", "#muc"];
/// Links that may be broken: the site then stays unchanged until something else is edited.
const RISKY_LINKS: [&str; 4] = ["/van-ban/a/", "/van-ban/b/", "/gioi-thieu/", "/tin-tuc/f/tep.pdf"];
/// Rarely used keys, with their possible values.
const RARE_FIELDS: [(&str, &[&str]); 13] = [
    ("ghim", &["có"]),
    ("nháp", &["có"]),
    ("thu hồi", &["01/5/2016", "02/11/2026"]),
    ("đường dẫn", &["khac", "khac nua"]),
    ("hẹn đăng", &DAYS),
    ("thời hạn công khai", &DAYS),
    ("đường dẫn cũ", &["/cu/", "/index.php?id=1"]),
    ("đính chính", &["[{on: 02/11/2026, text: Sửa lỗi}]", "[{on: 05/3/2014, text: Sửa số}]"]),
    ("ngày cập nhật", &["03/3/2014", "02/11/2026"]),
    ("tóm tắt", &["Ngắn gọn", "Gọn hơn"]),
    ("người đăng", &["văn thư"]),
    ("loại hình", &["Định kỳ", "định kỳ; Chuyên đề"]),
    ("kinh phí", &["12", "1.250,5"]),
];

/// A line of front matter that an entry at `path` may have: its key, and a value, which may be empty.
pub(super) fn field<'a>(rng: &mut TestRng, path: &str) -> (&'a str, String) {
    let is_document = path.contains("/van-ban/");
    let relation = rng.pick(&RELATIONS);
    match rng.below(12) {
        0 | 1 => ("tiêu đề", title(rng)),
        2 if is_document => ("số hiệu", rng.pick(&NUMBERS).to_owned()),
        3 if is_document => ("ngày ban hành", rng.pick(&DATES).to_owned()),
        4 if is_document => ("thể loại", rng.pick(&TYPES).to_owned()),
        5 if is_document => ("ngày hiệu lực", rng.pick(&DAYS).to_owned()),
        6 if is_document => ("ngày hết hiệu lực", rng.pick_rarely(&DAYS).to_owned()),
        7 | 8 if is_document => (relation, rng.pick(&RELATION_TARGETS).to_owned()),
        9 => ("từ khóa", rng.pick(&TERMS).to_owned()),
        _ => {
            let (key, values) = RARE_FIELDS[rng.below(RARE_FIELDS.len())];
            (key, rng.pick(values).to_owned())
        }
    }
}

fn title(rng: &mut TestRng) -> String {
    format!("{} {}", rng.pick(&TITLES), rng.below(3))
}

/// A whole entry for a path.
pub(super) fn entry(rng: &mut TestRng, path: &str) -> String {
    let mut text = format!("---\ntiêu đề: {}\n", title(rng));
    if path.ends_with("_index.md") {
        return text + "---\nLời dẫn.\n";
    }
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{key}: {value}\n"));
        }
    };
    let date = rng.pick(&DATES);
    if path.contains("/van-ban/") {
        line("ngày ban hành", date);
        line("thể loại", rng.pick(&TYPES));
        line("số hiệu", rng.pick(&NUMBERS));
        line(rng.pick(&RELATIONS), rng.pick_rarely(&RELATION_TARGETS));
    } else {
        line("ngày đăng", if date.len() == 9 { date } else { "" });
    }
    line("từ khóa", rng.pick(&TERMS));
    for (key, values) in RARE_FIELDS {
        if rng.below(2) == 0 {
            line(key, rng.pick_rarely(values));
        }
    }
    let link = if rng.below(20) == 0 { rng.pick(&RISKY_LINKS) } else { rng.pick(&LINKS) };
    let cites = if rng.below(4) == 0 { rng.pick(&CITATIONS) } else { "" };
    text + &format!("---\n## Mục\n\nĐoạn {} [x]({link}) {cites}\n", rng.below(4))
}

/// Replaces the value of a key in an entry; an empty value removes the key.
pub(super) fn with_field(text: &str, key: &str, value: &str) -> String {
    let (front, body) = text.split_once("\n---\n").unwrap_or((text, ""));
    let prefix = format!("{key}:");
    let mut lines: Vec<&str> = front.lines().filter(|line| !line.starts_with(&prefix)).collect();
    let line = format!("{key}: {value}");
    if !value.is_empty() {
        lines.push(&line);
    }
    format!("{}\n---\n{body}", lines.join("\n"))
}

/// Replaces the body of an entry by another of the same size.
pub(super) fn with_body(text: &str) -> String {
    let next = |n: usize| (format!("Đoạn {n}"), format!("Đoạn {}", (n + 1) % 4));
    let found = (0..4).map(next).find(|(old, _)| text.contains(old));
    found.map_or_else(|| text.replace("Lời dẫn", "Lời nói"), |(old, new)| text.replace(&old, &new))
}

/// A faulty version of an entry.
pub(super) fn broken_entry(rng: &mut TestRng, text: &str) -> Vec<u8> {
    match rng.below(5) {
        0 => with_field(text, "ngày đăng", "31/02/2014").into_bytes(),
        1 => text.replace("tiêu đề: ", "tiêu đề: [").into_bytes(),
        2 => [text.as_bytes(), b"\xff\xfe\xfd"].concat(),
        3 => text.replace("---\n## Mục", "## Mục").into_bytes(),
        _ => format!("{text}\n[đi](/khong/co/)\n").into_bytes(),
    }
}

/// Random settings of a portal.
pub(super) fn settings(rng: &mut TestRng) -> String {
    let settings = SETTINGS.replace("Cổng thử", rng.pick(&TITLES));
    let path = rng.pick(&["/", "/", "/doan/"]);
    let mut settings = settings.replace("example.vn/", &format!("example.vn{path}"));
    settings += &format!("page_size: {}\n", rng.below(3) + 1);
    if rng.below(3) == 0 {
        let (from, until) = (rng.pick(&DAYS[..2]), rng.pick(&DAYS[1..]));
        settings += &format!("notices: [{{text: Bảo trì, from: {from}, until: {until}}}]\n");
    }
    if rng.below(3) == 0 {
        let page = rng.pick(&["/", "/van-ban/", "/tin-tuc/"]);
        settings += &format!("menu: [{{title: Mục, url: {page}}}]\n");
    }
    if rng.below(4) == 0 {
        settings = settings.replace("kind: news, title: Tin tức", "kind: news, title: Thời sự");
    }
    settings += match rng.below(6) {
        0 => "taxonomies: [the-loai]\n",
        1 | 2 => OWN_FIELDS,
        3 => "fields: {kinh phí: {title: Kinh phí, type: number}}\n",
        _ => "",
    };
    settings
}

/// A taxonomy and a field that the portal declares.
const OWN_FIELDS: &str =
    "taxonomies: [the-loai, tu-khoa, {loai-hinh: {title: Loại hình, kinds: [document]}}]
fields: {kinh phí: {title: Kinh phí (đồng), type: number, kinds: [news, van-ban]}}
";

/// Settings that cannot be read.
pub(super) const BROKEN_SETTINGS: &str = "title: [\n";

/// The folder of the theme in which templates, labels and assets are overridden.
pub(super) const THEME: &str = "themes/cong-thong-tin";

/// An edited file of the default theme: its path and its text.
pub(super) fn theme_file(rng: &mut TestRng) -> (String, String) {
    let default_text = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(THEME).join(path);
        fs::read_to_string(path).expect("the default theme has the file")
    };
    let variant = rng.below(3);
    match rng.below(6) {
        0 => ("templates/page.html".to_owned(), format!("<h1>{{{{ entry.title }}}}</h1>{variant}")),
        1 => {
            ("templates/document.html".to_owned(), default_text("templates/document.html") + "<hr>")
        }
        2 => ("templates/404.html".to_owned(), format!("<h1>Không có {variant}</h1>")),
        3 => {
            let labels =
                default_text("i18n/vi.yaml").replace("Trang chủ", &format!("Trang đầu {variant}"));
            ("i18n/vi.yaml".to_owned(), labels)
        }
        4 => ("assets/portal.css".to_owned(), format!("p {{ margin: {variant}px }}")),
        _ => (format!("assets/them-{variant}.css"), "b { color: red }".to_owned()),
    }
}

/// A template that cannot be parsed, and its path.
pub(super) const BROKEN_TEMPLATE: (&str, &str) = ("templates/news.html", "<h1>{% if %}</h1>");
