//! The pages that were last served, for the time in which they can not be made.
//!
//! **Invariant.** They take no more than a fixed share of memory: what was not asked for longest goes first.

use std::collections::HashMap;
use std::sync::Arc;

/// The most bytes that are kept.
const SHARE: usize = 32 * 1024 * 1024;

/// Pages by their addresses.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pages: HashMap<String, (u64, Arc<[u8]>)>,
    size: usize,
    turn: u64,
}

impl Kept {
    /// Keeps a page in the place of an older one.
    pub(super) fn keep(&mut self, address: &str, bytes: &[u8]) {
        self.turn += 1;
        let page = (self.turn, Arc::from(bytes));
        self.size += bytes.len();
        if let Some((_, old)) = self.pages.insert(address.to_owned(), page) {
            self.size -= old.len();
        }
        while self.size > SHARE {
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
        let mut kept = Kept::default();
        let half = vec![0; SHARE / 2];
        kept.keep("/a/", b"first");
        kept.keep("/a/", b"second");
        assert_eq!(kept.get("/a/").as_deref(), Some(&b"second"[..]));
        kept.keep("/b/", &half);
        kept.keep("/c/", &half);
        assert!(kept.get("/a/").is_none() && kept.get("/b/").is_some());
        assert_eq!(kept.size, SHARE / 2 * 2);
        kept.keep("/d/", &vec![0; SHARE + 1]);
        assert_eq!((kept.size, kept.pages.len()), (0, 0));
    }
}
