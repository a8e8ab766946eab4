//! Escaping for XML that is written without a library.
//!
//! One function serves element text and attributes. It drops control characters, which occur in old texts and which
//! XML 1.0 forbids.
//!
//! **Left out on purpose.** Elements are written by the feed and the sitemaps themselves.

/// Escapes text for an element or an attribute; characters forbidden by XML 1.0 are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn characters_forbidden_by_xml_are_dropped() {
        assert_eq!(super::escape("a<b>&\"\u{0}\u{8}\u{FFFF}đ"), "a&lt;b&gt;&amp;&quot;đ");
    }
}
