//! Faults of YAML itself, in portal.yaml, front matter and themes.
//!
//! The messages of a parser do not help a webmaster, so a syntax error has the [`YamlMistake`] that probably caused
//! it, and the hint describes how to fix that. `crate::yaml` detects the mistake; this module has the wording.

use crate::diagnostic::language::BilingualText;
use crate::limits;

/// A common mistake in YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum YamlMistake {
    /// An unquoted value with a colon in it; the line with quotes.
    ColonInValue(String),
    /// A dash in the place of a value.
    LoneDash,
    /// Text after a quoted value.
    TextAfterQuote,
    /// An unquoted value that starts with a special character of YAML.
    SpecialStart(char),
    /// A list dash without a space after it.
    DashWithoutSpace,
    /// A list dash below a key that has its value already.
    StrayDash,
    /// The full-width colon of East Asian input methods.
    FullwidthColon,
    /// A character that looks like a space but is none in YAML.
    OddSpace(char),
    /// No colon.
    MissingColon,
    /// No space after the colon; the line with one.
    NoSpaceAfterColon(String),
    /// Tabs in place of this number of spaces.
    Tab(usize),
    /// An empty list or map above the lines that belong into it.
    EmptyBrackets,
    /// A quote that is not closed, or is misplaced.
    UnbalancedQuote,
    /// A bracket that is not closed.
    UnclosedBracket,
    /// Lines of a list or map that do not start in the same column.
    Indentation,
    /// Any other mistake.
    Other,
}

impl YamlMistake {
    fn hint(&self) -> BilingualText {
        match self {
            Self::ColonInValue(line) => text!(
                "giá trị có dấu hai chấm thì phải đặt trong ngoặc kép; viết: {line}"
                    | "a value with a colon must stand in quotes; write: {line}"
            ),
            Self::LoneDash => text!("xoá dấu -; không có gì thì để trống" | "delete the dash"),
            Self::TextAfterQuote => text!(
                "bao cả giá trị trong dấu nháy đơn: khoá: '\"tên\" và phần sau'"
                    | "put the whole value in single quotes: key: '\"name\" and the rest'"
            ),
            Self::SpecialStart(sign) => text!(
                "giá trị bắt đầu bằng {sign} thì đặt cả trong ngoặc kép"
                    | "a value that begins with {sign} must stand in quotes"
            ),
            Self::DashWithoutSpace => {
                text!("sau dấu - phải có dấu cách" | "a space must follow the dash")
            }
            Self::StrayDash => text!(
                "bỏ dấu - ở đầu dòng này; mục của danh sách thì ghi dưới dòng «khoá:»"
                    | "drop the dash; an item of a list belongs below a line «key:»"
            ),
            Self::FullwidthColon => text!(
                "đây là dấu hai chấm rộng của bàn phím khác; gõ lại dấu : thường và một dấu cách"
                    | "this is the wide colon of another keyboard; type : and a space"
            ),
            Self::OddSpace(space) => {
                let code = u32::from(*space);
                text!(
                    "đây là dấu cách lạ (U+{code:04X}) chép từ Word hoặc trang web: xoá đi, gõ lại dấu cách thường"
                        | "this is another kind of space (U+{code:04X}): delete it and type a plain one"
                )
            }
            Self::MissingColon => text!(
                "viết «khoá: giá trị»; nếu đây là phần tiếp của dòng trên thì nối vào cuối dòng đó"
                    | "write «key: value», or join the line to the one above if it continues that"
            ),
            Self::NoSpaceAfterColon(line) => text!(
                "sau dấu hai chấm phải có dấu cách: «{line}»"
                    | "a space must follow the colon: «{line}»"
            ),
            Self::Tab(0) => text!(
                "xoá dấu Tab ở đầu dòng này; thụt đầu dòng chỉ dùng dấu cách"
                    | "delete the tab; only spaces may indent a line"
            ),
            Self::Tab(spaces) => text!(
                "thay Tab bằng dấu cách: dòng này bắt đầu bằng {spaces} dấu cách"
                    | "indent with spaces, not with tabs: this line begins with {spaces} spaces"
            ),
            Self::EmptyBrackets => text!(
                "xoá dấu ngoặc rỗng này: nội dung đã ghi ở các dòng thụt vào bên dưới"
                    | "delete these empty brackets: the value stands on the indented lines below"
            ),
            Self::UnbalancedQuote => text!(
                "kiểm tra dấu ngoặc kép: mở rồi phải đóng trên cùng giá trị"
                    | "check the quotes: one that is opened must be closed in the same value"
            ),
            Self::UnclosedBracket => text!(
                "kiểm tra dấu ngoặc [ ] và {{ }}: mở rồi phải đóng, các mục cách nhau bằng dấu phẩy"
                    | "check the brackets [ ] and {{ }}: close what is opened, part items by commas"
            ),
            Self::Indentation => text!(
                "các khoá cùng cấp phải thẳng cột; giá trị có dấu hai chấm phải đặt trong ngoặc kép"
                    | "keys of one level must begin in one column; a value with a colon needs quotes"
            ),
            Self::Other => text!(
                "mỗi dòng phải có dạng «khoá: giá trị»; giá trị có ký tự đặc biệt thì đặt trong ngoặc kép"
                    | "each line must read «key: value»; put quotes around a value with special characters"
            ),
        }
    }
}

faults! {
    /// The text is not YAML; `reason` is the message of the parser.
    pub fn yaml_syntax(mistake: YamlMistake, reason: &str) = Error "yaml-syntax" HidesMetadata {
        "không đọc được phần khai báo (YAML) từ chỗ này" | "the YAML cannot be read from here on ({reason})"
        hint (mistake.hint())
    }
    /// Lists or maps are nested too deeply.
    pub fn yaml_too_deep(depth: usize) = Error "yaml-too-deep" HidesMetadata {
        "phần khai báo lồng nhau quá {depth} cấp" | "the YAML is nested more than {depth} levels deep"
        hint "bớt dấu ngoặc [ hoặc {{, hoặc bớt cấp thụt dòng" | "use fewer brackets [ or {{, or fewer levels"
    }
    /// A list has too many items.
    pub fn yaml_list_too_long() = Error "yaml-list-too-long" HidesMetadata {
        let limit = limits::YAML_LIST_ITEMS;
        "danh sách có quá {limit} mục" | "the list has more than {limit} items"
        hint "chia cho nhiều bài, hoặc chỉ giữ những mục cần ghi" | "split it among several entries, or keep what matters"
    }
    /// An alias (`*x`) is used.
    pub fn yaml_alias() = Error "yaml-alias" HidesMetadata {
        "không dùng được tham chiếu YAML (*tên)" | "YAML aliases (*name) are not supported"
        hint "viết lại giá trị, hoặc đặt trong ngoặc kép nếu đây chỉ là dấu *"
            | "write the value again, or quote it if the * is only text"
    }
    /// A value begins with & or !, which YAML takes for an anchor or a tag and drops with the word after it.
    pub fn yaml_anchor() = Error "yaml-alias" HidesMetadata {
        "dấu & hay ! ở đầu giá trị có nghĩa riêng trong YAML, chữ sau nó sẽ mất"
            | "& or ! at the beginning of a value means something in YAML, and its word would be lost"
        hint "đặt cả giá trị trong ngoặc kép" | "put the whole value in quotes"
    }
    /// A key is a list or a map.
    pub fn yaml_key_not_text() = Error "yaml-key" HidesMetadata {
        "khoá phải là một từ hoặc cụm từ" | "a key must be text"
    }
    /// A key contains a character that acts on what shows it.
    pub fn hidden_character_in_key(character: char) = Error "hidden-character-in-key" HidesMetadata {
        let code = u32::from(character);
        "trong khoá có ký tự ẩn U+{code:04X}" | "there is a hidden character in the key, U+{code:04X}"
        hint "xoá ký tự ẩn U+{code:04X}: xoá cả khoá rồi gõ lại" | "delete the key and type it again"
    }
    /// A second document follows the first.
    pub fn yaml_second_document() = Error "yaml-second-document" HidesMetadata {
        "phần khai báo chỉ được có một đoạn" | "only one YAML document is expected"
    }
    /// A list or a map is given where a text is expected.
    pub fn expected_text() = Error "wanted-text" {
        "chỗ này chỉ ghi một giá trị; bỏ dấu ngoặc [ ] {{ }} hoặc dấu - ở đầu"
            | "text is expected here, not a list or a map"
    }
    /// A text or a list is given where a map is expected, with these keys if there are only certain ones; `text` is
    /// what is written, unless it is a list.
    pub fn expected_map(known: &[(&str, &str)], text: Option<&str>) = Error "wanted-map" {
        let is_list = text.is_none();
        let (vi, en) = map_with(known, text.unwrap_or("…"));
        "chỗ này cần các cặp «khoá: giá trị»" | "pairs of «key: value» are expected here"
        hint if is_list => "bỏ dấu - hoặc dấu ngoặc [ ], viết mỗi khoá một dòng: «{vi}»"
            | "without - or [ ], write each key on a line of its own: «{en}»"
        hint if !is_list => "viết «{{{vi}}}», hoặc mỗi khoá một dòng thụt vào hai dấu cách"
            | "write «{{{en}}}», or each key on a line of its own that begins with two spaces"
    }
    /// A text or a map is given where a list is expected.
    pub fn expected_list() = Error "wanted-list" {
        "chỗ này cần một danh sách" | "a list is expected here"
        hint "mỗi mục một dòng, bắt đầu bằng «- »" | "one item a line, beginning with «- »"
    }
}

/// Returns a map, Vietnamese and English, with a written text as the value that it probably is: the last one if it is
/// an address, or no kind of section, else the first one.
fn map_with(known: &[(&str, &str)], written: &str) -> (String, String) {
    let quoted = written.contains([',', '[', ']', '{', '}', '#', ':', '"']);
    let value = if quoted { format!("{written:?}") } else { written.to_owned() };
    let shown = match known {
        [] => &[("khoá", "key")],
        [_, _] => known,
        [first, ..] => std::slice::from_ref(first),
    };
    let is_title = shown[0].1 == "kind" && !["document", "news", "page"].contains(&written);
    let place = if written.contains('/') || is_title { shown.len() - 1 } else { 0 };
    let join = |name: fn(&(&str, &str)) -> String| {
        let pairs = shown.iter().enumerate().map(|(at, names)| {
            format!("{}: {}", name(names), if at == place { value.as_str() } else { "…" })
        });
        pairs.collect::<Vec<_>>().join(", ")
    };
    (join(|(vi, _)| (*vi).to_owned()), join(|(_, en)| (*en).to_owned()))
}
