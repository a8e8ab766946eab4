//! Claims of addresses: which of two claimants gets a path, and which paths nobody gets.
//!
//! File systems of servers may ignore case, so two paths that differ only in it are one. A path is also taken if it is
//! that of a folder with a claimed path, or below a claimed file.

use rapidhash::RapidHashMap;

use super::{AddressConflict, Claimant, Planner};
use crate::entry::FieldKey;
use crate::entry::address::{SiteAddress, ancestor_folders, is_too_long};
use crate::source::fingerprint;
use crate::vietnamese::slug::{is_altered_on_windows, is_device_on_windows};

/// The claimants of paths, by the fingerprints of the paths, which are shorter. Of a million paths, two have one
/// fingerprint by chance with probability 3·10⁻⁸; then a conflict is reported that is none.
#[derive(Default)]
pub(super) struct ClaimedPaths(RapidHashMap<u64, Claimant>);

impl ClaimedPaths {
    fn get(&self, path: &str) -> Option<&Claimant> {
        self.0.get(&fingerprint(path))
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    pub(super) fn add(&mut self, path: &str, claimant: Claimant) {
        self.0.insert(fingerprint(path), claimant);
    }
}

impl Planner<'_> {
    /// Claims the path of an address, which a server must answer with nothing else; if it is taken, records the
    /// conflict and returns false.
    pub(super) fn claim(&mut self, address: &SiteAddress, claimant: Claimant) -> bool {
        if is_too_long(address) {
            self.refuse_address(address.clone(), claimant);
            return false;
        }
        let path = address.output().to_lowercase();
        let ancestors: Vec<&str> = ancestor_folders(&path).collect();
        let taken = self.claimed_paths.get(&path).or_else(|| self.claimed_folders.get(&path));
        let taken =
            taken.or_else(|| ancestors.iter().find_map(|folder| self.claimed_paths.get(folder)));
        // Old addresses had such names on a server that could keep them.
        let is_old = matches!(claimant, Claimant::File(_, Some(FieldKey::Alias(_))));
        let is_altered = |part: &str| !is_old && is_altered_on_windows(part);
        let is_unusable =
            path.split('/').any(|part| is_device_on_windows(part) || is_altered(part));
        let windows = is_unusable.then_some(&Claimant::Windows);
        if let Some(first) = taken.or(windows) {
            let (second, first) = (claimant, first.clone());
            let address = address.clone();
            self.plan.conflicts.push(AddressConflict { address, second, first });
            return false;
        }
        for folder in ancestors {
            if !self.claimed_folders.contains(folder) {
                self.claimed_folders.add(folder, claimant.clone());
            }
        }
        self.claimed_paths.add(&path, claimant);
        true
    }

    /// Records that an address is too long. Links to it are not reported as well.
    pub(super) fn refuse_address(&mut self, address: SiteAddress, claimant: Claimant) {
        self.plan.target_indices.insert(address.clone(), None);
        self.plan.too_long.push((address, claimant));
    }
}
