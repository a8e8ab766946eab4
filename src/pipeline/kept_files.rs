//! The published files that stay because their entry is at fault: its page is that of the last build, with its files.
//!
//! A published file belongs to the entry with the nearest address at or above its own. Of the entries of the last
//! build those count too that were removed since, as their files must go.

use std::collections::HashSet;
use std::sync::Arc;

use super::portal::Portal;
use crate::entry::Entry;
use crate::entry::address::ancestor_folders;
use crate::ledger::Ledger;
use crate::output::Output;
use crate::site::ASSETS_ADDRESS;
use crate::site::servers::Redirect;

impl Portal {
    /// Keeps the published files of faulty entries, with the rules that servers have for them.
    pub(super) fn keep_published_files(&mut self, output: &Output, ledger: &Ledger) {
        let Self { content, library, plan, .. } = self;
        if !plan.kept_outputs.is_empty() {
            // A kept page asks for the files of the theme of that build.
            let assets = ASSETS_ADDRESS.trim_start_matches('/');
            let assets = output.managed_paths().filter(|path| path.starts_with(assets));
            plan.kept_outputs.extend(assets.map(Arc::from));
        }
        let mut faulty: HashSet<Arc<str>> = plan.faulty_entries.iter().cloned().collect();
        // Front matter that cannot be read hides an address of its own.
        let recorded = library.excluded().iter().filter_map(|source| ledger.source(source));
        let recorded: Vec<Arc<Entry>> = recorded.map(|record| record.entry).collect();
        let hidden = recorded.iter().map(|entry| Arc::from(&entry.address));
        faulty.extend(hidden.filter(|address: &Arc<str>| !plan.contains(address)));
        // The page is published, unless the build that recorded its entry failed.
        let managed: HashSet<&str> =
            output.managed_paths().filter(|_| !recorded.is_empty()).collect();
        let is_there = |entry: &&Arc<Entry>| managed.contains(entry.address.output());
        let redirects = recorded.iter().filter(is_there).flat_map(|entry| {
            let aliases = entry.metadata.aliases.iter();
            aliases.map(|alias| Redirect::parse(alias, Arc::from(&entry.address)))
        });
        plan.keep_redirects(redirects.collect());
        if faulty.is_empty() {
            return;
        }
        let recorded: Vec<Arc<Entry>> = ledger.entries().collect();
        let entries = content.entries().chain(&recorded);
        let addresses: HashSet<&str> =
            entries.map(|entry| entry.address.trim_matches('/')).collect();
        let owned = output.managed_paths().filter_map(|path| {
            let owner = ancestor_folders(path).find(|folder| addresses.contains(folder))?;
            let owner = faulty.get(&*format!("/{owner}/"))?;
            Some((&**owner, Arc::from(path)))
        });
        plan.keep_files(&owned.collect::<Vec<_>>());
        let notices = output.notices().filter_map(|path| {
            let address = format!("/{}", path.strip_suffix("index.html")?);
            faulty.get(&*address).cloned()
        });
        plan.keep_notices(notices);
    }
}
