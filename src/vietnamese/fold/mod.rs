//! Text folding: maps equivalent spellings to the same text.
//!
//! There are four folds, from weak to strong. [`nfc`] unifies only the Unicode forms. [`term`] also
//! ignores case, white space and the position of the tone mark, but keeps letters and tones: "đa" is
//! not "da". [`plain`] drops the diacritics as well. [`key`] keeps only ASCII letters and digits.
//!
//! **Invariant.** Every fold gives the same result for NFC and NFD, and is idempotent.
//!
//! Đ (U+0110) has no decomposition, so it is mapped explicitly, and so are its look-alikes Ð (U+00D0,
//! Eth) and Ɖ (U+0189), which conversions from TCVN and VISCII left in real documents.

mod tone;

use std::borrow::Cow;

use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Normalises text to NFC; borrows it if it is in NFC already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_always_nfc) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Returns whether a character is in NFC in every context, for the common ranges only.
///
/// Covers everything below the combining marks (U+0300), the block of Vietnamese letters with a tone,
/// and common quotes and dashes, so most texts skip the table lookup.
fn is_always_nfc(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}')
}

/// Folds a key of front matter or portal.yaml to lower-case ASCII words joined by `_`.
///
/// ```
/// # use niemyet::vietnamese::fold;
/// assert_eq!(fold::key("Số hiệu"), "so_hieu");
/// ```
pub fn key(text: &str) -> String {
    ascii_words(text, '_')
}

/// Converts text to lower case without diacritics; keeps every other character.
///
/// ```
/// # use niemyet::vietnamese::fold;
/// assert_eq!(fold::plain("Đường, số 85"), "duong, so 85");
/// ```
pub fn plain(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    plain_into(text, &mut folded);
    folded
}

/// Appends the [`plain`] form of a text to a buffer, for callers that fold thousands of texts.
pub(crate) fn plain_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        folded.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        let composed = nfc(text);
        folded.extend(composed.chars().filter(|&c| !is_mark(c)).map(base_letter));
    }
}

/// Returns the identity of a taxonomy term: labels with equal identities are the same term.
///
/// Ignores case, white space, Unicode form and the position of the tone mark ("Thuỷ  sản" is "thủy
/// sản"), and reads dashes and underscores as spaces ("đầu-tư-công"); keeps letters and tones.
pub fn term(text: &str) -> String {
    let lower = without_invisible(text).to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for word in lower.split(|c: char| c.is_whitespace() || is_dash(c) || c == '_') {
        if !folded.is_empty() && !word.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().map(|c| if is_d_with_stroke(c) { 'đ' } else { c }));
    }
    tone::normalise_tone_position(folded)
}

/// Returns the base letter of one composed character: lower case, no diacritics, đ as d.
///
/// A character that is not a letter with Latin diacritics is only lower-cased.
pub fn base_letter(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if is_d_with_stroke(c) {
        return 'd';
    }
    let mut base = None;
    let mut only_marks = true;
    decompose_canonical(c, |part| match base {
        None => base = Some(part),
        Some(_) => only_marks &= is_mark(part),
    });
    let bare = base.filter(|_| only_marks).unwrap_or(c);
    bare.to_lowercase().next().unwrap_or(bare)
}

/// Returns whether a character is Đ or đ or one of their look-alikes.
pub fn is_d_with_stroke(c: char) -> bool {
    matches!(c, 'Đ' | 'đ' | '\u{D0}' | '\u{F0}' | '\u{189}' | '\u{256}')
}

/// Folds text to lower-case ASCII letters and digits; a run of other characters becomes one joint.
pub(super) fn ascii_words(text: &str, joint: char) -> String {
    let composed = without_invisible(text);
    let mut words = String::with_capacity(composed.len());
    let mut pending_joint = false;
    for c in composed.chars().filter(|&c| !is_mark(c)).map(base_letter) {
        if !c.is_ascii_alphanumeric() {
            pending_joint = true;
            continue;
        }
        if pending_joint && !words.is_empty() {
            words.push(joint);
        }
        pending_joint = false;
        words.push(c);
    }
    words
}

/// Normalises text to NFC without its invisible characters.
pub(super) fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return nfc(text);
    }
    // Removed before composing: a soft hyphen between a vowel and its tone would prevent composition.
    Cow::Owned(text.chars().filter(|&c| !is_invisible(c)).nfc().collect())
}

/// Returns whether a character is a letter, as [`char::is_alphabetic`] does, which is slow for Vietnamese letters.
pub fn is_letter(c: char) -> bool {
    matches!(
        c,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}'
    ) || c.is_alphabetic()
}

/// Returns whether a character is one that people type or paste for a hyphen.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

/// Returns whether a character is invisible: soft hyphen, zero-width characters, a stray BOM.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Returns whether a character acts on what shows a text instead of being shown: control characters, line breaks
/// included, and the bidirectional controls of Unicode (UAX #9, section 2).
pub fn is_active(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Finds the active characters of a text but tabs and line feeds, which are its layout, with their byte offsets.
pub fn active_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| !matches!(c, '\t' | '\n') && is_active(*c))
}

/// Returns what is published in place of an active character: a space for a line break, else nothing.
pub fn active_replacement(c: char) -> &'static str {
    match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => " ",
        _ => "",
    }
}

/// Returns a text with [`active_replacement`] for each of its [`active_characters`].
pub fn without_active(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut from = 0;
    for (at, c) in active_characters(text) {
        clean.push_str(&text[from..at]);
        clean.push_str(active_replacement(c));
        from = at + c.len_utf8();
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[from..]);
    Cow::Owned(clean)
}

/// Returns whether a character is a combining diacritic of the Latin script.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::{base_letter, is_letter, key, nfc, plain, term, without_active};
    use crate::vietnamese::test_texts::{random_texts, unicode_forms};
    use std::borrow::Cow;

    #[test]
    fn active_characters_are_left_out() {
        assert!(matches!(without_active("Kế hoạch\t–\n“x”\u{a0}"), Cow::Borrowed(_)));
        let text = "a\u{202e}b\u{0}\u{1b}[2J\r\nc\u{2028}d\u{200e}\u{9b}";
        assert_eq!(without_active(text), "ab[2J \nc d");
    }

    #[test]
    fn composed_text_is_borrowed_and_decomposed_text_is_composed() {
        assert!(matches!(nfc("Liên đoàn Lao động thị xã La Gi"), Cow::Borrowed(_)));
        assert!(matches!(nfc("plain"), Cow::Borrowed(_)));
        for text in unicode_forms("Ủy ban nhân dân") {
            assert_eq!(nfc(&text), "Ủy ban nhân dân");
        }
    }

    #[test]
    fn letters_are_alphabetic() {
        assert!(('\0'..='\u{3000}').all(|c| is_letter(c) == c.is_alphabetic()));
    }

    #[test]
    fn all_spellings_of_a_key_are_equal() {
        for text in ["Số hiệu", "số_hiệu", "so-hieu", "so_hieu", " SỐ  HIỆU: ", "Số\u{A0}hiệu"]
        {
            for form in unicode_forms(text) {
                assert_eq!(key(&form), "so_hieu", "{form}");
            }
        }
        assert_eq!(key("Ðường dẫn cũ"), "duong_dan_cu");
        assert_eq!(key("Ɖường dẫn"), "duong_dan");
        assert_eq!(key("trư\u{AD}ởng"), "truong");
        assert_eq!(key("sửa đổi, bổ sung"), "sua_doi_bo_sung");
        assert_eq!(key("…"), "");
    }

    #[test]
    fn plain_text_loses_tones_and_case_and_nothing_else() {
        assert_eq!(plain("ĐẶNG Quốc-Ân (85/BC)"), "dang quoc-an (85/bc)");
        assert_eq!(plain("ăâêôơưđ ẰẨẪẤẬ"), "aaeooud aaaaa");
        assert_eq!(plain("한국 ß 中"), "한국 ß 中");
        assert_eq!(base_letter('Ự'), 'u');
    }

    #[test]
    fn terms_ignore_case_space_and_tone_position() {
        let same = [
            ("Thuỷ sản", "thủy  sản"),
            ("hoà\u{A0}bình", "Hòa bình"),
            ("Khoẻ", "khỏe"),
            ("UỶ BAN", "ủy ban"),
            ("loè", "lòe"),
            ("quí", "quí"),
            ("qúy", "quý"),
            ("Ðất đai", "đất đai"),
            ("đầu-tư-công", "Đầu tư  công"),
            ("Bà Rịa – Vũng Tàu", "Bà Rịa-Vũng Tàu"),
            ("chuyển_đổi_số", "chuyển đổi số"),
        ];
        for (one, other) in same {
            for form in unicode_forms(one) {
                assert_eq!(term(&form), term(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn terms_keep_letters_and_tones() {
        for (one, other) in [("đa", "da"), ("bán", "bàn"), ("lý", "lí"), ("ơ", "o")] {
            assert_ne!(term(one), term(other));
        }
        // The tone keeps its position in closed syllables and after q.
        for word in ["hoàn", "quý", "quả", "khoẻn", "của", "tuyển", "huệ", "thuở"] {
            assert_eq!(term(word), word);
        }
    }

    #[test]
    fn folding_is_idempotent_and_ignores_the_unicode_form() {
        for text in random_texts(2_000) {
            for fold in [key, plain, term] {
                let once = fold(&text);
                assert_eq!(fold(&once), once, "{text:?}");
                let of_forms = unicode_forms(&text).map(|form| fold(&form));
                assert_eq!(of_forms, [once.clone(), once], "{text:?}");
            }
        }
    }
}
