//! Renders one target of the plan to bytes and returns the dependencies recorded while doing so.
//!
//! Rendering is pure: the output depends only on the answers of the library, the settings, the day and, for an entry,
//! its own body. Pages are rendered with templates of the theme. Feeds, sitemaps and redirect maps are written here,
//! because standards fix their format.

mod body;
mod breadcrumbs;
mod chart;
mod context;
mod diagram;
mod disclosure;
mod entry;
mod events;
mod feed;
mod link_rewriter;
mod listing;
mod lookup;
mod near;
mod open_data;
mod opensearch;
mod own_values;
mod page;
mod page_metadata;
mod pages;
mod portal;
mod portal_views;
mod related;
mod relations;
mod site_map;
mod xml;
mod xml_sitemap;

use std::rc::Rc;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entry::Entry;
use crate::entry::markdown::PreparedBody;
use crate::entry::section::Section;
use crate::library::{Dependency, DependencyTracker, EntryHash, Library, Year};
use crate::monitor::BuildMonitor;
use crate::site::{Plan, Target, TargetKind, servers};
use crate::theme::view::Presenter;
use crate::theme::{Theme, UiLabels};
use portal::LinkView;

pub use link_rewriter::links_of;
pub use page::template_file;
pub use page_metadata::{MissingElement, missing_elements, share_colours};
pub use portal::PortalView;
pub use portal_views::{PortalViewInputs, PortalViews};

/// The inputs shared by all targets.
#[derive(Debug)]
pub struct Renderer<'a> {
    /// The settings.
    pub config: &'a Arc<Config>,
    /// The sections, with the titles of their `_index.md`.
    pub sections: &'a [Section],
    /// The entries.
    pub library: &'a Arc<Library>,
    /// The targets.
    pub plan: &'a Plan,
    /// The theme.
    pub theme: &'a Theme,
    /// The data about the portal that every page shows, by language.
    pub portal_views: PortalViews<'a>,
    /// What the cost of queries is reported to.
    pub monitor: &'a BuildMonitor,
}

/// The result of rendering a target.
#[derive(Debug, Default)]
pub struct RenderOutput {
    /// The bytes to write.
    pub bytes: Vec<u8>,
    /// The recorded dependencies: queries with the fingerprints of their answers.
    pub dependencies: Vec<Dependency>,
    /// The entries in the answers.
    pub related: Vec<EntryHash>,
    /// The addresses on this site that the page links to, decoded; empty if the target is not a page.
    pub links: Vec<String>,
    /// The file name of the template used; empty if the target is not a page.
    pub template: String,
}

impl Renderer<'_> {
    /// Renders a target. `body` is that of the file named by [`Self::body_source`], if there is one.
    ///
    /// Returns `None` for copied files and renditions, which are not rendered, and for a page whose entry is missing.
    pub fn render(
        &self,
        target: &Target,
        body: Option<&PreparedBody>,
    ) -> Result<Option<RenderOutput>, Box<Diagnostic>> {
        let tracker = DependencyTracker::new(self.library.clone());
        let tracker = Rc::new(tracker.with_monitor(self.monitor.clone()));
        let plain = |bytes: Vec<u8>| pages::PageOutput { bytes, ..pages::PageOutput::default() };
        let output = match &target.kind {
            TargetKind::Copy(_) | TargetKind::Rendition { .. } => return Ok(None),
            TargetKind::ShareImage => plain(page_metadata::share_picture(self)),
            TargetKind::Asset(name) => plain(self.theme.asset(name).unwrap_or_default().to_vec()),
            TargetKind::Feed(term) => plain(feed::feed(self, &tracker, term, &target.address)),
            TargetKind::EventFeed => plain(events::feed(self, &tracker, &target.address)),
            TargetKind::SitemapIndex(maps) => plain(xml_sitemap::index(self, maps)),
            TargetKind::Sitemap(map) => plain(xml_sitemap::urlset(self, &tracker, map)),
            TargetKind::Data(file) => {
                plain(open_data::write_file(self, &tracker, *file).into_bytes())
            }
            TargetKind::Robots => plain(xml_sitemap::robots(self).into_bytes()),
            TargetKind::OpenSearch => plain(opensearch::description(self)),
            TargetKind::ServerFile(file) => {
                let text =
                    servers::write_file(*file, &self.plan.server_rules, &self.config.base_url);
                plain(text.into_bytes())
            }
            TargetKind::Home
            | TargetKind::Entry(_)
            | TargetKind::Section(..)
            | TargetKind::TermIndex(_)
            | TargetKind::Term(..)
            | TargetKind::Backlinks(..)
            | TargetKind::NamedDocuments(_)
            | TargetKind::Overview(..)
            | TargetKind::NotFound
            | TargetKind::Redirect(_) => {
                match page::Page::new(self, tracker.clone(), target, body).render()? {
                    Some(output) => output,
                    None => return Ok(None),
                }
            }
        };
        let tracker = Rc::into_inner(tracker).expect("pages and their scopes have been dropped");
        let pages::PageOutput { bytes, links, template } = output;
        let (dependencies, related) = tracker.into_recorded();
        Ok(Some(RenderOutput { bytes, dependencies, related, links, template }))
    }

    /// Returns the path of the file whose body a target shows.
    pub fn body_source(&self, target: &Target) -> Option<Arc<str>> {
        match &target.kind {
            TargetKind::Home => Some("content/_index.md".into()),
            TargetKind::Entry(source) => Some(source.clone()),
            TargetKind::Section(address, crate::site::ListingPage::Head) => {
                self.section(address)?.index.clone()
            }
            _ => None,
        }
    }

    fn section(&self, address: &str) -> Option<&Section> {
        self.sections.iter().find(|section| *section.address == *address)
    }

    /// Builds the link to a section for a page in `language`. The title comes from the section's `_index.md`, if it
    /// has one, and is recorded as a dependency.
    fn section_link(
        &self,
        tracker: &DependencyTracker,
        address: &str,
        language: &str,
    ) -> Option<LinkView> {
        let section = self.section(address)?;
        let index = section.index.as_ref().and_then(|index| tracker.metadata(index));
        let own = index.as_ref().map(|index| &*index.metadata.title).filter(|own| !own.is_empty());
        let own = own.unwrap_or(&section.title);
        let (title, language) = portal_views::section_title(self.config, section, own, language);
        Some(LinkView { title, url: address.to_owned(), language })
    }

    /// Returns the language of a section's pages.
    fn language_of_section(&self, address: &str) -> &str {
        let own = self.section(address).and_then(|section| section.language.as_deref());
        own.unwrap_or(&self.config.language)
    }

    /// Checks whether the plan has a target at an address, and records that as a dependency.
    fn exists(&self, tracker: &DependencyTracker, address: &str) -> bool {
        tracker.record_address_exists(address, self.plan.contains(address))
    }

    /// Returns the language of an entry.
    fn language_of<'e>(&'e self, entry: &'e Entry) -> &'e str {
        entry.metadata.language.as_deref().unwrap_or(&self.config.language)
    }

    /// Returns what builds the views of entries and dates for a page in `language`.
    fn presenter(&self, language: &str) -> Presenter {
        Presenter {
            config: self.config.clone(),
            labels: self.theme.labels().clone(),
            language: language.into(),
            link_terms: true,
        }
    }

    /// Returns the interface labels for a page in `language`.
    fn ui_labels<'l>(&'l self, language: &'l str) -> UiLabels<'l> {
        self.theme.labels().for_language(language)
    }
}

/// Returns the displayed name of a listing's year.
fn year_label(labels: UiLabels<'_>, year: Year) -> String {
    year.0.map_or_else(|| labels.or_empty("undated").to_owned(), |year| year.to_string())
}

#[cfg(test)]
pub(crate) mod schema;
#[cfg(test)]
mod tests;
