//! XML sitemaps (sitemaps.org), their index, and robots.txt.
//!
//! The documents and news of each year have a sitemap of their own, so that a new entry changes only the sitemap of its
//! year. The general sitemap has the home page, sections, terms and plain pages. Redirects, withdrawal notices and
//! further pages of listings are in no sitemap.

use std::ops::Range;
use std::sync::Arc;

use super::Renderer;
use super::xml::XmlWriter;
use crate::entry::address::href;
use crate::library::{DependencyTracker, Term, Year};
use crate::site::{GeneralSitemap, MAX_SITEMAP_ADDRESSES, Sitemap};
use crate::vietnamese::date::Moment;

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// Writes the index of the sitemaps at the given addresses.
pub(super) fn index(renderer: &Renderer<'_>, maps: &[Arc<str>]) -> Vec<u8> {
    XmlWriter::document("sitemapindex", [NAMESPACE], |xml| {
        for map in maps {
            let address = renderer.config.base_url.absolute_url(map);
            xml.record("sitemap", [("loc", &*address)]);
        }
    })
}

/// Writes one sitemap.
pub(super) fn urlset(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    map: &Sitemap,
) -> Vec<u8> {
    let (heads, entries) = match map {
        Sitemap::Year(year, part) => {
            let year = Some(Year(Some(*year)));
            let first = part * MAX_SITEMAP_ADDRESSES;
            let listed = tracker.list(&Term::DocumentsAndNews, year, first, MAX_SITEMAP_ADDRESSES);
            (&[][..], listed)
        }
        Sitemap::General(GeneralSitemap { heads, pages, undated }) => {
            let list = |term, year, range: &Range<usize>| match range.len() {
                0 => Vec::new(),
                count => tracker.list(term, year, range.start, count),
            };
            let mut listed = list(&Term::Pages, None, pages);
            listed.extend(list(&Term::DocumentsAndNews, Some(Year(None)), undated));
            (&heads[..], listed)
        }
    };
    XmlWriter::document("urlset", [NAMESPACE], |xml| {
        for head in heads {
            write_url(xml, renderer, head, None);
        }
        for entry in &entries {
            let last_modified = entry.last_modified(|day| tracker.has_come(day));
            write_url(xml, renderer, &entry.address, last_modified);
        }
    })
}

fn write_url(
    xml: &mut XmlWriter,
    renderer: &Renderer<'_>,
    address: &str,
    last_modified: Option<Moment>,
) {
    let address = renderer.config.base_url.absolute_url(&href(address));
    let last_modified = last_modified.map(|moment| moment.iso(renderer.config.zone));
    let last_modified = last_modified.as_deref().map(|moment| ("lastmod", moment));
    xml.record("url", [("loc", &*address)].into_iter().chain(last_modified));
}

/// Writes robots.txt: everything may be crawled; names the sitemap.
pub(super) fn robots(renderer: &Renderer<'_>) -> String {
    let sitemap = renderer.config.base_url.absolute_url("/sitemap.xml");
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}
