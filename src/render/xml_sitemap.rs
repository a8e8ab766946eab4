//! XML sitemaps (sitemaps.org), their index, and robots.txt.
//!
//! The documents and news of each year have a sitemap of their own, so that a new entry changes only the sitemap of its
//! year. The general sitemap has the home page, sections, terms and plain pages. Redirects, withdrawal notices and
//! further pages of listings are in no sitemap.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::Renderer;
use super::xml::escape;
use crate::entry::address::href;
use crate::library::{DependencyTracker, Term, Year};
use crate::site::{GeneralSitemap, MAX_SITEMAP_ADDRESSES, Sitemap};
use crate::vietnamese::date::Moment;

const XML_DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Writes the index of the sitemaps at the given addresses.
pub(super) fn index(renderer: &Renderer<'_>, maps: &[Arc<str>]) -> String {
    let mut xml = format!("{XML_DECLARATION}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for map in maps {
        let address = escape(&renderer.config.base_url.absolute_url(map));
        // Writing to a String cannot fail.
        let _ = writeln!(xml, "<sitemap><loc>{address}</loc></sitemap>");
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

/// Writes one sitemap.
pub(super) fn urlset(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    map: &Sitemap,
) -> String {
    let mut xml = format!("{XML_DECLARATION}<urlset xmlns=\"{NAMESPACE}\">\n");
    let entries = match map {
        Sitemap::Year(year, part) => {
            let year = Some(Year(Some(*year)));
            tracker.list(
                &Term::DocumentsAndNews,
                year,
                part * MAX_SITEMAP_ADDRESSES,
                MAX_SITEMAP_ADDRESSES,
            )
        }
        Sitemap::General(GeneralSitemap { heads, pages, undated }) => {
            for head in heads {
                write_url(&mut xml, renderer, head, None);
            }
            let list = |term, year, range: &Range<usize>| match range.len() {
                0 => Vec::new(),
                count => tracker.list(term, year, range.start, count),
            };
            let mut listed = list(&Term::Pages, None, pages);
            listed.extend(list(&Term::DocumentsAndNews, Some(Year(None)), undated));
            listed
        }
    };
    for entry in &entries {
        let last_modified = entry.last_modified(|day| tracker.has_come(day));
        write_url(&mut xml, renderer, &entry.address, last_modified);
    }
    xml.push_str("</urlset>\n");
    xml
}

fn write_url(
    xml: &mut String,
    renderer: &Renderer<'_>,
    address: &str,
    last_modified: Option<Moment>,
) {
    let location = escape(&renderer.config.base_url.absolute_url(&href(address)));
    let last_modified = last_modified
        .map(|moment| format!("<lastmod>{}</lastmod>", moment.iso(renderer.config.zone)));
    let _ = writeln!(xml, "<url><loc>{location}</loc>{}</url>", last_modified.unwrap_or_default());
}

/// Writes robots.txt: everything may be crawled; names the sitemap.
pub(super) fn robots(renderer: &Renderer<'_>) -> String {
    let sitemap = renderer.config.base_url.absolute_url("/sitemap.xml");
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}
