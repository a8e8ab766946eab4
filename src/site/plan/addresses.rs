//! The addresses of a plan, without what is there.
//!
//! Links only need to know whether the site has an address.

use super::Plan;
use crate::entry::address::SiteAddress;

impl Plan {
    /// Returns the addresses of all targets.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| &*target.address)
    }

    /// Returns all addresses of the site, in no order.
    pub fn all_addresses(&self) -> impl Iterator<Item = &str> {
        self.target_indices.keys().map(|address| &**address)
    }

    /// Creates a plan that only knows which addresses the site has.
    pub fn of_addresses(addresses: impl Iterator<Item = SiteAddress>) -> Self {
        let target_indices = addresses.map(|address| (address, None)).collect();
        Self { target_indices, ..Self::default() }
    }
}
