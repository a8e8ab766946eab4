//! Finds single characters that no one types: lost, private or invisible ones, loose marks, and spaces for layout.
//!
//! Invisible characters count only beside a Latin letter or a digit, where a search would miss the word; emoji and
//! other scripts need them. Those that act on what shows a text are warned of where the text is read.

use std::ops::Range;

use super::TextFindingKind;
use super::line::{Findings, TextLine};

/// How many no-break spaces in a run, and how many tabs, are layout.
const LAYOUT_SPACES: usize = 4;
const LAYOUT_TABS: usize = 2;

/// How many characters of a word are shown on each side of one that is lost.
const MAX_AROUND: usize = 12;

/// The marks that Vietnamese letters are composed with: five tones, circumflex, breve and horn.
const VIETNAMESE_MARKS: [char; 8] =
    ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}', '\u{302}', '\u{306}', '\u{31B}'];

/// Looks at the characters of a line.
pub(super) fn read(line: TextLine<'_>, findings: &mut Findings) {
    let mut before = '\n';
    let mut spaces_end = 0;
    for (at, c) in line.text.char_indices() {
        let here = at..at + c.len_utf8();
        match c {
            '\u{FFFD}' if before == c => {}
            '\u{FFFD}' => {
                findings.add(line, word_around(line.text, at), TextFindingKind::LostCharacter);
            }
            '\u{E000}'..='\u{F8FF}' => findings.add(line, here, TextFindingKind::PrivateCharacter),
            '\u{300}'..='\u{36F}' if is_loose(line.text, at, before) => {
                findings.add(line, here, TextFindingKind::LooseMark);
            }
            '\t' | '\u{A0}' if at >= spaces_end => spaces_end = read_spaces(line, at, findings),
            '\t' | '\u{A0}' => {}
            _ => {
                let name = invisible_name(c).filter(|_| {
                    let after = line.text[here.end..].chars().next();
                    c == '\u{FFFC}' || is_latin(before) || after.is_some_and(is_latin)
                });
                if let Some(name) = name {
                    let kind = TextFindingKind::InvisibleCharacter(name);
                    findings.add(line, here, kind);
                }
            }
        }
        before = c;
    }
}

/// Returns the name of an invisible character.
fn invisible_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{AD}' => "soft hyphen, U+00AD",
        '\u{200B}' => "zero-width space, U+200B",
        '\u{200C}' | '\u{200D}' | '\u{2060}' => "zero-width joiner",
        '\u{FEFF}' => "byte order mark, U+FEFF",
        '\u{FFFC}' => "object replacement character, U+FFFC",
        _ => return None,
    })
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

/// Returns whether a Vietnamese mark stands after a space, or in a word without forming a letter.
fn is_loose(line: &str, at: usize, before: char) -> bool {
    let is_vietnamese = line[at..].starts_with(VIETNAMESE_MARKS);
    let is_in_word = || line[..at].chars().rev().take(2).filter(|c| is_latin(*c)).count() == 2;
    is_vietnamese && (before.is_whitespace() || is_in_word())
}

/// Reports the run of spaces at `start` if it is layout: before other text, and long. Returns its end.
fn read_spaces(line: TextLine<'_>, start: usize, findings: &mut Findings) -> usize {
    let rest = line.text[start..].trim_start_matches([' ', '\t', '\u{A0}']);
    let end = line.text.len() - rest.len();
    let run = &line.text[start..end];
    let tabs = run.matches('\t').count();
    let spaces = run.matches('\u{A0}').count();
    let is_indent = line.text[..start].trim().is_empty();
    // Tabs at the start of a line nest a list; no-break spaces there push a signature to the right.
    let is_layout = spaces >= LAYOUT_SPACES || (tabs >= LAYOUT_TABS && !is_indent);
    if is_layout && !rest.is_empty() {
        findings.add(line, start..end, TextFindingKind::LayoutSpaces);
    }
    end
}

/// Returns the range of the word around a character, as far as it is needed to recognise it.
fn word_around(line: &str, at: usize) -> Range<usize> {
    let is_part = |c: &char| !c.is_whitespace();
    let before = line[..at].chars().rev().take(MAX_AROUND).take_while(is_part);
    let after = line[at..].chars().take(MAX_AROUND).take_while(is_part);
    let length = |chars: &mut dyn Iterator<Item = char>| chars.map(char::len_utf8).sum::<usize>();
    at - length(&mut { before })..at + length(&mut { after })
}
