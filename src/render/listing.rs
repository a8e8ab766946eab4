//! The pages of a listing: the head page with the newest entries and links to the years, and the pages of a year.
//!
//! **Invariant.** A page of a year queries nothing of other years, and a numbered one nothing of newer entries than its
//! own, except whether there is another full page of them: so a new document does not change it.

use std::sync::Arc;

use serde::Serialize;

use super::chart::{self, Chart};
use super::page::Page;
use super::year_label;
use crate::config::EntryKind;
use crate::entry::Entry;
use crate::library::query::{Count, Exceeds, Years};
use crate::library::{Term, Year};
use crate::site::{ListingPage, listing};
use crate::theme::view::Card;

/// A page of a listing: its entries and links to the other pages.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Listing {
    /// The entries of this page.
    entries: Vec<Card>,
    /// The same entries with all metadata, for pages that show more than a card has.
    #[serde(skip)]
    pub(super) source_entries: Vec<Arc<Entry>>,
    /// The pinned entries; on the first page only.
    pinned: Vec<Card>,
    /// The kind of the entries, if all on this page are of one kind.
    kind: Option<EntryKind>,
    /// The years, newest first; only on the first page of a listing that is divided by year.
    years: Vec<ListingYear>,
    /// The number of entries of all years where `years` is given, of the year on its first page, else 0.
    total: usize,
    /// A chart of the number of entries per year; only where `years` is given, and only if there
    /// are enough years.
    chart: Option<Chart>,
    /// The year of this page, as printed (`năm 2014`); null on the first page.
    pub(super) year: Option<String>,
    /// The page before this one, with newer entries.
    newer: Option<PageLink>,
    /// The page after this one, with older entries.
    older: Option<PageLink>,
}

/// A link to another page of a listing.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PageLink {
    /// Its address.
    url: String,
    /// Its name, as printed (`trang 3, năm 2014`).
    label: String,
}

/// A year of a listing that is divided by year.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListingYear {
    /// The year, as printed.
    label: String,
    /// The address of the first page of the year.
    url: String,
    /// The number of entries of the year.
    count: usize,
    /// Whether it is the year of this page.
    current: bool,
}

impl Page<'_> {
    /// Builds a page of the listing of a term at an address; `pinned` is the term of the pinned entries, if the listing
    /// shows any.
    pub(super) fn listing(
        &self,
        head: &str,
        (term, pinned): (&Term, Option<&Term>),
        page: ListingPage,
    ) -> Listing {
        match page {
            ListingPage::Head => self.head_page(head, term, pinned),
            ListingPage::Year(year) => self.year_page(head, term, year),
            ListingPage::Numbered(year, number) => self.numbered_page(head, term, (year, number)),
        }
    }

    fn head_page(&self, head: &str, term: &Term, pinned: Option<&Term>) -> Listing {
        let size = self.renderer.config.page_size;
        let years = self.tracker.ask(Years { term: term.clone() });
        let (frame, take) = self.head_frame(head, &years);
        let pinned = pinned.map_or_else(Vec::new, |term| self.tracker.list(term, None, 0, size));
        let mut entries = self.tracker.list(term, None, 0, take + pinned.len());
        entries.retain(|entry| !pinned.iter().any(|other| other.source == entry.source));
        entries.truncate(take);
        Listing {
            entries: self.cards(&entries),
            kind: common_kind(entries.iter().chain(&pinned)),
            source_entries: entries,
            pinned: self.cards(&pinned),
            ..frame
        }
    }

    /// Builds the first page of a listing with these years, without its entries, and returns their number.
    pub(super) fn head_frame(&self, head: &str, years: &[(Year, usize)]) -> (Listing, usize) {
        let size = self.renderer.config.page_size;
        let count: usize = years.iter().map(|(_, count)| count).sum();
        if !listing::is_split_by_year(count, size) {
            return (Listing::default(), count);
        }
        let year_view = |(year, count): &(Year, usize)| ListingYear {
            label: year_label(self.ui_labels(), *year),
            url: listing::year_address(head, *year),
            count: *count,
            current: false,
        };
        let (chart, years) = (chart::layout(years), years.iter().map(year_view).collect());
        (Listing { years, total: count, chart, ..Listing::default() }, size)
    }

    fn year_page(&self, head: &str, term: &Term, year: Year) -> Listing {
        let count = self.tracker.ask(Count { term: term.clone(), year: Some(year) });
        let range = listing::first_of_year(count, self.renderer.config.page_size);
        let entries = self.tracker.list_range(term, Some(year), range);
        self.with_entries(entries, self.year_frame(head, year, count))
    }

    fn numbered_page(&self, head: &str, term: &Term, (year, number): (Year, usize)) -> Listing {
        let size = self.renderer.config.page_size;
        let limit = listing::max_without_next(number, size);
        let exceeds = Exceeds { term: term.clone(), year: Some(year), limit };
        let has_next = self.tracker.ask(exceeds);
        let entries = self.tracker.list_range(term, Some(year), listing::numbered(number, size));
        self.with_entries(entries, self.numbered_frame(head, (year, number), has_next))
    }

    fn with_entries(&self, entries: Vec<Arc<Entry>>, frame: Listing) -> Listing {
        let (cards, kind) = (self.cards(&entries), common_kind(&entries));
        Listing { entries: cards, kind, source_entries: entries, ..frame }
    }

    /// Builds the first page of a year of `count` entries, without its entries.
    pub(super) fn year_frame(&self, head: &str, year: Year, count: usize) -> Listing {
        let numbered = listing::numbered_pages(count, self.renderer.config.page_size);
        let older = (numbered > 0).then_some(ListingPage::Numbered(year, numbered));
        Listing {
            year: Some(self.in_year(year)),
            total: count,
            older: older.map(|page| self.page_link(head, page)),
            ..Listing::default()
        }
    }

    /// Builds a numbered page of a year, without its entries.
    pub(super) fn numbered_frame(
        &self,
        head: &str,
        (year, number): (Year, usize),
        has_next: bool,
    ) -> Listing {
        let newer = if has_next {
            ListingPage::Numbered(year, number + 1)
        } else {
            ListingPage::Year(year)
        };
        let older = (number > 1).then(|| ListingPage::Numbered(year, number - 1));
        Listing {
            year: Some(self.in_year(year)),
            newer: Some(self.page_link(head, newer)),
            older: older.map(|page| self.page_link(head, page)),
            ..Listing::default()
        }
    }

    fn page_link(&self, head: &str, page: ListingPage) -> PageLink {
        let label = match page {
            ListingPage::Head => String::new(),
            ListingPage::Year(year) => self.in_year(year),
            ListingPage::Numbered(year, number) => {
                let name = self.ui_labels().or_empty("page_number");
                format!("{name} {number}, {}", self.in_year(year))
            }
        };
        PageLink { url: listing::address(head, page), label }
    }

    /// Returns the words for a year: «năm 2014».
    fn in_year(&self, year: Year) -> String {
        match year.0 {
            Some(number) => format!("{} {number}", self.ui_labels().or_empty("in_year")),
            None => self.ui_labels().or_empty("undated").to_owned(),
        }
    }

    /// Builds a listing of a few entries on one page, in this order.
    pub(super) fn short_listing(&self, entries: &[Arc<Entry>]) -> Listing {
        let (entries, kind) = (self.cards(entries), common_kind(entries));
        Listing { entries, kind, ..Listing::default() }
    }

    fn cards(&self, entries: &[Arc<Entry>]) -> Vec<Card> {
        entries.iter().map(|entry| self.presenter.card(entry, &self.tracker)).collect()
    }
}

/// Returns the kind of the entries, if all are of one kind.
fn common_kind<'e>(entries: impl IntoIterator<Item = &'e Arc<Entry>>) -> Option<EntryKind> {
    let mut kinds = entries.into_iter().map(|entry| entry.kind);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}
