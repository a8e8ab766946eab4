//! Fenced code blocks, with syntax highlighting by classes.
//!
//! Public documents contain almost no code, and loading the language definitions takes tens of
//! milliseconds: they are loaded only for a fence that names a language, and take tens of megabytes
//! until they are released. Classes begin with `hl-`, so that a style sheet can colour them and the
//! page needs no style attribute.

use std::sync::{Arc, Mutex, PoisonError};

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::{SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::entry::markdown::escape;

/// Maximum length of code that is highlighted; for longer code it would take seconds.
const MAX_HIGHLIGHTED_BYTES: usize = 200 * 1024;

/// The language definitions, once they are loaded.
static SYNTAXES: Mutex<Option<Arc<SyntaxSet>>> = Mutex::new(None);

fn syntaxes() -> Arc<SyntaxSet> {
    let mut loaded = SYNTAXES.lock().unwrap_or_else(PoisonError::into_inner);
    loaded.get_or_insert_with(|| Arc::new(SyntaxSet::load_defaults_newlines())).clone()
}

/// Frees the memory of the language definitions, which are loaded again when they are needed.
pub fn release_languages() {
    *SYNTAXES.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Writes a code block with the info string `info`, whose first word is the language; highlighted if that is known.
pub(super) fn write(out: &mut String, info: &str, content: &str) {
    let is_end = |c: char| c.is_whitespace() || c == ',';
    let language = info.split(is_end).next().unwrap_or_default().to_lowercase();
    if let Some(highlighted) = highlighted(&language, content) {
        out.push_str("<pre><code class=\"language-");
        out.push_str(&language);
        out.push_str("\">");
        out.push_str(&highlighted);
    } else {
        out.push_str("<pre><code>");
        escape::text(out, content);
    }
    out.push_str("</code></pre>\n");
}

fn highlighted(language: &str, content: &str) -> Option<String> {
    let is_safe =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'#' | b'.' | b'_');
    let may_highlight = !language.is_empty()
        && language.bytes().all(is_safe)
        && content.len() <= MAX_HIGHLIGHTED_BYTES;
    if !may_highlight {
        return None;
    }
    let syntaxes = syntaxes();
    let syntax = syntaxes.find_syntax_by_token(language)?;
    (syntax.name != syntaxes.find_syntax_plain_text().name).then_some(())?;
    highlight(&syntaxes, syntax, content)
}

fn highlight(syntaxes: &SyntaxSet, syntax: &SyntaxReference, content: &str) -> Option<String> {
    let style = ClassStyle::SpacedPrefixed { prefix: "hl-" };
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, syntaxes, style);
    for line in LinesWithEndings::from(content) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
