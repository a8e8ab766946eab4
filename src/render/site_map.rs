//! The site map page for readers: the tree of sections and plain pages, taxonomies, feeds and the other overviews.
//!
//! **Invariant.** No query of it changes with every new document: years and terms are queried without counts, and of
//! entries only plain pages.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page::Page;
use super::portal::{LinkView, TaxonomyView};
use super::year_label;
use crate::config::Taxonomy;
use crate::entry::address::{ancestor_folders, href};
use crate::entry::section::Section;
use crate::library::query::{Exceeds, TermNames, TermNamesUpTo, Titles};
use crate::library::{Term, Year};
use crate::site::overview::MAX_LISTED_TERMS;
use crate::site::{Overview, listing};
use crate::vietnamese::collation;

/// The site map as seen by templates.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SiteMapView {
    /// The tree of sections and plain pages.
    tree: Vec<SiteMapNode>,
    /// The taxonomies, with their terms.
    taxonomies: Vec<TermsView>,
    /// The other overview pages.
    overviews: Vec<LinkView>,
    /// Links to all Atom feeds.
    feeds: Vec<LinkView>,
}

/// A section or a plain page, with its descendants.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SiteMapNode {
    /// Its title.
    title: String,
    /// Its address.
    url: String,
    /// The language of the title (BCP 47), if it differs from that of the page.
    language: Option<String>,
    /// Links to the listing pages of its years.
    years: Vec<LinkView>,
    /// The sections and pages below it.
    children: Vec<SiteMapNode>,
}

/// A taxonomy with its terms.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct TermsView {
    /// Its name in portal.yaml, such as `the-loai`.
    pub(super) name: String,
    /// Its title.
    pub(super) title: String,
    /// The language of the title (BCP 47), if it differs from that of the page.
    pub(super) language: Option<String>,
    /// The address of its list of terms.
    pub(super) url: String,
    /// Links to the listings of its terms; empty if there are too many to be shown.
    pub(super) terms: Vec<LinkView>,
}

/// The sort key among siblings: sections in their configured order, then pages by title.
type SiblingRank = (usize, Vec<u8>);

/// A section or page before the tree is built.
struct FlatNode {
    title: String,
    language: Option<String>,
    rank: SiblingRank,
    years: Vec<LinkView>,
}

impl Page<'_> {
    /// Builds the site map.
    pub(super) fn site_map_view(&self) -> SiteMapView {
        let portal = &self.portal;
        let own_address = Overview::SiteMap.address();
        let others = portal.overviews.iter().filter(|link| link.url != own_address);
        let is_used =
            |taxonomy: &Taxonomy| portal.taxonomies.iter().any(|view| view.name == taxonomy.name());
        let taxonomies = self.presenter.taxonomies().filter(is_used);
        SiteMapView {
            tree: self.tree(),
            taxonomies: taxonomies.map(|taxonomy| self.terms_view(taxonomy)).collect(),
            overviews: others.cloned().collect(),
            feeds: self.feed_links(),
        }
    }

    /// Builds the view of a taxonomy.
    pub(super) fn taxonomy_view(&self, taxonomy: Taxonomy) -> TaxonomyView {
        TaxonomyView::of(taxonomy, self.renderer.config, self.ui_labels())
    }

    /// Builds the view of a taxonomy, with its terms if there are at most [`MAX_LISTED_TERMS`].
    pub(super) fn terms_view(&self, taxonomy: Taxonomy) -> TermsView {
        let view = self.taxonomy_view(taxonomy);
        let names = self.tracker.ask(TermNamesUpTo { taxonomy, limit: MAX_LISTED_TERMS });
        let terms = self.links_to_terms(taxonomy, names.unwrap_or_default());
        let TaxonomyView { name, title, language, url } = view;
        TermsView { name, title, language, url, terms }
    }

    /// Returns links to all terms of a taxonomy that have a page.
    pub(super) fn term_links(&self, taxonomy: Taxonomy) -> Vec<LinkView> {
        self.links_to_terms(taxonomy, self.tracker.ask(TermNames { taxonomy }))
    }

    fn links_to_terms(&self, taxonomy: Taxonomy, names: Vec<(String, String)>) -> Vec<LinkView> {
        let list = taxonomy.address();
        let link = |(title, slug): (String, String)| LinkView {
            language: self.presenter.term_link(taxonomy, &title).language,
            ..LinkView::new(title, format!("{list}{slug}/"))
        };
        let links = names.into_iter().map(link);
        links.filter(|link| self.renderer.exists(&self.tracker, &link.url)).collect()
    }

    fn tree(&self) -> Vec<SiteMapNode> {
        let mut flat_nodes: BTreeMap<String, FlatNode> = BTreeMap::new();
        for (position, section) in self.renderer.sections.iter().enumerate() {
            let years = self.year_links(&section.address, &Term::Section(section.address.clone()));
            let LinkView { title, language, .. } = self.section_title(&section.address);
            let rank = (position, Vec::new());
            let flat_node = FlatNode { title, language, rank, years };
            flat_nodes.insert(section.address.to_string(), flat_node);
        }
        let after_sections = flat_nodes.len();
        for page in self.tracker.ask(Titles { term: Term::Pages }) {
            let rank = (after_sections, collation::sort_key(&page.title));
            let language = page.language.and_then(|own| self.presenter.lang_attribute(&own));
            let flat_node = FlatNode { title: page.title, language, rank, years: Vec::new() };
            flat_nodes.entry(page.address.to_string()).or_insert(flat_node);
        }
        let mut children_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for address in flat_nodes.keys() {
            let above = ancestor_folders(address.trim_end_matches('/'));
            let ancestors = above.map(|folder| format!("{folder}/"));
            let parent = ancestors.into_iter().find(|address| flat_nodes.contains_key(address));
            children_of.entry(parent.unwrap_or_default()).or_default().push(address.clone());
        }
        nested("", &flat_nodes, &children_of)
    }

    pub(super) fn section_title(&self, address: &str) -> LinkView {
        let link = self.renderer.section_link(&self.tracker, address, &self.presenter.language);
        link.unwrap_or_else(|| LinkView::new("", address))
    }

    /// Returns links to the years of a listing; empty if it is not long enough to have pages for them.
    pub(super) fn year_links(&self, head: &str, term: &Term) -> Vec<LinkView> {
        let limit = listing::max_unsplit(self.renderer.config.page_size);
        if !self.tracker.ask(Exceeds { term: term.clone(), year: None, limit }) {
            return Vec::new();
        }
        let link = |year: Year| {
            LinkView::new(year_label(self.ui_labels(), year), listing::year_address(head, year))
        };
        let links = self.tracker.year_names(term).into_iter().map(link);
        // There is no page if another target claims its address.
        links.filter(|link| self.renderer.exists(&self.tracker, &link.url)).collect()
    }

    fn feed_links(&self) -> Vec<LinkView> {
        let has = |term: &Term| self.tracker.has_feed(term);
        let portal_feed = LinkView {
            language: self.portal.title_language.clone(),
            ..LinkView::new(self.portal.title.clone(), "/atom.xml")
        };
        let of_section = |section: &Section| LinkView {
            url: format!("{}atom.xml", section.address),
            ..self.section_title(&section.address)
        };
        let sections = self.renderer.sections.iter();
        let sections = sections.filter(|one| has(&Term::Section(one.address.clone())));
        let portal_feed = Some(portal_feed).filter(|_| has(&Term::DocumentsAndNews));
        let events = Overview::Events;
        let address = format!("{}atom.xml", events.address());
        let events = LinkView::labelled(self.ui_labels(), events.name(), address);
        let all = portal_feed.into_iter().chain([events]).chain(sections.map(of_section));
        all.filter(|feed| self.renderer.exists(&self.tracker, &feed.url)).collect()
    }
}

/// Builds the nodes below an address.
fn nested(
    address: &str,
    flat_nodes: &BTreeMap<String, FlatNode>,
    children_of: &BTreeMap<String, Vec<String>>,
) -> Vec<SiteMapNode> {
    let mut children: Vec<(&String, &FlatNode)> = children_of
        .get(address)
        .into_iter()
        .flatten()
        .map(|child| (child, &flat_nodes[child]))
        .collect();
    children.sort_by_key(|(address, flat_node)| (&flat_node.rank, *address));
    let node = |(address, flat_node): (&String, &FlatNode)| SiteMapNode {
        title: flat_node.title.clone(),
        url: href(address),
        language: flat_node.language.clone(),
        years: flat_node.years.clone(),
        children: nested(address, flat_nodes, children_of),
    };
    children.into_iter().map(node).collect()
}
