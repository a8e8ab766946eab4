//! The visible words of a Markdown text, and where its page has to begin a block.
//!
//! It reads what documents contain: paragraphs, headings, marks of items, emphasis, tables, quotes, footnotes, fences,
//! form blocks, the HTML that is let through. It shares no code with the program. Where a text may be read in two ways,
//! a break is allowed and not required.

use super::inline::{self, SourceLabels, TAG_BREAK};
use super::marks::{self, BULLETS, WRAPPED_WIDTH};
use super::{SourceWord, WordBreak};

/// The names of the blocks of the official form.
const FORM_BLOCKS: [&str; 8] = [
    "cơ quan",
    "quốc hiệu",
    "kính gửi",
    "tên văn bản",
    "thẩm quyền",
    "căn cứ",
    "nơi nhận",
    "chữ ký",
];

/// A line of a paragraph: its number, its text, and how the page breaks before it.
type ParagraphLine<'a> = (usize, &'a str, WordBreak);

/// The words of a text, and those of each footnote.
#[derive(Default)]
pub(super) struct SourceWords {
    pub(super) words: Vec<SourceWord>,
    pub(super) notes: Vec<String>,
}

/// What the lines are read as.
enum LineMode {
    Markdown,
    /// Code, up to a line that begins with this fence.
    Fence(String),
    /// HTML that a block tag began, up to an empty line.
    Html,
    /// A block of the official form, each line of which is a line of the page.
    Form,
}

struct SourceReader<'a> {
    read: SourceWords,
    labels: SourceLabels,
    lines: Vec<&'a str>,
    mode: LineMode,
    paragraph: Vec<ParagraphLine<'a>>,
    quote_depth: usize,
    /// Whether the next word begins a block.
    starts_block: bool,
}

/// Reads the words of a body, without front matter.
pub(super) fn words(body: &str) -> SourceWords {
    let mut reader = SourceReader {
        read: SourceWords::default(),
        labels: labels(body),
        lines: body.lines().collect(),
        mode: LineMode::Markdown,
        paragraph: Vec::new(),
        quote_depth: 0,
        starts_block: true,
    };
    let mut at = 0;
    while at < reader.lines.len() {
        at += reader.read_line(at);
    }
    reader.end_paragraph();
    reader.read
}

/// The labels that a text defines.
fn labels(body: &str) -> SourceLabels {
    let mut labels = SourceLabels::default();
    for line in body.lines() {
        match definition(line.trim_start()) {
            Some((label, _)) if label.starts_with('^') => {
                labels.notes.insert(label[1..].to_lowercase())
            }
            Some((label, _)) => labels.links.insert(label.to_lowercase()),
            None => continue,
        };
    }
    labels
}

/// The label and the rest of a line that defines a footnote or a destination.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, rest) = line.strip_prefix('[')?.split_once("]:")?;
    let is_note = label.starts_with('^');
    let is_label = !label.is_empty() && !label.contains(['[', ']']);
    (is_label && (is_note || rest.split_whitespace().count() == 1)).then_some((label, rest))
}

/// Splits a line into the depth of its quote and the text after the marks of the quote.
fn without_quote(line: &str) -> (usize, &str) {
    let mut rest = line.trim();
    let mut depth = 0;
    while let Some(inside) = rest.strip_prefix('>') {
        rest = inside.trim_start();
        depth += 1;
    }
    (depth, rest)
}

fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|c| !c.is_whitespace());
    let first = signs.next().unwrap_or_default();
    "-*_".contains(first) && signs.clone().count() >= 2 && signs.all(|c| c == first)
}

/// The cells of a row, without the outer bars.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row);
    let hidden = row.replace("\\|", "\u{1}");
    hidden.split('|').map(|cell| cell.replace('\u{1}', "|")).collect()
}

fn is_delimiter_row(line: &str) -> bool {
    let is_cell = |cell: &String| {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        !dashes.is_empty() && dashes.chars().all(|c| c == '-')
    };
    line.contains('-') && cells(line).iter().all(is_cell)
}

impl<'a> SourceReader<'a> {
    /// Reads the line at `at`, and those that belong to it; returns how many.
    fn read_line(&mut self, at: usize) -> usize {
        let (depth, line) = without_quote(self.lines[at]);
        if let LineMode::Fence(fence) = &self.mode {
            if line.starts_with(fence.as_str()) {
                self.mode = LineMode::Markdown;
                self.starts_block = true;
            } else {
                self.push_words(at, line, WordBreak::Allowed);
            }
            return 1;
        }
        if depth > self.quote_depth || line.is_empty() {
            self.end_paragraph();
        }
        self.quote_depth = depth;
        match self.mode {
            LineMode::Html if line.is_empty() => self.mode = LineMode::Markdown,
            LineMode::Html => self.push_html(at, line),
            LineMode::Form if line.trim_end_matches(':').is_empty() && line.len() >= 3 => {
                self.end_paragraph();
                self.mode = LineMode::Markdown;
            }
            LineMode::Form => self.push_block(at, line),
            _ if line.is_empty() => {}
            _ => return self.read_markdown(at, line),
        }
        1
    }

    fn read_markdown(&mut self, at: usize, line: &'a str) -> usize {
        let sign = line.chars().next().unwrap_or_default();
        let level = line.len() - line.trim_start_matches('#').len();
        let form = line.strip_prefix(":::").map(|name| name.trim().to_lowercase());
        if line.starts_with("```") || line.starts_with("~~~") {
            self.end_paragraph();
            let length = line.len() - line.trim_start_matches(sign).len();
            self.mode = LineMode::Fence(sign.to_string().repeat(length));
        } else if form.is_some_and(|name| FORM_BLOCKS.contains(&name.as_str())) {
            self.end_paragraph();
            self.mode = LineMode::Form;
        } else if is_rule(line) {
            self.end_paragraph();
        } else if (1..=6).contains(&level) && line[level..].trim_start().len() < line[level..].len()
        {
            let text = line[level..].trim();
            let text = text.rsplit_once(" {#").map_or(text, |(text, _)| text);
            self.push_block(at, text.trim_end_matches('#'));
        } else if line[..level].len() == line.len() {
            self.end_paragraph();
        } else if self.is_table(at) {
            return self.read_table(at);
        } else if let Some((label, rest)) = definition(line) {
            return self.read_definition(at, label, rest);
        } else if is_html_block(line) {
            self.end_paragraph();
            self.mode = LineMode::Html;
            self.push_html(at, line);
        } else {
            self.push_line(at, line);
        }
        1
    }

    /// Adds a line to the open paragraph, or begins one with it.
    fn push_line(&mut self, at: usize, line: &'a str) {
        let before = match self.paragraph.last() {
            Some((_, last, _)) => marks::between(last, line),
            None => WordBreak::Required,
        };
        if before == WordBreak::Required {
            self.end_paragraph();
        }
        self.paragraph.push((at, line, before));
    }

    /// Adds a line that is a block.
    fn push_block(&mut self, at: usize, line: &'a str) {
        self.end_paragraph();
        self.paragraph.push((at, line, WordBreak::Required));
        self.end_paragraph();
    }

    fn is_table(&self, at: usize) -> bool {
        let Some((_, next)) = self.lines.get(at + 1).map(|line| without_quote(line)) else {
            return false;
        };
        let (_, line) = without_quote(self.lines[at]);
        line.contains('|') && is_delimiter_row(next) && cells(line).len() == cells(next).len()
    }

    fn read_table(&mut self, at: usize) -> usize {
        self.end_paragraph();
        let is_row = |line: &&&str| !without_quote(line).1.is_empty();
        let count = self.lines[at..].iter().take_while(is_row).count();
        for row in (at..at + count).filter(|row| *row != at + 1) {
            for cell in cells(without_quote(self.lines[row]).1) {
                self.starts_block = true;
                let text = inline::visible(&cell, &self.labels);
                self.push_words(row, &text, WordBreak::Required);
            }
        }
        self.starts_block = true;
        count
    }

    /// Reads a footnote with the lines that continue it; a destination is not visible.
    fn read_definition(&mut self, at: usize, label: &str, rest: &str) -> usize {
        self.end_paragraph();
        if !label.starts_with('^') {
            return 1;
        }
        let continues = |line: &&&str| !line.trim().is_empty() && definition(line.trim()).is_none();
        let more: Vec<&str> = self.lines[at + 1..].iter().take_while(continues).copied().collect();
        let text = [&[rest], more.as_slice()].concat().join("\n");
        let shown = inline::visible(&text, &self.labels);
        self.read.notes.push(shown.split_whitespace().collect::<Vec<_>>().join(" "));
        1 + more.len()
    }

    /// Adds a line of HTML, in which only tags and character references have a meaning.
    fn push_html(&mut self, at: usize, line: &str) {
        let mut escaped = String::new();
        for c in line.chars() {
            escaped.push_str(if "*_~`[]\\!".contains(c) { "\\" } else { "" });
            escaped.push(c);
        }
        let text = inline::visible(&escaped, &self.labels);
        for (index, part) in text.split(TAG_BREAK).enumerate() {
            self.starts_block |= index > 0;
            self.push_words(at, part, WordBreak::Allowed);
        }
    }

    /// Adds the words of the open paragraph.
    fn end_paragraph(&mut self) {
        let lines = std::mem::take(&mut self.paragraph);
        self.starts_block = true;
        let joined: Vec<&str> = lines.iter().map(|(_, line, _)| without_task(line)).collect();
        let text = inline::visible(&joined.join("\n"), &self.labels);
        let shown: Vec<&str> = text.split('\n').collect();
        let is_long = |line: &&str| line.chars().count() > WRAPPED_WIDTH;
        let is_one_line_each = shown.len() > 1 && shown[..shown.len() - 1].iter().all(is_long);
        let is_table = shown.len() > 1 && shown.iter().all(|line| line.trim().contains('\t'));
        let is_title = |line: &str| {
            line.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        };
        for (line, (at, _, before)) in shown.iter().zip(&lines) {
            self.starts_block |= is_one_line_each && is_title(line) || is_table;
            let mut before = *before;
            for part in line.split([TAG_BREAK, '\t']) {
                self.starts_block |= is_table;
                self.push_words(*at, part, before);
                before = WordBreak::Allowed;
            }
        }
        self.starts_block = true;
    }

    /// Adds words, `before` the first of which the page breaks so; marks without a number may be bullets.
    fn push_words(&mut self, at: usize, text: &str, before: WordBreak) {
        let starts_line = self.starts_block || before != WordBreak::Forbidden;
        let mut before = if self.starts_block { WordBreak::Required } else { before };
        let mut may_be_bullet = starts_line;
        let words: Vec<&str> = text.split_whitespace().collect();
        for word in &words {
            may_be_bullet &= BULLETS.contains(word);
            self.starts_block = false;
            let text = (*word).to_owned();
            self.read.words.push(SourceWord {
                text,
                line: at + 1,
                before,
                is_bullet: may_be_bullet,
            });
            before = if may_be_bullet { WordBreak::Allowed } else { WordBreak::Forbidden };
        }
    }
}

/// A line without the box of a task.
fn without_task(line: &str) -> &str {
    let boxes = ["- [ ] ", "- [x] ", "- [X] ", "* [ ] ", "* [x] "];
    boxes.iter().find_map(|task| line.strip_prefix(task)).unwrap_or(line)
}

/// Whether a line begins a block of HTML.
fn is_html_block(line: &str) -> bool {
    let name = line.strip_prefix('<').and_then(inline::tag_name);
    let is_comment = line.starts_with("<!--") && line.ends_with("-->");
    is_comment
        || name.is_some_and(|name| name != "br" && inline::BLOCK_TAGS.contains(&name.as_str()))
}
