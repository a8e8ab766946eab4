//! The spelling of syllables: which letters a Vietnamese word may have, and on which vowel its tone mark stands.
//!
//! A syllable is an onset, a vowel group and a final consonant, each from a short list, and the tone mark has its
//! place by rule. So text in a wrong encoding, two words without a space, and a mark on the wrong letter can be
//! recognised without a dictionary. The rules are those of Decision 240/QĐ (5/3/1984) on Vietnamese spelling.
//!
//! Letters are bytes here: `A` is ă, `B` â, `D` đ, `E` ê, `O` ô, `P` ơ and `U` ư; tones are named as in Telex.
//!
//! **Left out on purpose.** Whether the word exists: "khuếp" is spelt regularly.

use unicode_normalization::UnicodeNormalization;

use super::fold;

/// The letters from U+1EA0, where each capital precedes its small letter: their bases and their tones.
const BASES: &[u8; 45] = b"aaBBBBBAAAAAeeeEEEEEiiooOOOOOPPPPPuuUUUUUyyyy";
const TONES: &[u8; 45] = b"jrsfrxjsfrxjjrxsfrxjrjjrsfrxjsfrxjjrsfrxjfjrx";

/// The marks of the five tones.
const TONE_MARKS: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// The most letters of a syllable: "nghiêng".
const MAX_LETTERS: usize = 7;

/// How a word is spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As a Vietnamese syllable.
    Regular(ToneStyle),
    /// As a Vietnamese syllable, but with the tone mark on a letter where it never stands.
    MisplacedTone,
    /// In another way.
    Irregular,
}

/// The convention that the tone mark of a syllable follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToneStyle {
    /// Both conventions agree.
    Common,
    /// hòa, khỏe, thủy.
    Old,
    /// hoà, khoẻ, thuỷ.
    New,
}

/// The letters of a word, with its only tone.
struct Letters {
    bases: [u8; MAX_LETTERS],
    len: usize,
    /// The place and the name of the tone.
    tone: Option<(usize, u8)>,
}

/// The parts of a syllable.
struct SyllableParts {
    /// The place of the first vowel.
    vowels: usize,
    /// Where the tone may stand, counted from there.
    tone_places: &'static [usize],
    /// Whether it ends in a consonant after which only sắc and nặng are possible.
    has_stop: bool,
}

/// Returns how a word is spelt; expects one in NFC.
///
/// ```
/// # use niemyet::vietnamese::syllable::{Spelling, spelling};
/// assert_eq!(spelling("nứơc"), Spelling::MisplacedTone);
/// ```
pub fn spelling(word: &str) -> Spelling {
    let Some(letters) = Letters::read(word) else { return Spelling::Irregular };
    let Some(parts) = letters.parts() else { return Spelling::Irregular };
    let Some((at, tone)) = letters.tone else { return Spelling::Regular(ToneStyle::Common) };
    if parts.has_stop && !matches!(tone, b's' | b'j') {
        return Spelling::Irregular;
    }
    match (parts.tone_places, at.checked_sub(parts.vowels)) {
        ([0, 1], Some(0)) => Spelling::Regular(ToneStyle::Old),
        ([0, 1], Some(1)) => Spelling::Regular(ToneStyle::New),
        (places, Some(place)) if places.contains(&place) => Spelling::Regular(ToneStyle::Common),
        _ => Spelling::MisplacedTone,
    }
}

/// Returns whether a word is spelt as a Vietnamese syllable.
pub fn is_regular(word: &str) -> bool {
    matches!(spelling(word), Spelling::Regular(_))
}

/// Returns whether a character is a letter of the Vietnamese alphabet.
pub fn is_letter(c: char) -> bool {
    letter(c).is_some()
}

/// Returns whether a character carries one of the five tones.
pub fn has_tone(c: char) -> bool {
    letter(c).is_some_and(|(_, tone)| tone != 0)
}

/// Moves the tone mark of a word to the letter on which it must stand.
///
/// ```
/// # use niemyet::vietnamese::syllable::with_tone_in_place;
/// assert_eq!(with_tone_in_place("ĐỰƠC").as_deref(), Some("ĐƯỢC"));
/// ```
pub fn with_tone_in_place(word: &str) -> Option<String> {
    let letters = Letters::read(word)?;
    let parts = letters.parts()?;
    let (from, _) = letters.tone?;
    let to = parts.vowels + parts.tone_places.last()?;
    let mark = word.chars().nth(from)?.nfd().find(|c| TONE_MARKS.contains(c))?;
    let mut moved = String::new();
    for (at, c) in word.chars().enumerate() {
        moved.extend(c.nfd().filter(|part| !TONE_MARKS.contains(part)));
        moved.extend((at == to).then_some(mark));
    }
    Some(fold::nfc(&moved).into_owned())
}

impl Letters {
    /// Reads a word; `None` if it has a foreign letter, two tones, or a capital after a small letter.
    fn read(word: &str) -> Option<Self> {
        let mut letters = Self { bases: [0; MAX_LETTERS], len: 0, tone: None };
        let mut was_small = false;
        for c in word.chars() {
            let (base, tone) = letter(c)?;
            let is_small = !is_capital(c);
            if letters.len == MAX_LETTERS || (was_small && !is_small) {
                return None;
            }
            if tone != 0 && letters.tone.replace((letters.len, tone)).is_some() {
                return None;
            }
            letters.bases[letters.len] = base;
            letters.len += 1;
            was_small = is_small;
        }
        Some(letters)
    }

    /// Finds the parts; `None` if the letters form no syllable.
    fn parts(&self) -> Option<SyllableParts> {
        let all = &self.bases[..self.len];
        let consonants = all.iter().take_while(|base| !is_vowel(**base)).count();
        // In "qu" and in "gi" before a vowel, the vowel belongs to the onset.
        let onset = match (&all[..consonants], &all[consonants..]) {
            (b"q", [b'u', _, ..]) => consonants + 1,
            (b"g", [b'i', next, ..]) if is_vowel(*next) => consonants + 1,
            _ => consonants,
        };
        let len = all[onset..].iter().take_while(|base| is_vowel(**base)).count();
        let (group, coda) = all[onset..].split_at(len);
        let is_front = matches!(group.first()?, b'e' | b'E' | b'i' | b'y');
        let tone_places = tone_places(group, !coda.is_empty());
        let is_syllable = fits_before(&all[..onset], is_front)
            && fits_after(coda, *group.last()?)
            && !tone_places.is_empty();
        let has_stop = matches!(coda, b"c" | b"ch" | b"p" | b"t");
        is_syllable.then_some(SyllableParts { vowels: onset, tone_places, has_stop })
    }
}

/// Returns the base letter and the tone (0 if none) of a letter of the Vietnamese alphabet.
fn letter(c: char) -> Option<(u8, u8)> {
    let found = match c {
        'f' | 'j' | 'w' | 'z' | 'F' | 'J' | 'W' | 'Z' => return None,
        'a'..='z' | 'A'..='Z' => (u8::try_from(c).ok()?.to_ascii_lowercase(), 0),
        '\u{1EA0}'..='\u{1EF9}' => {
            let at = usize::try_from((u32::from(c) - 0x1EA0) / 2).ok()?;
            (BASES[at], TONES[at])
        }
        'à' | 'À' => (b'a', b'f'),
        'á' | 'Á' => (b'a', b's'),
        'ã' | 'Ã' => (b'a', b'x'),
        'â' | 'Â' => (b'B', 0),
        'ă' | 'Ă' => (b'A', 0),
        'đ' | 'Đ' => (b'D', 0),
        'è' | 'È' => (b'e', b'f'),
        'é' | 'É' => (b'e', b's'),
        'ê' | 'Ê' => (b'E', 0),
        'ì' | 'Ì' => (b'i', b'f'),
        'í' | 'Í' => (b'i', b's'),
        'ĩ' | 'Ĩ' => (b'i', b'x'),
        'ò' | 'Ò' => (b'o', b'f'),
        'ó' | 'Ó' => (b'o', b's'),
        'õ' | 'Õ' => (b'o', b'x'),
        'ô' | 'Ô' => (b'O', 0),
        'ơ' | 'Ơ' => (b'P', 0),
        'ù' | 'Ù' => (b'u', b'f'),
        'ú' | 'Ú' => (b'u', b's'),
        'ũ' | 'Ũ' => (b'u', b'x'),
        'ư' | 'Ư' => (b'U', 0),
        'ý' | 'Ý' => (b'y', b's'),
        _ => return None,
    };
    Some(found)
}

/// Returns whether a letter of the Vietnamese alphabet is a capital.
fn is_capital(c: char) -> bool {
    match c {
        'A'..='Z' | 'À'..='Ý' | 'Ă' | 'Đ' | 'Ĩ' | 'Ơ' | 'Ũ' | 'Ư' => true,
        '\u{1EA0}'..='\u{1EF9}' => u32::from(c).is_multiple_of(2),
        _ => false,
    }
}

fn is_vowel(base: u8) -> bool {
    matches!(
        base,
        b'a' | b'A' | b'B' | b'e' | b'E' | b'i' | b'o' | b'O' | b'P' | b'u' | b'U' | b'y'
    )
}

/// Returns whether an onset may stand before a vowel; `is_front` if that is e, ê, i or y.
fn fits_before(onset: &[u8], is_front: bool) -> bool {
    match onset {
        b"k" | b"gh" | b"ngh" => is_front,
        b"c" | b"ng" => !is_front,
        b"" | b"b" | b"ch" | b"d" | b"D" | b"g" | b"gi" | b"h" | b"kh" | b"l" | b"m" | b"n"
        | b"nh" | b"p" | b"ph" | b"qu" | b"r" | b"s" | b"t" | b"th" | b"tr" | b"v" | b"x" => true,
        _ => false,
    }
}

/// Returns whether a final consonant may stand after a vowel.
fn fits_after(coda: &[u8], vowel: u8) -> bool {
    match coda {
        b"" | b"c" | b"m" | b"n" | b"ng" | b"p" | b"t" => true,
        b"ch" | b"nh" => matches!(vowel, b'a' | b'E' | b'i' | b'y'),
        _ => false,
    }
}

/// Returns where the tone may stand in a vowel group; nowhere if it is no group of the language.
fn tone_places(group: &[u8], is_closed: bool) -> &'static [usize] {
    match (group, is_closed) {
        (b"A" | b"B", false) => &[],
        ([_], _) => &[0],
        (b"oa" | b"oe" | b"uy", false) => &[0, 1],
        (
            b"ai" | b"ao" | b"au" | b"ay" | b"Bu" | b"By" | b"eo" | b"Eu" | b"ia" | b"iu" | b"oi"
            | b"Oi" | b"Pi" | b"ua" | b"ui" | b"Ua" | b"Ui" | b"Uu",
            false,
        ) => &[0],
        (
            b"iE" | b"oa" | b"oA" | b"oe" | b"oo" | b"uB" | b"uE" | b"uO" | b"uy" | b"UP" | b"yE",
            true,
        ) => &[1],
        (
            b"uE" | b"uP" | b"iEu" | b"yEu" | b"oai" | b"oao" | b"oay" | b"oeo" | b"uBy" | b"uOi"
            | b"UPi" | b"UPu" | b"uya" | b"uyu",
            false,
        ) => &[1],
        (b"uyE", true) => &[2],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::Spelling::{Irregular, MisplacedTone, Regular};
    use super::{ToneStyle, spelling, with_tone_in_place};

    #[test]
    fn syllables_of_all_shapes_are_regular() {
        let words = "à ý ổ ấy yếu ủa được nước nghiêng nghiễm khuỷu khuya ngoằn ngoèo quốc quyển quẹo quỷ quạu giữa \
            giã gì gìn giết giếng giặt rượu tuyển xoong boóng huỳnh tuýp thuở thuế nguệch khoảnh chuối khuấy hươu bưởi \
            kỹ ghế ĐẢNG Ủy Ý huếch ngoáy hoạch uể";
        for word in words.split_whitespace() {
            assert!(super::is_regular(word), "{word}: {:?}", spelling(word));
        }
    }

    #[test]
    fn both_conventions_are_regular_and_told_apart() {
        for (old, new) in [("hòa", "hoà"), ("khỏe", "khoẻ"), ("THỦY", "THUỶ"), ("ủy", "uỷ")]
        {
            assert_eq!(spelling(old), Regular(ToneStyle::Old), "{old}");
            assert_eq!(spelling(new), Regular(ToneStyle::New), "{new}");
        }
        assert_eq!(spelling("quý"), Regular(ToneStyle::Common));
    }

    #[test]
    fn a_mark_on_the_wrong_letter_is_moved() {
        let slips = [
            ("nứơc", "nước"),
            ("đựơc", "được"),
            ("hòan", "hoàn"),
            ("ngòai", "ngoài"),
            ("cuả", "của"),
            ("thúê", "thuế"),
            ("qúa", "quá"),
            ("gíao", "giáo"),
            ("Giưã", "Giữa"),
            ("chiụ", "chịu"),
            ("TÒAN", "TOÀN"),
            ("khủyu", "khuỷu"),
            ("quỳên", "quyền"),
        ];
        for (slip, right) in slips {
            assert_eq!(spelling(slip), MisplacedTone, "{slip}");
            assert_eq!(with_tone_in_place(slip).as_deref(), Some(right));
        }
    }

    #[test]
    fn other_words_are_irregular() {
        let words =
            "dẫnvề nguời café Müller nhaân B¸o kÕt José ViệtNam càt Kẹ̉t Glêi HĐND Căc-xin õc";
        for word in words.split_whitespace() {
            assert_eq!(spelling(word), Irregular, "{word}");
        }
    }
}
