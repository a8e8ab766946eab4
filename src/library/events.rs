//! The events of the portal: what was posted, updated, corrected, withdrawn, what expired, and which documents replaced
//! or repealed others. Also their index, by year.
//!
//! Decree 224/2026/NĐ-CP, article 9.3: anyone can see what the portal did. An event is computed from the metadata of
//! one entry alone: that a document replaces another is an event of the replacing one, on the day of its own effect.
//! Events without a known day, such as a withdrawal that names none, are indexed last.
//!
//! **Invariant.** Only events whose day has come are answered; of later ones the index knows only the days. An entry
//! has at most one event of a kind on a day.
//!
//! **Left out on purpose.** Entries with errors. Amendments and suspensions, which the pages of documents show. Effects
//! without a known day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::entry_id::{EntryId, Ranks};
use super::postings::Year;
use crate::config::EntryKind;
use crate::entry::{Entry, RelationKind};
use crate::vietnamese::date::{Moment, PartialDate};
use crate::vietnamese::document_type;

/// The kinds of events, in the order in which they happen to an entry on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// An entry was posted.
    Posted,
    /// Its text was revised.
    Updated,
    /// A mistake in it was corrected.
    Corrected,
    /// It replaced other documents.
    Replaces,
    /// It repealed other documents.
    Repeals,
    /// It ceased to be in force on the day that it states itself.
    Expired,
    /// Its public period ended.
    PublicPeriodEnded,
    /// It was withdrawn.
    Withdrawn,
}

impl EventKind {
    /// Returns the code name, which is also part of the label's key (`event_posted`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Updated => "updated",
            Self::Corrected => "corrected",
            Self::Replaces => "replaces",
            Self::Repeals => "repeals",
            Self::Expired => "expired",
            Self::PublicPeriodEnded => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Something that happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PortalEvent {
    /// What happened.
    pub kind: EventKind,
    /// The date as written, if any.
    pub on: Option<PartialDate>,
    /// The time by which events are ordered; `None` if no date is written.
    pub at: Option<Moment>,
}

impl PortalEvent {
    /// Returns the day on which it is listed.
    pub fn day(&self) -> Option<Date> {
        self.at.map(Moment::date)
    }

    fn year(&self) -> Year {
        Year(self.day().map(Date::year))
    }
}

/// Collects the events of one entry.
struct EventCollector<'a> {
    entry: &'a Entry,
    events: Vec<PortalEvent>,
}

impl EventCollector<'_> {
    /// Adds an event that counts from the given time, unless it has one of its kind on that day.
    fn add(&mut self, kind: EventKind, on: Option<PartialDate>, at: Option<Moment>) {
        // A day without a time sorts before its hours, but nothing happens to an entry before its posting on that day.
        let posted = self.entry.metadata.posted_at;
        let at = at.map(|at| match posted.filter(|posted| posted.date() == at.date()) {
            Some(posted) => posted.max(at),
            None => at,
        });
        let event = PortalEvent { kind, on, at };
        let is_same = |other: &PortalEvent| other.kind == kind && other.day() == event.day();
        if !self.events.iter().any(is_same) {
            self.events.push(event);
        }
    }

    fn add_changes(&mut self) {
        let metadata = &self.entry.metadata;
        let day = |at: Moment| Some(PartialDate::Day(at.date()));
        if let Some(posted) = metadata.posted_at {
            self.add(EventKind::Posted, day(posted), Some(posted));
        }
        let is_later = |at: &Moment| metadata.posted_at.is_none_or(|posted| posted < *at);
        if let Some(updated) = metadata.updated_at.filter(is_later) {
            self.add(EventKind::Updated, day(updated), Some(updated));
        }
        for correction in &metadata.corrections {
            let at = correction.on.map(|on| on.first_day().into());
            self.add(EventKind::Corrected, correction.on, at);
        }
    }

    /// Adds what it does to others and its own end. A translation has no effects: its original has them.
    fn add_effects(&mut self) {
        let metadata = &self.entry.metadata;
        if self.entry.kind != EntryKind::Document || metadata.translation_of.is_some() {
            return;
        }
        for relation in &metadata.relations {
            let kind = match relation.kind {
                RelationKind::Replaces => EventKind::Replaces,
                RelationKind::Repeals => EventKind::Repeals,
                _ => continue,
            };
            if let Some(start) = self.entry.start_of_relation(relation) {
                self.add(kind, Some(start), Some(start.last_day().into()));
            }
        }
        let doc_type = metadata.doc_type.as_deref().and_then(document_type::by_name);
        let has_effect = doc_type.is_some_and(|doc_type| doc_type.has_effect);
        if let Some(end) = metadata.expires_on.filter(|_| has_effect) {
            let last_day = end.last_day();
            if !self.entry.is_removed(last_day) {
                self.add(EventKind::Expired, Some(end), Some(last_day.into()));
            }
        }
    }

    fn add_removal(&mut self) {
        let withdrawal = self.entry.metadata.withdrawn.as_deref();
        if let Some(day) = self.entry.first_day_after_public_period() {
            let is_withdrawn = withdrawal
                .is_some_and(|withdrawal| withdrawal.on.is_none_or(|on| on.first_day() <= day));
            if !is_withdrawn {
                self.add(EventKind::PublicPeriodEnded, Some(day.into()), Some(day.into()));
            }
        }
        if let Some(withdrawal) = withdrawal {
            let at = withdrawal.on.map(|on| on.first_day().into());
            self.add(EventKind::Withdrawn, withdrawal.on, at);
        }
    }
}

/// Returns the events of an entry, past and future; none if not even its title may be shown.
pub(super) fn events_of(entry: &Entry) -> Vec<PortalEvent> {
    if entry.metadata.title.is_empty() {
        return Vec::new();
    }
    let mut collector = EventCollector { entry, events: Vec::new() };
    collector.add_changes();
    collector.add_effects();
    collector.add_removal();
    collector.events
}

/// The events of all entries whose day has come, newest first.
#[derive(Debug, Default)]
pub(super) struct EventIndex {
    by_year: BTreeMap<Reverse<Year>, Vec<(PortalEvent, EntryId)>>,
    /// Future days with their numbers of events.
    upcoming: BTreeMap<Date, usize>,
    /// Years whose events have to be sorted.
    unsorted: BTreeSet<Year>,
}

/// The sort key of an event.
fn key(event: PortalEvent, id: EntryId, ranks: Ranks<'_>) -> impl Ord {
    (Reverse(event.at), ranks.of(id), Reverse(event.kind))
}

impl EventIndex {
    /// Adds the events of an entry; call [`Self::sort_pending`] before the index is used.
    pub(super) fn add(&mut self, id: EntryId, events: &[PortalEvent], today: Date) {
        for event in events {
            if let Some(day) = event.day().filter(|day| *day > today) {
                *self.upcoming.entry(day).or_default() += 1;
            } else {
                self.by_year.entry(Reverse(event.year())).or_default().push((*event, id));
                self.unsorted.insert(event.year());
            }
        }
    }

    /// Removes the events of an entry that were added for the same day.
    pub(super) fn remove(
        &mut self,
        id: EntryId,
        events: &[PortalEvent],
        today: Date,
        ranks: Ranks<'_>,
    ) {
        for event in events {
            if let Some(day) = event.day().filter(|day| *day > today) {
                let count = self.upcoming.entry(day).or_insert(1);
                *count -= 1;
                if *count == 0 {
                    self.upcoming.remove(&day);
                }
                continue;
            }
            let year = Reverse(event.year());
            let Some(events) = self.by_year.get_mut(&year) else { continue };
            let wanted = key(*event, id, ranks);
            let at = events.binary_search_by(|(event, id)| key(*event, *id, ranks).cmp(&wanted));
            if let Ok(at) = at {
                events.remove(at);
            }
            if events.is_empty() {
                self.by_year.remove(&year);
            }
        }
    }

    /// Sorts the years that events were added to.
    pub(super) fn sort_pending(&mut self, ranks: Ranks<'_>) {
        for year in std::mem::take(&mut self.unsorted) {
            if let Some(events) = self.by_year.get_mut(&Reverse(year)) {
                events.sort_by_key(|(event, id)| key(*event, *id, ranks));
            }
        }
    }

    /// Returns the years with their numbers of events, newest first, events without a day last.
    pub(super) fn years(&self) -> Vec<(Year, usize)> {
        self.by_year.iter().map(|(year, events)| (year.0, events.len())).collect()
    }

    /// Returns whether there is no event, not even in the future.
    pub(super) fn is_empty(&self) -> bool {
        self.by_year.is_empty() && self.upcoming.is_empty()
    }

    /// Returns the number of events, or of those of one year.
    pub(super) fn count(&self, year: Option<Year>) -> usize {
        match year {
            None => self.by_year.values().map(Vec::len).sum(),
            Some(year) => self.by_year.get(&Reverse(year)).map_or(0, Vec::len),
        }
    }

    /// Returns a range of the events, or of those of one year.
    pub(super) fn slice(
        &self,
        year: Option<Year>,
        skip: usize,
        take: usize,
    ) -> Vec<(PortalEvent, EntryId)> {
        let events: &mut dyn Iterator<Item = &(PortalEvent, EntryId)> = match year {
            None => &mut self.by_year.values().flatten(),
            Some(year) => &mut self.by_year.get(&Reverse(year)).into_iter().flatten(),
        };
        events.skip(skip).take(take).copied().collect()
    }

    /// Returns the first future day of an event, or of one in a year.
    pub(super) fn next_day(&self, year: Option<Year>) -> Option<Date> {
        let mut days = self.upcoming.keys().copied();
        days.find(|day| year.is_none_or(|year| year.0 == Some(day.year())))
    }
}
