//! The HTTP headers of the site: one table of rules, and its three output formats.
//!
//! Pages may load resources only from their own site, and may not be framed by another. An attachment may be an HTML
//! page or a drawing with a script, which would run with the origin of the site: it is sandboxed. Open data and feeds
//! may be fetched by other sites. Files without a hash in their name must be revalidated.
//!
//! Hosting services that read `_headers` join the values of one header from several rules with a comma. Two content
//! security policies then both apply; any other header would become invalid, so in `_headers` the rule for all files
//! omits headers that another rule sets.
//!
//! **Left out on purpose.** Strict-Transport-Security: it applies to the whole host name, which the portal may share,
//! and cannot be revoked. Settings that belong to the server's own configuration, such as names and certificates.

mod caddy;
mod hosted;
mod nginx;

use std::sync::Arc;

use super::redirects::ServerKind;
use crate::entry::address::decode;

/// The header files, by kind of server, with their addresses.
pub const HEADER_FILES: [(ServerKind, &str); 3] = [
    (ServerKind::Hosted, "/_headers"),
    (ServerKind::Caddy, "/headers.caddy"),
    (ServerKind::Nginx, "/headers.nginx"),
];

/// The content security policy of all pages: load, run and submit only within the site.
pub const PAGE_POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                          frame-ancestors 'self'; object-src 'none'";

/// The content security policy of attachments with active content: display only.
const SANDBOX_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/// The addresses that header files list one by one, because no pattern covers them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct HeaderFileAddresses {
    /// Files of entries that may contain scripts, sorted.
    pub active_content: Vec<Arc<str>>,
    /// Pages of removed entries, which show only a notice, sorted.
    pub removed: Vec<Arc<str>>,
}

impl HeaderFileAddresses {
    /// Returns the active content and the removed pages that the header file for a kind of server depends on.
    pub fn for_server(&self, server: ServerKind) -> (&[Arc<str>], &[Arc<str>]) {
        let removed = if server == ServerKind::Hosted { &[][..] } else { &self.removed };
        (&self.active_content, removed)
    }
}

/// The files to which a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileSet {
    All,
    /// Files whose names contain a hash of their content.
    Hashed,
    /// Files below an address.
    Below(&'static str),
    /// Files with a name, in any folder.
    Name(&'static str),
    /// Files whose names end in a suffix.
    Suffix(&'static str),
    /// Files of entries that may contain scripts.
    ActiveContent,
}

/// A rule: headers for some files.
struct HeaderRule {
    files: FileSet,
    headers: &'static [(&'static str, &'static str)],
}

const CACHE_CONTROL: &str = "Cache-Control";
const CSP: &str = "Content-Security-Policy";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";
const CONTENT_TYPE: &str = "Content-Type";

/// The table of rules. Later rules override earlier ones.
const RULES: [HeaderRule; 11] = [
    HeaderRule {
        files: FileSet::All,
        headers: &[
            (CSP, PAGE_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            (RESOURCE_POLICY, "same-site"),
            (CACHE_CONTROL, "no-cache"),
        ],
    },
    HeaderRule {
        files: FileSet::Hashed,
        headers: &[(CACHE_CONTROL, "public, max-age=31536000, immutable")],
    },
    HeaderRule {
        files: FileSet::Below("/du-lieu/"),
        headers: &[(ALLOW_ORIGIN, "*"), (RESOURCE_POLICY, "cross-origin")],
    },
    HeaderRule {
        files: FileSet::Name("atom.xml"),
        headers: &[
            (CONTENT_TYPE, "application/atom+xml; charset=utf-8"),
            (ALLOW_ORIGIN, "*"),
            (RESOURCE_POLICY, "cross-origin"),
        ],
    },
    HeaderRule {
        files: FileSet::Name("opensearch.xml"),
        headers: &[(CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".csv"),
        headers: &[(CONTENT_TYPE, "text/csv; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".json"),
        headers: &[(CONTENT_TYPE, "application/json; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".txt"),
        headers: &[(CONTENT_TYPE, "text/plain; charset=utf-8")],
    },
    HeaderRule {
        files: FileSet::Suffix(".webmanifest"),
        headers: &[(CONTENT_TYPE, "application/manifest+json; charset=utf-8")],
    },
    HeaderRule { files: FileSet::Suffix(".svg"), headers: &[(CSP, SANDBOX_POLICY)] },
    HeaderRule { files: FileSet::ActiveContent, headers: &[(CSP, SANDBOX_POLICY)] },
];

/// The pattern of the end of a rendition's name, with a hash and one of the generated widths: `-0123456789-480.webp`.
/// It is specific enough not to match names chosen by webmasters.
const HASHED_NAME: &str = "-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\
                      [0-9a-f]-(480|960)\\.webp$";

/// Returns the content security policy that rules based on the address alone give to a file.
pub fn policy_for(address: &str) -> &'static str {
    let is_svg = address.to_lowercase().ends_with(".svg");
    if is_svg { SANDBOX_POLICY } else { PAGE_POLICY }
}

/// Returns whether a browser would run scripts in the file at an address, by its extension.
pub fn is_active_content(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    let active =
        ["htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl"];
    extension.is_some_and(|extension| active.contains(&extension.as_str()))
}

/// Returns the header file for a kind of server; `base` is the path of the site, with a slash at both ends.
pub fn write_file(server: ServerKind, special: &HeaderFileAddresses, base: &str) -> String {
    let base = base.trim_end_matches('/');
    match server {
        ServerKind::Hosted => hosted::write(special, base),
        ServerKind::Caddy => caddy::write(special, base),
        ServerKind::Nginx => nginx::write(special, base),
    }
}

/// Returns the addresses of files that only servers read, and that must not be delivered.
fn server_only_addresses() -> impl Iterator<Item = &'static str> {
    let maps = HEADER_FILES.into_iter().chain(ServerKind::MAP_FILES);
    maps.map(|(_, address)| address).chain(["/.niemyet-manifest"])
}

/// Returns the regular expression for the decoded paths of a file set; nothing for all files, or for files that are
/// listed one by one.
fn path_regex(files: FileSet, base: &str) -> Option<String> {
    let base = escape_regex(&decode(base));
    Some(match files {
        FileSet::All | FileSet::ActiveContent => return None,
        FileSet::Hashed => format!("^{base}/.*{HASHED_NAME}"),
        FileSet::Below(address) => format!("^{base}{}", escape_regex(address)),
        FileSet::Name(name) => format!("^{base}/(.*/)?{}$", escape_regex(name)),
        FileSet::Suffix(suffix) => format!("^{base}/.*{}$", escape_regex(suffix)),
    })
}

/// Escapes a text as a regular expression, without characters that are special in server configurations.
fn escape_regex(text: &str) -> String {
    let escape = |c: char| match c {
        '/' | '-' | '_' => c.to_string(),
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

    fn header_file_addresses() -> HeaderFileAddresses {
        let list = |list: &[&str]| list.iter().copied().map(Arc::from).collect();
        HeaderFileAddresses {
            active_content: list(&["/van-ban/a/b.html"]),
            removed: list(&["/van-ban/cu/"]),
        }
    }

    #[test]
    fn every_kind_of_server_gets_every_header() {
        for (server, _) in HEADER_FILES {
            let map = write_file(server, &header_file_addresses(), "/");
            for (name, value) in RULES.iter().flat_map(|rule| rule.headers) {
                let is_omitted =
                    server == ServerKind::Hosted && [CACHE_CONTROL, RESOURCE_POLICY].contains(name);
                assert!(is_omitted || map.contains(value), "{server:?} {name}: {value}\n{map}");
            }
        }
    }

    #[test]
    fn under_a_sub_path_every_rule_applies_below_it() {
        for (server, _) in HEADER_FILES {
            let map = write_file(server, &header_file_addresses(), "/cong-doan/");
            let paths = map.split([' ', '"', '\n', '^']).filter(|word| word.starts_with('/'));
            for path in paths {
                assert!(path.starts_with("/cong-doan"), "{server:?}: {path}\n{map}");
            }
        }
    }

    #[test]
    fn regex_characters_in_names_are_escaped() {
        assert_eq!(escape_regex("/a b$.svg"), "/a\\x20b\\x24\\.svg");
        assert_eq!(escape_regex("/báo-cáo_1"), "/báo-cáo_1");
    }

    #[test]
    fn active_content_is_recognised_by_its_extension() {
        for (address, expected) in [
            ("/a/b.html", true),
            ("/a/b.SVG", true),
            ("/a/b.xml", true),
            ("/a/b.pdf", false),
            ("/a.html/b", false),
            ("/a/", false),
        ] {
            assert_eq!(is_active_content(address), expected, "{address}");
        }
    }
}
