//! File names with spaces: which are destinations, their ranges, and which text is left unchanged.
//!
//! Most cases are compared with `CommonMark` itself: the rendering must equal that of the same name
//! between `<` and `>`.

use super::{assert_html, link_resolver, outline, rendered};
use crate::entry::markdown::{LinkKind, LinkTarget, render};

/// Bodies, and their destinations in document order.
const SPACED: &[(&str, &[&str])] = &[
    ("[phụ lục](Phụ lục số 1.pdf)", &["Phụ lục số 1.pdf"]),
    ("![ảnh](Ra khơi theo tổ.jpg \"Chú thích\")", &["Ra khơi theo tổ.jpg"]),
    ("![ảnh](Ra khơi.jpg 'Ảnh: (a) \\' b')", &["Ra khơi.jpg"]),
    ("[kế hoạch](../2014/Kế hoạch số 106.md#muc-1)", &["../2014/Kế hoạch số 106.md#muc-1"]),
    ("[a](Báo cáo (bản cuối).pdf)", &["Báo cáo (bản cuối).pdf"]),
    ("[a](Báo cáo ((1) (2)).pdf \"t)\" )", &["Báo cáo ((1) (2)).pdf"]),
    ("[a](  Phụ lục 1.pdf  )", &["Phụ lục 1.pdf"]),
    ("[a](Phụ  lục\u{a0}1.7z)", &["Phụ  lục\u{a0}1.7z"]),
    ("[a](Phụ\u{a0}lục.pdf)", &["Phụ\u{a0}lục.pdf"]),
    ("[a](Thu & chi _ 2014 _.xlsx)", &["Thu & chi _ 2014 _.xlsx"]),
    ("[a](Công văn \"hoả tốc\" [1].doc)", &["Công văn \"hoả tốc\" [1].doc"]),
    ("[a](C# và F#.md#g)", &["C# và F#.md#g"]),
    ("[a](https://a.vn/Báo cáo.PDF)", &["https://a.vn/Báo cáo.PDF"]),
    ("[](a b.c)", &["a b.c"]),
    ("[a [b] `](c` *d*](e f.g)", &["e f.g"]),
    ("[![a](b c.jpg)](d e.md)", &["d e.md", "b c.jpg"]),
    ("[![a](b c.jpg)](d.md)", &["d.md", "b c.jpg"]),
    ("[a](b c.d), [e](f.g) và [h](i j.k \"](l m.n)\")", &["b c.d", "f.g", "i j.k"]),
    ("    [a](b c.d)\n\nA\n---\n- ![e](f g.h)\n> [i](j k.l)", &["b c.d", "f g.h", "j k.l"]),
    ("# [a](b c.d) {e}\n\n| [f](g h.i) |\n|---|\n| [j](k l.m) |", &["b c.d", "g h.i", "k l.m"]),
    ("x[^1]\n\n[^1]: [a](b c.d)", &["b c.d"]),
    ("\\\\[a\\\\](b c.d)", &["b c.d"]),
    ("[a](b c", &[]),
];

/// Bodies without a name with spaces.
const NOT_SPACED: &[&str] = &[
    "`[a](b c.pdf)`",
    "``[a` ](b c.pdf)``",
    "```\n[a](b c.pdf)\n```",
    "~~~md\n> ![a](b c.jpg \"d\")\n~~~",
    "    ```\n    [a](b c.pdf)\n    ```",
    "<!-- [a](b c.pdf) -->",
    "<div>\n[a](b c.pdf)\n</div>",
    "x <abbr title=\"[a](b c.pdf)\">y</abbr>",
    "[a\\](b c.pdf)",
    "\\[a](b c.pdf)",
    "a](b c.pdf)",
    "[a] (b c.pdf)",
    "[a]\\(b c.pdf)",
    "[a](xem Điều 5)",
    "[1](số 5 ngày 24.9.2014)",
    "[a](b c.)",
    "[a](b c.pdfpdf)",
    "[a](b c.tệp)",
    "[a](b c.pdf#d e)",
    "[a](b c.pdf\u{a0})",
    "[a](b c.pdf \"d\" e.pdf)",
    "[a](b c.pdf \"d)",
    "[a](b c.pdf“d”)",
    "[a](b c (1.pdf)",
    "[a](b\nc.pdf)",
    "[a](b\tc d.pdf)",
    "[a](b <c d.pdf)",
    "[a](b > c.pdf)",
    "[a](b\\ c.pdf)",
    "[a](b *c*.pdf)",
    "| [a](b | c.pdf) |\n|---|---|",
];

#[test]
fn a_name_with_spaces_is_a_destination() {
    for (body, expected) in SPACED {
        let links = outline(body).links;
        let destinations: Vec<_> = links.iter().map(|link| link.destination.as_str()).collect();
        assert_eq!(destinations, *expected, "in {body:?}");
        for link in links {
            assert_eq!(&body[link.range], link.destination, "in {body:?}");
        }
    }
}

#[test]
fn a_name_with_spaces_is_rendered_as_in_angle_brackets() {
    for (body, names) in SPACED {
        let bracketed = names
            .iter()
            .filter(|name| name.contains(' '))
            .fold((*body).to_owned(), |bracketed, name| {
                bracketed.replacen(name, &format!("<{name}>"), 1)
            });
        assert_eq!(rendered(body), rendered(&bracketed), "of {body:?}");
        let mut resolved = Vec::new();
        let mut resolver = link_resolver(|destination, _| {
            resolved.push(destination.to_owned());
            LinkTarget::from_href("/x")
        });
        render(body, &mut resolver);
        assert_eq!(resolved, *names, "of {body:?}");
    }
}

#[test]
fn entities_and_escapes_are_resolved_in_a_name() {
    let cases = [
        ("[a](Thu &amp; chi.pdf)", "Thu & chi.pdf"),
        ("[a](Thu \\(1.pdf)", "Thu (1.pdf"),
        ("[a](Thu\\chi 1.pdf)", "Thu\\chi 1.pdf"),
        ("[a](Thu &copy 1.pdf)", "Thu &copy 1.pdf"),
    ];
    for (body, destination) in cases {
        let links = outline(body).links;
        assert_eq!(links[0].destination, destination, "in {body:?}");
        assert_eq!(links[0].kind, LinkKind::Link);
        let source = if body.contains(destination) { destination } else { body };
        assert_eq!(&body[links[0].range.clone()], source, "in {body:?}");
    }
}

#[test]
fn other_text_is_left_unchanged() {
    for body in NOT_SPACED {
        assert!(outline(body).links.is_empty(), "in {body:?}");
        let html = rendered(body).html;
        assert!(!html.contains("32;") && !html.contains("href"), "{body:?} became {html:?}");
    }
    assert_html(&[
        ("`[a](b c.pdf)`", "<p><code>[a](b c.pdf)</code></p>"),
        ("```\n[a](b c.pdf)\n```", "<pre><code>[a](b c.pdf)\n</code></pre>"),
        ("[a\\](b c.pdf)", "<p>[a](b c.pdf)</p>"),
        ("a](b c.pdf)", "<p>a](b c.pdf)</p>"),
        ("[a](b c (1.pdf)", "<p>[a](b c (1.pdf)</p>"),
    ]);
}

#[test]
fn the_scheme_of_a_name_with_spaces_is_checked() {
    let body = "[a](javascript:alert (1) .js) [b](c d.pdf)";
    assert_eq!(rendered(body).html, "<p>a <a href=\"c%20d.pdf\">b</a></p>\n");
    let remarks = outline(body).remarks;
    assert_eq!(&body[remarks[0].range.clone()], "[a](javascript:alert (1) .js)");
}
