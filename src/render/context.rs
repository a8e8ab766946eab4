//! The data passed to templates: one type for all kinds of page.
//!
//! **Import circle.** `page_metadata` fills the head of a page from the page's own view, and the context contains both.
//!
//! A field that does not apply to a kind of page is null or empty, so that partial templates work on every page. The
//! doc comments of the fields are copied into `docs/giao-dien-du-lieu.md`.

use serde::Serialize;

use super::disclosure::DisclosedDocument;
use super::entry::EntryView;
use super::events::MonthView;
use super::listing::Listing;
use super::lookup::LookupView;
use super::open_data::OpenDataView;
use super::own_values::OwnValuesView;
use super::page_metadata::HeadView;
use super::portal::{LinkView, PortalView, TaxonomyView};
use super::site_map::SiteMapView;
use crate::theme::view::{Card, TermCount, TermLink};
use crate::yaml::PlainValue;

/// The root of the data passed to a template; fields that do not apply to the kind of page are null or empty.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TemplateContext<'a> {
    /// The portal; the same on all pages in one language.
    #[serde(skip_serializing)]
    pub(super) portal: &'a PortalView,
    /// The fields common to all pages.
    pub(super) page: PageView,
    /// The entry shown on this page.
    pub(super) entry: Option<EntryView>,
    /// The title and text of `_index.md`, for the home page or a section.
    pub(super) intro: Option<Intro>,
    /// The entries just before and after this one: documents of the same type, news of the same category.
    pub(super) near: Option<NearView>,
    /// The entries of a listing page and links to its other pages.
    pub(super) listing: Option<Listing>,
    /// The taxonomy that the page lists, or that its term belongs to.
    pub(super) taxonomy: Option<TaxonomyView>,
    /// The term whose entries are listed.
    pub(super) term: Option<TermLink>,
    /// All terms of the taxonomy, with their numbers of entries.
    pub(super) terms: Vec<TermCount>,
    /// The target of a redirect.
    pub(super) redirect: Option<RedirectView>,
    /// The documents on this page of the list of information that must be disclosed.
    pub(super) disclosure: Vec<DisclosedDocument>,
    /// The events on this page of the list of changes, by month.
    pub(super) events: Vec<MonthView>,
    /// The open data files.
    pub(super) open_data: Option<OpenDataView>,
    /// The site map.
    pub(super) site_map: Option<SiteMapView>,
    /// The lists of the lookup page, by which documents can be found.
    pub(super) lookup: Option<LookupView>,
}

/// The fields common to all pages.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PageView {
    /// The kind of page, such as `home` or `document`.
    pub(super) kind: &'static str,
    /// The title.
    pub(super) title: String,
    /// A summary of one or two sentences; may be empty.
    pub(super) description: String,
    /// The address on the site.
    pub(super) url: String,
    /// The absolute URL.
    pub(super) canonical: String,
    /// The language of the page (BCP 47), in which its labels are printed.
    pub(super) language: String,
    /// The language in which the labels are printed, if the theme has none in the language of the
    /// page.
    pub(super) frame_language: Option<&'static str>,
    /// The address of the Atom feed of the entries that the page lists.
    pub(super) feed: Option<String>,
    /// The pages above this one, the home page first.
    pub(super) breadcrumbs: Vec<LinkView>,
    #[serde(flatten)]
    pub(super) head: HeadView,
}

impl PageView {
    /// Returns the title followed by the name of the portal, as the description of a page without a summary.
    pub(super) fn title_on(&self, portal: &PortalView) -> String {
        format!("{} – {}", self.title, portal.title)
    }

    /// Returns the kind of page, by the name used in templates.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }
}

/// The introduction of the home page or of a section.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Intro {
    /// The title.
    pub(super) title: String,
    /// The text as safe HTML, to be printed with `safe`.
    pub(super) body: String,
    /// The values of the fields that portal.yaml declares, by their keys; `null` where there is none.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub(super) own: OwnValuesView,
    /// The values of `extra` and of unknown keys of the front matter, as written.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub(super) extra: PlainValue,
}

/// The entries just before and after an entry: documents of the same type, news of the same category or section.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NearView {
    /// The older ones, the nearest first.
    pub(super) before: Vec<Card>,
    /// The newer ones, the nearest last.
    pub(super) after: Vec<Card>,
    /// The type, category or section that they share.
    pub(super) term: TermLink,
}

/// The target of a redirect.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RedirectView {
    /// The new address on the site.
    pub(super) url: String,
    /// The new address as an absolute URL.
    pub(super) absolute: String,
}
