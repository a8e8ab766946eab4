//! What Netlify and Cloudflare Pages answer for a folder with `_headers` and `_redirects`, by their documentation.
//!
//! **Netlify.** The first rule that fits decides, whatever slash ends its path; one with parameters fits a request with
//! these and no others. A file wins over a rule without `!`. Of two rules for a header the later one wins.
//!
//! **Cloudflare Pages.** Rules with parameters and with a status like `301!` are skipped; a rule fits every query and
//! wins over files. Only 2,000 redirects, those with patterns 100, and 100 header rules are read. Values of a header
//! from several rules are joined. The address of a page has no `.html`. Both pass the query on to the new address.

use std::collections::BTreeMap;

use fancy_regex::Regex;
use niemyet::entry::address::{decode, href};

use super::server::{Response, ServerKind};
use crate::files::Files;

const MAX_REDIRECTS: usize = 2000;
const MAX_HEADER_RULES: usize = 100;
const MAX_REDIRECT_LENGTH: usize = 1000;
const MAX_HEADER_LENGTH: usize = 2000;

/// A line of `_redirects`.
#[derive(Debug)]
struct HostedRedirect {
    from: String,
    query: Vec<(String, Option<String>)>,
    to: String,
    status: u16,
    is_forced: bool,
}

/// A block of `_headers`.
#[derive(Debug)]
struct HostedHeaders {
    pattern: Regex,
    headers: Vec<(String, String)>,
}

/// A site on one of the services.
#[derive(Debug)]
pub(super) struct HostedSite {
    kind: ServerKind,
    files: Files,
    redirects: Vec<HostedRedirect>,
    headers: Vec<HostedHeaders>,
}

impl HostedSite {
    /// Reads the rules at `base`, from where they are to be copied to the root of the host.
    pub(super) fn new(kind: ServerKind, files: Files, base: &str) -> Self {
        let text = |name: &str| {
            let path = format!("{base}/{name}");
            String::from_utf8(files[path.trim_start_matches('/')].clone()).expect("a text")
        };
        let (redirects, headers) = (text("_redirects"), text("_headers"));
        let redirects = redirects.lines().filter_map(|line| read_redirect(kind, line));
        let limit = if kind == ServerKind::Cloudflare { MAX_REDIRECTS } else { usize::MAX };
        let redirects = redirects.take(limit).collect();
        Self { kind, redirects, headers: read_headers(kind, &headers), files }
    }

    /// The response for an encoded address.
    pub(super) fn get(&self, address: &str) -> Response {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        if path.ends_with("/_redirects") || path.ends_with("/_headers") {
            return self.missing(path);
        }
        let with_query = |to: &str| match query {
            "" => to.to_owned(),
            query => format!("{to}?{query}"),
        };
        match self.redirects.iter().find(|redirect| self.fits(redirect, path, query)) {
            Some(redirect) if redirect.is_forced || !self.is_shadowed(path) => {
                match redirect.status {
                    404 => self.answer(404, path, self.files.get(&key(&redirect.to))),
                    status => moved(status, &with_query(&redirect.to)),
                }
            }
            _ => self.file(path, &with_query),
        }
    }

    /// Whether a file at a path is delivered in spite of a rule.
    fn is_shadowed(&self, path: &str) -> bool {
        let file = self.file(path, &str::to_owned);
        self.kind == ServerKind::Netlify && file.status != 404
    }

    fn fits(&self, redirect: &HostedRedirect, path: &str, query: &str) -> bool {
        if self.kind == ServerKind::Cloudflare {
            return redirect.from == path;
        }
        let written = query.split('&').filter(|part| !part.is_empty());
        let mut asked: Vec<(String, Option<String>)> = written
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (decoded(name), Some(decoded(value))),
                None => (decoded(part), None),
            })
            .collect();
        asked.sort();
        let slashless = |path: &str| decode(path).trim_end_matches('/').to_owned();
        if let Some(folder) = redirect.from.strip_suffix('*') {
            return path.starts_with(folder);
        }
        slashless(&redirect.from) == slashless(path)
            && (redirect.query.is_empty() || redirect.query == asked)
    }

    fn file(&self, path: &str, with_query: &dyn Fn(&str) -> String) -> Response {
        let has = |key: &str| self.files.contains_key(key);
        let (name, bare) = (key(path), key(path.trim_end_matches('/')));
        let is_cloudflare = self.kind == ServerKind::Cloudflare;
        let page = format!("{bare}.html");
        let index = format!("{bare}/index.html").trim_start_matches('/').to_owned();
        if path.ends_with('/') && has(&index) {
            return self.answer(200, path, self.files.get(&index));
        }
        match name.strip_suffix(".html").filter(|_| has(&name) && is_cloudflare) {
            Some(folder) if folder == "index" || folder.ends_with("/index") => {
                moved(308, &with_query(path.trim_end_matches("index.html")))
            }
            Some(_) => moved(308, &with_query(path.trim_end_matches(".html"))),
            None if has(&name) => self.answer(200, path, self.files.get(&name)),
            None if has(&page) && is_cloudflare && path.ends_with('/') => {
                moved(308, &with_query(path.trim_end_matches('/')))
            }
            None if has(&page) => self.answer(200, path, self.files.get(&page)),
            None if has(&index) => {
                moved(if is_cloudflare { 308 } else { 301 }, &with_query(&format!("{path}/")))
            }
            None if path.ends_with("/index") && has(&page) => moved(308, path),
            None => self.missing(path),
        }
    }

    /// The 404 page of the host, or of the nearest folder above.
    fn missing(&self, path: &str) -> Response {
        let mut folder = decode(path);
        while let Some(at) = folder.rfind('/') {
            folder.truncate(at);
            let page = format!("{folder}/404.html");
            if let Some(bytes) = self.files.get(page.trim_start_matches('/')) {
                return self.answer(404, path, Some(bytes));
            }
        }
        self.answer(404, path, None)
    }

    fn answer(&self, status: u16, path: &str, body: Option<&Vec<u8>>) -> Response {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        headers.insert("cache-control".to_owned(), "public, max-age=0, must-revalidate".to_owned());
        headers.insert("content-encoding".to_owned(), "gzip".to_owned());
        let mut set: Vec<&str> = Vec::new();
        for (name, value) in self
            .headers
            .iter()
            .filter(|rule| rule.pattern.is_match(path).expect("a pattern that ends"))
            .flat_map(|rule| &rule.headers)
        {
            let joins = self.kind == ServerKind::Cloudflare && set.contains(&&**name);
            let old = headers.get(name).filter(|_| joins);
            let value = old.map_or(value.clone(), |old| format!("{old}, {value}"));
            headers.insert(name.clone(), value);
            set.push(name);
        }
        let body = body.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        Response::new(status, &headers, body.unwrap_or_default())
    }
}

/// The path of the file for an encoded address.
fn key(path: &str) -> String {
    decode(path).trim_start_matches('/').to_owned()
}

fn decoded(text: &str) -> String {
    decode(&text.replace('+', " "))
}

fn moved(status: u16, to: &str) -> Response {
    let location = BTreeMap::from([("location".to_owned(), to.to_owned())]);
    Response::new(status, &location, String::new())
}

/// Reads a line of `_redirects`; none if the service skips it.
fn read_redirect(kind: ServerKind, line: &str) -> Option<HostedRedirect> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (from, rest) = words.split_first().filter(|(from, _)| !from.starts_with('#'))?;
    let at = rest.iter().position(|word| word.starts_with('/')).expect("a rule has a new address");
    let (query, rest) = rest.split_at(at);
    let [to, status] = rest else { panic!("a rule ends in its status: {line}") };
    let is_forced = status.ends_with('!');
    let is_pattern = Regex::new(r"\*|:[A-Za-z]").expect("a regex").is_match(from);
    assert!(
        !is_pattern.expect("it ends") || status.starts_with("404"),
        "an old address that is a pattern: {line}"
    );
    let is_skipped = !query.is_empty() || is_forced || line.len() > MAX_REDIRECT_LENGTH;
    if kind == ServerKind::Cloudflare && is_skipped {
        return None;
    }
    let pair = |word: &&str| match word.split_once('=') {
        Some((name, value)) => (decoded(name), Some(decoded(value))),
        None => (decoded(word), None),
    };
    let mut query: Vec<_> = query.iter().map(pair).collect();
    query.sort();
    let status = status.trim_end_matches('!').parse().expect("a status");
    Some(HostedRedirect {
        from: (*from).to_owned(),
        query,
        to: (*to).to_owned(),
        status,
        is_forced,
    })
}

fn read_headers(kind: ServerKind, text: &str) -> Vec<HostedHeaders> {
    let mut rules: Vec<HostedHeaders> = Vec::new();
    for line in text.lines() {
        assert!(line.len() <= MAX_HEADER_LENGTH, "a line that is too long: {line}");
        let Some((name, value)) = line.strip_prefix("  ").and_then(|line| line.split_once(": "))
        else {
            if kind == ServerKind::Cloudflare && rules.len() == MAX_HEADER_RULES {
                break;
            }
            rules.push(HostedHeaders { pattern: path_pattern(kind, line), headers: Vec::new() });
            continue;
        };
        let rule = rules.last_mut().expect("a header belongs to a path");
        rule.headers.push((name.to_lowercase(), value.to_owned()));
    }
    rules
}

/// A pattern of `_headers` as a regular expression for the encoded path.
fn path_pattern(kind: ServerKind, pattern: &str) -> Regex {
    assert!(pattern.starts_with('/') && href(&decode(pattern)) == pattern, "a path: {pattern}");
    let escaped = |text: &str| fancy_regex::escape(text).into_owned();
    let regex = match kind {
        ServerKind::Cloudflare => {
            format!("^{}$", pattern.split('*').map(escaped).collect::<Vec<_>>().join(".*"))
        }
        _ => {
            let parts = pattern.split('/').filter(|part| !part.is_empty());
            let parts = parts.map(|part| match part {
                "*" => "?(.*)".to_owned(),
                part => part.split('*').map(escaped).collect::<Vec<_>>().join(".*"),
            });
            format!("(?i)^/{}/?$", parts.collect::<Vec<_>>().join("/"))
        }
    };
    Regex::new(&regex).expect("a valid pattern")
}
