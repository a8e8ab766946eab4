//! Looks at each word: letters of other encodings, look-alikes, tone marks on the wrong letter, two words in one.
//!
//! Only words with letters beyond ASCII are judged, and by the spelling of syllables alone: a foreign word is
//! irregular, and so is a damaged one. The repair must be regular, which foreign words rarely become.

use std::ops::Range;

use super::legacy::Legacy;
use super::line::{Findings, TextLine};
use super::{TextFindingKind, markup};
use crate::vietnamese::syllable::{self, Spelling, ToneStyle};

/// How many words of each convention for tone marks a text has before it mixes them.
const MIXED_STYLES: usize = 3;

/// Letters that look like Vietnamese ones, with those; conversions from TCVN and VNI leave them.
const LOOK_ALIKES: [(char, char); 6] = [
    ('\u{D0}', 'Đ'),
    ('\u{F0}', 'đ'),
    ('\u{189}', 'Đ'),
    ('\u{256}', 'đ'),
    ('\u{1A2}', 'Ư'),
    ('\u{1A3}', 'ư'),
];

/// Capital words with Õ that are no words, and become one with Ò: a font converter swaps the two.
const SWAPPED_CAPITALS: [&str; 6] = ["HÕA", "TÕA", "PHÕNG", "CÕN", "TRÕN", "DÕNG"];

/// The longest abbreviation in a document number that look-alikes are mended in: "LĐLĐ", "HĐND".
const MAX_CODE_LETTERS: usize = 6;

/// The greatest length of two words in one, in bytes.
const MAX_GLUED: usize = 32;

/// How many words are remembered, as a power of two.
const REMEMBERED_BITS: u32 = 10;

/// What the words of a text tell together.
#[derive(Debug)]
pub(super) struct Words {
    legacy: Legacy,
    old_style: StyleCount,
    new_style: StyleCount,
    /// Words that tell nothing, by a hash: a text repeats few words, which need not be spelt again.
    remembered: Vec<u128>,
}

/// The words that follow one convention for tone marks.
#[derive(Debug, Default)]
struct StyleCount {
    count: usize,
    /// The range of the first.
    first: Range<usize>,
}

impl Words {
    /// Creates an empty record.
    pub(super) fn new() -> Self {
        Self {
            legacy: Legacy::default(),
            old_style: StyleCount::default(),
            new_style: StyleCount::default(),
            remembered: vec![0; 1 << REMEMBERED_BITS],
        }
    }

    /// Looks at the words of a line.
    pub(super) fn read(&mut self, line: TextLine<'_>, findings: &mut Findings) {
        let bytes = line.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let mut widest = 0;
            while let Some(byte) = bytes.get(at) {
                let width = LETTER_WIDTHS[usize::from(*byte)];
                if width == 0 || (*byte == 0xC2 && bytes.get(at + 1) == Some(&0xA0)) {
                    break;
                }
                widest = widest.max(width);
                at += usize::from(width);
            }
            match widest {
                0 => at = skip_no_letter(line.text, at),
                1 => markup::read_ascii_word(line, start..at, findings),
                _ => self.read_word(line, start..at, findings),
            }
        }
    }

    /// Reports what concerns the whole text; returns whether it is in another encoding.
    pub(super) fn finish(self, text: &str, findings: &mut Findings) -> bool {
        let (old, new) = (&self.old_style, &self.new_style);
        if old.count.min(new.count) >= MIXED_STYLES {
            let (here, other) = if old.count < new.count { (old, new) } else { (new, old) };
            let example = text[other.first.clone()].to_owned();
            findings.add_at(here.first.clone(), TextFindingKind::MixedToneStyles(example));
        }
        self.legacy.finish(text, findings)
    }

    fn read_word(&mut self, line: TextLine<'_>, range: Range<usize>, findings: &mut Findings) {
        let whole = &line.text[range.clone()];
        let Some(packed) = packed(whole.as_bytes()) else {
            self.spell(line, range, findings);
            return;
        };
        let place = place_of(packed);
        if self.remembered[place] != packed && self.spell(line, range, findings) {
            self.remembered[place] = packed;
        }
    }

    /// Spells a word; returns whether it tells nothing, wherever it stands.
    fn spell(&mut self, line: TextLine<'_>, range: Range<usize>, findings: &mut Findings) -> bool {
        let whole = &line.text[range.clone()];
        let whole_range = range.clone();
        let word = whole.trim_matches(['«', '»']);
        let start = range.end - whole.trim_start_matches(['«', '»']).len();
        let range = start..start + word.len();
        // A misread letter may end like a quotation.
        if whole.ends_with("á»") && !whole.starts_with('«') {
            self.legacy.read(line, whole_range);
        }
        let is_prose = || !is_part_of_name(line.text, &range);
        let kind = match syllable::spelling(word) {
            Spelling::Regular(_) if SWAPPED_CAPITALS.contains(&word) => {
                Some(TextFindingKind::MisplacedTone(word.replace('Õ', "Ò")))
            }
            Spelling::Regular(style) => {
                self.count_style(line, range, style);
                return style == ToneStyle::Common;
            }
            Spelling::MisplacedTone if is_prose() => {
                syllable::with_tone_in_place(word).map(TextFindingKind::MisplacedTone)
            }
            Spelling::MisplacedTone => None,
            Spelling::Irregular => {
                self.legacy.read(line, range.clone());
                let split = || split_words(word).filter(|_| is_prose());
                let alike = without_look_alikes(word).map(TextFindingKind::LookAlikeLetter);
                alike.or_else(|| split().map(TextFindingKind::GluedWords))
            }
        };
        if let Some(kind) = kind {
            findings.add(line, range, kind);
        }
        false
    }

    fn count_style(&mut self, line: TextLine<'_>, range: Range<usize>, style: ToneStyle) {
        let counted = match style {
            ToneStyle::Common => return,
            ToneStyle::Old => &mut self.old_style,
            ToneStyle::New => &mut self.new_style,
        };
        if counted.count == 0 {
            counted.first = line.range(range);
        }
        counted.count += 1;
    }
}

/// The width of the letter that each byte begins; 0 for what begins none.
///
/// Signs below U+00C0 count, since in old encodings they are letters.
static LETTER_WIDTHS: [u8; 256] = letter_widths();

const fn letter_widths() -> [u8; 256] {
    let mut widths = [0; 256];
    let mut at = 0;
    while at < 256 {
        widths[at] = match at {
            0x41..=0x5A | 0x61..=0x7A => 1,
            0xC2..=0xCD => 2,
            0xE1 => 3,
            _ => 0,
        };
        at += 1;
    }
    widths
}

/// Returns a short word as a number.
fn packed(word: &[u8]) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..word.len())?.copy_from_slice(word);
    Some(u128::from_le_bytes(bytes))
}

/// Returns where a word is remembered: the high bits of a product, which depend on all letters.
fn place_of(packed: u128) -> usize {
    let folded =
        u64::try_from((packed ^ (packed >> 64)) & u128::from(u64::MAX)).unwrap_or_default();
    let hash = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from(hash >> (u64::BITS - REMEMBERED_BITS)).unwrap_or_default()
}

/// Returns where to go on after what is no letter: the destination of a link has no words.
fn skip_no_letter(line: &str, at: usize) -> usize {
    if line.as_bytes()[at] == b']' && line.as_bytes().get(at + 1) == Some(&b'(') {
        return line[at..].find(')').map_or(line.len(), |end| at + end);
    }
    at + 1
}

/// Returns whether a word is part of a file name, an address or a tag.
fn is_part_of_name(line: &str, word: &Range<usize>) -> bool {
    let is_joint = |byte: &u8| matches!(byte, b'#' | b'@' | b'/' | b'_' | b'\\' | b'=' | b'&');
    let before = word.start.checked_sub(1).and_then(|at| line.as_bytes().get(at));
    let after = &line.as_bytes()[word.end..];
    before.is_some_and(|byte| is_joint(byte) || *byte == b'.')
        || after.first().is_some_and(is_joint)
        || matches!(after, [b'.', next, ..] if next.is_ascii_alphanumeric())
}

/// Returns a word with Vietnamese letters for look-alikes, if it has some and becomes a word or a code.
fn without_look_alikes(word: &str) -> Option<String> {
    let of = |c: char| LOOK_ALIKES.iter().find(|(alike, _)| *alike == c).map(|(_, letter)| *letter);
    if !word.chars().any(|c| of(c).is_some()) {
        return None;
    }
    let mended: String = word.chars().map(|c| of(c).unwrap_or(c)).collect();
    let is_code = || {
        (2..=MAX_CODE_LETTERS).contains(&mended.chars().count())
            && mended.chars().all(|c| c.is_ascii_uppercase() || matches!(c, 'Đ' | 'Ư'))
    };
    (syllable::is_regular(&mended) || is_code()).then_some(mended)
}

/// Splits a word into regular ones, each with a tone mark: foreign words do not have several.
fn split_words(word: &str) -> Option<String> {
    if word.len() > MAX_GLUED {
        return None;
    }
    let is_part = |part: &str| {
        let has_letters = part.chars().nth(1).is_some();
        has_letters && part.contains(syllable::has_tone) && syllable::is_regular(part)
    };
    word.char_indices().map(|(at, _)| word.split_at(at)).find_map(|(one, rest)| {
        let rest = || if is_part(rest) { Some(rest.to_owned()) } else { split_words(rest) };
        is_part(one).then(rest).flatten().map(|rest| format!("{one} {rest}"))
    })
}
