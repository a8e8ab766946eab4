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

impl Portal {
    /// Keeps the published files of faulty entries, with the rules that servers have for them.
    pub(super) fn keep_published_files(&mut self, output: &Output, ledger: &Ledger) {
        let Self { content, plan, today, .. } = self;
        if !plan.kept_outputs.is_empty() {
            // A kept page asks for the files of the theme of that build.
            let assets = ASSETS_ADDRESS.trim_start_matches('/');
            let assets = output.managed_paths().filter(|path| path.starts_with(assets));
            plan.kept_outputs.extend(assets.map(Arc::from));
        }
        let faulty: HashSet<Arc<str>> = plan.faulty_entries.iter().cloned().collect();
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
        let was_removed = recorded.iter().filter(|entry| entry.is_removed(*today));
        let notices = was_removed.filter(|entry| faulty.contains(&*entry.address));
        plan.keep_notices(notices.map(|entry| Arc::from(&entry.address)));
    }
}
