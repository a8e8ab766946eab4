//! The address that the site will lie at, held to the characters that RFC 3986 allows in one.
//!
//! It stands in front of every address that needs a host, and its path in front of every link. So what browsers would
//! only repair by guessing is refused where it is written: blanks, quotes, letters with accents, `..`; and so are `&`
//! and `;`, which mean something of their own in HTML and in the maps of servers.
//!
//! **Left out on purpose.** A name and password before the host: an address that everybody reads is no place for them.

use std::fmt;

/// The address of the site, split into host and sub-path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// `https://host`, without a slash at its end.
    pub origin: String,
    /// The path, with a slash at both ends (`/` or `/congdoan/`).
    pub path: String,
}

impl BaseUrl {
    /// Reads an absolute http(s) address without query and fragment.
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

    /// Finds the first character that no address may hold as it is (RFC 3986, section 2), or that this one may not:
    /// what means something else in the files that the path stands in, HTML and the maps of servers.
    pub fn invalid_char(written: &str) -> Option<char> {
        let may = |c: char| c.is_ascii_alphanumeric() || "-._~!$()*+,=:@/%[]".contains(c);
        written.chars().find(|c| !may(*c))
    }

    /// Makes an address of the site (`/x/`) absolute.
    pub fn absolute_url(&self, address: &str) -> String {
        format!("{}{}{}", self.origin, self.path, address.trim_start_matches('/'))
    }
}

/// Tells whether this is a host, perhaps with a port (RFC 3986, section 3.2): a name, a number, or `[::1]`.
pub fn is_host(written: &str) -> bool {
    let name_end = if written.starts_with('[') { written.find(']').map(|at| at + 1) } else { None };
    let name_end = name_end.or_else(|| written.find(':')).unwrap_or(written.len());
    let (name, port) = written.split_at(name_end);
    let is_port = |port: &str| {
        let digits = port.bytes().all(|b| b.is_ascii_digit());
        digits && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    let label = |label: &str| {
        let inside = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
        !label.is_empty() && label.bytes().all(inside)
    };
    let number = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    port && match number {
        Some(number) => number.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b)),
        None => name.strip_suffix('.').unwrap_or(name).split('.').all(label),
    }
}

/// Tells whether this is a path of an address that leads where it says (RFC 3986, section 3.3).
fn is_path(written: &str) -> bool {
    let hex = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let encoded = written.split('%').skip(1).all(hex);
    // Browsers and servers take %2e for a dot before they walk.
    let decoded =
        written.to_lowercase().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/");
    let dots = decoded.split('/').any(|part| part == "." || part == "..");
    encoded && !dots && !written.contains(['[', ']']) && !written.contains("//")
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
        let base = BaseUrl::parse("https://ld.example.vn/congdoan").expect("a right address");
        assert_eq!(base.to_string(), "https://ld.example.vn/congdoan/");
        assert_eq!(base.absolute_url("/van-ban/"), "https://ld.example.vn/congdoan/van-ban/");
        for wrong in ["ld.example.vn", "ftp://x/", "https:///x", "https://x/?a", "https://x y/"] {
            assert_eq!(BaseUrl::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_base_url_holds_only_what_an_address_may() {
        for right in [
            "https://a.vn:8080/",
            "https://a.vn:65535/",
            "http://127.0.0.1:3000",
            "http://[::1]:3000/x/",
            "https://xn--d-dma.vn/c%C3%B4ng/",
            "https://a.vn/~x/b-c_d.e/",
            "http://may_chu/",
        ] {
            assert!(BaseUrl::parse(right).is_some(), "{right}");
        }
        for wrong in [
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
            assert_eq!(BaseUrl::parse(wrong), None, "{wrong}");
        }
        assert_eq!(BaseUrl::invalid_char("https://a.vn/<b>/"), Some('<'));
        assert_eq!(BaseUrl::invalid_char("a.vn"), None);
    }
}
