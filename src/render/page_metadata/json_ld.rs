//! The JSON-LD graph of a page, in the schema.org vocabulary.
//!
//! The organization and the site are described in full on the home page only; other pages refer to them by id, so that
//! they do not change when the owner's telephone number does.
//!
//! **Invariant.** The text is safe inside a script element, because every `<` is escaped.

use serde_json::{Value, json};

use super::json_ld_node::{JsonLdNode, id_reference, organization};
use super::{Arc, MetadataInputs, schema_org};
use crate::entry::Entry;

impl MetadataInputs<'_> {
    /// Writes the graph of the page as JSON.
    pub(super) fn json_ld(&self) -> String {
        let mut graph: Vec<Value> = vec![self.page_node()];
        if self.page.kind() == "home" {
            graph.push(self.website_node());
            graph.push(self.organization_node());
        }
        graph.extend(self.entry.and_then(|entry| self.work_node(entry)));
        graph.extend(self.breadcrumb_list());
        let document = json!({ "@context": "https://schema.org", "@graph": graph });
        document.to_string().replace('<', "\\u003c")
    }

    fn id(&self, fragment: &str) -> String {
        format!("{}#{fragment}", self.renderer.config.base_url)
    }

    fn page_node(&self) -> Value {
        let page = self.page;
        let entry = self.entry;
        let kind =
            if page.kind() == "home" || entry.is_some() { "WebPage" } else { "CollectionPage" };
        let zone = self.zone();
        // The page does not repeat the properties of the work it shows.
        let plain_page = entry.filter(|entry| self.work_id(entry).is_none());
        let posted = plain_page.and_then(|entry| entry.metadata.posted_at).map(|at| at.iso(zone));
        let changed = self.modified.filter(|_| plain_page.is_some()).map(|at| at.iso(zone));
        let work = entry.and_then(|entry| self.work_id(entry));
        let crumbs =
            (!page.breadcrumbs.is_empty()).then(|| format!("{}#breadcrumbs", page.canonical));
        JsonLdNode::new(kind)
            .with("@id", page.canonical.as_str())
            .with("url", page.canonical.as_str())
            .with("name", page.title.as_str())
            .with("description", work.is_none().then(|| self.description()))
            .with("inLanguage", page.language.as_str())
            .with("isPartOf", id_reference(&self.id("website")))
            .with("datePublished", posted)
            .with("dateModified", changed)
            .with("mainEntity", work.map(|id| id_reference(&id)))
            .with("breadcrumb", crumbs.map(|id| id_reference(&id)))
            .into()
    }

    fn website_node(&self) -> Value {
        let config = self.renderer.config;
        let search = self.portal.search.as_ref().map(|_| {
            let template = config.base_url.absolute_url("/tim-kiem/?q={search_term_string}");
            json!({
                "@type": "SearchAction",
                "target": { "@type": "EntryPoint", "urlTemplate": template },
                "query-input": "required name=search_term_string",
            })
        });
        JsonLdNode::new("WebSite")
            .with("@id", self.id("website"))
            .with("url", config.base_url.to_string())
            .with("name", config.title.as_str())
            .with("inLanguage", config.language.as_str())
            .with("publisher", id_reference(&self.id("organization")))
            .with("potentialAction", search)
            .into()
    }

    fn organization_node(&self) -> Value {
        let owner = &self.renderer.config.owner;
        let parent =
            owner.parent.as_deref().map(|name| organization("GovernmentOrganization", name));
        JsonLdNode::new("GovernmentOrganization")
            .with("@id", self.id("organization"))
            .with("url", self.renderer.config.base_url.to_string())
            .with("name", owner.name.as_str())
            .with("address", owner.address.clone())
            .with("telephone", owner.phone.clone())
            .with("email", owner.email.clone())
            .with("parentOrganization", parent)
            .into()
    }

    /// Refers to the body responsible for the portal.
    pub(super) fn publisher_node(&self) -> Value {
        JsonLdNode::new("GovernmentOrganization")
            .with("@id", self.id("organization"))
            .with("name", self.portal.owner.name())
            .into()
    }

    /// Lists the breadcrumbs, followed by the page itself.
    fn breadcrumb_list(&self) -> Option<Value> {
        let page = self.page;
        if page.breadcrumbs.is_empty() {
            return None;
        }
        let above = page.breadcrumbs.iter().map(|crumb| {
            (crumb.title.as_str(), self.renderer.config.base_url.absolute_url(&crumb.url))
        });
        let all = above.chain([(page.title.as_str(), page.canonical.clone())]);
        let items = all.zip(1..).map(|((name, item), position)| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": id_reference(&item) })
        });
        let list = JsonLdNode::new("BreadcrumbList")
            .with("@id", format!("{}#breadcrumbs", page.canonical))
            .with("itemListElement", items.collect::<Vec<Value>>());
        Some(list.into())
    }

    /// Returns the id of the work on an entry's page; `None` for a plain page, which has no separate work.
    pub(super) fn work_id(&self, entry: &Entry) -> Option<String> {
        schema_org::work_type(entry).map(|_| format!("{}#work", self.absolute(&entry.address)))
    }

    /// Refers to another entry of the portal.
    pub(super) fn entry_node(&self, entry: &Arc<Entry>) -> Value {
        let url = self.absolute(&entry.address);
        let id = self.work_id(entry).unwrap_or_else(|| url.clone());
        let language = self.renderer.language_of(entry);
        JsonLdNode::new(schema_org::work_type(entry).unwrap_or("WebPage"))
            .with("@id", id)
            .with("url", url)
            .with("name", &*entry.metadata.title)
            .with("inLanguage", language)
            .into()
    }
}
