//! What the webmaster of a random portal writes: entries, settings, files of the theme, and what is wrong with them.
//!
//! Words are few, so that titles, numbers, terms and addresses meet each other often.

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
/// What may lead nowhere, or clash: the site then stays as it was until something else is edited.
const RISKY_LINKS: [&str; 4] = ["/van-ban/a/", "/van-ban/b/", "/gioi-thieu/", "/tin-tuc/f/tep.pdf"];
/// Keys with the values that they may get; only a title and the dates are always there.
const RARE_FIELDS: [(&str, &[&str]); 11] = [
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
];

/// A line of front matter that an entry of that place may have: its key, and a value, which may be empty.
pub(super) fn field<'a>(dice: &mut TestRng, path: &str) -> (&'a str, String) {
    let is_document = path.contains("/van-ban/");
    let relation = dice.pick(&RELATIONS);
    match dice.below(12) {
        0 | 1 => ("tiêu đề", title(dice)),
        2 if is_document => ("số hiệu", dice.pick(&NUMBERS).to_owned()),
        3 if is_document => ("ngày ban hành", dice.pick(&DATES).to_owned()),
        4 if is_document => ("thể loại", dice.pick(&TYPES).to_owned()),
        5 if is_document => ("ngày hiệu lực", dice.pick(&DAYS).to_owned()),
        6 if is_document => ("ngày hết hiệu lực", dice.pick_rarely(&DAYS).to_owned()),
        7 | 8 if is_document => (relation, dice.pick(&RELATION_TARGETS).to_owned()),
        9 => ("từ khóa", dice.pick(&TERMS).to_owned()),
        _ => {
            let (key, values) = RARE_FIELDS[dice.below(RARE_FIELDS.len())];
            (key, dice.pick(values).to_owned())
        }
    }
}

fn title(dice: &mut TestRng) -> String {
    format!("{} {}", dice.pick(&TITLES), dice.below(3))
}

/// A whole entry for a place.
pub(super) fn entry(dice: &mut TestRng, path: &str) -> String {
    let mut text = format!("---\ntiêu đề: {}\n", title(dice));
    if path.ends_with("_index.md") {
        return text + "---\nLời dẫn.\n";
    }
    let mut line = |key: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{key}: {value}\n"));
        }
    };
    let date = dice.pick(&DATES);
    if path.contains("/van-ban/") {
        line("ngày ban hành", date);
        line("thể loại", dice.pick(&TYPES));
        line("số hiệu", dice.pick(&NUMBERS));
        line(dice.pick(&RELATIONS), dice.pick_rarely(&RELATION_TARGETS));
    } else {
        line("ngày đăng", if date.len() == 9 { date } else { "" });
    }
    line("từ khóa", dice.pick(&TERMS));
    for (key, values) in RARE_FIELDS {
        if dice.below(2) == 0 {
            line(key, dice.pick_rarely(values));
        }
    }
    let link = if dice.below(20) == 0 { dice.pick(&RISKY_LINKS) } else { dice.pick(&LINKS) };
    let cites = if dice.below(4) == 0 { dice.pick(&CITATIONS) } else { "" };
    text + &format!("---\n## Mục\n\nĐoạn {} [x]({link}) {cites}\n", dice.below(4))
}

/// Gives an entry another value for a key, or takes the key away.
pub(super) fn with_field(text: &str, key: &str, value: &str) -> String {
    let (front, body) = text.split_once("\n---\n").unwrap_or((text, ""));
    let same = format!("{key}:");
    let mut lines: Vec<&str> = front.lines().filter(|line| !line.starts_with(&same)).collect();
    let line = format!("{key}: {value}");
    if !value.is_empty() {
        lines.push(&line);
    }
    format!("{}\n---\n{body}", lines.join("\n"))
}

/// Gives an entry another body of the same size.
pub(super) fn with_body(text: &str) -> String {
    let next = |n: usize| (format!("Đoạn {n}"), format!("Đoạn {}", (n + 1) % 4));
    let found = (0..4).map(next).find(|(old, _)| text.contains(old));
    found.map_or_else(|| text.replace("Lời dẫn", "Lời nói"), |(old, new)| text.replace(&old, &new))
}

/// Gives an entry something that is wrong with it.
pub(super) fn broken_entry(dice: &mut TestRng, text: &str) -> Vec<u8> {
    match dice.below(5) {
        0 => with_field(text, "ngày đăng", "31/02/2014").into_bytes(),
        1 => text.replace("tiêu đề: ", "tiêu đề: [").into_bytes(),
        2 => [text.as_bytes(), b"\xff\xfe\xfd"].concat(),
        3 => text.replace("---\n## Mục", "## Mục").into_bytes(),
        _ => format!("{text}\n[đi](/khong/co/)\n").into_bytes(),
    }
}

/// Settings of a portal.
pub(super) fn settings(dice: &mut TestRng) -> String {
    let settings = SETTINGS.replace("Cổng thử", dice.pick(&TITLES));
    let path = dice.pick(&["/", "/", "/doan/"]);
    let mut settings = settings.replace("example.vn/", &format!("example.vn{path}"));
    settings += &format!("page_size: {}\n", dice.below(3) + 1);
    if dice.below(3) == 0 {
        let (from, until) = (dice.pick(&DAYS[..2]), dice.pick(&DAYS[1..]));
        settings += &format!("notices: [{{text: Bảo trì, from: {from}, until: {until}}}]\n");
    }
    if dice.below(3) == 0 {
        let page = dice.pick(&["/", "/van-ban/", "/tin-tuc/"]);
        settings += &format!("menu: [{{title: Mục, url: {page}}}]\n");
    }
    if dice.below(4) == 0 {
        settings = settings.replace("kind: news, title: Tin tức", "kind: news, title: Thời sự");
    }
    if dice.below(6) == 0 {
        settings += "taxonomies: [the-loai]\n";
    }
    settings
}

/// Settings that cannot be read.
pub(super) const BROKEN_SETTINGS: &str = "title: [\n";

/// The file of the theme in which all templates and labels are told, as the webmaster has it now.
pub(super) const THEME: &str = "themes/cong-thong-tin";

/// A file of the default theme with an edit, and its path.
pub(super) fn theme_file(dice: &mut TestRng) -> (String, String) {
    let whole = |path: &str| {
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(THEME).join(path);
        fs::read_to_string(place).expect("the default theme has it")
    };
    let turn = dice.below(3);
    match dice.below(6) {
        0 => ("templates/page.html".to_owned(), format!("<h1>{{{{ entry.title }}}}</h1>{turn}")),
        1 => ("templates/document.html".to_owned(), whole("templates/document.html") + "<hr>"),
        2 => ("templates/404.html".to_owned(), format!("<h1>Không có {turn}</h1>")),
        3 => {
            let labels = whole("i18n/vi.yaml").replace("Trang chủ", &format!("Trang đầu {turn}"));
            ("i18n/vi.yaml".to_owned(), labels)
        }
        4 => ("assets/portal.css".to_owned(), format!("p {{ margin: {turn}px }}")),
        _ => (format!("assets/them-{turn}.css"), "b { color: red }".to_owned()),
    }
}

/// A template that cannot be parsed, and its path.
pub(super) const BROKEN_TEMPLATE: (&str, &str) = ("templates/news.html", "<h1>{% if %}</h1>");
