//! Partitions the site maps: a general one and one for each year, each split at the size limit of the standard.
//!
//! **Invariant.** Every address is in exactly one part, and no part exceeds the limit.

use std::ops::Range;
use std::sync::Arc;

use crate::library::{Library, Postings, Term, Year};

/// Maximum number of addresses in a site map (sitemaps.org allows 50,000).
pub const MAX_SITEMAP_ADDRESSES: usize = 40_000;

/// The content of a site map.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sitemap {
    /// A part of the addresses without a year.
    General(GeneralSitemap),
    /// The n-th part of the documents and news of a year, from 0.
    Year(i16, usize),
}

/// A part of the addresses without a year, in the order of these fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GeneralSitemap {
    /// The addresses of heads of listings.
    pub heads: Vec<Arc<str>>,
    /// A range of the plain pages.
    pub pages: Range<usize>,
    /// A range of the documents and news without a date.
    pub undated: Range<usize>,
}

/// Returns the site maps with their addresses, of at most `size` entries each.
pub(super) fn plan_sitemaps(
    heads: &[Arc<str>],
    library: &Library,
    size: usize,
) -> Vec<(String, Sitemap)> {
    let count = |term, year| library.postings(term).map_or(0, |postings| postings.count(year));
    let undated = count(&Term::DocumentsAndNews, Some(Year(None)));
    let parts = split_general(heads, count(&Term::Pages, None), undated, size).into_iter();
    let mut maps: Vec<(String, Sitemap)> = parts
        .enumerate()
        .map(|(index, part)| (address("chung", index), Sitemap::General(part)))
        .collect();
    let years = library.postings(&Term::DocumentsAndNews).map_or(&[][..], Postings::years);
    // Oldest first, so that the site map index grows at its end.
    for (year, count) in years.iter().rev() {
        let Some(year) = year.0 else { continue };
        for part in 0..count.div_ceil(size) {
            maps.push((address(&year.to_string(), part), Sitemap::Year(year, part)));
        }
    }
    maps
}

fn address(name: &str, part: usize) -> String {
    let suffix = if part == 0 { String::new() } else { format!("-{}", part + 1) };
    format!("/sitemap-{name}{suffix}.xml")
}

/// Splits the addresses without a year into parts; there is always at least one, possibly empty.
fn split_general(
    heads: &[Arc<str>],
    pages: usize,
    undated: usize,
    size: usize,
) -> Vec<GeneralSitemap> {
    let total = heads.len() + pages + undated;
    let part = |index: usize| {
        let window = index * size..(index + 1) * size;
        GeneralSitemap {
            heads: heads[overlap(&window, 0, heads.len())].to_vec(),
            pages: overlap(&window, heads.len(), pages),
            undated: overlap(&window, heads.len() + pages, undated),
        }
    };
    (0..total.div_ceil(size).max(1)).map(part).collect()
}

/// Returns the intersection of `window` with the `count` positions from `start`, relative to `start`.
fn overlap(window: &Range<usize>, start: usize, count: usize) -> Range<usize> {
    let relative = |position: usize| position.saturating_sub(start).min(count);
    relative(window.start)..relative(window.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_a_year_are_split_at_the_limit_and_listed_exactly_once() {
        let heads: Vec<Arc<str>> = ["/", "/a/", "/b/", "/c/"].map(Arc::from).into();
        let part = |heads: &[Arc<str>], pages, undated| GeneralSitemap {
            heads: heads.to_vec(),
            pages,
            undated,
        };
        assert_eq!(
            split_general(&heads, 4, 3, 3),
            [
                part(&heads[..3], 0..0, 0..0),
                part(&heads[3..], 0..2, 0..0),
                part(&[], 2..4, 0..1),
                part(&[], 4..4, 1..3),
            ]
        );
        assert_eq!(split_general(&heads, 0, 0, 4), [part(&heads, 0..0, 0..0)]);
        assert_eq!(split_general(&[], 0, 0, 4).len(), 1);
        assert_eq!((address("chung", 0), address("chung", 1)).0, "/sitemap-chung.xml");
        assert_eq!(address("2014", 1), "/sitemap-2014-2.xml");
    }
}
