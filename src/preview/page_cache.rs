//! The pages that were last served, for the time in which they can not be made.
//!
//! **Invariant.** They take no more than a fixed share of memory: what was not asked for longest goes first.

use std::collections::HashMap;
use std::sync::Arc;

/// The most bytes that are kept.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// Pages by their addresses.
#[derive(Debug, Default)]
pub(super) struct PageCache {
    pages: HashMap<String, (u64, Arc<[u8]>)>,
    size: usize,
    insertions: u64,
}

impl PageCache {
    /// Keeps a page in the place of an older one.
    pub(super) fn insert(&mut self, address: &str, bytes: &[u8]) {
        self.insertions += 1;
        let page = (self.insertions, Arc::from(bytes));
        self.size += bytes.len();
        if let Some((_, old)) = self.pages.insert(address.to_owned(), page) {
            self.size -= old.len();
        }
        while self.size > MAX_BYTES {
            let oldest = self.pages.iter().min_by_key(|(_, (turn, _))| *turn);
            let Some(oldest) = oldest.map(|(address, _)| address.clone()) else { break };
            if let Some((_, old)) = self.pages.remove(&oldest) {
                self.size -= old.len();
            }
        }
    }

    /// Gives a page as it was last served.
    pub(super) fn get(&self, address: &str) -> Option<Arc<[u8]>> {
        self.pages.get(address).map(|(_, bytes)| bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_served_longest_ago_goes_when_there_is_too_much() {
        let mut kept = PageCache::default();
        let half = vec![0; MAX_BYTES / 2];
        kept.insert("/a/", b"first");
        kept.insert("/a/", b"second");
        assert_eq!(kept.get("/a/").as_deref(), Some(&b"second"[..]));
        kept.insert("/b/", &half);
        kept.insert("/c/", &half);
        assert!(kept.get("/a/").is_none() && kept.get("/b/").is_some());
        assert_eq!(kept.size, MAX_BYTES / 2 * 2);
        kept.insert("/d/", &vec![0; MAX_BYTES + 1]);
        assert_eq!((kept.size, kept.pages.len()), (0, 0));
    }
}
