//! Characters that act on what shows a text (control characters, those that change the direction of writing) in every
//! text of a portal: each is named, none is published.
//!
//! `payloads` has such characters among others, in the places of the tables of keys.

use crate::test_portal::TestPortal;

/// The characters: those of C0 and C1 that are no layout, and the bidirectional and breaking ones of Unicode.
fn characters() -> String {
    let control = ('\0'..='\u{9f}').filter(|c| c.is_control() && !"\t\n\r".contains(*c));
    let others = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}";
    control.chain(others.chars()).chain("\u{2068}\u{2069}".chars()).collect()
}

/// Replaces `¤` by each of the characters as an escape of YAML, `§` by them as they are, `&&` by entities of HTML.
fn filled(text: &str) -> String {
    let characters = characters();
    let all = |form: fn(char) -> String| characters.chars().map(form).collect::<String>();
    text.replace('¤', &all(|c| format!("\\U{:08x}", u32::from(c))))
        .replace('§', &characters)
        .replace("&&", &all(|c| format!("&#{};", u32::from(c))))
}

const FILES: &[(&str, &str)] = &[
    (
        "portal.yaml",
        "\
title: \"Cổng¤ thử\"
base_url: https://thu.example.vn/
owner:
  name: \"Đơn vị¤ thử\"
  address: \"Số 1¤\"
  responsible: \"Bà¤ A\"
sections:
  van-ban: {kind: document, title: \"Văn¤ bản\"}
  tin-tuc: {kind: news, title: \"Tin¤ tức\"}
menu:
  - {title: \"Văn¤ bản\", url: /van-ban/}
links:
  - {title: \"Cổng¤ khác\", url: https://khac.example.vn/}
notices:
  - {text: \"Tạm¤ ngừng\", until: 31/12/2030}
",
    ),
    ("themes/cong-thong-tin/i18n/vi.yaml", "home: \"Trang¤ chủ\"\n"),
    (
        "content/van-ban/85/index.md",
        "\
---
title: \"Báo¤ cáo\"
number: \"85¤/BC-LĐLĐ\"
issued_on: 24/9/2014
issuer: \"Liên¤ đoàn\"
signer: \"Ông¤ B\"
abstract: \"Về¤ việc\"
fields: [\"Lao¤ động\"]
tags: [\"thử¤\"]
attachments: [{file: a.pdf, title: \"Bản¤ chụp\"}]
corrections: [{on: 01/3/2020, text: \"Sửa¤ chữ\"}]
extra: {a: \"b¤\"}
---
Chữ§ và && chữ.

## Đề§ mục&&

`mã§` [liên§ kết&&](/ \"tên§&&\") <b title=\"x&&\">đậm§&&</b>

<p title=\"y&&\">HTML§&&</p>

| ô§ |
|---|
| ô&& |

::: chữ ký
Ông§ B
:::
",
    ),
    ("content/van-ban/85/a.pdf", "%PDF-1.4\n"),
    (
        "content/tin-tuc/b.md",
        "---\ntitle: \"Tin¤\"\ndate: 24/9/2014\nauthor: \"C¤\"\nsource: {name: \"Báo¤\", url: \"https://a.vn/\"}\n---\nTin§\n",
    ),
];

#[test]
fn what_acts_on_a_reader_is_named_and_not_published() {
    let portal = FILES
        .iter()
        .fold(TestPortal::empty(), |portal, (path, text)| portal.file(path, &filled(text)));
    let portal = portal.build();
    let characters = characters();
    for (path, bytes) in portal.site_files() {
        if path.ends_with(".png") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("every file is a text");
        let found: Vec<_> = text.match_indices(|c| characters.contains(c)).take(3).collect();
        assert!(found.is_empty(), "{path}: {found:?}");
    }
    let named = portal.faults();
    for (path, text) in FILES {
        for (line, written) in text.lines().enumerate() {
            let place = format!("{path}:{}:", line + 1);
            let is_named = named.iter().any(|fault| {
                fault.starts_with(&place) && fault.ends_with("warning hidden-character")
            });
            let has_any = written.contains(['¤', '§']) || written.contains("&&");
            assert_eq!(is_named, has_any, "{place} {written}");
        }
    }
    assert!(portal.page("/van-ban/85/").contains("<h1>Báo cáo</h1>"));
}

#[test]
fn what_acts_on_a_reader_of_a_theme_is_named_where_it_is() {
    let [template, sheet] = ["templates/404.html", "assets/them.css"]
        .map(|name| format!("themes/cong-thong-tin/{name}"));
    let portal = TestPortal::new()
        .file(&template, "<h1>Không\u{301} có</h1>\n<p>a\u{202e}b\u{202c}</p>\n")
        .file(&sheet, "a { color: red } /*\u{2067} */\r\n")
        .check();
    let named =
        portal.faults().into_iter().filter(|fault| fault.ends_with("hidden-character-in-theme"));
    let expected = [
        format!("{sheet}:1:20 warning hidden-character-in-theme"),
        format!("{template}:2:5 warning hidden-character-in-theme"),
    ];
    assert_eq!(named.collect::<Vec<_>>(), expected);
}

#[test]
fn no_name_has_what_acts_on_a_reader() {
    for c in characters().chars().filter(|c| *c != '\0') {
        let portal = TestPortal::new().file(&format!("content/anh/a{c}.txt"), "x");
        let portal = portal.file(&format!("content/b{c}/c.txt"), "x").check();
        let codes = portal.report().faults.iter().map(|fault| fault.code.to_string());
        let codes = codes.filter(|code| code != "incomplete-owner");
        assert_eq!(codes.collect::<Vec<_>>(), ["damaged-name", "damaged-name"], "{c:?}");
    }
}
