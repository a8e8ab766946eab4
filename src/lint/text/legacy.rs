//! Recognises text of an encoding older than Unicode, and UTF-8 that was read in another encoding.
//!
//! Fonts such as `.VnTime` and VNI-Times gave their own shapes to the characters of Latin-1, so a text that was pasted
//! without a conversion has "B¸o c¸o" or "Baùo caùo". A word is evidence if it is no Vietnamese syllable as it is and
//! one when converted; two different words of a line decide. Foreign words and single signs do not become syllables.
//!
//! Sources: TCVN 5712:1993 (ABC), RFC 1456 (VISCII), the tables of VNI, and code page 1258.

use std::ops::Range;

use super::TextFindingKind;
use super::line::{Findings, TextLine};
use crate::vietnamese::{fold, syllable};

/// How many different words of a line, or bytes after the first of a character of UTF-8, are enough.
const ENOUGH: usize = 2;

/// How many words decide, so that the rest of the text need not be converted.
const DECIDED: usize = 30;

/// The greatest length of a word that is converted, in bytes.
const MAX_WORD: usize = 24;

/// The greatest length in bytes of the text that is converted as an example.
const MAX_EXAMPLE: usize = 60;

/// An encoding: the characters that it shows in Latin-1, and the letters that they stand for, in the same order.
#[derive(Debug)]
struct Encoding {
    name: &'static str,
    shown: &'static str,
    /// Separated by spaces, composed or as combining marks.
    meant: &'static str,
}

/// The encodings, the most frequent first.
static ENCODINGS: [Encoding; 4] = [
    Encoding {
        name: "TCVN3 (ABC)",
        shown: "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u{AD}õö÷øùúûüýþ¡¢£¤¥¦§",
        meant: "à ả ã á ạ ă ằ ẳ ẵ ắ ặ â ầ ẩ ẫ ấ ậ đ è ẻ ẽ é ẹ ê ề ể ễ ế ệ ì ỉ ĩ í ị ò ỏ õ ó ọ ô ồ ổ ỗ ố ộ \
            ơ ờ ở ỡ ớ ợ ù ủ ũ ú ụ ư ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ Ă Â Ê Ô Ơ Ư Đ",
    },
    Encoding {
        name: "VNI",
        shown: "ùøûõïâáàåãäêéèúüëñôöæóòîÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜËÑÔÖÆÓÒÎ",
        meant: "\u{301} \u{300} \u{309} \u{303} \u{323} \u{302} \u{302}\u{301} \u{302}\u{300} \u{302}\u{309} \
            \u{302}\u{303} \u{302}\u{323} \u{306} \u{306}\u{301} \u{306}\u{300} \u{306}\u{309} \u{306}\u{303} \
            \u{306}\u{323} đ ơ ư ỉ ĩ ị ỵ \
            \u{301} \u{300} \u{309} \u{303} \u{323} \u{302} \u{302}\u{301} \u{302}\u{300} \u{302}\u{309} \
            \u{302}\u{303} \u{302}\u{323} \u{306} \u{306}\u{301} \u{306}\u{300} \u{306}\u{309} \u{306}\u{303} \
            \u{306}\u{323} Đ Ơ Ư Ỉ Ĩ Ị Ỵ",
    },
    Encoding {
        name: "VISCII",
        shown: "¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²µ¶·¸½¾ÆÇÏÑÕÖ×ØÛÜÞßäåæçëîïðñö÷øûüþ´¹º»¼¿ÄÅËÎÐÿ",
        meant: "ắ ằ ặ ấ ầ ẩ ậ ẽ ẹ ế ề ể ễ ệ ố ồ ổ ỗ ộ ờ ở ị ơ ớ ẳ ẵ ỳ ứ ạ ỷ ừ ử ỹ ỵ ỡ ư ả ă ữ ẫ ẻ ĩ ỉ đ ự ỏ \
            ọ ụ ũ ủ ợ Ơ Ự Ứ Ừ Ử Ư Ả Ă Ẻ Ĩ Đ Ữ",
    },
    Encoding {
        name: "Windows-1258",
        shown: "ãðõýÃÐÕÝÌÒÞìò",
        meant: "ă đ ơ ư Ă Đ Ơ Ư \u{300} \u{309} \u{303} \u{301} \u{323}",
    },
];

/// What code page 1252 shows for the bytes from 0x80 to 0x9F; `?` where it has nothing.
const CODE_PAGE_1252: &str = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ";

/// The characters with which UTF-8 of a Vietnamese letter begins when it is read as Latin-1.
const FIRST_OF_MISREAD: [char; 4] = ['Ã', 'Ä', 'Æ', 'á'];

/// The evidence in a text.
#[derive(Debug, Default)]
pub(super) struct Legacy {
    votes: [Votes; ENCODINGS.len()],
    misread: Votes,
}

/// The evidence for one encoding.
#[derive(Debug, Default)]
struct Votes {
    count: usize,
    /// The range of the first word, and the line that it is on.
    first: Range<usize>,
    word: String,
    line: usize,
}

impl Votes {
    /// Adds a word, which is the first if those before it on other lines were not enough.
    fn add(&mut self, line: TextLine<'_>, range: Range<usize>, weight: usize) {
        let word = &line.text[range.clone()];
        if self.count < ENOUGH && (self.count == 0 || self.line != line.start) {
            *self = Self {
                count: 0,
                first: line.range(range),
                word: word.to_owned(),
                line: line.start,
            };
        } else if self.word == word && self.count < ENOUGH {
            return;
        }
        self.count += weight;
    }
}

impl Legacy {
    /// Looks at a word that is no Vietnamese syllable.
    pub(super) fn read(&mut self, line: TextLine<'_>, range: Range<usize>) {
        let word = &line.text[range.clone()];
        if let Some(at) = word.find(FIRST_OF_MISREAD) {
            let length = misread_weight(&line.text[range.start + at..]);
            // A word before a quotation mark may look so by chance.
            let weight = if word.ends_with('»') { length.min(1) } else { length };
            if weight > 0 {
                self.misread.add(line, range.clone(), weight);
            }
        }
        // Superscripts at the end of a word are footnotes and units.
        let bare = word.trim_end_matches(['²', '³', '¹', '°', 'º', 'ª', '®', '©']);
        let is_decided = self.votes.iter().any(|votes| votes.count > DECIDED);
        if is_decided
            || bare.is_ascii()
            || word.len() > MAX_WORD
            || word.chars().any(|c| c > '\u{FF}')
        {
            return;
        }
        for (encoding, votes) in ENCODINGS.iter().zip(&mut self.votes) {
            let converted = encoding.convert(word);
            if converted != word && syllable::is_regular(&converted.to_lowercase()) {
                votes.add(line, range.clone(), 1);
            }
        }
    }

    /// Reports the encoding for which there is enough evidence; returns whether there is one.
    pub(super) fn finish(self, text: &str, findings: &mut Findings) -> bool {
        if self.misread.count >= ENOUGH {
            let range = example(text, self.misread.first.start);
            let proposal = repair_misread(&text[range.clone()]);
            findings.add_at(range, TextFindingKind::MisreadUnicode(proposal));
            return true;
        }
        let mut best: Option<(&Encoding, &Votes)> = None;
        for (encoding, votes) in ENCODINGS.iter().zip(&self.votes) {
            if votes.count >= ENOUGH && best.is_none_or(|(_, other)| votes.count > other.count) {
                best = Some((encoding, votes));
            }
        }
        let Some((encoding, votes)) = best else { return false };
        let range = example(text, votes.first.start);
        let words = text[range.clone()].split(' ').map(|word| encoding.convert_word(word));
        let proposal = words.collect::<Vec<_>>().join(" ");
        findings.add_at(range, TextFindingKind::LegacyEncoding(encoding.name, proposal));
        true
    }
}

impl Encoding {
    fn convert(&self, text: &str) -> String {
        let mut converted = String::new();
        for c in text.chars() {
            let at =
                if c.is_ascii() { None } else { self.shown.chars().position(|shown| shown == c) };
            match at.and_then(|at| self.meant.split_whitespace().nth(at)) {
                Some(meant) => converted.push_str(meant),
                None => converted.push(c),
            }
        }
        fold::nfc(&converted).into_owned()
    }

    /// Converts a word; fonts of capitals have the characters of small letters for toned vowels.
    fn convert_word(&self, word: &str) -> String {
        let converted = self.convert(word);
        let letters = || word.chars().filter(char::is_ascii_alphabetic);
        let is_capital = letters().nth(1).is_some() && letters().all(|c| c.is_ascii_uppercase());
        if is_capital { converted.to_uppercase() } else { converted }
    }
}

/// Returns the range of the first words from `start`, on its line.
fn example(text: &str, start: usize) -> Range<usize> {
    let line = text[start..].split('\n').next().unwrap_or_default();
    let mut end = line.len();
    while end > MAX_EXAMPLE {
        let Some(space) = line[..end].rfind(' ') else { break };
        end = space;
    }
    start..start + line[..end].trim_end().len()
}

/// Returns the byte that code page 1252 shows as a character.
fn byte_shown_as(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let at = CODE_PAGE_1252.chars().position(|shown| shown == c)?;
    u8::try_from(0x80 + at).ok()
}

/// Returns how many bytes after the first a character of UTF-8 at the start of a misread text has; 0 if there is none.
fn misread_weight(text: &str) -> usize {
    let bytes: Vec<u8> = text.chars().take(3).map_while(byte_shown_as).collect();
    let is_letter = |length: usize| {
        let letter = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        letter.is_some_and(|letter| letter.chars().all(syllable::is_letter))
    };
    [2, 3].into_iter().find(|length| is_letter(*length)).map_or(0, |length| length - 1)
}

/// Reads a misread text as what it is.
fn repair_misread(text: &str) -> String {
    let bytes: Vec<u8> = text.chars().map(|c| byte_shown_as(c).unwrap_or(b'?')).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
