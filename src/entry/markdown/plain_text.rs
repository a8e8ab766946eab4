//! The plain text of events, for ids, tables of contents, summaries and alternative texts.
//!
//! A footnote reference has no text, and a line break becomes a space.

use pulldown_cmark::Event;

/// Appends the visible text of `event` to `out`.
pub(super) fn push_event(out: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(text) | Event::Code(text) => out.push_str(text),
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        Event::InlineHtml(tag) if tag.starts_with("<br") => out.push(' '),
        _ => {}
    }
}

/// Returns `text` with every run of white space collapsed to one space, and none at its ends.
pub(super) fn collapse_whitespace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
