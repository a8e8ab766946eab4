//! Old addresses: which get a page of their own, and the maps for servers that can do better than a page.
//!
//! A page can stand only at a path that a browser asks for as a page; an old address with a query
//! (`/index.php?id=85`) or of another program (`.php`, `.aspx`) is served by the maps alone.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::entry::address::{decode, href};
use crate::vietnamese::fold;

/// A kind of server with a redirect map of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerKind {
    /// Netlify, Cloudflare Pages.
    Hosted,
    /// Caddy.
    Caddy,
    /// nginx.
    Nginx,
}

impl ServerKind {
    /// All kinds with the address of their map.
    pub const MAP_FILES: [(Self, &'static str); 3] = [
        (Self::Hosted, "/_redirects"),
        (Self::Caddy, "/redirects.caddy"),
        (Self::Nginx, "/redirects.nginx"),
    ];
}

/// An old address and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Redirect {
    /// The old address's path, decoded.
    pub path: String,
    /// Its query, without the question mark.
    pub query: Option<String>,
    /// The new address.
    pub target: Arc<str>,
}

impl Redirect {
    /// Reads an old address as written in front matter.
    pub fn parse(written: &str, target: Arc<str>) -> Self {
        let (path, query) = match written.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (written, None),
        };
        let path = path.split('#').next().unwrap_or_default();
        Self { path: fold::nfc(&decode(path)).into_owned(), query, target }
    }

    /// The address at which a page can stand for the old one, if any can.
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

/// A name for a matcher: the same for the same address on every machine.
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

    fn redirect(written: &str) -> Redirect {
        Redirect::parse(written, "/van-ban/85/".into())
    }

    #[test]
    fn only_what_a_browser_asks_for_as_a_page_gets_one() {
        assert_eq!(redirect("/cu").page_address().as_deref(), Some("/cu/"));
        assert_eq!(redirect("/cu/").page_address().as_deref(), Some("/cu/"));
        assert_eq!(redirect("/cu.html").page_address().as_deref(), Some("/cu.html"));
        assert_eq!(redirect("/b%C3%A1o/").page_address().as_deref(), Some("/báo/"));
        assert_eq!(redirect("/index.php?id=85").page_address(), None);
        assert_eq!(redirect("/bai.aspx").page_address(), None);
    }

    #[test]
    fn each_server_gets_its_own_words() {
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
