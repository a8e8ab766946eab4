//! Texts to test with: Unicode forms and pseudo-random strings, the same on every run.
//!
//! Random texts are put together from the pieces that readers of dates and numbers look for, so that they come
//! close to being read; pure noise would be refused at once. Compiled for tests only.

use unicode_normalization::UnicodeNormalization;

/// What random texts are made of: pieces of dates, numbers, names, and what breaks careless code.
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

/// Gives a text in both Unicode forms.
pub(crate) fn unicode_forms(text: &str) -> [String; 2] {
    [text.nfc().collect(), text.nfd().collect()]
}

/// Gives as many pseudo-random texts as asked for.
pub(crate) fn random_texts(count: usize) -> impl Iterator<Item = String> {
    let mut state: u64 = 0x2014_0924;
    let mut next = move || {
        // The constants of Knuth's MMIX; the high bits are the good ones.
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).expect("24 bits fit")
    };
    (0..count).map(move |_| {
        let length = next() % 9;
        (0..length).map(|_| FRAGMENTS[next() % FRAGMENTS.len()]).collect()
    })
}
