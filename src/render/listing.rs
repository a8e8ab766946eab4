//! The pages of a listing: the head page with the newest entries and links to the years, and the pages of a year.
//!
//! **Invariant.** A page of a year queries only its own range of entries and nothing of other years. Whether another
//! page follows is determined by querying one entry more than it shows, never by a count.

use std::sync::Arc;

use serde::Serialize;

use super::chart::{self, Chart};
use super::page::Page;
use super::year_label;
use crate::config::EntryKind;
use crate::entry::Entry;
use crate::library::query::Years;
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
    /// The number of entries of all years; 0 where `years` is not given.
    total: usize,
    /// A chart of the number of entries per year; only where `years` is given, and only if there
    /// are enough years.
    chart: Option<Chart>,
    /// The year of this page, as printed (`năm 2014`); null on the first page.
    pub(super) year: Option<String>,
    /// The address of the previous page, with newer entries.
    newer: Option<String>,
    /// The address of the next page, with older entries.
    older: Option<String>,
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
            ListingPage::Year(year, number) => self.year_page(head, term, year, number),
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

    fn year_page(&self, head: &str, term: &Term, year: Year, number: usize) -> Listing {
        let size = self.renderer.config.page_size;
        // One more entry than the page holds shows whether there is a next page, without counting the year.
        let mut entries = self.tracker.list(term, Some(year), (number - 1) * size, size + 1);
        let has_next = entries.len() > size;
        entries.truncate(size);
        Listing {
            entries: self.cards(&entries),
            kind: common_kind(&entries),
            source_entries: entries,
            ..self.year_frame(head, (year, number), has_next)
        }
    }

    /// Builds the n-th page of a year, without its entries.
    pub(super) fn year_frame(
        &self,
        head: &str,
        (year, number): (Year, usize),
        has_next: bool,
    ) -> Listing {
        let page_address = |number| listing::address(head, ListingPage::Year(year, number));
        let in_year = match year.0 {
            Some(number) => format!("{} {number}", self.ui_labels().or_empty("in_year")),
            None => self.ui_labels().or_empty("undated").to_owned(),
        };
        Listing {
            year: Some(in_year),
            newer: (number > 1).then(|| page_address(number - 1)),
            older: has_next.then(|| page_address(number + 1)),
            ..Listing::default()
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
