//! What a server is to say with each file (HTTP headers): one table of rules, and its three forms.
//!
//! A page runs nothing but what lies on its own site, and stands in no frame of another. What an office attaches may
//! be a page or a drawing with a script in it, which would speak with the office's voice: it is shown without rights.
//! What others may fetch is open to them. Whatever has no hash in its name is asked for anew.
//!
//! Hosts that read `_headers` join what two rules say of one header with a comma. Two policies then both hold; any
//! other header would be spoilt, so there the rule for all files leaves out what another rule says.
//!
//! **Left out on purpose.** Strict-Transport-Security: it binds the host's name, which the portal may share, and can
//! not be taken back. What belongs in a server's own file, such as names and certificates.

mod caddy;
mod hosted;
mod nginx;

use std::sync::Arc;

use super::redirects::ServerKind;
use crate::entry::address::decode;

/// The files with their addresses.
pub const HEADER_FILES: [(ServerKind, &str); 3] = [
    (ServerKind::Hosted, "/_headers"),
    (ServerKind::Caddy, "/headers.caddy"),
    (ServerKind::Nginx, "/headers.nginx"),
];

/// What every page may do: load, run and send to nothing but its own site.
pub const PAGE_POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                          frame-ancestors 'self'; object-src 'none'";

/// What an attachment may do that a browser would run: be looked at.
const SANDBOX_POLICY: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/// What servers must know of single addresses.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct SpecialAddresses {
    /// Files of entries that a browser would run, sorted.
    pub active_content: Vec<Arc<str>>,
    /// Pages in whose place only a notice stands, sorted.
    pub withdrawn: Vec<Arc<str>>,
}

impl SpecialAddresses {
    /// Gives what the file for a kind of server is made from.
    pub fn for_server(&self, server: ServerKind) -> (&[Arc<str>], &[Arc<str>]) {
        let gone = if server == ServerKind::Hosted { &[][..] } else { &self.withdrawn };
        (&self.active_content, gone)
    }
}

/// Which files a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileSet {
    All,
    /// Those whose names carry a hash of their bytes.
    Hashed,
    /// Those below an address.
    Below(&'static str),
    /// Those of a name, wherever they lie.
    Name(&'static str),
    /// Those whose names end so.
    Suffix(&'static str),
    /// Files of entries that a browser would run.
    ActiveContent,
}

/// A rule: which files, and the headers.
struct HeaderRule {
    files: FileSet,
    headers: &'static [(&'static str, &'static str)],
}

const CACHE_CONTROL: &str = "Cache-Control";
const CSP: &str = "Content-Security-Policy";
const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";
const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";
const CONTENT_TYPE: &str = "Content-Type";

/// The table. A rule says over what those before it said.
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

/// How a hash stands at the end of a name that the generator made: `-0123456789-480.webp`, in the widths that it makes.
/// A webmaster's own name may hold any number, and hardly these.
const HASHED_NAME: &str = "-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\
                      [0-9a-f]-(480|960)\\.webp$";

/// Gives what a server says of what a file may do, by its address alone.
pub fn policy_for(address: &str) -> &'static str {
    let is_drawing = address.to_lowercase().ends_with(".svg");
    if is_drawing { SANDBOX_POLICY } else { PAGE_POLICY }
}

/// Tells whether a browser would run what lies at an address as a page of the site, or as a drawing with scripts.
pub fn is_active_content(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    let runs =
        ["htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl"];
    extension.is_some_and(|extension| runs.contains(&extension.as_str()))
}

/// Writes the rules for a kind of server; `base` is the path of the site, with a slash at both ends.
pub fn write_map(server: ServerKind, hosting: &SpecialAddresses, base: &str) -> String {
    let base = base.trim_end_matches('/');
    match server {
        ServerKind::Hosted => hosted::write(hosting, base),
        ServerKind::Caddy => caddy::write(hosting, base),
        ServerKind::Nginx => nginx::write(hosting, base),
    }
}

/// Gives the files below the site that only servers read.
fn server_only_addresses() -> impl Iterator<Item = &'static str> {
    let maps = HEADER_FILES.into_iter().chain(ServerKind::MAP_FILES);
    maps.map(|(_, address)| address).chain(["/.niemyet-manifest"])
}

/// Writes the expression that a decoded path must match; nothing where the files are named one by one, or all meant.
fn path_regex(on: FileSet, base: &str) -> Option<String> {
    let base = escape_regex(&decode(base));
    Some(match on {
        FileSet::All | FileSet::ActiveContent => return None,
        FileSet::Hashed => format!("^{base}/.*{HASHED_NAME}"),
        FileSet::Below(address) => format!("^{base}{}", escape_regex(address)),
        FileSet::Name(name) => format!("^{base}/(.*/)?{}$", escape_regex(name)),
        FileSet::Suffix(end) => format!("^{base}/.*{}$", escape_regex(end)),
    })
}

/// Writes a text as an expression that matches nothing else, without a sign that means something to a server.
fn escape_regex(text: &str) -> String {
    let sign = |c: char| match c {
        '/' | '-' | '_' => c.to_string(),
        c if c.is_alphanumeric() => c.to_string(),
        '.' => "\\.".to_owned(),
        c if c.is_ascii() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosting() -> SpecialAddresses {
        let list = |list: &[&str]| list.iter().copied().map(Arc::from).collect();
        SpecialAddresses {
            active_content: list(&["/van-ban/a/b.html"]),
            withdrawn: list(&["/van-ban/cu/"]),
        }
    }

    #[test]
    fn every_server_is_told_every_header() {
        for (server, _) in HEADER_FILES {
            let map = write_map(server, &hosting(), "/");
            for (name, value) in RULES.iter().flat_map(|rule| rule.headers) {
                let is_left =
                    server == ServerKind::Hosted && [CACHE_CONTROL, RESOURCE_POLICY].contains(name);
                assert!(is_left || map.contains(value), "{server:?} {name}: {value}\n{map}");
            }
        }
    }

    #[test]
    fn under_a_sub_path_every_rule_is_for_what_lies_below() {
        for (server, _) in HEADER_FILES {
            let map = write_map(server, &hosting(), "/cong-doan/");
            let paths = map.split([' ', '"', '\n', '^']).filter(|word| word.starts_with('/'));
            for path in paths {
                assert!(path.starts_with("/cong-doan"), "{server:?}: {path}\n{map}");
            }
        }
    }

    #[test]
    fn a_name_is_matched_as_it_is() {
        assert_eq!(escape_regex("/a b$.svg"), "/a\\x20b\\x24\\.svg");
        assert_eq!(escape_regex("/báo-cáo_1"), "/báo-cáo_1");
    }

    #[test]
    fn what_a_browser_runs_is_known_by_its_name() {
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
