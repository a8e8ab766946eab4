//! Claims of addresses: which of two claimants gets a path, and which paths nobody gets.
//!
//! File systems of servers may ignore case, so two paths that differ only in it are one. A path is also taken if it is
//! that of a folder with a claimed path, or below a claimed file.

use std::sync::Arc;

use super::super::Route;
use super::{AddressConflict, Claimant, Planner};
use crate::entry::{FieldKey, address};
use crate::vietnamese::slug::{is_altered_on_windows, is_device_on_windows};

impl Planner<'_> {
    /// Claims the path of a route, which a server must answer with nothing else; if it is taken, records the conflict
    /// and returns false.
    pub(super) fn claim(&mut self, route: &Route, claimant: Claimant) -> bool {
        if address::is_too_long(&route.address) {
            self.refuse_address(route.address.clone(), claimant);
            return false;
        }
        let path = route.output.to_lowercase();
        let ancestors: Vec<&str> = address::ancestor_folders(&path).collect();
        let taken = self.claimed_paths.get(&path).or_else(|| self.claimed_folders.get(&path));
        let taken =
            taken.or_else(|| ancestors.iter().find_map(|folder| self.claimed_paths.get(*folder)));
        // Old addresses had such names on a server that could keep them.
        let is_old = matches!(claimant, Claimant::File(_, Some(FieldKey::Alias(_))));
        let is_altered = |part: &str| !is_old && is_altered_on_windows(part);
        let is_unusable =
            path.split('/').any(|part| is_device_on_windows(part) || is_altered(part));
        let windows = is_unusable.then_some(&Claimant::Windows);
        if let Some(first) = taken.or(windows) {
            let (second, first) = (claimant, first.clone());
            let address = route.address.clone();
            self.plan.conflicts.push(AddressConflict { address, second, first });
            return false;
        }
        for folder in ancestors {
            if !self.claimed_folders.contains_key(folder) {
                self.claimed_folders.insert(folder.to_owned(), claimant.clone());
            }
        }
        self.claimed_paths.insert(path, claimant);
        true
    }

    /// Records that an address is too long. Links to it are not reported as well.
    pub(super) fn refuse_address(&mut self, address: Arc<str>, claimant: Claimant) {
        self.plan.target_indices.insert(address.clone(), None);
        self.plan.too_long.push((address, claimant));
    }
}
