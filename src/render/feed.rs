//! Atom feeds (RFC 4287) of the latest changes in the portal, in a section or under a term.
//!
//! A feed contains new entries and entries that were updated, corrected or withdrawn, each marked as such before its
//! title, and so is a document that is no longer in force. An entry keeps its id, so that a feed reader replaces the
//! earlier version. A withdrawn entry is listed with its reason, and without summary and files.
//!
//! **Left out on purpose.** Entries without a date, because `updated` is mandatory in Atom. The time of the build: the
//! feed's `updated` is that of its newest entry.

use std::sync::Arc;

use super::Renderer;
use super::portal::PortalView;
use super::xml::XmlWriter;
use crate::entry::address::{SiteAddress, href};
use crate::entry::media_types;
use crate::entry::{Entry, EntryChange, Erasure, LastChange, TextField};
use crate::library::{DependencyTracker, Term};
use crate::theme::dates;
use crate::vietnamese::date::Moment;

/// Writes the feed of the entries under a term.
pub(super) fn feed(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    term: &Term,
    address: &SiteAddress,
) -> Vec<u8> {
    let changed = recent_changes(tracker, term, renderer.config.page_size);
    let updated = changed.iter().map(|(last, _)| last.at).max();
    let language = feed_language(renderer, term);
    let portal = renderer.portal_views.for_language(language);
    let title = feed_title(renderer, tracker, term, &portal);
    write_feed(renderer, &FeedHead { address, language, title, updated }, |xml| {
        for (last, entry) in &changed {
            let last_change = *last;
            let entry =
                FeedEntry { renderer, tracker, entry, last_change, feed_language: language };
            entry.write_xml(xml);
        }
    })
}

/// What a feed says of itself.
pub(super) struct FeedHead<'a> {
    pub(super) address: &'a SiteAddress,
    pub(super) language: &'a str,
    pub(super) title: String,
    /// The time of its newest entry.
    pub(super) updated: Option<Moment>,
}

/// Writes a feed with the given entries.
pub(super) fn write_feed(
    renderer: &Renderer<'_>,
    head: &FeedHead<'_>,
    write_entries: impl FnOnce(&mut XmlWriter),
) -> Vec<u8> {
    let (base, zone) = (&renderer.config.base_url, renderer.config.zone);
    let page = head.address.trim_end_matches("atom.xml");
    let portal = renderer.portal_views.for_language(head.language);
    let address = base.absolute_url(&href(head.address));
    let attributes = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", head.language)];
    XmlWriter::document("feed", attributes, |xml| {
        xml.text("id", &address);
        xml.text("title", &head.title);
        xml.text("updated", &head.updated.map(|moment| moment.rfc3339(zone)).unwrap_or_default());
        xml.record("author", [("name", portal.owner.name())]);
        xml.empty("link", [("rel", "self"), ("type", "application/atom+xml"), ("href", &address)]);
        xml.empty("link", alternate(&base.absolute_url(&href(page))));
        write_entries(xml);
    })
}

/// Returns the attributes of a link to the page that a feed or an entry represents.
pub(super) fn alternate(url: &str) -> [(&str, &str); 3] {
    [("rel", "alternate"), ("type", "text/html"), ("href", url)]
}

/// Returns the latest changed entries under a term, newest first, with their last change.
fn recent_changes(
    tracker: &DependencyTracker,
    term: &Term,
    take: usize,
) -> Vec<(LastChange, Arc<Entry>)> {
    let with_change = |entry: Arc<Entry>| {
        let last = entry.last_change(|day| tracker.has_come(day))?;
        Some((last, entry))
    };
    tracker.latest_changes(term, take).into_iter().filter_map(with_change).collect()
}

/// Returns the language of a feed: that of the section for a section's feed, else that of the portal.
fn feed_language<'r>(renderer: &'r Renderer<'_>, term: &Term) -> &'r str {
    match term {
        Term::Section(address) => renderer.language_of_section(address),
        _ => &renderer.config.language,
    }
}

fn feed_title(
    renderer: &Renderer<'_>,
    tracker: &DependencyTracker,
    term: &Term,
    portal: &PortalView,
) -> String {
    let language = &portal.language;
    let portal = &portal.title;
    let own = match term {
        Term::DocumentsAndNews
        | Term::Documents
        | Term::Pages
        | Term::Pinned(_)
        | Term::Backlinks(..) => {
            return portal.clone();
        }
        Term::Section(address) => {
            renderer.section_link(tracker, address, language).map(|link| link.title)
        }
        Term::Value(..) => tracker.term_name(term).map(|(label, _)| label),
    };
    format!("{} – {portal}", own.unwrap_or_default())
}

/// An entry of a feed with its last change.
struct FeedEntry<'a> {
    renderer: &'a Renderer<'a>,
    tracker: &'a DependencyTracker,
    entry: &'a Entry,
    last_change: LastChange,
    /// The language of the feed.
    feed_language: &'a str,
}

impl FeedEntry<'_> {
    fn write_xml(&self, xml: &mut XmlWriter) {
        let language = self.renderer.language_of(self.entry);
        let language = Some(language).filter(|own| *own != self.feed_language);
        xml.element("entry", language.map(|own| ("xml:lang", own)), |xml| self.write_content(xml));
    }

    fn write_content(&self, xml: &mut XmlWriter) {
        let zone = self.renderer.config.zone;
        let metadata = &self.entry.metadata;
        let address = self.renderer.config.base_url.absolute_url(&href(&self.entry.address));
        xml.text("id", &address);
        xml.text("title", &self.title());
        xml.text("updated", &self.last_change.at.rfc3339(zone));
        // A posting date in the future is later than every change that has happened.
        if let Some(posted) = metadata.posted_at.filter(|posted| *posted <= self.last_change.at) {
            xml.text("published", &posted.rfc3339(zone));
        }
        // Of a removed entry only what its notice shows is published.
        let is_removed = self.is_removed();
        let author = metadata.text(TextField::Author).filter(|_| !is_removed);
        if let Some(author) = author.or(metadata.issuer.as_deref()) {
            xml.record("author", [("name", author)]);
        }
        xml.empty("link", alternate(&address));
        if !is_removed {
            self.write_enclosures(xml);
        }
        let categories = metadata.doc_type.iter().chain(&metadata.category);
        for category in categories.filter(|_| !is_removed) {
            xml.empty("category", [("term", category.as_str())]);
        }
        let summary = self.summary();
        if !summary.is_empty() {
            xml.text("summary", &summary);
        }
    }

    fn is_removed(&self) -> bool {
        matches!(self.last_change.change, EntryChange::PublicPeriodEnded | EntryChange::Withdrawn)
    }

    /// Returns number and title, preceded by a mark for the last change and one for the end of effect.
    fn title(&self) -> String {
        let metadata = &self.entry.metadata;
        let number = metadata.number.as_ref().map(|number| format!("{} – ", number.written()));
        let labels = self.renderer.ui_labels(self.feed_language);
        let title = match self.entry.erasure() {
            Some(Erasure::Title) => labels.or_empty("erased_title"),
            Some(Erasure::Content) | None => &metadata.title,
        };
        let end = self.end_mark().unwrap_or_default();
        let title = format!("{end}{}{title}", number.unwrap_or_default());
        let Some(key) = change_label(self.last_change.change) else { return title };
        let mark = labels.or_empty(key);
        match self.last_change.on {
            Some(on) => format!("[{mark} {}] {title}", dates::day(labels, on).text),
            None => format!("[{mark}] {title}"),
        }
    }

    /// Returns a mark for a document that is no longer in force.
    fn end_mark(&self) -> Option<String> {
        if self.is_removed() {
            return None;
        }
        let said = self.tracker.end_of_effect(self.entry)?;
        let labels = self.renderer.ui_labels(self.feed_language);
        let label = labels.or_empty("status_expired");
        Some(match said.from {
            Some(from) => {
                let keys = ["from_day", "a_day_in"].into_iter();
                let keys = keys.take(if from.as_day().is_some() { 1 } else { 2 });
                let words: Vec<&str> = keys.map(|key| labels.or_empty(key)).collect();
                format!("[{label} {} {}] ", words.join(" "), dates::day(labels, from).text)
            }
            None => format!("[{label}] "),
        })
    }

    /// Returns the summary, preceded by the last correction if that is the last change; of a removed entry the reason
    /// only.
    fn summary(&self) -> String {
        let metadata = &self.entry.metadata;
        match self.last_change.change {
            EntryChange::Posted | EntryChange::Updated => metadata.summary().to_owned(),
            EntryChange::Corrected => {
                let mut corrections = metadata.corrections.iter();
                let last = corrections.rfind(|correction| correction.on == self.last_change.on);
                let text = last.map(|correction| correction.text.trim()).unwrap_or_default();
                let end = if text.is_empty() || text.ends_with(['.', '!', '?']) { "" } else { "." };
                format!("{text}{end} {}", metadata.summary()).trim().to_owned()
            }
            EntryChange::PublicPeriodEnded => self
                .renderer
                .ui_labels(self.feed_language)
                .or_empty("public_period_over")
                .to_owned(),
            EntryChange::Withdrawn => {
                let reason = metadata.withdrawn.as_ref().and_then(|w| w.reason.clone());
                reason.unwrap_or_default()
            }
        }
    }

    fn write_enclosures(&self, xml: &mut XmlWriter) {
        for file in &self.entry.metadata.attachments {
            let kind = media_types::media_type(file).map(|kind| ("type", kind));
            let url = self.renderer.config.base_url.absolute_url(&href(&file.address));
            let size = file.size.to_string();
            let others = [("title", file.name()), ("length", &size), ("href", &url)];
            xml.empty("link", [("rel", "enclosure")].into_iter().chain(kind).chain(others));
        }
    }
}

/// Returns the label key of a change; `None` for new entries, which are not marked.
fn change_label(change: EntryChange) -> Option<&'static str> {
    match change {
        EntryChange::Posted => None,
        EntryChange::Updated => Some("mark_updated"),
        EntryChange::Corrected => Some("mark_corrected"),
        EntryChange::PublicPeriodEnded => Some("mark_ended"),
        EntryChange::Withdrawn => Some("mark_withdrawn"),
    }
}
