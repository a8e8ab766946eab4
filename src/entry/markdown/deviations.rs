//! Finds where the portal format deviates from `CommonMark`, and the edits that bring it about.
//!
//! | `CommonMark` reads | because of | edit |
//! |---|---|---|
//! | an indented code block | four columns | dedented, after tabs were expanded |
//! | emphasis | `*` or `~` between letters or digits: `2*3 m và 4*5 m`, `(2)*(3)` | escaped |
//! | an item | `1.⇥An⇥5` above or below another row of cells | escaped |
//! | no link | `[a](Báo cáo.pdf)` | the spaces become entities |
//!
//! [`spaced_names`] decides which names may contain spaces; they become entities instead of being
//! put between `<` and `>`, because entities do not change the text if it turns out not to be a link.
//! Departures that need no other parse are made in [`super::tree`].

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::parser::ParserEvents;
use super::source_map::TextEdit;
use super::spaced_names;

/// The signs that are text within a word. `CommonMark` takes `_` for text there.
const SIGNS: [char; 2] = ['*', '~'];
/// The number of columns that make a line indented code.
const CODE_INDENT: usize = 4;

/// Returns the edits that `text` needs, in order; with `dedent_fully`, indented text keeps no
/// relative indentation.
pub(super) fn find_edits(text: &str, dedent_fully: bool) -> Vec<TextEdit> {
    let mut finder = DeviationFinder {
        text,
        dedent_fully,
        edits: Vec::new(),
        indented_block: None,
        in_verbatim: false,
        signs_end: 0,
    };
    for (event, range) in ParserEvents::new(text) {
        finder.process(&event, range);
    }
    finder.escape_signs(text.len());
    finder.edits.sort_by_key(|edit| edit.range.start);
    finder.edits
}

/// Returns whether a run of `*` or `~` is text within a word or a formula in `text`, even in code.
pub(super) fn contains_sign_in_word(text: &str) -> bool {
    SIGNS.iter().any(|sign| signs_in_words(text, *sign, 0).next().is_some())
}

/// Finds the runs of `sign` from the offset `from` of `text` that have a letter or digit on both sides.
fn signs_in_words(text: &str, sign: char, from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = from;
    text[from..].match_indices(sign).filter_map(move |(at, _)| {
        let start = from + at;
        if start < end {
            return None;
        }
        let after = text[start..].trim_start_matches(sign);
        end = text.len() - after.len();
        // Most signs stand at the edge of a word.
        let byte = *text.as_bytes().get(start.checked_sub(1)?)?;
        if byte.is_ascii_whitespace() {
            return None;
        }
        let (before, after) = (text[..start].chars().next_back()?, after.chars().next()?);
        let is_in_word = before.is_alphanumeric() && after.is_alphanumeric();
        // "(2)*(3)", "5%*2" and a star in parentheses, but not the end of "**chữ**(chú)".
        let is_in_formula = end - start == 1
            && (before.is_numeric() || matches!(before, ')' | '%'))
            && (after.is_numeric() || after == '(');
        let is_star = before == '(' && after == ')';
        let is_sign = is_in_word || is_in_formula || is_star;
        (is_sign && !is_in_address(&text[..start])).then_some(start..end)
    })
}

/// Returns whether a bare address leads up to the end of `text`; it is a link as it is written.
fn is_in_address(text: &str) -> bool {
    /// A longer address is not looked for.
    const MAX_LEN: usize = 200;
    let near = text.char_indices().rev().take(MAX_LEN).last().map_or(0, |(at, _)| at);
    let word = text[near..].rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://") || word.starts_with("www.")
}

/// The edits found so far, and the state of the walk.
struct DeviationFinder<'a> {
    text: &'a str,
    dedent_fully: bool,
    edits: Vec<TextEdit>,
    /// The starts of the lines of the open indented block, except blank lines.
    indented_block: Option<Vec<usize>>,
    /// Whether a block of code or raw HTML is open.
    in_verbatim: bool,
    /// The end of the text in which signs were escaped.
    signs_end: usize,
}

impl DeviationFinder<'_> {
    fn process(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => self.in_verbatim = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => self.in_verbatim = false,
            _ => {}
        }
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                self.indented_block = Some(Vec::new());
            }
            Event::Text(line) => self.process_text(line, range.clone()),
            Event::End(TagEnd::CodeBlock) => {
                if let Some(lines) = self.indented_block.take() {
                    self.dedent(&lines);
                }
            }
            Event::Start(Tag::Item) => self.process_item(&range),
            _ => {}
        }
        // Signs in code, in raw HTML and in addresses are no emphasis.
        let is_verbatim = match event {
            Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) => true,
            Event::Start(Tag::Link { link_type, .. }) => {
                matches!(link_type, LinkType::Autolink | LinkType::Email)
            }
            Event::Text(_) => self.in_verbatim,
            _ => false,
        };
        if is_verbatim {
            self.escape_signs(range.start);
            self.signs_end = self.signs_end.max(range.end);
        }
    }

    /// Escapes the signs between the last verbatim text and `end`.
    fn escape_signs(&mut self, end: usize) {
        for sign in SIGNS {
            let runs = signs_in_words(&self.text[..end], sign, self.signs_end.min(end));
            let escapes = runs.flatten().map(|at| TextEdit::insert(at, "\\"));
            self.edits.extend(escapes);
        }
        self.signs_end = self.signs_end.max(end);
    }

    /// Escapes the number of an item that is a row of cells parted by tabs, below or above another row.
    fn process_item(&mut self, range: &Range<usize>) {
        let rest = &self.text[range.start..];
        let line = rest.lines().next().unwrap_or_default();
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let is_numbered = digits > 0 && line[digits..].starts_with(['.', ')']);
        let is_row = |line: &str| line.matches('\t').count() > 1;
        let above = self.text[..range.start].trim_end_matches([' ', '\t']).strip_suffix('\n');
        let above = above.and_then(|text| text.rsplit('\n').next()).unwrap_or_default();
        let below = rest.lines().nth(1).unwrap_or_default();
        if is_numbered && is_row(line) && (is_row(above) || is_row(below)) {
            self.edits.push(TextEdit::insert(range.start + digits, "\\"));
        }
    }

    fn process_text(&mut self, line: &str, range: Range<usize>) {
        if let Some(lines) = &mut self.indented_block
            && !line.trim_ascii().is_empty()
        {
            lines.push(range.start);
        }
        if !self.in_verbatim {
            self.escape_spaced_names(range);
        }
    }

    /// Escapes the spaces in file names that follow brackets which close no link.
    fn escape_spaced_names(&mut self, range: Range<usize>) {
        let brackets = self.text[range.clone()].match_indices(']');
        let names =
            brackets.filter_map(|(at, _)| spaced_names::find_after(self.text, range.start + at));
        for name in names {
            let spaces = self.text[name.clone()].match_indices(' ');
            self.edits.extend(spaces.map(|(offset, _)| {
                let at = name.start + offset;
                TextEdit { range: at..at + 1, replacement: Cow::Borrowed("&#32;") }
            }));
        }
    }

    /// Dedents the lines of an indented block, given their starts.
    fn dedent(&mut self, lines: &[usize]) {
        let indentations: Vec<Indentation> =
            lines.iter().map(|line| Indentation::of(self.text, *line)).collect();
        // A tab reaches to the next tab stop, so it must become spaces before columns can be
        // removed. That takes a pass.
        if indentations.iter().any(|indentation| indentation.has_tab) {
            let tabbed = indentations.iter().filter(|indentation| indentation.has_tab);
            self.edits.extend(tabbed.map(|indentation| indentation.expand_tabs(self.text)));
            return;
        }
        let common = indentations.iter().map(Indentation::width_in_code).min().unwrap_or_default();
        for indentation in indentations {
            let width = if self.dedent_fully { indentation.width_in_code() } else { common };
            let from = indentation.code_start.saturating_sub(CODE_INDENT);
            if from >= indentation.range.start {
                self.edits.push(TextEdit::remove(from..indentation.code_start + width));
            }
        }
    }
}

/// The white space before the text of an indented line.
struct Indentation {
    /// All of it, from the last container marker or the start of the line.
    range: Range<usize>,
    /// Where the code starts according to `CommonMark`.
    code_start: usize,
    has_tab: bool,
}

impl Indentation {
    fn of(text: &str, code_start: usize) -> Self {
        let bytes = text.as_bytes();
        let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
        let before = bytes[..code_start].iter().rev().take_while(is_blank).count();
        let after = bytes[code_start..].iter().take_while(is_blank).count();
        let range = code_start - before..code_start + after;
        let has_tab = bytes[range.clone()].contains(&b'\t');
        Self { range, code_start, has_tab }
    }

    /// Returns how far the text is indented inside the code block.
    fn width_in_code(&self) -> usize {
        self.range.end - self.code_start
    }

    /// Replaces the tabs by the equivalent spaces.
    fn expand_tabs(&self, text: &str) -> TextEdit {
        let line = text[..self.range.start].rfind('\n').map_or(0, |end| end + 1);
        let column = column_after(0, &text[line..self.range.start]);
        let width = column_after(column, &text[self.range.clone()]) - column;
        TextEdit { range: self.range.clone(), replacement: Cow::Owned(" ".repeat(width)) }
    }
}

/// Returns the column after `text`, which starts at `column`, with tab stops of four.
pub(super) fn column_after(column: usize, text: &str) -> usize {
    text.bytes().fold(column, |column, byte| match byte {
        b'\t' => (column / CODE_INDENT + 1) * CODE_INDENT,
        // Bytes that continue a character have no column.
        0x80..=0xBF => column,
        _ => column + 1,
    })
}
