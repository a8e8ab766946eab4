//! Citations in a body: the positions of their links, and that the text is unchanged.
//!
//! The resolver resolves every citation to an address made of the key of the number.

use super::{LinkKind, LinkResolver, LinkTarget, outline, render};
use crate::entry::citation::CitedDocument;
use crate::entry::seeded_rng::SeededRng;

/// A resolver that resolves every citation, and the citations that it was called with.
#[derive(Default)]
struct ResolveAll(Vec<CitedDocument>);

impl LinkResolver for ResolveAll {
    fn resolve_link(&mut self, destination: &str, _: LinkKind) -> LinkTarget {
        LinkTarget::from_href(destination)
    }

    fn resolve_citation(&mut self, cited: &CitedDocument) -> Option<String> {
        self.0.push(cited.clone());
        Some(format!("/{}", cited.number))
    }
}

/// Renders `body`, with the start tags of citations as `{key:` and their end tags as `}`.
fn render_citations(body: &str) -> String {
    let html = render(body, &mut ResolveAll::default()).html;
    let mut parts = html.trim_end().split("<a class=\"dan-chieu\" href=\"/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('{');
        out.push_str(&part.replacen("\">", ":", 1).replacen("</a>", "}", 1));
    }
    out
}

#[test]
fn a_citation_is_one_link_around_whole_elements() {
    let cases = [
        (
            "Theo Kế hoạch số 106-KH/TU ngày 05/8/2014, cơ quan",
            "<p>Theo {106-kh/tu:Kế hoạch số 106-KH/TU ngày 05/8/2014}, cơ quan</p>",
        ),
        (
            "Kế hoạch số **106-KH/TU** ngày\n05/8/2014",
            "<p>{106-kh/tu:Kế hoạch số <strong>106-KH/TU</strong> ngày\n05/8/2014}</p>",
        ),
        (
            "**Kế hoạch** số 106-*KH/TU* và",
            "<p>{106-kh/tu:<strong>Kế hoạch</strong> số 106-<em>KH/TU</em>} và</p>",
        ),
        (
            "***Kế hoạch số 106-KH/TU** ngày 05/8/2014*",
            "<p><em>{106-kh/tu:<strong>Kế hoạch số 106-KH/TU</strong> ngày 05/8/2014}</em></p>",
        ),
        (
            "**Theo Kế hoạch số 106-KH/TU** ngày 05/8/2014",
            "<p><strong>Theo {106-kh/tu:Kế hoạch số 106-KH/TU}</strong> ngày 05/8/2014</p>",
        ),
        (
            "**Theo Kế hoạch số** 106-KH/TU ngày *05/8/2014 hoặc*",
            "<p><strong>Theo Kế hoạch số</strong> {106-kh/tu:106-KH/TU} ngày <em>05/8/2014 hoặc</em></p>",
        ),
        (
            "**Theo Kế hoạch số 106**-KH/TU nhé",
            "<p><strong>Theo Kế hoạch số {106-kh/tu:106}</strong>-KH/TU nhé</p>",
        ),
        (
            "Kế hoạch số <b>106-KH/TU</b> ngày 05/8/2014",
            "<p>Kế hoạch số <b>{106-kh/tu:106-KH/TU}</b> ngày 05/8/2014</p>",
        ),
        (
            "- Kế hoạch số 106-KH/TU<br>ngày 05/8/2014\n\n  | a |\n  |---|\n  | 85/BC-LĐLĐ |",
            "<ul>\n<li>\n<p>{106-kh/tu:Kế hoạch số 106-KH/TU<br>ngày 05/8/2014}</p>",
        ),
        ("Kế hoạch số 106&#45;KH/TU &amp; b", "<p>{106-kh/tu:Kế hoạch số 106-KH/TU} &amp; b</p>"),
    ];
    for (body, expected) in cases {
        let html = render_citations(body);
        assert!(html.starts_with(expected), "of {body:?}:\n{html}");
    }
}

#[test]
fn code_headings_links_pictures_and_attributes_contain_no_citation() {
    let bodies = [
        "`Kế hoạch số 106-KH/TU`",
        "Kế hoạch số `106-KH/TU` ngày 05/8/2014",
        "```\nKế hoạch số 106-KH/TU\n```",
        "## Kế hoạch số 106-KH/TU",
        "[Kế hoạch số 106-KH/TU](x.pdf)",
        "Kế hoạch số [106-KH/TU](x.pdf) ngày 05/8/2014",
        "[Kế hoạch số](a) [106-KH](b)/TU",
        "![Kế hoạch số 106-KH/TU](x.jpg \"Kế hoạch số 106-KH/TU\")",
        "<abbr title=\"Kế hoạch số 106-KH/TU\">KH</abbr>",
        "<kbd>Kế hoạch số 106-KH/TU</kbd>",
        "<https://a.vn/106-KH/TU>",
        "Số: 85/BC-LĐLĐ",
    ];
    for body in bodies {
        assert!(!render_citations(body).contains('{'), "{}", render_citations(body));
        assert_eq!(outline(body).citations, [], "of {body:?}");
    }
}

#[test]
fn a_footnote_between_number_and_date_is_outside_of_the_link() {
    let html = render_citations(
        "Kế hoạch số 106-KH/TU[^1] ngày 05/8/2014.\n\n[^1]: Kèm Công văn số 1-CV/TU.",
    );
    assert!(html.starts_with("<p>{106-kh/tu:Kế hoạch số 106-KH/TU}<sup"), "{html}");
    assert!(html.contains("Kèm {1-cv/tu:Công văn số 1-CV/TU}."), "{html}");
}

#[test]
fn the_outline_has_the_citations_that_the_rendering_resolves_and_the_text_is_unchanged() {
    const FRAGMENTS: &[&str] = &[
        "Kế hoạch ",
        "số ",
        "106",
        "-KH/TU",
        "106-KH/TU",
        " ngày ",
        "05/8/2014",
        ", ",
        " và ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "[",
        "](x)",
        "![",
        "\n",
        "\n\n",
        "  \n",
        "- ",
        "> ",
        "# ",
        "| ",
        "<b>",
        "</b>",
        "<br>",
        "<kbd>",
        "[^1]",
        "\n\n[^1]: ",
        "\u{a0}",
        "–",
        "&#47;",
        "Hướng dẫn số 07",
        "Kế hoạch số 106-KH/TU ngày 05/8/2014",
        "\\",
        "|---|\n",
        "Số: ",
        "(",
        ")",
        "của ",
        "ế",
    ];
    let mut rng = SeededRng(11);
    let mut below = |bound: usize| rng.below(bound);
    let mut count = 0;
    for _ in 0..2_000 {
        let body: String = (0..1 + below(30)).map(|_| FRAGMENTS[below(FRAGMENTS.len())]).collect();
        let mut resolver = ResolveAll::default();
        let linked = render(&body, &mut resolver).html;
        assert_eq!(outline(&body).citations, resolver.0, "in {body:?}");
        count += resolver.0.len();
        let plain = super::rendered(&body).html;
        assert_eq!(strip_citations(&linked), plain, "of {body:?}");
    }
    assert!(count > 300, "the fragments form citations");
}

/// Removes the links of citations, and asserts that none contains another link.
fn strip_citations(html: &str) -> String {
    let mut parts = html.split("<a class=\"dan-chieu\" href=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once("\">").expect("a tag has an end");
        let (inside, rest) = rest.split_once("</a>").expect("a link has an end");
        assert!(!inside.contains("<a ") && !inside.is_empty(), "{html}");
        out.push_str(inside);
        out.push_str(rest);
    }
    out
}
