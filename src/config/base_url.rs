//! The base URL of the site, restricted to the characters that RFC 3986 allows.
//!
//! It is prepended to every address that needs a host, and its path to every link. So everything that browsers would
//! have to repair by guessing is rejected: blanks, quotes, letters with accents, `..`; and so are `&` and `;`, which
//! are special in HTML and in the configuration of servers.
//!
//! **Left out on purpose.** User name and password before the host: the address is public.

use std::fmt;

/// The base URL of the site, split into origin and sub-path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://host`, without a trailing slash.
    pub origin: String,
    /// The path, with a slash at both ends (`/` or `/congdoan/`).
    pub path: String,
}

impl BaseUrl {
    /// Parses an absolute http(s) URL without query and fragment.
    pub fn parse(written: &str) -> Option<Self> {
        let rest = ["https://", "http://"].iter().find_map(|s| written.strip_prefix(s))?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if Self::invalid_char(written).is_some() || !is_host(host) || !is_path(path) {
            return None;
        }
        let origin = written[..written.len() - path.len()].to_owned();
        let inner = path.trim_matches('/');
        let path = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        Some(Self { origin, path })
    }

    /// Returns the first character that a URL must not contain unescaped (RFC 3986, section 2), or that this one must
    /// not contain because it is special in HTML or in the configuration of servers.
    pub fn invalid_char(written: &str) -> Option<char> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!()+,=:@/%[]".contains(c);
        written.chars().find(|c| !is_allowed(*c))
    }

    /// Converts an address of the site (`/x/`) to an absolute URL.
    pub fn absolute_url(&self, address: &str) -> String {
        format!("{}{}{}", self.origin, self.path, address.trim_start_matches('/'))
    }
}

/// Returns whether a text is a host with an optional port (RFC 3986, section 3.2): a name, an IPv4 address or `[::1]`.
pub fn is_host(written: &str) -> bool {
    let name_end = if written.starts_with('[') { written.find(']').map(|at| at + 1) } else { None };
    let name_end = name_end.or_else(|| written.find(':')).unwrap_or(written.len());
    let (name, port) = written.split_at(name_end);
    let is_port = |port: &str| {
        let digits = port.bytes().all(|b| b.is_ascii_digit());
        digits && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let is_valid_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    let is_label = |label: &str| {
        let is_allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        !label.is_empty() && label.bytes().all(is_allowed)
    };
    let ip_literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    is_valid_port
        && match ip_literal {
            Some(address) => address.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b)),
            None => name.strip_suffix('.').unwrap_or(name).split('.').all(is_label),
        }
}

/// Returns whether a text is a valid path (RFC 3986, section 3.3) without dot segments or empty segments.
fn is_path(written: &str) -> bool {
    // Only of other letters than those of ASCII: an escaped sign is one in the configuration of servers.
    let is_escape = |rest: &str| {
        rest.starts_with(|c| "89ABCDEFabcdef".contains(c))
            && rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2
    };
    let has_valid_escapes = written.split('%').skip(1).all(is_escape);
    // Browsers and servers decode %2e before they resolve dot segments.
    let decoded =
        written.to_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    let has_dot_segments = decoded.split('/').any(|part| part == "." || part == "..");
    has_valid_escapes
        && !has_dot_segments
        && !written.contains(['[', ']'])
        && !written.contains("//")
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn a_base_url_may_end_in_a_sub_path() {
        let base = BaseUrl::parse("https://ld.example.vn/congdoan").expect("a valid address");
        assert_eq!(base.to_string(), "https://ld.example.vn/congdoan/");
        assert_eq!(base.absolute_url("/van-ban/"), "https://ld.example.vn/congdoan/van-ban/");
        for invalid in ["ld.example.vn", "ftp://x/", "https:///x", "https://x/?a", "https://x y/"] {
            assert_eq!(BaseUrl::parse(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn a_base_url_has_only_allowed_characters() {
        for valid in [
            "https://a.vn:8080/",
            "https://a.vn:65535/",
            "http://127.0.0.1:3000",
            "http://[::1]:3000/x/",
            "https://xn--d-dma.vn/c%C3%B4ng/",
            "https://a.vn/~x/b-c_d.e/",
            "http://may_chu/",
        ] {
            assert!(BaseUrl::parse(valid).is_some(), "{valid}");
        }
        for invalid in [
            "https://a b/",
            "https://a.vn/<b>/",
            "https://a.vn/{b}/",
            "https://a.vn/b|c",
            "https://a.vn/`",
            "https://a.vn/^",
            "https://côngđoàn.vn/",
            "https://a.vn/công/",
            "https://a.vn/%zz/",
            "https://a.vn/%c",
            "https://a.vn/../b/",
            "https://a.vn/%2e%2E/b/",
            "https://a.vn/.%2e%2fb/",
            "https://a.vn/b&c/",
            "https://a.vn/b;c/",
            "https://a.vn/b'c/",
            "https://a.vn:0/",
            "https://a.vn:65536/",
            "https://a..vn/",
            "https://a.vn:/",
            "https://a.vn:x/",
            "https://a:b@c.vn/",
            "https://[a.vn/",
            "https://[::z]/",
            "https://:80/",
        ] {
            assert_eq!(BaseUrl::parse(invalid), None, "{invalid}");
        }
        assert_eq!(BaseUrl::invalid_char("https://a.vn/<b>/"), Some('<'));
        assert_eq!(BaseUrl::invalid_char("a.vn"), None);
    }
}
