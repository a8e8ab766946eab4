//! Test inputs: Unicode forms of a text, and pseudo-random strings that are the same on every run.
//!
//! Random texts are built from fragments that the parsers of dates and numbers recognise, so that they get far into
//! a parser; pure noise would be rejected at once. Compiled for tests only.

use unicode_normalization::UnicodeNormalization;

/// Fragments of random texts: parts of dates, numbers and names, and characters that break careless code.
const FRAGMENTS: [&str; 56] = [
    "Số",
    "số",
    " ",
    "  ",
    "\u{A0}",
    "/",
    "-",
    "–",
    ".",
    ",",
    ":",
    "…",
    "_",
    "24",
    "9",
    "2014",
    "05",
    "0",
    "66.13",
    "36a",
    "BC",
    "LĐLĐ",
    "QĐ",
    "TW",
    "TU",
    "NQ",
    "QH13",
    "UBND",
    "Ð",
    "Ɖ",
    "ngày",
    "tháng",
    "năm",
    "quý",
    "IV",
    "Thứ",
    "giờ",
    "T",
    "Z",
    "+07:00",
    "SA",
    "hoà",
    "thuỷ",
    "qúy",
    "ơ",
    "\u{301}",
    "\u{AD}",
    "\u{FFFD}",
    "한",
    "ß",
    "İ",
    "中",
    "\u{0}",
    "99999999999999999999",
    "không số",
    "e\u{323}\u{302}",
];

/// Returns a text in NFC and in NFD.
pub(crate) fn unicode_forms(text: &str) -> [String; 2] {
    [text.nfc().collect(), text.nfd().collect()]
}

/// Returns `count` pseudo-random texts.
pub(crate) fn random_texts(count: usize) -> impl Iterator<Item = String> {
    let mut state: u64 = 0x2014_0924;
    let mut next = move || {
        // A linear congruential generator with the constants of Knuth's MMIX; its high bits are the random ones.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).expect("24 bits fit in usize")
    };
    (0..count).map(move |_| {
        let length = next() % 9;
        (0..length).map(|_| FRAGMENTS[next() % FRAGMENTS.len()]).collect()
    })
}
