//! Escapes text for HTML.
//!
//! Only characters that could be parsed as markup are changed; no-break spaces, quotes and dashes
//! are kept as typed. Active characters, which an entity may have named, are left out.

use crate::vietnamese::fold;

/// Appends `text`, escaped as the content of an element.
pub(super) fn text(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        _ => None,
    });
}

/// Appends `value`, escaped as an attribute value in double quotes.
pub(crate) fn attribute(out: &mut String, value: &str) {
    escape(out, value, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'&' => Some("&amp;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Appends an `address`, percent-encoded where a URL may not contain a character, and escaped as an attribute value in
/// double quotes. What is percent-encoded already stays so.
pub(super) fn url(out: &mut String, address: &str) {
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#39;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte.into()),
            _ if b"-_.+!*(),%#@?=;:/$~".contains(&byte) => out.push(byte.into()),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// The same for a value that may contain entities.
pub(super) fn raw_attribute(out: &mut String, value: &str) {
    escape(out, value, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

fn escape(out: &mut String, text: &str, replacement: impl Fn(u8) -> Option<&'static str>) {
    let text = &*fold::without_active(text);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = replacement(byte) {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}
