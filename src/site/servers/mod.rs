//! The files for web servers: one table of rules, written in the format of each server.
//!
//! Pages may load resources only from their own site, and may not be framed by another. A file of an entry may act as
//! the site unless browsers only show it: all but known kinds are downloads without any right. Open data and feeds may
//! be fetched by other sites. Files without a hash in their name must be revalidated. Old addresses redirect, removed
//! entries answer 410, and what only the server reads is not delivered.
//!
//! A server may deliver a file at further addresses: without its extension, or a folder for its `index.html`. A rule
//! for a file holds at all of them.
//!
//! **Left out on purpose.** Strict-Transport-Security: it applies to the whole host name, which the portal may share,
//! and cannot be revoked. Settings that belong to the server's own configuration, such as names and certificates.

mod apache;
mod caddy;
mod hosted;
mod iis;
mod nginx;
mod policies;
mod redirect;

use std::sync::Arc;

pub(super) use self::policies::is_download;
pub use self::policies::{PAGE_POLICY, Policy, policy_of};
pub use self::redirect::{Parameter, Redirect, page_address};
use crate::config::BaseUrl;
use crate::entry::address::decode;

/// A file for a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerFile {
    /// Headers for hosting services: Netlify, Cloudflare Pages.
    HostedHeaders,
    /// Redirects for them.
    HostedRedirects,
    /// All rules for Caddy but redirects, imported in a site block.
    CaddyHeaders,
    /// Redirects for Caddy, imported in a site block.
    CaddyRedirects,
    /// All rules for nginx but redirects, included in a `server` block.
    NginxHeaders,
    /// Redirects for nginx, included in the `http` block.
    NginxRedirects,
    /// All rules for Apache.
    Apache,
    /// All rules for IIS.
    Iis,
}

impl ServerFile {
    /// All files, with their addresses.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::HostedHeaders, "/_headers"),
        (Self::HostedRedirects, "/_redirects"),
        (Self::CaddyHeaders, "/headers.caddy"),
        (Self::CaddyRedirects, "/redirects.caddy"),
        (Self::NginxHeaders, "/headers.nginx"),
        (Self::NginxRedirects, "/redirects.nginx"),
        (Self::Apache, "/.htaccess"),
        (Self::Iis, "/web.config"),
    ];
}

/// What the servers must know of a site.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct ServerRules {
    /// The old addresses; first those with more parameters, since a server takes the first that fits.
    pub redirects: Vec<Redirect>,
    /// Files of entries that are delivered as downloads, sorted.
    pub downloads: Vec<Arc<str>>,
    /// Pages of removed entries, which show only a notice, sorted.
    pub removed: Vec<Arc<str>>,
}

/// The path of a site on its host, without a slash at its end, and what tells it from other sites of the server.
#[derive(Debug, Clone, Copy)]
struct SiteLocation<'a> {
    base: &'a str,
    id: u64,
}

impl<'a> SiteLocation<'a> {
    fn new(base_url: &'a BaseUrl) -> Self {
        Self { base: base_url.path.trim_end_matches('/'), id: hash(&base_url.to_string()) }
    }
}

/// Writes a file for a server.
pub fn write_file(file: ServerFile, rules: &ServerRules, base_url: &BaseUrl) -> String {
    let site = SiteLocation::new(base_url);
    match file {
        ServerFile::HostedHeaders => hosted::write_headers(rules, site),
        ServerFile::HostedRedirects => hosted::write_redirects(rules, site),
        ServerFile::CaddyHeaders => caddy::write_headers(rules, site),
        ServerFile::CaddyRedirects => caddy::write_redirects(rules, site),
        ServerFile::NginxHeaders => nginx::write_headers(rules, site),
        ServerFile::NginxRedirects => nginx::write_redirects(rules, site),
        ServerFile::Apache => apache::write(rules, site),
        ServerFile::Iis => iis::write(rules, site),
    }
}

/// Rules that a service or server does not read, because there are too many.
#[derive(Debug, PartialEq, Eq)]
pub struct LostRules {
    /// The service or server.
    pub server: &'static str,
    /// The file with the rules.
    pub file: &'static str,
    /// How many rules are lost.
    pub count: usize,
    /// The address of the first; `None` if the file is refused as a whole.
    pub first: Option<String>,
}

/// Returns the rules of a site that services and servers do not read.
pub fn lost_rules(rules: &ServerRules, base_url: &BaseUrl) -> Vec<LostRules> {
    let site = SiteLocation::new(base_url);
    let on_cloudflare = |file, limit: usize, addresses: Vec<String>| {
        let first = addresses.get(limit)?.clone();
        let count = addresses.len() - limit;
        Some(LostRules { server: "Cloudflare Pages", file, count, first: Some(first) })
    };
    let redirects = hosted::read_redirects(rules).map(Redirect::source).collect();
    let headers = hosted::header_paths(rules, site);
    let config = iis::write(rules, site);
    let on_iis = match config.len() > iis::MAX_FILE_BYTES {
        true => Some((rules.redirects.len(), None)),
        false => iis::left_out(rules, &config).map(|(count, first)| (count, Some(first.source()))),
    };
    let on_iis =
        on_iis.map(|(count, first)| LostRules { server: "IIS", file: "web.config", count, first });
    [
        on_cloudflare("_headers", hosted::MAX_HEADER_RULES, headers),
        on_cloudflare("_redirects", hosted::MAX_REDIRECTS, redirects),
        on_iis,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Returns whether nginx and Apache cannot redirect from an old address, because it is too long.
pub fn is_too_long(redirect: &Redirect, base_url: &BaseUrl) -> bool {
    nginx::is_too_long(redirect, SiteLocation::new(base_url))
}

/// Returns the FNV-1a hash of a text: the same on every machine.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The names of files and folders below the site that only servers and the program itself read, as a regular
/// expression: hidden ones but `.well-known`, and the files for servers.
fn unseen_regex() -> String {
    let files = ServerFile::ALL.iter().map(|(_, address)| address.trim_start_matches('/'));
    let files = files.filter(|name| !name.starts_with('.'));
    let names: Vec<String> = files.map(escape_regex).collect();
    // Without look-ahead, which Go does not have: each beginning of the visible name, and then another letter.
    let visible = ".well-known";
    let beginnings = (1..visible.len()).map(|end| {
        let (beginning, next) = (escape_regex(&visible[..end]), &visible[end..=end]);
        format!("{beginning}([^{next}/][^/]*)?")
    });
    let others: Vec<String> = beginnings.collect();
    let hidden = format!("(.*/)?({}|{}[^/]+)(/.*)?", others.join("|"), escape_regex(visible));
    format!("({hidden}|{})", names.join("|"))
}

/// Returns the addresses at which servers deliver the file at an address, which is the first.
///
/// Netlify and Cloudflare Pages deliver `a.html` as `a` and `a/` too, and every server a folder's index file.
fn forms(address: &str) -> Vec<String> {
    let mut forms = vec![address.to_owned()];
    if let Some(folder) = address.strip_suffix("index.html") {
        forms.push(folder.to_owned());
        forms.extend(
            folder.strip_suffix('/').filter(|folder| !folder.is_empty()).map(str::to_owned),
        );
        forms.push(format!("{folder}index"));
    } else if let Some(stem) =
        address.strip_suffix(".html").or_else(|| address.strip_suffix(".htm"))
    {
        forms.extend([stem.to_owned(), format!("{stem}/")]);
    }
    forms
}

/// Returns the addresses at which servers deliver the page at an address, which ends in a slash.
fn page_forms(address: &str) -> Vec<String> {
    forms(&format!("{address}index.html"))
}

/// Returns regular expressions that together fit the decoded paths of addresses below the site, and no other. None is
/// longer than servers read.
fn path_regexes(site: SiteLocation<'_>, addresses: impl Iterator<Item = String>) -> Vec<String> {
    const MAX_BYTES: usize = 2000;
    let mut groups: Vec<String> = Vec::new();
    for address in addresses.map(|address| escape_regex(&address)) {
        match groups.last_mut().filter(|group| group.len() + address.len() < MAX_BYTES) {
            Some(group) => {
                group.push('|');
                group.push_str(&address);
            }
            None => groups.push(address),
        }
    }
    let base = escape_regex(&decode(site.base));
    groups.iter().map(|group| format!("^{base}({group})$")).collect()
}

impl ServerRules {
    /// Returns all addresses of the downloads.
    fn download_forms(&self) -> impl Iterator<Item = String> {
        self.downloads.iter().flat_map(|address| forms(address))
    }

    /// Returns all addresses of the pages of removed entries.
    fn removed_forms(&self) -> impl Iterator<Item = String> {
        self.removed.iter().flat_map(|address| page_forms(address))
    }
}

/// Escapes a text as a regular expression, without characters that are special in server configurations.
fn escape_regex(text: &str) -> String {
    let escape = |c: char| match c {
        '/' | '-' | '_' | '%' | '=' | ',' | ':' | '@' | '~' | '!' => c.to_string(),
        c if c.is_alphanumeric() => c.to_string(),
        '.' => "\\.".to_owned(),
        c if c.is_ascii() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> ServerRules {
        let list = |list: &[&str]| list.iter().copied().map(Arc::from).collect();
        ServerRules {
            redirects: vec![Redirect::parse("/index.php?id=12", "/van-ban/85/".into())],
            downloads: list(&["/van-ban/a/b.html"]),
            removed: list(&["/van-ban/cu/"]),
        }
    }

    #[test]
    fn under_a_sub_path_every_rule_applies_below_it() {
        for (file, _) in ServerFile::ALL {
            let base_url = BaseUrl {
                origin: "https://thu.example.vn".to_owned(),
                path: "/cong-doan/".to_owned(),
            };
            let text = write_file(file, &rules(), &base_url);
            let paths = text.split([' ', '"', '\n', '^']).filter(|word| word.starts_with('/'));
            let is_address = |path: &&str| path[1..].starts_with(|c: char| c.is_alphanumeric());
            for path in paths.filter(is_address) {
                assert!(path.starts_with("/cong-doan"), "{file:?}: {path}\n{text}");
            }
        }
    }

    #[test]
    fn rules_that_a_server_does_not_read_are_counted_from_the_first() {
        let base_url = BaseUrl::parse("https://thu.example.vn/").expect("a valid address");
        let mut rules = rules();
        assert_eq!(lost_rules(&rules, &base_url), []);
        let redirect = |at: usize| Redirect::parse(&format!("/cu/{at:04}"), "/van-ban/85/".into());
        rules.redirects.extend((0..2001).map(redirect));
        rules.downloads = (0..100).map(|at| format!("/van-ban/{at:02}/a.xml").into()).collect();
        let lost = lost_rules(&rules, &base_url);
        let lost: Vec<_> =
            lost.iter().map(|lost| (lost.file, lost.count, lost.first.as_deref())).collect();
        assert_eq!(lost[0], ("_headers", 17, Some("/van-ban/83/a.xml")));
        assert_eq!(lost[1], ("_redirects", 1, Some("/cu/2000")));
        assert!(matches!(lost[2], ("web.config", 1.., Some(first)) if first.starts_with("/cu/0")));
        rules.downloads = (0..9000).map(|at| format!("/van-ban/{at:04}/a.xml").into()).collect();
        let lost = lost_rules(&rules, &base_url);
        assert_eq!((lost[2].file, lost[2].first.as_deref()), ("web.config", None));
    }

    #[test]
    fn regex_characters_in_names_are_escaped() {
        assert_eq!(escape_regex("/a b$.svg"), "/a\\x20b\\x24\\.svg");
        assert_eq!(escape_regex("/báo-cáo_1"), "/báo-cáo_1");
    }

    #[test]
    fn a_file_has_the_addresses_at_which_servers_deliver_it() {
        assert_eq!(forms("/a/b.html"), ["/a/b.html", "/a/b", "/a/b/"]);
        assert_eq!(forms("/a/index.html"), ["/a/index.html", "/a/", "/a", "/a/index"]);
        assert_eq!(forms("/a/b.svg"), ["/a/b.svg"]);
        assert_eq!(page_forms("/a/"), ["/a/index.html", "/a/", "/a", "/a/index"]);
    }
}
