//! Finds the constructs that the portal format leaves out, and says how to amend each.
//!
//! | `CommonMark` reads | because of | the amendment |
//! |---|---|---|
//! | an indented code block | four columns | the indentation goes, tabs first becoming spaces |
//! | a setext heading | `-----` | a rule, `***`; shorter underlines are escaped |
//! | a setext heading | `=====` | escaped, so it is text |
//! | an empty bullet item | a lone `*`, `-`, `+` | escaped |
//! | an empty heading | a lone `#` | escaped |
//! | attributes that are neither id, class nor pair | `# Điều {a}` | the brace becomes an entity |
//! | no link | `[a](Báo cáo.pdf)` | the spaces become entities |
//!
//! Empty headings and attributes are not in the list of departures but in its spirit: what an
//! author wrote is shown. Which names may hold spaces is told in [`spaced`]; an entity rather than
//! `<` and `>`, since where no link comes of it the text reads as before.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::parser::ParserEvents;
use super::source_map::TextEdit;
use super::spaced_names;

/// The columns that make a line indented code.
const CODE_INDENT: usize = 4;

/// Returns the edits that `text` needs, in order; with `flat`, indented text keeps no relative
/// indentation.
pub(super) fn find_edits(text: &str, flat: bool) -> Vec<TextEdit> {
    let mut finder = DeviationFinder {
        text,
        dedent_fully: flat,
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

/// What has been seen of a text, and the edits so far.
struct DeviationFinder<'a> {
    text: &'a str,
    dedent_fully: bool,
    edits: Vec<TextEdit>,
    /// Where the lines of the open indented block begin, blank lines left out.
    indented_block: Option<Vec<usize>>,
    /// Whether a block of code or of raw HTML is open.
    in_verbatim: bool,
    /// Where the open heading begins, as long as nothing was seen in it.
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
                self.indented_block = Some(Vec::new())
            }
            Event::Text(line) => self.process_text(line, range),
            Event::End(TagEnd::CodeBlock) => {
                if let Some(lines) = self.indented_block.take() {
                    self.dedent(&lines);
                }
            }
            Event::Start(Tag::Item) => self.process_item(range),
            Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                let named = id.is_some() || !classes.is_empty();
                self.process_heading(range, !named && is_prose(attrs));
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

    /// Replaces the spaces of the file names that follow brackets which close no link.
    fn escape_spaced_names(&mut self, range: Range<usize>) {
        let brackets = self.text[range.clone()].match_indices(']');
        let names =
            brackets.filter_map(|(at, _)| spaced_names::find_after(self.text, range.start + at));
        for name in names {
            let spaces = self.text[name.clone()].match_indices(' ');
            let places = spaces.map(|(at, _)| name.start + at);
            self.edits.extend(
                places
                    .map(|at| TextEdit { range: at..at + 1, replacement: Cow::Borrowed("&#32;") }),
            );
        }
    }

    /// Escapes the bullet of an item whose first line holds nothing else.
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
        // A heading with marks of its own is one line; only a setext heading has an underline.
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

    /// Takes the indentation off the lines of a block that begin at `lines`.
    fn dedent(&mut self, lines: &[usize]) {
        let margins: Vec<Indentation> =
            lines.iter().map(|line| Indentation::of(self.text, *line)).collect();
        // Tabs reach to the next stop, so nothing can be cut before they are spaces. That takes a
        // round.
        if margins.iter().any(|margin| margin.has_tab) {
            let tabbed = margins.iter().filter(|margin| margin.has_tab);
            self.edits.extend(tabbed.map(|margin| margin.expand_tabs(self.text)));
            return;
        }
        let common = margins.iter().map(Indentation::width_in_code).min().unwrap_or_default();
        for margin in margins {
            let extra = if self.dedent_fully { margin.width_in_code() } else { common };
            let from = margin.code_start.saturating_sub(CODE_INDENT);
            if from >= margin.range.start {
                self.edits.push(TextEdit::remove(from..margin.code_start + extra));
            }
        }
    }
}

/// The white space before the text of an indented line.
struct Indentation {
    /// All of it, from the last mark of a container or the line's begin.
    range: Range<usize>,
    /// Where `CommonMark` has the code begin.
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

    /// Returns how far the text stands from where the code begins.
    fn width_in_code(&self) -> usize {
        self.range.end - self.code_start
    }

    /// Replaces the tabs by the spaces they stand for.
    fn expand_tabs(&self, text: &str) -> TextEdit {
        let line = text[..self.range.start].rfind('\n').map_or(0, |end| end + 1);
        let begin = column_after(0, &text[line..self.range.start]);
        let width = column_after(begin, &text[self.range.clone()]) - begin;
        TextEdit { range: self.range.clone(), replacement: Cow::Owned(" ".repeat(width)) }
    }
}

/// Returns the column after `text` that begins at `column`, with tab stops of four.
fn column_after(column: usize, text: &str) -> usize {
    text.bytes().fold(column, |column, byte| match byte {
        b'\t' => (column / CODE_INDENT + 1) * CODE_INDENT,
        _ => column + 1,
    })
}

/// Returns what makes the last line of a setext heading a rule or text.
fn underline_edit(heading: &str, start: usize) -> Option<TextEdit> {
    let mark = heading.chars().next_back()?;
    let from = heading.trim_end_matches(mark).len();
    let run = start + from..start + heading.len();
    match mark {
        '-' if run.len() >= 3 => Some(TextEdit { range: run, replacement: Cow::Borrowed("***") }),
        '-' | '=' => Some(TextEdit::insert(run.start, "\\")),
        _ => None,
    }
}

/// Tells whether what stands in the braces of a heading is words, not attributes.
fn is_prose(attributes: &[(CowStr<'_>, Option<CowStr<'_>>)]) -> bool {
    !attributes.is_empty() && attributes.iter().all(|(_, value)| value.is_none())
}
