//! The JSON-LD graph of a page, in the schema.org vocabulary: the work on the page of a document or a piece of news,
//! else the page, and the way to it.
//!
//! A node has the address of its page as its id, so `url` is not repeated. The organization and the site are described
//! in full on the home page only; other pages refer to them by id, so that they do not change when the owner's
//! telephone number does.

use super::json_ld_node::{JsonLdNode, JsonLdValue};
use super::{Arc, MetadataInputs, schema_org};
use crate::entry::Entry;

/// The number of list items that search engines want at least.
const MIN_BREADCRUMBS: usize = 2;

impl MetadataInputs<'_> {
    /// Writes the graph of the page as JSON.
    pub(super) fn json_ld(&self) -> String {
        let work = self.entry.and_then(|entry| self.work_node(entry));
        let mut graph = vec![work.unwrap_or_else(|| self.page_node())];
        if self.page.kind() == "home" {
            graph.push(self.website_node());
            graph.push(self.organization_node());
        }
        graph.extend(self.breadcrumb_list());
        let mut json = String::from("{\"@context\":\"https://schema.org\",\"@graph\":");
        graph.write(&mut json);
        json.push('}');
        json
    }

    fn id(&self, fragment: &str) -> String {
        format!("{}#{fragment}", self.renderer.config.base_url)
    }

    /// Describes a page that shows no work.
    fn page_node(&self) -> JsonLdNode {
        let page = self.page;
        let is_plain = page.kind() == "home" || self.entry.is_some();
        let zone = self.zone();
        let posted = self.entry.and_then(|entry| entry.metadata.posted_at).map(|at| at.iso(zone));
        JsonLdNode::new(if is_plain { "WebPage" } else { "CollectionPage" })
            .with("@id", page.canonical.as_str())
            .with("name", page.title.as_str())
            .with("description", self.description())
            .with("inLanguage", page.language.as_str())
            .with("isPartOf", JsonLdNode::reference(&self.id("website")))
            .with("datePublished", posted)
            .with("dateModified", self.modified.map(|at| at.iso(zone)))
    }

    fn website_node(&self) -> JsonLdNode {
        let config = self.renderer.config;
        let search = self.portal.search.as_ref().map(|_| {
            let template = config.base_url.absolute_url("/tim-kiem/?q={search_term_string}");
            JsonLdNode::new("SearchAction")
                .with("target", JsonLdNode::new("EntryPoint").with("urlTemplate", template))
                .with("query-input", "required name=search_term_string")
        });
        JsonLdNode::new("WebSite")
            .with("@id", self.id("website"))
            .with("url", config.base_url.to_string())
            .with("name", config.title.as_str())
            .with("inLanguage", config.language.as_str())
            .with("publisher", JsonLdNode::reference(&self.id("organization")))
            .with("potentialAction", search)
    }

    fn organization_node(&self) -> JsonLdNode {
        let owner = &self.renderer.config.owner;
        let parent = owner
            .parent
            .as_deref()
            .map(|name| JsonLdNode::organization("GovernmentOrganization", name));
        JsonLdNode::new("GovernmentOrganization")
            .with("@id", self.id("organization"))
            .with("url", self.renderer.config.base_url.to_string())
            .with("name", owner.name.as_str())
            .with("address", owner.address.clone())
            .with("telephone", owner.phone.clone())
            .with("email", owner.email.clone())
            .with("parentOrganization", parent)
    }

    /// Refers to the body responsible for the portal.
    pub(super) fn publisher_node(&self) -> JsonLdNode {
        JsonLdNode::new("GovernmentOrganization")
            .with("@id", self.id("organization"))
            .with("name", self.portal.owner.name())
    }

    /// Lists the breadcrumbs, followed by the page itself if they are too few for a list.
    fn breadcrumb_list(&self) -> Option<JsonLdNode> {
        let page = self.page;
        let crumbs = &page.breadcrumbs;
        let above = crumbs.iter().map(|crumb| {
            let url = self.renderer.config.base_url.absolute_url(&crumb.url);
            (crumb.title.as_str(), Some(JsonLdNode::reference(&url)))
        });
        let own = (crumbs.len() < MIN_BREADCRUMBS).then_some((page.title.as_str(), None));
        let items = above.chain(own).zip(1_usize..).map(|((name, item), position)| {
            JsonLdNode::new("ListItem")
                .with("position", position)
                .with("name", name)
                .with("item", item)
        });
        let list =
            JsonLdNode::new("BreadcrumbList").with("itemListElement", items.collect::<Vec<_>>());
        (!crumbs.is_empty()).then_some(list)
    }

    /// Refers to another entry of the portal.
    pub(super) fn entry_node(&self, entry: &Arc<Entry>) -> JsonLdNode {
        let language = self.renderer.language_of(entry);
        let language = Some(language).filter(|language| *language != self.page.language);
        JsonLdNode::new(schema_org::work_type(entry).unwrap_or("WebPage"))
            .with("@id", self.absolute(&entry.address))
            .with("name", &*entry.metadata.title)
            .with("inLanguage", language)
    }
}
