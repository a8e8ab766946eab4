//! Text and attributes for XML that is written by hand.
//!
//! One function serves both places, so nobody has to choose: it escapes what either asks for and drops control
//! characters, which old texts hold and XML 1.0 forbids.
//!
//! **Left out on purpose.** Elements are written by the feed and the site maps themselves.

/// Escapes text for an element or an attribute; characters that XML 1.0 forbids are left out.
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
