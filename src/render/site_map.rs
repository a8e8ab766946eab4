//! The site map for people: sections and plain pages as one tree, ways of dividing, feeds, and the other overviews.
//!
//! **Invariant.** It asks nothing that moves with every new document: years and terms without their counts, and of
//! entries only the plain pages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pages::Page;
use super::portal::{LinkView, TaxonomyView};
use super::year_label;
use crate::config::Taxonomy;
use crate::entry::address::{ancestor_folders, href};
use crate::entry::section::Section;
use crate::library::{Term, Year};
use crate::site::overview::MAX_LISTED_TERMS;
use crate::site::{Overview, listing};
use crate::vietnamese::collation;

/// The site map as templates see it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SiteMapView {
    /// Sections and pages.
    tree: Vec<SiteMapNode>,
    /// Ways of dividing.
    taxonomies: Vec<TermsView>,
    /// Pages that lead through the whole portal.
    overviews: Vec<LinkView>,
    /// All feeds.
    feeds: Vec<LinkView>,
}

/// A section or a plain page, with what lies below it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "SiteMapNode"))]
struct SiteMapNode {
    /// Its title.
    title: String,
    /// Its address.
    url: String,
    /// BCP 47, where it is not the page's.
    language: Option<String>,
    /// The pages of its years.
    years: Vec<LinkView>,
    /// What lies below it.
    children: Vec<SiteMapNode>,
}

/// A way of dividing; its terms where they are few.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TermsView {
    /// Its name in portal.yaml.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// BCP 47, where it is not the page's.
    pub(super) language: Option<String>,
    /// The address of its list of terms.
    pub(super) url: String,
    /// Its terms; none where they are many.
    pub(super) terms: Vec<LinkView>,
}

/// Where a place stands among those beside it: sections in their order, then pages by title.
type SiblingRank = (usize, Vec<u8>);

/// A section or page that has not found its place in the tree yet.
struct FlatNode {
    title: String,
    language: Option<String>,
    rank: SiblingRank,
    years: Vec<LinkView>,
}

impl Page<'_> {
    /// Draws the map.
    pub(super) fn site_map_view(&self) -> SiteMapView {
        let portal = &self.portal;
        let itself = Overview::SiteMap.address();
        let others = portal.overviews.iter().filter(|link| link.url != itself);
        let known = |of: &Taxonomy| portal.taxonomies.iter().any(|view| view.name == of.name());
        let taxonomies = Taxonomy::ALL.into_iter().filter(known);
        SiteMapView {
            tree: self.tree(),
            taxonomies: taxonomies.map(|taxonomy| self.terms_view(taxonomy)).collect(),
            overviews: others.cloned().collect(),
            feeds: self.feed_links(),
        }
    }

    /// Shows a taxonomy, with its terms while they are few.
    pub(super) fn terms_view(&self, taxonomy: Taxonomy) -> TermsView {
        let view = TaxonomyView::of(taxonomy, self.ui_labels());
        let names = self.tracker.term_names_up_to(taxonomy, MAX_LISTED_TERMS).unwrap_or_default();
        let terms = self.links_to_terms(taxonomy, names);
        let TaxonomyView { name, title, language, url } = view;
        TermsView { name, title, language, url, terms }
    }

    /// Lists the terms of a taxonomy that have a page.
    pub(super) fn term_links(&self, taxonomy: Taxonomy) -> Vec<LinkView> {
        self.links_to_terms(taxonomy, self.tracker.term_names(taxonomy))
    }

    fn links_to_terms(&self, taxonomy: Taxonomy, names: Vec<(String, String)>) -> Vec<LinkView> {
        let list = taxonomy.address();
        let link = |(title, slug): (String, String)| LinkView {
            language: self.presenter.label(taxonomy, &title).language,
            ..LinkView::new(title, format!("{list}{slug}/"))
        };
        let links = names.into_iter().map(link);
        links.filter(|link| self.renderer.exists(&self.tracker, &link.url)).collect()
    }

    fn tree(&self) -> Vec<SiteMapNode> {
        let mut places: BTreeMap<String, FlatNode> = BTreeMap::new();
        for (at, section) in self.renderer.sections.iter().enumerate() {
            let years = self.year_links(&section.address, &Term::Section(section.address.clone()));
            let LinkView { title, language, .. } = self.section_title(&section.address);
            let rank = (at, Vec::new());
            let place = FlatNode { title, language, rank, years };
            places.insert(section.address.to_string(), place);
        }
        let after_sections = places.len();
        for page in self.tracker.titles(&Term::Pages) {
            let rank = (after_sections, collation::sort_key(&page.title));
            let language = page.language.and_then(|own| self.presenter.lang_attribute(&own));
            let place = FlatNode { title: page.title, language, rank, years: Vec::new() };
            places.entry(page.address.to_string()).or_insert(place);
        }
        let mut below: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for address in places.keys() {
            let above = ancestor_folders(address.trim_end_matches('/'));
            let around = above.map(|folder| format!("{folder}/"));
            let parent = around.into_iter().find(|address| places.contains_key(address));
            below.entry(parent.unwrap_or_default()).or_default().push(address.clone());
        }
        nested("", &places, &below)
    }

    fn section_title(&self, address: &str) -> LinkView {
        let link = self.renderer.section_link(&self.tracker, address, &self.presenter.language);
        link.unwrap_or_else(|| LinkView::new("", address))
    }

    /// Links to the years of a list, if it is long enough to have pages for them.
    pub(super) fn year_links(&self, head: &str, term: &Term) -> Vec<LinkView> {
        let most = listing::max_unsplit(self.renderer.config.page_size);
        if !self.tracker.exceeds(term, most) {
            return Vec::new();
        }
        let link = |year: Year| {
            LinkView::new(year_label(self.ui_labels(), year), listing::year_address(head, year))
        };
        let links = self.tracker.year_names(term).into_iter().map(link);
        // A page whose address is claimed by another is not there.
        links.filter(|link| self.renderer.exists(&self.tracker, &link.url)).collect()
    }

    fn feed_links(&self) -> Vec<LinkView> {
        let has = |term: &Term| self.tracker.has_feed(term);
        let whole = LinkView {
            language: self.portal.title_language.clone(),
            ..LinkView::new(self.portal.title.clone(), "/atom.xml")
        };
        let of_section = |section: &Section| LinkView {
            url: format!("{}atom.xml", section.address),
            ..self.section_title(&section.address)
        };
        let sections = self.renderer.sections.iter();
        let sections = sections.filter(|one| has(&Term::Section(one.address.clone())));
        let whole = Some(whole).filter(|_| has(&Term::All));
        let all = whole.into_iter().chain(sections.map(of_section));
        all.filter(|feed| self.renderer.exists(&self.tracker, &feed.url)).collect()
    }
}

/// Grows the tree below an address.
fn nested(
    address: &str,
    places: &BTreeMap<String, FlatNode>,
    below: &BTreeMap<String, Vec<String>>,
) -> Vec<SiteMapNode> {
    let mut children: Vec<(&String, &FlatNode)> =
        below.get(address).into_iter().flatten().map(|child| (child, &places[child])).collect();
    children.sort_by_key(|(address, place)| (&place.rank, *address));
    let node = |(address, place): (&String, &FlatNode)| SiteMapNode {
        title: place.title.clone(),
        url: href(address),
        language: place.language.clone(),
        years: place.years.clone(),
        children: nested(address, places, below),
    };
    children.into_iter().map(node).collect()
}
