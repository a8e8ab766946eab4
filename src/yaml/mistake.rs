//! Heuristics that find the common mistake behind a YAML syntax error.
//!
//! They run only on a text that is not valid YAML, so valid input is never affected by a wrong guess. The first
//! mistake from the top wins, as later ones are often its consequences.

use std::ops::Range;

use serde_yaml::granit_parser::ErrorKind;

use crate::diagnostic::faults::YamlMistake;

/// Returns the byte range and kind of the first common mistake in a text.
pub(super) fn first_mistake(text: &str) -> Option<(Range<usize>, YamlMistake)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some((range, mistake)) = mistake_in_line(trimmed) {
            return Some((start + range.start..start + range.end, mistake));
        }
        start += line.len();
    }
    None
}

fn mistake_in_line(line: &str) -> Option<(Range<usize>, YamlMistake)> {
    let whole = 0..line.len();
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    if let Some(tab) = line[..indent].find('\t') {
        return Some((tab..tab + 1, YamlMistake::Tab));
    }
    let body = &line[indent..];
    if body.is_empty() || body.starts_with('#') {
        return None;
    }
    if let Some(colon) = body.find('：').filter(|_| !body.contains(": ")) {
        let at = indent + colon;
        return Some((at..at + '：'.len_utf8(), YamlMistake::FullwidthColon));
    }
    if body.starts_with('-') {
        let lacks_space = !body.starts_with("- ") && !body.trim_matches('-').is_empty();
        return lacks_space.then_some((whole, YamlMistake::DashWithoutSpace));
    }
    if indent > 0 {
        return None;
    }
    match body.find(": ").or_else(|| body.ends_with(':').then(|| body.len() - 1)) {
        None => Some((whole, YamlMistake::MissingColon)),
        Some(colon) => {
            let from = (colon + 1).min(body.len());
            let value = body[from..].trim_start();
            let start = body.len() - value.len();
            mistake_in_value(value).map(|mistake| (start..body.len(), mistake))
        }
    }
}

/// Returns the mistake in a value that starts on the line of its key.
fn mistake_in_value(value: &str) -> Option<YamlMistake> {
    let first = value.chars().next()?;
    match first {
        '"' | '\'' => {
            let closes = value[1..].find(first).map(|at| at + 2);
            match closes {
                None => Some(YamlMistake::UnbalancedQuote),
                Some(end) if value[end..].trim_start().is_empty() => None,
                Some(end) if value[end..].trim_start().starts_with('#') => None,
                Some(end) if value[end..].starts_with(first) => None,
                Some(_) => Some(YamlMistake::TextAfterQuote),
            }
        }
        '[' | '{' => {
            let close = if first == '[' { ']' } else { '}' };
            let end = value.rfind(close)?;
            let rest = value[end + 1..].trim_start();
            (!rest.is_empty() && !rest.starts_with('#')).then_some(YamlMistake::SpecialStart(first))
        }
        '@' | '`' | '%' | '*' | '&' | '!' => Some(YamlMistake::SpecialStart(first)),
        '-' | '?' if value[1..].starts_with(' ') => Some(YamlMistake::SpecialStart(first)),
        _ => value.contains(": ").then_some(YamlMistake::ColonInValue),
    }
}

/// Returns the likely mistake for an error of the parser.
pub(super) fn from_error_kind(kind: &ErrorKind) -> YamlMistake {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => YamlMistake::Tab,
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::UnexpectedEof
        | ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => YamlMistake::UnbalancedQuote,
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MisplacedFlowCollectionEnd
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence => YamlMistake::UnclosedBracket,
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => YamlMistake::MissingColon,
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidIndentation
        | ErrorKind::MappingKeyNotAllowed
        | ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::BlockSequenceEntryNotAllowed => YamlMistake::Indentation,
        _ => YamlMistake::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_mistake_is_found_above_where_the_parser_stops() {
        for (text, expected, expected_text) in [
            ("tiêu đề:QĐ a\nsố hiệu: 1\n", YamlMistake::MissingColon, "tiêu đề:QĐ a"),
            ("tiêu đề QĐ a\nsố hiệu: 1\n", YamlMistake::MissingColon, "tiêu đề QĐ a"),
            ("a: b\n\ttiêu đề: x\n", YamlMistake::Tab, "\t"),
            ("tiêu đề: @ Thông báo\n", YamlMistake::SpecialStart('@'), "@ Thông báo"),
            ("tiêu đề: [Khẩn] Công điện\n", YamlMistake::SpecialStart('['), "[Khẩn] Công điện"),
            ("tiêu đề: \"A\" về việc b\n", YamlMistake::TextAfterQuote, "\"A\" về việc b"),
            ("tiêu đề: \"A\nsố hiệu: 1\n", YamlMistake::UnbalancedQuote, "\"A"),
            ("tiêu đề: Báo cáo: sơ kết\n", YamlMistake::ColonInValue, "Báo cáo: sơ kết"),
            ("tiêu đề： QĐ\n", YamlMistake::FullwidthColon, "："),
            ("tags:\n-Đất đai\n", YamlMistake::DashWithoutSpace, "-Đất đai"),
        ] {
            let (range, mistake) = first_mistake(text).expect("a mistake is found");
            assert_eq!((mistake, &text[range]), (expected, expected_text), "{text}");
        }
    }

    #[test]
    fn valid_lines_have_no_mistake() {
        let text =
            "tiêu đề: \"A: b\"\n# ghi chú\ntags: [a, b] # c\nlist:\n  - a: b\n  - 'c'\nx: {a: 1}\n";
        assert_eq!(first_mistake(text), None);
    }
}
