//! The pages of a listing: the head, and for long listings the pages of each year.
//!
//! The head contains the newest entries and the years with their counts. The pages of a year do not depend on other
//! years, and no page contains the total number of pages: so a new entry changes only the head and its own year. A
//! listing of up to two pages' worth of entries has them all on the head.

use super::ListingPage;
use crate::library::Year;

/// Returns the pages of a listing, given its years with their counts.
pub fn pages(years: &[(Year, usize)], page_size: usize) -> Vec<ListingPage> {
    let mut pages = vec![ListingPage::Head];
    if is_split_by_year(years.iter().map(|(_, count)| count).sum(), page_size) {
        for (year, count) in years {
            let last = count.div_ceil(page_size);
            pages.extend((1..=last).map(|number| ListingPage::Year(*year, number)));
        }
    }
    pages
}

/// Returns whether a listing of `count` entries is split into years.
pub fn is_split_by_year(count: usize, page_size: usize) -> bool {
    count > max_unsplit(page_size)
}

/// Returns the maximum number of entries of a listing that is not split into years.
pub fn max_unsplit(page_size: usize) -> usize {
    2 * page_size
}

/// Returns the address of a page of a listing, given the address of its head.
pub fn address(head: &str, page: ListingPage) -> String {
    match page {
        ListingPage::Head => head.to_owned(),
        ListingPage::Year(year, 1) => format!("{head}nam/{}/", year.slug()),
        ListingPage::Year(year, number) => format!("{head}nam/{}/trang/{number}/", year.slug()),
    }
}

/// Returns the address of the first page of a year.
pub fn year_address(head: &str, year: Year) -> String {
    address(head, ListingPage::Year(year, 1))
}
