//! Headings, tables, footnotes, pictures, code and inline constructs.
//!
//! The expected HTML is exact in what themes rely on: elements, classes, ids and roles.

use super::{assert_html, link_resolver, outline, rendered};
use crate::entry::markdown::{Heading, LinkKind, LinkTarget, ResponsiveImage, render};
use crate::picture::Size;

#[test]
fn basic_markdown_is_rendered_as_usual() {
    assert_html(&[
        (
            "a *b* **c** ~~d~~ `e<f`",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code></p>",
        ),
        ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>"),
        ("> a\n>\n> b", "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>"),
        (
            "- [x] a\n- [ ] b",
            "<ul>\n<li><input type=\"checkbox\" disabled checked aria-label=\"Đã xong\"> a</li>\n\
             <li><input type=\"checkbox\" disabled aria-label=\"Chưa xong\"> b</li>\n</ul>",
        ),
        (
            "<https://a.vn/b> <a@b.vn>",
            "<p><a href=\"https://a.vn/b\">https://a.vn/b</a> <a href=\"mailto:a@b.vn\">a@b.vn</a></p>",
        ),
        ("[a](b \"c&d\")", "<p><a href=\"b\" title=\"c&amp;d\">a</a></p>"),
    ]);
}

#[test]
fn headings_are_below_the_level_of_the_page_title() {
    assert_html(&[
        ("## a\n\n### b", "<h2 id=\"a\">a</h2>\n<h3 id=\"b\">b</h3>"),
        (
            "### a\n\n# b\n\n###### c",
            "<h4 id=\"a\">a</h4>\n<h2 id=\"b\">b</h2>\n<h6 id=\"c\">c</h6>",
        ),
        ("## a\n\n```\n# b\n```", "<h2 id=\"a\">a</h2>\n<pre><code># b\n</code></pre>"),
        (
            "## Điều 1\n\n## Điều 1",
            "<h2 id=\"dieu-1\">Điều 1</h2>\n<h2 id=\"dieu-1-2\">Điều 1</h2>",
        ),
        (
            "## …\n\n## *x* `y`",
            "<h2 id=\"muc\">…</h2>\n<h2 id=\"x-y\"><em>x</em> <code>y</code></h2>",
        ),
        ("## a {#\"><script>}", "<h2 id=\"a\">a {#\"&gt;&lt;script&gt;}</h2>"),
    ]);
}

#[test]
fn the_table_of_contents_has_three_levels() {
    let html = rendered("# Phần *một*\n\n## a\n\n### b\n\n#### c\n\n## d[^1]\n\n[^1]: e");
    let heading = |level, id: &str, text: &str| Heading { level, id: id.into(), text: text.into() };
    let expected = [
        heading(2, "phan-mot", "Phần một"),
        heading(3, "a", "a"),
        heading(4, "b", "b"),
        heading(3, "d", "d"),
    ];
    assert_eq!(html.toc, expected);
}

#[test]
fn tables_have_scopes_and_alignment_classes() {
    assert_html(&[
        (
            "| STT | Tên | Số |\n|:-:|:--|--:|\n| 1 | a | 2 |",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">\n<table>\n<thead>\n<tr>\
         <th scope=\"col\" class=\"canh-giua\">STT</th><th scope=\"col\" class=\"canh-trai\">Tên</th>\
         <th scope=\"col\" class=\"canh-phai\">Số</th></tr>\n</thead>\n<tbody>\n<tr>\
         <td class=\"canh-giua\">1</td><td class=\"canh-trai\">a</td><td class=\"canh-phai\">2</td></tr>\n\
         </tbody>\n</table>\n</div>",
        ),
        (
            "|  | a |\n|--|--|",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\">\n<table>\n<thead>\n<tr>\
         <td></td><th scope=\"col\">a</th></tr>\n</thead>\n</table>\n</div>",
        ),
    ]);
}

#[test]
fn footnotes_are_numbered_by_reference_and_link_back() {
    assert_html(&[
        (
            "[^z]: Không ai dẫn.\n\n[^b]: Hai.\n\nX[^a] y[^b] z[^A]\n\n[^a]: Một.\n\n    Đoạn thêm.\n",
            "<p>X<sup id=\"ct-1-ref\"><a href=\"#ct-1\" role=\"doc-noteref\">1</a></sup> \
         y<sup id=\"ct-2-ref\"><a href=\"#ct-2\" role=\"doc-noteref\">2</a></sup> \
         z<sup id=\"ct-1-ref-2\"><a href=\"#ct-1\" role=\"doc-noteref\">1</a></sup></p>\n\
         <section class=\"chu-thich\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n\
         <li id=\"ct-1\">\n<p>Một.</p>\n<p>Đoạn thêm. \
         <a href=\"#ct-1-ref\" role=\"doc-backlink\" aria-label=\"Về chỗ dẫn chú thích 1\">↩</a> \
         <a href=\"#ct-1-ref-2\" role=\"doc-backlink\" aria-label=\"Về chỗ dẫn chú thích 1\">↩</a></p>\n</li>\n\
         <li id=\"ct-2\">\n<p>Hai. \
         <a href=\"#ct-2-ref\" role=\"doc-backlink\" aria-label=\"Về chỗ dẫn chú thích 2\">↩</a></p>\n</li>\n\
         <li id=\"ct-3\">\n<p>Không ai dẫn.</p>\n</li>\n</ol>\n</section>",
        ),
        (
            "x[^1]\n\n[^1]: - a",
            "<p>x<sup id=\"ct-1-ref\"><a href=\"#ct-1\" role=\"doc-noteref\">1</a></sup></p>\n\
         <section class=\"chu-thich\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n<li id=\"ct-1\">\n\
         <ul>\n<li>a</li>\n</ul> \
         <a href=\"#ct-1-ref\" role=\"doc-backlink\" aria-label=\"Về chỗ dẫn chú thích 1\">↩</a>\n</li>\n\
         </ol>\n</section>",
        ),
        ("a[^1]", "<p>a[^1]</p>"),
    ]);
}

#[test]
fn the_anchors_of_the_outline_are_the_ids_of_the_html() {
    let body = "# CT 1\n\n## a[^1]\n\n## a\n\nx[^1][^2]\n\n[^2]: c\n\n[^1]: b\n\n[^1]: d\n\n[^3]: e\n\n## {#z}z";
    let html = rendered(body).html;
    let mut ids: Vec<_> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut anchors = outline(body).anchors;
    ids.sort_unstable();
    anchors.sort_unstable();
    assert_eq!(anchors, ids);
    anchors.dedup();
    assert_eq!(anchors.len(), ids.len());
}

#[test]
fn a_picture_alone_in_its_paragraph_is_a_figure() {
    assert_html(&[
        (
            "![Quang cảnh *hội nghị*](a.jpg)",
            "<figure>\n<img src=\"a.jpg\" alt=\"Quang cảnh hội nghị\" loading=\"lazy\" decoding=\"async\">\n</figure>",
        ),
        (
            "![a](a.jpg \"Ảnh: <b> & c\")",
            "<figure>\n<img src=\"a.jpg\" alt=\"a\" loading=\"lazy\" decoding=\"async\">\n\
             <figcaption>Ảnh: &lt;b&gt; &amp; c</figcaption>\n</figure>",
        ),
        (
            "x ![a](b \"c\")",
            "<p>x <img src=\"b\" alt=\"a\" title=\"c\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
        (
            "![a](b)\n![c](d)",
            "<p><img src=\"b\" alt=\"a\" loading=\"lazy\" decoding=\"async\">\n\
             <img src=\"d\" alt=\"c\" loading=\"lazy\" decoding=\"async\"></p>",
        ),
        (
            "[![a](b)](c)",
            "<p><a href=\"c\"><img src=\"b\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></a></p>",
        ),
        (
            "![x [y](z) \"](b)",
            "<figure>\n<img src=\"b\" alt=\"x y &quot;\" loading=\"lazy\" decoding=\"async\">\n</figure>",
        ),
        (
            "- ![a](b)",
            "<ul>\n<li><img src=\"b\" alt=\"a\" loading=\"lazy\" decoding=\"async\"></li>\n</ul>",
        ),
    ]);
}

#[test]
fn a_picture_of_known_size_has_dimensions_and_smaller_renditions() {
    let size = Size { width: 1200, height: 800 };
    let image = |srcset: &str| Some(ResponsiveImage { size, srcset: srcset.to_owned() });
    let img = "<img src=\"/d.jpg\" alt=\"c\" width=\"1200\" height=\"800\" loading=\"lazy\" decoding=\"async\">";
    let source = "<source type=\"image/webp\" srcset=\"/d-480.webp 480w, /d-960.webp 960w\" \
                  sizes=\"(min-width: 50rem) 46rem, 100vw\">";
    for (srcset, expected) in [
        ("", img.to_owned()),
        ("/d-480.webp 480w, /d-960.webp 960w", format!("<picture>{source}{img}</picture>")),
    ] {
        // Raw HTML in the body triggers the sanitiser, which must keep all of it.
        for (raw, rendered) in [("", ""), (" <u>x</u>", " <u>x</u>")] {
            let html = render(
                &format!("a ![c](d.jpg){raw}"),
                &mut link_resolver(|_, _| LinkTarget {
                    image: image(srcset),
                    ..LinkTarget::from_href("/d.jpg")
                }),
            );
            assert_eq!(html.html, format!("<p>a {expected}{rendered}</p>\n"));
        }
    }
}

#[test]
fn the_target_of_the_resolver_is_written() {
    let html = render(
        "[a](b.pdf) ![c](d.jpg)",
        &mut link_resolver(|destination, kind| match kind {
            LinkKind::Link => LinkTarget {
                href: format!("/x/{destination}?a&b"),
                download: Some("Báo \"cáo\".pdf".into()),
                image: None,
            },
            LinkKind::Image => LinkTarget::from_href("/d.jpg"),
        }),
    );
    assert_eq!(
        html.html,
        "<p><a href=\"/x/b.pdf?a&amp;b\" download=\"Báo &quot;cáo&quot;.pdf\">a</a> \
         <img src=\"/d.jpg\" alt=\"c\" loading=\"lazy\" decoding=\"async\"></p>\n"
    );
}

#[test]
fn code_of_a_known_language_is_highlighted_by_classes() {
    let html = rendered("```Rust,x\nfn a() {}\n```").html;
    assert!(
        html.starts_with("<pre><code class=\"language-rust\"><span class=\"hl-source hl-rust\">"),
        "{html}"
    );
    assert!(!html.contains("style="));
    assert_html(&[
        ("```khong-biet\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("```txt\na\n```", "<pre><code>a\n</code></pre>"),
        ("```\"><script>\na\n```", "<pre><code>a\n</code></pre>"),
    ]);
    let long = format!("```rust\n{}\n```", "fn a() {}\n".repeat(30_000));
    assert!(rendered(&long).html.starts_with("<pre><code>fn a"));
}
