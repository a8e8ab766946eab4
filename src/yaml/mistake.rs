//! Heuristics that find the common mistake behind a YAML syntax error.
//!
//! They run only on a text that is not valid YAML, so valid input is never affected by a wrong guess. The first
//! mistake from the top wins, as later ones are often its consequences.

use std::ops::Range;

use serde_yaml::granit_parser::ErrorKind;

use super::is_odd_space;
use crate::diagnostic::faults::YamlMistake;

/// Returns the byte range and kind of the mistake behind an error that the parser found at a byte of a text.
pub(super) fn find(text: &str, at: usize, error: &ErrorKind) -> (Range<usize>, YamlMistake) {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end);
    let kind = from_error_kind(error);
    let mut end = line_end(at);
    // The parser stops at the end of the line above a tab.
    if matches!(kind, YamlMistake::Tab(_)) && end < text.len() {
        end = line_end(end + 1);
    }
    if let Some(found) = first_mistake(&text[..end]) {
        return found;
    }
    let rest = text[at..end].trim_end();
    let start = text[..at].rfind('\n').map_or(0, |line_end| line_end + 1);
    match kind {
        YamlMistake::UnclosedBracket if let Some(line) = quoted_in_brackets(&text[start..end]) => {
            (at..at + 1, YamlMistake::ColonInValue(line))
        }
        YamlMistake::MissingColon if !rest.is_empty() => (at..at + rest.len(), no_separator(rest)),
        kind => (at..at + 1, kind),
    }
}

/// Returns the byte range and kind of the first common mistake in a text.
fn first_mistake(text: &str) -> Option<(Range<usize>, YamlMistake)> {
    let mut start = 0;
    let mut previous = 0..0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let above = &text[previous.clone()];
        if is_below_empty_brackets(above, trimmed) {
            return Some((previous.end - 2..previous.end, YamlMistake::EmptyBrackets));
        }
        if trimmed.starts_with("- ") && above.contains(": ") && !above.starts_with([' ', '-']) {
            return Some((start..start + 1, YamlMistake::StrayDash));
        }
        if let Some(bracket) = unclosed_bracket(above, trimmed) {
            return Some((previous.start + bracket..previous.end, YamlMistake::UnclosedBracket));
        }
        if let Some((range, mistake)) = in_line(trimmed) {
            let mistake = match mistake {
                YamlMistake::Tab(_) => YamlMistake::Tab(wanted_indent(above, trimmed)),
                mistake => mistake,
            };
            return Some((start + range.start..start + range.end, mistake));
        }
        if !trimmed.is_empty() && !trimmed.trim_start().starts_with('#') {
            previous = start..start + trimmed.len();
        }
        start += line.len();
    }
    None
}

/// Returns the number of spaces before the text of a line.
fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns whether a line is indented below `key: {}`, to which it is meant to belong.
fn is_below_empty_brackets(above: &str, line: &str) -> bool {
    let is_empty = above.ends_with(": {}") || above.ends_with(": []");
    is_empty && !line.is_empty() && indent_of(line) > indent_of(above)
}

/// Returns where a list or map begins that is not closed on its line, although the next key follows it.
fn unclosed_bracket(above: &str, line: &str) -> Option<usize> {
    let (key, value) = above.split_once(": ")?;
    let close = match value.trim_start().chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let is_next_key = line.starts_with(char::is_alphabetic) && line.contains(':');
    let start = above.len() - value.trim_start().len();
    (is_next_key && !key.starts_with('#') && !value.contains(close)).then_some(start)
}

/// Returns the number of spaces that a line indented by tabs should begin with.
fn wanted_indent(above: &str, line: &str) -> usize {
    let body = line.trim_start();
    let is_after_dash = above.trim_start().starts_with("- ") && !body.starts_with('-');
    let column = indent_of(above) + if is_after_dash { 2 } else { 0 };
    let is_key_or_item = body.starts_with("- ") || body.contains(": ") || body.ends_with(':');
    if above.ends_with(':') || !is_key_or_item { column + 2 } else { column }
}

/// Returns the byte range and kind of the mistake in one line; the wanted indentation is not known.
pub(super) fn in_line(line: &str) -> Option<(Range<usize>, YamlMistake)> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    if let Some(tab) = line[..indent].find('\t') {
        return Some((tab..tab + 1, YamlMistake::Tab(0)));
    }
    let body = &line[indent..];
    if body.is_empty() || body.starts_with('#') {
        return None;
    }
    let separator = body.find(": ").or_else(|| body.ends_with(':').then(|| body.len() - 1));
    let key = &body[..separator.unwrap_or(body.len())];
    if let Some(colon) = key.find('：') {
        let at = indent + colon;
        return Some((at..at + '：'.len_utf8(), YamlMistake::FullwidthColon));
    }
    if let Some((at, space)) = odd_space(key) {
        let at = indent + at;
        return Some((at..at + space.len_utf8(), YamlMistake::OddSpace(space)));
    }
    if body.starts_with('-') {
        let lacks_space = !body.starts_with("- ") && !body.trim_matches('-').is_empty();
        return lacks_space.then_some((0..line.len(), YamlMistake::DashWithoutSpace));
    }
    if indent > 0 {
        return None;
    }
    let Some(separator) = separator else { return Some((0..line.len(), no_separator(body))) };
    let value = body[separator + 1..].trim_start();
    let start = body.len() - value.len();
    let mistake = mistake_in_value(value).map(|mistake| match mistake {
        YamlMistake::ColonInValue(value) => YamlMistake::ColonInValue(format!("{key}: {value}")),
        mistake => mistake,
    });
    mistake.map(|mistake| (start..body.len(), mistake))
}

/// Returns a line with quotes around the values between its brackets that have a colon; `None` if there are none, or
/// something else has a meaning between them.
fn quoted_in_brackets(line: &str) -> Option<String> {
    let open = line.find(['{', '['])?;
    let close = line.rfind(['}', ']'])?;
    let (before, after) = (&line[..=open], &line[close..]);
    let inner = line.get(open + 1..close)?;
    let is_pair = before.ends_with('{') == after.starts_with('}');
    if !is_pair || inner.contains(['"', '\'', '{', '}', '[', ']']) || !inner.contains(": ") {
        return None;
    }
    let item = |item: &str| match item.trim().split_once(": ") {
        _ if before.ends_with('[') && item.contains(": ") => quoted(item.trim()),
        Some((key, value)) if value.contains(": ") => format!("{key}: {}", quoted(value)),
        Some(_) | None => item.trim().to_owned(),
    };
    let items: Vec<String> = inner.split(',').map(item).collect();
    Some(format!("{before}{}{after}", items.join(", ")).trim().to_owned())
}

/// Returns a value in quotes, in place of those that Word types, without the comment after it.
fn quoted(value: &str) -> String {
    let value = value.split(" #").next().unwrap_or_default().trim_end();
    let inner = value.strip_prefix('“').and_then(|value| value.strip_suffix('”'));
    let value = inner.unwrap_or(value);
    if value.contains(['"', '\\']) {
        format!("'{}'", value.replace('\'', "''"))
    } else {
        format!("\"{value}\"")
    }
}

/// Finds an odd space at the start, after a dash there, or after a colon.
fn odd_space(key: &str) -> Option<(usize, char)> {
    let mut before = ' ';
    for (at, c) in key.char_indices() {
        if is_odd_space(c) && (at == 0 || before == ':' || (before == '-' && at == 1)) {
            return Some((at, c));
        }
        before = c;
    }
    None
}

/// Returns the mistake in a line without a colon that a space follows.
fn no_separator(line: &str) -> YamlMistake {
    match line.split_once(':') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() && !value.starts_with("//") => {
            YamlMistake::NoSpaceAfterColon(format!("{key}: {}", value.trim_start()))
        }
        _ => YamlMistake::MissingColon,
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
        '-' if value.len() == 1 => Some(YamlMistake::LoneDash),
        _ => value.contains(": ").then(|| YamlMistake::ColonInValue(quoted(value))),
    }
}

/// Returns the likely mistake for an error of the parser.
pub(super) fn from_error_kind(kind: &ErrorKind) -> YamlMistake {
    match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => YamlMistake::Tab(0),
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
            (
                "tiêu đề:QĐ a\nsố hiệu: 1\n",
                YamlMistake::NoSpaceAfterColon("tiêu đề: QĐ a".to_owned()),
                "tiêu đề:QĐ a",
            ),
            ("tiêu đề QĐ a\nsố hiệu: 1\n", YamlMistake::MissingColon, "tiêu đề QĐ a"),
            ("a: b\n\ttiêu đề: x\n", YamlMistake::Tab(0), "\t"),
            ("a:\n\ttiêu đề: x\n", YamlMistake::Tab(2), "\t"),
            ("a:\n  - b: c\n\td: e\n", YamlMistake::Tab(4), "\t"),
            ("a: b\n\tphần sau\n", YamlMistake::Tab(2), "\t"),
            ("a: {}\n  b: c\n", YamlMistake::EmptyBrackets, "{}"),
            ("a:\u{a0}b: c\n", YamlMistake::OddSpace('\u{a0}'), "\u{a0}"),
            ("tiêu đề: @ Thông báo\n", YamlMistake::SpecialStart('@'), "@ Thông báo"),
            ("tiêu đề: [Khẩn] Công điện\n", YamlMistake::SpecialStart('['), "[Khẩn] Công điện"),
            ("tiêu đề: \"A\" về việc b\n", YamlMistake::TextAfterQuote, "\"A\" về việc b"),
            ("tiêu đề: \"A\nsố hiệu: 1\n", YamlMistake::UnbalancedQuote, "\"A"),
            (
                "tiêu đề: Báo cáo: sơ kết # 1\n",
                YamlMistake::ColonInValue("tiêu đề: \"Báo cáo: sơ kết\"".to_owned()),
                "Báo cáo: sơ kết # 1",
            ),
            (
                "tiêu đề: Báo cáo: \"sơ kết\"\n",
                YamlMistake::ColonInValue("tiêu đề: 'Báo cáo: \"sơ kết\"'".to_owned()),
                "Báo cáo: \"sơ kết\"",
            ),
            ("bãi bỏ: -\na: b\n", YamlMistake::LoneDash, "-"),
            ("tiêu đề： QĐ\n", YamlMistake::FullwidthColon, "："),
            ("tiêu đề：QĐ: a\n", YamlMistake::FullwidthColon, "："),
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
