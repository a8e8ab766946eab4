//! The visible words of a rendered body: where blocks begin, with the numbers that lists give their items.
//!
//! Footnotes are returned apart, their numbers in the text left out. The marks of items without a number are not
//! words, since a page has them as bullets.

use crate::html::{self, HtmlTag, HtmlToken};

/// Elements within a line of text.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "code", "del", "em", "i", "img", "input", "ins", "kbd", "mark", "picture",
    "s", "small", "source", "span", "strong", "sub", "sup", "time", "u",
];

/// A word of a page.
#[derive(Debug)]
pub(super) struct PageWord {
    pub(super) text: String,
    /// Whether a block or a line begins with it.
    pub(super) starts_block: bool,
}

/// The words of a page, and those of each footnote.
#[derive(Debug, Default)]
pub(super) struct PageWords {
    pub(super) words: Vec<PageWord>,
    pub(super) notes: Vec<String>,
}

/// A list that is open: the next number, and what stands before and after a digit; nothing for bullets.
type OpenList = Option<(u64, &'static str, &'static str)>;

#[derive(Default)]
struct PageReader {
    read: PageWords,
    /// The word that is not ended yet.
    word: String,
    starts_block: bool,
    /// Whether only the number of an item stands in the block so far.
    after_number: bool,
    lists: Vec<OpenList>,
}

/// Reads the words of a body.
pub(super) fn words(body: &str) -> PageWords {
    let mut reader = PageReader { starts_block: true, ..PageReader::default() };
    let mut skipped: Option<&str> = None;
    let mut after_picture = false;
    for token in html::tokens(body) {
        match (&token, skipped) {
            (HtmlToken::Close(name, _), Some(outer)) if *name == outer => skipped = None,
            (_, Some(_)) => {}
            (HtmlToken::Open(tag), None) => {
                let is_reference = tag.attribute("id").is_some_and(|id| id.ends_with("-ref"));
                let is_caption = tag.name == "figcaption" && after_picture;
                if tag.attribute("class") == Some("chu-thich") {
                    reader.read.notes = notes(&body[tag.range.end..]);
                    skipped = Some("section");
                } else if tag.name == "sup" && is_reference || is_caption {
                    skipped = Some(tag.name);
                } else {
                    reader.open(tag);
                }
                after_picture = tag.name == "img";
            }
            (HtmlToken::Close(name, _), None) => reader.close(name),
            (HtmlToken::Text(text), None) => reader.text(&html::decode_entities(text)),
        }
    }
    reader.break_block();
    reader.read
}

/// The footnotes of the section that `html` begins with.
fn notes(html: &str) -> Vec<String> {
    let section = html.split("</section>").next().unwrap_or_default();
    let notes = section.split("<li id=\"ct-").skip(1);
    notes
        .map(|note| {
            let text = note.split_once('>').map_or("", |(_, text)| text);
            let text = text.split("<a href=\"#ct-").next().unwrap_or_default();
            let words = words(text).words.into_iter().map(|word| word.text);
            words.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

impl PageReader {
    fn open(&mut self, tag: &HtmlTag<'_>) {
        if INLINE.contains(&tag.name) {
            return;
        }
        self.break_block();
        let number = |name: &str| tag.attribute(name).and_then(|value| value.parse::<u64>().ok());
        match tag.name {
            "ul" => self.lists.push(None),
            "ol" => {
                let class = tag.attribute("class").unwrap_or_default();
                let zero = if class.contains("hai-chu-so") { "0" } else { "" };
                let end = if class.contains("ngoac") { ")" } else { "." };
                self.lists.push(Some((number("start").unwrap_or(1), zero, end)));
            }
            "li" => {
                let Some(Some((next, zero, end))) = self.lists.last_mut() else { return };
                let value = number("value").unwrap_or(*next);
                *next = value + 1;
                let zero = if value < 10 { *zero } else { "" };
                self.word = format!("{zero}{value}{end}");
                self.end_word();
                self.after_number = true;
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if INLINE.contains(&name) {
            return;
        }
        self.break_block();
        if matches!(name, "ol" | "ul") {
            self.lists.pop();
        }
        if name == "li" {
            self.after_number = false;
            self.starts_block = true;
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.end_word();
            } else {
                self.word.push(c);
            }
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            let text = std::mem::take(&mut self.word);
            self.read.words.push(PageWord { text, starts_block: self.starts_block });
            self.starts_block = false;
            self.after_number = false;
        }
    }

    /// Begins a block, unless the block so far is the number of an item, to which the next words belong.
    fn break_block(&mut self) {
        self.end_word();
        self.starts_block |= !self.after_number;
    }
}
