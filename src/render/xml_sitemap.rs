//! Site maps (sitemaps.org), their index, and robots.txt.
//!
//! One map for each year's documents and news, so that a new one moves the map of its year; one for what stands:
//! home, sections, terms and plain pages. Redirects, notices of withdrawal and further pages of lists are in none.

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

/// Writes the index of the maps at the given addresses.
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

/// Writes one map.
pub(super) fn urlset(
    renderer: &Renderer<'_>,
    inquiry: &DependencyTracker,
    map: &Sitemap,
) -> String {
    let mut xml = format!("{XML_DECLARATION}<urlset xmlns=\"{NAMESPACE}\">\n");
    let entries = match map {
        Sitemap::Year(year, part) => {
            let year = Some(Year(Some(*year)));
            inquiry.list(&Term::All, year, part * MAX_SITEMAP_ADDRESSES, MAX_SITEMAP_ADDRESSES)
        }
        Sitemap::General(GeneralSitemap { heads, pages, undated }) => {
            for head in heads {
                write_url(&mut xml, renderer, head, None);
            }
            let run = |term, year, run: &Range<usize>| match run.len() {
                0 => Vec::new(),
                count => inquiry.list(term, year, run.start, count),
            };
            let mut standing = run(&Term::Pages, None, pages);
            standing.extend(run(&Term::All, Some(Year(None)), undated));
            standing
        }
    };
    for entry in &entries {
        let changed = entry.last_modified(|day| inquiry.has_come(day));
        write_url(&mut xml, renderer, &entry.address, changed);
    }
    xml.push_str("</urlset>\n");
    xml
}

fn write_url(xml: &mut String, renderer: &Renderer<'_>, address: &str, changed: Option<Moment>) {
    let location = escape(&renderer.config.base_url.absolute_url(&href(address)));
    let changed =
        changed.map(|moment| format!("<lastmod>{}</lastmod>", moment.iso(renderer.config.zone)));
    let _ = writeln!(xml, "<url><loc>{location}</loc>{}</url>", changed.unwrap_or_default());
}

/// Writes robots.txt: everything may be read, and the site map is here.
pub(super) fn robots(renderer: &Renderer<'_>) -> String {
    let sitemap = renderer.config.base_url.absolute_url("/sitemap.xml");
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n")
}
