//! The map of a document's relations ("lược đồ"): where each box and line of it lies.
//!
//! One column along a line, read downwards like time: what the document rests on or changes is older and stands above
//! it, what rests on it or changed it is newer and stands below. It is as narrow as the text column of a phone, so
//! that its letters are not made smaller there.
//!
//! **Left out on purpose.** Marks are the theme's: here are only numbers, in units of the drawing, and what fits.

use serde::Serialize;

/// A map with fewer documents than this says no more than the list does.
const MIN_DOCUMENTS: usize = 2;
/// How many boxes stand above, and below; the list has the rest.
const MAX_PER_SIDE: usize = 5;

const WIDTH: usize = 260;
/// Where the line is, and where the boxes begin.
const SPINE_X: usize = 5;
const BOX_X: usize = 18;
const BOX_HEIGHT: usize = 44;
const BOX_GAP: usize = 10;
/// What is left of a box between its paddings, in thousandths.
const TEXT_WIDTH: usize = (WIDTH - BOX_X - 16) * 1_000;
/// The sizes of the letters, as the theme draws them.
const LABEL_FONT_SIZE: usize = 12;
const NAME_FONT_SIZE: usize = 14;

/// A document related to the one of the page.
#[derive(Debug, Clone)]
pub(super) struct DiagramNode {
    /// The number, or another short name.
    pub(super) text: String,
    /// Number and title.
    pub(super) title: String,
    /// Where it leads.
    pub(super) url: Option<String>,
    /// What it is to the document of the page.
    pub(super) label: String,
    /// Whether it was there before the document of the page.
    pub(super) older: bool,
}

/// The drawing.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Diagram {
    /// In units of the drawing.
    width: usize,
    /// In units of the drawing.
    height: usize,
    /// The line: x, and y of its two ends.
    spine: [usize; 3],
    /// The document of the page.
    own: DiagramBox,
    /// The others, the oldest first.
    nodes: Vec<DiagramBox>,
    /// How many documents are left to the list.
    left_out: usize,
}

/// A document in the drawing.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct DiagramBox {
    /// The left edge.
    x: usize,
    /// The upper edge.
    y: usize,
    /// In units of the drawing.
    width: usize,
    /// In units of the drawing.
    height: usize,
    /// The height of the middle, where it is joined to the line.
    middle: usize,
    /// What fits into the box.
    text: String,
    /// The key of the label of the relation.
    label: String,
    /// All of it.
    title: String,
    /// The address, of what is on the portal.
    url: Option<String>,
}

/// Draws the map around the document of the page, if there is enough for one.
pub(super) fn layout(own: &DiagramNode, nodes: &[DiagramNode]) -> Option<Diagram> {
    if nodes.len() < MIN_DOCUMENTS {
        return None;
    }
    let above = nodes.iter().filter(|node| node.older).take(MAX_PER_SIDE);
    let below = nodes.iter().filter(|node| !node.older).take(MAX_PER_SIDE);
    let at = above.clone().count();
    let mut placed: Vec<DiagramBox> = above
        .chain([own])
        .chain(below)
        .enumerate()
        .map(|(row, node)| layout_box(row, node))
        .collect();
    let (first, last) = (placed.first()?.middle, placed.last()?.middle);
    let own = placed.remove(at);
    Some(Diagram {
        width: WIDTH,
        height: last + BOX_HEIGHT / 2 + 1,
        spine: [SPINE_X, first, last],
        own,
        left_out: nodes.len() - placed.len(),
        nodes: placed,
    })
}

fn layout_box(row: usize, node: &DiagramNode) -> DiagramBox {
    let y = 1 + row * (BOX_HEIGHT + BOX_GAP);
    DiagramBox {
        x: BOX_X,
        y,
        // The border is drawn half outside.
        width: WIDTH - BOX_X - 1,
        height: BOX_HEIGHT,
        middle: y + BOX_HEIGHT / 2,
        text: truncate(&node.text, NAME_FONT_SIZE),
        label: truncate(&node.label, LABEL_FONT_SIZE),
        title: format!("{}: {}", node.label, node.title),
        url: node.url.clone(),
    }
}

/// Cuts a text to what fits into a box.
fn truncate(text: &str, size: usize) -> String {
    let width = |text: &str| text.chars().map(|c| char_width(c) * size).sum::<usize>();
    if width(text) <= TEXT_WIDTH {
        return text.to_owned();
    }
    let room = TEXT_WIDTH - char_width('…') * size;
    let mut used = 0;
    let kept = text.chars().take_while(|c| {
        used += char_width(*c) * size;
        used <= room
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

/// The width of a letter in thousandths of its size, as wide as common fonts make it in bold.
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
            let olds = (0..above).map(|n| node(&format!("{n}/QĐ-UBND"), true));
            let news = (0..below).map(|n| node(&format!("{n}/NQ-HĐND"), false));
            let nodes: Vec<DiagramNode> = olds.chain(news).collect();
            let diagram = layout(&node("x", false), &nodes).expect("enough for a map");
            let mut boxes: Vec<&DiagramBox> = diagram.nodes.iter().collect();
            boxes.insert(above.min(MAX_PER_SIDE), &diagram.own);
            for pair in boxes.windows(2) {
                assert!(pair[0].y + pair[0].height < pair[1].y);
            }
            for placed in boxes {
                assert!(placed.x > SPINE_X && placed.x + placed.width <= diagram.width);
                assert!(placed.y + placed.height <= diagram.height);
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
