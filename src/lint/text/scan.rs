//! Reads a text once, line by line, and shows each line to the detectors that it may concern.
//!
//! The bytes of a line decide which those are: most lines of most texts have no digits, entities or rare characters.
//! Fenced code is left out, since nothing in it is prose.

use super::line::{Findings, TextForm, TextLine};
use super::words::Words;
use super::{TextFinding, characters, lines, markup, personal};
use crate::source::git::fence_after;

/// The classes of bytes that decide which detectors see a line.
const RARE: u8 = 1;
const MARKUP: u8 = 2;
const DIGIT: u8 = 4;
const LETTER: u8 = 8;
const COLUMN: u8 = 16;

/// The class of each byte.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "at is below 256")]
        let byte = at as u8;
        classes[at] = match byte {
            // Leads of U+0080 to U+00BF, of combining marks, of U+2000 to U+2FFF and of U+E000 to U+FFFF.
            b'\t' | 0xC2 | 0xCC | 0xCD | 0xE2 | 0xEE | 0xEF => RARE,
            b'&' | b'<' | b'!' | b'[' => MARKUP,
            b'0'..=b'9' => DIGIT,
            b'|' => COLUMN,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => LETTER,
            _ => 0,
        };
        at += 1;
    }
    classes
}

/// Returns the findings in a text, by their places.
pub(super) fn scan(text: &str, form: TextForm) -> Vec<TextFinding> {
    let mut findings = Findings::default();
    let mut words = Words::new();
    let mut short_lines = lines::ShortLines::default();
    let mut table = personal::TableHead::default();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = TextLine { text: whole.trim_end_matches('\n'), start };
        start += whole.len();
        let is_in_fence = fence.is_some();
        fence = fence_after(fence, line.text);
        if is_in_fence || fence.is_some() {
            continue;
        }
        let mut seen = 0;
        let mut digits = 0;
        for byte in line.text.bytes() {
            let class = CLASSES[usize::from(byte)];
            seen |= class;
            digits += usize::from(class == DIGIT);
        }
        if seen & (LETTER | RARE) != 0 {
            words.read(line, &mut findings);
            if form == TextForm::Markdown {
                short_lines.read(line, seen & COLUMN != 0, &mut findings);
            }
        }
        if seen & RARE != 0 {
            characters::read(line, &mut findings);
        }
        if seen & MARKUP != 0 {
            markup::read(line, form, &mut findings);
        }
        table.read(line.text, seen & COLUMN != 0);
        if digits > 0 {
            personal::read(line, digits, &table, &mut findings);
        }
    }
    short_lines.finish(&mut findings);
    let is_legacy = words.finish(text, &mut findings);
    let mut found = findings.found;
    // In another encoding, letters are not what they seem.
    found.retain(|finding| !is_legacy || !finding.kind.is_about_letters());
    found.sort_by_key(|finding| finding.range.start);
    found
}
