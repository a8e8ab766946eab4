//! A site on a server that runs, or is played by a reader of its rules.
//!
//! [`Host::end_of`] goes the way that a browser goes from an address.

use std::path::Path;

use niemyet::entry::address::decode;

use super::hosted::HostedSite;
use super::iis::IisSite;
use super::server::{Response, ServerKind, WebServer};
use crate::files::files_under;

/// The greatest number of redirects that lead to a page.
const MAX_STEPS: usize = 4;

/// A site on a server.
pub(super) struct Host<'a> {
    pub(super) kind: ServerKind,
    /// The path of the site, encoded, without a slash at its end.
    pub(super) base: &'a str,
    server: HostServer,
}

enum HostServer {
    Running(WebServer),
    Iis(IisSite),
    Hosted(HostedSite),
}

impl<'a> Host<'a> {
    /// All servers that there are, for the folder of a site in or below the root of the host.
    pub(super) fn all(root: &'a Path, site: &'a Path, base: &'a str) -> impl Iterator<Item = Self> {
        let files = || files_under(root);
        let decoded = decode(base);
        let hosted = [ServerKind::Netlify, ServerKind::Cloudflare]
            .map(|kind| (kind, HostServer::Hosted(HostedSite::new(kind, files(), &decoded))));
        let iis = (ServerKind::Iis, HostServer::Iis(IisSite::new(files(), &decoded)));
        let running = ServerKind::RUNNING.into_iter();
        let running = running.filter_map(|kind| {
            Some((kind, HostServer::Running(WebServer::start(kind, root, site)?)))
        });
        let all = running.chain([iis]).chain(hosted);
        all.map(move |(kind, server)| Self { kind, base, server })
    }

    /// The response for an encoded address below the site.
    pub(super) fn get(&self, address: &str) -> Response {
        self.get_of_host(&format!("{}{address}", self.base), "")
    }

    /// The response for an encoded address of the host, with further lines of the head of the request.
    pub(super) fn get_of_host(&self, address: &str, head: &str) -> Response {
        match &self.server {
            HostServer::Running(server) => server.get(address, head),
            HostServer::Iis(site) => site.get(address),
            HostServer::Hosted(site) => site.get(address),
        }
    }

    /// The URL of the site on a server that runs.
    pub(super) fn url(&self) -> Option<String> {
        match &self.server {
            HostServer::Running(server) => Some(server.url(&format!("{}/", self.base))),
            HostServer::Iis(_) | HostServer::Hosted(_) => None,
        }
    }

    /// The response to which an encoded address below the site leads.
    pub(super) fn get_in_the_end(&self, address: &str) -> Response {
        self.follow(address).1
    }

    /// The decoded address below the site of the page to which an old address leads; none if nothing is there.
    pub(super) fn end_of(&self, address: &str) -> Option<String> {
        let (address, response) = self.follow(address);
        let path = address.split('?').next().unwrap_or_default();
        (response.status != 404).then(|| {
            // A page that leads on to another.
            let url = response.body.split("http-equiv=\"refresh\" content=\"0; url=").nth(1);
            let path = url.and_then(|url| url.split('"').next()).map_or(path, |url| {
                url.split_once("://")
                    .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]))
                    .unwrap_or(url)
            });
            let path = decode(path);
            path.strip_prefix(&decode(self.base)).unwrap_or(&path).to_owned()
        })
    }

    fn follow(&self, address: &str) -> (String, Response) {
        let mut address = format!("{}{address}", self.base);
        for _ in 0..MAX_STEPS {
            let response = self.get_of_host(&address, "");
            match response.header("location").filter(|_| (301..=308).contains(&response.status)) {
                Some(location) => {
                    let path = location
                        .split_once("://")
                        .map(|(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
                    address = path.unwrap_or(&location).to_owned();
                }
                None => return (address, response),
            }
        }
        panic!("{:?}: {address} leads on without end", self.kind);
    }
}
