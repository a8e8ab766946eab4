//! The outline: what others may learn of a body, without making HTML of it.
//!
//! It is made for every entry of every build, so it walks the events once and keeps little.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::citing::{Citing, Piece};
use super::notes::{self, Notes};
use super::places::Places;
use super::reading::Reading;
use super::structure::Structure;
use super::{Link, LinkKind, Oddity, Outline, Remark, dialect, plain};

/// How many remarks of one kind are made of a body: who mends a hundred finds the others.
const MOST_REMARKS: usize = 100;

/// A paragraph of fewer characters is a caption, a date or a line of a letterhead.
const SHORTEST_PARAGRAPH: usize = 40;

/// Reads the links, the citations, the first paragraph, the anchors and the oddities of `body`.
pub fn outline(body: &str) -> Outline {
    let amended = dialect::amend(body);
    let mut structure = Structure::new(&amended.text, Reading::new(&amended.text));
    let mut outliner = Outliner::new(body, &amended.places);
    for (piece, range) in Citing::new(&mut structure) {
        match piece {
            Piece::Event(event, _) => outliner.see(&event, &range),
            Piece::Cite(cited) => outliner.outline.citations.push(cited),
            Piece::Cited => {}
        }
    }
    let (reading, ids) = structure.finish();
    let failed = reading.failed();
    let mut outline = outliner.finish(ids);
    outline.remarks.extend(reading.into_remarks().into_iter().map(|remark| {
        let range = amended.places.original(remark.range);
        Remark { range, ..remark }
    }));
    outline.remarks.extend(amended.remarks);
    outline.remarks.sort_by_key(|remark| remark.range.start);
    let mut counts = HashMap::new();
    outline.remarks.retain(|remark| {
        let count = counts.entry(std::mem::discriminant(&remark.oddity)).or_insert(0_usize);
        *count += 1;
        *count <= MOST_REMARKS
    });
    if failed {
        outline.remarks.push(Remark { range: 0..body.len(), oddity: Oddity::Unreadable });
    }
    outline
}

/// A link whose end has not come yet.
struct OpenLink {
    index: usize,
    link_type: LinkType,
    /// Of a picture, whether something stands between its brackets.
    says: bool,
}

/// What has been seen of a body.
struct Outliner<'a> {
    /// The body as it was written, since an amended destination is not what its author wrote.
    body: &'a str,
    places: &'a Places,
    outline: Outline,
    open_links: Vec<OpenLink>,
    /// The end of the last event within the open link.
    last_end: usize,
    /// How many lists, tables and footnotes are open.
    aside: usize,
    paragraph: Option<String>,
    notes: Notes,
    definitions: Vec<CowStr<'a>>,
}

impl<'a> Outliner<'a> {
    fn new(body: &'a str, places: &'a Places) -> Self {
        Self {
            body,
            places,
            outline: Outline::default(),
            open_links: Vec::new(),
            last_end: 0,
            aside: 0,
            paragraph: None,
            notes: Notes::default(),
            definitions: Vec::new(),
        }
    }

    fn see(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.enter(tag, range),
            Event::End(tag) => {
                self.leave(*tag, range);
                self.last_end = range.end;
            }
            other => {
                if let Event::FootnoteReference(label) = other {
                    self.notes.cite(label);
                }
                self.keep_text(other);
                self.last_end = range.end;
            }
        }
    }

    fn keep_text(&mut self, event: &Event<'_>) {
        if let (Some(open), Event::Text(text) | Event::Code(text)) =
            (self.open_links.last_mut(), event)
        {
            open.says |= !text.trim().is_empty();
        }
        if let Some(paragraph) = &mut self.paragraph {
            plain::push(paragraph, event);
        }
    }

    fn enter(&mut self, tag: &Tag<'a>, range: &Range<usize>) {
        match tag {
            Tag::Link { link_type, dest_url, .. } => {
                self.enter_link(*link_type, dest_url, range, LinkKind::Link);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.enter_link(*link_type, dest_url, range, LinkKind::Image);
            }
            Tag::FootnoteDefinition(label) => {
                self.definitions.push(label.clone());
                self.aside += 1;
            }
            Tag::List(_) | Tag::Table(_) => self.aside += 1,
            Tag::Paragraph if self.aside == 0 && self.outline.first_paragraph.is_empty() => {
                self.paragraph = Some(String::new());
            }
            _ => {}
        }
    }

    fn leave(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.leave_link(range),
            TagEnd::FootnoteDefinition | TagEnd::List(_) | TagEnd::Table => {
                self.aside = self.aside.saturating_sub(1);
            }
            TagEnd::Paragraph => {
                let text = self.paragraph.take().map(|text| plain::collapse(&text));
                self.outline.first_paragraph = text
                    .filter(|text| is_prose(text))
                    .unwrap_or_else(|| std::mem::take(&mut self.outline.first_paragraph));
            }
            _ => {}
        }
    }

    fn enter_link(&mut self, link_type: LinkType, url: &str, range: &Range<usize>, kind: LinkKind) {
        let index = self.outline.links.len();
        let place = self.places.original(range.clone());
        self.outline.links.push(Link { destination: url.to_owned(), range: place, kind });
        self.open_links.push(OpenLink { index, link_type, says: false });
        self.last_end = range.start;
    }

    /// Narrows the range of a link to its destination, now that the end of its text is known.
    fn leave_link(&mut self, range: &Range<usize>) {
        let Some(OpenLink { index, link_type, says }) = self.open_links.pop() else {
            return;
        };
        let link = &mut self.outline.links[index];
        let original = |range| self.places.original(range);
        let found = match link_type {
            LinkType::Autolink | LinkType::Email => Some(original(range.start + 1..range.end - 1)),
            LinkType::Inline => {
                let tail = original(self.last_end..range.end);
                destination(self.body, tail, &link.destination)
            }
            _ => None,
        };
        if let Some(found) = found {
            link.range = found;
        }
        if link.kind == LinkKind::Image && !says {
            let range = link.range.clone();
            self.outline.remarks.push(Remark { range, oddity: Oddity::NoDescription });
        }
    }

    fn finish(mut self, ids: Vec<String>) -> Outline {
        self.outline.anchors = ids;
        let labels = self.definitions.iter().map(AsRef::as_ref);
        for note in self.notes.arrange(labels) {
            let references = (1..=note.citations).map(|nth| notes::reference_id(note.number, nth));
            self.outline.anchors.push(notes::note_id(note.number));
            self.outline.anchors.extend(references);
        }
        self.outline
    }
}

/// Finds `url` as the destination of an inline link of which `within` is the part after the text.
fn destination(text: &str, within: Range<usize>, url: &str) -> Option<Range<usize>> {
    let tail = &text[within.clone()];
    tail.match_indices("](").find_map(|(at, mark)| {
        let from = at + mark.len();
        let rest = tail[from..].trim_ascii_start();
        let rest = rest.strip_prefix('<').unwrap_or(rest);
        let after = rest.strip_prefix(url)?;
        let ends = after.starts_with([')', '>', ' ', '\n', '\t']) && !url.is_empty();
        let start = within.start + tail.len() - rest.len();
        ends.then(|| start..start + url.len())
    })
}

/// Tells whether a paragraph is prose rather than a line of a letterhead, which is short or
/// mostly capitals.
fn is_prose(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    small > capitals && text.chars().nth(SHORTEST_PARAGRAPH - 1).is_some()
}
