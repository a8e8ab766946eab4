//! Decides by its scheme whether a destination may become a URL in the page.
//!
//! The rules are those of browsers (WHATWG URL, "scheme start state"): leading spaces are skipped,
//! a scheme is a letter followed by letters, digits, `+`, `-` or `.`, and a URL without one is
//! relative. Browsers also drop tabs and line ends *inside* a URL, so a destination with any
//! control character is rejected.

use super::LinkKind;

/// Returns whether `destination` is relative or has an allowed scheme.
///
/// Links may use `http`, `https`, `mailto` and `tel`; pictures `http` and `https`.
pub(super) fn is_allowed(destination: &str, kind: LinkKind) -> bool {
    if destination.chars().any(char::is_control) {
        return false;
    }
    let allowed: &[&str] = match kind {
        LinkKind::Link => &["http", "https", "mailto", "tel"],
        LinkKind::Image => &["http", "https"],
    };
    match scheme(destination.trim_start_matches(' ')) {
        Some(scheme) => allowed.iter().any(|name| scheme.eq_ignore_ascii_case(name)),
        None => true,
    }
}

/// Returns the scheme of a URL without its colon, or nothing for a relative URL.
fn scheme(address: &str) -> Option<&str> {
    let end = address.find([':', '/', '?', '#'])?;
    let scheme = &address.as_bytes()[..end];
    let is_scheme = address[end..].starts_with(':')
        && scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then(|| &address[..end])
}

#[cfg(test)]
mod tests {
    use super::{LinkKind, is_allowed};

    #[test]
    fn links_may_be_relative_or_have_one_of_four_schemes() {
        let allowed =
            "http://a HTTPS://a mailto:a@b tel:+84 /a a.pdf #a ?a:b ../a:b //a/b %6aavascript:a";
        for destination in allowed.split(' ').chain(["Báo cáo: số 1.pdf", ""]) {
            assert!(is_allowed(destination, LinkKind::Link), "{destination}");
        }
        let rejected =
            "javascript:a JaVaScRiPt:a data:text/html,a vbscript:a file:///a C:\\a zalo:a";
        let tricks = ["java\tscript:a", "\u{1}javascript:a", "  javascript:a", "java\nscript:a"];
        for destination in rejected.split(' ').chain(tricks) {
            assert!(!is_allowed(destination, LinkKind::Link), "{destination:?}");
        }
    }

    #[test]
    fn a_picture_may_not_have_the_mailto_scheme() {
        assert!(is_allowed("https://a/b.jpg", LinkKind::Image));
        assert!(!is_allowed("mailto:a@b", LinkKind::Image));
    }
}
