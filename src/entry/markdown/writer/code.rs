//! Fenced code blocks, with syntax highlighting by classes.
//!
//! Public documents contain almost no code, and loading the language definitions takes tens of
//! milliseconds: they are loaded only for a fence that names a language. Classes begin with `hl-`,
//! so that a style sheet can colour them and the page needs no style attribute.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::entry::markdown::escape;

/// Maximum length of code that is highlighted; for longer code it would take seconds.
const MAX_HIGHLIGHTED_BYTES: usize = 200 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// A code block whose end has not been reached.
pub(super) struct CodeBlock {
    language: String,
    content: String,
}

impl CodeBlock {
    /// Starts a code block with the info string `info`, whose first word is the language.
    pub(super) fn fenced(info: &str) -> Self {
        let is_end = |c: char| c.is_whitespace() || c == ',';
        let language = info.split(is_end).next().unwrap_or_default().to_lowercase();
        Self { language, content: String::new() }
    }

    /// Appends code.
    pub(super) fn push(&mut self, text: &str) {
        self.content.push_str(text);
    }

    /// Writes the code block, highlighted if its language is known.
    pub(super) fn write(self, out: &mut String) {
        if let Some(highlighted) = self.highlighted() {
            out.push_str("<pre><code class=\"language-");
            out.push_str(&self.language);
            out.push_str("\">");
            out.push_str(&highlighted);
        } else {
            out.push_str("<pre><code>");
            escape::text(out, &self.content);
        }
        out.push_str("</code></pre>\n");
    }

    fn highlighted(&self) -> Option<String> {
        let is_safe =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'.' | b'_');
        let may_highlight = !self.language.is_empty()
            && self.language.bytes().all(is_safe)
            && self.content.len() <= MAX_HIGHLIGHTED_BYTES;
        if !may_highlight {
            return None;
        }
        let syntax = SYNTAXES.find_syntax_by_token(&self.language)?;
        (syntax.name != SYNTAXES.find_syntax_plain_text().name).then_some(())?;
        self.highlight(syntax)
    }

    fn highlight(&self, syntax: &SyntaxReference) -> Option<String> {
        let style = ClassStyle::SpacedPrefixed { prefix: "hl-" };
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, style);
        for line in LinesWithEndings::from(&self.content) {
            generator.parse_html_for_line_which_includes_newline(line).ok()?;
        }
        Some(generator.finalize())
    }
}
