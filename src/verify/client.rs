//! The client: the only code of the program that asks a server of another machine.
//!
//! It says who asks, wants nothing compressed, pauses as told, and asks again later if a server is busy. Redirects are
//! followed within the host that was named, from HTTP to HTTPS at most. Certificates are checked against the roots of
//! Mozilla that are part of the program, or those of an office that are given.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::http::Response;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, BodyReader};

use super::{CONNECTIONS, Politeness};
use crate::config::BaseUrl;
use crate::diagnostic::BilingualText;
use crate::preview::clock::Clock;

const USER_AGENT: &str = concat!("niemyet/", env!("CARGO_PKG_VERSION"), " (niemyet verify)");

/// The greatest number of redirects that are followed for a file.
const MAX_REDIRECTS: usize = 3;

/// The greatest size of the head of an answer.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// How often a busy server is asked again, and how long one may ask to wait.
const MAX_RETRIES: usize = 3;
const MAX_WAIT: Duration = Duration::from_secs(60);

/// How long to wait if a busy server does not say it.
const DEFAULT_WAIT: Duration = Duration::from_secs(5);

/// The slowest connection for which there is time, in bytes per second.
const SLOWEST: u64 = 32 * 1024;

/// What a server answered.
pub(super) enum Answer {
    /// It has something there, or at another address of the same host.
    Here { status: u16, moved_to: Option<String>, body: BodyReader<'static> },
    /// It leads to another host, or makes browsers go elsewhere.
    Elsewhere(String),
}

/// Why there is no answer.
pub(super) enum NoAnswer {
    Failed(BilingualText),
    /// There is no time left, or the server no longer answers.
    NotAsked,
}

/// The certificates of authorities that vouch for servers.
pub struct Authorities(Vec<Certificate<'static>>);

impl Authorities {
    /// Reads the certificates of a text in PEM; `None` if there are none, or one is damaged.
    pub fn parse(text: &str) -> Option<Self> {
        let items: Vec<PemItem<'_>> = parse_pem(text.as_bytes()).collect::<Result<_, _>>().ok()?;
        let certificate = |item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        };
        let certificates: Vec<_> = items.into_iter().filter_map(certificate).collect();
        (!certificates.is_empty()).then_some(Self(certificates))
    }
}

/// Asks one server.
pub(super) struct Client {
    agent: Agent,
    /// `http` or `https`, and the host.
    origin: (String, String),
    politeness: Politeness,
    clock: Clock,
    end: Instant,
    /// Held while one waits, so that nobody else asks meanwhile.
    turn: Mutex<()>,
}

impl Client {
    pub(super) fn new(
        site: &BaseUrl,
        authorities: Option<Authorities>,
        politeness: Politeness,
        clock: Clock,
    ) -> Self {
        let roots = authorities.map_or(RootCerts::WebPki, |Authorities(roots)| roots.into());
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(USER_AGENT)
            .accept_encoding("identity")
            .max_response_header_size(MAX_HEAD_BYTES)
            .max_idle_connections_per_host(CONNECTIONS)
            .build();
        let (scheme, host, _) = split(&site.origin);
        let origin = (scheme.to_owned(), host.to_owned());
        let end = clock.instant() + politeness.total_time;
        Self { agent: config.new_agent(), origin, politeness, clock, end, turn: Mutex::new(()) }
    }

    /// Asks for a URL, which has a file of that size.
    pub(super) fn get(&self, url: &str, size: u64) -> Result<Answer, NoAnswer> {
        let mut url = url.to_owned();
        let mut moved_to = None;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.ask(&url, size)?;
            let status = response.status().as_u16();
            let location = header(&response, "location").filter(|_| (300..400).contains(&status));
            let Some(location) = location else {
                if header(&response, "content-encoding").is_some_and(|name| name != "identity") {
                    return Err(failed(
                        "máy chủ gửi bản nén dù được xin bản không nén",
                        "the server compresses what was asked for uncompressed",
                    ));
                }
                if let Some(value) = header(&response, "refresh") {
                    return Ok(Answer::Elsewhere(resolve(&url, refresh_target(value))));
                }
                let body = response.into_body().into_reader();
                return Ok(Answer::Here { status, moved_to, body });
            };
            let target = resolve(&url, location);
            if !self.is_same_host(&target) {
                return Ok(Answer::Elsewhere(target));
            }
            // From HTTP to HTTPS it is the same address.
            if split(&target).2 != split(&url).2 {
                moved_to = Some(target.clone());
            }
            url = target;
        }
        Err(failed("dẫn vòng quanh", "too many redirects"))
    }

    /// Asks for a URL, again if the server is busy.
    fn ask(&self, url: &str, size: u64) -> Result<Response<ureq::Body>, NoAnswer> {
        let mut retries = 0;
        self.wait(self.politeness.pause)?;
        loop {
            let time = self.politeness.timeout + Duration::from_secs(size / SLOWEST);
            let time = Some(time.min(self.time_left()?));
            let request = self.agent.get(url).config().timeout_global(time).build();
            let response = request.call().map_err(|error| NoAnswer::Failed(error_text(&error)))?;
            match wait_time(&response) {
                Some(wait) if wait <= MAX_WAIT && retries < MAX_RETRIES => self.wait(wait)?,
                _ => return Ok(response),
            }
            retries += 1;
        }
    }

    /// Waits; nobody else asks meanwhile.
    fn wait(&self, time: Duration) -> Result<(), NoAnswer> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if time > self.time_left()? {
            return Err(NoAnswer::NotAsked);
        }
        thread::sleep(time);
        Ok(())
    }

    fn time_left(&self) -> Result<Duration, NoAnswer> {
        let left = self.end.saturating_duration_since(self.clock.instant());
        if left.is_zero() { Err(NoAnswer::NotAsked) } else { Ok(left) }
    }

    /// Returns whether a URL is on the host that was named.
    fn is_same_host(&self, url: &str) -> bool {
        let (scheme, host, _) = split(url);
        let (own_scheme, own_host) = &self.origin;
        let is_same = scheme == own_scheme && host.eq_ignore_ascii_case(own_host);
        let is_secured = own_scheme == "http" && scheme == "https";
        is_same || is_secured && without_port(host).eq_ignore_ascii_case(without_port(own_host))
    }
}

fn without_port(host: &str) -> &str {
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name)
}

/// Splits a URL into scheme, host and the rest.
fn split(url: &str) -> (&str, &str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let (host, rest) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
    (scheme, host, rest)
}

/// Returns the path of a URL.
pub(super) fn path_of(url: &str) -> &str {
    let rest = split(url).2;
    rest.split(['?', '#']).next().unwrap_or(rest)
}

/// Returns the URL to which `location` leads from `url` (RFC 3986, section 5.2, without dot segments).
fn resolve(url: &str, location: &str) -> String {
    let (scheme, host, _) = split(url);
    if location.starts_with("//") {
        return format!("{scheme}:{location}");
    }
    if location.starts_with('/') {
        return format!("{scheme}://{host}{location}");
    }
    if location.contains("://") {
        return location.to_owned();
    }
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rfind('/').map_or(path, |end| &path[..=end]);
    format!("{folder}{location}")
}

/// Returns where a header `Refresh: 0; url=/x` leads to; empty if it loads the same page again.
fn refresh_target(value: &str) -> &str {
    let target = value.split_once([';', ',']).map_or("", |(_, target)| target.trim());
    let is_named = target.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("url="));
    let target = if is_named { &target[4..] } else { target };
    target.trim_matches(|c: char| c.is_whitespace() || "\"'".contains(c))
}

fn header<'r>(response: &'r Response<ureq::Body>, name: &str) -> Option<&'r str> {
    response.headers().get(name)?.to_str().ok()
}

/// Returns how long a busy server asks to wait (RFC 9110, section 10.2.3); `None` if it is not busy.
fn wait_time(response: &Response<ureq::Body>) -> Option<Duration> {
    if !matches!(response.status().as_u16(), 429 | 503) {
        return None;
    }
    let seconds = header(response, "retry-after").and_then(|value| value.trim().parse().ok());
    Some(seconds.map_or(DEFAULT_WAIT, Duration::from_secs))
}

fn failed(vi: &str, en: &str) -> NoAnswer {
    NoAnswer::Failed(BilingualText::new(vi, en))
}

/// Describes why the body of an answer cannot be read.
pub(super) fn body_failure(error: io::Error) -> NoAnswer {
    NoAnswer::Failed(error_text(&ureq::Error::from(error)))
}

fn error_text(error: &ureq::Error) -> BilingualText {
    let words = error.to_string();
    let (vi, en) = match error {
        ureq::Error::Timeout(_) => ("quá lâu không trả lời xong", "no complete answer in time"),
        ureq::Error::HostNotFound => ("không có máy chủ tên ấy", "there is no such host"),
        // The library of TLS names the reason: it expired, has another name, or its issuer is unknown.
        _ if words.contains("certificate") => (
            "chứng thư của máy chủ không đáng tin (tự ký, hết hạn hoặc khác tên), nên không đọc gì",
            "the server's certificate cannot be trusted (self-signed, expired or for another name), so nothing was read",
        ),
        ureq::Error::Io(_) | ureq::Error::ConnectionFailed => {
            ("nối với máy chủ không được, hoặc bị cắt", "the connection failed or was cut")
        }
        _ => ("câu trả lời của máy chủ không đúng giao thức", "the answer is no valid HTTP"),
    };
    BilingualText::new(format!("{vi} ({words})"), format!("{en} ({words})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_resolved_as_by_a_browser() {
        for (location, target) in [
            ("/b/", "https://a.vn/b/"),
            ("b/", "https://a.vn/x/b/"),
            ("//b.vn/", "https://b.vn/"),
            ("/z?to=https://b.vn/", "https://a.vn/z?to=https://b.vn/"),
            ("http://b.vn/", "http://b.vn/"),
        ] {
            assert_eq!(resolve("https://a.vn/x/y?z=/", location), target, "{location}");
        }
    }

    #[test]
    fn a_refresh_leads_where_a_browser_goes() {
        for (value, target) in
            [("0; url=/b/", "/b/"), ("5;URL='//b.vn/'", "//b.vn/"), ("0, /b/", "/b/"), ("3", "")]
        {
            assert_eq!(refresh_target(value), target, "{value}");
        }
    }

    #[test]
    fn only_the_named_host_is_asked() {
        let site = BaseUrl::parse("http://a.vn:8080/").expect("a URL");
        let second = Duration::from_secs(1);
        let politeness = Politeness { pause: second, timeout: second, total_time: second };
        let clock = Clock::new(|| jiff::Timestamp::UNIX_EPOCH, Instant::now);
        let client = Client::new(&site, None, politeness, clock);
        for same in ["http://A.vn:8080/x", "https://a.vn/x", "https://a.vn?x"] {
            assert!(client.is_same_host(same), "{same}");
        }
        for other in [
            "http://a.vn/",
            "http://a.vn:8080@b.vn/",
            "https://a.vn.b.vn/",
            "https://a.vn:x@b.vn/",
            "ftp://a.vn:8080/",
            "http://b.vn/",
        ] {
            assert!(!client.is_same_host(other), "{other}");
        }
    }
}
