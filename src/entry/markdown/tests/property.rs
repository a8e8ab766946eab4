//! Random bodies: nothing panics, and the outline sees what the rendering sees.
//!
//! The pieces are the marks of Markdown and of HTML, so that most bodies are broken in some way.

use super::{links, rendered};
use crate::entry::markdown::{Target, outline, render};

const PIECES: &[&str] = &[
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

/// A linear congruential generator (Knuth's constants), so that every run sees the same bodies.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % sides
    }

    fn body(&mut self) -> String {
        let len = 1 + self.roll(40);
        (0..len).map(|_| PIECES[self.roll(PIECES.len())]).collect()
    }
}

#[test]
fn the_outline_sees_the_links_that_the_rendering_resolves() {
    let mut dice = Dice(42);
    for _ in 0..5_000 {
        let body = dice.body();
        let outline = outline(&body);
        let mut resolved = Vec::new();
        let html = render(
            &body,
            &mut links(|destination, kind| {
                resolved.push((destination.to_owned(), kind));
                Target::address("/x")
            }),
        );
        let seen: Vec<_> = outline.links.iter().map(|l| (l.destination.clone(), l.kind)).collect();
        assert_eq!(seen, resolved, "in {body:?}");
        for link in &outline.links {
            assert!(
                body.get(link.range.clone()).is_some_and(|part| !part.is_empty()),
                "{link:?} in {body:?}"
            );
        }
        for remark in &outline.remarks {
            assert!(body.get(remark.range.clone()).is_some(), "{remark:?} in {body:?}");
        }
        for anchor in &outline.anchors {
            assert!(html.html.contains(&format!(" id=\"{anchor}\"")), "{anchor} in {body:?}");
        }
        assert!(!html.html.contains("<x") && !html.html.contains("javascript:\""), "{body:?}");
    }
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let mut dice = Dice(7);
    for _ in 0..500 {
        let body = dice.body();
        let render = || rendered(&body);
        assert_eq!(render(), render());
    }
}
