//! The list of what changed in the portal (những thay đổi trên cổng): its events by month, and their Atom feed.
//!
//! An event is one sentence: what was done, to which entries, by which document. The list is paged like a listing. An
//! entry that is no longer public keeps its events, with number and title as on its notice, but its corrections lose
//! their texts.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::Renderer;
use super::feed::{FeedHead, alternate, write_feed};
use super::listing::Listing;
use super::page::Page;
use super::relations::{EntryPresenter, NamedDocument};
use super::xml::XmlWriter;
use crate::entry::address::{SiteAddress, href};
use crate::entry::{Entry, RelationKind};
use crate::library::query::{EventYears, EventsExceed, ListRange};
use crate::library::{DependencyTracker, EventKind, PortalEvent};
use crate::site::{ListingPage, Overview, listing};
use crate::theme::view::DayView;
use crate::vietnamese::date::PartialDate;

/// The events of a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct MonthView {
    /// The month; null for events without a day.
    month: Option<DayView>,
    /// The events, newest first.
    events: Vec<EventView>,
}

/// Something that happened to an entry, or that a document did to others.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct EventView {
    /// The code name of what happened, such as `corrected`.
    name: &'static str,
    /// The key of its label, such as `event_corrected`.
    label: String,
    /// The date, if one is written.
    on: Option<DayView>,
    /// The entries that it happened to.
    items: Vec<NamedDocument>,
    /// The document that replaced or repealed them.
    by: Option<NamedDocument>,
    /// The key of the label that precedes `by`.
    by_label: Option<String>,
    /// What was corrected, or why the entry was withdrawn.
    note: Option<String>,
    /// The language of the note (BCP 47), if it differs from that of the page.
    note_language: Option<String>,
}

impl Page<'_> {
    /// Builds a page of the list of changes: its frame, and its events by month.
    pub(super) fn events_page(&self, page: ListingPage) -> (Listing, Vec<MonthView>) {
        let (head, size) = (Overview::Events.address(), self.renderer.config.page_size);
        let (listing, events) = match page {
            ListingPage::Head => {
                let (listing, take) = self.head_frame(head, &self.tracker.ask(EventYears {}));
                (listing, self.tracker.events(None, ListRange::Newest { skip: 0, take }))
            }
            ListingPage::Year(year) => {
                let years = self.tracker.ask(EventYears {});
                let found = years.iter().find(|(other, _)| *other == year);
                let count = found.map_or(0, |(_, count)| *count);
                let events = self.tracker.events(Some(year), listing::first_of_year(count, size));
                (self.year_frame(head, year, count), events)
            }
            ListingPage::Numbered(year, number) => {
                let limit = listing::max_without_next(number, size);
                let has_next = self.tracker.ask(EventsExceed { year, limit });
                let events = self.tracker.events(Some(year), listing::numbered(number, size));
                (self.numbered_frame(head, (year, number), has_next), events)
            }
        };
        let presenter =
            EntryPresenter { presenter: self.presenter.clone(), tracker: &self.tracker };
        let month = |day: Date| PartialDate::Month { year: day.year(), month: day.month() };
        let month = |event: &PortalEvent| event.day().map(month);
        let of_month = |events: &[(PortalEvent, Arc<Entry>)]| MonthView {
            month: month(&events[0].0).map(|month| self.presenter.day(month)),
            events: events.iter().map(|(event, entry)| presenter.event(event, entry)).collect(),
        };
        let months = events.chunk_by(|(one, _), (other, _)| month(one) == month(other));
        (listing, months.map(of_month).collect())
    }
}

impl EntryPresenter<'_> {
    fn event(&self, event: &PortalEvent, entry: &Entry) -> EventView {
        let own = self.portal_document(entry, None);
        let (name, items, by) = match event.kind {
            EventKind::Replaces | EventKind::Repeals if self.has_lapsed(event, entry) => {
                ("lapsed", vec![own], None)
            }
            EventKind::Replaces => {
                ("replaces", self.targets(event, entry, RelationKind::Replaces), Some(own))
            }
            EventKind::Repeals => {
                ("repeals", self.targets(event, entry, RelationKind::Repeals), Some(own))
            }
            kind => (kind.code(), vec![own], None),
        };
        let note = self.note(event, entry);
        EventView {
            name,
            label: format!("event_{name}"),
            on: event.on.map(|on| self.presenter.day(on)),
            items,
            by_label: by.as_ref().map(|_| format!("event_{name}_by")),
            by,
            note_language: self
                .presenter
                .lang_attribute(&self.presenter.language(entry))
                .filter(|_| note.is_some()),
            note,
        }
    }

    /// Returns whether a document ended before the day on which it would have replaced or repealed others.
    fn has_lapsed(&self, event: &PortalEvent, entry: &Entry) -> bool {
        let effects = self.tracker.incoming_effects(entry);
        let mut ends = effects.iter().filter(|effect| effect.ends_document());
        ends.any(|end| {
            end.from.zip(event.on).is_some_and(|(end, on)| end.last_day() <= on.first_day())
        })
    }

    /// Returns the documents to which a document has relations of a kind that start on the day of an event.
    fn targets(
        &self,
        event: &PortalEvent,
        entry: &Entry,
        kind: RelationKind,
    ) -> Vec<NamedDocument> {
        let day = |on: Option<PartialDate>| on.map(PartialDate::last_day);
        let relations = entry.metadata.relations.iter().filter(|relation| {
            relation.kind == kind && day(entry.start_of_relation(relation)) == day(event.on)
        });
        let view = |relation| {
            let resolved = self.tracker.resolve_relation(entry, relation);
            self.resolved_document(&relation.target, resolved.as_deref())
        };
        relations.map(view).collect()
    }

    /// Returns the texts of the corrections of a day, or the reason of a withdrawal.
    fn note(&self, event: &PortalEvent, entry: &Entry) -> Option<String> {
        let metadata = &entry.metadata;
        match event.kind {
            EventKind::Withdrawn => metadata.withdrawn.as_ref()?.reason.clone(),
            EventKind::Corrected if !self.tracker.is_removed(entry) => {
                let of_day = metadata
                    .corrections
                    .iter()
                    .filter(|correction| correction.on.map(PartialDate::first_day) == event.day());
                let texts: Vec<&str> = of_day.map(|correction| correction.text.trim()).collect();
                Some(texts.join("; ")).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }

    /// Returns an event as a sentence without its note.
    fn sentence(&self, event: &EventView) -> String {
        let name = |item: &NamedDocument| match &item.note {
            Some(note) => format!("{} ({note})", item.text),
            None => item.text.clone(),
        };
        let items: Vec<String> = event.items.iter().map(name).collect();
        let mut sentence = format!("{} {}", self.ui_label(&event.label), items.join("; "));
        if let (Some(label), Some(by)) = (&event.by_label, &event.by) {
            sentence += &format!(" {} {}", self.ui_label(label), by.text);
        }
        sentence
    }
}

/// Writes the feed of the events, of those that have a day.
pub(super) fn feed(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    address: &SiteAddress,
) -> Vec<u8> {
    let language = &*renderer.config.language;
    let presenter = EntryPresenter { presenter: renderer.presenter(language), tracker };
    let newest = ListRange::Newest { skip: 0, take: renderer.config.page_size };
    let mut events = tracker.events(None, newest);
    events.retain(|(event, _)| event.at.is_some());
    let portal = renderer.portal_views.for_language(language);
    let title = presenter.ui_label(Overview::Events.name());
    let head = FeedHead {
        address,
        language,
        title: format!("{title} – {}", portal.title),
        updated: events.iter().filter_map(|(event, _)| event.at).max(),
    };
    write_feed(renderer, &head, |xml| {
        for (event, entry) in &events {
            xml.element("entry", None::<(&str, &str)>, |xml| {
                write_event(renderer, &presenter, (event, entry), xml);
            });
        }
    })
}

/// Writes an event. Its id is the address of the entry with kind and day, which no other event has.
fn write_event(
    renderer: &Renderer<'_>,
    presenter: &EntryPresenter<'_>,
    (event, entry): (&PortalEvent, &Entry),
    xml: &mut XmlWriter,
) {
    let Some(at) = event.at else { return };
    let address = renderer.config.base_url.absolute_url(&href(&entry.address));
    let view = presenter.event(event, entry);
    xml.text("id", &format!("{address}#{}-{}", event.kind.code(), at.date()));
    xml.text("title", &presenter.sentence(&view));
    xml.text("updated", &at.rfc3339(renderer.config.zone));
    xml.empty("link", alternate(&address));
    if let Some(note) = &view.note {
        xml.text("summary", note);
    }
}
