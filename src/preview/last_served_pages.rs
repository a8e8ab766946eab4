//! The pages as last served, which are served again while they cannot be rendered.
//!
//! A page that can be rendered is never taken from here.
//!
//! **Invariant.** The pages take no more than [`MAX_BYTES`]: the page served longest ago is evicted first.

use std::collections::HashMap;
use std::sync::Arc;

/// The most bytes that are cached.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Pages by address, each with the number of its insertion.
#[derive(Debug, Default)]
pub(super) struct LastServedPages {
    pages: HashMap<String, (u64, Arc<[u8]>)>,
    size: usize,
    insertions: u64,
}

impl LastServedPages {
    /// Caches a page, replacing the older one at its address.
    pub(super) fn insert(&mut self, address: &str, bytes: &[u8]) {
        self.insertions += 1;
        let page = (self.insertions, Arc::from(bytes));
        self.size += bytes.len();
        if let Some((_, old)) = self.pages.insert(address.to_owned(), page) {
            self.size -= old.len();
        }
        while self.size > MAX_BYTES {
            let oldest = self.pages.iter().min_by_key(|(_, (insertion, _))| *insertion);
            let Some(oldest) = oldest.map(|(address, _)| address.clone()) else { break };
            if let Some((_, old)) = self.pages.remove(&oldest) {
                self.size -= old.len();
            }
        }
    }

    /// Returns a page as it was last served.
    pub(super) fn get(&self, address: &str) -> Option<Arc<[u8]>> {
        self.pages.get(address).map(|(_, bytes)| bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_served_longest_ago_is_evicted_first() {
        let mut cache = LastServedPages::default();
        let half = vec![0; MAX_BYTES / 2];
        cache.insert("/a/", b"first");
        cache.insert("/a/", b"second");
        assert_eq!(cache.get("/a/").as_deref(), Some(&b"second"[..]));
        cache.insert("/b/", &half);
        cache.insert("/c/", &half);
        assert!(cache.get("/a/").is_none() && cache.get("/b/").is_some());
        assert_eq!(cache.size, MAX_BYTES / 2 * 2);
        cache.insert("/d/", &vec![0; MAX_BYTES + 1]);
        assert_eq!((cache.size, cache.pages.len()), (0, 0));
    }
}
