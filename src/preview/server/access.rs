//! Access control: only requests whose `Host` names this server are answered.
//!
//! Any site can make a browser send requests to this machine. It cannot read the responses, unless its own name
//! resolves to an address of this machine (DNS rebinding); then the browser sends that name as `Host`. So only these
//! names are accepted: `localhost`, the listening addresses, the name given by `--host`; and, when the server listens
//! on the network, also names that only the local network gives: those without a dot, and those below `.local`
//! (RFC 6762).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::request::Parts;

use super::listen::BoundSockets;
use super::refusal::Refusal;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The default port of `http` URLs.
const HTTP_PORT: u16 = 80;

/// The port and the names that requests to this server may have in `Host`.
pub(super) struct AllowedHosts {
    port: u16,
    addresses: Vec<IpAddr>,
    name: Option<String>,
}

impl AllowedHosts {
    pub(super) fn new(bound: &BoundSockets) -> Self {
        let name = bound.host.as_ref().map(|name| name.to_ascii_lowercase());
        Self { port: bound.port, addresses: bound.addresses(), name }
    }

    /// Checks `Host`, and the authority of the request target if it has one.
    pub(super) fn check(&self, head: &Parts) -> Result<(), Refusal> {
        let mut hosts = head.headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::MissingHost);
        };
        let is_allowed = |host: &str| self.allows(host);
        let host_allowed = host.to_str().is_ok_and(is_allowed);
        // The absolute form, `GET http://host/ HTTP/1.1`, overrides `Host` (RFC 9112, section 3.2.2).
        let target_allowed =
            head.uri.authority().is_none_or(|authority| is_allowed(authority.as_str()));
        if host_allowed && target_allowed { Ok(()) } else { Err(Refusal::ForeignHost) }
    }

    /// Returns whether `host:port` names this server.
    fn allows(&self, host: &str) -> bool {
        let Some((name, port)) = split_host_port(host) else { return false };
        let name = name.to_ascii_lowercase();
        port == self.port && self.allows_name(&name)
    }

    fn allows_name(&self, name: &str) -> bool {
        if name == "localhost" || self.name.as_deref() == Some(name) {
            return true;
        }
        match parse_ip(name) {
            Some(ip) => {
                let loopback: [IpAddr; 2] =
                    [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                let listens_everywhere = self.addresses.iter().any(IpAddr::is_unspecified);
                listens_everywhere || loopback.contains(&ip) || self.addresses.contains(&ip)
            }
            None => !self.addresses.iter().all(IpAddr::is_loopback) && is_local_network_name(name),
        }
    }
}

/// Returns whether a request comes from a page of this server, or from no page at all.
///
/// `Origin` is the older header; `Sec-Fetch-Site` is also sent when a page embeds a resource that it cannot read.
pub(super) fn is_same_origin(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = format!("http://{host}");
    let origins = headers.get_all(ORIGIN).iter();
    let sites = headers.get_all(SEC_FETCH_SITE).iter();
    origins
        .map(|origin| origin.as_bytes())
        .all(|origin| origin.eq_ignore_ascii_case(own.as_bytes()))
        && sites
            .map(|site| site.as_bytes())
            .all(|site| [&b"same-origin"[..], b"none"].contains(&site))
}

/// Splits `host:port`; the port may be missing.
fn split_host_port(host: &str) -> Option<(&str, u16)> {
    let end = match host.find(']') {
        Some(at) if host.starts_with('[') => at + 1,
        _ => host.find(':').unwrap_or(host.len()),
    };
    let (name, rest) = host.split_at(end);
    if rest.is_empty() {
        return Some((name, HTTP_PORT));
    }
    let port = rest.strip_prefix(':').filter(|port| port.bytes().all(|b| b.is_ascii_digit()))?;
    Some((name, port.parse().ok()?))
}

/// Parses an IP address as written in `Host`: IPv6 in brackets.
fn parse_ip(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

/// Returns whether only the local network can have given this name.
fn is_local_network_name(name: &str) -> bool {
    let is_label_byte = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    let name_without_local = name.strip_suffix(".local").unwrap_or(name);
    let may_have_dots = name_without_local.len() < name.len();
    !name_without_local.is_empty()
        && name_without_local.bytes().all(|b| is_label_byte(b) || may_have_dots && b == b'.')
}

#[cfg(test)]
mod tests {
    use super::{AllowedHosts, is_same_origin};
    use hyper::header::{HeaderMap, HeaderName, HeaderValue};

    fn allowed_hosts(name: Option<&str>, addresses: &[&str]) -> AllowedHosts {
        let addresses = addresses.iter().map(|ip| ip.parse().expect("an address")).collect();
        AllowedHosts { port: 8080, addresses, name: name.map(str::to_owned) }
    }

    #[track_caller]
    fn assert_hosts(hosts: &AllowedHosts, allowed: &[&str], refused: &[&str]) {
        for host in allowed {
            assert!(hosts.allows(host), "{host}");
        }
        for host in refused {
            assert!(!hosts.allows(host), "{host}");
        }
    }

    #[test]
    fn on_loopback_only_names_of_this_machine_are_allowed() {
        assert_hosts(
            &allowed_hosts(None, &["127.0.0.1", "::1"]),
            &["localhost:8080", "LocalHost:8080", "127.0.0.1:8080", "[::1]:8080", "[0:0::1]:8080"],
            &[
                "",
                ":8080",
                "localhost",
                "localhost:80",
                "localhost:08080x",
                "localhost:+8080",
                "localhost:8080:8080",
                "a@localhost:8080",
                "localhost.:8080",
                "evil.example:8080",
                "localhost.evil.example:8080",
                "127.0.0.1.evil.example:8080",
                "192.168.1.5:8080",
                "may-chu:8080",
                "may-chu.local:8080",
                "::1:8080",
                "[::1:8080",
                "[::1]x:8080",
                "[127.0.0.1]:8080",
                "0.0.0.0:8080",
            ],
        );
    }

    #[test]
    fn on_the_network_local_names_are_allowed_too() {
        let allowed = ["localhost:8080", "192.168.1.5:8080", "may-chu:8080", "may-chu.local:8080"];
        let refused = ["evil.example:8080", "evil.local.example:8080", ".local:8080", "a b:8080"];
        assert_hosts(&allowed_hosts(None, &["0.0.0.0"]), &allowed, &refused);
        assert_hosts(&allowed_hosts(None, &["0.0.0.0"]), &["10.0.0.7:8080", "[fe80::1]:8080"], &[]);
        assert_hosts(&allowed_hosts(None, &["192.168.1.5"]), &allowed, &refused);
        assert_hosts(
            &allowed_hosts(None, &["192.168.1.5"]),
            &[],
            &["10.0.0.7:8080", "[fe80::1]:8080"],
        );
        let named = allowed_hosts(Some("xem.example.vn"), &["192.168.1.5"]);
        assert_hosts(
            &named,
            &["xem.example.vn:8080"],
            &["example.vn:8080", "a.xem.example.vn:8080"],
        );
    }

    #[test]
    fn either_header_reveals_a_page_of_another_origin() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs.iter().chain(&[("host", "localhost:8080")]) {
                let name = HeaderName::from_static(name);
                headers.append(name, HeaderValue::from_static(value));
            }
            is_same_origin(&headers)
        };
        assert!(from(&[]));
        assert!(from(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(from(&[("sec-fetch-site", "none")]));
        for origin in
            ["http://localhost:3000", "http://localhost", "https://localhost:8080", "null"]
        {
            assert!(!from(&[("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", ""] {
            assert!(!from(&[("sec-fetch-site", site)]), "{site}");
        }
    }
}
