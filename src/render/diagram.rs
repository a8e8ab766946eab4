//! Layout of the diagram of a document's relations ("lược đồ").
//!
//! The boxes form one column along a vertical line, in order of time: documents that this one is based on or changes
//! are older and lie above it; documents based on it or changing it are newer and lie below. The drawing is as narrow
//! as the text column of a phone, so that it is not scaled down there.
//!
//! **Left out on purpose.** Markup belongs to the theme. This module computes only coordinates, in units of the
//! drawing, and truncated texts.

use serde::Serialize;

/// The minimum number of documents: a smaller diagram says no more than the list.
const MIN_DOCUMENTS: usize = 2;
/// The maximum number of boxes above, and below; the list has all documents.
const MAX_PER_SIDE: usize = 5;

const WIDTH: usize = 260;
/// The x coordinates of the line and of the left edge of the boxes.
const SPINE_X: usize = 5;
const BOX_X: usize = 18;
const BOX_HEIGHT: usize = 44;
const BOX_GAP: usize = 10;
/// The width of a box without its padding, in thousandths of a unit.
const TEXT_WIDTH: usize = (WIDTH - BOX_X - 16) * 1_000;
/// The font sizes used by the theme.
const LABEL_FONT_SIZE: usize = 12;
const NAME_FONT_SIZE: usize = 14;

/// A document in the diagram, before layout.
#[derive(Debug, Clone)]
pub(super) struct DiagramNode {
    /// The number, or another short name.
    pub(super) text: String,
    /// Number and title.
    pub(super) title: String,
    /// Its address.
    pub(super) url: Option<String>,
    /// The label of its relation to the document of the page.
    pub(super) label: String,
    /// Whether it is older than the document of the page.
    pub(super) older: bool,
}

/// The diagram of the relations of a document (lược đồ), laid out for an SVG.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Diagram {
    /// The width of the drawing, for its `viewBox`.
    width: usize,
    /// The height of the drawing, for its `viewBox`.
    height: usize,
    /// The vertical line: its x coordinate, and the y coordinates of its two ends.
    spine: [usize; 3],
    /// The box of the document of the page.
    own: DiagramBox,
    /// The boxes of the other documents, the older ones first.
    nodes: Vec<DiagramBox>,
    /// The number of documents that are only in the list of relations.
    left_out: usize,
}

/// The box of a document in the diagram.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiagramBox {
    /// The x coordinate of the left edge.
    x: usize,
    /// The y coordinate of the upper edge.
    y: usize,
    /// The width, in units of the drawing.
    width: usize,
    /// The height, in units of the drawing.
    height: usize,
    /// The y coordinate of the middle, where it is connected to the line.
    middle: usize,
    /// The number or short name, truncated to the width of the box.
    text: String,
    /// The label of the relation, truncated to the width of the box.
    label: String,
    /// The full label, number and title.
    title: String,
    /// The address, if there is one.
    url: Option<String>,
}

/// Lays out the diagram; `None` if there are too few documents.
pub(super) fn layout(own: &DiagramNode, nodes: &[DiagramNode]) -> Option<Diagram> {
    if nodes.len() < MIN_DOCUMENTS {
        return None;
    }
    let above = nodes.iter().filter(|node| node.older).take(MAX_PER_SIDE);
    let below = nodes.iter().filter(|node| !node.older).take(MAX_PER_SIDE);
    let own_index = above.clone().count();
    let mut boxes: Vec<DiagramBox> = above
        .chain([own])
        .chain(below)
        .enumerate()
        .map(|(row, node)| layout_box(row, node))
        .collect();
    let (first, last) = (boxes.first()?.middle, boxes.last()?.middle);
    let own = boxes.remove(own_index);
    Some(Diagram {
        width: WIDTH,
        height: last + BOX_HEIGHT / 2 + 1,
        spine: [SPINE_X, first, last],
        own,
        left_out: nodes.len() - boxes.len(),
        nodes: boxes,
    })
}

fn layout_box(row: usize, node: &DiagramNode) -> DiagramBox {
    let y = 1 + row * (BOX_HEIGHT + BOX_GAP);
    DiagramBox {
        x: BOX_X,
        y,
        // Half of the border is drawn outside the box.
        width: WIDTH - BOX_X - 1,
        height: BOX_HEIGHT,
        middle: y + BOX_HEIGHT / 2,
        text: truncate(&node.text, NAME_FONT_SIZE),
        label: truncate(&node.label, LABEL_FONT_SIZE),
        title: format!("{}: {}", node.label, node.title),
        url: node.url.clone(),
    }
}

/// Truncates a text to the width of a box.
fn truncate(text: &str, size: usize) -> String {
    let width = |text: &str| text.chars().map(|c| char_width(c) * size).sum::<usize>();
    if width(text) <= TEXT_WIDTH {
        return text.to_owned();
    }
    let available = TEXT_WIDTH - char_width('…') * size;
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += char_width(*c) * size;
        used <= available
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// Estimates the width of a character in thousandths of the font size, from common bold fonts.
fn char_width(c: char) -> usize {
    match c {
        'M' | 'W' | 'm' | 'w' | '…' => 1_000,
        c if c.is_uppercase() => 800,
        c if c.is_alphanumeric() => 680,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str, older: bool) -> DiagramNode {
        let (text, label) = (text.to_owned(), "Căn cứ".to_owned());
        DiagramNode { title: text.clone(), text, url: None, label, older }
    }

    #[test]
    fn a_single_document_gives_no_diagram() {
        assert!(layout(&node("0/QĐ-UBND", false), &[node("1/QĐ-UBND", true)]).is_none());
    }

    #[test]
    fn boxes_form_one_column_with_the_own_document_between() {
        for (above, below) in [(2, 0), (0, 2), (1, 1), (7, 4), (20, 30)] {
            let older = (0..above).map(|n| node(&format!("{n}/QĐ-UBND"), true));
            let newer = (0..below).map(|n| node(&format!("{n}/NQ-HĐND"), false));
            let nodes: Vec<DiagramNode> = older.chain(newer).collect();
            let diagram =
                layout(&node("x", false), &nodes).expect("enough documents for a diagram");
            let mut boxes: Vec<&DiagramBox> = diagram.nodes.iter().collect();
            boxes.insert(above.min(MAX_PER_SIDE), &diagram.own);
            for pair in boxes.windows(2) {
                assert!(pair[0].y + pair[0].height < pair[1].y);
            }
            for laid_out in boxes {
                assert!(laid_out.x > SPINE_X && laid_out.x + laid_out.width <= diagram.width);
                assert!(laid_out.y + laid_out.height <= diagram.height);
            }
            assert_eq!(diagram.nodes.len() + diagram.left_out, above + below);
        }
    }

    #[test]
    fn long_names_are_truncated() {
        assert_eq!(truncate("85/BC-LĐLĐ", NAME_FONT_SIZE), "85/BC-LĐLĐ");
        assert_eq!(
            truncate("Được quy định chi tiết bởi", LABEL_FONT_SIZE),
            "Được quy định chi tiết bởi"
        );
        assert!(
            truncate("Luật Ban hành văn bản quy phạm pháp luật", NAME_FONT_SIZE).ends_with('…')
        );
        assert!(truncate(&"W".repeat(40), LABEL_FONT_SIZE).chars().count() <= 19);
    }
}
