//! Lists by letters: `a)`, `b)`, `c)`, `d)`, `đ)`, `e)`, `g)` …, the điểm of a document.
//!
//! Markdown knows none, so each line that belongs to one becomes an item whose text begins with
//! its letter: nothing is counted, and a letter stays as it was written. A line belongs to a list
//! if the one before or after follows it in the alphabet, be there paragraphs in between, or if it
//! stands alone directly under a numbered item or a Điều. `a.` is read in the same way, but never
//! alone.
//!
//! **Left out on purpose.** `a) x; b) y` within a line is prose, and so are capital letters.

use std::borrow::Cow;

use super::lines::{LineRole, SourceLine};
use crate::entry::markdown::provision::label;
use crate::entry::markdown::source_map::TextEdit;

/// The letters of the Vietnamese alphabet that number things, in order.
const ALPHABET: &str = "abcdđeghiklmnopqrstuvxy";

/// An item that is indented further opens nothing: each letter under it would be written as far to the right.
const MAX_INDENT: usize = 64;

/// Reads a letter and the mark behind it at the beginning of `text`.
pub(in crate::entry::markdown) fn parse_letter(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    let letter = chars.next().filter(|c| c.is_ascii_lowercase() || *c == 'đ')?;
    let mark = chars.next().filter(|c| matches!(c, ')' | '.'))?;
    chars.next().is_some_and(char::is_whitespace).then_some((letter, mark))
}

/// Reads the letter of an item of a list with bullets.
pub(in crate::entry::markdown) fn item_letter(item: &str) -> Option<char> {
    let text = item.trim_start().strip_prefix(['-', '+', '*'])?;
    parse_letter(text.trim_start()).map(|(letter, _)| letter)
}

/// Tells whether `next` comes after `letter`, in the Vietnamese alphabet or in the Latin one,
/// which many use.
fn is_next_letter(letter: char, next: char) -> bool {
    let mut after = ALPHABET.chars().skip_while(|c| *c != letter).skip(1);
    after.next() == Some(next) || (letter != 'đ' && letter as u32 + 1 == next as u32)
}

/// A line that begins with a letter.
struct LetteredLine<'l> {
    line: &'l SourceLine<'l>,
    letter: char,
    delimiter: char,
    /// Counts the items, headings and articles before it.
    group: usize,
    /// Whether it may be a list alone.
    may_stand_alone: bool,
    /// The column at which it is part of the numbered item before it.
    content_column: usize,
}

impl LetteredLine<'_> {
    fn is_followed_by(&self, next: &Self) -> bool {
        self.group == next.group
            && self.delimiter == next.delimiter
            && is_next_letter(self.letter, next.letter)
    }
}

/// Makes the lines of lists by letters items.
pub(super) fn find_edits(body: &str, lines: &[SourceLine<'_>]) -> Vec<TextEdit> {
    let candidates = collect_lettered_lines(body, lines);
    // Another bullet than those of the author, whose lists must not go on in ours.
    let is_item = |text: &str, bullet| {
        text.strip_prefix(bullet).is_some_and(|rest: &str| rest.starts_with([' ', '\t']))
    };
    let used = |bullet: &char| lines.iter().any(|line| is_item(line.text, *bullet));
    let bullet = ['*', '+', '-'].into_iter().find(|bullet| !used(bullet)).unwrap_or('*');
    let is_led = |at: usize| {
        let pair = at.checked_sub(1).and_then(|before| candidates.get(before..=at));
        pair.is_some_and(|pair| pair[0].is_followed_by(&pair[1]))
    };
    let chosen = candidates.iter().enumerate().filter(|(at, candidate)| {
        candidate.may_stand_alone || is_led(*at) || (at + 1 < candidates.len() && is_led(at + 1))
    });
    let edit = |candidate: &LetteredLine<'_>| TextEdit {
        range: candidate.line.start..candidate.line.text_start,
        replacement: Cow::Owned(format!("{}{bullet} ", " ".repeat(candidate.content_column))),
    };
    chosen.map(|(_, candidate)| edit(candidate)).collect()
}

/// An item of a list that is open.
struct OpenItem {
    /// Where its text stands.
    content_column: usize,
    is_numbered: bool,
}

/// The items that a line may lie in, told from the lines alone: where that differs from what the
/// parser sees, a list stands beside its item instead of in it.
#[derive(Default)]
struct OpenItems(Vec<OpenItem>);

impl OpenItems {
    /// Ends the items that text at this column is no part of.
    fn close_deeper(&mut self, indent: usize) {
        while self.0.pop_if(|item| item.content_column > indent).is_some() {}
    }

    /// Begins an item if the text of a line does, and tells whether it is numbered and in no
    /// other.
    fn open(&mut self, text: &str, indent: usize, begins: bool) -> Option<bool> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = match digits {
            0 => text.strip_prefix(['-', '+', '*']),
            _ => text[digits..].strip_prefix(['.', ')']),
        };
        let blanks = rest?.bytes().take_while(|b| *b == b' ').count();
        let follows = begins || !self.0.is_empty() || digits == 0 || &text[..digits] == "1";
        if blanks == 0 || !follows || digits > 9 || indent > MAX_INDENT {
            return None;
        }
        self.close_deeper(indent);
        let gap = if blanks > 4 { 1 } else { blanks };
        let column = indent + digits.max(1) + usize::from(digits > 0) + gap;
        let leads = digits > 0 && self.0.is_empty();
        self.0.push(OpenItem { content_column: column, is_numbered: digits > 0 });
        Some(leads)
    }

    /// Returns where the text of the item stands that a letter at this column belongs to; directly
    /// under the text of an item it is that one, and a clause holds its letters in any case.
    fn content_column(&mut self, indent: usize, begins: bool) -> usize {
        if begins {
            let clause =
                self.0.first().filter(|item| item.is_numbered).map(|item| item.content_column);
            self.close_deeper(indent.max(clause.unwrap_or_default()));
        }
        self.0.last().map_or(0, |item| item.content_column)
    }
}

/// Collects the lines that begin with a letter.
fn collect_lettered_lines<'l>(body: &str, lines: &'l [SourceLine<'l>]) -> Vec<LetteredLine<'l>> {
    let mut found = Vec::new();
    let mut section = 0;
    let mut directly = false;
    let mut items = OpenItems::default();
    // The text before, in the same paragraph.
    let mut before = "";
    for line in lines {
        if line.role != LineRole::Text || line.text.is_empty() {
            section += usize::from(line.role == LineRole::Marker);
            before = "";
            continue;
        }
        let (indent, begins) = (line.indent(body), before.is_empty());
        if let Some((letter, mark)) = parse_letter(line.text) {
            let alone = directly && (begins || before.ends_with(':')) && mark == ')';
            let column = items.content_column(indent, begins);
            found.push(LetteredLine {
                line,
                letter,
                delimiter: mark,
                group: section,
                may_stand_alone: alone,
                content_column: column,
            });
            directly = false;
        } else if let Some(leads) = items.open(line.text, indent, begins) {
            section += usize::from(leads);
            directly = leads;
        } else if label::starts_provision(line.text) {
            section += 1;
            directly = true;
            items.close_deeper(indent);
        } else if begins || line.is_heading() {
            section += usize::from(line.is_heading());
            directly = false;
            items.close_deeper(indent);
        }
        before = line.text;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::is_next_letter;

    #[test]
    fn letters_follow_in_either_alphabet() {
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
