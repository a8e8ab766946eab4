//! What templates see, as types: one value for all kinds of page.
//!
//! What a kind of page does not have is null or empty, so that a partial may serve them all. The comments of the
//! members are what `docs/giao-dien-du-lieu.md` says of them.

use serde::Serialize;

use super::disclosure::DisclosedDocument;
use super::entry::EntryView;
use super::listing::Listing;
use super::lookup::LookupView;
use super::open_data::OpenDataView;
use super::page_metadata::HeadView;
use super::portal::{LinkView, PortalView, TaxonomyView};
use super::site_map::SiteMapView;
use crate::theme::view::{Card, Label, TermCount};

/// Everything a template sees; what a kind of page does not have is null.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TemplateContext<'a> {
    /// The portal, the same on every page.
    pub(super) portal: &'a PortalView,
    /// What every page has.
    pub(super) page: PageView,
    /// The entry whose page it is.
    pub(super) entry: Option<EntryView>,
    /// The text of `_index.md`, of the home page or of a section.
    pub(super) intro: Option<Intro>,
    /// Documents of the same type around this one.
    pub(super) near: Option<NearView>,
    /// What a list shows.
    pub(super) listing: Option<Listing>,
    /// The way of dividing that a term belongs to.
    pub(super) taxonomy: Option<TaxonomyView>,
    /// The term whose entries are listed.
    pub(super) term: Option<Label>,
    /// All terms of the way of dividing.
    pub(super) terms: Vec<TermCount>,
    /// Where an old address leads.
    pub(super) redirect: Option<RedirectView>,
    /// The documents of this page of the list of what must be made public.
    pub(super) disclosure: Vec<DisclosedDocument>,
    /// The files of open data.
    pub(super) open_data: Option<OpenDataView>,
    /// The site map.
    pub(super) site_map: Option<SiteMapView>,
    /// The ways to look for documents.
    pub(super) lookup: Option<LookupView>,
}

/// What every page has.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PageView {
    /// What kind of page it is.
    pub(super) kind: &'static str,
    /// Its title.
    pub(super) title: String,
    /// One or two sentences on it; empty where nobody wrote any.
    pub(super) description: String,
    /// Its address on the site.
    pub(super) url: String,
    /// Its whole address.
    pub(super) canonical: String,
    /// BCP 47; its labels are in this language.
    pub(super) language: String,
    /// The language of the interface, where the theme has no labels in the page's.
    pub(super) frame_language: Option<&'static str>,
    /// The feed of what it lists.
    pub(super) feed: Option<String>,
    /// The pages above it, the home page first.
    pub(super) breadcrumbs: Vec<LinkView>,
    #[serde(flatten)]
    pub(super) head: HeadView,
}

impl PageView {
    /// Tells which page of which portal it is, where it has no summary of its own.
    pub(super) fn title_on(&self, portal: &PortalView) -> String {
        format!("{} – {}", self.title, portal.title)
    }

    /// What kind of page it is, as templates call it.
    pub(super) fn kind(&self) -> &'static str {
        self.kind
    }
}

/// The text of the home page or of a section.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Intro {
    /// The title.
    pub(super) title: String,
    /// HTML.
    pub(super) body: String,
}

/// Documents of one type around another.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct NearView {
    /// The older ones, the nearest first.
    pub(super) before: Vec<Card>,
    /// The newer ones, the nearest first.
    pub(super) after: Vec<Card>,
    /// The type that they share.
    pub(super) term: Label,
}

/// Where an old address leads.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RedirectView {
    /// The new address on the site.
    pub(super) url: String,
    /// The whole new address.
    pub(super) absolute: String,
}
