//! Faults of YAML itself, in portal.yaml, front matter and themes.
//!
//! The messages of a parser do not help a webmaster, so a syntax error has the [`YamlMistake`] that probably caused
//! it, and the repair describes how to fix that. `crate::yaml` detects the mistake; this module has the wording.

use super::error;
use crate::diagnostic::{Diagnostic, Place};

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

/// The text is not YAML; `reason` is the message of the parser.
pub fn yaml_syntax(place: Place, mistake: YamlMistake, reason: &str) -> Diagnostic {
    let (vi, en) = match mistake {
        YamlMistake::SpecialStart(sign) => return special_start_error(place, sign, reason),
        YamlMistake::TextAfterQuote => (
            "bao cả giá trị trong dấu nháy đơn: khoá: '\"tên\" và phần sau'",
            "put the whole value in single quotes: key: '\"name\" and the rest'",
        ),
        YamlMistake::DashWithoutSpace => {
            ("sau dấu - phải có dấu cách", "a space must follow the dash")
        }
        YamlMistake::FullwidthColon => (
            "đây là dấu hai chấm rộng của bàn phím khác; gõ lại dấu : thường và một dấu cách",
            "this is the wide colon of another keyboard; type : and a space",
        ),
        YamlMistake::ColonInValue => (
            "giá trị có dấu hai chấm thì phải đặt trong ngoặc kép: khoá: \"giá trị: có hai chấm\"",
            "a value with a colon must stand in quotes: key: \"a value: with a colon\"",
        ),
        YamlMistake::MissingColon => (
            "mỗi dòng phải có dạng «khoá: giá trị», có dấu cách sau dấu hai chấm",
            "each line must read «key: value», with a space after the colon",
        ),
        YamlMistake::Tab => (
            "thụt đầu dòng bằng dấu cách, không dùng phím Tab",
            "indent with spaces, not with tabs",
        ),
        YamlMistake::UnbalancedQuote => (
            "kiểm tra dấu ngoặc kép: mở rồi phải đóng trên cùng giá trị",
            "check the quotes: one that is opened must be closed in the same value",
        ),
        YamlMistake::UnclosedBracket => (
            "kiểm tra dấu ngoặc [ ] và { }: mở rồi phải đóng, các mục cách nhau bằng dấu phẩy",
            "check the brackets [ ] and { }: close what is opened, part items by commas",
        ),
        YamlMistake::Indentation => (
            "các khoá cùng cấp phải thẳng cột; giá trị có dấu hai chấm phải đặt trong ngoặc kép",
            "keys of one level must begin in one column; a value with a colon needs quotes",
        ),
        YamlMistake::Other => (
            "mỗi dòng phải có dạng «khoá: giá trị»; giá trị có ký tự đặc biệt thì đặt trong ngoặc kép",
            "each line must read «key: value»; put quotes around a value with special characters",
        ),
    };
    syntax_error(place, reason).with_repair(vi, en)
}

fn syntax_error(place: Place, reason: &str) -> Diagnostic {
    error(
        "yaml-syntax",
        place,
        "không đọc được phần khai báo (YAML) từ chỗ này".to_owned(),
        format!("the YAML cannot be read from here on ({reason})"),
    )
}

fn special_start_error(place: Place, sign: char, reason: &str) -> Diagnostic {
    syntax_error(place, reason).with_repair(
        format!("giá trị bắt đầu bằng {sign} thì đặt cả trong ngoặc kép"),
        format!("a value that begins with {sign} must stand in quotes"),
    )
}

/// Lists or maps are nested too deeply.
pub fn yaml_too_deep(place: Place, depth: usize) -> Diagnostic {
    error(
        "yaml-too-deep",
        place,
        format!("phần khai báo lồng nhau quá {depth} cấp"),
        format!("the YAML is nested more than {depth} levels deep"),
    )
}

/// An alias (`*x`) is used.
pub fn yaml_alias(place: Place) -> Diagnostic {
    error(
        "yaml-alias",
        place,
        "không dùng được tham chiếu YAML (*tên)".to_owned(),
        "YAML aliases (*name) are not supported".to_owned(),
    )
    .with_repair(
        "viết lại giá trị, hoặc đặt trong ngoặc kép nếu đây chỉ là dấu *",
        "write the value again, or quote it if the * is only text",
    )
}

/// A key is a list or a map.
pub fn yaml_key_not_text(place: Place) -> Diagnostic {
    error(
        "yaml-key",
        place,
        "khoá phải là một từ hoặc cụm từ".to_owned(),
        "a key must be text".to_owned(),
    )
}

/// A second document follows the first.
pub fn yaml_second_document(place: Place) -> Diagnostic {
    error(
        "yaml-second-document",
        place,
        "phần khai báo chỉ được có một đoạn".to_owned(),
        "only one YAML document is expected".to_owned(),
    )
}

/// A list or a map is given where a text is expected.
pub fn expected_text(place: Place) -> Diagnostic {
    error(
        "wanted-text",
        place,
        "chỗ này chỉ ghi một giá trị; bỏ dấu ngoặc [ ] { } hoặc dấu - ở đầu".to_owned(),
        "text is expected here, not a list or a map".to_owned(),
    )
}

/// A text or a list is given where a map is expected.
pub fn expected_map(place: Place) -> Diagnostic {
    error(
        "wanted-map",
        place,
        "chỗ này cần các cặp «khoá: giá trị», ví dụ {kind: document, title: Văn bản}".to_owned(),
        "pairs of «key: value» are expected here".to_owned(),
    )
}

/// A text or a map is given where a list is expected.
pub fn expected_list(place: Place) -> Diagnostic {
    error(
        "wanted-list",
        place,
        "chỗ này cần một danh sách".to_owned(),
        "a list is expected here".to_owned(),
    )
    .with_repair("mỗi mục một dòng, bắt đầu bằng «- »", "one item a line, beginning with «- »")
}
