//! Faults of YAML itself, in portal.yaml, front matter and themes.
//!
//! The messages of a parser do not help a webmaster, so a syntax error has the [`YamlMistake`] that probably caused
//! it, and the hint describes how to fix that. `crate::yaml` detects the mistake; this module has the wording.

use crate::diagnostic::language::BilingualText;

/// A common mistake in YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YamlMistake {
    /// An unquoted value with a colon in it.
    ColonInValue,
    /// Text after a quoted value.
    TextAfterQuote,
    /// An unquoted value that starts with a special character of YAML.
    SpecialStart(char),
    /// A list dash without a space after it.
    DashWithoutSpace,
    /// The full-width colon of East Asian input methods.
    FullwidthColon,
    /// No colon, or none followed by a space.
    MissingColon,
    /// A tab in place of spaces.
    Tab,
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
    fn hint(self) -> BilingualText {
        match self {
            Self::ColonInValue => text!(
                "giá trị có dấu hai chấm thì phải đặt trong ngoặc kép: khoá: \"giá trị: có hai chấm\""
                    | "a value with a colon must stand in quotes: key: \"a value: with a colon\""
            ),
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
            Self::FullwidthColon => text!(
                "đây là dấu hai chấm rộng của bàn phím khác; gõ lại dấu : thường và một dấu cách"
                    | "this is the wide colon of another keyboard; type : and a space"
            ),
            Self::MissingColon => text!(
                "mỗi dòng phải có dạng «khoá: giá trị», có dấu cách sau dấu hai chấm"
                    | "each line must read «key: value», with a space after the colon"
            ),
            Self::Tab => text!(
                "thụt đầu dòng bằng dấu cách, không dùng phím Tab"
                    | "indent with spaces, not with tabs"
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
    }
    /// An alias (`*x`) is used.
    pub fn yaml_alias() = Error "yaml-alias" HidesMetadata {
        "không dùng được tham chiếu YAML (*tên)" | "YAML aliases (*name) are not supported"
        hint "viết lại giá trị, hoặc đặt trong ngoặc kép nếu đây chỉ là dấu *"
            | "write the value again, or quote it if the * is only text"
    }
    /// A key is a list or a map.
    pub fn yaml_key_not_text() = Error "yaml-key" HidesMetadata {
        "khoá phải là một từ hoặc cụm từ" | "a key must be text"
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
    /// A text or a list is given where a map is expected.
    pub fn expected_map() = Error "wanted-map" {
        "chỗ này cần các cặp «khoá: giá trị», ví dụ {{kind: document, title: Văn bản}}"
            | "pairs of «key: value» are expected here"
    }
    /// A text or a map is given where a list is expected.
    pub fn expected_list() = Error "wanted-list" {
        "chỗ này cần một danh sách" | "a list is expected here"
        hint "mỗi mục một dòng, bắt đầu bằng «- »" | "one item a line, beginning with «- »"
    }
}
