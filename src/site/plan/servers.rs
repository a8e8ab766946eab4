//! The part of the plan that is for servers: redirects from old addresses, and what to say with each file.
//!
//! It comes last, when all addresses are claimed.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::super::redirects::{Redirect, Server};
use super::super::{What, headers};
use super::{Claim, Clash, Planner};
use crate::entry::{Entry, Mark};

impl Planner<'_> {
    pub(super) fn redirects(&mut self) {
        let site = self.site;
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            for (at, alias) in entry.metadata.aliases.iter().enumerate() {
                let redirect = Redirect::new(alias, entry.address.clone());
                let claim = Claim::File(entry.source.clone(), Some(Mark::Alias(at)));
                self.redirect(redirect, claim);
            }
        }
        self.plan.redirects.sort();
        if !self.plan.redirects.is_empty() {
            for (server, address) in Server::ALL {
                self.add(address, What::RedirectMap(server), Claim::Generated);
            }
        }
    }

    fn redirect(&mut self, redirect: Redirect, claim: Claim) {
        let key = (redirect.path.clone(), redirect.query.clone());
        if let Some(first) = self.old.get(&key) {
            let query = redirect.query.as_ref().map(|query| format!("?{query}"));
            let address = format!("{}{}", redirect.path, query.unwrap_or_default()).into();
            let first = first.clone();
            self.plan.clashes.push(Clash { address, second: claim, first });
            return;
        }
        self.old.insert(key, claim.clone());
        if let Some(page) = redirect.page_address() {
            self.add(page, What::Redirect(redirect.to.clone()), claim);
        }
        self.plan.redirects.push(redirect);
    }

    /// Plans what servers say with the files, unless the webmaster has a file of that name.
    pub(super) fn headers(&mut self) {
        let library = self.site.library;
        let own: RapidHashSet<&str> =
            library.entries().flat_map(|entry| entry.files.iter().map(|own| &*own.path)).collect();
        let gone = |source: &str| {
            let entry = library.by_source(source);
            entry.is_some_and(|entry| entry.is_withdrawn(self.site.today))
        };
        let hosting = &mut self.plan.hosting;
        for target in &self.plan.targets {
            let address = &target.route.address;
            match &target.what {
                What::Copy(path) if own.contains(&**path) && headers::runs(address) => {
                    hosting.runnable.push(address.clone());
                }
                What::Entry(source) if gone(source) => hosting.gone.push(address.clone()),
                _ => {}
            }
        }
        hosting.runnable.sort();
        hosting.gone.sort();
        for (server, address) in headers::FILES {
            if !self.claims.contains_key(address.trim_start_matches('/')) {
                self.add(address, What::HeaderMap(server), Claim::Generated);
            }
        }
    }
}
