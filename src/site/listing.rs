//! The pages of a listing: a head, and for long ones the years and their further pages.
//!
//! The head holds the newest entries and the years with their counts. A year's pages know nothing of other years,
//! and no page tells the number of all pages: so a new entry moves the head and its own year, never the rest. Up
//! to two pages' worth of entries, the head holds them all.

use super::ListingPage;
use crate::library::{Postings, Year};

/// The pages a listing has.
pub fn pages(postings: &Postings, page_size: usize) -> Vec<ListingPage> {
    let mut pages = vec![ListingPage::Head];
    if is_split_by_year(postings.count(None), page_size) {
        for (year, count) in postings.years() {
            let last = count.div_ceil(page_size);
            pages.extend((1..=last).map(|number| ListingPage::Year(*year, number)));
        }
    }
    pages
}

/// Tells whether a listing of so many entries is divided into years.
pub fn is_split_by_year(count: usize, page_size: usize) -> bool {
    count > max_unsplit(page_size)
}

/// Gives how many entries a listing may have that is not divided into years.
pub fn max_unsplit(page_size: usize) -> usize {
    2 * page_size
}

/// Makes the address of a listing's page from that of its head.
pub fn address(head: &str, page: ListingPage) -> String {
    match page {
        ListingPage::Head => head.to_owned(),
        ListingPage::Year(year, 1) => format!("{head}nam/{}/", year.slug()),
        ListingPage::Year(year, number) => format!("{head}nam/{}/trang/{number}/", year.slug()),
    }
}

/// Makes the address of a year's first page.
pub fn year_address(head: &str, year: Year) -> String {
    address(head, ListingPage::Year(year, 1))
}
