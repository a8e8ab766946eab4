//! Text that is safe to print: names and values of a portal may contain characters that act on a terminal, on the log
//! of a CI system, or on the order in which a line is read.
//!
//! Those that [`is_active`] finds are shown as escapes.

use std::borrow::Cow;

use crate::vietnamese::fold::is_active;

/// Returns a text of one line with an escape in place of each active character (`\u{202e}`).
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let escape =
        |c: char| if is_active(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(escape).collect())
}

/// The same for a text of several lines, whose breaks stay. No line is a command to a CI system: those of GitHub begin
/// with `::`, or have `##[` somewhere.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    let may_command = text.contains("::") || text.contains("##[");
    if !may_command && !text.contains(|c| c != '\n' && is_active(c)) {
        return Cow::Borrowed(text);
    }
    let line = |line: &str| match line.trim_start().starts_with("::") {
        true => printable(line).replacen(':', "\\u{3a}", 1),
        false => printable(line).replace("##[", "##\\u{5b}"),
    };
    Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// The same for JSON of several lines, with the escapes of JSON.
pub fn printable_json(json: &str) -> String {
    let escape = |c: char| match c {
        c if c != '\n' && is_active(c) => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    json.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_characters_are_shown_as_escapes() {
        assert_eq!(printable("báo cáo\u{301}.pdf"), "báo cáo\u{301}.pdf");
        assert_eq!(printable("a\n::error::\u{1b}[2J\u{202e}"), "a\\n::error::\\u{1b}[2J\\u{202e}");
        assert_eq!(printable_lines("a\nb\u{9b}"), "a\nb\\u{9b}");
        assert_eq!(printable_lines("a::b\n ::c::d"), "a::b\n \\u{3a}:c::d");
        assert_eq!(printable_lines("a ##[error]b"), "a ##\\u{5b}error]b");
        assert_eq!(printable_json("[\n\"\u{7f}\u{2066}\"]"), "[\n\"\\u007f\\u2066\"]");
    }
}
