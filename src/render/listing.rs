//! The pages of a listing as templates see them: the head with the newest and the years, and the pages of a year.
//!
//! **Invariant.** A year's page asks for its own run of entries and for nothing of other years; whether a further
//! page follows is told by one entry more than it shows, never by a count.

use std::sync::Arc;

use serde::Serialize;

use super::chart::{self, Chart};
use super::context::TemplateContext;
use super::pages::Page;
use super::portal::LinkView;
use super::year_label;
use crate::config::EntryKind;
use crate::entry::Entry;
use crate::library::{Term, Year};
use crate::site::{ListingPage, listing};
use crate::theme::view::Card;

/// A page of a list: entries, and the way to the other pages.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Listing {
    /// The entries of this page.
    entries: Vec<Card>,
    /// The same entries, for pages that show more of them than a card does.
    #[serde(skip)]
    pub(super) source_entries: Vec<Arc<Entry>>,
    /// What is pinned, on the first page.
    pinned: Vec<Card>,
    /// What all entries of the page are, where they are of one kind.
    kind: Option<EntryKind>,
    /// The years there are, newest first; on the first page of a long list only.
    years: Vec<ListingYear>,
    /// How many entries each year has, drawn; where there are years.
    chart: Option<Chart>,
    /// The year of this page.
    year: Option<String>,
    /// The address of the page before this one.
    newer: Option<String>,
    /// The address of the page after this one.
    older: Option<String>,
}

/// A year of a list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ListingYear {
    /// The year.
    label: String,
    /// The first page of the year.
    url: String,
    /// How many entries.
    count: usize,
    /// Whether it is the year of this page.
    current: bool,
}

impl Page<'_> {
    /// Fills in a page of a listing: `head` is its title and address, `terms` what is listed and what is pinned.
    pub(super) fn fill_listing(
        &self,
        context: &mut TemplateContext<'_>,
        (title, head): (&str, &str),
        (term, pinned): (&Term, Option<&Term>),
        page: ListingPage,
    ) {
        let shown = match page {
            ListingPage::Head => self.head_page(head, term, pinned),
            ListingPage::Year(year, number) => self.year_page(head, term, year, number),
        };
        if let ListingPage::Year(_, number) = page {
            context.page.breadcrumbs.push(LinkView::new(title, head));
            let year = shown.year.clone().unwrap_or_default();
            let nth = format!(" – {} {number}", self.ui_labels().or_empty("page_number"));
            let nth = if number > 1 { nth.as_str() } else { "" };
            context.page.title = format!("{title} {year}{nth}");
        } else {
            context.page.title = title.to_owned();
        }
        if context.page.description.is_empty() {
            context.page.description = context.page.title_on(&self.portal);
        }
        let feed = self.tracker.has_feed(term).then(|| format!("{head}atom.xml"));
        // A feed whose address is claimed by another is not there.
        context.page.feed = feed.filter(|feed| self.renderer.exists(&self.tracker, feed));
        context.listing = Some(shown);
    }

    fn head_page(&self, head: &str, term: &Term, pinned: Option<&Term>) -> Listing {
        let size = self.renderer.config.page_size;
        let years = self.tracker.years(term);
        let count: usize = years.iter().map(|(_, count)| count).sum();
        let long = listing::is_split_by_year(count, size);
        let take = if long { size } else { count };
        let pinned = pinned.map_or_else(Vec::new, |term| self.tracker.list(term, None, 0, size));
        let mut entries = self.tracker.list(term, None, 0, take + pinned.len());
        entries.retain(|entry| !pinned.iter().any(|other| other.source == entry.source));
        entries.truncate(take);
        let chart = if long { chart::layout(&years) } else { None };
        let years = years.iter().filter(|_| long).map(|(year, count)| ListingYear {
            label: year_label(self.ui_labels(), *year),
            url: listing::year_address(head, *year),
            count: *count,
            current: false,
        });
        Listing {
            entries: self.cards(&entries),
            kind: common_kind(entries.iter().chain(&pinned)),
            source_entries: entries,
            pinned: self.cards(&pinned),
            years: years.collect(),
            chart,
            ..Listing::default()
        }
    }

    fn year_page(&self, head: &str, term: &Term, year: Year, number: usize) -> Listing {
        let size = self.renderer.config.page_size;
        // One more than the page holds tells whether there is a next page, without counting the year.
        let mut entries = self.tracker.list(term, Some(year), (number - 1) * size, size + 1);
        let more = entries.len() > size;
        entries.truncate(size);
        let to = |number| listing::address(head, ListingPage::Year(year, number));
        let in_year = match year.0 {
            Some(number) => format!("{} {number}", self.ui_labels().or_empty("in_year")),
            None => self.ui_labels().or_empty("undated").to_owned(),
        };
        Listing {
            entries: self.cards(&entries),
            kind: common_kind(&entries),
            source_entries: entries,
            year: Some(in_year),
            newer: (number > 1).then(|| to(number - 1)),
            older: more.then(|| to(number + 1)),
            ..Listing::default()
        }
    }

    fn cards(&self, entries: &[Arc<Entry>]) -> Vec<Card> {
        entries.iter().map(|entry| self.presenter.card(entry)).collect()
    }
}

/// Tells what entries are, if all are of one kind.
fn common_kind<'e>(entries: impl IntoIterator<Item = &'e Arc<Entry>>) -> Option<EntryKind> {
    let mut kinds = entries.into_iter().map(|entry| entry.kind);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}
