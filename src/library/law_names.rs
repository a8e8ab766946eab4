//! Comparison of the name of a law in a text with the title of a document that has the law's number.
//!
//! "Luật Đất đai số 60/2024/QH15" does not name the law with this number if that is titled "Luật Dữ liệu". The words of
//! the name must be in the title in order. A title that begins with the name and continues it is another law's: "Luật
//! Quy hoạch" is not "Luật Quy hoạch đô thị và nông thôn", but may be "Luật sửa đổi một số điều của Luật Quy hoạch".
//!
//! **Left out on purpose.** A title that names no law says nothing.

use super::issuer_names::{expand_initials, normalize};
use crate::vietnamese::fold;

/// The words of a title that are not part of the name of a law.
const SKIPPED_WORDS: [&str; 4] = ["số", "năm", "ngày", "tháng"];

/// The words with which a title may continue after the name of a law.
const WORDS_AFTER_NAME: [&str; 12] =
    ["sửa", "của", "được", "hợp", "có", "ban", "do", "theo", "đã", "hiện", "mới", "văn"];

/// Returns whether a document with a title may be the law with a name; the name is folded.
pub(super) fn may_be_titled(name: &str, title: &str) -> bool {
    let title = normalize(&fold::term(title));
    let Some((_, title)) = ["luật ", "pháp lệnh "].iter().find_map(|kind| title.split_once(kind))
    else {
        return true;
    };
    let title = name_words(title);
    let name = expand_initials(&normalize(name), &title.join(" "));
    let name = name_words(&name);
    if title.is_empty() || name.is_empty() {
        return true;
    }
    if title.starts_with(&name) {
        return title.get(name.len()).is_none_or(|next| WORDS_AFTER_NAME.contains(next));
    }
    let mut rest = title.iter();
    name.iter().all(|word| rest.any(|other| other == word))
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
            ("BHXH", "Luật Bảo hiểm xã hội", true),
            ("Xuất cảnh, nhập cảnh", "Luật Xuất cảnh, nhập cảnh của công dân Việt Nam", true),
        ];
        for (name, title, expected) in cases {
            assert_eq!(may_be_titled(&fold::term(name), title), expected, "{name} and {title}");
        }
    }
}
