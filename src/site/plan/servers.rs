//! Plans the files for servers, and what they are written from: redirects from old addresses, downloads, and removed
//! pages.
//!
//! Redirects are planned last, when all other addresses are claimed, those of the files for servers too: a server
//! answers an old address before it looks for a file, so none may be that of a page or file of the site. With a query
//! it may, such as `/?p=12`.

use std::collections::HashSet;
use std::sync::Arc;

use super::super::TargetKind;
use super::super::servers::{
    Redirect, ServerFile, ServerRules, is_download, is_too_long, page_address,
};
use super::{AddressConflict, Claimant, Plan, Planner};
use crate::entry::address::{SiteAddress, ancestor_folders};
use crate::entry::{Entry, FieldKey, address};

impl Plan {
    /// Keeps the files that the last build published for faulty entries, each with the address of its entry, and adds
    /// the rules for those that are no longer known to be files of the entry.
    pub fn keep_files(&mut self, files: &[(&str, Arc<str>)]) {
        for (entry, output) in files {
            self.kept_outputs.push(output.clone());
            let address = format!("/{output}");
            let below = address.strip_prefix(entry);
            let is_page =
                below.is_some_and(|below| below == "index.html" || below.starts_with("quan-he/"));
            if !is_page && !self.contains(&address) && is_download(&address) {
                self.server_rules.downloads.push(address.into());
            }
        }
        self.server_rules.downloads.sort();
    }

    /// Keeps the old addresses that the last build knew of faulty entries, unless the site has them for another purpose
    /// now.
    pub fn keep_redirects(&mut self, redirects: Vec<Redirect>) {
        if redirects.is_empty() {
            return;
        }
        let targets = self.targets.iter().map(|target| target.address.output());
        let taken = targets.chain(self.kept_outputs.iter().map(|path| &**path));
        let taken: HashSet<String> = taken.map(str::to_lowercase).collect();
        for redirect in redirects {
            let known = &mut self.server_rules.redirects;
            let at = known.binary_search_by(|other| other.order().cmp(&redirect.order()));
            let page = page_address(&redirect.path).filter(|_| redirect.query.is_empty());
            let address = SiteAddress::from(page.as_deref().unwrap_or(&redirect.path));
            let path = address.output().to_lowercase();
            let is_taken = redirect.query.is_empty()
                && (taken.contains(&path)
                    || ancestor_folders(&path).any(|folder| taken.contains(folder)));
            if let (Err(at), false) = (at, is_taken) {
                self.kept_outputs.extend(page.map(|_| address.output().into()));
                known.insert(at, redirect);
            }
        }
    }

    /// Returns whether the page at an address is only the notice of a removed entry.
    pub fn is_notice(&self, address: &str) -> bool {
        let removed = &self.server_rules.removed;
        removed.binary_search_by(|notice| (**notice).cmp(address)).is_ok()
    }

    /// Adds the rules for pages that stay published as notices.
    pub fn keep_notices(&mut self, addresses: impl Iterator<Item = Arc<str>>) {
        let ServerRules { removed, .. } = &mut self.server_rules;
        removed.extend(addresses);
        removed.sort();
        removed.dedup();
    }
}

impl Planner<'_> {
    pub(super) fn plan_redirects(&mut self) {
        let site = self.site;
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            for (index, alias) in entry.metadata.aliases.iter().enumerate() {
                let redirect = Redirect::parse(alias, Arc::from(&entry.address));
                let claimant = Claimant::File(
                    entry.source.clone(),
                    Some(FieldKey::nth(FieldKey::Alias, index)),
                );
                self.plan_redirect(redirect, claimant);
            }
        }
        self.plan.server_rules.redirects.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    fn plan_redirect(&mut self, redirect: Redirect, claimant: Claimant) {
        let key = (redirect.path.clone(), redirect.query.clone());
        if let Some(first) = self.redirect_sources.get(&key) {
            let address = redirect.source().into();
            let first = first.clone();
            self.plan.conflicts.push(AddressConflict { address, second: claimant, first });
            return;
        }
        if address::is_too_long(&redirect.path) {
            self.refuse_address(redirect.path.into(), claimant);
            return;
        }
        self.redirect_sources.insert(key, claimant.clone());
        let page = page_address(&redirect.path).filter(|_| redirect.query.is_empty());
        let is_free = match page {
            Some(page) => {
                let kind = TargetKind::Redirect(redirect.target.clone());
                self.add(page, kind, claimant.clone())
            }
            None if redirect.query.is_empty() => {
                self.claim(&redirect.path.as_str().into(), claimant.clone())
            }
            None => true,
        };
        if is_free {
            if is_too_long(&redirect, &self.site.config.base_url) {
                self.plan.long_redirects.push((redirect.source(), claimant));
            }
            self.plan.server_rules.redirects.push(redirect);
        }
    }

    /// Adds the rules for the targets of an entry, from the `first` on. They hold also while the entry is at fault and
    /// its last version stays published.
    pub(super) fn plan_rules(&mut self, first: usize) {
        let Planner { plan, site, .. } = self;
        let is_removed = |source: &str| {
            let entry = site.library.by_source(source);
            entry.is_some_and(|entry| entry.is_removed(site.today))
        };
        for target in &plan.targets[first..] {
            let address = &target.address;
            match &target.kind {
                TargetKind::Copy(_) if is_download(address) => {
                    plan.server_rules.downloads.push(address.into());
                }
                TargetKind::Entry(source) if is_removed(source) => {
                    plan.server_rules.removed.push(address.into());
                }
                _ => {}
            }
        }
    }

    /// Plans the files for servers, unless the portal has a file of that name.
    pub(super) fn plan_server_files(&mut self) {
        let rules = &mut self.plan.server_rules;
        rules.downloads.sort();
        rules.removed.sort();
        for (file, address) in ServerFile::ALL {
            if !self.claimed_paths.contains(address.trim_start_matches('/')) {
                self.add(address, TargetKind::ServerFile(file), Claimant::Generated);
            }
        }
    }
}
