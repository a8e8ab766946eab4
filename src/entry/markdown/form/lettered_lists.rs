//! Lettered lists: `a)`, `b)`, `c)`, `d)`, `đ)`, `e)`, `g)` …, the points (điểm) of a document.
//!
//! Markdown has none, so each line of one becomes a bulleted item whose text begins with its
//! letter: nothing is counted, and the letter is kept as written. A line belongs to a list if its
//! letter follows that of the previous lettered line, or precedes that of the next one, even with
//! paragraphs in between, or if it comes directly after a numbered item or an article (Điều). `a.`
//! works in the same way, but never as a single item.
//!
//! **Left out on purpose.** `a) x; b) y` in one line is prose, and so are capital letters.

use std::borrow::Cow;

use super::lines::{LineRole, SourceLine};
use crate::entry::markdown::provision::label;
use crate::entry::markdown::source_map::TextEdit;

/// The letters of the Vietnamese alphabet that are used for numbering, in order.
const ALPHABET: &str = "abcdđeghiklmnopqrstuvxy";

/// Maximum indentation of an item that contains lettered lines, because each of them gets the same indentation.
const MAX_INDENT: usize = 64;

/// Parses a letter and its delimiter at the start of `text`.
pub(in crate::entry::markdown) fn parse_letter(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    let letter = chars.next().filter(|c| c.is_ascii_lowercase() || *c == 'đ')?;
    let delimiter = chars.next().filter(|c| matches!(c, ')' | '.'))?;
    chars.next().is_some_and(char::is_whitespace).then_some((letter, delimiter))
}

/// Returns the letter with which the text of a bulleted item starts.
pub(in crate::entry::markdown) fn item_letter(item: &str) -> Option<char> {
    let text = item.trim_start().strip_prefix(['-', '+', '*'])?;
    parse_letter(text.trim_start()).map(|(letter, _)| letter)
}

/// Returns whether `next` comes after `letter` in the Vietnamese alphabet, or in the Latin one,
/// which many authors use.
fn is_next_letter(letter: char, next: char) -> bool {
    let mut after = ALPHABET.chars().skip_while(|c| *c != letter).skip(1);
    after.next() == Some(next) || (letter != 'đ' && letter as u32 + 1 == next as u32)
}

/// A line that starts with a letter.
struct LetteredLine<'l> {
    line: &'l SourceLine<'l>,
    letter: char,
    delimiter: char,
    /// The number of items, headings and articles before it; a list does not extend over any.
    group: usize,
    /// Whether it may be the only item of a list.
    may_stand_alone: bool,
    /// The column to which it is indented to be part of the item before it.
    content_column: usize,
}

impl LetteredLine<'_> {
    fn is_followed_by(&self, next: &Self) -> bool {
        self.group == next.group
            && self.delimiter == next.delimiter
            && is_next_letter(self.letter, next.letter)
    }
}

/// Returns the edits that turn the lines of lettered lists into items.
pub(super) fn find_edits(body: &str, lines: &[SourceLine<'_>]) -> Vec<TextEdit> {
    let candidates = collect_lettered_lines(body, lines);
    // A bullet that the body does not use, so that lists of the author are not continued.
    let is_item = |text: &str, bullet| {
        text.strip_prefix(bullet).is_some_and(|rest: &str| rest.starts_with([' ', '\t']))
    };
    let is_used = |bullet: &char| lines.iter().any(|line| is_item(line.text, *bullet));
    let bullet = ['*', '+', '-'].into_iter().find(|bullet| !is_used(bullet)).unwrap_or('*');
    let continues_list = |at: usize| {
        let pair = at.checked_sub(1).and_then(|before| candidates.get(before..=at));
        pair.is_some_and(|pair| pair[0].is_followed_by(&pair[1]))
    };
    let chosen = candidates.iter().enumerate().filter(|(at, candidate)| {
        candidate.may_stand_alone
            || continues_list(*at)
            || (at + 1 < candidates.len() && continues_list(at + 1))
    });
    let edit = |candidate: &LetteredLine<'_>| TextEdit {
        range: candidate.line.start..candidate.line.text_start,
        replacement: Cow::Owned(format!("{}{bullet} ", " ".repeat(candidate.content_column))),
    };
    chosen.map(|(_, candidate)| edit(candidate)).collect()
}

/// An open list item.
struct OpenItem {
    /// The column of its text.
    content_column: usize,
    is_numbered: bool,
}

/// The open items, outermost first. They are derived from the lines alone; where the parser sees it
/// differently, a list follows its item instead of being part of it.
#[derive(Default)]
struct OpenItems(Vec<OpenItem>);

impl OpenItems {
    /// Closes the items that text at this column does not belong to.
    fn close_deeper(&mut self, indent: usize) {
        while self.0.pop_if(|item| item.content_column > indent).is_some() {}
    }

    /// Opens an item if `text` starts one; returns whether it is numbered and not nested.
    fn open(&mut self, text: &str, indent: usize, starts_paragraph: bool) -> Option<bool> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = match digits {
            0 => text.strip_prefix(['-', '+', '*']),
            _ => text[digits..].strip_prefix(['.', ')']),
        };
        let blanks = rest?.bytes().take_while(|b| *b == b' ').count();
        // Only "1." interrupts a paragraph.
        let may_start =
            starts_paragraph || !self.0.is_empty() || digits == 0 || &text[..digits] == "1";
        if blanks == 0 || !may_start || digits > 9 || indent > MAX_INDENT {
            return None;
        }
        self.close_deeper(indent);
        let gap = if blanks > 4 { 1 } else { blanks };
        let content_column = indent + digits.max(1) + usize::from(digits > 0) + gap;
        let is_clause = digits > 0 && self.0.is_empty();
        self.0.push(OpenItem { content_column, is_numbered: digits > 0 });
        Some(is_clause)
    }

    /// Returns the content column of the item to which a lettered line at column `indent` belongs.
    ///
    /// A line that continues a paragraph belongs to the innermost item. A clause (a numbered item at
    /// top level) contains its lettered lines even if they are not indented.
    fn content_column(&mut self, indent: usize, starts_paragraph: bool) -> usize {
        if starts_paragraph {
            let clause =
                self.0.first().filter(|item| item.is_numbered).map(|item| item.content_column);
            self.close_deeper(indent.max(clause.unwrap_or_default()));
        }
        self.0.last().map_or(0, |item| item.content_column)
    }
}

/// Collects the lines that start with a letter.
fn collect_lettered_lines<'l>(body: &str, lines: &'l [SourceLine<'l>]) -> Vec<LetteredLine<'l>> {
    let mut lettered = Vec::new();
    let mut group = 0;
    let mut is_after_provision = false;
    let mut items = OpenItems::default();
    // The previous line of the same paragraph.
    let mut before = "";
    for line in lines {
        if line.role != LineRole::Text || line.text.is_empty() {
            group += usize::from(line.role == LineRole::Marker);
            before = "";
            continue;
        }
        let (indent, starts_paragraph) = (line.indent(body), before.is_empty());
        if let Some((letter, delimiter)) = parse_letter(line.text) {
            let may_stand_alone = is_after_provision
                && (starts_paragraph || before.ends_with(':'))
                && delimiter == ')';
            let content_column = items.content_column(indent, starts_paragraph);
            lettered.push(LetteredLine {
                line,
                letter,
                delimiter,
                group,
                may_stand_alone,
                content_column,
            });
            is_after_provision = false;
        } else if let Some(is_clause) = items.open(line.text, indent, starts_paragraph) {
            group += usize::from(is_clause);
            is_after_provision = is_clause;
        } else if label::starts_provision(line.text) {
            group += 1;
            is_after_provision = true;
            items.close_deeper(indent);
        } else if starts_paragraph || line.is_heading() {
            group += usize::from(line.is_heading());
            is_after_provision = false;
            items.close_deeper(indent);
        }
        before = line.text;
    }
    lettered
}

#[cfg(test)]
mod tests {
    use super::is_next_letter;

    #[test]
    fn the_next_letter_may_be_of_either_alphabet() {
        for (pair, expected) in
            [("ab", true), ("dđ", true), ("đe", true), ("de", true), ("eg", true), ("ef", true)]
                .into_iter()
                .chain([("fg", true), ("ac", false), ("ba", false), ("vx", true), ("ya", false)])
        {
            let letters: Vec<char> = pair.chars().collect();
            assert_eq!(is_next_letter(letters[0], letters[1]), expected, "{pair}");
        }
    }
}
