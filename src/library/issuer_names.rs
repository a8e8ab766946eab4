//! Comparison of the names of bodies: abbreviations, organs that act for a body, and the places that it is named after.
//!
//! Names are folded and normalized before they are compared here: "UBND xã" and "Ủy ban nhân dân xã" are equal then.
//! [`is_same_body`] also accepts a name that continues the other one, that leaves out a place or its level ("UBND Bình
//! Thuận"), or that has other abbreviations ("Bộ GD&ĐT").
//!
//! **Invariant.** Bodies of two places, or of two levels, are never the same.

use crate::vietnamese::fold;

/// Abbreviations in the names of bodies.
const ABBREVIATIONS: [(&str, &str); 19] = [
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("lđlđ", "liên đoàn lao động"),
    ("btv", "ban thường vụ"),
    ("bch", "ban chấp hành"),
    ("bcđ", "ban chỉ đạo"),
    ("tw", "trung ương"),
    ("mttq", "mặt trận tổ quốc"),
    ("mttqvn", "mặt trận tổ quốc việt nam"),
    ("ubmttq", "ủy ban mặt trận tổ quốc"),
    ("ubmttqvn", "ủy ban mặt trận tổ quốc việt nam"),
    ("ubtvqh", "ủy ban thường vụ quốc hội"),
    ("ttg", "thủ tướng chính phủ"),
    ("tand", "tòa án nhân dân"),
    ("tandtc", "tòa án nhân dân tối cao"),
    ("tp", "thành phố"),
    ("tx", "thị xã"),
    ("tlđ", "tổng liên đoàn"),
    ("tlđlđ", "tổng liên đoàn lao động"),
];

/// Words that begin the name of a place within the name of a body.
const ADMINISTRATIVE_LEVELS: [&str; 9] =
    ["tỉnh", "thành phố", "huyện", "thị xã", "thị trấn", "quận", "xã", "phường", "đặc khu"];

/// The words that make a level a part of another word: "tỉnh ủy", "xã hội", "quận đoàn".
const WORDS_AFTER_NO_LEVEL: [&str; 4] = ["ủy", "hội", "đoàn", "đội"];

/// Organs and posts that act for a body: "Ban Thường vụ Thị ủy" is the Thị ủy, "Chủ tịch UBND" the UBND.
const OFFICES: [&str; 23] = [
    "ban thường vụ",
    "ban chấp hành",
    "thường vụ",
    "thường trực",
    "lãnh đạo",
    "phó",
    "quyền",
    "chủ tịch",
    "chủ nhiệm",
    "tổng giám đốc",
    "giám đốc",
    "bộ trưởng",
    "thứ trưởng",
    "thống đốc",
    "chánh án",
    "chánh",
    "viện trưởng",
    "tổng cục trưởng",
    "chi cục trưởng",
    "cục trưởng",
    "trưởng",
    "hiệu trưởng",
    "bí thư",
];

/// Names of other heads and organs, and those of the bodies that they act for.
const SYNONYMS: [(&str, &str); 8] = [
    ("tổng thanh tra", "thanh tra"),
    ("tổng kiểm toán", "kiểm toán"),
    ("thủ tướng chính phủ", "thủ tướng chính phủ"),
    ("thủ tướng", "thủ tướng chính phủ"),
    ("đảng bộ tỉnh", "tỉnh ủy"),
    ("đảng bộ thành phố", "thành ủy"),
    ("đảng bộ thị xã", "thị ủy"),
    ("đảng bộ huyện", "huyện ủy"),
];

/// Words that begin no name of a body: "của cấp trên", "của các cơ quan".
const GENERIC_WORDS: [&str; 11] = [
    "cấp",
    "cơ quan",
    "nhà nước",
    "ngành",
    "địa phương",
    "đơn vị",
    "các",
    "người",
    "ông",
    "bà",
    "đồng chí",
];

/// Names of the Party and of the centre, which cite documents of several bodies.
const GENERIC_NAMES: [&str; 3] = ["đảng", "trung ương", "trung ương đảng"];

/// Normalizes a folded name: without punctuation and "và", with abbreviations expanded; "cấp tỉnh" is "tỉnh".
pub(super) fn normalize(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && *word != "và").map(|word| {
        let long = ABBREVIATIONS.iter().find(|(abbreviation, _)| *abbreviation == word);
        long.map_or(word, |(_, long)| *long)
    });
    let mut normal = words.collect::<Vec<_>>().join(" ");
    if normal.contains("cấp ") {
        for level in ADMINISTRATIVE_LEVELS {
            normal = normal.replace(&format!("cấp {level}"), level);
        }
    }
    normal
}

/// Returns whether a normalized name tells nothing about the body.
pub(super) fn is_generic(name: &str) -> bool {
    GENERIC_NAMES.contains(&name)
        || OFFICES.contains(&name)
        || GENERIC_WORDS.iter().any(|generic| starts_with_words(name, generic))
}

/// Returns whether a text starts with a name, as whole words.
pub(super) fn starts_with_words(text: &str, name: &str) -> bool {
    let rest = text.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Returns whether words begin with the whole name of an issuer, both normalized: the name of its place must not go on.
pub(super) fn names_issuer(words: &str, issuer: &str) -> bool {
    let begins_any = |rest: &str, known: &[&str]| {
        known.iter().any(|known| starts_with_words(rest.trim_start(), known))
    };
    starts_with_words(words, issuer) && {
        let rest = &words[issuer.len()..];
        let has_place = !BodyName::parse(issuer).places.is_empty();
        rest.is_empty()
            || !has_place
            || begins_any(rest, &ADMINISTRATIVE_LEVELS)
            || begins_any(rest, &["khóa"])
    }
}

/// Returns whether cited words and an issuer, normalized, may name one body: they contradict each other neither in the
/// kind of body nor in its place. Of "của tỉnh" only the place is compared. The Government may stand for its head, but
/// not the head for the Government.
pub(super) fn is_same_body(words: &str, issuer: &str) -> bool {
    let words = expand_initials(&without_office(words), issuer);
    let mut issuer = expand_initials(&without_office(issuer), &words);
    if starts_with_words(&words, "chính phủ") && issuer == "thủ tướng chính phủ" {
        "chính phủ".clone_into(&mut issuer);
    }
    BodyName::parse(&words).may_be(&BodyName::parse(&issuer))
}

/// Strips organs and posts that act for a body.
fn without_office(mut name: &str) -> String {
    while let Some(rest) =
        OFFICES.iter().find_map(|office| name.strip_prefix(office)?.strip_prefix(' '))
    {
        name = rest;
    }
    let synonym = SYNONYMS.iter().find(|(synonym, _)| starts_with_words(name, synonym));
    synonym.map_or_else(|| name.to_owned(), |(synonym, body)| name.replacen(synonym, body, 1))
}

/// Expands the words of a name that are the initials of words of another name: "gd" and "đt" of "giáo dục đào tạo".
pub(super) fn expand_initials(name: &str, other: &str) -> String {
    let other: Vec<&str> = other.split(' ').collect();
    let initial = |word: &&str| word.chars().next().map(fold::base_letter);
    let expand = |word: &str| -> String {
        let letters: Vec<_> = word.chars().map(|c| Some(fold::base_letter(c))).collect();
        let is_abbreviation =
            letters.len() > 1 && !word.contains(is_vowel) && !other.contains(&word);
        let mut runs = other.windows(letters.len().max(1)).filter(|_| is_abbreviation);
        let found = runs.find(|run| run.iter().map(initial).eq(letters.iter().copied()));
        found.map_or_else(|| word.to_owned(), |run| run.join(" "))
    };
    name.split(' ').map(expand).collect::<Vec<_>>().join(" ")
}

fn is_vowel(c: char) -> bool {
    matches!(fold::base_letter(c), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// A name split into the kind of body and its places.
struct BodyName {
    /// With the place, if that has no level; empty in "của tỉnh".
    kind: String,
    /// The level and the name of each place, the smallest first.
    places: Vec<(&'static str, String)>,
}

impl BodyName {
    fn parse(name: &str) -> Self {
        let mut parsed = Self { kind: String::new(), places: Vec::new() };
        let mut rest = name;
        while !rest.is_empty() {
            let after = |level: &str| rest[level.len()..].trim_start();
            let is_level = |level: &&&str| {
                let joins = |word: &&str| starts_with_words(after(level), word);
                starts_with_words(rest, level) && !WORDS_AFTER_NO_LEVEL.iter().any(joins)
            };
            if let Some(level) = ADMINISTRATIVE_LEVELS.iter().find(is_level) {
                rest = after(level);
                parsed.places.push((level, String::new()));
            } else {
                let (word, next) = rest.split_once(' ').unwrap_or((rest, ""));
                let part = parsed.places.last_mut().map_or(&mut parsed.kind, |(_, name)| name);
                part.push_str(if part.is_empty() { "" } else { " " });
                part.push_str(word);
                rest = next;
            }
        }
        parsed
    }

    /// Returns whether nothing in these cited words contradicts that they name an issuer.
    fn may_be(&self, issuer: &Self) -> bool {
        if self.kind.is_empty() {
            return !issuer.places.is_empty() && self.places_agree(issuer);
        }
        let place_of = |name: &Self| name.places.first().map_or("", |(_, place)| place).to_owned();
        let (own_place, place) = (place_of(self), place_of(issuer));
        let both_have_places = !self.places.is_empty() && !issuer.places.is_empty();
        // What one kind adds may be a place: "UBND Bình Thuận" is that of a province, "Liên đoàn Lao động Việt Nam" not.
        let may_add = |rest: &str, to: &Self, is_place: bool| match rest {
            _ if to.places.is_empty() => true,
            "việt nam" => both_have_places,
            rest => rest.is_empty() || is_place && !both_have_places,
        };
        let kinds_agree = if let Some(rest) = rest_after(&self.kind, &issuer.kind) {
            may_add(rest, issuer, place_agrees(rest, &place))
        } else if let Some(rest) = rest_after(&issuer.kind, &self.kind) {
            may_add(rest, self, place_agrees(&own_place, rest))
        } else {
            self.places.is_empty() && !place.is_empty() && place_agrees(&self.kind, &place)
        };
        kinds_agree && self.places_agree(issuer)
    }

    /// Returns whether the smallest places have the same level, and places of the same level the same name.
    fn places_agree(&self, issuer: &Self) -> bool {
        let levels = (self.places.first(), issuer.places.first());
        let same_level = !matches!(levels, (Some((one, _)), Some((other, _))) if one != other);
        same_level
            && self.places.iter().all(|(level, name)| {
                let mut others = issuer.places.iter().filter(|(other, _)| other == level);
                others.next().is_none_or(|(_, other)| place_agrees(name, other))
            })
    }
}

/// Returns whether cited words name the place of an issuer, unless one of them has none: Tân Hải is not Tân Hải Đông.
fn place_agrees(words: &str, place: &str) -> bool {
    let is_end = |rest: &str| rest.is_empty() || rest.starts_with("khóa");
    words.is_empty()
        || place.is_empty()
        || rest_after(words, place).is_some_and(is_end)
        || rest_after(place, words).is_some_and(is_end)
}

/// Returns what follows `name` at the beginning of `text`, as whole words; spaces are ignored, as some leave them out.
fn rest_after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    let is_prefix =
        name.chars().filter(|c| *c != ' ').all(|c| rest.find(|other| *other != ' ') == Some(c));
    let rest = rest.as_str();
    let is_whole = name.is_empty() || !rest.starts_with(char::is_alphanumeric);
    (is_prefix && is_whole).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares two names as a text and a document have them.
    fn may_be_same(cited: &str, issuer: &str) -> bool {
        is_same_body(&normalize(&fold::term(cited)), &normalize(&fold::term(issuer)))
    }

    #[test]
    fn a_name_without_letters_is_compared_as_well() {
        assert_eq!(expand_initials("", "giáo dục"), "");
    }

    #[test]
    fn one_body_has_many_names() {
        let cases = [
            ("Chủ tịch UBND tỉnh", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("Phó Chủ tịch UBND tỉnh", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND Bình Thuận", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("Ủy ban nhân dân tỉnh Bình Thuận", "UBND Bình Thuận"),
            ("tỉnh Bình Thuận", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("Bình Thuận", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND TP. Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"),
            ("UBND TP.HCM", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
            ("Ủy bannhân dân tỉnh", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND xã Tân Hải, tỉnh Lâm Đồng", "UBND xã Tân Hải, thị xã La Gi, tỉnh Lâm Đồng"),
            ("LĐLĐ La Gi", "Liên đoàn Lao động thị xã La Gi"),
            ("Liên đoàn Lao động", "LĐLĐ thị xã La Gi"),
            ("BTV Thị ủy", "Thị ủy La Gi"),
            ("Ban Chấp hành Đảng bộ tỉnh Bình Thuận", "Tỉnh ủy Bình Thuận"),
            ("Bộ trưởng Bộ GD&ĐT", "Bộ Giáo dục và Đào tạo"),
            ("Bộ LĐ-TB&XH", "Bộ Lao động - Thương binh và Xã hội"),
            ("Bộ Lao động, Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
            ("Thống đốc NHNN", "Ngân hàng Nhà nước Việt Nam"),
            ("Tổng Thanh tra Chính phủ", "Thanh tra Chính phủ"),
            ("Thủ tướng", "Thủ tướng Chính phủ"),
            ("Chính phủ", "Thủ tướng Chính phủ"),
            ("Ủy ban MTTQ tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Bình Thuận"),
            ("Thường trực HĐND tỉnh", "Hội đồng nhân dân tỉnh Bình Thuận khóa XI"),
        ];
        for (cited, issuer) in cases {
            assert!(may_be_same(cited, issuer), "{cited} may be {issuer}");
        }
    }

    #[test]
    fn bodies_of_another_kind_place_or_level_are_others() {
        let cases = [
            ("UBND huyện", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND tỉnh", "Ủy ban nhân dân xã Tân Hải, tỉnh Bình Thuận"),
            ("UBND tỉnh Lâm Đồng", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND Lâm Đồng", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND xã Tân Hải, tỉnh Lâm Đồng", "UBND xã Tân Hải, tỉnh Bình Thuận"),
            ("HĐND tỉnh", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("Văn phòng UBND tỉnh", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("Sở Tài chính", "Bộ Tài chính"),
            ("Bộ Y tế", "Bộ Tài chính"),
            ("Bộ GD&ĐT", "Bộ Giao thông vận tải"),
            ("Tỉnh ủy Bình Thuận", "Thị ủy La Gi"),
            ("Tổng Liên đoàn Lao động Việt Nam", "Liên đoàn Lao động tỉnh Bình Thuận"),
            ("Bảo hiểm xã hội Việt Nam", "Bảo hiểm xã hội tỉnh"),
            ("Bảo hiểm xã hội tỉnh Lâm Đồng", "Bảo hiểm xã hội tỉnh Bình Thuận"),
            ("huyện", "Ủy ban nhân dân tỉnh Bình Thuận"),
            ("UBND Quận 1", "Ủy ban nhân dân Quận 3"),
            ("UBND xã Tân Hải", "Ủy ban nhân dân xã Tân Hải Đông"),
            ("UBND xã Tân Hải Đông", "Ủy ban nhân dân xã Tân Hải"),
            ("UBND Tân Hải Đông", "Ủy ban nhân dân xã Tân Hải"),
            ("cấp tỉnh", "Ủy ban nhân dân xã Tân Hải"),
            ("Thủ tướng Chính phủ", "Chính phủ"),
            ("tỉnh Hai", "Ủy ban nhân dân xã Một"),
            ("UBND Tân Hải", "Ủy ban nhân dân xã Tân Hải Đông"),
            ("La Gi", "Ủy ban nhân dân tỉnh Bình Thuận"),
        ];
        for (cited, issuer) in cases {
            assert!(!may_be_same(cited, issuer), "{cited} is not {issuer}");
        }
    }
}
