//! What a page says of itself to machines, and in the forms people copy: Dublin Core, Open Graph, JSON-LD, the other
//! languages it is there in, and how it is cited.
//!
//! All of it is made from the same few answers, gathered once in [`MetadataInputs`], so that no form tells another day or
//! another name than its neighbour. Values are values: what is not known is not there, and none is empty.
//!
//! **Left out on purpose.** The error page and redirects say nothing: there is nothing at their addresses.

mod dublin_core;
mod json_ld;
mod open_graph;
mod schema_org;
mod translations;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::Offset;
use serde::Serialize;

use super::Renderer;
use super::context::PageView;
use super::pages::Page;
use super::portal::{LinkView, PortalView};
use crate::config::{EntryKind, primary_subtag};
use crate::entry::address::href;
use crate::entry::{Entry, EntryChange, Reference, RelationKind, RemovalNotice, Status};
use crate::library::{DependencyTracker, EdgeKind, Term, Year};
use crate::site::{ListingPage, Overview, TargetKind, backlinks};
use crate::vietnamese::citation::{CitationParts, format_citation};
use crate::vietnamese::date::{Moment, PartialDate};

pub use dublin_core::{MissingElement, missing_elements};
pub use open_graph::colours as share_colours;
pub(super) use open_graph::share_picture;

/// What stands in the head of a page for machines; serialised beside the page's other facts.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HeadView {
    /// `<meta name content>`: Dublin Core and the card.
    meta: Vec<MetaView>,
    /// `<meta property content>`: Open Graph.
    properties: Vec<MetaView>,
    /// `<link rel="alternate" hreflang>`; the page itself among them, nothing where it stands alone.
    alternates: Vec<translations::Alternate>,
    /// The page in other languages, for people.
    versions: Vec<translations::LanguageVersion>,
    /// The linked data, safe between the tags of a script element.
    json_ld: Option<String>,
    /// How the document is cited.
    citation: Option<String>,
}

/// A name and its value.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "MetaView"))]
struct MetaView {
    /// The name.
    name: &'static str,
    /// The value.
    content: String,
}

/// Names a value, unless it is empty.
fn push_meta(list: &mut Vec<MetaView>, name: &'static str, content: impl Into<String>) {
    let content = content.into();
    if !content.trim().is_empty() {
        list.push(MetaView { name, content });
    }
}

/// All that the forms are made from.
struct MetadataInputs<'a> {
    renderer: &'a Renderer<'a>,
    /// What is shown of the portal in the page's language.
    portal: &'a PortalView,
    page: &'a PageView,
    /// The homes of all languages, the portal's own first, where the page is one of them.
    home_pages: Vec<LinkView>,
    /// The entry whose page it is.
    entry: Option<&'a Entry>,
    /// Whether and why only a notice stands there.
    gone: Option<RemovalNotice<'a>>,
    /// When the page is known to have changed last.
    modified: Option<Moment>,
    /// The day of the page: of issue, of posting, of the newest in a list.
    date: Option<PartialDate>,
    translations: Vec<Arc<Entry>>,
    /// What the entry leads to and what leads to it, as far as the portal holds it.
    related_entries: Vec<Arc<Entry>>,
    /// The entry's relations, with the documents they mean.
    outgoing: Vec<(RelationKind, &'a Reference, Option<Arc<Entry>>)>,
    original: Option<Arc<Entry>>,
    /// Whether the document holds.
    status: Option<Status>,
}

/// Makes what a page says to machines.
pub(super) fn build_head(of: &Page<'_>, what: &TargetKind, page: &PageView) -> HeadView {
    let inquiry = &of.tracker;
    let entry = match what {
        TargetKind::Entry(source) => inquiry.entry(source),
        TargetKind::NotFound | TargetKind::Redirect(_) => return HeadView::default(),
        _ => None,
    };
    let about = MetadataInputs::gather(of, (what, page), entry.as_deref());
    let mut meta = about.dublin_core();
    push_meta(&mut meta, "twitter:card", "summary_large_image");
    HeadView {
        meta,
        properties: about.open_graph(),
        alternates: about.alternates(),
        versions: about.versions(),
        json_ld: Some(about.json_ld()),
        citation: about.citation(),
    }
}

impl<'a> MetadataInputs<'a> {
    fn gather(
        of: &'a Page<'a>,
        (what, page): (&TargetKind, &'a PageView),
        entry: Option<&'a Entry>,
    ) -> Self {
        let Page { renderer, tracker: inquiry, portal, .. } = of;
        let mut about = Self {
            renderer,
            portal,
            page,
            entry,
            gone: entry.and_then(|entry| entry.removal_notice(|day| inquiry.has_come(day))),
            modified: entry.and_then(|entry| entry.last_modified(|day| inquiry.has_come(day))),
            date: None,
            home_pages: translations::home_pages(renderer, what),
            translations: Vec::new(),
            related_entries: Vec::new(),
            outgoing: Vec::new(),
            original: None,
            status: None,
        };
        let Some(entry) = entry else {
            about.date = newest_date(inquiry, what, renderer.config.page_size);
            return about;
        };
        about.date = entry.date();
        if about.gone.is_some() {
            return about;
        }
        about.translations =
            translations::translations_of(inquiry, entry, &renderer.config.language);
        let metadata = &entry.metadata;
        // What was taken back is told only as it is written here: its title is no longer ours to spread.
        let public =
            |other| inquiry.resolve_reference(other).filter(|found| !inquiry.is_withdrawn(found));
        about.original = metadata.translation_of.as_deref().and_then(public);
        let outgoing = metadata.relations.iter();
        about.outgoing = outgoing
            .map(|relation| {
                let led = inquiry.resolve_relation(entry, relation);
                let led = led.filter(|found| !inquiry.is_withdrawn(found));
                (relation.kind, &relation.target, led)
            })
            .collect();
        let others = about.outgoing.iter().filter_map(|(_, _, other)| other.clone());
        about.related_entries = others.filter(|other| other.source != entry.source).collect();
        if entry.kind == EntryKind::Document {
            about.status = inquiry.current_status(entry).map(|effect| effect.status);
            for (tie, _) in inquiry.backlink_counts(&entry.source) {
                if matches!(tie, EdgeKind::Relation(_)) {
                    about.related_entries.extend(inquiry.backlinks(
                        tie,
                        entry,
                        backlinks::MAX_ON_PAGE,
                    ));
                }
            }
            let mut seen = HashSet::new();
            about.related_entries.retain(|other| seen.insert(other.source.clone()));
        }
        about
    }

    fn zone(&self) -> Offset {
        self.renderer.config.zone
    }

    /// Finds a word of the interface in the page's language.
    fn ui_label<'l>(&'l self, key: &'l str) -> &'l str {
        self.renderer.ui_labels(&self.page.language).or_key(key)
    }

    fn absolute(&self, address: &str) -> String {
        self.renderer.config.base_url.absolute_url(&href(address))
    }

    /// Tells in one sentence what the page is: its summary; of a scan without one, how it is cited; of what was taken
    /// back, only that.
    fn description(&self) -> String {
        if let Some(gone) = self.gone {
            let notice = self.ui_label("withdrawn");
            let over =
                (gone.change == EntryChange::Ended).then(|| self.ui_label("public_period_over"));
            let why = gone.reason.or(over);
            return why.map_or_else(|| notice.to_owned(), |why| format!("{notice}: {why}"));
        }
        let written = self.page.description.trim();
        match self.entry {
            _ if !written.is_empty() => written.to_owned(),
            Some(entry) => identification(entry, &self.page.language).unwrap_or_default(),
            None => self.page.title_on(self.portal),
        }
    }

    /// Cites the document of the page. Only Vietnamese has an official wording.
    fn citation(&self) -> Option<String> {
        let entry = self.entry.filter(|entry| entry.kind == EntryKind::Document)?;
        official_citation(entry).filter(|_| is_vietnamese(&self.page.language))
    }
}

fn is_vietnamese(language: &str) -> bool {
    primary_subtag(language) == "vi"
}

/// Says which document it is where it says nothing of itself: as it is cited, in other languages by number and title.
fn identification(entry: &Entry, language: &str) -> Option<String> {
    let document = Some(entry).filter(|entry| entry.kind == EntryKind::Document)?;
    if is_vietnamese(language) {
        return official_citation(document);
    }
    let number = document.metadata.number.as_ref().filter(|number| number.is_filled())?;
    Some(format!("{} – {}", number.written(), document.metadata.title))
}

/// Cites a document in the official wording.
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

/// Finds the day of a list: that of the newest entry it shows. Of a page about the whole portal it is the year of the
/// newest, so that the page does not move with every new entry.
fn newest_date(
    inquiry: &DependencyTracker,
    what: &TargetKind,
    page_size: usize,
) -> Option<PartialDate> {
    let (term, page) = match what {
        TargetKind::Section(address, page) => (Term::Section(address.clone()), *page),
        TargetKind::Term(taxonomy, key, page) => (Term::Value(*taxonomy, key.clone()), *page),
        TargetKind::Backlinks(tie, source, page) => (Term::Backlinks(*tie, source.clone()), *page),
        TargetKind::Overview(Overview::Disclosure, page) => (Term::Documents, *page),
        TargetKind::Home => (Term::All, ListingPage::Head),
        TargetKind::TermIndex(_) | TargetKind::Overview(..) => {
            let years = inquiry.year_names(&Term::All);
            return years.iter().find_map(|year| year.0).map(PartialDate::Year);
        }
        TargetKind::Entry(_)
        | TargetKind::Data(_)
        | TargetKind::NotFound
        | TargetKind::Feed(_)
        | TargetKind::SitemapIndex(_)
        | TargetKind::Sitemap(_)
        | TargetKind::Robots
        | TargetKind::OpenSearch
        | TargetKind::Redirect(_)
        | TargetKind::RedirectMap(_)
        | TargetKind::HeaderMap(_)
        | TargetKind::Copy(_)
        | TargetKind::Rendition { .. }
        | TargetKind::ShareImage
        | TargetKind::Asset(_) => return None,
    };
    let (year, skip): (Option<Year>, usize) = match page {
        ListingPage::Head => (None, 0),
        ListingPage::Year(year, number) => (Some(year), (number - 1) * page_size),
    };
    inquiry.list(&term, year, skip, 1).first().and_then(|entry| entry.date())
}
