//! A style sheet made smaller: no comments, and white space only where it says something.
//!
//! It knows strings, escapes, `url(…)` and brackets, and nothing of what properties mean, so CSS of any age passes.
//! What is open at the end of a sheet is closed there, as a browser would; the next sheet in the same file then begins
//! afresh.
//!
//! **Left out on purpose.** No value is shortened and no rule moved: that would save little once it is compressed.

/// A smaller style sheet, and what is doubtful in it by byte offset in the original.
#[derive(Debug, Default)]
pub(super) struct Small {
    pub(super) bytes: Vec<u8>,
    /// The first bracket, string or comment that is never closed.
    pub(super) open: Option<(usize, &'static str)>,
    /// Each `@import`.
    pub(super) imports: Vec<usize>,
}

/// Makes a style sheet smaller.
pub(super) fn smaller(source: &[u8]) -> Small {
    let mut reader = Reader {
        source,
        at: 0,
        small: Small::default(),
        open: Vec::new(),
        last: 0,
        gap: Gap::None,
    };
    while reader.at < source.len() {
        reader.step();
    }
    reader.close();
    reader.small
}

/// What stood between two tokens.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Comment,
    Space,
}

/// Stands for what is never glued to its neighbours: the end of a name, a string, an escape.
const WORD: u8 = b'a';

struct Reader<'a> {
    source: &'a [u8],
    at: usize,
    small: Small,
    /// Open brackets with their offsets.
    open: Vec<(u8, usize)>,
    /// The delimiter that was written last, or [`WORD`]; 0 at the beginning.
    last: u8,
    gap: Gap,
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = &self.source[self.at..];
        match rest[0] {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                self.gap = Gap::Space;
                self.at += 1;
            }
            b'/' if rest.starts_with(b"/*") => self.comment(),
            quote @ (b'"' | b'\'') => self.string(quote),
            b'\\' => self.escape(),
            b'u' | b'U' if self.is_bare_url() => self.url(),
            byte => self.byte(byte),
        }
    }

    fn comment(&mut self) {
        let inside = &self.source[self.at + 2..];
        let end = inside.windows(2).position(|pair| pair == b"*/");
        if end.is_none() {
            self.note_open(self.at, "/*");
        }
        self.at = end.map_or(self.source.len(), |end| self.at + end + 4);
        self.gap = if self.gap == Gap::Space { Gap::Space } else { Gap::Comment };
    }

    /// Takes a string. A line end in it ends it, as it does for a browser.
    fn string(&mut self, quote: u8) {
        let mut end = self.at + 1;
        loop {
            match self.source.get(end) {
                Some(b'\\') => end += 2,
                Some(byte) if *byte == quote => break self.word(end + 1),
                Some(b'\n') => {
                    self.note_open(self.at, if quote == b'"' { "\"" } else { "'" });
                    break self.word(end + 1);
                }
                Some(_) => end += 1,
                None => {
                    self.note_open(self.at, if quote == b'"' { "\"" } else { "'" });
                    break self.unended(end, quote);
                }
            }
        }
    }

    /// Takes an escape: of a code, with the one white space that ends it, or of a character.
    fn escape(&mut self) {
        let rest = &self.source[self.at + 1..];
        if rest.is_empty() {
            self.at += 1;
            return;
        }
        let digits = rest.iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let length = match rest.get(digits) {
            Some(b' ' | b'\t' | b'\n') if digits > 0 => digits + 1,
            _ => digits.max(1),
        };
        self.word((self.at + 1 + length).min(self.source.len()));
    }

    /// Tells whether an address without quotation marks begins here: in it, nothing means what it means elsewhere.
    fn is_bare_url(&self) -> bool {
        let rest = &self.source[self.at..];
        let is_name = self.at > 0 && self.gap == Gap::None && is_name(self.source[self.at - 1]);
        if is_name || rest.len() < 4 || !rest[..4].eq_ignore_ascii_case(b"url(") {
            return false;
        }
        let first = rest[4..].iter().find(|byte| !byte.is_ascii_whitespace());
        !matches!(first, Some(b'"' | b'\''))
    }

    fn url(&mut self) {
        let mut end = self.at + 4;
        loop {
            match self.source.get(end) {
                Some(b'\\') => end += 2,
                Some(b')') => break self.word(end + 1),
                Some(_) => end += 1,
                None => {
                    self.note_open(self.at, "url(");
                    break self.unended(end, b')');
                }
            }
        }
    }

    /// Writes the rest of the sheet and what should have ended it. A backslash at the very end escapes nothing.
    fn unended(&mut self, end: usize, closing: u8) {
        self.word(self.source.len());
        if end > self.source.len() {
            self.small.bytes.pop();
        }
        self.small.bytes.push(closing);
    }

    /// Writes what stands from here to `end` as it is.
    fn word(&mut self, end: usize) {
        let end = end.min(self.source.len());
        self.separate(WORD);
        self.small.bytes.extend_from_slice(&self.source[self.at..end]);
        self.last = WORD;
        self.at = end;
    }

    fn byte(&mut self, byte: u8) {
        if byte == b';' && self.last == b';' {
            self.gap = Gap::None;
            self.at += 1;
            return;
        }
        self.separate(byte);
        match byte {
            b'{' | b'(' | b'[' => self.open.push((byte, self.at)),
            b'}' | b')' | b']' => self.shut(byte),
            b'@' => self.at_rule(),
            _ => {}
        }
        let is_property = byte == b':' && !self.open.is_empty() && self.last == WORD;
        if byte == b'}' && self.last == b';' {
            self.small.bytes.pop();
        }
        self.small.bytes.push(byte);
        self.last = match byte {
            b'{' | b'}' | b';' | b',' | b'(' | b')' => byte,
            b':' if is_property => byte,
            byte if is_name(byte) => WORD,
            _ => b'*',
        };
        self.at += 1;
    }

    /// A closing bracket that nobody opened closes nothing.
    fn shut(&mut self, byte: u8) {
        let partner = match byte {
            b'}' => b'{',
            b')' => b'(',
            _ => b'[',
        };
        if self.open.last().is_some_and(|(open, _)| *open == partner) {
            self.open.pop();
        }
    }

    fn at_rule(&mut self) {
        let rest = &self.source[self.at + 1..];
        let is_import = rest.len() > 6 && rest[..6].eq_ignore_ascii_case(b"import");
        if is_import && !is_name(rest[6]) {
            self.small.imports.push(self.at);
        }
    }

    /// Writes what must stay of a gap before the next token.
    fn separate(&mut self, next: u8) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        // A custom property may be empty, and older browsers want that to be seen.
        let is_empty = self.last == b':' && matches!(next, b';' | b'}');
        let is_glued = matches!(self.last, 0 | b'{' | b'}' | b';' | b',' | b'(' | b':')
            || matches!(next, b'{' | b'}' | b';' | b',' | b')');
        match gap {
            Gap::Space | Gap::Comment if is_empty => self.small.bytes.push(b' '),
            Gap::None => {}
            _ if is_glued => {}
            Gap::Space => self.small.bytes.push(b' '),
            Gap::Comment => self.small.bytes.extend_from_slice(b"/**/"),
        }
    }

    fn note_open(&mut self, at: usize, what: &'static str) {
        let first = self.small.open.get_or_insert((at, what));
        if at < first.0 {
            *first = (at, what);
        }
    }

    fn close(&mut self) {
        while let Some((bracket, at)) = self.open.pop() {
            let (what, closing) = match bracket {
                b'{' => ("{", b'}'),
                b'(' => ("(", b')'),
                _ => ("[", b']'),
            };
            self.note_open(at, what);
            if closing == b'}' && self.last == b';' {
                self.small.bytes.pop();
            }
            self.small.bytes.push(closing);
            self.last = closing;
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(source: &str) -> String {
        String::from_utf8(smaller(source.as_bytes()).bytes).expect("what was text is text")
    }

    #[test]
    fn white_space_goes_where_it_says_nothing_and_stays_where_it_does() {
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
            assert_eq!(small(source), expected, "{source}");
        }
    }

    #[test]
    fn comments_go_and_what_they_parted_stays_parted() {
        let cases = [
            ("/* a */b{}/* c */", "b{}"),
            ("a/* x */.b {}", "a/**/.b{}"),
            ("a /* x */ b {}", "a b{}"),
            ("a{b:c/**/d}", "a{b:c/**/d}"),
            ("a{/*;*/b:c;/*}*/}", "a{b:c}"),
            ("a{}/* * / **/b{}", "a{}b{}"),
        ];
        for (source, expected) in cases {
            assert_eq!(small(source), expected, "{source}");
        }
    }

    #[test]
    fn strings_and_addresses_stay_as_they_are() {
        for source in [
            "a{content:\"  /* x */ { ; } \\\"  '\"}",
            "a{content:'  \\'  \"  '}",
            "a{content:\"a\\\n  b\"}",
            "a{b:url(data:image/svg+xml;utf8,<svg x='1 /* 2'></svg>)}",
            "a{b:url( x\\)  y.png ) c}",
            "a{b:URL(//x  y)}",
            "a{content:\"Tiếng  Việt →\"}",
        ] {
            assert_eq!(small(source), source);
        }
        assert_eq!(small("a{b:url( \"x  y\" )}"), "a{b:url(\"x  y\")}");
        assert_eq!(small("a{b:my-url( x  y )}"), "a{b:my-url(x y)}");
    }

    #[test]
    fn what_is_open_at_the_end_is_closed_and_told() {
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
            let found = smaller(source.as_bytes());
            assert_eq!(String::from_utf8_lossy(&found.bytes), expected, "{source}");
            assert_eq!(found.open, open, "{source}");
        }
        assert_eq!(smaller(b"a{}@IMPORT 'b';@important{}").imports, [3]);
    }

    #[test]
    fn what_was_made_smaller_gets_no_smaller() {
        let mut dice = 7_u64;
        let parts = [
            "a", " ", "{", "}", ":", ";", ",", "(", ")", "[", "]", "/*x*/", "\"s \"", "\\31 ",
            "\\", "--x", "url(", "\n", "@import", ".5", ">", "+", "'", "ế",
        ];
        for _ in 0..20_000 {
            let mut source = String::new();
            for _ in 0..12 {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                source.push_str(parts[(dice >> 33) as usize % parts.len()]);
            }
            let once = smaller(source.as_bytes()).bytes;
            let twice = smaller(&once).bytes;
            assert_eq!(
                String::from_utf8_lossy(&once),
                String::from_utf8_lossy(&twice),
                "{source:?}"
            );
        }
    }
}
