//! Scans a style sheet for what breaks when it is concatenated with others, unclosed constructs and `@import`, and for
//! what may be an address.
//!
//! The scanner knows strings, escapes, comments, unquoted `url(…)` and brackets, and interprets nothing else, so that
//! it accepts CSS of any version.
//!
//! **Left out on purpose.** Minification: after compression it would save 300 bytes of the default theme's sheet.

use std::ops::Range;

/// The findings in a style sheet; offsets are in bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SheetScan {
    /// The first bracket, string or comment that is not closed.
    pub(super) unclosed: Option<(usize, &'static str)>,
    /// The offset of each `@import`.
    pub(super) imports: Vec<usize>,
    /// The strings and the unquoted `url(…)`: what may be an address.
    pub(super) references: Vec<Range<usize>>,
    /// What must be appended so that nothing is left open, as browsers do at the end of a sheet.
    pub(super) closing: String,
}

/// Scans a style sheet.
pub(super) fn scan(sheet: &str) -> SheetScan {
    let bytes = sheet.as_bytes();
    let mut scan = SheetScan::default();
    // The open brackets: where they are, how they open and how they close.
    let mut open: Vec<(usize, &'static str, char)> = Vec::new();
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        let start = position;
        position += 1;
        match byte {
            b'/' if bytes[position..].starts_with(b"*") => {
                let end = sheet[position + 1..].find("*/").map(|end| position + 1 + end + 2);
                position = end.unwrap_or_else(|| scan.leave_open(start, "/*", "*/", bytes.len()));
            }
            b'"' | b'\'' => {
                position = scan.skip_string(bytes, start, if byte == b'"' { "\"" } else { "'" });
                if position > start + 1 && bytes[position - 1] == byte {
                    scan.references.push(start + 1..position - 1);
                }
            }
            b'\\' => position = scan.skip_escape(bytes, start),
            b'u' | b'U' if is_bare_url(bytes, start) => {
                position = scan
                    .skip_bare_url(sheet, start)
                    .unwrap_or_else(|| scan.leave_open(start, "url(", ")", bytes.len()));
            }
            b'{' => open.push((start, "{", '}')),
            b'(' => open.push((start, "(", ')')),
            b'[' => open.push((start, "[", ']')),
            // A closing bracket without an open one is ignored.
            b'}' | b')' | b']' if open.last().is_some_and(|(.., end)| *end == char::from(byte)) => {
                open.pop();
            }
            b'@' if is_import(&bytes[position..]) => scan.imports.push(start),
            _ => {}
        }
    }
    for (start, bracket, end) in open.into_iter().rev() {
        scan.record_unclosed(start, bracket);
        scan.closing.push(end);
    }
    scan
}

impl SheetScan {
    /// Returns the position after a string, which also ends at a line end, as in a browser.
    fn skip_string(&mut self, bytes: &[u8], start: usize, quote: &'static str) -> usize {
        let mut position = start + 1;
        loop {
            match bytes.get(position) {
                Some(b'\\') => position = self.skip_escape(bytes, position),
                Some(b'\n') => {
                    self.record_unclosed(start, quote);
                    return position + 1;
                }
                Some(byte) if *byte == quote.as_bytes()[0] => return position + 1,
                Some(_) => position += 1,
                None => return self.leave_open(start, quote, quote, position),
            }
        }
    }

    /// Returns the position after an unquoted `url(…)`, and records what is between the brackets.
    fn skip_bare_url(&mut self, sheet: &str, start: usize) -> Option<usize> {
        let inside = start + "url(".len();
        let end = self.skip_to(sheet.as_bytes(), inside, b')')?;
        let trimmed = sheet[inside..end - 1].trim_ascii_start();
        let first = end - 1 - trimmed.len();
        self.references.push(first..first + trimmed.trim_ascii_end().len());
        Some(end)
    }

    /// Returns the position after the next `end` that is not escaped.
    fn skip_to(&mut self, bytes: &[u8], mut position: usize, end: u8) -> Option<usize> {
        loop {
            match bytes.get(position)? {
                b'\\' => position = self.skip_escape(bytes, position),
                byte if *byte == end => return Some(position + 1),
                _ => position += 1,
            }
        }
    }

    /// Returns the position after a backslash and what it escapes. At the very end it would escape what follows.
    fn skip_escape(&mut self, bytes: &[u8], position: usize) -> usize {
        if position + 1 == bytes.len() {
            self.closing.push('\n');
        }
        (position + 2).min(bytes.len())
    }

    /// Records what is open at the end of the sheet, and returns the position of the end.
    fn leave_open(
        &mut self,
        start: usize,
        opening: &'static str,
        closing: &str,
        end: usize,
    ) -> usize {
        self.record_unclosed(start, opening);
        self.closing.push_str(closing);
        end
    }

    fn record_unclosed(&mut self, start: usize, opening: &'static str) {
        let first = self.unclosed.get_or_insert((start, opening));
        *first = (*first).min((start, opening));
    }
}

/// Returns whether an unquoted `url(…)` begins here, in which quotes, brackets and comments have no meaning.
fn is_bare_url(bytes: &[u8], start: usize) -> bool {
    let is_whole_name = start == 0 || !is_name(bytes[start - 1]);
    let rest = &bytes[start..];
    is_whole_name
        && rest.len() > 3
        && rest[..4].eq_ignore_ascii_case(b"url(")
        && !matches!(rest[4..].trim_ascii_start().first(), Some(b'"' | b'\''))
}

/// Returns whether an at-rule of this name is an `@import`.
fn is_import(name: &[u8]) -> bool {
    name.len() > 6 && name[..6].eq_ignore_ascii_case(b"import") && !is_name(name[6])
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_comments_escapes_and_urls_are_text() {
        for sheet in [
            "a{content:\"  /* x */ { ; } \\\"  '\"}",
            "a{content:'  \\'  \"  '}",
            "a{content:\"a\\\n  b\"}",
            "a{b:url(data:image/svg+xml;utf8,<svg x='1 /* 2'></svg>)}",
            "a{b:url( x\\)  y.png ) c}",
            "a{b:URL(//x  y)}",
            "a{b:url( \"x ) y\" )}",
            ".a\\{ b{c:d}",
            "a{/*;*/b:c;/*}*/}",
            "a}b{}",
            "a{}@important{}",
        ] {
            let found = SheetScan { references: Vec::new(), ..scan(sheet) };
            assert_eq!(found, SheetScan::default(), "{sheet}");
        }
        assert_eq!(scan("a{}@IMPORT 'b';@important{}").imports, [3]);
        assert_eq!(scan("a{b:my-url('x')}").unclosed, None);
    }

    #[test]
    fn strings_and_unquoted_urls_may_be_addresses() {
        for (sheet, expected) in [
            (
                "@import 'a.css';b{c:url( d.svg ) URL(\"e f.svg\")}",
                &["a.css", "d.svg", "e f.svg"][..],
            ),
            ("/* 'a' url(b) */ c{d:url()}", &[""]),
            ("a{b:\"đ", &[]),
            ("a{b:'đ\n}", &[]),
            ("a{b:url(đ", &[]),
            ("a{b:'\\", &[]),
        ] {
            let references = scan(sheet).references.into_iter();
            let found: Vec<&str> = references.map(|range| &sheet[range]).collect();
            assert_eq!(found, expected, "{sheet}");
        }
    }

    #[test]
    fn what_is_left_open_is_reported_and_closed() {
        for (sheet, unclosed, closing) in [
            ("a{b:c", (1, "{"), "}"),
            ("@media x{a{b:(c", (8, "{"), ")}}"),
            ("a{}/* b", (3, "/*"), "*/"),
            ("a{}/*/", (3, "/*"), "*/"),
            ("a{b:\"c", (1, "{"), "\"}"),
            ("a{b:url(c", (1, "{"), ")}"),
            ("a{b:\"c\n}d{}", (4, "\""), ""),
            ("a{b:'c\\", (1, "{"), "\n'}"),
            ("[", (0, "["), "]"),
        ] {
            let scanned = scan(sheet);
            assert_eq!(scanned.unclosed, Some(unclosed), "{sheet}");
            assert_eq!(scanned.closing, closing, "{sheet}");
            let closed = scan(&format!("{sheet}{closing}"));
            assert_eq!(closed.closing, "", "{sheet}");
        }
        assert_eq!(scan("a{}\\").closing, "\n");
    }
}
