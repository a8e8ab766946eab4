//! Redirects from old addresses: as pages, and as maps for servers that support real redirects.
//!
//! A redirect page works only at a path that servers deliver as HTML; an old address with a query
//! (`/index.php?id=85`) or of another program (`.php`, `.aspx`) is covered only by the maps.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::entry::address::{decode, href};
use crate::vietnamese::fold;

/// A kind of server with its own configuration format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerKind {
    /// Hosting services: Netlify, Cloudflare Pages.
    Hosted,
    /// Caddy.
    Caddy,
    /// nginx.
    Nginx,
}

impl ServerKind {
    /// All kinds, with the address of their redirect map.
    pub const MAP_FILES: [(Self, &'static str); 3] = [
        (Self::Hosted, "/_redirects"),
        (Self::Caddy, "/redirects.caddy"),
        (Self::Nginx, "/redirects.nginx"),
    ];
}

/// A redirect from an old address to a new one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Redirect {
    /// The path of the old address, decoded.
    pub path: String,
    /// Its query, without the question mark.
    pub query: Option<String>,
    /// The new address.
    pub target: Arc<str>,
}

impl Redirect {
    /// Parses an old address as written in front matter.
    pub fn parse(alias: &str, target: Arc<str>) -> Self {
        let (path, query) = match alias.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (alias, None),
        };
        let path = path.split('#').next().unwrap_or_default();
        Self { path: fold::nfc(&decode(path)).into_owned(), query, target }
    }

    /// Returns the address of the redirect page, if the old address can have one.
    pub fn page_address(&self) -> Option<String> {
        if self.query.is_some() {
            return None;
        }
        let last = self.path.rsplit('/').next().unwrap_or_default();
        if last.is_empty() {
            return Some(self.path.clone());
        }
        match last.rsplit_once('.') {
            Some((_, "html" | "htm")) => Some(self.path.clone()),
            Some(_) => None,
            None => Some(format!("{}/", self.path)),
        }
    }
}

/// Writes the map of all redirects; `base` is the path of the site, with a slash at both ends.
pub fn write_map(server: ServerKind, redirects: &[Redirect], base: &str) -> String {
    let mut map = String::new();
    let base = base.trim_end_matches('/');
    if server == ServerKind::Nginx {
        map.push_str("map $request_uri $niemyet_redirect {\n");
    }
    for redirect in redirects {
        let from = format!("{base}{}", href(&redirect.path));
        let to = format!("{base}{}", href(&redirect.target));
        // Writing to a String cannot fail.
        let _ = match server {
            ServerKind::Hosted => write_hosted(&mut map, &from, redirect.query.as_deref(), &to),
            ServerKind::Caddy => write_caddy(&mut map, &from, redirect.query.as_deref(), &to),
            ServerKind::Nginx => write_nginx(&mut map, &from, redirect.query.as_deref(), &to),
        };
    }
    if server == ServerKind::Nginx {
        map.push_str("}\n");
    }
    map
}

fn write_hosted(map: &mut String, from: &str, query: Option<&str>, to: &str) -> std::fmt::Result {
    let query = query.map(|q| q.replace('&', " ")).unwrap_or_default();
    writeln!(map, "{}", format!("{from} {query} {to} 301").replace("  ", " "))
}

fn write_caddy(map: &mut String, from: &str, query: Option<&str>, to: &str) -> std::fmt::Result {
    match query {
        None => writeln!(map, "redir {from} {to} permanent"),
        Some(query) => {
            let name = format!("@{:x}", matcher_name(from, query));
            let query = query.replace('&', " ");
            writeln!(
                map,
                "{name} {{\n\tpath {from}\n\tquery {query}\n}}\nredir {name} {to} permanent"
            )
        }
    }
}

/// Returns the name of a matcher: a hash (FNV-1a) of the old address, the same on every machine.
fn matcher_name(from: &str, query: &str) -> u64 {
    from.bytes().chain(query.bytes()).fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn write_nginx(map: &mut String, from: &str, query: Option<&str>, to: &str) -> std::fmt::Result {
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    writeln!(map, "    \"{from}{query}\" \"{to}\";")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(alias: &str) -> Redirect {
        Redirect::parse(alias, "/van-ban/85/".into())
    }

    #[test]
    fn only_addresses_of_pages_get_a_redirect_page() {
        assert_eq!(redirect("/cu").page_address().as_deref(), Some("/cu/"));
        assert_eq!(redirect("/cu/").page_address().as_deref(), Some("/cu/"));
        assert_eq!(redirect("/cu.html").page_address().as_deref(), Some("/cu.html"));
        assert_eq!(redirect("/b%C3%A1o/").page_address().as_deref(), Some("/báo/"));
        assert_eq!(redirect("/index.php?id=85").page_address(), None);
        assert_eq!(redirect("/bai.aspx").page_address(), None);
    }

    #[test]
    fn each_kind_of_server_has_its_own_format() {
        let all = [redirect("/cu/"), redirect("/index.php?id=85&x=1")];
        assert_eq!(
            write_map(ServerKind::Hosted, &all, "/a/"),
            "/a/cu/ /a/van-ban/85/ 301\n/a/index.php id=85 x=1 /a/van-ban/85/ 301\n"
        );
        assert_eq!(
            write_map(ServerKind::Nginx, &all, "/"),
            "map $request_uri $niemyet_redirect {\n    \"/cu/\" \"/van-ban/85/\";\n    \
             \"/index.php?id=85&x=1\" \"/van-ban/85/\";\n}\n"
        );
        let caddy = write_map(ServerKind::Caddy, &all, "/");
        assert!(caddy.starts_with("redir /cu/ /van-ban/85/ permanent\n@"));
        assert!(caddy.contains("\tpath /index.php\n\tquery id=85 x=1\n}\n"), "{caddy}");
    }
}
