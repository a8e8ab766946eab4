//! What a page says of itself to machines, and in the forms people copy: Dublin Core, Open Graph, JSON-LD, the other
//! languages it is there in, and how it is cited.
//!
//! All of it is made from the same few answers, gathered once in [`About`], so that no form tells another day or
//! another name than its neighbour. Values are values: what is not known is not there, and none is empty.
//!
//! **Left out on purpose.** The error page and redirects say nothing: there is nothing at their addresses.

mod dublin_core;
mod graph;
mod open_graph;
mod versions;
mod works;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::Offset;
use serde::Serialize;

use super::Renderer;
use super::context::Facts;
use super::pages::Page;
use super::portal::{LinkView, PortalView};
use crate::config::{Kind, primary};
use crate::entry::address::href;
use crate::entry::{Change, Entry, Gone, Reference, RelationKind, Status};
use crate::library::{Inquiry, Term, Tie, Year};
use crate::site::{ListingPage, Overview, What, toward};
use crate::vietnamese::citation::{Cited, citation};
use crate::vietnamese::date::{Moment, PartialDate};

pub use dublin_core::{Unsaid, unsaid};
pub use open_graph::colours as share_colours;
pub(super) use open_graph::share;

/// What stands in the head of a page for machines; serialised beside the page's other facts.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Head {
    /// `<meta name content>`: Dublin Core and the card.
    meta: Vec<Named>,
    /// `<meta property content>`: Open Graph.
    properties: Vec<Named>,
    /// `<link rel="alternate" hreflang>`; the page itself among them, nothing where it stands alone.
    alternates: Vec<versions::Alternate>,
    /// The page in other languages, for people.
    versions: Vec<versions::Version>,
    /// The linked data, safe between the tags of a script element.
    json_ld: Option<String>,
    /// How the document is cited.
    citation: Option<String>,
}

/// A name and its value.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "MetaView"))]
struct Named {
    /// The name.
    name: &'static str,
    /// The value.
    content: String,
}

/// Names a value, unless it is empty.
fn named(list: &mut Vec<Named>, name: &'static str, content: impl Into<String>) {
    let content = content.into();
    if !content.trim().is_empty() {
        list.push(Named { name, content });
    }
}

/// All that the forms are made from.
struct About<'a> {
    renderer: &'a Renderer<'a>,
    /// What is shown of the portal in the page's language.
    portal: &'a PortalView,
    page: &'a Facts,
    /// The homes of all languages, the portal's own first, where the page is one of them.
    homes: Vec<LinkView>,
    /// The entry whose page it is.
    entry: Option<&'a Entry>,
    /// Whether and why only a notice stands there.
    gone: Option<Gone<'a>>,
    /// When the page is known to have changed last.
    modified: Option<Moment>,
    /// The day of the page: of issue, of posting, of the newest in a list.
    date: Option<PartialDate>,
    family: Vec<Arc<Entry>>,
    /// What the entry leads to and what leads to it, as far as the portal holds it.
    related: Vec<Arc<Entry>>,
    /// The entry's relations, with the documents they mean.
    outgoing: Vec<(RelationKind, &'a Reference, Option<Arc<Entry>>)>,
    original: Option<Arc<Entry>>,
    /// Whether the document holds.
    status: Option<Status>,
}

/// Makes what a page says to machines.
pub(super) fn head(of: &Page<'_>, what: &What, page: &Facts) -> Head {
    let inquiry = &of.inquiry;
    let entry = match what {
        What::Entry(source) => inquiry.entry(source),
        What::NotFound | What::Redirect(_) => return Head::default(),
        _ => None,
    };
    let about = About::gather(of, (what, page), entry.as_deref());
    let mut meta = about.dublin_core();
    named(&mut meta, "twitter:card", "summary_large_image");
    Head {
        meta,
        properties: about.open_graph(),
        alternates: about.alternates(),
        versions: about.versions(),
        json_ld: Some(about.json_ld()),
        citation: about.citation(),
    }
}

impl<'a> About<'a> {
    fn gather(
        of: &'a Page<'a>,
        (what, page): (&What, &'a Facts),
        entry: Option<&'a Entry>,
    ) -> Self {
        let Page { renderer, inquiry, portal, .. } = of;
        let mut about = Self {
            renderer,
            portal,
            page,
            entry,
            gone: entry.and_then(|entry| entry.gone(|day| inquiry.reached(day))),
            modified: entry.and_then(|entry| entry.modified(|day| inquiry.reached(day))),
            date: None,
            homes: versions::homes(renderer, what),
            family: Vec::new(),
            related: Vec::new(),
            outgoing: Vec::new(),
            original: None,
            status: None,
        };
        let Some(entry) = entry else {
            about.date = newest(inquiry, what, renderer.config.page_size);
            return about;
        };
        about.date = entry.date();
        if about.gone.is_some() {
            return about;
        }
        about.family = versions::family(inquiry, entry, &renderer.config.language);
        let metadata = &entry.metadata;
        // What was taken back is told only as it is written here: its title is no longer ours to spread.
        let public = |other| inquiry.named(other).filter(|found| !inquiry.is_withdrawn(found));
        about.original = metadata.translation_of.as_deref().and_then(public);
        let outgoing = metadata.relations.iter();
        about.outgoing = outgoing
            .map(|relation| {
                let led = inquiry.led(entry, relation);
                let led = led.filter(|found| !inquiry.is_withdrawn(found));
                (relation.kind, &relation.target, led)
            })
            .collect();
        let others = about.outgoing.iter().filter_map(|(_, _, other)| other.clone());
        about.related = others.filter(|other| other.source != entry.source).collect();
        if entry.kind == Kind::Document {
            about.status = inquiry.effect(entry).map(|effect| effect.status);
            for (tie, _) in inquiry.tied(&entry.source) {
                if matches!(tie, Tie::Relation(_)) {
                    about.related.extend(inquiry.toward(tie, entry, toward::SHOWN));
                }
            }
            let mut seen = HashSet::new();
            about.related.retain(|other| seen.insert(other.source.clone()));
        }
        about
    }

    fn zone(&self) -> Offset {
        self.renderer.config.zone
    }

    /// Finds a word of the interface in the page's language.
    fn label<'l>(&'l self, key: &'l str) -> &'l str {
        self.renderer.words(&self.page.language).or_key(key)
    }

    fn absolute(&self, address: &str) -> String {
        self.renderer.config.base.absolute(&href(address))
    }

    /// Tells in one sentence what the page is: its summary; of a scan without one, how it is cited; of what was taken
    /// back, only that.
    fn description(&self) -> String {
        if let Some(gone) = self.gone {
            let notice = self.label("withdrawn");
            let over = (gone.change == Change::Ended).then(|| self.label("public_period_over"));
            let why = gone.reason.or(over);
            return why.map_or_else(|| notice.to_owned(), |why| format!("{notice}: {why}"));
        }
        let written = self.page.description.trim();
        match self.entry {
            _ if !written.is_empty() => written.to_owned(),
            Some(entry) => identified(entry, &self.page.language).unwrap_or_default(),
            None => self.page.title_on(self.portal),
        }
    }

    /// Cites the document of the page. Only Vietnamese has an official wording.
    fn citation(&self) -> Option<String> {
        let entry = self.entry.filter(|entry| entry.kind == Kind::Document)?;
        cited(entry).filter(|_| is_vietnamese(&self.page.language))
    }
}

fn is_vietnamese(language: &str) -> bool {
    primary(language) == "vi"
}

/// Says which document it is where it says nothing of itself: as it is cited, in other languages by number and title.
fn identified(entry: &Entry, language: &str) -> Option<String> {
    let document = Some(entry).filter(|entry| entry.kind == Kind::Document)?;
    if is_vietnamese(language) {
        return cited(document);
    }
    let number = document.metadata.number.as_ref().filter(|number| number.is_filled())?;
    Some(format!("{} – {}", number.written(), document.metadata.title))
}

/// Cites a document in the official wording.
fn cited(entry: &Entry) -> Option<String> {
    let metadata = &entry.metadata;
    citation(Cited {
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
fn newest(inquiry: &Inquiry, what: &What, page_size: usize) -> Option<PartialDate> {
    let (term, page) = match what {
        What::Section(address, page) => (Term::Section(address.clone()), *page),
        What::Term(taxonomy, key, page) => (Term::Value(*taxonomy, key.clone()), *page),
        What::Toward(tie, source, page) => (Term::Toward(*tie, source.clone()), *page),
        What::Overview(Overview::Disclosure, page) => (Term::Documents, *page),
        What::Home => (Term::All, ListingPage::Head),
        What::Terms(_) | What::Overview(..) => {
            let years = inquiry.year_names(&Term::All);
            return years.iter().find_map(|year| year.0).map(PartialDate::Year);
        }
        What::Entry(_)
        | What::Data(_)
        | What::NotFound
        | What::Feed(_)
        | What::SitemapIndex(_)
        | What::Sitemap(_)
        | What::Robots
        | What::OpenSearch
        | What::Redirect(_)
        | What::RedirectMap(_)
        | What::HeaderMap(_)
        | What::Copy(_)
        | What::Rendition { .. }
        | What::Share
        | What::Asset(_) => return None,
    };
    let (year, skip): (Option<Year>, usize) = match page {
        ListingPage::Head => (None, 0),
        ListingPage::Year(year, number) => (Some(year), (number - 1) * page_size),
    };
    inquiry.list(&term, year, skip, 1).first().and_then(|entry| entry.date())
}
