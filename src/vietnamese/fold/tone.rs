//! Position of the tone mark: hoà and hòa, khoẻ and khỏe, thuỷ and thủy are the same words.
//!
//! Two conventions put the mark of the open syllables oa, oe and uy on different vowels, and official
//! texts mix both (Decree 30/2020 does). Neither is an error, so they only compare as equal and are
//! never corrected on a page. After q the u belongs to the consonant, so both conventions put the
//! mark on the last vowel.

/// The affected vowels, each with its five toned forms: huyền, hỏi, ngã, sắc, nặng.
const VOWELS: [(char, [char; 5]); 6] = [
    ('a', ['à', 'ả', 'ã', 'á', 'ạ']),
    ('e', ['è', 'ẻ', 'ẽ', 'é', 'ẹ']),
    ('i', ['ì', 'ỉ', 'ĩ', 'í', 'ị']),
    ('o', ['ò', 'ỏ', 'õ', 'ó', 'ọ']),
    ('u', ['ù', 'ủ', 'ũ', 'ú', 'ụ']),
    ('y', ['ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ']),
];

/// Moves the tone of open oa, oe, uy to the first vowel, and after q to the last.
///
/// Expects lower-case text in NFC.
pub(super) fn normalise_tone_position(text: String) -> String {
    // Few texts have a tone on the second vowel of such a pair, or on the u before it.
    let mut previous = ' ';
    let may_change = |c: char| {
        let before = std::mem::replace(&mut previous, c);
        matches!(before, 'o' | 'u') && !c.is_ascii()
            || matches!(before, 'ù' | 'ủ' | 'ũ' | 'ú' | 'ụ')
    };
    if !text.chars().any(may_change) {
        return text;
    }
    let mut letters: Vec<char> = text.chars().collect();
    for last in 1..letters.len() {
        let closes = |next: &char| super::is_letter(*next) || super::is_mark(*next);
        let open = !letters.get(last + 1).is_some_and(closes);
        if !open {
            continue;
        }
        let after_q = last >= 2 && letters[last - 2] == 'q';
        if let Some((first, second)) = normalised_pair(letters[last - 1], letters[last], after_q) {
            letters[last - 1] = first;
            letters[last] = second;
        }
    }
    letters.into_iter().collect()
}

/// Returns the two vowels with the tone in its normal position; `None` if nothing changes.
fn normalised_pair(first: char, second: char, after_q: bool) -> Option<(char, char)> {
    if after_q {
        let (base, tone) = split_tone(first).filter(|(base, _)| *base == 'u')?;
        return Some((base, with_tone(second, tone)?));
    }
    if !matches!(first, 'o' | 'u') {
        return None;
    }
    let (base, tone) = split_tone(second)?;
    let open_pair = matches!((first, base), ('o', 'a' | 'e') | ('u', 'y'));
    if open_pair { Some((with_tone(first, tone)?, base)) } else { None }
}

/// Splits a toned vowel into its letter and the index of its tone in the table.
fn split_tone(c: char) -> Option<(char, usize)> {
    VOWELS.iter().find_map(|(base, forms)| {
        let tone = forms.iter().position(|&form| form == c)?;
        Some((*base, tone))
    })
}

/// Returns a bare vowel with a tone.
fn with_tone(base: char, tone: usize) -> Option<char> {
    let (_, forms) = VOWELS.iter().find(|(vowel, _)| *vowel == base)?;
    forms.get(tone).copied()
}
