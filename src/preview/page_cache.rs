//! The pages as last rendered. A page is rendered once for each version of the portal, however often it is requested
//! and compared; while it cannot be rendered, it is served as it was.
//!
//! **Invariant.** There are never more than [`MAX_PAGES`] pages or [`MAX_BYTES`] of them: the page used longest ago is
//! evicted first.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::render::RenderOutput;

/// The most pages that are cached.
const MAX_PAGES: usize = 1000;

/// The most bytes that are cached.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// What a page depends on: the revision of the session's state, and what may change without an update, as a hash.
pub(super) type PageVersion = (u64, u64);

/// A rendered page, or the faults that keep it from being rendered.
pub(super) type PageResult = Result<Arc<RenderOutput>, Vec<Diagnostic>>;

/// Pages by address.
#[derive(Debug, Default)]
pub(super) struct PageCache {
    pages: HashMap<Arc<str>, CachedPage>,
    size: usize,
    /// Counts insertions and lookups.
    uses: u64,
    /// The number of pages rendered so far.
    pub(super) renders: usize,
}

#[derive(Debug, Default)]
struct CachedPage {
    version: PageVersion,
    last_use: u64,
    /// The page as last rendered, in this version or an earlier one.
    output: Option<Arc<RenderOutput>>,
    /// Why it cannot be rendered in this version.
    faults: Option<Vec<Diagnostic>>,
}

impl CachedPage {
    fn size(&self) -> usize {
        let size = |output: &RenderOutput| {
            output.bytes.len() + output.links.iter().map(String::len).sum::<usize>()
        };
        self.output.as_deref().map_or(0, size)
    }
}

impl PageCache {
    /// Returns the outcome of rendering a page in this version, if it was rendered.
    pub(super) fn get(&mut self, address: &str, version: PageVersion) -> Option<PageResult> {
        self.uses += 1;
        let page = self.pages.get_mut(address).filter(|page| page.version == version)?;
        page.last_use = self.uses;
        match &page.faults {
            Some(faults) => Some(Err(faults.clone())),
            None => page.output.clone().map(Ok),
        }
    }

    /// Stores the outcome of rendering a page.
    pub(super) fn insert(&mut self, address: &Arc<str>, version: PageVersion, result: &PageResult) {
        self.uses += 1;
        self.renders += 1;
        let page = self.pages.entry(address.clone()).or_default();
        self.size -= page.size();
        (page.version, page.last_use) = (version, self.uses);
        page.faults = result.as_ref().err().cloned();
        if let Ok(output) = result {
            page.output = Some(output.clone());
        }
        self.size += page.size();
        while self.size > MAX_BYTES || self.pages.len() > MAX_PAGES {
            let oldest = self.pages.iter().min_by_key(|(_, page)| page.last_use);
            let Some(oldest) = oldest.map(|(address, _)| address.clone()) else { break };
            self.size -= self.pages.remove(&oldest).map_or(0, |page| page.size());
        }
    }

    /// Returns a page as it was last rendered, in any version.
    pub(super) fn last_rendered(&self, address: &str) -> Option<Arc<RenderOutput>> {
        self.pages.get(address)?.output.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: Vec<u8>) -> PageResult {
        Ok(Arc::new(RenderOutput { bytes, ..RenderOutput::default() }))
    }

    fn bytes(page: Option<PageResult>) -> Option<usize> {
        page.and_then(Result::ok).map(|output| output.bytes.len())
    }

    #[test]
    fn a_page_is_current_in_its_version_only() {
        let mut cache = PageCache::default();
        let address: Arc<str> = "/a/".into();
        cache.insert(&address, (1, 1), &page(vec![0; 10]));
        assert_eq!(bytes(cache.get("/a/", (1, 1))), Some(10));
        assert!(cache.get("/a/", (1, 2)).is_none() && cache.get("/a/", (2, 1)).is_none());
        cache.insert(&address, (2, 1), &Err(Vec::new()));
        assert!(cache.get("/a/", (2, 1)).is_some_and(|page| page.is_err()));
        assert_eq!(bytes(cache.last_rendered("/a/").map(Ok)), Some(10), "as it was");
        cache.insert(&address, (3, 1), &page(vec![0; 20]));
        assert_eq!((bytes(cache.get("/a/", (3, 1))), cache.size), (Some(20), 20));
    }

    #[test]
    fn the_page_used_longest_ago_is_evicted_first() {
        let mut cache = PageCache::default();
        let half = page(vec![0; MAX_BYTES / 2]);
        cache.insert(&"/a/".into(), (1, 1), &page(vec![0; 1]));
        cache.insert(&"/b/".into(), (1, 1), &half);
        cache.get("/a/", (1, 1));
        cache.insert(&"/c/".into(), (1, 1), &half);
        assert!(cache.last_rendered("/b/").is_none() && cache.last_rendered("/a/").is_some());
        cache.insert(&"/d/".into(), (1, 1), &page(vec![0; MAX_BYTES + 1]));
        assert_eq!((cache.size, cache.pages.len()), (0, 0));
        for number in 0..=MAX_PAGES {
            cache.insert(&format!("/{number}/").into(), (1, 1), &page(Vec::new()));
        }
        assert_eq!(cache.pages.len(), MAX_PAGES);
        assert!(cache.last_rendered("/0/").is_none() && cache.last_rendered("/1/").is_some());
    }
}
