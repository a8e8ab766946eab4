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

use super::redirects::Server;
use crate::entry::address::decode;

/// The files with their addresses.
pub const FILES: [(Server, &str); 3] = [
    (Server::Hosted, "/_headers"),
    (Server::Caddy, "/headers.caddy"),
    (Server::Nginx, "/headers.nginx"),
];

/// What every page may do: load, run and send to nothing but its own site.
pub const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                          frame-ancestors 'self'; object-src 'none'";

/// What an attachment may do that a browser would run: be looked at.
const SANDBOX: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

/// What servers must know of single addresses.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Hosting {
    /// Files of entries that a browser would run, sorted.
    pub runnable: Vec<Arc<str>>,
    /// Pages in whose place only a notice stands, sorted.
    pub gone: Vec<Arc<str>>,
}

impl Hosting {
    /// Gives what the file for a kind of server is made from.
    pub fn of(&self, server: Server) -> (&[Arc<str>], &[Arc<str>]) {
        let gone = if server == Server::Hosted { &[][..] } else { &self.gone };
        (&self.runnable, gone)
    }
}

/// Which files a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    All,
    /// Those whose names carry a hash of their bytes.
    Hashed,
    /// Those below an address.
    Below(&'static str),
    /// Those of a name, wherever they lie.
    Named(&'static str),
    /// Those whose names end so.
    Ending(&'static str),
    /// Files of entries that a browser would run.
    Runnable,
}

/// A rule: which files, and the headers.
struct Rule {
    on: On,
    says: &'static [(&'static str, &'static str)],
}

const CACHE: &str = "Cache-Control";
const CSP: &str = "Content-Security-Policy";
const ORIGIN: &str = "Access-Control-Allow-Origin";
const POLICY_OF_RESOURCE: &str = "Cross-Origin-Resource-Policy";
const TYPE: &str = "Content-Type";

/// The table. A rule says over what those before it said.
const RULES: [Rule; 11] = [
    Rule {
        on: On::All,
        says: &[
            (CSP, POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            (POLICY_OF_RESOURCE, "same-site"),
            (CACHE, "no-cache"),
        ],
    },
    Rule { on: On::Hashed, says: &[(CACHE, "public, max-age=31536000, immutable")] },
    Rule {
        on: On::Below("/du-lieu/"),
        says: &[(ORIGIN, "*"), (POLICY_OF_RESOURCE, "cross-origin")],
    },
    Rule {
        on: On::Named("atom.xml"),
        says: &[
            (TYPE, "application/atom+xml; charset=utf-8"),
            (ORIGIN, "*"),
            (POLICY_OF_RESOURCE, "cross-origin"),
        ],
    },
    Rule {
        on: On::Named("opensearch.xml"),
        says: &[(TYPE, "application/opensearchdescription+xml; charset=utf-8")],
    },
    Rule { on: On::Ending(".csv"), says: &[(TYPE, "text/csv; charset=utf-8")] },
    Rule { on: On::Ending(".json"), says: &[(TYPE, "application/json; charset=utf-8")] },
    Rule { on: On::Ending(".txt"), says: &[(TYPE, "text/plain; charset=utf-8")] },
    Rule {
        on: On::Ending(".webmanifest"),
        says: &[(TYPE, "application/manifest+json; charset=utf-8")],
    },
    Rule { on: On::Ending(".svg"), says: &[(CSP, SANDBOX)] },
    Rule { on: On::Runnable, says: &[(CSP, SANDBOX)] },
];

/// How a hash stands at the end of a name that the generator made: `-0123456789-480.webp`, in the widths that it makes.
/// A webmaster's own name may hold any number, and hardly these.
const HASHED: &str = "-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]\
                      [0-9a-f]-(480|960)\\.webp$";

/// Gives what a server says of what a file may do, by its address alone.
pub fn policy(address: &str) -> &'static str {
    let is_drawing = address.to_lowercase().ends_with(".svg");
    if is_drawing { SANDBOX } else { POLICY }
}

/// Tells whether a browser would run what lies at an address as a page of the site, or as a drawing with scripts.
pub fn runs(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    let runs =
        ["htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl"];
    extension.is_some_and(|extension| runs.contains(&extension.as_str()))
}

/// Writes the rules for a kind of server; `base` is the path of the site, with a slash at both ends.
pub fn map(server: Server, hosting: &Hosting, base: &str) -> String {
    let base = base.trim_end_matches('/');
    match server {
        Server::Hosted => hosted::map(hosting, base),
        Server::Caddy => caddy::map(hosting, base),
        Server::Nginx => nginx::map(hosting, base),
    }
}

/// Gives the files below the site that only servers read.
fn unseen() -> impl Iterator<Item = &'static str> {
    let maps = FILES.into_iter().chain(Server::ALL);
    maps.map(|(_, address)| address).chain(["/.niemyet-manifest"])
}

/// Writes the expression that a decoded path must match; nothing where the files are named one by one, or all meant.
fn expression(on: On, base: &str) -> Option<String> {
    let base = literal(&decode(base));
    Some(match on {
        On::All | On::Runnable => return None,
        On::Hashed => format!("^{base}/.*{HASHED}"),
        On::Below(address) => format!("^{base}{}", literal(address)),
        On::Named(name) => format!("^{base}/(.*/)?{}$", literal(name)),
        On::Ending(end) => format!("^{base}/.*{}$", literal(end)),
    })
}

/// Writes a text as an expression that matches nothing else, without a sign that means something to a server.
fn literal(text: &str) -> String {
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

    fn hosting() -> Hosting {
        let list = |list: &[&str]| list.iter().copied().map(Arc::from).collect();
        Hosting { runnable: list(&["/van-ban/a/b.html"]), gone: list(&["/van-ban/cu/"]) }
    }

    #[test]
    fn every_server_is_told_every_header() {
        for (server, _) in FILES {
            let map = map(server, &hosting(), "/");
            for (name, value) in RULES.iter().flat_map(|rule| rule.says) {
                let is_left =
                    server == Server::Hosted && [CACHE, POLICY_OF_RESOURCE].contains(name);
                assert!(is_left || map.contains(value), "{server:?} {name}: {value}\n{map}");
            }
        }
    }

    #[test]
    fn under_a_sub_path_every_rule_is_for_what_lies_below() {
        for (server, _) in FILES {
            let map = map(server, &hosting(), "/cong-doan/");
            let paths = map.split([' ', '"', '\n', '^']).filter(|word| word.starts_with('/'));
            for path in paths {
                assert!(path.starts_with("/cong-doan"), "{server:?}: {path}\n{map}");
            }
        }
    }

    #[test]
    fn a_name_is_matched_as_it_is() {
        assert_eq!(literal("/a b$.svg"), "/a\\x20b\\x24\\.svg");
        assert_eq!(literal("/báo-cáo_1"), "/báo-cáo_1");
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
            assert_eq!(runs(address), expected, "{address}");
        }
    }
}
