//! Comparison of the names of bodies: abbreviations, organs that act for a body, and words that name only its place.
//!
//! Names are folded before they are compared here. "UBND xã" and "Ủy ban nhân dân xã" are equal after
//! [`expand_abbreviations`]; [`is_same_body`] also accepts a name that continues the other one.

/// Abbreviations in the names of bodies.
const ABBREVIATIONS: [(&str, &str); 15] = [
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("lđlđ", "liên đoàn lao động"),
    ("btv", "ban thường vụ"),
    ("bch", "ban chấp hành"),
    ("bcđ", "ban chỉ đạo"),
    ("tw", "trung ương"),
    ("mttq", "mặt trận tổ quốc"),
    ("mttqvn", "mặt trận tổ quốc việt nam"),
    ("ttcp", "thủ tướng chính phủ"),
    ("tp", "thành phố"),
    ("tx", "thị xã"),
    ("tt", "thị trấn"),
    ("tlđ", "tổng liên đoàn"),
    ("tlđlđ", "tổng liên đoàn lao động"),
];

/// Words that begin a place name within the name of a body.
const ADMINISTRATIVE_LEVELS: [&str; 8] =
    ["tỉnh", "thành", "huyện", "thị", "quận", "xã", "phường", "khu"];

/// Organs and posts that act for a body: "Ban Thường vụ Thị ủy" is the Thị ủy, "Chủ tịch UBND" the UBND.
const OFFICE_PREFIXES: [&str; 7] = [
    "ban thường vụ ",
    "ban chấp hành ",
    "thường trực ",
    "phó chủ tịch ",
    "chủ tịch ",
    "giám đốc ",
    "bộ trưởng ",
];

/// Expands the abbreviations in a folded name.
pub(super) fn expand_abbreviations(name: &str) -> String {
    let words = name.split(' ').map(|word| {
        let word = word.trim_end_matches('.');
        let long = ABBREVIATIONS.iter().find(|(abbreviation, _)| *abbreviation == word);
        long.map_or(word, |(_, long)| *long)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns whether a text starts with a name, as whole words.
pub(super) fn starts_with_words(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Returns whether cited words and an issuer name one body: either may continue the other. Of "của tỉnh" only the place
/// is compared.
pub(super) fn is_same_body(words: &str, issuer: &str) -> bool {
    let (words, issuer) = (without_office_prefix(words), without_office_prefix(issuer));
    let begins_with_level =
        ADMINISTRATIVE_LEVELS.iter().any(|level| starts_with_words(words, level));
    let is_place = begins_with_level && !words.split(' ').take(2).any(|word| word == "ủy");
    let place = issuer.split_once(' ').and_then(|(_, rest)| {
        let mut rests = rest.match_indices(' ').map(|(at, _)| &rest[at + 1..]);
        rests.find(|rest| ADMINISTRATIVE_LEVELS.iter().any(|level| starts_with_words(rest, level)))
    });
    one_extends_other(words, issuer)
        || is_place && place.is_some_and(|place| one_extends_other(words, place))
}

/// Returns whether one name starts with the other, as whole words; spaces are ignored, as some leave them out.
fn one_extends_other(one: &str, other: &str) -> bool {
    let letters = |name: &'_ str| -> usize { name.chars().filter(|c| *c != ' ').count() };
    let (short, long) = if letters(one) <= letters(other) { (one, other) } else { (other, one) };
    let mut rest = long.chars();
    let is_prefix =
        short.chars().filter(|c| *c != ' ').all(|c| rest.find(|l| *l != ' ') == Some(c));
    is_prefix && !short.is_empty() && !rest.as_str().starts_with(char::is_alphanumeric)
}

/// Strips organs and posts that act for a body.
fn without_office_prefix(mut name: &str) -> &str {
    while let Some(rest) = OFFICE_PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        name = rest;
    }
    name
}
