//! Comparison of the name of a law in a text with the title of a document that has the law's number.
//!
//! "Luật Đất đai số 60/2024/QH15" does not name the law with this number if that is titled "Luật Dữ liệu". The words of
//! the name must be in the title in order. A title that begins with the name and continues it is another law's: "Luật
//! Quy hoạch" is not "Luật Quy hoạch đô thị và nông thôn", but may be "Luật sửa đổi một số điều của Luật Quy hoạch".
//!
//! **Left out on purpose.** A title that names no law says nothing.

use super::issuer_names::{expand_initials, normalize};
use crate::vietnamese::fold;

/// The words that are not part of the name of a law, or are often left out.
const SKIPPED_WORDS: [&str; 6] = ["số", "năm", "ngày", "tháng", "ở", "về"];

/// The words with which a title may continue after the name of a law.
const WORDS_AFTER_NAME: [&str; 10] =
    ["sửa", "của", "được", "hợp", "có", "ban", "do", "theo", "đã", "hiện"];

/// Returns whether a document with a title may be the law with a name; the name is folded.
pub(super) fn may_be_titled(name: &str, title: &str) -> bool {
    let title = normalize(&fold::term(title));
    let kinds = ["luật ", "pháp lệnh "].iter();
    let Some((_, title)) = kinds.filter_map(|kind| title.split_once(kind)).next() else {
        return true;
    };
    let name = expand_initials(&normalize(name), title);
    let (name, title) = (name_words(&name), name_words(title));
    if title.is_empty() || name.is_empty() {
        return true;
    }
    // Scanned texts have wrong marks: "Giáo đục".
    let is_equal = |one: &str, other: &str| fold::plain(one) == fold::plain(other);
    let begins_with_name = name.len() <= title.len()
        && name.iter().zip(&title).all(|(word, other)| is_equal(word, other));
    if begins_with_name {
        return title.get(name.len()).is_none_or(|next| WORDS_AFTER_NAME.contains(next));
    }
    let mut rest = title.iter();
    name.iter().all(|word| rest.any(|other| is_equal(word, other)))
}

/// Returns the words of a text that may be part of the name of a law.
fn name_words(text: &str) -> Vec<&str> {
    let is_name =
        |word: &&str| !word.contains(|c: char| c.is_ascii_digit()) && !SKIPPED_WORDS.contains(word);
    text.split(' ').filter(|word| !word.is_empty()).filter(is_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_of_a_law_has_its_name() {
        let cases = [
            ("Dữ liệu", "Luật Dữ liệu", true),
            ("Dữ liệu", "Luật số 60/2024/QH15 Dữ liệu", true),
            ("Dữ liệu", "Luật Dữ liệu năm 2024", true),
            ("Dữ liệu", "LUẬT DỮ LIỆU (được sửa đổi, bổ sung năm 2025)", true),
            ("Dữ liệu", "Luật số 60/2024/QH15", true),
            ("Dữ liệu", "60/2024/QH15", true),
            ("Đất đai", "Luật Dữ liệu", false),
            ("Dân sự", "Luật Dữ liệu", false),
            ("Hình sự", "Bộ luật Dân sự", false),
            ("Quy hoạch đô thị và nông thôn", "Luật Quy hoạch", false),
            ("Quy hoạch", "Luật Quy hoạch đô thị và nông thôn", false),
            ("Giáo dục", "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục", true),
            ("Viên chức", "Luật sửa đổi Luật Cán bộ, công chức và Luật Viên chức", true),
            ("Thực hiện dân chủ cơ sở", "Luật Thực hiện dân chủ ở cơ sở", true),
            ("Thực hiện dân chủ ở cơ sở", "Luật Thực hiện dân chủ cơ sở", true),
            ("Giáo đục nghệ nghiệp", "Luật Giáo dục nghề nghiệp", true),
            ("BHXH", "Luật Bảo hiểm xã hội", true),
            ("Xuất cảnh, nhập cảnh", "Luật Xuất cảnh, nhập cảnh của công dân Việt Nam", true),
        ];
        for (name, title, expected) in cases {
            assert_eq!(may_be_titled(&fold::term(name), title), expected, "{name} and {title}");
        }
    }
}
