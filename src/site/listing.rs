//! The pages of a listing: the head, and for long listings the pages of each year.
//!
//! The head contains the newest entries and the years with their counts. A listing of up to two pages' worth of
//! entries has them all on the head. The first page of a year has its newest entries, those that no numbered page has.
//! Numbered pages are full and counted from the oldest entry, so that an entry stays on its page: a new document
//! changes the head and the first page of its year, and now and then adds a numbered page.

use super::ListingPage;
use crate::library::Year;
use crate::library::query::ListRange;

/// Returns the pages of a listing, given its years with their counts.
pub fn pages(years: &[(Year, usize)], page_size: usize) -> Vec<ListingPage> {
    let mut pages = vec![ListingPage::Head];
    if is_split_by_year(years.iter().map(|(_, count)| count).sum(), page_size) {
        for (year, count) in years {
            pages.push(ListingPage::Year(*year));
            let numbers = 1..=numbered_pages(*count, page_size);
            pages.extend(numbers.map(|number| ListingPage::Numbered(*year, number)));
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

/// Returns how many numbered pages a year of `count` entries has. Its first page has at least as many entries as each
/// of them, and less than twice as many.
pub fn numbered_pages(count: usize, page_size: usize) -> usize {
    (count / page_size).saturating_sub(1)
}

/// Returns the entries of the first page of a year of `count` entries.
pub fn first_of_year(count: usize, page_size: usize) -> ListRange {
    let take = count - numbered_pages(count, page_size) * page_size;
    ListRange::Newest { skip: 0, take }
}

/// Returns the entries of a numbered page.
pub fn numbered(number: usize, page_size: usize) -> ListRange {
    ListRange::Oldest { skip: (number - 1) * page_size, take: page_size }
}

/// Returns the largest number of entries of a year in which a numbered page is the newest one.
pub fn max_without_next(number: usize, page_size: usize) -> usize {
    (number + 2) * page_size - 1
}

/// Returns the address of a page of a listing, given the address of its head.
pub fn address(head: &str, page: ListingPage) -> String {
    match page {
        ListingPage::Head => head.to_owned(),
        ListingPage::Year(year) => format!("{head}nam/{}/", year.slug()),
        ListingPage::Numbered(year, number) => format!("{head}nam/{}/trang/{number}/", year.slug()),
    }
}

/// Returns the address of the first page of a year.
pub fn year_address(head: &str, year: Year) -> String {
    address(head, ListingPage::Year(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entries of each page of a year of `count` entries, by their age: 0 is the oldest.
    fn year_pages(count: usize, page_size: usize) -> Vec<Vec<usize>> {
        let newest_first: Vec<usize> = (0..count).rev().collect();
        let of = |range: ListRange| newest_first[range.bounds(count)].to_vec();
        let numbers = 1..=numbered_pages(count, page_size);
        let numbered = numbers.map(|number| of(numbered(number, page_size)));
        numbered.chain([of(first_of_year(count, page_size))]).collect()
    }

    #[test]
    fn the_pages_of_a_year_have_each_entry_once_and_a_new_one_moves_no_numbered_page() {
        for page_size in 1..6 {
            for count in 1..40 {
                let pages = year_pages(count, page_size);
                let mut all = pages.concat();
                all.sort_unstable();
                assert_eq!(all, (0..count).collect::<Vec<_>>());
                let (first, numbered) = pages.split_last().expect("a year has a first page");
                assert!(numbered.iter().all(|page| page.len() == page_size));
                assert!(
                    first.len() < 2 * page_size
                        && (numbered.is_empty() || first.len() >= page_size)
                );
                let with_new = year_pages(count + 1, page_size);
                assert_eq!(with_new[..numbered.len()], *numbered);
                let last = numbered.len();
                let has_next = with_new.len() - 1 > last;
                assert!(last == 0 || has_next == (count + 1 > max_without_next(last, page_size)));
            }
        }
    }
}
