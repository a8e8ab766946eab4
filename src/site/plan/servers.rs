//! Plans the files for servers: redirects from old addresses, and HTTP headers.
//!
//! They are planned last, when all other addresses are claimed: a server answers an old address before it looks for a
//! file, so none may be that of a page or file of the site. With a query it may, such as `/?p=12`.

use std::sync::Arc;

use rapidhash::RapidHashSet;

use super::super::redirects::{Redirect, ServerKind};
use super::super::{Route, TargetKind, headers};
use super::{AddressConflict, Claimant, Planner};
use crate::entry::{Entry, FieldKey};

impl Planner<'_> {
    pub(super) fn plan_redirects(&mut self) {
        let site = self.site;
        let mut entries: Vec<&Arc<Entry>> = site.library.entries().collect();
        entries.sort_by(|a, b| a.source.cmp(&b.source));
        for entry in entries {
            for (index, alias) in entry.metadata.aliases.iter().enumerate() {
                let redirect = Redirect::parse(alias, entry.address.clone());
                let claimant = Claimant::File(entry.source.clone(), Some(FieldKey::Alias(index)));
                self.plan_redirect(redirect, claimant);
            }
        }
        self.plan.redirects.sort();
        if !self.plan.redirects.is_empty() {
            for (server, address) in ServerKind::MAP_FILES {
                self.add(address, TargetKind::RedirectMap(server), Claimant::Generated);
            }
        }
    }

    fn plan_redirect(&mut self, redirect: Redirect, claimant: Claimant) {
        let key = (redirect.path.clone(), redirect.query.clone());
        if let Some(first) = self.redirect_sources.get(&key) {
            let query = redirect.query.as_ref().map(|query| format!("?{query}"));
            let address = format!("{}{}", redirect.path, query.unwrap_or_default()).into();
            let first = first.clone();
            self.plan.conflicts.push(AddressConflict { address, second: claimant, first });
            return;
        }
        self.redirect_sources.insert(key, claimant.clone());
        let is_free = match redirect.page_address() {
            Some(page) => self.add(page, TargetKind::Redirect(redirect.target.clone()), claimant),
            None if redirect.query.is_none() => {
                self.claim(&Route::for_address(redirect.path.as_str()), claimant)
            }
            None => true,
        };
        if is_free {
            self.plan.redirects.push(redirect);
        }
    }

    /// Plans the header maps, unless the portal has a file of that name.
    pub(super) fn plan_headers(&mut self) {
        let library = self.site.library;
        let own: RapidHashSet<&str> =
            library.entries().flat_map(|entry| entry.files.iter().map(|own| &*own.path)).collect();
        let is_removed = |source: &str| {
            let entry = library.by_source(source);
            entry.is_some_and(|entry| entry.is_removed(self.site.today))
        };
        let special = &mut self.plan.header_file_addresses;
        for target in &self.plan.targets {
            let address = &target.route.address;
            match &target.kind {
                TargetKind::Copy(path)
                    if own.contains(&**path) && headers::is_active_content(address) =>
                {
                    special.active_content.push(address.clone());
                }
                TargetKind::Entry(source) if is_removed(source) => {
                    special.removed.push(address.clone());
                }
                _ => {}
            }
        }
        special.active_content.sort();
        special.removed.sort();
        for (server, address) in headers::HEADER_FILES {
            if !self.claimed_paths.contains_key(address.trim_start_matches('/')) {
                self.add(address, TargetKind::HeaderFile(server), Claimant::Generated);
            }
        }
    }
}
