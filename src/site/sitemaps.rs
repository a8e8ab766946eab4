//! Which site maps there are: one for what stands, one for each year, each cut where the standard's limit asks for it.
//!
//! **Invariant.** Every address stands in one part and no part is over the limit.

use std::ops::Range;
use std::sync::Arc;

use crate::library::{Library, Postings, Term, Year};

/// The largest site map (sitemaps.org allows 50,000 addresses).
pub const MAX_SITEMAP_ADDRESSES: usize = 40_000;

/// What a site map lists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sitemap {
    /// What has no year.
    General(GeneralSitemap),
    /// The n-th part of the documents and news of a year, from 0.
    Year(i16, usize),
}

/// A part of what has no year, in the order of these fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GeneralSitemap {
    /// The heads of lists at these addresses.
    pub heads: Vec<Arc<str>>,
    /// A run of the plain pages.
    pub pages: Range<usize>,
    /// A run of the documents and news without a date.
    pub undated: Range<usize>,
}

/// Lists the site maps with their addresses, of at most `size` addresses each.
pub(super) fn plan_sitemaps(
    heads: &[Arc<str>],
    library: &Library,
    size: usize,
) -> Vec<(String, Sitemap)> {
    let count = |term, year| library.postings(term).map_or(0, |posted| posted.count(year));
    let undated = count(&Term::All, Some(Year(None)));
    let parts = split_general(heads, count(&Term::Pages, None), undated, size).into_iter();
    let mut maps: Vec<(String, Sitemap)> = parts
        .enumerate()
        .map(|(at, part)| (address("chung", at), Sitemap::General(part)))
        .collect();
    let years = library.postings(&Term::All).map_or(&[][..], Postings::years);
    // Oldest first, so that the index grows at its end.
    for (year, count) in years.iter().rev() {
        let Some(year) = year.0 else { continue };
        for part in 0..count.div_ceil(size) {
            maps.push((address(&year.to_string(), part), Sitemap::Year(year, part)));
        }
    }
    maps
}

fn address(of: &str, part: usize) -> String {
    let more = if part == 0 { String::new() } else { format!("-{}", part + 1) };
    format!("/sitemap-{of}{more}.xml")
}

/// Cuts what has no year into parts; there is always one, if it is empty.
fn split_general(
    heads: &[Arc<str>],
    pages: usize,
    undated: usize,
    size: usize,
) -> Vec<GeneralSitemap> {
    let all = heads.len() + pages + undated;
    let part = |at: usize| {
        let window = at * size..(at + 1) * size;
        GeneralSitemap {
            heads: heads[overlap(&window, 0, heads.len())].to_vec(),
            pages: overlap(&window, heads.len(), pages),
            undated: overlap(&window, heads.len() + pages, undated),
        }
    };
    (0..all.div_ceil(size).max(1)).map(part).collect()
}

/// Gives what a window shows of a run of `count` things that begins at `start`, counted in that run.
fn overlap(window: &Range<usize>, start: usize, count: usize) -> Range<usize> {
    let into = |at: usize| at.saturating_sub(start).min(count);
    into(window.start)..into(window.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_is_cut_where_a_map_is_full_and_nothing_is_lost_or_told_twice() {
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
