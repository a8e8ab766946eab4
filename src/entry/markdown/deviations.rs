//! Finds where the portal format deviates from `CommonMark`, and the edits that bring it about.
//!
//! | `CommonMark` reads | because of | edit |
//! |---|---|---|
//! | an indented code block | four columns | dedented, after tabs were expanded |
//! | a setext heading | `-----` | replaced by a rule, `***`; shorter underlines are escaped |
//! | a setext heading | `=====` | escaped, so that it is text |
//! | an empty bullet item | a lone `*`, `-`, `+` | escaped |
//! | an empty heading | a lone `#` | escaped |
//! | attributes that are neither id, class nor pair | `# Điều {a}` | the brace becomes an entity |
//! | no link | `[a](Báo cáo.pdf)` | the spaces become entities |
//!
//! Empty headings and attributes are not among the documented deviations, but follow their
//! principle: what an author wrote is shown. [`spaced_names`] decides which names may contain
//! spaces; they become entities instead of being put between `<` and `>`, because entities do not
//! change the text if it turns out not to be a link.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::parser::ParserEvents;
use super::source_map::TextEdit;
use super::spaced_names;

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
        empty_heading: None,
    };
    for (event, range) in ParserEvents::new(text) {
        finder.process(&event, range);
    }
    finder.edits
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
    /// The start of the open heading, as long as it has no content.
    empty_heading: Option<usize>,
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
            Event::Text(line) => self.process_text(line, range),
            Event::End(TagEnd::CodeBlock) => {
                if let Some(lines) = self.indented_block.take() {
                    self.dedent(&lines);
                }
            }
            Event::Start(Tag::Item) => self.process_item(range),
            Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                let has_id_or_class = id.is_some() || !classes.is_empty();
                self.process_heading(range, !has_id_or_class && is_prose(attrs));
            }
            Event::End(TagEnd::Heading(_)) => {
                let start = self.empty_heading.take();
                self.edits.extend(start.map(|start| TextEdit::insert(start, "\\")));
            }
            _ => self.empty_heading = None,
        }
    }

    fn process_text(&mut self, line: &str, range: Range<usize>) {
        self.empty_heading = None;
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

    /// Escapes the bullet of an item whose first line contains nothing else.
    fn process_item(&mut self, range: Range<usize>) {
        let item = &self.text[range.clone()];
        let indent = item.len() - item.trim_ascii_start().len();
        let line = item[indent..].lines().next().unwrap_or_default();
        if matches!(line.trim_ascii_end(), "*" | "-" | "+") {
            self.edits.push(TextEdit::insert(range.start + indent, "\\"));
        }
    }

    fn process_heading(&mut self, range: Range<usize>, braces_are_prose: bool) {
        let heading = self.text[range.clone()].trim_ascii_end();
        self.empty_heading = None;
        // An ATX heading is one line; only a setext heading has an underline.
        if heading.contains('\n') {
            self.edits.extend(underline_edit(heading, range.start));
        } else if braces_are_prose {
            let brace = heading.rfind('{').map(|brace| range.start + brace);
            let entity = |at| TextEdit { range: at..at + 1, replacement: Cow::Borrowed("&#123;") };
            self.edits.extend(brace.map(entity));
        } else {
            self.empty_heading = Some(range.start);
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
fn column_after(column: usize, text: &str) -> usize {
    text.bytes().fold(column, |column, byte| match byte {
        b'\t' => (column / CODE_INDENT + 1) * CODE_INDENT,
        _ => column + 1,
    })
}

/// Returns the edit that turns the underline of a setext heading into a rule or text.
fn underline_edit(heading: &str, start: usize) -> Option<TextEdit> {
    let character = heading.chars().next_back()?;
    let from = heading.trim_end_matches(character).len();
    let range = start + from..start + heading.len();
    match character {
        '-' if range.len() >= 3 => Some(TextEdit { range, replacement: Cow::Borrowed("***") }),
        '-' | '=' => Some(TextEdit::insert(range.start, "\\")),
        _ => None,
    }
}

/// Returns whether the braces of a heading contain words, not attributes.
fn is_prose(attributes: &[(CowStr<'_>, Option<CowStr<'_>>)]) -> bool {
    !attributes.is_empty() && attributes.iter().all(|(_, value)| value.is_none())
}
