//! Degrees of secrecy, and the keys under which people write them.
//!
//! The degrees are Tuyệt mật, Tối mật and Mật (Law 29/2018/QH14, art. 8), on envelopes also the letters A, B and C
//! (Decree 26/2020/NĐ-CP, art. 4). People write them under `độ mật`, under the name of the stamp, or under the words of
//! another system.

use super::fold;

/// The spellings of the key, folded, the code name first.
pub const KEYS: [&str; 5] = ["secrecy", "do_mat", "muc_do_mat", "do_bao_mat", "muc_mat"];

/// Words in a key that say that its value is a degree of secrecy.
const OF_SECRECY: [&str; 5] = ["_secrecy_", "_do_mat_", "_muc_mat_", "_bao_mat_", "_tai_lieu_mat_"];
/// Words of a key that may have a degree of secrecy as its value, or another value.
const MAYBE_OF_SECRECY: [&str; 16] = [
    "stamp",
    "mat",
    "dau",
    "dong",
    "phan",
    "muc",
    "cap",
    "che",
    "tinh",
    "loai",
    "secret",
    "secrecy",
    "security",
    "classification",
    "classified",
    "confidentiality",
];
/// Words before a degree that do not change it.
const FILLERS: [&str; 15] = [
    "da", "do", "dau", "muc", "loai", "cap", "che", "chi", "dong", "tai", "lieu", "van", "ban",
    "hang", "tinh",
];
const NOT_SECRET: [&str; 3] = ["khong", "thuong", "khong mat"];

/// Returns whether a key is that of a degree of secrecy.
pub fn is_key(key: &str) -> bool {
    let padded = format!("_{}_", fold::key(key));
    OF_SECRECY.iter().any(|words| padded.contains(words))
}

/// Returns whether a value is a degree of secrecy; `is_misspelt` if the key is similar to one of secrecy.
pub fn is_degree(key: &str, value: &str, is_misspelt: bool) -> bool {
    if is_key(key) {
        return !is_not_secret(value);
    }
    let folded = fold::key(key);
    let is_stamp = has_word(key, &["mật", "mat", "dấu"]) || folded == "dong_dau";
    let may_be = is_stamp || folded.split('_').any(|word| MAYBE_OF_SECRECY.contains(&word));
    let is_yes = matches!(fold::key(value).as_str(), "co" | "dung" | "yes" | "true" | "x");
    match degree(value) {
        // "Tối mật: có", "đóng dấu mật: có".
        None => is_yes && matches!(degree(key), Some(Degree::Unmistakable | Degree::Plain)),
        Some(Degree::Unmistakable) => true,
        Some(Degree::Plain) => is_misspelt || may_be,
        Some(Degree::Letter) => is_misspelt || is_stamp,
    }
}

/// What a text that is a degree of secrecy leaves open.
enum Degree {
    /// It cannot mean anything else: "tối mật".
    Unmistakable,
    /// "Mật" may also be honey.
    Plain,
    /// A, B or C may be any rating.
    Letter,
}

fn degree(text: &str) -> Option<Degree> {
    let folded = fold::key(text);
    let words: Vec<&str> = folded.split('_').skip_while(|word| FILLERS.contains(word)).collect();
    let names_secret = has_word(text, &["mật", "mat"]);
    match words[..] {
        ["toi" | "tuyet", "mat", ..] if names_secret => Some(Degree::Unmistakable),
        ["top", "secret"] => Some(Degree::Unmistakable),
        ["mat"] | ["mat", "c" | "khan" | "so", ..] if names_secret => Some(Degree::Plain),
        ["secret" | "confidential" | "restricted"] => Some(Degree::Plain),
        ["a" | "b" | "c"] => Some(Degree::Letter),
        _ => None,
    }
}

/// Returns whether a text has one of these words, which may be typed without diacritics but not with others: "mặt" is a
/// face and "đầu" a head.
fn has_word(text: &str, words: &[&str]) -> bool {
    let mut found = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    found.any(|word| words.contains(&word.as_str()))
}

/// Returns the stamp of secrecy that a title or an abstract bears beside its words: "… (Mật)", "… – TỐI MẬT".
pub fn stamp_in(text: &str) -> Option<&str> {
    let in_brackets =
        text.split(['(', '[']).skip(1).filter_map(|rest| rest.split([')', ']']).next());
    let in_brackets =
        in_brackets.map(str::trim).filter(|part| part.starts_with(char::is_uppercase));
    let beside = text.split([':', '–', '-', '|']).map(str::trim);
    let beside = beside.filter(|part| !part.contains(char::is_lowercase) && *part != text.trim());
    in_brackets.chain(beside).find(|part| match degree(part) {
        Some(Degree::Unmistakable) => true,
        Some(Degree::Plain) => has_word(part, &["mật"]),
        Some(Degree::Letter) | None => false,
    })
}

/// Returns the degree of secrecy beside the number in the value of a number: "50/QĐ-UBND (Mật)".
pub fn beside_number(written: &str) -> Option<String> {
    let words = written.split(|c: char| !c.is_alphanumeric());
    let is_of_degree = |word: &&str| has_word(word, &["tuyệt", "tối", "mật"]);
    let words: Vec<&str> = words.filter(is_of_degree).collect();
    words.iter().any(|word| has_word(word, &["mật"])).then(|| words.join(" "))
}

/// Returns whether a text says that there is no degree of secrecy.
pub fn is_not_secret(text: &str) -> bool {
    NOT_SECRET.contains(&fold::plain(text).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_beside_a_title_is_told_from_words_about_secrecy() {
        for (title, stamp) in [
            ("Kế hoạch diễn tập (Mật)", "Mật"),
            ("Kế hoạch diễn tập [TỐI MẬT]", "TỐI MẬT"),
            ("TUYỆT MẬT - Kế hoạch diễn tập", "TUYỆT MẬT"),
            ("Kế hoạch diễn tập – MẬT", "MẬT"),
        ] {
            assert_eq!(stamp_in(title), Some(stamp), "{title}");
        }
        for title in [
            "Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật",
            "Giá thu mua mật ong (mật)",
            "Máy xét nghiệm (MAT)",
            "MẬT",
            "Kế hoạch - Mặt trận",
        ] {
            assert_eq!(stamp_in(title), None, "{title}");
        }
    }

    #[test]
    fn a_degree_beside_a_number_is_found() {
        assert_eq!(beside_number("50/QĐ-UBND (Mật)").as_deref(), Some("Mật"));
        assert_eq!(beside_number("TUYỆT MẬT 50/QĐ-UBND").as_deref(), Some("TUYỆT MẬT"));
        assert_eq!(beside_number("50/QĐ-MTTQ"), None);
    }
}
