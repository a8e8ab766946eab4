//! Random bodies: nothing panics, and outline and rendering agree.
//!
//! The fragments are syntax of Markdown, of HTML and of the official form, so that most bodies are
//! malformed in some way.

use super::{link_resolver, rendered};
use crate::entry::markdown::{LinkTarget, outline, render};
use crate::entry::seeded_rng::SeededRng;

const FRAGMENTS: &[&str] = &[
    "a",
    "Điều ",
    " ",
    " ",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "    ",
    "\t",
    "  ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "~~",
    "- ",
    "-",
    "+ ",
    "* ",
    "*\n",
    "1. ",
    "2) ",
    "04. ",
    "> ",
    "# ",
    "## ",
    "#",
    "---\n",
    "===\n",
    "-----\n",
    "[a](b)",
    "[",
    "](",
    ")",
    "](c.pdf)",
    "](Điều lệ 1.pdf)",
    "](d e (1).docx \"",
    "[s](t u.md#v 'w')",
    "![",
    "![x](y.jpg)",
    "<https://a.vn>",
    "[r]",
    "\n\n[r]: s\n\n",
    "[^1]",
    "\n\n[^1]: n",
    "| a | b |\n",
    "|--|:-:|\n",
    "|",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>\n",
    "<table>",
    "<tr><td>",
    "<!--",
    "-->",
    "<x ",
    "\"",
    "'",
    "=",
    "&amp;",
    "&",
    "\\",
    "{#i}",
    "{a}",
    "\u{a0}",
    "\u{200b}",
    "javascript:x",
    "[z](javascript:y)",
    ":",
    "ế",
    "😀",
    "\0",
    "<center>",
    "- [x] ",
    "<p align=right>",
];

/// The syntax of forms and provisions; half of the bodies use it for half of their fragments.
const FORM_FRAGMENTS: &[&str] = &[
    "::: cơ quan\n",
    "\n::: quốc hiệu\n",
    "::: chữ ký\n",
    "::: nơi nhận\n",
    "::: căn cứ\n",
    "\n::: lạ\n",
    ":::\n",
    "\n:::\n",
    "\n:::",
    "TM. ",
    "\nSố: 1/KH-LĐLĐ\n",
    "A, ngày 1 tháng 2 năm 2014\n",
    "a) ",
    "\na) ",
    "\nb) ",
    "\n\nđ) ",
    "\n\ne) ",
    "\n   c) ",
    "\na. ",
    "\n1. ",
    "\n10. ",
    "\nĐiều 1. ",
    "\n\n**Điều 2. x**",
    "\n\n2\\. ",
    "\n## Điều 1 {#b}\n",
    "\n## Chương I\n",
    "\n### Mục 1\n",
    "\n# Phụ lục\n",
];

impl SeededRng {
    fn random_body(&mut self) -> String {
        let len = 1 + self.below(40);
        let has_form = self.below(2) == 0;
        let mut fragment = || {
            let fragments = if has_form && self.below(2) == 0 { FORM_FRAGMENTS } else { FRAGMENTS };
            fragments[self.below(fragments.len())]
        };
        (0..len).map(|_| fragment()).collect()
    }
}

/// Returns the ids of `html`, sorted.
fn ids(html: &str) -> Vec<&str> {
    let mut ids: Vec<_> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    ids
}

/// Returns an end tag of `html` that does not match its start tag, or else an unclosed start tag.
fn first_unbalanced(html: &str) -> Option<&str> {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) if open.last() == Some(&closed) => {
                open.pop();
            }
            Some(_) => return Some(tag),
            None if matches!(name, "br" | "hr" | "img" | "input" | "col") => {}
            None => open.push(name),
        }
    }
    open.pop()
}

#[test]
fn the_outline_has_the_links_that_the_rendering_resolves() {
    let mut rng = SeededRng(42);
    for _ in 0..5_000 {
        let body = rng.random_body();
        let outline = outline(&body);
        let mut resolved = Vec::new();
        let html = render(
            &body,
            &mut link_resolver(|destination, kind| {
                resolved.push((destination.to_owned(), kind));
                LinkTarget::from_href("/x")
            }),
        );
        let links: Vec<_> = outline.links.iter().map(|l| (l.destination.clone(), l.kind)).collect();
        assert_eq!(links, resolved, "in {body:?}");
        for link in &outline.links {
            assert!(
                body.get(link.range.clone()).is_some_and(|part| !part.is_empty()),
                "{link:?} in {body:?}"
            );
        }
        for remark in &outline.remarks {
            assert!(body.get(remark.range.clone()).is_some(), "{remark:?} in {body:?}");
        }
        let mut anchors: Vec<_> = outline.anchors.iter().map(String::as_str).collect();
        anchors.sort_unstable();
        assert_eq!(anchors, ids(&html.html), "in {body:?}");
        anchors.dedup();
        assert_eq!(anchors.len(), outline.anchors.len(), "in {body:?}");
        assert_eq!(first_unbalanced(&html.html), None, "in {body:?}");
        for heading in &html.toc {
            assert!(anchors.contains(&heading.id.as_str()), "{heading:?} in {body:?}");
        }
        assert!(!html.html.contains("<x") && !html.html.contains("javascript:\""), "{body:?}");
    }
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let mut rng = SeededRng(7);
    for _ in 0..500 {
        let body = rng.random_body();
        let render = || rendered(&body);
        assert_eq!(render(), render());
    }
}
