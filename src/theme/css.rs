//! Minifies CSS: removes comments and insignificant white space.
//!
//! The minifier recognises strings, escapes, `url(…)` and brackets but does not interpret properties, so that it
//! accepts CSS of any version. Constructs that are unclosed at the end of a sheet are closed there, as a browser would
//! do, so that they do not affect the next sheet in the same file.
//!
//! **Left out on purpose.** Shortening values and reordering rules, which would save little after compression.

/// A minified style sheet, with problems by byte offset in the source.
#[derive(Debug, Default)]
pub(super) struct MinifiedCss {
    pub(super) bytes: Vec<u8>,
    /// The first bracket, string or comment that is not closed.
    pub(super) unclosed: Option<(usize, &'static str)>,
    /// The offset of each `@import`.
    pub(super) imports: Vec<usize>,
}

/// Minifies a style sheet.
pub(super) fn minify(source: &[u8]) -> MinifiedCss {
    let mut minifier = CssMinifier {
        source,
        position: 0,
        output: MinifiedCss::default(),
        open_brackets: Vec::new(),
        last_token: 0,
        gap: Gap::None,
    };
    while minifier.position < source.len() {
        minifier.step();
    }
    minifier.close_all();
    minifier.output
}

/// What separated two tokens in the source.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Comment,
    Space,
}

/// The value of `last_token` after a name, a string or an escape, from which white space must not be removed.
const WORD_TOKEN: u8 = b'a';

struct CssMinifier<'a> {
    source: &'a [u8],
    position: usize,
    output: MinifiedCss,
    /// The open brackets with their offsets.
    open_brackets: Vec<(u8, usize)>,
    /// The delimiter written last, or [`WORD_TOKEN`]; 0 at the beginning.
    last_token: u8,
    gap: Gap,
}

impl CssMinifier<'_> {
    fn step(&mut self) {
        let rest = &self.source[self.position..];
        match rest[0] {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                self.gap = Gap::Space;
                self.position += 1;
            }
            b'/' if rest.starts_with(b"/*") => self.comment(),
            quote @ (b'"' | b'\'') => self.string(quote),
            b'\\' => self.escape(),
            b'u' | b'U' if self.is_bare_url() => self.url(),
            byte => self.byte(byte),
        }
    }

    fn comment(&mut self) {
        let inside = &self.source[self.position + 2..];
        let end = inside.windows(2).position(|pair| pair == b"*/");
        if end.is_none() {
            self.record_unclosed(self.position, "/*");
        }
        self.position = end.map_or(self.source.len(), |end| self.position + end + 4);
        self.gap = if self.gap == Gap::Space { Gap::Space } else { Gap::Comment };
    }

    /// Copies a string. A line end terminates it, as in a browser.
    fn string(&mut self, quote: u8) {
        let mut end = self.position + 1;
        loop {
            match self.source.get(end) {
                Some(b'\\') => end += 2,
                Some(byte) if *byte == quote => break self.copy_word(end + 1),
                Some(b'\n') => {
                    self.record_unclosed(self.position, if quote == b'"' { "\"" } else { "'" });
                    break self.copy_word(end + 1);
                }
                Some(_) => end += 1,
                None => {
                    self.record_unclosed(self.position, if quote == b'"' { "\"" } else { "'" });
                    break self.copy_unterminated(end, quote);
                }
            }
        }
    }

    /// Copies an escape: of a code point, with the white space that terminates it, or of a character.
    fn escape(&mut self) {
        let rest = &self.source[self.position + 1..];
        if rest.is_empty() {
            self.position += 1;
            return;
        }
        let digits = rest.iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let length = match rest.get(digits) {
            Some(b' ' | b'\t' | b'\n') if digits > 0 => digits + 1,
            _ => digits.max(1),
        };
        self.copy_word((self.position + 1 + length).min(self.source.len()));
    }

    /// Returns whether an unquoted `url(…)` begins here, in which quotes, brackets and comments have no meaning.
    fn is_bare_url(&self) -> bool {
        let rest = &self.source[self.position..];
        let is_name =
            self.position > 0 && self.gap == Gap::None && is_name(self.source[self.position - 1]);
        if is_name || rest.len() < 4 || !rest[..4].eq_ignore_ascii_case(b"url(") {
            return false;
        }
        let first = rest[4..].iter().find(|byte| !byte.is_ascii_whitespace());
        !matches!(first, Some(b'"' | b'\''))
    }

    fn url(&mut self) {
        let mut end = self.position + 4;
        loop {
            match self.source.get(end) {
                Some(b'\\') => end += 2,
                Some(b')') => break self.copy_word(end + 1),
                Some(_) => end += 1,
                None => {
                    self.record_unclosed(self.position, "url(");
                    break self.copy_unterminated(end, b')');
                }
            }
        }
    }

    /// Copies the rest of the sheet and closes the unterminated construct. A backslash at the very end is dropped.
    fn copy_unterminated(&mut self, end: usize, closing: u8) {
        self.copy_word(self.source.len());
        if end > self.source.len() {
            self.output.bytes.pop();
        }
        self.output.bytes.push(closing);
    }

    /// Copies the source up to `end` unchanged.
    fn copy_word(&mut self, end: usize) {
        let end = end.min(self.source.len());
        self.write_gap(WORD_TOKEN);
        self.output.bytes.extend_from_slice(&self.source[self.position..end]);
        self.last_token = WORD_TOKEN;
        self.position = end;
    }

    fn byte(&mut self, byte: u8) {
        if byte == b';' && self.last_token == b';' {
            self.gap = Gap::None;
            self.position += 1;
            return;
        }
        self.write_gap(byte);
        match byte {
            b'{' | b'(' | b'[' => self.open_brackets.push((byte, self.position)),
            b'}' | b')' | b']' => self.close_bracket(byte),
            b'@' => self.at_rule(),
            _ => {}
        }
        let is_property =
            byte == b':' && !self.open_brackets.is_empty() && self.last_token == WORD_TOKEN;
        if byte == b'}' && self.last_token == b';' {
            self.output.bytes.pop();
        }
        self.output.bytes.push(byte);
        self.last_token = match byte {
            b'{' | b'}' | b';' | b',' | b'(' | b')' => byte,
            b':' if is_property => byte,
            byte if is_name(byte) => WORD_TOKEN,
            _ => b'*',
        };
        self.position += 1;
    }

    /// Closes the innermost bracket; ignores a closing bracket without an open one.
    fn close_bracket(&mut self, byte: u8) {
        let opening = match byte {
            b'}' => b'{',
            b')' => b'(',
            _ => b'[',
        };
        if self.open_brackets.last().is_some_and(|(open, _)| *open == opening) {
            self.open_brackets.pop();
        }
    }

    fn at_rule(&mut self) {
        let rest = &self.source[self.position + 1..];
        let is_import = rest.len() > 6 && rest[..6].eq_ignore_ascii_case(b"import");
        if is_import && !is_name(rest[6]) {
            self.output.imports.push(self.position);
        }
    }

    /// Writes what must remain of a gap before the next token.
    fn write_gap(&mut self, next: u8) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        // A custom property may be empty, for which older browsers need white space.
        let is_empty = self.last_token == b':' && matches!(next, b';' | b'}');
        let is_removable = matches!(self.last_token, 0 | b'{' | b'}' | b';' | b',' | b'(' | b':')
            || matches!(next, b'{' | b'}' | b';' | b',' | b')');
        match gap {
            Gap::Space | Gap::Comment if is_empty => self.output.bytes.push(b' '),
            Gap::None => {}
            _ if is_removable => {}
            Gap::Space => self.output.bytes.push(b' '),
            Gap::Comment => self.output.bytes.extend_from_slice(b"/**/"),
        }
    }

    fn record_unclosed(&mut self, at: usize, what: &'static str) {
        let first = self.output.unclosed.get_or_insert((at, what));
        if at < first.0 {
            *first = (at, what);
        }
    }

    fn close_all(&mut self) {
        while let Some((bracket, at)) = self.open_brackets.pop() {
            let (what, closing) = match bracket {
                b'{' => ("{", b'}'),
                b'(' => ("(", b')'),
                _ => ("[", b']'),
            };
            self.record_unclosed(at, what);
            if closing == b'}' && self.last_token == b';' {
                self.output.bytes.pop();
            }
            self.output.bytes.push(closing);
            self.last_token = closing;
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minified(source: &str) -> String {
        String::from_utf8(minify(source.as_bytes()).bytes).expect("the output is valid UTF-8")
    }

    #[test]
    fn insignificant_white_space_is_removed_and_significant_kept() {
        let cases = [
            ("a { color : red ; }\n\n\nb{}", "a{color :red}b{}"),
            ("a :hover { }", "a :hover{}"),
            ("a:hover , b > c { margin: 0 auto; }", "a:hover,b > c{margin:0 auto}"),
            (
                "@media (min-width: 40rem) and (x) {\n a { b: c }\n}",
                "@media (min-width:40rem) and (x){a{b:c}}",
            ),
            ("a { width: calc( 1px + 2px ) }", "a{width:calc(1px + 2px)}"),
            ("a { --x: ; --y: }", "a{--x: ;--y: }"),
            ("a { --x:/* none */; }", "a{--x: }"),
            ("a { b: c !important }", "a{b:c !important}"),
            (".a\\, b { c: d }", ".a\\, b{c:d}"),
            (".\\31  b { c: d }", ".\\31  b{c:d}"),
            (".\\31 23 { c: d }", ".\\31 23{c:d}"),
            ("a: hover { }", "a: hover{}"),
            ("[a=\"b\" i] { }", "[a=\"b\" i]{}"),
        ];
        for (source, expected) in cases {
            assert_eq!(minified(source), expected, "{source}");
        }
    }

    #[test]
    fn comments_are_removed_and_tokens_stay_separate() {
        let cases = [
            ("/* a */b{}/* c */", "b{}"),
            ("a/* x */.b {}", "a/**/.b{}"),
            ("a /* x */ b {}", "a b{}"),
            ("a{b:c/**/d}", "a{b:c/**/d}"),
            ("a{/*;*/b:c;/*}*/}", "a{b:c}"),
            ("a{}/* * / **/b{}", "a{}b{}"),
        ];
        for (source, expected) in cases {
            assert_eq!(minified(source), expected, "{source}");
        }
    }

    #[test]
    fn strings_and_urls_are_kept_verbatim() {
        for source in [
            "a{content:\"  /* x */ { ; } \\\"  '\"}",
            "a{content:'  \\'  \"  '}",
            "a{content:\"a\\\n  b\"}",
            "a{b:url(data:image/svg+xml;utf8,<svg x='1 /* 2'></svg>)}",
            "a{b:url( x\\)  y.png ) c}",
            "a{b:URL(//x  y)}",
            "a{content:\"Tiếng  Việt →\"}",
        ] {
            assert_eq!(minified(source), source);
        }
        assert_eq!(minified("a{b:url( \"x  y\" )}"), "a{b:url(\"x  y\")}");
        assert_eq!(minified("a{b:my-url( x  y )}"), "a{b:my-url(x y)}");
    }

    #[test]
    fn unclosed_constructs_are_closed_and_reported() {
        let cases = [
            ("a{b:c", "a{b:c}", Some((1, "{"))),
            ("@media x{a{b:(c", "@media x{a{b:(c)}}", Some((8, "{"))),
            ("a{}/* b", "a{}", Some((3, "/*"))),
            ("a{b:\"c", "a{b:\"c\"}", Some((1, "{"))),
            ("a{b:url(c", "a{b:url(c)}", Some((1, "{"))),
            ("a{b:\"c\n}d{}", "a{b:\"c\n}d{}", Some((4, "\""))),
            ("a}b{}", "a}b{}", None),
            ("a{}\\", "a{}", None),
            ("a{b:'c\\", "a{b:'c'}", Some((1, "{"))),
        ];
        for (source, expected, open) in cases {
            let minified = minify(source.as_bytes());
            assert_eq!(String::from_utf8_lossy(&minified.bytes), expected, "{source}");
            assert_eq!(minified.unclosed, open, "{source}");
        }
        assert_eq!(minify(b"a{}@IMPORT 'b';@important{}").imports, [3]);
    }

    #[test]
    fn minifying_is_idempotent() {
        let mut state = 7_u64;
        let parts = [
            "a", " ", "{", "}", ":", ";", ",", "(", ")", "[", "]", "/*x*/", "\"s \"", "\\31 ",
            "\\", "--x", "url(", "\n", "@import", ".5", ">", "+", "'", "ế",
        ];
        for _ in 0..20_000 {
            let mut source = String::new();
            for _ in 0..12 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                source.push_str(parts[(state >> 33) as usize % parts.len()]);
            }
            let once = minify(source.as_bytes()).bytes;
            let twice = minify(&once).bytes;
            assert_eq!(
                String::from_utf8_lossy(&once),
                String::from_utf8_lossy(&twice),
                "{source:?}"
            );
        }
    }
}
