//! Machine-readable metadata of a page: Dublin Core, Open Graph, JSON-LD, links to its translations, and the citation
//! of a document.
//!
//! All formats are written from the same [`MetadataInputs`], gathered once per page, so that no two of them state
//! different dates or names. An unknown value is left out; no value is empty.
//!
//! **Left out on purpose.** The error page and redirects have no metadata.

mod dublin_core;
mod head;
mod json_ld;
mod json_ld_node;
mod open_graph;
mod schema_org;
mod translations;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::Offset;

use super::Renderer;
use super::context::PageView;
use super::page::Page;
use super::portal::{LinkView, PortalView};
use crate::config::{EntryKind, primary_subtag};
use crate::entry::address::href;
use crate::entry::{Entry, EntryChange, Reference, RelationKind, RemovalNotice};
use crate::library::query::ListRange;
use crate::library::{DependencyTracker, EdgeKind, EffectState, Term};
use crate::site::{ListingPage, Overview, TargetKind, backlinks};
use crate::vietnamese::citation::{CitationParts, format_citation};
use crate::vietnamese::date::{Moment, PartialDate};

use head::MetaElements;

pub use dublin_core::{MissingElement, missing_elements};
pub(super) use head::HeadView;
pub use open_graph::colours as share_colours;
pub(super) use open_graph::share_picture;

/// The inputs of all metadata formats.
struct MetadataInputs<'a> {
    renderer: &'a Renderer<'a>,
    /// The portal in the language of the page.
    portal: &'a PortalView,
    page: &'a PageView,
    /// The home pages of all languages, the portal's own first; empty if the page is not one of them.
    home_pages: Vec<LinkView>,
    /// The entry shown on the page.
    entry: Option<&'a Entry>,
    /// The removal notice, if the page shows only that.
    removal: Option<RemovalNotice<'a>>,
    /// When the entry was last modified, if known.
    modified: Option<Moment>,
    /// The date of the page: the date of issue or posting of an entry, or that of the newest entry of a listing.
    date: Option<PartialDate>,
    /// The entry and its translations, the original first; empty if there is only one language.
    translations: Vec<Arc<Entry>>,
    /// The entries of the portal with a relation to or from this entry.
    related_entries: Vec<Arc<Entry>>,
    /// The relations written in the entry, with the documents they resolve to.
    outgoing: Vec<(RelationKind, &'a Reference, Option<Arc<Entry>>)>,
    /// The original, if the entry is a translation.
    original: Option<Arc<Entry>>,
    /// What is said of the effect of the document.
    effect: Option<EffectState>,
}

/// Builds the metadata of a page.
pub(super) fn build_head(page: &Page<'_>, kind: &TargetKind, view: &PageView) -> HeadView {
    let tracker = &page.tracker;
    let entry = match kind {
        TargetKind::Entry(source) => tracker.entry(source),
        TargetKind::NotFound | TargetKind::Redirect(_) => return HeadView::default(),
        _ => None,
    };
    let inputs = MetadataInputs::gather(page, (kind, view), entry.as_deref());
    let mut meta = MetaElements::default();
    inputs.write_dublin_core(&mut meta);
    meta.push_name("twitter:card", "summary_large_image");
    inputs.write_open_graph(&mut meta);
    HeadView {
        metadata: meta.finish(&inputs.json_ld()),
        alternates: inputs.alternates(),
        versions: inputs.versions(),
        citation: inputs.citation(),
    }
}

impl<'a> MetadataInputs<'a> {
    fn gather(
        page: &'a Page<'a>,
        (kind, view): (&TargetKind, &'a PageView),
        entry: Option<&'a Entry>,
    ) -> Self {
        let Page { renderer, tracker, portal, .. } = page;
        let mut inputs = Self {
            renderer,
            portal,
            page: view,
            entry,
            removal: entry.and_then(|entry| entry.removal_notice(|day| tracker.has_come(day))),
            modified: entry.and_then(|entry| entry.last_modified(|day| tracker.has_come(day))),
            date: None,
            home_pages: translations::home_pages(renderer, kind),
            translations: Vec::new(),
            related_entries: Vec::new(),
            outgoing: Vec::new(),
            original: None,
            effect: None,
        };
        let Some(entry) = entry else {
            inputs.date = newest_date(tracker, kind, renderer.config.page_size);
            return inputs;
        };
        inputs.date = entry.date();
        if inputs.removal.is_some() {
            return inputs;
        }
        inputs.translations =
            translations::translations_of(tracker, entry, &renderer.config.language);
        let metadata = &entry.metadata;
        // A withdrawn document is named only as written in this entry, because its title is no longer published.
        let published =
            |other| tracker.resolve_reference(other).filter(|entry| !tracker.is_removed(entry));
        inputs.original = metadata.translation_of.as_deref().and_then(published);
        let outgoing = metadata.relations.iter();
        inputs.outgoing = outgoing
            .map(|relation| {
                let target = tracker.resolve_relation(entry, relation);
                let target = target.filter(|entry| !tracker.is_removed(entry));
                (relation.kind, &relation.target, target)
            })
            .collect();
        let others = inputs.outgoing.iter().filter_map(|(_, _, other)| other.clone());
        inputs.related_entries = others.filter(|other| other.source != entry.source).collect();
        if entry.kind == EntryKind::Document {
            inputs.effect = tracker.effect_statement(entry).map(|statement| statement.state);
            for (edge, _) in tracker.backlink_counts(&entry.source) {
                if matches!(edge, EdgeKind::Relation(_)) {
                    inputs.related_entries.extend(tracker.backlinks(
                        edge,
                        entry,
                        backlinks::MAX_ON_PAGE,
                    ));
                }
            }
            let mut seen = HashSet::new();
            inputs.related_entries.retain(|other| seen.insert(other.source.clone()));
        }
        inputs
    }

    /// Returns when the entry was changed after it was posted.
    fn last_change(&self, entry: &Entry) -> Option<Moment> {
        self.modified.filter(|at| Some(*at) != entry.metadata.posted_at)
    }

    fn zone(&self) -> Offset {
        self.renderer.config.zone
    }

    /// Returns an interface label in the language of the page, or its key if there is none.
    fn ui_label<'l>(&'l self, key: &'l str) -> &'l str {
        self.renderer.ui_labels(&self.page.language).or_key(key)
    }

    fn absolute(&self, address: &str) -> String {
        self.renderer.config.base_url.absolute_url(&href(address))
    }

    /// Returns the description of the page: its summary; for a document without one, the citation; for a removed entry,
    /// the removal notice.
    fn description(&self) -> String {
        if let Some(removal) = self.removal {
            let label = self.ui_label("withdrawn");
            let period_over = (removal.change == EntryChange::PublicPeriodEnded)
                .then(|| self.ui_label("public_period_over"));
            let reason = removal.reason.or(period_over);
            return reason.map_or_else(|| label.to_owned(), |reason| format!("{label}: {reason}"));
        }
        let summary = self.page.description.trim();
        match self.entry {
            _ if !summary.is_empty() => summary.to_owned(),
            Some(entry) => identification(entry, &self.page.language).unwrap_or_default(),
            None => self.page.title_on(self.portal),
        }
    }

    /// Returns the citation of the document; on Vietnamese pages only, because there is no official wording in other
    /// languages.
    fn citation(&self) -> Option<String> {
        let entry = self.entry.filter(|entry| entry.kind == EntryKind::Document)?;
        official_citation(entry).filter(|_| is_vietnamese(&self.page.language))
    }
}

fn is_vietnamese(language: &str) -> bool {
    primary_subtag(language) == "vi"
}

/// Identifies a document without a summary: by its citation in Vietnamese, else by number and title.
fn identification(entry: &Entry, language: &str) -> Option<String> {
    let document = Some(entry).filter(|entry| entry.kind == EntryKind::Document)?;
    if is_vietnamese(language) {
        return official_citation(document);
    }
    let number = document.metadata.number.as_ref().filter(|number| number.is_filled())?;
    Some(format!("{} – {}", number.written(), document.metadata.title))
}

/// Returns the citation of a document in the official wording.
fn official_citation(entry: &Entry) -> Option<String> {
    let metadata = &entry.metadata;
    format_citation(CitationParts {
        doc_type: metadata.doc_type.as_deref(),
        number: metadata.number.as_ref(),
        issued_on: metadata.issued_on,
        issuer: metadata.issuer.as_deref(),
        subject: metadata.abstract_text.as_deref(),
        title: &metadata.title,
    })
}

/// Returns the date of a listing: that of the newest entry it shows. For an overview of the whole portal this is only
/// the year of the newest entry, so that the page does not change with every new entry.
fn newest_date(
    tracker: &DependencyTracker,
    kind: &TargetKind,
    page_size: usize,
) -> Option<PartialDate> {
    let range = |page| match page {
        ListingPage::Head => (None, ListRange::Newest { skip: 0, take: 1 }),
        ListingPage::Year(year) => (Some(year), ListRange::Newest { skip: 0, take: 1 }),
        ListingPage::Numbered(year, number) => {
            (Some(year), ListRange::Oldest { skip: number * page_size - 1, take: 1 })
        }
    };
    let (term, page) = match kind {
        TargetKind::Section(address, page) => (Term::Section(address.clone()), *page),
        TargetKind::Term(taxonomy, key, page) => (Term::Value(*taxonomy, key.clone()), *page),
        TargetKind::Backlinks(edge, source, page) => {
            (Term::Backlinks(*edge, source.clone()), *page)
        }
        TargetKind::Overview(Overview::Disclosure, page) => (Term::Documents, *page),
        TargetKind::Overview(Overview::Events, page) => {
            let (year, newest) = range(*page);
            let newest = tracker.events(year, newest);
            return newest.first().and_then(|(event, _)| event.day()).map(PartialDate::Day);
        }
        TargetKind::Home => (Term::DocumentsAndNews, ListingPage::Head),
        TargetKind::TermIndex(_) | TargetKind::Overview(..) => {
            let years = tracker.year_names(&Term::DocumentsAndNews);
            return years.iter().find_map(|year| year.0).map(PartialDate::Year);
        }
        TargetKind::Entry(_)
        | TargetKind::NamedDocuments(_)
        | TargetKind::Data(_)
        | TargetKind::NotFound
        | TargetKind::Feed(_)
        | TargetKind::EventFeed
        | TargetKind::SitemapIndex(_)
        | TargetKind::Sitemap(_)
        | TargetKind::Robots
        | TargetKind::OpenSearch
        | TargetKind::Redirect(_)
        | TargetKind::ServerFile(_)
        | TargetKind::Copy(_)
        | TargetKind::Rendition { .. }
        | TargetKind::ShareImage
        | TargetKind::Asset(_) => return None,
    };
    let (year, newest) = range(page);
    tracker.list_range(&term, year, newest).first().and_then(|entry| entry.date())
}
