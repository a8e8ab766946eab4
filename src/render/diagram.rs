//! The map of a document's relations ("lược đồ"): where each box and line of it lies.
//!
//! The document stands in the middle. What it rests on or changes is older and stands above, what rests on it or
//! changed it is newer and stands below; so the map is read downwards like time. It is narrow enough for a phone,
//! two boxes to a row, all joined to one line between them.
//!
//! **Left out on purpose.** Marks and words are the theme's: here are only numbers, in units of the drawing.

use serde::Serialize;

/// A map with fewer documents than this says no more than the list does.
const FEWEST: usize = 2;
/// How many boxes stand above, and below; the list has the rest.
const MOST: usize = 8;

const WIDTH: usize = 340;
const BOX_WIDTH: usize = 155;
const BOX_HEIGHT: usize = 46;
const GAP: usize = 14;
/// The document's own box reaches over the line.
const OWN_WIDTH: usize = 250;
/// A character takes about so much of a box's width, in thousandths of a unit.
const LETTER: usize = 7_800;
const LETTERS: usize = (BOX_WIDTH - 12) * 1_000 / LETTER;

/// A document related to the one of the page.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// The number, or another short name.
    pub(super) text: String,
    /// Number and title.
    pub(super) title: String,
    /// Where it leads.
    pub(super) url: Option<String>,
    /// The key of the relation's label.
    pub(super) label: String,
    /// Whether it was there before the document of the page.
    pub(super) older: bool,
}

/// The drawing.
#[derive(Debug, Serialize)]
pub(super) struct Diagram {
    width: usize,
    height: usize,
    /// The middle line: its two ends.
    spine: [usize; 2],
    center: usize,
    own: Frame,
    nodes: Vec<Placed>,
    /// How many documents are left to the list.
    left_out: usize,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Frame {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

#[derive(Debug, Serialize)]
struct Placed {
    frame: Frame,
    /// What fits into the box.
    text: String,
    title: String,
    url: Option<String>,
    label: String,
    /// From the box to the middle line: x of both ends, and y.
    arm: [usize; 3],
}

/// Draws the map, if there is enough for one.
pub(super) fn draw(nodes: &[Node]) -> Option<Diagram> {
    if nodes.len() < FEWEST {
        return None;
    }
    let above: Vec<&Node> = nodes.iter().filter(|node| node.older).take(MOST).collect();
    let below: Vec<&Node> = nodes.iter().filter(|node| !node.older).take(MOST).collect();
    let mut placed = Vec::new();
    let own_y = rows(&above, GAP, &mut placed);
    let own = Frame { x: (WIDTH - OWN_WIDTH) / 2, y: own_y, width: OWN_WIDTH, height: BOX_HEIGHT };
    let end = rows(&below, own_y + BOX_HEIGHT + GAP, &mut placed);
    let first = placed.first().map_or(own_y, |first| first.arm[2]).min(own_y);
    let last = placed.last().map_or(own_y, |last| last.arm[2]).max(own_y);
    Some(Diagram {
        width: WIDTH,
        height: end,
        spine: [first, last],
        center: WIDTH / 2,
        own,
        left_out: nodes.len() - placed.len(),
        nodes: placed,
    })
}

/// Places boxes two to a row from `y` on, and gives where the next row would begin.
fn rows(nodes: &[&Node], y: usize, placed: &mut Vec<Placed>) -> usize {
    for (at, node) in nodes.iter().enumerate() {
        let left = at % 2 == 0;
        let x = if left { 0 } else { WIDTH - BOX_WIDTH };
        let top = y + at / 2 * (BOX_HEIGHT + GAP);
        let edge = if left { BOX_WIDTH } else { WIDTH - BOX_WIDTH };
        placed.push(Placed {
            frame: Frame { x, y: top, width: BOX_WIDTH, height: BOX_HEIGHT },
            text: short(&node.text),
            title: node.title.clone(),
            url: node.url.clone(),
            label: node.label.clone(),
            arm: [edge, WIDTH / 2, top + BOX_HEIGHT / 2],
        });
    }
    y + nodes.len().div_ceil(2) * (BOX_HEIGHT + GAP)
}

/// Cuts a name to what fits into a box.
fn short(text: &str) -> String {
    if text.chars().count() <= LETTERS {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LETTERS - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str, older: bool) -> Node {
        let (text, label) = (text.to_owned(), "rel_based_on".to_owned());
        Node { title: text.clone(), text, url: None, label, older }
    }

    #[test]
    fn one_document_makes_no_map() {
        assert!(draw(&[node("1/QĐ-UBND", true)]).is_none());
    }

    #[test]
    fn boxes_never_meet_and_lie_inside() {
        for (above, below) in [(2, 0), (0, 2), (1, 1), (7, 4), (20, 30)] {
            let olds = (0..above).map(|n| node(&format!("{n}/QĐ-UBND"), true));
            let news = (0..below).map(|n| node(&format!("{n}/NQ-HĐND"), false));
            let diagram = draw(&olds.chain(news).collect::<Vec<_>>()).expect("enough for a map");
            let mut frames: Vec<Frame> = diagram.nodes.iter().map(|node| node.frame).collect();
            frames.push(diagram.own);
            for (at, a) in frames.iter().enumerate() {
                assert!(a.x + a.width <= diagram.width && a.y + a.height <= diagram.height);
                for b in &frames[at + 1..] {
                    let apart = a.x + a.width <= b.x || b.x + b.width <= a.x;
                    assert!(apart || a.y + a.height <= b.y || b.y + b.height <= a.y);
                }
            }
            assert_eq!(diagram.nodes.len() + diagram.left_out, above + below);
        }
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(short("85/BC-LĐLĐ"), "85/BC-LĐLĐ");
        assert!(short("Luật Ban hành văn bản quy phạm pháp luật").ends_with('…'));
    }
}
