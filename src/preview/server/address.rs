//! Conversion between the path of a request and an address of the site.
//!
//! **Invariant.** A decoded address has no `.`, `..` or empty segment, no backslash and no control character, and apart
//! from percent-encoding and Unicode normalisation each address has exactly one spelling.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;

/// The characters to escape: all but those allowed both in a path (RFC 3986, section 3.3) and in an HTML attribute.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Decodes the path of a request: percent-decoded once, as UTF-8, to NFC. `None` if it breaks the invariant.
pub(super) fn decode(path: &str) -> Option<String> {
    // An encoded slash would give a file two addresses, and its relative links two meanings.
    let has_encoded_slash = path.to_ascii_lowercase().contains("%2f");
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let address: String = decoded.nfc().collect();
    let segments = address.strip_prefix('/')?.split('/');
    let last = segments.clone().count() - 1;
    let mut is_valid = segments.enumerate().all(|(at, segment)| match segment {
        "" => at == last,
        segment => segment != "." && segment != "..",
    });
    is_valid &= has_valid_escapes(path)
        && !has_encoded_slash
        && !address.contains(|c: char| c == '\\' || c.is_control());
    is_valid.then_some(address)
}

/// Returns whether each `%` is followed by two hexadecimal digits.
fn has_valid_escapes(path: &str) -> bool {
    let is_hex_pair = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    path.split('%').skip(1).all(is_hex_pair)
}

/// Strips the sub-path, as written in portal.yaml, from an address.
pub(super) fn strip_base(base: &str, address: &str) -> Option<String> {
    let base = if base.is_empty() { String::new() } else { decode(base)? };
    let rest = address.strip_prefix(base.as_str())?;
    rest.starts_with('/').then(|| rest.to_owned())
}

/// Percent-encodes an address for a header or a link.
pub(super) fn encode(address: &str) -> String {
    utf8_percent_encode(address, ESCAPED).to_string()
}

/// Returns the decoded value of a key in a query.
pub(super) fn query_value(query: &str, key: &str) -> Option<String> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
    percent_decode_str(value).decode_utf8().ok().map(|value| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, query_value, strip_base};

    #[test]
    fn an_address_is_decoded_once_and_composed() {
        assert_eq!(decode("/van-ban/").as_deref(), Some("/van-ban/"));
        assert_eq!(decode("/c%C3%B4ng").as_deref(), Some("/công"));
        assert_eq!(decode("/co%CC%82ng").as_deref(), Some("/công"));
        assert_eq!(decode("/a%2520b").as_deref(), Some("/a%20b"));
        assert_eq!(decode("/...").as_deref(), Some("/..."));
    }

    #[test]
    fn an_address_that_could_leave_the_site_is_refused() {
        for path in [
            "",
            "*",
            "a",
            "//",
            "//a/",
            "/a//b",
            "/.",
            "/..",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/a",
            "/.%2E/",
            "/a%2f..%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/a\\b",
            "/a%00",
            "/a%0d%0a",
            "/a%7f",
            "/%ff",
            "/%c0%ae",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a%c2%85",
        ] {
            assert_eq!(decode(path), None, "{path}");
        }
    }

    #[test]
    fn the_sub_path_must_be_followed_by_a_slash() {
        assert_eq!(strip_base("/x", "/x/a").as_deref(), Some("/a"));
        assert_eq!(strip_base("/x", "/x/").as_deref(), Some("/"));
        assert_eq!(strip_base("", "/x/").as_deref(), Some("/x/"));
        assert_eq!(strip_base("/c%C3%B4ng", "/công/a").as_deref(), Some("/a"));
        for outside in ["/x", "/xa/", "/", "/y/x/"] {
            assert_eq!(strip_base("/x", outside), None, "{outside}");
        }
    }

    #[test]
    fn an_encoded_address_decodes_to_itself() {
        for address in ["/", "/văn bản/", "/a%20b?c#d\"'<>", "/~-._!$()*+,=:@"] {
            assert_eq!(decode(&encode(address)).as_deref(), Some(address));
        }
    }

    #[test]
    fn a_value_is_found_by_its_whole_key() {
        let query = "pages=/no/&page=%2Fa%20b%2F&seen=12&page=/c/";
        assert_eq!(query_value(query, "page").as_deref(), Some("/a b/"));
        assert_eq!(query_value(query, "seen").as_deref(), Some("12"));
        assert_eq!(query_value(query, "see"), None);
    }
}
