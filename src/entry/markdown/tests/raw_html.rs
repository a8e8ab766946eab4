//! Raw HTML: what is kept, what is rendered as text, and the remarks on it.
//!
//! HTML that is kept has gone through ammonia, which adds the `tbody` that a browser would add.

use super::{RemarkKind, assert_html, outline, remarks, rendered};

#[test]
fn tables_with_merged_cells_are_kept() {
    assert_html(&[
        (
            "<TABLE border=1 style='x'><tr><td rowspan=\"2\" colspan='3' align=RIGHT onclick=x>a<td>b</table>",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\"><table><tbody><tr>\
             <td class=\"canh-phai\" rowspan=\"2\" colspan=\"3\">a</td><td>b</td></tr></tbody></table></div>",
        ),
        (
            "<table class=\"hai-cot la\">\n  <tr>\n\n    <td>\n\n**a**\n\n    </td></tr></table>",
            "<table class=\"hai-cot\">\n  <tbody><tr>\n<td>\n<p><strong>a</strong></p>\n</td></tr></tbody></table>",
        ),
        (
            "<table><caption>x</caption><colgroup><col span=2></colgroup><tr><th scope=row>a</th>\
             <th scope=xyz colspan=0>b</th></tr></table>",
            "<div class=\"bang\" role=\"group\" tabindex=\"0\" aria-label=\"Bảng\"><table><caption>x</caption>\
             <colgroup><col span=\"2\"></colgroup><tbody><tr><th scope=\"row\">a</th><th>b</th></tr></tbody>\
             </table></div>",
        ),
    ]);
}

#[test]
fn letterheads_and_inline_formatting_are_kept() {
    assert_html(&[
        ("<center>CỘNG HÒA</center>", "<div class=\"canh-giua\">CỘNG HÒA</div>"),
        (
            "<p align=\"center\" class=\"quoc-hieu la\">A</p>",
            "<p class=\"canh-giua quoc-hieu\">A</p>",
        ),
        (
            "H<sub>2</sub>O<br/>x<SUP>2</SUP> <u>y</u>",
            "<p>H<sub>2</sub>O<br>x<sup>2</sup> <u>y</u></p>",
        ),
        (
            "<abbr title='a \"b\" &amp; <c'>d</abbr>",
            "<p><abbr title=\"a &quot;b&quot; &amp; &lt;c\">d</abbr></p>",
        ),
        (
            "<details open>\n<summary>a</summary>\n\n*b*\n\n</details>",
            "<details open=\"\">\n<summary>a</summary>\n<p><em>b</em></p>\n</details>",
        ),
        ("<span id=a class=chu-ky style=x>b</span>", "<p><span class=\"chu-ky\">b</span></p>"),
        ("a <!-- không\nai thấy --> b", "<p>a  b</p>"),
        ("<!-- không ai thấy -->\n\na", "<p>a</p>"),
    ]);
}

#[test]
fn any_other_tag_is_rendered_as_text() {
    assert_html(&[
        ("a <font color=\"red\">b</font>", "<p>a &lt;font color=\"red\"&gt;b&lt;/font&gt;</p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<iframe src=x>", "&lt;iframe src=x&gt;"),
        ("x <o:p></o:p>", "<p>x &lt;o:p&gt;&lt;/o:p&gt;</p>"),
        ("x <a href=\"javascript:y\">z</a>", "<p>x &lt;a href=\"javascript:y\"&gt;z&lt;/a&gt;</p>"),
        ("x <!-- y", "<p>x &lt;!-- y</p>"),
        ("<!-- y\n\nz", "&lt;!-- y\n\nz"),
        ("5 < 6 <3", "<p>5 &lt; 6 &lt;3</p>"),
    ]);
}

#[test]
fn tags_and_links_rendered_as_text_have_remarks() {
    let tag = |name: &str| RemarkKind::DisallowedTag { name: name.into() };
    let scheme =
        |destination: &str| RemarkKind::DisallowedScheme { destination: destination.into() };
    let cases: &[(&str, &[(RemarkKind, &str)])] = &[
        ("a <Font x>b</font>", &[(tag("font"), "<Font x>")]),
        ("<div>\n<iframe\nsrc=x></iframe></div>", &[(tag("iframe"), "<iframe\nsrc=x>")]),
        ("> <div>\n> <x>", &[(tag("x"), "<x>")]),
        ("    <x>", &[(tag("x"), "<x>")]),
        ("<?xml:namespace prefix=o />", &[(tag("?xml:namespace"), "<?xml:namespace prefix=o />")]),
        ("[a](data:b)", &[(scheme("data:b"), "[a](data:b)")]),
        ("<!-- a", &[(RemarkKind::UnclosedComment, "<!--")]),
        ("<b>a</b> <https://a>", &[]),
    ];
    for (body, expected) in cases {
        assert_eq!(remarks(body), *expected, "of {body:?}");
    }
}

#[test]
fn unmatched_end_tags_do_not_affect_the_page() {
    assert_html(&[
        ("</div></section></body>\n\na", "&lt;/section&gt;&lt;/body&gt;\n<p>a</p>"),
        ("<div>a\n\nb", "<div>a\n<p>b</p>\n</div>"),
        ("</table>\n\nx", "\n<p>x</p>"),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>"),
        ("<td>a</td>", "a"),
    ]);
}

#[test]
fn the_sanitiser_changes_nothing_that_the_writer_produces() {
    let body = "# Mục\n\na[^1] [b](c.pdf \"d\") <e@f.vn>\n\n![g](h.jpg \"i\")\n\nj ![k](l)\n\n1) m\n3) n\n\n- [x] o\n\n\
                | p |  |\n|--:|--|\n| q | r |\n\n```rust\nfn s() {}\n```\n\n> t\n\n-----\n\n~~u~~ *v* **w**\n\n[^1]: x\n";
    let plain = rendered(body).html;
    let sanitised = rendered(&format!("{body}\n<div></div>")).html;
    let sanitised = sanitised.replace("<div></div>", "").replace("=\"\"", "");
    let without_line_breaks = |html: &str| html.replace('\n', "");
    assert_eq!(without_line_breaks(&sanitised), without_line_breaks(&plain));
}

#[test]
fn deep_nesting_is_flattened_with_one_remark() {
    let cases =
        [">".repeat(10_000), "- ".repeat(5_000), "<div>".repeat(10_000), "*a **b ".repeat(5_000)];
    for body in cases {
        let body = format!("{body}x");
        let depth = rendered(&body).html.matches("<div>").count();
        assert!(depth <= 100, "{depth}");
        let remarks = outline(&body).remarks;
        assert!(remarks.len() <= 1, "{remarks:?}");
    }
    assert_eq!(outline(&"> ".repeat(100)).remarks.len(), 1);
}
